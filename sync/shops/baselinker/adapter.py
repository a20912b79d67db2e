"""BaseLinker as a shop: the port, put together from its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sync.errors import Refused
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
    KeptDocument,
    OrderChange,
    OrderQuery,
    Outcome,
    PrintedDocument,
    RawOrder,
    ShopFacts,
    ShopFeatures,
)
from sync.profile import BaseLinkerShop
from sync.sentences import say
from sync.shops.baselinker import checking, order_reading, order_writing, orders, product_writing
from sync.shops.baselinker.catalogue import Catalogue
from sync.shops.baselinker.client import PLATFORM, Client
from sync.shops.baselinker.documents import Invoices
from sync.shops.baselinker.order_files import OrderFiles
from sync.shops.baselinker.product_writing import Categories
from sync.shops.baselinker.readers import Unreadable


class BaseLinker:
    """One account of BaseLinker. Implements :class:`sync.ports.Shop` and
    :class:`sync.ports.KeepsDocuments`.

    ``on_wait`` is told, while the request limit makes Mostik wait, until when; it may raise Cancelled. Raises
    SettingsError where the address or the token cannot be right.
    """

    features = ShopFeatures(platform="baselinker", invoices=True, bulk_size=product_writing.PRODUCTS_AT_ONCE)

    def __init__(
        self,
        settings: BaseLinkerShop,
        token: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._client = Client(settings, token, clock, on_wait, time_outs)
        self._catalogue = Catalogue(self._client)
        self._categories: dict[str, Categories] = {}
        self.invoices = Invoices(self._client)
        self._files = OrderFiles(self._client, self.invoices)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._client.close()

    def check(self) -> ShopFacts:
        """Test the connection with a handful of requests."""
        return checking.check(self._client, self._catalogue)

    # ---- lists

    def order_statuses(self) -> Sequence[Choice]:
        """The statuses of the account."""
        return order_reading.statuses(self._client)

    def order_number_fields(self) -> Sequence[Choice]:
        """Where our document's number may be written."""
        return order_writing.number_fields(self._client)

    def catalogs(self) -> Sequence[Catalog]:
        """The catalogues of the account."""
        return self._catalogue.catalogs()

    def warehouses(self) -> Sequence[ShopWarehouse]:
        """The warehouses, "bl_205" and the like; only those of kind bl can be written."""
        return self._catalogue.warehouses()

    def price_groups(self) -> Sequence[PriceGroup]:
        """The price groups, each with its currency."""
        return self._catalogue.price_groups()

    def categories(self) -> Sequence[Choice]:
        """None to choose from: a new product's category is made from its group."""
        return []

    def payment_ways(self) -> Sequence[Choice]:
        """None: only the orders tell how they are paid."""
        return []

    # ---- orders

    def order_pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders by confirmation; unconfirmed ones, where asked for, after them."""
        return order_reading.pages(self._client, query)

    def orders_by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
        """These orders as they are now, one request each."""
        return order_reading.by_id(self._client, order_ids)

    def order_changes(self, after: str) -> tuple[Sequence[OrderChange], str] | None:
        """What the journal tells, where BaseLinker's support has switched it on. It reaches back 3 days."""
        return order_reading.changes(self._client, after)

    def read_order(self, raw: Mapping[str, Any]) -> Order:
        """The order in a raw answer. Asks once for the warehouses where a line names one."""
        return orders.read_order(raw, self._catalogue.warehouse_name)

    def set_order_status(self, order_ids: Sequence[str], status_id: str) -> BulkResult:
        """Put orders into a status, up to 100 with one request."""
        return order_writing.set_status(self._client, order_ids, status_id)

    def set_order_number(self, order_id: str, field_id: str, number: str) -> Outcome:
        """Write our document's number into a field of :meth:`order_number_fields`."""
        return order_writing.set_number(self._client, order_id, field_id, number)

    # ---- printed documents

    def document_fields(self) -> Sequence[Choice]:
        """The account's own fields of an order that hold a file."""
        return self._files.fields()

    def document_series(self) -> Sequence[Choice]:
        """The series in which BaseLinker issues invoices."""
        return self._files.series()

    def kept_document(self, order_id: str, place: str) -> KeptDocument | None:
        """The file, or the order's invoice, that is there already."""
        return self._files.kept(order_id, place)

    def keep_document(self, order_id: str, place: str, document: PrintedDocument) -> Outcome:
        """Put the file into the field, or attach it to the order's invoice."""
        return self._files.keep(order_id, place, document)

    # ---- products

    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """All products and variants of a catalogue, page by page."""
        return self._catalogue.products(catalog)

    def product_count(self, catalog: str) -> int:
        """How many products and variants a catalogue has: one request for each 1000."""
        return self._catalogue.count(catalog)

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> Mapping[str, str]:
        """The descriptions of these products, as HTML, in the catalogue's main language."""
        return self._catalogue.descriptions(catalog, product_ids)

    def set_stock(self, catalog: str, levels: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set the stock in whole pieces; never of a bundle or of a product with variants."""
        return product_writing.set_stock(self._client, self._catalogue, catalog, levels)

    def set_prices(self, catalog: str, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set gross prices in the price groups' currencies."""
        return product_writing.set_prices(self._client, catalog, prices)

    def find_product(self, catalog: str, key: str) -> Sequence[ShopProduct]:
        """Products and variants whose SKU or EAN is exactly ``key``; neither is unique in BaseLinker."""
        return self._catalogue.find(catalog, key) if key else []

    def create_product(self, product: NewShopProduct) -> str:
        """Make a product, with its categories where they are missing, and return its id."""
        categories = self._categories.setdefault(product.catalog, Categories(self._client, product.catalog))
        try:
            category_id = categories.id_of(product.categories)
        except Unreadable as wrong:
            raise Refused(
                say("The categories of {platform} cannot be understood.", platform=PLATFORM),
                detail=str(wrong),
            ) from None
        return product_writing.create(self._client, product, category_id)

    def update_product(self, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
        """Set ``name``, ``description``, ``sku`` or ``ean``; what is not named stays."""
        return product_writing.update(self._client, catalog, product_id, fields)

    def set_marks(
        self, catalog: str, product_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None
    ) -> Outcome:
        """Not there: products of an inventory have no such marks, as the features say."""
        del catalog, product_id, marks, weight_grams
        return Outcome.NOT_DONE
