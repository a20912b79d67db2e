"""Every family and the server before a device have the one interface; held by the type checker and here."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.clock import TurnedClock
from sync.receipts.device import OperatorAccess, ReceiptPrinter
from sync.receipts.devices.families import Family, device_on
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.problems import Problem, problem_error, problem_sentence
from sync.receipts.receipt import PaymentKind
from tests.unit.receipts.scripted import ScriptedLine

CLOCK = TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.mark.parametrize("family", list(Family))
def test_each_family_takes_cash_and_cards_and_sends_nothing_unasked(family: Family) -> None:
    line = ScriptedLine(CLOCK, lambda _frame: ())
    device: ReceiptPrinter = device_on(line, family, CLOCK, access=OperatorAccess())
    assert {PaymentKind.CASH, PaymentKind.CARD} <= device.payment_kinds
    assert line.written == []
    device.close()
    assert line.closed


def test_a_server_is_a_printer_too() -> None:
    printer: ReceiptPrinter = ErpNetPrinter("http://localhost:8001", "dt1", CLOCK, access=OperatorAccess())
    assert {PaymentKind.CASH, PaymentKind.CARD} <= printer.payment_kinds
    printer.close()


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_has_its_sentence_with_every_field_filled(problem: Problem) -> None:
    error = problem_error(problem, "DT279013", rate="9", found="DT1")
    assert error.problem is problem
    assert error.advice is not None
    assert "{" not in error.sentence.text() + error.advice.text()
    assert problem_sentence(problem, "DT279013").text()
