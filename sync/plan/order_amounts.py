"""The amounts of an order as lines of a document: discount, delivery and fee split over the VAT rates, one
currency.

Whatever is split or converted, the lines sum to the order's total to the cent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from sync.money import round_half_up, split


class Charge(StrEnum):
    """What is no good of the shop but costs or saves money; each is a service good of the warehouse."""

    DELIVERY = "delivery"
    DISCOUNT = "discount"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Amount:
    """A line's worth: ``quantity`` at ``unit_price`` gross, at ``vat_rate`` per cent.

    ``charge`` None: a good, ``line`` is its place among the order's lines.
    """

    vat_rate: Decimal
    quantity: Decimal
    unit_price: Decimal
    charge: Charge | None = None
    line: int = -1

    @property
    def gross(self) -> Decimal:
        return self.quantity * self.unit_price


def charge_amounts(
    charge: Charge, total: Decimal, goods: Sequence[Amount], base_rate: Decimal
) -> list[Amount]:
    """``total`` (negative for a discount) split over the VAT rates of ``goods`` in proportion to their
    gross sums.

    Half up to cents, the rest (and what is less than a cent, where the shop says so much) to the largest, so
    that the parts sum to ``total`` exactly; without goods of any worth everything stands at ``base_rate``.
    """
    if total == 0:
        return []
    sums: dict[Decimal, Decimal] = {}
    for amount in goods:
        sums[amount.vat_rate] = sums.get(amount.vat_rate, Decimal(0)) + amount.gross
    rates = [rate for rate in sorted(sums, reverse=True) if sums[rate] > 0] or [base_rate]
    weights = [sums.get(rate, Decimal(1)) for rate in rates]
    parts = split(total, weights)
    return [
        Amount(vat_rate=rate, quantity=Decimal(1), unit_price=part, charge=charge)
        for rate, part in zip(rates, parts, strict=True)
        if part != 0
    ]


def total_of(amounts: Sequence[Amount]) -> Decimal:
    """The gross total, rounded half up to cents once."""
    return round_half_up(sum((amount.gross for amount in amounts), Decimal(0)))


def in_other_currency(amounts: Sequence[Amount], convert: Callable[[Decimal], Decimal]) -> list[Amount]:
    """The amounts in another currency: each line is converted and rounded once, the total is the converted
    total.

    What rounding leaves over goes to the largest line. Unit prices become line sum divided by quantity.
    """
    if not amounts:
        return []
    total = round_half_up(convert(total_of(amounts)))
    parts = [round_half_up(convert(amount.gross)) for amount in amounts]
    largest = max(range(len(parts)), key=lambda index: (abs(amounts[index].gross), -index))
    parts[largest] += total - sum(parts, Decimal(0))
    return [
        replace(amount, unit_price=part / amount.quantity)
        for amount, part in zip(amounts, parts, strict=True)
    ]
