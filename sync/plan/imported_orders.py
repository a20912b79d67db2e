"""What is done about orders that came in before: changed, withdrawn, turned into sales, or left to the owner.

Pure. What was imported is followed while its document is still an order with the rows that we wrote; nothing
already sold is rewritten.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sync.model import DocumentKind, Mark, MarkState
from sync.money import Money, scaled
from sync.plan.actions import Action, ActionKind, FindingState, Module
from sync.plan.late_changes import (
    Change,
    as_told,
    change_since_import,
    missing_since,
    sold_since,
    still_an_order,
    touched_since,
)
from sync.plan.order_document import OrderHeld, PlannedOrder, payments_of
from sync.plan.order_making import ChangedOrder, Making, ReadOrder, TurnedOrder, readable
from sync.plan.sales import is_due
from sync.ports import InboxOrder, InboxState
from sync.sentences import say


def follow_imported(making: Making, read: ReadOrder, mark: Mark | None) -> None:
    """Decide about an order that is done, or that the warehouse has a mark of. ``mark`` None: it has none."""
    row, questions = read.row, making.questions
    if row.state is not InboxState.DONE and mark:
        _take_over(making, read, mark)
        return
    change = change_since_import(row, making.settings, deleted=row.id in questions.removed)
    if mark is None or change is None:
        making.unchanged += 1
        return
    if change is Change.DUE and mark.state is not MarkState.OPEN:
        _note_sale(making, read, mark)
        return
    by_itself = _follows_by_itself(making, row, mark, change)
    if questions.seen_to.get(row.id) == as_told(row, change) and not by_itself:
        making.unchanged += 1
        return
    number = mark.ref.shown()
    if mark.state is not MarkState.OPEN:
        making.find(
            read,
            FindingState.HELD,
            sold_since(number, change),
            say("Correct the document in the warehouse program; Mostik never rewrites a sale."),
        )
    elif row.id in questions.missing:
        _without_document(making, read, number, change)
    elif change is Change.DUE and not making.facts.turns_into_sales:
        _list(making, read, number)
    elif row.id in questions.touched:
        making.find(
            read,
            FindingState.HELD,
            touched_since(number, change),
            say("Turn it into a sale in the warehouse program, so that what was changed there stays.")
            if change is Change.DUE
            else say("Mostik leaves it as it is. Compare it with the order in the shop."),
        )
    elif change in (Change.DELETED, Change.OFF):
        making.actions.append(_withdrawal(read, mark, change))
    else:
        _change_and_turn(making, read, mark, change)


def _take_over(making: Making, read: ReadOrder, mark: Mark) -> None:
    """The warehouse has the document, and the inbox did not know."""
    row = replace(
        read.row,
        state=InboxState.DONE,
        why=None,
        attempts=0,
        skip_runs=0,
        document=mark.ref,
        imported_hash=read.row.content_hash,
    )
    making.settled.append(row)
    making.find(
        replace(read, row=row),
        FindingState.TOLD,
        say("Already in the warehouse as {number}.", number=mark.ref.shown()),
    )


def _note_sale(making: Making, read: ReadOrder, mark: Mark) -> None:
    """The order is a sale already. One that Mostik made right before a power cut is noted as one."""
    if mark.ref.kind is not DocumentKind.SALE or read.row.document == mark.ref:
        making.unchanged += 1
        return
    settings = making.settings
    followed = not (settings.status_after or settings.number_field)
    making.settled.append(replace(read.row, document=mark.ref, followed=followed))
    making.find(read, FindingState.TOLD, say("It is sale {number} already.", number=mark.ref.shown()))


def _follows_by_itself(making: Making, row: InboxOrder, mark: Mark, change: Change) -> bool:
    """Whether the document is still an order as we wrote it, and Mostik can do what the shop's order says."""
    ours = mark.state is MarkState.OPEN and row.id not in making.questions.missing | making.questions.touched
    return ours and (making.facts.turns_into_sales or change is not Change.DUE)


