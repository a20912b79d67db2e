"""Tremol's seven status bytes, its error bytes and its one-byte state (facts 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.refusals import Why

_NOT_NOW: Final = (0x30, 0x32)
_ERRORS: Final[Mapping[Why, tuple[int, int]]] = {
    Why.SYNTAX: (0x30, 0x34),
    Why.VALUE: (0x30, 0x34),
    Why.UNKNOWN_COMMAND: (0x30, 0x31),
    Why.OPERATOR: (0x39, 0x30),
    Why.LOCKED: (0x39, 0x32),
    Why.PAPER: (0x31, 0x30),
    Why.COVER: (0x31, 0x30),
    Why.MECHANISM: (0x31, 0x30),
    Why.CLOCK: (0x33, 0x32),
    Why.DAY_NOT_CLOSED: (0x3B, 0x32),
    Why.FISCAL_MEMORY: (0x38, 0x30),
    Why.NOT_FISCALISED: (0x3F, 0x32),
    Why.RECEIPT_OPEN: (0x34, 0x32),
    Why.NON_FISCAL_OPEN: (0x36, 0x32),
    Why.PAYMENT_BEGUN: (0x35, 0x32),
    Why.NOT_PAID: (0x35, 0x32),
    Why.PAID: (0x37, 0x32),
    Why.TOO_MANY_LINES: (0x32, 0x32),
    Why.NEGATIVE: (0x30, 0x37),
    Why.NO_CASH: (0x30, 0x38),
    Why.VAT_GROUP: (0x3F, 0x32),
}


def error_bytes(why: Why) -> tuple[int, int]:
    """The two bytes of a receipt that refuses."""
    return _ERRORS.get(why, _NOT_NOW)


def state_byte(machine: Machine) -> int:
    """The answer to the ping 09h: ready, or no paper."""
    return 0x42 if machine.condition.paper_out else 0x40


def status(machine: Machine) -> bytes:
    """Bit 7 of each byte is set."""
    state, receipt = machine.condition, machine.receipt
    bits = {
        (0, 0): state.read_only,
        (0, 1): machine.power_was_lost_in_receipt,
        (0, 3): state.clock_not_set,
        (1, 0): state.paper_out,
        (1, 3): machine.memory.day_started is not None,
        (1, 6): machine.duplicate_printed,
        (2, 0): machine.non_fiscal_open,
        (2, 1): receipt is not None,
        (3, 1): state.fiscal_memory_failed,
        (3, 2): state.fiscal_memory_full,
        (3, 5): not state.not_fiscalised,
        (3, 6): True,
    }
    told = [0x80] * 7
    for (byte, place), is_so in bits.items():
        told[byte] |= int(is_so) << place
    return bytes(told)
