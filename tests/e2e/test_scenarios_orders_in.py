"""Orders that are held, fail, share a buyer or a product, and what goes back to the shop."""

from __future__ import annotations

from typing import Any

import pytest

from sync.plan.actions import ActionKind
from sync.profile import UnknownLine
from sync.run.engine import Wishes
from sync.run.events import ItemBegan
from sync.run.report import RowState, RunState
from tests.e2e.small_bridge import (
    AFTER,
    PROBLEM,
    TAKEN,
    SmallBridge,
    row_of,
    rows_of,
    said,
    state_database,
)


def _break(bridge: SmallBridge, order: str) -> None:
    """The warehouse refuses this order's rows from now on."""
    bridge.change_warehouse(
        "CREATE TRIGGER no_such_order BEFORE INSERT ON Operations "
        f"WHEN NEW.Note LIKE 'Mostik:bl-sample:{order};%' "
        "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed'); END"
    )


def _mend(bridge: SmallBridge) -> None:
    bridge.change_warehouse("DROP TRIGGER no_such_order")


def _tried(bridge: SmallBridge, order: str) -> bool:
    report = bridge.run()
    bridge.turn(minutes=3)
    return any(
        isinstance(event, ItemBegan)
        and event.action.kind is ActionKind.IMPORT_ORDER
        and event.action.key == order
        for event in bridge.events
    ) and bool(row_of(report, order, RowState.FAILED))


# ---------------------------------------------------------------- held


def test_an_order_held_for_its_payment_way_comes_in_by_itself_after_the_mapping(small: SmallBridge) -> None:
    order = small.order(payment_method="Крипто")
    report = small.run()
    row = row_of(report, order)
    assert row.state is RowState.HELD
    assert "Крипто" in row.why.text()
    assert small.document(order) is None
    assert report.state is RunState.AMBER
    small.assert_nothing_left()
    assert small.profile.orders
    small.change_orders(payment_types={**small.profile.orders.payment_types, "Крипто": 2})
    small.turn(minutes=3)
    report = small.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 1, said(report)
    assert small.document(order)
    small.assert_nothing_left()


def test_the_status_for_problems_is_set_once_and_mending_brings_the_order_in(small: SmallBridge) -> None:
    small.change_orders(status_problem=str(PROBLEM))
    order = small.order(payment_method="Крипто")
    report = small.run()
    assert report.done[ActionKind.SET_ORDER_STATUS] == 1, said(report)
    assert small.in_shop(order)["order_status_id"] == PROBLEM
    for _run in range(3):
        small.turn(minutes=61)
        small.assert_nothing_left()
        assert row_of(small.run(), order).state is RowState.HELD
    small.simulator.panel.edit_order(int(order), payment_method="PayPal")
    small.simulator.panel.set_status(int(order), TAKEN)
    small.turn(minutes=3)
    report = small.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 1, said(report)
    assert small.in_shop(order)["order_status_id"] == AFTER
    small.assert_nothing_left()


# ---------------------------------------------------------------- failing


def test_a_failing_order_is_tried_after_1_2_and_4_runs(small: SmallBridge) -> None:
    order, other = small.order(), small.order((small.products[1], 2))
    _break(small, order)
    report = small.run()
    assert row_of(report, order).state is RowState.FAILED
    assert small.document(order) is None
    assert small.document(other), "one bad order never stops the others"
    assert report.state is RunState.AMBER
    tries = [_tried(small, order) for _run in range(8)]
    assert tries == [True, False, True, False, False, False, True, False]
    assert small.query("SELECT COUNT(*) FROM MostikImports WHERE ExternalId = ?", order) == [(0,)]


def test_a_failing_order_is_tried_at_once_when_it_changed(small: SmallBridge) -> None:
    order = small.order()
    _break(small, order)
    for _run in range(2):
        small.run()
    assert not _tried(small, order)
    small.simulator.panel.edit_line(int(order), small.first_line(order), quantity=2)
    assert _tried(small, order)


