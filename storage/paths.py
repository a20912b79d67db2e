"""Where everything of one user lies: one folder, which the variable ``MOSTIK_HOME`` can move."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from sync.errors import SettingsError
from sync.sentences import say

HOME_VARIABLE: Final = "MOSTIK_HOME"

_CONNECTION_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
# Windows takes a file "con.sqlite" for the console, whatever stands behind the point.
_WINDOWS_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user below ``home``. They are made when something is first put into them."""

    home: Path

    @classmethod
    def of_user(cls, environment: Mapping[str, str] | None = None) -> Paths:
        """The user's own folder: ``MOSTIK_HOME`` where it is set, else where the operating system keeps such
        data.
        """
        environment = os.environ if environment is None else environment
        moved = environment.get(HOME_VARIABLE, "").strip()
        if moved:
            return cls(Path(moved).expanduser().absolute())
        return cls(platformdirs.user_data_path("Mostik", appauthor=False))

    @property
    def connections(self) -> Path:
        """State files, one for each connection."""
        return self.home / "connections"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def drafts(self) -> Path:
        """Half-finished wizards."""
        return self.home / "drafts"

    def state_file(self, connection_id: str) -> Path:
        """The state file of a connection. Raises SettingsError where the id cannot be a file's name."""
        if not is_connection_id(connection_id):
            raise SettingsError(say("{id} cannot be the id of a connection.", id=connection_id))
        return self.connections / f"{connection_id}.sqlite"


def is_connection_id(text: str) -> bool:
    """Whether ``text`` can be a connection's id and the name of its file on every operating system."""
    return _CONNECTION_ID.fullmatch(text) is not None and text not in _WINDOWS_DEVICES


def make_folder(folder: Path) -> Path:
    """Make a folder that only its owner reads (orders hold names and addresses). Raises SettingsError where
    it cannot be.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            say("The folder {folder} cannot be made.", folder=folder),
            advice=say("Check that the disk is there and that you may write to it."),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
    return folder


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that after a power cut the old or the new one is there, never half of one."""
    make_folder(path.parent)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise SettingsError(
            say("The file {file} cannot be written.", file=path),
            advice=say("Check that the disk has room and that you may write to the folder."),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
