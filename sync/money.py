"""Money: decimals with a currency, the lev and the euro, rounding half up, and splitting without losing a
cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

LEVA_PER_EURO: Final = Decimal("1.95583")
"""The fixed rate of Bulgaria's change to the euro on 1 January 2026."""

CENT: Final = Decimal("0.01")
SCALE: Final = 10_000
"""Stored and compared quantities and prices are whole ten-thousandths: 1 piece = 10,000, 2.50 EUR =
25,000.
"""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (three letters, ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def round_half_up(amount: Decimal, step: Decimal = CENT) -> Decimal:
    """``amount`` rounded half up (away from zero on a tie) to ``step``, as Bulgarian and Polish tills
    round.
    """
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def scaled(value: Decimal | float) -> int:
    """A quantity or price in whole ten-thousandths. Floats of a database are quantised here, before any
    comparison.
    """
    if isinstance(value, Decimal):
        return int((value * SCALE).to_integral_value(rounding=ROUND_HALF_UP))
    return round(value * SCALE)


def unscaled(value: int) -> Decimal:
    """The decimal of a number of ten-thousandths, without needless zeros: 25,000 is 2.5."""
    whole, rest = divmod(value, SCALE)
    return Decimal(whole) if rest == 0 else (Decimal(value) / SCALE).normalize()


def whole_units(quantity: Decimal) -> Decimal:
    """``quantity`` without its fraction, downwards: a shop must never offer the part of a piece that is not
    there.
    """
    return quantity.to_integral_value(rounding=ROUND_FLOOR)


def lawful_rate(source: str, target: str) -> Decimal | None:
    """How many ``target`` one ``source`` is, where the law fixes it (same currency, lev and euro); else None.

    From leva to euro the amount is *divided* by 1.95583; use :func:`exchange`, which does so without
    rounding the rate.
    """
    if source == target:
        return Decimal(1)
    if (source, target) == ("EUR", "BGN"):
        return LEVA_PER_EURO
    if (source, target) == ("BGN", "EUR"):
        return 1 / LEVA_PER_EURO
    return None


def exchange(amount: Decimal, source: str, target: str) -> Decimal | None:
    """``amount`` of ``source`` in ``target`` by law, not rounded; None where the law knows no rate."""
    if source == target:
        return amount
    if (source, target) == ("EUR", "BGN"):
        return amount * LEVA_PER_EURO
    if (source, target) == ("BGN", "EUR"):
        return amount / LEVA_PER_EURO
    return None


def split(total: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """``total`` divided in proportion to ``weights`` into multiples of ``step`` that sum to ``total``
    exactly.

    Every part is rounded half up; what is left over goes to the part of the largest weight (the first of
    equals). All weights zero: everything goes to the first part. ``total`` itself must be a multiple of
    ``step``.
    """
    if not weights:
        raise ValueError("nothing to split over")
    whole = sum(weights, Decimal(0))
    largest = max(range(len(weights)), key=lambda index: (abs(weights[index]), -index))
    if whole == 0:
        return [total if index == 0 else Decimal(0) for index in range(len(weights))]
    parts = [round_half_up(total * weight / whole, step) for weight in weights]
    parts[largest] += total - sum(parts, Decimal(0))
    return parts


def vat_in_gross(gross: Decimal, rate: Decimal) -> Decimal:
    """The VAT contained in a gross amount at ``rate`` per cent, not rounded (Warehouse Pro keeps it so)."""
    return gross * rate / (100 + rate)


def gross_of(net: Decimal, rate: Decimal) -> Decimal:
    """The gross amount of a net one at ``rate`` per cent, not rounded."""
    return net * (100 + rate) / 100


def net_of(gross: Decimal, rate: Decimal) -> Decimal:
    """The net amount of a gross one at ``rate`` per cent, not rounded."""
    return gross * 100 / (100 + rate)
