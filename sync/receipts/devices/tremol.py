"""Tremol over ZFP. Source: protocol_description_BG 1910211454."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final, NoReturn

from sync.ports import Clock
from sync.receipts.device import (
    DEVICE_ZONE,
    DeviceInfo,
    DeviceStatus,
    DeviceWarning,
    OpenReceipt,
    OperatorAccess,
)
from sync.receipts.devices.isl import moment_of
from sync.receipts.devices.printing import Printing, unreadable, whole_number
from sync.receipts.framing.zfp import FINE, ReceiptAnswer, ZfpAnswer
from sync.receipts.link import Patience, ZfpLink
from sync.receipts.port import ByteLine
from sync.receipts.problems import DeviceProblem, Problem, problem_error
from sync.receipts.receipt import (
    PaymentKind,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Storno,
    StornoReason,
)
from sync.receipts.texts import ENCODING, printable
from sync.receipts.vat import VatLetters, read_rates

STATUS: Final = 0x20
VERSION: Final = 0x21
OPEN: Final = 0x30
SALE: Final = 0x31
SUBTOTAL: Final = 0x33
PAY: Final = 0x35
NOTE: Final = 0x37
CLOSE: Final = 0x38
CANCEL: Final = 0x39
DUPLICATE: Final = 0x3A
CASH: Final = 0x3B
SET_CLOCK: Final = 0x48
NUMBERS: Final = 0x60
VAT_RATES: Final = 0x62
READ_CLOCK: Final = 0x68
LAST_DOCUMENT: Final = 0x71
LAST_RECEIPT: Final = 0x72
REPORT: Final = 0x7C

_DEVICE_ERRORS: Final[dict[int, Problem]] = {
    0x31: Problem.PAPER_OUT,
    0x32: Problem.OVERFLOW,
    0x33: Problem.CLOCK_NOT_SET,
    0x34: Problem.RECEIPT_OPEN,
    0x35: Problem.NOT_ALLOWED_NOW,
    0x36: Problem.RECEIPT_OPEN,
    0x37: Problem.RECEIPT_OPEN,
    0x38: Problem.FISCAL_MEMORY,
    0x39: Problem.WRONG_PASSWORD,
    0x3A: Problem.PRINTER_FAULT,
    0x3B: Problem.DAY_NOT_CLOSED,
    0x3C: Problem.OVERHEATED,
    0x3D: Problem.NOT_ALLOWED_NOW,
    0x3E: Problem.JOURNAL_FULL,
    0x3F: Problem.NOT_ALLOWED_NOW,
}
_COMMAND_ERRORS: Final[dict[int, Problem]] = {
    0x31: Problem.OTHER_PROTOCOL,
    0x32: Problem.NOT_ALLOWED_NOW,
    0x33: Problem.DAY_NOT_CLOSED,
    0x34: Problem.NOT_UNDERSTOOD,
    0x35: Problem.OVERFLOW,
    0x36: Problem.SUMS_DIFFER,
    0x37: Problem.NOT_ALLOWED_NOW,
    0x38: Problem.NOT_ENOUGH_CASH,
}
_STATUS_BYTES: Final = 7
_PROBLEM_BITS: Final[dict[tuple[int, int], Problem]] = {
    (1, 0): Problem.PAPER_OUT,
    (0, 2): Problem.OVERHEATED,
    (0, 0): Problem.FISCAL_MEMORY,
    (3, 0): Problem.FISCAL_MEMORY,
    (3, 1): Problem.FISCAL_MEMORY,
    (3, 2): Problem.FISCAL_MEMORY,
    (2, 6): Problem.JOURNAL_FULL,
    (5, 5): Problem.JOURNAL_FULL,
    (0, 3): Problem.CLOCK_NOT_SET,
    (0, 4): Problem.CLOCK_NOT_SET,
    (0, 5): Problem.MEMORY_RESET,
    (5, 0): Problem.NOT_SENT,
    (5, 1): Problem.NOT_SENT,
    (5, 6): Problem.NOT_FISCALISED,
}
_WARNING_BITS: Final = {
    (2, 5): DeviceWarning.JOURNAL_NEAR_END,
    (3, 3): DeviceWarning.MEMORY_NEAR_END,
}
_POSTPONED: Final = "2"
"""The device keeps the whole receipt and prints it when it is closed, so that a broken one is never on
paper.
"""
_POSTPONED_STORNO: Final = "B"
_WITHOUT_CHANGE: Final = "1"
_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "0",
    StornoReason.RETURN: "1",
    StornoReason.TAX_BASE: "2",
}


class Tremol(Printing):
    """Operator 1 to 20 with a password of up to 6 digits, at the factory 0."""

    payment_types: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "0",
        PaymentKind.CHECK: "1",
        PaymentKind.COUPONS: "2",
        PaymentKind.EXTERNAL_COUPONS: "3",
        PaymentKind.PACKAGING: "4",
        PaymentKind.INTERNAL: "5",
        PaymentKind.DAMAGE: "6",
        PaymentKind.CARD: "7",
        PaymentKind.BANK: "8",
        PaymentKind.RESERVED_1: "9",
        PaymentKind.RESERVED_2: "10",
    }
    line_width = 34
    note_width = 30

    def __init__(
        self,
        line: ByteLine,
        clock: Clock,
        *,
        access: OperatorAccess,
        vat: VatLetters | None = None,
        serial: str = "",
        patience: Patience | None = None,
    ) -> None:
        super().__init__(line.name, access, vat or VatLetters(), serial)
        self.payment_kinds = frozenset(self.payment_types)
        self._link = ZfpLink(line, clock, device=self._device, patience=patience)
        self._begun = False

    # ---- requests

    def _ask(self, command: int, data: bytes, *, changes: bool, long: bool = False) -> ZfpAnswer:
        if not self._begun:
            self._link.begin()
            self._begun = True
        return self._link.ask(command, data, changes=changes, long=long)

    def _read(self, command: int, data: str = "") -> bytes:
        answer = self._ask(command, data.encode(ENCODING), changes=False)
        if isinstance(answer, ReceiptAnswer):
            self._raise(answer, command)
        return answer.data

    def _fields(self, command: int, data: str = "") -> list[str]:
        return self._read(command, data).decode(ENCODING, errors="replace").strip().split(";")

    def _do(self, command: int, data: str | bytes = b"", *, rate: str = "", long: bool = False) -> None:
        written = data if isinstance(data, bytes) else data.encode(ENCODING, errors="replace")
        answer = self._ask(command, written, changes=True, long=long)
        # What answers with data has done what it was asked.
        if isinstance(answer, ReceiptAnswer) and not answer.fine:
            self._raise(answer, command, rate=rate)

    def _raise(self, answer: ReceiptAnswer, command: int, *, rate: str = "") -> NoReturn:
        if answer.device_error != FINE:
            problem = _DEVICE_ERRORS.get(answer.device_error, Problem.OTHER)
        else:
            problem = _COMMAND_ERRORS.get(answer.command_error, Problem.OTHER)
        detail = f"command {command:02X}h: errors {answer.device_error:02X}h {answer.command_error:02X}h"
        raise problem_error(problem, self._device, detail=detail, rate=rate)

    # ---- what it tells

    def close(self) -> None:
        self._link.close()

    def status(self) -> DeviceStatus:
        raw = self._read(STATUS)
        if len(raw) < _STATUS_BYTES:
            unreadable(self._device, "status", raw)
        problems = [problem for bit, problem in _PROBLEM_BITS.items() if _is_set(raw, bit)]
        if not _is_set(raw, (3, 5)):
            problems.append(Problem.NOT_FISCALISED)
        return DeviceStatus(
            problems=tuple(dict.fromkeys(problems)),
            warnings=tuple(name for bit, name in _WARNING_BITS.items() if _is_set(raw, bit)),
            receipt_open=_is_set(raw, (2, 1)),
            other_text_open=_is_set(raw, (2, 0)),
            raw=raw,
        )

    def _read_info(self) -> DeviceInfo:
        numbers, version = self._fields(NUMBERS), self._fields(VERSION)
        if len(numbers) < 2 or len(version) < 5:
            unreadable(self._device, "info", ";".join(numbers + version).encode(ENCODING, errors="replace"))
        return DeviceInfo(
            serial=numbers[0].strip(),
            fiscal_memory=numbers[1].strip(),
            model=version[3].strip(),
            firmware=version[4].strip(),
            line_width=self.line_width,
            note_width=self.note_width,
        )

    def _read_rates(self) -> Mapping[str, Decimal | None] | None:
        return read_rates(self._fields(VAT_RATES))

    def read_clock(self) -> datetime:
        data = self._read(READ_CLOCK)
        found = moment_of(data.decode(ENCODING, errors="replace"))
        if found is None:
            unreadable(self._device, "clock", data)
        return found

    def set_clock(self, moment: datetime) -> None:
        self._do(SET_CLOCK, f"{moment.astimezone(DEVICE_ZONE):%d-%m-%y %H:%M:%S}")

    def last_document(self) -> int:
        fields = self._fields(LAST_DOCUMENT)
        number = whole_number(fields[0])
        if number is None:
            unreadable(self._device, "last document", ";".join(fields).encode(ENCODING, errors="replace"))
        return number

    def open_receipt(self) -> OpenReceipt:
        if self.status().receipt_open:
            return OpenReceipt(True, self._subtotal())
        amount = self.last_receipt_amount()
        return OpenReceipt(False, amount, number=None if amount is None else self.last_document())

    def last_receipt_amount(self) -> Decimal | None:
        """The amount of the last receipt, EUR, from what its QR code says: memory*number*date*time*amount.

        None where the last document is no receipt: a cancelled one or a report has a number too.
        """
        try:
            written = self._read(LAST_RECEIPT, "B").decode(ENCODING, errors="replace")
        except DeviceProblem:
            return None
        parts = written.strip().split("*")
        is_last = len(parts) == 5 and whole_number(parts[1]) == self.last_document()
        return _amount(parts[4]) if is_last else None

    def _subtotal(self) -> Decimal | None:
        """The sum of the open receipt; None where payment has begun, after which no subtotal is allowed."""
        try:
            # Neither printed nor shown: the sum alone is wanted.
            return _amount(self._fields(SUBTOTAL, "0;0")[0])
        except DeviceProblem:
            return None

    # ---- a receipt

    def _open_sale(self, receipt: Receipt) -> None:
        number = f"${receipt.sale_number}" if receipt.sale_number else ""
        self._open(f"{self._operator()};1;0;{_POSTPONED}{number}")

    def _open_storno(self, storno: Storno) -> None:
        original = storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        number = f";{original.sale_number}" if original.sale_number else ""
        self._open(
            f"{self._operator()};1;0;{_POSTPONED_STORNO};{_REASONS[storno.reason]};{original.number:06d};"
            f"{at:%d-%m-%y %H:%M:%S};{original.fiscal_memory}{number}"
        )

    def _operator(self) -> str:
        return f"{self._access.number};{self._access.password or '0'}"

    def _open(self, data: str) -> None:
        try:
            self._do(OPEN, data)
        except DeviceProblem as error:
            if error.problem is Problem.WRONG_PASSWORD:
                self._access.refused(surely=True)
            raise

    def _sell_line(self, line: ReceiptLine, letter: str) -> None:
        quantity = "" if line.quantity == 1 else f"*{line.quantity.normalize():f}"
        modifier = f":-{line.discount:.2f}" if line.discount else ""
        name = printable(line.text, self.line_width, without=";|").ljust(_NAME_BYTES)
        data = name + b";" + letter.encode(ENCODING) + f";{line.price:.2f}{quantity}{modifier}".encode()
        self._do(SALE, data, rate=f"{line.vat_rate.normalize():f}")

    def _print_note(self, note: str) -> None:
        self._do(NOTE, printable(note, self.note_width, without=";|"))

    def _pay(self, payment: ReceiptPayment) -> Decimal | None:
        kind = self.payment_types[payment.kind]
        self._do(
            PAY, f"{kind};{_WITHOUT_CHANGE};{payment.amount:.2f}*", long=payment.kind is PaymentKind.CARD
        )
        return None

    def close_open_receipt(self) -> None:
        self._do(CLOSE, long=True)

    def cancel_open_receipt(self) -> bool:
        self._ask(CANCEL, b"", changes=True)
        # Whatever it answers: what counts is whether a receipt is open afterwards.
        return not self.status().receipt_open

    # ---- the rest

    def daily_report(self, *, close_day: bool) -> None:
        self._do(REPORT, "Z" if close_day else "X", long=True)

    def duplicate(self) -> None:
        self._do(DUPLICATE, long=True)

    def cash(self) -> Decimal | None:
        """Not told: the layout of the daily sums is not known here."""
        return None

    def cash_in(self, amount: Decimal) -> None:
        self._do(CASH, f"{self._operator()};0;{amount:.2f}")

    def cash_out(self, amount: Decimal) -> None:
        self._do(CASH, f"{self._operator()};0;-{amount:.2f}")


class TremolV2(Tremol):
    """Models whose name ends in V2: they know three kinds of payment, under other numbers."""

    payment_types: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "0",
        PaymentKind.CARD: "1",
        PaymentKind.CHECK: "2",
    }


_NAME_BYTES: Final = 36


def _amount(written: str) -> Decimal | None:
    """An amount in EUR; Tremol always writes it as it is meant."""
    plain = written.strip()
    whole, _, cents = plain.partition(".")
    return Decimal(plain) if plain.isascii() and whole.isdigit() and (cents or "0").isdigit() else None


def _is_set(raw: bytes, bit: tuple[int, int]) -> bool:
    return bool(raw[bit[0]] >> bit[1] & 1)
