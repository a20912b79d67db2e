"""After a broken link: does the receipt exist? Decided from what was noted before and what the device says
now.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sync.receipts.device import FiscalDevice, OpenReceipt


class Existence(StrEnum):
    """What may be said about a receipt whose end is not known."""

    PRINTED = "printed"
    NOT_PRINTED = "not printed"
    STILL_OPEN = "still open"
    """Begun and neither closed nor cancelled: paid in full it is closed, without payment cancelled."""
    OWNER_DECIDES = "owner decides"


@dataclass(frozen=True, slots=True)
class BeforeReceipt:
    """What is noted before the first byte: the device's last document number, the receipt's total in gross
    EUR, and the amount that the device told of its last receipt (None: it told none).
    """

    last_document: int
    total: Decimal
    last_amount: Decimal | None = None


def existence(before: BeforeReceipt, last_document: int, receipt: OpenReceipt) -> Existence:
    """Whether the receipt exists. It does if the device's last number is the noted one + 1 and the amount is
    equal; it does not if nothing was counted and nothing is open. All else only the owner can tell, who sees
    the paper: another program may have printed meanwhile, and a cancelled receipt has a number too.

    Reports have numbers as well, and most devices then still tell the amount of the last receipt. So an
    amount that stood there before, from a receipt that cost as much, says nothing, unless its number is
    told too.
    """
    if receipt.is_open:
        # An open one with another amount may be begun and not finished, or another program's.
        return Existence.STILL_OPEN if last_document <= before.last_document + 1 else Existence.OWNER_DECIDES
    if last_document == before.last_document:
        return Existence.NOT_PRINTED
    if last_document == before.last_document + 1 and receipt.amount == before.total:
        is_new = receipt.number == last_document or before.last_amount != before.total
        # A cancelled receipt was never paid.
        if is_new and receipt.paid in {None, before.total}:
            return Existence.PRINTED
    return Existence.OWNER_DECIDES


def ask_device(before: BeforeReceipt, device: FiscalDevice) -> Existence:
    """Ask a device in a new session. Only reads. Raises Unreachable while it does not answer."""
    device.info()
    return existence(before, device.last_document(), device.open_receipt())
