"""Products of the catalogue: list, data, creation, change and deletion (facts 2.5, 3.3)."""

from __future__ import annotations

import json
from typing import Any

from sync.simulators.baselinker import errors, product_filter, products
from sync.simulators.baselinker.backend import Backend, changing, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.parameters import Parameters, as_integer
from sync.simulators.baselinker.product_writing import sent_product_fields
from sync.simulators.baselinker.products import PRODUCT_DEFAULTS

Row = dict[str, Any]

LOGS_PAGE = 100
FEATURES_BYTES = 65_535
_ONLY_ON_REQUEST = {
    "ean_additional": "include_additional_eans",
    "suppliers": "include_suppliers",
}


def get_inventory_products_list(backend: Backend, parameters: Parameters) -> Row:
    """A page of 1000 products as a map by id.

    With ``include_variants`` the variants are rows of their own.
    """
    with_variants = parameters.flag("include_variants")
    write_map = backend.shapes.map
    found: Row = {}
    for product in product_filter.page(backend, parameters, with_variants):
        row = {
            "id": product["product_id"],
            "sku": product.get("sku", ""),
            "ean": product.get("ean", ""),
            "asin": product.get("asin", ""),
            "name": products.name_of(product),
            "prices": write_map(product.get("prices"), "prices"),
            "stock": write_map(product.get("stock"), "stock"),
        }
        if with_variants:
            row["parent_id"] = product.get("parent_id", 0)
        found[str(product["product_id"])] = row
    return {"products": write_map(found, "products")}


def get_inventory_products_data(backend: Backend, parameters: Parameters) -> Row:
    """Everything about the products asked for; ids that the catalogue does not hold are left out."""
    inventory = backend.inventory(parameters)
    found: Row = {}
    for product_id in parameters.integers("products"):
        product = backend.account.products.get(product_id)
        if product is not None and product["inventory_id"] == inventory["inventory_id"]:
            found[str(product_id)] = product_data(backend, product, parameters)
    return {"products": backend.shapes.map(found, "products")}


def product_data(backend: Backend, product: Row, parameters: Parameters) -> Row:
    """One product as getInventoryProductsData writes it."""
    write_map = backend.shapes.map
    row: Row = {}
    for name, default in PRODUCT_DEFAULTS.items():
        if name in _ONLY_ON_REQUEST and not parameters.flag(_ONLY_ON_REQUEST[name]):
            continue
        value = product.get(name, default)
        row[name] = write_map(value, name) if isinstance(default, dict) else value
    row["is_bundle"] = backend.shapes.flag(bool(row["is_bundle"]))
    row["text_fields"] = _text_fields(backend, product)
    row["variants"] = write_map(_variants(backend, product), "variants")
    for name, asked in (("stock_erp_units", "include_erp_units"), ("stock_wms_units", "include_wms_units")):
        if parameters.flag(asked):
            row[name] = write_map(product.get(name), name)
    return row


def _text_fields(backend: Backend, product: Row) -> Any:
    """The texts; ``features`` above 65,535 bytes arrives as a cut string instead of a map (facts 3.3)."""
    texts = dict(product.get("text_fields", {}))
    for key, value in texts.items():
        if key.split("|")[0] == "features" and isinstance(value, dict):
            written = json.dumps(value, ensure_ascii=False).encode()
            if len(written) > FEATURES_BYTES:
                texts[key] = written[:FEATURES_BYTES].decode(errors="ignore")
            else:
                texts[key] = backend.shapes.map(value, "features")
    return backend.shapes.map(texts, "text_fields")


def _variants(backend: Backend, product: Row) -> Row:
    write_map = backend.shapes.map
    rows: Row = {}
    for variant_id in backend.product_index.variants(product["product_id"]):
        variant = backend.account.products[variant_id]
        rows[str(variant_id)] = {
            "name": products.name_of(variant),
            "sku": variant.get("sku", ""),
            "ean": variant.get("ean", ""),
            "prices": write_map(variant.get("prices"), "prices"),
            "stock": write_map(variant.get("stock"), "stock"),
            "locations": write_map(variant.get("locations"), "locations"),
        }
    return rows


def add_inventory_product(backend: Backend, parameters: Parameters) -> Row:
    """Create a product, or change the one named by ``product_id``; what is not sent stays."""
    inventory = backend.inventory(parameters)
    product_id = parameters.integer("product_id")
    present: Row | None = None
    if product_id:
        present = backend.account.products.get(product_id)
        if present is None:
            raise ConnectorError(errors.PRODUCT_ID, f"No product with id {product_id}")
        if present["inventory_id"] != inventory["inventory_id"]:
            raise ConnectorError(errors.STORAGE_ID, "Product belongs to another inventory.")
    fields, warnings = sent_product_fields(backend, inventory, parameters, present)
    if present is None:
        product_id = products.create(backend, inventory["inventory_id"], fields)["product_id"]
    else:
        products.change(backend, present, fields)
    return {"product_id": product_id, "warnings": backend.shapes.warnings(warnings)}


def delete_inventory_product(backend: Backend, parameters: Parameters) -> Row:
    """One product with its variants; a missing one is refused or not, by switch (facts 7.5)."""
    product_id = parameters.needed_integer("product_id")
    if product_id in backend.account.products:
        products.delete(backend, product_id)
    elif backend.quirks.missing_product_deletion == "error":
        raise ConnectorError(errors.MISSING_PRODUCT, f"Product {product_id} does not exist")
    return {}


def get_inventory_product_logs(backend: Backend, parameters: Parameters) -> Row:
    """One product's history, 100 rows a page, oldest first unless ``sort`` is DESC."""
    rows = backend.account.product_logs.get(parameters.needed_integer("product_id"), [])
    log_type = parameters.integer("log_type")
    earliest = parameters.integer("date_from")
    latest = parameters.integer("date_to", 2**62)
    found = [
        row
        for row in rows
        if earliest <= row["date"] <= latest
        and (not log_type or any(entry["type"] == log_type for entry in row["entries"]))
    ]
    if parameters.text("sort", 4).upper() == "DESC":
        found.reverse()
    start = (max(parameters.integer("page", 1), 1) - 1) * LOGS_PAGE
    return {"logs": found[start : start + LOGS_PAGE]}


def run_product_macro_trigger(backend: Backend, parameters: Parameters) -> Row:
    """Personal events of the panel are not simulated; the product has to exist."""
    product_id = as_integer(parameters.values.get("product_id"))
    if product_id not in backend.account.products:
        raise ConnectorError(errors.PRODUCT_ID, f"No product with id {product_id}")
    parameters.needed_integer("trigger_id")
    return {}


METHODS = {
    **reading(
        getInventoryProductsList=get_inventory_products_list,
        getInventoryProductsData=get_inventory_products_data,
        getInventoryProductLogs=get_inventory_product_logs,
    ),
    **changing(
        addInventoryProduct=add_inventory_product,
        deleteInventoryProduct=delete_inventory_product,
        runProductMacroTrigger=run_product_macro_trigger,
    ),
}
