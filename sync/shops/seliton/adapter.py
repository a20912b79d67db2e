"""Seliton as a shop: the port, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from functools import partial
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
from sync.sentences import mark, say
from sync.shops.seliton import checking
from sync.shops.seliton.catalogue import MARK_FIELDS, WAREHOUSE, Catalogue
from sync.shops.seliton.client import Client
from sync.shops.seliton.feed import Feed
from sync.shops.seliton.order_listing import OrderListing
from sync.shops.seliton.order_reading import read_order
from sync.shops.seliton.sign_in import SignIn, TokenDesk, Tokens, checked_token
from sync.shops.seliton.writing import ProductWriter, one_by_one
from sync.shops.seliton.xml_api import XmlAction, XmlApi
from sync.systems import SelitonShop

_SECONDS_WITHOUT_A_LOOK: Final = 30
"""So long may the stock that was read be sent, before the warehouse is asked again (decisions, 4)."""
_DEALER: Final = mark("Dealer price")


def nobody_keeps(_tokens: Tokens) -> None:
    """The default for ``keep``: new tokens last as long as this shop is open."""


@dataclass(frozen=True, slots=True)
class SelitonSecrets:
    """What a shop of Seliton is opened with: the token, and what renews it or opens its other doors."""

    token: str
    refresh: str = ""
    application: str = ""
    feed: str = ""
    xml: str = ""


class Seliton:
    """One shop of Seliton. Implements :class:`sync.ports.Shop`. ``zone``: of the shop's clock. ``keep`` is
    told new tokens where the vendor renews them.

    Raises SettingsError where an address or the token cannot be right.
    """

    def __init__(
        self,
        settings: SelitonShop,
        secrets: SelitonSecrets,
        clock: Clock,
        zone: tzinfo,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
        keep: Callable[[Tokens], None] = nobody_keeps,
    ) -> None:
        desk = TokenDesk(settings, secrets.application, clock, on_wait, time_outs)
        tokens = Tokens(checked_token(secrets.token), secrets.refresh.strip())
        sign_in = SignIn(tokens, desk, clock, keep)
        a_minute = settings.requests_per_minute
        self._client = Client(settings.url, sign_in, a_minute, clock, on_wait, time_outs)
        self._settings = settings
        self._zone = zone
        self._catalogue = Catalogue(self._client, settings)
        self._orders = OrderListing(self._client, settings, zone)
        self._writer = ProductWriter(self._client, self._catalogue, settings)
        self._feed = (
            Feed(secrets.feed, settings, clock, on_wait, time_outs) if settings.catalogue == "feed" else None
        )
        self.xml = XmlApi(settings, secrets.xml, clock, on_wait, time_outs) if settings.xml_api else None
        named = bool(settings.xml_order_parameter and settings.xml_status_parameter)
        self.features = ShopFeatures(
            platform="seliton",
            order_status=self.xml is not None and named,
            order_number_fields=False,
            marks=frozenset(MARK_FIELDS),
            stock_step=Decimal("0.001") if settings.fractional_quantity else Decimal(1),
            bulk_size=max(1, a_minute * _SECONDS_WITHOUT_A_LOOK // 60),
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._client.close()
        if self._feed is not None:
            self._feed.close()
        if self.xml is not None:
            self.xml.close()

    def check(self) -> ShopFacts:
        """Test the connection with a handful of requests."""
        return checking.check(
            self._client, self._catalogue, self._orders, self._feed, self._settings.currency, self._zone
        )

    # ---- lists

    def order_statuses(self) -> Sequence[Choice]:
        """What the last orders bear, and what the owner named."""
        return self._orders.statuses()

    def payment_states(self) -> Sequence[str]:
        """The states of payment that the last orders bear."""
        return self._orders.payment_states()

    def order_number_fields(self) -> Sequence[Choice]:
        """None: orders can only be read."""
        return []

    def payment_ways(self) -> Sequence[Choice]:
        """None: only orders tell them."""
        return []

    def catalogs(self) -> Sequence[Catalog]:
        return self._catalogue.catalogs()

    def warehouses(self) -> Sequence[ShopWarehouse]:
        return self._catalogue.warehouses()

    def price_groups(self) -> Sequence[PriceGroup]:
        return self._catalogue.price_groups(_DEALER)

    def categories(self) -> Sequence[Choice]:
        """None: a new product needs no category, and gets one by hand."""
        return []

    # ---- orders

    def order_pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders by their numbers, which are also the order in which they were placed."""
        return self._orders.pages(query)

    def orders_by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
        """These orders as they are now, one request each."""
        return self._orders.by_id(order_ids)

    def order_changes(self, after: str) -> tuple[Sequence[OrderChange], str] | None:
        """None: the shop does not tell changes."""
        del after
        return None

    def read_order(self, raw: Mapping[str, Any]) -> Order:
        return read_order(raw, self._settings, self._zone)

    def set_order_status(self, order_ids: Sequence[str], status_id: str) -> BulkResult:
        """Put orders into a status, by the XML API, and look whether the shop did."""
        return one_by_one(
            {order_id: partial(self._set_status, order_id, status_id) for order_id in order_ids}
        )

    def _set_status(self, order_id: str, status: str) -> None:
        if self.xml is None or not self.features.order_status:
            raise Refused(
                say("Seliton’s orders can only be read."),
                advice=say("Take the status after saving out of the step Orders."),
            )
        settings = self._settings
        self.xml.call(
            XmlAction.UPDATE_ORDER,
            {settings.xml_order_parameter: order_id, settings.xml_status_parameter: status},
        )
        now = self._orders.by_id([order_id]).get(order_id)
        if now is None or now.status_id != status:
            raise Refused(
                say("Seliton left the order in the status {status}.", status=now.status_id if now else "—")
            )

    def set_order_number(self, order_id: str, field_id: str, number: str) -> Outcome:
        """Not done: orders can only be read."""
        del order_id, field_id, number
        return Outcome.NOT_DONE

    # ---- products

    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """All products, by REST or from the export."""
        del catalog
        return self._catalogue.products() if self._feed is None else self._feed.products()

    def product_count(self, catalog: str) -> int:
        del catalog
        return self._catalogue.count()

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> Mapping[str, str]:
        del catalog
        return self._catalogue.descriptions(product_ids)

    def set_stock(self, catalog: str, levels: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set the quantity of products, one request each."""
        del catalog
        return self._writer.set_stock(
            {ident: each[WAREHOUSE] for ident, each in levels.items() if WAREHOUSE in each}
        )

    def set_prices(self, catalog: str, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set gross prices of products, one request each."""
        del catalog
        return self._writer.set_prices(prices)

    def find_product(self, catalog: str, key: str) -> Sequence[ShopProduct]:
        """Always by REST: the export shows visible products only."""
        del catalog
        return self._catalogue.find(key) if key else []

    def create_product(self, product: NewShopProduct) -> str:
        """Make a product; its id."""
        if product.options or product.parent_id:
            raise Refused(say("Seliton’s REST interface makes no variants."))
        return self._writer.make(product)

    def update_product(self, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
        del catalog
        return _outcome(lambda: self._writer.update(product_id, fields))

    def set_marks(
        self, catalog: str, product_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None
    ) -> Outcome:
        """Set marks of a product; its weight's unit is not published, so that none is sent."""
        del catalog, weight_grams
        return _outcome(lambda: self._writer.set_marks(product_id, marks))


def _outcome(change: Callable[[], None]) -> Outcome:
    try:
        change()
    except Unknown:
        return Outcome.UNKNOWN
    except Refused:
        return Outcome.NOT_DONE
    return Outcome.DONE
