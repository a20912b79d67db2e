"""What becomes of an imported order that is edited, cancelled, deleted, merged or split in the shop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.audit import Verdict
from sync.model import DocumentKind, MarkKey
from sync.plan.actions import ActionKind, Module
from sync.plan.late_changes import is_late_change
from sync.run.connection import Connection
from sync.run.engine import Wishes
from sync.run.events import ItemBegan, Step, StepBegan
from sync.run.report import RowState, RunState
from sync.run.seen_to import see_to
from sync.simulators.baselinker.faults import Fault, FaultKind
from tests.e2e.small_bridge import (
    AFTER,
    CANCELLED,
    NEW,
    TAKEN,
    SmallBridge,
    failures,
    row_of,
    rows_of,
    said,
)


def _sell(bridge: SmallBridge, order: str) -> None:
    """The owner makes a sale of the order."""

    def turn(connection: Connection) -> None:
        connection.warehouse.turn_into_sale(MarkKey("bl-sample", order), ())

    bridge.in_connection(turn)


def _touch(bridge: SmallBridge, order: str) -> None:
    """Somebody changes the order's document in the warehouse program."""
    bridge.change_warehouse(
        "UPDATE Operations SET Qtty = Qtty + 7 WHERE ID = (SELECT MIN(ID) FROM Operations WHERE Note LIKE ?)",
        f"Mostik:bl-sample:{order};%",
    )


def _edit(bridge: SmallBridge, order: str, quantity: int) -> None:
    bridge.simulator.panel.edit_line(int(order), bridge.first_line(order), quantity=quantity)


# ---------------------------------------------------------------- edited


