"""A table in a file: gone through once before the first row is handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.errors import SettingsError, Unreachable
from sync.sentences import say
from sync.shops.files.csv_rows import csv_rows, header_of
from sync.shops.files.form import Fingerprint, Row, TableForm, TableKind
from sync.shops.files.stillness import not_there
from sync.shops.files.xml_rows import columns_and_count, xml_rows

CHUNK: Final = 262_144


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose file was seen to its end. ``row_count`` without the header, rows with a problem
    included.
    """

    path: Path
    form: TableForm
    columns: tuple[str, ...]
    row_count: int
    fingerprint: Fingerprint

    def rows(self) -> Iterator[Row]:
        """The rows, streamed, in the file's order. Raises Unreachable where the file is another by now."""
        _same(self.path, self.fingerprint)
        yield from _rows(self.path, self.form, self.columns)
        _same(self.path, self.fingerprint)


def open_table(path: Path, form: TableForm) -> Table:
    """Go through the whole file by this form.

    Raises Unreachable (not there, breaks off) or SettingsError (no table, no XML, no such record).
    """
    fingerprint = fingerprint_of(path)
    if form.kind is TableKind.XML:
        columns, count = columns_and_count(path, form)
        if not count:
            raise SettingsError(
                say("The file {name} holds no {record}.", name=path.name, record=form.record or "—")
            )
    else:
        columns = header_of(path, form)
        count = sum(1 for _ in csv_rows(path, form, columns))
    _same(path, fingerprint)
    return Table(path, form, columns, count, fingerprint)


def fingerprint_of(path: Path) -> Fingerprint:
    """Size, time and SHA-256 of a file."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        found = path.stat()
    except OSError as error:
        raise not_there(path, error) from None
    return Fingerprint(found.st_size, found.st_mtime_ns, digest.hexdigest())


def _rows(path: Path, form: TableForm, columns: tuple[str, ...]) -> Iterator[Row]:
    return (xml_rows if form.kind is TableKind.XML else csv_rows)(path, form, columns)


def _same(path: Path, fingerprint: Fingerprint) -> None:
    try:
        now = path.stat()
    except OSError as error:
        raise not_there(path, error) from None
    if (now.st_size, now.st_mtime_ns) != (fingerprint.size, fingerprint.changed_ns):
        raise Unreachable(
            say("The file {name} changed while it was read.", name=path.name),
            advice=say("It is read once it stands still."),
        )
