"""The texts that each engine is sent."""

from __future__ import annotations

import re

import pytest

from sync.warehouses.warehouse_pro import statements, tables
from sync.warehouses.warehouse_pro.dialect import (
    ACCESS,
    DIALECTS,
    MSSQL,
    MYSQL,
    SQLITE,
    Dialect,
    Engine,
    Mysql,
)
from sync.warehouses.warehouse_pro.schema import Kind, Table

SELECT = "SELECT [ID] FROM [Operations] WHERE [OperType] = ? ORDER BY [ID]"


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (SQLITE, "SELECT [ID] FROM [Operations] WHERE [OperType] = ? ORDER BY [ID] LIMIT 5"),
        (MSSQL, "SELECT TOP 5 [ID] FROM [Operations] WHERE [OperType] = ? ORDER BY [ID]"),
        (ACCESS, "SELECT TOP 5 [ID] FROM [Operations] WHERE [OperType] = ? ORDER BY [ID]"),
        (MYSQL, "SELECT `ID` FROM `operations` WHERE `OperType` = ? ORDER BY `ID` LIMIT 5"),
    ],
)
def test_names_and_first_rows(dialect: Dialect, expected: str) -> None:
    assert dialect.render(dialect.first_rows(SELECT, 5)) == expected


def test_first_rows_of_a_distinct_select() -> None:
    assert MSSQL.first_rows("select distinct [Code] FROM [Goods]", 3) == (
        "select distinct TOP 3 [Code] FROM [Goods]"
    )
    with pytest.raises(ValueError, match="SELECT"):
        MSSQL.first_rows("UPDATE [Goods] SET [Name] = ?", 3)


def test_only_table_names_become_lower_case_in_mysql() -> None:
    assert MYSQL.render("SELECT [o].[Acct] FROM [Operations] AS [o], [NextAcct]") == (
        "SELECT `o`.`Acct` FROM `operations` AS `o`, `nextacct`"
    )


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (MSSQL, "SELECT [At] FROM [Mostik].[dbo].[MostikImports], [Goods]"),
        (MYSQL, "SELECT `At` FROM `Mostik`.`mostikimports`, `goods`"),
    ],
)
def test_our_table_may_stand_in_another_database(dialect: Dialect, expected: str) -> None:
    assert dialect.render("SELECT [At] FROM [MostikImports], [Goods]", "Mostik") == expected


def test_our_table_is_made_in_that_database() -> None:
    made = MSSQL.create_table(tables.MOSTIK_IMPORTS, "Mostik")
    assert made.startswith("CREATE TABLE [Mostik].[dbo].[MostikImports] (")
    assert MSSQL.render(made, "Mostik") == made
    assert MYSQL.create_indexes(tables.MOSTIK_IMPORTS, "Mostik") == (
        "CREATE INDEX `IX_MostikImports_OperType_Acct` ON `Mostik`.`mostikimports` (`OperType`, `Acct`)",
    )


def test_null_replacement() -> None:
    assert MSSQL.if_null("[Qtty]", "0") == MYSQL.if_null("[Qtty]", "0") == "COALESCE([Qtty], 0)"
    assert ACCESS.if_null("[Qtty]", "0") == "IIf([Qtty] IS NULL, 0, [Qtty])"


def test_sql_server_asks_for_counts_and_identities_in_the_same_batch() -> None:
    assert MSSQL.counted("UPDATE x") == "SET NOCOUNT ON; UPDATE x; SELECT @@ROWCOUNT; SET NOCOUNT OFF"
    identified = MSSQL.identified("INSERT x")
    assert identified == "SET NOCOUNT ON; INSERT x; SELECT CAST(SCOPE_IDENTITY() AS int); SET NOCOUNT OFF"
    assert MSSQL.silent("INSERT x") == "SET NOCOUNT ON; INSERT x; SET NOCOUNT OFF"
    assert MSSQL.last_identity is None


def test_last_identity_of_the_others() -> None:
    asked = {engine: dialect.last_identity for engine, dialect in DIALECTS.items()}
    assert asked == {
        Engine.SQLITE: None,
        Engine.MSSQL: None,
        Engine.MYSQL: "SELECT LAST_INSERT_ID()",
        Engine.ACCESS: "SELECT @@IDENTITY",
    }
    for dialect in (SQLITE, MYSQL, ACCESS):
        assert (
            dialect.identified("INSERT x")
            == dialect.counted("INSERT x")
            == dialect.silent("INSERT x")
            == "INSERT x"
        )


def test_only_sqlite_begins_by_a_statement() -> None:
    assert [dialect.begin for dialect in (SQLITE, MSSQL, MYSQL, ACCESS)] == [
        "BEGIN IMMEDIATE",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (SQLITE, "PRAGMA busy_timeout = 2500"),
        (MSSQL, "SET LOCK_TIMEOUT 2500"),
        (MYSQL, "SET SESSION lock_wait_timeout = 3 /*M!100101 , SESSION max_statement_time = 300 */"),
    ],
)
def test_waiting_for_locks(dialect: Dialect, expected: str) -> None:
    assert expected in dialect.session(2500)


def test_access_is_not_told_how_long_to_wait() -> None:
    assert ACCESS.session(2500) == ()


def test_limits() -> None:
    assert MSSQL.max_parameters < 2100
    assert SQLITE.max_parameters <= 32766
    assert MSSQL.max_rows_per_insert == 1000
    assert ACCESS.max_rows_per_insert == 1


