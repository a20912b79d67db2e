"""What pyodbc looks like from outside, with SQLite underneath."""

from __future__ import annotations

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

Row = tuple[Any, ...]
_TABLE: Final = re.compile(r"CREATE TABLE (?P<name>.+?) \((?P<lines>.*)\)$", re.DOTALL)
_IDENTITY_KEY: Final = " INTEGER PRIMARY KEY AUTOINCREMENT"


class Error(Exception):
    """As pyodbc's: a state and a message that ends with the engine's own number."""

    def __init__(self, state: str, text: str, number: int) -> None:
        super().__init__(state, f"[{state}] [imitated]{text} ({number}) (SQLExecDirectW)")


@dataclass
class Answer:
    """One result of a batch: rows with a description, or only a number of rows changed."""

    columns: Sequence[str] | None = None
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    count: int = -1


class Engine(ABC):
    """The rules of one engine."""

    converters: ClassVar[Sequence[str]] = ("smalldatetime", "datetime")

    @abstractmethod
    def check(self, sql: str, parameters: Sequence[Any]) -> None:
        """Raise Error where the engine itself would refuse the statement."""

    @abstractmethod
    def answers(self, connection: Connection, sql: str, parameters: Sequence[Any]) -> Iterator[Answer]:
        """Run the statement, or batch of statements."""

    @abstractmethod
    def column(self, name: str, declared: str) -> str:
        """A column's definition in SQLite, from its definition in this engine."""

    @abstractmethod
    def error(self, error: sqlite3.Error) -> Error:
        """What the engine would say instead."""


class Connection:
    """One connection. ``autocommit`` off begins a transaction with the next statement, as ODBC does."""

    def __init__(self, engine: Engine, path: Path, *, beside: Path | None = None) -> None:
        self.engine = engine
        self.autocommit = True
        self.busy: Cursor | None = None
        for name in engine.converters:
            sqlite3.register_converter(name, lambda raw: datetime.fromisoformat(raw.decode()))
        self.sqlite = sqlite3.connect(
            path, isolation_level=None, timeout=0.02, detect_types=sqlite3.PARSE_DECLTYPES
        )
        self.sqlite.create_collation("IGNORING_CASE", _ignoring_case)
        self.sqlite.create_collation("EXACT", _exact)
        self.sqlite.create_function("like", 2, _like, deterministic=True)
        self.sqlite.execute("PRAGMA synchronous = OFF")
        self.sqlite.execute("PRAGMA journal_mode = WAL")
        if beside is not None:
            self.sqlite.execute("ATTACH ? AS [Mostik]", (str(beside),))

    def cursor(self) -> Cursor:
        return Cursor(self)

    def getinfo(self, _question: int) -> str:
        """Asked for the engine's version alone."""
        return "03.00.0000"

    def commit(self) -> None:
        if self.sqlite.in_transaction:
            self.sqlite.execute("COMMIT")

    def rollback(self) -> None:
        if self.sqlite.in_transaction:
            self.sqlite.execute("ROLLBACK")

    def close(self) -> None:
        self.rollback()
        self.sqlite.close()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run a statement in SQLite's words. Raises the engine's own Error."""
        values = [each.isoformat(" ") if isinstance(each, datetime) else each for each in parameters]
        try:
            if not self.autocommit and not self.sqlite.in_transaction:
                self.sqlite.execute("BEGIN IMMEDIATE")
            return self.sqlite.execute(sql, values)
        except sqlite3.Error as error:
            raise self.engine.error(error) from error

    def answer(self, sql: str, parameters: Sequence[Any]) -> Answer:
        """What SQLite answers, row by row."""
        cursor = self.run(sql, parameters)
        if cursor.description is None:
            return Answer(count=cursor.rowcount)
        return Answer([name for name, *_ in cursor.description], iter(cursor))

    def create_table(self, sql: str) -> None:
        """Make a table as the engine would: its own types, its own counting up."""
        made = _TABLE.fullmatch(sql)
        if made is None:
            raise Error("42000", "Incorrect syntax", 102)
        lines = re.split(r", (?=\[\w+\] \w|CONSTRAINT)", made["lines"])
        columns = [line for line in lines if line.startswith("[")]
        keys = [line for line in lines if not line.startswith("[")]
        counted = ""
        written: list[str] = []
        for line in columns:
            name, _, declared = line.partition(" ")
            text = self.engine.column(name, declared)
            if _IDENTITY_KEY in text:
                if any(f"PRIMARY KEY ({name})" in key for key in keys):
                    keys = []
                else:
                    counted, text = name, f"{name} INTEGER"
            written.append(text)
        self.run(f"CREATE TABLE {made['name']} ({', '.join([*written, *keys])})")
        if counted:
            table = made["name"]
            self.run(
                f"CREATE TRIGGER [{counted[1:-1]}_of_{table[1:-1]}] AFTER INSERT ON {table} BEGIN"
                f" UPDATE {table} SET {counted} = NEW.rowid WHERE rowid = NEW.rowid; END"
            )

    def tables(self) -> Iterator[tuple[str, str, str]]:
        """(table, column, type) of everything there is."""
        yield from self.sqlite.execute(
            "SELECT m.name, p.name, p.type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        ).fetchall()


class Cursor:
    """One statement at work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answers: Iterator[Answer] = iter(())
        self._now = Answer()

    @property
    def description(self) -> Sequence[tuple[Any, ...]] | None:
        columns = self._now.columns
        return None if columns is None else [(name, str, None, 0, 0, 0, True) for name in columns]

    @property
    def rowcount(self) -> int:
        return self._now.count

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        if self._connection.busy is not None:
            raise Error("HY000", "Connection is busy with results for another command", 0)
        self._connection.engine.check(sql, parameters)
        self._answers = self._connection.engine.answers(self._connection, sql, parameters)
        self.nextset()
        return self

    def nextset(self) -> bool:
        found = next(self._answers, None)
        self._now = found or Answer()
        self._connection.busy = self if self._now.columns is not None else None
        return found is not None

    def __iter__(self) -> Iterator[Row]:
        while (row := self.fetchone()) is not None:
            yield row

    def fetchone(self) -> Row | None:
        row = next(self._now.rows, None)
        if row is None and self._connection.busy is self:
            self._connection.busy = None
        return row

    def fetchmany(self, size: int) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < size and (row := self.fetchone()) is not None:
            rows.append(row)
        return rows

    def columns(self) -> Cursor:
        """The catalogue, as ODBC's SQLColumns gives it."""
        rows = [
            (None, None, table, column, 0, kind, self._size(kind))
            for table, column, kind in self._connection.tables()
        ]
        self._now = Answer(["TABLE_CAT", "…"], iter(rows))
        return self

    def close(self) -> None:
        if self._connection.busy is self:
            self._connection.busy = None

    @staticmethod
    def _size(kind: str) -> int:
        found = re.search(r"\((\d+)\)", kind)
        return int(found[1]) if found else 0


