"""A whole connection to measure: the simulated shop on a real socket, an embedded warehouse, a state file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from storage.journal import open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import (
    BaseLinkerShop,
    Connect,
    EmbeddedWarehouse,
    Modules,
    PriceLink,
    Products,
    Profile,
    SecretName,
    Stock,
    StockLink,
)
from sync.run.connection import Connection
from sync.run.engine import run
from sync.run.report import Report
from sync.simulators.baselinker import Account, BaseLinkerSimulator, LimitRules
from sync.simulators.sample.catalogue import EURO_PRICES, MAIN_INVENTORY, MAIN_WAREHOUSE
from sync.simulators.sample.many import many_goods
from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from wizard.opening import open_connection

ZONE: Final = ZoneInfo("Europe/Sofia")
NOW: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOKEN: Final = "100-200-MEASURE"


@dataclass
class Joined:
    """A connection made in ``folder``. The clock stands still, so no pace and no schedule blurs a figure."""

    folder: Path
    simulator: BaseLinkerSimulator
    profile: Profile
    clock: TurnedClock

    @property
    def warehouse_file(self) -> Path:
        return self.folder / "warehouse.sqlite"

    @property
    def state_file(self) -> Path:
        return Paths(self.folder / "home").state_file(self.profile.id)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Both sides open and ready to run."""
        secrets = MemorySecrets()
        secrets.save(self.profile.id, SecretName.SHOP_TOKEN, TOKEN)
        with open_journal(self.state_file, write=True, now=self.clock.now) as journal:
            connection = open_connection(self.profile, journal, secrets, self.clock)
            with closing(connection.warehouse):
                yield connection

    def run(self) -> Report:
        """One run as the owner would start it."""
        with self.connected() as connection:
            return run(connection)

    def change_warehouse(self, sql: str, *parameters: object) -> None:
        """Somebody works in the warehouse program."""
        with closing(sqlite3.connect(self.warehouse_file)) as database, database:
            database.execute(sql, parameters)


def simulator(account: Account, clock: TurnedClock) -> BaseLinkerSimulator:
    """The account behind the benchmarks' token, without a limit of requests."""
    account.tokens = [TOKEN]
    return BaseLinkerSimulator(account, limits=LimitRules(per_minute=None), clock=clock)


def save(joined: Joined) -> Joined:
    """Keep the profile, as the wizard does at its end."""
    Profiles(Paths(joined.folder / "home"), joined.clock.now).create(joined.profile)
    return joined


def many_joined(
    folder: Path, shop: BaseLinkerSimulator, clock: TurnedClock, goods: int, catalogs: tuple[str, ...]
) -> Joined:
    """``goods`` goods in 4 objects, summed for one warehouse of the shop, and one price group; no orders."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "warehouse.sqlite"
    create_embedded(file, NewWarehouse(company="Measured"), zone=ZONE)
    with closing(open_embedded(file, zone=ZONE)) as database:
        places = many_goods(database, goods, objects=4)
    profile = Profile(
        id="measured",
        name="Measured",
        connect=Connect(
            shop=BaseLinkerShop(url=shop.url, requests_per_minute=1000),
            warehouse=EmbeddedWarehouse(path=str(file)),
            shop_key="bl-measured",
        ),
        modules=Modules(products=True, stock=True),
        products=Products(
            catalogs=catalogs,
            prices=(PriceLink(warehouse_group="PriceOut2", shop_group=str(EURO_PRICES)),),
        ),
        stock=Stock(
            location_for_orders=places[0],
            links=(StockLink(locations=tuple(places), shop_warehouse=MAIN_WAREHOUSE),),
            send=True,
            subtract_open_orders=True,
        ),
        confirmed_first_run=True,
    )
    return save(Joined(folder, shop, profile, clock))


MAIN_CATALOG: Final = str(MAIN_INVENTORY)
