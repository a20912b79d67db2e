"""Every statement that Mostik can send to Access, as its own code makes it, against what Access can read."""

from __future__ import annotations

import re

import pytest

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.dialect import ACCESS, MSSQL, Engine
from sync.warehouses.warehouse_pro.schema import Table
from tests.imitated.completeness import unheard_calls, unheard_texts
from tests.imitated.jet_grammar import NotJet, read
from tests.imitated.jet_words import RESERVED
from tests.imitated.recording import Heard
from tests.imitated.whole_life import heard_from


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return heard_from(Engine.ACCESS, tmp_path_factory.mktemp("life"))


def problems(heard: Heard) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement in heard.statements:
        try:
            read(statement)
        except NotJet as problem:
            found[statement] = str(problem)
    return found


def test_every_call_and_every_piece_of_sql_was_heard(heard: Heard) -> None:
    # Access has no list of its tables that could be asked for; its driver is asked instead.
    assert [call for call in unheard_calls(heard) if "_tables: self._database.rows(listed)" not in call] == []
    assert unheard_texts(heard, ACCESS) == []


def test_every_statement_is_one_that_access_can_read(heard: Heard) -> None:
    assert problems(heard) == {}
    assert len(heard.statements) > 120


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT [ID] FROM [Goods] LIMIT 5",
        "SELECT TOP ? [ID] FROM [Goods]",
        "SELECT [Date] FROM Goods",
        "SELECT Date FROM [Goods]",
        "SELECT [ID] FROM [Goods] WHERE Key = ?",
        "SELECT CASE WHEN [ID] = 1 THEN 1 ELSE 2 END FROM [Goods]",
        "SELECT COALESCE([Qtty], 0) FROM [Store]",
        "SELECT Nz([Qtty], 0) FROM [Store]",
        "SELECT ISNULL([Qtty], 0) FROM [Store]",
        "SELECT [Code] || [Name] FROM [Goods]",
        "SELECT [ID] FROM [Goods] WHERE ([Type] BAND 8) <> 0",
        "SELECT [ID] FROM [Goods] WHERE [Date] > '2026-01-01' ; SELECT 1",
        "SELECT [ID], SUM([Qtty]) FROM [Store]",
        "SELECT [ID], SUM([Qtty]) FROM [Store] GROUP BY [GoodID]",
        "SELECT DISTINCT [Code] FROM [Goods] ORDER BY [ID]",
        "SELECT [ID] FROM [a] INNER JOIN [b] ON [a].[x] = [b].[x] INNER JOIN [c] ON [c].[x] = [b].[x]",
        "SELECT [ID] FROM [a] JOIN [b] ON [a].[x] = [b].[x]",
        "SELECT [ID] FROM [a] FULL JOIN [b] ON [a].[x] = [b].[x]",
        "SELECT [ID] FROM [a] LEFT JOIN [b] USING ([x])",
        "SELECT [ID] FROM [a] UNION SELECT [ID], [x] FROM [b]",
        "SELECT [ID] FROM [a] INTERSECT SELECT [ID] FROM [b]",
        "INSERT INTO [NextAcct] ([NextAcct]) VALUES (?), (?)",
        "INSERT INTO [NextAcct] ([NextAcct]) VALUES (?, ?)",
        "INSERT INTO [NextAcct] VALUES (?)",
        "SET NOCOUNT ON; UPDATE [Goods] SET [Code] = ? WHERE [ID] = ?",
        "UPDATE [Goods] SET [Code] = ?",
        "DELETE FROM [Goods]",
        "CREATE TABLE [t] ([a] nvarchar(20), CONSTRAINT [k] PRIMARY KEY ([a]))",
        "CREATE TABLE [t] ([a] TEXT(300), CONSTRAINT [k] PRIMARY KEY ([a]))",
        "CREATE TABLE [t] ([a] LONG DEFAULT 0, CONSTRAINT [k] PRIMARY KEY ([a]))",
        "CREATE TABLE [t] ([a] LONG NULL, CONSTRAINT [k] PRIMARY KEY ([a]))",
        "TRUNCATE TABLE [t]",
        "SELECT [ID] FROM [Goods] WHERE " + " AND ".join(["[ID] = ?"] * 101),
        "SELECT [ID] FROM [Goods] WHERE [Name] = '" + "x" * 64_000 + "'",
        "SELECT `ID` FROM `goods`",
        "SELECT [ID] FROM [Goods] WHERE [Date] = {ts '2026-01-01'}",
    ],
)
def test_what_access_cannot_read_is_refused(statement: str) -> None:
    with pytest.raises(NotJet):
        read(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT TOP 5 [ID] FROM [Goods] ORDER BY [ID] DESC",
        "SELECT [ID] FROM ([a] INNER JOIN [b] ON [a].[x] = [b].[x]) INNER JOIN [c] ON [c].[x] = [b].[x]",
        "SELECT IIf([Qtty] IS NULL, 0, [Qtty]) FROM [Store] WHERE (([Type] \\ 8) MOD 8) <> 0",
        "SELECT [ID] FROM [a] WHERE NOT ((([Type] \\ 8) MOD 8) <> 0) AND ([x] = ? OR [x] IS NULL)",
        "SELECT 1, [ID] FROM [a] UNION ALL SELECT 2, [ID] FROM [b] WHERE [ID] = ?",
        "SELECT @@IDENTITY",
    ],
)
def test_what_access_can_read_is_read(statement: str) -> None:
    read(statement)


def test_sql_servers_own_words_are_no_access() -> None:
    for statement in (MSSQL.counted("UPDATE [t] SET [a] = ? WHERE [b] = ?"), *MSSQL.session_statements):
        with pytest.raises(NotJet):
            read(statement)


def test_phrases_that_nothing_uses_yet_are_read_too() -> None:
    select = f"SELECT {ACCESS.if_null('[Qtty]', '0')} FROM [Store] WHERE {ACCESS.flagged('[ID]', 56)}"
    read(ACCESS.first_rows(f"{select} ORDER BY [ID]", 5))


def test_dates_and_parameters(heard: Heard) -> None:
    assert [text for text in heard.statements if re.search(r"#|'\d{2,4}-\d", text)] == []
    assert max(heard.statements.values()) <= ACCESS.max_parameters


def test_names_that_access_keeps_for_itself_stand_in_brackets(heard: Heard) -> None:
    """The schema is full of them."""
    names = {column.name.upper() for table in tables.TABLES for column in table.columns}
    names |= {table.name.upper() for table in tables.TABLES}
    dangerous = names & RESERVED
    assert dangerous >= {"DATE", "DESC", "KEY", "NOTE", "PASSWORD", "VALUE", "CURRENCY", "COUNTER", "TYPE"}
    for statement in heard.statements:
        bare = re.sub(r"\[[^\]]*\]|'[^']*'", "", statement).upper()
        words = {*re.findall(r"[A-Z_]+", bare)}
        meant = {"COUNTER", "KEY"} if statement.startswith("CREATE TABLE") else set()
        assert words & names <= meant


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_a_table_fits_into_a_file_of_access(table: Table) -> None:
    """255 columns, 32 indexes of at most 10 columns, 64 characters in a name."""
    assert len(table.columns) <= 255
    assert len(table.indexes) < 32
    assert max(len(names) for names in (table.primary_key, *table.indexes)) <= 10
    for statement in ACCESS.create_indexes(table):
        assert all(len(name) <= 64 for name in re.findall(r"\[([^\]]+)\]", statement))
