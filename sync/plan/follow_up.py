"""What goes back to the shop after an import: the status, and our document's number. Absolute, so a repeat
is harmless.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from sync.plan.actions import Action, ActionKind, Module
from sync.plan.order_making import OrderQuestions, ReadOrder
from sync.ports import InboxState
from sync.profile import Orders
from sync.sentences import say

FAILURES_BORNE: Final = 3
"""So often in a row an order may fail before it gets the status for problems: there it would no longer be
tried again by itself, and a locked database passes.
"""


def plan_follow_ups(
    rows: Iterable[ReadOrder],
    settings: Orders,
    questions: OrderQuestions,
    expected: Collection[str] = frozenset(),
) -> tuple[Action, ...]:
    """Status and number for imported orders that have not been followed up, the problem status for held ones.

    A status is set only where it differs, and only where the order still stands in a chosen status or the
    one for problems: an order that was sent or cancelled meanwhile is never pulled back. ``rows`` are in the
    states done, held and failed; those of ``expected`` are about to be imported and are planned as if they
    were (their number is not known yet).
    """
    actions: list[Action] = []
    for read in rows:
        row = read.row
        if row.id in expected or (row.state is InboxState.DONE and not row.followed):
            if settings.number_field and (row.document or row.id in expected):
                actions.append(
                    Action(
                        Module.ORDERS,
                        ActionKind.WRITE_ORDER_NUMBER,
                        f"number:{row.id}",
                        read.title,
                        settings.number_field,
                        None,
                        row.document.shown() if row.document and row.id not in expected else None,
                        say("The order came in under this number."),
                        row,
                    )
                )
            ours = row.status_id in settings.statuses or row.status_id == settings.status_problem
            if settings.status_after and row.status_id and ours and row.status_id != settings.status_after:
                actions.append(_status(read, settings.status_after, questions, imported=True))
        elif row.state is InboxState.HELD or (
            row.state is InboxState.FAILED and row.attempts >= FAILURES_BORNE
        ):
            wanted = settings.status_problem
            if wanted and row.status_id != wanted and row.status_id in settings.statuses:
                actions.append(_status(read, wanted, questions, imported=False))
    return tuple(actions)


def _status(read: ReadOrder, status_id: str, questions: OrderQuestions, *, imported: bool) -> Action:
    return Action(
        Module.ORDERS,
        ActionKind.SET_ORDER_STATUS,
        f"status:{read.row.id}",
        read.title,
        "",
        questions.status(read.row.status_id),
        questions.status(status_id),
        say("The order was saved in the warehouse.") if imported else say("The order needs the owner."),
        (read.row, status_id),
    )
