"""Two Mostiks and the shop's till write into one MariaDB warehouse at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from sync.clock import TurnedClock
from sync.warehouses.warehouse_pro import WarehousePro
from sync.warehouses.warehouse_pro.connect import open_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.bench import NOW, SHOP, SOFIA
from tests.mariadb import MariaDb

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
LONGEST_WAIT: Final = 0.2
"""Seconds that a till at work may wait for us."""


@pytest.mark.parametrize("documents", [60, pytest.param(500, marks=[pytest.mark.sweep])])
def test_two_mostiks_and_a_till(mariadb: MariaDb, documents: int) -> None:
    with mariadb.furnished() as name, closing(mariadb.attach(name)) as database:
        began = _stock(database)
        half = documents // 2
        programs = [
            _start(mariadb, name, "mostik", 0, documents),
            _start(mariadb, name, "mostik", half, half + documents),  # half of its orders are the other's too
            _start(mariadb, name, "till", 0, documents),
        ]
        first, second, till = _work(programs)
        orders = half + documents
        assert first["documents"] + second["documents"] == orders
        assert till["documents"] == documents
        assert till["longest_wait"] <= LONGEST_WAIT, till
        _look_at_the_numbers(database, orders, documents)
        _look_at_the_stock(database, began)
        _look_at_the_money(database)
        _look_at_the_marks(mariadb, name, orders)


def _start(mariadb: MariaDb, name: str, role: str, first: int, last: int) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.mariadb_programs", role, str(first), str(last)],
        cwd=_REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert started.stdin is not None
    started.stdin.write(mariadb.connection_string(name) + "\n")
    started.stdin.flush()
    return started


def _work(programs: Sequence[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """All begin together; what each did."""
    for each in programs:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n", each.communicate(timeout=30)
    for each in programs:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    done = []
    for each in programs:
        said, complaint = each.communicate(timeout=1_500)
        assert each.returncode == 0, complaint
        done.append(json.loads(said))
    return done


def _look_at_the_numbers(database: Database, orders: int, sales_of_the_till: int) -> None:
    """Each number belongs to one document: one note, one time of writing, all its lines."""
    rows = list(
        database.rows(
            "SELECT [OperType], [Acct], COUNT(*), COUNT(DISTINCT [Note]), COUNT(DISTINCT [PartnerID]),"
            " COUNT(DISTINCT [GoodID]) FROM [Operations] GROUP BY [OperType], [Acct]"
        )
    )
    assert len(rows) == orders + sales_of_the_till
    assert all((notes, partners, goods) == (1, 1, lines) for _, _, lines, notes, partners, goods in rows)
    reserved = {str(cell) for (cell,) in database.rows("SELECT [NextAcct] FROM [NextAcct]")}
    assert {f"{'S' if kind == 2 else 'OR'}{number}" for kind, number, *_ in rows} == reserved
    for wanted in (2, 19):
        numbers = sorted(number for kind, number, *_ in rows if kind == wanted)
        assert numbers == list(range(1, len(numbers) + 1))


def _stock(database: Database) -> dict[tuple[int, int], float]:
    sql = "SELECT [GoodID], [ObjectID], [Qtty] FROM [Store]"
    return {(good, place): quantity for good, place, quantity in database.rows(sql)}


def _look_at_the_stock(database: Database, began: dict[tuple[int, int], float]) -> None:
    moved = {
        (good, place): quantity
        for good, place, quantity in database.rows(
            "SELECT [GoodID], [ObjectID], SUM([Qtty] * [Sign]) FROM [Operations]"
            " GROUP BY [GoodID], [ObjectID]"
        )
    }
    for where, quantity in _stock(database).items():
        assert quantity == pytest.approx(began[where] + moved.get(where, 0), abs=1e-6)


def _look_at_the_money(database: Database) -> None:
    """What each sale costs is due once and paid once, and all of it lies in the cash book."""
    due = (
        "SELECT [Acct], SUM([Mode] = -1), SUM([Mode] = 1), SUM([Qtty] * [Mode]) FROM [Payments]"
        " GROUP BY [Acct]"
    )
    for _number, asked, paid, left in database.rows(due):
        assert (asked, paid) == (1, 1)
        assert left == pytest.approx(0)
    (in_cash,) = database.one("SELECT SUM([Profit]) FROM [CashBook]") or (0,)
    (paid,) = database.one("SELECT SUM([Qtty]) FROM [Payments] WHERE [Mode] = 1") or (1,)
    assert in_cash == pytest.approx(paid)


def _look_at_the_marks(mariadb: MariaDb, name: str, orders: int) -> None:
    database = open_odbc(Engine.MYSQL, mariadb.connection_string(name), zone=SOFIA)
    with closing(WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA)) as warehouse:
        tagged = warehouse.tagged_documents(SHOP)
        assert len(tagged) == orders
        assert {
            external: [mark.ref] for external, mark in warehouse.marks(SHOP, list(tagged)).items()
        } == tagged
