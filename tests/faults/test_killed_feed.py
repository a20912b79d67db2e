"""The power goes while a feed is written: the shop sees the old feed or the new one, whole, and the next run
does what was left.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from tests.contract.warehouses.bench import CUP, TEA
from tests.e2e.furnished import embedded
from tests.e2e.gombashop_pair import NOW, GombaShopPair, make_pair
from tests.e2e.small_bridge import failures, said

_ROOT = Path(__file__).parents[2]
_AROUND_THE_REPLACEMENT = (2, 3, 4)
"""Our own feed is in its place, the shop's is about to be, the shop's is."""


def _killed_at(pair: GombaShopPair, which: str, step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.killed_feed",
            str(pair.folder / "home"),
            pair.profile.id,
            pair.clock.now().isoformat(),
            which,
            str(step),
        ],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _try(folder: Path, which: str, steps: Sequence[int]) -> int:
    """Kill a run at each of these steps; returns how many it has."""
    clock = TurnedClock(NOW)
    with embedded(folder) as warehouse:
        pair = make_pair(folder, warehouse, clock)
        pair.run()
        old = pair.feed.read_bytes()
        warehouse.set_stock(CUP, 30)
        warehouse.set_stock(TEA, 4)
        clock.turn(timedelta(minutes=3))
        saved = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for step in steps:
            died = _killed_at(pair, which, step)
            assert died.returncode in (0, 137), died.stderr
            between = pair.feed.read_bytes()
            assert between == old or (b",30," in between and b",4," in between), between
            assert between.endswith(b"\n")
            report = pair.run()
            assert not failures(report), said(report)
            pair.pull()
            assert [pair.item(code).quantity for code in ("1001", "A-2")] == [30, 4]
            assert pair.run().planned == {}
            leftovers = [path.name for path in folder.rglob("*.new")]
            assert leftovers == []
            if died.returncode == 0:
                return int(died.stdout)
            for path in folder.rglob("*"):
                if path.is_file() and path not in saved:
                    path.unlink()
            for path, content in saved.items():
                path.write_bytes(content)
    return max(steps)


def test_the_power_goes_while_a_feed_is_written(tmp_path: Path) -> None:
    _try(tmp_path, "replacements", _AROUND_THE_REPLACEMENT)


@pytest.mark.sweep
def test_the_power_goes_at_every_step(tmp_path: Path) -> None:
    assert _try(tmp_path, "all", range(1, 200)) > 10
