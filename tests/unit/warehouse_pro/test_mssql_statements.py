"""Every statement that Mostik can send to SQL Server, as its own code makes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.dialect import MSSQL, Engine
from sync.warehouses.warehouse_pro.schema import Kind, Table
from tests.imitated.completeness import unheard_calls, unheard_texts
from tests.imitated.recording import Heard
from tests.imitated.whole_life import heard_from
from tests.microsoft_parser import MicrosoftParser, as_sent

NEWER_THAN_2008 = re.compile(
    r"\bOFFSET\s+[?\d]|\b(FETCH\s+NEXT|THROW|IIF|CONCAT|CONCAT_WS|CHOOSE|EOMONTH|FORMAT|TRY_CAST|TRY_CONVERT|"
    r"TRY_PARSE|PARSE|STRING_AGG|STRING_SPLIT|STRING_ESCAPE|TRIM|TRANSLATE|GREATEST|LEAST|GENERATE_SERIES|"
    r"DATEFROMPARTS|DATETIMEFROMPARTS|DATETIME2FROMPARTS|SMALLDATETIMEFROMPARTS|LAG|LEAD|FIRST_VALUE|"
    r"LAST_VALUE|PERCENT_RANK|CUME_DIST|APPROX_COUNT_DISTINCT|JSON_VALUE|JSON_QUERY|OPENJSON|ISJSON|"
    r"CREATE\s+OR\s+ALTER|CREATE\s+SEQUENCE|NEXT\s+VALUE\s+FOR|IF\s+EXISTS|SESSION_CONTEXT|AT\s+TIME\s+ZONE|"
    r"DATE_BUCKET|DATETRUNC|BIT_COUNT|LEFT_SHIFT|WITH\s+RESULT\s+SETS|DATA_COMPRESSION|MAXDOP|"
    r"WITHIN\s+GROUP|IS\s+(NOT\s+)?DISTINCT\s+FROM)\b|DROP\s+\w+\s+IF\b|\|\||\bINDEX\b(?=[^()]*\([^()]*\)\s*[,)])",
    re.IGNORECASE,
)
"""What came with SQL Server 2012 and later."""
OTHERS_WORDS = re.compile(
    r"\b(LIMIT|IFNULL|NOW\s*\(|LAST_INSERT_ID|LAST_INSERT_ROWID|AUTO_INCREMENT|AUTOINCREMENT|REPLACE\s+INTO|"
    r"INSERT\s+IGNORE|ON\s+CONFLICT|ON\s+DUPLICATE|RETURNING|PRAGMA|TRUE|FALSE|SUBSTR|LENGTH|GLOB|REGEXP|"
    r"USING|GROUP_CONCAT|STRFTIME|DATE_FORMAT|UNIX_TIMESTAMP|IIf|MOD)\b|`|\\|\"",
)
"""Words of the other engines that the parser may take for names or functions of the site."""
DATE_AS_TEXT = re.compile(r"'\d{2,4}-\d{2}|'\d{8}'|\{d '|\{ts '")
"""A date written as text means another day under another language of the login."""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return heard_from(Engine.MSSQL, tmp_path_factory.mktemp("life"))


def refused(parser: MicrosoftParser, statement: str) -> list[str]:
    return parser.refusals([statement]).get(statement, [])


# ---------------------------------------------------------------- all of them


def test_every_call_that_sends_something_was_made(heard: Heard) -> None:
    assert unheard_calls(heard) == []


def test_every_piece_of_sql_was_sent(heard: Heard) -> None:
    assert unheard_texts(heard, MSSQL) == []


def test_a_forgotten_call_or_text_would_be_noticed(heard: Heard) -> None:
    line = next(number for file, number in sorted(heard.places) if file == "stock.py")
    poorer = Heard(
        {text: count for text, count in heard.statements.items() if "[MostikImports] AS [m]" not in text},
        {place for place in heard.places if place != ("stock.py", line)},
    )
    assert any("stock.py" in missing for missing in unheard_calls(poorer))
    assert any("stock.py" in missing for missing in unheard_texts(poorer, MSSQL))


def test_what_the_recording_is_made_of(heard: Heard) -> None:
    sent = "\n".join(heard.statements)
    for phrase in (
        "SCOPE_IDENTITY()",
        "@@ROWCOUNT",
        "[Mostik].[dbo].[MostikImports]",
        "LOCK_TIMEOUT",
    ):
        assert phrase in sent
    assert len(heard.statements) > 150


# ---------------------------------------------------------------- Microsoft's own parser


def test_microsofts_parser_reads_every_statement(heard: Heard, microsoft_parser: MicrosoftParser) -> None:
    assert microsoft_parser.refusals(list(heard.statements)) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT [ID] FROM [Goods] LIMIT 5",
        "SELECT `ID` FROM `goods`",
        "INSERT INTO [Goods] ([Code]) VALUES (?) ON DUPLICATE KEY UPDATE [Code] = ?",
        "INSERT INTO [Goods] ([Code]) VALUES (?) RETURNING [ID]",
        "INSERT INTO [Goods] ([Code]) VALUES (?) ON CONFLICT DO NOTHING",
        "SELECT [ID] FROM [Goods] WHERE ([Code] = ?",
        "SELECT [ID] FROM [Goods] ORDER BY [ID] OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY",
        "SELECT IIF([ID] = 1, 1, 2) FROM [Goods]",
        "THROW 50000, 'no', 1",
        "CREATE SEQUENCE [s]",
        "CREATE TABLE IF NOT EXISTS [t] ([a] int)",
        "CREATE TABLE [t] ([a] int AUTO_INCREMENT)",
        "DROP TABLE IF EXISTS [t]",
        "INSERT INTO [t] ([a]) VALUES (?)(?)",
        "SELECT TOP ? [ID] FROM [Goods]",
        "UPDATE [Goods] SET [Code] = = ?",
    ],
)
def test_microsofts_parser_refuses_what_is_wrong(statement: str, microsoft_parser: MicrosoftParser) -> None:
    assert refused(microsoft_parser, statement)


def test_phrases_that_nothing_uses_yet_are_read_too(microsoft_parser: MicrosoftParser) -> None:
    select = f"SELECT {MSSQL.if_null('[Qtty]', '0')} FROM [Store] WHERE {MSSQL.flagged('[ID]', 56)}"
    assert microsoft_parser.refusals([MSSQL.first_rows(f"{select} ORDER BY [ID]", 5)]) == {}


def test_placeholders_are_read_as_the_driver_sends_them() -> None:
    assert as_sent("UPDATE [t] SET [a] = ?, [b] = 'why?' WHERE [c] = ?") == (
        "UPDATE [t] SET [a] = @P1, [b] = 'why?' WHERE [c] = @P2"
    )


# ---------------------------------------------------------------- what a parser does not see


def test_nothing_is_newer_than_sql_server_2008(heard: Heard) -> None:
    newer = {text: found[0] for text in heard.statements if (found := NEWER_THAN_2008.search(text))}
    assert newer == {}


def test_no_word_of_another_engine(heard: Heard) -> None:
    others = {
        text: found[0]
        for text in heard.statements
        if (found := OTHERS_WORDS.search(re.sub(r"\[[^\]]*\]|'[^']*'", "x", text)))
    }
    assert others == {}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT STRING_AGG([Code], ',') FROM [Goods]",
        "SELECT TRY_CONVERT(int, [Code]) FROM [Goods]",
        "SELECT CONCAT([Code], [Name]) FROM [Goods]",
        "SELECT FORMAT([Qtty], 'N') FROM [Store]",
        "DROP TABLE IF EXISTS [Goods]",
        "CREATE OR ALTER VIEW [v] AS SELECT 1",
        "SELECT [ID] FROM [Goods] ORDER BY [ID] OFFSET ? ROWS",
        "SELECT [Code] || [Name] FROM [Goods]",
        "CREATE TABLE [t] ([a] int, INDEX [i] ([a]))",
    ],
)
def test_newer_words_would_be_noticed(statement: str) -> None:
    assert NEWER_THAN_2008.search(statement)


def test_dates_travel_as_values_alone(heard: Heard) -> None:
    assert [text for text in heard.statements if DATE_AS_TEXT.search(text)] == []
    assert [text for text in heard.statements if "datetime2" in text.lower()] == []


def test_parameters_and_rows_stay_below_the_limits(heard: Heard) -> None:
    assert max(heard.statements.values()) <= 2_000  # 2,100 less those that the drivers add
    assert max(heard.statements.values()) > 1_000
    rows = [text.partition(" VALUES ")[2].count("(?") for text in heard.statements]
    assert max(rows) <= 1_000
    assert max(rows) == 1_000


def test_every_changing_batch_asks_its_own_questions(heard: Heard) -> None:
    """So that a site's triggers can neither add row counts nor change the identity."""
    changing = [text for text in heard.statements if re.search(r"\b(INSERT|UPDATE|DELETE)\b", text)]
    assert changing
    for text in changing:
        assert text.startswith("SET NOCOUNT ON; ")
        assert text.endswith("; SET NOCOUNT OFF")
        assert text.count("; ") == (2 if text.count("SELECT") == text.count("(SELECT") else 3)
    assert not any("@@IDENTITY" in text or "OUTPUT" in text for text in heard.statements)


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_keys_and_indexes_fit(table: Table) -> None:
    """SQL Server 2008 indexes at most 900 bytes in 16 columns."""
    width = {Kind.SMALLINT: 2, Kind.FLOAT: 8, Kind.DATETIME: 8}
    for names in (table.primary_key, *table.indexes):
        columns = [table.column(name) for name in names]
        size = sum(2 * each.size if each.is_text else width.get(each.kind, 4) for each in columns)
        assert size <= 900
        assert len(columns) <= 16


def test_a_table_has_neither_defaults_nor_foreign_keys(heard: Heard) -> None:
    made = [text for text in heard.statements if text.startswith("CREATE TABLE")]
    assert len(made) >= len(tables.TABLES)
    assert [text for text in made if re.search(r"DEFAULT|FOREIGN|REFERENCES|CHECK|UNIQUE", text)] == []


def test_the_bulk_mode_of_the_driver_is_never_used(repository: Path) -> None:
    """FreeTDS ends the whole process when it is asked for it."""
    using = [
        file.name
        for file in (repository / "sync" / "warehouses").rglob("*.py")
        if re.search(r"fast_executemany|\.executemany\(", file.read_text(encoding="utf-8"))
    ]
    assert using == []
