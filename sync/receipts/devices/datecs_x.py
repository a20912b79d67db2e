"""The newer Datecs devices ("X"): FMP-350X, FMP-55X, FP-700X, WP-500X, WP-50X, DP-25X, DP-150X, DP-05C and
on.

Parameters end with a tab each, and an answer begins with an error code: an error may stand there alone while
every status bit is clean. Source: Datecs 2.02 and 2.08 (2019), 2.11.4 (2022).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from sync.ports import Clock
from sync.receipts.device import DEVICE_ZONE, DeviceInfo, DeviceStatus, OpenReceipt, OperatorAccess
from sync.receipts.devices import status_bits
from sync.receipts.devices.datecs_p import datecs_info
from sync.receipts.devices.isl import moment_of
from sync.receipts.devices.printing import Printing, amount_of, unreadable, whole_number
from sync.receipts.framing.datecs_x import DATECS_X
from sync.receipts.framing.envelope import Answer
from sync.receipts.link import IslLink, Patience
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
from sync.receipts.vat import LETTERS, VatLetters, read_rates

OPEN_STORNO: Final = 43
OPEN_SALE: Final = 48
SALE: Final = 49
VAT_RATES: Final = 50
TOTAL: Final = 53
NOTE: Final = 54
CLOSE: Final = 56
CANCEL: Final = 60
SET_CLOCK: Final = 61
READ_CLOCK: Final = 62
REPORT: Final = 69
CASH: Final = 70
STATUS: Final = 74
RECEIPT_STATUS: Final = 76
INFO: Final = 90
DUPLICATE: Final = 109
_DISCOUNT_AMOUNT: Final = "4"
_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "0",
    StornoReason.RETURN: "1",
    StornoReason.TAX_BASE: "2",
}
_CODES: Final[dict[int, Problem]] = {
    -100403: Problem.PAPER_OUT,
    -112006: Problem.PAPER_OUT,
    -100404: Problem.COVER_OPEN,
    -112007: Problem.COVER_OPEN,
    -102002: Problem.WRONG_PASSWORD,
    -102009: Problem.VAT_RATES_NOT_SET,
    -110202: Problem.NOT_SENT,
    -110210: Problem.NOT_SENT,
    -110226: Problem.NOT_SENT,
    -111002: Problem.NOT_UNDERSTOOD,
    -111015: Problem.RECEIPT_OPEN,
    -111017: Problem.NOT_ENOUGH_CASH,
    -111019: Problem.TOO_MANY_LINES,
    -111024: Problem.DAY_NOT_CLOSED,
    -111046: Problem.RECEIPT_OPEN,
    -111047: Problem.RECEIPT_OPEN,
    -111061: Problem.PAYMENT_FORBIDDEN,
    -111067: Problem.RECEIPT_OPEN,
    -112000: Problem.OTHER_PROTOCOL,
    -112001: Problem.NOT_UNDERSTOOD,
    -112002: Problem.NOT_ALLOWED_NOW,
}
_FAMILIES: Final = (
    (range(100000, 101000), Problem.PRINTER_FAULT),
    (range(105000, 106000), Problem.JOURNAL_FULL),
    (range(110200, 110300), Problem.NOT_SENT),
    (range(111000, 111100), Problem.NOT_ALLOWED_NOW),
    (range(111500, 111600), Problem.CARD_TERMINAL),
    (range(112101, 112117), Problem.NOT_UNDERSTOOD),
    (range(112201, 112217), Problem.NOT_UNDERSTOOD),
)


def problem_of_code(code: int) -> Problem:
    """What a negative error code means."""
    if code in _CODES:
        return _CODES[code]
    return next((problem for codes, problem in _FAMILIES if -code in codes), Problem.OTHER)


class DatecsX(Printing):
    """Operator 1 to 30 with a password of 1 to 8 digits, at the factory 1."""

    payment_modes: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "0",
        PaymentKind.CARD: "1",
        PaymentKind.CHECK: "3",
        PaymentKind.EXTERNAL_COUPONS: "4",
        PaymentKind.COUPONS: "5",
    }
    line_width = 72
    note_width = 30
    """The columns of a line differ by model; so many fit on all."""

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
        self.payment_kinds = frozenset(self.payment_modes)
        self._link = IslLink(line, DATECS_X, clock, device=self._device, patience=patience)
        self._begun = False

    # ---- requests

    def _ask(self, command: int, data: bytes, *, changes: bool, long: bool = False) -> Answer:
        if not self._begun:
            self._link.begin()
            self._begun = True
        return self._link.ask(command, data, changes=changes, long=long)

    def _fields(
        self, command: int, *parameters: str | bytes, changes: bool, long: bool = False, rate: str = ""
    ) -> list[str]:
        """What follows the error code in the answer. Raises the problem that the code or the status tells.

        A question is answered although the device has no paper, so for it only the code counts.
        """
        data = b"".join(_written(parameter) + b"\t" for parameter in parameters)
        answer = self._ask(command, data, changes=changes, long=long)
        code, *fields = answer.data.decode(ENCODING, errors="replace").split("\t")
        number = _signed(code)
        detail = f"command {command}: {answer.status.hex(' ')} {answer.data!r}"
        if number is not None and number < 0:
            raise problem_error(problem_of_code(number), self._device, detail=detail, rate=rate)
        if changes or number is None:
            problem = status_bits.DATECS_X.failure(answer.status, {})
            if problem is not None:
                raise problem_error(problem, self._device, detail=detail, rate=rate)
        if number is None:
            unreadable(self._device, f"command {command}", answer.data)
        return fields

    # ---- what it tells

    def close(self) -> None:
        self._link.close()

    def status(self) -> DeviceStatus:
        answer = self._ask(STATUS, b"", changes=False)
        return status_bits.DATECS_X.read(answer.status, {})

    def _read_info(self) -> DeviceInfo:
        # Without a tab behind the 1 it answers with commas, as the older devices do, and without a code.
        answer = self._ask(INFO, b"1", changes=False)
        found = datecs_info(answer.data.decode(ENCODING, errors="replace").strip().split(","))
        if found is None:
            unreadable(self._device, "info", answer.data)
        model, firmware, serial, memory = (each.strip() for each in found)
        return DeviceInfo(serial, memory, model, firmware, self.line_width, self.note_width)

    def _read_rates(self) -> Mapping[str, Decimal | None] | None:
        fields = self._fields(VAT_RATES, changes=False)
        # Some versions put the number of the last daily report before the rates.
        return read_rates(fields[:8]) or read_rates(fields[1:9])

    def read_clock(self) -> datetime:
        fields = self._fields(READ_CLOCK, changes=False)
        found = moment_of(fields[0]) if fields else None
        if found is None:
            unreadable(self._device, "clock", "\t".join(fields).encode(ENCODING, errors="replace"))
        return found

    def set_clock(self, moment: datetime) -> None:
        local = moment.astimezone(DEVICE_ZONE)
        summer = " DST" if local.dst() else ""
        self._fields(SET_CLOCK, f"{local:%d-%m-%y %H:%M:%S}{summer}", changes=True)

    def last_document(self) -> int:
        _, number, *_ = self._receipt_status()
        found = whole_number(number)
        if found is None:
            unreadable(self._device, "last document", number.encode(ENCODING, errors="replace"))
        return found

    def open_receipt(self) -> OpenReceipt:
        is_open, _, _, amount, paid, *_ = self._receipt_status()
        return OpenReceipt(is_open.strip() != "0", amount_of(amount), amount_of(paid))

    def _receipt_status(self) -> list[str]:
        fields = self._fields(RECEIPT_STATUS, changes=False)
        if len(fields) < 5:
            unreadable(self._device, "receipt", "\t".join(fields).encode(ENCODING, errors="replace"))
        return fields

    # ---- a receipt

    def _open_sale(self, receipt: Receipt) -> None:
        access = self._access
        self._open(
            OPEN_SALE, str(access.number), access.password or "1", receipt.sale_number, str(access.till), ""
        )

    def _open_storno(self, storno: Storno) -> None:
        access, original = self._access, storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        summer = " DST" if at.dst() else ""
        self._open(
            OPEN_STORNO,
            str(access.number),
            access.password or "1",
            str(access.till),
            _REASONS[storno.reason],
            str(original.number),
            f"{at:%d-%m-%y %H:%M:%S}{summer}",
            original.fiscal_memory,
            "",
            "",
            "",
            original.sale_number,
        )

    def _open(self, command: int, *parameters: str) -> None:
        try:
            self._fields(command, *parameters, changes=True)
        except DeviceProblem as error:
            if error.problem is Problem.WRONG_PASSWORD:
                self._access.refused(surely=True)
            raise

    def _sell_line(self, line: ReceiptLine, letter: str) -> None:
        discounted = line.discount > 0
        self._fields(
            SALE,
            printable(line.text, self.line_width),
            str(LETTERS.index(letter) + 1),
            f"{line.price:.2f}",
            f"{line.quantity:.3f}",
            _DISCOUNT_AMOUNT if discounted else "",
            f"{line.discount:.2f}" if discounted else "",
            "0",
            changes=True,
            rate=f"{line.vat_rate.normalize():f}",
        )

    def _print_note(self, note: str) -> None:
        self._fields(NOTE, printable(note, self.note_width), "", "", "", "", "", changes=True)

    def _pay(self, payment: ReceiptPayment) -> Decimal | None:
        mode = self.payment_modes[payment.kind]
        fields = self._fields(
            TOTAL, mode, f"{payment.amount:.2f}", "", changes=True, long=payment.kind is PaymentKind.CARD
        )
        due = amount_of(fields[1]) if len(fields) > 1 else None
        if fields and fields[0] == "D":
            return due
        if fields and fields[0] == "R" and not due:
            return Decimal(0)
        raise problem_error(Problem.PAYMENT_FORBIDDEN, self._device, detail=f"payment: {fields}")

    def close_open_receipt(self) -> None:
        answer = self._ask(CLOSE, b"", changes=True, long=True)
        code, *fields = answer.data.decode(ENCODING, errors="replace").split("\t")
        # A device that ran out of paper with the last line has closed the receipt all the same, and says so
        # by its number.
        if _signed(code) == 0 and fields and whole_number(fields[0]) is not None:
            return
        number = _signed(code)
        problem = status_bits.DATECS_X.failure(answer.status, {})
        if number is not None and number < 0:
            problem = problem_of_code(number)
        raise problem_error(problem or Problem.OTHER, self._device, detail=f"close: {answer.data!r}")

    def cancel_open_receipt(self) -> bool:
        self._ask(CANCEL, b"", changes=True)
        # Whatever it answers: what counts is whether a receipt is open afterwards.
        return not self.open_receipt().is_open

    # ---- the rest

    def daily_report(self, *, close_day: bool) -> None:
        self._fields(REPORT, "Z" if close_day else "X", changes=True, long=True)

    def duplicate(self) -> None:
        self._fields(DUPLICATE, "1", changes=True, long=True)

    def cash(self) -> Decimal | None:
        fields = self._fields(CASH, "0", "0", changes=False)
        return amount_of(fields[0]) if fields else None

    def cash_in(self, amount: Decimal) -> None:
        self._fields(CASH, "0", f"{amount:.2f}", changes=True)

    def cash_out(self, amount: Decimal) -> None:
        self._fields(CASH, "1", f"{amount:.2f}", changes=True)


def _written(parameter: str | bytes) -> bytes:
    return parameter if isinstance(parameter, bytes) else parameter.encode(ENCODING, errors="replace")


def _signed(written: str) -> int | None:
    digits = written.strip().removeprefix("-")
    return int(written) if digits.isascii() and digits.isdigit() else None
