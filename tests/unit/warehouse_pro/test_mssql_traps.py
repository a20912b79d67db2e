"""SQL Server's own traps, on the imitated one: triggers that answer too, dates without seconds, limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sync.errors import Bug, MostikError, Refused
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import DuplicateKey, Locked
from sync.warehouses.warehouse_pro.values import Value
from tests.contract.warehouses.bench import CUP
from tests.contract.warehouses.on_imitated import Imitated


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Imitated:
    place = Imitated(Engine.MSSQL, tmp_path_factory.mktemp("mssql"))
    place.make()
    return place


@pytest.fixture
def place(made: Imitated, tmp_path: Path) -> Imitated:
    return made.copied_to(tmp_path)


@pytest.fixture
def database(place: Imitated) -> Iterator[Database]:
    with closing(place.open()) as opened:
        yield opened


def test_triggers_that_answer_change_neither_counts_nor_identities(place: Imitated) -> None:
    with closing(place.attach(triggers=((77, 78), ("text",), ()))) as database, database.transaction():
        highest = database.one("SELECT MAX([ID]) FROM [Goods]")
        assert highest is not None
        assert database.insert(tables.GOODS, {"Name": "Нова"}) == highest[0] + 1
        assert database.update(tables.GOODS, {"Name": "Друга"}, {"ID": CUP}) == 1
        assert database.update(tables.GOODS, {"Name": "Друга"}, {"ID": 9_999}) == 0
        assert database.delete(tables.STORE, {"GoodID": CUP}) == 3
        assert database.insert_many(tables.NEXT_ACCT, ("NextAcct",), [("OR1",), ("OR2",)]) == 2


def test_a_doubled_key_in_a_batch_leaves_the_transaction_alive(database: Database) -> None:
    with database.transaction():
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
        with pytest.raises(DuplicateKey):
            database.insert(tables.NEXT_ACCT, {"NextAcct": "S1"})
        database.insert(tables.NEXT_ACCT, {"NextAcct": "S2"})
    assert database.one("SELECT COUNT(*) FROM [NextAcct]") == (2,)


@pytest.mark.parametrize(
    "moment", [datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC), date(2080, 1, 1), date(1899, 12, 31)]
)
def test_what_smalldatetime_would_round_or_refuse_is_noticed(database: Database, moment: Value) -> None:
    """23:59:59 on the shop's clock would become the next year. No statement of ours writes such a moment
    there: the contract runs against this rule too."""
    with pytest.raises(MostikError), database.transaction():
        database.insert(tables.OPERATIONS, {"OperType": 19, "Acct": 1, "Date": moment})


def test_days_at_both_ends_of_smalldatetime(database: Database) -> None:
    with database.transaction():
        for number, day in enumerate((date(1900, 1, 1), date(2026, 12, 31), date(2079, 6, 6))):
            database.insert(tables.OPERATIONS, {"OperType": 19, "Acct": number, "Date": day})
    assert database.one("SELECT COUNT(*) FROM [Operations]") == (3,)


def test_a_text_is_never_cut_by_the_server(database: Database) -> None:
    with pytest.raises(Refused), database.transaction():
        database.insert(tables.GOODS, {"Name": "я" * 256})


def test_two_thousand_one_hundred_values_are_too_many(database: Database) -> None:
    too_many = f"SELECT [ID] FROM [Goods] WHERE [ID] IN ({', '.join('?' * 2_101)})"
    with pytest.raises(Bug):
        database.one(too_many, list(range(2_101)))
    assert len(list(database.rows_in("SELECT [ID] FROM [Goods] WHERE [ID] IN (...)", range(5_000)))) == 8


def test_letter_case_and_blanks_at_the_end_do_not_count(database: Database) -> None:
    assert database.one("SELECT [ID] FROM [Goods] WHERE [Code] = ?", ("a-2  ",)) == (3,)
    with database.transaction():
        for shop in ("bl-1", "BL-1"):
            database.insert(tables.MOSTIK_IMPORTS, {"ShopKey": shop, "Kind": "order", "ExternalId": "1"})


def test_rows_that_another_program_holds(place: Imitated, database: Database) -> None:
    with closing(place.open()) as other, other.transaction():
        other.update(tables.GOODS, {"Name": "x"}, {"ID": CUP})
        with pytest.raises(Locked), database.transaction():
            database.update(tables.GOODS, {"Name": "y"}, {"ID": CUP})


def test_our_table_in_a_database_of_its_own(tmp_path: Path) -> None:
    place = Imitated(Engine.MSSQL, tmp_path, "Mostik")
    place.make()
    with closing(place.open()) as database, database.transaction():
        database.insert(tables.MOSTIK_IMPORTS, {"ShopKey": "bl-1", "Kind": "order", "ExternalId": "1"})
    with closing(place.open()) as database:
        assert database.one("SELECT COUNT(*) FROM [MostikImports]") == (1,)
        assert not any(name == "MostikImports" for name, _, _ in database.described_columns())
