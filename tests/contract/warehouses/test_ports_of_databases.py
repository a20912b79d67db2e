"""What is asked of every warehouse through the port is kept by those that are databases too."""

from __future__ import annotations

import pytest

from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.database_judge import port_of
from tests.contract.warehouses.port_bench import PortBench
from tests.contract.warehouses.port_suite import PortGoods, PortOrders, PortReads


@pytest.fixture
def port(bench: Bench) -> PortBench:
    return port_of(bench)


class TestReads(PortReads):
    pass


class TestOrders(PortOrders):
    pass


class TestGoods(PortGoods):
    pass
