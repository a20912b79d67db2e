"""Sales and their receipts, as a plan: what would be printed, what waits and why, what is to be taken back.

Pure. A sale's number is given when its order is imported, its receipt is printed when the owner chose; what
became of a receipt is read from its papers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sync.money import Money, exchange, round_half_up
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module
from sync.plan.order_document import PlannedOrder
from sync.ports import InboxState
from sync.receipts.deciding import Decision, Verdict, decide_sale
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.journal import OrderStanding, Paper, PaperKind, PaperState, Sale, SaleLine
from sync.receipts.receipt import PrintedReceipt, StornoReason
from sync.receipts.settings import PrintWhen, Receipts
from sync.sentences import Sentence, say

LISTED_FOR: Final = timedelta(days=120)
"""So long a sale stands in the lists, and may be printed or taken back from there."""
LAST_DAY_FOR_ERRORS: Final = 7
"""A receipt is taken back as an operator's error until this day of the month after the sale (Ordinance N-18,
article 31).
"""
EURO: Final = "EUR"


def sale_of(planned: PlannedOrder, sale_number: str, made_at: datetime, transaction_field: str = "") -> Sale:
    """The sale that an order becomes: its lines in gross EUR, each converted once, and the total to the
    cent.
    """
    order = planned.order
    total = exchange(planned.total, planned.currency, EURO)
    return Sale(
        order_id=order.id,
        number=order.number,
        sale_number=sale_number,
        made_at=made_at,
        payment_way=order.payment_way,
        delivery_way=order.delivery_way,
        cash_on_delivery=order.cash_on_delivery,
        lines=() if total is None else tuple(_lines(planned)),
        total=None if total is None else round_half_up(total),
        ordered_at=order.confirmed_at or order.added_at,
        transaction=order.extra_fields.get(transaction_field, "") if transaction_field else "",
    )


def _lines(planned: PlannedOrder) -> Iterable[SaleLine]:
    for line in planned.lines:
        price = exchange(line.unit_price, planned.currency, EURO)
        assert price is not None
        yield SaleLine(line.text, line.vat_rate, line.quantity, price, price * line.quantity)


# ---------------------------------------------------------------- how each stands


class ReceiptState(StrEnum):
    """How the receipt of an imported order stands."""

    WAITS = "to be printed"
    PRINTED = "printed"
    FAILED = "not printed"
    """Tried, and surely not printed."""
    UNKNOWN = "not known"
    LEFT = "left as it is"
    REVERSED = "taken back"
    NO_RECEIPT = "no receipt"
    LEFT_TO_PROGRAM = "left to the warehouse program"
    NOT_SAID = "not said"
    NOT_POSSIBLE = "not possible"
    OFF = "order is off"


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One imported order in the list of receipts. ``paper`` is what was tried last, ``storno`` the storno
    that was tried last.
    """

    sale: Sale
    state: ReceiptState
    why: Sentence
    advice: Sentence | None = None
    decision: Decision | None = None
    paper: Paper | None = None
    storno: Paper | None = None
    status_id: str = ""

    @property
    def printed(self) -> PrintedReceipt | None:
        """The receipt that exists, if it does."""
        return self.paper.printed if self.paper else None

    @property
    def can_print(self) -> bool:
        """Whether the owner may have it printed now."""
        return self.state in (ReceiptState.WAITS, ReceiptState.FAILED)

    @property
    def in_doubt(self) -> bool:
        """Whether the owner has to say what he sees: of the receipt, or of its storno."""
        return self.state is ReceiptState.UNKNOWN


_OF_VERDICT: Final = {
    Verdict.PRINT: ReceiptState.WAITS,
    Verdict.NO_RECEIPT: ReceiptState.NO_RECEIPT,
    Verdict.LEFT: ReceiptState.LEFT_TO_PROGRAM,
    Verdict.NOT_SAID: ReceiptState.NOT_SAID,
    Verdict.NOT_POSSIBLE: ReceiptState.NOT_POSSIBLE,
}


def receipt_items(
    sales: Iterable[Sale],
    papers: Iterable[Paper],
    rows: Mapping[str, OrderStanding],
    settings: Receipts,
    cancelled_statuses: Collection[str] = (),
) -> list[ReceiptItem]:
    """How each sale's receipt stands. ``rows`` are their orders in the inbox; a sale whose order is not in
    the warehouse yet is left out.
    """
    last: dict[tuple[str, PaperKind], Paper] = {}
    for paper in papers:
        known = last.get((paper.order_id, paper.kind))
        if known is None or not known.may_exist:
            last[paper.order_id, paper.kind] = paper
    items: list[ReceiptItem] = []
    for sale in sales:
        row = rows.get(sale.order_id)
        receipt = last.get((sale.order_id, PaperKind.SALE))
        if receipt is None and (row is None or row.state in _NOT_IMPORTED):
            continue
        storno = last.get((sale.order_id, PaperKind.STORNO))
        items.append(_item(sale, row, receipt, storno, settings, cancelled_statuses))
    return items


