"""One server for all tests of the simulator; its books, habits, faults and record start anew each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.clock import TurnedClock
from sync.simulators.firmino import FirminoSimulator, Quirks
from sync.simulators.firmino.program import fresh_books
from tests.unit.simulators.firmino.office import NOON, Office


@pytest.fixture(scope="session")
def served() -> Iterator[FirminoSimulator]:
    """The server."""
    with FirminoSimulator(clock=TurnedClock(NOON)) as simulator:
        yield simulator


@pytest.fixture
def office(served: FirminoSimulator) -> Iterator[Office]:
    """A small company at noon."""
    served.quirks = Quirks()
    served.program.restore(fresh_books())
    served.forget_requests()
    made = Office(served)
    with made.session:
        yield made
    served.faults.clear()
