"""What the window remembers between two starts: its size, its theme and its language."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from storage.paths import Paths, write_whole
from sync.errors import MostikError
from wizard.language import LANGUAGES

FILE_NAME: Final = "window.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WindowState:
    """Width and height in logical pixels, None for the usual size; ``theme`` and ``language`` None: as the
    system has them.
    """

    width: int | None = None
    height: int | None = None
    theme: Literal["light", "dark"] | None = None
    language: str | None = None

    @classmethod
    def load(cls, paths: Paths) -> WindowState:
        """The state kept in the user's folder; the usual one where there is none or it cannot be read."""
        try:
            data = json.loads(_path(paths).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(data, dict):
            return cls()
        theme, language = data.get("theme"), data.get("language")
        return cls(
            _pixels(data.get("width")),
            _pixels(data.get("height")),
            "dark" if theme == "dark" else "light" if theme == "light" else None,
            language if language in LANGUAGES else None,
        )

    def save(self, paths: Paths) -> None:
        """Keep the state. A folder that cannot be written costs the owner only the window's size."""
        try:
            write_whole(_path(paths), json.dumps(asdict(self)))
        except MostikError as error:
            _log.warning("The window's state was not kept: %s", error.detail or type(error).__name__)


def _path(paths: Paths) -> Path:
    return paths.home / FILE_NAME


def _pixels(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 20_000 else None
