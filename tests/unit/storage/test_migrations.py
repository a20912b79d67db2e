"""From the present version to two invented ones: the file is copied first, each step is one transaction.

And from version 1, which knew no receipts, to the present one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.journal import open_journal
from storage.migrations import copy_before
from storage.sqlite import StateDatabase
from storage.tables import RECEIPT_TABLES, VERSION
from sync.errors import SettingsError, Unreachable
from tests.unit.storage.examples import order


def _add_a_column(database: StateDatabase) -> None:
    database.execute_sql("ALTER TABLE note ADD COLUMN author TEXT")
    database.execute_sql("UPDATE note SET author = 'v2'")


def _add_a_table(database: StateDatabase) -> None:
    database.execute_sql("CREATE TABLE extra (id INTEGER PRIMARY KEY)")


def _fail(database: StateDatabase) -> None:
    _add_a_table(database)
    raise ZeroDivisionError


NEXT = VERSION + 1
LATER = VERSION + 2
TWO = {NEXT: _add_a_column}
THREE = {NEXT: _add_a_column, LATER: _add_a_table}
BROKEN = {NEXT: _add_a_column, LATER: _fail}


@pytest.fixture
def old_file(state_file: Path) -> Path:
    with open_journal(state_file, write=True) as journal:
        journal.receive([order("1")], ("cursor", "x"))
    return state_file


def _version(path: Path) -> int:
    database = StateDatabase.open(path, read_only=True)
    try:
        return database.identity()[1]
    finally:
        database.close()


@pytest.mark.parametrize("write", [True, False])
def test_an_older_file_is_copied_and_changed(old_file: Path, write: bool) -> None:
    with open_journal(old_file, write=write, steps=TWO) as journal:
        assert journal.database.execute_sql("SELECT name, author FROM note").fetchall() == [("cursor", "v2")]
        assert list(journal.inbox()) == [order("1")]
    assert _version(old_file) == NEXT
    copy = copy_before(old_file, NEXT)
    assert _version(copy) == VERSION
    with open_journal(copy, write=False) as before:
        assert list(before.inbox()) == [order("1")]
    assert not list(old_file.parent.glob("*.new*"))


def test_a_changed_file_is_not_changed_again(old_file: Path) -> None:
    open_journal(old_file, write=True, steps=TWO).close()
    copy = copy_before(old_file, NEXT)
    copy.unlink()
    open_journal(old_file, write=True, steps=TWO).close()
    assert not copy.exists()


def test_every_step_has_a_copy_of_its_own(old_file: Path) -> None:
    open_journal(old_file, write=True, steps=THREE).close()
    assert [
        _version(path) for path in (old_file, copy_before(old_file, NEXT), copy_before(old_file, LATER))
    ] == [
        LATER,
        VERSION,
        NEXT,
    ]


def test_a_step_that_fails_leaves_the_version_before_it(old_file: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        open_journal(old_file, write=True, wait=0, steps=BROKEN)
    assert _version(old_file) == NEXT
    with open_journal(old_file, write=True, wait=0, steps=THREE) as journal:
        assert journal.recall("cursor") == "x"
    assert _version(old_file) == LATER


def test_a_changed_file_is_refused_by_an_older_mostik(old_file: Path) -> None:
    open_journal(old_file, write=True, steps=TWO).close()
    with pytest.raises(SettingsError, match="newer version"):
        open_journal(old_file, write=True)


def test_a_reader_does_not_change_a_file_that_is_being_written(old_file: Path) -> None:
    with open_journal(old_file, write=True), pytest.raises(Unreachable, match="another window"):
        open_journal(old_file, write=False, steps=TWO)
    assert _version(old_file) == VERSION


def test_a_file_without_receipts_gets_room_for_them(old_file: Path) -> None:
    database = StateDatabase.open(old_file, read_only=False)
    with database.writing():
        for table in RECEIPT_TABLES:
            database.execute_sql(f"DROP TABLE {table._meta.table_name}")
        database.set_identity(1)
    database.close()
    with open_journal(old_file, write=True) as journal:
        assert journal.sales() == {}
        assert journal.papers() == []
        assert list(journal.inbox()) == [order("1")]
    assert _version(old_file) == VERSION
    assert _version(copy_before(old_file, 2)) == 1
