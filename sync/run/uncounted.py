"""Goods that came from the shop and were never counted in the warehouse: their stock is unknown, not 0.

A good that is made from a product of the shop begins with a stock of 0, and sending that would empty the
shop's own. So nothing is sent for it until the warehouse once had some of it, or sold some.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from sync.plan.actions import Finding, FindingState, Module
from sync.plan.stock import StockWalk
from sync.ports import Journal
from sync.run.connection import Connection
from sync.sentences import say

_UNCOUNTED: Final = "goods never counted"
"""By good, since when."""


def note_uncounted(journal: Journal, goods: Iterable[int], now: datetime) -> None:
    """These goods were just made from products of the shop."""
    known = _known(journal)
    journal.remember(_UNCOUNTED, json.dumps({**{str(good): now.isoformat() for good in goods}, **known}))


def leave_uncounted_alone(connection: Connection, walks: Sequence[StockWalk]) -> tuple[Finding, ...]:
    """Drop the changes to 0 of goods that were never counted, and tell how many wait."""
    known = _known(connection.journal)
    if not known:
        return ()
    waiting = _still_uncounted(connection, known)
    if len(waiting) < len(known):
        rest = {str(good): known[str(good)] for good in waiting}
        connection.journal.remember(_UNCOUNTED, json.dumps(rest))
    dropped: set[int] = set()
    for walk in walks:
        dropped.update(change.good for change in walk.changes if change.good in waiting)
        walk.changes = [change for change in walk.changes if change.good not in waiting]
    if not dropped:
        return ()
    return (
        Finding(
            Module.STOCK,
            FindingState.WAITS,
            "stock:never counted",
            "",
            say(
                "Goods that came from the shop and are not counted in the warehouse yet: {count}. No stock "
                "is sent for them.",
                count=len(dropped),
            ),
            say("Enter their stock in the warehouse program; it goes to the shop from then on."),
        ),
    )


def _known(journal: Journal) -> dict[str, str]:
    found: dict[str, str] = json.loads(journal.recall(_UNCOUNTED) or "{}")
    return found


def _still_uncounted(connection: Connection, known: dict[str, str]) -> Collection[int]:
    """Those that no location has or had any of."""
    warehouse = connection.warehouse
    goods = {int(good) for good in known}
    since = min(datetime.fromisoformat(moment) for moment in known.values())
    places = [location.id for location in warehouse.locations()]
    stocked = {good for good, stock in warehouse.stock_now(goods, places).items() if stock}
    return goods - stocked - warehouse.products_sold_since(since)
