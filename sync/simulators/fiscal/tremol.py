"""Tremol's ZFP protocol, and its V2 models (facts 2.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar, Final

from sync.simulators.fiscal.isl import CODE_PAGE, moment, storno
from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.memory import GROUPS, Reason, Tender
from sync.simulators.fiscal.money import NOTHING
from sync.simulators.fiscal.open_receipt import Modifier
from sync.simulators.fiscal.refusals import Refused, Why
from sync.simulators.fiscal.tremol_frame import (
    NACK,
    PING,
    RETRY,
    STATE,
    FrameReader,
    data_frame,
    read,
    receipt_frame,
)
from sync.simulators.fiscal.tremol_status import error_bytes, state_byte, status
from sync.simulators.fiscal.wire import USUAL_SECONDS, Answer, Message

_NAME: Final = 36
_SALE_NUMBER: Final = re.compile(r"[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9]{7}")
_SALE: Final = re.compile(
    r"(?P<price>-?\d+(?:\.\d{1,2})?)(?:\*(?P<quantity>\d+(?:\.\d{1,3})?))?"
    r"(?:,(?P<percent>[+-]?\d{1,2}(?:\.\d{1,2})?))?(?::(?P<amount>[+-]?\d+(?:\.\d{1,2})?))?"
)
_SUBTOTAL: Final = re.compile(
    r"[01];[01](?::(?P<amount>[+-]?\d+(?:\.\d{1,2})?))?(?:,(?P<percent>[+-]?\d{1,2}(?:\.\d{1,2})?))?"
)
_PAYMENT: Final = re.compile(
    r'(?P<kind>\d{1,2});(?P<option>[01]);(?:"|(?P<amount>\d+(?:\.\d{1,2})?)\*?)(?:;[012])?'
)

Command = Callable[[str], str | bytes | None]


class Tremol:
    """Errors of every kind come as two bytes in a receipt; the busy sign means "send it again later"."""

    not_acknowledged = NACK
    busy = RETRY
    later = True
    letters: ClassVar[Mapping[int, Tender]] = {
        0: Tender.CASH,
        1: Tender.CHECK,
        2: Tender.COUPONS,
        3: Tender.EXTERNAL_COUPONS,
        4: Tender.PACKAGING,
        5: Tender.INTERNAL,
        6: Tender.DAMAGE,
        7: Tender.CARD,
        8: Tender.BANK,
        9: Tender.RESERVED_1,
        10: Tender.RESERVED_2,
    }
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "0": Reason.OPERATOR_ERROR,
        "1": Reason.RETURN,
        "2": Reason.TAX_BASE,
    }

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._reader = FrameReader()
        self._last: int | None = None
        self._last_answer = b""
        self._commands: Mapping[int, Command] = {
            0x20: lambda _: status(self.machine),
            0x21: self._version,
            0x2E: self._open_non_fiscal,
            0x2F: self._close_non_fiscal,
            0x30: self._open,
            0x31: self._sell,
            0x33: self._subtotal,
            0x35: self._pay,
            0x36: self._pay_and_close,
            0x37: self._text,
            0x38: self._close,
            0x39: self._cancel,
            0x3A: self._duplicate,
            0x3B: self._cash,
            0x48: self._set_time,
            0x60: lambda _: f"{self.machine.settings.serial};{self.machine.settings.fiscal_memory}",
            0x61: lambda _: f"{self.machine.settings.eik};1;123456",
            0x62: self._rates,
            0x68: lambda _: f"{self.machine.now():%d-%m-%Y %H:%M}",
            0x6E: self._sums,
            0x71: lambda _: f"{self.machine.last_number:06d}",
            0x72: self._receipt,
            0x7C: self._report,
        }

    # ---- the dialect -----------------------------------------------------------------------------------

    def take(self, byte: int) -> Message | None:
        """See :class:`Dialect`."""
        return self._reader.take(byte)

    def is_busy(self, message: Message) -> bytes:
        """Pings are answered also while it works."""
        ping = message.raw[0]
        if ping == PING:
            return bytes((PING,))
        return b"\x41" if ping == STATE else self.busy

    def power_lost(self) -> None:
        """The frame that was begun is gone, and by default the last number."""
        self._reader.forget()
        if not self.machine.quirks.sequence_survives_power:
            self._last = None

    def answer(self, message: Message) -> Answer:
        """Act, or repeat the last answer where the number is the last one."""
        if message.raw[0] == PING:
            return Answer(bytes((PING,)), executed=False)
        if message.raw[0] == STATE:
            return Answer(bytes((state_byte(self.machine),)), executed=False)
        request = read(message.raw)
        if request is None:
            raise ValueError("only readable messages are answered")
        if request.number == self._last:
            return Answer(self._last_answer, executed=False)
        self._last = request.number
        busy_after = 0.0
        try:
            told = self._commands.get(request.command, _unknown)(request.data.decode(CODE_PAGE, "replace"))
        except Refused as refused:
            self._last_answer = receipt_frame(request.number, *error_bytes(refused.why))
            return Answer(self._last_answer)
        if told is None:
            self._last_answer = receipt_frame(request.number, 0x30, 0x30)
        else:
            data = told.encode(CODE_PAGE, "replace") if isinstance(told, str) else told
            self._last_answer = data_frame(request.number, request.command, data)
        if request.command == 0x7C:
            busy_after = self.machine.settings.long_work
        return Answer(self._last_answer, USUAL_SECONDS, busy_after=busy_after)

    # ---- receipts ----------------------------------------------------------------------------------------

    def _open(self, data: str) -> None:
        body, mark, number = data.partition("$")
        parts = body.split(";")
        if mark and not _SALE_NUMBER.fullmatch(number):
            raise Refused(Why.SYNTAX)
        if len(parts) == 5:
            operator, password, _, _, kind = parts
            if kind not in {"0", "2", "4", "8"}:
                raise Refused(Why.SYNTAX)
            self.machine.sign_in(operator, password.strip())
            self.machine.open_sale(operator, number)
            return
        self._open_storno(parts)

    def _open_storno(self, parts: list[str]) -> None:
        if (
            len(parts) not in {9, 10}
            or parts[4] not in {"@", "B", "D"}
            or not re.fullmatch(r"\d{1,6}", parts[6])
        ):
            raise Refused(Why.SYNTAX)
        operator, password, _, _, _, reason, document, at, memory = parts[:9]
        number = parts[9] if len(parts) == 10 else ""
        if number and not _SALE_NUMBER.fullmatch(number):
            raise Refused(Why.SYNTAX)
        kept = storno(self._reasons, reason, document, moment(at, "%d-%m-%y %H:%M:%S"), memory)
        self.machine.sign_in(operator, password.strip())
        self.machine.open_storno(operator, number, kept)

    def _sell(self, data: str) -> None:
        name, rest = data[:_NAME], data[_NAME:]
        found = _SALE.fullmatch(rest[3:])
        if len(name) < _NAME or rest[:1] != ";" or rest[2:3] != ";" or rest[1] not in GROUPS or found is None:
            raise Refused(Why.SYNTAX)
        modifier = _modifier(found)
        quantity = Decimal(found["quantity"] or 1)
        self.machine.sell(name.rstrip(), rest[1], Decimal(found["price"]), quantity, modifier)

    def _subtotal(self, data: str) -> str:
        found = _SUBTOTAL.fullmatch(data)
        if found is None:
            raise Refused(Why.SYNTAX)
        if found["amount"] and self.machine.receipt and len(self.machine.receipt.sums) > 1:
            raise Refused(Why.NOT_NOW)  # "works only if all items share one VAT group"
        return f"{self.machine.subtotal(_modifier(found)).total:.2f}"

    def _pay(self, data: str) -> None:
        found = _PAYMENT.fullmatch(data)
        if found is None:
            raise Refused(Why.SYNTAX)
        tender = self.letters.get(int(found["kind"]))
        if tender is None:
            raise Refused(Why.PAYMENT_FORBIDDEN)
        self.machine.pay(tender, Decimal(found["amount"]) if found["amount"] else None)

    def _pay_and_close(self, _: str) -> None:
        self.machine.pay(Tender.CASH, None)
        self.machine.close()

    def _text(self, data: str) -> None:
        self.machine.write(data.rstrip())

    def _close(self, _: str) -> None:
        self.machine.close()

    def _cancel(self, _: str) -> None:
        self.machine.cancel()

    def _open_non_fiscal(self, _: str) -> None:
        self.machine.open_non_fiscal()

    def _close_non_fiscal(self, _: str) -> None:
        self.machine.close_non_fiscal()

    # ---- everything else -----------------------------------------------------------------------------------

    def _version(self, _: str) -> str:
        made = self.machine.settings
        return f"1;784;04-02-2019 08:00;{made.model}; Ver. {made.firmware} TRA20 C.S. 2541"

    def _duplicate(self, _: str) -> None:
        self.machine.duplicate()

    def _cash(self, data: str) -> None:
        """The sheet gives no form: operator, password, a reserved 0 and the signed amount."""
        parts = data.split(";")
        if len(parts) < 4 or not re.fullmatch(r"[+-]?\d+(\.\d{1,2})?", parts[3]):
            raise Refused(Why.SYNTAX)
        self.machine.sign_in(parts[0], parts[1].strip())
        self.machine.move_cash(Decimal(parts[3]))

    def _set_time(self, data: str) -> None:
        self.machine.set_clock(moment(data, "%d-%m-%y %H:%M:%S"))

    def _rates(self, _: str) -> str:
        if not self.machine.quirks.tells_rates:
            raise Refused(Why.UNKNOWN_COMMAND)
        rates = self.machine.settings.rates
        return ";".join(f"{rates.get(letter, NOTHING):.2f}%" for letter in GROUPS)

    def _sums(self, data: str) -> str:
        """The sheet gives no form: cash in the drawer, then the day's turnover."""
        totals = self.machine.memory.day_totals()
        return f"{data[:1]};{totals.cash:.2f};{totals.turnover:.2f}"

    def _receipt(self, data: str) -> str:
        if data != "B":
            raise Refused(Why.SYNTAX)
        receipts = self.machine.memory.receipts
        if not receipts:
            raise Refused(Why.NOT_NOW)
        last = receipts[-1]
        memory = self.machine.settings.fiscal_memory
        return f"{memory}*{last.number:06d}*{last.at:%Y-%m-%d*%H:%M:%S}*{last.total:.2f}"

    def _report(self, data: str) -> None:
        if data == "Z":
            self.machine.z_report()
        elif data == "X":
            self.machine.x_report()
        else:
            raise Refused(Why.SYNTAX)


class TremolV2(Tremol):
    """Models whose name ends in V2 know three ways of payment."""

    letters: ClassVar[Mapping[int, Tender]] = {0: Tender.CASH, 1: Tender.CARD, 2: Tender.CHECK}


def _modifier(found: re.Match[str]) -> Modifier | None:
    if found["percent"]:
        return Modifier(percent=Decimal(found["percent"]))
    if found["amount"]:
        return Modifier(amount=Decimal(found["amount"]))
    return None


def _unknown(_: str) -> None:
    raise Refused(Why.UNKNOWN_COMMAND)