# ---------------------------------------------------------------- how these engines compare texts


def _ignoring_case(one: str, other: str) -> int:
    return _compared(one.rstrip(" ").casefold(), other.rstrip(" ").casefold())


def _exact(one: str, other: str) -> int:
    """Blanks at the end do not count, not even here."""
    return _compared(one.rstrip(" "), other.rstrip(" "))


def _compared(one: str, other: str) -> int:
    return (one > other) - (one < other)


def _like(pattern: str | None, text: str | None) -> bool | None:
    if pattern is None or text is None:
        return None
    signs = {"%": ".*", "_": "."}
    expression = "".join(signs.get(sign) or re.escape(sign) for sign in pattern)
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None


def named_constraint(error: sqlite3.Error) -> str:
    """The name of the broken CHECK; "" where it was something else."""
    found = re.fullmatch(r"CHECK constraint failed: (\w+)", str(error))
    return found[1] if found else ""


def first_rows(sql: str) -> str:
    """TOP of a whole SELECT, said as SQLite says it."""
    found = re.match(r"SELECT(?P<distinct> DISTINCT)? TOP (?P<count>\d+) ", sql)
    if found is None:
        return sql
    return f"SELECT{found['distinct'] or ''} {sql[found.end() :]} LIMIT {found['count']}"


def checked(name: str, rule: str, *, number: int) -> str:
    """A rule of a column whose breaking raises the engine's own error number."""
    return f" CONSTRAINT [rule_{number}_{name[1:-1]}] CHECK ({name} IS NULL OR {rule})"


def number_of_rule(error: sqlite3.Error) -> int:
    """The error number of the broken rule; 0 where it was something else."""
    found = re.match(r"rule_(\d+)_", named_constraint(error))
    return int(found[1]) if found else 0
