"""What the shop may offer, and the answer to "why 3?"."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import Catalog
from sync.money import SCALE, unscaled
from sync.plan.available import HeldBack, OfferRules, held_back, offer, total_quantity, why
from sync.ports import ShopFeatures
from sync.profile import Stock

_QUANTITIES = st.integers(-50 * SCALE, 200 * SCALE)
_RULES = st.builds(
    OfferRules,
    st.integers(0, 20 * SCALE),
    st.integers(0, 20 * SCALE),
    st.booleans(),
    st.sampled_from([1, 10, 1000, SCALE]),
)


def _pieces(number: float) -> int:
    return round(number * SCALE)


@pytest.mark.parametrize(
    ("stock", "held", "rules", "level"),
    [
        (5, 0, OfferRules(), 5),
        (5, 2, OfferRules(reserve=_pieces(1)), 2),
        (2.9999, 0, OfferRules(), 2),
        (2.5, 0, OfferRules(step=1000), 2.5),
        (3, 0.5, OfferRules(), 2),
        (-4, 0, OfferRules(), 0),
        (1, 3, OfferRules(), 0),
        (2, 0, OfferRules(minimum=_pieces(3)), 2),
        (2, 0, OfferRules(minimum=_pieces(3), zero_below_minimum=True), 0),
        (3, 0, OfferRules(minimum=_pieces(3), zero_below_minimum=True), 3),
    ],
)
def test_the_formula(stock: float, held: float, rules: OfferRules, level: float) -> None:
    assert offer(_pieces(stock), _pieces(held), rules) == _pieces(level)


@given(_QUANTITIES, st.integers(0, 20 * SCALE), _RULES)
def test_never_below_0_never_more_than_there_is_and_whole_where_the_shop_wants_it(
    stock: int, held: int, rules: OfferRules
) -> None:
    level = offer(stock, held, rules)
    assert 0 <= level <= max(stock - held - rules.reserve, 0)
    assert level % rules.step == 0


@given(_QUANTITIES, st.integers(0, 20 * SCALE), st.integers(0, 20 * SCALE), _RULES, st.booleans())
def test_the_explanation_ends_with_what_is_sent(
    stock: int, open_orders: int, waiting: int, rules: OfferRules, subtracts: bool
) -> None:
    held = HeldBack({1: open_orders}, {1: waiting}, shop_subtracts=subtracts)
    level = unscaled(offer(stock, held.by_good().get(1, 0), rules))
    last = why(1, stock, held, rules)[-1].text()
    assert last.endswith(f" {level:f}." if level else " 0.")


def test_why_3() -> None:
    rules = OfferRules(reserve=_pieces(1))
    held = HeldBack({7: _pieces(2)}, {7: _pieces(1.5)})
    assert [step.text() for step in why(7, _pieces(8), held, rules)] == [
        "Stock at the chosen locations: 8.",
        "Minus 2 on open orders in the warehouse.",
        "Minus 1.5 on orders not yet in the warehouse.",
        "Minus 1 kept in reserve.",
        "That is 3.5; the shop takes whole pieces only: it gets 3.",
    ]


@pytest.mark.parametrize(
    ("lowers", "said"),
    [("paid", "not subtracted until then"), ("pending", "those not here yet are subtracted")],
)
def test_why_3_says_what_the_shop_takes_off_itself(lowers: Literal["paid", "pending"], said: str) -> None:
    rules = OfferRules.of(Stock(location_for_orders=1), ShopFeatures("x", lowers_stock=lowers))
    steps = [step.text() for step in why(7, _pieces(8), HeldBack({}, {7: _pieces(2)}), rules)]
    assert steps[1] == "Minus 2 on orders not yet in the warehouse."
    assert said in steps[2]
    assert steps[-1] == "The shop gets 6."


def test_unknown_is_explained_and_is_no_number() -> None:
    (only,) = why(7, None, HeldBack(), OfferRules())
    assert "nothing is sent" in only.text()


def test_nothing_is_subtracted_on_both_sides() -> None:
    settings = Stock(location_for_orders=1, subtract_open_orders=True)
    lines, waiting = {(7, 1): _pieces(2), (7, 9): _pieces(5)}, {(7, 1): _pieces(1)}
    ours = held_back(settings, Catalog("c", "C"), (1, 2), lines, waiting)
    assert ours.by_good() == {7: _pieces(3)}
    theirs = held_back(settings, Catalog("c", "C", subtracts_reservations=True), (1, 2), lines, waiting)
    assert theirs.by_good() == {}


def test_open_orders_count_by_choice_and_orders_outside_the_warehouse_always() -> None:
    settings = Stock(location_for_orders=1)
    held = held_back(settings, Catalog("c", "C"), (1,), {(7, 1): _pieces(2)}, {(7, 1): _pieces(1)})
    assert held.by_good() == {7: _pieces(1)}


def test_parts_of_a_piece_are_taken_in() -> None:
    lines = [(7, 1, _pieces(0.5)), (7, 1, _pieces(0.5)), (7, 2, _pieces(1))]
    assert total_quantity(lines) == {(7, 1): _pieces(1), (7, 2): _pieces(1)}


def test_the_rules_come_from_the_settings_and_the_platform() -> None:
    settings = Stock(location_for_orders=1, reserve=Decimal("1.5"), minimum=Decimal(2), below_minimum="zero")
    assert OfferRules.of(settings, ShopFeatures("x", stock_step=Decimal("0.001"))) == OfferRules(
        _pieces(1.5), _pieces(2), zero_below_minimum=True, step=10
    )
