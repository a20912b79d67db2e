"""Which orders of the inbox become documents, which are changed or withdrawn, which wait, and why.

Pure. An order is *seen* in any status and *taken* in a chosen one. What was imported is followed while its
document is still an order with the rows that we wrote; nothing already sold is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sync.model import DocumentKind, Mark, MarkState, Order
from sync.money import Money
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module, ModulePlan
from sync.plan.late_changes import as_told, change_of, missing_since, sold_since, touched_since
from sync.plan.merged_orders import holds_all_of
from sync.plan.order_document import (
    OrderFacts,
    OrderHeld,
    PlannedOrder,
    ProductToMake,
    plan_document,
)
from sync.ports import InboxOrder, InboxState
from sync.profile import Orders, Stock
from sync.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """An inbox row with its order read, or the sentence why it cannot be read."""

    row: InboxOrder
    order: Order | None
    problem: Sentence | None = None

    @property
    def title(self) -> str:
        return self.order.number if self.order else self.row.id


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """Payload of a change: the document as it should be, and the mark of the one that stands."""

    planned: PlannedOrder
    mark: Mark


@dataclass(frozen=True, slots=True)
class OrdersPlan:
    """The plan of the module, and the inbox rows whose state it settles without any write elsewhere."""

    module: ModulePlan
    settled: tuple[InboxOrder, ...]


@dataclass(frozen=True, slots=True)
class OrderQuestions:
    """What besides the orders themselves decides: ``removed`` were deleted in the shop for certain,
    ``gone`` are imported orders that vanished there, ``released`` were let in by the owner in spite of a
    question, ``again`` were lost by a restored warehouse and come in whatever their status is now,
    ``touched`` have a document whose rows are not as we wrote them, ``missing`` one of which no row is left,
    ``seen_to`` is what the owner was told when he said that a late change is seen to, ``taken_back`` were
    taken back by him, ``status_names`` are the shop's words.
    """

    removed: frozenset[str] = frozenset()
    gone: tuple[ReadOrder, ...] = ()
    released: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    seen_to: Mapping[str, str] = field(default_factory=dict)
    taken_back: frozenset[str] = frozenset()
    status_names: Mapping[str, str] = field(default_factory=dict)

    def status(self, status_id: str) -> str:
        return self.status_names.get(status_id, status_id)


class _Making:
    """Collects one plan; kept private so that :func:`plan_orders` reads as one idea an order."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.findings: list[Finding] = []
        self.settled: list[InboxOrder] = []
        self.to_make: dict[str, ProductToMake] = {}
        self.unchanged = 0

    def find(
        self, read: ReadOrder, state: FindingState, why: Sentence, advice: Sentence | None = None
    ) -> None:
        self.findings.append(Finding(Module.ORDERS, state, read.row.id, read.title, why, advice))

    def settle(self, row: InboxOrder, state: InboxState, why: Sentence | None = None) -> None:
        if row.state is not state or row.why != why:
            self.settled.append(replace(row, state=state, why=why))


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
    making = _Making()
    for read in rows:
        mark = marks.get(read.row.id)
        if mark and mark.state is MarkState.WITHDRAWN:
            mark = None
        done = read.row.state is InboxState.DONE and read.row.id not in questions.taken_back
        if done or mark:
            _follow_imported(making, read, mark, shop_key, settings, stock, facts, questions)
        else:
            _consider(making, read, shop_key, settings, stock, facts, questions)
    first = [_make_product(product) for product in making.to_make.values()]
    plan = ModulePlan(Module.ORDERS, (*first, *making.actions), tuple(making.findings), making.unchanged)
    return OrdersPlan(plan, tuple(making.settled))


# ---------------------------------------------------------------- not imported yet


