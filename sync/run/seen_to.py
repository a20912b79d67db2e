"""The owner's word that a late change of an order is seen to, so that it is not told again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sync.plan.late_changes import as_told, change_since_import
from sync.ports import InboxOrder, InboxState, Journal
from sync.profile import Orders
from sync.run.imported_reading import REMOVED

SEEN_TO: Final = "seen to "
"""Begins the name under which the owner's word about an order is remembered, with what he was told."""


def see_to(journal: Journal, order_ids: Collection[str], settings: Orders) -> list[str]:
    """Remember that these late changes are seen to, as the orders are now; returns the orders of which that
    could be said. Others, such as one that has not come in, go on being told.
    """
    removed = {order_id for order_id, moment in journal.recall_all(REMOVED).items() if moment}
    closed = []
    with journal.transaction():
        for row in journal.inbox_rows(order_ids).values():
            if row.state is not InboxState.DONE:
                continue
            journal.remember(f"{SEEN_TO}{row.id}", _told(row, settings, deleted=row.id in removed))
            closed.append(row.id)
    return closed


def seen_to_now(journal: Journal, order_ids: Collection[str], settings: Orders) -> frozenset[str]:
    """Those of these orders that are seen to, and of which nothing has changed since."""
    told = seen_to(journal)
    removed = {order_id for order_id, moment in journal.recall_all(REMOVED).items() if moment}
    rows = journal.inbox_rows([order_id for order_id in order_ids if order_id in told])
    return frozenset(
        row.id for row in rows.values() if told[row.id] == _told(row, settings, deleted=row.id in removed)
    )


def _told(row: InboxOrder, settings: Orders, *, deleted: bool) -> str:
    """What a run tells of the order now; empty for nothing."""
    change = change_since_import(row, settings, deleted=deleted)
    return as_told(row, change) if change else ""


def seen_to(journal: Journal) -> Mapping[str, str]:
    """What the owner was told of each order when he said that it is seen to."""
    return journal.recall_all(SEEN_TO)
