"""Incotex: an operator without password, error numbers in the fourth status byte, cancel is 82h (facts
2.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from sync.simulators.fiscal.isl import Command, IslDevice, moment, sale_number, storno
from sync.simulators.fiscal.isl_frame import Shape
from sync.simulators.fiscal.isl_status import INCOTEX, Places
from sync.simulators.fiscal.memory import Reason, Tender
from sync.simulators.fiscal.refusals import Refused, Why


class Incotex(IslDevice):
    """Without an invoice range, as most are: status bit 1.3 always stands."""

    shape: ClassVar[Shape] = Shape(wide=False, longest=91, last_sequence=0x7F)
    places: ClassVar[Places] = INCOTEX
    unit_mark = "@"
    price_digits = 9
    exact_is = "D"
    letters: ClassVar[Mapping[str, Tender]] = {
        "P": Tender.CASH,
        "C": Tender.CARD,
        "N": Tender.CHECK,
        "D": Tender.RESERVED_1,
        "B": Tender.RESERVED_2,
    }
    error_numbers: ClassVar[Mapping[Why, int]] = {
        Why.SYNTAX: 3,
        Why.NOT_NOW: 3,
        Why.RECEIPT_OPEN: 3,
        Why.NO_RECEIPT: 3,
        Why.PAYMENT_BEGUN: 3,
        Why.TOO_MANY_LINES: 12,
        Why.NEGATIVE: 14,
        Why.EMPTY: 18,
        Why.NO_CASH: 21,
        Why.FISCAL_MEMORY: 24,
        Why.VAT_GROUP: 37,
        Why.PAYMENT_FORBIDDEN: 42,
        Why.CLOCK: 76,
    }
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "RR0": Reason.OPERATOR_ERROR,
        "SS0": Reason.RETURN,
        "VV0": Reason.TAX_BASE,
    }

    def commands(self) -> dict[int, Command]:
        """Opening, cancel and constants are its own."""
        return super().commands() | {0x30: self._open, 0x82: self._cancel, 0x80: lambda _: ""}

    def _open(self, data: str) -> str:
        parts = data.split(",")
        if len(parts) not in {3, 6} or not re.fullmatch(r"\d{1,2}", parts[0]):
            raise Refused(Why.SYNTAX)
        operator, number = parts[0], parts[1]
        if len(parts) == 3:
            if parts[2] != "0":
                raise Refused(Why.SYNTAX)
            self.machine.open_sale(operator, sale_number(number))
            return self.counts
        _, _, document, reason, at, memory = parts
        kept = storno(self._reasons, reason, document, moment(at, "%d-%m-%y %H:%M:%S"), memory)
        self.machine.open_storno(operator, "" if number == "0" else sale_number(number), kept)
        return self.counts

    def info(self) -> str:
        """Seven fields; what it is called does not stand among them."""
        made = self.machine.settings
        numbers = f"{made.serial},{made.fiscal_memory},284013911622147"
        return f"{made.firmware} Jan 22 2019 14:00,DB44EEAD,0000,06,{numbers}"
