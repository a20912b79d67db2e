from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import Bug, MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import (
    Deadlocked,
    DuplicateKey,
    Fault,
    Locked,
    classify,
    fault_of,
    mostik_error,
    native_numbers,
)

MSSQL_DUPLICATE = (
    "[23000] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]Violation of PRIMARY KEY constraint"
    " 'PK_NextAcct'. The duplicate key value is (S27). (2627) (SQLExecDirectW); [23000] [Microsoft]"
    "[ODBC Driver 18 for SQL Server][SQL Server]The statement has been terminated. (3621)"
)


def test_numbers_are_read_from_every_record_and_from_nothing_else() -> None:
    assert native_numbers(MSSQL_DUPLICATE) == (2627, 3621)
    assert native_numbers("[HY000] [ma-3.1.15]Lock wait timeout exceeded (1205) (SQLExecDirectW)") == (1205,)
    assert native_numbers(
        "[23000] [Microsoft][ODBC Microsoft Access Driver] duplicate (-1605) (SQLExecDirectW)"
    ) == (-1605,)
    assert native_numbers("value (5) of column (name) is wrong") == ()


@pytest.mark.parametrize(
    ("engine", "state", "message", "fault"),
    [
        (Engine.MSSQL, "23000", MSSQL_DUPLICATE, Fault.DUPLICATE),
        (Engine.MSSQL, "23000", "unique index (2601) (SQLExecDirectW)", Fault.DUPLICATE),
        (Engine.MSSQL, "23000", "NULL into NOT NULL (515) (SQLExecDirectW)", Fault.MISFIT),
        (Engine.MSSQL, "40001", "chosen as the deadlock victim (1205) (SQLExecDirectW)", Fault.DEADLOCK),
        (Engine.MSSQL, "HYT00", "Lock request time out (1222) (SQLExecDirectW)", Fault.LOCKED),
        (Engine.MSSQL, "08S01", "Communication link failure (10054) (SQLExecDirectW)", Fault.LOST),
        (Engine.MSSQL, "08S01", "no number", Fault.LOST),
        (Engine.MSSQL, "42000", "[FreeTDS] Login failed (18456) (SQLDriverConnect)", Fault.DENIED),
        (Engine.MSSQL, "42000", "The transaction log is full (9002) (SQLExecDirectW)", Fault.FULL),
        (Engine.MSSQL, "42S02", "Invalid object name (208) (SQLExecDirectW)", Fault.ABSENT),
        (Engine.MYSQL, "23000", "Duplicate entry (1062) (SQLExecDirectW)", Fault.DUPLICATE),
        (Engine.MYSQL, "HY000", "Lock wait timeout exceeded (1205) (SQLExecDirectW)", Fault.LOCKED),
        (Engine.MYSQL, "HY000", "Write error: reset by peer (104) (5014) (SQLExecDirectW)", Fault.LOST),
        (Engine.MYSQL, "HY018", "interrupted (max_statement_time) (1969) (SQLExecDirectW)", Fault.LOST),
        (Engine.MYSQL, "HY000", "Index for table is corrupt (126) (SQLPrepare)", Fault.DAMAGED),
        (Engine.MYSQL, "40001", "Deadlock found (1213) (SQLExecDirectW)", Fault.DEADLOCK),
        (Engine.MYSQL, "HY000", "Server has gone away (2006) (SQLExecDirectW)", Fault.LOST),
        (Engine.MYSQL, "28000", "Access denied (1045) (SQLDriverConnect)", Fault.DENIED),
        (Engine.MYSQL, "22001", "Data too long for column (1406) (SQLExecDirectW)", Fault.MISFIT),
        (Engine.ACCESS, "23000", "duplicate values (-1605) (SQLExecDirectW)", Fault.DUPLICATE),
        (Engine.ACCESS, "42000", "Not a valid password. (-1905) (SQLDriverConnect)", Fault.DENIED),
        (Engine.ACCESS, "HY000", "currently locked (-1102) (SQLExecDirectW)", Fault.LOCKED),
        (Engine.MYSQL, "42000", "You have an error in your SQL syntax (1064) (SQLExecDirectW)", Fault.OTHER),
    ],
)
def test_what_a_number_means(engine: Engine, state: str, message: str, fault: Fault) -> None:
    assert fault_of(engine, RuntimeError(state, message)) is fault


def test_the_same_number_means_different_things_to_different_engines() -> None:
    assert classify(Engine.MSSQL, "", (1205,)) is Fault.DEADLOCK
    assert classify(Engine.MYSQL, "", (1205,)) is Fault.LOCKED
    assert classify(Engine.SQLITE, "", (1205,)) is Fault.OTHER


def test_a_doubled_key_of_sqlite_differs_from_other_broken_rules() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a TEXT NOT NULL, PRIMARY KEY (a))")
    connection.execute("INSERT INTO t VALUES ('x')")
    with pytest.raises(sqlite3.IntegrityError) as doubled:
        connection.execute("INSERT INTO t VALUES ('x')")
    with pytest.raises(sqlite3.IntegrityError) as empty:
        connection.execute("INSERT INTO t VALUES (NULL)")
    connection.close()
    assert fault_of(Engine.SQLITE, doubled.value) is Fault.DUPLICATE
    assert fault_of(Engine.SQLITE, empty.value) is Fault.MISFIT


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.DUPLICATE, DuplicateKey),
        (Fault.LOCKED, Locked),
        (Fault.DEADLOCK, Deadlocked),
        (Fault.DAMAGED, SettingsError),
        (Fault.LOST, Unreachable),
        (Fault.DENIED, SettingsError),
        (Fault.READ_ONLY, SettingsError),
        (Fault.FULL, SettingsError),
        (Fault.ABSENT, SettingsError),
        (Fault.NOT_A_DATABASE, SettingsError),
        (Fault.NO_FILE, SettingsError),
        (Fault.KEPT, Unreachable),
        (Fault.UNENCRYPTED, SettingsError),
        (Fault.RULE, Refused),
        (Fault.MISFIT, Refused),
        (Fault.OTHER, Bug),
    ],
)
def test_every_fault_has_its_consequence(fault: Fault, kind: type[MostikError]) -> None:
    error = mostik_error(fault, "SQLite", detail="d")
    assert isinstance(error, kind)
    assert error.detail == "d"
    assert "{" not in error.sentence.text()


def test_a_connection_lost_while_committing_leaves_the_outcome_unknown() -> None:
    assert isinstance(mostik_error(Fault.LOST, "x", detail="", outcome_unknown=True), Unknown)
    assert isinstance(mostik_error(Fault.LOCKED, "x", detail="", outcome_unknown=True), Locked)


@given(st.text())
def test_no_message_breaks_the_reading_of_numbers(message: str) -> None:
    assert all(isinstance(number, int) for number in native_numbers(message))
