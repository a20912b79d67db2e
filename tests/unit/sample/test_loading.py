"""The sample in an embedded warehouse: every row in its place, in the program's own conventions."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.errors import Bug, SettingsError
from sync.simulators.baselinker.account import Account
from sync.simulators.sample.files import Row
from sync.simulators.sample.loading import load_warehouse, make_warehouse
from sync.warehouses.warehouse_pro.database import Database
from tests.unit.sample.conftest import SOFIA


def _count(database: Database, sql: str) -> int:
    row = database.one(sql)
    assert row is not None
    return int(row[0])


def test_numbers_in_the_file_are_those_of_the_warehouse(warehouse: Database, sample: Row) -> None:
    for table, column in (("Goods", "Name"), ("Partners", "Company"), ("Objects", "Name"), ("Users", "Name")):
        there: dict[int, str] = dict(warehouse.rows(f"SELECT [ID], [{column}] FROM [{table}]"))
        assert {row["ID"]: row[column] for row in sample[table]}.items() <= there.items()
    groups: dict[int, str] = dict(warehouse.rows("SELECT [ID], [Code] FROM [GoodsGroups]"))
    assert {row["ID"]: row["Code"] for row in sample["GoodsGroups"]}.items() <= groups.items()


def test_a_row_of_stock_for_every_good_in_every_object(warehouse: Database, sample: Row) -> None:
    goods, objects = len(sample["Goods"]) + 1, 5
    assert _count(warehouse, "SELECT COUNT(*) FROM [Store]") == goods * objects
    pairs = "SELECT COUNT(*) FROM (SELECT DISTINCT [GoodID], [ObjectID] FROM [Store]) AS pairs"
    assert _count(warehouse, pairs) == goods * objects
    for row in sample["Goods"][::7]:
        stock: dict[int, float] = dict(
            warehouse.rows("SELECT [ObjectID], [Qtty] FROM [Store] WHERE [GoodID] = ?", (row["ID"],))
        )
        expected = {int(place): amount for place, amount in row.get("stock", {}).items()}
        assert stock == {place: expected.get(place, 0) for place in (1, 2, 3, 4, 5)}


def test_conventions_of_the_program_are_kept(warehouse: Database) -> None:
    columns = "[Name2], [Measure2], [Ratio], [Catalog1], [BarCode3], [Deleted]"
    good = warehouse.one(f"SELECT {columns} FROM [Goods] WHERE [Code] = '10482'")
    assert good == ("Билков чай „Лавандула“ 50 г", "бр.", 1.0, " ", " ", 0)
    assert _count(warehouse, "SELECT COUNT(*) FROM [Goods] WHERE [Deleted] = -1") == 5
    assert _count(warehouse, "SELECT COUNT(*) FROM [Goods] WHERE [Code] = ''") == 0
    assert _count(warehouse, "SELECT COUNT(*) FROM [Goods] WHERE [Code] = ' '") >= 3
    assert warehouse.one("SELECT [Currency] FROM [Currencies] WHERE [ExchangeRate] = 1") == ("EUR",)
    assert warehouse.one("SELECT [Company2], [City2] FROM [Partners] WHERE [ID] = 2") == (
        "Рила Градина ЕООД",
        "Дупница",
    )
    assert _count(warehouse, "SELECT COUNT(*) FROM [Registration] WHERE [IsDefault] = -1") == 1


def test_goods_point_to_groups_and_vat_groups_that_exist(warehouse: Database) -> None:
    missing = (
        "SELECT COUNT(*) FROM [Goods] AS g WHERE g.[ID] > 1"
        " AND (g.[GroupID] NOT IN (SELECT [ID] FROM [GoodsGroups])"
        " OR g.[TaxGroup] NOT IN (SELECT [ID] FROM [VATGroups]))"
    )
    assert _count(warehouse, missing) == 0


def test_a_used_warehouse_is_refused_and_left_alone(warehouse: Database) -> None:
    before = _count(warehouse, "SELECT COUNT(*) FROM [Store]")
    with pytest.raises(Bug, match="new warehouse"):
        load_warehouse(warehouse)
    assert _count(warehouse, "SELECT COUNT(*) FROM [Store]") == before
    assert _count(warehouse, "SELECT COUNT(*) FROM [PaymentTypes]") == 6


def test_an_existing_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "there.db"
    path.write_bytes(b"mine")
    with pytest.raises(SettingsError):
        make_warehouse(path, SOFIA)
    assert path.read_bytes() == b"mine"


def test_known_buyers_are_partners_by_email(warehouse: Database, account: Account) -> None:
    emails = {str(email).lower() for (email,) in warehouse.rows("SELECT [eMail] FROM [Partners]")}
    known = {order["email"] for order in account.orders.values()} & emails
    assert len(known) >= 15
