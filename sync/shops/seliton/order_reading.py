"""An order of Seliton as Mostik understands it. Pure.

Not published: whether a line's price holds its VAT, which words mark the lines below the goods, whether the
parts of a bundle are paid by themselves. The order itself answers the first and the last: its parts add up to
its total in one reading only. Delivery is known by its words; what is left between goods, delivery and the
total is the discount (a coupon) or the fee of the whole order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Refused
from sync.model import Address, Order, OrderLine
from sync.sentences import say
from sync.shops.seliton.values import Row, amount, ident, in_language, moment, number, text, yes
from sync.systems import SelitonShop

_CLOSE: Final = Decimal("0.02")
_ON_DELIVERY: Final = ("collect on delivery", "cash on delivery", "наложен", "cod", "pobranie")
_DELIVERY: Final = ("ship", "deliver", "достав", "dostaw")
_TAX: Final = ("tax", "vat", "ддс", "данък")
_SUBTOTAL: Final = ("subtotal", "sub_total", "sub-total", "междинна")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand the amounts: whether lines hold their VAT, whether parts of bundles are paid."""

    with_vat: bool
    parts_paid: bool


@dataclass(frozen=True, slots=True)
class _Totals:
    """What stands below the goods: delivery, taxes, and the rest (coupons, fees), in the order's currency."""

    delivery: Decimal
    taxes: Decimal
    rest: Decimal


def read_order(raw: Mapping[str, Any], settings: SelitonShop, zone: tzinfo) -> Order:
    """The order in a raw answer of :mod:`order_listing`. Raises Refused where it cannot be understood."""
    try:
        return _order(raw, settings, zone)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as wrong:
        raise Refused(
            say("This order of {platform} cannot be understood.", platform="Seliton"), detail=str(wrong)
        ) from None


def _order(raw: Mapping[str, Any], settings: SelitonShop, zone: tzinfo) -> Order:
    order: Row = raw["order"]
    customer: Row = raw.get("customer") or {}
    placed = moment(order.get("orderCreatedAt"), zone)
    if placed is None:
        raise ValueError("orderCreatedAt is no moment")
    total = number(order["orderTotal"])
    if total is None:
        raise ValueError("orderTotal is empty")
    if total < 0:
        raise Refused(
            say("The order’s total is negative: {total}.", total=total),
            advice=say("Correct the order in the shop."),
        )
    items, totals = _rows(order.get("orderItems")), _totals(_rows(order.get("orderTotalLines")))
    reading = _reading(items, totals, total, settings)
    amounts = [_line_amount(item, reading) for item in items]
    goods = sum(amounts, Decimal(0))
    delivery = totals.delivery
    if not reading.with_vat and delivery > 0:
        # Where prices are without VAT, the tax that no line bears is that of the delivery.
        of_lines = sum((amount(item.get("orderItemTaxesAmount")) for item in items), Decimal(0))
        delivery += max(totals.taxes - of_lines, Decimal(0))
    rest = total - goods - delivery
    way = text(order.get("orderPaymentModuleName"))
    billing = _address(order, "Billing")
    shipping = _address(order, "Shipping")
    company_number = text(order.get("orderBillingTaxNumber")) or text(order.get("orderBillingVatNumber"))
    return Order(
        id=ident(order["orderId"]),
        number=ident(order["orderId"]),
        status_id=text(order.get("orderStatus")),
        added_at=placed,
        confirmed_at=placed,
        currency=(text(order.get("orderCurrencyCode")) or settings.currency).upper(),
        lines=tuple(_line(item, each, settings) for item, each in zip(items, amounts, strict=True)),
        delivery_way=text(order.get("orderShippingMethodName")) or text(order.get("orderShippingModuleName")),
        delivery_price=delivery,
        discount=-rest if rest < 0 else Decimal(0),
        fee=max(rest, Decimal(0)),
        payment_way=way,
        cash_on_delivery=any(word in way.lower() for word in _ON_DELIVERY),
        paid=total if _is_paid(order, settings) else Decimal(0),
        email=text(order.get("orderCustomerEmail")) or text(customer.get("customerEmail")),
        phone=text(order.get("orderBillingPhone")) or text(order.get("orderShippingPhone")),
        login=ident(order.get("customerID")),
        delivery=billing if not (shipping.street or shipping.city) else shipping,
        billing=billing,
        company_number=company_number,
        wants_invoice=yes(order.get("orderBillingIsCompany")) or bool(billing.company),
        comment=text(order.get("orderCustomerInstructions")),
        source="Seliton",
        extra_fields=_extra(order),
    )


