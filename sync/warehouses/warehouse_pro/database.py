"""One connection to a warehouse's database: statements, rows, one transaction at a time, and errors in our
own words.

The same thin wrapper serves :mod:`sqlite3` and :mod:`pyodbc`. Three rules keep the engines alike:

- every change stands inside :meth:`Database.transaction`; nothing is ever committed by itself;
- one stream of rows at a time: SQL Server cannot answer a second statement while the rows of a first are
  still coming;
- after any error but a doubled key the transaction is over, whatever the engine itself would allow.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from itertools import chain, islice
from typing import Any, Final

from sync.errors import Bug, MostikError, Unreachable
from sync.sentences import say
from sync.warehouses.warehouse_pro import statements
from sync.warehouses.warehouse_pro.dialect import Dialect, Engine
from sync.warehouses.warehouse_pro.driver_errors import Fault, fault_of, mostik_error
from sync.warehouses.warehouse_pro.existing_columns import ExistingColumns, Layout
from sync.warehouses.warehouse_pro.kept_statements import KeptStatements
from sync.warehouses.warehouse_pro.schema import Table
from sync.warehouses.warehouse_pro.values import Cell, Value, parameter

Row = tuple[Any, ...]
_LOG: Final = logging.getLogger(__name__)
_FETCH: Final = 1_000
_DBMS_VER: Final = 18
"""ODBC's number for the question after the engine's version (SQL_DBMS_VER, sqlext.h)."""


class Database:
    """A connection. Used by one thread at a time; closed by whoever opened it.

    ``zone`` is the shop's time zone: the database keeps what the shop's clock showed. ``on_statement`` hears
    the text of every statement just before it is sent, without its values. ``ours_in`` names the database on
    the same server that holds Mostik's own table, where it is not this one.
    """

    def __init__(
        self,
        connection: Any,
        dialect: Dialect,
        *,
        zone: tzinfo,
        driver_error: type[Exception],
        ours_in: str = "",
        on_statement: Callable[[str], None] | None = None,
    ) -> None:
        self.dialect = dialect
        self.zone = zone
        self.ours_in = ours_in
        self.on_statement = on_statement
        self._exists = ExistingColumns(dialect, None, ours_in)
        self._connection = connection
        self._driver_error = driver_error
        self._stream: Any = None
        self._kept = KeptStatements()
        self._in_transaction = False
        self._commits_by_itself = True
        self._over: MostikError | None = None
        self._lost: MostikError | None = None

    @property
    def layout(self) -> Layout | None:
        """What really exists, once inspected; columns that do not exist are then left out of inserts and
        updates."""
        return self._exists.layout

    @layout.setter
    def layout(self, layout: Layout | None) -> None:
        self._exists = ExistingColumns(self.dialect, layout, self.ours_in)

    def prepare(self, lock_wait_ms: int = 3_000) -> None:
        """The engine's settings for this connection: how long to wait for others' locks, how careful to
        be."""
        for statement in self.dialect.session(lock_wait_ms):
            self._sent(statement, ()).close()

    def engine_version(self) -> str:
        """The version of the engine as its driver tells it; "" where it does not."""
        if self.dialect.engine is Engine.SQLITE:
            return sqlite3.sqlite_version
        told = str(self._asked(self._connection.getinfo, _DBMS_VER) or "")
        # Drivers fill the parts up with zeros: "10.11.000019".
        return ".".join(part.lstrip("0") or "0" for part in told.split(".")) if told else ""

    def close(self) -> None:
        """Close the connection; a transaction that is still open is rolled back by the engine."""
        self._close_stream()
        try:
            self._connection.close()
        except self._driver_error as error:
            _LOG.debug("closing the connection to the warehouse failed: %s", type(error).__name__)

    # ------------------------------------------------------------ reading

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of a SELECT, read from the engine in portions while they are used.

        The statement is sent when the first row is asked for. Until the last row came (or the iterator was
        closed) no other statement can be sent: that raises Bug on every engine, because SQL Server could not.
        """
        cursor = self._sent(sql, parameters)
        self._stream = cursor
        read = 0
        try:
            while portion := self._asked(cursor.fetchmany, _FETCH):
                read += len(portion)
                yield from portion if type(portion[0]) is tuple else map(tuple, portion)
                if len(portion) < _FETCH:
                    break  # that was the end; the driver of MDB Tools begins anew when asked for more
            if read < _FETCH and self._stream is cursor:
                self._stream = None
                self._done_with(cursor)
        finally:
            if self._stream is cursor:
                self._close_stream()

    def rows_in(
        self, sql: str, many: Collection[Value], before: Sequence[Value] = (), after: Sequence[Value] = ()
    ) -> Iterator[Row]:
        """The rows of a SELECT with a list, ``WHERE [ID] IN (...)``, in as many statements as the engine
        needs.

        ``before`` and ``after`` are the parameters on either side of the list. Equal values are asked for
        once.
        """
        limit = max(1, min(500, self.dialect.max_parameters - len(before) - len(after)))
        distinct = list(dict.fromkeys(many))
        if len(distinct) <= limit:
            return self._rows_of(sql, distinct, limit, before, after) if distinct else iter(())
        portions = (distinct[first : first + limit] for first in range(0, len(distinct), limit))
        return chain.from_iterable(self._rows_of(sql, each, limit, before, after) for each in portions)

    def _rows_of(
        self, sql: str, portion: list[Value], limit: int, before: Sequence[Value], after: Sequence[Value]
    ) -> Iterator[Row]:
        """The rows of a SELECT with a list that fits into one statement."""
        missing = statements.padded(len(portion), limit) - len(portion)
        values = (*before, *portion, *(portion[-1:] * missing), *after)
        return self.rows(statements.with_many(sql, len(portion) + missing), values)

    def one(self, sql: str, parameters: Sequence[Value] = ()) -> Row | None:
        """The first row of a SELECT, or None."""
        cursor = self._sent(sql, parameters)
        try:
            row = self._asked(cursor.fetchone)
        finally:
            self._done_with(cursor)
        return None if row is None else tuple(row)

    # ------------------------------------------------------------ changing

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Send a changing statement; how many rows it changed, whatever a site's own triggers count.

        Rows that already had the value count too: MySQL's driver is asked for that when connecting.
        """
        cursor = self._sent(self.dialect.counted(sql), parameters, changing=True)
        try:
            return int(self._last_cell(cursor) or 0) if self.dialect.batches else max(0, int(cursor.rowcount))
        finally:
            self._done_with(cursor)

    def insert(self, table: Table, values: Mapping[str, Value]) -> int:
        """Insert a row; columns that ``values`` leaves out get their blanks. Returns the new ID, 0 where none
        is counted up.

        Raises DuplicateKey where the primary key is taken (the transaction goes on), Refused where a text is
        too long.
        """
        plan = self._exists.plan(table, tuple(values))
        cells = plan.cells(tuple(values.values()), self.zone)
        if self._exists.identity(table) is None:
            self._finish(self._sent_cells(self.dialect.silent(plan.insert(1)), cells, changing=True))
            return 0
        cursor = self._sent_cells(self.dialect.identified(plan.insert(1)), cells, changing=True)
        if self.dialect.last_identity is None:
            try:
                identity = self._last_cell(cursor) if self.dialect.batches else cursor.lastrowid
            finally:
                self._done_with(cursor)
        else:
            self._done_with(cursor)
            found = self.one(self.dialect.last_identity)
            identity = found[0] if found else None
        if not identity:
            self._over = Bug(say("The warehouse did not tell the number of a new row."), detail=table.name)
            raise self._over
        return int(identity)

    def insert_many(self, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
        """Insert rows of values in the order of ``columns``, in as few statements as the engine allows;
        returns how many.

        Columns that are left out get their blanks.
        """
        plan = self._exists.plan(table, tuple(columns))
        width = max(1, len(self._exists.writable(table)))
        limit = max(1, min(self.dialect.max_rows_per_insert, self.dialect.max_parameters // width))
        whole = plan.many(rows, self.zone)
        done = 0
        while portion := list(islice(whole, limit)):
            for size in statements.portions(len(portion), limit):
                part, portion = portion[:size], portion[size:]
                sql = self.dialect.silent(plan.insert(size))
                cells = list(chain.from_iterable(part))
                self._finish(self._sent_cells(sql, cells, changing=True))
                done += size
        return done

    def update(self, table: Table, values: Mapping[str, Value], where: Mapping[str, Value]) -> int:
        """Set columns of the rows that equal ``where``; how many rows changed (see :meth:`execute`)."""
        plan = self._exists.update_plan(table, tuple(values), tuple(where))
        return self.execute(plan.sql, [*plan.cells(tuple(values.values())), *where.values()])

    def delete(self, table: Table, where: Mapping[str, Value]) -> int:
        """Remove the rows that equal ``where``; how many went."""
        return self.execute(statements.delete(table, list(where)), list(where.values()))

    def define(self, sql: str) -> None:
        """Make a table or an index. MySQL ends a transaction by itself here, so it is never mixed with
        changes of rows."""
        self._finish(self._sent(sql, ()))

    def room(self, table: Table, column: str) -> int:
        """How many characters a text column holds, as SQL Server counts them; 0: no limit."""
        return self._exists.room(table, column)

    def has(self, table: Table, *columns: str) -> bool:
        """Whether the table, with all these columns, exists in this database."""
        return self._exists.has(table, columns)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing: commits at the end, rolls back on any exception.

        Raises Unknown where the connection was lost while the changes were being made final: only a look at
        the data tells.
        """
        self._begin()
        try:
            yield
            self._raise_if_unusable()
        except BaseException:
            self._rollback()
            raise
        self._commit()

    @property
    def in_transaction(self) -> bool:
        return self._in_transaction

    def described_columns(self) -> Iterator[tuple[str, str, object]]:
        """(table, column, size or declared type) of everything there is, as the engine or its driver tells
        it."""
        if self.dialect.column_list is not None:
            for name, column, size in self.rows(self.dialect.column_list):
                yield str(name), str(column), size
            return
        self._leave_transactions()
        cursor = self._connection.cursor()
        try:
            for row in self._asked(cursor.columns):
                yield str(row[2]), str(row[3]), row[6]
        finally:
            self._close_quietly(cursor)

    # ------------------------------------------------------------ inside

    def _begin(self) -> None:
        if self._in_transaction:
            raise Bug(say("A transaction was started inside another one."))
        self._over = None
        if self.dialect.begin is not None:
            self._sent(self.dialect.begin, ()).close()
        else:
            self._raise_if_unusable()
            if self._commits_by_itself:
                self._asked(setattr, self._connection, "autocommit", False)
                self._commits_by_itself = False
        self._in_transaction = True

    def _commit(self) -> None:
        try:
            self._connection.commit()
        except self._driver_error as error:
            fault = fault_of(self.dialect.engine, error)
            ours = mostik_error(fault, self.dialect.title, detail=_detail(error), outcome_unknown=True)
            if fault is Fault.LOST:
                self._lost = ours
            self._rollback()
            raise ours from error
        self._ended()

    def _rollback(self) -> None:
        self._close_stream()
        try:
            self._connection.rollback()
        except self._driver_error as error:
            # The engine rolls back by itself when a connection ends, so it is given up instead of being used
            # again.
            _LOG.warning("rolling back in the warehouse failed: %s", _detail(error))
            self._lost = self._lost or mostik_error(Fault.LOST, self.dialect.title, detail=_detail(error))
        self._ended()

    def _ended(self) -> None:
        self._in_transaction = False
        self._over = None

    def _leave_transactions(self) -> None:
        """Outside transactions every statement stands alone, else a mere reading would begin one that lasts.
        This is told to the driver only when such a statement comes: after a document comes the next one."""
        if not (self._in_transaction or self._commits_by_itself):
            self._commits_by_itself = True
            self._asked(setattr, self._connection, "autocommit", True)

    def _raise_if_unusable(self) -> None:
        if self._lost is not None:
            raise Unreachable(
                say("The connection to the warehouse was lost; it has to be made again."),
                detail=self._lost.detail,
            )
        if self._stream is not None:
            raise Bug(say("The rows of a statement were still being read when the next one was to be sent."))
        if self._over is not None:
            raise self._over

    def _sent(self, sql: str, parameters: Sequence[Value], *, changing: bool = False) -> Any:
        """Send a statement, give its cursor."""
        zone, as_text = self.zone, self.dialect.moments_as_text
        cells = [parameter(value, zone, as_text) for value in parameters]
        return self._sent_cells(sql, cells, changing=changing)

    def _sent_cells(self, sql: str, cells: list[Cell], *, changing: bool = False) -> Any:
        """Send a statement whose parameters are as the driver takes them, give its cursor."""
        self._raise_if_unusable()
        if changing and not self._in_transaction:
            raise Bug(say("A change was attempted outside a transaction."))
        text = self.dialect.render(sql, self.ours_in)
        if self.on_statement is not None:
            self.on_statement(text)
        self._leave_transactions()
        keeps = self.dialect.keeps_statements and bool(cells)
        text, cursor = (self._kept.take(text) if keeps else None) or (text, self._connection.cursor())
        try:
            self._asked(cursor.execute, text, *((cells,) if cells else ()))
        except BaseException:
            self._close_quietly(cursor)
            raise
        if keeps:
            self._kept.lend(text, cursor)
        return cursor

    def _done_with(self, cursor: Any) -> None:
        """Keep a statement for its next use, or close it."""
        leftover = self._kept.give_back(cursor) if self.dialect.keeps_statements else cursor
        if leftover is not None:
            self._close_quietly(leftover)

    def _asked(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Call the driver; its errors come out as ours. Any but a doubled key ends a transaction."""
        try:
            return call(*arguments)
        except self._driver_error as error:
            fault = fault_of(self.dialect.engine, error)
            ours = mostik_error(fault, self.dialect.title, detail=_detail(error))
            if fault is Fault.LOST:
                self._lost = ours
            if self._in_transaction and fault is not Fault.DUPLICATE:
                self._over = ours
            raise ours from error

    def _last_cell(self, cursor: Any) -> Any:
        """The single cell of the last answer of a batch; answers of a site's triggers come before it."""
        cell = None
        while True:
            if cursor.description is not None and len(cursor.description) == 1:
                row = self._asked(cursor.fetchone)
                cell = row[0] if row else cell
            if not self._asked(cursor.nextset):
                return cell

    def _finish(self, cursor: Any) -> None:
        """Hear a batch to its end: an error of a later part shows only there."""
        try:
            while self.dialect.batches and self._asked(cursor.nextset):
                pass
        finally:
            self._done_with(cursor)

    def _close_stream(self) -> None:
        cursor, self._stream = self._stream, None
        if cursor is not None:
            self._close_quietly(cursor)

    def _close_quietly(self, cursor: Any) -> None:
        if self.dialect.keeps_statements:
            self._kept.forget(cursor)
        try:
            cursor.close()
        except self._driver_error as error:
            _LOG.debug("closing a cursor failed: %s", type(error).__name__)


def _detail(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
