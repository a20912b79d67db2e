"""What becomes of an order: status, payment, fulfilment, and what each of them brings along (facts 2.8,
3).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sync.simulators.cloudcart import stock
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import invalid, refusal
from sync.simulators.cloudcart.shop import NEGATIVE, Hand, StatusChange
from sync.simulators.cloudcart.tables import Row

_SETTABLE: Final = ("authorized", "pending", "paid", "completed", "cancelled", "refunded")
_CREDITED: Final = ("cancelled", "refunded")
_PAID: Final = ("paid", "completed")
_POINTER: Final = "/data/attributes/status"


def set_status(backend: Backend, order: Row, slug: str, hand: Hand) -> None:
    """Give an order a status, with all that follows; the gates hold for the API only."""
    if order["status"] == slug:
        return
    values: Row = {"status": slug}
    if slug in _PAID:
        values["_paid"] = True
    if slug in NEGATIVE:
        values.update(status_fulfillment="not_fulfilled", _paid=False)
    _note_status(backend, order, slug, hand)
    _write(backend, order, values)
    _pay_rows(backend, order)
    _promote(backend, order, hand)
    stock.settle(backend, order)


def patch_status(backend: Backend, order: Row, slug: object) -> None:
    """The same over the API, where not every status may be given and not from everywhere."""
    custom = [status["slug"] for status in backend.shop.statuses if str(status["slug"]).startswith("order-")]
    if slug not in (*_SETTABLE, *custom):
        raise invalid(f"Invalid status. You can use one of: {', '.join((*_SETTABLE, *custom))}", _POINTER)
    before = order["status"]
    if slug == before:
        return
    if order["date_archived"] is not None:
        raise invalid("The order is archived.", _POINTER)
    if before in _CREDITED and order["credit_number"] and slug not in _CREDITED:
        raise invalid("The order has a credit note.", _POINTER)
    if slug == "cancelled" and before in _PAID:
        raise invalid(f"An order that is {before} cannot be cancelled.", _POINTER)
    if slug == "completed" and not _may_complete(backend, order):
        raise invalid("The order must be paid and fulfilled to be completed.", _POINTER)
    set_status(backend, order, str(slug), "api")


def pay(backend: Backend, order: Row, hand: Hand) -> None:
    """The money is there: the status becomes paid, and more where the shop is set so."""
    set_status(backend, order, "paid", hand)


def fulfil(backend: Backend, order: Row, values: Row, hand: Hand) -> Row:
    """Hand the whole order over to the courier, once; the row of the fulfilment."""
    if order["status_fulfillment"] == "fulfilled":
        raise refusal(422, "The order is already fulfilled.", pointer="/data/relationships/order")
    now = backend.now()
    made = backend.table("order-fulfillment").insert(
        {**values, "order_id": order["id"], "date_fulfilled": now}
    )
    lines = backend.table("order-products")
    for line in lines.where("order_id", order["id"]):
        lines.change(line, {"order_fulfillment_id": made["id"]})
    _write(backend, order, {"status_fulfillment": "fulfilled"})
    _promote(backend, order, hand)
    stock.settle(backend, order)
    return made


def touch(backend: Backend, order: Row, values: dict[str, Any]) -> None:
    """Other columns of an order, with its time of change and the notice."""
    _write(backend, order, values)


def _write(backend: Backend, order: Row, values: dict[str, Any]) -> None:
    backend.table("orders").change(order, {**values, "updated_at": _later(backend, order)})
    if not order["_meta"].get("is_draft"):
        backend.tell("order.updated", order["id"])


def _later(backend: Backend, order: Row) -> datetime:
    """Never before the last change, even where the clock went back."""
    now, before = backend.now(), order["updated_at"]
    assert isinstance(before, datetime)
    return max(now, before)


def _note_status(backend: Backend, order: Row, slug: str, hand: Hand) -> None:
    change = StatusChange(backend.now(), order["id"], order["status"], slug, hand)
    backend.shop.status_changes.append(change)


def _may_complete(backend: Backend, order: Row) -> bool:
    conditions = (bool(order["_paid"]), order["status_fulfillment"] == "fulfilled")
    return all(conditions) if backend.quirks.completed_needs == "both" else any(conditions)


def _promote(backend: Backend, order: Row, hand: Hand) -> None:
    """Paid and fulfilled becomes completed by itself, where the owner set it so."""
    ready = order["status"] == "paid" and order["status_fulfillment"] == "fulfilled"
    if ready and backend.shop.settings.order_complete:
        _note_status(backend, order, "completed", hand)
        _write(backend, order, {"status": "completed"})


def _pay_rows(backend: Backend, order: Row) -> None:
    status = order["status"]
    state = {"paid": "completed", "completed": "completed", "cancelled": "voided"}.get(status, status)
    payments = backend.table("order-payment")
    for row in payments.where("order_id", order["id"]):
        if state in ("completed", "pending", "authorized", "refunded", "voided"):
            payments.change(row, {"status": state, "payment_status": state, "date_modified": backend.now()})
