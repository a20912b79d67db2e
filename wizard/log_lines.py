"""The lines of Mostik's log that concern one connection, read from the end of the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.terminal.log_file import LOG_NAME
from wizard.terminal.run_log import FOR_CONNECTION

_LARGEST: Final = 4_000_000
"""Bytes read from the end of each file: many days, and never so much that the window waits for it."""
_LINE: Final = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (?P<process>\d+) (?P<level>[A-Z]+) "
    r"(?P<part>\S+): (?P<text>.*)"
)
_BEGINS: Final = "Mostik "
_TROUBLE: Final = frozenset({"WARNING", "ERROR", "CRITICAL"})


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. ``when`` is this computer's time as it was written; ``more`` the lines that belong to it."""

    when: str
    process: str
    level: str
    part: str
    text: str
    more: str = ""

    @property
    def trouble(self) -> bool:
        """Whether it tells of something that went wrong."""
        return self.level in _TROUBLE


def read_log(folder: Path) -> list[LogLine]:
    """The newest lines of the log, the newest first; none where there is no log. Raises OSError."""
    path = folder / LOG_NAME
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - _LARGEST, 0))
        text = file.read().decode("utf-8", errors="replace")
    return parse(text.splitlines())[::-1]


def parse(lines: Iterable[str]) -> list[LogLine]:
    """The lines in their order; what is no line of its own belongs to the one before it."""
    found: list[LogLine] = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is not None:
            found.append(LogLine(**match.groupdict()))
        elif found:
            last = found[-1]
            more = f"{last.more}\n{line}" if last.more else line
            found[-1] = LogLine(last.when, last.process, last.level, last.part, last.text, more)
    return found


def of_connection(lines: Sequence[LogLine], connection_id: str, name: str) -> list[LogLine]:
    """The lines of the runs of a connection, and those of other programs of Mostik that name it.

    ``lines`` as :func:`read_log` gives them, the newest first; so is the result.
    """
    known = {connection_id, name}
    owners: dict[str, str] = {}
    found = []
    for line in reversed(lines):
        if line.text.startswith(_BEGINS):
            # Numbers of processes are used again, so what another one did under this number is over.
            owners.pop(line.process, None)
        elif line.text.startswith(FOR_CONNECTION):
            owners[line.process] = line.text.removeprefix(FOR_CONNECTION)
        if owners.get(line.process) in known or _names(line, known):
            found.append(line)
    return found[::-1]


def _names(line: LogLine, known: Collection[str]) -> bool:
    words = f"{line.text}\n{line.more}"
    return any(re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", words) for each in known)
