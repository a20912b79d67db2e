"""What can happen to a product, whoever does it; each step writes its entry into the product's log.

Maps inside a product (stock, prices, texts) are replaced, never changed in place, so that rows can share
defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.numbers import Number, number

Row = dict[str, Any]

# Fields of getInventoryProductsData (facts 3.3); a stored product holds only those that differ.
PRODUCT_DEFAULTS: Mapping[str, Any] = {
    "is_bundle": False,
    "sku": "",
    "ean": "",
    "ean_additional": [],
    "asin": "",
    "tags": [],
    "tax_rate": 0,
    "weight": 0,
    "height": 0,
    "width": 0,
    "length": 0,
    "star": 0,
    "category_id": 0,
    "manufacturer_id": 0,
    "parent_id": 0,
    "prices": {},
    "stock": {},
    "locations": {},
    "text_fields": {},
    "average_cost": 0,
    "average_landed_cost": 0,
    "images": {},
    "videos": [],
    "links": {},
    "bundle_products": {},
    "suppliers": [],
}

# Types of getInventoryProductLogs (facts 2.6).
LOG_STOCK, LOG_PRICE, LOG_CREATION, LOG_DELETION, LOG_TEXT = 1, 2, 3, 4, 5


def name_of(product: Row) -> str:
    """The product's plain name."""
    return str(product.get("text_fields", {}).get("name", ""))


def create(backend: Backend, inventory_id: int, fields: Row, profile: str = "API") -> Row:
    """A new product or variant. Nothing keeps SKU or EAN unique (facts 2.5)."""
    account = backend.account
    product_id = account.next_id("product", account.products)
    product = {"product_id": product_id, "inventory_id": inventory_id, **fields}
    account.products[product_id] = product
    backend.product_index.add(product_id)
    write_log(backend, product_id, LOG_CREATION, "", name_of(product), profile)
    return product


def change(backend: Backend, product: Row, fields: Row, profile: str = "API") -> None:
    """Change fields; the maps among them are whole new maps."""
    product_id = product["product_id"]
    for name, log_type in (("stock", LOG_STOCK), ("prices", LOG_PRICE)):
        before = product.get(name, {})
        for key, value in fields.get(name, {}).items():
            if before.get(key) != value:
                write_log(backend, product_id, log_type, before.get(key, ""), value, profile, key)
    if "text_fields" in fields and name_of(product) != fields["text_fields"].get("name", ""):
        write_log(
            backend, product_id, LOG_TEXT, name_of(product), fields["text_fields"].get("name", ""), profile
        )
    moved = "parent_id" in fields and fields["parent_id"] != product.get("parent_id", 0)
    if moved:
        backend.product_index.remove(product)
    product.update(fields)
    if moved:
        backend.product_index.add(product_id)


def delete(backend: Backend, product_id: int, profile: str = "API") -> None:
    """Remove a product with its variants (that they go with it is assumed).

    Raises KeyError if it is not there.
    """
    for variant_id in list(backend.product_index.variants(product_id)):
        delete(backend, variant_id, profile)
    product = backend.account.products[product_id]
    write_log(backend, product_id, LOG_DELETION, name_of(product), "", profile)
    backend.product_index.remove(product)
    del backend.account.products[product_id]


def set_amounts(
    backend: Backend, product: Row, field: str, values: Mapping[str, Number], profile: str = "API"
) -> None:
    """Absolute quantities by warehouse key ("stock") or gross prices by price group id ("prices")."""
    before = product.get(field, {})
    log_type = LOG_STOCK if field == "stock" else LOG_PRICE
    for key, value in values.items():
        if before.get(key) != value:
            write_log(backend, product["product_id"], log_type, before.get(key, ""), value, profile, key)
    product[field] = {**before, **values}


def move_stock(backend: Backend, product: Row, warehouse: str, difference: Number, profile: str) -> None:
    """Add to, or with a negative difference take from, the quantity in one warehouse.

    It may fall below zero.
    """
    present = product.get("stock", {}).get(warehouse, 0)
    set_amounts(backend, product, "stock", {warehouse: number(present + difference)}, profile)


def write_log(
    backend: Backend, product_id: int, log_type: int, before: Any, after: Any, profile: str, info: str = ""
) -> None:
    """One entry of the product's own history."""
    entry = {"type": log_type, "from": str(before), "to": str(after), "info": info}
    row = {"profile": profile, "date": backend.now(), "entries": [entry]}
    backend.account.product_logs.setdefault(product_id, []).append(row)


def checked_number(value: Any) -> Number | None:
    """A quantity or price as sent, or None where it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
        return None
    try:
        return number(value)
    except ValueError:
        return None
