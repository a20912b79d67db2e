"""What a fiscal device can say about itself and about a receipt, as errors by consequence with sentences for
the owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.errors import MostikError, Refused, SettingsError, Unreachable
from sync.sentences import Sentence, mark


class Problem(StrEnum):
    """What is wrong. The first group passes, the second needs the owner, the third is about one receipt."""

    PAPER_OUT = "paper out"
    COVER_OPEN = "cover open"
    PRINTER_FAULT = "printer fault"
    OVERHEATED = "overheated"
    BUSY = "busy"
    RECEIPT_OPEN = "receipt open"

    DAY_NOT_CLOSED = "day not closed"
    WRONG_PASSWORD = "wrong password"  # noqa: S105  (a name of a problem)
    LOCKED_BY_PASSWORDS = "locked by passwords"
    CLOCK_NOT_SET = "clock not set"
    NOT_FISCALISED = "not fiscalised"
    FISCAL_MEMORY = "fiscal memory"
    JOURNAL_FULL = "journal full"
    MEMORY_RESET = "memory reset"
    BATTERY = "battery"
    NOT_SENT = "not sent to the revenue agency"
    OTHER_DEVICE = "another device"
    OTHER_PROTOCOL = "another protocol"
    VAT_RATES_NOT_SET = "VAT rates not set"

    NOT_ALLOWED_NOW = "not allowed now"
    NOT_UNDERSTOOD = "not understood"
    OVERFLOW = "overflow"
    VAT_GROUP_MISSING = "VAT group missing"
    NOT_ENOUGH_CASH = "not enough cash"
    TOO_MANY_LINES = "too many lines"
    PAYMENT_FORBIDDEN = "payment forbidden"
    SUMS_DIFFER = "sums differ"
    CARD_TERMINAL = "card terminal"
    OTHER = "other"


class DeviceProblem(MostikError):
    """Said by a fiscal device; raised only through its children. ``problem`` tells programs what the sentence
    tells people. The command that brought it was not carried out.
    """

    problem: Problem


class DeviceNotReady(Unreachable, DeviceProblem):
    """It passes, or a hand at the device mends it: paper, cover, another program that prints just now."""


class DeviceNeedsOwner(SettingsError, DeviceProblem):
    """Nothing more is printed before the owner, or the device's service, has done something."""


class ReceiptRefused(Refused, DeviceProblem):
    """The device does not take this receipt; others may pass."""


@dataclass(frozen=True, slots=True)
class _Said:
    kind: type[DeviceNotReady | DeviceNeedsOwner | ReceiptRefused]
    sentence: str
    advice: str


_CALL_SERVICE: Final = mark("Call the service of the fiscal device.")

