"""Big, repeatable sets of orders and products, yielded row by row.

Example::

    account.add_products(many_products(100_000))
    account.add_orders(many_orders(5_000, per_second=150))
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sync.simulators.baselinker.order_fields import LINE_DEFAULTS, ORDER_DEFAULTS

Row = dict[str, Any]

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_FIRST_NAMES = ("Anna", "Łukasz", "Мария", "Георги", "Żaneta", "Ivan", "Zoë", "Петър")
_LAST_NAMES = ("Nowak", "Wójcik", "Иванова", "Димитров", "Świątek", "Стоянов", "Müller", "Kowalska")
_GOODS = (
    "Mug",
    "Kubek",
    "Чаша",
    "Lamp",
    "Świeca",
    "Възглавница",
    "Notebook",
    "Zażółcona gęśla",
    "Сапун",
    "Soap",
)


def many_orders(
    count: int,
    *,
    per_second: int = 1,
    start: datetime = START,
    statuses: Sequence[int] = (101,),
    first_id: int = 1_000_001,
    products: Sequence[int] = (),
    currency: str = "PLN",
    seconds_between: int = 60,
    confirmed: bool = True,
    seed: int = 1,
) -> Iterator[Row]:
    """Orders in the stored shape with ascending ids.

    per_second: how many share one ``date_confirmed``, to tear open the hole of "+1 second" paging (facts
    4.6); the next group is ``seconds_between`` later. ``date_add`` lies up to 18 hours before the
    confirmation. statuses: taken in turn. products: ids that the lines name in turn; without any the lines
    are not linked. Prices are gross in ``currency``.
    """
    if per_second < 1:
        raise ValueError("per_second has to be at least 1")
    dice = random.Random(seed)
    base = int(start.timestamp())
    line_id = first_id * 10
    for place in range(count):
        confirmed_at = base + place // per_second * seconds_between
        name = f"{dice.choice(_FIRST_NAMES)} {dice.choice(_LAST_NAMES)}"
        lines = []
        for number in range(1 + dice.randrange(3)):
            line_id += 1
            product = products[(place + number) % len(products)] if products else 0
            lines.append(
                {
                    **LINE_DEFAULTS,
                    "order_product_id": line_id,
                    "product_id": str(product) if product else "",
                    "name": f"{dice.choice(_GOODS)} {product or place + number}",
                    "sku": f"SKU-{product:06d}" if product else "",
                    "price_brutto": dice.randrange(100, 50_000) / 100,
                    "tax_rate": dice.choice((23, 23, 8, 5)),
                    "quantity": 1 + dice.randrange(4),
                }
            )
        yield {
            **ORDER_DEFAULTS,
            "order_id": first_id + place,
            "order_source": "shop",
            "order_source_id": 2334,
            "external_order_id": f"E{first_id + place}",
            "order_status_id": statuses[place % len(statuses)],
            "confirmed": confirmed,
            "date_confirmed": confirmed_at if confirmed else 0,
            "date_add": confirmed_at - dice.randrange(7, 64_800),
            "date_in_status": confirmed_at,
            "email": f"buyer{place}@example.com",
            "phone": f"+48 600 {place % 1000:03d} {place // 1000 % 1000:03d}",
            "currency": currency,
            "payment_method": "Card",
            "delivery_method": "Courier",
            "delivery_price": 12.5,
            "delivery_fullname": name,
            "delivery_address": f"Street {place % 200 + 1}",
            "delivery_city": "Warszawa",
            "delivery_postcode": "00-001",
            "delivery_country_code": "PL",
            "delivery_country": "Polska",
            "invoice_fullname": name,
            "products": lines,
        }


def many_products(
    count: int,
    *,
    inventory_id: int = 307,
    warehouses: Sequence[str] = ("bl_205",),
    price_groups: Sequence[int] = (105,),
    first_id: int = 1_000,
    variants_every: int = 0,
    variants: int = 3,
    categories: Sequence[int] = (),
    seed: int = 1,
) -> Iterator[Row]:
    """Main products in the stored, sparse shape with ascending ids, SKU ``SKU-<id>`` and a valid EAN-13.

    variants_every: every n-th product also brings ``variants`` variants of its own (they come after it and
    are not in ``count``); 0 makes none. Prices are gross in the price group's currency, quantities whole, 0
    to 200.
    """
    dice = random.Random(seed)
    product_id = first_id
    for place in range(count):
        parent_id = product_id
        name = f"{dice.choice(_GOODS)} {parent_id}"
        makes_variants = variants_every > 0 and place % variants_every == 0
        for number in range(1 + (variants if makes_variants else 0)):
            row: Row = {
                "product_id": product_id,
                "inventory_id": inventory_id,
                "sku": f"SKU-{product_id:06d}",
                "ean": _ean13(product_id),
                "tax_rate": 23,
                "text_fields": {"name": name if not number else f"{name} {number}"},
                "prices": {str(group): dice.randrange(100, 50_000) / 100 for group in price_groups},
                "stock": {warehouse: dice.randrange(201) for warehouse in warehouses},
            }
            if number:
                row["parent_id"] = parent_id
            if categories:
                row["category_id"] = categories[place % len(categories)]
            yield row
            product_id += 1


def _ean13(number: int) -> str:
    digits = f"590{number:09d}"[:12]
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
