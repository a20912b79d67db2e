"""The connection to a MariaDB warehouse is lost at every statement in turn: nothing is half, and doing it
again ends where an undisturbed run ends, with no number used twice.

Three ways of losing it: the server ends the connection, the request does not arrive, the answer does not
come back. The longest way round, every statement, is a matter of ``make sweep``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.errors import Unknown, Unreachable
from sync.warehouses.warehouse_pro import WarehousePro, tables
from sync.warehouses.warehouse_pro.connect import open_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.bench import CUSTOMER, NOW, SOFIA
from tests.faults import warehouse_actions
from tests.faults.cut_line import CutLine, Lost
from tests.faults.warehouse_actions import prepare
from tests.mariadb import MariaDb

ACTIONS: Mapping[str, Callable[[WarehousePro], object]] = {
    **{name: warehouse_actions.ACTIONS[name] for name in ("order", "sale", "replace", "withdraw", "goods")},
    "partner": lambda warehouse: warehouse.update_partner(CUSTOMER, {"name": "Лимон АД", "city": "Варна"}),
}
Content = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database in which an order stands, a line to it, and what the action makes of it undisturbed."""

    server: MariaDb
    name: str
    line: CutLine
    action: str
    before: Content
    after: Content
    commands: int
    statements: int


def _open(server: MariaDb, name: str, port: int | None = None) -> tuple[WarehousePro, Database]:
    text = server.connection_string(name)
    if port is not None:
        text = text.replace(f"PORT={server.port}", f"PORT={port}")
    database = open_odbc(Engine.MYSQL, text, zone=SOFIA, lock_wait_ms=3_000)
    return WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA, machine="A"), database


def _content(server: MariaDb, name: str) -> Content:
    """Every row of every table, without the numbers that the server counts up itself: those it gave to rows
    that were taken back are never given again. Who is meant by such a number is told by name."""
    with closing(server.attach(name)) as database:
        goods: dict[int, str] = dict(database.rows("SELECT [ID], [Name] FROM [Goods]"))
        partners: dict[int, str] = dict(database.rows("SELECT [ID], [Company] FROM [Partners]"))

        def told(column: str, row: Mapping[str, Any]) -> object:
            value = row[column]
            if column == "GoodID" or (column == "Acct" and row.get("Kind") == "product"):
                return goods.get(value, value)
            # The code follows the highest ever given out, as the number does.
            return partners.get(value, value) if column == "PartnerID" else value

        found: Content = {}
        for table in tables.TABLES:
            names = [column.name for column in database.dialect.columns(table)]
            kept = [each for each in names if each != "ID"]
            sql = f"SELECT {', '.join(f'[{each}]' for each in names)} FROM [{table.name}]"
            rows = [dict(zip(names, row, strict=True)) for row in database.rows(sql)]
            found[table.name] = sorted(
                (tuple(told(column, row) for column in kept) for row in rows), key=repr
            )
        return found


@contextmanager
def _prepared(server: MariaDb, action: str) -> Iterator[Prepared]:
    with CutLine(server.port) as line:
        with _standing(server) as name:
            before = _content(server, name)
            warehouse, database = _open(server, name, line.port)
            said: list[str] = []
            database.on_statement = said.append
            line.count_from_now()
            ACTIONS[action](warehouse)
            commands = line.counted
            warehouse.close()
            after = _content(server, name)
        assert after != before
        yield Prepared(server, name, line, action, before, after, commands, len(said))


@contextmanager
def _standing(server: MariaDb) -> Iterator[str]:
    """A database in which the order stands that some actions change."""
    with server.furnished() as name:
        warehouse, _database = _open(server, name)
        prepare(warehouse)
        warehouse.close()
        yield name


def _lose(prepared: Prepared, way: Lost | None, place: int) -> None:
    """Lose the connection at this place, look, and do it again."""
    server, action = prepared.server, ACTIONS[prepared.action]
    with _standing(server) as name:
        warehouse, database = _open(server, name, prepared.line.port)
        (ident,) = database.one("SELECT CONNECTION_ID()") or (0,)
        if way is None:
            _kill_at(server, database, int(ident), place)
        else:
            prepared.line.count_from_now(place, way)
        error: Exception | None = None
        try:
            action(warehouse)
        except (Unreachable, Unknown) as raised:
            error = raised
        prepared.line.count_from_now()
        warehouse.close()
        _wait_until_gone(server, int(ident))
        found = _content(server, name)
        if error is None:  # lost after the end
            assert found == prepared.after
        elif isinstance(error, Unknown):
            assert found in (prepared.before, prepared.after)
        else:
            assert found == prepared.before
        again, _database = _open(server, name)
        action(again)
        again.close()
        assert _content(server, name) == prepared.after


def _kill_at(server: MariaDb, database: Database, ident: int, place: int) -> None:
    left = place

    def count(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            server.root.execute(f"KILL CONNECTION {ident}")

    database.on_statement = count


def _wait_until_gone(server: MariaDb, ident: int) -> None:
    """The server takes back what it had begun only when it notices that nobody is there."""
    sql = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = ?"
    while server.root.execute(sql, ident).fetchval():
        pass


WAYS = (None, Lost.REQUEST, Lost.ANSWER)


@pytest.mark.parametrize("action", ACTIONS)
def test_lost_at_some_statements(mariadb: MariaDb, action: str) -> None:
    with _prepared(mariadb, action) as prepared:
        _lose(prepared, None, prepared.statements // 2)
        for way in Lost:
            # The last ones are the commit and what follows it.
            for place in (prepared.commands * 2 // 3, prepared.commands - 1, prepared.commands):
                _lose(prepared, way, place)


@pytest.mark.sweep
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("action", ACTIONS)
def test_lost_at_every_statement(mariadb: MariaDb, action: str, way: Lost | None) -> None:
    with _prepared(mariadb, action) as prepared:
        for place in range(1, (prepared.commands if way else prepared.statements) + 1):
            _lose(prepared, way, place)
