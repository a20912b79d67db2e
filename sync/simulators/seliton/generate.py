"""A shop made up from the project's sample goods, so that their codes are those of the sample warehouse."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from sync.clock import TurnedClock
from sync.simulators.sample.files import WAREHOUSE_FILE, read
from sync.simulators.seliton.oauth import Application
from sync.simulators.seliton.orders import Bought
from sync.simulators.seliton.owner import Buyer, Owner, Person
from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.service import Service
from sync.simulators.seliton.shop import Shop

_NOON: Final = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
_PEOPLE: Final = (
    Person(),
    Person("Явор", "Пенчев", "yavor@example.net", "+359888000002", "Бургас", "8000", "ул. Морска 3"),
    Person(
        "Ирина", "Савова", "office@savova.example", "+359888000003", "София", "1000", "бул. Дъга 11",
        "Савова Дом ЕООД", "900000016", "BG900000016",
    ),
)  # fmt: skip


def generated_shop(
    products: int = 60,
    orders: int = 20,
    *,
    seed: int = 1,
    until: datetime = _NOON,
    quirks: Quirks | None = None,
) -> Shop:
    """The first so many goods of the sample as products, and orders of invented people in the days before
    ``until``. The same arguments give the same shop. Raises OSError where the sample is not there.
    """
    chance = random.Random(seed)
    clock = TurnedClock(until - timedelta(days=orders // 4 + 1))
    shop, lock = Shop(), threading.RLock()
    service = Service(shop, quirks or Quirks(), clock, Application("", "", ""))
    owner, buyer = Owner(lock, service), Buyer(lock, service)
    category, brand = owner.add_category("Стоки"), owner.add_brand("Калина Дом")
    made = [
        owner.add_product(
            str(row.get("Code") or "").strip(),
            row["Name"],
            price=Decimal(str(row.get("PriceOut2", 0))),
            quantity=Decimal(chance.randint(0, 30)),
            barcode=str(row.get("BarCode1") or "").strip(),
            productCategories=[{"categoryID": owner.add_category(f"Група {place % 5}", category)}]
            if place < 5
            else [{"categoryID": category}],
            brandID=brand,
            productDistributorPrice=Decimal(str(row.get("PriceOut1", 0))),
        )
        for place, row in enumerate(row for row in read(WAREHOUSE_FILE)["Goods"][:products])
    ]
    for number in range(orders if made else 0):
        clock.turn(timedelta(hours=6))
        chosen = chance.sample(made, min(len(made), chance.randint(1, 3)))
        lines = [Bought(product, Decimal(chance.randint(1, 2))) for product in chosen]
        coupon = ("ESEN", Decimal("2.00")) if number % 7 == 3 else None
        buyer.order(lines, person=_PEOPLE[number % len(_PEOPLE)], coupon=coupon, paid=number % 3 == 0)
    return shop
