"""One writer for each state file."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from storage.lock import WriterLock, lock_path
from storage.paths import Paths
from sync.errors import SettingsError, Unreachable
from sync.profile import Profile


def test_a_second_writer_is_told_who_is_in_the_way(journal: ConnectionJournal, state_file: Path) -> None:
    with pytest.raises(Unreachable) as refused:
        open_journal(state_file, write=True, wait=0)
    assert str(refused.value.sentence) == "This connection is being synced by another window."
    journal.close()
    open_journal(state_file, write=True, wait=0).close()


def test_two_connections_are_written_at_once(
    journal: ConnectionJournal, paths: Paths, stored: Profile
) -> None:
    other = paths.state_file("other")
    create_state_file(other, stored.model_copy(update={"id": "other"}))
    with open_journal(other, write=True, wait=0) as second:
        second.remember("a", "b")
        journal.remember("a", "b")


def test_closing_twice_gives_back_only_ones_own_lock(state_file: Path) -> None:
    first = open_journal(state_file, write=True, wait=0)
    first.close()
    second = open_journal(state_file, write=True, wait=0)
    first.close()
    with pytest.raises(Unreachable):
        open_journal(state_file, write=True, wait=0)
    second.close()


def test_what_a_lock_file_holds_does_not_matter(state_file: Path) -> None:
    lock_path(state_file).write_text("12345", encoding="utf-8")
    with WriterLock(state_file, wait=0):
        pass


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="does not allow Mostik to lock"):
        WriterLock(tmp_path / "file" / "a.sqlite", wait=0).acquire()
