"""Reading values of Firmino: numbers and days that come as text, and words cut to their room. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sync.money import CENT, round_half_up

Row = Mapping[str, Any]

VAT_RATES: Final[Mapping[str, Decimal]] = {
    "23": Decimal(23),
    "8": Decimal(8),
    "7": Decimal(7),
    "5": Decimal(5),
    "0": Decimal(0),
    "zw": Decimal(0),
    "np": Decimal(0),
    "oo": Decimal(0),
    "npue": Decimal(0),
    "0pp": Decimal(0),
}
"""Firmino's VAT rates (its page on articles): exempt, not subject, reverse charge and two more count as 0."""
USUAL_RATE: Final = "23"


def text(row: Row, name: str) -> str:
    """A text without blanks around it."""
    value = row.get(name)
    return "" if value is None else str(value).strip()


def ident(row: Row, name: str = "id") -> int:
    """An id; 0 where there is none."""
    value = row.get(name)
    written = str(value).strip()
    return int(written) if not isinstance(value, bool) and written.isascii() and written.isdigit() else 0


def number(row: Row, name: str) -> Decimal:
    """A number at four decimals; 0 where there is none."""
    try:
        found = Decimal(str(row.get(name) or 0).replace(",", "."))
    except ArithmeticError:
        return Decimal(0)
    return round(found, 4) if found.is_finite() else Decimal(0)


def day_of(row: Row, name: str) -> date:
    """A day; the first of all days where there is none."""
    try:
        return date.fromisoformat(text(row, name)[:10])
    except ValueError:
        return date.min


def part(row: Row, name: str) -> Row:
    """An object inside a row; an empty one where there is none."""
    value = row.get(name)
    return value if isinstance(value, Mapping) else {}


def rows_in(value: object) -> list[Row]:
    """The rows of a list."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def rate_of(row: Row) -> Decimal:
    """The VAT rate of an article or a line, in per cent."""
    return VAT_RATES.get(text(row, "vatRate"), VAT_RATES[USUAL_RATE])


def amount(value: Decimal) -> str:
    """An amount as the pages write it: in whole groszy."""
    return f"{round_half_up(value, CENT):f}"


def pieces(value: Decimal) -> str:
    """A quantity as the pages write it: at four decimals."""
    return f"{round(value, 4):.4f}"
