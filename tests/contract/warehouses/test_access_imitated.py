"""Mostik's code for Access keeps the contract on an imitated one; see tests/imitated for what that
proves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import DuplicateKey
from sync.warehouses.warehouse_pro.values import Value
from tests.contract.warehouses.bench import SHOP, Bench, draft, key
from tests.contract.warehouses.changes_suite import ChangesContract
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.numbers_suite import NumbersContract
from tests.contract.warehouses.on_imitated import Imitated, imitated_bench
from tests.contract.warehouses.orders_suite import OrdersContract
from tests.contract.warehouses.reads_suite import ReadsContract
from tests.contract.warehouses.real_program_suite import RealProgramContract
from tests.contract.warehouses.refusals_suite import RefusalsContract
from tests.contract.warehouses.sales_suite import SalesContract


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Imitated:
    place = Imitated(Engine.ACCESS, tmp_path_factory.mktemp("access"))
    place.make()
    return place


@pytest.fixture
def bench(made: Imitated, tmp_path: Path) -> Iterator[Bench]:
    with imitated_bench(made.copied_to(tmp_path)) as bench:
        yield bench


class TestReads(ReadsContract):
    def test_many_partners_in_few_statements(self, bench: Bench) -> None:
        """Few by the measure of Access, which is asked for 100 values at a time."""
        customers = [(f"Клиент {n}", f"k{n}@x.example") for n in range(300)]
        with bench.behind.transaction():
            bench.behind.insert_many(tables.PARTNERS, ("Company", "eMail"), customers)
        said: list[str] = []
        bench.warehouse._database.on_statement = said.append
        assert len(bench.warehouse.find_partners([], [mail for _, mail in customers], [])) == 300
        assert len(said) == 1 + 3


class TestOrders(OrdersContract):
    pass


class TestRefusals(RefusalsContract):
    pass


class TestNumbers(NumbersContract):
    pass


class TestSales(SalesContract):
    pass


class TestChanges(ChangesContract):
    def test_marks_of_shops_and_kinds_are_apart(self, bench: Bench) -> None:
        """Access knows no text in which letter case counts. Keys of shops are in lower case, so none meet."""
        bench.warehouse.write_document(draft(), key())
        mark: dict[str, Value] = {"Kind": "order", "ExternalId": "5001", "State": "open", "OperType": 19}
        with bench.behind.transaction(), pytest.raises(DuplicateKey):
            bench.behind.insert(tables.MOSTIK_IMPORTS, {**mark, "ShopKey": SHOP.upper()})
        bench.add(tables.MOSTIK_IMPORTS, ShopKey=SHOP, Kind="product", ExternalId="5001", State="closed")
        bench.add(tables.MOSTIK_IMPORTS, ShopKey="bl-2", Kind="order", ExternalId="5001", State="open")
        assert bench.warehouse.known_shops() == {SHOP: 1, "bl-2": 1}

    def test_many_marks_in_few_statements(self, bench: Bench) -> None:
        """Few by the measure of Access, which is asked for 100 values at a time."""
        said: list[str] = []
        bench.warehouse._database.on_statement = said.append
        assert bench.warehouse.marks(SHOP, [str(number) for number in range(300)]) == {}
        assert len(said) == 4  # two values of each statement are the shop and the kind


class TestGoods(GoodsContract):
    pass


class TestRealProgram(RealProgramContract):
    pass
