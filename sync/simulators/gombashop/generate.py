"""A shop with every measured trap in it, of invented people and goods."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sync.simulators.gombashop.shop import Item, Order, OrderLine, Shop

EURO_SINCE: Final = datetime.fromisoformat("2026-01-01")  # without a zone, as the shop's files have it
LEVA_PER_EURO: Final = Decimal("1.95583")
_PEOPLE: Final = (
    ("Мила Тодорова", "+359888000001", "mila@example.org", "Пловдив", "4000", "ул. Примерна 7"),
    ("Явор Пенчев", "+359888000002", "yavor@example.net", "Бургас", "8000", ""),
    ("Ирина Савова", "+359888000003", "irina@example.com", "София", "1000", "бул. Дъга 11"),
)
_STATES: Final = ("Завършена", "Завършена", "Потвърдена", "Върната", "Доставка")


def generated_shop(items: int = 40, orders: int = 30) -> Shop:
    """The same shop each time. Items: shared SKUs, an empty one, look-alike letters, names that end with a
    blank or hold quotes, equal names, a price of 0, hidden and untracked ones. Orders: from 2025 into 2026,
    numbers of 4, 6 and 8 characters and one of digits alone.
    """
    shop = Shop()
    for place in range(items):
        _shape(shop.add(f"CM{place:03d}M", f"Стока {place}", Decimal("4.90") + place), place)
    known = list(shop.items.values())
    start = EURO_SINCE - timedelta(days=orders // 2)
    for place in range(orders if known else 0):
        shop.orders.append(_order(place, known, start + timedelta(days=place, hours=9)))
    return shop


def _shape(item: Item, place: int) -> None:
    """One trap for each of the places that have one."""
    item.category, item.brand, item.quantity = "Дом > Кухня", "Калина", Decimal(place % 12)
    match place % 20:
        case 2:
            item.sku = f"CM{place - 1:03d}M"  # shared with the item before
        case 3:
            item.sku = ""
        case 4:
            item.sku = f"CM{place:03d}М"  # ends with a Cyrillic М
        case 5:
            item.name += " "
        case 6:
            item.name = f'Чаша "Роса" {place}'
        case 7:
            item.name = f"Стока {place - 6}"  # the name of another item
        case 8:
            item.price = Decimal("0.00")
        case 9:
            item.hidden = True
        case 10:
            item.quantity = None
        case 11:
            item.promo, item.old_price = True, item.price + 2
        case 12:
            item.options = "Цвят: Червен,  Син(+2,04 €),"
        case 13:
            item.new, item.description = True, "<p>Ново</p>"


def _order(place: int, items: list[Item], at: datetime) -> Order:
    person, phone, email, city, postcode, address = _PEOPLE[place % len(_PEOPLE)]
    rate = LEVA_PER_EURO if at < EURO_SINCE else Decimal(1)
    chosen = [items[(place * 7 + step) % len(items)] for step in range(place % 3 + 1)]
    lines = [
        OrderLine(
            item.name,
            2 if (place + step) % 4 == 0 else 1,
            (item.price * rate).quantize(Decimal("0.01")),
            "Цвят: Червен" if item.options else "",
        )
        for step, item in enumerate(chosen)
    ]
    status = _STATES[place % len(_STATES)]
    order = Order(
        number=_number(place),
        at=at,
        person=person,
        phone=phone,
        email=email,
        city=city,
        postcode=postcode,
        address=address,
        lines=lines,
        delivery=(Decimal("3.50") * rate).quantize(Decimal("0.01")),
        status=status,
        paid_at=at + timedelta(days=2) if status == "Завършена" else None,
        payment="Банков превод" if place % 11 == 0 else "Наложен платеж",
    )
    if place % 8 == 1:
        order.company, order.bulstat, order.vat_number = "Савова Дом ЕООД", "900000016", "BG900000016"
    if place == 12:
        order.discount_kind, order.promo_code, order.discount = "Промокод", "ESEN", Decimal("1.00")
    return order


def _number(place: int) -> str:
    """Longer over the years, and once of digits alone."""
    if place == 5:
        return "20260115"
    starts = (0xA0F3, 0x9B10C4, 0xC45F0E21)
    return f"{starts[min(place // 10, 2)] + place * 97:X}"
