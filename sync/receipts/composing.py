"""Makes a receipt's lines of an order's lines, so that they add up to the order's total to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sync.money import round_half_up, split
from sync.receipts.amounts import LARGEST_PRICE, price_for_amount
from sync.receipts.problems import Problem, problem_error
from sync.receipts.receipt import ReceiptLine


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line of an order or document. ``price`` of one piece and ``amount`` of all are gross EUR; ``amount``
    may be below 0 for a discount or voucher; ``vat_rate`` in per cent.
    """

    text: str
    vat_rate: Decimal
    quantity: Decimal
    price: Decimal
    amount: Decimal


def receipt_lines(
    wanted: Sequence[WantedLine], total: Decimal, *, device: str = ""
) -> tuple[tuple[ReceiptLine, ...], tuple[str, ...]]:
    """Lines that add up to ``total`` (gross EUR, two decimals) exactly, and notes for what costs nothing.

    What the lines are more or less than the total (an order's discount, a voucher, cents of a conversion) is
    spread over them in proportion. Raises Refused where that cannot be.
    """
    sold = [line for line in wanted if line.amount > 0]
    notes = tuple(line.text for line in wanted if line.amount == 0)
    amounts = [round_half_up(line.amount) for line in sold]
    whole = sum(amounts, Decimal(0))
    if total <= 0 or whole <= 0 or total != round_half_up(total):
        raise problem_error(Problem.SUMS_DIFFER, device, detail=f"lines {whole}, total {total}")
    shares = split(total - whole, amounts)
    due = _none_below_zero([amount + share for amount, share in zip(amounts, shares, strict=True)])
    if any(amount > LARGEST_PRICE for amount in due):
        raise problem_error(Problem.OVERFLOW, device)
    lines = tuple(_line(line, amount) for line, amount in zip(sold, due, strict=True) if amount > 0)
    free = tuple(line.text for line, amount in zip(sold, due, strict=True) if amount == 0)
    return lines, notes + free


def _line(wanted: WantedLine, amount: Decimal) -> ReceiptLine:
    found = price_for_amount(amount, wanted.price, wanted.quantity)
    if found is None:
        # A quantity that no device can hold stands in the text, and the row is sold as one piece.
        text = f"{wanted.quantity.normalize():f} x {wanted.text}"
        return ReceiptLine(text, wanted.vat_rate, amount)
    price, discount = found
    return ReceiptLine(wanted.text, wanted.vat_rate, price, wanted.quantity, discount)


def _none_below_zero(amounts: list[Decimal]) -> list[Decimal]:
    """The same sum without a negative part: what a part lacks is taken from the largest ones."""
    lacking = -sum((amount for amount in amounts if amount < 0), Decimal(0))
    kept = [max(amount, Decimal(0)) for amount in amounts]
    while lacking > 0:
        largest = max(range(len(kept)), key=kept.__getitem__)
        taken = min(lacking, kept[largest])
        kept[largest] -= taken
        lacking -= taken
    return kept
