"""A warehouse on a real MariaDB server for the timed parts, filled from an embedded one.

The server is the tests' own, but on the disk and as careful as an installed one: both sides wait for the disk
at the end of each transaction, as with SQLite. It is reached through ODBC like an owner's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.joined import ZONE
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.connect import open_embedded, open_odbc
from sync.warehouses.warehouse_pro.create import create_tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.mariadb import MariaDb, running

if TYPE_CHECKING:
    import pyodbc


@contextmanager
def serving() -> Iterator[MariaDb]:
    """A server for as long as something is measured on it."""
    with running(durable=True) as server:
        yield server


def filled(server: MariaDb, file: Path) -> str:
    """The name of a new database with all that the embedded warehouse holds, under the same numbers."""
    name = server.empty()
    with (
        closing(server.attach(name)) as database,
        closing(open_embedded(file, zone=ZONE)) as embedded,
    ):
        database.prepare()
        create_tables(database)
        for table in tables.TABLES:
            columns = [column.name for column in database.dialect.columns(table)]
            _copy(embedded, database, table.name, columns)
    server.root.execute(f"ANALYZE TABLE `{name}`.goods, `{name}`.store")
    return name


def _copy(embedded: Database, database: Database, table: str, columns: list[str]) -> None:
    """Through plain statements of many rows: our own way of inserting gives out numbers of its own."""
    names = ", ".join(f"[{column}]" for column in columns)
    row = f"({', '.join('?' * len(columns))})"
    portion: list[object] = []
    most = max(1, 20_000 // len(columns)) * len(columns)
    with database.transaction():
        for cells in embedded.rows(f"SELECT {names} FROM [{table}]"):
            portion.extend(cells)
            if len(portion) >= most:
                _send(database, f"INSERT INTO [{table}] ({names}) VALUES ", row, len(columns), portion)
                portion = []
        if portion:
            _send(database, f"INSERT INTO [{table}] ({names}) VALUES ", row, len(columns), portion)


def _send(database: Database, head: str, row: str, width: int, cells: list[object]) -> None:
    database.execute(head + ", ".join([row] * (len(cells) // width)), cells)  # type: ignore[arg-type]  # cells of another database


def opened(server: MariaDb, name: str) -> Database:
    """Mostik's connection to the database."""
    return open_odbc(Engine.MYSQL, server.connection_string(name), zone=ZONE)


def bare(server: MariaDb, name: str) -> pyodbc.Connection:
    """The driver alone, with the one setting without which it stores long texts wrong."""
    import pyodbc

    connection = pyodbc.connect(server.connection_string(name), autocommit=False)
    connection.maxwrite = 1 << 26
    return connection
