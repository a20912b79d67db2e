"""What a run does, line by line in the log, for whoever looks there later. In English, without a secret."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from sync.run.events import Event, Held, ItemsEnded, RunEnded, Said, StepBegan, Tell, Total, Waiting
from sync.run.report import ReportRow

FOR_CONNECTION: Final = "for connection "
"""How the line begins that says whose lines follow; the connection's id stands behind it."""
_MOST_ROWS: Final = 200
_log = logging.getLogger(__name__)


class RunLog:
    """Hears the events of one run, notes what matters, and hands each on to ``tell``."""

    def __init__(self, connection_id: str, tell: Tell) -> None:
        self._tell = tell
        self._noted: set[tuple[str, str]] = set()
        _log.info("%s%s", FOR_CONNECTION, connection_id)

    def __call__(self, event: Event) -> None:
        """One event."""
        self._note(event)
        self._tell(event)

    def _note(self, event: Event) -> None:
        match event:
            case StepBegan(step):
                _log.info("step: %s", step.value)
            case Total(changes):
                _log.info("changes to make: %d", changes)
            case ItemsEnded():
                self._note_rows(event.rows)
            case Waiting(until):
                _log.info("waits until %s for a limit of the shop", until.isoformat(timespec="seconds"))
            case Held(guard):
                _log.warning("held %s: %s", guard.module.value, guard.question.text())
            case Said(_, sentence):
                _log.info("%s", sentence.text())
            case RunEnded(report):
                self._note_rows(report.rows)
                done = sum(report.done.values())
                cause = f": {report.cause.text()}" if report.cause else ""
                _log.info("ended %s, %d changes done%s", report.state.value, done, cause)
            case _:
                return

    def _note_rows(self, rows: Sequence[ReportRow]) -> None:
        """Note what needs the owner, each thing once."""
        for row in rows:
            key = (row.module.value, row.key)
            if row.state.needs_owner and key not in self._noted and len(self._noted) < _MOST_ROWS:
                self._noted.add(key)
                _log.warning("%s %s: %s", row.module.value, row.title, row.why.text())
