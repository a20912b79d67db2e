"""Opening a warehouse's database: the embedded one, a SQLite file, and a real one through ODBC."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Callable, Collection, Mapping
from datetime import tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote

from sync.errors import MostikError, SettingsError
from sync.sentences import say
from sync.warehouses.warehouse_pro.connection_strings import Family, family_of
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import DIALECTS, SQLITE, Engine
from sync.warehouses.warehouse_pro.driver_errors import Fault, Locked, fault_of, mostik_error
from sync.warehouses.warehouse_pro.inspection import inspect

EMBEDDED_FORMAT: Final = 1
"""The format of a warehouse file that Mostik makes (SQLite's ``user_version``); 0: not made by Mostik."""
_SQLITE_MAGIC: Final = b"SQLite format 3\0"
_LOGIN_SECONDS: Final = 10
_ANSWER_SECONDS: Final = 300
_SILENT_SECONDS: Final = _ANSWER_SECONDS + 10
_TIME_LIMITS: Final[Mapping[Family, str]] = {
    Family.MARIADB: (
        f"CONN_TIMEOUT={_LOGIN_SECONDS};READ_TIMEOUT={_SILENT_SECONDS};WRITE_TIMEOUT={_SILENT_SECONDS};"
    ),
    Family.MYSQL: f"READTIMEOUT={_SILENT_SECONDS};WRITETIMEOUT={_SILENT_SECONDS};",
}
_MARIADB_PIECE: Final = 64 * 1024 * 1024

OnStatement = Callable[[str], None] | None


def open_embedded(
    path: Path, *, zone: tzinfo, lock_wait_ms: int = 3_000, on_statement: OnStatement = None
) -> Database:
    """Open an embedded warehouse and inspect it.

    Raises SettingsError where there is no file, it is no SQLite file, locked, write-protected, not a
    warehouse, or of a schema older or newer than Mostik can work with.
    """
    _refuse_other_files(path)
    database = attach_file(path, zone=zone, on_statement=on_statement)
    try:
        database.prepare(lock_wait_ms)
        _refuse_newer_format(database)
        inspect(database)
        _refuse_unwritable(database, path)
    except Locked as error:
        database.close()
        raise SettingsError(
            say("The warehouse file {name} is in use: another program keeps it to itself.", name=path.name),
            advice=say("Close the other program, then try again."),
            detail=error.detail,
        ) from error
    except BaseException:
        database.close()
        raise
    return database


def attach_file(
    path: Path, *, zone: tzinfo, on_statement: OnStatement = None, create: bool = False
) -> Database:
    """A bare connection to a SQLite file, without a look at what it holds."""
    name = path.absolute().as_posix()
    uri = f"file://{'' if name.startswith('/') else '/'}{quote(name)}?mode={'rwc' if create else 'rw'}"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise mostik_error(fault_of(Engine.SQLITE, error), SQLITE.title, detail=str(error)) from error
    return Database(connection, SQLITE, zone=zone, driver_error=sqlite3.Error, on_statement=on_statement)


def _refuse_other_files(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            head = file.read(len(_SQLITE_MAGIC))
    except FileNotFoundError as error:
        raise SettingsError(
            say("The warehouse file {name} does not exist.", name=str(path)),
            advice=say("Choose the file again, or make a new warehouse."),
        ) from error
    except OSError as error:
        raise SettingsError(
            say("The warehouse file {name} cannot be read.", name=str(path)),
            advice=say(
                "Check that it is a file, that you may read it and that no other program keeps it to itself."
            ),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
    if head != _SQLITE_MAGIC:
        raise SettingsError(
            say("The file {name} is not a warehouse made by Mostik (not an SQLite file).", name=path.name),
            advice=say("Choose the right file, or make a new warehouse."),
        )
    if not mode & stat.S_IWUSR:
        raise _write_protected(path)


def _write_protected(path: Path, detail: str = "") -> SettingsError:
    return SettingsError(
        say("The warehouse file {name} is write-protected.", name=path.name),
        advice=say("Remove the write protection of the file, or move it to a folder where you may write."),
        detail=detail,
    )


def _refuse_newer_format(database: Database) -> None:
    row = database.one("PRAGMA user_version")
    if row is not None and int(row[0]) > EMBEDDED_FORMAT:
        raise SettingsError(
            say("This warehouse was made by a newer Mostik."),
            advice=say("Update Mostik, then open it again."),
        )


def _refuse_unwritable(database: Database, path: Path) -> None:
    try:
        with database.transaction():
            pass  # taking the write lock is the test
    except SettingsError as error:
        raise _write_protected(path, error.detail) from error


def open_odbc(
    engine: Engine,
    connection_string: str,
    *,
    zone: tzinfo,
    secrets: Collection[str] = (),
    lock_wait_ms: int = 3_000,
    ours_in: str = "",
    on_statement: OnStatement = None,
) -> Database:
    """Open a real warehouse's database through ODBC and inspect it.

    ``secrets`` (the password) are blotted out of the technical detail of an error. Raises SettingsError,
    Unreachable.
    """
    database = attach_odbc(
        engine, connection_string, zone=zone, secrets=secrets, ours_in=ours_in, on_statement=on_statement
    )
    try:
        database.prepare(lock_wait_ms)
        inspect(database)
    except BaseException:
        database.close()
        raise
    return database


def attach_odbc(
    engine: Engine,
    connection_string: str,
    *,
    zone: tzinfo,
    secrets: Collection[str] = (),
    ours_in: str = "",
    on_statement: OnStatement = None,
) -> Database:
    """A bare ODBC connection, without a look at what the database holds."""
    pyodbc = odbc()
    dialect = DIALECTS[engine]
    options: dict[str, Any] = {} if engine is Engine.ACCESS else {"timeout": _LOGIN_SECONDS}
    if engine is Engine.MYSQL:
        connection_string = with_time_limits(counting_found_rows(connection_string))
    try:
        connection = pyodbc.connect(connection_string, autocommit=True, **options)
    except pyodbc.Error as error:
        raise _not_connected(
            engine, error, secrets
        ) from None  # the driver's own error could show the password
    if engine is Engine.MYSQL:
        # Without this Debian's MariaDB driver silently stores texts of 127 characters and more wrong.
        connection.maxwrite = _MARIADB_PIECE
    if engine is Engine.MSSQL:
        # A server that went silent is given up; Access knows no time limit and MariaDB's driver heeds only
        # those in its connection string.
        connection.timeout = _ANSWER_SECONDS
    return Database(
        connection, dialect, zone=zone, driver_error=pyodbc.Error, ours_in=ours_in, on_statement=on_statement
    )


def counting_found_rows(connection_string: str) -> str:
    """A MySQL or MariaDB driver's string that counts the rows an UPDATE found, not those it made different.

    Without it, setting a stock that is already right counts 0 rows, as if the row were missing. Flag 2 of
    ``OPTION`` in both drivers' manuals, tried with MariaDB's. An ``OPTION`` that the owner gave stays.
    """
    if re.search(r"(^|;)\s*OPTIONS?\s*=", connection_string, re.IGNORECASE):
        return connection_string
    return connection_string.rstrip("; ") + ";OPTION=2;"


def with_time_limits(connection_string: str) -> str:
    """A MySQL or MariaDB driver's string that gives up a server that went silent, at login and later.

    MariaDB's driver heeds neither pyodbc's time for the login nor its time for a statement (tried: it waits
    for ever), but these words; MySQL's has its own, by its manual. The server itself ends a statement a
    little earlier (:class:`sync.warehouses.warehouse_pro.dialect.Mysql`), so that it does not go on there.
    """
    driver = re.search(r"(?:^|;)\s*DRIVER\s*=([^;]*)", connection_string, re.IGNORECASE)
    limits = _TIME_LIMITS.get(family_of(Engine.MYSQL, driver[1]), "") if driver else ""
    return connection_string.rstrip("; ") + ";" + limits


def _not_connected(engine: Engine, error: Exception, secrets: Collection[str]) -> MostikError:
    detail = " ".join(str(part) for part in error.args)
    for secret in secrets:
        detail = detail.replace(secret, "***") if secret else detail
    state = str(error.args[0] if error.args else "")
    if state == "IM014":
        return SettingsError(
            say("The chosen ODBC driver or source is there for programs of another width (32 or 64 bits)."),
            advice=say("Install the same driver in the width of Mostik, then choose it again."),
            detail=detail,
        )
    if state in ("IM002", "IM003", "01000"):
        return SettingsError(
            say(
                "The ODBC driver for {engine} is not installed on this computer.",
                engine=DIALECTS[engine].title,
            ),
            advice=say("Install the driver, then choose it again."),
            detail=detail,
        )
    fault = fault_of(engine, error)
    if fault is Fault.LOST and engine is Engine.MSSQL and "certificate verify failed" in detail:
        # Outside Windows a refused certificate has no number; these are OpenSSL's words, never translated.
        fault = Fault.UNENCRYPTED
    # A refused login is the owner's matter; whatever else keeps us out may pass by itself.
    return mostik_error(Fault.LOST if fault is Fault.OTHER else fault, DIALECTS[engine].title, detail=detail)


def odbc() -> ModuleType:
    """pyodbc, loaded only where it is needed: without the system's ODBC library it cannot even be
    imported. Raises SettingsError where it cannot."""
    try:
        import pyodbc
    except ImportError as error:
        raise SettingsError(
            say("This computer cannot open database servers yet: its ODBC part is missing."),
            advice=say("On Linux install the package unixodbc; on Windows install Mostik again."),
            detail=str(error),
        ) from error
    pyodbc.pooling = False  # a connection that was closed must be gone, with its locks and its settings
    return pyodbc
