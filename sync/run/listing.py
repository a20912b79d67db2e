"""Orders of the shop become rows of the inbox: a page and the cursor that covers it in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sync.errors import Refused
from sync.model import Order
from sync.plan.order_content import content_hash
from sync.plan.order_making import ReadOrder
from sync.ports import InboxOrder, InboxState, OrderQuery, RawOrder
from sync.run.connection import Connection

OPEN_STATES: Final = (InboxState.SEEN, InboxState.READY, InboxState.HELD, InboxState.FAILED)
"""The states of orders that may still come in."""


@dataclass(slots=True)
class Received:
    """What the reading found besides the rows: orders that were removed for certain, and imported ones that
    vanished."""

    removed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    listed: int = 0
    incomplete: list[Refused] = field(default_factory=list)
    """Listings of which the shop does not give everything; what it gave was received."""


def read_row(connection: Connection, row: InboxOrder) -> ReadOrder:
    """The order of an inbox row, or the sentence why it cannot be read."""
    try:
        return ReadOrder(row, connection.shop.read_order(row.raw))
    except Refused as refused:
        return ReadOrder(row, None, refused.sentence, refused.advice)


def list_orders(connection: Connection, query: OrderQuery, received: Received, cursor: str = "") -> set[str]:
    """Receive a listing page by page; with ``cursor``, remember how far it came together with each page."""
    listed: set[str] = set()
    pages = connection.shop.order_pages(query)
    while (page := _next_page(pages, received)) is not None:
        connection.stop_if_asked()
        rows = rows_of(connection, page)
        latest = max((order.confirmed_at for order in page if order.confirmed_at), default=None)
        moved = (cursor, latest.isoformat()) if cursor and latest else None
        if rows or moved:
            connection.journal.receive(rows, moved)
        listed.update(order.id for order in page)
    received.listed += len(listed)
    return listed


def _next_page(pages: Iterator[Sequence[RawOrder]], received: Received) -> Sequence[RawOrder] | None:
    """The next page, or None at the end. A listing that breaks off is noted and told, the pages before it
    count.
    """
    try:
        return next(pages, None)
    except Refused as error:
        received.incomplete.append(error)
        return None


def rows_of(connection: Connection, page: Sequence[RawOrder]) -> list[InboxOrder]:
    """The inbox rows of those of these orders that are new or changed."""
    known = connection.journal.inbox_rows([order.id for order in page])
    rows = [_row(connection, order, known.get(order.id)) for order in page]
    return [row for row in rows if row is not None]


def _row(connection: Connection, raw: RawOrder, known: InboxOrder | None) -> InboxOrder | None:
    """The inbox row of an order that is new or changed; None where nothing about it is new."""
    fingerprint = _content_hash(connection, raw)
    if known is None:
        return InboxOrder(
            id=raw.id,
            status_id=raw.status_id,
            confirmed_at=raw.confirmed_at,
            raw=raw.raw,
            content_hash=fingerprint,
            state=InboxState.SEEN,
            seen_at=connection.now(),
        )
    same = (
        known.status_id == raw.status_id
        and known.content_hash == fingerprint
        and known.confirmed_at == raw.confirmed_at
        and _takes_stock_as_before(connection, raw, known)
    )
    if same and known.state is not InboxState.GONE:
        return None
    changed = replace(
        known,
        status_id=raw.status_id,
        confirmed_at=raw.confirmed_at,
        raw=raw.raw,
        content_hash=fingerprint,
        skip_runs=0,
    )
    if known.state is InboxState.GONE:
        return replace(changed, state=InboxState.DONE if known.document else InboxState.SEEN)
    if known.state is InboxState.CLOSED and not known.imported_hash:
        # Cancelled or withdrawn, and now the shop has it otherwise: it is looked at like a new one.
        return replace(changed, state=InboxState.SEEN)
    return changed


def _takes_stock_as_before(connection: Connection, raw: RawOrder, known: InboxOrder) -> bool:
    """Whether the shop has taken the order's pieces off its quantity as it had when we saw it last: it may do
    so when they are sent, which is no status."""
    if not connection.shop.features.lowers_stock or not known.raw:
        return True
    return _stock_taken(connection, raw.raw) == _stock_taken(connection, known.raw)


def _stock_taken(connection: Connection, raw: Mapping[str, Any]) -> bool | None:
    try:
        return connection.shop.read_order(raw).stock_taken
    except Refused:
        return None


def _content_hash(connection: Connection, raw: RawOrder) -> str:
    try:
        order: Order = connection.shop.read_order(raw.raw)
    except Refused:
        text = json.dumps(raw.raw, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    return content_hash(order)


def read_again(connection: Connection, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
    """Read these orders one by one and put what is new about them into the inbox; those that the shop still
    has."""
    if not order_ids:
        return {}
    found = connection.shop.orders_by_id(order_ids)
    connection.journal.receive(rows_of(connection, list(found.values())))
    return found


def remembered_moment(connection: Connection, name: str) -> datetime | None:
    """The moment that was remembered under this name."""
    text = connection.journal.recall(name)
    return datetime.fromisoformat(text) if text else None


def is_due(connection: Connection, name: str, every: timedelta) -> bool:
    """Whether what is remembered under this name was ``every`` ago."""
    last = remembered_moment(connection, name)
    # A clock that was set back must not put the work off for ever.
    return last is None or not last <= connection.now() < last + every
