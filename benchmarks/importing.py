"""The import of orders, against a bare loop that inserts the same rows in the same transactions.

Ours is ``write_document`` for each order: its mark claimed, everything that it names looked up, a number
reserved, a new partner, three rows, all read again, the mark settled, one transaction. Bare is
:mod:`sqlite3`, or pyodbc on MariaDB, with the same settings inserting the rows that came of it, already in
their final form. Both write to the same disk by turns, portion by portion, because a disk is rarely as fast
as a moment ago.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Protocol

from benchmarks import on_mariadb
from benchmarks.figures import Bound, Figure
from benchmarks.joined import NOW, ZONE
from sync.clock import TurnedClock
from sync.model import DocumentDraft, DocumentKind, DocumentLine, MarkKey, NewPartner
from sync.money import SCALE, unscaled
from sync.simulators.sample.many import many_goods, retail_cents
from sync.tags import tagged_note
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from sync.warehouses.warehouse_pro.dialect import SQLITE

if TYPE_CHECKING:
    import pyodbc

    from tests.mariadb import MariaDb

ORDERS: Final = 2_000
LINES: Final = 3
PORTION: Final = 100
_GOODS: Final = 1_000
_FIRST_GOOD: Final = 2
_OPERATOR: Final = 2
_LOCK_WAIT_MS: Final = 3_000
_WRITTEN: Final = ("MostikImports", "NextAcct", "Partners", "Operations")
"""The tables in which an order has rows, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How long ours and the bare loop took for one portion, in seconds."""

    ours: float
    bare: float


def figures(folder: Path, orders: int = ORDERS) -> list[Figure]:
    """The speed of ours as a part of the bare loop's: the median over all portions."""
    return [_figure("", list(measured(folder, orders)), orders)]


def figures_on_mariadb(folder: Path, orders: int = ORDERS) -> list[Figure]:
    """The same on a MariaDB server."""
    with on_mariadb.serving() as server:
        return [_figure(" on MariaDB", list(measured_on_mariadb(folder, orders, server)), orders)]


def _figure(where: str, portions: Sequence[Imported], orders: int) -> Figure:
    return Figure(
        f"Import of {orders:,} orders of {LINES} lines{where}: speed / bare inserting",
        median(portion.bare / portion.ours for portion in portions),
        Bound.AT_LEAST,
        0.5,
        {
            "milliseconds an order, ours": 1_000 * median(each.ours for each in portions) / PORTION,
            "milliseconds an order, bare": 1_000 * median(each.bare for each in portions) / PORTION,
        },
    )


def measured(folder: Path, orders: int) -> Iterator[Imported]:
    """Import in portions, by turns with the bare loop. Raises RuntimeError where the two files differ."""
    folder.mkdir(parents=True, exist_ok=True)
    ours_file, bare_file = folder / "ours.sqlite", folder / "bare.sqlite"
    location = _make(ours_file)
    _make(bare_file)
    with (
        closing(WarehousePro(open_embedded(ours_file, zone=ZONE), clock=TurnedClock(NOW), zone=ZONE)) as ours,
        closing(sqlite3.connect(ours_file)) as reader,
        closing(sqlite3.connect(bare_file, isolation_level=None)) as bare,
    ):
        for setting in SQLITE.session(_LOCK_WAIT_MS):
            bare.execute(setting)
        yield from _by_turns(ours, _Sqlite(reader), _Sqlite(bare), location, orders)


def measured_on_mariadb(folder: Path, orders: int, server: MariaDb) -> Iterator[Imported]:
    """The same with two databases of one MariaDB server."""
    folder.mkdir(parents=True, exist_ok=True)
    location = _make(folder / "beginning.sqlite")
    ours_name, bare_name = (on_mariadb.filled(server, folder / "beginning.sqlite") for _side in range(2))
    try:
        with (
            closing(
                WarehousePro(on_mariadb.opened(server, ours_name), clock=TurnedClock(NOW), zone=ZONE)
            ) as ours,
            closing(on_mariadb.bare(server, ours_name)) as reader,
            closing(on_mariadb.bare(server, bare_name)) as bare,
        ):
            yield from _by_turns(ours, _MariaDb(reader), _MariaDb(bare), location, orders)
    finally:
        server.drop(ours_name)
        server.drop(bare_name)


Rows = Sequence[tuple[Any, ...]]


class _Side(Protocol):
    """The bare driver's connection to one of the two databases."""

    def counts(self) -> list[int]:
        """How many rows each of the written tables has."""

    def rows_after(self, table: str, there: int) -> Rows:
        """The rows of the table beyond the first ``there``, in the order in which they were written."""

    def insert(self, documents: Sequence[Sequence[Rows]]) -> None:
        """Insert the rows of each document in one transaction."""


