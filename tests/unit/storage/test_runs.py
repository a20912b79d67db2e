"""The history of runs."""

from __future__ import annotations

import pytest

from storage.journal import ConnectionJournal
from storage.runs import RunRecord, RunState
from sync.errors import Bug
from tests.unit.storage.examples import minute

ENDS = [state for state in RunState if state is not RunState.RUNNING]


@pytest.mark.parametrize("state", ENDS)
def test_a_run_begins_and_ends_with_its_report(journal: ConnectionJournal, state: RunState) -> None:
    run = journal.begin_run("schedule", minute(1))
    assert journal.last_run() == RunRecord(run, "schedule", RunState.RUNNING, minute(1), None)
    assert journal.run_report(run) is None
    journal.end_run(run, minute(2), state.value, {"rows": [{"why": "Няма стока"}]})
    assert journal.last_run() == RunRecord(run, "schedule", state, minute(1), minute(2))
    assert journal.run_report(run) == {"rows": [{"why": "Няма стока"}]}


def test_a_run_left_by_a_crash_becomes_interrupted(journal: ConnectionJournal) -> None:
    first = journal.begin_run("hand", minute(1))
    second = journal.begin_run("hand", minute(2))
    journal.end_run(second, minute(3), "green", {})
    third = journal.begin_run("hand", minute(4))
    assert [(run.id, run.state) for run in journal.history()] == [
        (third, RunState.RUNNING),
        (second, RunState.GREEN),
        (first, RunState.INTERRUPTED),
    ]


@pytest.mark.parametrize("state", ["running", "fine", ""])
def test_a_run_cannot_end_in_a_state_that_is_no_end(journal: ConnectionJournal, state: str) -> None:
    run = journal.begin_run("hand", minute(1))
    with pytest.raises(Bug):
        journal.end_run(run, minute(2), state, {})


def test_a_run_that_never_began_cannot_end(journal: ConnectionJournal) -> None:
    with pytest.raises(Bug):
        journal.end_run(77, minute(2), "green", {})


def test_history_comes_in_pages(journal: ConnectionJournal) -> None:
    runs = [journal.begin_run("hand", minute(number)) for number in range(5)]
    page = journal.history(2)
    assert [run.id for run in page] == [runs[4], runs[3]]
    assert [run.id for run in journal.history(10, before=page[-1].id)] == [runs[2], runs[1], runs[0]]


def test_old_runs_go_and_the_last_ones_stay(journal: ConnectionJournal) -> None:
    assert journal.prune_runs(minute(100)) == 0
    runs = [journal.begin_run("hand", minute(number)) for number in range(6)]
    assert journal.prune_runs(minute(2)) == 2
    assert journal.prune_runs(minute(100), keep=3) == 1
    assert journal.prune_runs(minute(100), keep=0) == 2
    assert [run.id for run in journal.history()] == [runs[5]]
