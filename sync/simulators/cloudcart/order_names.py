"""The names on which the sources on orders disagree (facts 2.8, 2.9, 8.1, 8.7, 8.11)."""

from __future__ import annotations

from typing import Any, Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.tables import Row
from sync.simulators.cloudcart.wire import shown

_PRICES: Final = ("price_total", "price_subtotal", "price_products_subtotal")
_COLUMNS_OF_TAX: Final = {"name": "tax_name", "rate": "tax", "type": "tax_type", "value": "order_amount"}


def renamed_order(backend: Backend, row: Row, values: dict[str, Any]) -> dict[str, Any]:
    """An order's attributes by the names of the switches."""
    made = dict(values)
    quirks = backend.quirks
    if quirks.order_money_names != "price":
        shipping = sum(
            each["provider_amount"] for each in backend.table("order-shipping").where("order_id", row["id"])
        )
        tax = sum(each["value"] for each in backend.table("order-tax").where("order_id", row["id"]))
        plain = {
            "total": row["price_total"],
            "subtotal": row["price_subtotal"],
            "tax": tax,
            "discount": row["_discount"],
            "shipping_price": shipping,
        }
        made.update({name: shown(value, "whole", quirks, backend.zone) for name, value in plain.items()})
    if quirks.order_money_names == "plain":
        for name in _PRICES:
            del made[name]
    if quirks.order_status_name != "status":
        status = backend.shop.status(row["status"])
        number = status is not None and quirks.status_id_holds == "number"
        made["status_id"] = status["id"] if number and status else row["status"]
    if quirks.order_status_name == "status_id":
        del made["status"]
    return made


def renamed_tax(backend: Backend, values: dict[str, Any]) -> dict[str, Any]:
    """A tax row's attributes by the names of the switch."""
    if backend.quirks.tax_names == "wiki":
        return values
    made = {_COLUMNS_OF_TAX.get(name, name): value for name, value in values.items()}
    return {**made, "tax_shipping": "no", "tax_vat": "yes"}
