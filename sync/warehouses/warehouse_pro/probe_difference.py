"""What differs between two pictures of a database, taken before and after one thing was done in the
program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sync.sentences import Sentence
from sync.warehouses.warehouse_pro.masking import Shown

SHOWN_AT_MOST: Final = 200
"""So many rows of a table are listed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Picture:
    """When a picture of all tables was taken (aware) and of what."""

    at: datetime
    engine: str
    version: str
    tables: int
    rows: int


@dataclass(frozen=True, slots=True)
class ProbedRow:
    """A row that came or went: its values by column, blanks left out."""

    values: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that changed: where it is, and each changed column with old and new value. ``old`` of a row that
    was kept as a sign only is not known, and all its values stand as new."""

    where: Mapping[str, Shown]
    columns: tuple[tuple[str, Shown, Shown], ...]
    old_known: bool = True


@dataclass(slots=True)
class TableDifference:
    """What differs in one table. ``rows_before`` or ``rows_after`` None: the table was not there."""

    name: str
    rows_before: int | None
    rows_after: int | None
    added: list[ProbedRow] = field(default_factory=list)
    removed: list[ProbedRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    not_listed: int = 0
    new_columns: tuple[str, ...] = ()
    gone_columns: tuple[str, ...] = ()
    problem: Sentence | None = None

    @property
    def differs(self) -> bool:
        return bool(
            self.added
            or self.removed
            or self.changed
            or self.not_listed
            or self.new_columns
            or self.gone_columns
            or self.rows_before is None
            or self.rows_after is None
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """All tables, in the order of their names."""

    before: Picture
    after: Picture
    tables: tuple[TableDifference, ...]


_PLACES: Final = ("id", "opertype", "acct", "goodid", "partnerid", "objectid", "key", "userid", "num")


def where_of(columns: Sequence[str], values: Sequence[Shown]) -> dict[str, Shown]:
    """By which a person finds the row."""
    found = dict(zip((name.lower() for name in columns), zip(columns, values, strict=True), strict=True))
    return {
        found[name][0]: found[name][1] for name in _PLACES if name in found and found[name][1] is not None
    }


def filled(columns: Sequence[str], values: Sequence[Shown]) -> dict[str, Shown]:
    """The values by column, without those that are nothing."""
    pairs = zip(columns, values, strict=False)
    return {name: value for name, value in pairs if value is not None}


def part_of(values: Sequence[Shown], columns: Sequence[str], wanted: Sequence[str]) -> str:
    by_name = dict(zip(columns, values, strict=True))
    return json.dumps([by_name[name] for name in wanted])


def list_row(difference: TableDifference, rows: list[Any], row: object) -> None:
    if len(rows) < SHOWN_AT_MOST:
        rows.append(row)
    else:
        difference.not_listed += 1
