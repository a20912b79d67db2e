"""The owner's word that a late change of an order is seen to, so that it is not told again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sync.plan.late_changes import as_told, change_of
from sync.ports import InboxState, Journal
from sync.run.imported_reading import REMOVED

SEEN_TO: Final = "seen to "
"""Begins the name under which the owner's word about an order is remembered, with what he was told."""


def see_to(journal: Journal, order_ids: Collection[str], cancelled_statuses: Collection[str]) -> list[str]:
    """Remember that these late changes are seen to, as the orders are now; returns the orders of which that
    could be said. Others, such as one that has not come in, go on being told.
    """
    removed = {order_id for order_id, moment in journal.recall_all(REMOVED).items() if moment}
    closed = []
    with journal.transaction():
        for row in journal.inbox_rows(order_ids).values():
            if row.state is not InboxState.DONE:
                continue
            change = change_of(deleted=row.id in removed, off=row.status_id in cancelled_statuses)
            journal.remember(f"{SEEN_TO}{row.id}", as_told(row, change))
            closed.append(row.id)
    return closed


def seen_to_now(
    journal: Journal, order_ids: Collection[str], cancelled_statuses: Collection[str]
) -> frozenset[str]:
    """Those of these orders that are seen to, and of which nothing has changed since."""
    told = seen_to(journal)
    removed = {order_id for order_id, moment in journal.recall_all(REMOVED).items() if moment}
    rows = journal.inbox_rows([order_id for order_id in order_ids if order_id in told])
    return frozenset(
        row.id
        for row in rows.values()
        if told[row.id]
        == as_told(row, change_of(deleted=row.id in removed, off=row.status_id in cancelled_statuses))
    )


def seen_to(journal: Journal) -> Mapping[str, str]:
    """What the owner was told of each order when he said that it is seen to."""
    return journal.recall_all(SEEN_TO)
