"""The program is ended before any statement: what belongs together is there together or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from storage.db import create_state_file
from storage.journal import open_journal
from storage.migrations import copy_before
from storage.sqlite import StateDatabase
from storage.tables import VERSION
from sync.ports import ValueKind
from tests.unit.storage.examples import link, order, profile

KILLED: Final = 137

# Ends the process with no clean-up at all before a statement, counted from the first that `work` makes.
_CHILD: Final = """
import os, sys
from pathlib import Path
from storage.journal import open_journal
from storage.sqlite import StateDatabase
from storage.tables import VERSION
from sync.ports import ValueKind
from tests.unit.storage.examples import link, order
path, left = Path(sys.argv[1]), int(sys.argv[2])

def count(statement):
    global left
    left -= 1
    if left < 0:
        os._exit(137)

def watch(database):
    database.connection().set_trace_callback(count)

{work}
"""

_RECEIVE: Final = """
journal = open_journal(path, write=True)
journal.receive([order("1"), order("2")], ("cursor", "0"))
watch(journal.database)
journal.receive([order("2", content_hash="new"), order("3")], ("cursor", "1"))
"""
_SEND: Final = """
journal = open_journal(path, write=True)
watch(journal.database)
with journal.transaction():
    journal.add_links([link(1, "a")])
    journal.record_sent(ValueKind.STOCK, "7", "w", {"a": 5})
    journal.remember("sent", "yes")
"""
_MIGRATE: Final = """
def to_two(database):
    database.execute_sql("ALTER TABLE note ADD COLUMN author TEXT")
    database.execute_sql("UPDATE note SET author = 'v2'")
    database.execute_sql("CREATE TABLE extra (id INTEGER PRIMARY KEY)")

opened = StateDatabase.open
def opened_and_watched(*arguments, **named):
    database = opened(*arguments, **named)
    watch(database)
    return database
StateDatabase.open = opened_and_watched
open_journal(path, write=True, steps={VERSION + 1: to_two}).close()
"""


def _to_two(database: StateDatabase) -> None:
    database.execute_sql("ALTER TABLE note ADD COLUMN author TEXT")
    database.execute_sql("UPDATE note SET author = 'v2'")
    database.execute_sql("CREATE TABLE extra (id INTEGER PRIMARY KEY)")


@pytest.fixture
def kill(repository: Path) -> Callable[[str, Path, int], bool]:
    """Runs work on a file and ends it before a statement; False where the work was done before that."""

    def run(work: str, path: Path, statement: int) -> bool:
        child = subprocess.run(
            [sys.executable, "-c", _CHILD.format(work=work), str(path), str(statement)],
            env=os.environ | {"PYTHONPATH": str(repository)},
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
        )
        assert child.returncode in (0, KILLED), child.stderr
        return child.returncode == KILLED

    return run


def _fresh(folder: Path, name: str) -> Path:
    path = folder / f"{name}.sqlite"
    create_state_file(path, profile("bakery"))
    return path


def _sound(path: Path) -> bool:
    database = StateDatabase.open(path, read_only=True)
    try:
        return bool(database.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        database.close()


_EACH = pytest.mark.parametrize("step", [2, pytest.param(1, marks=pytest.mark.sweep)])
"""At every second statement, and the long search at each."""


@_EACH
def test_rows_and_cursor_move_together(
    tmp_path: Path, kill: Callable[[str, Path, int], bool], step: int
) -> None:
    reached = set()
    statement = 0
    while True:
        path = _fresh(tmp_path, f"s{statement}")
        killed = kill(_RECEIVE, path, statement)
        with open_journal(path, write=True, wait=0) as journal:
            cursor = journal.recall("cursor")
            rows = list(journal.inbox())
        if cursor == "0":
            assert rows == [order("1"), order("2")]
        else:
            assert rows == [order("1"), order("2", content_hash="new"), order("3")]
        assert _sound(path)
        reached.add(cursor)
        statement += step
        if not killed:
            break
    assert reached == {"0", "1"}
    assert statement > 5  # at least BEGIN, two rows, the cursor and COMMIT


@_EACH
def test_links_and_their_values_of_one_transaction_stand_or_fall(
    tmp_path: Path, kill: Callable[[str, Path, int], bool], step: int
) -> None:
    outcomes = set()
    statement = 0
    while True:
        path = _fresh(tmp_path, f"s{statement}")
        killed = kill(_SEND, path, statement)
        with open_journal(path, write=True, wait=0) as journal:
            sent = list(journal.sent_levels(ValueKind.STOCK, "7", "w"))
            outcomes.add((journal.recall("sent"), tuple(sent), len(list(journal.links()))))
        statement += step
        if not killed:
            break
    assert outcomes == {(None, (), 0), ("yes", ((1, "a", 5),), 1)}
    assert statement > 8


@_EACH
def test_a_change_of_the_tables_is_whole_or_undone(
    tmp_path: Path, kill: Callable[[str, Path, int], bool], step: int
) -> None:
    versions = []
    statement = 0
    while True:
        path = _fresh(tmp_path, f"s{statement}")
        with open_journal(path, write=True) as journal:
            journal.receive([order("1")], ("cursor", "x"))
        killed = kill(_MIGRATE, path, statement)
        database = StateDatabase.open(path, read_only=True)
        version = database.identity()[1]
        tables = database.get_tables()
        database.close()
        versions.append(version)
        assert ("extra" in tables) == (version == VERSION + 1)
        with open_journal(path, write=True, wait=0, steps={VERSION + 1: _to_two}) as journal:
            assert list(journal.inbox()) == [order("1")]
            assert journal.database.execute_sql("SELECT name, author FROM note").fetchall() == [
                ("cursor", "v2")
            ]
        with open_journal(copy_before(path, VERSION + 1), write=False) as copy:
            assert list(copy.inbox()) == [order("1")]
        statement += step
        if not killed:
            break
    assert versions == sorted(versions)
    assert set(versions) == {VERSION, VERSION + 1}
    assert statement > 6


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path, kill: Callable[[str, Path, int], bool]) -> None:
    path = _fresh(tmp_path, "bakery")
    assert kill(_RECEIVE, path, 2)
    with open_journal(path, write=True, wait=0) as journal:
        journal.add_links([link(1, "a")])