_NOT_IMPORTED: Final = frozenset({InboxState.SEEN, InboxState.READY, InboxState.HELD, InboxState.FAILED})


def _item(
    sale: Sale,
    row: OrderStanding | None,
    paper: Paper | None,
    storno: Paper | None,
    settings: Receipts,
    cancelled_statuses: Collection[str],
) -> ReceiptItem:
    decision = decide_sale(sale, settings)
    status = row.status_id if row else ""

    def item(state: ReceiptState, why: Sentence, advice: Sentence | None = None) -> ReceiptItem:
        return ReceiptItem(sale, state, why, advice, decision, paper, storno, status)

    if storno is not None and storno.state is PaperState.PRINTED:
        return item(ReceiptState.REVERSED, say("The receipt was taken back by a storno."))
    if paper is not None and paper.in_doubt:
        why = paper.why or say("It is not known whether this receipt was printed.")
        return item(ReceiptState.UNKNOWN, why, _say_what_you_see())
    if storno is not None and storno.in_doubt:
        why = storno.why or say("It is not known whether this storno was printed.")
        return item(ReceiptState.UNKNOWN, why, _say_what_you_see())
    if paper is not None and paper.state is PaperState.PRINTED and paper.printed is not None:
        return item(ReceiptState.PRINTED, say("Receipt {number} of {day}.", **_shown(paper.printed)))
    if paper is not None and paper.state is PaperState.LEFT:
        return item(ReceiptState.LEFT, say("Left as it is, by your word."))
    if row is None or row.state != InboxState.DONE or row.status_id in cancelled_statuses:
        return item(ReceiptState.OFF, say("The order is off, so it gets no receipt."))
    state = _OF_VERDICT[decision.verdict]
    unread = state is ReceiptState.NOT_POSSIBLE and not sale.lines
    if sale.doubtful and paper is None and (state is ReceiptState.WAITS or unread):
        why = say("Mostik’s file was restored from a backup, so it is not known whether this was printed.")
        return item(ReceiptState.UNKNOWN, why, _say_what_you_see())
    if state is ReceiptState.WAITS and paper is not None and paper.state is PaperState.FAILED:
        why = paper.why or say("It was not printed.")
        return item(ReceiptState.FAILED, why, say("It can be printed from the list of receipts."))
    return item(state, decision.why, decision.advice)


def _shown(printed: PrintedReceipt) -> dict[str, str]:
    return {"number": str(printed.number), "day": printed.at.astimezone(DEVICE_ZONE).date().isoformat()}


def _say_what_you_see() -> Sentence:
    return say("Look at the paper, then say in the list of receipts what you see.")


# ---------------------------------------------------------------- storno


@dataclass(frozen=True, slots=True)
class StornoProposal:
    """A printed receipt whose order is off since. ``last_day`` (in Bulgaria) is the last on which it may be
    taken back as the operator's error; ``reasons`` are those that are open today, the usual one first.
    """

    item: ReceiptItem
    printed: PrintedReceipt
    last_day: date
    reasons: tuple[StornoReason, ...]
    why: Sentence

    @property
    def key(self) -> str:
        return f"storno:{self.item.sale.order_id}"


def last_day_for_errors(printed_at: datetime) -> date:
    """The last day on which a receipt may be taken back as the operator's error."""
    day = printed_at.astimezone(DEVICE_ZONE).date()
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, LAST_DAY_FOR_ERRORS)


def storno_reasons(printed_at: datetime, now: datetime) -> tuple[StornoReason, ...]:
    """The reasons that are open ``now``, the usual one first."""
    in_time = now.astimezone(DEVICE_ZONE).date() <= last_day_for_errors(printed_at)
    errors = (StornoReason.OPERATOR_ERROR,) if in_time else ()
    return (StornoReason.RETURN, *errors, StornoReason.TAX_BASE)


def storno_proposals(
    items: Iterable[ReceiptItem],
    rows: Mapping[str, OrderStanding],
    cancelled_statuses: Collection[str],
    now: datetime,
) -> list[StornoProposal]:
    """Printed receipts of orders that were refused, cancelled or deleted since. Nothing is taken back by
    itself.
    """
    found = []
    for item in items:
        row = rows.get(item.sale.order_id)
        if item.state is not ReceiptState.PRINTED or item.printed is None or row is None:
            continue
        off = row.status_id in cancelled_statuses or row.state in (InboxState.GONE, InboxState.CLOSED)
        if off:
            found.append(proposal_of(item, item.printed, now))
    return found


