"""Storage documents over the API (facts 2.8)."""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors, inventory_documents
from sync.simulators.baselinker.backend import Backend, changing, find_row, page_of, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]

DOCUMENTS_PAGE = 100
_FILTERS = (
    ("filter_document_id", "document_id"),
    ("filter_document_type", "document_type"),
    ("filter_document_status", "document_status"),
    ("filter_warehouse_id", "warehouse_id"),
    ("filter_source_object_type", "source_object_type"),
    ("filter_source_object_id", "source_object_id"),
)


def _document(backend: Backend, parameters: Parameters) -> Row:
    document = backend.account.documents.get(parameters.needed_integer("document_id"))
    if document is None:
        raise ConnectorError(errors.MISSING_ROW, "The document does not exist.")
    return document


def _own_warehouse_id(backend: Backend, warehouse_id: int) -> int:
    row = find_row(backend.account.warehouses, "warehouse_id", warehouse_id)
    if row["warehouse_type"] != "bl":
        raise ConnectorError(errors.READ_ONLY_WAREHOUSE, "Only warehouses of type bl have documents.")
    return warehouse_id


def add_inventory_document(backend: Backend, parameters: Parameters) -> Row:
    """A draft. Sent twice it is there twice (facts 4.20)."""
    kind = parameters.needed_integer("document_type")
    if not inventory_documents.RECEIPT <= kind <= inventory_documents.OPENING_BALANCE:
        raise ConnectorError(errors.PARAMETER, "Unknown document_type")
    warehouse_id = _own_warehouse_id(backend, parameters.needed_integer("warehouse_id"))
    target = 0
    if kind == inventory_documents.TRANSFER:
        target = _own_warehouse_id(backend, parameters.needed_integer("target_warehouse_id"))
    document = inventory_documents.create(backend, warehouse_id, kind, target, parameters.integer("date_add"))
    for name, length in (("contractor", 500), ("invoice_no", 50), ("notes", 500)):
        document[name] = parameters.text(name, length)
    return {"document_id": document["document_id"], "document_number": document["full_number"]}


def add_inventory_document_items(backend: Backend, parameters: Parameters) -> Row:
    """Items of a draft; all of them are checked before the first is taken."""
    document = _document(backend, parameters)
    rows = [parameters.nested(item) for item in parameters.items("items")]
    for row in rows:
        if row.needed_integer("product_id") not in backend.account.products:
            raise ConnectorError(errors.PRODUCT_ID, f"No product with id {row.integer('product_id')}")
        if row.amount("quantity") <= 0:
            raise ConnectorError(errors.PARAMETER, "quantity has to be above 0")
    items = []
    for row in rows:
        product = backend.account.products[row.needed_integer("product_id")]
        texts = ("location_name", "expiry_date", "batch", "serial_no")
        extra = {name: row.text(name, 100) for name in texts if row.has(name)}
        items.append(
            inventory_documents.add_item(
                backend, document, product, row.amount("quantity"), row.amount("price"), extra
            )
        )
    return {"items": items}


def set_inventory_document_status_confirmed(backend: Backend, parameters: Parameters) -> Row:
    """Only now the stock moves."""
    inventory_documents.confirm(backend, _document(backend, parameters))
    return {}


def get_inventory_documents(backend: Backend, parameters: Parameters) -> Row:
    """100 on a page; the dates filter on ``date_created`` (assumed)."""
    hidden = ("contractor", "invoice_no", "notes")
    rows = list(backend.account.documents.values())
    for name, field in _FILTERS:
        if parameters.has(name):
            wanted = parameters.integer(name)
            rows = [row for row in rows if row[field] == wanted]
    earliest = parameters.integer("filter_date_from")
    latest = parameters.integer("filter_date_to", 2**62)
    rows = [row for row in rows if earliest <= row["date_created"] <= latest]
    shown = page_of(rows, parameters, DOCUMENTS_PAGE)
    return {"documents": [{name: row[name] for name in row if name not in hidden} for row in shown]}


def get_inventory_document_items(backend: Backend, parameters: Parameters) -> Row:
    """100 on a page."""
    document = _document(backend, parameters)
    return {
        "items": page_of(backend.account.document_items[document["document_id"]], parameters, DOCUMENTS_PAGE)
    }


def get_inventory_document_series(backend: Backend, parameters: Parameters) -> Row:
    """All number series of documents, or those of one warehouse."""
    wanted = parameters.integer("warehouse_id")
    rows = backend.account.document_series
    return {"document_series": [row for row in rows if not wanted or row["warehouse_id"] == wanted]}


METHODS = {
    **reading(
        getInventoryDocuments=get_inventory_documents,
        getInventoryDocumentItems=get_inventory_document_items,
        getInventoryDocumentSeries=get_inventory_document_series,
    ),
    **changing(
        addInventoryDocument=add_inventory_document,
        addInventoryDocumentItems=add_inventory_document_items,
        setInventoryDocumentStatusConfirmed=set_inventory_document_status_confirmed,
    ),
}
