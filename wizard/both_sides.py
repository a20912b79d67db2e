"""The goods of the warehouse and the products of the shop, read for the match check. This blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sync.errors import Cancelled
from sync.model import Catalog, Product, ProductGroup, ShopProduct
from sync.ports import Clock, ProductScope, Shop, Warehouse

_Item = TypeVar("_Item")


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
