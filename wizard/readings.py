"""What the wizard's steps show of the two connected systems, read once and never typed by the owner.

Everything here blocks: a step calls it through its workers, never from the window's own thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sync.errors import Refused
from sync.model import (
    Catalog,
    Choice,
    Location,
    PaymentType,
    PriceGroup,
    Product,
    ProductGroup,
    ShopWarehouse,
    VatGroup,
)
from sync.ports import OrderQuery, ProductScope, Shop, ShopFacts, Warehouse, WarehouseFacts


@dataclass(frozen=True, slots=True)
class ShopLists:
    """What the shop offers to choose from."""

    facts: ShopFacts
    statuses: tuple[Choice, ...] = ()
    number_fields: tuple[Choice, ...] = ()
    catalogs: tuple[Catalog, ...] = ()
    warehouses: tuple[ShopWarehouse, ...] = ()
    price_groups: tuple[PriceGroup, ...] = ()

    @property
    def connected(self) -> bool:
        return self.facts.passed


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """Orders of the shop since a moment: how many in each status, and of each way of paying in each
    status.
    """

    since: datetime
    by_status: Mapping[str, int] = field(default_factory=dict)
    by_payment: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(status id, way of paying) -> orders. A way is "" where the order names none."""
    cash_on_delivery: int = 0

    def payment_ways(self, statuses: tuple[str, ...]) -> Mapping[str, int]:
        """The ways of paying of orders in these statuses, the most frequent first."""
        ways: Counter[str] = Counter()
        for (status, way), count in self.by_payment.items():
            if status in statuses:
                ways[way] += count
        return dict(ways.most_common())


@dataclass(frozen=True, slots=True)
class WarehouseLists:
    """What the warehouse program offers to choose from; ``services`` are its goods without stock."""

    facts: WarehouseFacts
    locations: tuple[Location, ...] = ()
    price_groups: tuple[PriceGroup, ...] = ()
    product_groups: tuple[ProductGroup, ...] = ()
    vat_groups: tuple[VatGroup, ...] = ()
    payment_types: tuple[PaymentType, ...] = ()
    users: tuple[Choice, ...] = ()
    services: tuple[Product, ...] = ()
    known_shops: Mapping[str, int] = field(default_factory=dict)

    @property
    def connected(self) -> bool:
        return self.facts.passed


def read_shop(shop: Shop) -> ShopLists:
    """Test the shop and read its lists. A failed test stands in the facts; raises what the lists raise."""
    facts = shop.check()
    if not facts.passed:
        return ShopLists(facts)
    return ShopLists(
        facts,
        tuple(shop.order_statuses()),
        tuple(shop.order_number_fields()),
        tuple(shop.catalogs()),
        tuple(shop.warehouses()),
        tuple(shop.price_groups()),
    )


def count_orders(shop: Shop, since: datetime) -> OrderCounts:
    """Count the shop's orders since a moment; an order that cannot be read counts in its status only."""
    by_status: Counter[str] = Counter()
    by_payment: Counter[tuple[str, str]] = Counter()
    cash_on_delivery = 0
    for page in shop.order_pages(OrderQuery(since)):
        for raw in page:
            by_status[raw.status_id] += 1
            try:
                order = shop.read_order(raw.raw)
            except Refused:
                continue
            by_payment[raw.status_id, order.payment_way] += 1
            cash_on_delivery += order.cash_on_delivery
    return OrderCounts(since, dict(by_status), dict(by_payment), cash_on_delivery)


def read_warehouse(warehouse: Warehouse) -> WarehouseLists:
    """Test the warehouse and read its lists. A failed test stands in the facts; raises what the lists
    raise.
    """
    facts = warehouse.check()
    if not facts.passed:
        return WarehouseLists(facts)
    return WarehouseLists(
        facts,
        tuple(warehouse.locations()),
        tuple(warehouse.price_groups()),
        tuple(warehouse.product_groups()),
        tuple(warehouse.vat_groups()),
        tuple(warehouse.payment_types()),
        tuple(warehouse.users()),
        tuple(product for product in warehouse.products(ProductScope()) if product.service),
        warehouse.known_shops(),
    )
