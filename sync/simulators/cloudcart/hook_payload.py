"""What a notice says, by the readings of its shape (facts 2.12, 8.2)."""

from __future__ import annotations

import json
from typing import Any, Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.resources import RESOURCES
from sync.simulators.cloudcart.schema import Resource
from sync.simulators.cloudcart.tables import Ident, Row
from sync.simulators.cloudcart.wire import shown

_RESOURCE_OF: Final = {
    "category": "categories",
    "vendor": "vendors",
    "product": "products",
    "customer": "customers",
    "order": "orders",
}
_RECEIVERS_ADDRESS: Final = {
    "city_name": "city",
    "street_name": "street",
    "post_code": "postal_code",
    "country_name": "country",
    "address1": "note_customer",
}
_MONEY: Final = frozenset(
    [
        "price",
        "order_price",
        "amount",
        "provider_amount",
        "value",
        "price_total",
        "price_subtotal",
        "price_products_subtotal",
        "order_total",
        "order_subtotal",
        "down_payment",
    ]
)


def payload(backend: Backend, event: str, ident: Ident, gone: Row | None, version: int) -> bytes | None:
    """The body of a notice; None where there is nothing to show any more."""
    name = _RESOURCE_OF.get(event.partition(".")[0])
    if name is None:
        return None
    row = gone or backend.table(name).get(ident)
    if row is None:
        return None
    of_order = name == "orders"
    entity = _order(backend, row) if of_order and version else _flat(backend, RESOURCES[name], row)
    return json.dumps(_wrapped(backend, name, _without_nulls(entity))).encode()


def _wrapped(backend: Backend, name: str, entity: dict[str, Any]) -> Any:
    match backend.quirks.hook_body:
        case "array":
            return [entity]
        case "json_api":
            rest = {key: value for key, value in entity.items() if key != "id"}
            return {"data": {"type": name, "id": str(entity["id"]), "attributes": rest}}
        case "wrapped":
            return {name.removesuffix("s"): entity}
        case _:
            return entity


def _flat(backend: Backend, resource: Resource, row: Row) -> dict[str, Any]:
    """A row as the API would show its attributes, with the id among them."""
    made: dict[str, Any] = {"id": row["id"]}
    for name, kind in resource.attributes.items():
        value = resource.computed[name](backend, row) if name in resource.computed else row.get(name)
        made[name] = _money(backend, name, shown(value, kind, backend.quirks, backend.zone))
    return made


def _money(backend: Backend, name: str, value: Any) -> Any:
    if backend.quirks.hook_money == "decimal" and name in _MONEY and isinstance(value, int):
        return value / 100
    return value


def _parts(backend: Backend, name: str, order: Row) -> list[dict[str, Any]]:
    return [
        _flat(backend, RESOURCES[name], row) for row in backend.table(name).where("order_id", order["id"])
    ]


def _order(backend: Backend, order: Row) -> dict[str, Any]:
    flat = _flat(backend, RESOURCES["orders"], order)
    payments = _parts(backend, "order-payment", order)
    made: dict[str, Any] = {
        "order_total": flat["price_total"],
        "order_subtotal": flat["price_subtotal"],
        "discounts": _parts(backend, "order-discount", order),
        "products": _parts(backend, "order-products", order),
        "billing_address": _address(backend, "order-billing-address", order),
        "shipping_address": _address(backend, "order-shipping-address", order),
        "payments": payments,
    }
    shared = [
        "id",
        "status",
        "currency",
        "email_sent",
        "note_administrator",
        "invoice_number",
        "invoice_date",
        "receipt_number",
        "receipt_date",
        "credit_number",
        "credit_date",
        "weight",
    ]
    made.update({name: flat[name] for name in shared})
    shipping = _parts(backend, "order-shipping", order)
    if backend.quirks.hook_fields == "receiver":
        names = [
            "status_fulfillment",
            "customer_first_name",
            "customer_last_name",
            "customer_email",
            "price_products_subtotal",
            "quantity",
            "vat_included",
            "note_customer",
            "date_added",
            "date_archived",
        ]
        made.update({name: flat[name] for name in names})
        made.update(shipping=next(iter(shipping), None), taxes=_parts(backend, "order-tax", order))
        return made
    made.update(
        store_id=1,
        hash=f"{order['id']:032x}",
        created_at=flat["date_added"],
        updated_at=flat["updated_at"],
        abandoned=flat["abandoned"],
        tax_vat=_parts(backend, "order-tax", order),
        fees=[{"name": order["_fee_name"], "amount": _money(backend, "amount", order["_fee"])}]
        if order["_fee"]
        else [],
        customer={
            "id": order["customer_id"],
            "first_name": order["customer_first_name"],
            "last_name": order["customer_last_name"],
            "email": order["customer_email"],
        },
        shipping=shipping,
        payment=next(iter(payments), None),
    )
    return made


def _address(backend: Backend, name: str, order: Row) -> dict[str, Any] | None:
    quirks = backend.quirks
    row = backend.table(name).first("order_id", order["id"])
    if row is None:
        return None
    made = _flat(backend, RESOURCES[name], row)
    number = made.pop("company_registration_number", None)
    if quirks.hook_eik_name is not None and number:
        made[quirks.hook_eik_name] = number
    if quirks.hook_fields == "receiver":
        made = {_RECEIVERS_ADDRESS.get(key, key): value for key, value in made.items()}
        made["company"] = made.get("company_name")
    return made


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return value
