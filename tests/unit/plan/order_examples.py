"""An ordinary order, an ordinary shop's settings and what a run would have read, for the tests of orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sync.matching import Index
from sync.model import Address, Link, Order, OrderLine, Product, VatGroup
from sync.plan.line_finder import KnownLines
from sync.plan.order_document import OrderFacts, OrderHeld, PlannedOrder, plan_document
from sync.plan.partners import PartnerBook
from sync.profile import LineLinking, Orders, Stock, StockLink

NOW: Final = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TODAY: Final = date(2026, 11, 22)
SOFIA: Final = ZoneInfo("Europe/Sofia")
SHOP: Final = "bl-1"

TEA, COFFEE, BOOK, SERVICE = 11, 12, 13, 90
GOODS: Final = (
    Product(TEA, "TEA-1", "Чай", ("3800000000013",), vat_rate=Decimal(20)),
    Product(COFFEE, "COF-1", "Кафе", vat_rate=Decimal(20)),
    Product(BOOK, "BOOK-1", "Книга", vat_rate=Decimal(9)),
    Product(SERVICE, "DEL-20", "Доставка", vat_rate=Decimal(20), service=True),
)
VAT_GROUPS: Final = (
    VatGroup(1, "А", Decimal(20)),
    VatGroup(2, "Б", Decimal(9)),
    VatGroup(3, "В", Decimal(0)),
)


def line(sku: str = "TEA-1", quantity: object = 1, price: object = "10.00", **fields: Any) -> OrderLine:
    """A line of the shop; at 20 % VAT unless told otherwise."""
    return OrderLine(
        **{
            "id": "1",
            "name": f"Артикул {sku}",
            "quantity": Decimal(str(quantity)),
            "unit_price": Decimal(str(price)),
            "vat_rate": Decimal(20),
            "sku": sku,
            **fields,
        }
    )


def order(*lines: OrderLine, **fields: Any) -> Order:
    """Order 5001, confirmed, in status 1, paid by card; one line of tea unless told otherwise."""
    return Order(
        **{
            "id": "77",
            "number": "5001",
            "status_id": "1",
            "added_at": NOW,
            "confirmed_at": NOW,
            "currency": "EUR",
            "lines": lines or (line(),),
            "payment_way": "Карта",
            "email": "ivan@example.com",
            "phone": "0888123456",
            "billing": Address(name="Иван Иванов", street="ул. Шипка 5", city="София", country="BG"),
            **fields,
        }
    )


def settings(**fields: Any) -> Orders:
    """Takes statuses 1 and 2, 9 is cancelled; card and cash on delivery have payment types."""
    return Orders.model_validate(
        {
            "start": NOW,
            "statuses": ("1", "2"),
            "cancelled_statuses": ("9",),
            "payment_types": {"Карта": 3},
            "cash_on_delivery_type": 1,
            **fields,
        }
    )


def stock(**fields: Any) -> Stock:
    """Orders are written at location 1; the shop's warehouse bl_2 is location 2."""
    links = (
        StockLink(locations=(1,), shop_warehouse="bl_1"),
        StockLink(locations=(2, 3), shop_warehouse="bl_2"),
    )
    return Stock.model_validate({"location_for_orders": 1, "links": links, **fields})


def finder(
    goods: Sequence[Product] = GOODS,
    links: Sequence[Link] = (),
    made: Mapping[str, int] | None = None,
    by: Sequence[LineLinking] = (LineLinking.SKU, LineLinking.EAN),
) -> KnownLines:
    return KnownLines(links, made or {}, Index(goods, by))


def facts(**fields: Any) -> OrderFacts:
    """A Bulgarian warehouse in euro with three VAT groups, no partner and no rates."""
    goods: Sequence[Product] = fields.pop("goods", GOODS)
    ordinary = OrderFacts(
        base_currency="EUR",
        vat_groups=VAT_GROUPS,
        product_vat={product.id: product.vat_rate for product in goods},
        rate_to_base=no_rate,
        partners=PartnerBook(()),
        lines=finder(goods),
        today=TODAY,
        zone=SOFIA,
        country="BG",
    )
    return replace(ordinary, **fields)


def no_rate(currency: str, day: date) -> Decimal | None:
    """A warehouse that keeps no rates."""
    return None


def plan(
    bought: Order,
    chosen: Orders | None = None,
    read: OrderFacts | None = None,
    places: Stock | None = None,
) -> PlannedOrder:
    return plan_document(bought, SHOP, chosen or settings(), places or stock(), read or facts())


def held(
    bought: Order,
    chosen: Orders | None = None,
    read: OrderFacts | None = None,
    places: Stock | None = None,
) -> OrderHeld:
    """The reason why this order is held; fails where it would come in."""
    try:
        planned = plan(bought, chosen, read, places)
    except OrderHeld as reason:
        return reason
    raise AssertionError(f"the order comes in with {planned.total}")


def told(planned: PlannedOrder) -> list[str]:
    return [sentence.text() for sentence in planned.told]