def test_a_failing_order_is_tried_at_once_when_the_owner_asks(small: SmallBridge) -> None:
    order = small.order()
    _break(small, order)
    for _run in range(2):
        small.run()
    assert not _tried(small, order)
    _mend(small)
    report = small.run(Wishes(only=frozenset({order})))
    assert report.done[ActionKind.IMPORT_ORDER] == 1, said(report)
    assert small.document(order)
    assert small.in_shop(order)["order_status_id"] == AFTER, "what follows belongs to it"
    small.run()
    small.assert_nothing_left()


def test_trying_one_order_again_forgets_nothing_of_the_others(small: SmallBridge) -> None:
    small.settled_run()
    first, second = small.order(), small.order((small.products[1], 1))
    report = small.run(Wishes(only=frozenset({second})))
    assert report.done[ActionKind.IMPORT_ORDER] == 1, said(report)
    assert small.document(first) is None
    assert small.document(second)
    assert small.in_shop(first)["order_status_id"] == TAKEN
    small.run()
    assert small.document(first)
    assert [small.in_shop(order)["order_status_id"] for order in (first, second)] == [AFTER, AFTER]
    small.assert_nothing_left()


def test_a_retry_of_one_order_leaves_the_status_of_another_for_later(small: SmallBridge) -> None:
    """The other one was imported, and its status was lost on the way."""
    small.settled_run()
    first = small.order()
    small.simulator.faults.add(_always_refused())
    small.run()
    assert small.document(first)
    assert small.in_shop(first)["order_status_id"] == TAKEN
    small.simulator.faults.clear()
    second = small.order((small.products[1], 1))
    small.run(Wishes(only=frozenset({second})))
    small.run()
    assert small.in_shop(first)["order_status_id"] == AFTER
    small.assert_nothing_left()


def _always_refused() -> Any:
    from sync.simulators.baselinker.faults import Fault, FaultKind

    return Fault(FaultKind.HTML_503, method="setOrderStatus", times=None)


def test_a_shop_that_takes_no_numbers_is_not_asked_once_for_each_order(small: SmallBridge) -> None:
    small.settled_run()
    orders = [small.order((product, 1)) for product in small.products[:8]]
    from sync.simulators.baselinker.faults import Fault, FaultKind

    small.simulator.faults.add(Fault(FaultKind.HTML_503, method="setOrderFields", times=None))
    small.simulator.forget_requests()
    report = small.run()
    assert report.state is RunState.AMBER
    assert all(small.document(order) for order in orders), said(report)
    assert small.simulator.counts["setOrderFields"] < 8 * 3, "an outage is not met once for each order"
    small.simulator.faults.clear()
    small.turn(minutes=3)
    small.run()
    assert all(small.in_shop(order)["extra_field_1"] for order in orders)
    small.assert_nothing_left()


# ---------------------------------------------------------------- partners and products


def test_two_orders_of_one_new_customer_make_one_partner(small: SmallBridge) -> None:
    before = small.query("SELECT COUNT(*) FROM Partners")[0][0]
    orders = [small.order(), small.order((small.products[1], 2))]
    small.settled_run()
    assert small.query("SELECT COUNT(*) FROM Partners")[0][0] == before + 1
    partners = {
        small.query("SELECT PartnerID FROM Operations WHERE Note LIKE ?", f"Mostik:bl-sample:{order};%")[0][0]
        for order in orders
    }
    assert len(partners) == 1
    small.assert_nothing_left()


def _unknown(name: str, sku: str) -> dict[str, Any]:
    return {"name": name, "sku": sku, "price_brutto": 12.5, "tax_rate": 20, "quantity": 2}


def test_two_orders_with_one_unknown_product_make_one_good(small: SmallBridge) -> None:
    small.change_orders(unknown_line=UnknownLine.CREATE)
    before = small.query("SELECT COUNT(*) FROM Goods")[0][0]
    orders = [small.order_of([_unknown("Свещ „Бор“", "NEW-77")]) for _ in range(2)]
    report = small.run()
    assert report.done[ActionKind.CREATE_WAREHOUSE_PRODUCT] == 1, said(report)
    assert report.done[ActionKind.IMPORT_ORDER] == 2
    assert small.query("SELECT COUNT(*) FROM Goods")[0][0] == before + 1
    goods = {
        small.query(
            "SELECT GoodID FROM Operations WHERE Note LIKE ? AND Qtty = 2", f"Mostik:bl-sample:{order};%"
        )[0][0]
        for order in orders
    }
    assert len(goods) == 1
    small.assert_nothing_left()


