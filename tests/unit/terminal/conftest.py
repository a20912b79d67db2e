"""What the tests of the terminal share: an output that can be read, and small reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from sync.plan.actions import ActionKind, Guard, Module
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.sentences import Sentence, say
from wizard.language import Language
from wizard.terminal.output import Output

BEGAN = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


class TerminalText(io.StringIO):
    """A stream that calls itself a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass
class Screen:
    """An output and what was printed on it."""

    output: Output
    out: io.StringIO
    err: io.StringIO
    answers: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.out.getvalue()

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


MakeScreen = Callable[..., Screen]


@pytest.fixture
def screen() -> Screen:
    """A pipe that nobody can answer at."""
    return new_screen()


def new_screen(*, terminal: bool = False, answers: list[str] | None = None, code: str = "en") -> Screen:
    """An output into memory. ``answers``: what a person types, one after the other; None: nobody is there."""
    out, err = (TerminalText() if terminal else io.StringIO()), io.StringIO()
    typed, asked = list(answers or []), list[str]()

    def ask(question: str) -> str:
        asked.append(question)
        return typed.pop(0)

    output = Output(Language.load(code), out, err, ask=None if answers is None else ask)
    return Screen(output, out, err, typed, asked)


def row(
    state: RowState,
    title: str,
    why: Sentence | None = None,
    *,
    module: Module = Module.ORDERS,
    advice: Sentence | None = None,
    kind: ActionKind | None = None,
) -> ReportRow:
    return ReportRow(module, state, title, title, why or say("Because."), advice, kind)


def report(
    state: RunState = RunState.GREEN,
    *,
    done: dict[ActionKind, int] | None = None,
    planned: dict[ActionKind, int] | None = None,
    unchanged: dict[Module, int] | None = None,
    rows: tuple[ReportRow, ...] = (),
    guards: tuple[Guard, ...] = (),
    preview: bool = False,
    cause: Sentence | None = None,
    advice: Sentence | None = None,
) -> Report:
    return Report(
        state,
        BEGAN,
        BEGAN,
        preview=preview,
        done=done or {},
        planned=planned if planned is not None else dict(done or {}),
        unchanged=unchanged or {},
        rows=rows,
        guards=guards,
        cause=cause,
        advice=advice,
    )
