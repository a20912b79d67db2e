"""What the owner does to an order in the panel beyond its status (facts 2.8, 2.12)."""

from __future__ import annotations

from decimal import Decimal

from sync.simulators.cloudcart import order_life, order_money, stock
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.order_lines import line_of
from sync.simulators.cloudcart.resources_orders import PARTS_OF_ORDER
from sync.simulators.cloudcart.tables import Row


def edit_quantity(backend: Backend, order: Row, line_id: int, quantity: Decimal) -> None:
    """Another quantity of a line, 0 takes it out; KeyError where the line is not the order's."""
    lines = backend.table("order-products")
    line = lines.get(line_id)
    if line is None or line["order_id"] != order["id"]:
        raise KeyError(line_id)
    if order["_taken_off"]:
        stock.move_line(backend, line, line["quantity"] - quantity, order)
    if quantity:
        lines.change(line, {"quantity": quantity})
    else:
        lines.delete(line_id)
    _recount(backend, order)


def add_line(backend: Backend, order: Row, variant_id: int, quantity: Decimal) -> int:
    """One more line at the variant's price; its id."""
    line = line_of(backend, order["id"], variant_id, quantity)
    made = backend.table("order-products").insert(line)
    if order["_taken_off"]:
        stock.move_line(backend, made, -quantity, order)
    _recount(backend, order)
    return int(made["id"])


def credit(backend: Backend, order: Row, number: str) -> None:
    """Refunded, with a credit note; from then on only cancelled and refunded are left."""
    order_life.set_status(backend, order, "refunded", "panel")
    order_life.touch(backend, order, {"credit_number": number, "credit_date": backend.now()})


def change_payment(backend: Backend, order_id: int, provider: str) -> None:
    """Another way of payment, without a notice; KeyError where order or way is not there."""
    payment = backend.table("order-payment").first("order_id", order_id)
    way = backend.table("payment-providers").get(provider)
    if payment is None or way is None:
        raise KeyError(provider)
    values = {"provider": provider, "provider_name": way["title"], "date_modified": backend.now()}
    backend.table("order-payment").change(payment, values)


def delete(backend: Backend, order_id: int, *, stock_returns: bool) -> None:
    """The order and its parts are gone; whether the stock comes back, the sheet does not say."""
    order = backend.row("orders", order_id)
    if stock_returns and order["_taken_off"]:
        for line in backend.table("order-products").where("order_id", order_id):
            stock.move_line(backend, line, line["quantity"], order)
    for name in PARTS_OF_ORDER:
        for row in backend.table(name).where("order_id", order_id):
            backend.table(name).delete(row["id"])
    backend.table("orders").delete(order_id)


def _recount(backend: Backend, order: Row) -> None:
    order_money.recount(backend, order)
    payment = backend.table("order-payment").first("order_id", order["id"])
    if payment is not None:
        backend.table("order-payment").change(payment, {"amount": order["price_total"]})
    order_life.touch(backend, order, {})
