"""Sums as the devices make them: half away from zero, money to the cent, quantities to the thousandth (facts
2.9).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal("0.00")
_HUNDRED: Final = Decimal(100)

Leftover = Literal["largest group", "in turn"]
"""Who bears the cents that remain when a modifier is spread: the largest VAT group (Datecs' group A), or
all in turn from А on (groups B and C).
"""


def half_up(amount: Decimal) -> Decimal:
    """EUR to the cent, half away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def row_amount(price: Decimal, quantity: Decimal) -> Decimal:
    """What so many pieces cost, gross EUR."""
    return half_up(price * quantity)


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """So many per cent of an amount, EUR with the sign of both."""
    return half_up(amount * percent / _HUNDRED)


def spread(modifier: Decimal, sums: Mapping[str, Decimal], leftover: Leftover) -> dict[str, Decimal]:
    """A modifier of the subtotal, divided over the VAT groups by their sums; the parts add up to it."""
    touched = {letter: amount for letter, amount in sorted(sums.items()) if amount}
    whole = sum(touched.values(), NOTHING)
    if not whole:
        return {}
    parts = {letter: half_up(modifier * amount / whole) for letter, amount in touched.items()}
    rest = modifier - sum(parts.values(), NOTHING)
    if leftover == "largest group":
        largest = max(touched, key=lambda letter: touched[letter])
        parts[largest] += rest
        return parts
    letters = list(parts)
    step = CENT if rest > 0 else -CENT
    for turn in range(int(abs(rest) / CENT)):
        parts[letters[turn % len(letters)]] += step
    return parts
