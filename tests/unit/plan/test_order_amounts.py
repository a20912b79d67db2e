"""Discount, delivery and fee split over the VAT rates, and other currencies: no cent is lost or made."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.money import LEVA_PER_EURO, round_half_up
from sync.plan.order_amounts import Amount, Charge, charge_amounts, in_other_currency, total_of

RATES = st.sampled_from([Decimal(0), Decimal(9), Decimal(20), Decimal(23)])
QUANTITIES = st.decimals("0.001", 1000, allow_nan=False, allow_infinity=False, places=3)
PRICES = st.decimals(0, 10**4, allow_nan=False, allow_infinity=False, places=3)
GOODS = st.lists(
    st.builds(Amount, vat_rate=RATES, quantity=QUANTITIES, unit_price=PRICES, line=st.integers(0, 9)),
    min_size=1,
    max_size=8,
)
TOTALS = st.decimals(-(10**5), 10**5, allow_nan=False, allow_infinity=False, places=3)
FACTORS = st.sampled_from([1 / LEVA_PER_EURO, LEVA_PER_EURO, Decimal("0.2345"), Decimal("4.2713")])


def sum_of(amounts: Sequence[Amount]) -> Decimal:
    return sum((amount.gross for amount in amounts), Decimal(0))


def by_rate(amounts: Sequence[Amount]) -> dict[Decimal, Decimal]:
    return {amount.vat_rate: amount.unit_price for amount in amounts}


# ---------------------------------------------------------------- charges


@given(st.sampled_from(Charge), TOTALS, GOODS)
def test_a_charge_sums_to_what_the_order_says(charge: Charge, total: Decimal, goods: list[Amount]) -> None:
    parts = charge_amounts(charge, total, goods, Decimal(20))
    assert sum_of(parts) == total
    assert all(part.quantity == 1 and part.charge is charge for part in parts)


@given(TOTALS, GOODS)
def test_a_charge_stands_once_at_each_rate_of_the_goods(total: Decimal, goods: list[Amount]) -> None:
    rates = [part.vat_rate for part in charge_amounts(Charge.DELIVERY, total, goods, Decimal(20))]
    worth = {amount.vat_rate for amount in goods if amount.gross > 0}
    assert len(rates) == len(set(rates))
    assert set(rates) <= (worth or {Decimal(20)})


@given(TOTALS, GOODS)
def test_the_order_of_the_lines_does_not_matter(total: Decimal, goods: list[Amount]) -> None:
    backwards = list(reversed(goods))
    assert charge_amounts(Charge.FEE, total, goods, Decimal(20)) == charge_amounts(
        Charge.FEE, total, backwards, Decimal(20)
    )


def test_delivery_is_split_in_proportion_to_the_goods() -> None:
    goods = [
        Amount(Decimal(20), Decimal(2), Decimal("15.00")),
        Amount(Decimal(9), Decimal(1), Decimal("10.00")),
    ]
    parts = charge_amounts(Charge.DELIVERY, Decimal("5.00"), goods, Decimal(20))
    assert by_rate(parts) == {Decimal(20): Decimal("3.75"), Decimal(9): Decimal("1.25")}


def test_the_rest_goes_to_the_largest_group() -> None:
    goods = [
        Amount(Decimal(rate), Decimal(1), Decimal(price)) for rate, price in ((20, 34), (9, 33), (0, 33))
    ]
    parts = charge_amounts(Charge.DISCOUNT, Decimal("-0.10"), goods, Decimal(20))
    assert by_rate(parts) == {
        Decimal(20): Decimal("-0.04"),
        Decimal(9): Decimal("-0.03"),
        Decimal(0): Decimal("-0.03"),
    }


def test_beside_gifts_alone_a_charge_stands_at_the_base_rate() -> None:
    goods = [Amount(Decimal(9), Decimal(1), Decimal(0))]
    assert by_rate(charge_amounts(Charge.DELIVERY, Decimal(5), goods, Decimal(20))) == {
        Decimal(20): Decimal(5)
    }


def test_no_charge_is_no_line() -> None:
    assert charge_amounts(Charge.FEE, Decimal("0.00"), [], Decimal(20)) == []


# ---------------------------------------------------------------- another currency


@given(GOODS, FACTORS)
def test_the_converted_lines_sum_to_the_converted_total(goods: list[Amount], factor: Decimal) -> None:
    converted = in_other_currency(goods, lambda amount: amount * factor)
    assert total_of(converted) == round_half_up(total_of(goods) * factor)


@given(GOODS, FACTORS)
def test_a_converted_line_keeps_everything_but_its_price(goods: list[Amount], factor: Decimal) -> None:
    converted = in_other_currency(goods, lambda amount: amount * factor)
    kept = [(a.vat_rate, a.quantity, a.charge, a.line) for a in converted]
    assert kept == [(a.vat_rate, a.quantity, a.charge, a.line) for a in goods]


@given(GOODS, FACTORS)
def test_a_converted_line_survives_a_database_of_floats(goods: list[Amount], factor: Decimal) -> None:
    converted = in_other_currency(goods, lambda amount: amount * factor)
    read_back = sum(float(amount.quantity) * float(amount.unit_price) for amount in converted)
    assert abs(read_back - float(total_of(converted))) < 0.001


def test_what_rounding_leaves_goes_to_the_largest_line() -> None:
    goods = [Amount(Decimal(20), Decimal(1), Decimal(price)) for price in ("0.01", "0.01", "0.02")]
    converted = in_other_currency(goods, lambda amount: amount / LEVA_PER_EURO)
    assert [amount.gross for amount in converted] == [Decimal("0.01"), Decimal("0.01"), Decimal("0.00")]
    assert total_of(converted) == Decimal("0.02")


def test_nothing_converted_is_nothing() -> None:
    assert in_other_currency([], lambda amount: amount) == []


@pytest.mark.parametrize(("price", "total"), [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01")])
def test_the_total_is_rounded_once_and_half_up(price: str, total: str) -> None:
    assert str(total_of([Amount(Decimal(20), Decimal(1), Decimal(price))])) == total
