"""The files of one export, opened together: none that is still being written, none with other columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from sync.errors import SettingsError, Unreachable
from sync.ports import Clock
from sync.sentences import say
from sync.shops.by_file.settings import OrderFile, ProductFile
from sync.shops.files import (
    DecimalSign,
    Misread,
    Table,
    TableForm,
    files_in,
    form_now,
    open_table,
    read_amount,
    wait_until_still,
)

Signature = tuple[tuple[str, int, int], ...]


class Source:
    """The files that one setting names. ``signature`` changes when one of them does."""

    def __init__(self, settings: OrderFile | ProductFile, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def files(self) -> list[Path]:
        """The files, the oldest first. Raises Unreachable where there is none."""
        path = Path(self._settings.path)
        if not path.is_dir():
            return [path]
        found = files_in(path, self._settings.pattern)
        if not found:
            raise Unreachable(
                say(
                    "The folder {name} holds no file like {pattern}.",
                    name=path,
                    pattern=self._settings.pattern,
                ),
                advice=say("Export from the shop into it."),
            )
        return found

    def signature(self) -> Signature:
        """What the files look like from outside; one that is not there has no size."""
        return tuple(_state(path) for path in self.files())

    def tables(self) -> list[Table]:
        """Every file as a table that was gone through to its end, the oldest first.

        Raises Unreachable (not there, being written, breaks off) and SettingsError (no such table, another
        kind of file, a column that is gone).
        """
        files = self.files()
        wait_until_still(files, self._clock)
        return [self._open(path) for path in files]

    def _open(self, path: Path) -> Table:
        form = self._settings.table.form
        table = open_table(path, form if self._settings.as_chosen else _as_it_is_now(path, form))
        wanted: set[str] = set(self._settings.columns.values())
        missing = sorted(wanted - set(table.columns))
        if missing:
            raise SettingsError(
                say("The file {name} has no column “{column}”.", name=path.name, column=missing[0]),
                advice=say("Open the connection and choose the columns anew on the step Connect."),
            )
        return table


def _as_it_is_now(path: Path, chosen: TableForm) -> TableForm:
    """The form of a file that may have been saved anew by a spreadsheet."""
    now = form_now(path, chosen)
    if now.kind is not chosen.kind:
        raise SettingsError(
            say("The file {name} is of another kind than the one whose columns were chosen.", name=path.name),
            advice=say("Open the connection and choose the columns anew on the step Connect."),
        )
    return now


def _state(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (str(path), -1, -1)
    return (str(path), found.st_size, found.st_mtime_ns)


class Manner:
    """Watches whether the cells of a file are still written as the owner chose, so that a "1,234" that
    could be both is not taken for the wrong one. ``ours`` and ``theirs`` say whether a cell can be read as
    chosen, and otherwise.
    """

    def __init__(self, ours: Callable[[str], bool], theirs: Callable[[str], bool]) -> None:
        self._ours, self._theirs = ours, theirs
        self._seen: dict[str, None] = {}
        self._sure = False
        self._strange = ""

    def see(self, cell: str) -> None:
        """Look at one cell; most are like one that was seen before."""
        if self._sure or cell in self._seen:
            return
        if len(self._seen) < _REMEMBERED:
            self._seen[cell] = None
        if self._ours(cell):
            self._sure = not self._theirs(cell)
        elif not self._strange and self._theirs(cell):
            self._strange = cell

    def refuse_other(self, file: str) -> None:
        """Raises SettingsError where some cells can be read only otherwise, and none only as chosen."""
        if self._strange and not self._sure:
            raise SettingsError(
                say(
                    "The file {name} writes its values otherwise than you chose: “{cell}”.",
                    name=file,
                    cell=self._strange,
                ),
                advice=say("Open the connection and look at the columns on the step Connect."),
            )


_REMEMBERED: Final = 5_000


def manner_of_numbers(sign: DecimalSign) -> Manner:
    """Watches the decimal sign."""
    other = DecimalSign.COMMA if sign is DecimalSign.POINT else DecimalSign.POINT
    return Manner(partial(_readable, sign=sign), partial(_readable, sign=other))


def _readable(cell: str, sign: DecimalSign) -> bool:
    try:
        read_amount(cell, sign)
    except Misread:
        return False
    return True