def test_one_new_good_that_cannot_be_made_stops_only_its_own_orders(small: SmallBridge) -> None:
    small.change_orders(unknown_line=UnknownLine.CREATE)
    small.change_warehouse(
        "CREATE TRIGGER no_such_good BEFORE INSERT ON Goods WHEN NEW.Name = 'Свещ „Бор“' "
        "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed'); END"
    )
    bad = small.order_of([_unknown("Свещ „Бор“", "NEW-77")])
    good = small.order_of([_unknown("Свещ „Ела“", "NEW-78")])
    report = small.run()
    assert small.document(good), said(report)
    assert small.document(bad) is None
    assert row_of(report, bad).state is RowState.FAILED
    small.change_warehouse("DROP TRIGGER no_such_good")
    small.run()
    assert small.document(bad)
    small.assert_nothing_left()


def test_an_order_with_an_unknown_product_is_held_until_it_is_known(small: SmallBridge) -> None:
    order = small.order_of([_unknown("Свещ „Бор“", "NEW-77")])
    report = small.run()
    assert row_of(report, order).state is RowState.HELD
    small.assert_nothing_left()
    small.change_warehouse(
        "INSERT INTO Goods (Code, Name, Name2, Measure1, Measure2, TaxGroup, GroupID, Deleted, Type, "
        "PriceOut2) VALUES ('NEW-77', 'Свещ', 'Свещ', 'бр.', 'бр.', 1, 1, 0, 0, 12.5)"
    )
    small.turn(minutes=3)
    small.run()
    assert small.document(order)
    small.assert_nothing_left()


# ---------------------------------------------------------------- the number back on the order


@pytest.mark.parametrize("field", ["extra_field_1", "custom_extra_field_3701", "admin_comments"])
def test_the_documents_number_goes_back_onto_the_order(small: SmallBridge, field: str) -> None:
    small.change_orders(number_field=field)
    order = small.order(admin_comments="Обади се преди доставка")
    small.settled_run()
    document = small.document(order)
    assert document
    shown = f"{document[1]:010d}"
    there = small.in_shop(order)
    if field == "admin_comments":
        assert there[field] == f"Обади се преди доставка {shown}"
    elif field == "extra_field_1":
        assert there[field] == shown
    else:
        assert there["custom_extra_fields"]["3701"] == shown
    small.turn(minutes=61)
    small.assert_nothing_left()
    small.turn(hours=25)
    small.run()
    small.assert_nothing_left()


def test_without_status_and_number_nothing_goes_back_and_nothing_comes_twice(small: SmallBridge) -> None:
    small.change_orders(status_after="", number_field="")
    order = small.order()
    report = small.settled_run()
    assert report.done.get(ActionKind.SET_ORDER_STATUS) is None
    assert small.in_shop(order)["order_status_id"] == TAKEN
    assert small.document(order)
    for _run in range(2):
        small.turn(minutes=61)
        small.assert_nothing_left()


def test_a_number_that_the_shop_refuses_is_told_and_the_order_stands(small: SmallBridge) -> None:
    small.change_orders(number_field="admin_comments")
    order = small.order(admin_comments="х" * 195)
    report = small.run()
    row = row_of(report, f"number:{order}")
    assert row.state is RowState.FAILED
    assert small.document(order)
    assert len(rows_of(report, RowState.DONE)) == 1
    assert small.in_shop(order)["order_status_id"] == AFTER
    assert small.run().state is RunState.GREEN, "told once; the order itself came in"
    small.assert_nothing_left()


def test_the_content_of_an_order_is_kept_for_60_days(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.turn(days=61)
    small.run()
    kept = state_database(small, "SELECT kept FROM inbox WHERE order_id = ?", order)
    assert kept == [(0,)]
    assert small.document(order)
    small.assert_nothing_left()
