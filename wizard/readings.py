"""What the wizard's steps show of the two connected systems, read once and never typed by the owner.

Everything here blocks: a step calls it through its workers, never from the window's own thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast

from sync.errors import Refused
from sync.model import (
    Catalog,
    Choice,
    Location,
    Order,
    PaymentType,
    PriceGroup,
    Product,
    ProductGroup,
    ShopWarehouse,
    VatGroup,
)
from sync.ports import (
    KeepsDocuments,
    OrderQuery,
    ProductScope,
    Shop,
    ShopFacts,
    ShopFeatures,
    Warehouse,
    WarehouseFacts,
)
from sync.profile import LineLinking
from sync.sentences import Sentence

RECENT: Final = timedelta(days=30)
"""How far back the shop's orders are looked at for the ways of paying that its customers use."""


@dataclass(frozen=True, slots=True)
class ShopLists:
    """What the shop offers to choose from."""

    facts: ShopFacts
    statuses: tuple[Choice, ...] = ()
    number_fields: tuple[Choice, ...] = ()
    catalogs: tuple[Catalog, ...] = ()
    warehouses: tuple[ShopWarehouse, ...] = ()
    price_groups: tuple[PriceGroup, ...] = ()
    categories: tuple[Choice, ...] = ()
    payment_ways: tuple[Choice, ...] = ()
    features: ShopFeatures = field(default_factory=lambda: ShopFeatures(""))
    document_places: tuple[Choice, ...] = ()
    """Where an order can hold a file of its document: fields of the order, then series of the shop's own
    invoices."""

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
    cash_on_delivery: Mapping[str, int] = field(default_factory=dict)
    """Way of paying -> orders, in any status, that the shop says are paid on delivery."""
    by_delivery: Mapping[str, int] = field(default_factory=dict)
    """Way of delivery -> orders in any status, the most frequent first; "" where the order names none."""

    def payment_ways(self, statuses: tuple[str, ...]) -> Mapping[str, int]:
        """The ways of paying of orders in these statuses, the most frequent first."""
        ways: Counter[str] = Counter()
        for (status, way), count in self.by_payment.items():
            if status in statuses:
                ways[way] += count
        return dict(ways.most_common())

    def always_on_delivery(self, way: str) -> bool:
        """Whether every order of this way of paying is paid on delivery."""
        orders = sum(count for (_, each), count in self.by_payment.items() if each == way)
        return 0 < orders == self.cash_on_delivery.get(way, 0)


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """What counting needs of an order; ``way`` None where the order cannot be understood."""

    status_id: str
    confirmed_at: datetime | None
    way: str | None
    cash_on_delivery: bool = False
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class SeenOrders:
    """The shop's orders since a moment (aware), listed once and counted as often as is needed. ``example``:
    the first that can be understood.
    """

    since: datetime
    orders: tuple[SeenOrder, ...] = ()
    example: Order | None = None

    def reaches(self, since: datetime) -> bool:
        """Whether the orders since that moment are among these."""
        return self.since <= since

    def counts(self, since: datetime) -> OrderCounts:
        """Count those since a moment that these reach."""
        by_status: Counter[str] = Counter()
        by_payment: Counter[tuple[str, str]] = Counter()
        on_delivery: Counter[str] = Counter()
        deliveries: Counter[str] = Counter()
        for order in self.orders:
            if order.confirmed_at is not None and order.confirmed_at < since:
                continue
            by_status[order.status_id] += 1
            if order.way is not None:
                by_payment[order.status_id, order.way] += 1
                on_delivery[order.way] += order.cash_on_delivery
                deliveries[order.delivery] += 1
        return OrderCounts(
            since,
            dict(by_status),
            dict(by_payment),
            dict(+on_delivery),
            dict(deliveries.most_common()),
        )


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
    sales: bool = True
    """Whether sales can be written there."""
    turns_into_sales: bool = False
    """Whether an order can be made a sale from here."""
    prints: bool = False
    """Whether its documents can be had as files."""
    closed: Mapping[str, Sentence] = field(default_factory=dict)
    """Options that the program lacks, by name, with the reason."""

    @property
    def linkings(self) -> tuple[LineLinking, ...]:
        """By what its goods can be found."""
        return tuple(
            each for each in LineLinking if each is not LineLinking.EAN or "barcodes" not in self.closed
        )

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
        tuple(shop.categories()),
        tuple(shop.payment_ways()),
        shop.features,
        _document_places(shop),
    )


def _document_places(shop: Shop) -> tuple[Choice, ...]:
    if not shop.features.invoices:
        return ()
    keeping = cast("KeepsDocuments", shop)
    return (*keeping.document_fields(), *keeping.document_series())


def stocked_products(warehouse: Warehouse) -> dict[int, int]:
    """How many goods each location has in stock, by its id; reads every stock entry once."""
    return {
        location.id: sum(level > 0 for _, level in warehouse.stock_levels(ProductScope(), [location.id]))
        for location in warehouse.locations()
    }


def see_orders(shop: Shop, since: datetime) -> SeenOrders:
    """List the shop's orders since a moment, once; one that cannot be read counts in its status only."""
    seen: list[SeenOrder] = []
    example: Order | None = None
    for page in shop.order_pages(OrderQuery(since)):
        for raw in page:
            try:
                order = shop.read_order(raw.raw)
            except Refused:
                seen.append(SeenOrder(raw.status_id, raw.confirmed_at, None))
                continue
            example = example or order
            seen.append(
                SeenOrder(
                    raw.status_id,
                    raw.confirmed_at,
                    order.payment_way,
                    order.cash_on_delivery,
                    order.delivery_way,
                )
            )
    return SeenOrders(since, tuple(seen), example)


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
        warehouse.features.sales,
        warehouse.features.turns_into_sales,
        prints=warehouse.features.prints,
        closed=warehouse.features.closed,
    )
