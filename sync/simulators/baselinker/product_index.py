"""Which products a catalogue holds, in ascending order of id, and which variants belong to which product."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]


class ProductIndex:
    """Sorted ids by inventory and children by parent, kept up to date one product at a time."""

    def __init__(self, products: Mapping[int, Row]) -> None:
        self._products = products
        self._main: dict[int, list[int]] = {}
        self._all: dict[int, list[int]] = {}
        self._children: dict[int, list[int]] = {}
        self.rebuild()

    def rebuild(self) -> None:
        """Read all products again, after the account's products were changed directly."""
        self._main, self._all, self._children = {}, {}, {}
        for product_id in sorted(self._products):
            row = self._products[product_id]
            parent = row.get("parent_id", 0)
            inventory = row["inventory_id"]
            self._all.setdefault(inventory, []).append(product_id)
            if parent:
                self._children.setdefault(parent, []).append(product_id)
            else:
                self._main.setdefault(inventory, []).append(product_id)

    def ids(self, inventory_id: int, with_variants: bool = False) -> Sequence[int]:
        """Ascending ids of a catalogue's main products, or of these and their variants."""
        return (self._all if with_variants else self._main).get(inventory_id, [])

    def variants(self, product_id: int) -> Sequence[int]:
        """Ascending ids of a product's variants."""
        return self._children.get(product_id, ())

    def add(self, product_id: int) -> None:
        """A product was created."""
        row = self._products[product_id]
        insort(self._all.setdefault(row["inventory_id"], []), product_id)
        parent = row.get("parent_id", 0)
        if parent:
            insort(self._children.setdefault(parent, []), product_id)
        else:
            insort(self._main.setdefault(row["inventory_id"], []), product_id)

    def remove(self, row: Row) -> None:
        """A product was deleted; ``row`` is what it was."""
        product_id = row["product_id"]
        parent = row.get("parent_id", 0)
        _drop(self._all[row["inventory_id"]], product_id)
        _drop(self._children[parent] if parent else self._main[row["inventory_id"]], product_id)


def _drop(ids: list[int], product_id: int) -> None:
    place = bisect_left(ids, product_id)
    if place < len(ids) and ids[place] == product_id:
        del ids[place]
