"""When connections run by themselves: intervals, what is made up for, and what is never begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.runs import RunRecord, RunState
from sync.profile import BaseLinkerShop, Connect, EmbeddedWarehouse, Modules, Profile, Schedule
from wizard.schedule_runner import Direction, DueRun, LastRuns, due, last_runs, missed, next_run

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOTH = (Direction.ORDERS, Direction.STOCK)


def connection(**fields: Any) -> Profile:
    schedule = fields.pop("schedule", Schedule(enabled=True, orders_every=15, stock_every=60))
    return Profile(
        id=fields.pop("id", "kalina"),
        name="Kalina Home",
        connect=Connect(shop=BaseLinkerShop(), warehouse=EmbeddedWarehouse(path="w.sqlite")),
        modules=fields.pop("modules", Modules(orders=True, products=True, stock=True)),
        schedule=schedule,
        confirmed_first_run=fields.pop("confirmed_first_run", True),
        **fields,
    )


def ago(**spans: float) -> datetime:
    return NOW - timedelta(**spans)


def runs(
    orders: datetime | None, stock: datetime | None = None, *, running: bool = False
) -> dict[str, LastRuns]:
    return {"kalina": LastRuns(orders, stock, running)}


def test_each_direction_runs_at_its_own_interval() -> None:
    assert due([connection()], runs(ago(minutes=14), ago(minutes=59)), NOW) == []
    assert due([connection()], runs(ago(minutes=15), ago(minutes=59)), NOW) == [
        DueRun("kalina", (Direction.ORDERS,))
    ]
    assert due([connection()], runs(ago(minutes=14), ago(minutes=60)), NOW) == [
        DueRun("kalina", (Direction.STOCK,))
    ]


def test_directions_that_are_due_together_are_one_run() -> None:
    assert due([connection()], runs(ago(hours=2), ago(hours=2)), NOW) == [DueRun("kalina", BOTH)]


def test_a_run_that_takes_longer_than_its_interval_is_not_joined_by_another() -> None:
    assert due([connection()], runs(ago(hours=3), ago(hours=3), running=True), NOW) == []


def test_missed_runs_are_made_up_for_once() -> None:
    asleep = runs(ago(days=3), ago(days=3))
    assert due([connection()], asleep, NOW) == [DueRun("kalina", BOTH)]
    made_up = runs(NOW, NOW)
    assert due([connection()], made_up, NOW + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"paused": True},
        {"confirmed_first_run": False},
        {"schedule": Schedule(enabled=False, orders_every=3, stock_every=3)},
        {"schedule": Schedule(enabled=True)},
        {"modules": Modules()},
    ],
)
def test_nothing_begins_by_itself_that_the_owner_has_not_switched_on(fields: dict[str, Any]) -> None:
    profile = connection(**fields)
    long_ago = runs(ago(days=30), ago(days=30))
    assert due([profile], long_ago, NOW, opened_at=NOW) == []
    assert next_run(profile, long_ago["kalina"], NOW) is None
    assert missed(profile, long_ago["kalina"], NOW) == 0


def test_a_connection_may_run_when_the_window_is_opened() -> None:
    profile = connection(schedule=Schedule(enabled=True, orders_every=60, run_at_start=True))
    fresh = runs(ago(minutes=5))
    assert due([profile], fresh, NOW) == []
    assert due([profile], fresh, NOW, opened_at=ago(minutes=1)) == [DueRun("kalina", (Direction.ORDERS,))]
    assert due([profile], runs(NOW), NOW, opened_at=ago(minutes=1)) == []


def test_a_clock_that_was_ahead_for_a_run_stops_nothing() -> None:
    tomorrow = NOW + timedelta(days=365)
    assert due([connection()], runs(tomorrow, tomorrow), NOW) == [DueRun("kalina", BOTH)]
    assert missed(connection(), LastRuns(tomorrow, tomorrow), NOW) == 0


def test_one_late_run_is_patience_and_two_are_missed() -> None:
    profile = connection(schedule=Schedule(enabled=True, orders_every=15))
    assert missed(profile, LastRuns(ago(minutes=29)), NOW) == 0
    assert missed(profile, LastRuns(ago(minutes=30)), NOW) == 1
    assert missed(profile, LastRuns(ago(minutes=45)), NOW) == 2
    assert missed(profile, LastRuns(ago(minutes=45), running=True), NOW) == 0


def test_the_next_run_is_that_of_the_nearer_direction() -> None:
    last = LastRuns(ago(minutes=5), ago(minutes=58))
    assert next_run(connection(), last, NOW) == NOW + timedelta(minutes=2)
    assert next_run(connection(), LastRuns(), NOW) == NOW


def record(number: int, trigger: str, minutes: int) -> RunRecord:
    return RunRecord(number, trigger, RunState.GREEN, ago(minutes=minutes), ago(minutes=minutes))


def test_the_history_tells_which_direction_ran() -> None:
    history = [
        record(4, DueRun("kalina", (Direction.ORDERS,)).trigger, 3),
        record(3, DueRun("kalina", (Direction.STOCK,)).trigger, 20),
        record(2, "by hand", 40),
    ]
    found = last_runs(history, running=False)
    assert (found.orders, found.stock) == (ago(minutes=3), ago(minutes=20))
    found = last_runs(history[2:], running=False)
    assert (found.orders, found.stock) == (ago(minutes=40), ago(minutes=40))
    assert last_runs([], running=True) == LastRuns(running=True)


def test_the_command_names_the_modules_of_its_direction_only() -> None:
    assert DueRun("kalina", (Direction.STOCK,)).options == [
        *("--trigger", "schedule stock", "--module", "products", "--module", "stock")
    ]
    assert DueRun("kalina", BOTH).options == ["--trigger", "schedule"]


minutes = st.integers(min_value=3, max_value=1440)


@given(orders=minutes, stock=minutes, elapsed=st.integers(min_value=0, max_value=20_000))
def test_after_a_run_nothing_is_due_and_the_next_one_is_never_missed(
    orders: int, stock: int, elapsed: int
) -> None:
    profile = connection(schedule=Schedule(enabled=True, orders_every=orders, stock_every=stock))
    last = LastRuns(ago(minutes=elapsed), ago(minutes=elapsed))
    begun = due([profile], {"kalina": last}, NOW)
    assert bool(begun) == (elapsed >= min(orders, stock))
    following = next_run(profile, last, NOW)
    assert following is not None
    assert following >= NOW
    # Whatever was missed, one run is enough.
    assert due([profile], runs(NOW, NOW), NOW) == []
