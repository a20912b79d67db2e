"""What can happen to an order, whoever does it: the API or a person in the panel.

Each step writes its journal rows.

Journal types are those of facts 2.1. Which object id stands in types 12 and 13 is undocumented: here the
line's id.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sync.simulators.baselinker import errors
from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbers import Number, decimal, number
from sync.simulators.baselinker.order_fields import LINE_DEFAULTS, ORDER_DEFAULTS

Row = dict[str, Any]

CREATED, CONFIRMED, PAID, REMOVED, MERGED, SPLIT = 1, 2, 3, 4, 5, 6
INVOICE_ISSUED, RECEIPT_ISSUED, DELIVERY_EDITED = 7, 8, 11
LINE_ADDED, LINE_EDITED, LINE_REMOVED, DATA_EDITED, COPIED, STATUS_CHANGED = 12, 13, 14, 16, 17, 18
INVOICE_DELETED, INVOICE_EDITED = 19, 21


def order_total(order: Row) -> Decimal:
    """Gross value in the order's currency: lines and delivery (facts 3.2: it is not in the answer)."""
    lines = sum(
        (decimal(line["price_brutto"]) * decimal(line["quantity"]) for line in order["products"]), Decimal(0)
    )
    return lines + decimal(order["delivery_price"])


def create_order(backend: Backend, fields: Row, lines: list[Row], confirmed: bool = True) -> Row:
    """A new order of now, with its journal rows; ``date_add`` may be another, the confirmation is of now.

    "It is not possible for an order to jump in with an earlier confirmation date" (facts 2.1), so an order
    that the API adds with an old ``date_add`` counts as confirmed at this moment.
    """
    account, now = backend.account, backend.now()
    order = {**ORDER_DEFAULTS, **fields, "order_id": account.next_id("order", account.orders)}
    order["date_add"] = fields.get("date_add") or now
    order["date_in_status"] = now
    order["confirmed"] = confirmed
    order["date_confirmed"] = now if confirmed else 0
    order["order_page"] = f"https://orders.example.invalid/{order['order_id']}"
    order["products"] = [_new_line(backend, line) for line in lines]
    account.orders[order["order_id"]] = order
    backend.orders_changed()
    backend.write_journal(CREATED, order["order_id"])
    if confirmed:
        backend.write_journal(CONFIRMED, order["order_id"])
    return order


def _new_line(backend: Backend, fields: Row) -> Row:
    taken = (
        line["order_product_id"] for order in backend.account.orders.values() for line in order["products"]
    )
    return {
        **LINE_DEFAULTS,
        **fields,
        "order_product_id": backend.account.next_id("order_line", map(int, taken)),
    }


def confirm(backend: Backend, order: Row) -> None:
    """The buyer filled the delivery form, or the seller confirmed; nothing happens the second time."""
    if order["confirmed"]:
        return
    order["confirmed"] = True
    order["date_confirmed"] = backend.now()
    backend.orders_changed()
    backend.write_journal(CONFIRMED, order["order_id"])


def change_status(backend: Backend, order: Row, status_id: int) -> None:
    """Put the order into a status; the same status again leaves no trace. Raises for an unknown status."""
    if all(row["id"] != status_id for row in backend.account.statuses):
        raise ConnectorError(errors.STATUS_ID, f"Status {status_id} does not exist.")
    if order["order_status_id"] == status_id:
        return
    order["order_status_id"] = status_id
    order["date_in_status"] = backend.now()
    backend.orders_changed()
    backend.write_journal(STATUS_CHANGED, order["order_id"], status_id)


def edit_fields(backend: Backend, order: Row, fields: Row) -> None:
    """Change fields of the order; delivery data and other data have journal types of their own."""
    order.update(fields)
    backend.orders_changed()
    delivery = any(name.startswith("delivery_") for name in fields)
    other = any(not name.startswith("delivery_") for name in fields)
    if delivery:
        backend.write_journal(DELIVERY_EDITED, order["order_id"])
    if other:
        backend.write_journal(DATA_EDITED, order["order_id"])


def add_line(backend: Backend, order: Row, fields: Row) -> Row:
    """A new line at the end of the order."""
    line = _new_line(backend, fields)
    order["products"] = [*order["products"], line]
    backend.orders_changed()
    backend.write_journal(LINE_ADDED, order["order_id"], line["order_product_id"])
    return line


def find_line(order: Row, line_id: int) -> Row:
    """The line with that id, or a refusal."""
    for line in order["products"]:
        if int(line["order_product_id"]) == line_id:
            found: Row = line
            return found
    raise ConnectorError(errors.ORDER_LINE_ID, f"Order product {line_id} does not exist.")


