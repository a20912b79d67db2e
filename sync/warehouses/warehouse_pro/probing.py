"""Every table of a database before and after one thing was done in the program, and what differs.

The tables are those that the engine lists, not only those that Mostik knows: a newer build may have more. The
picture from before goes into a file table by table, the one from after is compared while it is read. Rows are
kept without personal data (see :mod:`sync.warehouses.warehouse_pro.masking`); of a large table the older rows
as a sign only, by which a change shows and its old value does not.
"""

from __future__ import annotations

import base64
import json
import secrets
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from sync.errors import MostikError, SettingsError, Unreachable
from sync.sentences import say
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.masking import Mask
from sync.warehouses.warehouse_pro.probe_difference import (
    Difference,
    Picture,
    ProbedRow,
    TableDifference,
    filled,
    list_row,
)
from sync.warehouses.warehouse_pro.probed_table import TableComparison, TableReader

_ABOUT: Final = "about.json"
_LISTS: Final[Mapping[Engine, str]] = {
    Engine.SQLITE: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    Engine.MSSQL: (
        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'"
        " AND TABLE_SCHEMA IN (SCHEMA_NAME(), N'dbo')"
    ),
    Engine.MYSQL: (
        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'"
        " AND TABLE_SCHEMA = DATABASE()"
    ),
}
"""Where an engine tells tables from views; Access names its own tables by their beginning."""
_ACCESS_OWN: Final = ("msys", "~", "usys")
Told = Callable[[str], None]


class EveryTable:
    """All tables of one database, read row by row."""

    def __init__(self, database: Database, version: str = "") -> None:
        self._database = database
        self._version = version

    # ------------------------------------------------------------ before

    def keep(self, file: Path, at: datetime, told: Told = lambda _: None) -> Picture:
        """Write the picture of all tables into ``file``, whole or not at all. ``told`` hears the table that
        is being read and may raise Cancelled.

        Raises SettingsError where the file cannot be written, and what reading the database raises.
        """
        secret = secrets.token_bytes(16)
        mask = Mask(secret)
        unfinished = file.with_name(file.name + ".new")
        rows = 0
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as kept:
                tables = self._tables()
                for place, (name, columns) in enumerate(tables):
                    told(name)
                    with kept.open(f"{place:04d}.jsonl", "w", force_zip64=True) as member:
                        rows += self._keep_table(member, mask, name, columns)
                picture = Picture(at, self._database.dialect.title, self._version, len(tables), rows)
                kept.writestr(_ABOUT, json.dumps(_about(picture, secret)))
            unfinished.replace(file)
        except OSError as error:
            raise SettingsError(
                say("The file {file} cannot be written.", file=file),
                advice=say("Check that the disk has room and that you may write to the folder."),
                detail=f"{type(error).__name__} {error.errno}",
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
        return picture

    def _keep_table(self, member: IO[bytes], mask: Mask, name: str, columns: Sequence[str]) -> int:
        reader = TableReader(self._database, name, columns, mask)
        head: dict[str, Any] = {"table": name, "columns": list(columns)}
        lines = reader.lines()
        try:
            first = next(lines, None)
        except Unreachable:
            raise
        except MostikError as error:
            head["problem"] = error.sentence.as_data()
            first = None
        head["key"] = reader.keyed
        member.write((json.dumps(head) + "\n").encode())
        count = 0
        while first is not None:
            member.write((first + "\n").encode())
            count += 1
            first = next(lines, None)
        return count

    # ------------------------------------------------------------ after

    def compare(self, file: Path, at: datetime, told: Told = lambda _: None) -> Difference:
        """What differs now from the picture in ``file``. Raises SettingsError where there is none that can be
        read, and what reading the database raises.
        """
        try:
            kept = zipfile.ZipFile(file)
            before, secret = _about_from(kept)
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise SettingsError(
                say("There is no picture from before that could be compared with."),
                advice=say("Take one first, then do one thing in the warehouse program, then compare."),
                detail=type(error).__name__,
            ) from error
        with kept:
            return self._compare(kept, before, Mask(secret), at, told)

    def _compare(
        self, kept: zipfile.ZipFile, before: Picture, mask: Mask, at: datetime, told: Told
    ) -> Difference:
        found: list[TableDifference] = []
        now = {name.lower(): (name, columns) for name, columns in self._tables()}
        rows = 0
        for member in (each for each in kept.namelist() if each != _ABOUT):
            with kept.open(member) as stream:
                head = json.loads(stream.readline())
            name = str(head["table"])
            told(name)
            there = now.pop(name.lower(), None)
            difference = TableComparison(kept, member, head, mask).made(self._database, there)
            rows += difference.rows_after or 0
            found.append(difference)
        for name, columns in now.values():
            told(name)
            difference = self._new_table(name, columns, mask)
            rows += difference.rows_after or 0
            found.append(difference)
        found.sort(key=lambda each: each.name.lower())
        tables = sum(each.rows_after is not None for each in found)
        after = Picture(at, self._database.dialect.title, self._version, tables, rows)
        return Difference(before, after, tuple(found))

    def _new_table(self, name: str, columns: Sequence[str], mask: Mask) -> TableDifference:
        difference = TableDifference(name, None, 0)
        reader = TableReader(self._database, name, columns, mask)
        try:
            for values in reader.rows():
                difference.rows_after = (difference.rows_after or 0) + 1
                list_row(difference, difference.added, ProbedRow(filled(columns, values)))
        except Unreachable:
            raise
        except MostikError as error:
            difference.problem = error.sentence
        return difference

    # ------------------------------------------------------------ tables

    def _tables(self) -> list[tuple[str, list[str]]]:
        """Every table with its columns, by name; views and the engine's own tables left out."""
        columns: dict[str, list[str]] = {}
        for name, column, _size in self._database.described_columns():
            columns.setdefault(name, []).append(column)
        listed = _LISTS.get(self._database.dialect.engine)
        if listed is not None:
            known = {str(name) for (name,) in self._database.rows(listed)}
        else:
            known = {name for name in columns if not name.lower().startswith(_ACCESS_OWN)}
        return [(name, columns[name]) for name in sorted(columns, key=str.lower) if name in known]


def _about(picture: Picture, secret: bytes) -> dict[str, Any]:
    return {
        "at": picture.at.isoformat(),
        "engine": picture.engine,
        "version": picture.version,
        "tables": picture.tables,
        "rows": picture.rows,
        "secret": base64.b64encode(secret).decode("ascii"),
    }


def _about_from(kept: zipfile.ZipFile) -> tuple[Picture, bytes]:
    data = json.loads(kept.read(_ABOUT))
    picture = Picture(
        datetime.fromisoformat(data["at"]),
        str(data["engine"]),
        str(data["version"]),
        int(data["tables"]),
        int(data["rows"]),
    )
    return picture, base64.b64decode(data["secret"])
