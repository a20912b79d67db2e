"""Stock and prices go out as a file that the shop imports. It is always whole: every product of the export
is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

from sync.model import ShopProduct
from sync.ports import BulkResult
from sync.sentences import Sentence, say
from sync.shops.by_file.product_book import RETAIL, WAREHOUSE, ProductBook
from sync.shops.by_file.settings import OutField, OutFile, ProductFile
from sync.shops.feeds import FeedField, FeedForm, FeedItem, FeedStore, FileDelivery, Publisher

_FIELDS: Final = {
    OutField.CODE: FeedField.SKU,
    OutField.NAME: FeedField.NAME,
    OutField.PRICE: FeedField.PRICE,
    OutField.QUANTITY: FeedField.QUANTITY,
}
_CENT: Final = Decimal("0.01")
_NET: Final = Decimal("0.0001")
"""Prices without VAT are finer than a cent, so that they become the same gross price again."""


class GivingOut:
    """The file of one shop. ``folder``: where what it says is remembered."""

    def __init__(self, settings: OutFile, folder: Path, book: ProductBook, products: ProductFile) -> None:
        self._settings = settings
        self._book = book
        self._products = products
        self._store = FeedStore(folder / "given-out.sqlite")
        self._publisher = Publisher(
            self._store, feed_form(settings), FileDelivery(Path(settings.path)), folder
        )

    def check(self) -> None:
        """Whether the file can be put where the shop looks for it. Raises SettingsError or Unreachable."""
        FileDelivery(Path(self._settings.path)).check()

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever put into this file."""
        return not self._store.exists or self._store.version == 0

    @property
    def waits(self) -> bool:
        """Whether something was put into the file and not given out."""
        return self._store.exists and self._publisher.pending

    def publish(self) -> None:
        """Put the file into its place where it is not the one that stands.

        Raises Refused, SettingsError, Unreachable or Unknown where that could not be done; the old one
        stands.
        """
        if self._store.exists:
            self._publisher.publish()

    def products(self) -> Iterator[ShopProduct]:
        """The products of the export, with what was given out since: an export shows that only when it is
        made anew.
        """
        given = {item.sku: item for item in self._store.items()} if self._store.exists else {}
        for product in self._book.products():
            item = given.get(self._key(product))
            yield product if item is None else self._with_given(product, item)

    def give(
        self, *, quantities: Mapping[str, Decimal] | None = None, prices: Mapping[str, Decimal] | None = None
    ) -> BulkResult:
        """Put these (gross prices, pieces, by product) into the file and the file into its place. Raises as
        :meth:`publish`.
        """
        items, refused = self._items({*(quantities or {}), *(prices or {})})
        for ident, quantity in (quantities or {}).items():
            if ident in items:
                items[ident] = replace(items[ident], quantity=quantity)
        for ident, price in (prices or {}).items():
            if ident in items:
                items[ident] = replace(items[ident], price=self._as_the_shop(price))
        self._store.put(items.values())
        self.publish()
        return BulkResult(refused)

    def _items(self, wanted: Collection[str]) -> tuple[dict[str, FeedItem], dict[str, Sentence]]:
        """What the file says of these products, by product; and why some cannot stand in it."""
        keys: dict[str, str] = {}
        names: dict[str, ShopProduct] = {}
        owners: Counter[str] = Counter()
        for product in self._book.products():
            owners[self._key(product)] += 1
            if product.id in wanted:
                keys[product.id], names[product.id] = self._key(product), product
        there = self._store.find(keys.values())
        items: dict[str, FeedItem] = {}
        refused: dict[str, Sentence] = {}
        for ident in wanted:
            key = keys.get(ident)
            if key is None:
                refused[ident] = say("The shop’s export does not have this product any more.")
            elif not key:
                refused[ident] = say("The product has no code in the shop’s export.")
            elif owners[key] > 1:
                refused[ident] = say("Several products of the shop’s export have the code {code}.", code=key)
            else:
                items[ident] = there.get(key) or self._item(names[ident], key)
        return items, refused

    def _key(self, product: ShopProduct) -> str:
        return product.sku if self._settings.key == "code" else product.id

    def _item(self, product: ShopProduct, key: str) -> FeedItem:
        """A product as its export has it. Its quantity is not taken over: it was true when the file was
        made.
        """
        price = product.prices.get(RETAIL)
        return FeedItem(key, product.name, price=None if price is None else self._as_the_shop(price))

    def _as_the_shop(self, gross: Decimal) -> Decimal:
        """A price with or without VAT, as the shop's own export has them."""
        if self._products.prices_include_vat:
            return gross
        return (gross * 100 / (100 + self._products.vat_rate)).quantize(_NET, ROUND_HALF_UP)

    def _with_given(self, product: ShopProduct, item: FeedItem) -> ShopProduct:
        prices, stock = dict(product.prices), dict(product.stock)
        if item.quantity is not None and OutField.QUANTITY in self._settings.columns:
            stock[WAREHOUSE] = item.quantity
        if item.price is not None and OutField.PRICE in self._settings.columns:
            gross = item.price * (100 + self._products.vat_rate) / 100
            prices[RETAIL] = (
                item.price if self._products.prices_include_vat else gross.quantize(_CENT, ROUND_HALF_UP)
            )
        return replace(product, prices=prices, stock=stock)


def feed_form(settings: OutFile) -> FeedForm:
    """How the file is written. Raises SettingsError where it cannot be written so."""
    return FeedForm(
        kind=settings.kind.value,
        columns={_FIELDS[each]: name for each, name in settings.columns.items()},
        separator=settings.separator,
        encoding=settings.encoding.value,
        decimal=settings.decimal.value,
    )
