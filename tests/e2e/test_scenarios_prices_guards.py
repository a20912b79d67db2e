"""Prices on their way into the shop, and when a module stops and asks first."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from sync.audit import Verdict
from sync.plan.actions import ActionKind, GuardAnswer, Module
from sync.profile import PriceLink
from sync.run.engine import Wishes
from sync.run.report import Report, RowState, RunState
from tests.e2e.small_bridge import CATALOG, MAIN, SHOPS, SmallBridge, failures, rows_of, said

RETAIL, POLISH = "301", "302"


def _price(bridge: SmallBridge, product: int, group: str = RETAIL) -> Decimal:
    return Decimal(str(bridge.simulator.account.products[product]["prices"][group]))


def _set_price(bridge: SmallBridge, product: int, price: float) -> None:
    bridge.change_warehouse("UPDATE Goods SET PriceOut2 = ? WHERE ID = ?", price, bridge.good(product))


def _settled(bridge: SmallBridge) -> None:
    bridge.settled_run()
    bridge.turn(minutes=3)
    bridge.simulator.forget_requests()


def _answered(bridge: SmallBridge, module: Module, answer: GuardAnswer) -> Report:
    bridge.turn(minutes=3)
    return bridge.run(Wishes(answers={module: answer}))


# ---------------------------------------------------------------- prices


def test_a_price_that_changed_is_sent_alone(small: SmallBridge) -> None:
    _settled(small)
    product = small.products[2]
    _set_price(small, product, 7.77)
    report = small.run()
    assert report.done == {ActionKind.SEND_PRICE: 1}, said(report)
    assert small.simulator.counts["updateInventoryProductsPrices"] == 1
    assert _price(small, product) == Decimal("7.77")
    small.assert_nothing_left()


def test_a_price_of_0_is_no_price_and_is_told(small: SmallBridge) -> None:
    _settled(small)
    product = small.products[2]
    before = _price(small, product)
    _set_price(small, product, 0)
    report = small.run()
    assert report.planned == {}, said(report)
    assert _price(small, product) == before
    assert any("no price" in row.why.text() for row in report.rows)


def test_prices_in_leva_go_by_law_into_a_group_in_euro(small: SmallBridge) -> None:
    group = small.simulator.account.price_groups[1]
    group["currency"] = "BGN"
    small.change_products(prices=(PriceLink(warehouse_group="PriceOut2", shop_group=POLISH),))
    product = small.products[2]
    _set_price(small, product, 10)
    small.settled_run()
    assert _price(small, product, POLISH) == Decimal("19.56")
    small.assert_nothing_left()


def test_prices_of_a_third_currency_need_the_owners_factor(small: SmallBridge) -> None:
    links = (
        PriceLink(warehouse_group="PriceOut2", shop_group=RETAIL),
        PriceLink(warehouse_group="PriceOut2", shop_group=POLISH),
    )
    small.change_products(prices=links)
    order = small.order()
    report = small.run()
    assert small.document(order), "prices never stop orders"
    assert report.done[ActionKind.SEND_STOCK] > 0, "nor the stock"
    assert report.done[ActionKind.LINK_PRODUCT] > 0
    assert any("PLN" in row.why.text() for row in report.rows), said(report)
    assert report.state is RunState.AMBER
    small.change_products(prices=(links[0], links[1].model_copy(update={"factor": Decimal("4.25")})))
    product = small.products[2]
    _set_price(small, product, 10)
    small.run()
    assert _price(small, product, POLISH) == Decimal("42.50")
    small.assert_nothing_left()


def test_a_price_typed_in_the_shop_is_found_by_audit_and_comparison(small: SmallBridge) -> None:
    _settled(small)
    product = small.products[2]
    right = _price(small, product)
    small.simulator.panel.set_price(product, int(RETAIL), 99)
    found = small.audit()
    assert found.clean
    assert [(row.module, row.verdict) for row in found.rows] == [(Module.PRODUCTS, Verdict.CHANGED_IN_SHOP)]
    small.turn(hours=24)
    small.run()
    assert _price(small, product) == right
    assert small.audit().rows == []
    _set_price(small, product, 5.55)
    found = small.audit()
    assert [(row.module, row.verdict) for row in found.rows] == [(Module.PRODUCTS, Verdict.CHANGED_HERE)]


def test_a_price_group_that_the_shop_deleted_is_told(small: SmallBridge) -> None:
    _settled(small)
    catalog = next(row for row in small.simulator.account.inventories if row["inventory_id"] == CATALOG)
    catalog["price_groups"].remove(int(RETAIL))
    report = small.run()
    assert [row for row in rows_of(report, RowState.HELD) if RETAIL in row.key], said(report)
    assert report.planned == {}


# ---------------------------------------------------------------- zeros


def _empty_the_warehouse(bridge: SmallBridge) -> None:
    bridge.change_warehouse("UPDATE Store SET Qtty = 0")


def test_many_unexplained_zeros_hold_the_stock_and_never_orders(small: SmallBridge) -> None:
    _settled(small)
    before = {product: small.shop_stock(product) for product in small.products}
    _empty_the_warehouse(small)
    order = small.order()
    assert small.preview().guards
    report = small.run()
    assert report.state is RunState.HELD, said(report)
    assert [guard.module for guard in report.guards] == [Module.STOCK]
    assert small.document(order)
    assert {product: small.shop_stock(product) for product in small.products} == before


def test_keep_held_sends_nothing(small: SmallBridge) -> None:
    _settled(small)
    before = {product: small.shop_stock(product) for product in small.products}
    _empty_the_warehouse(small)
    report = _answered(small, Module.STOCK, GuardAnswer.KEEP_HELD)
    assert report.state is RunState.HELD
    assert {product: small.shop_stock(product) for product in small.products} == before


def test_send_sends_all_of_it(small: SmallBridge) -> None:
    _settled(small)
    _empty_the_warehouse(small)
    assert small.run().state is RunState.HELD
    report = _answered(small, Module.STOCK, GuardAnswer.SEND)
    assert report.state is RunState.GREEN, said(report)
    assert all(small.shop_stock(product) == 0 for product in small.products)
    assert all(small.shop_stock(product, SHOPS) == 0 for product in small.products)
    small.assert_nothing_left()


def test_send_without_these_leaves_them_and_sends_the_rest(small: SmallBridge) -> None:
    _settled(small)
    kept = small.products[5]
    _empty_the_warehouse(small)
    small.set_good_stock(kept, 444)
    before = {product: small.shop_stock(product) for product in small.products if product != kept}
    report = _answered(small, Module.STOCK, GuardAnswer.SEND_WITHOUT)
    assert report.state is RunState.AMBER, said(report)
    assert small.shop_stock(kept) == 444
    assert {product: small.shop_stock(product) for product in before} == before


def test_zeros_that_were_left_out_do_not_count_as_sent(small: SmallBridge) -> None:
    """Stock comes back; the next product that sells out must not be held for those that never went out."""
    _settled(small)
    small.change_warehouse("CREATE TABLE Counted AS SELECT ID AS Row, Qtty AS Was FROM Store")
    _empty_the_warehouse(small)
    small.set_good_stock(small.products[5], 444)
    _answered(small, Module.STOCK, GuardAnswer.SEND_WITHOUT)
    small.change_warehouse("UPDATE Store SET Qtty = (SELECT Was FROM Counted WHERE Row = ID)")
    small.run()
    small.set_good_stock(small.products[7], 0)
    report = small.run()
    assert report.state is RunState.GREEN, said(report)
    assert small.shop_stock(small.products[7]) == 0


def test_zeros_in_small_steps_are_summed_over_a_day(small: SmallBridge) -> None:
    small.change(guards=small.profile.guards.model_copy(update={"zero_items": 10}))
    _settled(small)
    small.turn(hours=25)
    states: list[RunState] = []
    for product in small.products[:16]:
        if small.shop_stock(product) == 0:
            continue
        small.set_good_stock(product, 0)
        small.turn(minutes=30)
        states.append(small.run().state)
    assert RunState.HELD in states
    assert states.index(RunState.HELD) >= 9


def test_zeros_of_sold_goods_are_explained(small: SmallBridge) -> None:
    _settled(small)
    for product in small.products:
        good = small.good(product)
        small.set_good_stock(product, 0)
        small.change_warehouse(
            "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, "
            "UserRealTime) VALUES (2, 9001, ?, 1, 5, 1, 1, -1, ?)",
            good,
            (small.clock.now() + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M:%S"),
        )
    report = small.run()
    assert report.state is RunState.GREEN, said(report)
    assert small.shop_stock(small.products[0]) == 0


def test_zeros_of_sold_goods_stay_explained_while_the_shop_is_away(small: SmallBridge) -> None:
    from sync.simulators.baselinker.faults import Fault, FaultKind

    _settled(small)
    for product in small.products:
        small.set_good_stock(product, 0)
        small.change_warehouse(
            "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, "
            "UserRealTime) VALUES (2, 9001, ?, 1, 5, 1, 1, -1, ?)",
            small.good(product),
            (small.clock.now() + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M:%S"),
        )
    small.simulator.faults.add(Fault(FaultKind.HTML_503, method="updateInventoryProductsStock", times=None))
    assert failures(small.run())
    small.simulator.faults.clear()
    small.turn(hours=3)
    report = small.run()
    assert report.state is RunState.GREEN, said(report)
    assert small.shop_stock(small.products[0]) == 0


# ---------------------------------------------------------------- other catastrophes


@pytest.mark.parametrize(("factor", "question"), [(1.95583, "Leva or euro?"), (100, "Cents")])
def test_prices_by_a_telling_factor_are_held(small: SmallBridge, factor: float, question: str) -> None:
    _settled(small)
    before = {product: _price(small, product) for product in small.products}
    small.change_warehouse("UPDATE Goods SET PriceOut2 = PriceOut2 * ?", factor)
    small.set_good_stock(small.products[2], 33)
    report = small.run()
    assert report.state is RunState.HELD, said(report)
    assert question in report.guards[0].question.text()
    assert {product: _price(small, product) for product in small.products} == before
    assert small.shop_stock(small.products[2]) == 33, "the stock is another module"
    report = _answered(small, Module.PRODUCTS, GuardAnswer.SEND)
    assert not failures(report), said(report)
    assert _price(small, small.products[2]) > before[small.products[2]] * Decimal("1.9")
    small.assert_nothing_left()


def test_a_source_that_suddenly_is_short_is_held(small: SmallBridge) -> None:
    _settled(small)
    small.run()
    before = {product: small.shop_stock(product) for product in small.products}
    small.change_warehouse("UPDATE Goods SET Deleted = -1 WHERE ID % 3 = 0")
    report = small.run()
    assert report.state is RunState.HELD, said(report)
    assert {product: small.shop_stock(product) for product in small.products} == before
    report = _answered(small, Module.STOCK, GuardAnswer.SEND)
    assert report.done[ActionKind.SEND_STOCK] > 0
    small.assert_nothing_left()


def test_the_first_run_has_its_preview_for_a_guard(small: SmallBridge) -> None:
    small.change(confirmed_first_run=False)
    small.set_good_stock(small.products[0], 5)
    _settled(small)
    _empty_the_warehouse(small)
    assert not small.preview().guards
    report = small.run()
    assert report.state is not RunState.HELD, said(report)
    assert small.shop_stock(small.products[0]) == 0


def test_a_held_module_asks_again_in_every_run(small: SmallBridge) -> None:
    _settled(small)
    _empty_the_warehouse(small)
    for _run in range(3):
        small.turn(minutes=30)
        assert small.run().state is RunState.HELD
    assert small.shop_stock(small.products[0], MAIN) > 0
