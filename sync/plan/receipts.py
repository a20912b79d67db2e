"""What a run prints by itself, and what about receipts waits for the owner. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sync.errors import Refused
from sync.money import Money
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module
from sync.plan.receipt_list import EURO, LISTED_FOR, ReceiptItem, ReceiptState, receipt_items, sale_of
from sync.plan.storno import (
    StornoProposal,
    last_day_for_errors,
    proposal_of,
    storno_proposals,
    storno_reasons,
)
from sync.receipts.deciding import receipt_of
from sync.receipts.journal import Paper
from sync.receipts.receipt import PrintedReceipt
from sync.receipts.settings import PrintWhen, Receipts
from sync.sentences import say

__all__ = [
    "EURO",
    "LISTED_FOR",
    "RECEIPT_KEY",
    "ReceiptItem",
    "ReceiptState",
    "ReceiptsPlan",
    "StornoProposal",
    "is_due",
    "key_of",
    "last_day_for_errors",
    "plan_receipts",
    "print_action",
    "proposal_of",
    "receipt_items",
    "sale_of",
    "storno_proposals",
    "storno_reasons",
]

RECEIPT_KEY: Final = "receipt:"
"""Begins the key of a receipt in plans and reports; the order's id follows."""


@dataclass(frozen=True, slots=True)
class ReceiptsPlan:
    """What a run prints, and what the owner should know of the others."""

    actions: tuple[Action, ...] = ()
    findings: tuple[Finding, ...] = ()


def is_due(item: ReceiptItem, settings: Receipts, *, asked: bool = False) -> bool:
    """Whether a run prints this by itself. What was once in doubt never is, and what the device refused is
    not before it is another receipt: each try may leave an annulled one on the roll. ``asked``: the owner
    wants just this one tried again.
    """
    if item.state is ReceiptState.FAILED:
        if item.paper is None or item.paper.doubted or item.paper.by_word:
            return False
        if item.paper.refused and not asked and not _is_another(item, item.paper, settings):
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


def _is_another(item: ReceiptItem, tried: Paper, settings: Receipts) -> bool:
    """Whether the order's receipt would not be the one that was tried."""
    if item.decision is None or item.decision.kind is None or settings.device is None:
        return False
    try:
        return receipt_of(item.sale, item.decision.kind, settings.device.serial) != tried.receipt
    except Refused:
        return False


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
