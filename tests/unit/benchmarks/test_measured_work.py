"""The timed parts measure what they say: a comparison that finds nothing, an import whose rows are all there.
How long they take is never asserted.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import comparison, importing
from tests.mariadb import MariaDb


def test_the_comparison_finds_no_change_and_says_so_where_there_is_one(tmp_path: Path) -> None:
    with comparison.compared(tmp_path, 30) as measured:
        measured.ours()
        measured.bare()
        _sell_one(measured)
        with pytest.raises(RuntimeError, match="without a change"):
            measured.ours()


def test_the_comparison_on_mariadb_does_so_too(tmp_path: Path, mariadb: MariaDb) -> None:
    with comparison.compared(tmp_path, 30, mariadb) as measured:
        measured.ours()
        measured.bare()
        _sell_one(measured)
        with pytest.raises(RuntimeError, match="without a change"):
            measured.ours()


def _sell_one(measured: comparison.Compared) -> None:
    measured.warehouse.execute("UPDATE store SET Qtty = Qtty + 1 WHERE GoodID = 5 AND ObjectID = 2")
    measured.warehouse.commit()


def test_the_comparison_needs_little_memory(tmp_path: Path) -> None:
    found = {figure.name: figure for figure in comparison.figures(tmp_path, goods=2_000, more=6_000, times=1)}
    memory = found["The same: megabytes more than the bare reading"]
    assert memory.kept
    assert memory.value < 5


def test_both_imports_leave_the_same_rows(tmp_path: Path) -> None:
    assert len(list(importing.measured(tmp_path, 2 * importing.PORTION))) == 2
    for name in ("ours.sqlite", "bare.sqlite"):
        with closing(sqlite3.connect(tmp_path / name)) as database:
            counts = database.execute("SELECT COUNT(*), COUNT(DISTINCT Acct) FROM Operations").fetchone()
        assert counts == (2 * importing.PORTION * importing.LINES, 2 * importing.PORTION)


def test_both_imports_on_mariadb_leave_the_same_rows(tmp_path: Path, mariadb: MariaDb) -> None:
    assert len(list(importing.measured_on_mariadb(tmp_path, importing.PORTION, mariadb))) == 1
