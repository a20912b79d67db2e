"""Rows in memory, found by id or by a column that others point with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Ident = int | str
Row = dict[str, Any]


class Table:
    """Rows by id, in the order of their making. Columns named ``indexed`` are found without a search.

    Rows may be read freely, and changed only by :meth:`change`.
    """

    def __init__(self, indexed: Iterable[str] = ()) -> None:
        self._rows: dict[Ident, Row] = {}
        self._indexes: dict[str, dict[Any, dict[Ident, None]]] = {column: {} for column in indexed}
        self._last = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def get(self, ident: Ident | None) -> Row | None:
        """The row, or None."""
        return None if ident is None else self._rows.get(ident)

    def insert(self, values: Row) -> Row:
        """A new row with the id of ``values`` or the next number; ValueError where the id is there."""
        ident: Ident = values.get("id") or self._last + 1
        if ident in self._rows:
            raise ValueError(f"There is a row {ident} already")
        if isinstance(ident, int):
            self._last = max(self._last, ident)
        row = {**values, "id": ident}
        self._rows[ident] = row
        self._enter(row)
        return row

    def skip(self, count: int) -> None:
        """Leave ``count`` ids unused, as rows deleted long ago would."""
        self._last += count

    def change(self, row: Row, values: Row) -> None:
        """Set columns of a row of this table."""
        if values.keys() & self._indexes.keys():
            self._leave(row)
            row.update(values)
            self._enter(row)
        else:
            row.update(values)

    def delete(self, ident: Ident) -> Row:
        """Take a row out; KeyError where it is not there."""
        row = self._rows.pop(ident)
        self._leave(row)
        return row

    def where(self, column: str, value: Any) -> list[Row]:
        """The rows with exactly this value, in the order of their making."""
        index = self._indexes.get(column)
        if index is not None:
            return [self._rows[ident] for ident in index.get(value, ())]
        return [row for row in self._rows.values() if row.get(column) == value]

    def first(self, column: str, value: Any) -> Row | None:
        """The first of these rows, or None."""
        found = self.where(column, value)
        return found[0] if found else None

    def _enter(self, row: Row) -> None:
        for column, index in self._indexes.items():
            index.setdefault(row.get(column), {})[row["id"]] = None

    def _leave(self, row: Row) -> None:
        for column, index in self._indexes.items():
            index[row.get(column)].pop(row["id"], None)
