"""Which orders of the inbox become documents, which wait, and why.

Pure. An order is *seen* in any status and *taken* in a chosen one. What came in before is followed by
:mod:`sync.plan.imported_orders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sync.model import DocumentKind, Mark, MarkState
from sync.money import Money
from sync.plan.actions import Action, ActionKind, FindingState, Module, ModulePlan
from sync.plan.imported_orders import follow_imported
from sync.plan.order_document import OrderFacts, OrderHeld, PlannedOrder, ProductToMake
from sync.plan.order_making import (
    Making,
    OrderQuestions,
    OrdersPlan,
    ReadOrder,
)
from sync.plan.sales import is_kept_back, taken_statuses, written_as
from sync.ports import InboxOrder, InboxState
from sync.profile import Orders, Stock
from sync.sentences import Sentence, say


def plan_orders(
    rows: Iterable[ReadOrder],
    marks: Mapping[str, Mark],
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> OrdersPlan:
    """Decide about every order of the inbox that is not closed. ``marks`` are those of these orders, by
    id.
    """
    making = Making(shop_key, settings, stock, facts, questions)
    for read in rows:
        mark = marks.get(read.row.id)
        if mark and mark.state is MarkState.WITHDRAWN:
            mark = None
        done = read.row.state is InboxState.DONE and read.row.id not in questions.taken_back
        if done or mark:
            follow_imported(making, read, mark)
        else:
            _consider(making, read)
    first = [_make_product(product) for product in making.to_make.values()]
    plan = ModulePlan(Module.ORDERS, (*first, *making.actions), tuple(making.findings), making.unchanged)
    return OrdersPlan(plan, tuple(making.settled))


def _consider(making: Making, read: ReadOrder) -> None:
    row, questions = read.row, making.questions
    deleted = row.id in questions.removed
    if deleted or row.status_id in making.settings.cancelled_statuses:
        making.settle(row, InboxState.CLOSED)
        making.find(
            read,
            FindingState.SKIPPED,
            say("The order was deleted in the shop before it came in.")
            if deleted
            else say("The order was cancelled in the shop before it came in."),
        )
        return
    if row.id in questions.taken_back:
        making.settle(row, InboxState.SEEN)
        making.find(
            read,
            FindingState.SKIPPED,
            say("Taken back by you, so it does not come in by itself."),
            say("To have it again, open the run in the history and bring it in again."),
        )
        return
    taken = taken_statuses(making.settings, turns=making.facts.turns_into_sales)
    if row.why and row.state in (InboxState.HELD, InboxState.FAILED) and _set_aside(making, row, taken):
        _look_again(making, read, row.why, taken)
        return
    if row.confirmed_at is None:
        making.settle(row, InboxState.SEEN)
        making.find(read, FindingState.WAITS, say("The buyer has not confirmed the order yet."))
        return
    if row.status_id not in taken and row.id not in questions.again:
        making.settle(row, InboxState.SEEN)
        making.find(read, FindingState.WAITS, _waits_for(making, row.status_id, taken))
        return
    if row.state is InboxState.FAILED and row.skip_runs > 0:
        making.settled.append(replace(row, skip_runs=row.skip_runs - 1))
        making.find(
            read,
            FindingState.FAILED,
            row.why or say("The order could not be saved."),
            say("It is tried again in the next run, or at once when you ask for it.")
            if row.skip_runs == 1
            else say(
                "It is left alone for now and tried again later, or at once when it changes. "
                "Runs until then: {runs}.",
                runs=row.skip_runs,
            ),
        )
        return
    _import_or_hold(making, read)


def _waits_for(making: Making, status_id: str, taken: tuple[str, ...]) -> Sentence:
    if not taken:
        return say("No status is chosen in which orders come in.")
    wanted, status = making.questions.statuses(taken), making.questions.status(status_id)
    kept_back = is_kept_back(making.settings, turns=making.facts.turns_into_sales)
    if kept_back and status_id in making.settings.statuses:
        return say(
            "Kept back until status {wanted}, then written once, as a sale; it is in {status}.",
            wanted=wanted,
            status=status,
        )
    return say("Waits for status {wanted}; it is in {status}.", wanted=wanted, status=status)


def _set_aside(making: Making, row: InboxOrder, taken: tuple[str, ...]) -> bool:
    """Whether the order stands in the status for problems, from which it is not taken."""
    aside = making.settings.status_problem
    return bool(aside) and row.status_id == aside and aside not in taken


def _look_again(making: Making, read: ReadOrder, why: Sentence, taken: tuple[str, ...]) -> None:
    """Tell what still holds an order that was set aside; it comes in once it is back in a chosen status."""
    wanted = making.questions.status(taken[0]) if taken else "—"
    mend_first = say("When it is mended, put the order back into status {status}.", status=wanted)
    if read.row.state is InboxState.FAILED:
        making.find(read, FindingState.FAILED, why, mend_first)
        return
    advice = mend_first
    try:
        making.planned(read, _kind(making, read))
        why = say("Nothing holds the order back any more.")
        advice = say("Put the order back into status {status}.", status=wanted)
    except OrderHeld as held:
        why = held.why
    making.settle(read.row, InboxState.HELD, why)
    making.find(read, FindingState.HELD, why, advice)


def _import_or_hold(making: Making, read: ReadOrder) -> None:
    try:
        planned = making.planned(read, _kind(making, read))
    except OrderHeld as held:
        making.settle(read.row, InboxState.HELD, held.why)
        making.find(read, FindingState.HELD, held.why, held.advice)
        return
    making.settle(read.row, InboxState.READY)
    making.take_along(read, planned)
    making.actions.append(_import(planned, making.questions))


def _kind(making: Making, read: ReadOrder) -> DocumentKind:
    return written_as(read.row.status_id, making.settings, turns=making.facts.turns_into_sales)


def _import(planned: PlannedOrder, questions: OrderQuestions) -> Action:
    order = planned.order
    return Action(
        Module.ORDERS,
        ActionKind.IMPORT_ORDER,
        order.id,
        order.number,
        planned.kind.value,
        None,
        Money(planned.total, planned.currency),
        say("New order in status {status}.", status=questions.status(order.status_id)),
        planned,
    )


def _make_product(wanted: ProductToMake) -> Action:
    why = (
        say("Needed for delivery, discount or fee of an order.")
        if wanted.product.service
        else say("A line of an order has no product here yet.")
    )
    return Action(
        Module.ORDERS,
        ActionKind.CREATE_WAREHOUSE_PRODUCT,
        wanted.key,
        wanted.product.name,
        "",
        None,
        wanted.product.code or None,
        why,
        wanted,
    )
