"""Mostik's sums are those of the devices: two hands wrote them from the same sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.receipts.amounts import RoundingGroup, percent_of_row, row_amount, share_over_groups
from sync.simulators.fiscal import money
from sync.simulators.fiscal.memory import GROUPS

prices = st.integers(1, 99_999_999).map(lambda cents: Decimal(cents) / 100)
quantities = st.integers(1, 9_999_999).map(lambda parts: Decimal(parts) / 1000)
percents = st.integers(-9999, 9999).map(lambda parts: Decimal(parts) / 100)
sums = st.dictionaries(st.sampled_from(GROUPS), prices, min_size=1)


@settings(max_examples=150)
@given(price=prices, quantity=quantities, percent=percents)
def test_rows_and_percents(price: Decimal, quantity: Decimal, percent: Decimal) -> None:
    row = row_amount(price, quantity)

    assert row == money.row_amount(price, quantity)
    assert percent_of_row(row, percent) == money.share(row, percent)


@pytest.mark.parametrize(
    ("group", "leftover"), [(RoundingGroup.A, "largest group"), (RoundingGroup.B_AND_C, "in turn")]
)
@settings(max_examples=150)
@given(by_letter=sums, cents=st.integers(-99_999, 99_999))
def test_a_modifier_over_the_groups(
    group: RoundingGroup, leftover: money.Leftover, by_letter: dict[str, Decimal], cents: int
) -> None:
    modifier = Decimal(cents) / 100

    shared = money.spread(modifier, by_letter, leftover)

    assert shared == share_over_groups(modifier, by_letter, group)
    assert sum(shared.values()) == modifier
