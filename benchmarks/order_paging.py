"""How many reads a listing of orders takes, where many of them share a second. Counted, not timed."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from typing import Final

from benchmarks.figures import Bound, Figure
from benchmarks.joined import NOW, TOKEN, simulator
from sync.clock import TurnedClock
from sync.ports import OrderQuery
from sync.profile import BaseLinkerShop
from sync.shops.baselinker import BaseLinker
from sync.simulators.baselinker import many_orders
from sync.simulators.sample.many import many_products

PAGE: Final = 100
CASES: Final = ((1, 1), (100, 1), (101, 1), (250, 40), (1_000, 1), (1_000, 50), (1_000, 90), (5_000, 20))
"""(orders, how many of them share each second)."""


def bound(orders: int, in_one_second: int) -> int:
    """At most so many reads: each but the last brings a page less the second that is asked for again."""
    return ceil((orders - in_one_second) / (PAGE - in_one_second)) + 1


def reads(orders: int, in_one_second: int) -> int:
    """The reads of one listing of that many orders. Raises RuntimeError where an order is missing."""
    clock = TurnedClock(NOW)
    account = many_products(0)
    account.add_orders(many_orders(orders, per_second=in_one_second, statuses=(24102,)))
    with simulator(account, clock) as shop:
        adapter = BaseLinker(BaseLinkerShop(url=shop.url, requests_per_minute=1000), TOKEN, clock)
        query = OrderQuery(datetime(2025, 1, 1, tzinfo=UTC))
        listed = {order.id for page in adapter.order_pages(query) for order in page}
        adapter.close()
        if len(listed) != orders:
            raise RuntimeError(f"{len(listed)} of {orders} orders were listed")
        return shop.counts["getOrders"]


def figures() -> list[Figure]:
    """Every case as a figure."""
    return [
        Figure(
            f"Reads for {orders:,} orders, {together} in each second",
            reads(orders, together),
            Bound.AT_MOST,
            bound(orders, together),
        )
        for orders, together in CASES
    ]
