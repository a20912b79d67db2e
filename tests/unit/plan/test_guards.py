"""Guards fire exactly at their thresholds, hold one module, and never orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.money import SCALE
from sync.plan.actions import Action, Guard, Module, ModulePlan
from sync.plan.guard_memory import sizes, with_size, with_zeros, zeros_within_a_day
from sync.plan.guards import guarded, price_guard, shrink_guard, unexplained_zeros, zero_guard
from sync.plan.prices import PriceChange, PriceTarget, PriceWalk, price_plan
from sync.plan.stock import StockCause, StockChange, StockTarget, StockWalk, stock_plan
from sync.profile import Guards
from sync.sentences import say

_SETTINGS = Guards()


def _stock_actions(count: int, last: int | None = SCALE, level: int = 0) -> tuple[Action, ...]:
    walk = StockWalk(StockTarget("c", "w", "W"))
    walk.changes = [
        StockChange("c", "w", good, f"s{good}", last, level, level, StockCause.GONE) for good in range(count)
    ]
    return stock_plan([walk], {}).actions


def _price_actions(*prices: tuple[int, int]) -> tuple[Action, ...]:
    walk = PriceWalk(PriceTarget("c", "g", "G", "EUR"))
    walk.changes = [PriceChange("c", "g", good, f"s{good}", *pair) for good, pair in enumerate(prices)]
    return price_plan([walk], {}).actions


# ---------------------------------------------------------------- zeros


@pytest.mark.parametrize(
    ("zeros", "stocked", "before", "asks"),
    [
        (9, 9, 0, False),  # fewer than 10
        (10, 50, 0, False),  # exactly 20 %
        (10, 49, 0, True),
        (11, 54, 0, True),
        (0, 50, 40, False),  # nothing to hold now
        (4, 40, 6, True),  # 10 of 46 within a day
        (4, 44, 6, False),  # 10 of 50
        (1, 1, 8, False),
    ],
)
def test_zeros_at_the_threshold(zeros: int, stocked: int, before: int, asks: bool) -> None:
    guard = zero_guard(_stock_actions(zeros), stocked, before, _SETTINGS)
    assert (guard is not None) == asks


@given(st.integers(0, 60), st.integers(0, 200), st.integers(0, 60), st.integers(1, 20), st.integers(0, 100))
def test_zeros_at_any_threshold(count: int, kept: int, before: int, least: int, percent: int) -> None:
    settings = Guards(zero_items=least, zero_share=Decimal(percent) / 100)
    guard = zero_guard(_stock_actions(count), count + kept, before, settings)
    gone, stocked = count + before, count + kept + before
    assert (guard is not None) == (count > 0 and gone >= least and gone * 100 > percent * stocked)


def test_sold_and_ordered_goods_explain_their_zeros_and_what_was_0_does_not_count() -> None:
    actions = _stock_actions(12)
    assert len(unexplained_zeros(actions, frozenset({0, 1, 99}))) == 10
    assert unexplained_zeros(_stock_actions(12, last=0), ()) == ()
    assert unexplained_zeros(_stock_actions(12, last=None), ()) == ()
    assert unexplained_zeros(_stock_actions(12, level=SCALE), ()) == ()


def test_the_question_names_the_numbers_and_holds_exactly_these() -> None:
    actions = _stock_actions(12)
    guard = zero_guard(actions, 20, 0, _SETTINGS)
    assert guard is not None
    assert guard.question.text() == "Set 12 stock levels to 0 in the shop?"
    assert guard.cause.text().startswith("12 of 20 stock levels above 0")
    assert guard.items == {action.key for action in actions}


# ---------------------------------------------------------------- prices


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        (1_000_000, 1_955_800, "Leva or euro?"),
        (1_955_800, 1_000_000, "Leva or euro?"),
        (1_000_000, 1_965_600, "Leva or euro?"),  # 0.4996 % above
        (1_000_000, 1_965_700, None),
        (1_000_000, 1_946_100, "Leva or euro?"),
        (1_000_000, 1_946_000, None),
        (1_000, 100_000, "Cents or whole amounts?"),
        (100_000, 1_000, "Cents or whole amounts?"),
        (1_000_000, 1_200_000, "With or without VAT?"),
        (1_200_000, 1_000_000, "With or without VAT?"),
        (1_000_000, 1_100_000, None),
    ],
)
def test_telling_factors(old: int, new: int, question: str | None) -> None:
    guard = price_guard(_price_actions(*[(old, new)] * 31), 100, _SETTINGS)
    assert (guard.question.text() if guard else None) == question


def test_exactly_the_share_is_not_over_it() -> None:
    assert price_guard(_price_actions(*[(100_000, 120_000)] * 30), 100, _SETTINGS) is None
    assert price_guard(_price_actions(*[(100_000, 120_000)] * 31), 100, _SETTINGS) is not None


def test_prices_up_and_down_are_two_things_and_a_mixture_is_none() -> None:
    mixture = [(100_000, 120_000)] * 20 + [(120_000, 100_000)] * 20
    assert price_guard(_price_actions(*mixture), 100, _SETTINGS) is None


def test_only_the_prices_of_the_factor_are_held() -> None:
    actions = _price_actions(*[(100_000, 120_000)] * 40, (100_000, 101_000))
    guard = price_guard(actions, 100, _SETTINGS)
    assert guard is not None
    assert guard.items == {action.key for action in actions[:40]}


def test_the_vat_of_the_country_counts() -> None:
    actions = _price_actions(*[(100_000, 123_000)] * 40)
    assert price_guard(actions, 100, _SETTINGS) is None
    assert price_guard(actions, 100, _SETTINGS, [Decimal(23)]) is not None


def test_first_prices_have_no_factor() -> None:
    walk = PriceWalk(PriceTarget("c", "g", "G", "EUR"))
    walk.changes = [PriceChange("c", "g", good, f"s{good}", None, 100) for good in range(40)]
    assert price_guard(price_plan([walk], {}).actions, 40, _SETTINGS) is None


# ---------------------------------------------------------------- a short source


@pytest.mark.parametrize(
    ("size", "earlier", "asks"),
    [
        (80, [100], False),
        (79, [100], True),
        (0, [100], True),
        (0, [], False),
        (79, [10, 100, 100], True),
        (100, [*[1000] * 5, *[100] * 10], False),  # only the last ten runs count
        (79, [100, 98], True),  # the median of two is their mean
        (80, [100, 98], False),
    ],
)
def test_a_source_that_is_suddenly_short(size: int, earlier: list[int], asks: bool) -> None:
    guard = shrink_guard(Module.STOCK, size, earlier, _stock_actions(3), _SETTINGS)
    assert (guard is not None) == asks
    if guard is not None:
        assert len(guard.items) == 3


# ---------------------------------------------------------------- what a guard holds


_GUARD = Guard(Module.STOCK, say("Really?"), say("Because."), frozenset({"a"}))
_OTHER = Guard(Module.STOCK, say("Is it?"), say("So."), frozenset({"b"}))


def test_the_first_question_is_asked_and_the_items_of_all_are_held() -> None:
    plan = guarded(ModulePlan(Module.STOCK, _stock_actions(1)), [None, _GUARD, _OTHER], confirmed=True)
    assert plan.guard == Guard(Module.STOCK, say("Really?"), say("Because."), frozenset({"a", "b"}))


def test_the_first_run_orders_and_empty_plans_are_not_held() -> None:
    actions = _stock_actions(1)
    assert guarded(ModulePlan(Module.STOCK, actions), [_GUARD], confirmed=False).guard is None
    assert guarded(ModulePlan(Module.ORDERS, actions), [_GUARD], confirmed=True).guard is None
    assert guarded(ModulePlan(Module.STOCK), [_GUARD], confirmed=True).guard is None
    assert guarded(ModulePlan(Module.STOCK, actions), [None], confirmed=True).guard is None


# ---------------------------------------------------------------- what is remembered


def test_the_sizes_of_the_last_ten_runs() -> None:
    text = None
    for size in range(15):
        text = with_size(text, size)
    assert sizes(text) == tuple(range(5, 15))


def test_zeros_are_summed_over_24_hours() -> None:
    start = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    text = with_zeros(None, start, 4)
    text = with_zeros(text, start + timedelta(hours=12), 3)
    text = with_zeros(text, start + timedelta(hours=13), 0)
    assert zeros_within_a_day(text, start + timedelta(hours=23, minutes=59)) == 7
    assert zeros_within_a_day(text, start + timedelta(hours=24)) == 3
    assert (
        zeros_within_a_day(with_zeros(text, start + timedelta(hours=40), 1), start + timedelta(hours=40)) == 1
    )


@pytest.mark.parametrize(
    "text", [None, "", "{", "{}", "[[1]]", '["x"]', '[["2026-11-22T09:00:00", 5]]', '[["x", 5]]']
)
def test_a_memory_that_cannot_be_read_is_no_memory(text: str | None) -> None:
    assert sizes(text) == ()
    assert zeros_within_a_day(text, datetime(2026, 11, 22, 10, tzinfo=UTC)) == 0
