"""GombaShop as a shop: the port, put together from the exported files and the feed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, assert_never

from sync.errors import Refused
from sync.feed_places import FeedByFtp, FeedInFile, FeedServed
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
from sync.sentences import say
from sync.shops.feeds import (
    Delivery,
    FeedField,
    FeedForm,
    FeedItem,
    FeedStore,
    FileDelivery,
    FtpDelivery,
    FtpPlace,
    Publisher,
)
from sync.shops.gombashop import checking
from sync.shops.gombashop.exports import Export, ExportKind, Exports
from sync.shops.gombashop.feed import OLD_PRICE, PRICE, STOCK, FeedWriter
from sync.shops.gombashop.goods import BY_CODE, Good, Goods, read_goods
from sync.shops.gombashop.lines import (
    CompletedLine,
    Completions,
    Keeper,
    Proposal,
    asked_lines,
    proposals,
    refuse_wrong_sum,
)
from sync.shops.gombashop.orders import LINES, OrderFiles, read_order
from sync.systems import GombaShopShop

CATALOG: Final = "shop"
_UNBOUNDED: Final = 1_000_000_000


class GombaShop:
    """One shop of GombaShop. Implements :class:`sync.ports.Shop`; what a file cannot do is off.

    ``secret``: the password of the FTP server, where the feed goes to one. ``keeper`` holds the lines that
    the owner completed. ``zone``: of the shop's clock. ``sends_stock`` and ``sends_prices``: whether the feed
    speaks of quantities and prices at all; a column that nobody looks after would bring back old values.

    Raises SettingsError where the settings cannot be right.
    """

    def __init__(
        self,
        settings: GombaShopShop,
        secret: str,
        clock: Clock,
        zone: tzinfo,
        keeper: Keeper,
        *,
        sends_stock: bool = True,
        sends_prices: bool = True,
    ) -> None:
        self._settings = settings
        self._zone = zone
        self._exports = Exports(Path(settings.exports), clock)
        self._completions = Completions(keeper)
        self._orders = OrderFiles(self._exports, self._completions, zone)
        self._read: tuple[Export | None, Export | None, Goods] | None = None
        folder = Path(settings.folder)
        form = feed_form(settings, sends_stock=sends_stock, sends_prices=sends_prices)
        self._store = FeedStore(folder / "feed.sqlite")
        self._delivery = delivery_of(settings, form, secret)
        self._feed = FeedWriter(
            self._store,
            Publisher(self._store, form, self._delivery, folder),
            self._goods,
            clock,
            promotions=settings.promotions,
            missing=settings.missing,
        )
        self.features = ShopFeatures(
            platform="gombashop",
            product_texts=False,
            order_status=False,
            order_number_fields=False,
            marks=frozenset({ProductMark.NEW}),
            prices_show_later=True,
            lists_all_orders=False,
            hides_removed=True,
            publishes=True,
            bulk_size=_UNBOUNDED,
        )

    def check(self) -> ShopFacts:
        """Test the folder of the exports and the feed's place."""
        return checking.check(
            self._settings, self._exports, self._goods, self._orders, self._delivery, self._zone
        )

    @property
    def feed_is_new(self) -> bool:
        """Whether nothing was ever written into the feed here; what was sent before went to another."""
        return not self._store.exists or self._store.version == 0

    @property
    def feed_waits(self) -> bool:
        """Whether the feed that stands is not the one that was gathered."""
        return self._store.exists and self._feed.waits

    def publish(self) -> None:
        """Give out the feed where it is not the one that stands. Raises as :meth:`FeedWriter.publish`."""
        if self._store.exists:
            self._feed.publish()

    # ---- lists

    def order_statuses(self) -> Sequence[Choice]:
        """The usual statuses and those of the exports."""
        return self._orders.statuses()

    def order_number_fields(self) -> Sequence[Choice]:
        """None: an order cannot be written to."""
        return []

    def payment_ways(self) -> Sequence[Choice]:
        """The ways of paying that the exported orders bear."""
        return self._orders.payment_ways()

    def catalogs(self) -> Sequence[Catalog]:
        """The one catalogue, with its price and, where promotions are sent, the old price."""
        return [
            Catalog(
                id=CATALOG,
                name=checking.shop_name(self._settings.url),
                price_groups=tuple(group.id for group in self.price_groups()),
                warehouses=(STOCK,),
                default_price_group=PRICE,
                default_warehouse=STOCK,
                is_default=True,
            )
        ]

    def warehouses(self) -> Sequence[ShopWarehouse]:
        """The one stock."""
        return [ShopWarehouse(STOCK, checking.shop_name(self._settings.url), writable=True)]

    def price_groups(self) -> Sequence[PriceGroup]:
        """The price, and the old price where promotions are sent."""
        currency = self._settings.currency
        groups = [PriceGroup(PRICE, "Цена", currency)]
        if self._settings.promotions:
            groups.append(PriceGroup(OLD_PRICE, "Стара цена", currency))
        return groups

    def categories(self) -> Sequence[Choice]:
        """None: a feed names no category."""
        return []

    # ---- orders

    def order_pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of the exported orders."""
        return self._orders.pages(query)

    def orders_by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
        """These orders as the newest export has them."""
        return self._orders.by_id(order_ids)

    def order_changes(self, after: str) -> tuple[Sequence[OrderChange], str] | None:
        """Files tell no changes."""
        del after
        return None

    def read_order(self, raw: Mapping[str, Any]) -> Order:
        return read_order(raw)

    def set_order_status(self, order_ids: Sequence[str], status_id: str) -> BulkResult:
        """Not possible; the feature is off."""
        del status_id
        return BulkResult(dict.fromkeys(order_ids, _NOT_WRITTEN))

    def set_order_number(self, order_id: str, field_id: str, number: str) -> Outcome:
        """Not possible; the feature is off."""
        del order_id, field_id, number
        return Outcome.NOT_DONE

    # ---- the lines of an order

    def asked(self, raw: Mapping[str, Any]) -> Sequence[Proposal]:
        """The lines of an order with what is known of each; never its quantity."""
        lines = asked_lines(str(raw["cells"]["Продукти"]))
        return proposals(lines, self._goods(), self._settings.currency, str(raw["currency"]))

    def complete(self, raw: Mapping[str, Any], lines: Sequence[CompletedLine]) -> Mapping[str, Any]:
        """Keep the lines that the owner gave an order; the order with them.

        Raises Refused where they do not make what the shop says that its goods cost.
        """
        refuse_wrong_sum(lines, Decimal(raw["amounts"]["Общо продукти"]))
        order_id, content = str(raw["cells"]["Номер на поръчката"]), str(raw["content"])
        self._completions.put(order_id, content, lines)
        kept = {name: value for name, value in raw.items() if name != "outdated"}
        return {**kept, LINES: self._completions.find(order_id, content)}

    def good_of(self, code: str) -> Good | None:
        """The product with this code, if it is its own."""
        return self._goods().by_id.get(f"{BY_CODE}{code}")

    # ---- products

    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """All products of the export and those that only the feed has yet.

        Price and quantity are those of the feed where it names a product, else those of the exports.
        """
        del catalog
        goods = self._goods()
        fed = {item.sku: item for item in self._store.items()} if self._store.exists else {}
        for good in goods.by_id.values():
            yield self._product(good, fed.pop(good.sku, None) if good.own_code else None)
        for item in fed.values():
            if item.sku not in goods.shared:
                yield self._waiting(item)

    def product_count(self, catalog: str) -> int:
        return sum(1 for _ in self.products(catalog))

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> Mapping[str, str]:
        """Not read: a feed cannot change them."""
        del catalog, product_ids
        return {}

    def set_stock(self, catalog: str, levels: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Write quantities into the feed, which then stands."""
        del catalog
        return self._feed.set_stock({ident: each[STOCK] for ident, each in levels.items() if STOCK in each})

    def set_prices(self, catalog: str, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Write prices into the feed, which then stands."""
        del catalog
        return self._feed.set_prices(prices)

    def find_product(self, catalog: str, key: str) -> Sequence[ShopProduct]:
        return [product for product in self.products(catalog) if key and product.sku == key]

    def create_product(self, product: NewShopProduct) -> str:
        """Name a new product in the feed, from which the shop makes it."""
        return self._feed.create(product)

    def update_product(self, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
        """Not possible; the feature is off."""
        del catalog, product_id, fields
        return Outcome.NOT_DONE

    def set_marks(
        self, catalog: str, product_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None
    ) -> Outcome:
        """Mark a product as new, or as gone from the warehouse (not active); the run's end gives it out."""
        del catalog, weight_grams
        try:
            return Outcome.DONE if self._feed.set_marks(product_id, marks) else Outcome.NOT_DONE
        except Refused:
            return Outcome.NOT_DONE

    # ---- inside

    def _goods(self) -> Goods:
        """The products of the newest exports, read again only where there are newer ones."""
        products, stock = self._exports.newest(ExportKind.PRODUCTS), self._exports.newest(ExportKind.STOCK)
        if self._read is None or self._read[0] is not products or self._read[1] is not stock:
            self._read = (products, stock, read_goods(products, stock, self._settings.currency))
        return self._read[2]

    def _product(self, good: Good, item: FeedItem | None) -> ShopProduct:
        quantity = good.quantity if item is None or item.quantity is None else item.quantity
        price = good.price if item is None or item.price is None else item.price
        prices = {PRICE: price} if price is not None else {}
        if self._settings.promotions:
            old = item.old_price if item is not None else good.old_price
            prices |= {OLD_PRICE: old} if old is not None else {}
        return ShopProduct(
            id=good.id,
            catalog=CATALOG,
            name=good.name,
            sku=good.sku,
            prices=prices,
            stock={} if quantity is None else {STOCK: quantity},
            visible=not (good.hidden if item is None or item.hidden is None else item.hidden),
            marks={ProductMark.NEW: good.new if item is None or item.new is None else item.new},
        )

    def _waiting(self, item: FeedItem) -> ShopProduct:
        """A product that the feed names and the export does not have yet."""
        good = Good("", item.sku, True, item.name, None, None, False, bool(item.new), bool(item.hidden))
        return self._product(good, item)


_NOT_WRITTEN: Final = say("GombaShop’s orders can only be read from its exports.")


def feed_form(settings: GombaShopShop, *, sends_stock: bool, sends_prices: bool) -> FeedForm:
    """The columns of the feed, under their usual names."""
    columns = [FeedField.SKU, FeedField.NAME]
    if sends_prices:
        columns.append(FeedField.PRICE)
        if settings.promotions:
            columns += [FeedField.OLD_PRICE, FeedField.PROMO]
    if sends_stock:
        columns.append(FeedField.QUANTITY)
    columns += [FeedField.NEW, FeedField.HIDDEN]
    return FeedForm(settings.form, {column: column.value for column in columns}, separator=settings.separator)


def delivery_of(settings: GombaShopShop, form: FeedForm, secret: str) -> Delivery:
    """The way of the feed to where the shop looks for it."""
    match settings.feed:
        case FeedInFile(path=path):
            place = Path(path)
            return FileDelivery(place / form.file_name if place.is_dir() else place)
        case FeedByFtp() as ftp:
            return FtpDelivery(
                FtpPlace(
                    host=ftp.host,
                    user=ftp.user,
                    name=ftp.name or form.file_name,
                    port=ftp.port,
                    folder=ftp.folder,
                    encrypted=ftp.encrypted,
                    any_certificate=ftp.any_certificate,
                ),
                secret,
            )
        case FeedServed():
            return FileDelivery(served_file(settings, form), makes_folder=True)
        case other:
            assert_never(other)


def served_file(settings: GombaShopShop, form: FeedForm) -> Path:
    """The file that Mostik serves."""
    return Path(settings.folder) / "served" / form.file_name
