"""A believable shop of any size, the same for the same seed.

Every third product has variants of "Цвят" and "Размер". Some have no SKU, some no barcode, some share one
with another, and in some SKUs a Latin letter stands where its Cyrillic twin should. A third of the buyers are
firms with ЕИК, some come from abroad.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sync.simulators.cloudcart.building import WAYS_OF_PAYMENT, Building, building
from sync.simulators.cloudcart.buyer import Basket, OutOfStock, Person, Piece
from sync.simulators.cloudcart.owner import NewVariant
from sync.simulators.cloudcart.shop import Settings, Shop
from sync.simulators.sample.check_digits import with_ean_digit
from sync.simulators.sample.firms import CUSTOMERS, Firm
from sync.simulators.sample.people import BULGARIA, GERMANY, POLAND, person

START: Final = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
_CATEGORIES: Final = ("Дрехи", "Обувки", "Дом и кухня", "Козметика", "Подаръци", "Книги")
_VENDORS: Final = ("Калина", "Родопски вълни", "Etno Studio", "Горска билка")
_THINGS: Final = (
    "Тениска",
    "Суитшърт",
    "Чаша",
    "Свещ",
    "Сапун",
    "Възглавница",
    "Раница",
    "Шал",
    "Тефтер",
    "Поднос",
)
_KINDS: Final = (
    "„Шевица“",
    "с бродерия",
    "от лен",
    "ръчна изработка",
    "„Рила“",
    "класик",
    "зимна серия",
    "био",
)
_COLORS: Final = ("Черен", "Бял", "Тъмносин", "Жълт")
_SIZES: Final = ("S", "M", "L", "XL")
_VARIANTS_EVERY: Final = 3
_LATIN_FOR_CYRILLIC: Final = "A"
_STATUSES: Final = ("pending", "pending", "paid", "paid", "completed", "cancelled")
_PREFIX: Final = "380997"


def generated_shop(
    products: int,
    orders: int = 0,
    *,
    seed: int = 1,
    start: datetime = START,
    minutes_between: int = 20,
    settings: Settings | None = None,
) -> Shop:
    """So many products (with 1 to 8 variants each) and orders, one every ``minutes_between`` from
    ``start``.
    """
    dice = random.Random(seed)
    made = building(start, settings)
    categories = [made.owner.add_category(name) for name in _CATEGORIES]
    vendors = [made.owner.add_vendor(name) for name in _VENDORS]
    for number in range(1, products + 1):
        _add_product(made, number, dice, dice.choice(categories), dice.choice(vendors))
    for number in range(1, orders + 1):
        made.clock.turn(timedelta(minutes=minutes_between))
        _add_order(made, number, dice)
    return made.shop


def _add_product(made: Building, number: int, dice: random.Random, category: int, vendor: int) -> None:
    name = f"{dice.choice(_THINGS)} {dice.choice(_KINDS)} {number}"
    price = Decimal(dice.randrange(150, 12_000)) / 100
    fields: dict[str, Any] = {
        "category": category,
        "vendor_id": vendor,
        "active": "no" if number % 29 == 0 else "yes",
    }
    if number % _VARIANTS_EVERY:
        single = _variant(number, 0, price, (), dice)
        made.owner.add_product(
            name, price=price, quantity=single.quantity, sku=single.sku, barcode=single.barcode, **fields
        )
        return
    colors = _COLORS[: dice.randint(1, 3)]
    sizes = _SIZES[: dice.randint(1, 3)]
    with_sizes = number % 2 == 0
    options = (
        [(color, size) for color in colors for size in sizes]
        if with_sizes
        else [(color,) for color in colors]
    )
    variants = [_variant(number, place, price, option, dice) for place, option in enumerate(options, start=1)]
    made.owner.add_product(
        name,
        parameters=("Цвят", "Размер") if with_sizes else ("Цвят",),
        variants_of=variants,
        **fields,
    )


def _variant(
    number: int, place: int, price: Decimal, options: tuple[str, ...], dice: random.Random
) -> NewVariant:
    """A variant whose codes are spoiled now and then, as in a shop that has been typed by hand."""
    code = f"АК{number:05d}" + (f"-{place}" if place else "")
    sku: str | None = code
    barcode: str | None = with_ean_digit(f"{_PREFIX}{(number * 10 + place) % 1_000_000:06d}")
    if number % 17 == 0:
        sku = None
    elif number % 23 == 0:
        sku = _LATIN_FOR_CYRILLIC + code[1:]
    elif number % 31 == 0:
        sku = f"АК{number - 1:05d}"
    if number % 13 == 0:
        barcode = None
    elif number % 37 == 0 and number > 1:
        barcode = with_ean_digit(f"{_PREFIX}{(number - 1) * 10 % 1_000_000:06d}")
    return NewVariant(
        price, dice.choice((0, 1, 3, 8, 20, 60)), sku, barcode, dice.randrange(50, 3000), options
    )


def _add_order(made: Building, number: int, dice: random.Random) -> None:
    variants = made.shop.table("variants")
    pieces: list[Piece] = []
    for _ in range(1 + dice.randrange(3)):
        row = variants.get(dice.randrange(1, len(variants) + 1)) if len(variants) else None
        if row is not None and row["quantity"] >= 2 and all(row["id"] != piece.variant for piece in pieces):
            pieces.append(
                Piece(row["id"], dice.choice((1, 1, 2)), discount=Decimal("0.5") if number % 7 == 0 else 0)
            )
    if not pieces:
        pieces.append(Piece(_sellable(made)))
    basket = Basket(
        tuple(pieces),
        _buyer(number, dice),
        percent=10 if number % 11 == 0 else 0,
        voucher="ЕСЕН10" if number % 11 == 0 else None,
        delivery_price=dice.choice((0, "3.50", "5.90")),
        payment=dice.choice(tuple(WAYS_OF_PAYMENT)),
        note="Моля, звънете преди доставка" if number % 5 == 0 else None,
    )
    try:
        order = made.buyer.place(basket)
    except OutOfStock:
        return
    status = dice.choice(_STATUSES)
    if status != "pending":
        made.owner.change_status(order, status)


def _sellable(made: Building) -> int:
    """Any variant; with more stock than one order takes, as if goods had just come in."""
    ident = next(iter(made.shop.table("variants")))["id"]
    made.owner.set_quantity(ident, 100)
    return int(ident)


def _buyer(number: int, dice: random.Random) -> Person:
    country = dice.choice((BULGARIA,) * 8 + (POLAND, GERMANY))
    someone = person(country, dice, number % 1000)
    first, _, last = someone.name.partition(" ")
    made = Person(
        first,
        last,
        someone.email,
        someone.phone,
        country.code,
        someone.place.city,
        someone.place.postcode,
        someone.place.street,
        someone.house,
    )
    return with_firm(made, dice.choice(CUSTOMERS)) if country is BULGARIA and number % 3 == 0 else made


def with_firm(someone: Person, firm: Firm) -> Person:
    """The same person, buying for a firm that wants an invoice."""
    return replace(
        someone,
        company=firm.name,
        number=firm.number,
        vat_number=firm.vat_number or None,
        responsible=firm.contact,
        email=firm.email,
        city=firm.city,
        post_code=firm.postcode,
    )
