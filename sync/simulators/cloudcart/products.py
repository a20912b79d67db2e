"""Products over the API (facts 2.1)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from sync.simulators.cloudcart import variants
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import invalid, refusal
from sync.simulators.cloudcart.incoming import (
    Document,
    Rule,
    refuse_read_only,
    required_relation,
    rules,
    taken,
)
from sync.simulators.cloudcart.shop import Hand
from sync.simulators.cloudcart.tables import Row, Table

_RULES: Final = {
    "name": Rule(required=True, shortest=2),
    **rules(
        text="url_handle description_title seo_title app_import xml_import_id xml_import_product_id"
        " xml_import_name",
        long_text="description short_description seo_description",
        flag="active digital sale new tracking shipping draft continue_selling featured imported",
        whole="status_id out_of_stock_id sort_order per_row threshold",
        decimal="minimum",
        moment="featured_from new_from publish_date active_to",
    ),
}
_MISSING: Final = "Missing Parameter Relationship"
_DUPLICATE: Final = "Duplicate Parameter Relationship"
_NOT_IN_A_HANDLE: Final = re.compile(r"[^\w-]+")


def create(backend: Backend, document: Document) -> Row:
    """A product without a variant, unless the switch makes one (facts 8.9)."""
    cap = backend.shop.settings.product_cap
    if cap is not None and len(backend.table("products")) >= cap:
        raise refusal(402, "You have reached the products limit of your plan.")
    values = taken(document, _RULES, backend, creating=True)
    category = required_relation(document, "category")
    refuse_read_only(document, _RULES, always=False, backend=backend)
    values.update(_checked_handle(backend, values, None), **_pointers(document), category_id=category)
    values.update(_parameters(document, {}))
    values["_meta"] = _meta(document, {})
    row = add(backend, values)
    if backend.quirks.default_variant and not row["p1_id"]:
        variants.add(backend, row, {}, "api")
    if backend.quirks.product_hooks != "panel":
        backend.tell("product.created", row["id"])
    return row


def change(backend: Backend, row: Row, document: Document) -> None:
    """Other parameters than before delete every variant."""
    values = taken(document, _RULES, backend, creating=False)
    refuse_read_only(document, _RULES, always=False, backend=backend)
    values.update(_checked_handle(backend, values, row), **_pointers(document))
    if "category" in document.pointed:
        values["category_id"] = required_relation(document, "category")
    parameters = _parameters(document, row)
    named = any(f"parameter{place}" in document.pointed for place in variants.PLACES)
    changed = any(row[column] != value for column, value in parameters.items())
    if named and (changed or backend.quirks.same_parameter_again == "deletes"):
        for each in backend.table("variants").where("item_id", row["id"]):
            variants.remove(backend, each)
    values["_meta"] = _meta(document, row["_meta"])
    backend.table("products").change(row, {**values, **parameters, "date_modified": backend.now()})
    if backend.quirks.product_hooks != "panel":
        backend.tell("product.updated", row["id"])


def delete(backend: Backend, row: Row) -> None:
    """Soft: kept aside for 10 days. Hard: gone, also from the orders' lines (facts 8.15)."""
    ident = row["id"]
    backend.tell("product.deleted", ident, dict(row))
    parts = {
        "products": [row],
        "variants": backend.table("variants").where("item_id", ident),
        "images": backend.table("images").where("parent_id", ident),
        "store-quantity": backend.table("store-quantity").where("product_id", ident),
        "product-to-discount": backend.table("product-to-discount").where("product_id", ident),
    }
    for name, rows in parts.items():
        for each in rows:
            backend.table(name).delete(each["id"])
    if backend.quirks.product_deletion == "soft":
        backend.shop.trash[ident] = parts
        return
    lines = backend.table("order-products")
    for line in lines.where("product_id", ident):
        lines.change(line, {"product_id": None})


def restore(backend: Backend, ident: int) -> None:
    """What was softly deleted comes back as it was; KeyError where nothing was."""
    for name, rows in backend.shop.trash.pop(ident).items():
        for row in rows:
            backend.table(name).insert(row)


def add(backend: Backend, values: Row) -> Row:
    """Put a product in, whoever does it; ``name`` and ``category_id`` at least."""
    now = backend.now()
    usual: Row = dict.fromkeys(("digital", "sale", "new", "tracking", "shipping", "draft"), "no")
    row: Row = {
        **usual,
        "active": "yes",
        "continue_selling": "no",
        "featured": "no",
        "minimum": Decimal(1),
        "sort_order": 0,
        "views": 0,
        "product_type": "digital" if values.get("digital") == "yes" else "simple",
        "vendor_id": None,
        "image_id": None,
        "p1_id": None,
        "p2_id": None,
        "p3_id": None,
        "price_from": None,
        "price_to": None,
        "default_variant_id": None,
        "date_added": now,
        "date_modified": now,
        "_categories": [],
        "_property_options": [],
        "_linked_products": [],
        "_meta": {},
        "_discount": {},
        **values,
    }
    row.setdefault("url_handle", free_handle(backend.table("products"), row["name"]))
    return backend.table("products").insert(row)


def free_handle(table: Table, name: str) -> str:
    """A handle made of the name, with -1, -2, ... where it is taken."""
    stem = _NOT_IN_A_HANDLE.sub("-", name.lower()).strip("-")[:180] or "item"
    handle, place = stem, 0
    while table.first("url_handle", handle) is not None:
        place += 1
        handle = f"{stem}-{place}"
    return handle


def write(backend: Backend, row: Row, values: Row, hand: Hand) -> None:
    """Columns changed in the panel."""
    backend.table("products").change(row, {**values, "date_modified": backend.now()})
    if hand == "panel":
        backend.tell("product.updated", row["id"])


def _checked_handle(backend: Backend, values: Row, row: Row | None) -> Row:
    handle = values.get("url_handle")
    if not handle:
        values.pop("url_handle", None)
        return {}
    pointer = "/data/attributes/url_handle"
    if _NOT_IN_A_HANDLE.search(handle):
        raise invalid("The url handle may only contain letters, numbers, dashes and underscores.", pointer)
    other = backend.table("products").first("url_handle", handle)
    if other is not None and other is not row:
        raise invalid("The url handle has already been taken.", pointer)
    return {"url_handle": handle}


def _pointers(document: Document) -> Row:
    """Columns of the plain relations that the document names."""
    columns = {
        "vendor": "vendor_id",
        "categories": "_categories",
        "property-options": "_property_options",
        "linked-products": "_linked_products",
    }
    return {column: document.pointed[name] for name, column in columns.items() if name in document.pointed}


def _parameters(document: Document, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"p{place}_id": document.pointed.get(f"parameter{place}", row.get(f"p{place}_id"))
        for place in variants.PLACES
    }
    chosen = [found[f"p{place}_id"] for place in variants.PLACES]
    for place in (2, 3):
        if chosen[place - 1] is not None and None in chosen[: place - 1]:
            detail = f"Parameter {place} needs the parameters before it."
            raise invalid(detail, f"/data/relationships/parameter{place}", _MISSING)
        if chosen[place - 1] is not None and chosen[place - 1] in chosen[: place - 1]:
            detail = f"Parameter {place} is the same as another."
            raise invalid(detail, f"/data/relationships/parameter{place}", _DUPLICATE)
    return found


def _meta(document: Document, before: dict[str, Any]) -> dict[str, Any]:
    meta = document.attributes.get("meta")
    return {**before, **meta} if isinstance(meta, dict) else before
