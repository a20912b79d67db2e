"""Stock and prices of the catalogue: reading pages, writing absolute values in bulk (facts 2.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sync.simulators.baselinker import errors, inventory_documents, product_filter, products
from sync.simulators.baselinker.backend import Backend, changing, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbers import Number
from sync.simulators.baselinker.parameters import Parameters
from sync.simulators.baselinker.warning_texts import warning

Row = dict[str, Any]

BULK_LIMIT = 1000


def get_inventory_products_stock(backend: Backend, parameters: Parameters) -> Row:
    """A page of 1000.

    ``reservations`` only where the catalogue keeps them, ``variants`` only where there are some.
    """
    inventory = backend.inventory(parameters)
    write_map = backend.shapes.map
    reserved = backend.reserved() if backend.reservations_on(inventory) else None
    variants_of = backend.product_index.variants
    known = backend.account.products
    found: Row = {}
    for product in product_filter.page(backend, parameters):
        product_id = product["product_id"]
        row = {"product_id": product_id, "stock": write_map(product.get("stock"), "stock")}
        if reserved is not None:
            row["reservations"] = write_map(reserved.get(product_id), "reservations")
        variants = variants_of(product_id)
        if variants:
            row["variants"] = {str(item): write_map(known[item].get("stock"), "stock") for item in variants}
        found[str(product_id)] = row
    return {"products": write_map(found, "products")}


def get_inventory_products_prices(backend: Backend, parameters: Parameters) -> Row:
    """A page of 1000 products with their gross prices by price group; there are no filters."""
    write_map = backend.shapes.map
    variants_of = backend.product_index.variants
    known = backend.account.products
    found: Row = {}
    for product in product_filter.page(backend, parameters, filters=False):
        row = {"prices": write_map(product.get("prices"), "prices")}
        variants = variants_of(product["product_id"])
        if variants:
            row["variants"] = {str(item): write_map(known[item].get("prices"), "prices") for item in variants}
        found[str(product["product_id"])] = row
    return {"products": write_map(found, "products")}


def update_inventory_products_stock(backend: Backend, parameters: Parameters) -> Row:
    """Absolute quantities. One bad product or warehouse does not stop the others: it becomes a warning."""
    inventory = backend.inventory(parameters)
    sent = within_limit(backend, parameters.mapping("products"))
    way = backend.quirks.storage_documents
    if way == "refused":
        raise ConnectorError(errors.STORAGE_DOCUMENTS, "Stock can only be changed by storage documents.")
    language = backend.quirks.warnings_language
    warnings: dict[str, str] = {}
    counter = 0
    for key, values in sent.items():
        product = _find(backend, inventory, key, warnings)
        if product is None:
            continue
        amounts = _accepted(backend, key, values, inventory["warehouses"], "stock", warnings)
        if not amounts:
            continue
        if way == "warned":
            warnings[key] = warning("documents_kept", language, key)
            continue
        counter += 1
        if way == "document":
            inventory_documents.adjust_stock(backend, product, amounts)
        elif way != "ignored":
            products.set_amounts(backend, product, "stock", amounts)
    return {"counter": counter, "warnings": backend.shapes.warnings(warnings)}


def update_inventory_products_prices(backend: Backend, parameters: Parameters) -> Row:
    """Absolute gross prices by price group id, in that group's currency."""
    inventory = backend.inventory(parameters)
    groups = [str(group) for group in inventory["price_groups"]]
    warnings: dict[str, str] = {}
    counter = 0
    for key, values in within_limit(backend, parameters.mapping("products")).items():
        product = _find(backend, inventory, key, warnings)
        if product is None:
            continue
        amounts = _accepted(backend, key, values, groups, "prices", warnings)
        if amounts:
            products.set_amounts(backend, product, "prices", amounts)
            counter += 1
    return {"counter": counter, "warnings": backend.shapes.warnings(warnings)}


def within_limit(backend: Backend, sent: Mapping[str, Any]) -> Mapping[str, Any]:
    """The products sent, if they are 1000 at most.

    More are refused, or the first 1000 are taken and the rest is forgotten (undocumented, facts 7.5).
    """
    if len(sent) <= BULK_LIMIT:
        return sent
    if backend.quirks.over_bulk_cap == "error":
        raise ConnectorError(errors.TOO_MANY, f"At most {BULK_LIMIT} products at once")
    return {key: sent[key] for key in list(sent)[:BULK_LIMIT]}


def _find(backend: Backend, inventory: Row, key: str, warnings: dict[str, str]) -> Row | None:
    language = backend.quirks.warnings_language
    if not key.isdecimal():
        warnings[key] = warning("not_an_integer", language, key)
        return None
    product = backend.account.products.get(int(key))
    if product is None or product["inventory_id"] != inventory["inventory_id"]:
        warnings[key] = warning("unknown_product", language, key)
        return None
    return product


def _accepted(
    backend: Backend, key: str, values: Any, allowed: Collection[str], field: str, warnings: dict[str, str]
) -> dict[str, Number]:
    language = backend.quirks.warnings_language
    accepted: dict[str, Number] = {}
    for name, value in values.items() if isinstance(values, dict) else ():
        amount = products.checked_number(value)
        if field == "stock" and not name.startswith("bl_"):
            warnings[key] = warning("read_only_warehouse", language, name)
        elif name not in allowed:
            unknown = "unknown_warehouse" if field == "stock" else "unknown_price_group"
            warnings[key] = warning(unknown, language, name)
        elif amount is None:
            warnings[key] = warning("not_a_number", language, name)
        else:
            accepted[name] = amount
    return accepted


METHODS = {
    **reading(
        getInventoryProductsStock=get_inventory_products_stock,
        getInventoryProductsPrices=get_inventory_products_prices,
    ),
    **changing(
        updateInventoryProductsStock=update_inventory_products_stock,
        updateInventoryProductsPrices=update_inventory_products_prices,
    ),
}
