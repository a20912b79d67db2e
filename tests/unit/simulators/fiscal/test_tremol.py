"""Tremol byte by byte: pings, receipts with error bytes, and "busy, send it again later"."""

from __future__ import annotations

from dataclasses import replace

from sync.simulators.fiscal import Family, FaultKind, LineFault, Loss, Reason, Tender, usual
from tests.unit.simulators.fiscal.speaking import D, TremolDesk

SALE = "ZK126720-0001-0000001"
OPEN = f"1;0;1;1;2${SALE}"


def desk() -> TremolDesk:
    return TremolDesk(Family.TREMOL)


def line(name: str, rest: str) -> str:
    return f"{name:36};{rest}"


def test_a_receipt() -> None:
    at = desk()

    at.done(0x30, OPEN)
    at.done(0x31, line("Чаша", "Б;3.33*1.500,-10"))
    at.done(0x31, line("Книга", "Г;10.00:-0.50"))
    assert at.ask(0x33, "1;0") == b"14.00"
    at.done(0x35, "7;1;4.00*")
    assert at.ask(0x31, line("Чаша", "Б;1.00")) == b"52"
    at.done(0x35, '0;0;"')
    at.done(0x38)

    (receipt,) = at.printed
    assert receipt.sums == {"Б": D("4.50"), "Г": D("9.50")}
    assert [payment.tender for payment in receipt.payments] == [Tender.CARD, Tender.CASH]
    assert receipt.lines[0].text == "Чаша"
    assert at.ask(0x71) == b"000001"
    assert at.ask(0x72, "B") == b"50163145*000001*2026-11-23*10:00:03*14.00"


def test_a_storno() -> None:
    at = desk()
    at.done(0x3B, "1;0;0;5.00")
    at.done(0x30, f"1;0;1;1;B;1;000007;23-11-26 10:00:00;50163145;{SALE}")
    at.done(0x31, line("Чаша", "Б;1.00"))
    at.done(0x36)

    assert at.printed[0].storno is not None
    assert at.printed[0].storno.reason is Reason.RETURN
    assert at.device.memory.cash == D(4)


def test_pings_are_answered_between_and_inside_frames() -> None:
    at = desk()

    at.line.write(b"\x04\x09\x02\x25\x04")
    assert at.hear() == b"\x04\x40\x04"
    at.device.condition.paper_out = True
    at.line.write(b"\x09")
    assert at.hear() == b"\x42"


def test_after_a_report_it_is_busy_and_takes_nothing() -> None:
    at = desk()
    at.done(0x7C, "Z")

    at.line.write(at.frame(0x30, OPEN.encode(), 0x50) + b"\x09")
    assert at.hear() == b"\x0e\x41"
    at.clock.sleep(5)

    at.done(0x30, OPEN)


def test_busy_on_demand_takes_nothing() -> None:
    at = desk()
    at.device.faults.add(LineFault(FaultKind.BUSY, request="30", seconds=1))
    message = at.frame(0x30, OPEN.encode(), 0x50)

    at.line.write(message)
    assert at.hear() == b"\x0e"
    assert not at.device.receipt_is_open
    at.clock.sleep(1)
    at.line.write(message)
    assert at.hear()[0] == 0x06
    assert at.device.receipt_is_open


def test_a_bad_checksum_and_a_repeated_number() -> None:
    at = desk()
    at.done(0x30, OPEN)
    frame = at.frame(0x31, line("Чаша", "Б;1.00").encode("cp1251"), 0x70)

    at.line.write(frame[:-2] + b"00"[:1] + frame[-1:])
    assert at.hear() == b"\x15"
    at.line.write(frame)
    at.line.write(frame)
    heard = at.hear()

    assert heard == heard[: len(heard) // 2] * 2
    assert at.ask(0x33, "1;0") == b"1.00"


def test_errors_and_power() -> None:
    at = desk()
    assert at.ask(0x30, f"1;1;1;1;2${SALE}") == b"90"
    at.done(0x30, OPEN)
    assert at.ask(0x30, OPEN) == b"42"
    assert at.ask(0x31, line("Чаша", "Д;1.00")) == b"?2"
    at.device.lose(Loss.POWER)
    at.device.restore()

    told = at.ask(0x20)
    assert told[0] == 0x82
    assert told[2] == 0x82


def test_v2_knows_three_ways_of_payment() -> None:
    at = TremolDesk(Family.TREMOL_V2, replace(usual(Family.TREMOL_V2), item_width=5))
    at.done(0x30, OPEN)
    at.done(0x31, line("Чаша с чинийка", "Б;1.00"))
    assert at.ask(0x35, "7;1;1.00*") == b"02"
    at.done(0x35, "1;1;1.00*")
    at.done(0x38)

    assert at.printed[0].payments[0].tender is Tender.CARD
    assert at.printed[0].lines[0].text == "Чаша "
    assert at.ask(0x21).decode("cp1251").split(";")[3] == "TREMOL FP21 V2"
