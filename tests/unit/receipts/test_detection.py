"""Devices are found on ticked ports by reading requests alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.clock import TurnedClock
from sync.errors import Unreachable
from sync.ports import Clock
from sync.receipts.detection import detect
from sync.receipts.family import Family
from sync.receipts.port import ByteLine
from sync.receipts.settings import NetworkConnection, SerialConnection
from sync.sentences import say
from sync.simulators.fiscal import Family as SimulatedFamily
from sync.simulators.fiscal import FiscalSimulator

READING = {"4A", "5A", "3E", "3F", "20", "21", "60", "61", "62", "68", "80"}


@pytest.mark.parametrize("family", list(Family), ids=lambda family: family.value)
def test_each_family_is_found_and_nothing_is_printed(family: Family) -> None:
    clock = TurnedClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    device = FiscalSimulator(SimulatedFamily[family.name], clock)

    def opened(_connection: SerialConnection | NetworkConnection, _clock: Clock) -> ByteLine:
        return device.line()

    (result,) = detect([NetworkConnection(host="127.0.0.1", port=4999)], clock, open_port=opened)
    (found,) = result.found
    assert (found.family, found.info.serial) == (family, device.settings.serial)
    assert not device.memory.documents
    assert device.wrong_passwords.in_all == 0
    assert {message for message in device.messages if message != "?"} <= READING


def test_a_silent_port_and_a_taken_one_are_told_apart() -> None:
    clock = TurnedClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    device = FiscalSimulator(SimulatedFamily.DAISY, clock)
    asked: list[int] = []

    class Silent:
        name = "COM3"

        def write(self, data: bytes) -> None:
            """Nobody hears it."""

        def read(self, deadline: float) -> bytes:
            clock.sleep(max(deadline - clock.monotonic(), 0) + 0.001)
            return b""

        def close(self) -> None:
            """Nothing is open."""

    def opened(connection: SerialConnection | NetworkConnection, _clock: Clock) -> ByteLine:
        if isinstance(connection, SerialConnection):
            asked.append(connection.speed)
            if connection.port == "COM9":
                raise Unreachable(say("The port {port} is in use by another program.", port="COM9"))
        return Silent()

    results = detect([SerialConnection(port="COM3"), SerialConnection(port="COM9")], clock, open_port=opened)
    assert [result.found for result in results] == [(), ()]
    problems = [result.problem.text() for result in results if result.problem]
    assert "does not answer" in problems[0]
    assert "in use" in problems[1]
    assert set(asked) == {115_200, 9_600}
    assert not device.messages
