"""What a command tells the program that started it, by a number."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from sync.run.report import RunState


class ExitCode(IntEnum):
    """The exit codes of every command."""

    GREEN = 0
    """All that was to be done is done; an audit found everything equal."""
    AMBER = 1
    """Something needs the owner; an audit found differences that are nobody's fault."""
    RED = 2
    """Nothing could be done; an audit found something wrong."""
    USAGE = 3
    """The command line was not understood."""
    HELD = 4
    """Mostik asks first: a guard, the preview before a first run, or another question."""
    CANCELLED = 5
    """Stopped at the owner's wish between two items."""


_OF_STATE: Final[Mapping[RunState, ExitCode]] = {
    RunState.GREEN: ExitCode.GREEN,
    RunState.AMBER: ExitCode.AMBER,
    RunState.RED: ExitCode.RED,
    RunState.HELD: ExitCode.HELD,
    RunState.CANCELLED: ExitCode.CANCELLED,
}


def code_of(state: RunState) -> ExitCode:
    """The exit code of a run."""
    return _OF_STATE[state]
