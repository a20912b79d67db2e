"""Stock on its way into the shop: what is sent, what holds it back, and what the audit says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sync.audit import Verdict
from sync.model import DocumentKind, MarkKey
from sync.plan.actions import Action, ActionKind, Module
from sync.run.connection import Connection
from sync.run.events import Planned, Step, StepBegan
from sync.run.report import RowState, RunState
from sync.simulators.baselinker.faults import Fault, FaultKind
from tests.e2e.small_bridge import (
    CATALOG,
    MAIN,
    NEW,
    SHOPS,
    SmallBridge,
    failures,
    row_of,
    rows_of,
    said,
)


def _sent(bridge: SmallBridge) -> list[dict[str, dict[str, int]]]:
    """The products of each stock request since the record began, with what was sent."""
    return [
        {product: dict(levels) for product, levels in request.parameters["products"].items()}
        for request in bridge.simulator.requests
        if request.method == "updateInventoryProductsStock"
    ]


def _changes(bridge: SmallBridge) -> list[dict[str, dict[str, int]]]:
    bridge.simulator.forget_requests()
    bridge.turn(minutes=3)
    report = bridge.run()
    assert not failures(report), said(report)
    return _sent(bridge)


# ---------------------------------------------------------------- what is sent


def test_a_sale_in_the_warehouse_sends_that_product_only_in_one_request(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    small.set_good_stock(product, 41)
    assert _changes(small) == [{str(product): {MAIN: 41}}]
    assert small.shop_stock(product) == 41
    small.assert_nothing_left()


def test_what_is_gone_is_sent_first(small: SmallBridge) -> None:
    small.settled_run()
    rising, back, falling = small.products[1], small.products[2], small.products[3]
    small.set_good_stock(back, 0)
    small.run()
    small.set_good_stock(rising, 900)
    small.set_good_stock(back, 5)
    small.set_good_stock(falling, 0)
    (request,) = _changes(small)
    assert list(request) == [str(falling), str(back), str(rising)]
    assert request[str(falling)] == {MAIN: 0}
    small.assert_nothing_left()


def test_negative_stock_is_0_in_the_shop_and_told(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, -4)
    report = small.settled_run()
    assert small.shop_stock(product) == 0
    assert any("negative" in str(action.why) for action in _planned_stock(small)), said(report)
    small.assert_nothing_left()


def _planned_stock(bridge: SmallBridge) -> list[Action]:
    return [
        action
        for event in bridge.events
        if isinstance(event, Planned) and event.plan.module is Module.STOCK
        for action in event.plan.actions
    ]


def test_a_good_without_a_row_of_stock_is_unknown_and_left_alone(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    before = small.shop_stock(product)
    assert before > 0
    small.change_warehouse("DELETE FROM Store WHERE GoodID = ?", small.good(product))
    assert _changes(small) == []
    assert small.shop_stock(product) == before
    report = small.run()
    assert [row for row in rows_of(report, RowState.SKIPPED, module=Module.STOCK) if "1" in row.why.text()]
    small.assert_nothing_left()


def test_a_deleted_good_is_0_in_the_shop_and_told(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    good = small.good(product)
    small.change_warehouse("UPDATE Goods SET Deleted = -1 WHERE ID = ?", good)
    small.turn(minutes=3)
    report = small.run()
    row = row_of(report, f"stock:{CATALOG}:{MAIN}:{product}")
    assert row.state is RowState.REMOVED
    assert small.shop_stock(product) == 0
    assert small.shop_stock(product, SHOPS) == 0
    assert product in small.simulator.account.products, "never deleted in the shop"
    small.assert_nothing_left()
    small.change_warehouse("UPDATE Goods SET Deleted = 0 WHERE ID = ?", good)
    small.run()
    assert small.shop_stock(product) > 0
    small.assert_nothing_left()


def test_a_good_that_leaves_the_groups_is_0_in_the_shop(small: SmallBridge) -> None:
    product = small.products[3]
    group = int(small.query("SELECT GroupID FROM Goods WHERE ID = ?", small.good(product))[0][0])
    small.change_products(groups=(group,))
    small.settled_run()
    assert small.shop_stock(product) > 0
    small.change_warehouse("UPDATE Goods SET GroupID = 60 WHERE ID = ?", small.good(product))
    report = small.run()
    assert small.shop_stock(product) == 0, said(report)
    assert row_of(report, f"stock:{CATALOG}:{MAIN}:{product}").state is RowState.REMOVED
    small.assert_nothing_left()


def test_a_removed_good_keeps_its_number_where_the_owner_wants_it(small: SmallBridge) -> None:
    small.change_products(removed_to_zero=False)
    small.settled_run()
    product = small.products[3]
    before = small.shop_stock(product)
    small.change_warehouse("UPDATE Goods SET Deleted = -1 WHERE ID = ?", small.good(product))
    assert _changes(small) == []
    assert small.shop_stock(product) == before


def test_stock_that_changes_after_the_plan_is_sent_as_it_is_then(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    small.set_good_stock(product, 41)
    small.when(
        lambda event: isinstance(event, StepBegan) and event.step is Step.WRITE,
        lambda: small.set_good_stock(product, 17),
    )
    assert _changes(small) == [{str(product): {MAIN: 17}}]
    small.assert_nothing_left()


def test_orders_that_come_while_stock_is_sent_hold_their_pieces_back(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    small.set_good_stock(product, 41)

    def two_minutes_pass() -> None:
        small.order((product, 3), lower_stock=True)
        small.turn(minutes=2)

    small.when(lambda event: isinstance(event, StepBegan) and event.step is Step.WRITE, two_minutes_pass)
    assert _changes(small) == [{str(product): {MAIN: 38}}]
    small.run()
    assert small.shop_stock(product) == 38
    small.assert_nothing_left()


def test_fractions_are_floored(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, 7.9999)
    small.settled_run()
    assert small.shop_stock(product) == 7
    small.assert_nothing_left()


def test_reserve_and_minimum(small: SmallBridge) -> None:
    small.change_stock(reserve=Decimal(2), minimum=Decimal(4), below_minimum="zero")
    enough, little = small.products[3], small.products[4]
    small.set_good_stock(enough, 10)
    small.set_good_stock(little, 5)
    small.settled_run()
    assert small.shop_stock(enough) == 8
    assert small.shop_stock(little) == 0
    small.assert_nothing_left()


# ---------------------------------------------------------------- changed in the shop's own panel


def test_a_number_typed_in_the_shop_is_found_by_the_audit_and_mended_within_a_day(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, 41)
    small.settled_run()
    small.simulator.panel.set_stock(product, MAIN, 77)
    found = small.audit()
    assert found.clean
    assert [(row.module, row.verdict, row.key) for row in found.rows] == [
        (Module.STOCK, Verdict.CHANGED_IN_SHOP, str(product))
    ]
    assert _changes(small) == [], "last values are compared between two comparisons"
    small.turn(hours=24)
    assert _changes(small) == [{str(product): {MAIN: 41}}]
    assert small.audit().rows == []
    small.assert_nothing_left()


def test_the_audit_tells_stock_that_changed_here_since(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    small.set_good_stock(product, 41)
    found = small.audit()
    assert found.clean
    assert [(row.module, row.verdict, row.key) for row in found.rows] == [
        (Module.STOCK, Verdict.CHANGED_HERE, str(product))
    ]


def test_the_audit_tells_a_linked_product_that_the_shop_deleted(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    small.simulator.panel.delete_product(product)
    found = small.audit()
    assert found.clean
    assert {(row.verdict, row.key) for row in found.rows} == {(Verdict.CHANGED_IN_SHOP, str(product))}


# ---------------------------------------------------------------- what holds back


def test_open_orders_hold_stock_back_for_14_days(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, 20)
    order = small.order((product, 3))
    small.settled_run()
    assert small.shop_stock(product) == 17
    small.assert_nothing_left()
    small.turn(days=15)
    small.run()
    assert small.shop_stock(product) == 20
    assert small.document(order)
    small.assert_nothing_left()


def test_where_the_shop_subtracts_itself_nothing_is_subtracted_here(small: SmallBridge) -> None:
    small.simulator.quirks = replace(small.simulator.quirks, reservations_on=True)
    product = small.products[3]
    small.set_good_stock(product, 20)
    small.order((product, 3))
    small.settled_run()
    assert small.shop_stock(product) == 20
    small.assert_nothing_left()


def test_an_order_that_became_a_sale_lowers_once(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, 20)
    order = small.order((product, 3))
    small.settled_run()

    def sell(connection: Connection) -> None:
        connection.warehouse.turn_into_sale(MarkKey("bl-sample", order), ())

    small.in_connection(sell)
    assert _changes(small) == [], "taken from the stock instead of held back"
    assert small.shop_stock(product) == 17
    small.assert_nothing_left()


def test_a_held_order_holds_its_pieces_back_until_it_comes_in(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, 20)
    order = small.order((product, 3), payment_method="Крипто", lower_stock=True)
    small.settled_run()
    assert small.shop_stock(product) == 17, "the shop has sold them; the old number must not come back"
    assert small.profile.orders
    small.change_orders(payment_types={**small.profile.orders.payment_types, "Крипто": 2})
    small.run()
    assert small.document(order)
    assert small.shop_stock(product) == 17
    small.assert_nothing_left()


def test_orders_in_a_status_that_is_not_taken_hold_back_by_choice(small: SmallBridge) -> None:
    product = small.products[3]
    small.set_good_stock(product, 20)
    small.order((product, 3), status=NEW)
    small.settled_run()
    assert small.shop_stock(product) == 20
    small.change_stock(subtract_waiting_orders=True)
    small.run()
    assert small.shop_stock(product) == 17
    small.assert_nothing_left()


def test_an_order_whose_import_fails_holds_its_pieces_back(small: SmallBridge) -> None:
    small.change_stock(subtract_open_orders=False)
    product = small.products[3]
    small.set_good_stock(product, 20)
    small.settled_run()
    order = small.order((product, 3))
    small.change_warehouse(
        "CREATE TRIGGER no_such_order BEFORE INSERT ON Operations BEGIN SELECT RAISE(ABORT, 'CHECK'); END"
    )
    small.run()
    assert small.document(order) is None
    assert small.shop_stock(product) == 17
    small.change_warehouse("DROP TRIGGER no_such_order")
    small.turn(minutes=3)
    small.run()
    assert small.document(order)
    assert small.shop_stock(product) == 20, "open orders are not subtracted, by the owner's choice"
    small.assert_nothing_left()


def test_a_sale_of_an_order_is_sent_in_the_same_run(small: SmallBridge) -> None:
    small.change_orders(document=DocumentKind.SALE)
    product = small.products[3]
    small.set_good_stock(product, 20)
    small.order((product, 3))
    planned = small.preview().planned
    report = small.settled_run()
    assert small.shop_stock(product) == 17
    assert report.done == planned
    small.assert_nothing_left()


# ---------------------------------------------------------------- the shop's answers


def test_a_warning_in_a_bulk_is_its_own_failure_only(small: SmallBridge) -> None:
    small.settled_run()
    gone, kept = small.products[3], small.products[4]
    small.set_good_stock(gone, 41)
    small.set_good_stock(kept, 42)
    small.simulator.panel.delete_product(gone)
    small.simulator.forget_requests()
    report = small.run()
    assert report.done == {ActionKind.SEND_STOCK: 1}, said(report)
    failed = failures(report)
    assert [row.key for row in failed] == [f"stock:{CATALOG}:{MAIN}:{gone}"]
    assert report.state is RunState.AMBER
    assert small.shop_stock(kept) == 42


def test_a_lost_answer_is_sent_again_and_changes_nothing_twice(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[3]
    small.set_good_stock(product, 41)
    small.simulator.faults.add(
        Fault(FaultKind.RESET_AFTER, method="updateInventoryProductsStock", times=None)
    )
    report = small.run()
    assert [row.state for row in failures(report)] == [RowState.UNKNOWN], said(report)
    small.simulator.faults.clear()
    small.turn(minutes=3)
    small.run()
    assert small.shop_stock(product) == 41
    small.assert_nothing_left()


def test_a_warehouse_that_the_shop_deleted_is_told(small: SmallBridge) -> None:
    small.settled_run()
    catalog = next(row for row in small.simulator.account.inventories if row["inventory_id"] == CATALOG)
    catalog["warehouses"].remove(SHOPS)
    report = small.run()
    told = [row for row in rows_of(report, RowState.HELD, module=Module.STOCK) if SHOPS in row.key]
    assert told, said(report)
    assert report.planned == {}


def test_a_location_that_was_deleted_is_told_and_its_stock_is_not_taken_for_0(small: SmallBridge) -> None:
    small.settled_run()
    before = {product: small.shop_stock(product, SHOPS) for product in small.products}
    small.change_warehouse("UPDATE Objects SET Deleted = -1 WHERE ID = 2")
    report = small.run()
    assert [row for row in rows_of(report, RowState.HELD, module=Module.STOCK) if SHOPS in row.key], said(
        report
    )
    assert {product: small.shop_stock(product, SHOPS) for product in small.products} == before
