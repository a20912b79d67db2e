"""A Warehouse Pro database on a real MariaDB server keeps the contract of every warehouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.ports import Warehouse
from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.changes_suite import ChangesContract
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.numbers_suite import NumbersContract
from tests.contract.warehouses.older_schema_suite import OlderSchemasContract
from tests.contract.warehouses.on_mariadb import mariadb_bench
from tests.contract.warehouses.orders_suite import OrdersContract
from tests.contract.warehouses.reads_suite import ReadsContract
from tests.contract.warehouses.real_program_suite import RealProgramContract
from tests.contract.warehouses.refusals_suite import RefusalsContract
from tests.contract.warehouses.rows_suite import RowsContract
from tests.contract.warehouses.sales_suite import SalesContract
from tests.contract.warehouses.settings_suite import SettingsContract
from tests.contract.warehouses.texts_suite import TextsContract
from tests.mariadb import Make, MariaDb


@pytest.fixture
def bench(mariadb: MariaDb) -> Iterator[Bench]:
    with mariadb_bench(mariadb, Make()) as made:
        yield made


class TestReads(ReadsContract):
    pass


class TestOrders(OrdersContract):
    pass


class TestRefusals(RefusalsContract):
    pass


class TestNumbers(NumbersContract):
    pass


class TestSales(SalesContract):
    pass


class TestSettings(SettingsContract):
    pass


class TestRows(RowsContract):
    pass


class TestTexts(TextsContract):
    pass


class TestOlderSchemas(OlderSchemasContract):
    pass


class TestChanges(ChangesContract):
    pass


class TestGoods(GoodsContract):
    pass


class TestRealProgram(RealProgramContract):
    pass


def test_what_it_can_do(bench: Bench) -> None:
    warehouse: Warehouse = bench.warehouse
    features = warehouse.features
    assert (features.program, features.real_program) == ("Warehouse Pro", True)
    assert (features.sales, features.create_locations, dict(features.closed)) == (True, False, {})
