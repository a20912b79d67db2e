"""Reading values of micro.bg: numbers in any type, and yes and no in both ways the maker's document tells.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from sync.warehouses.warehouse_pro.values import day, moment

Row = Mapping[str, Any]


def text(row: Row, name: str) -> str:
    """A text without blanks around it."""
    value = row.get(name)
    return "" if value is None else str(value).strip()


def number(row: Row, name: str) -> Decimal:
    """A number at four decimals; 0 where there is none."""
    try:
        return round(Decimal(str(row.get(name) or 0)), 4)
    except ArithmeticError:
        return Decimal(0)


def is_deleted(row: Row) -> bool:
    """Whether a row is deleted: 1 for goods and objects. Of partners the document says "1 yes, 2 no"."""
    return str(row.get("Deleted", 0)).strip().lower() in {"1", "true"}


def yes(row: Row, name: str) -> bool:
    """Yes or no; 2 is no."""
    return str(row.get(name, 0)).strip().lower() in {"1", "true"}


def day_of(row: Row, name: str) -> date | None:
    """A day."""
    return day(row.get(name))


def moment_of(row: Row, name: str, zone: tzinfo) -> datetime | None:
    """A moment, aware."""
    return moment(row.get(name), zone)
