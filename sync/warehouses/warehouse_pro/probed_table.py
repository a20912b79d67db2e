"""One table of a database, read row by row and fit to be kept; and compared with how it was."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sync.errors import MostikError, SettingsError, Unreachable
from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.masking import Mask, Shown
from sync.warehouses.warehouse_pro.probe_difference import (
    ChangedRow,
    ProbedRow,
    TableDifference,
    filled,
    list_row,
    part_of,
    where_of,
)
from sync.warehouses.warehouse_pro.statements import filled as filled_in

WHOLE_UP_TO: Final = 50_000
"""A table with more rows keeps only its newest rows whole."""
NEWEST_KEPT: Final = 20_000
_KEY: Final = "id"
_ROWS: Final = "SELECT :columns FROM :table"
_BY_KEY: Final = " ORDER BY :key"
_SPAN: Final = "SELECT MIN(:key), MAX(:key), COUNT(:key), COUNT(*) FROM :table"


class TableReader:
    """Reads one table in the order of its key, where it has a whole number for one."""

    def __init__(self, database: Database, table: str, columns: Sequence[str], mask: Mask) -> None:
        self._database, self._table, self._columns, self._mask = database, table, columns, mask
        self._key = next((name for name in columns if name.lower() == _KEY), None)
        self.keyed = False
        self._whole_from: float = float("-inf")

    def lines(self) -> Iterator[str]:
        """The rows as they are kept: ``[values]``, or ``[key, sign]`` for an older row of a large table."""
        for values in self.rows():
            line = json.dumps(values)
            key = self.key_of(values)
            if self.keyed and key is not None and key < self._whole_from:
                line = json.dumps({"key": key, "sign": self._mask.digest(line)})
            yield line

    def rows(self) -> Iterator[list[Shown]]:
        """The rows, fit to be kept. Raises what reading the database raises."""
        self._look_at_key()
        names = ", ".join(f"[{name}]" for name in self._readable())
        sql = filled_in(_ROWS, columns=names, table=f"[{self._table}]")
        if self.keyed:
            sql += filled_in(_BY_KEY, key=f"[{self._key}]")
        for row in self._database.rows(sql):
            yield [
                self._mask.shown(self._table, column, value)
                for column, value in zip(self._columns, row, strict=True)
            ]

    def key_of(self, values: Sequence[Shown]) -> int | None:
        if not self.keyed or self._key is None:
            return None
        found = values[self._columns.index(self._key)]
        return int(found) if isinstance(found, int | float) else None

    def _readable(self) -> Sequence[str]:
        if any(bracket in name for name in (self._table, *self._columns) for bracket in "[]`?"):
            raise SettingsError(
                say("The table {table} has a name that Mostik cannot ask for.", table=self._table)
            )
        return self._columns

    def _look_at_key(self) -> None:
        self._readable()
        if self._key is None:
            return
        found = self._database.one(filled_in(_SPAN, key=f"[{self._key}]", table=f"[{self._table}]"))
        if found is None:
            return
        lowest, highest, numbered, count = found
        self.keyed = isinstance(lowest, int) and isinstance(highest, int) and numbered == count
        if self.keyed and int(count) > WHOLE_UP_TO:
            self._whole_from = int(highest) - NEWEST_KEPT


class TableComparison:
    """One table of the picture from before with what it is now."""

    def __init__(self, kept: zipfile.ZipFile, member: str, head: Mapping[str, Any], mask: Mask) -> None:
        self._kept, self._member, self._head, self._mask = kept, member, head, mask
        self._columns = [str(name) for name in head["columns"]]

    def made(self, database: Database, there: tuple[str, Sequence[str]] | None) -> TableDifference:
        name = str(self._head["table"])
        if there is None:
            gone = TableDifference(name, 0, None)
            for line in self._before():
                gone.rows_before = (gone.rows_before or 0) + 1
                if isinstance(line, list):
                    list_row(gone, gone.removed, ProbedRow(filled(self._columns, line)))
            return gone
        columns = list(there[1])
        difference = TableDifference(
            name,
            0,
            0,
            new_columns=tuple(each for each in columns if each not in self._columns),
            gone_columns=tuple(each for each in self._columns if each not in columns),
        )
        if "problem" in self._head:
            difference.problem = Sentence.from_data(self._head["problem"])
            return difference
        reader = TableReader(database, there[0], columns, self._mask)
        try:
            # Where columns came or went, rows are compared by what both pictures have.
            if self._head["key"] and not difference.new_columns and not difference.gone_columns:
                self._by_key(difference, reader)
            else:
                self._as_heap(difference, reader, columns)
        except Unreachable:
            raise
        except MostikError as error:
            difference.problem = error.sentence
        return difference

    def _before(self) -> Iterator[Any]:
        with self._kept.open(self._member) as stream:
            lines = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
            next(lines)
            for line in lines:
                yield json.loads(line)

    def _by_key(self, difference: TableDifference, reader: TableReader) -> None:
        """Both pictures in step, by ascending key."""
        before, after = self._before(), reader.rows()
        old, new = next(before, None), next(after, None)
        while old is not None or new is not None:
            old_key = self._key(old) if old is not None else None
            new_key = reader.key_of(new) if new is not None else None
            if new is None or (old_key is not None and (new_key is None or old_key < new_key)):
                difference.rows_before = (difference.rows_before or 0) + 1
                values = old if isinstance(old, list) else [old["key"] if old else None]
                columns = self._columns if isinstance(old, list) else ["ID"]
                list_row(difference, difference.removed, ProbedRow(filled(columns, values)))
                old = next(before, None)
            elif old is None or old_key is None or (new_key is not None and new_key < old_key):
                difference.rows_after = (difference.rows_after or 0) + 1
                list_row(difference, difference.added, ProbedRow(filled(self._columns, new)))
                new = next(after, None)
            else:
                difference.rows_before = (difference.rows_before or 0) + 1
                difference.rows_after = (difference.rows_after or 0) + 1
                self._compare_row(difference, old, new)
                old, new = next(before, None), next(after, None)

    def _key(self, line: Any) -> int:
        if isinstance(line, dict):
            return int(line["key"])
        place = next(place for place, name in enumerate(self._columns) if name.lower() == _KEY)
        return int(line[place])

    def _compare_row(self, difference: TableDifference, old: Any, new: Sequence[Shown]) -> None:
        if isinstance(old, dict):
            if self._mask.digest(json.dumps(list(new))) != old["sign"]:
                columns = tuple((name, None, value) for name, value in filled(self._columns, new).items())
                row = ChangedRow(where_of(self._columns, new), columns, old_known=False)
                list_row(difference, difference.changed, row)
            return
        if list(old) == list(new):
            return
        changed = tuple(
            (name, was, now) for name, was, now in zip(self._columns, old, new, strict=True) if was != now
        )
        list_row(difference, difference.changed, ChangedRow(where_of(self._columns, new), changed))

    def _as_heap(self, difference: TableDifference, reader: TableReader, columns: Sequence[str]) -> None:
        """Rows without a key: those that one picture has more often than the other."""
        both = [name for name in self._columns if name in columns]
        surplus: Counter[str] = Counter()
        for line in self._before():
            difference.rows_before = (difference.rows_before or 0) + 1
            if isinstance(line, list):
                surplus[self._mask.digest(part_of(line, self._columns, both))] += 1
        for row in reader.rows():
            difference.rows_after = (difference.rows_after or 0) + 1
            sign = self._mask.digest(part_of(row, columns, both))
            if surplus[sign] > 0:
                surplus[sign] -= 1
            else:
                list_row(difference, difference.added, ProbedRow(filled(columns, row)))
        if not any(surplus.values()):
            return
        for line in self._before():
            sign = self._mask.digest(part_of(line, self._columns, both)) if isinstance(line, list) else ""
            if surplus[sign] > 0:
                surplus[sign] -= 1
                list_row(difference, difference.removed, ProbedRow(filled(self._columns, line)))
