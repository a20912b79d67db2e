"""Every family and the server before a device have the one interface; held by the type checker and here."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.clock import TurnedClock
from sync.receipts.device import FiscalDevice, OperatorAccess, ReceiptPrinter
from sync.receipts.devices.daisy import Daisy
from sync.receipts.devices.datecs_c import DatecsC
from sync.receipts.devices.datecs_p import DatecsP
from sync.receipts.devices.datecs_x import DatecsX
from sync.receipts.devices.eltrade import Eltrade
from sync.receipts.devices.incotex import Incotex
from sync.receipts.devices.tremol import Tremol, TremolV2
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.problems import Problem, problem_error, problem_sentence
from sync.receipts.receipt import PaymentKind
from tests.unit.receipts.scripted import ScriptedLine

CLOCK = TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


def test_each_family_takes_cash_and_cards() -> None:
    line = ScriptedLine(CLOCK, lambda _frame: ())
    devices: list[FiscalDevice] = [
        family(line, CLOCK, access=OperatorAccess())
        for family in (DatecsP, DatecsC, DatecsX, Daisy, Eltrade, Incotex, Tremol, TremolV2)
    ]
    printers: list[ReceiptPrinter] = [
        *devices,
        ErpNetPrinter("http://localhost:8001", "dt1", CLOCK, access=OperatorAccess()),
    ]
    for printer in printers:
        assert {PaymentKind.CASH, PaymentKind.CARD} <= printer.payment_kinds
        printer.close()
    assert line.closed


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_has_its_sentence_with_every_field_filled(problem: Problem) -> None:
    error = problem_error(problem, "DT279013", rate="9", found="DT1")
    assert error.problem is problem
    assert error.advice is not None
    assert "{" not in error.sentence.text() + error.advice.text()
    assert problem_sentence(problem, "DT279013").text()
