from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sync.errors import SettingsError
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.create import APPLICATION_ID, NewWarehouse, create_embedded, currency_rates
from sync.warehouses.warehouse_pro.database import Database
from tests.unit.warehouse_pro.conftest import SOFIA


def test_the_file_is_safe_against_a_power_cut(database: Database) -> None:
    assert database.one("PRAGMA journal_mode") == ("wal",)
    assert database.one("PRAGMA synchronous") == (2,)
    assert database.one("PRAGMA application_id") == (APPLICATION_ID,)


def test_every_table_and_column_is_there(database: Database) -> None:
    assert database.layout is not None
    for table in tables.TABLES:
        expected = {column.name.lower() for column in database.dialect.columns(table)}
        assert set(database.layout[table.name.lower()]) == expected


def test_the_program_s_own_rows_have_number_1(database: Database) -> None:
    for table, column, name in (
        ("Goods", "Name", "Служебна стока"),
        ("Objects", "Name", "Служебен обект"),
        ("Partners", "Company", "Служебен партньор"),
        ("Users", "Name", "Служебен потребител"),
    ):
        row = database.one(f"SELECT [{column}], [GroupID], [Deleted] FROM [{table}] WHERE [ID] = 1")
        assert row == (name, -1, 0)
    for table in ("GoodsGroups", "ObjectsGroups", "PartnersGroups", "UsersGroups"):
        row = database.one(f"SELECT [Code], [Name] FROM [{table}] WHERE [ID] = 1")
        assert row == ("-1", "Служебна група")
    assert database.one("SELECT [Company], [IsDefault] FROM [Registration]") == ("Фирма ООД", -1)
    assert database.one("SELECT [ObjectID], [GoodID], [Qtty], [LotID] FROM [Store]") == (1, 1, 0.0, 1)
    assert database.one("SELECT [SerialNo] FROM [Lots] WHERE [ID] = 1") == (" ",)


def test_lists(database: Database) -> None:
    assert list(database.rows("SELECT [ID], [Code], [VATValue] FROM [VATGroups] ORDER BY [ID]")) == [
        (1, "1", 20.0),
        (2, "2", 9.0),
        (3, "3", 0.0),
    ]
    assert list(database.rows("SELECT [ID], [PaymentMethod] FROM [PaymentTypes] ORDER BY [ID]")) == [
        (number, number) for number in (1, 2, 3, 4)
    ]
    assert database.one("SELECT [BG], [EN] FROM [OperationType] WHERE [ID] = 19") == ("Поръчка", "Order")
    assert database.one("SELECT [BG] FROM [OperationType] WHERE [ID] = 36") == ("Авансово плащане",)
    assert database.one("SELECT COUNT(*) FROM [OperationType]") == (39,)
    assert database.one("SELECT [Name] FROM [Users] WHERE [ID] = 2") == ("Mostik",)
    assert database.one("SELECT [Version], [ProductID] FROM [System]") == ("3.07", 1)
    assert database.one("SELECT [Num], [Counter] FROM [Network]") == (0, 0)


def test_settings(database: Database) -> None:
    rows: dict[str, Any] = dict(
        database.rows("SELECT [Key], [Value] FROM [Configuration] WHERE [UserID] = -1")
    )
    assert rows == {
        "configkey1": "0",
        "configkey12": "-1",
        "configkey20": "-1",
        "configkey23": "0",
        "configkey28": "0",
        "configkey40": "20",
        "configkey48": "0",
        "configkey56": "0",
    }


def test_the_base_currency_has_rate_1_and_the_lev_its_inverse(database: Database) -> None:
    rows: dict[str, Any] = dict(
        database.rows("SELECT [Currency], [ExchangeRate] FROM [Currencies] ORDER BY [ID]")
    )
    assert list(rows) == ["EUR", "BGN"]
    assert rows["EUR"] == 1
    assert rows["BGN"] * 1.95583 == pytest.approx(1, abs=1e-12)


def test_rates_by_base() -> None:
    assert currency_rates("BGN") == {"BGN": Decimal(1), "EUR": Decimal("1.95583")}
    assert currency_rates("PLN") == {"PLN": Decimal(1)}


def test_a_polish_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "sklep.sqlite"
    settings = NewWarehouse(
        company="Sklep Żółw",
        base_currency="PLN",
        language="pl",
        vat_rates=(Decimal(23), Decimal(8), Decimal("5.0"), Decimal(0)),
        prices_include_vat=False,
        negative_stock=False,
    )
    create_embedded(path, settings, zone=SOFIA)
    database = open_embedded(path, zone=SOFIA)
    names = [row[0] for row in database.rows("SELECT [Name] FROM [VATGroups] ORDER BY [ID]")]
    assert names == ["Podstawowa stawka VAT", "VAT 8%", "VAT 5%", "VAT 0%"]
    rows: dict[str, Any] = dict(database.rows("SELECT [Key], [Value] FROM [Configuration]"))
    assert (rows["configkey12"], rows["configkey20"], rows["configkey40"]) == ("0", "0", "23")
    assert database.one("SELECT [Currency], [Description] FROM [Currencies]") == ("PLN", "Złoty")
    database.close()


def test_an_existing_file_is_never_overwritten(warehouse_file: Path) -> None:
    before = warehouse_file.read_bytes()
    with pytest.raises(SettingsError, match="exists already"):
        create_embedded(warehouse_file, NewWarehouse(company="x"), zone=SOFIA)
    assert warehouse_file.read_bytes() == before


def test_nothing_is_left_beside_the_file(warehouse_file: Path) -> None:
    assert [path.name for path in warehouse_file.parent.iterdir()] == [warehouse_file.name]


def test_a_half_made_one_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    (tmp_path / "a.sqlite.new").write_bytes(b"half")
    (tmp_path / "a.sqlite.new-wal").write_bytes(b"half")
    create_embedded(path, NewWarehouse(company="x"), zone=SOFIA)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM Goods").fetchone() == (1,)
    connection.close()


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be made"):
        create_embedded(tmp_path / "no" / "a.sqlite", NewWarehouse(company="x"), zone=SOFIA)
