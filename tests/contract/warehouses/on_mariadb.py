"""Makes the bench over a warehouse on a real MariaDB server, through ODBC as an owner's would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sync.clock import TurnedClock
from sync.warehouses.warehouse_pro import WarehousePro
from sync.warehouses.warehouse_pro.connect import open_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.bench import NOW, SOFIA, Bench
from tests.mariadb import Make, MariaDb


@contextmanager
def mariadb_bench(server: MariaDb, make: Make) -> Iterator[Bench]:
    with server.furnished(make) as name:
        clock = TurnedClock(NOW)
        opened: list[Database] = []

        def database() -> Database:
            opened.append(
                open_odbc(Engine.MYSQL, server.connection_string(name), zone=SOFIA, lock_wait_ms=1_000)
            )
            return opened[-1]

        def program() -> WarehousePro:
            return WarehousePro(database(), clock=clock, zone=SOFIA, machine="КАСА-1")

        try:
            yield Bench(program(), database(), clock, program)
        finally:
            for each in opened:
                each.close()
