"""What may be shown of a database's rows without personal data. Pure.

Numbers and moments are shown. Of a text only what is known to be the program's own or a product's is shown;
every other text, and every column that Mostik does not know, becomes its length and a sign. Equal texts have
equal signs within one probe, so that a copied note or name can be recognised; without the probe's own secret
nobody can find the text that belongs to a sign.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Shown = str | int | float | None
"""A value as it is kept and shown."""

_WHOLE: Final = frozenset({"*"})
_OPEN: Final[Mapping[str, frozenset[str]]] = {
    "goods": _WHOLE,
    "goodsgroups": _WHOLE,
    "objects": _WHOLE,
    "objectsgroups": _WHOLE,
    "partnersgroups": _WHOLE,
    "usersgroups": _WHOLE,
    "operations": frozenset({"lot"}),
    "operationtype": _WHOLE,
    "paymenttypes": _WHOLE,
    "vatgroups": _WHOLE,
    "currencies": _WHOLE,
    "nextacct": _WHOLE,
    "store": frozenset({"lot"}),
    "system": _WHOLE,
    "userssecurity": frozenset({"controlname"}),
    "pricerules": _WHOLE,
    "documents": frozenset({"invoicenumber"}),
    "ecrreceipts": frozenset({"ecrid"}),
    "applicationlog": frozenset({"messagesource"}),
    "configuration": frozenset({"key"}),
    "mostikimports": _WHOLE,
}
"""By table: the columns whose texts are the program's own or a product's."""
_CLOSED: Final = frozenset({"description", "machine", "note", "note1", "note2", "password", "email", "phone"})
"""Never shown, whatever the table."""
_TAG: Final = re.compile(r"^\s*Mostik:[a-z0-9-]+:[^;\s]+;")
_SALE_NUMBER: Final = re.compile(r"[A-Z0-9]{8}-[A-Z0-9]{4}-[0-9]{7}")
_CASH_TEXT: Final = re.compile(r"^[^\d,;]{0,40}\d{1,10}(?=\D|$)")
_PLAIN_SETTING: Final = re.compile(r"-?\d{1,6}([.,]\d{1,4})?|configkey\d+", re.IGNORECASE)
_MAIL: Final = re.compile(r"\S+@\S+")
_LONGEST: Final = 120
_LARGE: Final = 10_000_000
"""Larger whole numbers of tables that Mostik does not know may be telephone or company numbers."""
_KNOWN_NUMBERS: Final = frozenset({*_OPEN, "payments", "cashbook", "partners", "users", "registration",
                                   "transformations", "lots", "currencieshistory", "network",
                                   "internallog"})  # fmt: skip


class Mask:
    """Makes values fit to be kept. ``secret`` is the probe's own and stands in no difference."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def shown(self, table: str, column: str, value: object) -> Shown:
        """The value of this column as it is kept and shown."""
        if value is None or isinstance(value, bool):
            return None if value is None else int(value)
        if isinstance(value, int | float | Decimal):
            return self._number(table, value)
        if isinstance(value, datetime | date):
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
        if isinstance(value, bytes | bytearray | memoryview):
            raw = bytes(value)
            return f"‹{len(raw)} bytes {self._sign(raw)}›" if raw else "‹0 bytes›"
        return self._text(table.lower(), column.lower(), str(value))

    def digest(self, row: str) -> str:
        """A short sign of a whole row."""
        return hashlib.blake2b(row.encode("utf-8"), digest_size=8, key=self._secret).hexdigest()

    def _number(self, table: str, value: float | Decimal) -> Shown:
        plain = float(value) if isinstance(value, Decimal) else value
        if table.lower() not in _KNOWN_NUMBERS and abs(plain) >= _LARGE:
            return f"‹number {self._sign(repr(plain).encode())}›"
        return plain

    def _text(self, table: str, column: str, value: str) -> str:
        if not value.strip():
            return value[:_LONGEST]  # whether a blank is nothing or one space is just what is to be seen
        moment = _moment(value)
        if moment:
            return moment
        kept = self._kept(table, column, value)
        rest = value[len(kept) :]
        return kept + (self._masked(rest) if rest.strip() else rest)

    def _kept(self, table: str, column: str, value: str) -> str:
        """The beginning of the text that may be shown."""
        tag = _TAG.match(value)
        if tag:
            return tag[0]
        if _SALE_NUMBER.fullmatch(value.strip()):
            return value
        if table == "cashbook" and column == "desc":
            found = _CASH_TEXT.match(value)
            return found[0] if found else ""
        if table == "configuration" and column == "value":
            return value if _PLAIN_SETTING.fullmatch(value.strip()) else ""
        allowed = _OPEN.get(table, frozenset())
        if column in _CLOSED or not ("*" in allowed or column in allowed):
            return ""
        return "" if _MAIL.search(value) or len(value) > _LONGEST else value

    def _masked(self, value: str) -> str:
        return f"‹{len(value)} {self._sign(value.encode('utf-8', 'surrogatepass'))}›"

    def _sign(self, raw: bytes) -> str:
        return "#" + hashlib.blake2b(raw, digest_size=4, key=self._secret).hexdigest()


def _moment(value: str) -> str:
    """SQLite keeps moments as texts; they are shown like those of the other engines."""
    return value if re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?", value) else ""
