"""What GombaShop is reached by, and the empty seat for the vendor's own protocol.

The vendor speaks of a module "Microinvest Синхронизация" with an "API Идентификатор" and a "Ключ". Nothing of
it is published: no address, no grammar, no client (fact sheet, 2.1). So nothing of it is here.

Everything that the adapter needs from outside are the three interfaces below. Today the exported files and
the feed stand behind them. Should the vendor hand out its protocol, its client implements the same three in
a file of its own, :class:`sync.systems.GombaShopShop` gets a second ``way`` beside "files", its identifier
and key become secrets there, and :meth:`GombaShop.__init__` chooses by it. Nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from sync.model import Choice, NewShopProduct, ProductMark
from sync.ports import BulkResult, OrderQuery, RawOrder
from sync.shops.gombashop.goods import Goods


class OrderSource(Protocol):
    """Where orders come from; :class:`.orders.OrderFiles` reads exported files."""

    def statuses(self) -> Sequence[Choice]: ...
    def payment_ways(self) -> Sequence[Choice]: ...
    def pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]: ...
    def by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]: ...


class GoodsSource(Protocol):
    """Where the shop's products come from; the adapter reads exported files."""

    def __call__(self) -> Goods: ...


class Outlet(Protocol):
    """Where changes go to; :class:`.feed.FeedWriter` writes a feed."""

    def set_stock(self, levels: Mapping[str, Decimal]) -> BulkResult: ...
    def set_prices(self, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult: ...
    def create(self, product: NewShopProduct) -> str: ...
    def set_marks(self, product_id: str, marks: Mapping[ProductMark, bool]) -> bool: ...
    def publish(self) -> None: ...
