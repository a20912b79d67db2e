"""A fiscal device as Mostik sees it, whatever its maker: what it tells, and what it can be asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sync.receipts.problems import Problem, problem_error
from sync.receipts.receipt import PaymentKind, PrintedReceipt, Receipt, Storno

DEVICE_ZONE: Final = ZoneInfo("Europe/Sofia")
"""The time zone of every device's clock: the ordinance is Bulgarian."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Who answers. ``serial`` is its individual number (two letters, six digits), ``fiscal_memory`` the
    number of its fiscal memory; the widths are how many characters of a text it prints.
    """

    serial: str
    fiscal_memory: str
    model: str
    firmware: str
    line_width: int
    note_width: int


class DeviceWarning(StrEnum):
    """What will keep it from printing some day."""

    PAPER_LOW = "paper low"
    JOURNAL_NEAR_END = "journal near its end"
    MEMORY_NEAR_END = "fiscal memory near its end"
    NOT_SENT_YET = "documents not sent yet"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """How it is. ``problems`` keep it from printing, the worst first; ``warnings`` will, some day.

    ``raw`` are the status bytes for whoever helps.
    """

    problems: tuple[Problem, ...] = ()
    warnings: tuple[DeviceWarning, ...] = ()
    receipt_open: bool = False
    other_text_open: bool = False
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """The receipt that the device has open, or had last where ``is_open`` is false.

    ``amount`` and ``paid`` in gross EUR; None where the device does not tell them. ``number`` of the document
    that these belong to, where the device tells it of a closed one.
    """

    is_open: bool
    amount: Decimal | None = None
    paid: Decimal | None = None
    number: int | None = None


@dataclass(slots=True)
class OperatorAccess:
    """With which operator receipts are opened. ``refusals`` counts how often it may have been the password
    that a device refused, without a success since; it outlives a session only if the caller keeps it.

    A device locks itself after three wrong passwords, so a third is never sent.
    """

    number: int = 1
    password: str = field(default="", repr=False)
    name: str = ""
    till: int = 1
    refusals: int = 0

    def allow(self, device: str) -> None:
        """Raises SettingsError where another try could lock the device."""
        if self.refusals >= _MOST_REFUSALS:
            raise problem_error(Problem.WRONG_PASSWORD, device, detail="not sent")

    def refused(self, *, surely: bool) -> None:
        """Note a refusal. ``surely``: the device named the password; no second try is then made."""
        self.refusals = _MOST_REFUSALS if surely else self.refusals + 1

    def accepted(self) -> None:
        self.refusals = 0


_MOST_REFUSALS: Final = 2


class ReceiptPrinter(Protocol):
    """Whatever prints fiscal receipts: a device on an open line, or a server before one.

    All methods raise Unreachable or SettingsError (with the children of
    :class:`sync.receipts.problems.DeviceProblem` among them) and, where they print, Unknown: then nothing may
    be printed again before it is found out what exists. Each blocks for a bounded time.
    """

    payment_kinds: frozenset[PaymentKind]

    def info(self) -> DeviceInfo: ...
    def status(self) -> DeviceStatus: ...
    def read_clock(self) -> datetime:
        """The device's time, aware."""

    def set_clock(self, moment: datetime) -> None: ...
    def sell(self, receipt: Receipt) -> PrintedReceipt:
        """Print a receipt. Any error but Unknown means that no receipt exists."""

    def reverse(self, storno: Storno) -> PrintedReceipt:
        """Print a storno. Any error but Unknown means that none exists."""

    def daily_report(self, *, close_day: bool) -> None:
        """Print the X report, or with ``close_day`` the Z report."""

    def cash(self) -> Decimal | None:
        """The cash in the drawer by the device's count, EUR; None where it does not tell."""

    def cash_in(self, amount: Decimal) -> None: ...
    def cash_out(self, amount: Decimal) -> None: ...
    def duplicate(self) -> None:
        """Print the last receipt once more, marked as a duplicate (the device allows it once)."""

    def close(self) -> None: ...


class FiscalDevice(ReceiptPrinter, Protocol):
    """A fiscal device on an open line. After Unknown, :meth:`last_document` and :meth:`open_receipt` of a new
    session are compared with what was noted before the receipt was begun.
    """

    def last_document(self) -> int:
        """The number of the last document. To be noted before a receipt is printed."""

    def open_receipt(self) -> OpenReceipt: ...
    def cancel_open_receipt(self) -> bool:
        """Cancel the open receipt; False where the device has it open still (payment has begun)."""

    def close_open_receipt(self) -> None:
        """Close an open receipt that is fully paid."""
