"""How far a run is, from the events of its child."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.plan.actions import Action, ActionKind, Module, ModulePlan
from sync.run.events import Event, ItemBegan, ItemsEnded, Planned, StepBegan, Total, Waiting
from sync.run.events import Step as RunStep
from sync.sentences import say
from wizard.run_progress import RunProgress, Station


def _actions(kind: ActionKind, module: Module, count: int) -> tuple[Action, ...]:
    return tuple(
        Action(
            module, kind, f"{kind.value}:{number}", f"Мед {number}", "", Decimal(2), Decimal(0), say("Why.")
        )
        for number in range(count)
    )


ORDERS = _actions(ActionKind.IMPORT_ORDER, Module.ORDERS, 2)
STATUSES = _actions(ActionKind.SET_ORDER_STATUS, Module.ORDERS, 2)
PRICES = _actions(ActionKind.SEND_PRICE, Module.PRODUCTS, 3)
LINKS = _actions(ActionKind.LINK_PRODUCT, Module.PRODUCTS, 4)


def _begun(only: frozenset[str] | None = None) -> RunProgress:
    progress = RunProgress(only=only)
    events: list[Event] = [
        StepBegan(RunStep.CONNECT),
        Planned(ModulePlan(Module.ORDERS, (*ORDERS, *STATUSES))),
        Planned(ModulePlan(Module.PRODUCTS, (*PRICES, *LINKS))),
        Total(11),
        StepBegan(RunStep.WRITE),
    ]
    for at, event in enumerate(events):
        progress.hear(event.as_data(), float(at))
    return progress


def test_reading_lasts_until_the_first_write() -> None:
    progress = RunProgress()
    assert progress.station() is Station.READ
    begun = _begun()
    assert begun.read_seconds == 4.0
    assert begun.is_finished(Station.READ)
    assert begun.station() is Station.ORDERS


def test_changes_that_name_no_item_count_where_something_is_left_to_do() -> None:
    progress = _begun()
    progress.hear(ItemBegan(ORDERS[0]).as_data(), 5.0)
    progress.hear(ItemsEnded(2, 0, 0).as_data(), 6.0)
    progress.hear(ItemBegan(STATUSES[0]).as_data(), 6.0)
    progress.hear(ItemsEnded(4, 0, 0).as_data(), 7.0)
    progress.hear(ItemBegan(PRICES[0]).as_data(), 7.0)
    progress.hear(ItemsEnded(7, 0, 0).as_data(), 8.0)
    assert progress.station() is Station.PRODUCTS
    # Links are made without a word for each.
    progress.hear(ItemsEnded(11, 0, 0).as_data(), 9.0)
    assert progress.through_by_station == progress.planned
    assert all(progress.is_finished(station) for station in Station)


def test_the_item_comes_with_the_values_of_its_plan() -> None:
    progress = _begun()
    progress.hear(ItemBegan(PRICES[1]).as_data(), 5.0)
    assert progress.current is not None
    assert (progress.current.title, progress.current.old, progress.current.new) == (
        "Мед 1",
        Decimal(2),
        Decimal(0),
    )


def test_a_run_of_some_items_counts_only_these() -> None:
    progress = _begun(frozenset({PRICES[0].key}))
    assert progress.planned == {Station.LEVELS: 1}


def test_nobody_guesses_before_five_seconds() -> None:
    progress = _begun()
    progress.hear(ItemsEnded(2, 0, 1).as_data(), 6.0)
    assert progress.seconds_left(8.9) is None
    assert progress.seconds_left(10.0) == 6.0 / 3 * 8
    progress.hear(ItemsEnded(10, 0, 1).as_data(), 11.0)
    assert progress.seconds_left(20.0) is None


def test_a_limit_is_over_when_something_else_is_told() -> None:
    progress = _begun()
    until = datetime(2026, 11, 22, 12, tzinfo=UTC)
    progress.hear(Waiting(until).as_data(), 5.0)
    assert progress.waits_until == until
    progress.hear(ItemsEnded(1, 0, 0).as_data(), 6.0)
    assert progress.waits_until is None


_COUNTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)), max_size=12)


@given(_COUNTS)
def test_the_stations_sum_to_what_is_through_whatever_is_told(steps: list[tuple[int, int, int]]) -> None:
    progress = _begun()
    done = skipped = failed = 0
    for more_done, more_skipped, more_failed in steps:
        done, skipped, failed = done + more_done, skipped + more_skipped, failed + more_failed
        event: Mapping[str, Any] = ItemsEnded(done, skipped, failed).as_data()
        progress.hear(event, 5.0)
    assert sum(progress.through_by_station.values()) == progress.through
    assert progress.shown_total >= progress.through