def _without_document(making: Making, read: ReadOrder, number: str, change: Change) -> None:
    """Somebody deleted the document: nothing to take back, and nothing to write anew."""
    if change in (Change.DELETED, Change.OFF):
        making.settle(read.row, InboxState.CLOSED)
        making.find(
            read,
            FindingState.SKIPPED,
            say(
                "The order is off in the shop, and document {number} was deleted here already.", number=number
            ),
        )
        return
    if change is Change.DUE and not making.facts.turns_into_sales:
        # The program may remove an order that becomes a sale.
        making.unchanged += 1
        return
    making.find(
        read,
        FindingState.HELD,
        missing_since(number, change),
        say("Enter it in the warehouse program if it is still wanted."),
    )


def _list(making: Making, read: ReadOrder, number: str) -> None:
    """Only the program can make a sale of the order."""
    status = making.questions.status(read.row.status_id)
    making.find(
        read,
        FindingState.TOLD,
        still_an_order(number, status),
        say("Turn it into a sale in the warehouse program."),
    )


def _withdrawal(read: ReadOrder, mark: Mark, change: Change) -> Action:
    return Action(
        Module.ORDERS,
        ActionKind.WITHDRAW_ORDER,
        read.row.id,
        read.title,
        mark.ref.shown(),
        None,
        None,
        say("Deleted in the shop; its document is still an untouched order.")
        if change is Change.DELETED
        else say("Cancelled in the shop; its document is still an untouched order."),
        mark,
    )


def _change_and_turn(making: Making, read: ReadOrder, mark: Mark, change: Change) -> None:
    """The document as the shop has it now, and then a sale where it is one by now."""
    due = is_due(read.row.status_id, making.settings)
    try:
        # An order that swallowed another one would take over its goods, beside the document of the other.
        planned = None if change is Change.DUE else making.planned(read, DocumentKind.ORDER)
        turned = _turned(making, read, mark, planned) if due and making.facts.turns_into_sales else None
    except OrderHeld as held:
        making.find(read, FindingState.HELD, held.why, held.advice)
        return
    if planned is not None:
        making.take_along(read, planned)
        making.actions.append(_changed(planned, mark))
    if turned is not None:
        making.actions.append(turned)
    elif due:
        _list(making, read, mark.ref.shown())


def _changed(planned: PlannedOrder, mark: Mark) -> Action:
    return Action(
        Module.ORDERS,
        ActionKind.CHANGE_ORDER,
        planned.order.id,
        planned.order.number,
        mark.ref.shown(),
        None,
        Money(planned.total, planned.currency),
        say("The order was changed in the shop; its document is still an untouched order."),
        ChangedOrder(planned, mark),
    )


def _turned(making: Making, read: ReadOrder, mark: Mark, planned: PlannedOrder | None) -> Action:
    """The sale of an order as its document stands, or as ``planned`` writes it just before. Raises
    OrderHeld.
    """
    order, facts = readable(read), making.facts
    document = making.questions.documents.get(read.row.id)
    if planned is not None:
        total = planned.total
        lines = tuple(
            (line.product, line.location_id, scaled(line.quantity))
            for line in planned.lines
            if isinstance(line.product, int)
        )
    else:
        total = document.total if document else Decimal(0)
        rows = document.rows if document else ()
        lines = tuple((row.product_id, row.location_id, scaled(row.quantity)) for row in rows)
    payments = payments_of(order, making.settings, total, facts)
    return Action(
        Module.ORDERS,
        ActionKind.TURN_INTO_SALE,
        f"sale:{read.row.id}",
        read.title,
        mark.ref.shown(),
        None,
        Money(total, facts.base_currency),
        say("The order reached status {status}.", status=making.questions.status(read.row.status_id)),
        TurnedOrder(mark, payments, lines),
    )
