"""Eltrade: receipts are opened with 90h and an operator's name, without a password (facts 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sync.simulators.fiscal.isl import Command, IslDevice, moment, sale_number, storno
from sync.simulators.fiscal.isl_frame import Shape
from sync.simulators.fiscal.isl_status import ELTRADE, Places
from sync.simulators.fiscal.memory import Reason, Tender
from sync.simulators.fiscal.refusals import Refused, Why


class Eltrade(IslDevice):
    """Takes short frames alone, by the stricter of its manual's two sentences."""

    shape: ClassVar[Shape] = Shape(wide=False, longest=91, last_sequence=0xFF)
    places: ClassVar[Places] = ELTRADE
    letters: ClassVar[Mapping[str, Tender]] = {
        "P": Tender.CASH,
        "L": Tender.CARD,
        "N": Tender.CHECK,
        "C": Tender.COUPONS,
        "D": Tender.EXTERNAL_COUPONS,
        "I": Tender.PACKAGING,
        "J": Tender.INTERNAL,
        "K": Tender.DAMAGE,
        "M": Tender.BANK,
        "Q": Tender.RESERVED_1,
        "R": Tender.RESERVED_2,
    }
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "O": Reason.OPERATOR_ERROR,
        "R": Reason.RETURN,
        "T": Reason.TAX_BASE,
    }

    def commands(self) -> dict[int, Command]:
        """Opening and cancel are its own."""
        return super().commands() | {0x90: self._open, 0x3C: self._cancel}

    def _open(self, data: str) -> str:
        parts = data.split(",")
        if len(parts) < 2 or not parts[0]:
            raise Refused(Why.SYNTAX)
        operator, number, *rest = parts
        number = sale_number(number)
        if rest in ([], ["I"]):
            self.machine.open_sale(operator, number)
            return self.counts
        if len(rest) != 5 or rest[0] != "S":
            raise Refused(Why.SYNTAX)
        _, memory, reason, document, at = rest
        kept = storno(self._reasons, reason, document, moment(at, "%Y-%m-%dT%H:%M:%S"), memory)
        self.machine.open_storno(operator, number, kept)
        return self.counts

    def info(self) -> str:
        """Seven fields: the serial is the sixth, the fiscal memory's number the seventh."""
        made = self.machine.settings
        return f"{made.model},{made.firmware},15-03-2019,1200,A1B2,{made.serial},{made.fiscal_memory}"
