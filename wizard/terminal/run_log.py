"""What a run does, line by line in the log, for whoever looks there later. In English, without a secret."""

from __future__ import annotations

import logging
from typing import Final

from sync.run.events import Event, Held, ItemsEnded, RunEnded, Said, StepBegan, Tell, Total, Waiting

FOR_CONNECTION: Final = "for connection "
"""How the line begins that says whose lines follow; the connection's id stands behind it."""
_MOST_ROWS: Final = 200
_log = logging.getLogger(__name__)


class RunLog:
    """Hears the events of one run, notes what matters, and hands each on to ``tell``."""

    def __init__(self, connection_id: str, tell: Tell) -> None:
        self._tell = tell
        self._rows = 0
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
                self._note_rows(event)
            case Waiting(until):
                _log.info("waits until %s for a limit of the shop", until.isoformat(timespec="seconds"))
            case Held(guard):
                _log.warning("held %s: %s", guard.module.value, guard.question.text())
            case Said(_, sentence):
                _log.info("%s", sentence.text())
            case RunEnded(report):
                done = sum(report.done.values())
                cause = f": {report.cause.text()}" if report.cause else ""
                _log.info("ended %s, %d changes done%s", report.state.value, done, cause)
            case _:
                return

    def _note_rows(self, event: ItemsEnded) -> None:
        for row in event.rows:
            if row.state.needs_owner and self._rows < _MOST_ROWS:
                self._rows += 1
                _log.warning("%s %s: %s", row.module.value, row.title, row.why.text())
