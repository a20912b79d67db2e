"""Decimals, lev and euro, and splitting without losing a cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.money import (
    CENT,
    LEVA_PER_EURO,
    SCALE,
    Money,
    exchange,
    gross_of,
    lawful_rate,
    net_of,
    round_half_up,
    scaled,
    split,
    unscaled,
    vat_in_gross,
    whole_units,
)

CENTS = st.integers(-(10**11), 10**11).map(lambda cents: Decimal(cents) / 100)
WEIGHTS = st.lists(
    st.decimals(0, 10**7, allow_nan=False, allow_infinity=False, places=3), min_size=1, max_size=8
)
RATES = st.sampled_from([Decimal(0), Decimal(5), Decimal(8), Decimal(9), Decimal(20), Decimal(23)])


# ---------------------------------------------------------------- splitting


@given(CENTS, WEIGHTS)
def test_the_parts_sum_to_the_total_exactly(total: Decimal, weights: list[Decimal]) -> None:
    assert sum(split(total, weights)) == total


@given(CENTS, WEIGHTS)
def test_every_part_is_whole_cents(total: Decimal, weights: list[Decimal]) -> None:
    assert all(part == part.quantize(CENT) for part in split(total, weights))


@given(CENTS, WEIGHTS)
def test_only_the_largest_part_is_more_than_half_a_cent_from_its_share(
    total: Decimal, weights: list[Decimal]
) -> None:
    whole = sum(weights, Decimal(0))
    if not whole:
        return
    off = [
        place
        for place, part in enumerate(split(total, weights))
        if abs(part - total * weights[place] / whole) > Decimal("0.0050000001")
    ]
    assert off in ([], [weights.index(max(weights))])


@given(CENTS, st.integers(1, 6))
def test_without_any_weight_the_first_part_takes_everything(total: Decimal, count: int) -> None:
    assert split(total, [Decimal(0)] * count) == [total, *[Decimal(0)] * (count - 1)]


def test_the_rest_goes_to_the_largest_and_of_equals_to_the_first() -> None:
    one, two = Decimal(1), Decimal(2)
    assert split(Decimal("10.00"), [one, one, one]) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert split(Decimal("0.02"), [one, two, one]) == [Decimal("0.01"), Decimal("0.00"), Decimal("0.01")]


def test_nothing_cannot_be_split_over() -> None:
    with pytest.raises(ValueError, match="nothing to split over"):
        split(Decimal(1), [])


# ---------------------------------------------------------------- lev and euro


@given(CENTS)
def test_leva_to_euro_and_back_is_the_same_cent(amount: Decimal) -> None:
    leva = exchange(amount, "EUR", "BGN")
    assert leva is not None
    euro = exchange(leva, "BGN", "EUR")
    assert euro is not None
    assert round_half_up(euro) == amount


def test_the_lawful_rate_is_the_one_of_the_change_to_the_euro() -> None:
    assert exchange(Decimal("195.583"), "BGN", "EUR") == Decimal(100)
    assert exchange(Decimal(100), "EUR", "BGN") == Decimal("195.583")
    assert lawful_rate("EUR", "BGN") == LEVA_PER_EURO
    assert lawful_rate("PLN", "PLN") == 1


@pytest.mark.parametrize(("source", "target"), [("PLN", "EUR"), ("EUR", "PLN"), ("BGN", "PLN"), ("", "EUR")])
def test_the_law_knows_no_other_rate(source: str, target: str) -> None:
    assert lawful_rate(source, target) is None
    assert exchange(Decimal(1), source, target) is None


# ---------------------------------------------------------------- rounding and scale


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.014999", "1.01"), ("2.675", "2.68"), ("0", "0.00")],
)
def test_rounding_is_half_up_away_from_zero(amount: str, rounded: str) -> None:
    assert str(round_half_up(Decimal(amount))) == rounded


@given(st.integers(-(10**12), 10**12))
def test_ten_thousandths_come_back_as_they_were(value: int) -> None:
    assert scaled(unscaled(value)) == value


@given(st.integers(-(10**11), 10**11))
def test_a_float_of_a_database_is_the_same_ten_thousandths_as_its_decimal(value: int) -> None:
    assert scaled(value / SCALE) == scaled(Decimal(value) / SCALE) == value


def test_ten_thousandths_are_shown_without_needless_zeros() -> None:
    assert [str(unscaled(value)) for value in (25_000, 10_000_000, 1, 0, -5_000)] == [
        "2.5",
        "1000",
        "0.0001",
        "0",
        "-0.5",
    ]


@given(st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=4))
def test_whole_units_never_offer_a_part_of_a_piece(quantity: Decimal) -> None:
    whole = whole_units(quantity)
    assert whole == int(whole)
    assert quantity - 1 < whole <= quantity


# ---------------------------------------------------------------- VAT and words


@given(CENTS, RATES)
def test_gross_is_net_and_its_vat(gross: Decimal, rate: Decimal) -> None:
    assert abs(net_of(gross, rate) + vat_in_gross(gross, rate) - gross) < Decimal("1e-15")
    assert abs(gross_of(net_of(gross, rate), rate) - gross) < Decimal("1e-15")


def test_twenty_per_cent_are_a_sixth_of_the_gross() -> None:
    assert vat_in_gross(Decimal(120), Decimal(20)) == 20


@pytest.mark.parametrize(
    ("amount", "shown"), [("3.50", "3.50 EUR"), ("1E+3", "1000 EUR"), ("0.0000001", "0.0000001 EUR")]
)
def test_an_amount_is_shown_without_powers_of_ten(amount: str, shown: str) -> None:
    assert str(Money(Decimal(amount), "EUR")) == shown
