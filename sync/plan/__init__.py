"""What must change on either side, worked out by pure functions before anything is written.

One file for each subject: :mod:`sync.plan.actions` holds the words of a plan, the others make it. Nothing
here reads or writes a shop, a warehouse or the journal; the run hands in what it has read.
"""

from __future__ import annotations

from sync.plan.actions import (
    Action,
    ActionKind,
    Finding,
    FindingState,
    Guard,
    GuardAnswer,
    Module,
    ModulePlan,
    Value,
)

__all__ = [
    "Action",
    "ActionKind",
    "Finding",
    "FindingState",
    "Guard",
    "GuardAnswer",
    "Module",
    "ModulePlan",
    "Value",
]
