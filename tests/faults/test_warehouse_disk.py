"""The warehouse's file is locked, write-protected or full, or its answer is lost: the owner is told and
nothing is half-written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.errors import SettingsError, Unknown, Unreachable
from sync.model import NewPartner
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import SQLITE
from tests.contract.warehouses.bench import NOW, SHOP, SOFIA, draft, key, sale
from tests.contract.warehouses.embedded import make_template
from tests.faults.warehouse_actions import content, program


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.sqlite"
    make_template(made)
    return made


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program with the same file."""
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def test_a_locked_database(path: Path, other: sqlite3.Connection) -> None:
    before = content(path)
    warehouse, _database = program(path, wait_ms=20)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unreachable, match="busy"):
        warehouse.write_document(draft(), key())
    failed = next(step for step in warehouse.check().steps if step.passed is False)
    assert failed.said is not None
    assert "busy" in failed.said.text()
    assert warehouse.marks(SHOP, ["5001"]) == {}  # reading goes on
    other.execute("ROLLBACK")
    assert content(path) == before
    assert warehouse.check().passed
    assert not warehouse.write_document(draft(), key()).already_there
    warehouse.close()


def test_a_file_that_became_write_protected(path: Path) -> None:
    database = open_embedded(path, zone=SOFIA)
    warehouse = WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA)
    database.define("PRAGMA query_only = ON")
    with pytest.raises(SettingsError, match="read"):
        warehouse.write_document(draft(), key())
    steps = warehouse.check().steps
    assert [step.passed for step in steps] == [True, True, False, None, None]
    warehouse.close()


@pytest.mark.parametrize("spare", range(4))
def test_no_room_on_the_disk(path: Path, spare: int) -> None:
    """SQLite is told that the file may grow by few pages only: it then answers as on a full disk."""
    warehouse, database = program(path)
    pages = database.one("PRAGMA page_count")
    assert pages is not None
    database.define(f"PRAGMA max_page_count = {int(pages[0]) + spare}")
    before = content(path)
    failed: SettingsError | None = None
    written = 0
    while failed is None:
        wanted = sale(order=str(written), partner=NewPartner("Ана" * 80), text="я" * 250)
        try:
            warehouse.write_document(wanted, key(str(written)))
            written += 1
        except SettingsError as error:
            failed = error
    assert "room" in failed.sentence.text()
    after = content(path)
    for table in ("Operations", "NextAcct", "Payments", "MostikImports", "Partners"):
        assert len(after[table]) == len(before[table]) + written
    database.define("PRAGMA max_page_count = 1000000")
    assert not warehouse.write_document(draft(order=str(written)), key(str(written))).already_there
    warehouse.close()


class _LosesTheAnswer(sqlite3.Connection):
    """A connection that is cut right before or right after a change was made final."""

    after = True

    def commit(self) -> None:
        if self.after:
            super().commit()
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error


@pytest.mark.parametrize("after", [True, False])
def test_an_answer_that_was_lost(path: Path, after: bool) -> None:
    connection: Any = sqlite3.connect(path, isolation_level=None, factory=_LosesTheAnswer)
    connection.after = after
    database = Database(connection, SQLITE, zone=SOFIA, driver_error=sqlite3.Error)
    warehouse = WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA)
    with pytest.raises(Unknown):
        warehouse.write_document(draft(), key())
    with pytest.raises(Unreachable):
        warehouse.write_document(draft(order="2"), key("2"))  # the connection has to be made anew
    warehouse.close()
    again, _database = program(path)
    assert again.write_document(draft(), key()).already_there is after
    assert len(content(path)["Operations"]) == 1
    again.close()