def edit_line(backend: Backend, order: Row, line_id: int, fields: Row) -> None:
    """Change fields of one line."""
    find_line(order, line_id).update(fields)
    backend.orders_changed()
    backend.write_journal(LINE_EDITED, order["order_id"], line_id)


def remove_line(backend: Backend, order: Row, line_id: int) -> None:
    """Take one line out."""
    removed = find_line(order, line_id)
    order["products"] = [line for line in order["products"] if line is not removed]
    backend.orders_changed()
    backend.write_journal(LINE_REMOVED, order["order_id"], line_id)


def pay(
    backend: Backend, order: Row, amount: Number, at: int, comment: str = "", external_id: str = ""
) -> None:
    """Set the paid amount, absolute and in the order's currency (facts 4.21), and note it in the history."""
    row = {
        "paid_before": f"{decimal(order['payment_done']):.2f}",
        "paid_after": f"{decimal(amount):.2f}",
        "total_price": f"{order_total(order):.2f}",
        "currency": order["currency"],
        "external_payment_id": external_id,
        "date": str(at),
        "comment": comment,
    }
    backend.account.payments.setdefault(order["order_id"], []).append(row)
    order["payment_done"] = number(amount)
    backend.write_journal(PAID, order["order_id"])


def duplicate(backend: Backend, order: Row) -> Row:
    """A copy with an id of its own, unpaid, of now."""
    copy = create_order(backend, _carried(order), order["products"])
    backend.write_journal(COPIED, order["order_id"], copy["order_id"])
    return copy


def split(backend: Backend, order: Row, quantities: dict[int, int], delivery_cost: Number) -> Row:
    """Move quantities (by line id) and part of the delivery price into a new order.

    Raises for more than there is.
    """
    moved: list[Row] = []
    kept: list[Row] = []
    for line_id in quantities:
        find_line(order, line_id)
    for line in order["products"]:
        quantity = quantities.get(int(line["order_product_id"]), 0)
        if quantity < 0 or quantity > line["quantity"]:
            raise ConnectorError(errors.PARAMETER, "More to split than the line holds")
        if quantity:
            moved.append({**line, "quantity": quantity})
        if quantity < line["quantity"]:
            kept.append({**line, "quantity": line["quantity"] - quantity})
    if not moved:
        raise ConnectorError(errors.PARAMETER, "Nothing to split")
    order["products"] = kept
    order["delivery_price"] = number(decimal(order["delivery_price"]) - decimal(delivery_cost))
    new = create_order(backend, {**_carried(order), "delivery_price": number(delivery_cost)}, moved)
    backend.write_journal(SPLIT, order["order_id"], new["order_id"])
    return new


def merge(backend: Backend, main: Row, others: list[Row], technical: bool, sum_delivery: bool) -> Row:
    """Join orders: into a new order id (technical merge) or into the main one.

    The joined ones disappear (facts 4.12).
    """
    lines = [line for order in (main, *others) for line in order["products"]]
    prices = [decimal(order["delivery_price"]) for order in (main, *others)]
    delivery = number(sum(prices, Decimal(0)) if sum_delivery else prices[0])
    paid = number(sum((decimal(order["payment_done"]) for order in (main, *others)), Decimal(0)))
    vanished = [main, *others] if technical else others
    if technical:
        fields = {**_carried(main), "delivery_price": delivery, "payment_done": paid}
        result = create_order(backend, fields, lines)
    else:
        result = main
        result.update(products=lines, delivery_price=delivery, payment_done=paid)
    for order in vanished:
        del backend.account.orders[order["order_id"]]
        pair = (order["order_id"], result["order_id"])
        row_on, points_to = pair if backend.quirks.merge_row_on == "vanished" else pair[::-1]
        backend.write_journal(MERGED, row_on, points_to)
    backend.orders_changed()
    return result


def delete(backend: Backend, order: Row) -> None:
    """The order is gone; only the journal tells (facts 4.10)."""
    del backend.account.orders[order["order_id"]]
    backend.orders_changed()
    backend.write_journal(REMOVED, order["order_id"])


def _carried(order: Row) -> Row:
    """What a copy, a part or a merged order takes over: everything but ids, dates and money received."""
    own = {"order_id", "products", "payment_done", "order_page"}
    own |= {"confirmed", "date_confirmed", "date_add", "date_in_status"}
    return {name: value for name, value in order.items() if name not in own}
