"""Reading one order of getOrders: its raw form for the inbox, and the order in the model's words.

Shapes as recorded in 2022 and 2023 and as documented since: prices gross in the order's currency, times in
unix seconds, no total (the sum of the lines and the delivery), the tax rates -1, -0.02 and -0.03 for
exemptions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.errors import Refused
from sync.model import Address, Order, OrderLine
from sync.ports import RawOrder
from sync.sentences import say
from sync.shops.baselinker import readers
from sync.shops.baselinker.json_text import storable
from sync.shops.baselinker.listing import ListedOrder
from sync.shops.baselinker.readers import Unreadable

EXTRA_FIELDS: Final = ("extra_field_1", "extra_field_2")
CUSTOM_FIELD: Final = "custom_extra_field_"
"""Before the number of a field of the account's own."""
_CATALOGUE: Final = "db"
"""The documented ``storage`` of a line whose product lies in BaseLinker's own catalogue; "shop" and
"warehouse" are other stores, whose product ids would only look like ours."""

WarehouseName = Callable[[str], str]
"""From a warehouse's bare number on a line to its id as stock uses it, "bl_205"."""


def listed_order(row: Mapping[str, Any]) -> ListedOrder:
    """An order of a list, with as little read as listing needs. Raises Refused where it has no number."""
    order_id = _id_or_nothing(row)
    if not order_id.isdecimal():
        raise Refused(
            say("BaseLinker listed an order without a number."),
            advice=say("Look in BaseLinker for an order that is broken."),
            detail=f"order_id is {row.get('order_id')!r:.80}",
        )
    confirmed = _time_or_nothing(row, "date_confirmed") if _is_confirmed(row) else 0
    return ListedOrder(
        raw=RawOrder(
            id=order_id,
            status_id=_status_or_nothing(row),
            confirmed_at=readers.moment({"at": confirmed}, "at"),
            raw=storable(dict(row)),
        ),
        id=int(order_id),
        confirmed=confirmed,
        added=_time_or_nothing(row, "date_add"),
    )


def read_order(raw: Mapping[str, Any], warehouse_name: WarehouseName) -> Order:
    """The order in a raw row. Raises Refused, naming order and field, where it cannot be understood."""
    order_id = _id_or_nothing(raw)
    try:
        return _order(raw, order_id, warehouse_name)
    except Unreadable as wrong:
        raise Refused(
            say(
                "Order {order} cannot be understood: its {field} is missing or odd.",
                order=order_id,
                field=wrong.name,
            ),
            advice=say("Open the order in BaseLinker, correct and save it."),
            detail=str(wrong),
        ) from None


def _order(raw: Mapping[str, Any], order_id: str, warehouse_name: WarehouseName) -> Order:
    if not order_id:
        raise Unreadable("order_id", raw.get("order_id"))
    confirmed_at = readers.moment(raw, "date_confirmed")
    added_at = readers.moment(raw, "date_add") or confirmed_at
    if added_at is None:
        raise Unreadable("date_add", raw.get("date_add"))
    currency = readers.text(raw, "currency").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Unreadable("currency", raw.get("currency"))
    return Order(
        id=order_id,
        number=_number_for_people(raw, order_id),
        status_id=readers.identifier(raw, "order_status_id"),
        added_at=added_at,
        confirmed_at=(confirmed_at or added_at) if _is_confirmed(raw) else None,
        currency=currency,
        lines=tuple(_line(row, warehouse_name) for row in readers.rows(raw, "products")),
        delivery_way=readers.text(raw, "delivery_method"),
        delivery_price=readers.number(raw, "delivery_price") or readers.ZERO,
        payment_way=readers.text(raw, "payment_method"),
        cash_on_delivery=readers.flag(raw, "payment_method_cod"),
        paid=readers.number(raw, "payment_done") or readers.ZERO,
        email=readers.text(raw, "email"),
        phone=readers.text(raw, "phone"),
        login=readers.text(raw, "user_login"),
        delivery=_address(raw, "delivery"),
        billing=_address(raw, "invoice"),
        company_number=readers.text(raw, "invoice_nip"),
        wants_invoice=readers.flag(raw, "want_invoice"),
        comment=readers.text(raw, "user_comments"),
        staff_comment=readers.text(raw, "admin_comments"),
        source=readers.text(raw, "order_source"),
        extra_fields=_extra_fields(raw),
    )


def _line(row: Mapping[str, Any], warehouse_name: WarehouseName) -> OrderLine:
    rate, exemption = readers.vat(row, "tax_rate")
    warehouse = readers.identifier(row, "warehouse_id")
    linked = readers.text(row, "storage") == _CATALOGUE
    product_id = readers.identifier(row, "variant_id") or readers.identifier(row, "product_id")
    return OrderLine(
        id=readers.identifier(row, "order_product_id"),
        name=readers.text(row, "name"),
        quantity=readers.needed_number(row, "quantity"),
        unit_price=readers.needed_number(row, "price_brutto"),
        vat_rate=rate,
        product_id=product_id if linked else "",
        sku=readers.text(row, "sku"),
        ean=readers.text(row, "ean"),
        warehouse_id=warehouse_name(warehouse) if warehouse else "",
        bundle_id=readers.identifier(row, "bundle_id"),
        vat_exemption=exemption,
        attributes=readers.text(row, "attributes"),
    )


def _address(raw: Mapping[str, Any], kind: str) -> Address:
    return Address(
        name=readers.text(raw, f"{kind}_fullname"),
        company=readers.text(raw, f"{kind}_company"),
        street=readers.text(raw, f"{kind}_address"),
        postcode=readers.text(raw, f"{kind}_postcode"),
        city=readers.text(raw, f"{kind}_city"),
        country=readers.text(raw, f"{kind}_country_code").upper(),
    )


def _number_for_people(raw: Mapping[str, Any], order_id: str) -> str:
    return (
        readers.identifier(raw, "external_order_id") or readers.identifier(raw, "shop_order_id") or order_id
    )


def _extra_fields(raw: Mapping[str, Any]) -> dict[str, str]:
    fields = {name: readers.text(raw, name) for name in EXTRA_FIELDS}
    custom = readers.table(raw, "custom_extra_fields")
    for field_id, value in custom.items():
        # Documented: a field that holds a file comes as its title and address.
        shown = (
            readers.text(value, "url")
            if isinstance(value, dict) and value
            else readers.text(custom, field_id)
        )
        fields[CUSTOM_FIELD + field_id] = shown
    return {name: value for name, value in fields.items() if value}


def _is_confirmed(raw: Mapping[str, Any]) -> bool:
    """Whether the order is confirmed; where the mark is missing or odd, a date of confirmation says so."""
    try:
        if raw.get("confirmed") is not None:
            return readers.flag(raw, "confirmed")
    except Unreadable:
        pass
    return _time_or_nothing(raw, "date_confirmed") > 0


def _time_or_nothing(row: Mapping[str, Any], name: str) -> int:
    """Unix seconds; 0 where there are none or they are odd (the reader of the whole order will say so)."""
    try:
        moment = readers.moment(row, name)
    except Unreadable:
        return 0
    return readers.seconds_of(moment) if moment else 0


def _id_or_nothing(row: Mapping[str, Any]) -> str:
    try:
        return readers.identifier(row, "order_id")
    except Unreadable:
        return ""


def _status_or_nothing(row: Mapping[str, Any]) -> str:
    try:
        return readers.identifier(row, "order_status_id")
    except Unreadable:
        return ""
