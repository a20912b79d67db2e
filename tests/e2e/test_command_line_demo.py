"""``demo``: the main job on made-up data, without a screen, a keyring or anything left behind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.plan.actions import ActionKind
from sync.run.report import Report, RunState
from tests.e2e.bridge import Bridge
from tests.e2e.command_line import command
from wizard.terminal.demo_proof import changed_rows, compared, snapshot


@pytest.mark.timeout(160)
def test_it_holds_and_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    ended = command("demo", TMPDIR=str(tmp_path), TEMP=str(tmp_path), TMP=str(tmp_path), DISPLAY="")
    assert ended.code == 0, ended.out + ended.err
    assert ended.err == ""
    assert "NOT RIGHT" not in ended.out
    assert "Every number of every summary equals what lies in both databases." in ended.out
    # A preview, two runs with something to do and one without, two audits.
    imported = [int(count) for count in re.findall(r"marks beside them: (\d+) = \d+", ended.out)]
    assert len(imported) == 2
    assert min(imported) > 0
    assert re.search(r"Of 40 later orders (\d+) came in", ended.out)
    assert "Changes of the third run: 0." in ended.out
    assert ended.out.count("Writing requests that the shop counted: 0.") == 2
    assert ended.out.count("Rows that changed in the warehouse: 0.") == 2
    assert ended.out.count("Both sides are equal.") == 2
    # Nothing but the log stays, and no token is in it.
    assert list(tmp_path.iterdir()) == []
    mostik = home / "mostik"
    assert [path.name for path in mostik.rglob("*") if path.is_file()] == ["mostik.log"]
    assert "demo-" not in (mostik / "logs" / "mostik.log").read_text(encoding="utf-8")


def test_the_proof_sees_a_summary_that_lies(bridge: Bridge) -> None:
    before = snapshot(bridge.warehouse_file, bridge.simulator)
    report = bridge.run()
    after = snapshot(bridge.warehouse_file, bridge.simulator)
    assert all(pair.equal for pair in compared(report, before, after))
    for kind in (ActionKind.IMPORT_ORDER, ActionKind.SEND_STOCK, ActionKind.SEND_PRICE):
        lie = replace(report, done={**report.done, kind: report.done[kind] + 1})
        assert not all(pair.equal for pair in compared(lie, before, after))


def test_the_proof_sees_what_is_written(bridge: Bridge) -> None:
    before = snapshot(bridge.warehouse_file, bridge.simulator)
    bridge.change_warehouse("UPDATE Goods SET Name = 'x' WHERE ID = 2")
    bridge.simulator.panel.set_status(48001, 24106)
    after = snapshot(bridge.warehouse_file, bridge.simulator)
    assert changed_rows(before, after) == 2  # the row as it was, and as it is
    now = datetime(2026, 11, 20, tzinfo=UTC)
    nothing = Report(RunState.GREEN, now, now)
    assert [pair.database for pair in compared(nothing, before, after) if not pair.equal] == [1]
