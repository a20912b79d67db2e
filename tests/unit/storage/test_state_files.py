"""Opening and making state files: what is refused, with which sentence, and what a scratch copy is."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from storage.migrations import copy_before
from storage.paths import Paths
from storage.sqlite import APPLICATION_ID, StateDatabase
from storage.tables import VERSION
from sync.errors import Bug, SettingsError
from sync.ports import InboxState, Journal, ValueKind
from sync.profile import Profile
from tests.unit.storage.examples import link, minute, order


def test_is_a_whole_journal(journal: ConnectionJournal) -> None:
    engine_sees: Journal = journal  # the type checker proves that every method is there
    engine_sees.remember("a", "b")
    assert engine_sees.recall("a") == "b"


def test_a_power_cut_loses_no_finished_transaction(journal: ConnectionJournal) -> None:
    settings = [
        journal.database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]
    assert settings == ["wal", 2]


def test_a_transaction_binds_calls_and_is_undone_as_a_whole(journal: ConnectionJournal) -> None:
    with pytest.raises(ZeroDivisionError), journal.transaction():  # noqa: PT012 - the error comes after the writes
        journal.remember("a", "1")
        journal.add_links([link(1, "a")])
        1 / 0  # noqa: B018 - raises
    assert journal.recall("a") is None
    assert list(journal.links()) == []


def test_a_part_of_a_transaction_is_undone_by_itself(journal: ConnectionJournal) -> None:
    with journal.transaction():
        journal.remember("a", "1")
        with pytest.raises(ZeroDivisionError), journal.transaction():  # noqa: PT012 - as above
            journal.remember("b", "2")
            1 / 0  # noqa: B018 - raises
    assert (journal.recall("a"), journal.recall("b")) == ("1", None)


def test_readers_see_the_last_finished_transaction(journal: ConnectionJournal, state_file: Path) -> None:
    journal.remember("a", "old")
    with open_journal(state_file, write=False) as reader:
        with journal.transaction():
            journal.remember("a", "new")
            assert reader.recall("a") == "old"
        assert reader.recall("a") == "new"


def test_a_reader_cannot_write(journal: ConnectionJournal, state_file: Path) -> None:
    with open_journal(state_file, write=False) as reader:
        with pytest.raises(Bug):
            reader.remember("a", "b")
        with pytest.raises(SettingsError):
            reader.database.execute_sql("DELETE FROM note")


def test_a_journal_belongs_to_its_thread(journal: ConnectionJournal) -> None:
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            journal.recall("a")
        except Bug as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert [type(error) for error in raised] == [Bug]


def test_two_files_are_read_at_once(paths: Paths, stored: Profile, journal: ConnectionJournal) -> None:
    other_file = paths.state_file("other")
    create_state_file(other_file, stored.model_copy(update={"id": "other"}))
    with open_journal(other_file, write=True) as other:
        journal.remember("a", "here")
        other.remember("a", "there")
        assert (journal.recall("a"), other.recall("a")) == ("here", "there")
        assert (journal.profile().id, other.profile().id) == ("bakery", "other")


@pytest.mark.parametrize("write", [True, False])
def test_nothing_of_a_scratch_copy_is_kept(state_file: Path, write: bool) -> None:
    with open_journal(state_file, write=True) as journal:
        journal.receive([order("1")], ("cursor", "1"))
        journal.add_links([link(1, "a")])
    before = state_file.read_bytes()
    with open_journal(state_file, write=write) as journal:
        scratch = journal.open_scratch_copy()
        assert list(scratch.inbox()) == [order("1")]
        scratch.receive([order("1", InboxState.DONE), order("2")], ("cursor", "2"))
        scratch.add_links([link(2, "b")])
        scratch.record_sent(ValueKind.STOCK, "7", "w", {"a": 1, "b": 2})
        with scratch.transaction():
            run = scratch.begin_run("preview", minute(1))
            scratch.end_run(run, minute(2), "green", {})
        assert len(list(scratch.inbox())) == 2
        scratch.close()
        assert list(journal.inbox()) == [order("1")]
        assert journal.recall("cursor") == "1"
        assert (list(journal.links()), journal.last_run()) == ([link(1, "a")], None)
    assert state_file.read_bytes() == before


def test_a_missing_file_is_not_made(paths: Paths) -> None:
    for write in (True, False):
        with pytest.raises(SettingsError, match="is not there"):
            open_journal(paths.state_file("none"), write=write)
    assert not paths.home.exists()


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("not a database, but long enough to look like one\n" * 100, encoding="utf-8")


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE theirs (a)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")


def _torn(path: Path) -> None:
    open_journal(path, write=True).close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _read(path: Path, write: bool) -> None:
    with open_journal(path, write=write, wait=0) as journal:
        journal.profile()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_nothing, "is not a connection of Mostik"),
        (_text, "is damaged or does not belong to Mostik"),
        (_foreign, "is not a connection of Mostik"),
        (_newer, "written by a newer version"),
        (_torn, "is damaged or does not belong to Mostik"),
        (_folder, "is not there"),
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_what_is_no_state_file_is_refused_and_left_alone(
    state_file: Path, spoil: Callable[[Path], None], sentence: str, write: bool
) -> None:
    spoil(state_file)
    before = state_file.read_bytes() if state_file.is_file() else b""
    with pytest.raises(SettingsError, match=sentence):
        _read(state_file, write)
    assert (state_file.read_bytes() if state_file.is_file() else b"") == before
    # The lock was given back: the refusal is the same the second time, not "another window".
    with pytest.raises(SettingsError, match=sentence):
        _read(state_file, write)


def test_a_new_file_is_ours_and_at_the_present_version(state_file: Path) -> None:
    database = StateDatabase.open(state_file, read_only=True)
    assert database.identity() == (APPLICATION_ID, VERSION)
    database.close()
    assert sorted(path.name for path in state_file.parent.iterdir()) == [
        "bakery.sqlite",
        "bakery.sqlite.lock",
    ]


def test_a_second_file_of_one_id_is_refused(state_file: Path, stored: Profile) -> None:
    before = state_file.read_bytes()
    with pytest.raises(SettingsError, match="already a connection with the id bakery"):
        create_state_file(state_file, stored)
    assert state_file.read_bytes() == before


def test_a_log_left_by_a_deleted_file_is_not_taken_for_the_new_ones(
    state_file: Path, stored: Profile
) -> None:
    with open_journal(state_file, write=True) as journal:
        journal.remember("a", "of the deleted one")
        shutil.copy(f"{state_file}-wal", f"{state_file}-left")
    state_file.unlink()
    Path(f"{state_file}-left").rename(f"{state_file}-wal")
    create_state_file(state_file, stored)
    with open_journal(state_file, write=False) as journal:
        assert journal.recall("a") is None


def test_a_folder_on_a_network_drive_is_refused(
    paths: Paths, stored: Profile, state_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.db.is_on_network", lambda _path: True)
    for attempt in (
        lambda: open_journal(state_file, write=False),
        lambda: open_journal(state_file, write=True),
        lambda: create_state_file(paths.state_file("other"), stored),
    ):
        with pytest.raises(SettingsError, match="network drive"):
            attempt()


def test_the_copy_before_a_change_has_a_name_that_is_no_connections() -> None:
    assert copy_before(Path("bakery.sqlite"), 2) == Path("bakery.before-v2.sqlite")
