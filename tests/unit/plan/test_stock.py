"""Stock for the shop: differences only, unknown never 0, gone to 0 first."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sync.money import SCALE
from sync.plan.actions import FindingState
from sync.plan.available import OfferRules, offer
from sync.plan.stock import (
    AllBut,
    StockCause,
    StockChange,
    StockTarget,
    StockWalk,
    changed_goods,
    compare_stock,
    stock_plan,
)

_TARGET = StockTarget("c", "bl_1", "Main")
_STOCK = st.dictionaries(st.integers(1, 25), st.integers(-5 * SCALE, 30 * SCALE), max_size=15)
_LINKED = st.dictionaries(
    st.integers(1, 25), st.none() | st.integers(0, 30).map(lambda number: number * SCALE), max_size=15
)
_HELD = st.dictionaries(st.integers(1, 25), st.integers(0, 5 * SCALE), max_size=5)
_RULES = st.builds(
    OfferRules,
    st.integers(0, 3 * SCALE),
    st.integers(0, 5 * SCALE),
    st.booleans(),
    st.sampled_from([1, 10, SCALE]),
)
_REMOVED = st.frozensets(st.integers(1, 25), max_size=5)


def _walk(
    stock: Mapping[int, int],
    linked: Mapping[int, int | None],
    held: Mapping[int, int] | None = None,
    rules: OfferRules | None = None,
    removed: frozenset[int] = frozenset(),
    to_zero: bool = True,
) -> StockWalk:
    return compare_stock(
        iter(sorted(stock.items())),
        iter([(good, f"s{good}", linked[good]) for good in sorted(linked)]),
        _TARGET,
        held=held or {},
        rules=rules or OfferRules(),
        removed=removed,
        removed_to_zero=to_zero,
    )


def _pieces(numbers: Mapping[int, float]) -> dict[int, int]:
    return {good: round(number * SCALE) for good, number in numbers.items()}


def test_only_differences_become_actions_and_the_rest_is_counted() -> None:
    walk = _walk(_pieces({1: 5, 2: 3, 3: 7, 9: 1}), {**_pieces({1: 5, 2: 4}), 3: None})
    plan = stock_plan([walk], {2: "Мед"})
    assert [(action.title, action.old, action.new) for action in plan.actions] == [
        ("Мед", Decimal(4), Decimal(3)),
        ("3", None, Decimal(7)),
    ]
    assert plan.unchanged == 1
    assert changed_goods([walk]) == {2, 3}


def test_gone_to_0_first_then_back_from_0_then_the_rest() -> None:
    walk = _walk(_pieces({1: 5, 2: 2, 3: 0, 4: 1, 5: 0}), _pieces({1: 4, 2: 0, 3: 3, 4: 2, 5: 9}))
    levels = [(action.old, action.new) for action in stock_plan([walk], {}).actions]
    assert levels == [
        (Decimal(3), Decimal(0)),
        (Decimal(9), Decimal(0)),
        (Decimal(0), Decimal(2)),
        (Decimal(4), Decimal(5)),
        (Decimal(2), Decimal(1)),
    ]


def test_the_order_holds_over_several_warehouses() -> None:
    one = _walk(_pieces({1: 5}), _pieces({1: 4}))
    other = _walk(_pieces({1: 0}), _pieces({1: 4}))
    assert [action.new for action in stock_plan([one, other], {}).actions] == [Decimal(0), Decimal(5)]


def test_a_good_without_stock_entry_is_unknown_and_left_alone() -> None:
    plan = stock_plan([_walk({}, _pieces({1: 5, 2: 0}))], {})
    assert plan.actions == ()
    (finding,) = plan.findings
    assert finding.state is FindingState.SKIPPED
    assert finding.why.text().startswith("2 linked goods")


def test_a_removed_good_goes_to_0_once_and_is_told() -> None:
    plan = stock_plan([_walk({}, _pieces({1: 5, 2: 0}), removed=frozenset({1, 2}))], {1: "Чай"})
    (action,) = plan.actions
    assert (action.title, action.new) == ("Чай", Decimal(0))
    assert [(finding.state, finding.title) for finding in plan.findings] == [(FindingState.REMOVED, "Чай")]
    assert plan.unchanged == 1


def test_a_removed_good_keeps_its_number_where_the_owner_chose_so() -> None:
    plan = stock_plan([_walk({}, _pieces({1: 5}), removed=frozenset({1}), to_zero=False)], {})
    assert plan.actions == ()
    assert [finding.state for finding in plan.findings] == [FindingState.REMOVED]


def test_the_reason_is_said() -> None:
    rules = OfferRules(minimum=3 * SCALE, zero_below_minimum=True)
    causes = {
        StockCause.NEGATIVE: _walk(_pieces({1: -2}), _pieces({1: 4})),
        StockCause.HELD: _walk(_pieces({1: 2}), _pieces({1: 4}), held=_pieces({1: 2})),
        StockCause.BELOW_MINIMUM: _walk(_pieces({1: 2}), _pieces({1: 4}), rules=rules),
        StockCause.GONE: _walk(_pieces({1: 0}), _pieces({1: 4})),
        StockCause.BACK: _walk(_pieces({1: 2}), _pieces({1: 0})),
        StockCause.CHANGED: _walk(_pieces({1: 2}), _pieces({1: 1})),
        StockCause.FIRST: _walk(_pieces({1: 2}), {1: None}),
    }
    for cause, walk in causes.items():
        (change,) = walk.changes
        assert change.cause is cause
    negative = stock_plan([causes[StockCause.NEGATIVE]], {}).actions[0]
    assert negative.why.text() == "The stock in the warehouse is negative (-2), so the shop gets 0."


def test_a_linked_good_that_is_not_present_is_removed_and_one_without_stock_is_unknown() -> None:
    walk = compare_stock(
        iter([(1, 5 * SCALE)]),
        iter([(1, "s1", 5 * SCALE), (2, "s2", 4 * SCALE), (3, "s3", 3 * SCALE)]),
        _TARGET,
        held={},
        rules=OfferRules(),
        removed=AllBut(frozenset({1, 2})),
    )
    assert [(change.good, change.cause) for change in walk.changes] == [(3, StockCause.REMOVED)]
    assert (walk.unknown, walk.unchanged) == (1, 1)


@given(st.sets(st.integers(1, 30)), st.frozensets(st.integers(1, 30)))
def test_all_but_the_present_goods_are_the_difference(linked: set[int], present: frozenset[int]) -> None:
    removed = AllBut(present)
    assert {good for good in linked if good in removed} == linked - present


@given(_STOCK, _LINKED, _HELD, _RULES, _REMOVED)
def test_the_walk_sends_what_the_formula_says_and_nothing_else(
    stock: dict[int, int],
    linked: dict[int, int | None],
    held: dict[int, int],
    rules: OfferRules,
    removed: frozenset[int],
) -> None:
    expected: dict[str, int] = {}
    for good, last in linked.items():
        if good in stock:
            level = offer(stock[good], held.get(good, 0), rules)
        elif good in removed:
            level = 0
        else:
            continue
        if level != last:
            expected[f"s{good}"] = level
    walk = _walk(stock, linked, held, rules, removed)
    assert {change.shop_id: change.level for change in walk.changes} == expected
    assert len(walk.changes) + walk.unchanged + walk.unknown == len(linked)
    assert walk.stocked == sum(bool(last) for last in linked.values())


@given(_STOCK, _LINKED, _HELD, _RULES, _REMOVED)
def test_after_sending_there_is_nothing_left_to_send(
    stock: dict[int, int],
    linked: dict[int, int | None],
    held: dict[int, int],
    rules: OfferRules,
    removed: frozenset[int],
) -> None:
    sent = dict(linked)
    for change in _walk(stock, linked, held, rules, removed).changes:
        sent[change.good] = change.level
    assert stock_plan([_walk(stock, sent, held, rules, removed)], {}).actions == ()


@given(_STOCK, _LINKED, _HELD, _RULES)
def test_a_good_that_the_warehouse_does_not_know_is_never_touched(
    stock: dict[int, int], linked: dict[int, int | None], held: dict[int, int], rules: OfferRules
) -> None:
    changed = {change.good for change in _walk(stock, linked, held, rules).changes}
    assert changed <= stock.keys() & linked.keys()


@given(_STOCK, _LINKED, _HELD, _RULES, _REMOVED)
def test_every_action_has_its_own_key_and_carries_its_change(
    stock: dict[int, int],
    linked: dict[int, int | None],
    held: dict[int, int],
    rules: OfferRules,
    removed: frozenset[int],
) -> None:
    plan = stock_plan([_walk(stock, linked, held, rules, removed)], {})
    assert len({action.key for action in plan.actions}) == len(plan.actions)
    for action in plan.actions:
        assert isinstance(action.payload, StockChange)
        assert action.payload.key == action.key
    ranks = [0 if action.new == 0 else 1 if action.old == 0 else 2 for action in plan.actions]
    assert ranks == sorted(ranks)
