"""Orders: creating and changing them (facts 2.2)."""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors, orders
from sync.simulators.baselinker.backend import Backend, changing
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbers import number
from sync.simulators.baselinker.order_fields import merged_extra_fields, sent_line_fields, sent_order_fields
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]

DELETE_LIMIT = 1000


def _order_or_silence(backend: Backend, order_id: int) -> Row | None:
    """The order that a change names.

    For an unknown one a refusal, or None where the account answers SUCCESS all the same (facts 7.5).
    """
    if backend.quirks.unknown_order == "silent":
        return backend.account.orders.get(order_id)
    return backend.order(order_id)


def set_order_status(backend: Backend, parameters: Parameters) -> Row:
    """One order into one status."""
    order = _order_or_silence(backend, parameters.needed_integer("order_id"))
    if order is not None:
        orders.change_status(backend, order, parameters.needed_integer("status_id"))
    return {}


def set_order_statuses(backend: Backend, parameters: Parameters) -> Row:
    """Many orders into one status; refused as a whole where one of them is unknown (undocumented)."""
    ids = parameters.integers("order_ids")
    found = [order for order_id in ids if (order := _order_or_silence(backend, order_id)) is not None]
    status_id = parameters.needed_integer("status_id")
    for order in found:
        orders.change_status(backend, order, status_id)
    return {}


def set_order_fields(backend: Backend, parameters: Parameters) -> Row:
    """The fields that were sent; the status is not among them."""
    order = _order_or_silence(backend, parameters.needed_integer("order_id"))
    if order is None:
        return {}
    fields = sent_order_fields(parameters)
    if parameters.has("custom_extra_fields"):
        present = order.get("custom_extra_fields", {})
        known = backend.account.order_extra_fields
        fields["custom_extra_fields"] = merged_extra_fields(known, present, parameters)
    if fields:
        orders.edit_fields(backend, order, fields)
    return {}


def add_order(backend: Backend, parameters: Parameters) -> Row:
    """A new order. Sent twice it is there twice: there is no key against repeats (facts 4.20)."""
    status_id = parameters.needed_integer("order_status_id")
    if all(row["id"] != status_id for row in backend.account.statuses):
        raise ConnectorError(errors.STATUS_ID, f"Status {status_id} does not exist.")
    fields = sent_order_fields(parameters)
    fields["order_status_id"] = status_id
    fields["order_source_id"] = parameters.integer("custom_source_id")
    fields["date_add"] = parameters.integer("date_add")
    fields["currency"] = parameters.text("currency", 3, "PLN")
    fields["custom_extra_fields"] = merged_extra_fields(backend.account.order_extra_fields, {}, parameters)
    lines = [sent_line_fields(parameters.nested(row)) for row in parameters.items("products")]
    order = orders.create_order(backend, fields, lines)
    if parameters.flag("paid"):
        orders.pay(backend, order, number(orders.order_total(order)), backend.now())
    return {"order_id": order["order_id"]}


def add_order_product(backend: Backend, parameters: Parameters) -> Row:
    """A new line."""
    order = backend.order(parameters.needed_integer("order_id"))
    line = orders.add_line(backend, order, sent_line_fields(parameters))
    return {"order_product_id": line["order_product_id"]}


def set_order_product_fields(backend: Backend, parameters: Parameters) -> Row:
    """Fields of one line."""
    order = backend.order(parameters.needed_integer("order_id"))
    line_id = parameters.needed_integer("order_product_id")
    orders.edit_line(backend, order, line_id, sent_line_fields(parameters))
    return {}


def delete_order_product(backend: Backend, parameters: Parameters) -> Row:
    """Take a line out."""
    order = backend.order(parameters.needed_integer("order_id"))
    orders.remove_line(backend, order, parameters.needed_integer("order_product_id"))
    return {}


def add_order_duplicate(backend: Backend, parameters: Parameters) -> Row:
    """Copy an order."""
    copy = orders.duplicate(backend, backend.order(parameters.needed_integer("order_id")))
    return {"order_id": copy["order_id"]}


def add_order_by_split(backend: Backend, parameters: Parameters) -> Row:
    """Move lines, or parts of them, into a new order."""
    order = backend.order(parameters.needed_integer("order_id"))
    quantities: dict[int, int] = {}
    for item in parameters.items("items_to_split"):
        row = parameters.nested(item)
        quantities[row.needed_integer("order_product_id")] = row.needed_integer("quantity")
    new = orders.split(backend, order, quantities, parameters.amount("delivery_cost_to_split"))
    return {"new_order_id": new["order_id"]}


def set_orders_merge(backend: Backend, parameters: Parameters) -> Row:
    """Join orders."""
    main = backend.order(parameters.needed_integer("main_order_id"))
    wanted = dict.fromkeys(parameters.integers("order_ids_to_merge"))
    others = [backend.order(order_id) for order_id in wanted if order_id != main["order_id"]]
    mode = parameters.text("merge_mode", 30, "technical_merge")
    if mode not in ("technical_merge", "into_main_order") or not others:
        raise ConnectorError(errors.PARAMETER, "Unknown merge_mode or nothing to merge")
    technical = mode == "technical_merge"
    merged = orders.merge(backend, main, others, technical, parameters.flag("sum_delivery_costs"))
    return {"merged_order_id": merged["order_id"]}


def delete_orders(backend: Backend, parameters: Parameters) -> Row:
    """At most 1000; the answer names those that were there."""
    ids = parameters.integers("order_ids")
    if len(ids) > DELETE_LIMIT:
        raise ConnectorError(errors.TOO_MANY, f"At most {DELETE_LIMIT} orders at once")
    deleted = []
    for order_id in dict.fromkeys(ids):
        order = backend.account.orders.get(order_id)
        if order is not None:
            orders.delete(backend, order)
            deleted.append(order_id)
    return {"deleted_order_ids": deleted}


def run_order_macro_trigger(backend: Backend, parameters: Parameters) -> Row:
    """Personal events of the panel are not simulated; the order has to exist."""
    backend.order(parameters.needed_integer("order_id"))
    parameters.needed_integer("trigger_id")
    return {}


def set_order_payment(backend: Backend, parameters: Parameters) -> Row:
    """The paid amount, absolute: it replaces the one before (facts 2.2)."""
    order = _order_or_silence(backend, parameters.needed_integer("order_id"))
    if order is None:
        return {}
    if not parameters.has("payment_done"):
        raise ConnectorError(errors.PARAMETER, "payment_done is required")
    orders.pay(
        backend,
        order,
        parameters.amount("payment_done"),
        parameters.integer("payment_date", backend.now()),
        parameters.text("payment_comment", 30),
        parameters.text("external_payment_id", 30),
    )
    return {}


METHODS = changing(
    setOrderStatus=set_order_status,
    setOrderStatuses=set_order_statuses,
    setOrderFields=set_order_fields,
    addOrder=add_order,
    addOrderProduct=add_order_product,
    setOrderProductFields=set_order_product_fields,
    deleteOrderProduct=delete_order_product,
    addOrderDuplicate=add_order_duplicate,
    addOrderBySplit=add_order_by_split,
    setOrdersMerge=set_orders_merge,
    deleteOrders=delete_orders,
    runOrderMacroTrigger=run_order_macro_trigger,
    setOrderPayment=set_order_payment,
)
