"""Amounts as fiscal devices compute them, and lines whose rows add up to an order's total to the cent.

Money has two decimals, quantities three; everything is rounded half up, never to even. Source: Datecs and
Unicontsoft, RoundingInFiscalDevices_Bulgaria 1.0.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final

from sync.money import CENT, round_half_up

LARGEST_PRICE: Final = Decimal("999999.99")
"""Eight significant digits, which every maker's device takes."""
QUANTITY_STEP: Final = Decimal("0.001")


class RoundingGroup(StrEnum):
    """How a device shares a leftover cent and where it begins with the VAT. A: the older Datecs ("P"); B and
    C: Datecs C and X.
    """

    A = "A"
    B_AND_C = "B and C"


def row_amount(price: Decimal, quantity: Decimal) -> Decimal:
    """What a device makes of a price of one piece and a quantity."""
    return round_half_up(price * quantity)


def percent_of_row(row: Decimal, percent: Decimal) -> Decimal:
    """The modifier of ``percent`` on a row."""
    return round_half_up(row * percent / 100)


def share_over_groups(
    modifier: Decimal, sums: Mapping[str, Decimal], group: RoundingGroup
) -> dict[str, Decimal]:
    """A modifier of the subtotal spread over the VAT groups' sums, by letter, as the device does it."""
    whole = sum(sums.values(), Decimal(0))
    letters = sorted(letter for letter, amount in sums.items() if amount)
    if not letters or whole == 0:
        raise ValueError("nothing to spread over")
    shares = {letter: round_half_up(modifier * sums[letter] / whole) for letter in letters}
    left = modifier - sum(shares.values(), Decimal(0))
    if group is RoundingGroup.A:
        # Of equal ones the first by the alphabet.
        shares[max(letters, key=lambda letter: (sums[letter], -letters.index(letter)))] += left
        return shares
    step = CENT if left > 0 else -CENT
    for index in range(int(abs(left) / CENT)):
        shares[letters[index % len(letters)]] += step
    return shares


def vat_of(gross: Decimal, rate: Decimal, group: RoundingGroup) -> Decimal:
    """The VAT that a device prints for a VAT group's gross sum."""
    if group is RoundingGroup.A:
        return gross - round_half_up(gross * 100 / (100 + rate))
    return round_half_up(gross * rate / (100 + rate))


def price_for_amount(amount: Decimal, price: Decimal, quantity: Decimal) -> tuple[Decimal, Decimal] | None:
    """A price of one piece with two decimals, and the discount on the row, that make ``amount`` of
    ``quantity``; None where no such price exists (too many decimals, too large).

    The given ``price`` is kept where its row is not below ``amount``; else the next price by the cent is
    taken that reaches it, so that a modifier never adds.
    """
    if quantity <= 0 or quantity != quantity.quantize(QUANTITY_STEP):
        return None
    rounded = round_half_up(price)
    if row_amount(rounded, quantity) < amount:
        rounded = (amount / quantity).quantize(CENT, rounding=ROUND_CEILING)
    if not 0 < rounded <= LARGEST_PRICE:
        return None
    return rounded, row_amount(rounded, quantity) - amount
