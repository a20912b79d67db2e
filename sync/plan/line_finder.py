"""Which good an order's line means: by its link, by what was made for it earlier, then by its codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.matching import Index
from sync.model import Link, OrderLine
from sync.plan.order_facts import LineProduct
from sync.plan.order_lines import has_name_or_code, line_key
from sync.sentences import say


class KnownLines:
    """Finds goods for lines. ``links`` are those of the lines' shop products, ``made`` the goods made for
    lines before."""

    def __init__(self, links: Iterable[Link], made: Mapping[str, int], index: Index) -> None:
        self._linked: dict[str, set[int]] = {}
        for link in links:
            self._linked.setdefault(link.shop_id, set()).add(link.warehouse_id)
        self._made = made
        self._index = index

    def find(self, line: OrderLine) -> LineProduct:
        """The good of a line. Several goods linked to one shop product in different catalogues are
        candidates."""
        linked = self._linked.get(line.product_id, set()) if line.product_id else set()
        if len(linked) == 1:
            return LineProduct(next(iter(linked)))
        if linked:
            return LineProduct(None, tuple(sorted(linked)))
        made = self._made.get(line_key(line)) if line.product_id or has_name_or_code(line) else None
        if made is not None:
            return LineProduct(made)
        found = self._index.find(sku=line.sku, eans=(line.ean,) if line.ean else (), name=line.name)
        if found is None:
            return LineProduct(None)
        if found.only is None:
            return LineProduct(
                None,
                found.goods,
                say(
                    "Line “{line}” and a product of the warehouse have codes or names that look the same but "
                    "are written with letters of different alphabets.",
                    line=line.name,
                )
                if found.look_alike
                else None,
            )
        return LineProduct(found.only)