def proposal_of(item: ReceiptItem, printed: PrintedReceipt, now: datetime) -> StornoProposal:
    """A storno of this receipt."""
    last_day = last_day_for_errors(printed.at)
    return StornoProposal(
        item,
        printed,
        last_day,
        storno_reasons(printed.at, now),
        say(
            "The order is off in the shop, and its receipt {number} of {day} stands. As the operator’s error "
            "it can be taken back until {last}.",
            **_shown(printed),
            last=last_day.isoformat(),
        ),
    )


# ---------------------------------------------------------------- the plan of a run


RECEIPT_KEY: Final = "receipt:"
"""Begins the key of a receipt in plans and reports; the order's id follows."""


@dataclass(frozen=True, slots=True)
class ReceiptsPlan:
    """What a run prints, and what the owner should know of the others."""

    actions: tuple[Action, ...] = ()
    findings: tuple[Finding, ...] = ()


def is_due(item: ReceiptItem, settings: Receipts) -> bool:
    """Whether a run prints this by itself. What was once in doubt, or refused by the device as it is, never
    is.
    """
    if item.state is ReceiptState.FAILED:
        if item.paper is None or item.paper.doubted or item.paper.by_word:
            return False
    elif item.state is not ReceiptState.WAITS:
        return False
    match settings.when:
        case PrintWhen.BY_HAND:
            return False
        case PrintWhen.AT_IMPORT:
            return True
        case PrintWhen.AT_STATUS:
            return item.status_id in settings.statuses


def plan_receipts(
    items: Sequence[ReceiptItem],
    proposals: Sequence[StornoProposal],
    settings: Receipts,
) -> ReceiptsPlan:
    """What a run prints by itself, and what waits for the owner."""
    actions = tuple(print_action(item) for item in items if is_due(item, settings))
    findings = [_asks(item) for item in items if item.in_doubt]
    findings += [_unsaid(item) for item in items if item.state in _UNSAID]
    findings += [_changed(item, item.printed) for item in items if item.printed and _differs(item)]
    findings += [
        Finding(Module.ORDERS, FindingState.HELD, key_of(item), item.sale.number, item.why, item.advice)
        for item in items
        if item.state is ReceiptState.FAILED and not is_due(item, settings)
    ]
    findings += [
        Finding(
            Module.ORDERS,
            FindingState.HELD,
            proposal.key,
            proposal.item.sale.number,
            proposal.why,
            say("Take it back from the list of receipts, or keep it there."),
        )
        for proposal in proposals
    ]
    waiting = [item for item in items if item.state is ReceiptState.WAITS and not is_due(item, settings)]
    if waiting:
        findings.append(_waiting(waiting, settings))
    return ReceiptsPlan(actions, tuple(findings))


_UNSAID: Final = frozenset({ReceiptState.NOT_SAID, ReceiptState.NOT_POSSIBLE})


def key_of(item: ReceiptItem) -> str:
    """The item's key in plans and reports."""
    return f"{RECEIPT_KEY}{item.sale.order_id}"


def print_action(item: ReceiptItem) -> Action:
    """Printing this receipt, as an action of a run."""
    total = item.sale.total or Decimal(0)
    return Action(
        Module.ORDERS,
        ActionKind.PRINT_RECEIPT,
        key_of(item),
        item.sale.number,
        item.sale.sale_number,
        None,
        Money(total, EURO),
        item.decision.why if item.decision else item.why,
        item,
    )


def _asks(item: ReceiptItem) -> Finding:
    return Finding(Module.ORDERS, FindingState.HELD, key_of(item), item.sale.number, item.why, item.advice)


def _differs(item: ReceiptItem) -> bool:
    return (
        item.state is ReceiptState.PRINTED
        and item.paper is not None
        and item.sale.total is not None
        and item.sale.total != item.paper.receipt.total
    )


def _changed(item: ReceiptItem, printed: PrintedReceipt) -> Finding:
    return Finding(
        Module.ORDERS,
        FindingState.HELD,
        key_of(item),
        item.sale.number,
        say(
            "The order was changed after its receipt: it costs {total} now, receipt {number} says {printed}.",
            total=Money(item.sale.total or Decimal(0), EURO),
            number=printed.number,
            printed=Money(printed.amount, EURO),
        ),
        say("Take the receipt back from the list of receipts, and print another on the device if need be."),
    )


def _unsaid(item: ReceiptItem) -> Finding:
    return Finding(Module.ORDERS, FindingState.HELD, key_of(item), item.sale.number, item.why, item.advice)


def _waiting(items: Sequence[ReceiptItem], settings: Receipts) -> Finding:
    count = len(items)
    why = (
        say("{count} receipts wait for their status.", count=count)
        if settings.when is PrintWhen.AT_STATUS
        else say("{count} receipts wait in the list to be printed.", count=count)
    )
    return Finding(Module.ORDERS, FindingState.WAITS, "receipts", "", why)
