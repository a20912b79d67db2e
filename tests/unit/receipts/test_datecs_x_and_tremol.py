"""Receipts over Datecs X and ZFP: orders of parameters, errors in data, and receipts that go wrong."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from sync.errors import Refused, SettingsError, Unknown, Unreachable
from sync.receipts.device import DEVICE_ZONE, OperatorAccess
from sync.receipts.devices.datecs_x import DatecsX, problem_of_code
from sync.receipts.devices.tremol import Tremol, TremolV2
from sync.receipts.framing.datecs_x import DATECS_X
from sync.receipts.problems import DeviceNotReady, Problem, ReceiptRefused
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Storno,
    StornoReason,
)
from tests.unit.receipts.answering import Answering, Said

D = Decimal
NUMBER = "DT279013-0001-0000001"
RECEIPT = Receipt(
    lines=(
        ReceiptLine("Чаша; синя", D(20), D("3.33"), D(3), D("1.67")),
        ReceiptLine("Книга", D(9), D("16.67")),
    ),
    payments=(ReceiptPayment(PaymentKind.CASH, D("10.00")), ReceiptPayment(PaymentKind.CARD, D("14.99"))),
    sale_number=NUMBER,
    notes=("Подарък",),
)
AT = datetime(2026, 11, 20, 9, 5, 7, tzinfo=DEVICE_ZONE)
ORIGINAL = PrintedReceipt(122, AT, D("24.99"), "DT279013", "02279013", NUMBER)
PRINTED_AT = datetime(2026, 11, 22, 14, 0, 5, tzinfo=DEVICE_ZONE)


# ---- Datecs X ------------------------------------------------------------------------------------------

CLEAN = bytes.fromhex("80 80 80 80 86 9A 80 80")


def _x(*, serial: str = "", **other: Said | list[Said]) -> tuple[DatecsX, Answering]:
    table: dict[int, Said | list[Said]] = {
        90: b"FMP-350X,2.08 01FEB19 1000,ABCD,00000000,DT279013,02279013",
        76: [b"0\t0\t122\t0\t0.00\t0.00\t", b"0\t1\t123\t2\t24.99\t0.00\t", b"0\t0\t123\t2\t24.99\t24.99\t"],
        62: b"0\t22-11-26 14:00:05\t",
        53: [b"0\tD\t14.99\t", b"0\tD\t0.00\t"],
        56: b"0\t123\t",
    }
    table |= dict.fromkeys((43, 48, 49, 54, 60, 61, 69, 70, 109), b"0\t123\t")
    table |= {int(name[1:]): answer for name, answer in other.items()}
    end = Answering(DATECS_X, CLEAN, table)
    return DatecsX(end.line, end.clock, access=OperatorAccess(), serial=serial), end


def test_x_prints_a_receipt_to_the_cent() -> None:
    device, end = _x()
    assert device.sell(RECEIPT) == PrintedReceipt(123, PRINTED_AT, D("24.99"), "DT279013", "02279013", NUMBER)
    assert end.data(48) == [f"1\t1\t{NUMBER}\t1\t\t".encode()]
    assert end.data(49) == [
        "Чаша; синя\t2\t3.33\t3.000\t4\t1.67\t0\t".encode("cp1251"),
        "Книга\t4\t16.67\t1.000\t\t\t0\t".encode("cp1251"),
    ]
    assert end.data(54) == ["Подарък\t\t\t\t\t\t".encode("cp1251")]
    assert end.data(53) == [b"0\t10.00\t\t", b"1\t14.99\t\t"]
    assert end.commands()[-2:] == [56, 76]


def test_x_takes_a_receipt_back() -> None:
    device, end = _x(x53=b"0\tD\t0.00\t")
    device.reverse(Storno(Receipt(RECEIPT.lines, (), NUMBER), ORIGINAL, StornoReason.TAX_BASE))
    assert end.data(43) == [f"1\t1\t1\t2\t122\t20-11-26 09:05:07\t02279013\t\t\t\t{NUMBER}\t".encode()]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (-100403, Problem.PAPER_OUT),
        (-100404, Problem.COVER_OPEN),
        (-100999, Problem.PRINTER_FAULT),
        (-102002, Problem.WRONG_PASSWORD),
        (-111024, Problem.DAY_NOT_CLOSED),
        (-110226, Problem.NOT_SENT),
        (-111061, Problem.PAYMENT_FORBIDDEN),
        (-111050, Problem.NOT_ALLOWED_NOW),
        (-112103, Problem.NOT_UNDERSTOOD),
        (-112216, Problem.NOT_UNDERSTOOD),
        (-111560, Problem.CARD_TERMINAL),
        (-999999, Problem.OTHER),
    ],
)
def test_x_may_tell_an_error_in_the_data_alone(code: int, problem: Problem) -> None:
    assert problem_of_code(code) is problem
    device, end = _x(x49=f"{code}\t".encode(), x76=b"0\t0\t122\t0\t0.00\t0.00\t")
    with pytest.raises((Unreachable, SettingsError, Refused)) as caught:
        device.sell(RECEIPT)
    assert getattr(caught.value, "problem", None) is problem
    assert str(code) in caught.value.detail
    assert end.commands()[-2:] == [60, 76]
    assert 53 not in end.commands()


def test_x_never_tries_a_wrong_password_again() -> None:
    device, end = _x(x48=b"-102002\t", x76=b"0\t0\t122\t0\t0.00\t0.00\t")
    for _ in range(3):
        with pytest.raises(SettingsError, match="number or password"):
            device.sell(Receipt(RECEIPT.lines, (), NUMBER))
    assert len(end.data(48)) == 1


def test_x_closed_or_not_closed() -> None:
    no_paper = bytes.fromhex("A0 80 81 80 86 9A 80 80")
    device, _ = _x(x56=(b"0\t123\t", no_paper))
    assert device.sell(RECEIPT).number == 123
    for answer in (b"-111050\t", b"", None):
        device, _ = _x(x56=[answer])
        with pytest.raises(Unknown):
            device.sell(RECEIPT)


def test_x_sums_that_differ_are_never_paid() -> None:
    device, end = _x(
        x76=[b"0\t0\t122\t0\t0.00\t0.00\t", b"0\t1\t123\t2\t30.00\t0.00\t", b"0\t0\t123\t0\t0.00\t0.00\t"]
    )
    with pytest.raises(ReceiptRefused, match="do not add up"):
        device.sell(RECEIPT)
    assert 53 not in end.commands()


def test_x_tells_of_its_status_cash_and_time() -> None:
    device, end = _x(x70=[b"0\t110.00\t10.00\t0.00\t", b"0\t1.00\t0.00\t0.00\t", b"-111017\t"])
    device.status()
    assert device.cash() == D("110.00")
    device.cash_in(D(10))
    with pytest.raises(ReceiptRefused, match="too little cash"):
        device.cash_out(D("500.5"))
    device.daily_report(close_day=False)
    device.daily_report(close_day=True)
    device.duplicate()
    device.set_clock(datetime(2026, 7, 1, 12, 30, tzinfo=DEVICE_ZONE))
    assert end.sent[2:] == [
        (70, b"0\t0\t"),
        (70, b"0\t10.00\t"),
        (70, b"1\t500.50\t"),
        (69, b"X\t"),
        (69, b"Z\t"),
        (109, b"1\t"),
        (61, b"01-07-26 12:30:00 DST\t"),
    ]
    device, _ = _x(x62=b"0\t01-07-26 12:30:00 DST\t")
    assert device.read_clock() == datetime(2026, 7, 1, 12, 30, tzinfo=DEVICE_ZONE)


# ---- Tremol --------------------------------------------------------------------------------------------

DONE = b"\x30\x30"
IDLE = bytes.fromhex("80 80 80 E0 80 80 80")
IN_RECEIPT = bytes.fromhex("80 80 82 E0 80 80 80")


def _tremol(family: type[Tremol] = Tremol, **other: Said | list[Said]) -> tuple[Tremol, Answering]:
    table: dict[int, Said | list[Said]] = {
        0x20: [IDLE, IDLE, IN_RECEIPT, IDLE],
        0x21: b"1;784;04-02-2019 08:00;TREMOL M20;Ver. 1.01 TRA20 C.S. 2541",
        0x60: b"ZK126720;50163145",
        0x71: [b"000122", b"000123"],
        0x33: b"24.99",
        0x68: b"22-11-2026 14:00",
        0x72: b"50163145*000123*2026-11-22*14:00:00*24.99",
    }
    table |= {int(name[1:], 16): answer for name, answer in other.items()}
    end = Answering(None, DONE, table)
    return family(end.line, end.clock, access=OperatorAccess()), end


def test_tremol_prints_a_receipt_to_the_cent() -> None:
    device, end = _tremol()
    printed = device.sell(RECEIPT)
    assert (printed.number, printed.amount, printed.device) == (123, D("24.99"), "ZK126720")
    assert printed.at == PRINTED_AT.replace(second=0)
    assert end.data(0x30) == [f"1;0;1;0;2${NUMBER}".encode()]
    assert end.data(0x31) == [
        "Чаша синя".ljust(36).encode("cp1251") + ";Б;3.33*3:-1.67".encode("cp1251"),
        "Книга".ljust(36).encode("cp1251") + ";Г;16.67".encode("cp1251"),
    ]
    assert end.data(0x35) == [b"0;1;10.00*", b"7;1;14.99*"]
    assert end.commands()[-2:] == [0x38, 0x71]


def test_tremols_v2_numbers_its_payments_otherwise() -> None:
    device, end = _tremol(TremolV2)
    device.sell(RECEIPT)
    assert end.data(0x35) == [b"0;1;10.00*", b"1;1;14.99*"]
    assert PaymentKind.BANK not in device.payment_kinds


def test_tremol_takes_a_receipt_back() -> None:
    device, end = _tremol()
    device.reverse(Storno(Receipt(RECEIPT.lines, (), NUMBER), ORIGINAL, StornoReason.OPERATOR_ERROR))
    assert end.data(0x30) == [f"1;0;1;0;B;0;000122;20-11-26 09:05:07;02279013;{NUMBER}".encode()]


@pytest.mark.parametrize(
    ("errors", "problem"),
    [
        ("31 30", Problem.PAPER_OUT),
        ("39 30", Problem.WRONG_PASSWORD),
        ("3B 30", Problem.DAY_NOT_CLOSED),
        ("3C 30", Problem.OVERHEATED),
        ("30 34", Problem.NOT_UNDERSTOOD),
        ("30 38", Problem.NOT_ENOUGH_CASH),
        ("77 30", Problem.OTHER),
    ],
)
def test_tremol_tells_errors_with_its_receipt(errors: str, problem: Problem) -> None:
    device, end = _tremol(x31=(b"", bytes.fromhex(errors)), x20=[IDLE])
    with pytest.raises((Unreachable, SettingsError, Refused)) as caught:
        device.sell(RECEIPT)
    assert getattr(caught.value, "problem", None) is problem
    assert end.commands()[-2:] == [0x39, 0x20]
    assert 0x35 not in end.commands()


def test_tremol_never_tries_a_wrong_password_again() -> None:
    device, end = _tremol(x30=(b"", b"\x39\x30"), x20=[IDLE])
    for _ in range(3):
        with pytest.raises(SettingsError, match="number or password"):
            device.sell(RECEIPT)
    assert len(end.data(0x30)) == 1


def test_tremol_not_closed_is_unknown() -> None:
    for answer in ((b"", b"\x31\x30"), None):
        device, _ = _tremol(x38=[answer])
        with pytest.raises(Unknown):
            device.sell(RECEIPT)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("80 81 80 E0 80 80 80", "run out of paper"),
        ("80 80 82 E0 80 80 80", "A receipt is open"),
        ("80 80 80 C0 80 80 80", "not been put into service"),
    ],
)
def test_tremol_that_is_not_well_is_not_begun_with(status: str, error: str) -> None:
    device, end = _tremol(x20=[bytes.fromhex(status)])
    with pytest.raises((DeviceNotReady, SettingsError), match=error):
        device.sell(RECEIPT)
    assert 0x30 not in end.commands()


def test_tremol_knows_the_last_receipt_by_its_qr_code() -> None:
    device, _ = _tremol(x20=[IDLE], x71=b"000123")
    assert device.open_receipt().amount == D("24.99")
    assert device.last_document() == 123
    # A report or a cancelled receipt came after it: the amount is not that of the last document.
    device, _ = _tremol(x20=[IDLE], x71=b"000124")
    assert device.open_receipt().amount is None
    device, _ = _tremol(x20=[IDLE], x72=(b"", b"\x30\x31"))
    assert device.open_receipt().amount is None
