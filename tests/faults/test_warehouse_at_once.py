"""Two programs write into one warehouse at the same moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.warehouses.bench import CUP, SHOP, SHOP_FLOOR
from tests.contract.warehouses.embedded import make_template
from tests.faults.warehouse_actions import program

_REPOSITORY = Path(__file__).resolve().parents[2]


def _start(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.warehouse_actions", str(path), "many", str(first), str(last)],
        cwd=_REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.parametrize(("second", "orders"), [((0, 60), 60), ((30, 90), 90), ((60, 120), 120)])
def test_the_same_orders_at_once(tmp_path: Path, second: tuple[int, int], orders: int) -> None:
    """Each order is there once, whoever wrote it; no number twice; the stock is what was sold."""
    path = tmp_path / "a.sqlite"
    make_template(path)
    programs = [_start(path, 0, 60), _start(path, *second)]
    for each in programs:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    done = []
    for each in programs:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in programs:
        said, complaint = each.communicate(timeout=50)
        assert each.returncode == 0, complaint
        done.append(int(said))
    assert sum(done) == orders

    warehouse, database = program(path)
    tagged = warehouse.tagged_documents(SHOP)
    assert len(tagged) == orders
    assert all(len(refs) == 1 for refs in tagged.values())
    numbers = [refs[0].number for refs in tagged.values()]
    assert sorted(numbers) == list(range(1, orders + 1))
    marks = warehouse.marks(SHOP, list(tagged))
    assert {name: [mark.ref] for name, mark in marks.items()} == tagged
    assert warehouse.stock_now([CUP], [SHOP_FLOOR]) == {CUP: 100_000 - orders * 5_000}
    for table, count in (
        ("Operations", orders),
        ("Payments", orders),
        ("NextAcct", orders),
        ("Partners", orders + 2),
    ):
        assert database.one(f"SELECT COUNT(*) FROM [{table}]") == (count,)
    assert database.one("SELECT COUNT(DISTINCT [Code]) FROM [Partners]") == (orders + 2,)
    warehouse.close()
