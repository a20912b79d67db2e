"""The sample shop's goods as a shop of CloudCart, from ``assets/demo``.

Most products carry the good's code as SKU and its barcode; some only the barcode, some neither; prices and
quantities differ here and there, and two products are unknown to the warehouse.
"""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sync.simulators.cloudcart.building import Building, building
from sync.simulators.cloudcart.buyer import Basket, Person, Piece
from sync.simulators.cloudcart.generate import with_firm
from sync.simulators.cloudcart.owner import NewVariant
from sync.simulators.cloudcart.shop import Shop
from sync.simulators.sample.files import WAREHOUSE_FILE, read
from sync.simulators.sample.firms import CUSTOMERS
from sync.simulators.sample.people import BULGARIA, person

PRODUCTS: Final = 160
ORDERS: Final = 24
_SERVICE: Final = 8
_SOLD_FROM: Final = ("4", "5")  # the locations whose stock an online shop shows: the storehouse and its own
_PAYMENTS: Final = ("cod", "cod", "bank_transfer", "stripe")


def sample_shop(until: datetime) -> Shop:
    """The shop at ``until``: products added a month before, orders of the last three days. Euro with VAT.

    Raises OSError where the sample is not there.
    """
    content = read(WAREHOUSE_FILE)
    dice = random.Random(1)
    made = building(until - timedelta(days=30))
    groups = {row["ID"]: made.owner.add_category(row["Name"]) for row in content["GoodsGroups"]}
    goods = [good for good in content["Goods"] if _is_sold(good)]
    step = len(goods) / PRODUCTS
    for place in range(PRODUCTS):
        good = goods[int(place * step)]
        _add_good(made, place, good, groups.get(good.get("GroupID")))
    _add_unknown(made)
    made.clock.turn(timedelta(days=27))
    for number in range(1, ORDERS + 1):
        made.clock.turn(timedelta(hours=2, minutes=50))
        _add_order(made, number, dice)
    return made.shop


def _is_sold(good: dict[str, Any]) -> bool:
    return not good.get("Deleted") and good.get("Type") != _SERVICE and float(good.get("PriceOut2", 0)) > 0


def _add_good(made: Building, place: int, good: dict[str, Any], category: int | None) -> None:
    stock = good.get("stock", {})
    quantity = max(0, math.floor(sum(float(stock.get(location, 0)) for location in _SOLD_FROM)))
    price = Decimal(str(good["PriceOut2"]))
    made.owner.add_product(
        good["Name"],
        price=price + Decimal("0.5") if place % 9 == 4 else price,
        quantity=quantity + 2 if place % 6 == 3 else quantity,
        sku=None if place % 12 == 7 else good.get("Code"),
        barcode=None if place % 24 == 7 else good.get("BarCode1"),
        category=category,
    )


def _add_unknown(made: Building) -> None:
    made.owner.add_product("Подаръчна карта", price=25, quantity=50, sku="GIFT-25", digital="yes")
    made.owner.add_product(
        "Тениска „Калина Дом“",
        parameters=("Цвят", "Размер"),
        variants_of=[
            NewVariant("19.90", 6, f"TEE-{code}-{size}", options=(color, size))
            for color, code in (("Бял", "W"), ("Черен", "B"))
            for size in ("S", "M", "L")
        ],
    )


def _add_order(made: Building, number: int, dice: random.Random) -> None:
    sellable = [row["id"] for row in made.shop.table("variants") if row["quantity"] >= 2]
    chosen = dice.sample(sellable, 1 + number % 3)
    someone = person(BULGARIA, dice, number)
    first, _, last = someone.name.partition(" ")
    place = someone.place
    buyer = Person(
        first,
        last,
        someone.email,
        someone.phone,
        "BG",
        place.city,
        place.postcode,
        place.street,
        someone.house,
    )
    firm = CUSTOMERS[number % len(CUSTOMERS)]
    order = made.buyer.place(
        Basket(
            tuple(Piece(variant, 1 + number % 2) for variant in chosen),
            with_firm(buyer, firm) if number % 4 == 0 else buyer,
            percent=10 if number % 8 == 0 else 0,
            voucher="КАЛИНА10" if number % 8 == 0 else None,
            delivery_price="4.90" if number % 3 else 0,
            payment=_PAYMENTS[number % len(_PAYMENTS)],
        )
    )
    if number % 5 == 0:
        made.owner.mark_paid(order)
    if number % 11 == 0:
        made.owner.cancel(order)
