"""All that is SQLite's own: the connection and its pragmas, transactions, the copy of a whole file, and its
error codes.

The rest of the room keeps to the part of peewee that every database understands.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import peewee

from sync.errors import Bug, MostikError, SettingsError, Unreachable
from sync.sentences import say

APPLICATION_ID: Final = 0x4D6F7374
""""Most" in ASCII: how our files are told from other SQLite files (SQLite file format, offset 68)."""

IN_MEMORY: Final = Path(":memory:")

# At DEBUG peewee logs every statement with its values, which are whole orders with names and addresses.
logging.getLogger("peewee").setLevel(logging.INFO)


class Conflict(Bug):
    """A row would break a uniqueness rule. Whoever writes such rows turns it into a sentence."""


class StateDatabase(peewee.SqliteDatabase):
    """The SQLite file of one connection, open in the thread that opened it.

    Every failure is raised as an error of :mod:`sync.errors`. ``read_only`` is our own promise, not a file
    mode: a reader of a write-ahead log has to write to the shared-memory file beside it.
    """

    def __init__(self, path: Path, *, read_only: bool, wait: float) -> None:
        # Writers queue at BEGIN, not in the middle of a transaction that has read already (a deferred one
        # would fail there).
        super().__init__(str(path), lock_type="IMMEDIATE", thread_safe=False, autoconnect=False, timeout=wait)
        self.path = path
        self.read_only = read_only

    @classmethod
    def open(cls, path: Path, *, read_only: bool, wait: float = 5.0) -> Self:
        """Open ``path`` as it is, without changing anything in it. ``wait``: seconds for locks of others."""
        database = cls(path, read_only=read_only, wait=wait)
        with database.translated():
            database.connect()
        return database

    def prepare(self) -> None:
        """Settings for daily work: readers beside a writer, and a power cut loses no finished transaction."""
        self.execute_sql("PRAGMA journal_mode = WAL")
        self.execute_sql("PRAGMA synchronous = FULL")
        # What is dropped (names and addresses in old orders) is overwritten, not only marked as free.
        self.execute_sql("PRAGMA secure_delete = ON")
        if self.read_only:
            self.execute_sql("PRAGMA query_only = ON")

    # ---- identity and version

    def identity(self) -> tuple[int, int]:
        """(application id, version of the tables) from the file's header."""
        return self._number("PRAGMA application_id"), self._number("PRAGMA user_version")

    def set_identity(self, version: int) -> None:
        """Mark the file as ours, at ``version``; part of the running transaction."""
        self.execute_sql(f"PRAGMA application_id = {APPLICATION_ID:d}")
        self.execute_sql(f"PRAGMA user_version = {version:d}")

    def _number(self, statement: str) -> int:
        return int(self.execute_sql(statement).fetchone()[0])

    # ---- transactions

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; inside another one a part of it that is undone by itself when it fails."""
        if self.read_only:
            raise Bug(say("Mostik tried to write to a connection that it opened for reading."))
        if not self.in_transaction():
            with self.atomic():
                yield
            return
        part = self.savepoint()
        part.__enter__()
        try:
            yield
        except BaseException:
            # After a full disk SQLite may have undone the whole transaction by itself; then there is no part
            # left to undo.
            if self.connection().in_transaction:
                part.rollback(begin=False)
            raise
        part.commit(begin=False)

    def begin(self, lock_type: str | None = None) -> None:
        with self.translated():
            super().begin(lock_type)

    def commit(self) -> None:
        with self.translated():
            super().commit()

    def rollback(self) -> None:
        # After a full disk SQLite has undone the transaction by itself, and another ROLLBACK is an error.
        if self.connection().in_transaction:
            with self.translated():
                super().rollback()

    # ---- statements

    def connection(self) -> sqlite3.Connection:
        parent: Any = super()
        connection: sqlite3.Connection = parent.connection()
        return connection

    def execute_sql(self, sql: str, params: Any = None) -> sqlite3.Cursor:
        parent: Any = super()
        with self.translated():
            cursor: sqlite3.Cursor = parent.execute_sql(sql, params)
        return cursor

    def statement(self, query: Any) -> tuple[str, Sequence[Any]]:
        """A peewee query as SQL and its parameters."""
        context: Any = self.get_sql_context()
        sql, parameters = context.sql(query).query()
        return str(sql), parameters

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        """All rows of a peewee query as plain tuples in the order of its columns, undecoded."""
        with self.translated():
            return self.execute_sql(*self.statement(query)).fetchall()

    def row(self, query: Any) -> tuple[Any, ...] | None:
        """The first row of a peewee query, or None."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def write(self, query: Any) -> int:
        """Run a writing peewee query in the running transaction; returns how many rows it changed."""
        return self.execute_sql(*self.statement(query)).rowcount

    def insert(self, query: Any) -> int:
        """Run an inserting peewee query in the running transaction; returns the number that the row was
        given.
        """
        return self.execute_sql(*self.statement(query)).lastrowid or 0

    def write_many(self, query: Any, rows: Iterable[Sequence[Any]]) -> int:
        """Run a writing peewee query once for each of ``rows``, the values in the order of the query's
        parameters.

        ``query`` is written out once, with any values in it: peewee takes longer to write an INSERT than
        SQLite to run it.
        """
        sql, _ = self.statement(query)
        with self.translated():
            cursor = self.connection().cursor()
            cursor.executemany(sql, rows)
        return cursor.rowcount

    def empty_log(self) -> None:
        """Bring the write-ahead log into the file and empty it, as far as no reader holds it: what was
        overwritten is then gone from both.
        """
        self.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # ---- copies

    def copy_into(self, target: StateDatabase) -> None:
        """Make ``target`` the same as this database, as of one moment, whatever else is written meanwhile."""
        with self.translated(), target.translated():
            self.connection().backup(target.connection())

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn failures of SQLite into errors with a sentence."""
        try:
            yield
        except (peewee.DatabaseError, peewee.InterfaceError, sqlite3.Error) as error:
            raise failure(error, self.path) from error


def failure(error: Exception, path: Path) -> MostikError:
    """What a failure of SQLite means for the owner, by its result code (sqlite.org/rescode.html)."""
    origin = getattr(error, "orig", error)  # peewee wraps the error that knows the code
    code = getattr(origin, "sqlite_errorcode", None)
    detail = f"{getattr(origin, 'sqlite_errorname', type(origin).__name__)}: {origin} ({path})"
    match None if code is None else code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return SettingsError(
                say("The disk is full, so Mostik cannot write {file}.", file=path.name),
                advice=say(
                    "Free some space on the disk and start again. Nothing that was saved before is lost."
                ),
                detail=detail,
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Unreachable(
                say("The file {file} is in use by another program.", file=path.name),
                advice=say(
                    "Close the program that uses it (a backup or a database viewer), or wait a moment."
                ),
                detail=detail,
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return SettingsError(
                say("The file {file} is read-only.", file=path.name),
                advice=say(
                    "Allow your user to write to {folder} and to the files in it.", folder=path.parent
                ),
                detail=detail,
            )
        case sqlite3.SQLITE_CANTOPEN:
            return SettingsError(
                say("The file {file} cannot be opened.", file=path.name),
                advice=say(
                    "Check that the disk is there and that you may read and write {folder}.",
                    folder=path.parent,
                ),
                detail=detail,
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return SettingsError(
                say("The file {file} is damaged or does not belong to Mostik.", file=path.name),
                advice=say("Put a copy from your backup in its place. No order is brought in twice by that."),
                detail=detail,
            )
        case sqlite3.SQLITE_IOERR:
            return Unreachable(
                say("The disk did not read or write {file}.", file=path.name),
                advice=say("Check that the disk is connected and healthy."),
                detail=detail,
            )
        case sqlite3.SQLITE_CONSTRAINT:
            return Conflict(say("Mostik tried to store a row that contradicts another one."), detail=detail)
        case _:
            return Bug(say("Mostik’s own file could not be used as expected."), detail=detail)
