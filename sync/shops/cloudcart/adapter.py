"""CloudCart as a shop: the port, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Refused, Unknown
from sync.http import OnWait, TimeOuts, no_wait_told
from sync.model import (
    Catalog,
    Choice,
    NewShopProduct,
    Order,
    PriceGroup,
    ProductMark,
    ShopProduct,
    ShopWarehouse,
)
from sync.ports import (
    BulkResult,
    Clock,
    OrderChange,
    OrderQuery,
    Outcome,
    RawOrder,
    ShopFacts,
    ShopFeatures,
)
from sync.sentences import Sentence
from sync.shops.cloudcart import checking, other_programs, writing
from sync.shops.cloudcart.catalogue import MARKS, RETAIL, WAREHOUSE, Catalogue
from sync.shops.cloudcart.client import Client
from sync.shops.cloudcart.hooks import Hooks
from sync.shops.cloudcart.order_listing import OrderListing
from sync.shops.cloudcart.order_reading import read_order
from sync.shops.cloudcart.product_writing import ProductMaker
from sync.shops.cloudcart.reading import attributes
from sync.shops.cloudcart.values import text
from sync.systems import CloudCartShop

_SECONDS_WITHOUT_A_LOOK: Final = 30
"""So long may the stock that was read be sent, before the warehouse is asked again (decisions, 4)."""


class CloudCart:
    """One shop of CloudCart. Implements :class:`sync.ports.Shop`. ``zone``: of the shop's clock.

    Raises SettingsError where the address or the key cannot be right.
    """

    def __init__(
        self,
        settings: CloudCartShop,
        key: str,
        clock: Clock,
        zone: tzinfo,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._client = Client(settings.url, key, settings.requests_per_minute, clock, on_wait, time_outs)
        self._settings = settings
        self._zone = zone
        self._catalogue = Catalogue(self._client, settings.currency)
        self._orders = OrderListing(self._client, zone)
        self._maker = ProductMaker(self._client, self._catalogue, settings.default_category)
        self.hooks = Hooks(self._client)
        a_minute = settings.requests_per_minute
        self.features = ShopFeatures(
            platform="cloudcart",
            stock_step=Decimal("0.001"),
            bulk_size=max(1, a_minute * _SECONDS_WITHOUT_A_LOOK // 60),
            one_attribute=True,
            variants=True,
            marks=MARKS,
            weight=True,
            categories=True,
            prices_show_later=True,
            lowers_stock=settings.lowers_stock,
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._client.close()

    def check(self) -> ShopFacts:
        """Test the connection with a handful of requests."""
        return checking.check(self._client, self._catalogue, self._settings.currency, self._zone)

    def signs_of_others(self) -> Sequence[Sentence]:
        """What in the shop speaks for another program that joins it to a warehouse."""
        return other_programs.signs(self._client)

    # ---- lists

    def order_statuses(self) -> Sequence[Choice]:
        """The shop's own statuses and the eleven of CloudCart."""
        return self._orders.statuses()

    def order_number_fields(self) -> Sequence[Choice]:
        """Where our document's number may be written."""
        return writing.number_fields()

    def payment_ways(self) -> Sequence[Choice]:
        """The active ways of paying."""
        rows = self._client.get("payment-providers", {"filter[active]": "yes"}).data
        return [Choice(text(row.get("id")), text(attributes(row).get("title"))) for row in rows]

    def catalogs(self) -> Sequence[Catalog]:
        return self._catalogue.catalogs()

    def warehouses(self) -> Sequence[ShopWarehouse]:
        return self._catalogue.warehouses()

    def price_groups(self) -> Sequence[PriceGroup]:
        return self._catalogue.price_groups()

    def categories(self) -> Sequence[Choice]:
        """All categories, by their names from the root down."""
        return self._catalogue.categories()

    # ---- orders

    def order_pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders by the moment at which they were placed."""
        return self._orders.pages(query)

    def orders_by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
        """These orders as they are now, one request each; those just told as changed need none."""
        return self._orders.by_id(order_ids)

    def order_changes(self, after: str) -> tuple[Sequence[OrderChange], str] | None:
        """What changed, by the shop's own moments of change."""
        return self._orders.changes(after)

    def read_order(self, raw: Mapping[str, Any]) -> Order:
        return read_order(raw, self._zone, self._settings.lowers_stock)

    def set_order_status(self, order_ids: Sequence[str], status_id: str) -> BulkResult:
        return writing.set_status(self._client, order_ids, status_id)

    def set_order_number(self, order_id: str, field_id: str, number: str) -> Outcome:
        return writing.set_number(self._client, order_id, field_id, number)

    # ---- products

    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """All variants; there is one catalogue."""
        del catalog
        return self._catalogue.products()

    def product_count(self, catalog: str) -> int:
        del catalog
        return self._catalogue.count()

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> Mapping[str, str]:
        del catalog
        return self._catalogue.descriptions(product_ids)

    def set_stock(self, catalog: str, levels: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set the stock of variants, one request each."""
        del catalog
        return writing.set_stock(
            self._client, {ident: each[WAREHOUSE] for ident, each in levels.items() if WAREHOUSE in each}
        )

    def set_prices(self, catalog: str, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set gross prices of variants, one request each."""
        del catalog
        return writing.set_prices(
            self._client, {ident: each[RETAIL] for ident, each in prices.items() if RETAIL in each}
        )

    def find_product(self, catalog: str, key: str) -> Sequence[ShopProduct]:
        del catalog
        return self._catalogue.find(key) if key else []

    def create_product(self, product: NewShopProduct) -> str:
        """Make a product and its variant; the variant's id."""
        return self._maker.make(product)

    def update_product(self, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
        del catalog
        return _outcome(lambda: self._maker.update(product_id, fields))

    def set_marks(
        self, catalog: str, product_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None
    ) -> Outcome:
        """Set marks of a variant's product and the variant's weight, with at most three requests."""
        del catalog
        return _outcome(lambda: self._maker.set_marks(product_id, marks, weight_grams))


def _outcome(change: Callable[[], None]) -> Outcome:
    try:
        change()
    except Unknown:
        return Outcome.UNKNOWN
    except Refused:
        return Outcome.NOT_DONE
    return Outcome.DONE
