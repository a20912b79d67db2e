"""The traps of MariaDB's ODBC driver, each measured once, each settled in ``connect.py``."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from sync.errors import Unreachable
from sync.warehouses.warehouse_pro import connect
from sync.warehouses.warehouse_pro.connect import attach_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import Locked
from tests.contract.warehouses.bench import SOFIA
from tests.mariadb import MariaDb

LENGTHS = (1, 126, 127, 128, 253, 254, 255, 256, 257, 1_000, 5_000)


@pytest.fixture
def empty(mariadb: MariaDb) -> Iterator[str]:
    name = mariadb.empty()
    yield name
    mariadb.drop(name)


@pytest.fixture
def database(mariadb: MariaDb, empty: str) -> Iterator[Database]:
    with closing(mariadb.attach(empty)) as opened:
        opened.prepare(1_000)
        yield opened


# ---- texts: without `maxwrite` the driver stores 127 characters and more wrong, and says nothing -----------


@pytest.mark.parametrize("letters", ["abcdefg", "АБВГДЕЖ", "aЖ1", "🌸", "a🌸Ж", "łóż", "'\\\"%"])
def test_texts_of_every_length_are_stored_as_they_are(mariadb: MariaDb, empty: str, letters: str) -> None:
    text = mariadb.connection_string(empty) + "CHARSET=utf8mb4;"
    with closing(attach_odbc(Engine.MYSQL, text, zone=SOFIA)) as database:
        database.prepare()
        database.define("CREATE TABLE texts (id INT AUTO_INCREMENT PRIMARY KEY, word LONGTEXT)")
        _store_and_look(database, letters)


def _store_and_look(database: Database, letters: str) -> None:
    texts = [(letters * (length // len(letters) + 1))[:length] for length in LENGTHS]
    with database.transaction():
        for text in texts:
            assert database.execute("INSERT INTO texts (word) VALUES (?)", (text,)) == 1
        database.execute("INSERT INTO texts (word) VALUES (?), (?), (?)", texts[1:4])
    stored = [word for (word,) in database.rows("SELECT word FROM texts ORDER BY id")]
    assert stored == [*texts, *texts[1:4]]
    # What the server holds, not only what the driver makes of it on the way back.
    sizes = [int(size) for (size,) in database.rows("SELECT LENGTH(word) FROM texts ORDER BY id")]
    assert sizes == [len(text.encode("utf-8")) for text in stored]
    for text in texts:
        found = database.one("SELECT COUNT(*) FROM texts WHERE word = BINARY ?", (text,))
        assert found is not None
        assert found[0] >= 1


# ---- time: the driver heeds no time limit of pyodbc's ------------------------------------------------------


def test_a_statement_that_takes_too_long_is_ended_by_the_server(database: Database) -> None:
    (limit,) = database.one("SELECT @@SESSION.max_statement_time") or (0,)
    assert limit == 300
    database.define("SET SESSION max_statement_time = 0.2")
    with pytest.raises(Unreachable, match="does not answer"):
        database.one("SELECT SLEEP(60) FROM (SELECT 1) AS one")


def test_a_table_that_is_being_altered_is_not_waited_for_all_day(
    mariadb: MariaDb, empty: str, database: Database
) -> None:
    database.define("CREATE TABLE things (id INT)")
    with closing(mariadb.attach(empty)) as administrator:
        administrator.define("LOCK TABLES things WRITE")
        with pytest.raises(Locked, match="busy"), database.transaction():
            database.execute("INSERT INTO things VALUES (1)")


def test_a_server_that_went_silent_is_given_up(mariadb: MariaDb, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = "CONN_TIMEOUT=1;READ_TIMEOUT=1;WRITE_TIMEOUT=1;"
    monkeypatch.setattr(connect, "_TIME_LIMITS", dict.fromkeys(connect._TIME_LIMITS, limits))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        elsewhere = mariadb.connection_string("x").replace(
            f"PORT={mariadb.port}", f"PORT={silent.getsockname()[1]}"
        )
        began = time.monotonic()
        with pytest.raises(Unreachable, match="does not answer"):
            attach_odbc(Engine.MYSQL, elsewhere, zone=SOFIA)
        assert time.monotonic() - began < 10
    with closing(mariadb.attach("mysql")) as database, pytest.raises(Unreachable, match="does not answer"):
        database.one("SELECT SLEEP(60)")
