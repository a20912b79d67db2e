"""The small bridge over a Warehouse Pro database on a real MariaDB server, with the sample's goods in it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.journal import ConnectionJournal, open_journal
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import DatabaseEngine, DatabaseWarehouse, SecretName
from sync.run.connection import Connection
from sync.simulators.baselinker import BaseLinkerSimulator
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.create import create_tables
from tests.e2e.bridge import TOKEN, never_stop
from tests.e2e.small_bridge import SmallBridge, make_small_bridge
from tests.mariadb import PASSWORD, USER, MariaDb
from wizard.opening import open_connection

_NAMES = re.compile(r"\b(" + "|".join(table.name for table in tables.TABLES) + r")\b")


@dataclass
class MariaDbBridge(SmallBridge):
    """Every run opens the database anew, as an owner's does. ``backups`` are databases beside it."""

    server: MariaDb | None = None
    database: str = ""
    backups: list[str] = field(default_factory=list)

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
        secrets.save(self.profile.id, SecretName.DATABASE_PASSWORD, PASSWORD)
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

    # ------------------------------------------------------------ behind Mostik's back

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._run(sql, *parameters).fetchall()]

    def change_warehouse(self, sql: str, *parameters: object) -> None:
        self._run(sql, *parameters)

    def _run(self, sql: str, *parameters: object) -> Any:
        assert self.server
        self.server.root.execute(f"USE `{self.database}`")
        return self.server.root.execute(_NAMES.sub(lambda name: name[0].lower(), sql), *parameters)

    def documents(self) -> int:
        found = self.query("SELECT COUNT(DISTINCT OperType, Acct) FROM Operations WHERE OperType IN (2, 19)")
        return int(found[0][0])

    def back_up(self) -> str:
        """A copy of all tables, as a backup of the database keeps them."""
        assert self.server
        name = self.server.empty()
        self.backups.append(name)
        self._copy(self.database, name)
        return name

    def restore(self, backup: str) -> None:
        """The database is as it was when the backup was made."""
        assert self.server
        for (table,) in self.query("SHOW TABLES"):
            self.server.root.execute(f"DROP TABLE `{self.database}`.`{table}`")
        self._copy(backup, self.database)

    def _copy(self, source: str, target: str) -> None:
        assert self.server
        root = self.server.root
        found = root.execute(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?", source
        ).fetchall()
        for (table,) in found:
            root.execute(f"CREATE TABLE `{target}`.`{table}` LIKE `{source}`.`{table}`")
            root.execute(f"INSERT INTO `{target}`.`{table}` SELECT * FROM `{source}`.`{table}`")


@contextmanager
def mariadb_bridge(
    server: MariaDb, folder: Path, simulator: BaseLinkerSimulator, clock: TurnedClock
) -> Iterator[MariaDbBridge]:
    """The sample warehouse as a database that Warehouse Pro made: without a table of ours."""
    made = make_small_bridge(folder, simulator, clock)
    database = server.empty()
    _fill(server, database, made.warehouse_file)
    bridge = MariaDbBridge(
        made.folder, made.simulator, made.profile, made.clock, server=server, database=database
    )
    warehouse = DatabaseWarehouse(
        engine=DatabaseEngine.MYSQL,
        driver=server.driver,
        server="127.0.0.1",
        port=server.port,
        database=database,
        user=USER,
    )
    bridge.change(connect=made.profile.connect.model_copy(update={"warehouse": warehouse}))
    try:
        yield bridge
    finally:
        server.root.execute("USE information_schema")  # who drops a database ends its connections
        for name in (database, *bridge.backups):
            server.drop(name)


def _fill(server: MariaDb, database: str, sample: Path) -> None:
    theirs = [table for table in tables.TABLES if not table.ours]
    with closing(server.attach(database)) as opened:
        opened.prepare()
        create_tables(opened, theirs)
    with closing(sqlite3.connect(sample)) as source:
        for table in theirs:
            rows = source.execute(f"SELECT * FROM [{table.name}]")
            names = [name for name, *_ in rows.description]
            values = rows.fetchall()
            if not values:
                continue
            places = ", ".join("?" * len(names))
            columns = ", ".join(f"`{name}`" for name in names)
            many = ", ".join([f"({places})"] * len(values))
            for begin in range(0, len(values), 500):
                part = values[begin : begin + 500]
                many = ", ".join([f"({places})"] * len(part))
                server.root.execute(
                    f"INSERT INTO `{database}`.`{table.name.lower()}` ({columns}) VALUES {many}",
                    *[cell for row in part for cell in row],
                )
