"""What the planning of orders is made of: the orders as they were read, the questions that decide besides
them, and the plan that grows order by order. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.model import Document, DocumentKind, DocumentPayment, Mark, Order
from sync.plan.actions import Action, Finding, FindingState, Module, ModulePlan
from sync.plan.merged_orders import holds_all_of
from sync.plan.order_document import OrderFacts, OrderHeld, PlannedOrder, ProductToMake, plan_document
from sync.plan.sales import as_kind
from sync.ports import InboxOrder, InboxState
from sync.profile import Orders, Stock
from sync.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """An inbox row with its order read, or the sentence why it cannot be read."""

    row: InboxOrder
    order: Order | None
    problem: Sentence | None = None
    advice: Sentence | None = None

    @property
    def title(self) -> str:
        return self.order.number if self.order else self.row.id


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """Payload of a change: the document as it should be, and the mark of the one that stands."""

    planned: PlannedOrder
    mark: Mark


@dataclass(frozen=True, slots=True)
class TurnedOrder:
    """Payload of an order that becomes a sale: the mark of its document, what was paid, and the document's
    lines as (good, location, ten-thousandths).
    """

    mark: Mark
    payments: tuple[DocumentPayment, ...]
    lines: tuple[tuple[int, int, int], ...]


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
    ``documents`` are those of imported orders that are still orders, ``seen_to`` is what the owner was told
    when he said that a late change is seen to, ``taken_back`` were taken back by him, ``status_names`` are
    the shop's words.
    """

    removed: frozenset[str] = frozenset()
    gone: tuple[ReadOrder, ...] = ()
    released: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    documents: Mapping[str, Document] = field(default_factory=dict)
    seen_to: Mapping[str, str] = field(default_factory=dict)
    taken_back: frozenset[str] = frozenset()
    status_names: Mapping[str, str] = field(default_factory=dict)

    def status(self, status_id: str) -> str:
        return self.status_names.get(status_id, status_id)

    def statuses(self, status_ids: Sequence[str]) -> str:
        """Several statuses in the shop's words."""
        return " / ".join(self.status(status) for status in status_ids)


@dataclass(slots=True)
class Making:
    """Collects one plan, with what every decision about an order looks at."""

    shop_key: str
    settings: Orders
    stock: Stock
    facts: OrderFacts
    questions: OrderQuestions
    actions: list[Action] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    settled: list[InboxOrder] = field(default_factory=list)
    to_make: dict[str, ProductToMake] = field(default_factory=dict)
    unchanged: int = 0

    def find(
        self, read: ReadOrder, state: FindingState, why: Sentence, advice: Sentence | None = None
    ) -> None:
        self.findings.append(Finding(Module.ORDERS, state, read.row.id, read.title, why, advice))

    def settle(self, row: InboxOrder, state: InboxState, why: Sentence | None = None) -> None:
        if row.state is not state or row.why != why:
            self.settled.append(replace(row, state=state, why=why))

    def planned(self, read: ReadOrder, kind: DocumentKind) -> PlannedOrder:
        """The order's document of this kind. Raises OrderHeld with what holds it back."""
        order = readable(read)
        ask_about_merge(order, self.questions)
        return plan_document(order, self.shop_key, as_kind(self.settings, kind), self.stock, self.facts)

    def take_along(self, read: ReadOrder, planned: PlannedOrder) -> None:
        """Note the goods that a document needs, and what the owner should know of it."""
        self.to_make.update({product.key: product for product in planned.to_make})
        for sentence in planned.told:
            self.find(read, FindingState.TOLD, sentence)


def readable(read: ReadOrder) -> Order:
    """The order. Raises OrderHeld where it could not be read."""
    if read.order is None:
        raise OrderHeld(
            read.problem or say("The shop’s answer for this order could not be read."),
            read.advice or say("Open the order in the shop and correct what is named."),
        )
    return read.order


def ask_about_merge(order: Order, questions: OrderQuestions) -> None:
    """Raises OrderHeld where this order probably swallowed others that came in before."""
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
