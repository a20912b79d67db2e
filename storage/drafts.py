"""Half-finished wizards, kept when the window is closed: one JSON file each, the answers by step. Never a
secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from storage.paths import Paths, is_connection_id, write_whole
from storage.values import json_data, json_text
from sync.errors import Bug, SettingsError
from sync.sentences import say

_SECRET_WORDS: Final = ("token", "password", "secret")


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-finished wizard: the answers (JSON values, decimals too) by step id; ``changed_at`` in UTC."""

    id: str
    steps: Mapping[str, Mapping[str, Any]]
    changed_at: datetime


class Drafts:
    """The drafts of one user, by an id formed as a connection's."""

    def __init__(self, paths: Paths) -> None:
        self._folder = paths.drafts

    def save(self, draft_id: str, steps: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the answers so far. Raises Bug for a field named as a secret, SettingsError where it cannot be
        written.
        """
        _refuse_secrets(steps)
        write_whole(self._path(draft_id), json_text(steps))

    def load(self, draft_id: str) -> Draft | None:
        """The draft, or None where there is none or it cannot be read any more: an unfinished wizard then
        begins anew.
        """
        path = self._path(draft_id)
        try:
            steps = json_data(path.read_text(encoding="utf-8"))
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
            return None
        except OSError as error:
            raise SettingsError(
                say("The file {file} cannot be read.", file=path.name),
                detail=f"{type(error).__name__} {error.errno}",
            ) from error
        if not isinstance(steps, dict) or not all(isinstance(answers, dict) for answers in steps.values()):
            return None
        return Draft(draft_id, steps, changed)

    def list(self) -> Sequence[Draft]:
        """All readable drafts, the one changed last first."""
        files = self._folder.glob("*.json") if self._folder.is_dir() else []
        drafts = [self.load(path.stem) for path in files if is_connection_id(path.stem)]
        return sorted((draft for draft in drafts if draft), key=lambda draft: draft.changed_at, reverse=True)

    def delete(self, draft_id: str) -> None:
        """Forget a draft; without effect where there is none."""
        path = self._path(draft_id)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise SettingsError(
                say("The file {file} cannot be deleted.", file=path.name),
                detail=f"{type(error).__name__} {error.errno}",
            ) from error

    def _path(self, draft_id: str) -> Path:
        if not is_connection_id(draft_id):
            raise Bug(say("A draft was about to be kept under a name that is none."))
        return self._folder / f"{draft_id}.json"


def _refuse_secrets(value: object) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if any(word in str(name).casefold() for word in _SECRET_WORDS):
                raise Bug(say("A draft was about to keep a secret."), detail=f"field {name}")
            _refuse_secrets(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_secrets(inner)
