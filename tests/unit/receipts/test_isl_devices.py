"""Receipts over ISL: the order of each family's parameters, and what becomes of a receipt that goes wrong."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from sync.errors import MostikError, Refused, SettingsError, Unknown
from sync.receipts.device import DEVICE_ZONE, OperatorAccess
from sync.receipts.devices.daisy import Daisy
from sync.receipts.devices.datecs_c import DatecsC
from sync.receipts.devices.datecs_p import DatecsP
from sync.receipts.devices.eltrade import Eltrade
from sync.receipts.devices.incotex import Incotex
from sync.receipts.devices.isl import IslDevice
from sync.receipts.problems import DeviceNeedsOwner, DeviceNotReady, Problem, ReceiptRefused
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
FINE = bytes.fromhex("80 80 80 80 86 9A")
OPEN = bytes.fromhex("80 80 88 80 86 9A")
NOT_ALLOWED = bytes.fromhex("A0 82 80 80 86 9A")
NO_PAPER = bytes.fromhex("A0 80 81 80 86 9A")
NOTHING_OPEN = b"0,0,0.00,0.00"
NUMBER = "DT279013-0001-0000001"
INFOS: dict[type[IslDevice], bytes] = {
    DatecsP: b"FP-800,2.00BG 23NOV18 1000,ABCD,00000000,DT279013,02279013",
    DatecsC: b"DP-25,2.01 01-02-19 1000,ABCD,00000000,DT279013,02279013",
    Daisy: b"ONL01-BG 12-11-2018 10:00 1.0,ABCD,00,04,DT279013,02279013",
    Eltrade: b"A1,KL5101.1811.0.3,12-10-2018,10:00,ABCD,DT279013,02279013",
    Incotex: b"2.11 Jan 22 2019 14:00,DB44EEAD,0000,06,DT279013,02279013,284013911622147",
}
FAMILIES = pytest.mark.parametrize("family", list(INFOS))
RECEIPT = Receipt(
    lines=(
        ReceiptLine("Чаша", D(20), D("3.33"), D(3), D("1.67")),
        ReceiptLine("Книга за мостове и хора от двете страни на реката", D(9), D("16.67")),
    ),
    payments=(ReceiptPayment(PaymentKind.CASH, D("10.00")), ReceiptPayment(PaymentKind.CARD, D("14.99"))),
    sale_number=NUMBER,
    notes=("Подарък",),
)
IN_CASH = Receipt(RECEIPT.lines, (), NUMBER)
AT = datetime(2026, 11, 20, 9, 5, 7, tzinfo=DEVICE_ZONE)
ORIGINAL = PrintedReceipt(122, AT, D("24.99"), "DT279013", "02279013", NUMBER)


def _table(family: type[IslDevice], **other: Said | list[Said]) -> dict[int, Said | list[Said]]:
    table: dict[int, Said | list[Said]] = {
        0x5A: INFOS[family],
        0x71: [b"0000122", b"0000123"],
        0x3E: b"22-11-26 14:00:05",
        0x4C: b"1,2,24.99,0.00",
        0x35: [b"D14.99", b"D0.00"],
        0x38: b"123,45",
    }
    return table | {int(name[1:], 16): answer for name, answer in other.items()}


def _device(
    family: type[IslDevice],
    *,
    access: OperatorAccess | None = None,
    serial: str = "",
    silent_at: int = 0,
    **other: Said | list[Said],
) -> tuple[IslDevice, Answering]:
    table = _table(family, **other)
    if silent_at:
        table[silent_at] = None
    end = Answering(family.layout, FINE, table)
    device = family(end.line, end.clock, access=access or OperatorAccess(name="Мария"), serial=serial)
    return device, end


def _text(data: bytes) -> str:
    return data.decode("cp1251")


@FAMILIES
def test_a_receipt_is_printed_to_the_cent(family: type[IslDevice]) -> None:
    device, end = _device(family)
    printed = device.sell(RECEIPT)
    assert printed == PrintedReceipt(
        123, datetime(2026, 11, 22, 14, 0, 5, tzinfo=DEVICE_ZONE), D("24.99"), "DT279013", "02279013", NUMBER
    )
    sign = "$" if family is Daisy else ";"
    first, second = map(_text, end.data(0x31))
    assert first == f"Чаша\tБ3.33*3{sign}-1.67"
    assert second == f"{RECEIPT.lines[1].text[: family.line_width].rstrip()}\tГ16.67"
    assert [_text(data) for data in end.data(0x35)] == [
        "\tP10.00",
        f"\t{family.payment_letters[PaymentKind.CARD]}14.99",
    ]
    assert end.data(0x36) == ["Подарък".encode("cp1251")]
    assert end.commands()[-4:] == [0x35, 0x35, 0x38, 0x71]


@pytest.mark.parametrize(
    ("family", "command", "opening"),
    [
        (DatecsP, 0x30, f"1,0000,1,{NUMBER}"),
        (DatecsC, 0x30, f"1,1,{NUMBER},1"),
        (Daisy, 0x30, f"1,1,{NUMBER}"),
        (Eltrade, 0x90, f"Мария,{NUMBER}"),
        (Incotex, 0x30, f"1,{NUMBER},0"),
    ],
)
def test_a_sale_is_opened_in_the_familys_own_order(
    family: type[IslDevice], command: int, opening: str
) -> None:
    device, end = _device(family)
    device.sell(RECEIPT)
    assert [_text(data) for data in end.data(command)] == [opening]


@pytest.mark.parametrize(
    ("family", "command", "opening"),
    [
        (DatecsP, 0x2E, f"1,0000,1,R122,{NUMBER},201126090507,02279013"),
        (DatecsC, 0x2E, f"1,1,{NUMBER},1,1,122,2011260905,02279013"),
        (Daisy, 0x30, f"1,1,{NUMBER}\tR0,122,20-11-26 09:05:07\t02279013"),
        (Eltrade, 0x90, f"Мария,{NUMBER},S,02279013,R,122,2026-11-20T09:05:07"),
        (Incotex, 0x30, f"1,{NUMBER},122,SS0,20-11-26 09:05:07,02279013"),
    ],
)
def test_a_storno_is_opened_in_the_familys_own_order(
    family: type[IslDevice], command: int, opening: str
) -> None:
    device, end = _device(family, x35=b"D0.00")
    printed = device.reverse(Storno(IN_CASH, ORIGINAL, StornoReason.RETURN))
    assert [_text(data) for data in end.data(command)] == [opening]
    assert (printed.number, printed.sale_number) == (123, NUMBER)


def test_a_storno_has_the_number_of_its_sale() -> None:
    with pytest.raises(ValueError, match="the sale number of its sale"):
        Storno(Receipt(RECEIPT.lines, (), "DT279013-0001-0000002"), ORIGINAL, StornoReason.RETURN)


def test_daisy_takes_back_in_cash_alone() -> None:
    device, end = _device(Daisy)
    with pytest.raises(ReceiptRefused, match="kind of payment"):
        device.reverse(Storno(RECEIPT, ORIGINAL, StornoReason.RETURN))
    assert end.sent == []


@FAMILIES
def test_the_device_tells_who_and_how_it_is(family: type[IslDevice]) -> None:
    device, _ = _device(family, x46=b"P,100.00,20.00,5.00")
    info, status, open_receipt = device.info(), device.status(), device.open_receipt()
    assert (info.serial, info.fiscal_memory) == ("DT279013", "02279013")
    assert (status.problems, status.receipt_open) == ((), False)
    assert (open_receipt.is_open, open_receipt.amount, open_receipt.paid) == (True, D("24.99"), D("0.00"))
    assert device.cash() == D("100.00")


def test_another_device_than_the_one_set_prints_nothing() -> None:
    device, end = _device(DatecsP, serial="DT999999")
    with pytest.raises(SettingsError, match="fiscal device DT279013, not DT999999"):
        device.sell(RECEIPT)
    assert 0x30 not in end.commands()


def test_an_answer_of_another_make_is_not_taken_for_this_one() -> None:
    device, _ = _device(DatecsP, x5A=INFOS[Eltrade])
    with pytest.raises(DeviceNeedsOwner, match="chosen protocol"):
        device.info()


def test_a_receipt_of_another_program_is_never_touched() -> None:
    device, end = _device(DatecsP, x4A=(b"", OPEN))
    with pytest.raises(DeviceNotReady, match="A receipt is open"):
        device.sell(RECEIPT)
    assert not {0x30, 0x3C, 0x38} & set(end.commands())


@pytest.mark.parametrize(
    ("family", "status", "problem"),
    [
        (DatecsP, "A0 80 81 80 86 9A", Problem.PAPER_OUT),
        (DatecsP, "C0 80 80 80 86 9A", Problem.COVER_OPEN),
        (Eltrade, "80 A0 80 80 86 9A", Problem.COVER_OPEN),
        (DatecsC, "84 80 80 80 86 9A", Problem.CLOCK_NOT_SET),
        (DatecsC, "80 80 80 80 86 92", Problem.NOT_FISCALISED),
        (DatecsP, "80 80 80 80 96 9A", Problem.FISCAL_MEMORY),
        (Daisy, "80 C0 80 80 86 9A", Problem.WRONG_PASSWORD),
        (Incotex, "80 A0 80 80 86 9A", Problem.LOCKED_BY_PASSWORDS),
        (Incotex, "80 80 80 CE 86 9A", Problem.JOURNAL_FULL),
    ],
)
def test_a_device_that_is_not_well_is_not_begun_with(
    family: type[IslDevice], status: str, problem: Problem
) -> None:
    device, end = _device(family, x4A=(b"", bytes.fromhex(status)))
    with pytest.raises((DeviceNotReady, DeviceNeedsOwner)) as caught:
        device.sell(IN_CASH)
    assert caught.value.problem is problem
    assert not {0x30, 0x90} & set(end.commands())


def test_an_opening_that_failed_is_cancelled_only_if_the_receipt_is_empty() -> None:
    device, end = _device(DatecsP, x30=(b"", NO_PAPER), x4C=b"1,0,0.00,0.00")
    with pytest.raises(DeviceNotReady, match="run out of paper"):
        device.sell(RECEIPT)
    assert end.commands()[-2:] == [0x3C, 0x4A]
    device, end = _device(DatecsP, x30=(b"", NOT_ALLOWED), x4C=b"1,1,5.00,0.00")
    with pytest.raises(DeviceNotReady, match="A receipt is open"):
        device.sell(RECEIPT)
    assert 0x3C not in end.commands()


@FAMILIES
def test_what_goes_wrong_before_the_payment_is_cancelled(family: type[IslDevice]) -> None:
    device, end = _device(family, x31=[b"", (b"", NO_PAPER)])
    with pytest.raises(DeviceNotReady, match="run out of paper"):
        device.sell(RECEIPT)
    assert end.commands()[-2:] == [family.cancel_command, 0x4A]
    assert family.cancel_command == (0x82 if family in {Daisy, Incotex} else 0x3C)
    assert 0x35 not in end.commands()


def test_a_receipt_that_cannot_be_cancelled_is_unknown() -> None:
    device, _ = _device(DatecsP, x31=(b"", NO_PAPER), x4A=[(b"", FINE), (b"", FINE), (b"", OPEN)])
    with pytest.raises(Unknown, match="not known how it ended") as caught:
        device.sell(RECEIPT)
    assert "run out of paper" in caught.value.detail


def test_a_sum_that_differs_is_never_paid() -> None:
    device, end = _device(DatecsP, x4C=b"1,2,25.00,0.00")
    with pytest.raises(ReceiptRefused, match="do not add up"):
        device.sell(RECEIPT)
    assert 0x35 not in end.commands()
    assert 0x3C in end.commands()


def test_what_goes_wrong_after_the_first_payment_is_unknown() -> None:
    device, end = _device(DatecsP, x35=[b"D14.99", b"F"])
    with pytest.raises(Unknown):
        device.sell(RECEIPT)
    assert 0x3C not in end.commands()
    device, _ = _device(DatecsP, x35=[b"D14.99", b"D5.00"])
    with pytest.raises(Unknown, match="not known how it ended"):
        device.sell(RECEIPT)


def test_a_lost_answer_is_unknown_and_nothing_follows_it() -> None:
    for command in (0x30, 0x31, 0x35, 0x38):
        device, end = _device(DatecsP, silent_at=command)
        with pytest.raises(Unknown):
            device.sell(RECEIPT)
        assert end.commands()[-1] == command


def test_a_receipt_closed_with_the_last_of_the_paper_exists() -> None:
    device, _ = _device(DatecsP, x38=(b"123,45", NO_PAPER), x71=[b"122", (b"123", NO_PAPER)])
    assert device.sell(RECEIPT).number == 123
    device, _ = _device(DatecsP, x38=(b"", NO_PAPER))
    with pytest.raises(Unknown):
        device.sell(RECEIPT)


def test_an_exact_payment_may_be_answered_with_change_of_nothing() -> None:
    device, _ = _device(Incotex, x35=[b"D14.99", b"R0.00"])
    assert device.sell(RECEIPT).amount == D("24.99")


def test_a_password_is_never_tried_three_times() -> None:
    access = OperatorAccess(password="1234")
    device, end = _device(DatecsP, access=access, x30=(b"", NOT_ALLOWED), x4C=NOTHING_OPEN)
    for _ in range(5):
        with pytest.raises(MostikError):
            device.sell(RECEIPT)
    assert len(end.data(0x30)) == 2
    with pytest.raises(SettingsError, match="refuses the operator’s number or password"):
        device.sell(RECEIPT)


def test_a_password_that_surely_was_wrong_is_tried_once() -> None:
    device, end = _device(Daisy, x30=(b"", bytes.fromhex("80 C0 80 80 86 9A")), x4C=NOTHING_OPEN)
    for _ in range(2):
        with pytest.raises(SettingsError, match="refuses the operator’s number or password"):
            device.sell(IN_CASH)
    assert len(end.data(0x30)) == 1


def test_a_right_password_makes_the_earlier_ones_forgotten() -> None:
    access = OperatorAccess(refusals=1)
    device, _ = _device(DatecsP, access=access)
    device.sell(RECEIPT)
    assert access.refusals == 0
    assert "1234" not in repr(OperatorAccess(password="1234"))


@pytest.mark.parametrize(
    ("receipt", "problem"),
    [
        (Receipt((), (), NUMBER), Problem.SUMS_DIFFER),
        (Receipt((ReceiptLine("a", D(20), D(0)),), (), NUMBER), Problem.SUMS_DIFFER),
        (
            Receipt(RECEIPT.lines, (ReceiptPayment(PaymentKind.CASH, D("24.98")),), NUMBER),
            Problem.SUMS_DIFFER,
        ),
        (Receipt((ReceiptLine("a", D(20), D(1)),) * 121, (), NUMBER), Problem.TOO_MANY_LINES),
        (
            Receipt((ReceiptLine("a", D(20), D(1)),), (ReceiptPayment(PaymentKind.BANK, D(1)),), NUMBER),
            Problem.PAYMENT_FORBIDDEN,
        ),
    ],
)
def test_what_can_be_known_before_is_refused_without_a_byte(receipt: Receipt, problem: Problem) -> None:
    device, end = _device(DatecsC)
    with pytest.raises(Refused) as caught:
        device.sell(receipt)
    assert isinstance(caught.value, ReceiptRefused)
    assert caught.value.problem is problem
    assert end.sent == []


def test_the_devices_own_rates_are_asked_once_and_kept_to() -> None:
    device, end = _device(DatecsP, x61=b"0.00,20.00,20.00,,9.00", x35=b"D0.00")
    device.sell(IN_CASH)
    assert [_text(data)[-6:-5] for data in end.data(0x31)][1] == "Д"
    assert end.commands().count(0x61) == 1
    device, end = _device(DatecsP)
    with pytest.raises(ReceiptRefused, match="no VAT group of 7 %"):
        device.sell(Receipt((ReceiptLine("a", D(7), D(1)),), (), NUMBER))
    assert 0x30 not in end.commands()
    device, end = _device(DatecsP, x61=b"0.00,20.00,20.00,")
    with pytest.raises(ReceiptRefused, match="no VAT group of 9 %"):
        device.sell(IN_CASH)
    assert 0x30 not in end.commands()


def test_incotex_numbers_its_errors() -> None:
    device, _ = _device(Incotex, x31=(b"", bytes.fromhex("80 80 80 A5 86 9A")))
    with pytest.raises(ReceiptRefused, match="no VAT group of 20 %"):
        device.sell(IN_CASH)


def test_reports_cash_duplicate_and_clock() -> None:
    device, end = _device(DatecsP, x46=[b"P,110.00,10.00,0.00", b"F,110.00,10.00,0.00"])
    device.daily_report(close_day=True)
    device.daily_report(close_day=False)
    device.duplicate()
    device.cash_in(D(10))
    with pytest.raises(ReceiptRefused, match="too little cash"):
        device.cash_out(D("500.5"))
    device.set_clock(datetime(2026, 7, 1, 12, 30, tzinfo=DEVICE_ZONE))
    assert end.sent[1:] == [
        (0x45, b"0"),
        (0x45, b"2"),
        (0x6D, b"1"),
        (0x46, b"10.00"),
        (0x46, b"-500.50"),
        (0x3D, b"01-07-26 12:30:00"),
    ]
