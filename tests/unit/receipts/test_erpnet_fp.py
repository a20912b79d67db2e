"""Receipts through an ErpNet.FP server: what is posted, its tasks, and what is surely not printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.clock import TurnedClock
from sync.errors import Refused, SettingsError, Unknown, Unreachable
from sync.receipts.device import DEVICE_ZONE, DeviceWarning, OperatorAccess
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.problems import DeviceNotReady, ReceiptRefused
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Storno,
    StornoReason,
)
from sync.simulators.local_server import LocalService

D = Decimal
NUMBER = "DT279013-0001-0000001"
RECEIPT = Receipt(
    lines=(
        ReceiptLine("Чаша", D(20), D("3.33"), D(3), D("1.67")),
        ReceiptLine("Книга", D(9), D("16.67")),
    ),
    payments=(ReceiptPayment(PaymentKind.CASH, D("10.00")), ReceiptPayment(PaymentKind.CARD, D("14.99"))),
    sale_number=NUMBER,
    notes=("Подарък",),
)
DONE = {
    "ok": True,
    "messages": [],
    "receiptNumber": "0000123",
    "receiptDateTime": "2026-11-22T14:00:05",
    "receiptAmount": 24.99,
    "fiscalMemorySerialNumber": "02279013",
}
PRINTED = PrintedReceipt(
    123, datetime(2026, 11, 22, 14, 0, 5, tzinfo=DEVICE_ZONE), D("24.99"), "DT279013", "02279013", NUMBER
)


class Server:
    """Answers from tables; each answer of a list is given once, the last for ever."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        self.posted: list[tuple[str, dict[str, list[str]], Any]] = []
        self.answers: dict[str, Any] = {
            "/printers/dt279013": {
                "serialNumber": "DT279013",
                "fiscalMemorySerialNumber": "02279013",
                "manufacturer": "Datecs",
                "model": "FP-700",
                "firmwareVersion": "2.00",
                "itemTextMaxLength": 34,
            },
            "/printers/dt279013/status": {
                "ok": "true",
                "messages": [],
                "deviceDateTime": "2026-11-22T14:00:00",
            },
            "/printers/dt279013/cash": {"ok": True, "amount": 110.5},
            "/printers/taskinfo": [{"taskStatus": "running"}, {"taskStatus": "finished", "result": DONE}],
        }

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(server.answers.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                parts = urlsplit(self.path)
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                query = parse_qs(parts.query)
                server.posted.append((parts.path, query, body))
                self._answer(server.answers.get(parts.path, {"taskId": query["taskId"][0]}))

            def _answer(self, answer: Any) -> None:
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if answer == "gone":
                    self.close_connection = True
                    return
                written = json.dumps(answer).encode()
                self.send_response(404 if answer is None else 200)
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *_: object) -> None:
                """Not into the tests' output."""

        return Handler


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Server, str]]:
    server = Server()
    with LocalService(server.handler(), 0) as running:
        yield server, f"http://127.0.0.1:{running.port}"


@pytest.fixture
def server(service: tuple[Server, str]) -> Server:
    service[0].begin_anew()
    return service[0]


def _printer(service: tuple[Server, str], **other: Any) -> ErpNetPrinter:
    clock = TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    given = {"access": OperatorAccess(), **other}
    return ErpNetPrinter(service[1], "dt279013", clock, **given)


def test_a_receipt_is_posted_as_a_task_and_waited_for(server: Server, service: tuple[Server, str]) -> None:
    noted: list[str] = []
    printer = _printer(service, note_task=noted.append, access=OperatorAccess(2, "4321"))
    assert printer.sell(RECEIPT) == PRINTED
    ((path, query, body),) = server.posted
    assert path == "/printers/dt279013/receipt"
    assert query == {"asyncTimeout": ["0"], "taskId": noted}
    assert body == {
        "uniqueSaleNumber": NUMBER,
        "operator": "2",
        "operatorPassword": "4321",
        "items": [
            {
                "text": "Чаша",
                "quantity": 3,
                "unitPrice": 3.33,
                "taxGroup": 2,
                "priceModifierType": "discount-amount",
                "priceModifierValue": 1.67,
            },
            {"text": "Книга", "quantity": 1, "unitPrice": 16.67, "taxGroup": 4},
            {"type": "comment", "text": "Подарък"},
        ],
        "payments": [
            {"paymentType": "cash", "amount": 10.0},
            {"paymentType": "card", "amount": 14.99},
        ],
    }


def test_a_storno_keeps_the_sale_number(server: Server, service: tuple[Server, str]) -> None:
    _printer(service).reverse(Storno(RECEIPT, PRINTED, StornoReason.RETURN))
    ((path, _, body),) = server.posted
    assert path == "/printers/dt279013/reversalreceipt"
    assert "payments" not in body
    assert {name: body[name] for name in body if name != "items"} == {
        "uniqueSaleNumber": NUMBER,
        "receiptNumber": "123",
        "receiptDateTime": "2026-11-22T14:00:05",
        "fiscalMemorySerialNumber": "02279013",
        "reason": "refund",
    }


