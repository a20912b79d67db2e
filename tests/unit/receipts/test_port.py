"""The line to a device: bounded waits, and one kind of failure whatever the line is made of."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import serial

from sync.clock import SystemClock, TurnedClock
from sync.errors import Unreachable
from sync.receipts.port import LineBroken, SerialLine, TcpLine, open_serial, open_tcp


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.fixture
def ends(clock: TurnedClock) -> Iterator[tuple[TcpLine, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield TcpLine(ours, "pair", clock), theirs
    ours.close()
    theirs.close()


def test_bytes_go_both_ways_over_tcp(ends: tuple[TcpLine, socket.socket]) -> None:
    line, theirs = ends
    line.write(b"\x01\x02")
    assert theirs.recv(10) == b"\x01\x02"
    theirs.sendall(b"\x16\x16")
    assert line.read(1.0) == b"\x16\x16"


def test_silence_and_a_passed_deadline_give_no_bytes(
    ends: tuple[TcpLine, socket.socket], clock: TurnedClock
) -> None:
    line, theirs = ends
    assert line.read(clock.monotonic() + 0.001) == b""
    theirs.sendall(b"late")
    assert line.read(clock.monotonic()) == b""


def test_a_closed_end_is_a_broken_line(ends: tuple[TcpLine, socket.socket]) -> None:
    line, theirs = ends
    theirs.close()
    with pytest.raises(LineBroken):
        line.read(1.0)
    line.close()
    with pytest.raises(LineBroken):
        line.write(b"1")


def test_a_device_in_the_network_is_reached_or_said_to_be_missing(clock: TurnedClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        line = open_tcp("127.0.0.1", port, clock)
        assert line.name == f"127.0.0.1:{port}"
        line.close()
    with pytest.raises(Unreachable, match=rf"127\.0\.0\.1:{port} does not answer") as caught:
        open_tcp("127.0.0.1", port, clock)
    assert caught.value.advice is not None


def test_a_host_name_that_is_none_is_no_crash(clock: TurnedClock) -> None:
    with pytest.raises(Unreachable):
        open_tcp("a" * 70 + ".invalid", 4999, clock)


def test_bytes_go_both_ways_over_a_serial_port() -> None:
    line = open_serial("loop://", SystemClock())
    line.write(b"\x01abc\x03")
    assert line.read(SystemClock().monotonic() + 1) == b"\x01abc\x03"
    assert line.read(SystemClock().monotonic() + 0.01) == b""
    assert line.read(SystemClock().monotonic() - 1) == b""
    line.close()
    with pytest.raises(LineBroken):
        line.write(b"1")


def test_a_port_that_is_not_there_says_so(clock: TurnedClock) -> None:
    with pytest.raises(Unreachable, match="COM987 is not there"):
        open_serial("COM987", clock)


if sys.platform != "win32":

    @pytest.fixture
    def pseudo_terminal() -> Iterator[tuple[int, str]]:
        device, port = os.openpty()
        yield device, os.ttyname(port)
        for end in (device, port):
            try:
                os.close(end)
            except OSError:
                continue

    def test_a_pseudo_terminal_is_a_serial_port(pseudo_terminal: tuple[int, str], clock: TurnedClock) -> None:
        device, name = pseudo_terminal
        line = open_serial(name, clock)
        line.write(b"\x01\x00\x03")
        assert os.read(device, 10) == b"\x01\x00\x03"
        os.write(device, b"\x16\x15\x0a\x0d")
        assert line.read(clock.monotonic() + 1) == b"\x16\x15\x0a\x0d"
        line.close()

    def test_a_device_that_is_pulled_out_is_a_broken_line(
        pseudo_terminal: tuple[int, str], clock: TurnedClock
    ) -> None:
        device, name = pseudo_terminal
        line = open_serial(name, clock)
        os.close(device)
        with pytest.raises(LineBroken):
            line.read(clock.monotonic() + 1)
        with pytest.raises(LineBroken):
            line.write(b"1")
        line.close()

    def test_a_port_that_another_program_holds_says_so(
        pseudo_terminal: tuple[int, str], clock: TurnedClock
    ) -> None:
        _, name = pseudo_terminal
        with (
            serial.Serial(name, exclusive=True),
            pytest.raises(Unreachable, match="in use by another"),
        ):
            open_serial(name, clock)


def test_a_line_is_named_for_people(clock: TurnedClock) -> None:
    port = serial.serial_for_url("loop://")
    line = SerialLine(port, "COM3", clock)
    assert line.name == "COM3"
    line.close()
