"""Whether somebody is still writing a file, and which files of a folder are finished."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from sync.errors import Unreachable
from sync.ports import Clock
from sync.sentences import say

SECONDS_BETWEEN_LOOKS: Final = 1.0
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart")
_NAMES_OF_OTHERS: Final = ("~$", ".~", ".")
"""Lock files of spreadsheet programs, and hidden files."""


def wait_until_still(paths: Sequence[Path], clock: Clock) -> None:
    """Look at files twice, a second apart, all of them with one wait.

    Raises Unreachable where one is not there, is empty, is held by its writer, or changed between the looks.
    """
    before = [_look(path) for path in paths]
    clock.sleep(SECONDS_BETWEEN_LOOKS)
    for path, first in zip(paths, before, strict=True):
        if _look(path) != first:
            raise Unreachable(
                say("The file {name} is still being written.", name=path.name),
                advice=say("It is read once it stands still."),
            )
        if first[0] == 0:
            raise Unreachable(
                say("The file {name} is empty.", name=path.name), advice=say("Export it again.")
            )
        _open_a_moment(path)


def files_in(folder: Path, pattern: str = "*") -> list[Path]:
    """The finished files of a folder whose name fits the pattern (``*.csv``), whatever the case, oldest
    first.

    Hidden ones, lock files of spreadsheet programs and downloads under way are left out. Raises Unreachable
    where the folder is not there.
    """
    wanted = pattern.casefold() or "*"
    try:
        found = [path for path in folder.iterdir() if _finished(path.name) and path.is_file()]
        fitting = [path for path in found if fnmatch(path.name.casefold(), wanted)]
        return sorted(fitting, key=lambda path: (path.stat().st_mtime_ns, path.name))
    except FileNotFoundError:
        raise Unreachable(say("The folder {name} is not there.", name=str(folder))) from None
    except OSError as error:
        raise Unreachable(
            say("The folder {name} cannot be read.", name=str(folder)), detail=type(error).__name__
        ) from None


def _finished(name: str) -> bool:
    return not name.startswith(_NAMES_OF_OTHERS) and not name.casefold().endswith(_UNFINISHED)


def _look(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise not_there(path, error) from None
    return found.st_size, found.st_mtime_ns


def _open_a_moment(path: Path) -> None:
    """On Windows a writer may hold a file for itself."""
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise not_there(path, error) from None


def not_there(path: Path, error: OSError) -> Unreachable:
    """Why a file could not be opened, as an error to raise."""
    if isinstance(error, FileNotFoundError):
        return Unreachable(say("The file {name} is not there.", name=path.name), detail=str(path))
    if isinstance(error, PermissionError):
        return Unreachable(
            say("The file {name} is open in another program, or may not be read.", name=path.name),
            advice=say("Close it there, then try again."),
            detail=str(path),
        )
    return Unreachable(
        say("The file {name} cannot be read.", name=path.name), detail=f"{path}: {type(error).__name__}"
    )
