"""What a run tells while it works: one small event after the other, each also one line of JSON.

The window, the schedule and the command line start the same child process and read these lines, so an event
holds everything that is shown and nothing that is secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sync.plan.actions import Action, Guard, Module, ModulePlan
from sync.run.report import Report, ReportRow
from sync.sentences import Sentence


class Step(StrEnum):
    """The stations of a run, for the line above the bar."""

    CONNECT = "connect"
    READ_ORDERS = "read orders"
    READ_PRODUCTS = "read products"
    PLAN = "plan"
    WRITE = "write"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class RunBegan:
    """A run began; ``preview`` writes nothing anywhere."""

    connection: str
    preview: bool
    at: datetime

    def as_data(self) -> dict[str, Any]:
        return {
            "event": "began",
            "connection": self.connection,
            "preview": self.preview,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class StepBegan:
    """The run came to a station; ``count`` is what was read so far, where that is known."""

    step: Step
    count: int = 0

    def as_data(self) -> dict[str, Any]:
        return {"event": "step", "step": self.step.value, "count": self.count}


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of a module is made. Told again with the same module when an import changed what follows."""

    plan: ModulePlan

    def as_data(self) -> dict[str, Any]:
        return {"event": "planned", "plan": self.plan.as_data()}


@dataclass(frozen=True, slots=True)
class Total:
    """How many changes this run has to do; corrected when a later stage is planned again."""

    changes: int

    def as_data(self) -> dict[str, Any]:
        return {"event": "total", "changes": self.changes}


@dataclass(frozen=True, slots=True)
class ItemBegan:
    """The run is at this item."""

    action: Action

    def as_data(self) -> dict[str, Any]:
        return {
            "event": "item",
            "module": self.action.module.value,
            "kind": self.action.kind.value,
            "title": self.action.title,
        }


@dataclass(frozen=True, slots=True)
class ItemsEnded:
    """So many changes are through: counts since the beginning of the run, and the rows that are worth
    listing."""

    done: int
    skipped: int
    failed: int
    rows: tuple[ReportRow, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {
            "event": "progress",
            "done": self.done,
            "skipped": self.skipped,
            "failed": self.failed,
            "rows": [row.as_data() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Waiting:
    """The run waits for a limit of the other side until this moment and goes on by itself."""

    until: datetime

    def as_data(self) -> dict[str, Any]:
        return {"event": "waiting", "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Held:
    """A guard holds a module of this run."""

    guard: Guard

    def as_data(self) -> dict[str, Any]:
        return {"event": "held", "guard": self.guard.as_data()}


@dataclass(frozen=True, slots=True)
class Said:
    """Something the owner should know now."""

    module: Module | None
    sentence: Sentence

    def as_data(self) -> dict[str, Any]:
        return {
            "event": "said",
            "module": self.module.value if self.module else None,
            "sentence": self.sentence.as_data(),
        }


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run ended; the report is the summary."""

    report: Report

    def as_data(self) -> dict[str, Any]:
        return {"event": "ended", "report": self.report.as_data()}


Event = RunBegan | StepBegan | Planned | Total | ItemBegan | ItemsEnded | Waiting | Held | Said | RunEnded
Tell = Callable[[Event], None]


def silent(event: Event) -> None:
    """Tells nobody."""


def event_name(data: Mapping[str, Any]) -> str:
    """The name of an event that was read from a line."""
    return str(data.get("event", ""))
