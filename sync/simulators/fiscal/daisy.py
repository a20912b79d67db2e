"""Daisy: opening takes sale and storno alike, modifiers in EUR stand behind $, cancel is 82h (facts 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sync.simulators.fiscal.isl import Command, IslDevice, moment, sale_number, storno
from sync.simulators.fiscal.isl_frame import Shape
from sync.simulators.fiscal.isl_status import DAISY, Places
from sync.simulators.fiscal.memory import Reason, Tender
from sync.simulators.fiscal.refusals import Refused, Why


class Daisy(IslDevice):
    """A repeat needs the same sequence number and the same command here."""

    shape: ClassVar[Shape] = Shape(wide=False, longest=200, last_sequence=0xFF)
    places: ClassVar[Places] = DAISY
    amount_mark = "$"
    same_needs_command = True
    letters: ClassVar[Mapping[str, Tender]] = {
        "P": Tender.CASH,
        "C": Tender.CARD,
        "N": Tender.CHECK,
        "D": Tender.RESERVED_1,
    }
    # The sheet says where the number stands and not what the numbers are.
    error_numbers: ClassVar[Mapping[Why, int]] = {why: number for number, why in enumerate(Why, start=1)}
    _reasons: ClassVar[Mapping[str, Reason]] = {
        "0": Reason.RETURN,
        "1": Reason.OPERATOR_ERROR,
        "2": Reason.TAX_BASE,
    }

    def commands(self) -> dict[int, Command]:
        """Opening, cancel and constants are its own."""
        return super().commands() | {0x30: self._open, 0x82: self._cancel, 0x80: lambda _: ""}

    def _open(self, data: str) -> str:
        signed, *taken_back = data.split("\t")
        parts = signed.split(",")
        if len(parts) != 3 or len(taken_back) not in {0, 2}:
            raise Refused(Why.SYNTAX)
        operator, password, number = parts[0], parts[1], sale_number(parts[2])
        if not taken_back:
            self.machine.sign_in(operator, password)
            self.machine.open_sale(operator, number)
            return self.counts
        original = taken_back[0].split(",")
        if len(original) != 3 or original[0][:1] != "R":
            raise Refused(Why.SYNTAX)
        at = moment(original[2], "%d-%m-%y %H:%M:%S", "%d-%m-%y %H:%M")
        kept = storno(self._reasons, original[0][1:], original[1], at, taken_back[1])
        self.machine.sign_in(operator, password)
        self.machine.open_storno(operator, number, kept)
        return self.counts

    def info(self) -> str:
        """Six fields; the first has model, firmware, date and time."""
        made = self.machine.settings
        first = f"{made.model} {made.firmware} 26-10-2018 10:25"
        return f"{first},45CF,00000000,0123,{made.serial},{made.fiscal_memory}"
