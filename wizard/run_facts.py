"""What the window knows of a connection and its runs, read from its state file. Everything here blocks.

A run that has ended never changes, so its counts are worked out once and kept as long as the window is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from storage.journal import ConnectionJournal
from storage.lock import WriterLock
from storage.profiles import ConnectionEntry, Profiles
from storage.runs import RunRecord, RunState
from sync.errors import MostikError, Unreachable
from sync.plan.actions import ActionKind, Module
from sync.profile import NeededSecret, Profile
from sync.run.report import Report, RowState
from sync.sentences import Sentence
from wizard.schedule_runner import LastRuns, last_runs
from wizard.terminal.summary import RowGroup, grouped

SHOWN_RUNS = 14
_READ_RUNS = 40
"""How far the search for the last success and for the last run of each direction goes back."""
_FAILED = (RowState.FAILED, RowState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run in numbers. ``done``: changes; ``needs``: items that need the owner, ``orders`` of them orders.

    ``reasons`` are why, the most frequent first; ``cause`` is why the whole run stopped.
    """

    record: RunRecord
    done: int = 0
    failed: int = 0
    by_kind: Mapping[ActionKind, int] = field(default_factory=dict)
    needs: int = 0
    orders: int = 0
    reasons: Sequence[RowGroup] = ()
    guards: int = 0
    cause: Sentence | None = None
    advice: Sentence | None = None

    @property
    def broke_off(self) -> bool:
        """Whether it could do nothing."""
        stopped = self.record.state in (RunState.RED, RunState.INTERRUPTED)
        return stopped and not self.done

    @property
    def seconds(self) -> int | None:
        """How long it took; None where nobody knows."""
        if self.record.ended_at is None:
            return None
        return max(round((self.record.ended_at - self.record.started_at).total_seconds()), 0)


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """A connection as the home screen shows it. ``runs``: the latest first. ``elsewhere``: another program
    syncs it now. ``missing_secrets``: those that are not where they
    should be.
    """

    id: str
    profile: Profile | None
    problem: MostikError | None = None
    runs: Sequence[RunFacts] = ()
    last_success: datetime | None = None
    scheduled: LastRuns = field(default_factory=LastRuns)
    elsewhere: bool = False
    missing_secrets: Sequence[NeededSecret] = ()

    @property
    def last(self) -> RunFacts | None:
        return self.runs[0] if self.runs else None

    def lacking(self, missing: Sequence[NeededSecret]) -> ConnectionFacts:
        """The same, with these secrets missing."""
        return replace(self, missing_secrets=missing)


class RunMemory:
    """Reads runs, and remembers what it has read of those that have ended."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, datetime], RunFacts] = {}

    def facts(self, journal: ConnectionJournal, connection_id: str, record: RunRecord) -> RunFacts:
        """A run in numbers."""
        key = (connection_id, record.id, record.started_at)
        known = self._known.get(key)
        if known is not None and known.record == record:
            return known
        report = journal.run_report(record.id)
        found = RunFacts(record) if report is None else _in_numbers(record, Report.from_data(report))
        if record.state is not RunState.RUNNING:
            self._known[key] = found
        return found

    def forget(self, connection_id: str) -> None:
        """The connection was deleted; its id may be used again."""
        self._known = {key: facts for key, facts in self._known.items() if key[0] != connection_id}


def _in_numbers(record: RunRecord, report: Report) -> RunFacts:
    needing = [row for row in report.rows if row.state.needs_owner]
    return RunFacts(
        record,
        done=sum(report.done.values()),
        failed=sum(row.state in _FAILED for row in report.rows),
        by_kind=dict(report.done),
        needs=len(needing),
        orders=sum(row.module is Module.ORDERS for row in needing),
        # A few are enough to say why; a run may list fifty thousand.
        reasons=tuple(grouped(needing)[:3]),
        guards=len(report.guards),
        cause=report.cause,
        advice=report.advice,
    )


def read_connection(profiles: Profiles, entry: ConnectionEntry, memory: RunMemory) -> ConnectionFacts:
    """What is known of one connection. A state file that cannot be read becomes its problem."""
    if entry.profile is None:
        return ConnectionFacts(entry.id, None, entry.problem)
    try:
        with profiles.open(entry.id, write=False) as journal:
            records = list(journal.history(_READ_RUNS))
            elsewhere = is_running(profiles, entry.id, records)
            records = [settled(record, elsewhere) for record in records]
            facts = tuple(memory.facts(journal, entry.id, record) for record in records[:SHOWN_RUNS])
    except MostikError as problem:
        return ConnectionFacts(entry.id, entry.profile, problem)
    return ConnectionFacts(
        entry.id,
        entry.profile,
        runs=facts,
        last_success=next((run.started_at for run in records if run.state in _SUCCESSES), None),
        scheduled=last_runs(records, running=elsewhere),
        elsewhere=elsewhere,
    )


_SUCCESSES = (RunState.GREEN, RunState.AMBER)


def is_running(profiles: Profiles, connection_id: str, records: Sequence[RunRecord]) -> bool:
    """Whether a run of the connection goes on, here or in another program.

    A run may still be called running because its program was ended; only a living one holds the lock.
    """
    if not records or records[0].state is not RunState.RUNNING:
        return False
    try:
        with WriterLock(profiles.paths.state_file(connection_id), wait=0):
            return False
    except Unreachable:
        return True


def settled(record: RunRecord, running: bool) -> RunRecord:
    """The record, as interrupted where it says that it runs and nobody runs it."""
    if record.state is not RunState.RUNNING or running:
        return record
    return RunRecord(record.id, record.trigger, RunState.INTERRUPTED, record.started_at, None)
