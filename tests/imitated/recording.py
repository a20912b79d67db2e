"""A connection that writes down what is sent, and which line of Mostik's own code asked for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sync.warehouses.warehouse_pro as package
from sync.warehouses.warehouse_pro.database import Database, Row
from sync.warehouses.warehouse_pro.schema import Table
from sync.warehouses.warehouse_pro.values import Value

FOLDER: Final = Path(package.__file__).parent
_WRAPPER: Final = FOLDER / "database.py"
Place = tuple[str, int]
"""A file of the package and a line in it."""


@dataclass
class Heard:
    """``statements`` as they were sent, in order of first hearing, with how many values each held;
    ``places`` that asked for one."""

    statements: dict[str, int] = field(default_factory=dict)
    places: set[Place] = field(default_factory=set)

    def statement(self, text: str) -> None:
        self.statements.setdefault(text, text.count("?"))

    def place(self) -> None:
        """Note every line of the package on the way here."""
        frame = sys._getframe(1)
        while frame is not None:
            file = Path(frame.f_code.co_filename)
            if file.parent == FOLDER and file != _WRAPPER:
                self.places.add((file.name, frame.f_lineno))
            if frame.f_back is None:
                return
            frame = frame.f_back


class RecordingDatabase(Database):
    """A :class:`Database` that tells ``heard`` about each call before it is made."""

    def __init__(self, *arguments: Any, heard: Heard, **named: Any) -> None:
        super().__init__(*arguments, on_statement=heard.statement, **named)
        self.heard = heard

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> Iterator[Row]:
        self.heard.place()
        return super().rows(sql, parameters)

    def rows_in(
        self, sql: str, many: Collection[Value], before: Sequence[Value] = (), after: Sequence[Value] = ()
    ) -> Iterator[Row]:
        self.heard.place()
        return super().rows_in(sql, many, before, after)

    def one(self, sql: str, parameters: Sequence[Value] = ()) -> Row | None:
        self.heard.place()
        return super().one(sql, parameters)

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        self.heard.place()
        return super().execute(sql, parameters)

    def insert(self, table: Table, values: Mapping[str, Value]) -> int:
        self.heard.place()
        return super().insert(table, values)

    def insert_many(self, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
        self.heard.place()
        return super().insert_many(table, columns, rows)

    def update(self, table: Table, values: Mapping[str, Value], where: Mapping[str, Value]) -> int:
        self.heard.place()
        return super().update(table, values, where)

    def delete(self, table: Table, where: Mapping[str, Value]) -> int:
        self.heard.place()
        return super().delete(table, where)

    def define(self, sql: str) -> None:
        self.heard.place()
        super().define(sql)

    def described_columns(self) -> Iterator[tuple[str, str, object]]:
        self.heard.place()
        return super().described_columns()


CALLS: Final = frozenset(
    name
    for name, value in vars(RecordingDatabase).items()
    if isinstance(value, Callable) and not name.startswith("_")  # type: ignore[arg-type]  # a class to isinstance
)
"""The calls that send something."""
