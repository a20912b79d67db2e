"""One server for all tests of the simulator; its shop, habits, faults and record start anew each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.clock import TurnedClock
from sync.simulators.seliton import Quirks, SelitonSimulator, Shop
from tests.unit.simulators.seliton.caller import NOON, Caller


@pytest.fixture(scope="session")
def served() -> Iterator[SelitonSimulator]:
    """The server."""
    with SelitonSimulator(clock=TurnedClock(NOON)) as simulator:
        yield simulator


@pytest.fixture
def caller(served: SelitonSimulator) -> Iterator[Caller]:
    """A small shop at noon."""
    clock = served.clock
    assert isinstance(clock, TurnedClock)
    clock.turn(NOON - clock.now())
    served.quirks = Quirks()
    served.owner.restore(Shop())
    served.forget_requests()
    made = Caller(served, clock)
    with made.session:
        yield made
    served.faults.clear()
