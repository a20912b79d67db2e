"""Every statement that the adapter sends can be said in each engine's words."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded
from sync.warehouses.warehouse_pro.dialect import ACCESS, MSSQL, MYSQL, SQLITE, Dialect
from sync.warehouses.warehouse_pro.inspection import closed_options
from tests.contract.warehouses.bench import NOW, SHOP, SOFIA, draft, key, sale
from tests.contract.warehouses.embedded import make_template
from tests.faults.warehouse_actions import ACTIONS, prepare

_SQLITE_ONLY = ("PRAGMA", "last_insert_rowid", "BEGIN IMMEDIATE", "sqlite_master")


def _program(path: Path, heard: list[str]) -> WarehousePro:
    make_template(path)
    database = open_embedded(path, zone=SOFIA, on_statement=heard.append)
    return WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The statements of a whole life, as SQLite heard them."""
    folder = tmp_path_factory.mktemp("said")
    heard: list[str] = []
    for name, action in ACTIONS.items():
        warehouse = _program(folder / f"{name}.sqlite", heard)
        prepare(warehouse)
        action(warehouse)
        warehouse.close()
    warehouse = _program(folder / "reads.sqlite", heard)
    everything, some = ProductScope(), ProductScope((2,))
    for scope in (everything, some):
        list(warehouse.products(scope))
        list(warehouse.product_ids(scope))
        list(warehouse.stock_levels(scope, [2, 3]))
        list(warehouse.price_levels(scope, "PriceOut2"))
    warehouse.stock_now([2, 3], [2, 3])
    warehouse.products_sold_since(NOW)
    warehouse.open_order_lines(SHOP, NOW)
    warehouse.open_marks(SHOP)
    warehouse.find_partners(["1"], ["a@b.example"], ["x"])
    warehouse.search_partners("лимон", 5)
    warehouse.partner(2)
    warehouse.update_partner(2, {"name": "Лимон", "phone": "1"})
    warehouse.update_products({2: {"name": "Чаша"}})
    warehouse.check()
    warehouse.rebuild_marks(SHOP)
    warehouse.known_shops()
    warehouse.write_document(sale(order="last"), key("last"))
    warehouse.write_document(draft(order="lost"), key("lost"))
    warehouse.close()
    return sorted({each for each in heard if not any(word in each for word in _SQLITE_ONLY)})


@pytest.mark.parametrize("dialect", [MSSQL, MYSQL, ACCESS])
def test_no_word_of_one_engine_alone(said: list[str], dialect: Dialect) -> None:
    assert len(said) > 60
    for statement in said:
        plain = re.sub(r"'[^']*'", "''", dialect.render(statement))
        assert not re.search(
            r"\b(LIMIT|TOP|IFNULL|COALESCE|ISNULL|RETURNING|ON CONFLICT|USING)\b|\|\||--", plain
        )
        assert plain.count("?") <= dialect.max_parameters
        if dialect is MYSQL:
            assert "[" not in plain


def test_sqlite_understands_what_is_rendered_for_it(said: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    make_template(path)
    connection = sqlite3.connect(path)
    for statement in said:
        connection.execute(f"EXPLAIN {SQLITE.render(statement)}", [0] * statement.count("?"))
    connection.close()


def test_an_older_schema_closes_sales_but_not_orders() -> None:
    assert set(closed_options({"goods": {}}, "3.05")) >= {"sales", "follow_sales"}
