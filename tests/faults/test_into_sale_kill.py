"""The power goes at any moment while an order becomes a sale: the next run ends with one sale and no
order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage.journal import ConnectionJournal
from sync.clock import TurnedClock
from sync.model import DocumentKind
from sync.plan.actions import ActionKind
from sync.run.connection import Connection
from sync.run.engine import run
from sync.simulators.cloudcart import CloudCartSimulator, Settings, Shop
from sync.warehouses.warehouse_pro import WarehousePro
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import failures, said
from tests.e2e.test_cloudcart import NOW, Pair, make_pair
from tests.e2e.test_into_sales import cups, documents, selling

_WRITING = ("INSERT", "UPDATE", "DELETE")


class PowerCut(BaseException):
    """Nothing catches it, and whatever is open is closed without a commit."""


class Counting:
    """Counts what changes something in the warehouse or the journal, and cuts the power at the n-th."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def take(self) -> None:
        self.count += 1
        if self.count == self._last:
            raise PowerCut

    def statement(self, sql: str) -> None:
        if sql.lstrip().upper().startswith(_WRITING):
            self.take()


class _Watched:
    """A journal that counts before and after each of its writes."""

    def __init__(self, journal: ConnectionJournal, counting: Counting) -> None:
        self._journal = journal
        self._counting = counting

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._journal, name)
        if name not in ("put", "remember", "receive", "record_sent", "end_run"):
            return found

        def counted(*arguments: Any, **named: Any) -> Any:
            self._counting.take()
            answer = found(*arguments, **named)
            self._counting.take()
            return answer

        return counted


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def pair(tmp_path: Path, clock: TurnedClock) -> Iterator[Pair]:
    """An order that came in and is due to become a sale in the next run."""
    shop = Shop(Settings(stock_taken_at="pending"))
    with (
        CloudCartSimulator(shop, per_minute=None, clock=clock) as simulator,
        embedded(tmp_path) as warehouse,
    ):
        yield selling(make_pair(tmp_path, simulator, warehouse, clock))


def _run_until(pair: Pair, last: int) -> int:
    """One run that ends at its n-th write (0: at its end); how many it came to."""
    counting = Counting(last)

    def act(connection: Connection) -> None:
        assert isinstance(connection.warehouse, WarehousePro)
        assert isinstance(connection.journal, ConnectionJournal)
        connection.warehouse._database.on_statement = counting.statement
        object.__setattr__(connection, "journal", _Watched(connection.journal, counting))
        run(connection)

    try:
        pair._with(act, write=True)
    except PowerCut:
        assert last
    return counting.count


def test_killed_at_a_third_of_the_writes_of_the_run_that_makes_the_sale(pair: Pair) -> None:
    _check(pair, of=3)


@pytest.mark.sweep
def test_killed_at_every_write_of_the_run_that_makes_the_sale(pair: Pair) -> None:
    _check(pair, of=1)


def _check(pair: Pair, of: int) -> None:
    order = pair.buy(("1001", 2), status="pending", payment="bank_transfer")
    pair.first_run()
    pair.simulator.owner.mark_paid(order)
    pair.clock.turn(timedelta(minutes=3))
    stock = cups(pair)
    files = {path: path.with_suffix(".kept") for path in _files(pair)}
    for path, kept in files.items():
        _copy(path, kept)
    steps = _run_until(pair, 0)
    assert steps > 15
    for last in range(1, steps + 1, of):
        for path, kept in files.items():
            _copy(kept, path)
        _run_until(pair, last)
        report = pair.run()
        assert not failures(report), (last, said(report))
        assert [ref.kind for ref in documents(pair).values()] == [DocumentKind.SALE], last
        assert cups(pair) == stock - 2, last
        again = pair.run()
        assert ActionKind.TURN_INTO_SALE not in again.planned, (last, said(again))
        assert pair.audit().clean, last
    assert _paid(pair) == [Decimal("12.00")], "what was paid is noted once"


def _files(pair: Pair) -> list[Path]:
    return [pair.folder / "warehouse.sqlite", *(pair.folder / "home").rglob("*.sqlite")]


def _copy(whence: Path, where: Path) -> None:
    """Put one database in the place of another, also under those who have it open."""
    with closing(sqlite3.connect(whence)) as old, closing(sqlite3.connect(where)) as new:
        old.backup(new)


def _paid(pair: Pair) -> list[Decimal]:
    with closing(sqlite3.connect(pair.folder / "warehouse.sqlite")) as database:
        rows = database.execute("SELECT Qtty FROM Payments WHERE Mode = 1 AND OperType = 2").fetchall()
    return [round(Decimal(str(amount)), 2) for (amount,) in rows]
