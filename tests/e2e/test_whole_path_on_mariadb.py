"""A real Warehouse Pro database from the first look to the day after a restored backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.profile import MarkPlace
from sync.run.engine import Wishes
from sync.run.report import RunState
from tests.e2e.on_mariadb import MariaDbBridge, mariadb_bridge
from tests.e2e.small_bridge import AFTER, said, small_simulator
from tests.mariadb import MariaDb


@pytest.fixture
def bridge(mariadb: MariaDb, tmp_path: Path, clock: TurnedClock) -> Iterator[MariaDbBridge]:
    with small_simulator(clock) as simulator, mariadb_bridge(mariadb, tmp_path, simulator, clock) as made:
        yield made


def _once_each(bridge: MariaDbBridge, orders: list[str]) -> None:
    assert sorted(bridge.tagged()) == sorted((f"Mostik:bl-sample:{order};", 1) for order in orders)


@pytest.mark.parametrize("place", [MarkPlace.TABLE, MarkPlace.OWN_DATABASE, MarkPlace.NOTE])
def test_rehearsed_synced_restored_and_synced_again(bridge: MariaDbBridge, place: MarkPlace) -> None:
    assert bridge.server
    bridge.change(connect=bridge.profile.connect.model_copy(update={"mark_place": place}))
    if place is MarkPlace.OWN_DATABASE:
        bridge.backups.append("Mostik")  # goes with the bridge
    untouched = bridge.back_up()
    orders = [bridge.order((product, 2)) for product in bridge.products[:3]]

    # Connected: the test leaves nothing behind, and the preview writes nothing.
    assert bridge._with(lambda connection: connection.warehouse.check().passed, write=False)
    shown = bridge.preview()
    assert shown.planned[ActionKind.IMPORT_ORDER] == 3, said(shown)
    assert bridge.documents() == 0

    # Rehearsed.
    asked = bridge.run()
    assert asked.state is RunState.HELD, said(asked)
    assert asked.cause
    assert "Are lines, prices, VAT and partner right?" in asked.cause.text()
    assert bridge.documents() == 1
    opened = bridge.run(Wishes(rehearsed=True))
    assert opened.state is RunState.GREEN, said(opened)
    _once_each(bridge, orders)
    assert all(bridge.in_shop(order)["order_status_id"] == AFTER for order in orders)
    bridge.assert_nothing_left()

    # Restored from a copy that is older than the last orders.
    yesterday = bridge.back_up()
    bridge.turn(minutes=30)
    later = [bridge.order((product, 1)) for product in bridge.products[4:6]]
    assert bridge.run().state is RunState.GREEN
    bridge.restore(yesterday)
    if place is MarkPlace.OWN_DATABASE:
        # The server was put back as a whole; else the marks of ours would know better than the warehouse.
        bridge.change_warehouse("DELETE FROM Mostik.MostikImports WHERE Acct > 3 AND Kind = 'order'")
    bridge.turn(minutes=30)
    held = bridge.run()
    assert held.state is RunState.HELD, said(held)
    assert held.cause
    assert "2 orders are missing" in held.cause.text()
    _once_each(bridge, orders)
    again = bridge.run(Wishes(bring_in_again=True))
    assert again.state is RunState.GREEN, said(again)
    _once_each(bridge, [*orders, *later])
    bridge.assert_nothing_left()

    # Made anew under the same name.
    if place is not MarkPlace.OWN_DATABASE:
        bridge.restore(untouched)
        bridge.turn(minutes=30)
        anew = bridge.run()
        assert anew.state is RunState.HELD
        assert anew.cause
        assert "it was made anew, or it is another database" in anew.cause.text()
        assert bridge.documents() == 0
