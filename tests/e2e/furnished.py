"""One small furnished warehouse behind every kind of door, for scenarios that join each with a shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sync.profile import (
    DatabaseEngine,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    MicroBgWarehouse,
    SecretName,
    UtilityCenterWarehouse,
    WarehouseSettings,
)
from sync.simulators.microbg import MicrobgSimulator
from sync.simulators.utility_center import UtilityCenterSimulator
from sync.warehouses.warehouse_pro import open_embedded, tables
from sync.warehouses.warehouse_pro.database import Database
from tests.contract.warehouses.bench import SOFIA
from tests.contract.warehouses.database_judge import judge_of
from tests.contract.warehouses.embedded import make_template
from tests.contract.warehouses.microbg import MicroBgJudge
from tests.contract.warehouses.microbg import furnished_books as microbg_books
from tests.contract.warehouses.port_bench import Judge
from tests.contract.warehouses.utility_center import SimulatorJudge, furnished_books
from tests.mariadb import PASSWORD, USER, MariaDb

Cell = str | int | float


@dataclass
class Furnished:
    """A warehouse of the bench as an owner would connect it. ``set_stock``: somebody counts a good at the
    shop floor. ``add``: somebody adds a good or a group, by its columns; its number.
    """

    settings: WarehouseSettings
    judge: Judge
    set_stock: Callable[[int, float], None]
    add: Callable[[str, Mapping[str, Cell]], int]
    secrets: Mapping[SecretName, str] = field(default_factory=dict)
    rehearsed: bool = False
    """Whether the program is a real one, whose first order is asked about."""


@contextmanager
def embedded(folder: Path) -> Iterator[Furnished]:
    path = folder / "warehouse.sqlite"
    make_template(path)
    database = open_embedded(path, zone=SOFIA)
    try:
        yield Furnished(
            EmbeddedWarehouse(path=str(path)),
            judge_of(database),
            partial(_count, database),
            partial(_add, database),
        )
    finally:
        database.close()


@contextmanager
def on_mariadb(server: MariaDb) -> Iterator[Furnished]:
    with server.furnished() as name:
        database = server.attach(name)
        settings = DatabaseWarehouse(
            engine=DatabaseEngine.MYSQL, server="127.0.0.1", port=server.port, database=name, user=USER
        )
        secrets = {SecretName.DATABASE_PASSWORD: PASSWORD}
        try:
            yield Furnished(
                settings,
                judge_of(database),
                partial(_count, database),
                partial(_add, database),
                secrets,
                rehearsed=True,
            )
        finally:
            database.close()


@contextmanager
def through_utility_center() -> Iterator[Furnished]:
    with UtilityCenterSimulator(furnished_books()) as simulator:
        settings = UtilityCenterWarehouse(url=simulator.url, prices_include_vat=True)

        def count(good: int, quantity: float) -> None:
            simulator.program.set_stock(2, good, quantity)

        def add(table: str, columns: Mapping[str, Cell]) -> int:
            program = simulator.program
            if table == "Goods":
                rest = {name: cell for name, cell in columns.items() if name != "Name"}
                return program.add_good(str(columns["Name"]), stock=None, **rest)
            return program.add(table, **columns)

        yield Furnished(settings, SimulatorJudge(simulator), count, add, rehearsed=True)


def _add(database: Database, table: str, columns: Mapping[str, Cell]) -> int:
    with database.transaction():
        made = database.insert(next(each for each in tables.TABLES if each.name == table), columns)
        if table == "Goods":
            for place in (1, 2, 3):
                database.insert(tables.STORE, {"ObjectID": place, "GoodID": made, "Qtty": 0.0})
        return made


@contextmanager
def in_micro_bg() -> Iterator[Furnished]:
    with MicrobgSimulator(microbg_books()) as simulator:
        yield of_micro_bg(simulator)


def of_micro_bg(simulator: MicrobgSimulator) -> Furnished:
    """The warehouse behind a simulator that the test has at hand."""
    secrets = {SecretName.MICROBG_ID: simulator.api_id, SecretName.MICROBG_KEY: simulator.secret}

    def count(good: int, quantity: float) -> None:
        simulator.program.set_stock(2, good, quantity)

    def add(table: str, columns: Mapping[str, Cell]) -> int:
        program = simulator.program
        if table == "GoodsGroups":
            return program.add_group(str(columns["Name"]))
        fields = {_MICROBG_NAMES.get(name, name): cell for name, cell in columns.items() if name != "Name"}
        return program.add_good(str(columns["Name"]), stock={}, **fields)

    settings = MicroBgWarehouse(url=simulator.url)
    return Furnished(settings, MicroBgJudge(simulator), count, add, secrets, rehearsed=True)


_MICROBG_NAMES = {"GroupID": "GroupId", "BarCode1": "Barcode"}


def _count(database: Database, good: int, quantity: float) -> None:
    with database.transaction():
        database.execute(
            "UPDATE [Store] SET [Qtty] = ? WHERE [GoodID] = ? AND [ObjectID] = ?", (quantity, good, 2)
        )
