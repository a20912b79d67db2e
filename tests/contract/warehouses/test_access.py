"""A Warehouse Pro database in a file of Access keeps the contract through the real driver, where both are
given.

The driver is Windows' alone; see :mod:`tests.contract.warehouses.on_given_server`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.warehouses.access_suite import AccessChangesContract, AccessReadsContract
from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.numbers_suite import NumbersContract
from tests.contract.warehouses.on_given_server import (
    ACCESS_VARIABLE,
    file_bench,
    given,
    make_file,
    report_not_run,
)
from tests.contract.warehouses.orders_suite import OrdersContract
from tests.contract.warehouses.probe_suite import ProbeContract
from tests.contract.warehouses.real_program_suite import RealProgramContract
from tests.contract.warehouses.refusals_suite import RefusalsContract
from tests.contract.warehouses.sales_suite import SalesContract

GIVEN = given(ACCESS_VARIABLE)

if GIVEN:

    @pytest.fixture(scope="module")
    def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return make_file(GIVEN, tmp_path_factory.mktemp("access"))

    @pytest.fixture
    def bench(made: Path, tmp_path: Path) -> Iterator[Bench]:
        with file_bench(GIVEN, made, tmp_path) as bench:
            yield bench

    class TestReads(AccessReadsContract):
        pass

    class TestOrders(OrdersContract):
        pass

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

else:

    def test_a_real_file_of_access() -> None:
        report_not_run(ACCESS_VARIABLE)
