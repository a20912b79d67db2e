"""Orders come into the inbox: a page and the cursor that covers it in one transaction, before anything else
is done.

Every chosen status is listed from the connection's start date in each run, because an order may reach it long
after a date cursor has passed. Besides, orders in any status are seen from a cursor with overlap; a
platform's journal of changes is followed where it answers; and imported orders that are still open are read
again once an hour.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sync.errors import Refused
from sync.model import Order
from sync.plan.order_content import content_hash
from sync.plan.orders import ReadOrder
from sync.ports import InboxOrder, InboxState, OrderQuery, RawOrder
from sync.run.connection import Connection

SEEN_CURSOR: Final = "orders seen until"
CHANGES_CURSOR: Final = "order changes until"
REREAD_AT: Final = "orders read again at"
FULL_AT: Final = "orders read fully at"
ASKED_UNTIL: Final = "vanished orders asked until"

OVERLAP: Final = timedelta(hours=1)
REREAD_EVERY: Final = timedelta(hours=1)
REREAD_WINDOW: Final = timedelta(days=7)
ONE_BY_ONE: Final = 50
"""So many vanished orders are asked for one by one in a run; a shop may need a request for each."""

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
        return ReadOrder(row, None, refused.sentence)


def receive_orders(connection: Connection) -> Received:
    """Bring all orders that matter into the inbox. Raises SettingsError or Unreachable; what was received
    stays."""
    received = Received()
    settings = connection.orders
    for status in settings.statuses:
        _list(connection, OrderQuery(settings.start, status), received)
    _see(connection, received)
    _follow_changes(connection, received)
    _read_again(connection, received)
    return received


def _list(connection: Connection, query: OrderQuery, received: Received, cursor: str = "") -> set[str]:
    """Receive a listing page by page; with ``cursor``, remember how far it came together with each page."""
    listed: set[str] = set()
    pages = connection.shop.order_pages(query)
    while (page := _next_page(pages, received)) is not None:
        connection.stop_if_asked()
        rows = _rows_of(connection, page)
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


def _rows_of(connection: Connection, page: Sequence[RawOrder]) -> list[InboxOrder]:
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
        return replace(changed, state=InboxState.DONE)
    if known.state is InboxState.CLOSED and known.document is None:
        return replace(changed, state=InboxState.SEEN)
    return changed


def _content_hash(connection: Connection, raw: RawOrder) -> str:
    try:
        order: Order = connection.shop.read_order(raw.raw)
    except Refused:
        text = json.dumps(raw.raw, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    return content_hash(order)


def _see(connection: Connection, received: Received) -> None:
    """List orders of every status from the cursor with overlap; once a day from the start date."""
    start = connection.orders.start
    now = connection.now()
    interval = timedelta(hours=connection.profile.schedule.full_comparison_hours)
    if _due(connection, FULL_AT, interval):
        listed = _list(connection, OrderQuery(start), received, SEEN_CURSOR)
        if received.incomplete:
            return
        _close_vanished_waiting(connection, listed)
        connection.journal.remember(FULL_AT, now.isoformat())
        connection.journal.remember(REREAD_AT, now.isoformat())
        _look_for_vanished(connection, received, listed)
        return
    cursor = _moment(connection, SEEN_CURSOR)
    since = max(start, min(cursor or start, now) - OVERLAP)
    _list(connection, OrderQuery(since), received, SEEN_CURSOR)


def _close_vanished_waiting(connection: Connection, listed: set[str]) -> None:
    """A waiting order that a full listing no longer has will never come: it was deleted or merged in the
    shop."""
    for row in list(connection.journal.inbox(InboxState.SEEN, InboxState.READY)):
        if row.id not in listed and row.confirmed_at is not None:
            connection.journal.put(replace(row, state=InboxState.CLOSED))


def _follow_changes(connection: Connection, received: Received) -> None:
    cursor = connection.journal.recall(CHANGES_CURSOR) or ""
    answer = connection.shop.order_changes(cursor)
    if answer is None:
        return
    changes, new_cursor = answer
    received.removed.update(change.order_id for change in changes if change.gone and not change.merged_into)
    gone = {change.order_id for change in changes if change.gone}
    known = connection.journal.inbox_rows([change.order_id for change in changes])
    wanted = [order_id for order_id in known if order_id not in gone]
    found = connection.shop.orders_by_id(wanted) if wanted else {}
    rows = _rows_of(connection, list(found.values()))
    rows += [
        replace(row, state=InboxState.GONE if row.state is InboxState.DONE else InboxState.CLOSED)
        for order_id, row in known.items()
        if order_id in gone and row.state is not InboxState.CLOSED and order_id not in received.removed
    ]
    connection.journal.receive(rows, (CHANGES_CURSOR, new_cursor))


def _read_again(connection: Connection, received: Received) -> None:
    """Once an hour, read recent orders of every status again, and imported open ones that it did not list."""
    if not _due(connection, REREAD_AT, REREAD_EVERY):
        return
    now = connection.now()
    since = max(connection.orders.start, now - REREAD_WINDOW)
    listed = _list(connection, OrderQuery(since), received)
    if received.incomplete:
        return
    connection.journal.remember(REREAD_AT, now.isoformat())
    _look_for_vanished(connection, received, listed)


def _look_for_vanished(connection: Connection, received: Received, listed: Iterable[str]) -> None:
    marks = connection.warehouse.open_marks(connection.shop_key)
    seen = set(listed)
    missing = [mark.key.external_id for mark in marks if mark.key.external_id not in seen]
    rows = connection.journal.inbox_rows(missing)
    asked = _next_in_turn(
        connection,
        sorted(
            order_id for order_id in missing if order_id in rows and rows[order_id].state is InboxState.DONE
        ),
    )
    if not asked:
        return
    found = connection.shop.orders_by_id(asked)
    changed = _rows_of(connection, list(found.values()))
    gone = [order_id for order_id in asked if order_id not in found]
    received.gone.update(gone)
    changed += [replace(rows[order_id], state=InboxState.GONE) for order_id in gone]
    if changed:
        connection.journal.receive(changed)


def _next_in_turn(connection: Connection, order_ids: Sequence[str]) -> list[str]:
    """The next few of these, going on where the last run left off, so that each has its turn."""
    after = connection.journal.recall(ASKED_UNTIL) or ""
    ahead = [order_id for order_id in order_ids if order_id > after]
    asked = (ahead + [order_id for order_id in order_ids if order_id <= after])[:ONE_BY_ONE]
    if asked:
        connection.journal.remember(ASKED_UNTIL, asked[-1])
    return asked


def _moment(connection: Connection, name: str) -> datetime | None:
    text = connection.journal.recall(name)
    return datetime.fromisoformat(text) if text else None


def _due(connection: Connection, name: str, every: timedelta) -> bool:
    last = _moment(connection, name)
    # A clock that was set back must not put the work off for ever.
    return last is None or not last <= connection.now() < last + every
