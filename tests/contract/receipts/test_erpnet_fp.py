"""A device behind an ErpNet.FP server: the same receipts, and every answer that can be lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Unknown, Unreachable
from sync.receipts.device import OperatorAccess
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.problems import DeviceProblem, Problem
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    StornoReason,
)
from sync.simulators.fiscal import ErpNetFp, Quirks, Reason, ServerFault, ServerFaultKind, Tender
from sync.simulators.fiscal.erpnet import USUAL
from tests.contract.receipts.bench import MORNING, SUMS, TOTAL, TWO_WAYS, D, a_storno, check

NUMBER = f"{USUAL.serial}-0001-0000001"
RECEIPT = Receipt(
    (
        ReceiptLine("Чаша", D(20), D("3.33"), D("1.500")),
        ReceiptLine("Книга за чай", D(9), D("10.00"), D(2), D("2.91")),
    ),
    TWO_WAYS,
    NUMBER,
    ("Подарък: лъжичка",),
)


class Bench:
    """A server, and a printer that is asked as Mostik asks it; the ids of its tasks are kept."""

    def __init__(self, server: ErpNetFp, clock: TurnedClock) -> None:
        self.server = server
        self.clock = clock
        self.tasks: list[str] = []
        self.access = OperatorAccess(password="1")

    def open(self, serial: str = USUAL.serial) -> ErpNetPrinter:
        """A new session."""
        return ErpNetPrinter(
            self.server.url,
            self.server.printer,
            self.clock,
            access=self.access,
            serial=serial,
            note_task=self.tasks.append,
        )


@pytest.fixture(params=[0.0, 2.5], ids=["at once", "after a while"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    clock = TurnedClock(MORNING)
    with ErpNetFp(clock, work_seconds=request.param, ok_as_text=request.param > 0) as server:
        yield Bench(server, clock)


@pytest.fixture
def printer(bench: Bench) -> Iterator[ErpNetPrinter]:
    opened = bench.open()
    yield opened
    opened.close()


def test_who_answers_and_how_it_is(bench: Bench, printer: ErpNetPrinter) -> None:
    info = printer.info()

    assert (info.serial, info.fiscal_memory) == (USUAL.serial, USUAL.fiscal_memory)
    assert (info.line_width, info.note_width) == (22, 36)
    assert printer.status().problems == ()
    assert abs(printer.read_clock() - bench.clock.now()) < timedelta(minutes=1)
    assert bench.server.memory.documents == ()


def test_a_receipt_to_the_cent(bench: Bench, printer: ErpNetPrinter) -> None:
    printed = printer.sell(RECEIPT)

    (paper,) = bench.server.memory.receipts
    check(paper, RECEIPT, SUMS)
    assert (printed.number, printed.amount, printed.sale_number) == (paper.number, TOTAL, NUMBER)
    assert printed.at == paper.at


@pytest.mark.parametrize("reason", list(StornoReason))
def test_a_storno(bench: Bench, printer: ErpNetPrinter, reason: StornoReason) -> None:
    printer.cash_in(D("100.00"))
    printed = printer.sell(replace(RECEIPT, payments=()))

    printer.reverse(a_storno(printed, RECEIPT, reason))

    (paper,) = bench.server.memory.stornos
    assert paper.storno is not None
    assert paper.storno.reason is Reason(reason.value)
    assert (paper.storno.document, paper.storno.at) == (printed.number, printed.at)
    assert paper.sums == SUMS
    assert bench.server.memory.cash == printer.cash() == D(100)


def test_every_kind_of_payment_is_what_it_is_called(bench: Bench, printer: ErpNetPrinter) -> None:
    for kind in sorted(printer.payment_kinds):
        printer.sell(replace(RECEIPT, payments=(ReceiptPayment(kind, TOTAL),)))

        assert bench.server.memory.receipts[-1].payments[0].tender is Tender(kind.value)


def test_reports_cash_duplicate_and_clock(bench: Bench, printer: ErpNetPrinter) -> None:
    printer.sell(RECEIPT)
    printer.duplicate()
    printer.daily_report(close_day=False)
    printer.daily_report(close_day=True)
    printer.cash_out(D("8.09"))
    printer.set_clock(MORNING + timedelta(hours=1))

    assert [report.totals.turnover for report in bench.server.memory.reports] == [TOTAL, TOTAL]
    assert printer.cash() == D("10.00")
    assert printer.read_clock() >= MORNING + timedelta(hours=1)
    with pytest.raises(DeviceProblem) as raised:
        printer.duplicate()
    assert raised.value.problem is Problem.NOT_ALLOWED_NOW
    with pytest.raises(DeviceProblem):
        printer.cash_out(D("99.99"))
    assert printer.cash() == D("10.00")


@pytest.mark.parametrize(
    ("trouble", "problem"),
    [
        ("paper_out", Problem.PAPER_OUT),
        ("cover_open", Problem.COVER_OPEN),
        ("mechanism_fault", Problem.PRINTER_FAULT),
        ("clock_not_set", Problem.CLOCK_NOT_SET),
        ("fiscal_memory_full", Problem.FISCAL_MEMORY),
    ],
)
def test_trouble_of_the_device(bench: Bench, printer: ErpNetPrinter, trouble: str, problem: Problem) -> None:
    setattr(bench.server.condition, trouble, True)

    with pytest.raises(DeviceProblem) as raised:
        printer.sell(RECEIPT)

    assert raised.value.problem is problem
    assert bench.server.memory.receipts == ()


def test_a_day_not_closed_for_24_hours(bench: Bench) -> None:
    with ErpNetFp(bench.clock, quirks=Quirks(automatic_z=False)) as server:
        other = Bench(server, bench.clock)
        printer = other.open()
        printer.sell(RECEIPT)
        bench.clock.turn(timedelta(hours=25))
        with pytest.raises(MostikError):
            printer.sell(replace(RECEIPT, sale_number=f"{USUAL.serial}-0001-0000002"))
        assert [paper.number for paper in server.memory.receipts] == [1]
        printer.daily_report(close_day=True)
        printer.sell(replace(RECEIPT, sale_number=f"{USUAL.serial}-0001-0000002"))
        assert [paper.number for paper in server.memory.receipts] == [1, 3]
        printer.close()


def test_a_wrong_password_is_never_sent_three_times(bench: Bench) -> None:
    bench.access.password = "1234"
    for _ in range(5):
        printer = bench.open()
        with pytest.raises(DeviceProblem) as raised:
            printer.sell(RECEIPT)
        assert raised.value.problem is Problem.WRONG_PASSWORD
        printer.close()

    assert 1 <= bench.server.wrong_passwords.in_all <= 2


def test_a_vat_group_that_the_device_lacks(bench: Bench) -> None:
    rates = {letter: rate for letter, rate in USUAL.rates.items() if letter != "Г"}
    with ErpNetFp(bench.clock, replace(USUAL, rates=rates)) as server:
        printer = Bench(server, bench.clock).open()
        with pytest.raises(DeviceProblem) as raised:
            printer.sell(RECEIPT)
        printer.close()

        assert raised.value.problem is Problem.VAT_GROUP_MISSING
        assert server.memory.receipts == ()


def test_lines_that_do_not_add_up_and_another_serial(bench: Bench, printer: ErpNetPrinter) -> None:
    short = (ReceiptPayment(PaymentKind.CASH, TOTAL - D("0.01")),)
    with pytest.raises(DeviceProblem) as raised:
        printer.sell(replace(RECEIPT, payments=short))
    assert raised.value.problem is Problem.SUMS_DIFFER
    other = bench.open("DT000001")
    with pytest.raises(DeviceProblem) as raised:
        other.sell(RECEIPT)
    other.close()
    assert raised.value.problem is Problem.OTHER_DEVICE
    assert bench.tasks == []
    assert bench.server.memory.receipts == ()


KINDS = list(ServerFaultKind)


@pytest.mark.parametrize("request_kind", ["receipt", "taskinfo", "status", "dt517985"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_answer_is_never_printed_twice(bench: Bench, kind: ServerFaultKind, request_kind: str) -> None:
    """What Mostik says, at once or by the task's name later, agrees with the fiscal memory."""
    bench.server.faults.add(ServerFault(kind, request_kind))
    printer = bench.open()
    printed: PrintedReceipt | None = None
    try:
        printed = printer.sell(RECEIPT)
    except Unknown:
        bench.clock.turn(timedelta(seconds=10))
        try:
            printed = printer.finished_task(bench.tasks[-1], RECEIPT)
        except Unknown:
            pass
        else:
            # None says nothing about the receipt: the server tells of a task once.
            assert printed is None or len(bench.server.memory.receipts) == 1
    except MostikError:
        assert bench.server.memory.receipts == ()
    printer.close()
    assert len(bench.server.memory.receipts) <= 1
    if printed is not None:
        check(bench.server.memory.receipts[0], RECEIPT, SUMS)
        assert printed.number == bench.server.memory.receipts[0].number


def test_a_restarted_server_has_forgotten_its_tasks(bench: Bench) -> None:
    printer = bench.open()
    bench.server.faults.add(ServerFault(ServerFaultKind.DROP_AFTER, "receipt"))
    with pytest.raises(Unknown):
        printer.sell(RECEIPT)
    bench.server.restart()

    assert printer.finished_task(bench.tasks[-1], RECEIPT) is None
    printer.close()


def test_nobody_listens() -> None:
    clock = TurnedClock(MORNING)
    server = ErpNetFp(clock)
    server.stop()
    printer = Bench(server, clock).open()
    with pytest.raises(Unreachable):
        printer.sell(RECEIPT)
    printer.close()
