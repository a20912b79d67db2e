"""What a table is made of: kinds of columns, columns with their blanks, tables; and short ways to write them
down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

BLANK_TEXT: Final = " "


class Kind(Enum):
    """What a column holds. Each engine's own type for it stands in
    :mod:`sync.warehouses.warehouse_pro.dialect`."""

    IDENTITY = "identity"
    """A whole number that the engine counts up itself."""
    INT = "int"
    SMALLINT = "smallint"
    FLOAT = "float"
    TEXT = "text"
    KEY_TEXT = "key text"
    """Text compared character by character: "A1" and "a1" differ, also where the database ignores case. Ours
    only."""
    DATE = "date"
    """A day at midnight by the shop's own clock (``smalldatetime`` on SQL Server: 1900-01-01 to 2079-06-06,
    whole minutes)."""
    DATETIME = "datetime"
    """A moment by the shop's own clock, in full seconds, without a time zone."""


Blank = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``size`` is in characters and 0 for other kinds; ``since`` is "" for columns older than
    3.00."""

    name: str
    kind: Kind
    size: int = 0
    since: str = ""
    blank: Blank = None
    is_text: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_text", self.kind in (Kind.TEXT, Kind.KEY_TEXT))


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``indexes`` are those worth having in a warehouse that Mostik makes; a real one has its own.

    ``ours``: Mostik's own table, absent from the program's schema.
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ("ID",)
    indexes: tuple[tuple[str, ...], ...] = ()
    since: str = ""
    ours: bool = False
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Every value of every row that is written looks its column up.
        object.__setattr__(self, "_by_name", {column.name.lower(): column for column in self.columns})

    def column(self, name: str) -> Column:
        """The column of this name, in any letter case. Raises KeyError."""
        found = self._by_name.get(name.lower())
        if found is None:
            raise KeyError(f"{self.name}.{name}")
        return found

    def blank_row(self) -> dict[str, Blank]:
        """Every column but the identity, with its blank."""
        return {column.name: column.blank for column in self.columns if column.kind is not Kind.IDENTITY}


def identity(name: str = "ID") -> tuple[Column, ...]:
    return (Column(name, Kind.IDENTITY),)


def ints(*names: str, blank: int = 0) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.INT, blank=blank) for name in names)


def smallints(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.SMALLINT, blank=0) for name in names)


def floats(*names: str, blank: float = 0.0) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.FLOAT, blank=blank) for name in names)


def texts(*names: str, size: int = 255) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.TEXT, size=size, blank=BLANK_TEXT) for name in names)


def key_texts(*sizes: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.KEY_TEXT, size=size, blank=BLANK_TEXT) for name, size in sizes)


def dates(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.DATE) for name in names)


def datetimes(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.DATETIME) for name in names)


def since(version: str, *columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(replace(column, since=version) for group in columns for column in group)
