"""What the ISL families share: commands, their answers, and reading the status bytes that follow each.

Source: the manuals of Datecs (P 1.00BG, C 2.04BG), Daisy 1.0, Eltrade 1.1.1 and Incotex of February 2019.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from sync.ports import Clock
from sync.receipts.device import DEVICE_ZONE, DeviceInfo, DeviceStatus, OpenReceipt, OperatorAccess
from sync.receipts.devices.printing import Printing, amount_of, unreadable, whole_number
from sync.receipts.devices.status_bits import StatusBits
from sync.receipts.framing.envelope import Answer, Layout
from sync.receipts.framing.isl import ISL
from sync.receipts.link import IslLink, Patience
from sync.receipts.port import ByteLine
from sync.receipts.problems import DeviceProblem, Problem, problem_error
from sync.receipts.receipt import PaymentKind, Receipt, ReceiptLine, ReceiptPayment, Storno
from sync.receipts.texts import ENCODING, printable
from sync.receipts.vat import VatLetters, read_rates

OPEN_STORNO: Final = 0x2E
OPEN_SALE: Final = 0x30
SALE: Final = 0x31
TOTAL: Final = 0x35
NOTE: Final = 0x36
CLOSE: Final = 0x38
SET_CLOCK: Final = 0x3D
READ_CLOCK: Final = 0x3E
REPORT: Final = 0x45
CASH: Final = 0x46
STATUS: Final = 0x4A
RECEIPT_STATUS: Final = 0x4C
INFO: Final = 0x5A
VAT_RATES: Final = 0x61
DUPLICATE: Final = 0x6D
LAST_DOCUMENT: Final = 0x71
CANCEL: Final = 0x3C
CANCEL_OF_DAISY_AND_INCOTEX: Final = 0x82
_NOT_PAID_YET: Final = "D"
_OVERPAID: Final = "R"


class IslDevice(Printing):
    """A device that speaks ISL. Each family names its own numbers, widths and orders of parameters."""

    layout: Layout = ISL
    bits: StatusBits
    errors: ClassVar[Mapping[int, Problem]] = {}
    payment_letters: ClassVar[Mapping[PaymentKind, str]]
    open_command = OPEN_SALE
    storno_command = OPEN_STORNO
    cancel_command = CANCEL
    modifier_sign = ";"
    hides_wrong_passwords = False
    """Whether a wrong password looks like any other command that is not allowed now."""
    line_width: int
    note_width: int

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
        self.payment_kinds = frozenset(self.payment_letters)
        self._link = IslLink(line, self.layout, clock, device=self._device, patience=patience)
        self._begun = False

    # ---- each family's own

    @abstractmethod
    def _sale_opening(self, receipt: Receipt) -> str:
        """The data with which a sale is opened."""

    @abstractmethod
    def _storno_opening(self, storno: Storno) -> str:
        """The data with which a storno is opened."""

    @abstractmethod
    def _info_of(self, fields: list[str]) -> tuple[str, str, str, str] | None:
        """Model, firmware, serial number and number of the fiscal memory; None where these are not the
        family's fields.
        """

    # ---- requests

    def _ask(self, command: int, data: bytes = b"", *, changes: bool, long: bool = False) -> Answer:
        if not self._begun:
            self._link.begin()
            self._begun = True
        return self._link.ask(command, data, changes=changes, long=long)

    def _read(self, command: int, data: bytes = b"") -> list[str]:
        """The comma-separated fields that answer a question."""
        answer = self._ask(command, data, changes=False)
        if not answer.data:
            # A device without paper still answers; only one that says nothing has failed.
            self._check(answer)
        return answer.data.decode(ENCODING, errors="replace").strip().split(",")

    def _do(self, command: int, data: bytes = b"", *, rate: str = "", long: bool = False) -> bytes:
        answer = self._ask(command, data, changes=True, long=long)
        self._check(answer, rate=rate)
        return answer.data

    def _check(self, answer: Answer, *, rate: str = "") -> None:
        problem = self.bits.failure(answer.status, self.errors)
        if problem is not None:
            detail = f"command {answer.command:02X}h: {answer.status.hex(' ')} {answer.data!r}"
            raise problem_error(problem, self._device, detail=detail, rate=rate)

    # ---- what it tells

    def close(self) -> None:
        self._link.close()

    def status(self) -> DeviceStatus:
        answer = self._ask(STATUS, changes=False)
        return self.bits.read(answer.status, self.errors)

    def _read_info(self) -> DeviceInfo:
        answer = self._ask(INFO, b"1", changes=False)
        fields = answer.data.decode(ENCODING, errors="replace").strip().split(",")
        found = self._info_of(fields)
        if found is None:
            unreadable(self._device, "info", answer.data)
        model, firmware, serial, memory = (each.strip() for each in found)
        return DeviceInfo(serial, memory, model, firmware, self.line_width, self.note_width)

    def _read_rates(self) -> Mapping[str, Decimal | None] | None:
        return read_rates(self._read(VAT_RATES))

    def read_clock(self) -> datetime:
        written = ",".join(self._read(READ_CLOCK))
        found = moment_of(written)
        if found is None:
            unreadable(self._device, "clock", written.encode(ENCODING, errors="replace"))
        return found

    def set_clock(self, moment: datetime) -> None:
        local = moment.astimezone(DEVICE_ZONE)
        self._do(SET_CLOCK, f"{local:%d-%m-%y %H:%M:%S}".encode())

    def last_document(self) -> int:
        fields = self._read(LAST_DOCUMENT)
        number = whole_number(fields[0])
        if number is None:
            unreadable(self._device, "last document", ",".join(fields).encode(ENCODING, errors="replace"))
        return number

    def open_receipt(self) -> OpenReceipt:
        fields = self._read(RECEIPT_STATUS, b"T")
        if len(fields) < 4:
            return OpenReceipt(self.status().receipt_open)
        return OpenReceipt(fields[0].strip() not in {"", "0"}, amount_of(fields[2]), amount_of(fields[3]))

    # ---- a receipt

    def _open_sale(self, receipt: Receipt) -> None:
        self._open(self.open_command, self._sale_opening(receipt))

    def _open_storno(self, storno: Storno) -> None:
        self._open(self.storno_command, self._storno_opening(storno))

    def _open(self, command: int, opening: str) -> None:
        try:
            data = self._do(command, opening.encode(ENCODING, errors="replace"))
        except DeviceProblem as error:
            if error.problem is Problem.WRONG_PASSWORD:
                self._access.refused(surely=True)
            elif error.problem in {Problem.NOT_ALLOWED_NOW, Problem.NOT_UNDERSTOOD}:
                self._perhaps_wrong_password()
            raise
        if data[:1] == b"F":
            self._perhaps_wrong_password()
            raise problem_error(Problem.NOT_ALLOWED_NOW, self._device, detail="open: F")

    def _perhaps_wrong_password(self) -> None:
        if self.hides_wrong_passwords:
            self._access.refused(surely=False)

    def _sell_line(self, line: ReceiptLine, letter: str) -> None:
        quantity = "" if line.quantity == 1 else f"*{line.quantity.normalize():f}"
        modifier = f"{self.modifier_sign}-{line.discount:.2f}" if line.discount else ""
        data = printable(line.text, self.line_width) + b"\t" + letter.encode(ENCODING)
        data += f"{line.price:.2f}{quantity}{modifier}".encode()
        self._do(SALE, data, rate=f"{line.vat_rate.normalize():f}")

    def _print_note(self, note: str) -> None:
        self._do(NOTE, printable(note, self.note_width))

    def _pay(self, payment: ReceiptPayment) -> Decimal | None:
        data = f"\t{self.payment_letters[payment.kind]}{payment.amount:.2f}"
        answer = self._do(TOTAL, data.encode(), long=payment.kind is PaymentKind.CARD)
        said = answer.decode(ENCODING, errors="replace").strip()
        due = amount_of(said[1:].lstrip(","))
        if said[:1] == _NOT_PAID_YET:
            return due
        if said[:1] == _OVERPAID and not due:
            return Decimal(0)
        raise problem_error(Problem.PAYMENT_FORBIDDEN, self._device, detail=f"payment: {said}")

    def close_open_receipt(self) -> None:
        answer = self._ask(CLOSE, changes=True, long=True)
        # A device that ran out of paper with the last line has closed the receipt all the same, and says so
        # by its numbers.
        numbers = answer.data.decode(ENCODING, errors="replace").split(",")[:2]
        if not all(whole_number(number) is not None for number in numbers):
            self._check(answer)

    def cancel_open_receipt(self) -> bool:
        self._ask(self.cancel_command, changes=True)
        # Whatever it answers: what counts is whether a receipt is open afterwards.
        return not self.status().receipt_open

    # ---- the rest

    def daily_report(self, *, close_day: bool) -> None:
        self._do(REPORT, b"0" if close_day else b"2", long=True)

    def duplicate(self) -> None:
        self._do(DUPLICATE, b"1", long=True)

    def cash(self) -> Decimal | None:
        return self._cash("0")

    def cash_in(self, amount: Decimal) -> None:
        self._cash(f"{amount:.2f}")

    def cash_out(self, amount: Decimal) -> None:
        self._cash(f"-{amount:.2f}")

    def _cash(self, signed: str) -> Decimal | None:
        moves = signed != "0"
        answer = self._ask(CASH, signed.encode(), changes=moves)
        fields = answer.data.decode(ENCODING, errors="replace").strip().split(",")
        failure = self.bits.failure(answer.status, self.errors)
        # A refused amount is told by F; whether a status bit stands as well differs.
        if moves and fields[0] == "F" and failure in {None, Problem.NOT_ALLOWED_NOW}:
            is_open = self.bits.read(answer.status, self.errors).receipt_open
            problem = Problem.RECEIPT_OPEN if is_open else Problem.NOT_ENOUGH_CASH
            raise problem_error(problem, self._device, detail="cash: F")
        self._check(answer)
        return amount_of(fields[1]) if len(fields) > 1 else None


def moment_of(written: str) -> datetime | None:
    """A device's time, aware; None where it is none. Datecs X may add " DST"."""
    text = written.strip().removesuffix("DST").rstrip()
    for form in ("%d-%m-%y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%y %H:%M"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=DEVICE_ZONE)
        except ValueError:
            continue
    return None
