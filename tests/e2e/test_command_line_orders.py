"""What the owner says of single orders and of a run's orders, on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.secrets import MemorySecrets
from sync.clock import SystemClock
from sync.model import MarkKey
from sync.ports import InboxState
from sync.profile import SecretName
from sync.run.seen_to import seen_to
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Ended, Place, fast_simulator, inside, make_place, secrets
from wizard.opening import open_connection

FEW = 60


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The sample with its first orders only, after its first run."""
    with fast_simulator(orders=FEW) as simulator:
        made = make_place(tmp_path, simulator)
        made.sync("--yes", by=inside)
        yield made


def _done(place: Place) -> list[str]:
    with place.profiles.open(place.profile.id, write=False) as journal:
        return [row.id for row in journal.inbox(InboxState.DONE)]


def test_orders_that_came_in_are_seen_to_and_others_are_not(place: Place) -> None:
    order = _done(place)[0]
    ended = inside("seen-to", place.profile.id, order, "77")
    assert ended.code == 1
    assert f"Order {order} is seen to." in ended.out
    assert "No order 77 has come in" in ended.err
    with place.profiles.open(place.profile.id, write=False) as journal:
        assert set(seen_to(journal)) == {order}
    assert inside("seen-to", place.profile.id, order).code == 0


def _take_back(place: Place, run: int, *options: str) -> Ended:
    return inside(
        "take-back", place.profile.id, str(run), "--secrets-from-stdin", *options, told=secrets(TOKEN)
    )


def _last_run(place: Place) -> int:
    with place.profiles.open(place.profile.id, write=False) as journal:
        last = journal.last_run()
    assert last is not None
    return last.id


def test_a_runs_orders_are_taken_back_and_come_in_again_only_on_demand(place: Place) -> None:
    run, before, stock = _last_run(place), place.documents(), _stock_rows(place)
    orders = _done(place)
    assert before == len(orders) > 1
    place.change_warehouse(
        "UPDATE Operations SET Qtty = Qtty + 7"
        " WHERE ID = (SELECT MIN(ID) FROM Operations WHERE OperType = 19)"
    )
    refused = _take_back(place, run)
    assert refused.code == 4
    assert "it can be taken back" in refused.out
    assert "was changed in the warehouse since" in refused.out
    assert place.documents() == before
    ended = _take_back(place, run, "--yes")
    assert ended.code == 0, ended.err
    assert "was taken back." if before == 2 else "were taken back." in ended.out
    assert place.documents() == 1
    assert _stock_rows(place) == stock
    place.sync(by=inside)
    assert place.documents() == 1, "what was taken back does not come in by itself"
    assert _take_back(place, run, "--yes").code == 1
    again = _take_back(place, run, "--again")
    assert "in again with the next sync." in again.out
    place.sync(by=inside)
    assert place.documents() == before
    assert sorted(_done(place)) == sorted(orders)


def _stock_rows(place: Place) -> list[tuple[Any, ...]]:
    return place.query("SELECT ObjectID, GoodID, Qtty FROM Store ORDER BY ID")


def test_a_sale_is_never_taken_back(place: Place) -> None:
    run = _last_run(place)
    order = _done(place)[0]
    with place.profiles.open(place.profile.id, write=True) as journal:
        connection = open_connection(place.profile, journal, _keeper(place), SystemClock())
        with closing(connection.warehouse):
            connection.warehouse.turn_into_sale(MarkKey(connection.shop_key, order), ())
    ended = _take_back(place, run, "--yes")
    assert "sales are never taken back" in ended.out
    assert place.query("SELECT COUNT(*) FROM Operations WHERE OperType = 2")[0][0] > 0
    assert place.documents() == 0
    assert _done(place) == [order], "the others were taken back"


def _keeper(place: Place) -> MemorySecrets:
    keeper = MemorySecrets()
    keeper.save(place.profile.id, SecretName.SHOP_TOKEN, TOKEN)
    return keeper


def test_a_run_that_is_not_there_is_told(place: Place) -> None:
    ended = _take_back(place, 4711)
    assert ended.code == 2
    assert "Run 4711 left no summary" in ended.err
