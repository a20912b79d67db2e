"""Prices for the shop: differences only, currencies by law or factor, a price of 0 never sent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import SettingsError
from sync.money import Money, exchange, round_half_up, scaled, unscaled
from sync.plan.actions import FindingState
from sync.plan.prices import (
    PriceTarget,
    PriceWalk,
    amount,
    changed_goods,
    compare_prices,
    conversion,
    convert,
    price_plan,
)

_TARGET = PriceTarget("c", "g", "Retail", "EUR")
_PRICES = st.dictionaries(st.integers(1, 20), st.integers(0, 10_000_000), max_size=12)
_LINKED = st.dictionaries(
    st.integers(1, 20), st.none() | st.integers(1, 100_000).map(lambda cents: cents * 100), max_size=12
)
_RATES = st.sampled_from(
    [Fraction(1), conversion("BGN", "EUR", None), conversion("EUR", "BGN", None), Fraction(Decimal("4.27"))]
)


def _walk(
    prices: Mapping[int, int],
    linked: Mapping[int, int | None],
    rate: Fraction = Fraction(1),
    removed: frozenset[int] = frozenset(),
) -> PriceWalk:
    sent = [(good, f"s{good}", linked[good]) for good in sorted(linked)]
    return compare_prices(iter(sorted(prices.items())), iter(sent), _TARGET, rate, removed)


def test_only_differences_become_actions_with_money() -> None:
    walk = _walk({1: 49_000, 2: 25_000, 3: 10_000}, {1: 49_000, 2: 24_000, 3: None})
    plan = price_plan([walk], {2: "Мед"})
    assert [(action.title, action.old, action.new) for action in plan.actions] == [
        ("Мед", Money(Decimal("2.40"), "EUR"), Money(Decimal("2.50"), "EUR")),
        ("3", None, Money(Decimal("1.00"), "EUR")),
    ]
    assert str(plan.actions[0].new) == "2.50 EUR"
    assert (plan.unchanged, walk.items) == (1, 3)
    assert changed_goods([walk]) == {2, 3}


def test_parts_of_a_cent_are_rounded_half_up_and_told_once() -> None:
    walk = _walk({1: 19_950, 2: 19_949, 3: 20_000}, {1: None, 2: None, 3: None})
    assert [change.price for change in walk.changes] == [20_000, 19_900, 20_000]
    (finding,) = price_plan([walk], {}).findings
    assert (finding.state, finding.why.fields["count"]) == (FindingState.TOLD, "2")


def test_a_missing_price_or_one_of_0_is_not_sent_and_told_once() -> None:
    walk = _walk(
        {1: 0, 2: 49, 3: 10_000},
        {1: 10_000, 2: 10_000, 3: 10_000, 4: 10_000, 5: 10_000},
        removed=frozenset({5}),
    )
    plan = price_plan([walk], {})
    assert plan.actions == ()
    (finding,) = plan.findings
    assert (finding.state, finding.why.fields["count"]) == (FindingState.SKIPPED, "3")


def test_leva_become_euro_by_law_once_rounded() -> None:
    rate = conversion("BGN", "EUR", Decimal(99))
    assert convert(scaled(Decimal("1.95583")), Fraction(1)) == 19_600
    assert convert(195_583, rate) == 100_000
    assert convert(scaled(Decimal("9.80")), rate) == scaled(Decimal("5.01"))
    assert convert(scaled(Decimal("10.00")), conversion("EUR", "BGN", None)) == scaled(Decimal("19.56"))


def test_another_currency_needs_the_owner_s_factor() -> None:
    assert conversion("EUR", "PLN", Decimal("4.27")) == Fraction(427, 100)
    with pytest.raises(SettingsError) as caught:
        conversion("EUR", "PLN", None)
    assert "EUR" in caught.value.sentence.text()
    assert "PLN" in caught.value.sentence.text()


def test_the_same_currency_needs_no_factor_and_takes_none() -> None:
    assert conversion("EUR", "EUR", Decimal("4.27")) == 1


@given(st.decimals(0, 100_000, places=4), st.sampled_from([("BGN", "EUR"), ("EUR", "BGN"), ("EUR", "EUR")]))
def test_whole_numbers_agree_with_decimals(price: Decimal, pair: tuple[str, str]) -> None:
    decimal = exchange(price, *pair)
    assert decimal is not None
    assert unscaled(convert(scaled(price), conversion(*pair, None))) == round_half_up(decimal)


@given(st.integers(0, 10**9))
def test_an_amount_shows_the_number_that_is_sent(price: int) -> None:
    assert scaled(amount(price, "EUR").amount) == price


@given(_PRICES, _LINKED, _RATES)
def test_after_sending_there_is_nothing_left_to_send(
    prices: dict[int, int], linked: dict[int, int | None], rate: Fraction
) -> None:
    first = _walk(prices, linked, rate)
    sent = dict(linked)
    for change in first.changes:
        assert change.price > 0
        assert change.price % 100 == 0
        sent[change.good] = change.price
    again = _walk(prices, sent, rate)
    assert again.changes == []
    assert (again.items, again.missing, again.rounded) == (first.items, first.missing, first.rounded)
    assert first.items + first.missing == len(linked)
