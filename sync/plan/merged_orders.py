"""Orders that a shop merged: the one that stays holds all pieces of the one that vanished."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sync.model import Order, OrderLine


def holds_all_of(order: Order, earlier: Order) -> bool:
    """Whether ``order`` is of the buyer of ``earlier`` and holds at least all its pieces.

    The buyer is the same by e-mail or phone, a product by the shop's number of it and its SKU, else by name.
    """
    same_email = bool(order.email) and order.email.casefold() == earlier.email.casefold()
    same_phone = bool(order.phone) and order.phone == earlier.phone
    if not (same_email or same_phone) or not earlier.lines:
        return False
    wanted = _pieces(earlier.lines)
    there = _pieces(order.lines)
    return all(there.get(product, Decimal(0)) >= quantity for product, quantity in wanted.items())


def _pieces(lines: Sequence[OrderLine]) -> dict[tuple[str, str, str], Decimal]:
    pieces: dict[tuple[str, str, str], Decimal] = {}
    for line in lines:
        product = (line.product_id, line.sku, "" if line.product_id or line.sku else line.name)
        pieces[product] = pieces.get(product, Decimal(0)) + line.quantity
    return pieces
