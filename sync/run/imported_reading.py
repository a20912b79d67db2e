"""What became of imported orders in the shop: edited, deleted, merged into another, or simply not there.

A platform's journal of changes is followed where it answers; where it does not, imported orders that are
still open are read again once an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sync.plan.merged_orders import holds_all_of
from sync.ports import InboxState, OrderQuery
from sync.run.connection import Connection
from sync.run.listing import OPEN_STATES, Received, is_due, list_orders, read_row, rows_of

CHANGES_CURSOR: Final = "order changes until"
TOLD_AT: Final = "order changes told at"
REREAD_AT: Final = "orders read again at"
ASKED_UNTIL: Final = "vanished orders asked until"
REMOVED: Final = "deleted in the shop "
"""Begins the name under which an order that was deleted for certain is remembered until that is settled."""
AGAIN: Final = "bring in again "
"""Begins the name under which an order that a restored warehouse lost is remembered until it is back."""
RELEASED: Final = "let in "
"""Begins the name under which the owner's "bring it in anyway" for an order is remembered."""
REREAD_EVERY: Final = timedelta(hours=1)
BELIEVED_FOR: Final = timedelta(days=1)
"""So long a journal that tells nothing new is still taken for one that tells."""
REREAD_WINDOW: Final = timedelta(days=7)
MERGED_WITHIN: Final = timedelta(days=14)
"""Orders imported longer ago are not looked for in new ones."""
ONE_BY_ONE: Final = 50
"""So many vanished orders are asked for one by one in a run; a shop may need a request for each."""


_OVER: Final = (InboxState.CLOSED, InboxState.GONE)


def follow_changes(connection: Connection, received: Received) -> bool:
    """Follow the shop's journal; returns whether it tells: an empty answer may mean that nothing happened, or
    that it was switched off again, so it is believed for a day only.

    What was deleted is remembered together with the cursor: a run that is cut short does not forget it.
    """
    journal = connection.journal
    cursor = journal.recall(CHANGES_CURSOR) or ""
    answer = connection.shop.order_changes(cursor)
    if answer is None:
        return False
    changes, new_cursor = answer
    if new_cursor == cursor:
        return not is_due(connection, TOLD_AT, BELIEVED_FOR)
    gone = {change.order_id for change in changes if change.gone}
    known = journal.inbox_rows([change.order_id for change in changes])
    removed = [change.order_id for change in changes if change.gone and not change.merged_into]
    wanted = [order_id for order_id in known if order_id not in gone]
    found = connection.shop.orders_by_id(wanted) if wanted else {}
    rows = rows_of(connection, list(found.values()))
    for order_id, row in known.items():
        if order_id not in gone or order_id in removed or row.state is InboxState.CLOSED:
            continue
        if row.state is InboxState.DONE:
            received.gone.add(order_id)
        rows.append(
            replace(
                row,
                state=InboxState.GONE
                if row.state in (InboxState.DONE, InboxState.GONE)
                else InboxState.CLOSED,
            )
        )
    with journal.transaction():
        for order_id in removed:
            if order_id in known and known[order_id].state not in _OVER:
                journal.remember(f"{REMOVED}{order_id}", connection.now().isoformat())
        journal.remember(TOLD_AT, connection.now().isoformat())
        journal.receive(rows, (CHANGES_CURSOR, new_cursor))
    return True


def deleted_for_certain(connection: Connection) -> set[str]:
    """Orders that were deleted in the shop, until their rows are closed."""
    journal = connection.journal
    noted = [order_id for order_id, moment in journal.recall_all(REMOVED).items() if moment]
    rows = journal.inbox_rows(noted)
    for order_id in noted:
        if order_id not in rows or rows[order_id].state in _OVER:
            journal.remember(f"{REMOVED}{order_id}", "")
    return {order_id for order_id, row in rows.items() if row.state not in _OVER}


def read_open_again(connection: Connection, received: Received) -> None:
    """Once an hour, read recent orders of every status again, and imported open ones that it did not list."""
    if not is_due(connection, REREAD_AT, REREAD_EVERY):
        return
    now = connection.now()
    since = max(connection.orders.start, now - REREAD_WINDOW)
    listed = list_orders(connection, OrderQuery(since), received)
    if received.incomplete:
        return
    connection.journal.remember(REREAD_AT, now.isoformat())
    look_for_vanished(connection, received, listed)


def look_for_vanished(connection: Connection, received: Received, listed: Iterable[str]) -> None:
    """Ask for imported open orders that a listing of all orders did not have."""
    marks = connection.warehouse.open_marks(connection.shop_key)
    seen = {*listed, *deleted_for_certain(connection)}
    missing = [mark.key.external_id for mark in marks if mark.key.external_id not in seen]
    rows = connection.journal.inbox_rows(missing)
    _ask_for(
        connection,
        received,
        _next_in_turn(
            connection,
            sorted(
                order_id
                for order_id in missing
                if order_id in rows and rows[order_id].state is InboxState.DONE
            ),
        ),
    )


def look_for_merged(connection: Connection, received: Received) -> None:
    """Ask for imported orders that a new one of the same buyer holds all of: they may have gone into it.

    Without this a merged order would come in beside its parts for up to an hour, until these are missed.
    """
    settings = connection.orders
    released = connection.journal.recall_all(RELEASED)
    coming = [
        order
        for row in connection.journal.inbox(*OPEN_STATES)
        if row.status_id in settings.listed_statuses and row.id not in released
        if (order := read_row(connection, row).order) is not None
    ]
    if not coming:
        return
    since = connection.now() - MERGED_WITHIN
    imported = connection.journal.inbox_rows(
        [
            mark.key.external_id
            for mark in connection.warehouse.open_marks(connection.shop_key)
            if mark.at > since
        ]
    )
    earlier = [
        order
        for row in imported.values()
        if row.state is InboxState.DONE and row.raw
        if (order := read_row(connection, row).order) is not None
    ]
    doubtful = [old.id for old in earlier if any(holds_all_of(order, old) for order in coming)]
    _ask_for(connection, received, doubtful[:ONE_BY_ONE])


def _ask_for(connection: Connection, received: Received, order_ids: Sequence[str]) -> None:
    """Ask for these imported orders one by one; what the shop no longer has is gone, unless it never lists
    everything.
    """
    if not order_ids or not connection.shop.features.lists_all_orders:
        return
    rows = connection.journal.inbox_rows(order_ids)
    found = connection.shop.orders_by_id(order_ids)
    changed = rows_of(connection, list(found.values()))
    gone = [order_id for order_id in order_ids if order_id not in found]
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
