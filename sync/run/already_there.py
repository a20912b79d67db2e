"""What the shop has under the codes of products that are about to be made there.

A catalogue that was listed short by mistake would make every product that it did not show a second time. So
each code is looked at once more, past the listing, before anything is made under it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sync.model import NewShopProduct
from sync.plan.product_creates import ShopCreate
from sync.run.connection import Connection

ONE_BY_ONE: Final = 10
"""Up to so many new products are looked up one by one; for more of them the catalogue is listed again."""


class AlreadyThere:
    """Ids of the shop's products by the code of a new one, looked up when they are asked for."""

    def __init__(self, connection: Connection, creates: Sequence[ShopCreate]) -> None:
        self._connection = connection
        self._by_catalog: dict[str, int] = defaultdict(int)
        for create in creates:
            self._by_catalog[create.product.catalog] += 1
        self._listed: dict[str, Mapping[str, list[str]]] = {}

    def ids(self, product: NewShopProduct) -> list[str]:
        """The ids of what the shop has under the code of ``product``. Raises what the shop raises."""
        if self._by_catalog[product.catalog] <= ONE_BY_ONE:
            found = self._connection.shop.find_product(product.catalog, product.key)
            return [each.id for each in found]
        if product.catalog not in self._listed:
            self._listed[product.catalog] = self._list(product.catalog)
        return list(self._listed[product.catalog].get(product.key, ()))

    def _list(self, catalog: str) -> Mapping[str, list[str]]:
        codes: dict[str, list[str]] = defaultdict(list)
        for product in self._connection.shop.products(catalog):
            for code in _codes(product.sku, product.eans):
                codes[code].append(product.id)
        return codes


def _codes(sku: str, eans: Iterable[str]) -> set[str]:
    return {code for code in (sku, *eans) if code}