def test_an_edited_order_is_written_anew_under_its_number(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    before = small.document(order)
    _edit(small, order, 4)
    small.turn(minutes=61)
    report = small.run()
    assert report.done == {ActionKind.CHANGE_ORDER: 1, ActionKind.SEND_STOCK: 1}, said(report)
    assert small.document(order) == before
    assert small.quantities(order) == [1, 4]
    small.assert_nothing_left()


def test_an_edited_order_whose_document_somebody_touched_becomes_a_row(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    _touch(small, order)
    _edit(small, order, 4)
    small.turn(minutes=61)
    report = small.run()
    row = row_of(report, order)
    assert row.state is RowState.HELD, said(report)
    assert "changed in the warehouse" in row.why.text()
    assert report.planned.get(ActionKind.CHANGE_ORDER, 0) == 0
    assert report.state is RunState.AMBER
    assert small.quantities(order) == [1, 8]
    small.assert_nothing_left()
    found = small.audit()
    assert [(each.key, each.verdict) for each in found.rows if each.module is Module.ORDERS] == [
        (order, Verdict.CHANGED_HERE)
    ]


def test_an_edited_order_that_became_a_sale_becomes_a_row(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    _sell(small, order)
    sale = small.document(order)
    _edit(small, order, 4)
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.HELD, said(report)
    assert small.document(order) == sale
    assert small.quantities(order) == [1, 1]
    small.assert_nothing_left()


def test_an_edited_order_that_the_program_turned_into_a_sale_becomes_a_row(small: SmallBridge) -> None:
    """Warehouse Pro itself leaves the order's rows, writes a sale and notes the transformation."""
    order = small.order()
    small.settled_run()
    number = small.document(order)
    assert number
    small.change_warehouse(
        "INSERT INTO Transformations (RootOperType, RootAcct, FromOperType, FromAcct, ToOperType, ToAcct, "
        "UserID) VALUES (19, ?, 19, ?, 2, 77, 1)",
        number[1],
        number[1],
    )
    _edit(small, order, 4)
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.HELD, said(report)
    assert small.quantities(order) == [1, 1]
    small.assert_nothing_left()


def test_an_edit_that_cannot_be_written_is_asked_and_the_document_stays(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.edit_order(int(order), payment_method="Крипто")
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.HELD, said(report)
    assert small.quantities(order) == [1, 1]
    small.assert_nothing_left()


def test_an_edit_before_the_import_comes_in_as_it_is_then(small: SmallBridge) -> None:
    order = small.order(status=NEW)
    small.settled_run()
    _edit(small, order, 3)
    small.simulator.panel.set_status(int(order), TAKEN)
    small.turn(minutes=5)
    small.run()
    assert small.quantities(order) == [1, 3]
    small.assert_nothing_left()


# ---------------------------------------------------------------- cancelled


def test_an_order_cancelled_before_its_import_never_comes_in(small: SmallBridge) -> None:
    order = small.order(status=NEW)
    small.settled_run()
    small.simulator.panel.set_status(int(order), CANCELLED)
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.SKIPPED, said(report)
    assert small.document(order) is None
    small.assert_nothing_left()


def test_an_order_cancelled_after_its_import_is_withdrawn_while_untouched(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    before = small.shop_stock(small.products[0])
    small.simulator.panel.set_status(int(order), CANCELLED)
    small.turn(minutes=61)
    report = small.run()
    assert report.done[ActionKind.WITHDRAW_ORDER] == 1, said(report)
    assert small.document(order) is None
    assert small.in_shop(order)["order_status_id"] == CANCELLED
    assert small.shop_stock(small.products[0]) == before + 1, "its pieces are offered again"
    small.assert_nothing_left()


def test_a_cancelled_order_that_is_taken_again_comes_in_again(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.set_status(int(order), CANCELLED)
    small.turn(minutes=61)
    small.run()
    small.simulator.panel.set_status(int(order), TAKEN)
    small.turn(minutes=5)
    report = small.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 1, said(report)
    assert small.document(order)
    assert small.in_shop(order)["order_status_id"] == AFTER
    small.assert_nothing_left()


def test_a_late_change_that_is_seen_to_is_told_again_only_when_something_changes(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    _sell(small, order)
    _edit(small, order, 4)
    small.turn(minutes=61)
    assert is_late_change(row_of(small.run(), order).why)
    small.in_connection(lambda connection: see_to(connection.journal, [order, "none"], connection.orders))
    small.turn(minutes=61)
    assert [row for row in small.run().rows if row.key == order] == []
    _edit(small, order, 5)
    small.turn(minutes=61)
    assert is_late_change(row_of(small.run(), order).why)
    small.in_connection(lambda connection: see_to(connection.journal, [order], connection.orders))
    small.simulator.panel.set_status(int(order), int(CANCELLED))
    small.turn(minutes=61)
    assert "cancelled" in row_of(small.run(), order).why.text()


def test_an_order_that_waits_cannot_be_called_seen_to(small: SmallBridge) -> None:
    order = small.order(status=NEW)
    small.settled_run()
    told: list[list[str]] = []
    small.in_connection(
        lambda connection: told.append(see_to(connection.journal, [order], connection.orders))
    )
    assert told == [[]]


def test_a_cancelled_order_whose_document_somebody_touched_becomes_a_row(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    _touch(small, order)
    small.simulator.panel.set_status(int(order), CANCELLED)
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.HELD, said(report)
    assert report.state is RunState.AMBER
    assert small.quantities(order) == [1, 8]
    small.assert_nothing_left()


def test_a_cancelled_order_that_became_a_sale_becomes_a_row(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    _sell(small, order)
    small.simulator.panel.set_status(int(order), CANCELLED)
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.HELD, said(report)
    assert small.document(order)
    small.assert_nothing_left()


def test_an_order_cancelled_while_the_run_writes_is_not_pulled_back(small: SmallBridge) -> None:
    order = small.order()
    small.when(
        lambda event: isinstance(event, ItemBegan),
        lambda: small.simulator.panel.set_status(int(order), CANCELLED),
    )
    report = small.run()
    assert small.in_shop(order)["order_status_id"] == CANCELLED, said(report)
    small.turn(minutes=61)
    small.run()
    assert small.document(order) is None
    small.assert_nothing_left()


def test_an_order_that_leaves_its_status_between_two_listings_comes_in_as_it_was_listed(
    small: SmallBridge,
) -> None:
    order = small.order()
    small.when(
        lambda event: isinstance(event, StepBegan) and event.step is Step.PLAN,
        lambda: small.simulator.panel.set_status(int(order), 24104),
    )
    small.run()
    assert small.document(order)
    assert small.in_shop(order)["order_status_id"] == 24104, "sent meanwhile, and not pulled back"
    small.turn(minutes=61)
    small.run()
    small.assert_nothing_left()


# ---------------------------------------------------------------- deleted


@pytest.mark.parametrize("journal", [True, False])
def test_an_order_deleted_before_its_import_never_comes_in(small: SmallBridge, journal: bool) -> None:
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=journal)
    order = small.order(status=NEW)
    small.settled_run()
    small.simulator.panel.delete_order(int(order))
    small.turn(hours=25)
    report = small.run()
    assert not failures(report), said(report)
    assert not rows_of(small.run(), RowState.WAITS)
    assert small.document(order) is None
    small.assert_nothing_left()


def test_a_held_order_that_the_shop_deleted_is_no_longer_told(small: SmallBridge) -> None:
    order = small.order(payment_method="Крипто")
    assert row_of(small.run(), order).state is RowState.HELD
    small.simulator.panel.delete_order(int(order))
    small.turn(hours=25)
    small.run()
    assert rows_of(small.run(), RowState.HELD) == []
    small.assert_nothing_left()


def test_a_full_listing_that_was_empty_by_mistake_loses_no_order(small: SmallBridge) -> None:
    waiting, held = small.order(status=NEW), small.order(payment_method="Крипто")
    small.settled_run()
    small.turn(hours=25)
    small.simulator.faults.add(Fault(FaultKind.EMPTY_PAGE, method="getOrders", times=8))
    small.run()
    small.simulator.faults.clear()
    small.simulator.panel.set_status(int(waiting), TAKEN)
    small.simulator.panel.edit_order(int(held), payment_method="PayPal")
    small.turn(minutes=3)
    report = small.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 2, said(report)
    small.assert_nothing_left()


def test_with_the_shops_journal_a_deleted_order_is_withdrawn(small: SmallBridge) -> None:
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=True)
    order = small.order()
    small.settled_run()
    small.simulator.panel.delete_order(int(order))
    small.turn(minutes=5)
    report = small.run()
    assert report.done[ActionKind.WITHDRAW_ORDER] == 1, said(report)
    assert small.document(order) is None
    small.assert_nothing_left()


def test_a_deletion_that_was_read_and_not_acted_on_is_not_forgotten(small: SmallBridge) -> None:
    """The journal's cursor has moved past it when the run is stopped."""
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=True)
    order = small.order()
    small.settled_run()
    small.simulator.panel.delete_order(int(order))
    small.turn(minutes=5)
    stopped: list[bool] = []
    small.when(
        lambda event: isinstance(event, StepBegan) and event.step is Step.WRITE, lambda: stopped.append(True)
    )
    assert small.run(stop_asked=lambda: bool(stopped)).state is RunState.CANCELLED
    assert small.document(order)
    report = small.run()
    assert report.done[ActionKind.WITHDRAW_ORDER] == 1, said(report)
    assert small.document(order) is None
    small.assert_nothing_left()


def test_a_deleted_order_that_became_a_sale_is_told_in_every_run(small: SmallBridge) -> None:
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=True)
    order = small.order()
    small.settled_run()
    _sell(small, order)
    small.simulator.panel.delete_order(int(order))
    for _run in range(2):
        small.turn(minutes=5)
        report = small.run()
        assert row_of(report, order).state is RowState.HELD, said(report)
    assert small.document(order)
    small.assert_nothing_left()


def test_without_the_shops_journal_a_vanished_order_is_told_and_stays(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.delete_order(int(order))
    small.turn(minutes=61)
    report = small.run()
    assert row_of(report, order).state is RowState.REMOVED, said(report)
    assert small.document(order)
    small.assert_nothing_left()
    assert [each.verdict for each in small.audit().rows] == [Verdict.CHANGED_IN_SHOP]


# ---------------------------------------------------------------- merged and split


@pytest.mark.parametrize("journal", [True, False])
@pytest.mark.parametrize("minutes", [5, 61])
def test_a_merged_order_is_held_until_the_owner_lets_it_in(
    small: SmallBridge, journal: bool, minutes: int
) -> None:
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=journal)
    first, second = small.order((small.products[0], 1)), small.order((small.products[1], 2))
    small.settled_run()
    merged = str(small.simulator.panel.merge_orders(int(first), [int(second)]))
    small.simulator.panel.set_status(int(merged), TAKEN)
    small.turn(minutes=minutes)
    report = small.run()
    row = row_of(report, merged)
    assert row.state is RowState.HELD, said(report)
    assert "probably merged" in row.why.text()
    assert small.document(merged) is None
    assert small.document(first)
    assert small.document(second)
    small.assert_nothing_left()
    small.in_journal(lambda used: used.remember(f"let in {merged}", "yes"))
    assert small.run().done[ActionKind.IMPORT_ORDER] == 1
    assert small.document(merged)
    small.assert_nothing_left()


def test_an_order_like_an_earlier_one_that_is_still_there_is_no_merge(small: SmallBridge) -> None:
    first = small.order()
    small.settled_run()
    second = small.order()
    small.turn(minutes=5)
    report = small.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 1, said(report)
    assert small.document(first)
    assert small.document(second)


def test_a_split_order_is_followed_and_its_part_comes_in(small: SmallBridge) -> None:
    order = small.order((small.products[0], 5))
    small.settled_run()
    part = str(small.simulator.panel.split_order(int(order), {small.first_line(order): 2}))
    small.simulator.panel.set_status(int(part), TAKEN)
    small.turn(minutes=61)
    report = small.run()
    assert not failures(report), said(report)
    assert small.quantities(order) == [1, 3]
    assert small.quantities(part) == [2]
    small.assert_nothing_left()


# ---------------------------------------------------------------- the shop's journal


def test_with_the_shops_journal_edits_are_found_at_once_and_less_is_read(small: SmallBridge) -> None:
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=True)
    order = small.order()
    small.settled_run()
    _edit(small, order, 6)
    small.turn(minutes=1)
    report = small.run()
    assert report.done[ActionKind.CHANGE_ORDER] == 1, said(report)
    assert small.quantities(order) == [1, 6]

    def listings_after_an_hour() -> int:
        small.turn(minutes=61)
        small.simulator.forget_requests()
        small.run()
        return small.simulator.counts["getOrders"]

    with_journal = listings_after_an_hour()
    small.simulator.quirks = replace(small.simulator.quirks, journal_activated=False)
    small.turn(hours=25)
    small.run()
    assert with_journal < listings_after_an_hour()


def test_an_order_moved_by_hand_into_the_status_after_success_is_left_alone(small: SmallBridge) -> None:
    order = small.order(status=AFTER)
    report = small.run()
    assert row_of(report, order).state is RowState.WAITS
    assert small.document(order) is None
    small.assert_nothing_left()


def test_a_sale_is_written_once_and_never_rewritten(small: SmallBridge) -> None:
    small.change_orders(document=DocumentKind.SALE)
    order = small.order()
    small.settled_run()
    assert small.document(order)
    _edit(small, order, 5)
    small.turn(minutes=61)
    report = small.run(Wishes(only=frozenset({order})))
    assert row_of(report, order).state is RowState.HELD, said(report)
    assert small.quantities(order) == [1, 1]
    small.assert_nothing_left()
