"""A simulated device on a real socket and a real terminal."""

from __future__ import annotations

import socket
import threading

import pytest
import serial

from sync.simulators.fiscal import Family, Interruption, Loss, Moment
from sync.simulators.fiscal.__main__ import main
from tests.unit.simulators.fiscal.speaking import IslDesk

LAST_NUMBER = b"0000000"


def test_a_device_in_the_network() -> None:
    at = IslDesk(Family.DATECS_P)
    with at.device.on_tcp() as way:
        for _ in range(2):
            with socket.create_connection((way.host, way.port), timeout=5) as connected:
                connected.sendall(at.frame(0x71, b"", 0x30))
                assert LAST_NUMBER in connected.recv(100)
        at.device.interrupt(Interruption(Loss.POWER, Moment.SENT, 3))
        with socket.create_connection((way.host, way.port), timeout=5) as connected:
            connected.sendall(at.frame(0x71, b"", 0x31))
            heard = b""
            while piece := connected.recv(100):
                heard += piece
        assert len(heard) == 3


def test_a_device_on_a_serial_port() -> None:
    at = IslDesk(Family.DATECS_P)
    with at.device.on_pty() as way, serial.Serial(way.path, 115_200, timeout=5, exclusive=True) as port:
        port.write(at.frame(0x71, b"", 0x30))
        assert LAST_NUMBER in port.read(24)
        at.device.lose(Loss.CABLE)
        with pytest.raises(serial.SerialException):
            port.read(1)


def test_started_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()

    assert main(["--family", "tremol"], stop) == 0
    assert main(["--serial"], stop) == 0

    assert "127.0.0.1:" in capsys.readouterr().out
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["--port", str(taken.getsockname()[1])], stop) == 2
