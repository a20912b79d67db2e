"""Datecs printers of group A ("P") and registers of group B ("C"), both with the ISL framing (facts 2.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from sync.simulators.fiscal.isl import Command, IslDevice, moment, sale_number, storno
from sync.simulators.fiscal.isl_status import DATECS_C, DATECS_P, Places
from sync.simulators.fiscal.memory import Reason, Tender
from sync.simulators.fiscal.refusals import Refused, Why

_TILL: Final = re.compile(r"\d{1,5}")


class DatecsP(IslDevice):
    """Fiscal printers: operator, password, till, then the sale number."""

    places: ClassVar[Places] = DATECS_P
    unit_mark = "#"
    latin_groups = True
    letters: ClassVar[Mapping[str, Tender]] = {
        "P": Tender.CASH,
        "N": Tender.CREDIT,
        "C": Tender.CHECK,
        "D": Tender.CARD,
        **dict.fromkeys("IiJjKk", Tender.RESERVED_1),
        **dict.fromkeys("Ll", Tender.RESERVED_2),
        "m": Tender.COUPONS,
        "n": Tender.EXTERNAL_COUPONS,
        "o": Tender.PACKAGING,
        "p": Tender.INTERNAL,
        "q": Tender.DAMAGE,
        "r": Tender.BANK,
        "s": Tender.CHECK,
    }
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "E": Reason.OPERATOR_ERROR,
        "R": Reason.RETURN,
        "T": Reason.TAX_BASE,
    }
    _last_sale = ""

    def commands(self) -> dict[int, Command]:
        """Opening, storno and cancel are its own."""
        return super().commands() | {0x30: self._open, 0x2E: self._open_storno, 0x3C: self._cancel}

    def _open(self, data: str) -> str:
        parts = data.split(",")
        if len(parts) > 3 and parts[3] == "I":
            del parts[3]
        if len(parts) not in {3, 4} or not _TILL.fullmatch(parts[2]):
            raise Refused(Why.SYNTAX)
        number = sale_number(parts[3]) if len(parts) == 4 else self._next_sale()
        self.machine.sign_in(parts[0], parts[1])
        self.machine.open_sale(parts[0], number)
        self._last_sale = number
        return self.counts

    def _next_sale(self) -> str:
        """A number left out is the last one + 1, and the device does not tell it."""
        if not self._last_sale:
            raise Refused(Why.SYNTAX)
        start, _, counter = self._last_sale.rpartition("-")
        return f"{start}-{int(counter) + 1:07d}"

    def _open_storno(self, data: str) -> str:
        parts = data.split(",", 6)
        if len(parts) != 7 or not _TILL.fullmatch(parts[2]):
            raise Refused(Why.SYNTAX)
        operator, password, _, original, number, at, memory = parts
        taken_back = storno(
            self._reasons, original[:1], original[1:], moment(at, "%d%m%y%H%M%S"), memory.partition("#")[0]
        )
        number = sale_number(number)
        self.machine.sign_in(operator, password)
        self.machine.open_storno(operator, number, taken_back)
        return self.counts


class DatecsC(IslDevice):
    """Cash registers: operator, password, the sale number, then the till; F where opening fails."""

    places: ClassVar[Places] = DATECS_C
    failure_in_data = "F"
    letters: ClassVar[Mapping[str, Tender]] = {
        "P": Tender.CASH,
        "C": Tender.CARD,
        "N": Tender.CARD,
        "J": Tender.COUPONS,
        "I": Tender.EXTERNAL_COUPONS,
        "D": Tender.RESERVED_1,
    }
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "0": Reason.OPERATOR_ERROR,
        "1": Reason.RETURN,
        "2": Reason.TAX_BASE,
    }

    def commands(self) -> dict[int, Command]:
        """Opening, storno and cancel are its own."""
        return super().commands() | {0x30: self._open, 0x2E: self._open_storno, 0x3C: self._cancel}

    def _open(self, data: str) -> str:
        parts = data.split(",")
        if len(parts) == 3:  # operator, password, till
            parts.insert(2, "")
        if len(parts) == 5 and parts[4] == "I":
            del parts[4]
        if len(parts) != 4 or not _TILL.fullmatch(parts[3]):
            raise Refused(Why.SYNTAX)
        number = sale_number(parts[2]) if parts[2] else ""
        self.machine.sign_in(parts[0], parts[1])
        self.machine.open_sale(parts[0], number)
        return self.counts

    def _open_storno(self, data: str) -> str:
        parts = data.split(",")
        if len(parts) < 8 or not _TILL.fullmatch(parts[3]):
            raise Refused(Why.SYNTAX)
        operator, password, number, _, reason, document, at, memory = parts[:8]
        taken_back = storno(self._reasons, reason, document, moment(at, "%d%m%y%H%M%S", "%d%m%y%H%M"), memory)
        number = sale_number(number)
        self.machine.sign_in(operator, password)
        self.machine.open_storno(operator, number, taken_back)
        return self.counts

    def _close(self, data: str) -> str:
        number = self.machine.receipt.sale_number if self.machine.receipt else ""
        counts = super()._close(data)
        return f"{counts},{number}" if number else counts