def _by_turns(
    ours: WarehousePro, reader: _Side, bare: _Side, location: int, orders: int
) -> Iterator[Imported]:
    there = reader.counts()
    for first in range(1, orders + 1, PORTION):
        drafts = [_draft(number, location) for number in range(first, first + PORTION)]
        start = perf_counter()
        for draft, key in drafts:
            ours.write_document(draft, key)
        took = perf_counter() - start
        documents = _documents(reader, there, len(drafts))
        start = perf_counter()
        bare.insert(documents)
        yield Imported(took, perf_counter() - start)
        there = reader.counts()
        if bare.counts() != there:
            raise RuntimeError("the bare loop did not insert the same rows")


def _documents(reader: _Side, before: Sequence[int], count: int) -> list[list[Rows]]:
    """The rows of each new order by table."""
    by_table: list[list[Rows]] = []
    for table, there in zip(_WRITTEN, before, strict=True):
        rows = reader.rows_after(table, there)
        width = len(rows) // count
        by_table.append([rows[place * width : (place + 1) * width] for place in range(count)])
    return [list(document) for document in zip(*by_table, strict=True)]


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def counts(self) -> list[int]:
        ask = self._connection.execute
        return [ask(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _WRITTEN]

    def rows_after(self, table: str, there: int) -> Rows:
        sql = f"SELECT * FROM {table} ORDER BY rowid LIMIT -1 OFFSET ?"
        return self._connection.execute(sql, (there,)).fetchall()

    def insert(self, documents: Sequence[Sequence[Rows]]) -> None:
        statements = _inserts(documents[0])
        for document in documents:
            self._connection.execute("BEGIN IMMEDIATE")
            for statement, rows in zip(statements, document, strict=True):
                self._connection.executemany(statement, rows)
            self._connection.execute("COMMIT")


class _MariaDb:
    def __init__(self, connection: pyodbc.Connection) -> None:
        self._connection = connection

    def counts(self) -> list[int]:
        ask = self._connection.execute
        found = [int(ask(f"SELECT COUNT(*) FROM {table.lower()}").fetchval()) for table in _WRITTEN]
        self._connection.commit()
        return found

    def rows_after(self, table: str, there: int) -> Rows:
        sql = (
            f"SELECT * FROM {table.lower()} ORDER BY {_ORDERS[table]} LIMIT {PORTION * LINES} OFFSET {there}"
        )
        rows = [tuple(row) for row in self._connection.execute(sql).fetchall()]
        self._connection.commit()
        return rows

    def insert(self, documents: Sequence[Sequence[Rows]]) -> None:
        statements = [statement.lower() for statement in _inserts(documents[0])]
        cursor = self._connection.cursor()
        for document in documents:
            for statement, rows in zip(statements, document, strict=True):
                cursor.executemany(statement, rows)
            self._connection.commit()


_ORDERS: Final = {
    "MostikImports": "acct",
    "NextAcct": "CAST(SUBSTR(nextacct, 3) AS INT)",
    "Partners": "id",
    "Operations": "id",
}
"""What tells the order in which an order's rows were written, where no running number does."""


def _inserts(document: Sequence[Rows]) -> list[str]:
    return [
        f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"
        for table, rows in zip(_WRITTEN, document, strict=True)
    ]


def _make(file: Path) -> int:
    """A warehouse with goods; one of its objects."""
    create_embedded(file, NewWarehouse(company="Measured"), zone=ZONE)
    with closing(open_embedded(file, zone=ZONE)) as database:
        return many_goods(database, _GOODS)[0]


def _draft(number: int, location: int) -> tuple[DocumentDraft, MarkKey]:
    """An order of a new customer for three goods."""
    key = MarkKey("bl-measured", str(900_000 + number))
    goods = [(number * LINES + line) % _GOODS for line in range(LINES)]
    lines = tuple(
        DocumentLine(
            product=good + _FIRST_GOOD,
            location_id=location,
            quantity=Decimal(line + 1),
            unit_price=unscaled(retail_cents(good + 1) * SCALE // 100),
            vat_rate=Decimal(20),
        )
        for line, good in enumerate(goods)
    )
    partner = NewPartner(
        name=f"Иван Петров {number}",
        email=f"buyer{number}@example.com",
        phone="+359 88 123 4567",
        city="София",
        address="ул. Шипка 1",
    )
    draft = DocumentDraft(
        kind=DocumentKind.ORDER,
        location_id=location,
        partner=partner,
        operator_id=_OPERATOR,
        day=date(2026, 11, 22),
        lines=lines,
        total=sum((line.quantity * line.unit_price for line in lines), Decimal(0)),
        note=tagged_note(key, "Поръчка от магазина"),
    )
    return draft, key
