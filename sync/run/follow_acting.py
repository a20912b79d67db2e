"""Carries back to the shop what came of its orders: the status, and our document's number.

Both are absolute, so a repeat after a lost answer is harmless; a row is called followed only when both are
confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from sync.errors import MostikError, Refused, Unknown
from sync.plan.actions import Action, ActionKind
from sync.plan.follow_up import plan_follow_ups
from sync.plan.order_making import OrderQuestions
from sync.ports import InboxOrder, InboxState, OrderQuery, Outcome
from sync.run.connection import Connection
from sync.run.document_names import with_names
from sync.run.listing import read_again, read_row
from sync.run.patience import Patience
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
    reads = [read_row(connection, row) for row in with_names(connection, rows)]
    return plan_follow_ups(reads, connection.orders, questions, expected)


def act_on_follow_ups(
    connection: Connection, tally: Tally, actions: Sequence[Action], only: Collection[str] | None = None
) -> None:
    """Write numbers one by one and statuses in bulk. ``only``: of these orders; the others keep theirs.

    Raises Cancelled between two requests, and what :class:`Patience` does where the shop is away for good.
    """
    patience = Patience()
    left: set[str] = set()
    for action, row in _numbers(actions):
        if only is not None and row.id not in only:
            left.add(row.id)
            continue
        connection.stop_if_asked()
        if not _write_number(connection, tally, patience, action, row):
            left.add(row.id)
    for status_id, wanted in _statuses(actions).items():
        connection.stop_if_asked()
        chosen = [(action, row) for action, row in wanted if only is None or row.id in only]
        left.update(row.id for _action, row in wanted if only is not None and row.id not in only)
        still_there = _still_there(connection, [row for _action, row in chosen]) if chosen else set()
        moved_on = [(action, row) for action, row in chosen if row.id not in still_there]
        for action, row in moved_on:
            tally.leave(
                action, say("The order was moved in the shop meanwhile, so its status is left alone.")
            )
            left.add(row.id)
        there = [(action, row) for action, row in chosen if row.id in still_there]
        if there:
            left |= _set_status(connection, tally, patience, status_id, there)
    _note_followed(connection, left)


def _numbers(actions: Sequence[Action]) -> list[tuple[Action, InboxOrder]]:
    return [
        (action, action.payload)
        for action in actions
        if action.kind is ActionKind.WRITE_ORDER_NUMBER and isinstance(action.payload, InboxOrder)
    ]


def _statuses(actions: Sequence[Action]) -> dict[str, list[tuple[Action, InboxOrder]]]:
    by_status: dict[str, list[tuple[Action, InboxOrder]]] = defaultdict(list)
    for action in actions:
        if action.kind is ActionKind.SET_ORDER_STATUS and isinstance(action.payload, tuple):
            row, status_id = action.payload
            by_status[status_id].append((action, row))
    return by_status


def _write_number(
    connection: Connection, tally: Tally, patience: Patience, action: Action, row: InboxOrder
) -> bool:
    """Whether nothing is left to be done about this number."""
    tally.begin(action)
    try:
        outcome = connection.shop.set_order_number(row.id, action.where, str(action.new))
        if outcome is not Outcome.DONE:
            raise Unknown(
                say("Whether the shop took the document number is not known."),
                advice=say("It is written again in the next run."),
            )
    except Refused as refused:
        # Told once: what the shop refuses it would refuse in every run, and the order itself came in.
        tally.fail(action, refused)
        return True
    except MostikError as error:
        tally.fail(action, error)
        patience.bear(error)
        return False
    patience.relief()
    tally.succeed(action)
    return True


def _still_there(connection: Connection, rows: Sequence[InboxOrder]) -> set[str]:
    """Those of these orders that stand in the status in which they were read.

    While a run writes, people work in the shop: what they cancelled or sent meanwhile is not pulled back.
    One that moved on is read again, so that the next run knows where it stands.
    """
    listed: set[str] = set()
    for status_id in {row.status_id for row in rows}:
        since = min(
            (row.confirmed_at for row in rows if row.status_id == status_id and row.confirmed_at),
            default=connection.orders.start,
        )
        # A listing that the shop breaks off is no matter here: the others are read one by one.
        with suppress(Refused):
            for page in connection.shop.order_pages(OrderQuery(since, status_id)):
                listed.update(order.id for order in page)
    found = read_again(connection, [row.id for row in rows if row.id not in listed])
    return listed | {row.id for row in rows if row.id in found and found[row.id].status_id == row.status_id}


def _set_status(
    connection: Connection,
    tally: Tally,
    patience: Patience,
    status_id: str,
    wanted: Sequence[tuple[Action, InboxOrder]],
) -> set[str]:
    for action, _row in wanted:
        tally.begin(action)
    try:
        result = connection.shop.set_order_status([row.id for _action, row in wanted], status_id)
    except MostikError as error:
        for action, _row in wanted:
            tally.fail(action, error)
        patience.bear(error)
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


def _note_followed(connection: Connection, left: Collection[str]) -> None:
    """Rows of which nothing is left to carry back, also those that needed nothing."""
    for row in list(connection.journal.done_not_followed()):
        if row.id not in left:
            connection.journal.put(replace(row, followed=True))
