"""What the owner says of single orders and of a run's orders, on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.ports import InboxState
from sync.run.seen_to import seen_to
from tests.e2e.command_line import Place, fast_simulator, inside, make_place

FEW = 20


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
