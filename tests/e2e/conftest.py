"""A fresh bridge for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from tests.e2e.bridge import NOW, Bridge, make_bridge, sample_simulator
from tests.e2e.small_bridge import SmallBridge, make_small_bridge, small_simulator


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def bridge(tmp_path: Path, clock: TurnedClock) -> Iterator[Bridge]:
    """The sample shop and the sample warehouse, joined, before the first run."""
    with sample_simulator(clock) as simulator:
        yield make_bridge(tmp_path, simulator, clock)


@pytest.fixture
def small(tmp_path: Path, clock: TurnedClock) -> Iterator[SmallBridge]:
    """A shop without orders and with two dozen products that match, before the first run."""
    with small_simulator(clock) as simulator:
        yield make_small_bridge(tmp_path, simulator, clock)
