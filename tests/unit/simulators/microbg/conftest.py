"""One server for all tests of the simulator; its books, habits, faults, record and time start anew each
time.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.clock import TurnedClock
from sync.simulators.microbg import MicrobgSimulator, Quirks, fresh_books
from tests.unit.simulators.microbg.desk import NOON, Desk


@pytest.fixture(scope="session")
def served() -> Iterator[MicrobgSimulator]:
    """The server."""
    with MicrobgSimulator(clock=TurnedClock(NOON)) as simulator:
        yield simulator


@pytest.fixture
def desk(served: MicrobgSimulator) -> Iterator[Desk]:
    """A small shop at noon."""
    clock = served.clock
    assert isinstance(clock, TurnedClock)
    clock.turn(NOON - clock.now())
    served.quirks = Quirks()
    served.program.restore(fresh_books())
    served.forget_requests()
    desk = Desk(served, clock)
    with desk.session:
        yield desk
    served.faults.clear()
