"""How given values become whole rows of a table, and changes of them, worked out once for each set of
columns. Pure.

Thousands of orders are written through a few plans, so whatever does not depend on the values is done
beforehand: which column is given and where, the blanks of all others, how long a text may be, the statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from sync.errors import Bug
from sync.sentences import say
from sync.warehouses.warehouse_pro import statements
from sync.warehouses.warehouse_pro.schema import BLANK_TEXT, Column, Table
from sync.warehouses.warehouse_pro.values import Cell, Value, parameter, stored

_NO_TEXT: Final = -1
"""In the place of a text's room: the column holds something else."""
_NOTHING: Final = object()
"""Stands for the value before the first one; nothing is the same as it."""


class RowPlan:
    """Rows of ``table`` with a cell for each of ``columns``: those given in the order of ``names`` (in any
    letter case), and the blanks of all others. Values for columns that do not exist are left out.

    ``sizes``: the room of text columns in this database, by lower-case name, 0 for one without a limit.
    ``as_text``: times travel as text. Raises Bug where a name is no column of the table.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[Column],
        names: Sequence[str],
        sizes: Mapping[str, int],
        *,
        as_text: bool,
    ) -> None:
        self._table = table
        self._sizes = sizes
        self._as_text = as_text
        self._names = [column.name for column in columns]
        self._width = len(names)
        self._blanks: list[Cell] = [column.blank for column in columns]
        targets = {column.name: place for place, column in enumerate(columns)}
        self._given: list[tuple[int, int, int, Column]] = []
        for source, name in enumerate(names):
            column = _column(table, name)
            target = targets.get(column.name)
            if target is not None:
                room = sizes.get(column.name.lower(), column.size) if column.is_text else _NO_TEXT
                self._given.append((source, target, room, column))
        self._inserts: dict[int, str] = {}

    def insert(self, rows: int) -> str:
        """The statement that inserts so many rows."""
        text = self._inserts.get(rows)
        if text is None:
            text = self._inserts[rows] = statements.insert(self._table, self._names, rows)
        return text

    def cells(self, row: Sequence[Value], zone: tzinfo) -> list[Cell]:
        """The row as the driver takes it. Raises Refused where a text does not fit its column."""
        return self._changed(self._blanks, (_NOTHING,) * self._width, row, zone)

    def many(self, rows: Iterable[Sequence[Value]], zone: tzinfo) -> Iterator[list[Cell]]:
        """Each row as the driver takes it (see :meth:`cells`).

        The rows of a document are alike but for a few cells, so what is the same as in the row before is not
        worked out again.
        """
        cells, before = self._blanks, (_NOTHING,) * self._width
        for row in rows:
            cells = self._changed(cells, before, row, zone)
            before = tuple(row)
            yield cells

    def _changed(
        self, cells: Sequence[Cell], before: Sequence[object], row: Sequence[Value], zone: tzinfo
    ) -> list[Cell]:
        """``cells``, which were made of the row ``before``, with those of ``row``."""
        if len(row) != self._width:
            raise ValueError(f"{len(row)} values for {self._width} columns of {self._table.name}")
        made = list(cells)
        for source, target, room, column in self._given:
            value = row[source]
            if value is before[source]:
                continue
            if room == _NO_TEXT:
                plain = type(value) is int or value is None
                made[target] = value if plain else parameter(value, zone, self._as_text)  # type: ignore[assignment]  # an int or None
            elif type(value) is str and (2 * len(value) <= room or not room):
                # However it is counted (an emoji is two), it fits.
                made[target] = value if value and not value.isspace() else BLANK_TEXT
            else:
                made[target] = parameter(stored(self._table, column, value, self._sizes), zone, self._as_text)
        return made


class UpdatePlan:
    """A change of columns of ``table`` where others have given values: its statement, and the values as they
    are kept. Values for columns that do not exist are left out.

    Raises Bug where a name is no column of the table, or where none of the columns exists.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[Column],
        names: Sequence[str],
        where: Sequence[str],
        sizes: Mapping[str, int],
    ) -> None:
        existing = {column.name for column in columns}
        given = [(place, _column(table, name)) for place, name in enumerate(names)]
        self._targets = [(place, column) for place, column in given if column.name in existing]
        if not self._targets:
            raise Bug(
                say("Mostik meant to change a field that this warehouse does not have."), detail=table.name
            )
        self._table = table
        self._sizes = sizes
        self.sql = statements.update(table, [column.name for _, column in self._targets], where)

    def cells(self, values: Sequence[Value]) -> list[Value]:
        """The values to be kept, in the statement's order. Raises Refused where a text does not fit."""
        return [stored(self._table, column, values[place], self._sizes) for place, column in self._targets]


def _column(table: Table, name: str) -> Column:
    try:
        return table.column(name)
    except KeyError:
        raise Bug(
            say("Mostik does not know a column of the warehouse."), detail=f"{table.name}.{name}"
        ) from None
