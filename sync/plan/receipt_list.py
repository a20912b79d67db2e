"""Sales and how the receipt of each stands, worked out from its papers and the owner's choices. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sync.money import exchange, round_half_up
from sync.plan.order_document import PlannedOrder
from sync.ports import InboxState
from sync.receipts.deciding import Decision, Verdict, decide_sale
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.journal import OrderStanding, Paper, PaperKind, PaperState, Sale, SaleLine
from sync.receipts.receipt import PrintedReceipt
from sync.receipts.settings import Receipts
from sync.sentences import Sentence, say

LISTED_FOR: Final = timedelta(days=120)
"""So long a sale stands in the lists, and may be printed or taken back from there."""
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
        if known is None:
            last[paper.order_id, paper.kind] = paper
        elif not known.may_exist:
            # One try that was in doubt is enough for none to be printed by itself any more.
            last[paper.order_id, paper.kind] = replace(paper, doubted=paper.doubted or known.doubted)
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
        return item(ReceiptState.PRINTED, say("Receipt {number} of {day}.", **shown(paper.printed)))
    if paper is not None and paper.state is PaperState.LEFT:
        return item(ReceiptState.LEFT, say("Left as it is, by your word."))
    if row is None or row.state != InboxState.DONE or row.status_id in cancelled_statuses:
        return item(ReceiptState.OFF, say("The order is off, so it gets no receipt."))
    state = _OF_VERDICT[decision.verdict]
    unread = state is ReceiptState.NOT_POSSIBLE and not sale.lines
    # A try from before the backup says nothing of what came after it; the owner's word does.
    open_doubt = sale.doubtful and (paper is None or not paper.by_word)
    if open_doubt and (state is ReceiptState.WAITS or unread):
        why = say("Mostik’s file was restored from a backup, so it is not known whether this was printed.")
        return item(ReceiptState.UNKNOWN, why, _say_what_you_see())
    if state is ReceiptState.WAITS and paper is not None and paper.state is PaperState.FAILED:
        why = paper.why or say("It was not printed.")
        return item(ReceiptState.FAILED, why, say("It can be printed from the list of receipts."))
    return item(state, decision.why, decision.advice)


def shown(printed: PrintedReceipt) -> dict[str, str]:
    """Number and day of a receipt, for sentences."""
    return {"number": str(printed.number), "day": printed.at.astimezone(DEVICE_ZONE).date().isoformat()}


def _say_what_you_see() -> Sentence:
    return say("Look at the paper, then say in the list of receipts what you see.")