def test_network_table_as_text() -> None:
    sqls = {engine: dialect.create_table(tables.NETWORK) for engine, dialect in DIALECTS.items()}
    assert sqls == {
        Engine.SQLITE: "CREATE TABLE [Network] ([Num] INTEGER NOT NULL, [Counter] INTEGER NULL,"
        " CONSTRAINT [PK_Network] PRIMARY KEY ([Num]))",
        Engine.MSSQL: "CREATE TABLE [Network] ([Num] int NOT NULL, [Counter] int NULL,"
        " CONSTRAINT [PK_Network] PRIMARY KEY ([Num]))",
        Engine.MYSQL: "CREATE TABLE `network` (`Num` INT NOT NULL DEFAULT 0, `Counter` INT NULL DEFAULT 0,"
        " PRIMARY KEY (`Num`)) ENGINE=InnoDB",
        Engine.ACCESS: "CREATE TABLE [Network] ([Num] LONG NOT NULL, [Counter] LONG,"
        " CONSTRAINT [PK_Network] PRIMARY KEY ([Num]))",
    }


def test_lots_show_identity_text_and_date_types() -> None:
    assert SQLITE.create_table(tables.LOTS) == (
        "CREATE TABLE [Lots] ([ID] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, [SerialNo] VARCHAR(255) NULL,"
        " [EndDate] DATETIME NULL, [ProductionDate] DATETIME NULL, [Location] VARCHAR(255) NULL)"
    )
    assert MSSQL.create_table(tables.LOTS) == (
        "CREATE TABLE [Lots] ([ID] int IDENTITY(1,1) NOT NULL, [SerialNo] nvarchar(255) NULL,"
        " [EndDate] smalldatetime NULL, [ProductionDate] smalldatetime NULL, [Location] nvarchar(255) NULL,"
        " CONSTRAINT [PK_Lots] PRIMARY KEY ([ID]))"
    )
    assert MYSQL.create_table(tables.LOTS) == (
        "CREATE TABLE `lots` (`ID` INT NOT NULL AUTO_INCREMENT, `SerialNo` VARCHAR(255) NULL,"
        " `EndDate` DATETIME NULL, `ProductionDate` DATETIME NULL, `Location` VARCHAR(255) NULL,"
        " PRIMARY KEY (`ID`)) ENGINE=InnoDB"
    )
    assert ACCESS.create_table(tables.LOTS) == (
        "CREATE TABLE [Lots] ([ID] COUNTER NOT NULL, [SerialNo] TEXT(255), [EndDate] DATETIME,"
        " [ProductionDate] DATETIME, [Location] TEXT(255), CONSTRAINT [PK_Lots] PRIMARY KEY ([ID]))"
    )


def test_what_mysql_does_otherwise() -> None:
    documents = MYSQL.create_table(tables.DOCUMENTS)
    assert "PRIMARY KEY (`Acct`, `InvoiceNumber`(190), `OperType`), KEY (`ID`)" in documents
    assert "`EGN` VARCHAR(255)" in documents
    assert "`Acct` DOUBLE" in MYSQL.create_table(tables.PAYMENTS)
    assert "`PriceGroup` INT NULL DEFAULT 1" in MYSQL.create_table(tables.PARTNERS)
    assert Mysql("MyISAM").create_table(tables.LOTS).endswith("ENGINE=MyISAM")


def test_only_sql_server_counts_its_next_numbers() -> None:
    assert [column.name for column in MSSQL.columns(tables.NEXT_ACCT)] == ["NextAcct", "ID"]
    for dialect in (SQLITE, MYSQL, ACCESS):
        assert [column.name for column in dialect.columns(tables.NEXT_ACCT)] == ["NextAcct"]
        assert dialect.identity(tables.NEXT_ACCT) is None


def test_marks_ignore_no_letter_case() -> None:
    assert "[ShopKey] nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL" in MSSQL.create_table(
        tables.MOSTIK_IMPORTS
    )
    assert "COLLATE utf8_bin NOT NULL" in MYSQL.create_table(tables.MOSTIK_IMPORTS)


def test_long_texts_of_access_are_memos() -> None:
    assert "[Message] MEMO" in ACCESS.create_table(tables.INTERNAL_LOG)


def test_indexes() -> None:
    assert MSSQL.create_indexes(tables.TRANSFORMATIONS)[0] == (
        "CREATE INDEX [IX_Transformations_FromOperType_FromAcct]"
        " ON [Transformations] ([FromOperType], [FromAcct])"
    )
    assert "CREATE INDEX `IX_Goods_Code` ON `goods` (`Code`(190))" in MYSQL.create_indexes(tables.GOODS)


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.engine)
def test_no_text_keeps_another_engine_s_quotes(dialect: Dialect, table: Table) -> None:
    names = [column.name for column in dialect.columns(table) if column.kind is not Kind.IDENTITY]
    texts = [
        dialect.create_table(table),
        *dialect.create_indexes(table),
        dialect.render(dialect.identified(statements.insert(table, names))),
        dialect.render(dialect.counted(statements.update(table, names, table.primary_key))),
        dialect.render(dialect.first_rows(statements.select(table, names), 1)),
    ]
    for text in texts:
        if dialect.engine is Engine.MYSQL:
            assert "[" not in text
            assert table.name.lower() in re.findall(r"`(\w+)`", text)
        else:
            assert "`" not in text
