"""Probes of the embedded warehouse and of a database on a real MariaDB server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.on_mariadb import mariadb_bench
from tests.contract.warehouses.probe_suite import ProbeContract
from tests.mariadb import Make, MariaDb


class TestEmbedded(ProbeContract):
    pass


class TestMariaDb(ProbeContract):
    @pytest.fixture
    def bench(self, mariadb: MariaDb) -> Iterator[Bench]:
        with mariadb_bench(mariadb, Make()) as made:
            yield made
