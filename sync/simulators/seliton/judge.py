"""What a test looks at directly, past the APIs. Rows are copies, money exact, texts by upper-case
language.
"""

from __future__ import annotations

import copy
import threading
from collections import defaultdict
from decimal import Decimal

from sync.simulators.seliton.shop import Row, Shop, XmlCall


class Judge:
    """Read-only."""

    def __init__(self, shop: Shop, lock: threading.RLock) -> None:
        self._shop = shop
        self._lock = lock

    def rows(self, resource: str) -> list[Row]:
        """All rows of a resource (``products``, ``orders``, ...), under their wire names."""
        with self._lock:
            return copy.deepcopy(list(self._shop.rows[resource].values()))

    def product(self, ident: int) -> Row:
        """One product. KeyError if there is none."""
        with self._lock:
            return copy.deepcopy(self._shop.rows["products"][ident])

    def order(self, ident: int) -> Row:
        """One order. KeyError if there is none."""
        with self._lock:
            return copy.deepcopy(self._shop.rows["orders"][ident])

    def stock(self, ident: int) -> Decimal | None:
        """The quantity of a product, or None where the shop keeps none."""
        quantity = self.product(ident)["productQuantity"]
        return None if quantity is None else Decimal(quantity)

    def doubles(self) -> dict[str, list[int]]:
        """Ids of products with one and the same code, where there are several."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.rows("products"):
            if row["productCode"]:
                found[row["productCode"]].append(row["productId"])
        return {code: idents for code, idents in found.items() if len(idents) > 1}

    def xml_calls(self) -> list[XmlCall]:
        """What the XML API was sent by callers that it knows."""
        with self._lock:
            return list(self._shop.xml_calls)
