"""The comparison of a run without a change, against the bare driver's reading of the same rows.

Ours is :func:`sync.run.level_planning.plan_levels` whole, with a real connection: ids of all goods, stock
summed over 4 objects, one group of prices, last-sent values of both, and the walk that finds no difference.
Bare is :mod:`sqlite3`, or pyodbc on MariaDB, reading the rows that ours is made of, doing nothing with them.
"""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final, Protocol

from benchmarks import on_mariadb
from benchmarks.figures import Bound, Figure
from benchmarks.joined import MAIN_CATALOG, NOW, ZONE, many_joined, simulator
from sync.clock import TurnedClock
from sync.model import Link, LinkedBy
from sync.money import SCALE
from sync.ports import ValueKind
from sync.run.connection import Connection
from sync.run.level_planning import SENT_AT, plan_levels
from sync.simulators.sample.catalogue import EURO_PRICES, MAIN_WAREHOUSE
from sync.simulators.sample.many import many_products, retail_cents, stock
from sync.warehouses.warehouse_pro import WarehousePro

if TYPE_CHECKING:
    from tests.mariadb import MariaDb

GOODS: Final = 100_000
MORE_GOODS: Final = 300_000
OBJECTS: Final = 4
_MEGABYTE: Final = 1_000_000
_FIRST_GOOD: Final = 2
"""The program's own good has the id 1."""

_STORE: Final = "SELECT GoodID, ObjectID, Qtty FROM store WHERE ObjectID IN (?, ?, ?, ?)"
_GOODS: Final = "SELECT ID, PriceOut2, TaxGroup, GroupID FROM goods WHERE Deleted = 0"
_SENT: Final = "SELECT warehouse_id, shop_id, amount FROM sent WHERE kind = ? AND catalog = ? AND target = ?"


