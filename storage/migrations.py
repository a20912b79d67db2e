"""From one version of the tables to the next. Each step is one transaction, and the file is copied before it.

A new file is made at the present version at once (:func:`storage.tables.create_tables`); the steps here bring
an older one there. Step 2 leads from version 1 to version 2: sales and their receipts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from storage.sqlite import StateDatabase
from storage.tables import RECEIPT_TABLES, VERSION, make_tables
from sync.errors import SettingsError
from sync.sentences import say

Steps = Mapping[int, Callable[[StateDatabase], None]]


def _add_receipts(database: StateDatabase) -> None:
    make_tables(database, RECEIPT_TABLES)


STEPS: Final[Steps] = {2: _add_receipts}


def newest(steps: Steps) -> int:
    """The version to which ``steps`` lead."""
    return max(steps, default=VERSION)


def copy_before(state_file: Path, version: int) -> Path:
    """Where the copy lies that was made before the step to ``version``."""
    return state_file.with_name(f"{state_file.stem}.before-v{version}.sqlite")


def migrate(database: StateDatabase, steps: Steps = STEPS) -> None:
    """Bring an open state file to the newest version; the caller holds the writer's lock.

    Whenever it is ended, the file is at a whole version, and the copy of the version before each step lies
    beside it.
    """
    _, version = database.identity()
    for step in range(version + 1, newest(steps) + 1):
        _copy(database, copy_before(database.path, step))
        with database.writing():
            steps[step](database)
            database.set_identity(step)


def _copy(database: StateDatabase, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.new")
    try:
        unfinished.unlink(missing_ok=True)
        copy = StateDatabase.open(unfinished, read_only=False)
        try:
            database.copy_into(copy)
        finally:
            copy.close()
        unfinished.replace(target)
    except OSError as error:
        raise SettingsError(
            say(
                "The file {file} could not be copied before it is changed for this version.",
                file=database.path.name,
            ),
            advice=say(
                "Check that the disk has room and that you may write to {folder}.", folder=target.parent
            ),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
