"""How a run is followed: a bar on a terminal, plain lines in a pipe, JSON lines for a program."""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from sync.run.events import Event, Held, ItemBegan, ItemsEnded, Planned, Said, StepBegan, Total, Waiting
from wizard.terminal.output import QUIET, Output, one_line
from wizard.terminal.words import MODULES, STEPS

_LINES_FOR_ALL: Final = 10
_log = logging.getLogger(__name__)


class Follower(AbstractContextManager["Follower"]):
    """Hears the events of one run, in a ``with`` that ends when the summary begins. This one says nothing."""

    def __call__(self, event: Event) -> None:
        """One event."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class JsonLines(Follower):
    """Each event as one line of JSON."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._heard = True

    def __call__(self, event: Event) -> None:
        if not self._heard:
            return
        try:
            self._output.write(json.dumps(event.as_data(), ensure_ascii=False, separators=(",", ":")))
        except OSError:
            # Whoever listened is gone; the run goes on, and its summary stands in the history.
            self._heard = False
            _log.warning("nobody reads the events any more")


class PlainLines(Follower):
    """Stations, a line for each tenth of the changes, and what fails, as it fails."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._total = 0
        self._tenths = 0
        self._waits_until: datetime | None = None

    def __call__(self, event: Event) -> None:
        language = self._output.language
        match event:
            case StepBegan(step):
                self._output.line(f"{language.text(STEPS[step])}…")
            case Total(changes):
                self._total = changes
                self._output.line(
                    language.count("{count} change to make.", "{count} changes to make.", changes)
                )
            case ItemsEnded():
                self._tell_items(event)
            case Waiting(until) if until != self._waits_until:
                self._waits_until = until
                self._output.line(waiting(self._output, until))
            case Held(guard):
                self._output.line(f"{language.text(MODULES[guard.module])}: {language.say(guard.question)}")
            case Said(_, sentence):
                self._output.say(sentence)
            case _:
                return

    def _tell_items(self, event: ItemsEnded) -> None:
        language = self._output.language
        for row in event.rows:
            if row.state.needs_owner:
                self._output.line(f"{row.title}: {language.say(row.why)}")
        through = event.done + event.skipped + event.failed
        tenths = through * _LINES_FOR_ALL // self._total if self._total else 0
        if tenths > self._tenths:
            self._tenths = tenths
            self._output.line(
                language.text("{through} of {total}", through=through, total=max(self._total, through))
            )


class Bar(Follower):
    """A bar with the true total, the current item beside it, and what fails above it."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=output.console,
            transient=True,
        )
        self._task: TaskID = self._progress.add_task("", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        language = self._output.language
        match event:
            case StepBegan(step):
                self._show(language.text(STEPS[step]))
            case Planned(plan):
                self._show(language.text(MODULES[plan.module]))
            case Total(changes):
                self._progress.update(self._task, total=changes)
            case ItemBegan(action):
                self._show(action.title)
            case ItemsEnded():
                self._progress.update(self._task, completed=event.done + event.skipped + event.failed)
                for row in event.rows:
                    if row.state.needs_owner:
                        self._above(f"{row.title}: {language.say(row.why)}")
            case Waiting(until):
                self._show(waiting(self._output, until))
            case Held(guard):
                self._above(f"{language.text(MODULES[guard.module])}: {language.say(guard.question)}")
            case Said(_, sentence):
                self._above(language.say(sentence))
            case _:
                return

    def _show(self, text: str) -> None:
        shown = one_line(text)
        self._progress.update(self._task, description=shown if len(shown) <= 40 else f"{shown[:39]}…")

    def _above(self, text: str) -> None:
        self._progress.console.print(Text(one_line(text), style=QUIET), soft_wrap=True)


def waiting(output: Output, until: datetime) -> str:
    """That the run waits for a limit of the other side, and until when on this computer's clock."""
    return output.language.text(
        "Waits until {time} for a limit of the shop, then goes on by itself.",
        time=until.astimezone().strftime("%H:%M:%S"),
    )


def follower(output: Output) -> Follower:
    """The one that fits where the output goes."""
    return Bar(output) if output.on_terminal else PlainLines(output)