class BareDriver(Protocol):
    """A connection of Python's sqlite3 or of pyodbc."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Iterable[object]: ...

    def commit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """One catalogue of linked goods in which nothing changed, open on both sides."""

    goods: int
    connection: Connection
    warehouse: BareDriver
    state: sqlite3.Connection

    def ours(self) -> None:
        """What a run without a change does. Raises RuntimeError where it found a change."""
        plans = plan_levels(self.connection, None, predicted=True)
        counts = [(len(plan.actions), plan.unchanged) for plan in plans.plans]
        if counts != [(0, self.goods), (0, self.goods)]:
            raise RuntimeError(f"not a comparison without a change: {counts}")

    def bare(self) -> None:
        """The driver reads the same rows."""
        locations = self.connection.stock.links[0].locations
        for _row in self.warehouse.execute(_STORE, locations):
            pass
        for _row in self.warehouse.execute(_GOODS):
            pass
        for kind, target in (("stock", MAIN_WAREHOUSE), ("price", str(EURO_PRICES))):
            for _row in self.state.execute(_SENT, (kind, MAIN_CATALOG, target)):
                pass


@contextmanager
def compared(folder: Path, goods: int, server: MariaDb | None = None) -> Iterator[Compared]:
    """Make the catalogue in ``folder``, its warehouse on ``server`` where one is given, and open it."""
    clock = TurnedClock(NOW)
    with ExitStack() as stack:
        shop = stack.enter_context(simulator(many_products(0), clock))
        joined = many_joined(folder, shop, clock, goods, (MAIN_CATALOG,))
        connection = stack.enter_context(joined.connected())
        _link(connection, goods)
        state = stack.enter_context(closing(sqlite3.connect(joined.state_file)))
        if server is None:
            bare = stack.enter_context(closing(sqlite3.connect(joined.warehouse_file)))
            yield Compared(goods, connection, bare, state)
            return
        name = on_mariadb.filled(server, joined.warehouse_file)
        stack.callback(server.drop, name)
        database = stack.enter_context(closing(on_mariadb.opened(server, name)))
        connection = replace(connection, warehouse=WarehousePro(database, clock=clock, zone=ZONE))
        yield Compared(goods, connection, stack.enter_context(closing(on_mariadb.bare(server, name))), state)


def _link(connection: Connection, goods: int) -> None:
    """All goods linked, and what the shop has is what the warehouse says."""
    journal = connection.journal
    numbers = range(1, goods + 1)
    with journal.transaction():
        journal.add_links(
            [
                Link(number + _FIRST_GOOD - 1, MAIN_CATALOG, _shop_id(number), LinkedBy.SKU)
                for number in numbers
            ]
        )
        pieces = {number: sum(stock(number, place + 1) for place in range(OBJECTS)) for number in numbers}
        journal.record_sent(
            ValueKind.STOCK,
            MAIN_CATALOG,
            MAIN_WAREHOUSE,
            {_shop_id(number): pieces[number] * SCALE for number in numbers},
        )
        journal.record_sent(
            ValueKind.PRICE,
            MAIN_CATALOG,
            str(EURO_PRICES),
            {_shop_id(number): retail_cents(number) * SCALE // 100 for number in numbers},
        )
        journal.remember(SENT_AT, connection.now().isoformat())


def _shop_id(number: int) -> str:
    return str(5_000_000 + number)


def figures(folder: Path, goods: int = GOODS, more: int = MORE_GOODS, times: int = 5) -> list[Figure]:
    """Times as the median of ratios taken side by side, memory as the difference of two peaks."""
    with compared(folder / "some", goods) as some, compared(folder / "more", more) as many:
        many.ours()  # once, so that both sides find the files in the system's memory
        found, longer = _side_by_side(some, times, many.ours)
    return [
        *_figures(f"{goods:,} goods x {OBJECTS} objects", found),
        Figure(
            f"The same: t({more:,}) / t({goods:,})",
            median(long / ours for long, ours in zip(longer, found.ours, strict=True)),
            Bound.AT_MOST,
            3.45 * more / (3 * goods),
        ),
    ]


def figures_on_mariadb(folder: Path, goods: int = GOODS, times: int = 5) -> list[Figure]:
    """Time and memory with the warehouse on a MariaDB server."""
    with on_mariadb.serving() as server, compared(folder, goods, server) as some:
        found, _longer = _side_by_side(some, times, lambda: None)
    return _figures(f"{goods:,} goods x {OBJECTS} objects on MariaDB", found)


@dataclass(frozen=True, slots=True)
class Found:
    """Seconds of each repetition, and by how many bytes the peak of ours is higher."""

    ours: list[float]
    bare: list[float]
    memory: int


def _side_by_side(some: Compared, times: int, more: Callable[[], None]) -> tuple[Found, list[float]]:
    """Ours, bare and ``more`` by turns; also the seconds of ``more``."""
    some.ours()
    some.bare()
    rounds = [(_seconds(some.ours), _seconds(some.bare), _seconds(more)) for _ in range(times)]
    ours, bare, longer = (list(series) for series in zip(*rounds, strict=True))
    return Found(ours, bare, _peak(some.ours) - _peak(some.bare)), longer


def _figures(shown: str, found: Found) -> list[Figure]:
    return [
        Figure(
            f"Comparison without a change, {shown}: time / bare reading",
            median(ours / bare for ours, bare in zip(found.ours, found.bare, strict=True)),
            Bound.AT_MOST,
            2.0,
            {"seconds, ours": median(found.ours), "seconds, bare": median(found.bare)},
        ),
        Figure(
            "The same: megabytes more than the bare reading",
            found.memory / _MEGABYTE,
            Bound.AT_MOST,
            100.0,
        ),
    ]


def _seconds(act: Callable[[], None]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _peak(act: Callable[[], None]) -> int:
    """The most memory, in bytes, that Python held at once meanwhile, beyond what it held before."""
    tracemalloc.start()
    try:
        before, _peak_before = tracemalloc.get_traced_memory()
        act()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