# ---------------------------------------------------------------- amounts


def _reading(items: Sequence[Row], totals: _Totals, total: Decimal, settings: SelitonShop) -> _Reading:
    """The first way in which the order adds up. Raises Refused where none does and the owner said none."""
    said = settings.order_prices
    ways = [
        _Reading(with_vat, parts_paid)
        for with_vat in (True, False)
        for parts_paid in (True, False)
        if said == "by the sums" or with_vat == (said == "with VAT")
    ]
    for way in ways:
        goods = sum((_line_amount(item, way) for item in items), Decimal(0))
        beside = totals.delivery + totals.rest
        if not way.with_vat:
            of_lines = sum((amount(item.get("orderItemTaxesAmount")) for item in items), Decimal(0))
            beside += (totals.taxes - of_lines) if totals.taxes else 0
        if abs(goods + beside - total) <= _CLOSE:
            return way
    if said != "by the sums":
        return ways[0]
    raise Refused(
        say("The order’s lines do not add up to its total, so it is not known whether they hold the VAT."),
        advice=say("Say on the step Connect how the shop’s orders are priced, or enter this order by hand."),
    )


def _line_amount(item: Row, reading: _Reading) -> Decimal:
    """What a line costs, with VAT, after its own discount."""
    if _is_part(item) and not reading.parts_paid:
        return Decimal(0)
    told = number(item.get("orderItemTotal"))
    if told is None:
        price, quantity = amount(item.get("orderItemPrice")), amount(item.get("orderItemQty"))
        told = price * quantity - amount(item.get("orderItemDiscount"))
    return told if reading.with_vat else told + amount(item.get("orderItemTaxesAmount"))


def _is_part(item: Row) -> bool:
    return bool(ident(item.get("parentOrderItemID")))


def _totals(rows: Sequence[Row]) -> _Totals:
    delivery = taxes = rest = Decimal(0)
    for row in rows:
        kind, name = (
            text(row.get("orderTotalLineType")).lower(),
            in_language(row.get("orderTotalLineName"), ""),
        )
        words, value = f"{kind} {name.lower()}", amount(row.get("orderTotalLineAmount"))
        if any(word in words for word in _SUBTOTAL) or kind in ("total", "grand_total"):
            continue
        if any(word in kind for word in _TAX) or (not kind and any(word in words for word in _TAX)):
            taxes += value
        elif any(word in words for word in _DELIVERY) and value >= 0:
            delivery += value
        else:
            rest += value
    return _Totals(delivery, taxes, rest)


# ---------------------------------------------------------------- parts


def _line(item: Row, value: Decimal, settings: SelitonShop) -> OrderLine:
    quantity = amount(item.get("orderItemQty"))
    code = text(item.get("orderItemProductCode"))
    of_product = text(item.get("orderItemOriginalProductCode"))
    variant = ident(item.get("productVariantID"))
    # REST knows no variants: a line of one belongs to the good that has the variant's own code, if to any.
    shared = bool(variant) and not settings.variants_share_code
    return OrderLine(
        id=ident(item.get("orderItemID")),
        name=in_language(item.get("orderItemProductName"), settings.language),
        quantity=quantity,
        unit_price=value / quantity if quantity else Decimal(0),
        vat_rate=number(item.get("orderItemTaxesRate")),
        product_id="" if shared else ident(item.get("productID")),
        sku="" if shared and code == of_product else code,
        bundle_id=ident(item.get("parentOrderItemID")),
    )


def _address(order: Row, of: str) -> Address:
    def field(name: str) -> str:
        return text(order.get(f"order{of}{name}"))

    return Address(
        name=" ".join(each for each in (field("FirstName"), field("LastName")) if each),
        company=field("Company"),
        street=", ".join(each for each in (field("Address1"), field("Address2")) if each),
        postcode=field("Zip"),
        city=field("City"),
        country=field("CountryCode2").upper()[:2],
    )


def _is_paid(order: Row, settings: SelitonShop) -> bool:
    state = text(order.get("orderPaymentStatus")).casefold()
    return bool(state) and state in {each.casefold() for each in settings.paid_statuses}


def _extra(order: Row) -> Mapping[str, str]:
    found = {
        "coupon": text(order.get("orderCouponCode")),
        "invoice": text(order.get("orderInvoiceNumber")),
        "tracking": text(order.get("orderShippingTrackingNo")),
    }
    return {name: value for name, value in found.items() if value}


def _rows(value: object) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
