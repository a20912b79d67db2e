"""An order as the shop keeps it: lines, total lines, coupon and money (facts 1.1, "Order")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.schema import blank
from sync.simulators.seliton.shop import Row, Shop

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bought:
    """One line. variant: its id and its code, which REST cannot explain further. price: with VAT; the
    product's own by default. discount: off the line, with VAT. parent: the place (from 0) of the bundle that
    this line is a part of.
    """

    product: int
    quantity: Decimal = Decimal(1)
    variant: tuple[int, str] | None = None
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    parent: int | None = None


def placed(
    shop: Shop,
    quirks: Quirks,
    head: Row,
    lines: Sequence[Bought],
    shipping: Decimal,
    coupon: tuple[str, Decimal] | None,
) -> int:
    """Put an order into the shop. Returns its id; KeyError where a product is not there."""
    order: Row = shop.insert("orders", {**blank("orders"), **head})
    ident = int(order["orderId"])
    items = [_item(shop, quirks, ident, line) for line in lines]
    for line, item in zip(lines, items, strict=True):
        item["parentOrderItemID"] = items[line.parent]["orderItemID"] if line.parent is not None else None
        product = shop.rows["products"][line.product]
        product["productQuantity"] = (product["productQuantity"] or Decimal(0)) - line.quantity
    order["orderItems"] = items
    order["orderQuantitiesInStockReduced"] = True
    order["orderCouponCode"] = coupon[0] if coupon else None
    order["orderTotalLines"] = _totals(shop, quirks, ident, items, shipping, coupon)
    total = sum((line["orderTotalLineAmount"] for line in order["orderTotalLines"]), Decimal(0))
    if quirks.tax_line == "informative":
        total -= order["orderTotalLines"][-1]["orderTotalLineAmount"]
    for name in ("orderTotal", "orderTotalPayAmount", "orderCustomerCurrencyTotal"):
        order[name] = total
    for name in ("orderCurrencyCode", "orderTotalPayCurrencyCode", "orderCustomerCurrencyCode"):
        order[name] = shop.currency
    order["orderShippingModuleName"] = order["orderShippingModuleName"] or "Flat Rate"
    order["orderPaymentModuleName"] = order["orderPaymentModuleName"] or "Collect on delivery"
    return ident


def _item(shop: Shop, quirks: Quirks, order: int, line: Bought) -> Row:
    product = shop.rows["products"][line.product]
    share = 1 + shop.vat_rate / 100
    unit = line.price if line.price is not None else product["productPrice"] or Decimal(0)
    gross = unit * line.quantity - line.discount
    net = (gross / share).quantize(CENT)
    without = quirks.item_prices == "without_tax"
    code = product["productCode"] or ""
    shown_code = line.variant[1] if line.variant and quirks.item_code == "variant" else code
    return {
        "orderItemID": shop.next_of("items"),
        "orderID": order,
        "parentOrderItemID": None,
        "productID": line.product,
        "productVariantID": line.variant[0] if line.variant else None,
        "orderItemProductCode": shown_code,
        "orderItemOriginalProductCode": code,
        "orderItemProductName": (product["productName"] or {}).get("BG", ""),
        "orderItemQty": line.quantity,
        "orderItemPrice": (unit / share).quantize(CENT) if without else unit,
        "orderItemDiscount": line.discount,
        "orderItemDistributorPrice": product["productDistributorPrice"],
        "orderItemTotal": net if without else gross.quantize(CENT),
        "orderItemTaxesAmount": gross.quantize(CENT) - net,
        "orderItemTaxesRate": shop.vat_rate,
    }


def _totals(
    shop: Shop,
    quirks: Quirks,
    order: int,
    items: Sequence[Row],
    shipping: Decimal,
    coupon: tuple[str, Decimal] | None,
) -> list[Row]:
    """Goods, then delivery as the second line, then coupon and taxes."""
    goods = sum((item["orderItemTotal"] for item in items), Decimal(0))
    taxes = sum((item["orderItemTaxesAmount"] for item in items), Decimal(0))
    parts = [(quirks.subtotal_type, "Междинна сума", goods), (quirks.shipping_type, "Доставка", shipping)]
    if coupon:
        parts.append((quirks.coupon_type, f"Купон {coupon[0]}", -coupon[1]))
    if quirks.item_prices == "without_tax" or quirks.tax_line != "none":
        parts.append((quirks.tax_type, "ДДС", taxes))
    return [
        {
            "orderTotalLineID": shop.next_of("total lines"),
            "orderID": order,
            "orderTotalLineType": kind,
            "orderTotalLineName": name,
            "orderTotalLineAmount": amount,
            "orderTotalLineSort": place,
        }
        for place, (kind, name, amount) in enumerate(parts)
    ]
