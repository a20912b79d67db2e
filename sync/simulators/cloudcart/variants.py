"""Variants over the API: one write each, and what a product gets from them (facts 2.2, 3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sync.simulators.cloudcart import stock
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import invalid
from sync.simulators.cloudcart.incoming import (
    Document,
    Rule,
    refuse_read_only,
    required_relation,
    rules,
    taken,
)
from sync.simulators.cloudcart.shop import Hand
from sync.simulators.cloudcart.tables import Row

MOST_VARIANTS: Final = 500
MOST_QUANTITY: Final = 50_000_000
PLACES: Final = (1, 2, 3)
_RULES: Final = {
    **rules(text="sku barcode unit_text unit_type", whole="price weight delivery_price unit_id base_unit_id"),
    **rules(decimal="minimum unit_value base_unit_value"),
    "quantity": Rule("decimal", most=MOST_QUANTITY),
}
_ALREADY: Final = "The product already has a variant with these options."


def create(backend: Backend, document: Document) -> Row:
    """A variant with exactly as many options as its product has parameters."""
    product = backend.row("products", required_relation(document, "product"))
    values = taken(document, _RULES, backend, creating=True)
    refuse_read_only(document, {**_RULES, "item_id": Rule()}, always=False, backend=backend)
    options = _options(backend, document, product)
    others = backend.table("variants").where("item_id", product["id"])
    if len(others) >= MOST_VARIANTS:
        raise invalid(f"A product has at most {MOST_VARIANTS} variants.", "/data/relationships/product")
    if any(all(each[name] == value for name, value in options.items()) for each in others):
        raise invalid(_ALREADY, "/data/relationships/product")
    row = add(backend, product, {**values, **options}, "api")
    tell(backend, product["id"])
    return row


def change(backend: Backend, row: Row, document: Document) -> None:
    """Absolute values of price, quantity and the rest; options may change to others of the same
    parameters.
    """
    values = taken(document, _RULES, backend, creating=False)
    refuse_read_only(document, _RULES, always=False, backend=backend)
    product = backend.row("products", row["item_id"])
    if any(document.one(f"option{place}") for place in PLACES):
        values.update(_options(backend, document, product))
    write(backend, row, values, "api")
    tell(backend, product["id"])


def delete(backend: Backend, row: Row) -> None:
    """The last one of a product with parameters stays."""
    product = backend.row("products", row["item_id"])
    if product["p1_id"] and len(backend.table("variants").where("item_id", product["id"])) == 1:
        raise invalid("The last variant of a product cannot be deleted.", "/data", "Not Deletable")
    remove(backend, row)
    tell(backend, product["id"])


def tell(backend: Backend, product_id: int) -> None:
    """A write over the API is told of by some readings only (facts 8.6)."""
    if backend.quirks.product_hooks != "panel":
        backend.tell("product.updated", product_id)


def add(backend: Backend, product: Row, values: Row, hand: Hand) -> Row:
    """Put a variant in, whoever does it."""
    quantity = values.get("quantity") or Decimal(0)
    row = backend.table("variants").insert(
        {
            "item_id": product["id"],
            "sku": None,
            "barcode": None,
            "weight": 0,
            "minimum": Decimal(1),
            "delivery_price": 0,
            "v1_id": None,
            "v2_id": None,
            "v3_id": None,
            "_images": [],
            **values,
            "price": values.get("price") or 0,
            "quantity": Decimal(0),
        }
    )
    stock.set_quantity(backend, row, quantity, hand, "new")
    recount(backend, product)
    return row


def write(backend: Backend, row: Row, values: Row, hand: Hand) -> None:
    """Change columns, the quantity with its record, and what the product shows of them."""
    left = dict(values)
    quantity = left.pop("quantity", None)
    if "price" in left and left["price"] is None:
        del left["price"]
    backend.table("variants").change(row, left)
    if quantity is not None:
        stock.set_quantity(backend, row, quantity, hand)
    product = backend.table("products").get(row["item_id"])
    if product is not None:
        recount(backend, product)


def remove(backend: Backend, row: Row) -> None:
    """Take a variant out, with what stores hold of it."""
    backend.table("variants").delete(row["id"])
    for name in ("store-quantity", "product-to-discount"):
        for each in backend.table(name).where("variant_id", row["id"]):
            backend.table(name).delete(each["id"])
    product = backend.table("products").get(row["item_id"])
    if product is not None:
        recount(backend, product)


def recount(backend: Backend, product: Row) -> None:
    """Lowest and highest price and the default variant: the cheapest, then the oldest."""
    rows = backend.table("variants").where("item_id", product["id"])
    cheapest = min(rows, key=lambda row: (row["price"], row["id"]), default=None)
    values: dict[str, Any] = {
        "price_from": None if cheapest is None else cheapest["price"],
        "price_to": max((row["price"] for row in rows), default=None),
        "default_variant_id": None if cheapest is None else cheapest["id"],
    }
    if any(product.get(name) != value for name, value in values.items()):
        backend.table("products").change(product, values)


def _options(backend: Backend, document: Document, product: Row) -> Row:
    parameters = [product[f"p{place}_id"] for place in PLACES if product[f"p{place}_id"]]
    given = {place: document.one(f"option{place}") for place in PLACES}
    count = sum(value is not None for value in given.values())
    if count != len(parameters):
        needed = f"but your product requires {len(parameters)}"
        detail = f"You are trying to save variant with {count} options, {needed}"
        raise invalid(detail, "/data/relationships/product")
    for place, parameter_id in enumerate(parameters, start=1):
        option = backend.table("variant-options").get(given[place])
        if option is None or option["parameter_id"] != parameter_id:
            name = option["name"] if option else ""
            parameter = backend.table("variant-parameters").get(parameter_id)
            owner = parameter["name"] if parameter else ""
            detail = f"Variant option '{name}' does not belongs to variant parameter '{owner}'"
            raise invalid(detail, f"/data/relationships/option{place}")
    return {f"v{place}_id": given[place] for place in PLACES}
