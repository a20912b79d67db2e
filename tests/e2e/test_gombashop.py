"""GombaShop joined with Mostik's own warehouse and with one on MariaDB: orders whose lines the owner
completes, a feed that the shop pulls, and nothing left to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.profile import EmbeddedWarehouse
from sync.run.report import RowState, RunState
from sync.shops.gombashop.orders import asks_for_lines
from tests.contract.warehouses.bench import CUP, FREE, TEA
from tests.e2e.furnished import Furnished, embedded, on_mariadb
from tests.e2e.gombashop_pair import NOW, SHOP_KEY, GombaShopPair, make_pair
from tests.e2e.small_bridge import failures, said
from tests.mariadb import MariaDb


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def small_pair(tmp_path: Path, clock: TurnedClock) -> Iterator[GombaShopPair]:
    with embedded(tmp_path) as warehouse:
        yield make_pair(tmp_path, warehouse, clock)


@pytest.fixture(params=["embedded", "mariadb"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, clock: TurnedClock) -> Iterator[GombaShopPair]:
    with ExitStack() as stack:
        if request.param == "mariadb":
            server: MariaDb = request.getfixturevalue("mariadb")
            warehouse = stack.enter_context(on_mariadb(server))
        else:
            warehouse = stack.enter_context(embedded(tmp_path))
        yield make_pair(tmp_path, warehouse, clock)


def _change(warehouse: Furnished, statement: str, good: int) -> None:
    """Somebody changes a good in the warehouse program."""
    assert isinstance(warehouse.settings, EmbeddedWarehouse)
    with closing(sqlite3.connect(warehouse.settings.path)) as database, database:
        database.execute(statement, (good,))


def test_joined_synced_and_nothing_left(pair: GombaShopPair) -> None:
    firm = {"company": "Роза ЕООД", "bulstat": "175074752", "vat_number": "BG175074752"}
    orders = [
        pair.buy(("1001", 2), ("1003", 3)),
        pair.buy(("A-2", 1), payment="Банков превод", **firm),
        pair.buy(("1001", 1), payment="Банков превод", discount=Decimal("1.00"), promo_code="ESEN"),
    ]
    waiting = pair.buy(("1001", 1), status="Нова")
    pair.export()
    shown = pair.preview()
    assert ActionKind.IMPORT_ORDER not in shown.planned, "nothing is guessed"
    asked = {row.key for row in shown.rows if asks_for_lines(row.why)}
    assert asked == {order.number for order in orders}, said(shown)
    assert not pair.feed.exists()

    pair.complete(*orders)
    assert pair.preview().planned[ActionKind.IMPORT_ORDER] == 3
    report = pair.first_run()
    written = {document.note.split(";")[0]: document for document in pair.warehouse.judge.orders()}
    assert set(written) == {f"Mostik:{SHOP_KEY}:{order.number}" for order in orders}, said(report)
    for order in orders:
        lines = written[f"Mostik:{SHOP_KEY}:{order.number}"].lines
        assert sum(line.quantity * line.price for line in lines) == order.total
    assert list(pair.warehouse.judge.partners()).count("Роза ЕООД") == 1
    assert any(row.key == waiting.number and row.state is RowState.WAITS for row in report.rows)

    # What the warehouse has less what open orders hold back arrives with the shop's next pull.
    assert pair.pull().wrong == []
    stock = {code: pair.item(code).quantity for code in ("1001", "A-2", "1003", "NEW")}
    assert stock == {"1001": 7, "A-2": 0, "1003": 9, "NEW": 50}
    prices = {code: pair.item(code).price for code in ("1001", "A-2", "1003", "NEW")}
    assert prices == {"1001": 6, "A-2": Decimal("4.9"), "1003": Decimal("1.09"), "NEW": 9}
    pair.assert_nothing_left()
    pair.export()
    pair.assert_nothing_left()


def test_what_changed_goes_into_the_feed_and_the_rest_stays(pair: GombaShopPair) -> None:
    order = pair.buy(("1001", 1))
    pair.export()
    pair.complete(order)
    pair.first_run()
    pair.warehouse.set_stock(CUP, 30)
    pair.warehouse.set_stock(TEA, 4)
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    assert not failures(report), said(report)
    pair.pull()
    assert (pair.item("1001").quantity, pair.item("A-2").quantity) == (Decimal(29), Decimal(4))
    pair.assert_nothing_left()


def test_an_order_that_is_completed_comes_in_once_whatever_is_exported(small_pair: GombaShopPair) -> None:
    pair = small_pair
    order = pair.buy(("1001", 1))
    pair.export()
    assert asks_for_lines(next(row for row in pair.run().rows if row.key == order.number).why)
    pair.complete(order)
    (pair.folder / "exports" / "orders.csv").unlink()
    for _ in range(2):
        pair.clock.turn(timedelta(hours=2))
        report = pair.run()
        assert not failures(report), said(report)
    assert len(pair.warehouse.judge.orders()) == 1
    pair.clock.turn(timedelta(days=2))
    pair.export()
    pair.run()
    assert len(pair.warehouse.judge.orders()) == 1


def test_an_order_that_an_export_leaves_out_is_not_taken_back(small_pair: GombaShopPair) -> None:
    pair = small_pair
    first, second = pair.buy(("1001", 1)), pair.buy(("A-2", 1))
    pair.export()
    pair.complete(first, second)
    pair.first_run()
    pair.shop.orders.remove(first)
    pair.export()
    for _ in range(3):
        pair.clock.turn(timedelta(days=1))
        pair.run()
    assert len(pair.warehouse.judge.orders()) == 2


def test_a_cancelled_order_is_withdrawn(small_pair: GombaShopPair) -> None:
    pair = small_pair
    order = pair.buy(("1001", 1))
    pair.export()
    pair.complete(order)
    pair.first_run()
    order.status = "Отхвърлена"
    pair.clock.turn(timedelta(hours=2))
    pair.export()
    report = pair.run()
    assert not failures(report), said(report)
    assert pair.warehouse.judge.orders() == []


@pytest.mark.parametrize("missing", ["ignore", "remove"])
def test_a_good_that_is_deleted_is_hidden_in_the_shop_and_nothing_is_removed(
    tmp_path: Path, clock: TurnedClock, missing: str
) -> None:
    with embedded(tmp_path) as warehouse:
        pair = make_pair(tmp_path, warehouse, clock, missing=missing)
        pair.run()
        _change(warehouse, "UPDATE Goods SET Deleted = -1 WHERE ID = ?", CUP)
        pair.clock.turn(timedelta(days=1, hours=1))
        report = pair.run()
        told = {row.advice.text() for row in report.rows if row.state is RowState.REMOVED and row.advice}
        assert "The product stays in the shop and is hidden there." in told, said(report)
        pair.pull()
        assert len(pair.shop.items) == 4
        assert (pair.item("1001").quantity, pair.item("1001").hidden) == (Decimal(0), True)
        assert pair.item("NEW").quantity == 50
        pair.assert_nothing_left()


def test_a_feed_that_cannot_be_delivered_is_told_and_made_up_for(small_pair: GombaShopPair) -> None:
    pair = small_pair
    pair.feed.parent.rmdir()
    report = pair.run()
    assert report.state in (RunState.RED, RunState.AMBER)
    assert "is not there" in said(report)
    pair.feed.parent.mkdir()
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    assert not failures(report), said(report)
    pair.pull()
    assert pair.item("1001").quantity == 10
    pair.assert_nothing_left()


def test_a_number_that_could_not_be_given_out_is_no_more_once_the_old_one_is_true_again(
    small_pair: GombaShopPair,
) -> None:
    """What was gathered and not given out differs from what was last sent, and it goes out in the end."""
    pair = small_pair
    pair.first_run()
    pair.pull()
    before = pair.item("A-2").quantity or Decimal(0)
    away = pair.feed.parent.rename(pair.folder / "away")
    pair.warehouse.set_stock(TEA, int(before) + 7)
    pair.clock.turn(timedelta(minutes=3))
    assert failures(pair.run())
    away.rename(pair.feed.parent)
    pair.warehouse.set_stock(TEA, int(before))
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    assert not failures(report), said(report)
    pair.pull()
    assert pair.item("A-2").quantity == before
    pair.assert_nothing_left()


def test_a_lost_feed_is_filled_anew(small_pair: GombaShopPair) -> None:
    pair = small_pair
    pair.run()
    before = pair.feed.read_bytes()
    kept = pair.folder / "home" / "feeds" / "pair"
    (kept / "feed.sqlite").unlink()
    pair.feed.unlink()
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    assert not failures(report), said(report)
    assert pair.feed.read_bytes() == before
    pair.assert_nothing_left()


def test_names_stay_as_they_are_in_a_shop_that_takes_none(small_pair: GombaShopPair) -> None:
    pair = small_pair
    products = pair.profile.products
    assert products is not None
    pair.item("1001").name = "Чаша с друго име"
    pair.export()
    wanted = products.model_copy(update={"update_name": True, "update_codes": True})
    pair.save(pair.profile.model_copy(update={"products": wanted}))
    report = pair.run()
    assert not failures(report), said(report)
    assert ActionKind.UPDATE_SHOP_PRODUCT not in report.planned
    pair.assert_nothing_left()


def test_new_goods_are_made_by_the_pull_and_linked(small_pair: GombaShopPair) -> None:
    pair = small_pair
    products = pair.profile.products
    assert products is not None
    wanted = products.model_copy(update={"create_missing": True, "new_visible": True})
    pair.save(pair.profile.model_copy(update={"products": wanted}))
    _change(pair.warehouse, "UPDATE Goods SET PriceOut2 = 2.5 WHERE ID = ?", FREE)
    report = pair.run()
    assert not failures(report), said(report)
    made = report.done.get(ActionKind.CREATE_SHOP_PRODUCT, 0)
    assert made > 0, said(report)
    pulled = pair.pull()
    assert len(pulled.added) == made
    assert not any(pair.item(code).hidden for code in pulled.added)
    pair.assert_nothing_left()
    pair.export()
    pair.clock.turn(timedelta(days=1, hours=1))
    again = pair.run()
    assert not failures(again), said(again)
    assert pair.pull().added == []
    pair.assert_nothing_left()
