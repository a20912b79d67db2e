"""The goods of the warehouse and the products of the shop, read for the match check. This blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Final, TypeVar

from sync.errors import Cancelled
from sync.model import Catalog, Product, ProductGroup, ProductRole, ShopProduct
from sync.ports import Clock, ProductScope, Shop, Warehouse

_Item = TypeVar("_Item")
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class BothSides:
    """What both systems had at ``read_at`` (aware).

    ``goods``: all that are not deleted, of every group. ``stock`` in ten-thousandths by good, summed over all
    locations; a good without a stock row is left out. ``products`` by catalogue, ``currency`` that of the
    warehouse's prices, ``shop_currencies`` by price group of the shop.
    """

    read_at: datetime
    goods: Sequence[Product] = ()
    stock: Mapping[int, int] = field(default_factory=dict)
    groups: Sequence[ProductGroup] = ()
    currency: str = ""
    catalogs: Mapping[str, Catalog] = field(default_factory=dict)
    products: Mapping[str, Sequence[ShopProduct]] = field(default_factory=dict)
    shop_currencies: Mapping[str, str] = field(default_factory=dict)
    makes_variants: bool = False
    """Whether the shop makes variants of goods of one code."""

    def has(self, catalogs: Iterable[str]) -> bool:
        """Whether these catalogues were read."""
        return all(catalog in self.products for catalog in catalogs)


class Reading:
    """A reading that goes on beside the window, which looks at ``count`` and may stop it."""

    def __init__(self) -> None:
        self.count = 0
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True

    def counted(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """The items, counted. Raises Cancelled where nobody wants the rest any more."""
        for item in items:
            if self.stopped:
                raise Cancelled
            self.count += 1
            yield item


def read_both_sides(
    open_shop: Callable[[], Shop],
    open_warehouse: Callable[[], Warehouse],
    catalogs: Sequence[str],
    clock: Clock,
    reading: Reading,
) -> BothSides:
    """Read the warehouse, then these catalogues of the shop. Raises MostikError, and Cancelled where the
    reading was stopped.
    """
    warehouse = open_warehouse()
    try:
        goods = list(reading.counted(warehouse.products(ProductScope())))
        locations = [location.id for location in warehouse.locations()]
        stock = dict(warehouse.stock_levels(ProductScope(), locations))
        groups = list(warehouse.product_groups())
        currency = warehouse.base_currency()
    finally:
        warehouse.close()
    shop = open_shop()
    known = {catalog.id: catalog for catalog in shop.catalogs()}
    return BothSides(
        read_at=clock.now(),
        goods=goods,
        stock=stock,
        groups=groups,
        currency=currency,
        catalogs=known,
        products={
            catalog: list(reading.counted(shop.products(catalog))) for catalog in catalogs if catalog in known
        },
        shop_currencies={group.id: group.currency for group in shop.price_groups()},
        makes_variants=shop.features.variants,
    )


def without_description(shop: Shop, products: Iterable[ShopProduct]) -> frozenset[tuple[str, str]]:
    """Which of these products and variants have no description in the shop, by catalogue and id. Raises
    MostikError.
    """
    wanted: dict[str, list[str]] = {}
    for product in products:
        if product.role in (ProductRole.PLAIN, ProductRole.VARIANT):
            wanted.setdefault(product.catalog, []).append(product.id)
    found: set[tuple[str, str]] = set()
    for catalog, ids in wanted.items():
        described = shop.descriptions(catalog, ids)
        # One that could not be read is missing there, and is not called bare.
        found.update((catalog, shop_id) for shop_id, text in described.items() if is_bare(text))
    return frozenset(found)


def is_bare(description: str) -> bool:
    """Whether a description, which may be HTML, shows nothing to a buyer."""
    if "<img" in description.lower():
        return False
    return not unescape(_TAG.sub("", description)).replace("\N{NO-BREAK SPACE}", " ").strip()
