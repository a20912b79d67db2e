"""How receipts stand, and what a fiscal device warns of, in words; the same in the window and in a terminal.

Templates to be translated where they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.plan.receipts import ReceiptState
from sync.receipts.device import DeviceWarning
from sync.receipts.receipt import StornoReason
from sync.sentences import mark

STATES: Final[Mapping[ReceiptState, str]] = {
    ReceiptState.WAITS: mark("To be printed"),
    ReceiptState.PRINTED: mark("Printed"),
    ReceiptState.FAILED: mark("Not printed"),
    ReceiptState.UNKNOWN: mark("Not known whether it was printed"),
    ReceiptState.LEFT: mark("Left as it is"),
    ReceiptState.REVERSED: mark("Taken back"),
    ReceiptState.NO_RECEIPT: mark("No receipt"),
    ReceiptState.LEFT_TO_PROGRAM: mark("Left to the warehouse program"),
    ReceiptState.NOT_SAID: mark("Choose first"),
    ReceiptState.NOT_POSSIBLE: mark("Not possible"),
    ReceiptState.OFF: mark("Order is off"),
}
WARNINGS: Final[Mapping[DeviceWarning, str]] = {
    DeviceWarning.PAPER_LOW: mark("The paper is running out."),
    DeviceWarning.JOURNAL_NEAR_END: mark("The device’s journal is nearly full."),
    DeviceWarning.MEMORY_NEAR_END: mark("The device’s fiscal memory is nearly full."),
    DeviceWarning.NOT_SENT_YET: mark("The device has documents that are not sent to the revenue agency yet."),
}
REASONS: Final[Mapping[StornoReason, str]] = {
    StornoReason.RETURN: mark("The customer returned it"),
    StornoReason.OPERATOR_ERROR: mark("The operator’s error"),
    StornoReason.TAX_BASE: mark("The amount is lowered"),
}
"""Why a receipt is taken back."""
