"""Orders: reading them and what hangs on them (facts 2.1, 3.1, 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sync.simulators.baselinker.backend import Backend, reading
from sync.simulators.baselinker.order_fields import LINE_DEFAULTS, ORDER_DEFAULTS
from sync.simulators.baselinker.order_index import SortField
from sync.simulators.baselinker.parameters import Parameters, is_true

Row = dict[str, Any]

ORDERS_PAGE = 100
JOURNAL_DAYS = 3
_NOT_IN_2022 = frozenset({"delivery_method_id", "delivery_state", "invoice_state"})
_TEXT_IN_2022 = ("order_source_id",)
_LINE_TEXT_IN_2022 = ("storage_id", "order_product_id")


def get_orders(backend: Backend, parameters: Parameters) -> Row:
    """At most 100 orders, ascending; every ``_from`` is inclusive; there is no page and no upper bound.

    All filters apply together, also beside ``order_id``; unconfirmed orders only with
    ``get_unconfirmed_orders``. ``include_discounts_data`` is accepted and adds nothing: its answer is not
    known.
    """
    with_extra = parameters.flag("include_custom_extra_fields")
    with_commission = parameters.flag(backend.quirks.commission_parameter)
    with_connect = parameters.flag("include_connect_data")
    found = filter(_filter(backend, parameters), _candidates(backend, parameters))
    rows = []
    for order in islice(found, ORDERS_PAGE):
        row = order_row(backend, order)
        if with_extra:
            row["custom_extra_fields"] = backend.shapes.map(
                order.get("custom_extra_fields"), "custom_extra_fields"
            )
        if with_commission:
            no_commission = {"net": 0, "gross": 0, "currency": order["currency"]}
            row["commission"] = order.get("commission") or no_commission
        if with_connect:
            none = {"connect_integration_id": 0, "connect_contractor_id": 0}
            row["connect_data"] = order.get("connect_data") or none
        rows.append(row)
    return {"orders": rows}


def _candidates(backend: Backend, parameters: Parameters) -> Iterator[Row]:
    order_id = parameters.integer("order_id")
    if order_id:
        found = backend.account.orders.get(order_id)
        return iter([found] if found is not None else [])
    starts: dict[SortField, int] = {
        "date_confirmed": parameters.integer("date_confirmed_from"),
        "date_add": parameters.integer("date_from"),
        "order_id": parameters.integer("id_from"),
    }
    by: SortField
    if backend.quirks.orders_sorted_by != "cursor":
        by = backend.quirks.orders_sorted_by
    else:
        by = next((name for name, start in starts.items() if start), "date_confirmed")
    return backend.order_index.ascending(by, backend.quirks.tie_break, starts[by])


def _filter(backend: Backend, parameters: Parameters) -> Callable[[Row], bool]:
    """One question for each order, its parameters read once: a scan may pass 100,000 orders."""
    unconfirmed_too = parameters.flag("get_unconfirmed_orders")
    vanish = backend.quirks.archived_orders_vanish
    least = [
        (field, start)
        for field, name in (
            ("date_confirmed", "date_confirmed_from"),
            ("date_add", "date_from"),
            ("order_id", "id_from"),
        )
        if (start := parameters.integer(name))
    ]
    equal = [
        (field, wanted.lower())
        for field, name, length in (
            ("order_status_id", "status_id", 20),
            ("email", "filter_email", 50),
            ("external_order_id", "filter_external_order_id", 50),
            ("order_source", "filter_order_source", 20),
            ("shop_order_id", "filter_shop_order_id", 20),
        )
        if (wanted := parameters.text(name, length)) not in ("", "0")
    ]
    if parameters.text("filter_order_source", 20) and parameters.has("filter_order_source_id"):
        equal.append(("order_source_id", str(parameters.integer("filter_order_source_id"))))

    def wanted_order(order: Row) -> bool:
        if not (unconfirmed_too or order["confirmed"]):
            return False
        for field, start in least:
            if order[field] < start:
                return False
        for field, value in equal:
            if str(order[field]).lower() != value:
                return False
        return not (vanish and _is_archived(backend, order))

    return wanted_order


def _is_archived(backend: Backend, order: Row) -> bool:
    if order["order_id"] in backend.account.archived_orders:
        return True
    return bool(order["date_add"] < backend.now() - backend.quirks.archive_after.total_seconds())


def order_row(backend: Backend, order: Row) -> Row:
    """An order as getOrders writes it, without the parts that come only on request."""
    shapes = backend.shapes
    old = backend.quirks.numbers == "2022"
    row = {name: order.get(name, default) for name, default in ORDER_DEFAULTS.items()}
    row["confirmed"] = shapes.flag(is_true(row["confirmed"]))
    for name in ("payment_method_cod", "want_invoice"):
        row[name] = shapes.flag(is_true(row[name]), recorded="text")
    if old:
        for name in _NOT_IN_2022:
            del row[name]
        for name in _TEXT_IN_2022:
            row[name] = str(row[name])
        row["shop_order_id"] = str(row["shop_order_id"] or "")
    row["products"] = [_line_row(line, old) for line in order["products"]]
    return row


def _line_row(line: Row, old: bool) -> Row:
    row = {name: line.get(name, default) for name, default in LINE_DEFAULTS.items()}
    for name in _LINE_TEXT_IN_2022 if old else ():
        row[name] = str(row[name])
    return row


def get_orders_by_email(backend: Backend, parameters: Parameters) -> Row:
    """Short rows, with their ids as texts; which further fields they have is a guess."""
    return _short_rows(backend, "email", parameters.text("email", 50))


def get_orders_by_phone(backend: Backend, parameters: Parameters) -> Row:
    """As by e-mail."""
    return _short_rows(backend, "phone", parameters.text("phone", 50))


def _short_rows(backend: Backend, field: str, wanted: str) -> Row:
    return {
        "orders": [
            {"order_id": str(order["order_id"]), "order_status_id": str(order["order_status_id"])}
            for order in backend.account.orders.values()
            if wanted and str(order[field]).lower() == wanted.lower()
        ]
    }


def get_order_sources(backend: Backend, _: Parameters) -> Row:
    """Type -> id -> name. A group whose only key is 0 can arrive as a list (``sequential_map_as_list``)."""
    groups = {name: backend.shapes.map(group, name) for name, group in backend.account.sources.items()}
    return {"sources": backend.shapes.map(groups, "sources")}


def get_order_extra_fields(backend: Backend, _: Parameters) -> Row:
    """The account's own order fields."""
    return {"extra_fields": backend.account.order_extra_fields}


