"""Orders in ascending order of a field, ready for "from here on" reading; sorted anew only after a change."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, Literal

Row = dict[str, Any]
SortField = Literal["date_confirmed", "date_add", "order_id"]
TieBreak = Literal["order_id", "date_add", "insertion", "reverse_insertion"]
_Key = tuple[int, int, int]


class OrderIndex:
    """Sorted views of the orders of one account."""

    def __init__(self, orders: Mapping[int, Row]) -> None:
        self._orders = orders
        self._views: dict[tuple[SortField, TieBreak], list[_Key]] = {}

    def changed(self) -> None:
        """Orders came, went or changed a date; a direct change of the account has to tell this too."""
        self._views.clear()

    def ascending(self, by: SortField, tie_break: TieBreak, start: int) -> Iterator[Row]:
        """Orders whose ``by`` is at or above ``start``, ascending; equal ones in the way of ``tie_break``."""
        view = self._views.get((by, tie_break))
        if view is None:
            view = self._views[by, tie_break] = self._sort(by, tie_break)
        for place in range(bisect_left(view, (start,)), len(view)):
            yield self._orders[view[place][2]]

    def _sort(self, by: SortField, tie_break: TieBreak) -> list[_Key]:
        keys: list[_Key] = []
        for place, (order_id, order) in enumerate(self._orders.items()):
            if tie_break == "date_add":
                second = int(order["date_add"])
            elif tie_break == "order_id":
                second = order_id
            else:
                second = place if tie_break == "insertion" else -place
            keys.append((int(order[by]), second, order_id))
        keys.sort()
        return keys
