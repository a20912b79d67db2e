"""A person is found in Mostik's log files, and blanked there.

Each letter is overwritten by a star where it stands, so that no file grows or shrinks and another Mostik
can go on writing at its end meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from storage.person import Person
from sync.errors import SettingsError
from sync.sentences import say

_ANY_LOG: Final = "*.log*"
_STAR: Final = b"*"


def count_in_logs(folder: Path, people: Sequence[Person]) -> int:
    """At how many places of the log files below ``folder`` these people stand. Raises SettingsError."""
    return sum(len(_places(_read(path), people)) for path in _files(folder))


def blank_in_logs(folder: Path, people: Sequence[Person]) -> int:
    """Blank these people in the log files below ``folder``; returns at how many places. Raises SettingsError
    where a file cannot be written.
    """
    return sum(_blank_file(path, people) for path in _files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob(_ANY_LOG) if path.is_file()) if folder.is_dir() else []


def _blank_file(path: Path, people: Sequence[Person]) -> int:
    places = _places(_read(path), people)
    if not places:
        return 0
    try:
        with path.open("r+b") as file:
            for start, length in places:
                file.seek(start)
                file.write(_STAR * length)
    except OSError as error:
        raise _failed(path, error) from error
    return len(places)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _failed(path, error) from error


def _places(content: bytes, people: Sequence[Person]) -> list[tuple[int, int]]:
    """Start and length in bytes of each place. Broken bytes count as one letter of one byte each."""
    text = content.decode("utf-8", errors="surrogateescape")
    found = []
    for person in people:
        last, start = 0, 0
        for match in person.pattern.finditer(text):
            start += _bytes(text[last : match.start()])
            length = _bytes(match.group())
            found.append((start, length))
            last, start = match.end(), start + length
    return found


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", errors="surrogateescape"))


def _failed(path: Path, error: OSError) -> SettingsError:
    return SettingsError(
        say("The log file {file} cannot be read or written.", file=path),
        advice=say("Check that you may write to it, then forget the person once more."),
        detail=f"{type(error).__name__} {error.errno}",
    )
