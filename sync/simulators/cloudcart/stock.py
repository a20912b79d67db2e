"""Quantities: who changed them, and when the shop's own orders take them off (facts 2.2, 3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.shop import NEGATIVE, Hand, Move
from sync.simulators.cloudcart.tables import Row

THOUSANDTH: Final = Decimal("0.001")


def set_quantity(backend: Backend, variant: Row, quantity: Decimal, hand: Hand, reason: str = "") -> None:
    """Write a quantity and note who did it. Three decimals, as the column has."""
    rounded = quantity.quantize(THOUSANDTH).normalize() + 0
    before = variant["quantity"]
    backend.table("variants").change(variant, {"quantity": rounded})
    backend.shop.moves.append(Move(backend.now(), variant["id"], before, rounded, hand, reason))


def is_tracked(backend: Backend, variant: Row) -> bool:
    """Whether the product of the variant keeps a quantity at all."""
    product = backend.table("products").get(variant["item_id"])
    return product is not None and product["tracking"] == "yes"


def settle(backend: Backend, order: Row) -> None:
    """Take the order's quantities off or give them back, as its status and fulfilment say by the setting
    that held when it was placed.
    """
    should = _should_be_off(order)
    if should == order["_taken_off"]:
        return
    backend.table("orders").change(order, {"_taken_off": should})
    for line in backend.table("order-products").where("order_id", order["id"]):
        move_line(backend, line, -line["quantity"] if should else line["quantity"], order)


def move_line(backend: Backend, line: Row, by: Decimal, order: Row) -> None:
    """Move the stock of one line's variant, if it is still there and keeps a quantity."""
    variant = backend.table("variants").get(line["variant_id"])
    if variant is None or not is_tracked(backend, variant) or not by:
        return
    after = variant["quantity"] + by
    if after < 0 and backend.quirks.oversold == "zero":
        after = Decimal(0)
    set_quantity(backend, variant, after, "sale", f"order {order['id']}")
    if backend.quirks.product_hooks == "stock_too":
        backend.tell("product.updated", variant["item_id"])


def _should_be_off(order: Row) -> bool:
    if order["status"] in NEGATIVE:
        return False
    if order["status_fulfillment"] == "fulfilled" or order["_stock_taken_at"] == "pending":
        return True
    return bool(order["_paid"])
