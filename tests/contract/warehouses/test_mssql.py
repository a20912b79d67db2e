"""A Warehouse Pro database on a real Microsoft SQL Server keeps the contract, where one is given.

No SQL Server can be had from a package registry; see :mod:`tests.contract.warehouses.on_given_server`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.changes_suite import ChangesContract
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.numbers_suite import NumbersContract
from tests.contract.warehouses.on_given_server import MSSQL_VARIABLE, given, report_not_run, server_bench
from tests.contract.warehouses.orders_suite import OrdersContract
from tests.contract.warehouses.probe_suite import ProbeContract
from tests.contract.warehouses.reads_suite import ReadsContract
from tests.contract.warehouses.real_program_suite import RealProgramContract
from tests.contract.warehouses.refusals_suite import RefusalsContract
from tests.contract.warehouses.sales_suite import SalesContract

GIVEN = given(MSSQL_VARIABLE)

if GIVEN:

    @pytest.fixture
    def bench() -> Iterator[Bench]:
        with server_bench(GIVEN) as made:
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

    class TestChanges(ChangesContract):
        pass

    class TestGoods(GoodsContract):
        pass

    class TestProbe(ProbeContract):
        pass

    class TestRealProgram(RealProgramContract):
        pass

else:

    def test_a_real_sql_server() -> None:
        report_not_run(MSSQL_VARIABLE)
