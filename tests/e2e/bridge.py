"""The whole bridge for a test: the simulated shop over a real socket, an embedded warehouse, a state file,
a turned clock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage.journal import ConnectionJournal, open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.audit import Audit, audit
from sync.clock import TurnedClock
from sync.profile import (
    BaseLinkerShop,
    Connect,
    EmbeddedWarehouse,
    LineLinking,
    Modules,
    Orders,
    PartnerLinking,
    PriceLink,
    Products,
    Profile,
    SecretName,
    ServiceProducts,
    Stock,
    StockLink,
)
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.events import Event
from sync.run.report import Report
from sync.simulators.baselinker import Account, BaseLinkerSimulator, Quirks
from sync.simulators.sample.loading import choices, load_account, status_changes
from tests.sample_warehouse import copy_warehouse
from wizard.opening import open_connection

ZONE = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOKEN = "100-200-SAMPLE"


def never_stop() -> bool:
    return False


@dataclass
class Bridge:
    """A connection between the sample shop and the sample warehouse; every method opens and closes what it
    needs.
    """

    folder: Path
    simulator: BaseLinkerSimulator
    profile: Profile
    clock: TurnedClock
    events: list[Event] = field(default_factory=list)

    @property
    def warehouse_file(self) -> Path:
        return self.folder / "warehouse.sqlite"

    @property
    def state_file(self) -> Path:
        return Paths(self.folder / "home").state_file(self.profile.id)

    def change(self, **steps: Any) -> None:
        """Replace steps of the profile."""
        self.profile = self.profile.model_copy(update=steps)
        Profiles(Paths(self.folder / "home"), self.clock.now).save(self.profile)

    def change_orders(self, **fields: Any) -> None:
        assert self.profile.orders
        self.change(orders=self.profile.orders.model_copy(update=fields))

    def change_products(self, **fields: Any) -> None:
        assert self.profile.products
        self.change(products=self.profile.products.model_copy(update=fields))

    def change_stock(self, **fields: Any) -> None:
        assert self.profile.stock
        self.change(stock=self.profile.stock.model_copy(update=fields))

    def _with(
        self,
        act: Callable[[Connection], Any],
        *,
        write: bool,
        stop_asked: Callable[[], bool] = never_stop,
    ) -> Any:
        self.events.clear()
        secrets = MemorySecrets()
        secrets.save(self.profile.id, SecretName.SHOP_TOKEN, TOKEN)
        with open_journal(self.state_file, write=write, now=self.clock.now) as journal:
            used: ConnectionJournal = journal if write else journal.open_scratch_copy()
            connection = open_connection(
                self.profile, used, secrets, self.clock, tell=self.events.append, stop_asked=stop_asked
            )
            try:
                return act(connection)
            finally:
                connection.warehouse.close()
                if used is not journal:
                    used.close()

    def run(self, wishes: Wishes | None = None, stop_asked: Callable[[], bool] = never_stop) -> Report:
        report: Report = self._with(
            lambda connection: run(connection, wishes), write=True, stop_asked=stop_asked
        )
        return report

    def preview(self) -> Report:
        report: Report = self._with(preview, write=False)
        return report

    def audit(self) -> Audit:
        result: Audit = self._with(audit, write=False)
        return result

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the warehouse's file directly, past all of Mostik."""
        with closing(sqlite3.connect(self.warehouse_file)) as database:
            return database.execute(sql, parameters).fetchall()

    def change_warehouse(self, sql: str, *parameters: object) -> None:
        """Somebody works in the warehouse program."""
        with closing(sqlite3.connect(self.warehouse_file)) as database, database:
            database.execute(sql, parameters)

    def documents(self) -> int:
        """How many orders and sales Mostik wrote."""
        return int(
            self.query(
                "SELECT COUNT(DISTINCT OperType || '-' || Acct) FROM Operations WHERE OperType IN (2, 19)"
            )[0][0]
        )

    def tagged(self) -> list[tuple[str, int]]:
        """Each tag in the notes and how many documents bear it."""
        return [
            (str(tag), int(count))
            for tag, count in self.query(
                "SELECT SUBSTR(Note, 1, INSTR(Note, ';')), COUNT(DISTINCT Acct) FROM Operations "
                "WHERE Note LIKE 'Mostik:%' GROUP BY 1"
            )
        ]


