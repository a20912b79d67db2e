"""Receipts of orders that are off since: what may be taken back, until when and why. Pure.

Nothing is taken back by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sync.plan.receipt_list import ReceiptItem, ReceiptState, shown
from sync.ports import InboxState
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.journal import OrderStanding
from sync.receipts.receipt import PrintedReceipt, StornoReason
from sync.sentences import Sentence, say

LAST_DAY_FOR_ERRORS: Final = 7
"""A receipt is taken back as an operator's error until this day of the month after the sale (Ordinance N-18,
article 31).
"""


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
            **shown(printed),
            last=last_day.isoformat(),
        ),
    )
