"""Which orders there are: listed, by number, and what the journal tells of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from sync.errors import Refused
from sync.model import Choice
from sync.ports import OrderChange, OrderQuery, RawOrder
from sync.sentences import say
from sync.shops.baselinker import readers
from sync.shops.baselinker.client import Client, wire_id
from sync.shops.baselinker.listing import ListedOrder, OrderListing
from sync.shops.baselinker.orders import listed_order
from sync.shops.baselinker.readers import Unreadable


class LogType(IntEnum):
    """Documented entries of getJournalList that concern the content, the status or the being of an order."""

    CREATED = 1
    CONFIRMED = 2
    PAID = 3
    REMOVED = 4
    MERGED = 5
    SPLIT = 6
    DELIVERY_EDITED = 11
    LINE_ADDED = 12
    LINE_EDITED = 13
    LINE_REMOVED = 14
    EDITED = 16
    COPIED = 17
    STATUS = 18


_NAMES_ANOTHER_ORDER: Final = frozenset({LogType.MERGED, LogType.SPLIT, LogType.COPIED})
_MAY_BE_GONE: Final = frozenset({LogType.REMOVED, LogType.MERGED})


def statuses(client: Client) -> list[Choice]:
    """The statuses of the account, in its own sequence."""
    return [
        Choice(readers.identifier(row, "id"), readers.text(row, "name"))
        for row in readers.rows(client.read("getOrderStatusList"), "statuses")
    ]


def pages(client: Client, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
    """Pages of orders by confirmation; where asked, the unconfirmed ones added since follow after them."""
    filters: dict[str, Any] = {"include_custom_extra_fields": True}
    if query.status_id:
        filters["status_id"] = wire_id(query.status_id)
    listing = OrderListing(lambda asked: _orders(client, asked))
    since = readers.seconds_of(query.since)
    yield from listing.confirmed(since, filters)
    if query.include_unconfirmed:
        yield from listing.added(since, {**filters, "get_unconfirmed_orders": True})


def by_id(client: Client, order_ids: Sequence[str]) -> dict[str, RawOrder]:
    """These orders as they are now, one request each; one that is gone (or archived) is missing."""
    found: dict[str, RawOrder] = {}
    for order_id in dict.fromkeys(order_ids):
        if not order_id.isdecimal():
            continue
        asked = {
            "order_id": int(order_id),
            "get_unconfirmed_orders": True,
            "include_custom_extra_fields": True,
        }
        found.update({row.raw.id: row.raw for row in _orders(client, asked) if row.raw.id == order_id})
    return found


def changes(client: Client, after: str) -> tuple[list[OrderChange], str] | None:
    """What the journal tells after the log number ``after``, and the number of its last entry.

    Documented: the journal holds 3 days and is empty unless support has switched it on. So an empty answer
    means "does not tell" (None) as long as no entry was ever seen. A removed or merged order is looked up,
    because type 4 also tells of removed invoices, and nobody says which of two merged orders stays.
    """
    cursor = int(after) if after else 0
    touched: dict[str, None] = {}
    others: dict[str, str] = {}
    doubtful: dict[str, None] = {}
    while logs := _new_logs(client, cursor):
        for number, kind, order_id, other in logs:
            cursor = max(cursor, number)
            touched[order_id] = None
            if kind in _NAMES_ANOTHER_ORDER and other:
                touched[other] = None
            if kind in _MAY_BE_GONE:
                doubtful[order_id] = None
            if kind == LogType.MERGED and other:
                doubtful[other] = None
                others[order_id], others[other] = other, order_id
    if not cursor:
        return None
    alive = by_id(client, list(doubtful))
    told = []
    for order_id in touched:
        gone = order_id in doubtful and order_id not in alive
        into = others.get(order_id, "") if gone else ""
        told.append(OrderChange(order_id, gone, into if into in alive else ""))
    return told, str(cursor)


def _orders(client: Client, filters: Mapping[str, Any]) -> list[ListedOrder]:
    try:
        return [listed_order(row) for row in readers.rows(client.read("getOrders", **filters), "orders")]
    except Unreadable as wrong:
        raise Refused(say("BaseLinker’s list of orders cannot be understood."), detail=str(wrong)) from None


def _new_logs(client: Client, cursor: int) -> list[tuple[int, int, str, str]]:
    """Entries after ``cursor`` as (number, type, order, other order). How many come at once is unknown."""
    answer = client.read("getJournalList", last_log_id=cursor, logs_types=[int(kind) for kind in LogType])
    found = []
    try:
        for row in readers.rows(answer, "logs"):
            # Documented as "id"; one client reads "log_id".
            number = readers.identifier(row, "id") or readers.identifier(row, "log_id")
            kind = readers.identifier(row, "log_type")
            order_id = readers.identifier(row, "order_id")
            if number.isdecimal() and int(number) > cursor and order_id:
                found.append((int(number), int(kind or 0), order_id, readers.identifier(row, "object_id")))
    except (Unreadable, ValueError) as wrong:
        raise Refused(
            say("BaseLinker’s journal of changes cannot be understood."), detail=str(wrong)
        ) from None
    return found
