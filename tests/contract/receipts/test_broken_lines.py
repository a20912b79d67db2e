"""Every fault of a line at every message of a receipt, and devices that answer nonsense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family as ClientFamily
from sync.receipts.journal import PaperState
from sync.receipts.port import LineBroken
from sync.simulators.fiscal import Family, FaultKind, LineFault
from sync.simulators.fiscal.isl_frame import Shape, frame, number_of
from sync.simulators.fiscal.tremol_frame import data_frame, receipt_frame
from tests.contract.receipts.bench import ALL, MORNING, TWO_WAYS, a_receipt
from tests.contract.receipts.desk import AS_THE_SHEET_SAYS, Desk

TREMOL = {Family.TREMOL, Family.TREMOL_V2}

# ---- faults


def with_fault(family: Family, kind: FaultKind, place: int) -> PaperState:
    """Print with one fault, ask where it is needed, and agree with the memory."""
    desk = Desk(family, AS_THE_SHEET_SAYS, storno=False, two_ways=True)
    desk.bench.simulator.faults.add(LineFault(kind, at_request=place, seconds=1.5))
    desk.print()
    desk.judge()
    found = desk.state
    desk.recover()
    desk.judge()
    return found


def places(family: Family) -> int:
    """How many messages a receipt has."""
    desk = Desk(family, AS_THE_SHEET_SAYS, storno=False, two_ways=True)
    before = len(desk.bench.simulator.messages)
    desk.print()
    return len(desk.bench.simulator.messages) - before


def some_faults(family: Family, step: int) -> Iterator[tuple[FaultKind, int]]:
    turn = len(family)
    for place in range(1, places(family) + 1):
        for kind in FaultKind:
            turn += 1
            if turn % step == 0:
                yield kind, place


def check_faults(family: Family, step: int) -> None:
    for kind, place in some_faults(family, step):
        try:
            found = with_fault(family, kind, place)
            if family not in TREMOL:
                # Once is nothing: the same sequence is asked again, and acted upon once.
                assert found is PaperState.PRINTED
        except Exception as error:
            error.add_note(f"{family}: {kind} at message {place}")
            raise


@pytest.mark.parametrize("family", ALL)
def test_some_faults_of_a_line(family: Family) -> None:
    check_faults(family, 29)


@pytest.mark.sweep
@pytest.mark.parametrize("family", ALL)
def test_every_fault_of_a_line(family: Family) -> None:
    check_faults(family, 1)


# ---- nonsense

NARROW = Shape(wide=False, longest=213, last_sequence=0xFF)
WIDE = Shape(wide=True, longest=213, last_sequence=0xFF)
WORDS = (
    b"",
    b"F",
    b"P",
    b"D0.00",
    b"R1.00",
    b"0\t",
    b"-111016\t",
    b"-999999999999999\t",
    b"0\tD\t0.00\t",
    b"0\t1\t7\t2\t22.09\t22.09\t",
    b"1,2,22.09,22.09",
    b"0,0,NaN,Infinity",
    b"9" * 60,
    b"1e999999",
    b"-0.00",
    b",,,,,,,",
    b"\t\t\t\t\t\t",
    b";;;;;",
    b"*****",
    b"23-11-26 10:00:00",
    b"99-99-99 99:99:99",
    b"23-11-2026 10:00 DST",
    b"FP-800,1.00BG,A1B2,0,DT279013,02279013",
    b"1;784;04-02-2019 08:00;M20; Ver. 1",
    b"ZK126720;50163145",
    b"50163145*000001*2026-11-23*10:00:00*22.09",
    b"50163145*x*y*z*",
    b"0000001",
    b"\xb9\x98\xff\xa0",
)
NOISE = (
    b"\x15",
    b"\x16",
    b"\x16\x16\x16",
    b"\x0e",
    b"\x04",
    b"\x01",
    b"\x02",
    b"\x06",
    b"\x00" * 9,
    b"\x03\x0a",
)
MOST_READS = 200_000


class Babbler:
    """A line at whose end something answers each message with nonsense, mostly in good frames."""

    name = "COM13"

    def __init__(self, family: Family, clock: TurnedClock, chance: Random) -> None:
        self._family = family
        self._clock = clock
        self._chance = chance
        self._waiting: list[bytes] = []
        self._reads = 0

    def write(self, data: bytes) -> None:
        if self._chance.random() < 0.01:
            raise LineBroken("nonsense")
        for _ in range(self._chance.choice((0, 1, 1, 1, 1, 1, 2, 3))):
            self._waiting.append(self._piece(data))

    def read(self, deadline: float) -> bytes:
        self._reads += 1
        assert self._reads < MOST_READS, "it reads without end"
        if self._waiting:
            self._clock.sleep(0.01)
            return self._waiting.pop(0)
        if self._chance.random() < 0.02:
            raise LineBroken("nonsense")
        if self._chance.random() < 0.05:
            self._clock.sleep(0.05)
            return self._chance.choice(NOISE)
        self._clock.sleep(max(deadline - self._clock.monotonic(), 0.0) + 1e-5)
        return b""

    def close(self) -> None:
        return

    def _piece(self, asked: bytes) -> bytes:
        kind = self._chance.random()
        if kind < 0.1:
            return self._chance.choice(NOISE)
        if kind < 0.15:
            return asked
        if kind < 0.25:
            return self._chance.randbytes(self._chance.randrange(60))
        answer = self._answer(asked)
        if kind < 0.3:
            return answer[: self._chance.randrange(len(answer))]
        return answer

    def _answer(self, asked: bytes) -> bytes:
        chance = self._chance
        data = chance.choice(WORDS)
        odd = chance.random() < 0.3
        if self._family in TREMOL:
            number, command = asked[2], asked[3]
            if command == 0x20 and not odd:
                return data_frame(number, command, b"\x80\x80\x80\xe0\x80\x80\x80")
            if chance.random() < 0.5:
                first, second = (
                    (chance.randrange(0x30, 0x40), chance.randrange(0x30, 0x39)) if odd else (48, 48)
                )
                return receipt_frame(number, first, second)
            return data_frame(number, command, data)
        if self._family is Family.DATECS_X:
            sequence, command = asked[5], number_of(asked[6:10]) or 0
            return frame(WIDE, sequence, command, data, self._status("80808080869a8080", odd))
        return frame(NARROW, asked[2], asked[3], data, self._status("80808080869a", odd))

    def _status(self, healthy: str, odd: bool) -> bytes:
        fine = bytes.fromhex(healthy)
        return bytes(self._chance.randrange(0x80, 0x100) for _ in fine) if odd else fine


def deeds(device: FiscalDevice, family: Family) -> list[Callable[[], object]]:
    """Everything that can be asked of a device."""
    return [
        device.info,
        device.status,
        device.read_clock,
        lambda: device.set_clock(MORNING),
        lambda: device.sell(a_receipt(family, payments=TWO_WAYS)),
        lambda: device.daily_report(close_day=True),
        device.cash,
        lambda: device.cash_in(Decimal("1.00")),
        lambda: device.cash_out(Decimal("1.00")),
        device.duplicate,
        device.last_document,
        device.open_receipt,
        device.cancel_open_receipt,
        device.close_open_receipt,
    ]


def babble(family: Family, seeds: range) -> int:
    """How many deeds came to an end without an error."""
    went = 0
    for seed in seeds:
        clock = TurnedClock(MORNING)
        line = Babbler(family, clock, Random(seed))
        access = OperatorAccess(password="1")
        device = device_on(line, ClientFamily(family.value), clock, access=access)
        for deed in deeds(device, family):
            before = clock.now()
            try:
                deed()
                went += 1
            except MostikError as error:
                error.sentence.text()  # which must not fail for want of a field
            except Exception as error:
                error.add_note(f"{family}, seed {seed}")
                raise
            assert clock.now() - before < timedelta(minutes=30)
        device.close()
    return went


@pytest.mark.parametrize("family", ALL)
def test_nonsense_never_hangs_or_crashes(family: Family) -> None:
    assert babble(family, range(6)) > 0


@pytest.mark.sweep
@pytest.mark.parametrize("family", ALL)
def test_much_nonsense_never_hangs_or_crashes(family: Family) -> None:
    assert babble(family, range(2000)) > 0