def test_a_server_that_answers_at_once_is_understood(server: Server, service: tuple[Server, str]) -> None:
    server.answers["/printers/dt279013/receipt"] = DONE
    assert _printer(service).sell(RECEIPT) == PRINTED


def _failed(code: str) -> dict[str, Any]:
    return {"ok": "false", "messages": [{"type": "error", "code": code, "text": "no"}]}


def test_what_the_server_surely_did_not_print_is_refused(server: Server, service: tuple[Server, str]) -> None:
    server.answers["/printers/dt279013/receipt"] = _failed("E411")
    with pytest.raises(ReceiptRefused, match=r"no VAT group of 9 / 20 %"):
        _printer(service).sell(RECEIPT)


@pytest.mark.parametrize("code", ["E101", "E107", "E301", "E999", ""])
def test_what_may_have_been_printed_is_unknown(
    server: Server, service: tuple[Server, str], code: str
) -> None:
    server.answers["/printers/dt279013/receipt"] = _failed(code)
    with pytest.raises(Unknown):
        _printer(service).sell(RECEIPT)


def test_a_wrong_password_is_tried_once(server: Server, service: tuple[Server, str]) -> None:
    server.answers["/printers/dt279013/receipt"] = _failed("E408")
    printer = _printer(service)
    for _ in range(3):
        with pytest.raises(SettingsError, match="number or password"):
            printer.sell(RECEIPT)
    assert len(server.posted) == 1


@pytest.mark.parametrize("answer", ["gone", {"taskStatus": "unknown"}, {"taskStatus": "running"}])
def test_a_task_whose_end_is_not_told_is_unknown(
    server: Server, service: tuple[Server, str], answer: object
) -> None:
    server.answers["/printers/taskinfo"] = answer
    with pytest.raises(Unknown):
        _printer(service).sell(RECEIPT)


def test_a_lost_answer_to_the_posting_is_unknown_and_not_repeated(
    server: Server, service: tuple[Server, str]
) -> None:
    server.answers["/printers/dt279013/receipt"] = "gone"
    with pytest.raises(Unknown):
        _printer(service).sell(RECEIPT)
    assert len(server.posted) == 1


def test_a_task_is_found_again_after_a_crash(server: Server, service: tuple[Server, str]) -> None:
    printer = _printer(service)
    with pytest.raises(Unknown):
        printer.finished_task("abc-1", RECEIPT)
    assert printer.finished_task("abc-1", RECEIPT) == PRINTED
    server.answers["/printers/taskinfo"] = {"taskStatus": "unknown"}
    assert printer.finished_task("abc-1", RECEIPT) is None


def test_a_device_that_is_not_well_is_not_begun_with(server: Server, service: tuple[Server, str]) -> None:
    server.answers["/printers/dt279013/status"] = _failed("E301")
    with pytest.raises(DeviceNotReady, match="run out of paper"):
        _printer(service).sell(RECEIPT)
    server.answers["/printers/dt279013/status"] = _failed("E101")
    with pytest.raises(Unreachable, match="does not answer"):
        _printer(service).sell(RECEIPT)
    server.answers["/printers/dt279013/status"] = _failed("W301")
    assert _printer(service).status().warnings == (DeviceWarning.PAPER_LOW,)
    assert server.posted == []


def test_another_device_and_an_unknown_one_are_said(server: Server, service: tuple[Server, str]) -> None:
    with pytest.raises(SettingsError, match="fiscal device DT279013, not DT999999"):
        _printer(service, serial="DT999999").sell(RECEIPT)
    server.answers["/printers/dt279013"] = None
    with pytest.raises(SettingsError, match="does not know the fiscal device dt279013"):
        _printer(service).info()


def test_sums_that_differ_are_never_posted(server: Server, service: tuple[Server, str]) -> None:
    wrong = Receipt(RECEIPT.lines, (ReceiptPayment(PaymentKind.CASH, D(1)),), NUMBER)
    with pytest.raises(Refused, match="do not add up"):
        _printer(service).sell(wrong)
    assert server.posted == []


def test_the_rest_of_what_it_does(server: Server, service: tuple[Server, str]) -> None:
    server.answers["/printers/taskinfo"] = {"taskStatus": "finished", "result": {"ok": True}}
    printer = _printer(service)
    assert printer.cash() == D("110.5")
    assert printer.read_clock() == datetime(2026, 11, 22, 14, tzinfo=DEVICE_ZONE)
    printer.daily_report(close_day=True)
    printer.daily_report(close_day=False)
    printer.duplicate()
    printer.cash_in(D("10.50"))
    printer.cash_out(D(5))
    printer.set_clock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert [(path.rpartition("/")[2], body) for path, _, body in server.posted] == [
        ("zreport", {}),
        ("xreport", {}),
        ("duplicate", {}),
        ("deposit", {"amount": 10.5}),
        ("withdraw", {"amount": 5.0}),
        ("datetime", {"deviceDateTime": "2026-11-22T14:00:00"}),
    ]
