"""A run of chosen modules, as the schedule starts it for one direction, and what the log says of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.paths import Paths
from tests.e2e.command_line import Place, fast_simulator, inside, make_place
from wizard.log_lines import of_connection, read_log
from wizard.schedule_runner import Direction, DueRun, last_runs


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with fast_simulator(orders=30) as simulator:
        yield make_place(tmp_path, simulator)


def test_each_direction_does_its_own_part_and_the_history_tells_which(place: Place) -> None:
    orders = place.sync("--yes", "--json", *DueRun("", (Direction.ORDERS,)).options, by=inside)
    assert orders.data["done"]["import order"] == place.documents() > 0
    assert not {"send stock", "send price"} & set(orders.data["done"])
    stock = place.sync("--json", *DueRun("", (Direction.STOCK,)).options, by=inside)
    assert stock.data["done"]["send stock"] > 0
    assert "import order" not in stock.data["done"]
    # The connection itself keeps all its modules.
    assert place.profiles.load(place.profile.id).modules == place.profile.modules
    with place.profiles.open(place.profile.id, write=False) as journal:
        latest, first = journal.history()
        found = last_runs([latest, first], running=False)
    assert (found.orders, found.stock) == (first.started_at, latest.started_at)


def test_a_module_that_nobody_knows_is_refused(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        place.sync("--module", "invoices", by=inside)
    assert left.value.code == 3
    assert "orders, products, stock" in capsys.readouterr().err


def test_the_log_tells_the_steps_of_a_run_under_its_connection(place: Place) -> None:
    assert place.sync("--yes").code == 1
    lines = of_connection(read_log(Paths(place.home).logs), place.profile.id, place.profile.name)
    told = [line.text for line in reversed(lines)]
    assert told[0] == f"for connection {place.profile.id}"
    assert "step: read orders" in told
    assert any(line.startswith("ended amber, ") for line in told)
    assert any(line.trouble for line in lines)
    assert of_connection(read_log(Paths(place.home).logs), "another", "Another") == []
