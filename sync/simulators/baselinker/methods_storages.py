"""Shops and wholesalers connected to the account (facts 2.7). The fields of their products are assumed."""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors, products
from sync.simulators.baselinker.backend import Backend, changing, page_of, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.methods_stock_prices import BULK_LIMIT
from sync.simulators.baselinker.parameters import Parameters, as_integer
from sync.simulators.baselinker.warning_texts import warning

Row = dict[str, Any]

_PAGE = 1000
_LIST = ("product_id", "sku", "ean", "name", "quantity", "price_brutto")


def _storage_id(backend: Backend, parameters: Parameters) -> str:
    wanted = parameters.text("storage_id", 50)
    if all(row["storage_id"] != wanted for row in backend.account.storages):
        raise ConnectorError(errors.STORAGE_ID, "Storage with specified identifier does not exist.")
    return wanted


def get_external_storages_list(backend: Backend, _: Parameters) -> Row:
    """Ids such as "shop_2444", with the methods that each supports."""
    names = ("storage_id", "name", "methods")
    return {"storages": [{name: row.get(name, []) for name in names} for row in backend.account.storages]}


def get_external_storage_categories(backend: Backend, parameters: Parameters) -> Row:
    """The storage's own categories."""
    wanted = _storage_id(backend, parameters)
    row = next(row for row in backend.account.storages if row["storage_id"] == wanted)
    return {"storage_id": wanted, "categories": row.get("categories", [])}


def _page(backend: Backend, parameters: Parameters) -> tuple[str, list[Row]]:
    wanted = _storage_id(backend, parameters)
    rows = backend.account.storage_products.get(wanted, [])
    for name, field in (("filter_id", "product_id"), ("filter_ean", "ean"), ("filter_sku", "sku")):
        text = parameters.text(name, 50)
        if text:
            rows = [row for row in rows if str(row.get(field, "")) == text]
    return wanted, page_of(rows, parameters, _PAGE)


def get_external_storage_products_list(backend: Backend, parameters: Parameters) -> Row:
    """A page of products, as a list."""
    wanted, rows = _page(backend, parameters)
    return {"storage_id": wanted, "products": [{name: row.get(name, "") for name in _LIST} for row in rows]}


def get_external_storage_products_data(backend: Backend, parameters: Parameters) -> Row:
    """Everything about the products asked for, as a map by id."""
    wanted = _storage_id(backend, parameters)
    asked = {str(item) for item in parameters.items("products")}
    rows = backend.account.storage_products.get(wanted, [])
    found = {str(row["product_id"]): row for row in rows if str(row["product_id"]) in asked}
    return {"storage_id": wanted, "products": backend.shapes.map(found, "products")}


def get_external_storage_products_quantity(backend: Backend, parameters: Parameters) -> Row:
    """A page of quantities, as a list."""
    wanted, rows = _page(backend, parameters)
    names = ("product_id", "quantity", "variants")
    return {
        "storage_id": wanted,
        "products": [{name: row[name] for name in names if name in row} for row in rows],
    }


def get_external_storage_products_prices(backend: Backend, parameters: Parameters) -> Row:
    """A page of gross prices, as a list."""
    wanted, rows = _page(backend, parameters)
    return {
        "storage_id": wanted,
        "products": [{"product_id": row["product_id"], "price": row.get("price_brutto", 0)} for row in rows],
    }


def update_external_storage_products_quantity(backend: Backend, parameters: Parameters) -> Row:
    """Triples of product id, variant id or 0, and quantity; at most 1000."""
    wanted = _storage_id(backend, parameters)
    sent = parameters.items("products")
    if len(sent) > BULK_LIMIT:
        if backend.quirks.over_bulk_cap == "error":
            raise ConnectorError(errors.TOO_MANY, f"At most {BULK_LIMIT} products at once")
        sent = sent[:BULK_LIMIT]
    known = {str(row["product_id"]): row for row in backend.account.storage_products.get(wanted, [])}
    warnings: dict[str, str] = {}
    counter = 0
    language = backend.quirks.warnings_language
    for triple in sent:
        if not isinstance(triple, list) or len(triple) != 3:
            raise ConnectorError(errors.PARAMETER, "products has to hold triples")
        product_id, variant_id, value = triple
        row = _target(known.get(str(product_id)), as_integer(variant_id) or 0)
        amount = products.checked_number(value)
        if row is None:
            warnings[str(product_id)] = warning("unknown_product", language, product_id)
        elif amount is None:
            warnings[str(product_id)] = warning("not_a_number", language, product_id)
        else:
            row["quantity"] = amount
            counter += 1
    return {"counter": counter, "warnings": backend.shapes.warnings(warnings)}


def _target(product: Row | None, variant_id: int) -> Row | None:
    if product is None or not variant_id:
        return product
    for variant in product.get("variants", []):
        if variant["variant_id"] == variant_id:
            found: Row = variant
            return found
    return None


METHODS = {
    **reading(
        getExternalStoragesList=get_external_storages_list,
        getExternalStorageCategories=get_external_storage_categories,
        getExternalStorageProductsList=get_external_storage_products_list,
        getExternalStorageProductsData=get_external_storage_products_data,
        getExternalStorageProductsQuantity=get_external_storage_products_quantity,
        getExternalStorageProductsPrices=get_external_storage_products_prices,
    ),
    **changing(updateExternalStorageProductsQuantity=update_external_storage_products_quantity),
}
