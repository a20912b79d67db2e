"""Makes the bench over a database that is given from outside, because none of its kind can be had here.

``MOSTIK_TEST_MSSQL``: the ODBC connection string of an empty database on a Microsoft SQL Server. The tests
make their tables there, leave them, and find them again in the next run; a database that holds anything else
is refused. ``MOSTIK_TEST_ACCESS``: that of an empty file of Microsoft Access (``DBQ=…``), which is only
copied.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

from sync.clock import TurnedClock
from sync.warehouses.warehouse_pro import WarehousePro, tables
from sync.warehouses.warehouse_pro.connect import attach_odbc
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_tables, insert_first_rows
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.inspection import inspect
from tests.contract.warehouses.bench import NOW, SOFIA, Bench, furnish

MSSQL_VARIABLE: Final = "MOSTIK_TEST_MSSQL"
ACCESS_VARIABLE: Final = "MOSTIK_TEST_ACCESS"
_OURS: Final = "MostikTests"
"""A table that says: all that is here was made by these tests."""
_FILE: Final = re.compile(r"(?i)\bDBQ=(\{[^}]*\}|[^;]*)")

Attach = Callable[[], Database]


def given(variable: str) -> str:
    """The connection string that was given; "" where none was."""
    return os.environ.get(variable, "").strip()


def report_not_run(variable: str) -> None:
    """Ends a test by saying that no database was given."""
    pytest.skip(f"not run: no server given (set {variable} to an ODBC connection string)")


@contextmanager
def server_bench(connection_string: str) -> Iterator[Bench]:
    """The bench over a freshly filled database on the given SQL Server; one test at a time has it."""
    name = hashlib.sha256(connection_string.encode()).hexdigest()[:16]
    with FileLock(Path(tempfile.gettempdir()) / f"mostik-tests-{name}.lock"):

        def attach() -> Database:
            return attach_odbc(Engine.MSSQL, connection_string, zone=SOFIA)

        refill(attach)
        with bench_over(attach) as bench:
            yield bench


@contextmanager
def file_bench(connection_string: str, made: Path, folder: Path) -> Iterator[Bench]:
    """The bench over a copy of ``made``, a filled file of Access."""
    copy = folder / made.name
    shutil.copyfile(made, copy)
    with bench_over(lambda: attach_file(connection_string, copy)) as bench:
        yield bench


def make_file(connection_string: str, folder: Path) -> Path:
    """A filled copy of the given empty file of Access."""
    found = _FILE.search(connection_string)
    if found is None:
        pytest.fail(f"{ACCESS_VARIABLE} names no file (DBQ=…)")
    empty = Path(found[1].strip("{}"))
    path = folder / f"Склад{empty.suffix}"
    shutil.copyfile(empty, path)
    with closing(attach_file(connection_string, path)) as database:
        _refuse_what_is_not_ours(database)
        _make(database)
    return path


def attach_file(connection_string: str, path: Path) -> Database:
    """A connection to another file than the given one."""
    string = _FILE.sub(lambda _: f"DBQ={path}", connection_string)
    return attach_odbc(Engine.ACCESS, string, zone=SOFIA)


@contextmanager
def bench_over(attach: Attach) -> Iterator[Bench]:
    """The bench over a filled database; ``attach`` makes a connection to it."""
    clock = TurnedClock(NOW)
    opened: list[Database] = []

    def database() -> Database:
        opened.append(attach())
        opened[-1].prepare(1_000)
        inspect(opened[-1])
        return opened[-1]

    def program() -> WarehousePro:
        return WarehousePro(database(), clock=clock, zone=SOFIA, machine="КАСА-1")

    try:
        yield Bench(program(), database(), clock, program)
    finally:
        for each in opened:
            each.close()


def refill(attach: Attach) -> None:
    """Give a SQL Server's database its first rows again; its tables too, where it is empty."""
    with closing(attach()) as database:
        database.prepare()
        if not _is_ours(database):
            _refuse_what_is_not_ours(database)
            _make(database)
            return
        for table in tables.TABLES:
            database.define(f"TRUNCATE TABLE [{table.name}]")
        _fill(database)


def _is_ours(database: Database) -> bool:
    return any(name == _OURS for name, _, _ in list(database.described_columns()))


def _refuse_what_is_not_ours(database: Database) -> None:
    others = sorted({name for name, _, _ in database.described_columns() if not name.startswith("MSys")})
    if others:
        pytest.fail(f"The given database is not empty, so it is left alone: {', '.join(others[:5])} …")


def _make(database: Database) -> None:
    create_tables(database)
    _fill(database)
    database.define(f"CREATE TABLE [{_OURS}] ([ID] int)")


def _fill(database: Database) -> None:
    insert_first_rows(database, NewWarehouse(company="Калина"))
    furnish(database)
