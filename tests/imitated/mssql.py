"""Microsoft SQL Server, imitated: its batches, its limits, its texts and dates, its error numbers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tests.imitated.driver import (
    Answer,
    Connection,
    Engine,
    Error,
    checked,
    first_rows,
    number_of_rule,
)

_MOST_PARAMETERS: Final = 2100
_MOST_ROWS: Final = 1000
_TEXT: Final = re.compile(r"nvarchar\((\d+)\)(?: COLLATE (?P<collation>\w+))?")
_CATALOGUE: Final = "FROM INFORMATION_SCHEMA.COLUMNS"
_TABLES: Final = "FROM INFORMATION_SCHEMA.TABLES"


class SqlServer(Engine):
    """``triggers``: answers of a site's own triggers, which come before ours."""

    def __init__(self, triggers: Sequence[Sequence[Any]] = ()) -> None:
        self._triggers = triggers

    def check(self, sql: str, parameters: Sequence[Any]) -> None:
        if len(parameters) > _MOST_PARAMETERS:
            raise Error("42000", "The incoming request has too many parameters.", 8003)
        _, values, rows = sql.partition(" VALUES ")
        if values and rows.count("(?") > _MOST_ROWS:
            raise Error("42000", "The number of row value expressions exceeds the maximum.", 10738)

    def answers(self, connection: Connection, sql: str, parameters: Sequence[Any]) -> Iterator[Answer]:
        counted, identity, silent = 0, None, False
        for part in sql.split("; "):
            if part.startswith("SET "):
                silent = part == "SET NOCOUNT ON" or (silent and part != "SET NOCOUNT OFF")
            elif part == "SELECT @@ROWCOUNT":
                yield Answer([""], iter([(counted,)]))
            elif part == "SELECT CAST(SCOPE_IDENTITY() AS int)":
                yield Answer([""], iter([(identity,)]))
            elif part.startswith("SELECT COALESCE(OBJECT_ID("):
                yield Answer([""], iter([(_object_id(connection, str(parameters[0])),)]))
            elif part.startswith("IF DB_ID("):
                yield Answer()  # the database beside is there already
            elif _CATALOGUE in part:
                yield Answer(["TABLE_NAME", "COLUMN_NAME", "LENGTH"], _catalogue(connection))
            elif _TABLES in part:
                names = dict.fromkeys(table for table, _, _ in connection.tables())
                yield Answer(["TABLE_NAME"], iter([(name,) for name in names]))
            elif part.startswith("CREATE TABLE "):
                connection.create_table(_one_schema(part))
            elif part.startswith("TRUNCATE TABLE "):
                table = part.removeprefix("TRUNCATE TABLE ")
                connection.run(f"DELETE FROM {table}")
                connection.run("DELETE FROM sqlite_sequence WHERE name = ?", [table[1:-1]])
            elif part.startswith("SELECT "):
                yield connection.answer(first_rows(_one_schema(part)), parameters)
            else:
                cursor = connection.run(_index_beside(_one_schema(part)), parameters)
                counted, identity = cursor.rowcount, cursor.lastrowid
                for answer in self._triggers:
                    yield Answer(["made by a trigger"], iter([(value,) for value in answer]))
                if not silent:
                    yield Answer(count=counted)

    def column(self, name: str, declared: str) -> str:
        if "IDENTITY(1,1)" in declared:
            return f"{name} INTEGER PRIMARY KEY AUTOINCREMENT"
        text = _TEXT.match(declared)
        if text:
            collation = "EXACT" if text["collation"] else "IGNORING_CASE"
            too_long = checked(name, f"length({name}) <= {text[1]}", number=8152)
            return f"{name} nvarchar({text[1]}){declared[text.end() :]} COLLATE {collation}{too_long}"
        if declared.startswith("smalldatetime"):
            # Seconds would be rounded, and 23:59:30 would be the next day: only whole days may come here.
            in_range = f"{name} BETWEEN '1900-01-01' AND '2079-06-06 23:59' AND {name} LIKE '% 00:00:00'"
            return f"{name} {declared}{checked(name, in_range, number=296)}"
        if declared.startswith("datetime"):
            in_range = f"{name} >= '1753'"
            return f"{name} {declared}{checked(name, in_range, number=242)}"
        return f"{name} {declared}"

    def error(self, error: sqlite3.Error) -> Error:
        text = str(error)
        number = number_of_rule(error)
        if number:
            return Error("22007" if number in (242, 296) else "22001", text, number)
        if text.startswith("UNIQUE constraint"):
            return Error("23000", text, 2627)
        if text.startswith("NOT NULL constraint"):
            return Error("23000", text, 515)
        if "locked" in text:
            return Error("HYT00", text, 1222)
        if text.startswith("no such table"):
            return Error("42S02", text, 208)
        if "no such column" in text or "has no column" in text:
            return Error("42S22", text, 207)
        return Error("42000", text, 102)


def _object_id(connection: Connection, name: str) -> int:
    """The number of a table in the database beside, 0 for none."""
    sql = "SELECT COALESCE(MAX(rowid), 0) FROM [Mostik].sqlite_master WHERE name = ?"
    return int(connection.run(sql, [name.rpartition(".")[2]]).fetchone()[0])


def _one_schema(sql: str) -> str:
    return sql.replace("].[dbo].[", "].[")


def _index_beside(sql: str) -> str:
    """SQLite names the other database before the index instead of before the table."""
    return re.sub(r"^CREATE INDEX (\[\w+\]) ON (\[\w+\]\.)(?=\[)", r"CREATE INDEX \2\1 ON ", sql)


def _catalogue(connection: Connection) -> Iterator[tuple[str, str, int | None]]:
    for table, column, kind in connection.tables():
        text = _TEXT.match(kind)
        yield table, column, int(text[1]) if text else None
