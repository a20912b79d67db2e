"""Orders and fulfilments over the API; orders are neither made nor deleted there (facts 2.8, 8.7)."""

from __future__ import annotations

from typing import Any, Final

from sync.simulators.cloudcart import order_life
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import invalid
from sync.simulators.cloudcart.incoming import (
    Document,
    Rule,
    Rules,
    refuse_read_only,
    required_relation,
    rules,
    taken,
)
from sync.simulators.cloudcart.tables import Row

_STATUS: Final = rules(text="status")
_OF_API_PAGE: Final = rules(text="usn invoice_number", moment="invoice_date")
_OF_ENTITY_PAGE: Final = {"note_administrator": Rule(longest=None), **rules(flag="notify_customer")}
_FULFILLMENT: Final = rules(
    text="shipping_tracking_url shipping_tracking_number",
    day="shipping_date_expedition shipping_date_delivery",
)
_ONCE: Final = {
    "usn": "You can set USN only once",
    "invoice_number": "You can set invoice number only once.",
}


def change(backend: Backend, row: Row, document: Document) -> None:
    """What the switches let be patched; everything else is read-only."""
    known = _known(backend)
    values = taken(document, known, backend, creating=False)
    refuse_read_only(document, known, always=False, backend=backend)
    if "abandoned" in document.attributes:
        raise invalid("The abandoned field cannot be set.", "/data/attributes/abandoned")
    status = values.pop("status", None) or _status_by_id(backend, document)
    values = {name: value for name, value in values.items() if _is_new(backend, row, name, value)}
    if values.get("invoice_number") and "invoice_date" not in values:
        values["invoice_date"] = backend.now()
    if status is not None:
        order_life.patch_status(backend, row, status)
    if values:
        order_life.touch(backend, row, values)


def fulfil(backend: Backend, row: Row, document: Document | None) -> None:
    """``PATCH /orders/{id}/fulfill``, with or without a document."""
    values = {} if document is None else taken(document, _FULFILLMENT, backend, creating=False)
    order_life.fulfil(backend, row, values, "api")


def create_fulfillment(backend: Backend, document: Document) -> Row:
    """``POST /order-fulfillment``."""
    values = taken(document, _FULFILLMENT, backend, creating=True)
    order = backend.row("orders", required_relation(document, "order"))
    return order_life.fulfil(backend, order, values, "api")


def change_fulfillment(backend: Backend, row: Row, document: Document) -> None:
    """Tracking numbers and days may follow later."""
    backend.table("order-fulfillment").change(row, taken(document, _FULFILLMENT, backend, creating=False))


def delete_fulfillment(backend: Backend, row: Row) -> None:
    """The order is open again; what its stock did stays."""
    backend.table("order-fulfillment").delete(row["id"])
    order = backend.table("orders").get(row["order_id"])
    if order is not None:
        order_life.touch(backend, order, {"status_fulfillment": "not_fulfilled"})


def _known(backend: Backend) -> Rules:
    which = backend.quirks.order_patch
    known = {**_STATUS}
    if which != "entity_page":
        known.update(_OF_API_PAGE)
    if which != "api_page":
        known.update(_OF_ENTITY_PAGE)
    return known


def _status_by_id(backend: Backend, document: Document) -> Any:
    """``status_id`` counts only where the shop has it."""
    if backend.quirks.order_status_name == "status":
        return None
    given = document.attributes.get("status_id")
    for status in backend.shop.statuses:
        if str(status["id"]) == str(given):
            return status["slug"]
    return given


def _is_new(backend: Backend, row: Row, name: str, value: object) -> bool:
    """Whether to write; a number that is given once and for all may not change, nor be another order's."""
    if name not in _ONCE:
        return bool(row.get(name) != value)
    pointer = f"/data/attributes/{name}"
    if row.get(name):
        raise invalid(_ONCE[name], pointer)
    if value and backend.table("orders").first(name, value) is not None:
        raise invalid(f"The {name.replace('_', ' ')} has already been taken.", pointer)
    return True
