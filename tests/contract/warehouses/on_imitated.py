"""Makes the bench over an imitated SQL Server or Access: Mostik's own code for it, SQLite underneath."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sync.clock import TurnedClock
from sync.warehouses.warehouse_pro import WarehousePro
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_tables, insert_first_rows
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import ACCESS, MSSQL, Dialect, Engine
from sync.warehouses.warehouse_pro.inspection import inspect
from tests.contract.warehouses.bench import NOW, SOFIA, Bench, furnish
from tests.imitated.access import Jet
from tests.imitated.driver import Connection, Error
from tests.imitated.driver import Engine as ImitatedEngine
from tests.imitated.mssql import SqlServer
from tests.imitated.recording import Heard, RecordingDatabase

_DIALECTS: Final[dict[Engine, Dialect]] = {Engine.MSSQL: MSSQL, Engine.ACCESS: ACCESS}
_BESIDE: Final = "beside.sqlite"


@dataclass
class Imitated:
    """A database of an imitated engine in ``folder``. ``heard`` hears every statement of every connection."""

    engine: Engine
    folder: Path
    ours_in: str = ""
    heard: Heard = field(default_factory=Heard)

    @property
    def path(self) -> Path:
        return self.folder / "склад.sqlite"

    def attach(self, *, triggers: tuple[tuple[object, ...], ...] = ()) -> RecordingDatabase:
        """A connection, without a look at what the database holds."""
        rules: ImitatedEngine = Jet() if self.engine is Engine.ACCESS else SqlServer(triggers)
        beside = self.folder / _BESIDE if self.ours_in else None
        return RecordingDatabase(
            Connection(rules, self.path, beside=beside),
            _DIALECTS[self.engine],
            zone=SOFIA,
            driver_error=Error,
            ours_in=self.ours_in,
            heard=self.heard,
        )

    def open(self) -> RecordingDatabase:
        database = self.attach()
        database.prepare(1_000)
        inspect(database)
        return database

    def make(self) -> None:
        """All tables, the first rows and a few goods."""
        database = self.attach()
        database.prepare()
        create_tables(database)
        insert_first_rows(database, NewWarehouse(company="Калина"))
        furnish(database)
        database.close()

    def copied_to(self, folder: Path) -> Imitated:
        shutil.copyfile(self.path, folder / self.path.name)
        return Imitated(self.engine, folder, self.ours_in, self.heard)


@contextmanager
def imitated_bench(place: Imitated) -> Iterator[Bench]:
    """The bench over a database that was made."""
    clock = TurnedClock(NOW)
    opened: list[Database] = []

    def database() -> Database:
        opened.append(place.open())
        return opened[-1]

    def program() -> WarehousePro:
        return WarehousePro(database(), clock=clock, zone=SOFIA, machine="КАСА-1")

    try:
        yield Bench(program(), database(), clock, program)
    finally:
        for each in opened:
            each.close()
