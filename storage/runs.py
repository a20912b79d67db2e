"""The history of runs: when, why, how it ended, and the report that the summary is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from storage.part import JournalPart
from storage.tables import RunRow
from storage.values import json_data, json_text, microseconds, moment
from sync.errors import Bug
from sync.sentences import say


class RunState(StrEnum):
    """How a run stands or ended."""

    RUNNING = "running"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    HELD = "held"
    """A guard holds a module and waits for the owner."""
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """It never said how it ended: the program was ended or the power went."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run, without its report. Moments in UTC; ``ended_at`` None: running, or interrupted."""

    id: int
    trigger: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None


_COLUMNS: Final = (RunRow.id, RunRow.trigger, RunRow.state, RunRow.started_at, RunRow.ended_at)


class Runs(JournalPart):
    """Runs by number, which grows."""

    def begin_run(self, trigger: str, started_at: datetime) -> int:
        """Note that a run began; runs left ``running`` by a crash become ``interrupted``.

        The caller holds the writer's lock, so no other run of this connection can really be running.
        """
        with self.database.writing():
            left = RunRow.state == RunState.RUNNING.value
            self.database.write(RunRow.update(state=RunState.INTERRUPTED.value).where(left))
            begun = RunRow.insert(
                trigger=trigger, state=RunState.RUNNING.value, started_at=microseconds(started_at)
            )
            return self.database.insert(begun)

    def end_run(self, run_id: int, ended_at: datetime, state: str, report: Mapping[str, Any]) -> None:
        """Note how a run ended. ``state``: one of :class:`RunState` but running; ``report``: JSON values."""
        if state not in set(RunState) - {RunState.RUNNING}:
            raise Bug(say("A run ended in a way that Mostik does not know."), detail=f"state {state!r}")
        ended = RunRow.update(state=str(state), ended_at=microseconds(ended_at), report=json_text(report))
        with self.database.writing():
            if self.database.write(ended.where(RunRow.id == run_id)) != 1:
                raise Bug(say("A run ended that never began."), detail=f"run {run_id}")

    def history(self, count: int = 100, before: int | None = None) -> Sequence[RunRecord]:
        """The latest runs, the last first; ``before``: those with a smaller number, for the next page."""
        query = RunRow.select(*_COLUMNS).order_by(RunRow.id.desc()).limit(count)
        if before is not None:
            query = query.where(RunRow.id < before)
        return [_record(row) for row in self.database.rows(query)]

    def last_run(self) -> RunRecord | None:
        """The run that began last, or None."""
        found = self.history(1)
        return found[0] if found else None

    def run_report(self, run_id: int) -> Mapping[str, Any] | None:
        """The report of a run; None where it has none (running, interrupted, unknown)."""
        row = self.database.row(RunRow.select(RunRow.report).where(RunRow.id == run_id))
        if row is None or row[0] is None:
            return None
        report: Mapping[str, Any] = json_data(row[0])
        return report

    def prune_runs(self, before: datetime, keep: int = 1) -> int:
        """Drop runs that began before a moment; returns how many.

        The last ``keep`` runs (at least one) stay whatever their age: the schedule counts from the last one.
        """
        last = self.history(max(keep, 1))
        if not last:
            return 0
        old = (RunRow.started_at < microseconds(before)) & (RunRow.id < last[-1].id)
        with self.database.writing():
            return self.database.write(RunRow.delete().where(old))


def _record(row: tuple[Any, ...]) -> RunRecord:
    run_id, trigger, state, started_at, ended_at = row
    ended = None if ended_at is None else moment(ended_at)
    return RunRecord(run_id, trigger, RunState(state), moment(started_at), ended)
