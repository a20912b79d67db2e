"""Numbers as people and programs write them: which sign divides the decimals, and what a cell says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sync.sentences import say
from sync.shops.files.misread import Misread, shown


class DecimalSign(StrEnum):
    """What stands before the decimals."""

    POINT = "."
    COMMA = ","


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, with the currency (three letters) where the cell named one."""

    value: Decimal
    currency: str = ""


_CURRENCIES: Final = {
    "€": "EUR", "eur": "EUR", "евро": "EUR", "euro": "EUR",
    "лв": "BGN", "лв.": "BGN", "bgn": "BGN", "лева": "BGN",
    "zł": "PLN", "zl": "PLN", "pln": "PLN",
    "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP", "ron": "RON", "lei": "RON",
    "kč": "CZK", "czk": "CZK", "ft": "HUF", "huf": "HUF",
}  # fmt: skip
_PARTS: Final = re.compile(
    r"(?P<before>[^\d+\-−.,]*?)\s*(?P<sign>[+\-−]?)\s*(?P<number>[\d.,][\d.,'’\s]*?)\s*(?P<after>[^\d\s.,'’+\-−]\D*)?"
)
_BLANKS: Final = re.compile(r"[\s'’]")
_GROUPED: Final = {
    DecimalSign.POINT: re.compile(r"[1-9]\d{0,2}(?:[,\s'’]\d{3})+(?:\.\d*)?"),
    DecimalSign.COMMA: re.compile(r"[1-9]\d{0,2}(?:[.\s'’]\d{3})+(?:,\d*)?"),
}
_PLAIN: Final = {
    DecimalSign.POINT: re.compile(r"\d+(?:\.\d*)?|\.\d+"),
    DecimalSign.COMMA: re.compile(r"\d+(?:,\d*)?|,\d+"),
}
_LONGEST: Final = 40
_MOST_DIGITS: Final = 15
"""Digits before the decimals. More is no price or quantity, and could not be calculated with exactly."""


def read_amount(cell: str, sign: DecimalSign) -> Amount:
    """The number in a cell, whose decimals follow ``sign``; blanks, apostrophes and the other sign may part
    thousands, and a currency may stand before or after it. Raises Misread.
    """
    amount = _written(cell, sign)
    if amount.value.adjusted() >= _MOST_DIGITS:
        raise _no_number(cell)
    return amount


def _written(cell: str, sign: DecimalSign) -> Amount:
    """The number in a cell, however long it is."""
    text = cell.strip()
    found = _PARTS.fullmatch(text) if text and len(text) <= _LONGEST else None
    if found is None:
        raise _no_number(cell)
    currency = _currency(found["before"]) or _currency(found["after"] or "")
    if (found["before"].strip() or (found["after"] or "").strip()) and not currency:
        raise _no_number(cell)
    number = found["number"].strip()
    if not (_PLAIN[sign].fullmatch(number) or _GROUPED[sign].fullmatch(number)):
        raise _no_number(cell)
    other = "," if sign is DecimalSign.POINT else "."
    plain = _BLANKS.sub("", number).replace(other, "").replace(sign.value, ".")
    value = Decimal(plain)
    return Amount(-value if found["sign"] in ("-", "−") and value else value, currency)


def recognise_decimal_sign(cells: Iterable[str]) -> DecimalSign | None:
    """The sign by which all these cells can be read; None where both would do and mean different numbers, or
    where neither reads them all. Cells without any number in them do not count.
    """
    possible = {DecimalSign.POINT, DecimalSign.COMMA}
    differ = False
    for cell in cells:
        if not any(character.isdigit() for character in cell):
            continue
        values = {}
        for sign in (DecimalSign.POINT, DecimalSign.COMMA):
            try:
                values[sign] = _written(cell, sign).value
            except Misread:
                continue
        if not values:
            continue
        possible &= values.keys()
        differ = differ or len(set(values.values())) > 1
        if not possible:
            return None
    if len(possible) == 1:
        return possible.pop()
    return None if differ else DecimalSign.POINT


def currency_named(words: str) -> str:
    """The currency (three letters) that a cell names: a code, a sign or a word; "" for none that is known."""
    found = _currency(words)
    code = words.strip().upper()
    return found or (code if len(code) == 3 and code.isascii() and code.isalpha() else "")


def _currency(words: str) -> str:
    return _CURRENCIES.get(words.strip().casefold(), "")


def _no_number(cell: str) -> Misread:
    if not cell.strip():
        return Misread(say("There is no number."))
    return Misread(say("“{cell}” is no number.", cell=shown(cell)))
