"""Datecs X: wide frames, parameters behind tabs, and an error code in the data while the status may stay
clean (facts 2.6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar, Final

from sync.simulators.fiscal.isl import CODE_PAGE, moment, sale_number, storno
from sync.simulators.fiscal.isl_frame import NAK, SYN, FrameReader, Shape, frame, read
from sync.simulators.fiscal.isl_status import BIT_OF_REFUSAL, DATECS_X, Bit, standing_bits, status_bytes
from sync.simulators.fiscal.machine import ZONE, Machine
from sync.simulators.fiscal.memory import GROUPS, DailyReport, Reason, Tender
from sync.simulators.fiscal.money import NOTHING
from sync.simulators.fiscal.open_receipt import Modifier
from sync.simulators.fiscal.refusals import Refused, Why
from sync.simulators.fiscal.wire import USUAL_SECONDS, Answer, Message

SHAPE: Final = Shape(wide=True, longest=213, last_sequence=0xFF)
_CODES: Final[Mapping[Why, int]] = {
    Why.SYNTAX: -112001,
    Why.UNKNOWN_COMMAND: -112000,
    Why.OPERATOR: -102002,
    Why.LOCKED: -102002,
    Why.PAPER: -112006,
    Why.COVER: -112007,
    Why.MECHANISM: -100400,
    Why.CLOCK: -101000,
    Why.DAY_NOT_CLOSED: -111024,
    Why.FISCAL_MEMORY: -100100,
    Why.NOT_FISCALISED: -111000,
    Why.RECEIPT_OPEN: -111015,
    Why.NON_FISCAL_OPEN: -111046,
    Why.NO_RECEIPT: -111016,
    Why.PAYMENT_BEGUN: -111018,
    Why.NOT_PAID: -111050,
    Why.PAID: -111018,
    Why.PAYMENT_FORBIDDEN: -111061,
    Why.VAT_GROUP: -112202,
    Why.TOO_MANY_LINES: -111019,
    Why.NEGATIVE: -112203,
    Why.EMPTY: -111020,
    Why.NO_CASH: -111017,
}
_NOT_NOW: Final = -112002
# In a line of a receipt the printer itself complains, otherwise the command does: both stand in the sheet.
_CODES_OF_PRINTER: Final[Mapping[Why, int]] = {Why.PAPER: -100403, Why.COVER: -100404}
_STATUS_BYTES: Final = 8

Command = Callable[[list[str]], list[str | bytes]]


class BadParameter(Refused):
    """Parameter ``place``, from 1, is written wrongly or has a value that cannot be."""

    def __init__(self, place: int, *, syntax: bool = False) -> None:
        super().__init__(Why.SYNTAX)
        self.code = (-112100 if syntax else -112200) - place


class DatecsX:
    """Every answer but one begins with an error code: 0, or below 0."""

    not_acknowledged = NAK
    busy = SYN
    later = False
    letters: ClassVar[Mapping[str, Tender]] = {
        "0": Tender.CASH,
        "1": Tender.CARD,
        "2": Tender.CARD,
        "3": Tender.CHECK,
        "4": Tender.EXTERNAL_COUPONS,
        "5": Tender.COUPONS,
    }
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "0": Reason.OPERATOR_ERROR,
        "1": Reason.RETURN,
        "2": Reason.TAX_BASE,
    }

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._reader = FrameReader(SHAPE)
        self._last: int | None = None
        self._last_answer = b""
        self._commands: Mapping[int, Command] = {
            38: self._open_non_fiscal,
            39: self._close_non_fiscal,
            42: self._text,
            43: self._open_storno,
            48: self._open,
            49: self._sell,
            50: self._rates,
            51: self._subtotal,
            53: self._pay,
            54: self._text,
            56: self._close,
            60: self._cancel,
            61: self._set_time,
            62: self._time,
            69: self._report,
            70: self._cash,
            74: self._status,
            76: self._receipt,
            90: self._info,
            99: lambda _: [self.machine.settings.eik],
            109: self._duplicate,
            113: lambda _: [str(self.machine.last_number)],
        }

    # ---- the dialect -----------------------------------------------------------------------------------

    def take(self, byte: int) -> Message | None:
        """See :class:`Dialect`."""
        return self._reader.take(byte)

    def is_busy(self, _: Message) -> bytes:
        """See :class:`Dialect`; here a message waits its turn."""
        return self.busy

    def power_lost(self) -> None:
        """The frame that was begun is gone, and by default the last sequence number."""
        self._reader.forget()
        if not self.machine.quirks.sequence_survives_power:
            self._last = None

    def answer(self, message: Message) -> Answer:
        """Act, or repeat the last answer where the sequence number is the last one."""
        request = read(SHAPE, message.raw)
        if request is None:
            raise ValueError("only readable messages are answered")
        if request.sequence == self._last:
            return Answer(self._last_answer, executed=False)
        data, why = self._act(request.command, request.data.decode(CODE_PAGE, errors="replace"))
        bits = standing_bits(self.machine)
        if why is not None and self.machine.quirks.x_status_tells_errors:
            bits.add(BIT_OF_REFUSAL.get(why, Bit.NOT_NOW))
        status = status_bytes(DATECS_X, bits, length=_STATUS_BYTES)
        self._last = request.sequence
        self._last_answer = frame(SHAPE, request.sequence, request.command, data, status)
        long_work = request.command == 69 and why is None
        return Answer(self._last_answer, self.machine.settings.long_work if long_work else USUAL_SECONDS)

    def _act(self, command: int, data: str) -> tuple[bytes, Why | None]:
        if command == 90 and data == "1":
            return self._short_info().encode(CODE_PAGE), None
        try:
            told = self._commands.get(command, _unknown)(_parameters(data))
        except Refused as refused:
            return f"{_code(refused, command)}\t".encode(), refused.why
        parts = [b"0", *(part if isinstance(part, bytes) else part.encode(CODE_PAGE) for part in told)]
        return b"".join(part + b"\t" for part in parts), None

    # ---- receipts ----------------------------------------------------------------------------------------

    def _open(self, given: list[str]) -> list[str | bytes]:
        if len(given) == 4:  # without a sale number
            given.insert(2, "")
        operator, password, number, till, invoice = _exactly(5, given)
        _need(_is_number(till, 1, 99999), 4)
        _need(invoice in {"", "I"}, 5)
        number = sale_number(number) if number else ""
        self.machine.sign_in(operator, password)
        self.machine.open_sale(operator, number)
        return [self._slip]

    def _open_storno(self, given: list[str]) -> list[str | bytes]:
        operator, password, till, reason, document, at, memory, _, _, _, number = _exactly(11, given)
        _need(_is_number(till, 1, 99999), 3)
        _need(reason in self._reasons, 4)
        kept = storno(
            self._reasons, reason, document, moment(at.removesuffix(" DST"), "%d-%m-%y %H:%M:%S"), memory
        )
        number = sale_number(number) if number else ""
        self.machine.sign_in(operator, password)
        self.machine.open_storno(operator, number, kept)
        return [self._slip]

    def _sell(self, given: list[str]) -> list[str | bytes]:
        if len(given) == 8:
            _need(len(given.pop()) <= 6, 8)
        name, tax, price, quantity, kind, value, department = _exactly(7, given)
        _need(bool(re.fullmatch("[1-8]", tax)), 2)
        _need(bool(re.fullmatch(r"-?\d+(\.\d{1,2})?", price)), 3, syntax=True)
        _need(not quantity or bool(re.fullmatch(r"\d+(\.\d{1,3})?", quantity)), 4, syntax=True)
        _need(not department or _is_number(department, 0, 99), 7)
        modifier = _modifier(kind, value, 5)
        self.machine.sell(name, GROUPS[int(tax) - 1], Decimal(price), Decimal(quantity or 1), modifier)
        return [self._slip]

    def _subtotal(self, given: list[str]) -> list[str | bytes]:
        _, _, kind, value = _exactly(4, given)
        receipt = self.machine.subtotal(_modifier(kind, value, 3))
        return [self._slip, f"{receipt.total:.2f}", *_by_group(receipt.sums)]

    def _pay(self, given: list[str]) -> list[str | bytes]:
        mode, amount, _ = _exactly(3, given)
        tender = self.letters.get(mode or "0")
        if tender is None:
            raise Refused(Why.PAYMENT_FORBIDDEN)
        _need(not amount or bool(re.fullmatch(r"\d+(\.\d{1,2})?", amount)), 2, syntax=True)
        due = self.machine.pay(tender, Decimal(amount) if amount else None)
        if due:
            return ["D" if due > 0 else "R", f"{abs(due):.2f}"]
        return [self.machine.quirks.exact_payment or "D", "0.00"]

    def _text(self, given: list[str]) -> list[str | bytes]:
        self.machine.write(_exactly(6, given)[0])
        return []

    def _close(self, given: list[str]) -> list[str | bytes]:
        _exactly(0, given)
        return [str(self.machine.close().number)]

    def _cancel(self, given: list[str]) -> list[str | bytes]:
        _exactly(0, given)
        self.machine.cancel()
        return []

    def _open_non_fiscal(self, _: list[str]) -> list[str | bytes]:
        self.machine.open_non_fiscal()
        return [self._slip]

    def _close_non_fiscal(self, _: list[str]) -> list[str | bytes]:
        return [str(self.machine.close_non_fiscal())]

    @property
    def _number(self) -> str:
        memory = self.machine.memory
        if self.machine.quirks.x_number == "last document":
            return str(memory.last_number)
        return str(memory.receipts[-1].number if memory.receipts else 0)

    @property
    def _slip(self) -> str:
        return str(self.machine.memory.last_number + 1)

    # ---- everything else -----------------------------------------------------------------------------------

    def _report(self, given: list[str]) -> list[str | bytes]:
        (kind,) = _exactly(1, given)
        reports: Mapping[str, Callable[[], DailyReport]] = {
            "Z": self.machine.z_report,
            "X": self.machine.x_report,
        }
        _need(kind in reports, 1)
        report = reports[kind]()
        totals = report.totals
        return [str(report.number), *_by_group(totals.sums), *_by_group(totals.storno_sums)]

    def _cash(self, given: list[str]) -> list[str | bytes]:
        kind, amount = _exactly(2, given)
        _need(kind in {"0", "1"}, 1)
        _need(bool(re.fullmatch(r"\d+(\.\d{1,2})?", amount)), 2, syntax=True)
        self.machine.move_cash(Decimal(amount) if kind == "0" else -Decimal(amount))
        totals = self.machine.memory.day_totals()
        return [f"{totals.cash:.2f}", f"{totals.cash_in:.2f}", f"{totals.cash_out:.2f}"]

    def _duplicate(self, given: list[str]) -> list[str | bytes]:
        _need(given in ([], ["1"]), 1)
        self.machine.duplicate()
        return []

    def _status(self, _: list[str]) -> list[str | bytes]:
        return [status_bytes(DATECS_X, standing_bits(self.machine), length=_STATUS_BYTES)]

    def _receipt(self, _: list[str]) -> list[str | bytes]:
        figures = self.machine.figures()
        storno_kinds = {
            None: "1",
            Reason.OPERATOR_ERROR: "2",
            Reason.RETURN: "3",
            Reason.TAX_BASE: "4",
        }
        is_open = storno_kinds[figures.storno] if figures.is_open else "0"
        return [
            is_open,
            self._slip if figures.is_open else self._number,
            str(figures.items),
            f"{figures.amount:.2f}",
            f"{figures.paid:.2f}",
        ]

    def _time(self, _: list[str]) -> list[str | bytes]:
        now = self.machine.now()
        return [f"{now:%d-%m-%y %H:%M:%S}" + (" DST" if now.astimezone(ZONE).dst() else "")]

    def _set_time(self, given: list[str]) -> list[str | bytes]:
        (text,) = _exactly(1, given)
        self.machine.set_clock(moment(text.removesuffix(" DST"), "%d-%m-%y %H:%M:%S"))
        return []

    def _rates(self, _: list[str]) -> list[str | bytes]:
        if not self.machine.quirks.tells_rates:
            raise Refused(Why.UNKNOWN_COMMAND)
        rates = self.machine.settings.rates
        return ["1", *(f"{rates[letter]:.2f}" if letter in rates else "" for letter in GROUPS), "01-01-26"]

    def _info(self, _: list[str]) -> list[str | bytes]:
        return [*self._short_info().split(",")]

    def _short_info(self) -> str:
        made = self.machine.settings
        return f"{made.model},{made.firmware} 04Mar22 1200,FFFF,00000000,{made.serial},{made.fiscal_memory}"


def _parameters(data: str) -> list[str]:
    """Each is followed by a tab, also an empty one."""
    if not data:
        return []
    if not data.endswith("\t"):
        raise Refused(Why.SYNTAX)
    return data[:-1].split("\t")


def _exactly(count: int, given: list[str]) -> list[str]:
    if len(given) != count:
        raise Refused(Why.SYNTAX)
    return given


def _need(is_so: bool, place: int, *, syntax: bool = False) -> None:
    if not is_so:
        raise BadParameter(place, syntax=syntax)


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isdigit() and least <= int(text) <= most


def _modifier(kind: str, value: str, place: int) -> Modifier | None:
    """Kinds: 1 surcharge and 2 discount in per cent, 3 surcharge and 4 discount in EUR."""
    if kind in {"", "0"}:
        _need(not value, place + 1)
        return None
    _need(kind in {"1", "2", "3", "4"}, place)
    _need(bool(re.fullmatch(r"\d+(\.\d{1,2})?", value)), place + 1, syntax=True)
    size = Decimal(value) if kind in {"1", "3"} else -Decimal(value)
    return Modifier(percent=size) if kind in {"1", "2"} else Modifier(amount=size)


def _by_group(sums: Mapping[str, Decimal]) -> list[str]:
    return [f"{sums.get(letter, NOTHING):.2f}" for letter in GROUPS]


def _unknown(_: list[str]) -> list[str | bytes]:
    raise Refused(Why.UNKNOWN_COMMAND)


def _code(refused: Refused, command: int) -> int:
    if isinstance(refused, BadParameter):
        return refused.code
    if command == 49 and refused.why in _CODES_OF_PRINTER:
        return _CODES_OF_PRINTER[refused.why]
    return _CODES.get(refused.why, _NOT_NOW)
