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


def _end_state(bridge: Bridge) -> dict[str, Any]:
    """Everything that matters on both sides, without the moments at which it was written."""
    account = bridge.simulator.account
    return {
        "documents": sorted(
            bridge.query(
                "SELECT SUBSTR(Note, 1, INSTR(Note, ';')), COUNT(*), ROUND(SUM(Qtty * PriceOut), 2), "
                "COUNT(DISTINCT Acct), MIN(PartnerID > 0) FROM Operations WHERE OperType = 19 GROUP BY 1"
            )
        ),
        "marks": sorted(bridge.query("SELECT Kind, ExternalId, State FROM MostikImports")),
        "partners": sorted(bridge.query("SELECT Company, eMail, Bulstat FROM Partners")),
        "goods": bridge.query("SELECT COUNT(*) FROM Goods"),
        "store": bridge.query("SELECT COUNT(*), ROUND(SUM(Qtty), 4) FROM Store"),
        "statuses": {
            number: (order["order_status_id"], bool(order["extra_field_1"]))
            for number, order in account.orders.items()
        },
        "products": sorted(
            (product.get("sku", ""), str(product.get("stock")), str(product.get("prices")))
            for product in account.products.values()
        ),
    }


def _differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What is there and should not be, and the other way round, by subject."""
    return {
        name: (
            [row for row in _rows(found[name]) if row not in _rows(expected[name])],
            [row for row in _rows(expected[name]) if row not in _rows(found[name])],
        )
        for name in expected
        if found[name] != expected[name]
    }


def _rows(content: Any) -> list[Any]:
    return list(content.items()) if isinstance(content, dict) else list(content)


def _check(make: Any, share: int, of: int) -> None:
    undisturbed = make("undisturbed")
    undisturbed.run()
    expected = _end_state(undisturbed)
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
        assert _differences(_end_state(bridge), expected) == {}, step
        assert bridge.run().planned == {}, step
        assert bridge.audit().clean, step
        bridge.simulator.stop()


@pytest.mark.timeout(170)
def test_killed_at_a_sample_of_its_steps(make: Any) -> None:
    _check(make, share=7, of=113)


@pytest.mark.sweep
@pytest.mark.timeout(3_600)
def test_killed_at_every_step(make: Any) -> None:
    _check(make, share=0, of=1)
