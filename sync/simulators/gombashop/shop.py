"""The state of one shop: items and orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

STATES: Final = (
    "Нова",
    "Потвърдена",
    "Обработва се",
    "Очаквана наличност",
    "Доставка",
    "Отхвърлена",
    "Завършена",
    "Върната",
)


@dataclass(slots=True)
class Item:
    """One item. Prices with VAT in euro. quantity: None is not tracked. moved: the owner's policy for items
    that a feed lacks has put it aside.
    """

    ident: int
    sku: str
    name: str
    price: Decimal
    quantity: Decimal | None = Decimal(0)
    old_price: Decimal | None = None
    new: bool = False
    hidden: bool = False
    promo: bool = False
    category: str = ""
    brand: str = ""
    options: str = ""
    description: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was bought. The exported file shows name and option alone. price: per unit, in the order's
    currency.
    """

    name: str
    quantity: int
    price: Decimal
    option: str = ""


@dataclass(slots=True)
class Order:
    """One order. number: upper-case hexadecimal text. at: the shop's local time without zone. Money in leva
    before 2026 and in euro after, without a mark.
    """

    number: str
    at: datetime
    person: str
    phone: str
    email: str
    city: str
    postcode: str
    address: str
    lines: list[OrderLine]
    delivery: Decimal
    status: str = "Нова"
    payment: str = "Наложен платеж"
    paid_at: datetime | None = None
    shipping: str = "Еконт до офис"
    note: str = ""
    company: str = ""
    bulstat: str = ""
    vat_number: str = ""
    discount_kind: str = ""
    promo_code: str = ""
    discount: Decimal = Decimal("0.00")

    @property
    def goods(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.price * line.quantity for line in self.lines), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        """Goods and delivery less the discount (facts 2.3: held for every order)."""
        return self.goods + self.delivery - self.discount


@dataclass(slots=True)
class Shop:
    """Items by their id, orders oldest first. last: the largest id ever given."""

    items: dict[int, Item] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    last: int = 100

    def add(self, sku: str, name: str, price: Decimal) -> Item:
        """A new item."""
        self.last += 1
        self.items[self.last] = Item(self.last, sku, name, price)
        return self.items[self.last]
