"""A copy of a warehouse that is one file, made before the first write into it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sync.errors import SettingsError
from sync.profile import (
    Connect,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    FirminoWarehouse,
    MicroBgWarehouse,
    UtilityCenterWarehouse,
)
from sync.sentences import say


def warehouse_file(connect: Connect) -> Path | None:
    """The file of a warehouse that Mostik can copy; None where another program keeps it."""
    match connect.warehouse:
        case EmbeddedWarehouse() as settings:
            return Path(settings.path)
        case DatabaseWarehouse() | UtilityCenterWarehouse() | MicroBgWarehouse() | FirminoWarehouse():
            return None


def copy_warehouse(file: Path, now: datetime) -> Path:
    """Copy a warehouse beside itself, also while it is in use, and read the copy through once.

    ``now`` in the time zone whose day stands in the name. Raises SettingsError where it cannot be done; half
    a copy is not left behind.
    """
    target = _free_name(file, now)
    try:
        # An address, because SQLite would make an empty file where there is none.
        with (
            closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.backup(copied)
            if copied.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("quick_check")
    except (sqlite3.Error, OSError) as error:
        target.unlink(missing_ok=True)
        raise SettingsError(
            say("The copy of the warehouse could not be made."),
            advice=say(
                "Check that the disk has room and that you may write to {folder}.", folder=file.parent
            ),
            detail=f"{type(error).__name__}: {error}",
        ) from error
    return target


def _free_name(file: Path, now: datetime) -> Path:
    stem = f"{file.stem}.copy-{now:%Y-%m-%d-%H%M}"
    target, number = file.with_name(f"{stem}{file.suffix}"), 1
    while target.exists():
        number += 1
        target = file.with_name(f"{stem}-{number}{file.suffix}")
    return target
