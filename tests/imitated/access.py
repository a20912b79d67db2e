"""Microsoft Access through ODBC, imitated: one statement at a time, its own division, its error numbers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tests.imitated.driver import Answer, Connection, Engine, Error, checked, first_rows, number_of_rule

_TEXT: Final = re.compile(r"TEXT\((\d+)\)")


class Jet(Engine):
    """The engine of .mdb and .accdb files."""

    def __init__(self) -> None:
        self._identity: int | None = None

    def check(self, sql: str, parameters: Sequence[Any]) -> None:
        if ";" in sql:
            raise Error("42000", "Characters found after end of SQL statement.", -3516)
        if sql.count("?") != len(parameters):
            raise Error("07002", "Too few parameters.", -3010)

    def answers(self, connection: Connection, sql: str, parameters: Sequence[Any]) -> Iterator[Answer]:
        if sql == "SELECT @@IDENTITY":
            yield Answer(["Expr1000"], iter([(self._identity,)]))
        elif sql.startswith("CREATE TABLE "):
            connection.create_table(sql)
            yield Answer()
        elif sql.startswith("SELECT "):
            yield connection.answer(_in_sqlite(first_rows(sql)), parameters)
        else:
            cursor = connection.run(_in_sqlite(sql), parameters)
            self._identity = cursor.lastrowid
            yield Answer(count=cursor.rowcount)

    def column(self, name: str, declared: str) -> str:
        if declared.startswith("COUNTER"):
            return f"{name} INTEGER PRIMARY KEY AUTOINCREMENT"
        kind, _, rest = declared.partition(" ")
        text = _TEXT.fullmatch(kind)
        rest = f" {rest}" if rest else ""
        if text:
            too_long = checked(name, f"length({name}) <= {text[1]}", number=1018)
            return f"{name} TEXT({text[1]}){rest} COLLATE IGNORING_CASE{too_long}"
        if kind == "DATETIME":
            return f"{name} datetime{rest}"
        sqlite_kind = {"LONG": "INTEGER", "SHORT": "SMALLINT", "DOUBLE": "DOUBLE", "MEMO": "TEXT"}[kind]
        return f"{name} {sqlite_kind}{rest}"

    def error(self, error: sqlite3.Error) -> Error:
        text = str(error)
        if number_of_rule(error):
            return Error("22001", text, -1018)
        if text.startswith("UNIQUE constraint"):
            return Error("23000", text, -1605)
        if "locked" in text:
            return Error("HY000", text, -1102)
        if text.startswith("no such table"):
            return Error("42S02", text, -1305)
        if "no such column" in text:
            return Error("07002", "Too few parameters.", -3010)
        return Error("42000", text, -3100)


def _in_sqlite(sql: str) -> str:
    return sql.replace(" \\ ", " / ").replace(" MOD ", " % ").replace("IIf(", "iif(")
