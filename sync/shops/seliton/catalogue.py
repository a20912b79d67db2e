"""Products as REST v1 has them: one price, one dealer's price, one quantity each. Variants are not told
there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final

from sync.model import Catalog, PriceGroup, ProductMark, ShopProduct, ShopWarehouse
from sync.shops.seliton.client import Client
from sync.shops.seliton.values import Row, ident, in_language, made_gross, number, text, yes
from sync.systems import SelitonShop

CATALOG: Final = "shop"
RETAIL: Final = "retail"
DEALER: Final = "dealer"
WAREHOUSE: Final = "shop"
"""A shop has one catalogue, two prices and one stock."""
PRICE_FIELDS: Final[Mapping[str, str]] = {RETAIL: "productPrice", DEALER: "productDistributorPrice"}
MARK_FIELDS: Final[Mapping[ProductMark, str]] = {
    ProductMark.FEATURED: "productHomePageFeatured",
    ProductMark.NEW: "productIsNew",
}
_FIELDS: Final = (
    "productId,productCode,productBarcode,productName,productPrice,productDistributorPrice,productQuantity,"
    "productIsActive,productIsNew,productHomePageFeatured"
)
_INDEX_SECONDS: Final = 30.0


class Catalogue:
    """The products of one shop, and the settings by which they are read."""

    def __init__(self, client: Client, settings: SelitonShop) -> None:
        self._client = client
        self._settings = settings
        self._index: dict[str, list[ShopProduct]] | None = None
        self._indexed_at = 0.0

    def catalogs(self) -> list[Catalog]:
        """The one catalogue."""
        return [
            Catalog(
                id=CATALOG,
                name=self._client.host,
                price_groups=(RETAIL, DEALER),
                warehouses=(WAREHOUSE,),
                default_price_group=RETAIL,
                default_warehouse=WAREHOUSE,
                is_default=True,
            )
        ]

    def warehouses(self) -> list[ShopWarehouse]:
        """The one stock."""
        return [ShopWarehouse(WAREHOUSE, self._client.host, writable=True)]

    def price_groups(self, dealer: str) -> list[PriceGroup]:
        """The price, and the dealer's under the name ``dealer``."""
        currency = self._settings.currency
        return [PriceGroup(RETAIL, "Seliton", currency), PriceGroup(DEALER, dealer, currency)]

    def products(self) -> Iterator[ShopProduct]:
        """All products."""
        for row in self._client.rows("products", "productId", {"fields": _FIELDS}):
            yield self._product(row)

    def count(self) -> int:
        """How many products there are, with one request."""
        page = self._client.page("products", 0, {"limit": 1, "fields": "productId"})
        return len(page.rows) if page.count is None else page.count

    def find(self, key: str) -> list[ShopProduct]:
        """Products whose code or barcode is exactly ``key``. The shop has no search by code, so the catalogue
        is gone through, once for all that is asked in half a minute.
        """
        now = self._client.clock.monotonic()
        if self._index is None or now - self._indexed_at > _INDEX_SECONDS:
            index: dict[str, list[ShopProduct]] = {}
            for product in self.products():
                for code in dict.fromkeys((product.sku, *product.eans)):
                    if code:
                        index.setdefault(code, []).append(product)
            self._index, self._indexed_at = index, now
        return list(self._index.get(key, ()))

    def note_made(self, product_id: str, sku: str, ean: str) -> None:
        """A product was made, so that it is found from now on without going through all again."""
        if self._index is not None:
            made = ShopProduct(product_id, CATALOG, "", sku=sku, eans=(ean,) if ean else ())
            for code in {sku, ean} - {""}:
                self._index.setdefault(code, []).append(made)

    def forget_index(self) -> None:
        """What was gone through may be old: whether something was made is not known."""
        self._index = None

    def descriptions(self, product_ids: Collection[str]) -> Mapping[str, str]:
        """The descriptions of these products, as HTML."""
        wanted = set(product_ids)
        if not wanted:
            return {}
        asked = {"fields": "productId,productDescription"}
        return {
            text(row["productId"]): in_language(row.get("productDescription"), self._settings.language)
            for row in self._client.rows("products", "productId", asked)
            if text(row["productId"]) in wanted
        }

    def _product(self, row: Row) -> ShopProduct:
        barcode = text(row.get("productBarcode"))
        quantity = _number(row.get("productQuantity"))
        return ShopProduct(
            id=ident(row.get("productId")),
            catalog=CATALOG,
            name=in_language(row.get("productName"), self._settings.language),
            sku=text(row.get("productCode")),
            eans=(barcode,) if barcode else (),
            prices=self._prices(row),
            stock={} if quantity is None else {WAREHOUSE: quantity},
            visible=None if row.get("productIsActive") is None else yes(row["productIsActive"]),
            marks={mark: yes(row[name]) for mark, name in MARK_FIELDS.items() if row.get(name) is not None},
        )

    def _prices(self, row: Row) -> Mapping[str, Decimal]:
        found = {group: _number(row.get(name)) for group, name in PRICE_FIELDS.items()}
        return {group: self.gross(price) for group, price in found.items() if price}

    def gross(self, price: Decimal) -> Decimal:
        """A price of the shop, with VAT."""
        settings = self._settings
        return price if settings.prices_include_vat else made_gross(price, settings.vat_rate)


def _number(value: object) -> Decimal | None:
    """A number; None for none, and for what cannot be read as one: unknown is not 0."""
    try:
        return number(value)
    except ValueError:
        return None
