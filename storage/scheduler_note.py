"""What is known of the entry in the system's scheduler: when it was made, and how its last start went.

One small file for the user, beside the connections. It is written by whoever makes the entry and by each
start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from storage.paths import Paths, write_whole
from storage.values import sentence, sentence_text
from sync.sentences import Sentence

FILE_NAME: Final = "scheduler.json"


@dataclass(frozen=True, slots=True)
class SchedulerNote:
    """Moments in UTC. ``made_at`` None: there is no entry. ``ran_at`` None: it was never started.
    ``problem``: why the start could not read the secrets; None: it could.
    """

    made_at: datetime | None = None
    minutes: int = 0
    ran_at: datetime | None = None
    problem: Sentence | None = None

    @classmethod
    def load(cls, paths: Paths) -> SchedulerNote:
        """The note; an empty one where there is none or it cannot be read."""
        try:
            data = json.loads(_path(paths).read_text(encoding="utf-8"))
            return cls(
                _moment(data.get("made_at")),
                int(data.get("minutes") or 0),
                _moment(data.get("ran_at")),
                sentence(data.get("problem")),
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def save(self, paths: Paths) -> None:
        """Keep the note. Raises SettingsError."""
        data = {
            "made_at": self.made_at and self.made_at.isoformat(),
            "minutes": self.minutes,
            "ran_at": self.ran_at and self.ran_at.isoformat(),
            "problem": sentence_text(self.problem),
        }
        write_whole(_path(paths), json.dumps(data))

    def ran(self, at: datetime, problem: Sentence | None) -> SchedulerNote:
        """The same after a start."""
        return replace(self, ran_at=at, problem=problem)


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _path(paths: Paths) -> Path:
    return paths.home / FILE_NAME
