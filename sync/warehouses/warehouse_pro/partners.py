"""Customers in the warehouse: found in sets, made with their document, changed field by field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from sync.errors import Bug, Refused
from sync.model import NewPartner, Partner
from sync.plan.buyer import folded
from sync.ports import Clock
from sync.sentences import say
from sync.warehouses.warehouse_pro.codes import SYSTEM_ROW
from sync.warehouses.warehouse_pro.database import Database, Row
from sync.warehouses.warehouse_pro.numbering import CodeCounter
from sync.warehouses.warehouse_pro.statements import select
from sync.warehouses.warehouse_pro.tables import PARTNERS
from sync.warehouses.warehouse_pro.texts import TextFitter
from sync.warehouses.warehouse_pro.values import TRUE, Value, text, truth, whole

COLUMNS: Final[Mapping[str, str]] = {
    "name": "Company",
    "company_number": "Bulstat",
    "vat_number": "TaxNo",
    "email": "eMail",
    "phone": "Phone",
    "city": "City",
    "address": "Address",
    "contact": "MOL",
}
"""Fields of a partner and the columns that hold them."""
PRINTED: Final[Mapping[str, str]] = {
    "Company": "Company2",
    "MOL": "MOL2",
    "City": "City2",
    "Address": "Address2",
    "Phone": "Phone2",
}
"""Columns of which the program keeps a copy for printing."""

# A number may be written with letters or spaces and an e-mail field may hold several, so all partners' keys
# are read in one narrow query and compared here; only those that fit are read whole.
_KEYS: Final = (
    "SELECT [ID], [Bulstat], [TaxNo], [eMail], [Company] FROM [Partners]"
    " WHERE [Deleted] = 0 OR [Deleted] IS NULL ORDER BY [ID]"
)
_WHOLE: Final = (
    "SELECT [ID], [Company], [Bulstat], [TaxNo], [eMail], [Phone], [City], [Address], [MOL]"
    " FROM [Partners] WHERE [ID] IN (...) ORDER BY [ID]"
)
# Not every engine folds the case of Cyrillic letters, so the words are looked for here.
_SEARCHED: Final = (
    "SELECT [ID], [Company], [Bulstat], [TaxNo], [eMail], [Phone], [City] FROM [Partners]"
    " WHERE [Deleted] = 0 OR [Deleted] IS NULL ORDER BY [ID]"
)
_CODES: Final = "SELECT [Code] FROM [Partners]"
_TAKEN: Final = "SELECT COUNT(*) FROM [Partners] WHERE [Code] = ?"
_EMAILS: Final = re.compile(r"[\s,;]+")
_NO_DIGITS: Final = re.compile(r"[^0-9]")


class Partners:
    """The partners of one warehouse."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._codes = CodeCounter(database, _CODES, _TAKEN)

    # ------------------------------------------------------------ reading

    def find(
        self, company_numbers: Collection[str], emails: Collection[str], names: Collection[str]
    ) -> list[Partner]:
        """Partners with one of these company numbers (digits only, also as the digits of a VAT number),
        e-mails (lower case) or names (whatever their case, quotes and hyphens), by id; never deleted ones.
        """
        numbers = {number for number in company_numbers if number}
        mails = {email for email in emails if email}
        wanted = {folded(name) for name in names} - {""}
        if not (numbers or mails or wanted):
            return []
        fitting = [int(row[0]) for row in self._database.rows(_KEYS) if _fits(row, numbers, mails, wanted)]
        found = [_partner(row) for row in self._database.rows_in(_WHOLE, fitting)]
        return sorted(found, key=lambda partner: partner.id)

    def search(self, words: str, limit: int) -> list[Partner]:
        """At most ``limit`` partners in which each of the words stands, whatever the case, by name."""
        wanted = words.casefold().split()
        fitting: list[tuple[str, int]] = []
        for row in self._database.rows(_SEARCHED):
            cells = [text(cell).casefold() for cell in row[1:]]
            if all(any(word in cell for cell in cells) for word in wanted):
                fitting.append((cells[0], int(row[0])))
        ids = [ident for _, ident in sorted(fitting)[:limit]]
        found = {int(row[0]): _partner(row) for row in self._database.rows_in(_WHOLE, ids)}
        return [found[ident] for ident in ids if ident in found]

    def one(self, partner_id: int) -> Partner | None:
        """This partner; None where it is not there or was deleted."""
        deleted = self._database.one(select(PARTNERS, ("Deleted",), where=("ID",)), (partner_id,))
        if deleted is None or truth(deleted[0]):
            return None
        rows = list(self._database.rows_in(_WHOLE, [partner_id]))
        return _partner(rows[0]) if rows else None

    def payment_days(self, partner_id: int) -> int:
        """In how many days this partner pays. Raises Refused where it is not there or deleted."""
        has_days = self._database.has(PARTNERS, "PaymentDays")
        columns = ("Deleted", *(("PaymentDays",) if has_days else ()))
        row = self._database.one(select(PARTNERS, columns, where=("ID",)), (partner_id,))
        if row is None or truth(row[0]):
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=partner_id),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        return max(0, whole(row[1])) if has_days else 0

    def is_called(self, partner_id: int, name: str) -> bool:
        """Whether the partner is there under this name, whatever its case, quotes and hyphens."""
        row = self._database.one(select(PARTNERS, ("Company", "Deleted"), where=("ID",)), (partner_id,))
        return row is not None and not truth(row[1]) and folded(text(row[0])) == folded(name)

    # ------------------------------------------------------------ writing

    def make(self, partner: NewPartner, user_id: int, fitter: TextFitter) -> int:
        """Write a new partner inside the caller's transaction; its id. Texts that do not fit are cut and told
        in ``fitter.warnings``."""
        values: dict[str, Value] = {
            column: fitter.fit(PARTNERS, column, getattr(partner, name)) for name, column in COLUMNS.items()
        }
        values.update({copy: values[column] for column, copy in PRINTED.items()})
        return self._database.insert(
            PARTNERS,
            {
                **values,
                "Code": self._codes.next(),
                "IsVeryUsed": TRUE,
                "UserID": user_id,
                "GroupID": SYSTEM_ROW,
                "UserRealTime": self._clock.now(),
            },
        )

    def update(self, partner_id: int, fields: Mapping[str, str]) -> None:
        """Set fields of a partner in one transaction; a copy for printing follows where it was one.

        Raises Refused where the partner is not there or deleted, Bug for a field that partners do not have.
        """
        unknown = sorted({*fields} - {*COLUMNS})
        if unknown:
            raise Bug(
                say("Mostik meant to change a field that partners do not have."), detail=", ".join(unknown)
            )
        if not fields:
            return
        fitter = TextFitter(self._database)
        values: dict[str, Value] = {
            COLUMNS[name]: fitter.fit(PARTNERS, COLUMNS[name], value) for name, value in fields.items()
        }
        with self._database.transaction():
            self.payment_days(partner_id)
            values.update(self._copies(partner_id, values))
            values["UserRealTime"] = self._clock.now()
            self._database.update(PARTNERS, values, {"ID": partner_id})

    def _copies(self, partner_id: int, values: Mapping[str, Value]) -> dict[str, Value]:
        pairs = [
            (column, copy)
            for column, copy in PRINTED.items()
            if column in values and self._database.has(PARTNERS, copy)
        ]
        if not pairs:
            return {}
        columns = [name for pair in pairs for name in pair]
        row = self._database.one(select(PARTNERS, columns, where=("ID",)), (partner_id,)) or ()
        return {
            copy: values[column]
            for (column, copy), main, printed in zip(pairs, row[::2], row[1::2], strict=True)
            if text(printed) in ("", text(main))
        }


def _fits(row: Row, numbers: Collection[str], emails: Collection[str], names: Collection[str]) -> bool:
    _ident, number, vat_number, mails, company = row
    if numbers and (_digits(number) in numbers or _digits(vat_number) in numbers):
        return True
    if emails and any(mail in emails for mail in _addresses(mails)):
        return True
    return bool(names) and folded(text(company)) in names


def _digits(cell: object) -> str:
    return _NO_DIGITS.sub("", text(cell))


def _addresses(cell: object) -> Iterator[str]:
    written = text(cell).lower()
    return iter(_EMAILS.split(written)) if written else iter(())


def _partner(row: Row) -> Partner:
    texts: Sequence[str] = [text(cell) for cell in row[1:]]
    return Partner(int(row[0]), *texts)
