"""The orders of the sample account, field by field as getOrders answers.

Beside ordinary orders: a negative line for a coupon, lines below the catalogue's price, a gift at price 0, a
fee for cash on delivery, a bundle, products that nobody linked or knows, firms with ЕИК, NIP and a branch's
13 digits, a buyer who comes again, one order paid in part and one paid twice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sync.simulators.sample.catalogue import EURO_PRICES, MAIN_INVENTORY
from sync.simulators.sample.files import Row, number
from sync.simulators.sample.firms import (
    CAFE_LIPA,
    HOTEL_YAVOR,
    POLISH_SHOP,
    POLISH_TEA_ROOM,
    RILA_GARDEN,
    SCHOOL,
    SMALL_TRADER,
    YAVOR_BRANCH,
    Firm,
)
from sync.simulators.sample.order_plan import (
    BANK,
    CANCELLED,
    CARD,
    DELIVERED,
    LEASING,
    NEW,
    ON_DELIVERY,
    WAITS_FOR_MONEY,
    Slot,
)
from sync.simulators.sample.people import BULGARIA, POLAND, ROMANIA, Person, person

RATES: Final = {"EUR": Decimal(1), "BGN": Decimal("1.95583"), "PLN": Decimal("4.25"), "RON": Decimal("5.09")}
"""Units of the currency for one euro, as the shop calculates."""
VAT_ABROAD: Final = {"PL": 23, "RO": 21, "GB": 0}
"""Rates of the shop's distance sales; Germany and Greece stay below the threshold and have the Bulgarian
rates.
"""

FIRM_ORDERS: Final[dict[int, Firm]] = {
    3: RILA_GARDEN,
    18: CAFE_LIPA,
    41: HOTEL_YAVOR,
    70: SMALL_TRADER,
    92: YAVOR_BRANCH,
    109: RILA_GARDEN,
    122: SCHOOL,
    150: CAFE_LIPA,
    174: HOTEL_YAVOR,
    194: RILA_GARDEN,
    209: YAVOR_BRANCH,
    232: SMALL_TRADER,
    82: POLISH_SHOP,
    186: POLISH_TEA_ROOM,
    225: POLISH_SHOP,
}
COMES_AGAIN: Final = {115: 40, 161: 40, 222: 63}
PAID_IN_PART, PAID_TWICE = 77, 203
COMMENTS: Final = {
    8: "Моля, оставете при съседа.",
    27: "За подарък е 🎁, без цена в пакета, ако може.",
    88: "Обадете се преди доставка",
    144: "Proszę o fakturę na firmę",
    188: "=СУМА(A1) няма значение, само проба на бележката",
    217: "Звънецът не работи. " * 22,
}
LENGTHS: Final = (1, 2, 1, 3, 2, 4, 1, 2, 5, 2)


def build_orders(slots: list[Slot], products: list[Row], rng: random.Random) -> list[Row]:
    """The orders of all slots. ``products`` are those of the main catalogue, whose prices the lines start
    from.
    """
    writer = _OrderWriter(products, rng)
    return [writer.order(slot) for slot in slots]


class _OrderWriter:
    """Writes one order after the other; keeps the buyers and the count of lines so far."""

    def __init__(self, products: list[Row], rng: random.Random) -> None:
        parents = {row["parent_id"] for row in products}
        self._sellable = [
            row for row in products if row["product_id"] not in parents and not row["is_bundle"]
        ]
        self._bundles = [row for row in products if row["is_bundle"]]
        self._by_id = {row["product_id"]: row for row in products}
        self._rng = rng
        self._buyers: dict[int, Person] = {}
        self._line_id = 910_000

    def order(self, slot: Slot) -> Row:
        buyer = self._buyer(slot)
        lines = list(self._lines(slot))
        goods_value = sum((_value(line) for line in lines), Decimal(0))
        delivery = self._delivery_price(slot, goods_value)
        source, source_id = _source(slot)
        cash = slot.payment == ON_DELIVERY
        firm = FIRM_ORDERS.get(slot.place)
        return {
            "order_id": slot.order_id,
            "shop_order_id": 3000 + slot.place if source == "shop" else 0,
            "external_order_id": f"KD-{3000 + slot.place}" if source != "personal" else "",
            "order_source": source,
            "order_source_id": source_id,
            "order_source_info": "-",
            "order_status_id": slot.status,
            "confirmed": slot.confirmed is not None,
            "date_confirmed": _unix(slot.confirmed),
            "date_add": _unix(slot.added),
            "date_in_status": _unix(slot.confirmed or slot.added),
            "user_login": buyer.email.partition("@")[0] if source in ("shop", "allegro") else "",
            "phone": firm.phone if firm else buyer.phone,
            "email": _email(slot, source, firm, buyer),
            "user_comments": COMMENTS.get(slot.place, "").strip(),
            "admin_comments": "Редовен клиент" if slot.place in COMES_AGAIN else "",
            "currency": slot.currency,
            "payment_method": slot.payment,
            "payment_method_cod": "1" if cash else "0",
            "payment_done": number(_paid(slot, goods_value + delivery)),
            "delivery_method_id": 0,
            **_delivery(slot, buyer, firm, delivery),
            **_invoice(slot, buyer, firm),
            "extra_field_1": "",
            "extra_field_2": "",
            "order_page": f"https://kalina-dom.example/orders/{slot.order_id}",
            "pick_state": 0,
            "pack_state": 0,
            "delivery_country": slot.country.name,
            "invoice_country": slot.country.name,
            "products": lines,
        }

    def _buyer(self, slot: Slot) -> Person:
        if slot.place in COMES_AGAIN:
            return self._buyers[COMES_AGAIN[slot.place]]
        self._buyers[slot.place] = person(slot.country, self._rng, slot.place)
        return self._buyers[slot.place]

    def _lines(self, slot: Slot) -> Iterator[Row]:
        reduction = Decimal((100, 100, 90, 100, 100, 100, 80, 100, 95)[slot.place % 9]) / 100
        chosen = self._rng.sample(self._sellable, LENGTHS[slot.place % len(LENGTHS)])
        for place, product in enumerate(chosen):
            yield self._product_line(slot, product, reduction if place == 0 else Decimal(1))
        if slot.place % 40 == 5:
            yield self._product_line(slot, self._bundles[slot.place // 40 % 2], Decimal(1))
        if slot.place % 50 == 11:
            gift = self._product_line(slot, chosen[0], Decimal(0))
            yield {**gift, "quantity": 1, "name": f"Подарък: {gift['name']}"[:130]}
        if slot.place % 60 == 30:
            yield self._free_line(slot, "Подаръчна опаковка", "WRAP-1", Decimal("1.50"))
        if slot.place % 45 == 20:
            yield self._free_line(slot, "Стикери „Мостик“", "", Decimal("0.80"))
        if slot.place % 10 == 7:
            yield self._free_line(slot, "Отстъпка ЕСЕН10", "", Decimal(-2 - slot.place % 3))
        if slot.payment == ON_DELIVERY and slot.place % 8 == 2:
            yield self._free_line(slot, "Такса наложен платеж", "", Decimal("1.20"))

    def _product_line(self, slot: Slot, product: Row, share: Decimal) -> Row:
        """A line of a product. Shops send a variant as parent and variant, orders typed by hand its own id
        alone.
        """
        price = _converted(Decimal(str(product["prices"][str(EURO_PRICES)])) * share, slot.currency)
        parent = product["parent_id"]
        by_parent = bool(parent) and slot.place % 3 != 0
        return self._line(
            slot,
            storage_id=MAIN_INVENTORY,
            product_id=str(parent if by_parent else product["product_id"]),
            variant_id=str(product["product_id"]) if by_parent else "0",
            name=product["text_fields"]["name"],
            sku=product["sku"],
            ean=product["ean"],
            warehouse_id=902 if slot.place % 6 == 3 else 901,
            price_brutto=number(price),
            tax_rate=VAT_ABROAD.get(slot.country.code, product["tax_rate"]),
            quantity=(1, 1, 2, 1, 3, 1, 2, 1, 1, 12)[(slot.place + int(product["product_id"]) // 2) % 10],
            weight=product["weight"],
        )

    def _free_line(self, slot: Slot, name: str, sku: str, euro: Decimal) -> Row:
        """A line that no product of the catalogue stands behind: a discount, a fee, something extra."""
        price = number(_converted(euro, slot.currency))
        return self._line(
            slot,
            name=name,
            sku=sku,
            price_brutto=price,
            tax_rate=VAT_ABROAD.get(slot.country.code, 20),
            quantity=1,
        )

    def _line(self, slot: Slot, **fields: Any) -> Row:
        self._line_id += 1
        blank: Row = {
            "storage": "db",
            "storage_id": 0,
            "order_product_id": self._line_id,
            "product_id": "",
            "variant_id": "0",
            "name": "",
            "attributes": "",
            "sku": "",
            "ean": "",
            "location": "",
            "warehouse_id": 0,
            "auction_id": f"9{slot.order_id}0" if slot.country is POLAND and slot.currency == "PLN" else "0",
            "price_brutto": 0,
            "tax_rate": 20,
            "quantity": 1,
            "weight": 0,
            "bundle_id": 0,
        }
        return {**blank, **fields}

    def _delivery_price(self, slot: Slot, goods_value: Decimal) -> Decimal:
        if slot.country is BULGARIA and goods_value > _converted(Decimal(50), slot.currency):
            return Decimal(0)
        euro = self._rng.choice(("2.90", "3.50", "4.90")) if slot.country is BULGARIA else "9.90"
        return _converted(Decimal(euro), slot.currency)


def _delivery(slot: Slot, buyer: Person, firm: Firm | None, price: Decimal) -> Row:
    to_office = slot.country is BULGARIA and slot.place % 2 == 0 and firm is None
    abroad = "DPD" if slot.country is not POLAND else "InPost Paczkomat"
    here = "Еконт до офис" if to_office else "Спиди до адрес"
    city = firm.city if firm else buyer.place.city
    return {
        "delivery_method": here if slot.country is BULGARIA else abroad,
        "delivery_package_module": "",
        "delivery_package_nr": "",
        "delivery_price": number(price),
        "delivery_fullname": firm.contact if firm else buyer.name,
        "delivery_company": firm.name if firm else "",
        "delivery_address": firm.address if firm else buyer.address,
        "delivery_city": city,
        "delivery_state": "",
        "delivery_postcode": firm.postcode if firm else buyer.place.postcode,
        "delivery_country_code": slot.country.code,
        "delivery_point_id": f"{1000 + slot.place}" if to_office else "",
        "delivery_point_name": f"{city} Център" if to_office else "",
        "delivery_point_address": f"{buyer.place.street} 1" if to_office else "",
        "delivery_point_postcode": buyer.place.postcode if to_office else "",
        "delivery_point_city": city if to_office else "",
    }


def _invoice(slot: Slot, buyer: Person, firm: Firm | None) -> Row:
    return {
        "invoice_fullname": firm.contact if firm else buyer.name,
        "invoice_company": firm.name if firm else "",
        "invoice_nip": _typed_number(slot, firm) if firm else "",
        "invoice_address": firm.address if firm else buyer.address,
        "invoice_city": firm.city if firm else buyer.place.city,
        "invoice_state": "",
        "invoice_postcode": firm.postcode if firm else buyer.place.postcode,
        "invoice_country_code": slot.country.code,
        "want_invoice": "1" if firm or slot.place % 29 == 10 else "0",
    }


def _typed_number(slot: Slot, firm: Firm) -> str:
    """The company's number as buyers type it: plain, with the country's letters, with hyphens, with a word
    before it.
    """
    if slot.place == 82:
        digits = firm.number
        return f"PL {digits[:3]}-{digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    return {18: f"ЕИК {firm.number}", 109: f"BG{firm.number}", 225: f"PL{firm.number}"}.get(
        slot.place, firm.number
    )


def _source(slot: Slot) -> tuple[str, int]:
    if slot.country is POLAND and slot.currency == "PLN":
        return "allegro", 7711
    if slot.country is ROMANIA:
        return "emag", 8812
    return ("personal", 0) if slot.place % 17 == 16 else ("shop", 5021)


def _email(slot: Slot, source: str, firm: Firm | None, buyer: Person) -> str:
    if source == "allegro" and firm is None:
        return f"q{slot.order_id}+{slot.place:x}@allegromail.example"
    return firm.email if firm else buyer.email


def _paid(slot: Slot, total: Decimal) -> Decimal:
    if slot.place == PAID_IN_PART:
        return (total / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if slot.place == PAID_TWICE:
        return total * 2
    if slot.payment == ON_DELIVERY:
        return total if slot.status == DELIVERED else Decimal(0)
    if slot.status in (WAITS_FOR_MONEY, CANCELLED) or slot.payment == LEASING:
        return Decimal(0)
    unpaid_yet = slot.payment == BANK and slot.status == NEW
    return Decimal(0) if unpaid_yet or (slot.confirmed is None and slot.payment != CARD) else total


def _value(line: Row) -> Decimal:
    return Decimal(str(line["price_brutto"])) * int(line["quantity"])


def _converted(euro: Decimal, currency: str) -> Decimal:
    return (euro * RATES[currency]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _unix(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0
