"""An order of CloudCart as Mostik understands it. Pure.

Amounts are whole minor units. What the shop does not tell (which rate of VAT a line has, how a fee is
called) is not guessed: the lines, the delivery and the total are told, and what is left between them is the
discount or the fee of the whole order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Refused
from sync.model import Address, Order, OrderLine
from sync.money import Money, round_half_up
from sync.sentences import say
from sync.shops.cloudcart.values import Attributes, decimal, moment, money, text, yes

_PAID: Final = frozenset({"completed", "paid", "captured"})
_CASH_ON_DELIVERY: Final = frozenset({"cod", "cash_on_delivery"})
_CASH_STATUSES: Final = frozenset({"paid", "completed"})
_NOT_PAID_YET: Final = frozenset({"pending", "authorized"})
_OFF: Final = frozenset({"cancelled", "refunded", "voided", "timeouted", "failed"})
"""Statuses in which the shop has given the pieces back, or never took them."""


def read_order(raw: Mapping[str, Any], zone: tzinfo, lowers_stock: str = "") -> Order:
    """The order in a raw answer of :mod:`order_listing`. Raises Refused where it cannot be understood.

    ``lowers_stock``: when the shop takes an order's pieces off, as
    :attr:`sync.systems.CloudCartShop.lowers_stock` says it.
    """
    try:
        return replace(_order(raw, zone), stock_taken=_stock_taken(raw, lowers_stock))
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise Refused(
            say("This order of {platform} cannot be understood.", platform="CloudCart"), detail=str(wrong)
        ) from None


def _order(raw: Mapping[str, Any], zone: tzinfo) -> Order:
    order: Attributes = raw["order"]
    added = moment(order.get("date_added"), zone)
    if added is None:
        raise ValueError("date_added is no moment")
    total = money(_first(order, "price_total", "total"))
    if total < 0:
        raise Refused(
            say(
                "The order’s total is negative: {total}.",
                total=Money(round_half_up(total), text(order.get("currency")).upper()),
            ),
            advice=say("Correct the order in the shop."),
        )
    gross = _makes_gross(order, _parts(raw, "taxes"))
    lines = tuple(_line(each, gross) for each in _parts(raw, "products"))
    delivery = sum((money(each.get("provider_amount")) for each in _parts(raw, "shipping")), Decimal(0))
    goods = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
    rest = total - goods - delivery * gross
    billing, shipping = _one(raw, "billing-address"), _one(raw, "shipping-address")
    payments = _parts(raw, "payment")
    provider = text(payments[0].get("provider")) if payments else ""
    return Order(
        id=text(order["id"]),
        number=text(order["id"]),
        status_id=text(order.get("status")),
        added_at=added,
        confirmed_at=added,
        currency=text(order.get("currency")).upper(),
        lines=lines,
        delivery_way=", ".join(text(each.get("provider_name")) for each in _parts(raw, "shipping")),
        delivery_price=delivery * gross,
        discount=-rest if rest < 0 else Decimal(0),
        fee=max(rest, Decimal(0)),
        payment_way=text(payments[0].get("provider_name") or provider) if payments else "",
        cash_on_delivery=provider.lower() in _CASH_ON_DELIVERY,
        paid=_paid(payments, text(order.get("status")), total, provider.lower() in _CASH_ON_DELIVERY),
        email=text(order.get("customer_email")),
        phone=text(billing.get("phone") or shipping.get("phone")),
        login=text(order.get("customer_id")),
        delivery=_address(shipping, order),
        billing=_address(billing, order),
        company_number=text(billing.get("company_registration_number") or billing.get("company_vat")),
        wants_invoice=bool(text(billing.get("company_name"))),
        comment=text(order.get("note_customer")),
        staff_comment=text(order.get("note_administrator")),
        source="CloudCart",
        vat_rates=_vat_rates(_parts(raw, "taxes")),
        extra_fields={"usn": text(order.get("usn"))} if text(order.get("usn")) else {},
    )


def _stock_taken(raw: Mapping[str, Any], lowers_stock: str) -> bool | None:
    """Whether the shop has taken the pieces off: by its setting, or earlier once they are sent."""
    order: Attributes = raw["order"]
    status = text(order.get("status"))
    if not lowers_stock:
        return None
    if status in _OFF:
        return False
    if lowers_stock == "pending" or text(order.get("status_fulfillment")) == "fulfilled":
        return True
    if status in _CASH_STATUSES:
        return True
    # A status of the shop's own may come before or after the payment; its payment may tell.
    payments = _parts(raw, "payment")
    paid = any(
        {text(each.get("status")).lower(), text(each.get("payment_status")).lower()} & _PAID
        for each in payments
    )
    return paid or (False if status in _NOT_PAID_YET else None)


def _line(part: Attributes, gross: Decimal) -> OrderLine:
    options = ", ".join(text(part.get(name)) for name in ("v1", "v2", "v3") if text(part.get(name)))
    final = part.get("order_price")
    return OrderLine(
        id=text(part.get("id")),
        name=text(part.get("name")),
        quantity=decimal(part.get("quantity")),
        unit_price=money(final if final is not None else part.get("price")) * gross,
        # The shop keeps the line's rate to itself; the good's own group decides.
        vat_rate=None,
        product_id=text(part.get("variant_id")),
        sku=text(part.get("sku")),
        ean=text(part.get("barcode")),
        attributes=options,
    )


def _makes_gross(order: Attributes, taxes: Sequence[Attributes]) -> Decimal:
    """By what a price without VAT is multiplied; 1 where the shop's prices include it."""
    included = order.get("vat_included")
    if included is None or yes(included):
        return Decimal(1)
    rates = {decimal(_first(tax, "rate", "tax", "tax_vat")) for tax in taxes} - {Decimal(0)}
    if len(rates) == 1:
        return 1 + rates.pop() / 100
    if not rates:
        return Decimal(1)
    raise Refused(
        say(
            "The order’s prices are without VAT and it has several rates, so its lines cannot be told apart."
        ),
        advice=say("Let the shop show prices with VAT, or enter this order by hand."),
    )


