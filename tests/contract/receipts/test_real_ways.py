"""Each family once over a real serial port and a real socket, and a port that another program has."""

from __future__ import annotations

import socket

import pytest

from sync.clock import SystemClock
from sync.errors import Unknown, Unreachable
from sync.receipts.device import FiscalDevice
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family as ClientFamily
from sync.receipts.link import Patience
from sync.receipts.port import ByteLine, open_serial, open_tcp
from sync.receipts.receipt import StornoReason
from sync.receipts.recovery import BeforeReceipt, Existence, ask_device
from sync.simulators.fiscal import Family, FaultKind, Interruption, LineFault, Loss, Moment
from tests.contract.receipts.bench import ALL, SUMS, TOTAL, TWO_WAYS, Bench, a_receipt, a_storno, check

CLOCK = SystemClock()
HURRIED = Patience(quiet=0.15, whole=2.0, long=3.0, tries=3)


def client(bench: Bench, line: ByteLine) -> FiscalDevice:
    return device_on(
        line,
        ClientFamily(bench.family.value),
        CLOCK,
        access=bench.access,
        serial=bench.simulator.settings.serial,
        patience=HURRIED,
    )


def sale_and_storno(bench: Bench, device: FiscalDevice) -> None:
    bench.fill_drawer()
    receipt = a_receipt(bench.family, payments=TWO_WAYS)
    printed = device.sell(receipt)
    device.reverse(a_storno(printed, receipt, StornoReason.RETURN))
    device.close()
    sale, back = bench.on_paper
    check(sale, receipt, SUMS)
    assert back.sums == SUMS


@pytest.fixture(params=ALL)
def bench(request: pytest.FixtureRequest) -> Bench:
    made = Bench(request.param)
    made.simulator.faults.add(LineFault(FaultKind.TORN, at_request=4))
    if made.family not in {Family.TREMOL, Family.TREMOL_V2}:
        # Tremol's manual promises no repeated answer, so silence there ends the receipt.
        made.simulator.faults.add(LineFault(FaultKind.SILENT, request="31"))
    made.simulator.faults.add(LineFault(FaultKind.GLUED, request="31", at_request=2))
    return made


def test_over_a_serial_port(bench: Bench) -> None:
    with bench.simulator.on_pty() as way:
        sale_and_storno(bench, client(bench, open_serial(way.path, CLOCK)))


def test_over_the_network(bench: Bench) -> None:
    with bench.simulator.on_tcp() as way:
        sale_and_storno(bench, client(bench, open_tcp(way.host, way.port, CLOCK)))


def test_a_cable_pulled_out_of_the_port() -> None:
    rehearsal = Bench(Family.DATECS_P)
    rehearsal.open().sell(a_receipt(rehearsal.family))
    to_the_first_line = rehearsal.simulator.messages.index("31") + 1
    bench = Bench(Family.DATECS_P)
    with bench.simulator.on_pty() as way:
        device = client(bench, open_serial(way.path, CLOCK))
        before = BeforeReceipt(0, TOTAL)
        bench.simulator.interrupt(Interruption(Loss.CABLE, Moment.EXECUTED, to_the_first_line))
        with pytest.raises(Unknown):
            device.sell(a_receipt(bench.family))
    bench.simulator.restore()
    with bench.simulator.on_pty() as way:
        again = client(bench, open_serial(way.path, CLOCK))
        found = ask_device(before, again)
        assert found is Existence.STILL_OPEN
        assert again.cancel_open_receipt()
        again.sell(a_receipt(bench.family))
        again.close()
    assert len(bench.on_paper) == 1


def test_power_lost_in_the_network() -> None:
    bench = Bench(Family.DATECS_X)
    with bench.simulator.on_tcp() as way:
        device = client(bench, open_tcp(way.host, way.port, CLOCK))
        device.info()
        bench.simulator.interrupt(Interruption(Loss.POWER, Moment.SENT, 3))
        with pytest.raises(Unreachable):
            device.status()
        bench.simulator.restore()
        again = client(bench, open_tcp(way.host, way.port, CLOCK))
        again.sell(a_receipt(bench.family))
        again.close()
    assert len(bench.on_paper) == 1


def test_a_port_that_another_program_has() -> None:
    bench = Bench(Family.DATECS_P)
    with bench.simulator.on_pty() as way:
        other = open_serial(way.path, CLOCK)
        with pytest.raises(Unreachable, match="in use by another program"):
            open_serial(way.path, CLOCK)
        other.close()
        client(bench, open_serial(way.path, CLOCK)).close()


def test_a_port_that_is_not_there_and_an_address_where_nobody_listens() -> None:
    with pytest.raises(Unreachable, match="is not there"):
        open_serial("/dev/tty-of-nobody", CLOCK)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unreachable, match="does not answer"):
        open_tcp("127.0.0.1", port, CLOCK)
