"""A Datecs fiscal printer byte by byte: frames, receipts, what it refuses, power and cable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.receipts.port import LineBroken
from sync.simulators.fiscal import (
    DocumentKind,
    Family,
    FaultKind,
    Interruption,
    LineFault,
    Loss,
    Moment,
    Quirks,
    Reason,
    Tender,
)
from tests.unit.simulators.fiscal.speaking import SALE, D, IslDesk

OPEN = f"1,0000,1,{SALE}"


def desk(quirks: Quirks | None = None) -> IslDesk:
    return IslDesk(Family.DATECS_P, quirks=quirks)


def sell(at: IslDesk, price: str = "10.00") -> None:
    at.done(0x30, OPEN)
    at.done(0x31, f"Чаша\tБ{price}")
    at.done(0x35, "\t")
    at.done(0x38)


def test_a_healthy_device_shows_the_bits_that_logs_show() -> None:
    at = desk()

    assert at.ask(0x4A)[1].hex() == "80808080869a"
    at.done(0x30, OPEN)
    assert at.ask(0x4A)[1].hex() == "80808880869a"


def test_a_receipt_is_in_the_memory_once_it_is_closed() -> None:
    at = desk()

    at.done(0x30, OPEN)
    at.done(0x31, "Чаша\nголяма\tБ3.33*1.500,-10")
    at.done(0x31, "Книга\tГ10.00;-0.50")
    assert at.done(0x33, "10").split(",")[:3] == ["14.00", "0.00", "4.50"]
    assert at.done(0x35, "\tD4.00") == "D10.00"
    assert at.done(0x35, "\tP20") == "R10.00"
    assert not list(at.printed)
    assert at.done(0x4C, "T") == "1,2,14.00,24.00"
    at.done(0x38)

    (receipt,) = at.printed

    assert [(line.text, line.vat, line.total) for line in receipt.lines] == [
        ("Чаша", "Б", D("4.50")),
        ("Книга", "Г", D("9.50")),
    ]
    assert receipt.sums == {"Б": D("4.50"), "Г": D("9.50")}
    assert [(payment.tender, payment.amount) for payment in receipt.payments] == [
        (Tender.CARD, D("4.00")),
        (Tender.CASH, D(20)),
    ]
    assert receipt.change == D(10)
    assert at.device.memory.cash == D(10)
    assert at.done(0x71) == f"{receipt.number:07d}"
    assert at.done(0x4C, "T") == "0,2,14.00,24.00"


def test_the_same_sequence_is_answered_and_not_done_again() -> None:
    at = desk()
    at.done(0x30, OPEN)
    frame = at.frame(0x31, "Чаша\tБ1.00".encode("cp1251"), 0x55)

    at.line.write(frame)
    first = at.hear()
    at.line.write(frame)

    assert at.hear() == first
    assert at.done(0x33, "00").startswith("1.00,")


def test_a_bad_checksum_is_not_acknowledged() -> None:
    at = desk()
    frame = bytearray(at.frame(0x30, OPEN.encode(), 0x30))
    frame[8] ^= 1

    at.line.write(bytes(frame))

    assert at.hear() == b"\x15"
    assert not at.device.receipt_is_open


def test_bytes_between_frames_and_half_a_frame_before_are_nothing() -> None:
    at = desk()
    whole = at.frame(0x71, b"", 0x41)

    at.line.write(b"\x00\xffabc" + whole[:6] + whole)
    at.sequence = 0x41

    assert at.split(at.hear(), 0x71)[0] == "0000000"


def test_a_long_report_says_busy_every_60_ms() -> None:
    at = desk()

    at.line.write(at.frame(0x45, b"0", 0x30))

    assert at.hear(0.5) == b"\x16" * 8
    assert at.hear(5).lstrip(b"\x16")[0] == 0x01
    assert [report.kind for report in at.device.memory.reports] == [DocumentKind.Z_REPORT]


def test_three_wrong_passwords_lock_it_until_it_is_switched_off() -> None:
    at = desk()
    for _ in range(3):
        at.refused(0x30, f"1,1234,1,{SALE}")

    at.refused(0x30, OPEN)
    at.device.lose(Loss.POWER)
    at.device.restore()

    at.done(0x30, OPEN)
    assert at.device.wrong_passwords.in_all == 3


@pytest.mark.parametrize(
    ("command", "data"),
    [
        (0x30, "1,0000,1,DT279013-0001-001"),
        (0x30, "1,0000,1"),
        (0x30, f"17,0000,1,{SALE}"),
        (0x31, "Чаша\tБ1.00"),
        (0x38, ""),
        (0x7F, ""),
        (0x46, "-1.00"),
        (0x6D, "1"),
    ],
)
def test_what_makes_no_sense_is_refused(command: int, data: str) -> None:
    at = desk()

    at.refused(command, data)

    assert at.device.memory.documents == ()


@pytest.mark.parametrize(
    "line", ["Чаша\tД1.00", "Чаша\tБ1.001", "Чаша\tБ1.00*1.0001", "Чаша Б1.00", "Чаша\tБ-1"]
)
def test_a_line_that_makes_no_sense_is_refused(line: str) -> None:
    at = desk()
    at.done(0x30, OPEN)

    at.refused(0x31, line)

    assert at.done(0x4C, "T") == "1,0,0.00,0.00"


def test_after_the_first_payment_there_is_no_way_back() -> None:
    at = desk()
    at.done(0x30, OPEN)
    at.done(0x31, "Чаша\tБ2.00")
    at.refused(0x38)
    at.done(0x35, "\tP1.00")

    for command, data in ((0x31, "Чаша\tБ1.00"), (0x3C, ""), (0x33, "10,-5.00"), (0x38, ""), (0x45, "2")):
        at.refused(command, data)
    at.done(0x35, "\tP")
    at.done(0x38)

    assert at.device.memory.receipts[0].total == D("2.00")


def test_a_cancelled_receipt_is_no_receipt() -> None:
    at = desk()
    at.done(0x30, OPEN)
    at.done(0x31, "Чаша\tБ2.00")

    at.done(0x3C)

    assert at.printed == ()
    assert not at.device.receipt_is_open


def test_a_storno_needs_the_cash_and_names_its_receipt() -> None:
    at = desk()
    sell(at)
    at.done(0x46, "-10.00")
    at.done(0x2E, f"1,0000,1,R1,{SALE},231126100000,02279013")
    at.done(0x31, "Чаша\tБ10.00")
    assert at.ask(0x35, "\t")[0] == "F"
    at.done(0x3C)
    at.done(0x46, "10.00")
    at.done(0x2E, f"1,0000,1,R1,{SALE},231126100000,02279013#reason")
    at.done(0x31, "Чаша\tБ10.00")
    at.done(0x35, "\t")
    at.done(0x38)

    (receipt,) = at.device.memory.stornos
    assert receipt.storno is not None
    assert (receipt.storno.reason, receipt.storno.document) == (Reason.RETURN, 1)
    assert at.device.memory.cash == D(0)
    assert at.device.memory.day_totals().storno_sums == {"Б": D(10)}


def test_an_operators_error_is_taken_back_until_the_7th() -> None:
    at = desk()
    sell(at)
    at.clock.turn(timedelta(days=15))  # 8 December

    at.refused(0x2E, f"1,0000,1,E1,{SALE},231126100000,02279013")


@pytest.mark.parametrize(
    ("trouble", "byte", "bit"), [("paper_out", 2, 0), ("cover_open", 0, 6), ("mechanism_fault", 0, 4)]
)
def test_trouble_stands_in_the_status_and_stops_the_printing(trouble: str, byte: int, bit: int) -> None:
    at = desk()
    setattr(at.device.condition, trouble, True)

    status = at.refused(0x30, OPEN)

    assert status[byte] & 1 << bit
    assert not at.device.receipt_is_open


def test_a_day_not_closed_for_24_hours_takes_no_receipt_before_its_z() -> None:
    at = desk(Quirks(automatic_z=False))
    sell(at)
    at.clock.turn(timedelta(hours=24, seconds=2))

    at.refused(0x30, OPEN)
    at.done(0x45, "0", seconds=5)

    at.done(0x30, OPEN)


def test_the_device_closes_the_day_itself() -> None:
    at = desk()
    sell(at)

    at.clock.turn(timedelta(days=3))

    (report,) = at.device.memory.reports
    assert report.automatic
    assert report.at.isoformat() == "2026-11-23T23:59:59+02:00"
    assert report.totals.turnover == D("10.00")
    assert at.done(0x71) == "0000002"


def test_power_lost_before_a_commands_last_byte_leaves_it_undone() -> None:
    at = desk()
    frame = at.frame(0x30, OPEN.encode(), 0x30)
    at.device.interrupt(Interruption(Loss.POWER, Moment.RECEIVED, len(frame), back_after=10))

    at.line.write(frame)

    assert at.hear(9) == b""
    at.clock.sleep(2)
    assert at.ask(0x4C, "T")[0] == "0,0,0.00,0.00"


def test_power_lost_in_an_answer_leaves_the_receipt_open() -> None:
    at = desk()
    at.done(0x30, OPEN)
    at.device.interrupt(Interruption(Loss.POWER, Moment.SENT, 5))
    at.line.write(at.frame(0x31, "Чаша\tБ1.00".encode("cp1251"), 0x30))

    assert len(at.hear(9)) == 5
    at.line.write(at.frame(0x4C, b"T", 0x31))
    assert at.hear(9) == b""
    at.device.restore()

    assert at.done(0x4C, "T") == "1,1,1.00,0.00"


def test_a_receipt_open_when_the_power_went_may_be_annulled() -> None:
    at = desk(Quirks(after_power="annulled"))
    at.done(0x30, OPEN)

    at.device.lose(Loss.POWER)
    at.device.restore()

    assert not at.device.receipt_is_open


def test_without_a_cable_the_device_goes_on_alone() -> None:
    at = desk()
    at.device.interrupt(Interruption(Loss.CABLE, Moment.SENT, 3))
    at.line.write(at.frame(0x30, OPEN.encode(), 0x30))

    assert len(at.line.read(at.clock.monotonic() + 1)) == 3
    with pytest.raises(LineBroken):
        at.line.read(at.clock.monotonic() + 1)
    with pytest.raises(LineBroken):
        at.line.write(b"\x01")
    at.device.restore()

    assert at.device.receipt_is_open
    assert at.done(0x4C, "T") == "1,0,0.00,0.00"


@pytest.mark.parametrize(
    ("kind", "heard"),
    [
        (FaultKind.LOST, 0),
        (FaultKind.SILENT, 0),
        (FaultKind.NOT_ACKNOWLEDGED, 1),
        (FaultKind.HALF, 12),
        (FaultKind.GLUED, 27),
        (FaultKind.TORN, 24),
        (FaultKind.GARBAGE, 29),
        (FaultKind.TWICE, 48),
        (FaultKind.ECHO, 34),
        (FaultKind.ECHO_ONLY, 10),
        (FaultKind.LATE, 0),
        (FaultKind.CORRUPTED, 24),
    ],
)
def test_a_fault_changes_one_answer(kind: FaultKind, heard: int) -> None:
    at = desk()
    at.device.faults.add(LineFault(kind, request="71", seconds=2))

    at.line.write(at.frame(0x71, b"", 0x30))

    assert len(at.hear(1)) == heard
    at.clock.sleep(5)
    at.hear()
    assert at.done(0x71) == "0000000"


def test_a_number_left_out_is_the_next_one() -> None:
    at = desk()
    sell(at)
    at.done(0x30, "1,0000,1")
    at.done(0x31, "Чаша\tB1.00")
    at.done(0x35, "\tP")
    at.done(0x38)

    assert at.device.memory.receipts[1].sale_number == "DT279013-0001-0000002"
    assert at.device.memory.printed_twice() == ()


def test_the_cents_left_over_from_a_subtotal_go_to_the_largest_group() -> None:
    at = desk()
    at.done(0x30, OPEN)
    for letter, price in (("А", "1.00"), ("Б", "1.00"), ("Г", "1.00")):
        at.done(0x31, f"Чаша\t{letter}{price}")

    assert at.done(0x33, "10;-1.00").split(",")[:5] == ["2.00", "0.66", "0.67", "0.00", "0.67"]
