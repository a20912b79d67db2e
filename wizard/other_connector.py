"""Looks whether another program already brings this shop's orders into this warehouse. Everything blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sync.errors import Refused
from sync.model import DocumentRef
from sync.ports import OrderQuery, RawOrder, Shop, Warehouse
from sync.sentences import Sentence

_LOOKED_BACK: Final = (timedelta(days=7), timedelta(days=60))
_PAGES: Final = 5
_SHORTEST: Final = 4
"""Shorter numbers stand in notes by chance."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How many of the shop's latest orders were looked for, and which of them stand in the note of a document
    that no Mostik wrote, each with that document.
    """

    looked_for: int
    found: Mapping[str, DocumentRef] = field(default_factory=dict)
    signs: tuple[Sentence, ...] = ()
    """What else speaks for another program."""


def look_for_other_connector(shop: Shop, warehouse: Warehouse, now: datetime) -> Trace:
    """Search the documents of the last weeks for the numbers of the shop's latest orders.

    Raises what reading the shop or the warehouse raises.
    """
    for back in _LOOKED_BACK:
        pages = islice(shop.order_pages(OrderQuery(now - back)), _PAGES)
        orders = [order for page in pages for order in page]
        if orders:
            numbers = {order.id: _numbers(shop, order) for order in orders}
            wanted = {number for known in numbers.values() for number in known}
            # A document is at most a few days younger or older than its order.
            there = warehouse.documents_noting(wanted, (now - back - timedelta(days=7)).date())
            return Trace(len(orders), _by_order(numbers.items(), there))
    return Trace(0)


def _numbers(shop: Shop, order: RawOrder) -> list[str]:
    try:
        shown = shop.read_order(order.raw).number
    except Refused:
        shown = ""
    return [number for number in dict.fromkeys((order.id, shown)) if len(number) >= _SHORTEST]


def _by_order(
    numbers: Iterable[tuple[str, list[str]]], there: Mapping[str, DocumentRef]
) -> dict[str, DocumentRef]:
    found = {}
    for order_id, known in numbers:
        document = next((there[number] for number in known if number in there), None)
        if document is not None:
            found[order_id] = document
    return found
