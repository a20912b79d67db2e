"""Whatever is wrong, the owner reads a sentence, and nothing is half-written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Command, Place, command, fast_simulator, inside, make_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with fast_simulator(orders=20) as simulator:
        yield make_place(tmp_path, simulator)


def refused(place: Place, *sentences: str, token: str = TOKEN, by: Command = inside) -> None:
    """A run ends red with these sentences, without a stack of calls and without a write."""
    ended = place.sync("--yes", token=token, by=by)
    assert ended.code == 2, ended.out + ended.err
    for sentence in sentences:
        assert sentence in ended.out
    assert "Traceback" not in ended.out + ended.err
    assert place.simulator.writes() == 0


def last_state(place: Place) -> str:
    return str(inside("show", place.profile.id, "--json").data["last_run"]["state"])


def test_a_wrong_token(place: Place) -> None:
    refused(place, "token", token="1-2-WRONG", by=command)
    assert place.documents() == 0
    # The list of connections shows it too.
    assert last_state(place) == "red"


def test_a_token_that_was_revoked(place: Place) -> None:
    place.simulator.account.tokens.clear()
    refused(place, "token")
    assert place.documents() == 0
    found = place.check(by=inside)
    assert found.code == 2
    assert found.out == ""
    assert "token" in found.err


def test_an_address_that_is_none_of_the_shops(place: Place) -> None:
    def change(data: dict[str, Any]) -> None:
        data["connect"]["shop"]["url"] = "https://shop.invalid/connector.php"

    place.change(change)
    refused(place, "shop.invalid is no address of BaseLinker, so no token is sent there.")
    assert place.simulator.requests == []


def test_the_token_is_nowhere(place: Place) -> None:
    ended = inside("sync", place.profile.id, "--yes")
    assert ended.code == 2
    assert "No password store was found on this computer" in ended.out
    # A run that could not begin stands in the history.
    assert last_state(place) == "red"


def test_a_warehouse_file_that_is_not_there(place: Place) -> None:
    place.warehouse_file.rename(place.folder / "elsewhere.sqlite")
    refused(place, "does not exist", "Choose the file again, or make a new warehouse.", by=command)
    assert not place.warehouse_file.exists()


def test_a_warehouse_file_that_cannot_be_read(place: Place) -> None:
    place.warehouse_file.unlink()
    place.warehouse_file.mkdir()
    refused(place, "cannot be read")


def test_a_file_that_is_no_database(place: Place) -> None:
    place.warehouse_file.write_text("Just a letter to a friend, not a database at all.", encoding="utf-8")
    refused(place, "is not a warehouse made by Mostik (not an SQLite file)")


def test_a_damaged_database(place: Place) -> None:
    with place.warehouse_file.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    refused(place, "The file cannot be read as a database", "restore it from a backup")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("Items", "This is a database of Microinvest Invoice Pro, not of Warehouse Pro."),
        ("Songs", "This database does not hold a warehouse: the goods (table Goods) are missing."),
    ],
)
def test_a_database_of_another_program(place: Place, table: str, sentence: str) -> None:
    place.warehouse_file.unlink()
    with closing(sqlite3.connect(place.warehouse_file)) as database, database:
        database.execute(f"CREATE TABLE {table} (ID INTEGER PRIMARY KEY, Name TEXT)")
    before = place.warehouse_file.read_bytes()
    refused(place, sentence)
    assert place.warehouse_file.read_bytes() == before


def test_a_warehouse_that_another_program_keeps_to_itself(place: Place) -> None:
    with closing(sqlite3.connect(place.warehouse_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = place.sync("--yes", by=inside)
        other.execute("ROLLBACK")
    assert ended.code == 2
    assert "is in use: another program keeps it to itself." in ended.out
    assert place.documents() == 0
    assert place.sync(by=inside).code in (0, 1)


def test_a_location_that_is_gone(place: Place) -> None:
    def change(data: dict[str, Any]) -> None:
        data["stock"]["location_for_orders"] = 88
        data["stock"]["links"] = []
        data["stock"]["send"] = False

    place.change(change)
    ended = place.sync("--yes", by=inside)
    assert ended.code in (1, 2)
    assert "The location 88 is no longer in the warehouse." in ended.out
    assert "Traceback" not in ended.out + ended.err
    assert place.documents() == 0


def test_a_connection_that_nobody_knows(place: Place) -> None:
    for typed in (["sync", "x"], ["check", "x"], ["delete", "x", "--yes"]):
        ended = inside(*typed)
        assert ended.code == 2
        assert "There is no connection called x." in ended.out + ended.err
    assert place.state_file.exists()


# ---------------------------------------------------------------- the connection's own file


def broken_header(file: Path) -> None:
    file.write_bytes(b"no database at all")


def broken_profile(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        (table,) = database.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%\"body\"%' AND name LIKE '%profile%'"
        ).fetchone()
        database.execute(f"UPDATE {table} SET body = '{{broken'")


def newer_profile(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        (table,) = database.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%\"body\"%' AND name LIKE '%profile%'"
        ).fetchone()
        database.execute(f"UPDATE {table} SET body = json_set(body, '$.version', 2)")


def newer_file(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (broken_header, "sample.sqlite"),
        (broken_profile, "sample.sqlite"),
        (newer_profile, "newer version of Mostik"),
        (newer_file, "newer"),
    ],
)
def test_a_connection_whose_file_cannot_be_read(
    place: Place, spoil: Callable[[Path], None], part: str
) -> None:
    spoil(place.state_file)
    ended = place.sync("--yes", by=inside)
    assert ended.code == 2
    assert part in ended.out
    assert "Traceback" not in ended.out + ended.err
    listed = inside("list")
    assert listed.code == 1
    assert part in listed.out
    assert place.documents() == 0
    assert place.simulator.requests == []
