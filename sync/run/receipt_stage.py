"""The receipts of a run: what would be printed, and after the orders came in what is.

Receipts never stop a run: a device that is not ready is told, and what was not printed is printed by the next
run or from the list. What is in doubt is asked about first and never printed again by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace

from sync.errors import Bug, Cancelled, MostikError, Refused, SettingsError
from sync.model import DocumentKind, Order
from sync.money import Money
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module
from sync.plan.order_document import OrderHeld, PlannedOrder, plan_document
from sync.plan.receipts import (
    EURO,
    LISTED_FOR,
    RECEIPT_KEY,
    ReceiptItem,
    ReceiptsPlan,
    StornoProposal,
    is_due,
    key_of,
    plan_receipts,
    print_action,
    receipt_items,
    sale_of,
    storno_proposals,
)
from sync.ports import Outcome
from sync.receipts.deciding import Verdict, decide_sale, receipt_of
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.settings import PrintWhen, Receipts
from sync.receipts.supto import why_locked
from sync.run.connection import Connection
from sync.run.order_planning import OrderPlanning
from sync.run.receipt_numbers import look_for_known_numbers, number_late, numbering
from sync.run.report import ReportRow, RowState
from sync.run.tally import Tally
from sync.sentences import Sentence, say

log = logging.getLogger(__name__)


# ---------------------------------------------------------------- the plan


def plan_the_receipts(
    connection: Connection, imports: Sequence[Action], *, preview: bool = True
) -> ReceiptsPlan:
    """What a run would print now, those of the orders that it brings in (``imports``) among them. What the
    owner should know of the others is told by a run once it has asked the device.
    """
    plan = _whole_plan(connection, imports)
    return plan if preview else replace(plan, findings=())


def _whole_plan(connection: Connection, imports: Sequence[Action]) -> ReceiptsPlan:
    settings = connection.profile.receipts
    locked = why_locked(settings)
    if locked is not None and not _wants_sales(connection):
        return ReceiptsPlan()
    if locked is not None:
        return ReceiptsPlan(findings=(Finding(Module.ORDERS, FindingState.TOLD, "receipts", "", locked),))
    if settings is None or numbering(connection) is None:
        return ReceiptsPlan()
    plan = _plan_of_journal(connection, settings)
    known = {action.key for action in plan.actions}
    coming = [
        action
        for planned in (one.payload for one in imports if one.kind is ActionKind.IMPORT_ORDER)
        if isinstance(planned, PlannedOrder)
        for action in _coming(connection, planned, settings)
        if action.key not in known
    ]
    return replace(plan, actions=(*plan.actions, *coming))


def _wants_sales(connection: Connection) -> bool:
    """Whether the step orders asks for sales, which are then locked."""
    orders = connection.profile.orders
    return orders is not None and (orders.document is DocumentKind.SALE or bool(orders.sale_statuses))


def _plan_of_journal(connection: Connection, settings: Receipts) -> ReceiptsPlan:
    items, proposals = _standing(connection, settings)
    return plan_receipts(items, proposals, settings)


def _standing(connection: Connection, settings: Receipts) -> tuple[list[ReceiptItem], list[StornoProposal]]:
    journal = connection.journal
    sales = journal.sales(connection.now() - LISTED_FOR)
    rows = journal.standings(sales)
    cancelled = connection.orders.cancelled_statuses
    items = receipt_items(sales.values(), journal.papers(order_ids=sales), rows, settings, cancelled)
    return items, storno_proposals(items, rows, cancelled, connection.now())


def _coming(connection: Connection, planned: PlannedOrder, settings: Receipts) -> list[Action]:
    """The receipt of an order that is about to come in, where a run prints it by itself."""
    sale = sale_of(planned, "", connection.now())
    decision = decide_sale(sale, settings)
    at_once = settings.when is PrintWhen.AT_IMPORT or (
        settings.when is PrintWhen.AT_STATUS and planned.order.status_id in settings.statuses
    )
    if decision.verdict is not Verdict.PRINT or not at_once or sale.total is None:
        return []
    return [
        Action(
            Module.ORDERS,
            ActionKind.PRINT_RECEIPT,
            f"{RECEIPT_KEY}{sale.order_id}",
            sale.number,
            "",
            None,
            Money(sale.total, EURO),
            decision.why,
        )
    ]


# ---------------------------------------------------------------- the acting


def prepare_receipts(connection: Connection, planning: OrderPlanning) -> None:
    """Before orders come in: no number is given twice after a doubt."""

    def worked_out(order: Order) -> PlannedOrder | None:
        try:
            return plan_document(
                order, connection.shop_key, connection.orders, connection.stock, planning.facts
            )
        except OrderHeld:
            return None

    orders = [read.order for read in planning.reads if read.order]
    look_for_known_numbers(connection, orders, worked_out)


def act_on_receipts(connection: Connection, tally: Tally, only: Collection[str] | None = None) -> None:
    """Print what is due, and let the shop know the sale numbers. ``only``: of these keys or orders.

    Raises Cancelled between two receipts.
    """
    active = numbering(connection)
    if active is None:
        tally.note(_whole_plan(connection, ()).findings)
        return
    settings, _device = active
    standing: tuple[list[ReceiptItem], list[StornoProposal]] | None = None
    try:
        since = connection.now() - LISTED_FOR
        number_late(connection, connection.journal.sales(since, lacking="number").values())
        _tell_shop_apart(connection, tally, settings)
        standing = _standing(connection, settings)
        if _print_due(connection, tally, settings, standing[0], only):
            standing = _standing(connection, settings)
    except Cancelled:
        raise
    except MostikError as error:
        log.warning("receipts stopped: %s", error.detail or error.sentence)
        tally.stop_module(Module.ORDERS, error)
    except Exception as error:  # receipts must never keep the statuses from going back
        log.exception("receipts broke down")
        tally.stop_module(
            Module.ORDERS, Bug(say("Mostik made a mistake with this item."), detail=type(error).__name__)
        )
        return
    if only is not None:
        return
    told = {row.key for row in tally.rows}
    findings = plan_receipts(*(standing or _standing(connection, settings)), settings).findings
    tally.note(one for one in findings if one.key not in told)


def _print_due(
    connection: Connection,
    tally: Tally,
    settings: Receipts,
    items: Sequence[ReceiptItem],
    only: Collection[str] | None,
) -> bool:
    """Print what is due of these; returns whether the device was asked for anything."""
    due = [
        item
        for item in items
        if _is_chosen(item, only) and is_due(item, settings, asked=key_of(item) in (only or ()))
    ]
    doubtful = any(item.paper and item.paper.in_doubt for item in items)
    if not due and not doubtful:
        return False
    if connection.open_device is None:
        raise SettingsError(say("No fiscal device can be opened here."))
    with closing(
        JournalledPrinting(connection.journal, connection.clock, connection.open_device)
    ) as printing:
        try:
            printing.recover()
        except MostikError as error:
            for item in due:
                tally.fail(print_action(item), error)
            raise
        for place, item in enumerate(due):
            connection.stop_if_asked()
            if not _print_one(tally, printing, item, settings):
                _not_tried(tally, due[place + 1 :])
                break
    return True


def _is_chosen(item: ReceiptItem, only: Collection[str] | None) -> bool:
    return only is None or item.sale.order_id in only or f"{RECEIPT_KEY}{item.sale.order_id}" in only


def _print_one(tally: Tally, printing: JournalledPrinting, item: ReceiptItem, settings: Receipts) -> bool:
    """Whether the device is good for the next one."""
    action = print_action(item)
    tally.begin(action)
    device = settings.device
    if item.decision is None or item.decision.kind is None or device is None or not item.sale.sale_number:
        tally.leave(action, say("The order has no sale number (УНП) yet, so its receipt is not printed."))
        return True
    try:
        receipt = receipt_of(item.sale, item.decision.kind, device.serial)
        paper = printing.sell(item.sale.order_id, receipt)
    except Refused as refused:
        tally.fail(action, refused)
        return True
    except MostikError as error:
        tally.fail(action, error)
        return False
    number = str(paper.printed.number) if paper.printed else ""
    tally.succeed(action, row=ReportRow.of_action(action, RowState.DONE, where=number))
    return True


def _not_tried(tally: Tally, rest: Sequence[ReceiptItem]) -> None:
    for item in rest:
        tally.leave(print_action(item), say("Not tried, because the fiscal device stopped before it."))


# ---------------------------------------------------------------- the number in the shop


def one_field_for_two(field: str) -> Sentence:
    """Why a sale number is not written into the shop: each would write over the other."""
    return say(
        "The shop’s field {field} gets the document’s number already, so the УНП is not written there.",
        field=field,
    )


def _tell_shop_apart(connection: Connection, tally: Tally, settings: Receipts) -> None:
    """A shop that takes no numbers just now keeps no receipt from being printed; the next run tells it."""
    try:
        _tell_shop(connection, tally, settings)
    except Cancelled:
        raise
    except MostikError as error:
        log.warning("sale numbers are not told to the shop: %s", error.detail or error.sentence)
        tally.stop_module(Module.ORDERS, error)


def _tell_shop(connection: Connection, tally: Tally, settings: Receipts) -> None:
    """Write each sale number into the shop's field, once; the value is absolute, so a repeat is harmless."""
    if not settings.number_field or not connection.shop.features.order_number_fields:
        return
    if settings.number_field == connection.orders.number_field:
        tally.tell_owner(Module.ORDERS, "receipts", "", one_field_for_two(settings.number_field))
        return
    journal = connection.journal
    sales = journal.sales(connection.now() - LISTED_FOR, lacking="in shop")
    rows = journal.standings(sales)
    for sale in sales.values():
        if sale.order_id not in rows or not rows[sale.order_id].written:
            continue
        connection.stop_if_asked()
        try:
            outcome = connection.shop.set_order_number(sale.order_id, settings.number_field, sale.sale_number)
        except Refused as refused:
            # Told once: what the shop refuses it would refuse in every run.
            journal.put_sale(replace(sale, in_shop=True))
            tally.tell_owner(Module.ORDERS, sale.order_id, sale.number, refused.sentence)
            continue
        if outcome is Outcome.DONE:
            journal.put_sale(replace(sale, in_shop=True))
