"""The codes by which an ErpNet.FP server tells what is wrong (facts 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.refusals import Why

Body = dict[str, Any]

_CODES: Final[Mapping[Why, tuple[str, str]]] = {
    Why.PAPER: ("E301", "Out of paper"),
    Why.COVER: ("E302", "Cover is open"),
    Why.MECHANISM: ("E303", "Printing mechanism failure"),
    Why.CLOCK: ("E103", "The clock is not set"),
    Why.FISCAL_MEMORY: ("E201", "Fiscal memory failure"),
    Why.OPERATOR: ("E408", "Wrong operator password"),
    Why.LOCKED: ("E408", "Wrong operator password"),
    Why.VAT_GROUP: ("E411", "Unsupported tax group"),
    Why.PAYMENT_FORBIDDEN: ("E406", "Payment error"),
    Why.NO_CASH: ("E404", "Not enough cash"),
    Why.VALUE: ("E403", "Wrong value"),
    Why.NEGATIVE: ("E403", "Wrong value"),
    Why.SYNTAX: ("E401", "Syntax error"),
}


class Fails(Exception):
    """A request that ends with an error code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def failure_of(why: Why) -> Fails:
    """The code of a device's refusal; "not allowed now" where there is none of its own."""
    return Fails(*_CODES.get(why, ("E404", "Not allowed in the current state")))


def message(kind: str, code: str, text: str) -> Body:
    """One entry of ``messages``."""
    return {"type": kind, "code": code, "text": text}


def state_messages(machine: Machine) -> list[Body]:
    """What is wrong with the device just now."""
    state = machine.condition
    told = (
        (state.paper_out, "error", "E301", "Out of paper"),
        (state.cover_open, "error", "E302", "Cover is open"),
        (state.mechanism_fault, "error", "E303", "Printing mechanism failure"),
        (state.clock_not_set, "error", "E103", "The clock is not set"),
        (state.low_battery, "error", "E102", "Low battery"),
        (state.fiscal_memory_failed or state.read_only, "error", "E201", "Fiscal memory failure"),
        (state.fiscal_memory_full, "error", "E202", "Fiscal memory is full"),
        (state.not_fiscalised, "error", "E405", "The device is not fiscalised"),
        (state.paper_low, "warning", "W301", "Near end of paper"),
        (state.unsent_documents, "warning", "W501", "Unsent data"),
    )
    return [message(kind, code, text) for is_so, kind, code, text in told if is_so]
