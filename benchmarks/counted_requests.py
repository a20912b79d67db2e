"""How many requests a run makes: without a change, and with a known number of changes. Counted, not timed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

from benchmarks.figures import Bound, Figure
from benchmarks.joined import MAIN_CATALOG, NOW, TOKEN, ZONE, Joined, many_joined, save, simulator
from sync.clock import TurnedClock
from sync.profile import BaseLinkerShop, Connect, EmbeddedWarehouse, SecretName
from sync.run.report import RunState
from sync.simulators.baselinker import Account, BaseLinkerSimulator
from sync.simulators.baselinker.methods import METHODS
from sync.simulators.sample.catalogue import EURO_PRICES, POLISH_INVENTORY
from sync.simulators.sample.loading import choices, load_account, make_warehouse
from sync.simulators.sample.many import code, many_products
from wizard.opening import open_shop, open_warehouse
from wizard.terminal.demo_profile import demo_profile

SECOND_CATALOG: Final = str(POLISH_INVENTORY)
SET_STOCK: Final = "updateInventoryProductsStock"
SET_PRICES: Final = "updateInventoryProductsPrices"
BULK: Final = 1_000
_BESIDE: Final = 20
"""Goods in each catalogue that do not change."""
_ALL_ORDERS_AND_PRODUCTS_SETTLED: Final = 2
"""Runs of the sample until nothing is left to do."""

SPLITS: Final[tuple[tuple[int, ...], ...]] = tuple(
    split for count in (1, 999, 1000, 1001, 2001) for split in ((count,), (count // 2, count - count // 2))
)
"""Changes by catalogue."""


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests of one run by method."""

    reads: Mapping[str, int]
    writes: Mapping[str, int]


def bulks(changes: Sequence[int]) -> int:
    """The bound: the sum over the catalogues of ceil(C / 1,000)."""
    return sum(ceil(count / BULK) for count in changes)


def requests_without_a_change(folder: Path) -> Requests:
    """Those of a run of the whole sample (orders, products, prices, stock) in which nothing is left to do."""
    clock = TurnedClock(NOW)
    with simulator(load_account(), clock) as shop:
        joined = _sample(folder, shop, clock)
        for _run in range(_ALL_ORDERS_AND_PRODUCTS_SETTLED):
            joined.run()
        return _of_a_run(joined)


def requests_of_changes(folder: Path, changes: Sequence[int]) -> Requests:
    """Those of a run in which so many goods of each catalogue have another stock and another price."""
    clock = TurnedClock(NOW)
    sizes = [count + _BESIDE for count in changes]
    with simulator(_account(sizes), clock) as shop:
        catalogs = (MAIN_CATALOG, SECOND_CATALOG)[: len(changes)]
        joined = many_joined(folder, shop, clock, sum(sizes), catalogs)
        _of_a_run(joined)
        first = 1
        for count, size in zip(changes, sizes, strict=True):
            _change(joined, first, first + count)
            first += size
        return _of_a_run(joined)


def figures(folder: Path) -> list[Figure]:
    """Every count as a figure."""
    quiet = requests_without_a_change(folder / "sample")
    found = [
        Figure("Requests of a run without a change: reads", sum(quiet.reads.values()), details=quiet.reads),
        Figure("Requests of a run without a change: writes", sum(quiet.writes.values()), Bound.EXACTLY, 0),
    ]
    for number, changes in enumerate(SPLITS):
        counted = requests_of_changes(folder / str(number), changes)
        shown = " + ".join(f"{count:,}" for count in changes)
        for method, what in ((SET_STOCK, "stock"), (SET_PRICES, "prices")):
            found.append(
                Figure(
                    f"Writes of {what} for {shown} changes",
                    counted.writes.get(method, 0),
                    Bound.EXACTLY,
                    bulks(changes),
                )
            )
    return found


def _of_a_run(joined: Joined) -> Requests:
    joined.simulator.forget_requests()
    report = joined.run()
    if report.state not in (RunState.GREEN, RunState.AMBER):
        raise RuntimeError(f"the measured run ended {report.state}: {report.cause}")
    counts = sorted(joined.simulator.counts.items())
    return Requests(
        reads={method: count for method, count in counts if not METHODS[method].changes},
        writes={method: count for method, count in counts if METHODS[method].changes},
    )


def _account(sizes: Sequence[int]) -> Account:
    """All products; the second catalogue holds those after the first one's, with the same price group."""
    account = many_products(sum(sizes))
    for place, product in enumerate(account.products.values()):
        if place >= sizes[0]:
            product["inventory_id"] = POLISH_INVENTORY
    for inventory in account.inventories:
        inventory["price_groups"] = [EURO_PRICES]
        inventory["default_price_group"] = EURO_PRICES
    return account


def _change(joined: Joined, first: int, end: int) -> None:
    """A piece more and ten cents more for the goods from number ``first`` up to before ``end``."""
    goods = "SELECT ID FROM Goods WHERE Code >= ? AND Code < ? AND LENGTH(Code) = 6"
    between = (code(first), code(end))
    joined.change_warehouse(
        f"UPDATE Store SET Qtty = Qtty + 1 WHERE ObjectID = 2 AND GoodID IN ({goods})", *between
    )
    joined.change_warehouse(f"UPDATE Goods SET PriceOut2 = PriceOut2 + 0.1 WHERE ID IN ({goods})", *between)


def _sample(folder: Path, shop: BaseLinkerSimulator, clock: TurnedClock) -> Joined:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "warehouse.sqlite"
    make_warehouse(file, ZONE)
    connect = Connect(
        shop=BaseLinkerShop(url=shop.url, requests_per_minute=1000),
        warehouse=EmbeddedWarehouse(path=str(file)),
        shop_key="bl-measured",
    )
    with closing(open_warehouse(connect.warehouse, {}, clock, connect.time_zone)) as warehouse:
        there = open_shop(connect.shop, {SecretName.SHOP_TOKEN: TOKEN}, clock, lambda _until: None)
        profile = demo_profile(connect, there, warehouse, choices())
    return save(Joined(folder, shop, profile.model_copy(update={"confirmed_first_run": True}), clock))
