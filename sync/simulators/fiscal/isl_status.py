"""The six status bytes of ISL, by family (facts 2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Final

from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.refusals import Why


class Bit(StrEnum):
    """What a status bit can say."""

    SYNTAX = "syntax"
    UNKNOWN_COMMAND = "unknown command"
    CLOCK = "clock not set"
    MECHANISM = "mechanism"
    COVER = "cover"
    OVERFLOW = "overflow"
    NOT_NOW = "not permitted now"
    BATTERY = "battery"
    NO_INVOICES = "no invoice range"
    STORNO_OPEN = "storno open"
    UNSENT = "unsent documents"
    WRONG_OPERATOR = "operator and password do not match"
    THREE_WRONG = "three wrong passwords"
    PAPER_OUT = "paper out"
    PAPER_LOW = "paper low"
    FISCAL_OPEN = "fiscal receipt open"
    NON_FISCAL_OPEN = "non-fiscal receipt open"
    PRINTING_ALLOWED = "printing allowed"
    MEMORY_FAILED = "fiscal memory failed"
    MEMORY_FULL = "fiscal memory full"
    MEMORY_READ_ONLY = "fiscal memory read-only"
    EIK_SET = "eik set"
    NUMBERS_SET = "numbers set"
    FORMATTED = "formatted"
    FISCALISED = "fiscalised"
    RATES_SET = "rates set"


Places = Mapping[Bit, tuple[int, int]]

GENERAL: Final[Set[Bit]] = frozenset(
    {Bit.SYNTAX, Bit.UNKNOWN_COMMAND, Bit.MECHANISM, Bit.NOT_NOW, Bit.BATTERY, Bit.PAPER_OUT}
)
"""The class marked # in the sheet: any of them sets bit 0.5."""
OF_MEMORY: Final[Set[Bit]] = frozenset({Bit.MEMORY_FAILED, Bit.MEMORY_FULL, Bit.MEMORY_READ_ONLY})
"""The class marked *: any of them sets bit 4.5."""

_COMMON: Final[dict[Bit, tuple[int, int]]] = {
    Bit.SYNTAX: (0, 0),
    Bit.UNKNOWN_COMMAND: (0, 1),
    Bit.CLOCK: (0, 2),
    Bit.MECHANISM: (0, 4),
    Bit.COVER: (0, 6),
    Bit.OVERFLOW: (1, 0),
    Bit.NOT_NOW: (1, 1),
    Bit.BATTERY: (1, 3),
    Bit.PAPER_OUT: (2, 0),
    Bit.PAPER_LOW: (2, 1),
    Bit.FISCAL_OPEN: (2, 3),
    Bit.NON_FISCAL_OPEN: (2, 5),
    Bit.MEMORY_FAILED: (4, 0),
    Bit.EIK_SET: (4, 1),
    Bit.MEMORY_FULL: (4, 4),
    Bit.MEMORY_READ_ONLY: (5, 0),
    Bit.FORMATTED: (5, 1),
    Bit.FISCALISED: (5, 3),
    Bit.RATES_SET: (5, 4),
}
DATECS_P: Final[Places] = {**_COMMON, Bit.STORNO_OPEN: (1, 4), Bit.NUMBERS_SET: (4, 2)}
DATECS_C: Final[Places] = {**DATECS_P, Bit.UNSENT: (1, 5)}
ELTRADE: Final[Places] = {**_COMMON, Bit.COVER: (1, 5), Bit.NUMBERS_SET: (4, 2)}
DAISY: Final[Places] = {
    **{bit: place for bit, place in _COMMON.items() if bit is not Bit.EIK_SET},
    Bit.WRONG_OPERATOR: (1, 6),
    Bit.PRINTING_ALLOWED: (2, 6),
    Bit.NUMBERS_SET: (5, 5),
}
INCOTEX: Final[Places] = {
    **{bit: place for bit, place in _COMMON.items() if bit not in {Bit.BATTERY, Bit.MECHANISM}},
    Bit.NO_INVOICES: (1, 3),
    Bit.THREE_WRONG: (1, 5),
    Bit.NUMBERS_SET: (5, 5),
}

DATECS_X: Final[Places] = {**_COMMON, Bit.NUMBERS_SET: (4, 2), Bit.MEMORY_READ_ONLY: (4, 0)}

BIT_OF_REFUSAL: Final[Mapping[Why, Bit]] = {
    Why.SYNTAX: Bit.SYNTAX,
    Why.VALUE: Bit.SYNTAX,
    Why.UNKNOWN_COMMAND: Bit.UNKNOWN_COMMAND,
}
"""Which bit tells a refusal; every other one is "not permitted now"."""


def standing_bits(machine: Machine) -> set[Bit]:
    """What is so whatever the last command was."""
    state, rates = machine.condition, machine.settings.rates
    wrong = machine.passwords
    told = {
        Bit.CLOCK: state.clock_not_set,
        Bit.MECHANISM: state.mechanism_fault,
        Bit.COVER: state.cover_open,
        Bit.BATTERY: state.low_battery,
        Bit.NO_INVOICES: True,
        Bit.STORNO_OPEN: machine.receipt is not None and machine.receipt.storno is not None,
        Bit.UNSENT: state.unsent_documents,
        Bit.THREE_WRONG: wrong.locked,
        Bit.PAPER_OUT: state.paper_out,
        Bit.PAPER_LOW: state.paper_low,
        Bit.FISCAL_OPEN: machine.receipt is not None,
        Bit.NON_FISCAL_OPEN: machine.non_fiscal_open,
        Bit.PRINTING_ALLOWED: not state.paper_out,
        Bit.MEMORY_FAILED: state.fiscal_memory_failed,
        Bit.MEMORY_FULL: state.fiscal_memory_full,
        Bit.MEMORY_READ_ONLY: state.read_only,
        Bit.EIK_SET: True,
        Bit.NUMBERS_SET: True,
        Bit.FORMATTED: True,
        Bit.FISCALISED: not state.not_fiscalised,
        Bit.RATES_SET: bool(rates),
    }
    return {bit for bit, is_so in told.items() if is_so}


def status_bytes(places: Places, bits: Set[Bit], error_number: int = 0, *, length: int = 6) -> bytes:
    """Six bytes, or eight on Datecs X; bit 7 of each set. ``error_number``: in byte 3 of the families that
    tell one there.
    """
    status = [0x80] * length
    shown = {bit for bit in bits if bit in places}
    for bit in shown:
        byte, place = places[bit]
        status[byte] |= 1 << place
    if shown & GENERAL:
        status[0] |= 1 << 5
    if shown & OF_MEMORY:
        status[4] |= 1 << 5
    status[3] |= error_number & 0x7F
    return bytes(status)
