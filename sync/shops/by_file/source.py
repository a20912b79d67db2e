"""The files of one export, opened together: none that is still being written, none with other columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sync.errors import SettingsError, Unreachable
from sync.ports import Clock
from sync.sentences import say
from sync.shops.by_file.settings import OrderFile, ProductFile
from sync.shops.files import (
    DecimalSign,
    Misread,
    Table,
    TableForm,
    TableKind,
    files_in,
    open_table,
    read_amount,
    recognise,
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
    """The form of a file that may have been saved anew by a spreadsheet: what the owner chose, with the
    encoding and the separator of today.
    """
    now = recognise(path, with_lines=bool(chosen.line)).form
    if now.kind is not chosen.kind:
        raise SettingsError(
            say("The file {name} is of another kind than the one whose columns were chosen.", name=path.name),
            advice=say("Open the connection and choose the columns anew on the step Connect."),
        )
    if chosen.kind is TableKind.XML:
        return chosen
    return replace(chosen, encoding=now.encoding, separator=now.separator, header_row=now.header_row)


def _state(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (str(path), -1, -1)
    return (str(path), found.st_size, found.st_mtime_ns)


def refuse_other_sign(cells: Iterable[str], sign: DecimalSign, file: str) -> None:
    """Raises SettingsError where numbers are written with the other decimal sign by now, so that a "1,234"
    that could be both is not taken for the wrong one.
    """
    other = DecimalSign.COMMA if sign is DecimalSign.POINT else DecimalSign.POINT
    refuse_if_only(
        cells,
        lambda cell: _readable(cell, sign),
        lambda cell: _readable(cell, other),
        file,
    )


def refuse_if_only(
    cells: Iterable[str], ours: Callable[[str], bool], theirs: Callable[[str], bool], file: str
) -> None:
    """Raises SettingsError where some cells can be read only otherwise than the owner chose, and none only
    so.
    """
    strange = ""
    for cell in cells:
        if ours(cell):
            if not theirs(cell):
                return
        elif not strange and theirs(cell):
            strange = cell
    if strange:
        raise SettingsError(
            say(
                "The file {name} writes its values otherwise than you chose: “{cell}”.",
                name=file,
                cell=strange,
            ),
            advice=say("Open the connection and look at the columns on the step Connect."),
        )


def _readable(cell: str, sign: DecimalSign) -> bool:
    try:
        read_amount(cell, sign)
    except Misread:
        return False
    return True
