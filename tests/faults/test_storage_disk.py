"""Two processes, a full disk, a file in use or without rights, and a disk that fails."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from storage.sqlite import Conflict, StateDatabase, failure
from sync.errors import Bug, MostikError, SettingsError, Unreachable
from sync.ports import ValueKind
from tests.unit.storage.examples import link, order, profile

_WRITER: Final = """
import sys
from pathlib import Path
from storage.journal import open_journal
with open_journal(Path(sys.argv[1]), write=True, wait=0) as journal:
    journal.remember("who", "the other process")
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.sqlite"
    create_state_file(path, profile("bakery"))
    return path


@pytest.fixture
def journal(state_file: Path) -> Iterator[ConnectionJournal]:
    with open_journal(state_file, write=True, wait=0) as opened:
        yield opened


@pytest.fixture
def other_writer(state_file: Path, repository: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(state_file)],
        env=os.environ | {"PYTHONPATH": str(repository)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield process
        process.kill()


@pytest.mark.parametrize("how", ["it ends", "it is killed"])
def test_of_two_processes_one_writes_and_the_other_reads(
    state_file: Path, other_writer: subprocess.Popen[str], how: str
) -> None:
    with pytest.raises(Unreachable, match="being synced by another window"):
        open_journal(state_file, write=True, wait=0)
    with open_journal(state_file, write=False) as reader:
        assert reader.recall("who") == "the other process"
        assert len(list(reader.open_scratch_copy().inbox())) == 0
    if how == "it ends":
        assert other_writer.stdin is not None
        other_writer.stdin.close()
    else:
        other_writer.kill()
    other_writer.wait(timeout=20)
    with open_journal(state_file, write=True, wait=0) as journal:
        assert journal.recall("who") == "the other process"


def _fill_up(journal: ConnectionJournal) -> None:
    """No page more than there is may be added to the file: what a full disk is to SQLite."""
    pages = journal.database.execute_sql("PRAGMA page_count").fetchone()[0]
    journal.database.execute_sql(f"PRAGMA max_page_count = {pages}")


def _make_room(journal: ConnectionJournal) -> None:
    journal.database.execute_sql("PRAGMA max_page_count = 1000000")


@pytest.mark.parametrize("bound", [False, True])
def test_a_full_disk_is_said_and_loses_nothing(
    journal: ConnectionJournal, state_file: Path, bound: bool
) -> None:
    journal.receive([order("1")], ("cursor", "1"))
    _fill_up(journal)
    large = [order(str(number), raw={"text": "x" * 5000}) for number in range(2, 30)]

    def receive() -> None:
        if not bound:
            journal.receive(large, ("cursor", "2"))
            return
        with journal.transaction():
            journal.remember("before", "x")
            journal.receive(large, ("cursor", "2"))

    with pytest.raises(SettingsError) as raised:
        receive()
    assert str(raised.value) == "The disk is full, so Mostik cannot write bakery.sqlite."
    assert raised.value.advice is not None
    assert list(journal.inbox()) == [order("1")]
    assert (journal.recall("cursor"), journal.recall("before")) == ("1", None)
    _make_room(journal)
    receive()
    assert len(list(journal.inbox())) == 29
    assert journal.database.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_full_disk_in_the_middle_of_many_values(journal: ConnectionJournal) -> None:
    links = [link(number, f"s{number}") for number in range(1, 3001)]
    journal.add_links(links)
    _fill_up(journal)
    with pytest.raises(SettingsError, match="disk is full"):
        journal.record_sent(ValueKind.STOCK, "7", "warehouse", {one.shop_id: 1 for one in links})
    assert {value for _, _, value in journal.sent_levels(ValueKind.STOCK, "7", "warehouse")} == {None}


def test_a_new_file_on_a_full_disk_does_not_appear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = StateDatabase.open

    def on_a_full_disk(path: Path, *, read_only: bool, wait: float = 5.0) -> StateDatabase:
        database = opened(path, read_only=read_only, wait=wait)
        database.execute_sql("PRAGMA max_page_count = 3")
        return database

    monkeypatch.setattr(StateDatabase, "open", on_a_full_disk)
    with pytest.raises(SettingsError, match="disk is full"):
        create_state_file(tmp_path / "new.sqlite", profile("new"))
    assert not list(tmp_path.glob("new.sqlite.new*"))
    assert not (tmp_path / "new.sqlite").exists()
    monkeypatch.undo()
    create_state_file(tmp_path / "new.sqlite", profile("new"))


def test_a_file_in_use_by_another_program_is_said(state_file: Path, journal: ConnectionJournal) -> None:
    journal.database.execute_sql("PRAGMA busy_timeout = 0")
    viewer = sqlite3.connect(state_file, isolation_level=None)
    viewer.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unreachable, match="in use by another program"):
            journal.remember("a", "b")
    finally:
        viewer.close()
    journal.remember("a", "b")


def test_a_file_that_may_not_be_written_is_said(journal: ConnectionJournal) -> None:
    # A superuser may write to any file, so the rights are taken from the open file instead of the folder.
    journal.database.execute_sql("PRAGMA query_only = ON")
    with pytest.raises(SettingsError, match="is read-only"):
        journal.remember("a", "b")


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (sqlite3.SQLITE_FULL, SettingsError, "disk is full"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Unreachable, "in use by another program"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, SettingsError, "read-only"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, SettingsError, "cannot be opened"),
        (sqlite3.SQLITE_CORRUPT_INDEX, SettingsError, "damaged"),
        (sqlite3.SQLITE_NOTADB, SettingsError, "damaged"),
        (sqlite3.SQLITE_IOERR_FSYNC, Unreachable, "did not read or write"),
        (sqlite3.SQLITE_CONSTRAINT_NOTNULL, Conflict, "contradicts"),
        (sqlite3.SQLITE_MISUSE, Bug, "not be used as expected"),
    ],
)
def test_what_a_code_of_sqlite_means(code: int, kind: type[MostikError], sentence: str) -> None:
    error = sqlite3.OperationalError("as SQLite words it")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_NAME"
    meant = failure(error, Path("folder/bakery.sqlite"))
    assert type(meant) is kind
    assert sentence in str(meant)
    assert "SQLITE_NAME: as SQLite words it" in meant.detail
