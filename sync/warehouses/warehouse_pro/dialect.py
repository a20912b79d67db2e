"""What differs between the database engines that Warehouse Pro runs on, and nothing else. Pure: text in, text
out.

Every statement is written once, the way SQL Server and Access write names: in square brackets, in the letter
case of :mod:`sync.warehouses.warehouse_pro.tables`, values always as ``?``. :meth:`Dialect.render` turns the
names into the engine's own.

SQL Server is spoken to in the syntax of its 2008 version (no OFFSET, no THROW): old free editions are still
in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar, Final

from sync.warehouses.warehouse_pro.schema import Column, Kind, Table
from sync.warehouses.warehouse_pro.tables import is_table_name, table

_NAME: Final = re.compile(r"\[([^\[\]]+)\]")
_SELECT: Final = re.compile(r"\s*SELECT(\s+DISTINCT)?\s+", re.IGNORECASE)
_INDEXED_CHARACTERS: Final = 190
"""MySQL's older storage formats index at most 767 bytes: 190 characters of four bytes."""


class Engine(StrEnum):
    SQLITE = "sqlite"
    MSSQL = "mssql"
    MYSQL = "mysql"
    ACCESS = "access"


class Dialect:
    """One engine's way. The base is what SQL Server, SQLite and Access have in common."""

    engine: ClassVar[Engine]
    title: ClassVar[str]
    """The engine's name for the owner."""
    max_parameters: ClassVar[int]
    max_rows_per_insert: ClassVar[int] = 1
    """How many rows one INSERT may hold; 1 where the engine has no ``VALUES (...), (...)``."""
    holds_emoji: ClassVar[bool] = False
    """Texts may hold characters beyond the first 65,536; where not, or not surely, they are replaced."""
    moments_as_text: ClassVar[bool] = False
    """Dates travel as text ("2026-01-31 00:00:00") instead of the driver's own date type."""
    begin: ClassVar[str | None] = None
    """The statement that starts a transaction; None where the driver starts one when its autocommit is
    off."""
    last_identity: ClassVar[str | None] = None
    """The statement that reads the number of the row just inserted; None where the insert itself answers it,
    as a batch or by its cursor."""
    keeps_statements: ClassVar[bool] = False
    """The driver prepares each statement with parameters on the server, and what was prepared is used
    again. Only where an answer comes whole: a resting statement must not hold the connection."""
    batches: ClassVar[bool] = False
    """The engine answers row counts and identities in the same batch (see :meth:`counted` and
    :meth:`identified`)."""
    column_list: ClassVar[str | None] = None
    """Lists (table, column, size or declared type); None where the driver must be asked instead."""
    unsafe_tables: ClassVar[str | None] = None
    """Lists the tables whose changes cannot be taken back; None where the engine has no such tables."""
    types: ClassVar[Mapping[Kind, str]]
    special_types: ClassVar[Mapping[tuple[str, str], str]] = MappingProxyType({})
    """Types of single columns (table, column) that differ from their kind's."""
    absent: ClassVar[frozenset[tuple[str, str]]] = frozenset({("NextAcct", "ID")})
    """Columns that this engine's edition of the schema lacks: only SQL Server's NextAcct has a running ID."""
    nullable: ClassVar[str] = " NULL"
    session_statements: ClassVar[tuple[str, ...]] = ()
    """Statements right after connecting, with ``{ms}`` or ``{seconds}`` for how long locks of others are
    waited for."""

    # ------------------------------------------------------------ names

    def quote(self, name: str) -> str:
        """A column, index or alias name. SQLite reads an unknown "name" as a text, [name] never: hence
        brackets there too."""
        return f"[{name}]"

    def table(self, name: str, database: str = "") -> str:
        """A table name; ``database``: where the table stands in another database of the same server."""
        return f"{self.quote(database)}.{self.quote(name)}" if database else self.quote(name)

    def render(self, sql: str, ours_in: str = "") -> str:
        """The statement with this engine's names; ``ours_in``: the database on the same server that holds our
        own table."""
        return _rendered(self, sql, ours_in)

    # ------------------------------------------------------------ phrases

    def first_rows(self, select: str, count: int) -> str:
        """``select`` cut to its first rows. Order by a unique key: Access adds all rows that tie with the
        last one."""
        head = _SELECT.match(select)
        if head is None:
            raise ValueError("not a SELECT")
        return f"{select[: head.end()].rstrip()} TOP {int(count)} {select[head.end() :]}"

    def if_null(self, expression: str, fallback: str) -> str:
        """``expression``, or ``fallback`` where it is NULL."""
        return f"COALESCE({expression}, {fallback})"

    def flagged(self, expression: str, flags: int) -> str:
        """A condition: one of these bits is set in a whole number. For NULL it is neither true nor false."""
        return f"({expression} & {int(flags)}) <> 0"

    def counted(self, sql: str) -> str:
        """A writing statement whose answer is the number of rows it changed."""
        return sql

    def identified(self, insert: str) -> str:
        """An INSERT whose answer is the new row's identity."""
        return insert

    def silent(self, sql: str) -> str:
        """A writing statement whose answer does not matter."""
        return sql

    def session(self, lock_wait_ms: int) -> Sequence[str]:
        """Statements right after connecting. Locks of others are waited for at most ``lock_wait_ms``, where
        it can be set."""
        seconds = max(1, -(-lock_wait_ms // 1000))
        return tuple(each.format(ms=lock_wait_ms, seconds=seconds) for each in self.session_statements)

    # ------------------------------------------------------------ making tables

    def columns(self, table: Table) -> tuple[Column, ...]:
        """The table's columns in this engine's edition of the schema."""
        return tuple(column for column in table.columns if (table.name, column.name) not in self.absent)

    def identity(self, table: Table) -> Column | None:
        """The column that the engine counts up itself, where the table has one on this engine."""
        return next((column for column in self.columns(table) if column.kind is Kind.IDENTITY), None)

    def primary_key(self, table: Table) -> tuple[str, ...]:
        return table.primary_key

    def column_type(self, table: Table, column: Column) -> str:
        template = self.special_types.get((table.name, column.name), self.types[column.kind])
        return template.format(size=column.size)

    def index_column(self, column: Column) -> str:
        return self.quote(column.name)

    def create_table(self, table: Table, database: str = "") -> str:
        key = self.primary_key(table)
        lines = [self._definition(table, column, column.name in key) for column in self.columns(table)]
        lines.extend(self._keys(table, key))
        return f"CREATE TABLE {self.table(table.name, database)} ({', '.join(lines)}){self.table_options()}"

    def create_indexes(self, table: Table, database: str = "") -> tuple[str, ...]:
        return tuple(
            f"CREATE INDEX {self.quote('IX_' + '_'.join((table.name, *names)))}"
            f" ON {self.table(table.name, database)} "
            f"({', '.join(self.index_column(table.column(name)) for name in names)})"
            for names in table.indexes
        )

    def table_options(self) -> str:
        return ""

    def _definition(self, table: Table, column: Column, is_key: bool) -> str:
        required = " NOT NULL" if is_key or column.kind is Kind.IDENTITY else self.nullable
        return f"{self.quote(column.name)} {self.column_type(table, column)}{required}"

    def _keys(self, table: Table, key: tuple[str, ...]) -> list[str]:
        columns = ", ".join(self.index_column(table.column(name)) for name in key)
        return [f"CONSTRAINT {self.quote('PK_' + table.name)} PRIMARY KEY ({columns})"]


class Sqlite(Dialect):
    """The embedded warehouse."""

    engine = Engine.SQLITE
    title = "SQLite"
    max_parameters = 32_000  # 32,766 since SQLite 3.32
    max_rows_per_insert = 500
    holds_emoji = True
    moments_as_text = True
    begin = "BEGIN IMMEDIATE"  # the write lock at once: one that began by reading could be refused later
    column_list = (
        "SELECT m.name, p.name, p.type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p"
        " WHERE m.type = 'table'"
    )
    session_statements = (
        "PRAGMA busy_timeout = {ms}",
        "PRAGMA synchronous = FULL",
        "PRAGMA trusted_schema = OFF",
    )
    types = MappingProxyType(
        {
            Kind.IDENTITY: "INTEGER PRIMARY KEY AUTOINCREMENT",  # never a removed row's number again
            Kind.INT: "INTEGER",
            Kind.SMALLINT: "SMALLINT",
            Kind.FLOAT: "FLOAT",
            Kind.TEXT: "VARCHAR({size})",
            Kind.KEY_TEXT: "VARCHAR({size})",
            Kind.DATE: "DATETIME",
            Kind.DATETIME: "DATETIME",
        }
    )

    def first_rows(self, select: str, count: int) -> str:
        return f"{select} LIMIT {int(count)}"

    def _keys(self, table: Table, key: tuple[str, ...]) -> list[str]:
        return [] if table.column(key[0]).kind is Kind.IDENTITY else super()._keys(table, key)


class Mssql(Dialect):
    """Microsoft SQL Server 2008 and newer."""

    engine = Engine.MSSQL
    title = "Microsoft SQL Server"
    max_parameters = 2_000  # 2,100 less those that the drivers add of their own
    max_rows_per_insert = 1_000
    batches = True
    column_list = (
        "SELECT TABLE_NAME, COLUMN_NAME, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.COLUMNS"
        " WHERE TABLE_SCHEMA IN (SCHEMA_NAME(), N'dbo')"
    )
    absent = frozenset()
    session_statements = (
        "SET LOCK_TIMEOUT {ms}",
        "SET XACT_ABORT OFF",  # a number that is already taken must not end the whole transaction
        "SET DEADLOCK_PRIORITY LOW",  # where a till and we block each other, the till goes on
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    )
    types = MappingProxyType(
        {
            Kind.IDENTITY: "int IDENTITY(1,1)",
            Kind.INT: "int",
            Kind.SMALLINT: "smallint",
            Kind.FLOAT: "float",
            Kind.TEXT: "nvarchar({size})",
            Kind.KEY_TEXT: "nvarchar({size}) COLLATE Latin1_General_BIN2",
            Kind.DATE: "smalldatetime",
            Kind.DATETIME: "datetime",
        }
    )

    def table(self, name: str, database: str = "") -> str:
        return f"{self.quote(database)}.[dbo].{self.quote(name)}" if database else self.quote(name)

    # A site's own triggers answer with row counts of their own, which reach the driver before ours. So the
    # counts are switched off round the statement and what we want is asked for in the same batch: @@ROWCOUNT
    # and SCOPE_IDENTITY() speak of our own statement alone, unlike @@IDENTITY, and unlike OUTPUT they work on
    # a table with triggers.

    def counted(self, sql: str) -> str:
        return f"SET NOCOUNT ON; {sql}; SELECT @@ROWCOUNT; SET NOCOUNT OFF"

    def identified(self, insert: str) -> str:
        return f"SET NOCOUNT ON; {insert}; SELECT CAST(SCOPE_IDENTITY() AS int); SET NOCOUNT OFF"

    def silent(self, sql: str) -> str:
        return f"SET NOCOUNT ON; {sql}; SET NOCOUNT OFF"


class Mysql(Dialect):
    """MySQL and MariaDB. Table names are lower case there, which matters on Linux servers."""

    engine = Engine.MYSQL
    title = "MySQL / MariaDB"
    max_parameters = 32_000  # 65,535 by protocol; smaller statements keep the server's packet limit far away
    max_rows_per_insert = 500
    last_identity = "SELECT LAST_INSERT_ID()"
    keeps_statements = True
    column_list = (
        "SELECT TABLE_NAME, COLUMN_NAME, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.COLUMNS"
        " WHERE TABLE_SCHEMA = DATABASE()"
    )
    unsafe_tables = (
        "SELECT t.TABLE_NAME FROM INFORMATION_SCHEMA.TABLES AS t INNER JOIN INFORMATION_SCHEMA.ENGINES AS e"
        " ON e.ENGINE = t.ENGINE WHERE t.TABLE_SCHEMA = DATABASE() AND e.TRANSACTIONS <> 'YES'"
    )
    session_statements = (
        # Strict: a text too long or a wrong number is an error instead of a silently different row. No
        # ANSI_QUOTES.
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
        # Both for rows and for whole tables, which an administrator's own work may hold: a day by default.
        # What stands in comments is read by MariaDB or by MySQL 5.7 alone: how long a statement may take.
        "SET SESSION lock_wait_timeout = {seconds} /*M!100101 , SESSION max_statement_time = 300 */",
        "SET SESSION innodb_lock_wait_timeout = {seconds} /*!50708 , SESSION max_execution_time = 300000 */",
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    )
    special_types = MappingProxyType(
        {
            (
                "Payments",
                "Acct",
            ): "DOUBLE",  # so in the maker's own schema; the number of a document is an INT elsewhere
            ("Documents", "EGN"): "VARCHAR(255)",
        }
    )
    types = MappingProxyType(
        {
            Kind.IDENTITY: "INT",
            Kind.INT: "INT",
            Kind.SMALLINT: "INT",
            Kind.FLOAT: "DOUBLE",
            Kind.TEXT: "VARCHAR({size})",
            Kind.KEY_TEXT: "VARCHAR({size}) CHARACTER SET utf8 COLLATE utf8_bin",
            Kind.DATE: "DATETIME",
            Kind.DATETIME: "DATETIME",
        }
    )

    def __init__(self, storage: str = "InnoDB") -> None:
        self.storage = storage

    def quote(self, name: str) -> str:
        return f"`{name}`"

    def table(self, name: str, database: str = "") -> str:
        return super().table(name.lower(), database)

    def first_rows(self, select: str, count: int) -> str:
        return f"{select} LIMIT {int(count)}"

    def primary_key(self, table: Table) -> tuple[str, ...]:
        return ("Acct", "InvoiceNumber", "OperType") if table.name == "Documents" else table.primary_key

    def index_column(self, column: Column) -> str:
        return super().index_column(column) + (
            f"({_INDEXED_CHARACTERS})" if column.size > _INDEXED_CHARACTERS else ""
        )

    def table_options(self) -> str:
        return f" ENGINE={self.storage}"

    def _definition(self, table: Table, column: Column, is_key: bool) -> str:
        text = super()._definition(table, column, is_key)
        if column.kind is Kind.IDENTITY:
            return f"{text} AUTO_INCREMENT"
        return f"{text} DEFAULT {column.blank:g}" if isinstance(column.blank, int | float) else text

    def _keys(self, table: Table, key: tuple[str, ...]) -> list[str]:
        columns = ", ".join(self.index_column(table.column(name)) for name in key)
        keys = [f"PRIMARY KEY ({columns})"]
        identity = self.identity(table)
        if identity and identity.name not in key:
            keys.append(
                f"KEY ({self.quote(identity.name)})"
            )  # a number that counts itself up must stand in some key
        return keys


class Access(Dialect):
    """Microsoft Access (Jet and ACE) through ODBC, which has neither Nz() nor more than one row in VALUES."""

    engine = Engine.ACCESS
    title = "Microsoft Access"
    max_parameters = 100  # nowhere documented; well below what Jet is known to refuse as too complex
    last_identity = "SELECT @@IDENTITY"
    nullable = ""
    types = MappingProxyType(
        {
            Kind.IDENTITY: "COUNTER",
            Kind.INT: "LONG",
            Kind.SMALLINT: "SHORT",
            Kind.FLOAT: "DOUBLE",
            Kind.TEXT: "TEXT({size})",
            Kind.KEY_TEXT: "TEXT({size})",
            Kind.DATE: "DATETIME",
            Kind.DATETIME: "DATETIME",
        }
    )

    def if_null(self, expression: str, fallback: str) -> str:
        return f"IIf({expression} IS NULL, {fallback}, {expression})"

    def flagged(self, expression: str, flags: int) -> str:
        # Jet has no bits through ODBC; bits that stand side by side are cut out by division.
        lowest = flags & -flags
        count = flags // lowest + 1
        if count & (count - 1):
            raise ValueError("the flags must stand side by side")
        return f"(({expression} \\ {lowest}) MOD {count}) <> 0"

    def column_type(self, table: Table, column: Column) -> str:
        if column.is_text and column.size > 255:
            return "MEMO"
        return super().column_type(table, column)


SQLITE: Final = Sqlite()
MSSQL: Final = Mssql()
MYSQL: Final = Mysql()
ACCESS: Final = Access()
DIALECTS: Final[Mapping[Engine, Dialect]] = {
    dialect.engine: dialect for dialect in (SQLITE, MSSQL, MYSQL, ACCESS)
}


@lru_cache(maxsize=2048)
def _rendered(dialect: Dialect, sql: str, ours_in: str) -> str:
    def named(match: re.Match[str]) -> str:
        name = match[1]
        # What stands behind a dot is a column, or a table whose place is named already.
        if not is_table_name(name) or sql[: match.start()].endswith("."):
            return dialect.quote(name)
        return dialect.table(name, ours_in if table(name).ours else "")

    return _NAME.sub(named, sql)
