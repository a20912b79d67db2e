"""Runs that are stopped, repeated, restored, made from a second computer, or made by a wrong clock."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.profiles import Profiles
from sync.model import DocumentKind
from sync.plan.actions import ActionKind
from sync.run.engine import Wishes
from sync.run.events import Step, StepBegan
from sync.run.report import RowState, RunState
from sync.simulators.baselinker.faults import Fault, FaultKind
from tests.e2e.bridge import TOKEN
from tests.e2e.end_state import differences, end_state
from tests.e2e.small_bridge import (
    AFTER,
    TAKEN,
    SmallBridge,
    failures,
    make_small_bridge,
    row_of,
    rows_of,
    said,
    small_simulator,
)


def _three_orders(bridge: SmallBridge) -> list[str]:
    return [bridge.order((product, 2)) for product in bridge.products[:3]]


def _once_each(bridge: SmallBridge, orders: list[str]) -> None:
    assert sorted(bridge.tagged()) == sorted((f"Mostik:bl-sample:{order};", 1) for order in orders)


# ---------------------------------------------------------------- stopped


@pytest.mark.parametrize("after", [1, 4, 8, 10, 12, 14, 16, 18, 20, 22, 24])
def test_a_stopped_run_is_finished_by_the_next(small: SmallBridge, after: int) -> None:
    orders = _three_orders(small)
    report = small.run(stop_asked=lambda: len(small.events) >= after)
    assert report.state is RunState.CANCELLED, said(report)
    small.turn(minutes=3)
    small.run()
    _once_each(small, orders)
    assert all(small.in_shop(order)["order_status_id"] == AFTER for order in orders)
    assert all(small.in_shop(order)["extra_field_1"] for order in orders)
    small.assert_nothing_left()


def test_a_run_is_stopped_between_two_orders_and_never_within_one(small: SmallBridge) -> None:
    orders = _three_orders(small)

    def one_is_written() -> bool:
        return small.documents() == 1

    report = small.run(stop_asked=one_is_written)
    assert report.state is RunState.CANCELLED
    assert report.done[ActionKind.IMPORT_ORDER] == 1
    assert small.documents() == 1
    small.run()
    _once_each(small, orders)
    small.assert_nothing_left()


# ---------------------------------------------------------------- restored


def _restored(bridge: SmallBridge) -> list[str]:
    """Three orders came in, and then the warehouse was put back to the day before them."""
    first = bridge.order()
    bridge.settled_run()
    shutil.copy(bridge.warehouse_file, bridge.folder / "yesterday.sqlite")
    orders = _three_orders(bridge)
    bridge.turn(minutes=30)
    bridge.run()
    shutil.copy(bridge.folder / "yesterday.sqlite", bridge.warehouse_file)
    bridge.turn(minutes=30)
    return [first, *orders]


def test_a_restored_warehouse_is_noticed_before_anything_is_written(small: SmallBridge) -> None:
    orders = _restored(small)
    new = small.order()
    small.simulator.forget_requests()
    for report, state in ((small.preview(), RunState.RED), (small.run(), RunState.HELD)):
        assert report.state is state
        assert report.cause
        assert "looks restored from a backup: 3 orders are missing" in report.cause.text()
    assert small.simulator.writes() == 0
    _once_each(small, orders[:1])
    assert small.document(new) is None


def test_a_restored_warehouse_gets_its_orders_again(small: SmallBridge) -> None:
    orders = _restored(small)
    report = small.run(Wishes(bring_in_again=True))
    assert not failures(report), said(report)
    _once_each(small, orders)
    small.assert_nothing_left()


def test_orders_of_a_restored_warehouse_that_moved_on_in_the_shop_come_in_again_too(
    small: SmallBridge,
) -> None:
    """They stand in the status after success now, from which nothing is taken otherwise."""
    orders = _restored(small)
    assert {small.in_shop(order)["order_status_id"] for order in orders} == {AFTER}
    small.simulator.panel.set_status(int(orders[1]), 24104)
    small.run(Wishes(bring_in_again=True))
    _once_each(small, orders)
    assert small.in_shop(orders[1])["order_status_id"] == 24104, "its parcel is on the way"
    small.assert_nothing_left()


def test_orders_of_a_restored_warehouse_can_be_left_out(small: SmallBridge) -> None:
    orders = _restored(small)
    report = small.run(Wishes(bring_in_again=False))
    assert not failures(report), said(report)
    _once_each(small, orders[:1])
    small.assert_nothing_left()
    small.simulator.panel.edit_order(int(orders[1]), user_comments="пак")
    small.simulator.panel.set_status(int(orders[1]), TAKEN)
    small.turn(hours=25)
    small.run()
    _once_each(small, orders[:1])
    small.assert_nothing_left()


def test_the_numbers_of_a_restored_warehouse_that_others_used_since_are_no_proof(small: SmallBridge) -> None:
    """Between the backup and our run somebody wrote an order of his own under the number of one of ours."""
    orders = _restored(small)
    own = small.query("SELECT MAX(Acct) FROM Operations WHERE OperType = 19")[0][0] + 1
    small.change_warehouse(
        "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, Note) "
        "VALUES (19, ?, 2, 2, 5, 1, 1, 0, 'по телефона')",
        own,
    )
    report = small.run()
    assert report.cause
    assert "3 orders are missing" in report.cause.text(), said(report)
    small.run(Wishes(bring_in_again=True))
    _once_each(small, orders)
    small.assert_nothing_left()


def test_values_are_compared_anew_after_a_restored_warehouse(small: SmallBridge) -> None:
    orders = _restored(small)
    product = small.products[7]
    small.set_good_stock(product, 3)
    report = small.run(Wishes(bring_in_again=True))
    assert small.shop_stock(product) == 3
    assert report.planned.get(ActionKind.SEND_STOCK, 0) < 8, "compared with the shop, not sent blindly"
    _once_each(small, orders)


# ---------------------------------------------------------------- marks, second computers, new state files


def test_marks_that_are_gone_are_rebuilt_from_the_tags(small: SmallBridge) -> None:
    orders = _three_orders(small)
    small.settled_run()
    small.change_warehouse("DELETE FROM MostikImports")
    new = small.order()
    small.turn(minutes=61)
    small.settled_run()
    _once_each(small, [*orders, new])
    assert small.query("SELECT COUNT(*) FROM MostikImports WHERE Kind = 'order'") == [(4,)]
    small.assert_nothing_left()


def _forget_the_state(bridge: SmallBridge) -> None:
    """The state file is lost, and the connection is made anew on this or on another computer."""
    for file in bridge.state_file.parent.glob(f"{bridge.state_file.name}*"):
        file.unlink()
    shutil.rmtree(bridge.folder / "home")
    Profiles(Paths(bridge.folder / "home"), bridge.clock.now).create(bridge.profile)


def _back_into_the_status(bridge: SmallBridge, orders: list[str]) -> None:
    for order in orders:
        bridge.simulator.panel.set_status(int(order), TAKEN)


@pytest.mark.parametrize("back", [True, False])
def test_a_new_state_file_brings_nothing_in_twice(small: SmallBridge, back: bool) -> None:
    orders = _three_orders(small)
    small.settled_run()
    before = end_state(small)
    if back:
        _back_into_the_status(small, orders)
    _forget_the_state(small)
    small.turn(minutes=3)
    small.settled_run()
    assert differences(end_state(small), before) == {}
    small.assert_nothing_left()


def test_a_new_state_file_and_lost_marks_bring_nothing_in_twice(small: SmallBridge) -> None:
    orders = _three_orders(small)
    small.settled_run()
    before = end_state(small)
    _back_into_the_status(small, orders)
    _forget_the_state(small)
    small.change_warehouse("DELETE FROM MostikImports WHERE Kind = 'order'")
    small.turn(minutes=3)
    small.preview()
    small.settled_run()
    assert differences(end_state(small), before) == {}
    _once_each(small, orders)
    small.assert_nothing_left()


def test_two_computers_in_turn_bring_nothing_in_twice(small: SmallBridge) -> None:
    """Each has a state file of its own; the shop's key and the warehouse are the same."""
    other = SmallBridge(small.folder / "other", small.simulator, small.profile, small.clock)
    Profiles(Paths(other.folder / "home"), small.clock.now).create(small.profile)
    orders: list[str] = []
    for _turn in range(3):
        for computer in (small, other):
            orders.append(small.order((small.products[len(orders)], 1)))
            small.turn(minutes=3)
            report = computer.run()
            assert not failures(report), said(report)
    tags = dict(small.tagged())
    assert tags == {f"Mostik:bl-sample:{order};": 1 for order in orders}
    for computer in (small, other):
        computer.run()
    small.turn(minutes=3)
    assert small.run().planned == {}
    assert other.run().planned == {}


