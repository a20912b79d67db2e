"""The report of a run: what was done, what was not and why, and the colour that tells the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sync.plan.actions import (
    Action,
    ActionKind,
    Finding,
    FindingState,
    Guard,
    Module,
    Value,
    value_as_data,
    value_from_data,
)
from sync.sentences import Sentence


class RunState(StrEnum):
    """How a run ended. Never green over a failure."""

    GREEN = "green"
    """All that was to be done is done."""
    AMBER = "amber"
    """Some items failed or need the owner."""
    RED = "red"
    """Nothing could be done."""
    HELD = "held"
    """A guard waits for the owner's answer."""
    CANCELLED = "cancelled"
    """The owner stopped it between two items."""


class RowState(StrEnum):
    """How one listed thing ended."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    AMBIGUOUS = "ambiguous"
    WAITS = "waits"
    SKIPPED = "skipped"
    REMOVED = "removed"
    TOLD = "told"

    @property
    def needs_owner(self) -> bool:
        """Whether the owner can or must do something about it."""
        return self in _NEEDS_OWNER


_NEEDS_OWNER = frozenset({RowState.FAILED, RowState.UNKNOWN, RowState.HELD, RowState.AMBIGUOUS})

_STATE_OF_FINDING = {
    FindingState.WAITS: RowState.WAITS,
    FindingState.HELD: RowState.HELD,
    FindingState.SKIPPED: RowState.SKIPPED,
    FindingState.AMBIGUOUS: RowState.AMBIGUOUS,
    FindingState.FAILED: RowState.FAILED,
    FindingState.REMOVED: RowState.REMOVED,
    FindingState.TOLD: RowState.TOLD,
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One listed thing of a summary. ``kind`` None: it was a finding, not a change."""

    module: Module
    state: RowState
    key: str
    title: str
    why: Sentence
    advice: Sentence | None = None
    kind: ActionKind | None = None
    where: str = ""
    old: Value | None = None
    new: Value | None = None
    detail: str = ""

    @classmethod
    def of_finding(cls, finding: Finding) -> ReportRow:
        return cls(
            finding.module,
            _STATE_OF_FINDING[finding.state],
            finding.key,
            finding.title,
            finding.why,
            finding.advice,
        )

    @classmethod
    def of_action(
        cls,
        action: Action,
        state: RowState,
        why: Sentence | None = None,
        *,
        advice: Sentence | None = None,
        where: str | None = None,
        detail: str = "",
    ) -> ReportRow:
        return cls(
            action.module,
            state,
            action.key,
            action.title,
            why or action.why,
            advice,
            action.kind,
            action.where if where is None else where,
            action.old,
            action.new,
            detail,
        )

    def as_data(self) -> dict[str, Any]:
        return {
            "module": self.module.value,
            "state": self.state.value,
            "key": self.key,
            "title": self.title,
            "why": self.why.as_data(),
            "advice": self.advice.as_data() if self.advice else None,
            "kind": self.kind.value if self.kind else None,
            "where": self.where,
            "old": value_as_data(self.old),
            "new": value_as_data(self.new),
            "detail": self.detail,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ReportRow:
        return cls(
            module=Module(data["module"]),
            state=RowState(data["state"]),
            key=str(data["key"]),
            title=str(data["title"]),
            why=Sentence.from_data(data["why"]),
            advice=Sentence.from_data(data["advice"]) if data["advice"] else None,
            kind=ActionKind(data["kind"]) if data["kind"] else None,
            where=str(data["where"]),
            old=value_from_data(data["old"]),
            new=value_from_data(data["new"]),
            detail=str(data.get("detail", "")),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. ``done`` counts changes by kind; ``unchanged`` counts by module what was already right.

    ``planned`` counts the changes that the plan named. ``cause`` is why a red, held or cancelled run stopped.
    """

    state: RunState
    started_at: datetime
    ended_at: datetime
    preview: bool = False
    done: Mapping[ActionKind, int] = field(default_factory=dict)
    planned: Mapping[ActionKind, int] = field(default_factory=dict)
    unchanged: Mapping[Module, int] = field(default_factory=dict)
    rows: Sequence[ReportRow] = ()
    guards: Sequence[Guard] = ()
    cause: Sentence | None = None
    advice: Sentence | None = None
    detail: str = ""

    @property
    def counts(self) -> Mapping[RowState, int]:
        """How many listed rows of each state."""
        return Counter(row.state for row in self.rows)

    def as_data(self) -> dict[str, Any]:
        return {
            "state": self.state.value,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat(),
            "preview": self.preview,
            "done": {kind.value: count for kind, count in self.done.items()},
            "planned": {kind.value: count for kind, count in self.planned.items()},
            "unchanged": {module.value: count for module, count in self.unchanged.items()},
            "rows": [row.as_data() for row in self.rows],
            "guards": [guard.as_data() for guard in self.guards],
            "cause": self.cause.as_data() if self.cause else None,
            "advice": self.advice.as_data() if self.advice else None,
            "detail": self.detail,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Report:
        return cls(
            state=RunState(data["state"]),
            started_at=datetime.fromisoformat(data["started_at"]),
            ended_at=datetime.fromisoformat(data["ended_at"]),
            preview=bool(data["preview"]),
            done={ActionKind(kind): int(count) for kind, count in data["done"].items()},
            planned={ActionKind(kind): int(count) for kind, count in data["planned"].items()},
            unchanged={Module(module): int(count) for module, count in data["unchanged"].items()},
            rows=tuple(ReportRow.from_data(row) for row in data["rows"]),
            guards=tuple(Guard.from_data(guard) for guard in data["guards"]),
            cause=Sentence.from_data(data["cause"]) if data["cause"] else None,
            advice=Sentence.from_data(data["advice"]) if data["advice"] else None,
            detail=str(data.get("detail", "")),
        )


def colour(rows: Sequence[ReportRow], done: int, refused: int) -> RunState:
    """The colour of a run that came to its end: red where nothing of what was tried succeeded, amber where
    something needs the owner, else green.

    ``refused`` failures concern their own item only: where the other side said no to one item and nothing
    else was to be done, the bridge itself works.
    """
    tried_and_failed = [row for row in rows if row.state in (RowState.FAILED, RowState.UNKNOWN)]
    if tried_and_failed and done == 0 and not refused and all(row.kind for row in tried_and_failed):
        return RunState.RED
    if any(row.state.needs_owner for row in rows):
        return RunState.AMBER
    return RunState.GREEN
