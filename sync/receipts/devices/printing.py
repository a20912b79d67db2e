"""The safe way to a printed receipt, the same for every family.

Look at the device, open, sell, compare the device's sum with ours, pay, close, read the number. What fails
before the first payment is cancelled, and the device is asked whether it is; what fails later is unknown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from sync.errors import MostikError, Unknown
from sync.receipts.device import DeviceInfo, DeviceStatus, OpenReceipt, OperatorAccess
from sync.receipts.problems import DeviceProblem, Problem, problem_error
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Storno,
)
from sync.receipts.vat import VatLetters
from sync.sentences import say


class Printing(ABC):
    """What the families have in common. ``serial``: the individual number that must answer, empty for any."""

    payment_kinds: frozenset[PaymentKind]
    storno_payment_kinds: frozenset[PaymentKind] | None = None
    """Where a storno takes fewer kinds of payment than a sale."""
    most_lines = 100

    def __init__(self, device: str, access: OperatorAccess, vat: VatLetters, serial: str) -> None:
        self._device = serial or device
        self._access = access
        self._vat = vat
        self._serial = serial
        self._info: DeviceInfo | None = None
        self._rates_asked = False

    # ---- what each family does its own way

    @abstractmethod
    def status(self) -> DeviceStatus: ...
    @abstractmethod
    def last_document(self) -> int: ...
    @abstractmethod
    def open_receipt(self) -> OpenReceipt: ...
    @abstractmethod
    def read_clock(self) -> datetime: ...
    @abstractmethod
    def cancel_open_receipt(self) -> bool: ...
    @abstractmethod
    def close_open_receipt(self) -> None: ...
    @abstractmethod
    def _read_info(self) -> DeviceInfo: ...
    @abstractmethod
    def _read_rates(self) -> Mapping[str, Decimal | None] | None:
        """The device's VAT rates by letter; None where its answer is no such list."""

    @abstractmethod
    @abstractmethod
    def _open_sale(self, receipt: Receipt) -> None: ...
    @abstractmethod
    def _open_storno(self, storno: Storno) -> None: ...
    @abstractmethod
    def _sell_line(self, line: ReceiptLine, letter: str) -> None: ...
    @abstractmethod
    def _print_note(self, note: str) -> None: ...
    @abstractmethod
    def _pay(self, payment: ReceiptPayment) -> Decimal | None:
        """Pay, and return what is still due (EUR), None where the device does not tell."""

    # ---- what is the same

    def info(self) -> DeviceInfo:
        """Who answers. Raises SettingsError where it is another device than the one set."""
        if self._info is None:
            found = self._read_info()
            if self._serial and found.serial != self._serial:
                raise problem_error(Problem.OTHER_DEVICE, self._serial, found=found.serial)
            self._info = found
            self._device = found.serial or self._device
        return self._info

    def sell(self, receipt: Receipt) -> PrintedReceipt:
        """Print a sale."""
        return self._print(receipt, self.payment_kinds, lambda: self._open_sale(receipt))

    def reverse(self, storno: Storno) -> PrintedReceipt:
        """Print a storno."""
        kinds = self.storno_payment_kinds or self.payment_kinds
        return self._print(storno.receipt, kinds, lambda: self._open_storno(storno))

    def _print(
        self, receipt: Receipt, kinds: frozenset[PaymentKind], open_it: Callable[[], None]
    ) -> PrintedReceipt:
        self._check_before(receipt, kinds)
        self._access.allow(self._device)
        info = self.info()
        self._ready()
        self._learn_rates()
        letters = self._letters(receipt)
        before = self.last_document()
        self._opened(open_it)
        try:
            self._sell(receipt, letters)
            at = self.read_clock()
        except MostikError as error:
            self._take_back(error)
        self._paid(receipt)
        try:
            self.close_open_receipt()
        except MostikError as error:
            _not_known(self._device, error)
        number = self._number_after(before)
        return PrintedReceipt(number, at, receipt.total, info.serial, info.fiscal_memory, receipt.sale_number)

    def _check_before(self, receipt: Receipt, kinds: frozenset[PaymentKind]) -> None:
        """Raises Refused for what can be known before the first byte."""
        if receipt.total <= 0 or any(line.amount <= 0 or line.discount < 0 for line in receipt.lines):
            raise problem_error(Problem.SUMS_DIFFER, self._device, detail="a line or total of 0 or less")
        paid = sum((payment.amount for payment in receipt.paid), Decimal(0))
        if paid != receipt.total or any(payment.amount <= 0 for payment in receipt.paid):
            raise problem_error(
                Problem.SUMS_DIFFER, self._device, detail=f"lines {receipt.total}, payments {paid}"
            )
        if any(payment.kind not in kinds for payment in receipt.paid):
            raise problem_error(Problem.PAYMENT_FORBIDDEN, self._device)
        if len(receipt.lines) + len(receipt.notes) > self.most_lines:
            raise problem_error(Problem.TOO_MANY_LINES, self._device)

    def _letters(self, receipt: Receipt) -> list[str]:
        return [self._vat.letter(line.vat_rate, self._device) for line in receipt.lines]

    def _learn_rates(self) -> None:
        """Ask once for the device's own rates; what it cannot tell is taken as the law has it."""
        if self._rates_asked or not self._vat.registered or self._vat.programmed is not None:
            return
        self._rates_asked = True
        try:
            programmed = self._read_rates()
        except DeviceProblem:
            return
        if programmed is not None:
            self._vat = replace(self._vat, programmed=programmed)

    def _ready(self) -> None:
        """Raises what keeps the device from printing. A receipt that another program has open is never
        touched.
        """
        status = self.status()
        for problem in status.problems:
            raise problem_error(problem, self._device, detail=status.raw.hex(" "))
        if status.receipt_open or status.other_text_open:
            raise problem_error(Problem.RECEIPT_OPEN, self._device, detail=status.raw.hex(" "))

    def _opened(self, open_it: Callable[[], None]) -> None:
        try:
            open_it()
        except Unknown:
            raise
        except MostikError as error:
            self._not_opened(error)
        self._access.accepted()

    def _not_opened(self, error: MostikError) -> NoReturn:
        """A device may open the receipt and report a fault with it, so it is asked. One that has goods in it
        was begun by another program just now, and stays as it is.
        """
        try:
            found = self.open_receipt()
        except MostikError:
            _not_known(self._device, error)
        if not found.is_open:
            raise error
        if found.amount:
            raise problem_error(Problem.RECEIPT_OPEN, self._device, detail=error.detail) from error
        self._take_back(error)

    def _sell(self, receipt: Receipt, letters: list[str]) -> None:
        for line, letter in zip(receipt.lines, letters, strict=True):
            self._sell_line(line, letter)
        for note in receipt.notes:
            self._print_note(note)
        found = self.open_receipt().amount
        if found is not None and found != receipt.total:
            raise problem_error(
                Problem.SUMS_DIFFER, self._device, detail=f"ours {receipt.total}, the device's {found}"
            )

    def _paid(self, receipt: Receipt) -> None:
        expected = receipt.total
        for place, payment in enumerate(receipt.paid):
            try:
                due = self._pay(payment)
            except MostikError as error:
                if place == 0:
                    # The first payment was not taken: the receipt can still be cancelled.
                    self._take_back(error)
                _not_known(self._device, error)
            expected -= payment.amount
            # A payment that a device took twice, because it forgot its last sequence, is noticed here.
            if due is not None and due != expected:
                detail = f"{due} still due, not {expected}"
                _not_known(self._device, problem_error(Problem.SUMS_DIFFER, self._device, detail=detail))

    def _take_back(self, error: MostikError) -> NoReturn:
        """Cancel what is open; raises ``error`` once the device says that nothing is, else Unknown."""
        if isinstance(error, Unknown):
            raise error
        try:
            gone = self.cancel_open_receipt()
        except MostikError:
            gone = False
        if gone:
            raise error
        _not_known(self._device, error)

    def _number_after(self, before: int) -> int:
        """The number of the receipt that was closed just now; counted where the device fell silent since."""
        try:
            return self.last_document()
        except MostikError:
            return before + 1


def _not_known(device: str, error: MostikError) -> NoReturn:
    if isinstance(error, Unknown):
        raise error
    raise Unknown(
        say(
            "A receipt was begun on the fiscal device {device}, and it is not known how it ended.",
            device=device,
        ),
        advice=say("Mostik asks the device before it prints anything again."),
        detail=f"{error.sentence.text()} {error.detail}".strip(),
    ) from error


def amount_of(written: str) -> Decimal | None:
    """An amount in EUR as devices write it: with a point, or in cents without one; None where it is none."""
    try:
        amount = Decimal(written.strip())
    except InvalidOperation:
        return None
    if not amount.is_finite():
        return None
    return amount if "." in written else amount / 100


def whole_number(written: str) -> int | None:
    """A number of digits alone; None where it is none."""
    plain = written.strip()
    return int(plain) if plain.isascii() and plain.isdigit() else None


def unreadable(device: str, what: str, data: bytes) -> NoReturn:
    """Raise for an answer that is not of the form that the maker documents."""
    raise problem_error(Problem.OTHER_PROTOCOL, device, detail=f"{what}: {data.hex(' ')}")
