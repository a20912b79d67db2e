"""Orders come into the inbox before anything else is done with them.

Every chosen status is listed from the connection's start date in each run, because an order may reach it
long after a date cursor has passed. Besides, orders in any status are seen from a cursor with overlap, and
what was imported is followed (see :mod:`sync.run.imported_reading`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sync.ports import InboxState, OrderQuery
from sync.run.connection import Connection
from sync.run.imported_reading import (
    REREAD_AT,
    deleted_for_certain,
    follow_changes,
    look_for_merged,
    look_for_vanished,
    read_open_again,
)
from sync.run.listing import OPEN_STATES, Received, is_due, list_orders, remembered_moment

SEEN_CURSOR: Final = "orders seen until"
FULL_AT: Final = "orders read fully at"
OVERLAP: Final = timedelta(hours=1)


def receive_orders(connection: Connection) -> Received:
    """Bring all orders that matter into the inbox. Raises SettingsError or Unreachable; what was received
    stays."""
    received = Received()
    settings = connection.orders
    for status in settings.statuses:
        list_orders(connection, OrderQuery(settings.start, status), received)
    told = follow_changes(connection, received)
    for status in () if told else settings.listed_statuses[len(settings.statuses) :]:
        # Where the shop tells changes, an order that reached such a status is known by them.
        list_orders(connection, OrderQuery(settings.start, status), received)
    _see(connection, received)
    if not told:
        read_open_again(connection, received)
    look_for_merged(connection, received)
    received.removed.update(deleted_for_certain(connection))
    return received


def receive_new_orders(connection: Connection) -> None:
    """Bring orders into the inbox that came since the last look, and nothing else."""
    received = Received()
    for status in connection.orders.statuses:
        list_orders(connection, OrderQuery(connection.orders.start, status), received)
    list_orders(connection, OrderQuery(_seen_until(connection)), received, SEEN_CURSOR)


def _seen_until(connection: Connection) -> datetime:
    start = connection.orders.start
    cursor = remembered_moment(connection, SEEN_CURSOR)
    return max(start, min(cursor or start, connection.now()) - OVERLAP)


def _see(connection: Connection, received: Received) -> None:
    """List orders of every status from the cursor with overlap; once a day from the start date."""
    start = connection.orders.start
    now = connection.now()
    interval = timedelta(hours=connection.profile.schedule.full_comparison_hours)
    if is_due(connection, FULL_AT, interval):
        listed = list_orders(connection, OrderQuery(start), received, SEEN_CURSOR)
        if received.incomplete:
            return
        if connection.shop.features.lists_all_orders:
            _miss_vanished_waiting(connection, listed)
        connection.journal.remember(FULL_AT, now.isoformat())
        connection.journal.remember(REREAD_AT, now.isoformat())
        look_for_vanished(connection, received, listed)
        return
    list_orders(connection, OrderQuery(_seen_until(connection)), received, SEEN_CURSOR)


def _miss_vanished_waiting(connection: Connection, listed: set[str]) -> None:
    """A waiting order that a full listing no longer has was deleted or merged in the shop.

    Should it be listed again, it is looked at like a new one: a listing may have been short by mistake.
    """
    for row in list(connection.journal.inbox(*OPEN_STATES)):
        if row.id not in listed and row.confirmed_at is not None:
            connection.journal.put(replace(row, state=InboxState.GONE))