_SAID: Final = {
    Problem.PAPER_OUT: _Said(
        DeviceNotReady,
        mark("The fiscal device {device} has run out of paper."),
        mark("Put in a new roll, then try again."),
    ),
    Problem.COVER_OPEN: _Said(
        DeviceNotReady,
        mark("The cover of the fiscal device {device} is open."),
        mark("Close it, then try again."),
    ),
    Problem.PRINTER_FAULT: _Said(
        DeviceNotReady,
        mark("The printer of the fiscal device {device} reports a fault."),
        mark("Turn it off and on. If the fault stays, call its service."),
    ),
    Problem.OVERHEATED: _Said(
        DeviceNotReady,
        mark("The fiscal device {device} is too hot to print."),
        mark("Let it cool for some minutes, then try again."),
    ),
    Problem.BUSY: _Said(
        DeviceNotReady,
        mark("The fiscal device {device} is busy."),
        mark("Try again when it has finished."),
    ),
    Problem.RECEIPT_OPEN: _Said(
        DeviceNotReady,
        mark("A receipt is open on the fiscal device {device}."),
        mark("Finish or cancel it in the program that began it, then try again."),
    ),
    Problem.DAY_NOT_CLOSED: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} prints nothing more: its day has been open for over 24 hours."),
        mark("Print the daily report (Z), then try again."),
    ),
    Problem.WRONG_PASSWORD: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} refuses the operator’s number or password."),
        mark("Enter the right ones. Mostik does not try again: a device locks after three wrong passwords."),
    ),
    Problem.LOCKED_BY_PASSWORDS: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} has locked itself after three wrong passwords."),
        mark("Turn it off and on, then enter the right password."),
    ),
    Problem.CLOCK_NOT_SET: _Said(
        DeviceNeedsOwner,
        mark("The clock of the fiscal device {device} is not set."),
        mark("Set it, then try again."),
    ),
    Problem.NOT_FISCALISED: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} has not been put into service yet."),
        _CALL_SERVICE,
    ),
    Problem.FISCAL_MEMORY: _Said(
        DeviceNeedsOwner,
        mark("The fiscal memory of the fiscal device {device} is full or faulty."),
        _CALL_SERVICE,
    ),
    Problem.JOURNAL_FULL: _Said(
        DeviceNeedsOwner,
        mark("The electronic journal of the fiscal device {device} is full, missing or faulty."),
        _CALL_SERVICE,
    ),
    Problem.MEMORY_RESET: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} has lost what it remembered of this day."),
        mark("Print the daily report (Z), then try again. If the fault stays, call its service."),
    ),
    Problem.BATTERY: _Said(
        DeviceNeedsOwner,
        mark("The battery of the fiscal device {device} is empty."),
        mark("Charge it. If the fault stays, call its service."),
    ),
    Problem.NOT_SENT: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} could not report to the revenue agency and prints nothing more."),
        _CALL_SERVICE,
    ),
    Problem.OTHER_DEVICE: _Said(
        DeviceNeedsOwner,
        mark("This is the fiscal device {found}, not {device}."),
        mark("Check the port or address in its settings."),
    ),
    Problem.OTHER_PROTOCOL: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} does not understand the chosen protocol."),
        mark("Choose the right make and model in its settings."),
    ),
    Problem.VAT_RATES_NOT_SET: _Said(
        DeviceNeedsOwner,
        mark("The fiscal device {device} has no VAT rates."),
        _CALL_SERVICE,
    ),
    Problem.NOT_ALLOWED_NOW: _Said(
        ReceiptRefused,
        mark("The fiscal device {device} does not allow this now."),
        mark("Often the daily report (Z) is due, or another receipt is open. Look at the device."),
    ),
    Problem.NOT_UNDERSTOOD: _Said(
        ReceiptRefused,
        mark("The fiscal device {device} does not accept a line of the receipt."),
        mark("Print this receipt by hand, and tell whoever helps you with Mostik."),
    ),
    Problem.OVERFLOW: _Said(
        ReceiptRefused,
        mark("An amount is too large for the fiscal device {device}."),
        mark("Print this receipt by hand, in parts."),
    ),
    Problem.VAT_GROUP_MISSING: _Said(
        ReceiptRefused,
        mark("The fiscal device {device} has no VAT group of {rate} %."),
        mark("Correct the VAT of the goods, or let the service set this group."),
    ),
    Problem.NOT_ENOUGH_CASH: _Said(
        ReceiptRefused,
        mark("The fiscal device {device} holds too little cash for this."),
        mark("Enter cash into it, then try again."),
    ),
    Problem.TOO_MANY_LINES: _Said(
        ReceiptRefused,
        mark("The receipt has too many lines for the fiscal device {device}."),
        mark("Print this receipt by hand, in parts."),
    ),
    Problem.PAYMENT_FORBIDDEN: _Said(
        ReceiptRefused,
        mark("The fiscal device {device} does not know this kind of payment."),
        mark("Choose another kind of payment for these orders, or let the service set this one."),
    ),
    Problem.SUMS_DIFFER: _Said(
        ReceiptRefused,
        mark("The lines of the receipt do not add up to its total."),
        mark("Nothing was printed as paid. Compare the order with its document."),
    ),
    Problem.CARD_TERMINAL: _Said(
        ReceiptRefused,
        mark("The card terminal of the fiscal device {device} reports a fault."),
        mark("Look at the terminal: the card may have been charged."),
    ),
    Problem.OTHER: _Said(
        ReceiptRefused,
        mark("The fiscal device {device} refuses this."),
        mark("Look at the device, and at the technical detail."),
    ),
}


def problem_error(
    problem: Problem, device: str, *, detail: str = "", rate: str = "", found: str = ""
) -> DeviceNotReady | DeviceNeedsOwner | ReceiptRefused:
    """The error of ``problem`` at ``device`` (its serial number or port). ``rate`` in per cent is told where
    a VAT group is missing, ``found`` is the serial number that answered instead.
    """
    said = _SAID[problem]
    fields = {"device": device, "rate": rate, "found": found}
    error = said.kind(
        Sentence(
            said.sentence, {name: value for name, value in fields.items() if f"{{{name}}}" in said.sentence}
        ),
        advice=Sentence(said.advice),
        detail=detail,
    )
    error.problem = problem
    return error


def problem_sentence(problem: Problem, device: str) -> Sentence:
    """The sentence of ``problem`` at ``device``, for a status that is shown and not raised."""
    return problem_error(problem, device).sentence
