"""Values on their way into and out of the database: blanks, -1 and 0, floats, and times without a zone. Pure.

The database knows no time zones: a moment is what the shop's clock showed. Inside Mostik moments are aware,
so the zone of the shop is put on and taken off here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Final

from sync.errors import Bug, Refused
from sync.sentences import say
from sync.warehouses.warehouse_pro.schema import BLANK_TEXT, Column, Table

Value = str | bool | int | float | Decimal | date | datetime | None
"""What may be handed in for a parameter."""
Cell = str | int | float | date | datetime | None
"""What a driver gives and takes."""

TRUE: Final = -1
"""Yes, in this schema. Any number but 0 is read as yes."""
_NO_DATE: Final = ("0000-00-00", "")


def parameter(value: Value, zone: tzinfo, as_text: bool) -> Cell:
    """``value`` as the driver takes it: Decimals as floats, yes as -1, an aware moment as the shop's clock
    showed it."""
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value  # type: ignore[return-value]  # exactly these; nearly every value there is
    if kind is Decimal or isinstance(value, Decimal | float):
        number = float(value)  # type: ignore[arg-type]  # a number, by the line above
        if not math.isfinite(number):
            raise Bug(say("A number to be written into the warehouse is not a number."), detail=repr(value))
        return number
    if isinstance(value, datetime):
        return _moment(value, zone, as_text)
    if isinstance(value, date):
        return _day(value, as_text)
    if isinstance(value, bool):
        return TRUE if value else 0
    return value


# All rows of a document carry the same day and moment, and so do many documents.


@lru_cache(maxsize=64)
def _moment(value: datetime, zone: tzinfo, as_text: bool) -> str | datetime:
    if value.tzinfo is None:
        raise Bug(say("A moment to be written into the warehouse has no time zone."), detail=repr(value))
    return _clock(value.astimezone(zone).replace(tzinfo=None, microsecond=0), as_text)


@lru_cache(maxsize=64)
def _day(value: date, as_text: bool) -> str | datetime:
    return _clock(datetime.combine(value, time()), as_text)


def _clock(value: datetime, as_text: bool) -> str | datetime:
    return value.isoformat(sep=" ") if as_text else value


def stored(table: Table, column: Column, value: Value, sizes: Mapping[str, int]) -> Value:
    """``value`` as it is kept: a blank text as one space; raises Refused where a text does not fit its
    column."""
    if not column.is_text:
        return value
    if value is None or (isinstance(value, str) and not value.strip()):
        return BLANK_TEXT
    room = sizes.get(column.name.lower(), column.size)
    if isinstance(value, str) and 0 < room < characters(value):
        raise Refused(
            say(
                "A text is too long for the warehouse: {count} characters, at most {room}.",
                count=characters(value),
                room=room,
            ),
            detail=f"{table.name}.{column.name}",
        )
    return value


def characters(value: str) -> int:
    """The length as SQL Server and Access count it: an emoji counts as two."""
    return len(value) if value.isascii() else len(value.encode("utf-16-le", "surrogatepass")) // 2


def text(cell: object) -> str:
    """A text as people see it: NULL, "" and " " are all empty."""
    if isinstance(cell, str):
        return cell.strip()
    return "" if cell is None else str(cell).strip()


def whole(cell: object) -> int:
    """A whole number: NULL is 0, and MySQL's document numbers come as 27.0."""
    if type(cell) is int:
        return cell
    if isinstance(cell, int):
        return int(cell)
    return 0 if cell is None else round(float(str(cell)))


def truth(cell: object) -> bool:
    """Yes or no: any number but 0 is yes."""
    return whole(cell) != 0


def number(cell: object) -> Decimal:
    """A float of the database at four decimals, the precision at which Mostik compares; NULL is 0."""
    return round(exact(cell), 4)


def exact(cell: object) -> Decimal:
    """A float of the database as it is; NULL is 0."""
    if isinstance(cell, float):
        return Decimal(repr(cell))
    return Decimal(0) if cell is None else Decimal(repr(float(str(cell))))


def moment(cell: object, zone: tzinfo) -> datetime | None:
    """A moment of the database, aware, in UTC; NULL and zero dates are None.

    In the hour that the clock repeats in autumn the first one is meant.
    """
    clock = _read_clock(cell)
    return None if clock is None else clock.replace(tzinfo=zone).astimezone(UTC)


def day(cell: object) -> date | None:
    """A day of the database; NULL and zero dates are None."""
    clock = _read_clock(cell)
    return None if clock is None else clock.date()


def _read_clock(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    return None if cell is None else _typed_clock(str(cell).strip())


@lru_cache(maxsize=256)
def _typed_clock(text: str) -> datetime | None:
    """The time in a text; None for a zero date and for what is none."""
    if text[:10] in _NO_DATE:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
