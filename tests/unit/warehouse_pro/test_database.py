"""The wrapper on a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sync.errors import Bug, Refused, SettingsError, Unreachable
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables, values
from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.driver_errors import DuplicateKey, Locked
from tests.unit.warehouse_pro.conftest import SOFIA

NEXT_NUMBERS = "SELECT [NextAcct] FROM [NextAcct] ORDER BY [NextAcct]"


def numbers(database: Database) -> list[str]:
    return [row[0] for row in database.rows(NEXT_NUMBERS)]


def test_an_insert_gives_the_new_number_and_fills_every_column(database: Database) -> None:
    moment = datetime(2026, 5, 1, 7, 30, tzinfo=UTC)
    with database.transaction():
        first = database.insert(tables.OPERATIONS, {"OperType": 19, "Acct": 1, "Qtty": Decimal("2.5")})
        second = database.insert(
            tables.OPERATIONS, {"OperType": 19, "Date": date(2026, 5, 1), "UserRealTime": moment}
        )
    assert second == first + 1
    row = database.one(
        "SELECT [Qtty], [Note], [LotID], [CurrencyRate] FROM [Operations] WHERE [ID] = ?", (first,)
    )
    assert row == (2.5, " ", 1, 1.0)
    row = database.one("SELECT [Date], [UserRealTime] FROM [Operations] WHERE [ID] = ?", (second,))
    assert row == ("2026-05-01 00:00:00", "2026-05-01 10:30:00")
    assert values.moment(row[1], SOFIA) == moment


def test_insert_without_a_counted_column_gives_0(database: Database) -> None:
    with database.transaction():
        assert database.insert(tables.NEXT_ACCT, {"NextAcct": "OR1"}) == 0
    assert numbers(database) == ["OR1"]


def test_a_doubled_key_leaves_the_transaction_alive(database: Database) -> None:
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
        with pytest.raises(DuplicateKey):
            database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S2"})
    assert numbers(database) == ["S1", "S2"]


def swallow_an_error(database: Database) -> None:
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
        with pytest.raises(Bug):
            database.execute("UPDATE [NextAcct] SET nonsense = = ?", (1,))
        with pytest.raises(Bug):
            database.insert(tables.NEXT_ACCT, {"NextAcct": "S2"})


def test_any_other_error_ends_the_transaction_even_if_it_is_swallowed(database: Database) -> None:
    with pytest.raises(Bug):
        swallow_an_error(database)
    assert numbers(database) == []
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S3"})
    assert numbers(database) == ["S3"]


def interrupted(database: Database) -> None:
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
        raise KeyboardInterrupt


def test_everything_is_undone_by_any_exception(database: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(database)
    assert numbers(database) == []
    assert not database.in_transaction


def test_changes_outside_a_transaction_are_our_mistake(database: Database) -> None:
    with pytest.raises(Bug):
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
    with pytest.raises(Bug):
        database.execute("DELETE FROM [Goods] WHERE [ID] = ?", (1,))
    assert database.one("SELECT COUNT(*) FROM [Goods]") == (1,)


def test_transactions_do_not_nest(database: Database) -> None:
    with pytest.raises(Bug), database.transaction(), database.transaction():
        pass


def test_one_stream_at_a_time(database: Database) -> None:
    stream = database.rows("SELECT [ID] FROM [OperationType] ORDER BY [ID]")
    assert next(stream) == (1,)
    with pytest.raises(Bug):
        database.one("SELECT 1")
    assert isinstance(stream, Generator)
    stream.close()
    assert database.one("SELECT 1") == (1,)


def test_a_stream_left_early_is_closed(database: Database) -> None:
    for row in database.rows("SELECT [ID] FROM [OperationType] ORDER BY [ID]"):
        assert row == (1,)
        break
    assert database.one("SELECT 1") == (1,)


def test_many_rows_in_few_statements(database: Database) -> None:
    sent: list[str] = []
    database.on_statement = sent.append
    rows = ((f"S{number}",) for number in range(1, 1_131))
    with database.transaction():
        assert database.insert_many(tables.NEXT_ACCT, ("NextAcct",), rows) == 1_130
    assert database.one("SELECT COUNT(*) FROM [NextAcct]") == (1_130,)
    assert [text.count("?") for text in sent if text.startswith("INSERT")] == [500, 500, 100, 20, 10]


def test_many_rows_have_blanks_too(database: Database) -> None:
    with database.transaction():
        database.insert_many(tables.STORE, ("GoodID", "ObjectID"), [(5, 1), (6, 1)])
    rows = list(
        database.rows("SELECT [GoodID], [Qtty], [Lot], [LotID] FROM [Store] WHERE [GoodID] > ?", (1,))
    )
    assert rows == [(5, 0.0, " ", 1), (6, 0.0, " ", 1)]


def test_rows_in_a_long_list(database: Database) -> None:
    with database.transaction():
        database.insert_many(
            tables.STORE, ("GoodID", "ObjectID"), [(number, number % 2) for number in range(10, 1_300)]
        )
    wanted = [*range(10, 1_300), 10, 11]
    sql = (
        "SELECT [GoodID] FROM [Store] WHERE [ObjectID] = ? AND [GoodID] IN (...) AND [Qtty] >= ?"
        " ORDER BY [GoodID]"
    )
    found = [row[0] for row in database.rows_in(sql, wanted, before=(1,), after=(0,))]
    assert found == list(range(11, 1_300, 2))
    assert list(database.rows_in(sql, [], before=(1,), after=(0,))) == []


def test_update_and_delete_tell_how_many(database: Database) -> None:
    with database.transaction():
        database.insert_many(tables.STORE, ("GoodID", "ObjectID"), [(5, 1), (5, 2), (6, 1)])
        assert database.update(tables.STORE, {"qtty": Decimal("1.25"), "Lot": ""}, {"GoodID": 5}) == 2
        assert database.update(tables.STORE, {"Qtty": 1}, {"GoodID": 99}) == 0
        assert database.delete(tables.STORE, {"GoodID": 6}) == 1
    assert (
        list(database.rows("SELECT [Qtty], [Lot] FROM [Store] WHERE [GoodID] > ?", (1,))) == [(1.25, " ")] * 2
    )


def test_texts_too_long_are_refused_before_they_are_sent(database: Database) -> None:
    with pytest.raises(Refused), database.transaction():
        database.insert(tables.GOODS, {"Name": "ж" * 256})
    with pytest.raises(Refused), database.transaction():
        database.update(tables.GOODS, {"Name": "ж" * 256}, {"ID": 1})
    assert database.one("SELECT COUNT(*) FROM [Goods]") == (1,)


def test_quotes_and_letters_of_all_kinds_come_back(database: Database) -> None:
    name = 'Чаша "O\'Neil" [X] ? % _ żółć 🙂'
    with database.transaction():
        good = database.insert(tables.GOODS, {"Name": name})
    assert database.one("SELECT [Name] FROM [Goods] WHERE [ID] = ?", (good,)) == (name,)


def test_statements_are_heard_without_their_values(warehouse_file: Path) -> None:
    sent: list[str] = []
    database = open_embedded(warehouse_file, zone=SOFIA, on_statement=sent.append)
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "secret"})
    database.close()
    assert "PRAGMA synchronous = FULL" in sent
    assert sent[-2:] == ["BEGIN IMMEDIATE", "INSERT INTO [NextAcct] ([NextAcct]) VALUES (?)"]
    assert "secret" not in " ".join(sent)


def test_a_busy_file_is_waited_for_and_then_told(database: Database, warehouse_file: Path) -> None:
    other = sqlite3.connect(warehouse_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked), database.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})


def test_columns_of_an_older_warehouse_are_left_out(database: Database) -> None:
    with database.transaction():
        database.define("ALTER TABLE [Operations] DROP COLUMN [CurrencyRate]")
    assert database.layout is not None
    database.layout = {
        **database.layout,
        "operations": {
            name: size for name, size in database.layout["operations"].items() if name != "currencyrate"
        },
    }
    with database.transaction():
        number = database.insert(tables.OPERATIONS, {"OperType": 19, "CurrencyRate": 2})
        with pytest.raises(Bug):
            database.update(tables.OPERATIONS, {"CurrencyRate": 2}, {"ID": number})
    assert number


def test_a_table_that_vanished_is_the_owner_s_matter(database: Database) -> None:
    assert database.layout is not None
    database.layout = {
        name: columns for name, columns in database.layout.items() if name != "transformations"
    }
    with pytest.raises(SettingsError), database.transaction():
        database.insert(tables.TRANSFORMATIONS, {"FromAcct": 1})


def test_a_lost_connection_is_not_used_again(database: Database) -> None:
    database._lost = Unreachable(say("gone"))
    with pytest.raises(Unreachable):
        database.one("SELECT 1")
    with pytest.raises(Unreachable), database.transaction():
        pass
