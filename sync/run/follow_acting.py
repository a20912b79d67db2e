"""Carries back to the shop what came of its orders: the status, and our document's number.

Both are absolute, so a repeat after a lost answer is harmless; a row is called followed only when both are
confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from sync.errors import MostikError, Refused, Unknown
from sync.plan.actions import Action, ActionKind
from sync.plan.follow_up import plan_follow_ups
from sync.plan.orders import OrderQuestions
from sync.ports import InboxOrder, InboxState, Outcome
from sync.run.connection import Connection
from sync.run.receive import read_row
from sync.run.tally import Tally
from sync.sentences import say


def plan_the_follow_ups(
    connection: Connection, questions: OrderQuestions, expected: Collection[str] = frozenset()
) -> tuple[Action, ...]:
    """What goes back to the shop after what was really imported, or before that after what is
    ``expected``.
    """
    rows: list[InboxOrder] = list(connection.journal.done_not_followed())
    if connection.orders.status_problem:
        rows += connection.journal.inbox(InboxState.HELD, InboxState.FAILED)
    known = {row.id for row in rows}
    rows += connection.journal.inbox_rows(
        [order_id for order_id in expected if order_id not in known]
    ).values()
    reads = [read_row(connection, row) for row in rows]
    return plan_follow_ups(reads, connection.orders, questions, expected)


def act_on_follow_ups(connection: Connection, tally: Tally, actions: Sequence[Action]) -> None:
    """Write numbers one by one and statuses in bulk. Raises Cancelled between two requests."""
    failed: set[str] = set()
    for action in actions:
        if action.kind is ActionKind.WRITE_ORDER_NUMBER and isinstance(action.payload, InboxOrder):
            connection.stop_if_asked()
            if not _write_number(connection, tally, action, action.payload):
                failed.add(action.payload.id)
    by_status: dict[str, list[tuple[Action, InboxOrder]]] = defaultdict(list)
    for action in actions:
        if action.kind is ActionKind.SET_ORDER_STATUS and isinstance(action.payload, tuple):
            row, status_id = action.payload
            by_status[status_id].append((action, row))
    for status_id, wanted in by_status.items():
        connection.stop_if_asked()
        failed |= _set_status(connection, tally, status_id, wanted)
    _note_followed(connection, failed)


def _write_number(connection: Connection, tally: Tally, action: Action, row: InboxOrder) -> bool:
    tally.begin(action)
    try:
        outcome = connection.shop.set_order_number(row.id, action.where, str(action.new))
        if outcome is not Outcome.DONE:
            raise Unknown(
                say("Whether the shop took the document number is not known."),
                advice=say("It is written again in the next run."),
            )
    except MostikError as error:
        tally.fail(action, error)
        return False
    tally.succeed(action)
    return True


def _set_status(
    connection: Connection, tally: Tally, status_id: str, wanted: Sequence[tuple[Action, InboxOrder]]
) -> set[str]:
    for action, _row in wanted:
        tally.begin(action)
    try:
        result = connection.shop.set_order_status([row.id for _action, row in wanted], status_id)
    except MostikError as error:
        for action, _row in wanted:
            tally.fail(action, error)
        return {row.id for _action, row in wanted}
    failed: set[str] = set()
    for action, row in wanted:
        if row.id in result.refused:
            tally.fail(action, Refused(result.refused[row.id]))
        elif row.id in result.unknown:
            tally.fail(
                action,
                Unknown(
                    say("Whether the shop took the new status is not known."),
                    advice=say("It is set again in the next run."),
                ),
            )
        else:
            current = connection.journal.inbox_rows([row.id])[row.id]
            connection.journal.put(replace(current, status_id=status_id))
            tally.succeed(action)
            continue
        failed.add(row.id)
    return failed


def _note_followed(connection: Connection, failed: set[str]) -> None:
    """Rows of which nothing is left to carry back, also those that needed nothing."""
    for row in list(connection.journal.done_not_followed()):
        if row.id not in failed:
            connection.journal.put(replace(row, followed=True))
