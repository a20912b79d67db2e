"""The connections of one user: made, listed, renamed, copied, deleted, exported and imported.

Each is one state file. A copy or an import takes the profile alone: no orders, links or values, no secrets,
no yes to a first run, and no schedule, so that nothing runs by itself before the owner has seen its preview.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from storage.lock import WriterLock, lock_path
from storage.paths import Paths, is_connection_id, write_whole
from storage.stored_profile import profile_as_text, profile_from_text, utc_now
from sync.errors import MostikError, SettingsError
from sync.profile import Profile, Schedule
from sync.sentences import say

_LARGEST_EXPORT: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class ConnectionEntry:
    """A connection of the list: its profile, or why its file cannot be read."""

    id: str
    profile: Profile | None
    problem: MostikError | None = None


class Profiles:
    """The connections below the user's folder. ``now`` is handed to every journal that is opened."""

    def __init__(self, paths: Paths, now: Callable[[], datetime] = utc_now) -> None:
        self.paths = paths
        self.now = now

    def list(self) -> Sequence[ConnectionEntry]:
        """All connections by name, those that cannot be read last; one broken file hides no other."""
        folder = self.paths.connections
        files = sorted(folder.glob("*.sqlite")) if folder.is_dir() else []
        entries = [self._entry(path.stem) for path in files if is_connection_id(path.stem)]
        return sorted(entries, key=lambda entry: (entry.profile is None, _compared(_name(entry)), entry.id))

    def open(self, connection_id: str, *, write: bool, wait: float = 1.0) -> ConnectionJournal:
        """The journal of a connection; close it when done. See :func:`storage.journal.open_journal`."""
        return open_journal(self.paths.state_file(connection_id), write=write, now=self.now, wait=wait)

    def load(self, connection_id: str) -> Profile:
        """The profile of a connection. Raises SettingsError where it cannot be read."""
        with self.open(connection_id, write=False) as journal:
            return journal.profile()

    def find(self, name: str) -> Profile:
        """The profile of the connection with this name (capitals do not matter) or id. Raises SettingsError
        where none has it.
        """
        for entry in self.list():
            if entry.profile is not None and (
                _compared(entry.profile.name) == _compared(name) or entry.id == name
            ):
                return entry.profile
            if entry.id == name and entry.problem is not None:
                raise entry.problem
        raise SettingsError(
            say("There is no connection called {name}.", name=name),
            advice=say("Choose one from the list of connections, or make it with the wizard."),
        )

    def new_id(self, name: str) -> str:
        """An id for a new connection: from the Latin letters of its name, not yet in use."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-")
        if not is_connection_id(stem):
            stem = "connection"
        candidate, number = stem, 1
        while self.paths.state_file(candidate).exists():
            number += 1
            candidate = f"{stem}-{number}"
        return candidate

    def create(self, profile: Profile) -> None:
        """Make a connection. Raises SettingsError where its id or name is taken or no file can be made."""
        self._refuse_name(profile.name, but=profile.id)
        create_state_file(self.paths.state_file(profile.id), profile)

    def save(self, profile: Profile) -> None:
        """Store a changed profile. Raises Unreachable while the connection is being synced elsewhere."""
        self._refuse_name(profile.name, but=profile.id)
        with self.open(profile.id, write=True) as journal:
            journal.save_profile(profile)

    def rename(self, connection_id: str, name: str) -> Profile:
        """Give a connection another name; its id and file stay."""
        self._refuse_name(name, but=connection_id)
        with self.open(connection_id, write=True) as journal:
            renamed = _changed(journal.profile(), name=name)
            journal.save_profile(renamed)
            return renamed

    def copy(self, connection_id: str, name: str) -> Profile:
        """A new connection with the same choices. Its secrets have to be typed anew."""
        copied = _fresh(self.load(connection_id), id=self.new_id(name), name=name)
        self.create(copied)
        return copied

    def delete(self, connection_id: str) -> None:
        """Delete a connection with all that it remembers. Its secrets are deleted by the keeper of secrets.

        Raises Unreachable while it is being synced elsewhere, SettingsError where the file cannot be deleted.
        """
        path = self.paths.state_file(connection_id)
        if not path.parent.is_dir():
            return
        try:
            with WriterLock(path):
                path.unlink(missing_ok=True)
                for beside in (f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.new"):
                    path.with_name(beside).unlink(missing_ok=True)
                for copy in path.parent.glob(f"{path.stem}.before-v*.sqlite*"):
                    copy.unlink(missing_ok=True)
            lock_path(path).unlink(missing_ok=True)
        except OSError as error:
            raise SettingsError(
                say("The file {file} cannot be deleted.", file=path.name),
                advice=say("Close other windows of Mostik and programs that use the file, then try again."),
                detail=f"{type(error).__name__} {error.errno}",
            ) from error

    def export_to(self, connection_id: str, target: Path) -> None:
        """Write the profile as JSON, without secrets and without what the connection remembers."""
        write_whole(target, profile_as_text(self.load(connection_id)))

    def import_from(self, source: Path) -> Profile:
        """Make a connection from an exported one; it gets another id and name where its own are taken.

        Raises SettingsError where the file cannot be read, is no export, is of a newer Mostik or holds
        unknown or wrong fields.
        """
        imported = profile_from_text(_read_export(source), source.name)
        taken = not is_connection_id(imported.id) or self.paths.state_file(imported.id).exists()
        fresh = _fresh(
            imported,
            id=self.new_id(imported.name) if taken else imported.id,
            name=self._free_name(imported.name),
        )
        self.create(fresh)
        return fresh

    def _entry(self, connection_id: str) -> ConnectionEntry:
        try:
            return ConnectionEntry(connection_id, self.load(connection_id))
        except MostikError as problem:
            return ConnectionEntry(connection_id, None, problem)

    def _names(self, but: str = "") -> set[str]:
        return {
            _compared(_name(entry)) for entry in self.list() if entry.profile is not None and entry.id != but
        }

    def _refuse_name(self, name: str, but: str) -> None:
        if _compared(name) in self._names(but):
            raise SettingsError(
                say("There is already a connection called {name}.", name=name),
                advice=say("Choose another name."),
            )

    def _free_name(self, name: str) -> str:
        taken, candidate, number = self._names(), name, 1
        while _compared(candidate) in taken:
            number += 1
            candidate = f"{name[:90]} ({number})"
        return candidate


def _name(entry: ConnectionEntry) -> str:
    return entry.id if entry.profile is None else entry.profile.name


def _compared(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _changed(profile: Profile, **fields: object) -> Profile:
    """``profile`` with other values, checked like typed ones. Raises SettingsError where a value cannot stand
    there.
    """
    try:
        return Profile.model_validate({**profile.model_dump(), **fields})
    except ValueError as error:
        raise SettingsError(
            say("A connection’s name has between 1 and 100 characters."), detail=", ".join(fields)
        ) from error


def _fresh(profile: Profile, *, id: str, name: str) -> Profile:  # noqa: A002 - the field's own name
    return _changed(
        profile,
        id=id,
        name=name,
        confirmed_first_run=False,
        schedule=_by_hand(profile.schedule),
        notices=profile.notices.model_copy(update={"on": False}),
    )


def _by_hand(schedule: Schedule) -> Schedule:
    return schedule.model_copy(update={"enabled": False})


def _read_export(source: Path) -> str:
    try:
        if source.stat().st_size > _LARGEST_EXPORT:
            raise SettingsError(say("{file} is not an exported connection of Mostik.", file=source.name))
        # An editor of Windows may have put a byte order mark in front.
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(
            say("{file} is not an exported connection of Mostik.", file=source.name), detail="not UTF-8"
        ) from error
    except OSError as error:
        raise SettingsError(
            say("The file {file} cannot be read.", file=source.name),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