def sample_profile(folder: Path, url: str) -> Profile:
    """The connection as the owner of the sample shop would make it, from the lists of both systems."""
    chosen = choices()
    with closing(sqlite3.connect(folder / "warehouse.sqlite")) as database:
        objects = {name: number for number, name in database.execute("SELECT ID, Name FROM Objects")}
        users = {name: number for number, name in database.execute("SELECT ID, Name FROM Users")}
        services = {
            code: number for number, code in database.execute("SELECT ID, Code FROM Goods WHERE Type <> 0")
        }
    links: dict[str, list[int]] = {}
    for name, warehouse in chosen["objects_to_warehouses"].items():
        links.setdefault(warehouse, []).append(objects[name])

    def service(kind: str) -> dict[str, int]:
        prefix = chosen["service_goods"][kind] + "-"
        return {
            code.removeprefix(prefix): number for code, number in services.items() if code.startswith(prefix)
        }

    return Profile(
        id="sample",
        name="Калина Дом",
        connect=Connect(
            shop=BaseLinkerShop(url=url),
            warehouse=EmbeddedWarehouse(path=str(folder / "warehouse.sqlite")),
            shop_key="bl-sample",
        ),
        modules=Modules(orders=True, products=True, stock=True),
        orders=Orders(
            start=datetime.fromisoformat(chosen["start"]),
            statuses=tuple(str(status) for status in chosen["chosen_statuses"]),
            cancelled_statuses=("24106",),
            status_after=str(chosen["status_after_success"]),
            status_problem="",
            number_field="extra_field_1",
            link_lines=(LineLinking.SKU, LineLinking.EAN, LineLinking.NAME),
            payment_types=chosen["payment_types"],
            operator_id=users[chosen["operator"]],
            partners=PartnerLinking(),
            services=ServiceProducts(
                delivery=service("delivery"), discount=service("discount"), fee=service("fee")
            ),
        ),
        products=Products(
            catalogs=(str(chosen["inventory"]),),
            match_by=(LineLinking.SKU, LineLinking.EAN, LineLinking.NAME),
            prices=tuple(
                PriceLink(warehouse_group=here, shop_group=str(there))
                for here, there in chosen["price_groups"].items()
            ),
        ),
        stock=Stock(
            location_for_orders=objects[chosen["object_for_orders"]],
            links=tuple(
                StockLink(locations=tuple(locations), shop_warehouse=warehouse)
                for warehouse, locations in links.items()
            ),
            send=True,
            subtract_open_orders=True,
        ),
        confirmed_first_run=True,
    )


def make_bridge(folder: Path, simulator: BaseLinkerSimulator, clock: TurnedClock) -> Bridge:
    """A fresh connection in ``folder``; nothing has run yet."""
    copy_warehouse(folder / "warehouse.sqlite", ZONE)
    profile = sample_profile(folder, simulator.url)
    Profiles(Paths(folder / "home"), clock.now).create(profile)
    return Bridge(folder, simulator, profile, clock)


def sample_simulator(clock: TurnedClock, quirks: Quirks | None = None) -> BaseLinkerSimulator:
    account: Account = load_account(TOKEN)
    return BaseLinkerSimulator(account, quirks=quirks, clock=clock)


def move_later_orders(simulator: BaseLinkerSimulator) -> int:
    """The orders that reach a chosen status only later, as a person in the panel does it; returns how
    many.
    """
    changes = status_changes()
    for order_id, status in changes.items():
        simulator.panel.set_status(order_id, status)
    return len(changes)


__all__ = [
    "NOW",
    "TOKEN",
    "Bridge",
    "make_bridge",
    "move_later_orders",
    "sample_profile",
    "sample_simulator",
]
