"""Datecs X byte by byte: the error code in the data decides, the status may stay clean."""

from __future__ import annotations

import pytest

from sync.simulators.fiscal import Family, Quirks, Reason, Tender
from tests.unit.simulators.fiscal.speaking import SALE, D, WideDesk

OPEN = ("1", "1", SALE, "1", "")


def desk(quirks: Quirks | None = None) -> WideDesk:
    return WideDesk(Family.DATECS_X, quirks=quirks)


def test_a_receipt() -> None:
    at = desk()

    assert at.done(48, *OPEN) == ["1"]
    at.done(49, "Чаша", "2", "3.33", "1.500", "2", "10.00", "0")
    at.done(49, "Книга", "4", "10.00", "1.000", "4", "0.50", "0", "бр")
    assert at.done(51, "1", "0", "", "")[1:4] == ["14.00", "0.00", "4.50"]
    assert at.done(53, "1", "4.00", "") == ["D", "10.00"]
    assert at.done(53, "0", "20.00", "") == ["R", "10.00"]
    assert at.done(76) == ["1", "1", "2", "14.00", "24.00"]
    assert at.done(56) == ["1"]

    (receipt,) = at.printed
    assert receipt.sums == {"Б": D("4.50"), "Г": D("9.50")}
    assert [payment.tender for payment in receipt.payments] == [Tender.CARD, Tender.CASH]


@pytest.mark.parametrize("tells", [False, True])
def test_an_error_may_stand_in_the_data_alone(tells: bool) -> None:
    at = desk(Quirks(x_status_tells_errors=tells))

    assert at.ask(49, "Чаша", "2", "1.00", "1.000", "", "", "0") == ["-111016"]
    assert at.status.hex() == ("a0828080869a8080" if tells else "80808080869a8080")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        (("Чаша", "9", "1.00", "1", "", "", "0"), "-112202"),
        (("Чаша", "5", "1.00", "1", "", "", "0"), "-112202"),
        (("Чаша", "2", "1,00", "1", "", "", "0"), "-112103"),
        (("Чаша", "2", "1.00", "1", "0", "1.00", "0"), "-112206"),
        (("Чаша", "2", "1.00", "1"), "-112001"),
    ],
)
def test_a_bad_parameter_is_named(parameters: tuple[str, ...], code: str) -> None:
    at = desk()
    at.done(48, *OPEN)

    assert at.ask(49, *parameters) == [code]


def test_paper_wrong_password_and_payment() -> None:
    at = desk()
    assert at.ask(48, "1", "2", SALE, "1", "") == ["-102002"]
    at.device.condition.paper_out = True
    assert at.ask(48, *OPEN) == ["-112006"]
    at.device.condition.paper_out = False
    at.done(48, *OPEN)
    at.done(49, "Чаша", "2", "1.00", "1.000", "", "", "0")
    assert at.ask(56) == ["-111050"]
    at.done(53, "", "", "")
    assert at.ask(60) == ["-111018"]


def test_storno_reports_cash_and_info() -> None:
    at = desk()
    assert at.done(70, "0", "10.00") == ["10.00", "10.00", "0.00"]
    at.done(43, "1", "1", "1", "1", "7", "23-11-26 10:00:00", "02636533", "", "", "", SALE)
    at.done(49, "Чаша", "2", "1.00", "1.000", "", "", "0")
    at.done(53, "", "", "")
    at.done(56)
    assert at.printed[0].storno is not None
    assert at.printed[0].storno.reason is Reason.RETURN

    assert at.done(69, "X", seconds=5)[0] == "1"
    assert at.done(69, "Z", seconds=5)[10] == "1.00"
    at.line.write(at.frame(90, b"1", 0x90))
    assert b",DT636533,02636533\x04" in at.hear()
    assert at.done(62) == ["23-11-26 10:00:13"]
