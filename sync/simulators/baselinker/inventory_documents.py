"""Storage documents: drafts, their items, and the confirmation that moves the stock (facts 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.simulators.baselinker import errors, products
from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbering import next_number
from sync.simulators.baselinker.numbers import Number, decimal, number

Row = dict[str, Any]

RECEIPT, INTERNAL_RECEIPT, ISSUE, INTERNAL_ISSUE, TRANSFER, OPENING_BALANCE = range(6)
_SHORT = ("GR", "IGR", "GI", "IGI", "IT", "OB")
_INWARDS = (RECEIPT, INTERNAL_RECEIPT, OPENING_BALANCE)


def create(
    backend: Backend, warehouse_id: int, document_type: int, target_id: int = 0, created: int = 0
) -> Row:
    """A draft without items. ``direction`` 0 for documents that bring in and 1 for the others is assumed."""
    account = backend.account
    series: Row = next(
        (
            row
            for row in account.document_series
            if row["document_type"] == document_type and row["warehouse_id"] == warehouse_id
        ),
        {"document_series_id": 0, "format": f"%N/%M/%Y/{_SHORT[document_type]}"},
    )
    key = f"document:{document_type}:{warehouse_id}"
    document_id = account.next_id("document", account.documents)
    document = {
        "document_id": document_id,
        "document_type": document_type,
        "document_status": 0,
        "direction": 0 if document_type in _INWARDS else 1,
        "document_series_id": series["document_series_id"],
        "full_number": next_number(backend, key, series["format"])[3],
        "date_created": created or backend.now(),
        "date_confirmed": 0,
        "warehouse_id": warehouse_id,
        "warehouse_id2": target_id,
        "items_count": 0,
        "total_quantity": 0,
        "total_price": 0,
        "source_object_type": 0,
        "source_object_id": 0,
    }
    account.documents[document_id] = document
    account.document_items[document_id] = []
    return document


def add_item(
    backend: Backend, document: Row, product: Row, quantity: Number, price: Number, extra: Row
) -> Row:
    """One item of a draft. Raises for a confirmed document and for a quantity that is not above 0."""
    if document["document_status"]:
        raise ConnectorError(errors.DOCUMENT_CONFIRMED, "The document is confirmed already.")
    if quantity <= 0:
        raise ConnectorError(errors.PARAMETER, "quantity has to be above 0")
    items = backend.account.document_items[document["document_id"]]
    taken = (row["item_id"] for rows in backend.account.document_items.values() for row in rows)
    item = {
        "document_id": document["document_id"],
        "item_id": backend.account.next_id("document_item", taken),
        "position": len(items) + 1,
        "product_id": product["product_id"],
        "product_name": products.name_of(product),
        "product_ean": product.get("ean", ""),
        "product_sku": product.get("sku", ""),
        "quantity": quantity,
        "price": price,
        "total_price": number(decimal(quantity) * decimal(price)),
        "inventory_id": product["inventory_id"],
        "location_name": "",
        "expiry_date": "",
        "batch": "",
        "serial_no": "",
        **extra,
    }
    items.append(item)
    document["items_count"] = len(items)
    document["total_quantity"] = number(decimal(document["total_quantity"]) + decimal(quantity))
    document["total_price"] = number(decimal(document["total_price"]) + decimal(item["total_price"]))
    return item


def confirm(backend: Backend, document: Row) -> None:
    """Move the stock; it may fall below zero (facts 4.13). A second confirmation is refused."""
    if document["document_status"]:
        raise ConnectorError(errors.DOCUMENT_CONFIRMED, "The document is confirmed already.")
    document["document_status"] = 1
    document["date_confirmed"] = backend.now()
    home = f"bl_{document['warehouse_id']}"
    for item in backend.account.document_items[document["document_id"]]:
        product = backend.account.products.get(item["product_id"])
        if product is None:
            continue
        quantity = item["quantity"] if document["document_type"] in _INWARDS else -item["quantity"]
        profile = str(document["full_number"])
        products.move_stock(backend, product, home, quantity, profile)
        if document["document_type"] == TRANSFER:
            target = f"bl_{document['warehouse_id2']}"
            products.move_stock(backend, product, target, item["quantity"], profile)


def adjust_stock(backend: Backend, product: Row, amounts: Mapping[str, Number]) -> None:
    """Reach absolute quantities by a confirmed internal receipt or issue for each warehouse that differs."""
    for warehouse, wanted in amounts.items():
        difference = decimal(wanted) - decimal(product.get("stock", {}).get(warehouse, 0))
        if not difference:
            continue
        kind = INTERNAL_RECEIPT if difference > 0 else INTERNAL_ISSUE
        document = create(backend, int(warehouse.removeprefix("bl_")), kind)
        add_item(backend, document, product, number(abs(difference)), 0, {})
        confirm(backend, document)
