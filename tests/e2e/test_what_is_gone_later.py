"""What the wizard chose may be gone or changed later, or in the middle of a run: it is said, and nothing else
stops.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.plan.actions import ActionKind, Module
from sync.profile import PriceLink, StockLink
from sync.run.connection import Connection
from sync.run.engine import run
from sync.run.events import Event, ItemBegan
from sync.run.report import Report, RowState, RunState
from sync.simulators.cloudcart import CloudCartSimulator, Settings, Shop
from tests.contract.warehouses.bench import CUP, SHOP_FLOOR, TEA
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import failures, said
from tests.e2e.test_cloudcart import NOW, SHOP_KEY, Pair, make_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    clock = TurnedClock(NOW)
    shop = Shop(Settings(stock_taken_at="pending"))
    with (
        CloudCartSimulator(shop, per_minute=None, clock=clock) as simulator,
        embedded(tmp_path) as warehouse,
    ):
        yield make_pair(tmp_path, simulator, warehouse, clock)


def choose(pair: Pair, step: str, **fields: Any) -> None:
    chosen = getattr(pair.profile, step).model_copy(update=fields)
    pair.profile = pair.profile.model_copy(update={step: chosen})


def in_warehouse(pair: Pair, sql: str, *parameters: Any) -> None:
    def act(connection: Connection) -> None:
        database = connection.warehouse._database  # type: ignore[attr-defined] # the embedded one has it
        with database.transaction():
            database.execute(sql, parameters)

    pair._with(act, write=True)


def run_while(pair: Pair, kind: ActionKind, then: Callable[[], object]) -> Report:
    """A run in which something happens right before its first item of this kind."""
    left: list[Callable[[], object]] = [then]

    def hear(event: Event) -> None:
        if left and isinstance(event, ItemBegan) and event.action.kind is kind:
            left.pop()()

    report: Report = pair._with(lambda connection: run(replace(connection, tell=hear)), write=True)
    assert not left, said(report)
    return report


def tags(pair: Pair) -> set[str]:
    return {document.note.split(";")[0] for document in pair.warehouse.judge.orders()}


def cups_in_shop(pair: Pair) -> int:
    return int(pair.simulator.judge.variant(pair.variants["1001"]).quantity)


# ---------------------------------------------------------------- after the wizard


def test_a_status_that_was_deleted_takes_no_orders_and_stops_none(pair: Pair) -> None:
    choose(pair, "orders", statuses=("order-gone", "paid"))
    order = pair.buy(("1001", 1), payment="bank_transfer")
    report = pair.run()
    assert not failures(report), said(report)
    assert tags(pair) == {f"Mostik:{SHOP_KEY}:{order}"}


def test_a_price_group_that_is_gone_stops_the_prices_and_not_the_stock(pair: Pair) -> None:
    choose(pair, "products", prices=(PriceLink(warehouse_group="PriceOut2", shop_group="wholesale"),))
    pair.warehouse.set_stock(CUP, 8)
    report = pair.run()
    assert cups_in_shop(pair) == 8, said(report)
    told = [row for row in report.rows if row.module is Module.PRODUCTS and row.state is not RowState.DONE]
    assert any("price group" in row.why.text() for row in told), said(report)


def test_a_warehouse_of_the_shop_that_is_gone_is_told(pair: Pair) -> None:
    links = (StockLink(locations=(SHOP_FLOOR,), shop_warehouse="second"),)
    choose(pair, "stock", links=links)
    order = pair.buy(("1001", 1), payment="bank_transfer")
    report = pair.run()
    told = [row for row in report.rows if row.module is Module.STOCK]
    assert told, said(report)
    assert tags(pair) == {f"Mostik:{SHOP_KEY}:{order}"}


def test_an_object_that_was_deleted_holds_its_orders_and_says_so(pair: Pair) -> None:
    in_warehouse(pair, "UPDATE [Objects] SET [Deleted] = -1 WHERE [ID] = ?", SHOP_FLOOR)
    order = pair.buy(("1001", 1), payment="bank_transfer")
    report = pair.run()
    assert tags(pair) == set()
    (row,) = [row for row in report.rows if row.key == str(order) and row.state is RowState.FAILED]
    assert "location" in row.why.text()


def test_a_renamed_status_and_object_go_on_as_they_were(pair: Pair) -> None:
    in_warehouse(pair, "UPDATE [Objects] SET [Name] = 'Другаде' WHERE [ID] = ?", SHOP_FLOOR)
    order = pair.buy(("1001", 1), payment="bank_transfer")
    report = pair.run()
    assert not failures(report), said(report)
    assert tags(pair) == {f"Mostik:{SHOP_KEY}:{order}"}


# ---------------------------------------------------------------- in the middle of a run


def test_a_good_that_leaves_its_group_in_a_run_is_settled_by_the_next(pair: Pair) -> None:
    group = 3
    in_warehouse(pair, "UPDATE [Goods] SET [GroupID] = ? WHERE [ID] IN (?, ?)", group, CUP, TEA)
    choose(pair, "products", groups=(group,))
    # Of two goods one is half of them, which a guard would ask about.
    choose(pair, "guards", shrink_share=Decimal(1))
    moved = "UPDATE [Goods] SET [GroupID] = 1 WHERE [ID] = ?"
    report = run_while(pair, ActionKind.SEND_STOCK, lambda: in_warehouse_file(pair, moved, CUP))
    assert not failures(report), said(report)
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    assert not failures(report), said(report)
    assert cups_in_shop(pair) == 0, "a linked good that left the groups is sold out"
    pair.assert_nothing_left()


def in_warehouse_file(pair: Pair, sql: str, *parameters: Any) -> None:
    with closing(sqlite3.connect(pair.folder / "warehouse.sqlite")) as database, database:
        database.execute(sql, parameters)


def test_a_plan_that_is_lowered_in_a_run_stops_it_and_the_rest_follows(pair: Pair) -> None:
    order = pair.buy(("1001", 1), payment="bank_transfer")
    report = run_while(pair, ActionKind.SEND_STOCK, lambda: pair.simulator.owner.change_plan(0))
    assert report.state is RunState.AMBER, said(report)
    assert "no requests at all" in said(report)
    assert tags(pair) == {f"Mostik:{SHOP_KEY}:{order}"}
    pair.simulator.owner.change_plan(None)
    pair.clock.turn(timedelta(minutes=6))
    report = pair.run()
    assert not failures(report), said(report)
    assert cups_in_shop(pair) == 9
    pair.assert_nothing_left()


def test_three_hours_of_maintenance_lose_nothing(pair: Pair) -> None:
    pair.run()
    order = pair.buy(("1001", 1), payment="bank_transfer")
    pair.simulator.owner.close(timedelta(hours=3))
    for _ in range(3):
        report = pair.run()
        assert report.state is RunState.RED, said(report)
        pair.clock.turn(timedelta(hours=1, minutes=1))
    report = pair.run()
    assert not failures(report), said(report)
    assert tags(pair) == {f"Mostik:{SHOP_KEY}:{order}"}
    assert cups_in_shop(pair) == 9