def _consider(
    making: _Making,
    read: ReadOrder,
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> None:
    row = read.row
    deleted = row.id in questions.removed
    if deleted or row.status_id in settings.cancelled_statuses:
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
    if row.why and row.state in (InboxState.HELD, InboxState.FAILED) and _set_aside(row, settings):
        _look_again(making, read, row.why, shop_key, settings, stock, facts, questions)
        return
    if row.confirmed_at is None:
        making.settle(row, InboxState.SEEN)
        making.find(read, FindingState.WAITS, say("The buyer has not confirmed the order yet."))
        return
    if row.status_id not in settings.statuses and row.id not in questions.again:
        making.settle(row, InboxState.SEEN)
        making.find(read, FindingState.WAITS, _waits_for(row.status_id, settings, questions))
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
    _import_or_hold(making, read, shop_key, settings, stock, facts, questions)


def _waits_for(status_id: str, settings: Orders, questions: OrderQuestions) -> Sentence:
    if not settings.statuses:
        return say("No status is chosen in which orders come in.")
    return say(
        "Waits for status {wanted}; it is in {status}.",
        wanted=" / ".join(questions.status(status) for status in settings.statuses),
        status=questions.status(status_id),
    )


def _set_aside(row: InboxOrder, settings: Orders) -> bool:
    """Whether the order stands in the status for problems, from which it is not taken."""
    aside = settings.status_problem
    return bool(aside) and row.status_id == aside and aside not in settings.statuses


def _look_again(
    making: _Making,
    read: ReadOrder,
    why: Sentence,
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> None:
    """Tell what still holds an order that was set aside; it comes in once it is back in a chosen status."""
    wanted = questions.status(settings.statuses[0]) if settings.statuses else "—"
    mend_first = say("When it is mended, put the order back into status {status}.", status=wanted)
    if read.row.state is InboxState.FAILED:
        making.find(read, FindingState.FAILED, why, mend_first)
        return
    advice = mend_first
    try:
        _planned(read, shop_key, settings, stock, facts, questions)
        why = say("Nothing holds the order back any more.")
        advice = say("Put the order back into status {status}.", status=wanted)
    except OrderHeld as held:
        why = held.why
    making.settle(read.row, InboxState.HELD, why)
    making.find(read, FindingState.HELD, why, advice)


def _import_or_hold(
    making: _Making,
    read: ReadOrder,
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> None:
    try:
        planned = _planned(read, shop_key, settings, stock, facts, questions)
    except OrderHeld as held:
        making.settle(read.row, InboxState.HELD, held.why)
        making.find(read, FindingState.HELD, held.why, held.advice)
        return
    making.settle(read.row, InboxState.READY)
    making.to_make.update({product.key: product for product in planned.to_make})
    for sentence in planned.told:
        making.find(read, FindingState.TOLD, sentence)
    order = planned.order
    making.actions.append(
        Action(
            Module.ORDERS,
            ActionKind.IMPORT_ORDER,
            order.id,
            order.number,
            _kind_name(planned.kind),
            None,
            Money(planned.total, planned.currency),
            say("New order in status {status}.", status=questions.status(order.status_id)),
            planned,
        )
    )


def _planned(
    read: ReadOrder,
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> PlannedOrder:
    """The order's document. Raises OrderHeld with what holds it back."""
    order = _readable(read)
    _ask_about_merge(order, questions)
    return plan_document(order, shop_key, settings, stock, facts)


def _readable(read: ReadOrder) -> Order:
    if read.order is None:
        raise OrderHeld(
            read.problem or say("The shop’s answer for this order could not be read."),
            say("Open the order in the shop and correct what is named."),
        )
    return read.order


def _kind_name(kind: DocumentKind) -> str:
    return kind.value


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


# ---------------------------------------------------------------- merged orders


def _ask_about_merge(order: Order, questions: OrderQuestions) -> None:
    if order.id in questions.released:
        return
    inside = [gone for gone in questions.gone if gone.order and holds_all_of(order, gone.order)]
    if inside:
        raise OrderHeld(
            say(
                "Order {order} is probably merged from {others}, which came in before.",
                order=order.number,
                others=", ".join(gone.title for gone in inside),
            ),
            say("Take the earlier documents back and let this order in, or close it here."),
        )


# ---------------------------------------------------------------- imported earlier


def _follow_imported(
    making: _Making,
    read: ReadOrder,
    mark: Mark | None,
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> None:
    row = read.row
    if row.state is not InboxState.DONE and mark:
        row = replace(
            row,
            state=InboxState.DONE,
            why=None,
            attempts=0,
            skip_runs=0,
            document=mark.ref,
            imported_hash=row.content_hash,
        )
        making.settled.append(row)
        making.find(
            replace(read, row=row),
            FindingState.TOLD,
            say("Already in the warehouse as {number}.", number=mark.ref.shown()),
        )
        return
    deleted = row.id in questions.removed
    off = deleted or row.status_id in settings.cancelled_statuses
    if mark is None or (not off and row.content_hash == row.imported_hash):
        making.unchanged += 1
        return
    number = mark.ref.shown()
    change = change_of(deleted=deleted, off=off)
    if questions.seen_to.get(row.id) == as_told(row, change) and not _is_ours_still(row, mark, questions):
        making.unchanged += 1
        return
    if mark.state is not MarkState.OPEN:
        making.find(
            read,
            FindingState.HELD,
            sold_since(number, change),
            say("Correct the document in the warehouse program; Mostik never rewrites a sale."),
        )
        return
    if row.id in questions.missing:
        _without_document(making, read, number, off=off)
        return
    if row.id in questions.touched:
        making.find(
            read,
            FindingState.HELD,
            touched_since(number, change),
            say("Mostik leaves it as it is. Compare it with the order in the shop."),
        )
        return
    if off:
        making.actions.append(
            Action(
                Module.ORDERS,
                ActionKind.WITHDRAW_ORDER,
                row.id,
                read.title,
                number,
                None,
                None,
                say("Deleted in the shop; its document is still an untouched order.")
                if deleted
                else say("Cancelled in the shop; its document is still an untouched order."),
                mark,
            )
        )
        return
    _change(making, read, mark, shop_key, settings, stock, facts, questions)


def _is_ours_still(row: InboxOrder, mark: Mark, questions: OrderQuestions) -> bool:
    """Whether the document is still an order as we wrote it, so that Mostik follows the shop by itself."""
    return mark.state is MarkState.OPEN and row.id not in questions.missing | questions.touched


def _without_document(making: _Making, read: ReadOrder, number: str, *, off: bool) -> None:
    """Somebody deleted the document: nothing to take back, and nothing to write anew."""
    if off:
        making.settle(read.row, InboxState.CLOSED)
        making.find(
            read,
            FindingState.SKIPPED,
            say(
                "The order is off in the shop, and document {number} was deleted here already.", number=number
            ),
        )
        return
    making.find(
        read,
        FindingState.HELD,
        missing_since(number),
        say("Enter it in the warehouse program if it is still wanted."),
    )


def _change(
    making: _Making,
    read: ReadOrder,
    mark: Mark,
    shop_key: str,
    settings: Orders,
    stock: Stock,
    facts: OrderFacts,
    questions: OrderQuestions,
) -> None:
    try:
        # An order that swallowed another one would take over its goods, beside the document of the other.
        planned = _planned(read, shop_key, replace_kind(settings), stock, facts, questions)
    except OrderHeld as held:
        making.find(read, FindingState.HELD, held.why, held.advice)
        return
    making.to_make.update({product.key: product for product in planned.to_make})
    for sentence in planned.told:
        making.find(read, FindingState.TOLD, sentence)
    order = planned.order
    making.actions.append(
        Action(
            Module.ORDERS,
            ActionKind.CHANGE_ORDER,
            order.id,
            order.number,
            mark.ref.shown(),
            None,
            Money(planned.total, planned.currency),
            say("The order was changed in the shop; its document is still an untouched order."),
            ChangedOrder(planned, mark),
        )
    )


def replace_kind(settings: Orders) -> Orders:
    """The settings for rewriting an open order: it stays an order whatever new ones become."""
    return settings.model_copy(update={"document": DocumentKind.ORDER})