def test_an_edit_seen_by_a_second_computer_is_written_once(small: SmallBridge) -> None:
    other = SmallBridge(small.folder / "other", small.simulator, small.profile, small.clock)
    Profiles(Paths(other.folder / "home"), small.clock.now).create(small.profile)
    order = small.order()
    small.settled_run()
    other.run()
    small.simulator.panel.edit_line(int(order), small.first_line(order), quantity=4)
    small.turn(minutes=61)
    small.run()
    report = other.run()
    assert small.quantities(order) == [1, 4]
    assert not failures(report), said(report)
    assert not rows_of(report, RowState.HELD), said(report)
    for computer in (small, other):
        assert computer.run().planned == {}


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize("days", [1, -1, -365])
def test_a_wrong_clock_loses_and_doubles_nothing(small: SmallBridge, days: int) -> None:
    """The computer's clock goes wrong for two runs and is set right again; the shop's time goes on."""
    first = small.order()
    small.settled_run()
    right = small.clock.now()
    second = small.order((small.products[1], 1))
    small.turn(days=days)
    small.run()
    small.turn(minutes=5)
    third = small.order((small.products[2], 1), date_confirmed=0)
    _confirmed(small, third, right + timedelta(minutes=5))
    small.run()
    small.clock.turn(right + timedelta(minutes=30) - small.clock.now())
    fourth = small.order((small.products[3], 1))
    small.run()
    small.turn(hours=2)
    small.run()
    _once_each(small, [first, second, third, fourth])
    small.simulator.panel.edit_line(int(first), small.first_line(first), quantity=6)
    small.turn(minutes=61)
    small.run()
    assert small.quantities(first) == [1, 6]
    small.assert_nothing_left()


