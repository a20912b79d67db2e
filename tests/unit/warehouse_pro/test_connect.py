from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest

from sync.errors import SettingsError, Unreachable
from sync.warehouses.warehouse_pro.connect import (
    attach_odbc,
    counting_found_rows,
    open_embedded,
    with_time_limits,
)
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.unit.warehouse_pro.conftest import SOFIA


def refused(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as error:
        open_embedded(path, zone=SOFIA, lock_wait_ms=20)
    assert error.value.advice is not None
    return error.value


def made_by(path: Path, statements: Iterable[str]) -> Path:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def test_no_file(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    assert "does not exist" in refused(path).sentence.text()
    assert not path.exists()


def test_a_folder(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path).sentence.text()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a spreadsheet", b"SQLite format 2 and more"])
def test_not_an_sqlite_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    assert "not a warehouse" in refused(path).sentence.text()


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"rubbish" * 500)
    assert "cannot be read as a database" in refused(path).sentence.text()


def test_another_program_s_file(tmp_path: Path) -> None:
    path = made_by(tmp_path / "x.sqlite", ["CREATE TABLE runs (id INTEGER)"])
    assert "Goods" in refused(path).sentence.text()


def test_invoice_pro(tmp_path: Path) -> None:
    path = made_by(tmp_path / "x.sqlite", ["CREATE TABLE Items (ID INTEGER)"])
    assert "Invoice Pro" in refused(path).sentence.text()


def test_locked_by_another_program(warehouse_file: Path) -> None:
    other = sqlite3.connect(warehouse_file, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    assert "in use" in refused(warehouse_file).sentence.text()
    other.execute("ROLLBACK")
    other.close()
    open_embedded(warehouse_file, zone=SOFIA).close()


def test_write_protected(warehouse_file: Path) -> None:
    warehouse_file.chmod(stat.S_IREAD)
    assert "write-protected" in refused(warehouse_file).sentence.text()
    warehouse_file.chmod(stat.S_IREAD | stat.S_IWRITE)
    open_embedded(warehouse_file, zone=SOFIA).close()


def test_made_by_a_newer_mostik(warehouse_file: Path) -> None:
    made_by(warehouse_file, ["PRAGMA user_version = 99"])
    assert "newer Mostik" in refused(warehouse_file).sentence.text()


def test_a_newer_schema(warehouse_file: Path) -> None:
    made_by(warehouse_file, ["UPDATE System SET Version = '4.01'"])
    assert "4.01" in refused(warehouse_file).sentence.text()


def test_an_older_schema(warehouse_file: Path) -> None:
    made_by(warehouse_file, ["DROP TABLE VATGroups"])
    assert "too old" in refused(warehouse_file).sentence.text()


def test_a_missing_odbc_driver_is_told_and_no_password_shown() -> None:
    with pytest.raises((SettingsError, Unreachable)) as error:
        attach_odbc(
            Engine.MYSQL,
            "DRIVER={No such driver};SERVER=127.0.0.1;UID=u;PWD=geheim;",
            zone=SOFIA,
            secrets=("geheim",),
        )
    assert isinstance(error.value, SettingsError)
    assert error.value.__cause__ is None or isinstance(error.value.__cause__, ImportError)
    assert "geheim" not in error.value.detail + str(error.value)


def test_mysql_counts_the_rows_it_found() -> None:
    assert counting_found_rows("DRIVER={x};SERVER=y;") == "DRIVER={x};SERVER=y;OPTION=2;"
    for given in ("DRIVER={x};OPTION=3", "driver={x}; options = 67108866;"):
        assert counting_found_rows(given) == given


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("DRIVER={MariaDB Unicode};SERVER=y;", "CONN_TIMEOUT=10;READ_TIMEOUT=310;WRITE_TIMEOUT=310;"),
        ("driver = /usr/lib/odbc/libmaodbc.so;", "CONN_TIMEOUT=10;READ_TIMEOUT=310;WRITE_TIMEOUT=310;"),
        ("DRIVER={MySQL ODBC 8.0 Unicode Driver};", "READTIMEOUT=310;WRITETIMEOUT=310;"),
        ("DSN=warehouse;SERVER=mariadb;", ""),
    ],
)
def test_each_driver_is_told_how_long_to_wait_in_its_own_words(given: str, words: str) -> None:
    assert with_time_limits(given) == given + words
