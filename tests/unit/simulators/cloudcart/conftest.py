"""One server for all tests of the simulator; its shop, habits, faults, record and time start anew each
time.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.clock import TurnedClock
from sync.simulators.cloudcart import CloudCartSimulator, Quirks, Shop
from tests.unit.simulators.cloudcart.counter import NOON, Counter
from tests.unit.simulators.cloudcart.receiver import Receiver


@pytest.fixture(scope="session")
def served() -> Iterator[CloudCartSimulator]:
    """The server, without a limit of requests."""
    with CloudCartSimulator(clock=TurnedClock(NOON), per_minute=None, hook_timeout=5) as simulator:
        yield simulator


@pytest.fixture
def counter(served: CloudCartSimulator) -> Iterator[Counter]:
    """A small shop at noon."""
    clock = served.clock
    assert isinstance(clock, TurnedClock)
    clock.turn(NOON - clock.now())
    served.quirks = Quirks()
    served.hooks.timeout = 5
    served.owner.change_plan(None)
    served.serve(Shop())
    made = Counter(served, clock)
    with made.session:
        yield made
    served.faults.clear()


@pytest.fixture(scope="session")
def _listening() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def receiver(_listening: Receiver) -> Receiver:
    """An address that takes webhooks, and remembers them."""
    _listening.forget()
    return _listening
