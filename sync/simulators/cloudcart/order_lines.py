"""The lines of an order: snapshots of the variant at the moment of buying (facts 2.9)."""

from __future__ import annotations

from decimal import Decimal

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.stock import is_tracked
from sync.simulators.cloudcart.tables import Row
from sync.simulators.cloudcart.variants import PLACES


def line_of(
    backend: Backend,
    order_id: int,
    variant_id: int,
    quantity: Decimal,
    *,
    price: int | None = None,
    discount: int = 0,
    vat: Decimal = Decimal(20),
) -> Row:
    """A row for order-products. price: minor units for a piece, the variant's own without; discount: off each
    piece.
    """
    variant = backend.row("variants", variant_id)
    product = backend.row("products", variant["item_id"])
    category = backend.table("categories").get(product["category_id"])
    vendor = backend.table("vendors").get(product["vendor_id"])
    unit = variant["price"] if price is None else price
    names: Row = {}
    for place in PLACES:
        parameter = backend.table("variant-parameters").get(product[f"p{place}_id"])
        option = backend.table("variant-options").get(variant[f"v{place}_id"])
        names[f"p{place}"] = parameter and parameter["name"]
        names[f"v{place}"] = option and option["name"]
    return {
        "order_id": order_id,
        "product_id": product["id"],
        "variant_id": variant["id"],
        "name": product["name"],
        "sku": variant["sku"],
        "barcode": variant["barcode"],
        "quantity": quantity,
        "weight": variant["weight"],
        "price": unit,
        "order_price": unit - discount,
        "_own_price": unit - discount,
        "_vat": vat,
        "order_discount_id": None,
        "order_fulfillment_id": None,
        "vendor_id": product["vendor_id"],
        "vendor_name": vendor and vendor["name"],
        "category_id": product["category_id"],
        "category_name": category and category["name"],
        "sale": product["sale"],
        "new": product["new"],
        "digital": product["digital"],
        "tracked": "yes" if is_tracked(backend, variant) else "no",
        **names,
    }
