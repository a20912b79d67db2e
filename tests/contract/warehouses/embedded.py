"""Makes the bench over the embedded warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.clock import TurnedClock
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from tests.contract.warehouses.bench import NOW, SOFIA, Bench, furnish


def make_template(path: Path) -> None:
    """A furnished warehouse file, to be copied for each test."""
    create_embedded(path, NewWarehouse(company="Калина"), zone=SOFIA)
    database = open_embedded(path, zone=SOFIA)
    furnish(database)
    database.close()


@contextmanager
def embedded_bench(template: Path, folder: Path) -> Iterator[Bench]:
    path = folder / "склад.sqlite"
    shutil.copyfile(template, path)
    clock = TurnedClock(NOW)
    opened: list[WarehousePro] = []

    def program() -> WarehousePro:
        database = open_embedded(path, zone=SOFIA, lock_wait_ms=20)
        opened.append(WarehousePro(database, clock=clock, zone=SOFIA, machine="КАСА-1"))
        return opened[-1]

    behind = open_embedded(path, zone=SOFIA, lock_wait_ms=2_000)
    try:
        yield Bench(program(), behind, clock, program)
    finally:
        for each in opened:
            each.close()
        behind.close()
