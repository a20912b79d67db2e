"""Mostik's code for Access keeps the contract on an imitated one; see tests/imitated for what that
proves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.access_suite import AccessChangesContract, AccessReadsContract
from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.numbers_suite import NumbersContract
from tests.contract.warehouses.on_imitated import Imitated, imitated_bench
from tests.contract.warehouses.orders_suite import OrdersContract
from tests.contract.warehouses.probe_suite import ProbeContract
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


class TestReads(AccessReadsContract):
    pass


class TestOrders(OrdersContract):
    # A long search over amounts: they would be SQLite's own here, where they were searched already.
    test_quantities_and_amounts_to_the_cent = None  # type: ignore[assignment]  # taken out, not replaced


class TestRefusals(RefusalsContract):
    pass


class TestNumbers(NumbersContract):
    pass


class TestSales(SalesContract):
    pass


class TestChanges(AccessChangesContract):
    pass


class TestGoods(GoodsContract):
    pass


class TestProbe(ProbeContract):
    pass


class TestRealProgram(RealProgramContract):
    pass
