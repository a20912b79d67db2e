"""The sums of an order, in minor units of the shop's currency (facts 2.8, 2.9).

The arithmetic between subtotal and products is marked as unproven in the sheet; here the products are the
lines at their prices before discount, the subtotal is what is left of them, and the total adds delivery,
charges and, where prices are net, VAT.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.tables import Row

_ONE: Final = Decimal(1)
_PARTS: Final = ("order-total", "order-tax", "order-modification")


def rounded(amount: Decimal) -> int:
    """To a whole minor unit, half up."""
    return int(amount.quantize(_ONE, ROUND_HALF_UP))


def recount(backend: Backend, order: Row) -> None:
    """Prices, discounts, VAT and total of an order from its lines and what the buyer chose."""
    lines = backend.table("order-products").where("order_id", order["id"])
    products = rounded(sum((line["price"] * line["quantity"] for line in lines), Decimal(0)))
    own = rounded(
        sum(((line["price"] - line["_own_price"]) * line["quantity"] for line in lines), Decimal(0))
    )
    voucher = _voucher(order, products - own)
    _price_lines(backend, lines, products - own, voucher)
    after = products - own - voucher
    shipping = order["_shipping"]
    rates = _by_rate(lines, products - own, voucher)
    taxes = {rate: _tax(amount, rate, gross=order["vat_included"] == "yes") for rate, amount in rates.items()}
    added = 0 if order["vat_included"] == "yes" else sum(taxes.values())
    values = {
        "price_products_subtotal": products,
        "price_subtotal": after if backend.quirks.subtotal == "after_discount" else products,
        "price_total": after + shipping + order["_fee"] + added,
        "quantity": sum((line["quantity"] for line in lines), Decimal(0)),
        "weight": int(sum((line["weight"] * line["quantity"] for line in lines), Decimal(0))),
        "_discount": own + voucher,
    }
    backend.table("orders").change(order, values)
    _write_parts(backend, order, taxes)


def _voucher(order: Row, products: int) -> int:
    """What the discount on the whole order takes off, never more than is there."""
    if order["_voucher_percent"]:
        return rounded(Decimal(products) * order["_voucher_percent"] / 100)
    flat: int = order["_voucher_flat"]
    return min(flat, products)


def _price_lines(backend: Backend, lines: list[Row], products: int, voucher: int) -> None:
    for line in lines:
        price = line["_own_price"]
        if backend.quirks.voucher_in_line_prices and products:
            price = rounded(Decimal(price) * (products - voucher) / products)
        backend.table("order-products").change(line, {"order_price": price})


def _by_rate(lines: list[Row], products: int, voucher: int) -> dict[Decimal, Decimal]:
    share = Decimal(products - voucher) / products if products else _ONE
    sums: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line["_vat"]] += line["_own_price"] * line["quantity"] * share
    return dict(sums)


def _tax(amount: Decimal, rate: Decimal, *, gross: bool) -> int:
    return rounded(amount * rate / (100 + rate) if gross else amount * rate / 100)


def _write_parts(backend: Backend, order: Row, taxes: dict[Decimal, int]) -> None:
    ident = order["id"]
    for name in _PARTS:
        for row in backend.table(name).where("order_id", ident):
            backend.table(name).delete(row["id"])
    for rate, value in taxes.items():
        backend.table("order-tax").insert(
            {"order_id": ident, "name": f"ДДС {rate:g}%", "rate": rate, "value": value, "type": "percent"}
        )
    totals = [
        ("subtotal", "Междинна сума", order["price_products_subtotal"]),
        ("discount", "Отстъпка", -order["_discount"]),
        ("shipping", "Доставка", order["_shipping"]),
        ("tax", "ДДС", sum(taxes.values())),
    ]
    if order["_fee"] and backend.quirks.fees_in == "total":
        totals.append(("fee", order["_fee_name"], order["_fee"]))
    if order["_fee"] and backend.quirks.fees_in == "modification":
        backend.table("order-modification").insert(
            {"order_id": ident, "name": order["_fee_name"], "type": "fee", "value": order["_fee"]}
        )
    totals.append(("grand_total", "Общо", order["price_total"]))
    for place, (code, title, value) in enumerate(totals):
        if value or code in ("subtotal", "grand_total"):
            row = {"order_id": ident, "code": code, "title": title, "value": value, "sort_order": place}
            backend.table("order-total").insert(row)
