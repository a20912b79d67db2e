"""A fresh bridge for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from tests.e2e.bridge import NOW, Bridge, make_bridge, sample_simulator


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def bridge(tmp_path: Path, clock: TurnedClock) -> Iterator[Bridge]:
    """The sample shop and the sample warehouse, joined, before the first run."""
    with sample_simulator(clock) as simulator:
        yield make_bridge(tmp_path, simulator, clock)
