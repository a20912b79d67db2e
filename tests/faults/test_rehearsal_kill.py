"""Power off at any moment of the rehearsal: no order or one, and the question is still asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.run.engine import Wishes
from sync.run.report import RunState
from tests.e2e.bridge import NOW
from tests.e2e.real_program import RealProgram
from tests.e2e.small_bridge import make_small_bridge, said, small_simulator


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    """Makes bridges to a real program, each with a shop of its own and three orders."""
    simulators = []

    def bridge(name: str) -> RealProgram:
        folder = tmp_path / name
        folder.mkdir()
        clock = TurnedClock(NOW)
        simulator = small_simulator(clock).start()
        simulators.append(simulator)
        made = make_small_bridge(folder, simulator, clock)
        real = RealProgram(made.folder, made.simulator, made.profile, made.clock)
        for product in real.products[:3]:
            real.order((product, 2))
        real.change(modules=real.profile.modules.model_copy(update={"products": False, "stock": False}))
        return real

    yield bridge
    for simulator in simulators:
        simulator.stop()


def _killed_at(bridge: RealProgram, step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.killed_rehearsal",
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
    counting = make("counting")
    finished = _killed_at(counting, 0)
    assert finished.returncode == 0, finished.stderr
    steps = int(finished.stdout)
    assert steps > 20
    seen = set()
    for step in sorted({*range(1 + share, steps + 1, of), steps}):
        bridge = make(f"killed-{step}")
        killed = _killed_at(bridge, step)
        assert killed.returncode == 137, (step, killed.stderr)
        seen.add(bridge.documents())
        bridge.turn(minutes=5)
        report = bridge.run()
        assert report.state is RunState.HELD, (step, said(report))
        assert bridge.documents() == 1, step
        rest = bridge.run(Wishes(rehearsed=True))
        assert rest.state is RunState.GREEN, (step, said(rest))
        assert sorted(count for _tag, count in bridge.tagged()) == [1, 1, 1], step
        assert bridge.run().planned == {}, step
        bridge.simulator.stop()
    assert seen == {0, 1}, "some died before the order was written, some after"


@pytest.mark.timeout(170)
def test_killed_at_a_sample_of_the_rehearsals_steps(make: Any) -> None:
    _check(make, share=3, of=43)


@pytest.mark.sweep
@pytest.mark.timeout(1_800)
def test_killed_at_every_step_of_the_rehearsal(make: Any) -> None:
    _check(make, share=0, of=1)
