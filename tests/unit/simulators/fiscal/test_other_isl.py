"""Where Datecs C, Daisy, Eltrade and Incotex differ from Datecs P."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.simulators.fiscal import DocumentKind, Family, Loss, Reason, Tender
from tests.unit.simulators.fiscal.speaking import SALE, D, IslDesk

OPENINGS = {
    Family.DATECS_C: (0x30, f"1,1,{SALE},1"),
    Family.DAISY: (0x30, f"1,1,{SALE}"),
    Family.ELTRADE: (0x90, f"Ана,{SALE}"),
    Family.INCOTEX: (0x30, f"1,{SALE},0"),
}
STORNOS = {
    Family.DATECS_C: (0x2E, f"1,1,{SALE},1,1,7,231126100000,00000289"),
    Family.DAISY: (0x30, f"1,1,{SALE}\tR0,7,23-11-26 10:00\t36423793"),
    Family.ELTRADE: (0x90, f"Ана,{SALE},S,44325011,R,7,2026-11-23T10:00:00"),
    Family.INCOTEX: (0x30, f"1,{SALE},7,SS0,23-11-26 10:00:00,54015013"),
}
HEALTHY = {
    Family.DATECS_C: "80808080869a",
    Family.DAISY: "8080c08080ba",
    Family.ELTRADE: "80808080869a",
    Family.INCOTEX: "8088808082ba",
}
every_family = pytest.mark.parametrize("family", list(OPENINGS))


@every_family
def test_a_sale_and_its_storno(family: Family) -> None:
    at = IslDesk(family)
    assert at.ask(0x4A)[1].hex() == HEALTHY[family]

    for opening, letter in ((OPENINGS, "C" if family is not Family.ELTRADE else "L"), (STORNOS, "P")):
        at.device.memory.record_cash(D(50), at.clock.now())
        at.done(*opening[family])
        at.done(0x31, "Чаша\tБ3.33*1.500,-10.00")
        at.done(0x35, f"\t{letter}4.50")
        at.done(0x38)

    sale, taken_back = at.printed
    assert sale.total == taken_back.total == D("4.50")
    assert sale.payments[0].tender is Tender.CARD
    assert taken_back.storno is not None
    assert taken_back.storno.reason is Reason.RETURN
    assert taken_back.sale_number == SALE


@every_family
def test_cancel_has_its_own_command_and_sometimes_leaves_a_document(family: Family) -> None:
    at = IslDesk(family)
    at.done(*OPENINGS[family])
    short = family in {Family.DATECS_C, Family.ELTRADE}

    at.refused(0x82 if short else 0x3C)
    at.done(0x3C if short else 0x82)

    kinds = [document.kind for document in at.device.memory.documents]
    assert kinds == ([] if short else [DocumentKind.CANCELLED])
    assert at.printed == ()


def test_datecs_c_says_f_where_it_does_not_open() -> None:
    at = IslDesk(Family.DATECS_C)

    assert at.ask(0x30, f"1,9,{SALE},1")[0] == "F"


def test_daisy_takes_a_sequence_number_again_with_another_command() -> None:
    at = IslDesk(Family.DAISY)
    at.sequence = 0x2F
    at.done(*OPENINGS[Family.DAISY])

    at.sequence = 0x2F
    assert at.done(0x71) == "0000000"


def test_daisy_takes_no_card_on_a_storno_and_shows_a_wrong_password() -> None:
    at = IslDesk(Family.DAISY)

    assert at.refused(0x30, f"1,7,{SALE}")[1] & 0x40
    at.done(*STORNOS[Family.DAISY])
    at.done(0x31, "Чаша\tБ1.00$-0.10")
    assert at.ask(0x35, "\tC")[0] == "F"


def test_incotex_tells_the_number_of_its_error_and_d_for_an_exact_payment() -> None:
    at = IslDesk(Family.INCOTEX)
    at.done(*OPENINGS[Family.INCOTEX])

    assert at.refused(0x31, "Чаша\tД1.00")[3] == 0x80 | 37
    at.done(0x31, "Чаша@бр\tБ1.00")
    assert at.done(0x35, "\tP1.00") == "D0.00"


def test_eltrade_and_incotex_take_short_frames_alone() -> None:
    for family in (Family.ELTRADE, Family.INCOTEX):
        at = IslDesk(family)
        at.line.write(at.frame(0x2A, b"x" * 92, 0x30))
        assert at.hear() == b"\x15"


def test_the_fields_of_the_device_info() -> None:
    places = {Family.DATECS_P: 4, Family.DATECS_C: 4, Family.DAISY: 4, Family.ELTRADE: 5, Family.INCOTEX: 4}
    for family, place in places.items():
        at = IslDesk(family)
        fields = at.done(0x5A, "1").split(",")
        made = at.device.settings
        assert len(fields) == (7 if family in {Family.ELTRADE, Family.INCOTEX} else 6)
        assert fields[place : place + 2] == [made.serial, made.fiscal_memory]


def test_the_clock_can_be_set_and_loses_nothing_without_power() -> None:
    at = IslDesk(Family.DATECS_C)
    at.device.drift(timedelta(minutes=-9))
    assert at.done(0x3E) == "23-11-26 09:51:00"

    at.done(0x3D, "23-11-26 10:00:00")
    at.device.lose(Loss.POWER)
    at.clock.turn(timedelta(minutes=1))
    at.device.restore()

    assert at.done(0x3E) == "23-11-26 10:01:00"
