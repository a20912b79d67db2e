"""A run that is killed at any of its steps and started again ends where an undisturbed run ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.run.report import RunState
from tests.e2e.bridge import NOW, Bridge, make_bridge, sample_simulator
from tests.e2e.end_state import differences, end_state

_RECENT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""Only the orders since then take part, so that one run is short enough to be killed many times."""


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    """Makes bridges side by side, each with a shop of its own."""
    simulators = []

    def bridge(name: str) -> Bridge:
        folder = tmp_path / name
        folder.mkdir()
        clock = TurnedClock(NOW)
        simulator = sample_simulator(clock).start()
        simulators.append(simulator)
        made = make_bridge(folder, simulator, clock)
        made.change_orders(start=_RECENT)
        groups = made.query("SELECT ID FROM GoodsGroups WHERE Code = 'AAA'")
        made.change_products(create_missing=True, groups=(groups[0][0],))
        return made

    yield bridge
    for simulator in simulators:
        simulator.stop()


def _killed_at(bridge: Bridge, step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.killed_run",
            str(bridge.folder / "home"),
            bridge.profile.id,
            str(step),
        ],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def _check(make: Any, share: int, of: int) -> None:
    undisturbed = make("undisturbed")
    undisturbed.run()
    expected = end_state(undisturbed)
    counting = make("counting")
    finished = _killed_at(counting, 0)
    assert finished.returncode == 0, finished.stderr
    steps = int(finished.stdout)
    assert steps > 100
    for step in range(1 + share, steps + 1, of):
        bridge = make(f"killed-{step}")
        killed = _killed_at(bridge, step)
        assert killed.returncode == 137, (step, killed.stderr)
        bridge.clock.turn(timedelta(minutes=5))  # the owner starts the computer again
        report = bridge.run()
        assert report.state in (RunState.GREEN, RunState.AMBER), (step, report.cause)
        assert differences(end_state(bridge), expected) == {}, step
        assert bridge.run().planned == {}, step
        assert bridge.audit().clean, step
        bridge.simulator.stop()


@pytest.mark.timeout(170)
def test_killed_at_a_sample_of_its_steps(make: Any) -> None:
    _check(make, share=7, of=401)


@pytest.mark.sweep
@pytest.mark.timeout(3_600)
def test_killed_at_every_step(make: Any) -> None:
    _check(make, share=0, of=1)
