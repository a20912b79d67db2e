"""What all devices of the ISL framing have in common; each family adds its own forms (facts 2.2 to 2.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from sync.simulators.fiscal.isl_frame import NAK, SYN, FrameReader, Request, Shape, frame, read
from sync.simulators.fiscal.isl_status import BIT_OF_REFUSAL, Bit, Places, standing_bits, status_bytes
from sync.simulators.fiscal.machine import ZONE, Machine
from sync.simulators.fiscal.memory import GROUPS, DailyReport, PrintedStorno, Reason, Tender
from sync.simulators.fiscal.money import NOTHING
from sync.simulators.fiscal.open_receipt import Modifier
from sync.simulators.fiscal.refusals import Refused, Why
from sync.simulators.fiscal.wire import USUAL_SECONDS, Answer, Message

CODE_PAGE: Final = "cp1251"
SALE_NUMBER: Final = re.compile(r"[A-Z]{2}[0-9]{6}-[0-9A-Za-z]{4}-[0-9]{7}")
_PERCENT: Final = r"[+-]?\d{1,2}(?:\.\d{1,2})?"
_AMOUNT: Final = r"[+-]?\d+(?:\.\d{1,2})?"

Command = Callable[[str], str | bytes]


class IslDevice:
    """A device that speaks ISL. A family sets what is its own; a command is a method from data to data."""

    shape: ClassVar[Shape] = Shape(wide=False, longest=213, last_sequence=0x7F)
    places: ClassVar[Places]
    letters: ClassVar[Mapping[str, Tender]]
    amount_mark: ClassVar[str] = ";"
    unit_mark: ClassVar[str] = ""
    latin_groups: ClassVar[bool] = False
    price_digits: ClassVar[int] = 8
    same_needs_command: ClassVar[bool] = False
    failure_in_data: ClassVar[str] = ""
    error_numbers: ClassVar[Mapping[Why, int]] = {}
    exact_is: ClassVar[str] = "R"
    time_form: ClassVar[str] = "%d-%m-%y %H:%M:%S"

    not_acknowledged = NAK
    busy = SYN
    later = False

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._reader = FrameReader(self.shape)
        self._last: tuple[int, int] | None = None
        self._last_answer = b""
        self._sale = self._sale_pattern()
        self._subtotal = re.compile(r"[01][01]" + self._modifier_pattern())
        self._commands = self.commands()

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
        request = read(self.shape, message.raw)
        if request is None:
            raise ValueError("only readable messages are answered")
        if self._is_repeat(request):
            return Answer(self._last_answer, executed=False)
        data, status, seconds = self.act(request.command, request.data)
        self._last = (request.sequence, request.command)
        self._last_answer = frame(self.shape, request.sequence, request.command, data, status)
        return Answer(self._last_answer, seconds)

    def _is_repeat(self, request: Request) -> bool:
        if self._last is None:
            return False
        sequence, command = self._last
        return request.sequence == sequence and (not self.same_needs_command or request.command == command)

    def act(self, command: int, data: bytes) -> tuple[bytes, bytes, float]:
        """Carry out a command: data and status of the answer, and how many seconds it takes."""
        why: Why | None = None
        reply: str | bytes = ""
        try:
            handler = self._commands.get(command, _unknown)
            reply = handler(data.decode(CODE_PAGE, errors="replace"))
        except Refused as refused:
            why = refused.why
            reply = self.failure_in_data if command in {0x30, 0x90} else self.refused_data(command, why)
        bits = standing_bits(self.machine)
        if why is not None:
            bits.add(BIT_OF_REFUSAL.get(why, Bit.NOT_NOW))
            if why is Why.OPERATOR:
                bits.add(Bit.WRONG_OPERATOR)
        status = status_bytes(self.places, bits, self.error_number(why))
        told = reply.encode(CODE_PAGE, errors="replace") if isinstance(reply, str) else reply
        return told, status, self._seconds(command) if why is None else USUAL_SECONDS

    def refused_data(self, command: int, why: Why) -> str:
        """What the data of a refused command says: F for payments and cash."""
        if command == 0x35:
            return "E" if why is Why.NEGATIVE else "F"
        return f"F,{self._drawer}" if command == 0x46 else ""

    def error_number(self, why: Why | None) -> int:
        """Of status byte 3, for the families that tell one."""
        return 0 if why is None else self.error_numbers.get(why, 0)

    def _seconds(self, command: int) -> float:
        if command == 0x45:
            return self.machine.settings.long_work
        if command in {0x30, 0x2E, 0x90, 0x31, 0x34, 0x8A, 0x35, 0x36, 0x38, 0x6D}:
            return max(USUAL_SECONDS, self.machine.settings.printing)
        return USUAL_SECONDS

    # ---- commands ------------------------------------------------------------------------------------------

    def commands(self) -> dict[int, Command]:
        """By command byte. A family adds, changes and takes away."""
        return {
            0x26: self._open_non_fiscal,
            0x27: self._close_non_fiscal,
            0x2A: self._text,
            0x31: self._sell,
            0x33: self._subtotal_now,
            0x34: self._sell,
            0x35: self._pay,
            0x36: self._text,
            0x38: self._close,
            0x3D: self._set_time,
            0x3E: self._time,
            0x45: self._report,
            0x46: self._cash,
            0x4A: self._status,
            0x4C: self._receipt,
            0x53: lambda _: "1,2,0000,4",
            0x5A: self._info,
            0x61: self._rates,
            0x63: lambda _: self.machine.settings.eik,
            0x67: self._sums,
            0x6A: lambda _: "",
            0x6D: self._duplicate,
            0x71: self._last_number,
        }

    def _open_non_fiscal(self, _: str) -> str:
        self.machine.open_non_fiscal()
        return str(self.all_receipts)

    def _close_non_fiscal(self, _: str) -> str:
        self.machine.close_non_fiscal()
        return str(self.all_receipts)

    def _text(self, data: str) -> str:
        self.machine.write(data)
        return ""

    def _sell(self, data: str) -> str:
        text, tab, rest = data.partition("\t")
        if not tab or not rest:
            raise Refused(Why.SYNTAX)
        vat = self.group(rest[0])
        found = self._sale.fullmatch(rest[1:])
        if vat is None or found is None:
            raise Refused(Why.SYNTAX)
        price = Decimal(found["price"])
        quantity = Decimal(found["quantity"] or 1)
        if len(str(abs(price)).replace(".", "").lstrip("0")) > self.price_digits:
            raise Refused(Why.SYNTAX)
        width = self.machine.settings.item_width
        lines = [self.machine.cut(line, width) for line in text.split("\n")[:2]]
        self._widen(lines, vat, price, quantity, _modifier(found))
        return ""

    def _widen(
        self, lines: list[str], vat: str, price: Decimal, quantity: Decimal, modifier: Modifier | None
    ) -> None:
        """A line of the receipt, its second line of text below the first."""
        self.machine.sell(lines[0], vat, price, quantity, modifier)
        receipt = self.machine.receipt
        if receipt is not None and len(lines) > 1 and lines[1]:
            receipt.texts.append(lines[1])

    def _subtotal_now(self, data: str) -> str:
        found = self._subtotal.fullmatch(data)
        if found is None:
            raise Refused(Why.SYNTAX)
        receipt = self.machine.subtotal(_modifier(found))
        return ",".join([f"{receipt.total:.2f}", *self._by_group(receipt.sums)])

    def _pay(self, data: str) -> str:
        _, tab, rest = data.partition("\t")
        if not tab:
            raise Refused(Why.SYNTAX)
        letter, amount = (rest[0], rest[1:]) if rest[:1].isalpha() else ("P", rest)
        tender = self.letters.get(letter)
        if tender is None:
            raise Refused(Why.PAYMENT_FORBIDDEN)
        if amount and not re.fullmatch(r"\d+(\.\d{1,2})?", amount):
            raise Refused(Why.SYNTAX)
        due = self.machine.pay(tender, Decimal(amount) if amount else None)
        if due > 0:
            return f"D{due:.2f}"
        if due < 0:
            return f"R{-due:.2f}"
        return f"{self.machine.quirks.exact_payment or self.exact_is}0.00"

    def _close(self, data: str) -> str:
        if data:
            raise Refused(Why.SYNTAX)
        self.machine.close()
        return self.counts

    def _cancel(self, _: str) -> str:
        self.machine.cancel()
        return ""

    def _set_time(self, data: str) -> str:
        self.machine.set_clock(moment(data, self.time_form))
        return ""

    def _time(self, _: str) -> str:
        return self.machine.now().strftime(self.time_form)

    def _report(self, data: str) -> str:
        if data in {"", "0"}:
            return self.report_data(self.machine.z_report())
        if data == "2":
            return self.report_data(self.machine.x_report())
        raise Refused(Why.SYNTAX)

    def report_data(self, report: DailyReport) -> str:
        """Number, turnover and the groups' sums. The sheet gives no form: one like that of Datecs X."""
        sums = self._by_group(report.totals.sums)
        return ",".join([f"{report.number:04d}", f"{report.totals.turnover:.2f}", *sums])

    def _cash(self, data: str) -> str:
        if data and not re.fullmatch(r"[+-]?\d+(\.\d{1,2})?", data):
            raise Refused(Why.SYNTAX)
        self.machine.move_cash(Decimal(data or 0))
        return f"P,{self._drawer}"

    @property
    def _drawer(self) -> str:
        totals = self.machine.memory.day_totals()
        return f"{totals.cash:.2f},{totals.cash_in:.2f},{totals.cash_out:.2f}"

    def _status(self, _: str) -> bytes:
        return status_bytes(self.places, standing_bits(self.machine))

    def _receipt(self, _: str) -> str:
        figures = self.machine.figures()
        return f"{int(figures.is_open)},{figures.items},{figures.amount:.2f},{figures.paid:.2f}"

    def _info(self, data: str) -> str:
        if data != "1":
            raise Refused(Why.SYNTAX)
        return self.info()

    def info(self) -> str:
        """Model, firmware with date and time, checksum, switches, serial and fiscal memory number."""
        made = self.machine.settings
        return f"{made.model},{made.firmware} 15Mar19 1200,A1B2,00000000,{made.serial},{made.fiscal_memory}"

    def _rates(self, _: str) -> str:
        if not self.machine.quirks.tells_rates:
            return ""
        return ",".join(f"{self.machine.settings.rates.get(letter, NOTHING):.2f}" for letter in GROUPS)

    def _sums(self, _: str) -> str:
        receipt = self.machine.receipt
        return ",".join(["0", *self._by_group(receipt.sums if receipt else {})])

    def _duplicate(self, data: str) -> str:
        if data not in {"", "1"}:
            raise Refused(Why.SYNTAX)
        self.machine.duplicate()
        return ""

    def _last_number(self, _: str) -> str:
        return f"{self.machine.last_number:07d}"

    # ---- parts of data
    # ---------------------------------------------------------------------------------------

    @property
    def all_receipts(self) -> int:
        """Documents since the last Z report; not the number of the last document, which 71h tells."""
        documents = self.machine.memory.documents
        count = 0
        for document in reversed(documents):
            if document.kind.value == "z report":
                break
            count += 1
        return count

    @property
    def counts(self) -> str:
        """All receipts and fiscal receipts of the day, as opening and closing answer."""
        totals = self.machine.memory.day_totals()
        return f"{self.all_receipts},{totals.receipts + totals.stornos}"

    def group(self, letter: str) -> str | None:
        """The VAT group of a letter: Cyrillic, and on some families also A to H."""
        if letter in GROUPS:
            return letter
        place = "ABCDEFGH".find(letter)
        return GROUPS[place] if self.latin_groups and place >= 0 else None

    def _by_group(self, sums: Mapping[str, Decimal]) -> list[str]:
        return [f"{sums.get(letter, NOTHING):.2f}" for letter in GROUPS]

    def _sale_pattern(self) -> re.Pattern[str]:
        unit = rf"(?:{re.escape(self.unit_mark)}[^,;$]*)?" if self.unit_mark else ""
        return re.compile(
            r"(?P<price>[+-]?\d+(?:\.\d{1,2})?)(?:\*(?P<quantity>\d+(?:\.\d{1,3})?))?"
            + unit
            + self._modifier_pattern()
        )

    def _modifier_pattern(self) -> str:
        return rf"(?:,(?P<percent>{_PERCENT})|{re.escape(self.amount_mark)}(?P<amount>{_AMOUNT}))?"


def _unknown(_: str) -> str:
    raise Refused(Why.UNKNOWN_COMMAND)


def _modifier(found: re.Match[str]) -> Modifier | None:
    if found["percent"]:
        return Modifier(percent=Decimal(found["percent"]))
    if found["amount"]:
        return Modifier(amount=Decimal(found["amount"]))
    return None


def moment(text: str, *forms: str) -> datetime:
    """A time as devices write it, in their own time zone. Refuses what is none."""
    for form in forms:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    raise Refused(Why.SYNTAX)


def storno(
    reasons: Mapping[str, Reason], reason: str, number: str, at: datetime, fiscal_memory: str
) -> PrintedStorno:
    """What a storno takes back. Refuses an unknown reason, and numbers that are none."""
    why = reasons.get(reason)
    if why is None or not number.isdigit() or not re.fullmatch(r"\d{8}", fiscal_memory):
        raise Refused(Why.SYNTAX)
    return PrintedStorno(why, int(number), at, fiscal_memory)


def sale_number(text: str) -> str:
    """A sale number. Refuses what is none."""
    if not SALE_NUMBER.fullmatch(text):
        raise Refused(Why.SYNTAX)
    return text