def _vat_rates(taxes: Sequence[Attributes]) -> tuple[Decimal, ...]:
    """The rates that the order names; an amount that stands where a rate is expected is none."""
    rates = {decimal(tax["rate"]) for tax in taxes if tax.get("rate") is not None}
    return tuple(sorted(rate for rate in rates if 0 < rate < 100))


def _paid(payments: Sequence[Attributes], status: str, total: Decimal, cash_on_delivery: bool) -> Decimal:
    done = [
        money(each.get("amount"))
        for each in payments
        if {text(each.get("status")).lower(), text(each.get("payment_status")).lower()} & _PAID
    ]
    if done:
        return sum(done, Decimal(0))
    # Some payments carry no state of their own; then the order's says it, but not for cash that a courier
    # brings.
    return total if status in _CASH_STATUSES and not cash_on_delivery else Decimal(0)


def _address(part: Attributes, order: Attributes) -> Address:
    person = " ".join(
        each
        for each in (
            text(part.get("first_name") or order.get("customer_first_name")),
            text(part.get("last_name") or order.get("customer_last_name")),
        )
        if each
    )
    street = " ".join(
        each for each in (text(part.get("street_name")), text(part.get("street_number"))) if each
    )
    return Address(
        name=person,
        company=text(part.get("company_name")),
        street=street or text(part.get("address1")),
        postcode=text(part.get("post_code")),
        city=text(part.get("city_name")),
        country=text(part.get("country_iso2")).upper()[:2],
    )


def _parts(raw: Mapping[str, Any], name: str) -> list[Attributes]:
    found = raw.get(name) or []
    return [each for each in found if isinstance(each, dict)]


def _one(raw: Mapping[str, Any], name: str) -> Attributes:
    return next(iter(_parts(raw, name)), {})


def _first(values: Attributes, *names: str) -> object:
    return next((values[name] for name in names if values.get(name) is not None), None)