def _confirmed(bridge: SmallBridge, order: str, at: datetime) -> None:
    bridge.in_shop(order)["date_confirmed"] = int(at.timestamp())
    bridge.simulator.refresh()


def test_the_night_of_the_clock_change(tmp_path: Path) -> None:
    """Between 3 and 4 o'clock twice: Sofia goes back to winter time on 25 October 2026 at 01:00 UTC."""
    from sync.clock import TurnedClock

    clock = TurnedClock(datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
    with small_simulator(clock) as simulator:
        bridge = make_small_bridge(tmp_path, simulator, clock)
        bridge.change_orders(start=datetime(2026, 10, 24, 22, 0, tzinfo=UTC), document_day="order")
        orders: list[str] = []
        for _half_hour in range(8):
            orders.append(bridge.order((bridge.products[len(orders)], 1)))
            bridge.run()
            clock.turn(timedelta(minutes=30))
        bridge.run()
        _once_each(bridge, orders)
        days = bridge.query("SELECT DISTINCT SUBSTR(Date, 1, 10) FROM Operations WHERE OperType = 19")
        assert days == [("2026-10-25",)]
        bridge.assert_nothing_left()


def test_a_document_has_the_day_of_the_shops_time_zone(small: SmallBridge) -> None:
    """22:30 UTC on 31 December is the new year in Sofia."""
    small.clock.turn(datetime(2026, 12, 31, 22, 30, tzinfo=UTC) - small.clock.now())
    order = small.order()
    small.settled_run()
    rows = small.query(
        "SELECT DISTINCT SUBSTR(Date, 1, 10) FROM Operations WHERE Note LIKE ?", f"Mostik:bl-sample:{order};%"
    )
    assert rows == [("2027-01-01",)]


# ---------------------------------------------------------------- the shop turns us away


def test_a_token_revoked_in_the_middle_is_said_and_nothing_is_half_written(small: SmallBridge) -> None:
    orders = _three_orders(small)
    small.when(
        lambda event: isinstance(event, StepBegan) and event.step is Step.WRITE,
        lambda: small.simulator.panel.revoke_token(TOKEN),
    )
    report = small.run()
    assert report.state is RunState.AMBER, said(report)
    assert any("does not know this token" in row.why.text() for row in failures(report))
    _once_each(small, orders)
    small.turn(minutes=3)
    report = small.run()
    assert report.state is RunState.RED
    assert report.cause
    assert "does not know this token" in report.cause.text()
    small.simulator.account.tokens.append(TOKEN)
    small.turn(minutes=3)
    small.run()
    _once_each(small, orders)
    assert all(small.in_shop(order)["order_status_id"] == AFTER for order in orders)
    small.assert_nothing_left()


def test_a_blocked_account_is_said(small: SmallBridge) -> None:
    _three_orders(small)
    small.simulator.faults.add(Fault(FaultKind.ACCOUNT_BLOCKED, times=None))
    report = small.run()
    assert report.state is RunState.RED
    assert report.cause
    assert "blocked the account" in report.cause.text()
    assert small.documents() == 0


def test_a_shop_in_maintenance_makes_the_run_red_and_nothing_is_written(small: SmallBridge) -> None:
    orders = _three_orders(small)
    small.simulator.faults.add(Fault(FaultKind.HTML_503, times=None))
    before = end_state(small)
    for _run in range(3):
        report = small.run()
        assert report.state is RunState.RED
        assert report.cause
        assert "out of order for the moment" in report.cause.text()
        small.turn(hours=1)
    assert differences(end_state(small), before) == {}
    small.simulator.faults.clear()
    small.run()
    _once_each(small, orders)
    small.assert_nothing_left()


def test_a_deleted_location_for_orders_holds_them_with_its_name(small: SmallBridge) -> None:
    order = small.order()
    small.change_warehouse("UPDATE Objects SET Deleted = -1 WHERE ID IN (4, 5)")
    report = small.run()
    assert row_of(report, order).state is RowState.FAILED, said(report)
    assert small.document(order) is None
    small.change_warehouse("UPDATE Objects SET Deleted = 0")
    small.run()
    assert small.document(order)
    small.assert_nothing_left()


def test_sales_of_a_whole_run_leave_nothing_to_do(small: SmallBridge) -> None:
    small.change_orders(document=DocumentKind.SALE)
    orders = _three_orders(small)
    small.settled_run()
    _once_each(small, orders)
    small.assert_nothing_left()
    small.turn(hours=25)
    small.assert_nothing_left()
