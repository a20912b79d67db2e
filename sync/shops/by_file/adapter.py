"""A shop that is joined by files: the port, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sync.errors import Refused, SettingsError
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
    OrderQuery,
    Outcome,
    RawOrder,
    ShopFacts,
    ShopFeatures,
)
from sync.sentences import say
from sync.shops.by_file.checking import check
from sync.shops.by_file.giving_out import GivingOut
from sync.shops.by_file.order_book import OrderBook
from sync.shops.by_file.order_reading import read_order
from sync.shops.by_file.product_book import CATALOG, RETAIL, WAREHOUSE, ProductBook
from sync.shops.by_file.settings import ByFileShop, OutField, OutFile

_AT_ONCE = 100_000
"""The file is written whole each time, so everything goes out with one writing."""


class ByFile:
    """One shop, by its files. Implements :class:`sync.ports.Shop`.

    ``zone``: of the shop's clock. ``sends_stock`` and ``sends_prices``: whether the connection looks after
    quantities and prices; a column that nobody looks after is not written, for it would bring back old
    values.
    """

    def __init__(
        self,
        settings: ByFileShop,
        clock: Clock,
        zone: tzinfo,
        *,
        sends_stock: bool = True,
        sends_prices: bool = True,
    ) -> None:
        self._settings = settings
        self._zone = zone
        self._orders = OrderBook(settings.orders, clock, zone) if settings.orders else None
        self._products = (
            ProductBook(settings.products, clock, settings.currency) if settings.products else None
        )
        out = settings.out and _looked_after(settings.out, stock=sends_stock, prices=sends_prices)
        self._out = (
            GivingOut(out, Path(settings.folder), self._products, settings.products)
            if out is not None and settings.products is not None and self._products is not None
            else None
        )
        columns = settings.out.columns if settings.out is not None else {}
        self.features = ShopFeatures(
            platform="by file",
            stock=OutField.QUANTITY in columns,
            prices=OutField.PRICE in columns,
            product_create=False,
            product_texts=False,
            order_status=False,
            order_number_fields=False,
            prices_show_later=True,
            lists_all_orders=False,
            publishes=self._out is not None,
            stock_step=Decimal("0.001"),
            bulk_size=_AT_ONCE,
        )

    def check(self) -> ShopFacts:
        """Look at the files as a whole."""
        return check(self._settings, self._orders, self._products, self._out)

    @property
    def feed_is_new(self) -> bool:
        """Whether nothing was ever given out here; what was sent before went into another file."""
        return self._out is not None and self._out.is_new

    @property
    def feed_waits(self) -> bool:
        """Whether the file that stands is not what was gathered."""
        return self._out is not None and self._out.waits

    def publish(self) -> None:
        """Give out the file where it does not stand as it should. Raises as :meth:`GivingOut.publish`."""
        if self._out is not None:
            self._out.publish()

    # ---- lists

    def order_statuses(self) -> Sequence[Choice]:
        """The statuses that the orders of the file bear."""
        return self._orders.statuses(self._settings.statuses) if self._orders else []

    def order_number_fields(self) -> Sequence[Choice]:
        return []

    def catalogs(self) -> Sequence[Catalog]:
        """One, where there is an export of products."""
        if self._products is None:
            return []
        return [
            Catalog(
                CATALOG,
                self._settings.name or CATALOG,
                price_groups=(RETAIL,) if self.features.prices else (),
                warehouses=(WAREHOUSE,),
                default_price_group=RETAIL if self.features.prices else "",
                default_warehouse=WAREHOUSE,
                is_default=True,
            )
        ]

    def warehouses(self) -> Sequence[ShopWarehouse]:
        name = self._settings.name or WAREHOUSE
        return [ShopWarehouse(WAREHOUSE, name, writable=self.features.stock)] if self._products else []

    def price_groups(self) -> Sequence[PriceGroup]:
        name = self._settings.name or RETAIL
        return [PriceGroup(RETAIL, name, self._settings.currency)] if self.features.prices else []

    def categories(self) -> Sequence[Choice]:
        return []

    def payment_ways(self) -> Sequence[Choice]:
        """The ways of paying that the orders of the file name."""
        return self._orders.payment_ways() if self._orders else []

    # ---- orders

    def order_pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of the orders that the files hold now."""
        return self._orders.pages(query) if self._orders else iter(())

    def orders_by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
        return self._orders.by_id(order_ids) if self._orders else {}

    def order_changes(self, after: str) -> None:
        """A file does not tell what changed."""
        del after

    def read_order(self, raw: Mapping[str, Any]) -> Order:
        settings = self._settings.orders
        if settings is None:
            raise Refused(say("The connection has no orders file any more."))
        return read_order(raw, settings, self._settings.currency, self._zone)

    def set_order_status(self, order_ids: Sequence[str], status_id: str) -> BulkResult:
        del status_id
        return BulkResult(dict.fromkeys(order_ids, _NOT_BY_FILE))

    def set_order_number(self, order_id: str, field_id: str, number: str) -> Outcome:
        del order_id, field_id, number
        return Outcome.NOT_DONE

    # ---- products

    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """The products of the export, with the stock and the prices that were given out since."""
        del catalog
        if self._products is None:
            return iter(())
        return self._out.products() if self._out else self._products.products()

    def product_count(self, catalog: str) -> int:
        del catalog
        return self._products.count if self._products else 0

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> Mapping[str, str]:
        del catalog, product_ids
        return {}

    def set_stock(self, catalog: str, levels: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Put the quantities into the file; what is not named stands there as before."""
        del catalog
        found = {ident: each[WAREHOUSE] for ident, each in levels.items() if WAREHOUSE in each}
        return self._given_out(lambda out: out.give(quantities=found))

    def set_prices(self, catalog: str, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Put the prices into the file; what is not named stands there as before."""
        del catalog
        found = {ident: each[RETAIL] for ident, each in prices.items() if RETAIL in each}
        return self._given_out(lambda out: out.give(prices=found))

    def find_product(self, catalog: str, key: str) -> Sequence[ShopProduct]:
        return [each for each in self.products(catalog) if key and (each.sku == key or key in each.eans)]

    def create_product(self, product: NewShopProduct) -> str:
        raise Refused(
            say("A new product cannot come into this shop by its file: {name}.", name=product.name),
            advice=say("Add it in the shop and export its products again."),
        )

    def update_product(self, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
        del catalog, product_id, fields
        return Outcome.NOT_DONE

    def set_marks(
        self, catalog: str, product_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None
    ) -> Outcome:
        del catalog, product_id, marks, weight_grams
        return Outcome.NOT_DONE

    def _given_out(self, give: Callable[[GivingOut], BulkResult]) -> BulkResult:
        if self._out is None:
            raise SettingsError(
                say("This connection has no file into which stock and prices could go."),
                advice=say("Name one on the step Connect."),
            )
        return give(self._out)


def _looked_after(out: OutFile, *, stock: bool, prices: bool) -> OutFile:
    left_out = {
        *(() if stock else (OutField.QUANTITY,)),
        *(() if prices else (OutField.PRICE,)),
    }
    columns = {each: name for each, name in out.columns.items() if each not in left_out}
    return out.model_copy(update={"columns": columns})


_NOT_BY_FILE: Final = say("A shop that is joined by files cannot do this.")