def get_order_transaction_data(backend: Backend, parameters: Parameters) -> Row:
    """Marketplace data of one order; ``order_items`` only with ``include_complex_taxes``."""
    order = backend.order(parameters.needed_integer("order_id"))
    empty = {
        "currency": order["currency"],
        "fulfillment_shipments": [],
        "ship_date_from": 0,
        "ship_date_to": 0,
        "delivery_date_from": 0,
        "delivery_date_to": 0,
        "marketplace_transaction_id": "",
        "account_id": 0,
        "transaction_date": 0,
    }
    stored = dict(backend.account.transactions.get(order["order_id"], {}))
    items = stored.pop("order_items", [])
    if parameters.flag("include_complex_taxes"):
        stored["order_items"] = items
    return {**empty, **stored}


def get_order_payments_history(backend: Backend, parameters: Parameters) -> Row:
    """Payments, amounts and date as texts.

    Without ``show_full_history`` only those with an external payment id.
    """
    order = backend.order(parameters.needed_integer("order_id"))
    rows = backend.account.payments.get(order["order_id"], [])
    full = parameters.flag("show_full_history")
    return {"payments": [row for row in rows if full or row["external_payment_id"]]}


def get_order_pick_pack_history(backend: Backend, parameters: Parameters) -> Row:
    """Who picked and packed, by ``action_type`` if given."""
    order = backend.order(parameters.needed_integer("order_id"))
    rows = backend.account.pick_pack_history.get(order["order_id"], [])
    action = parameters.integer("action_type")
    return {"history": [row for row in rows if not action or row.get("action_type") == action]}


def get_order_packages(backend: Backend, parameters: Parameters) -> Row:
    """The parcels of one order."""
    order = backend.order(parameters.needed_integer("order_id"))
    return {"packages": backend.account.packages.get(order["order_id"], [])}


def get_journal_list(backend: Backend, parameters: Parameters) -> Row:
    """Rows after ``last_log_id`` of the last three days, ascending.

    Empty unless support has activated the journal.
    """
    if not backend.quirks.journal_activated:
        return {"logs": []}
    last = parameters.integer("last_log_id")
    types = frozenset(parameters.integers("logs_types"))
    order_id = parameters.integer("order_id")
    oldest = backend.now() - JOURNAL_DAYS * 86400
    found = (
        row
        for row in backend.account.journal
        if row["id"] > last
        and row["date"] >= oldest
        and (not types or row["log_type"] in types)
        and (not order_id or row["order_id"] == order_id)
    )
    return {"logs": list(islice(found, backend.quirks.journal_page))}


METHODS = {
    **reading(
        getOrders=get_orders,
        getOrdersByEmail=get_orders_by_email,
        getOrdersByPhone=get_orders_by_phone,
        getOrderSources=get_order_sources,
        getOrderExtraFields=get_order_extra_fields,
        getOrderTransactionData=get_order_transaction_data,
        getOrderPaymentsHistory=get_order_payments_history,
        getOrderPickPackHistory=get_order_pick_pack_history,
        getOrderPackages=get_order_packages,
        getJournalList=get_journal_list,
    )
}
