"""Opening and making the state file of a connection."""

from __future__ import annotations

from pathlib import Path

from storage.drives import is_on_network
from storage.lock import WriterLock
from storage.migrations import STEPS, Steps, migrate, newest
from storage.paths import make_folder
from storage.sqlite import APPLICATION_ID, IN_MEMORY, StateDatabase
from storage.stored_profile import StoredProfile, utc_now
from storage.tables import VERSION, create_tables
from sync.errors import SettingsError
from sync.profile import Profile
from sync.sentences import say


def open_database(path: Path, *, write: bool, wait: float = 5.0, steps: Steps = STEPS) -> StateDatabase:
    """Open an existing state file, brought to the newest version first.

    A writer holds the :class:`WriterLock`; for a reader of an older file it is taken here for the change
    alone. Raises SettingsError (missing, not ours, of a newer Mostik, damaged, read-only, on a network drive,
    disk full) or Unreachable (locked).
    """
    require_file(path)
    database = _open_checked(path, read_only=not write, wait=wait, steps=steps)
    try:
        if database.identity()[1] < newest(steps):
            if write:
                migrate(database, steps)
            else:
                _migrate_for_reader(path, wait, steps)
        return database
    except BaseException:
        database.close()
        raise


def create_state_file(path: Path, profile: Profile) -> None:
    """Make the state file of a new connection, with its profile. It appears whole or not at all.

    Raises SettingsError where there is one already or the file cannot be made.
    """
    refuse_network_drive(path)
    make_folder(path.parent)
    unfinished = path.with_name(f"{path.name}.new")
    with WriterLock(path):
        if path.exists():
            raise SettingsError(
                say("There is already a connection with the id {id}.", id=profile.id), detail=str(path)
            )
        try:
            # What a deleted connection of the same id may have left: SQLite would take its log for the new
            # file's.
            for left in (unfinished, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                left.unlink(missing_ok=True)
            _fill(unfinished, profile)
            unfinished.rename(path)
        except OSError as error:
            raise SettingsError(
                say("The file {file} cannot be made.", file=path.name),
                advice=say(
                    "Check that the disk has room and that you may write to {folder}.", folder=path.parent
                ),
                detail=f"{type(error).__name__} {error.errno}",
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)


def copy_in_memory(database: StateDatabase) -> StateDatabase:
    """The same content in a database of its own in memory, free to be written and gone when it is closed."""
    scratch = StateDatabase.open(IN_MEMORY, read_only=False)
    database.copy_into(scratch)
    return scratch


def require_file(path: Path) -> None:
    """Raises SettingsError where there is no file at ``path`` (SQLite would make one) or it lies on a network
    drive.
    """
    refuse_network_drive(path)
    if not path.is_file():
        raise SettingsError(
            say("The connection’s file {file} is not there.", file=path.name),
            advice=say(
                "Put it back into {folder} from your backup, or make the connection anew.", folder=path.parent
            ),
            detail=str(path),
        )


def refuse_network_drive(path: Path) -> None:
    """Raises SettingsError where ``path`` lies on a network drive, as far as this can be told."""
    if is_on_network(path):
        raise SettingsError(
            say(
                "The folder {folder} is on a network drive, where two computers could spoil the file.",
                folder=path.parent,
            ),
            advice=say("Keep Mostik’s folder on a disk of this computer."),
        )


def _open_checked(path: Path, *, read_only: bool, wait: float, steps: Steps) -> StateDatabase:
    database = StateDatabase.open(path, read_only=read_only, wait=wait)
    try:
        _refuse_identity(*database.identity(), path, newest(steps))
        # Only now is it sure that the file is ours and may be changed.
        database.prepare()
    except BaseException:
        database.close()
        raise
    return database


def _refuse_identity(application: int, version: int, path: Path, known: int) -> None:
    if application != APPLICATION_ID or version < 1:
        raise SettingsError(
            say("The file {file} is not a connection of Mostik.", file=path.name),
            advice=say("Move it out of {folder}.", folder=path.parent),
            detail=f"application id {application:#x}, version {version}",
        )
    if version > known:
        raise SettingsError(
            say("The file {file} was written by a newer version of Mostik.", file=path.name),
            advice=say("Install the newer version on this computer too."),
            detail=f"version {version}, this Mostik knows {known}",
        )


def _migrate_for_reader(path: Path, wait: float, steps: Steps) -> None:
    with WriterLock(path):
        database = _open_checked(path, read_only=False, wait=wait, steps=steps)
        try:
            migrate(database, steps)
        finally:
            database.close()


def _fill(path: Path, profile: Profile) -> None:
    database = StateDatabase.open(path, read_only=False)
    try:
        with database.writing():
            create_tables(database)
            database.set_identity(VERSION)
            StoredProfile(database, utc_now).save_profile(profile)
    finally:
        database.close()
