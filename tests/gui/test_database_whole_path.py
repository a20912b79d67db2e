"""A Warehouse Pro database that was connected in the window, from its first order to a clean audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.audit import audit
from sync.profile import Connect
from sync.run.connection import Connection
from sync.run.engine import Wishes, run
from sync.run.report import RunState
from tests.e2e.bridge import TOKEN
from tests.e2e.on_mariadb import MariaDbBridge, mariadb_bridge
from tests.e2e.small_bridge import AFTER, said, small_simulator
from tests.gui.connect_place import NAME, Nowhere, begin, next_is_on, setup_in
from tests.gui.hands import Hand, Keyboard, Mouse
from tests.gui.harness import DeskForTests
from tests.gui.test_connect_database import sign_in
from tests.mariadb import MariaDb
from wizard.answers import answer_of
from wizard.app import App
from wizard.opening import open_connection
from wizard.saving import save_connection
from wizard.widgets import ChoiceField

OpenApp = Callable[..., App]


@pytest.fixture
def bridge(mariadb: MariaDb, tmp_path: Path, desk: DeskForTests) -> Iterator[MariaDbBridge]:
    with (
        small_simulator(desk.clock) as simulator,
        mariadb_bridge(mariadb, tmp_path, simulator, desk.clock) as made,
    ):
        yield made


def connected(app: App, hand: Hand, bridge: MariaDbBridge) -> Connect:
    """What the step connect answers, once an owner has come through it."""
    assert bridge.server
    shop = {"platform": "baselinker", "url": bridge.simulator.url, "requests_per_minute": 1000}
    step = begin(app, {"about": {"name": NAME}, "connect": {"shop": shop}})
    hand.write(step.shop.token, TOKEN)
    hand.press(step.shop.test_button)
    panel = sign_in(app, step, hand, bridge.server)
    assert panel.database.list_button is not None
    hand.press(panel.database.list_button)
    assert isinstance(panel.database.field, ChoiceField)
    if panel.database.name != bridge.database:
        hand.choose(panel.database.field, bridge.database)
    hand.press(step.warehouse.test_button)
    assert next_is_on(app)
    setup_in(app).keep()
    answer = answer_of(setup_in(app).draft, "connect")
    assert isinstance(answer, Connect)
    return answer


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_connected_by_hand_it_is_rehearsed_synced_and_found_equal(
    open_app: OpenApp, desk: DeskForTests, bridge: MariaDbBridge, by: str
) -> None:
    app = open_app(Nowhere)
    connect = connected(app, Mouse() if by == "mouse" else Keyboard(app.window), bridge)
    setup = setup_in(app)
    profile = bridge.profile.model_copy(update={"id": setup.profile_id, "name": NAME, "connect": connect})
    save_connection(desk, profile, dict(setup.typed), saved=False)
    orders = [bridge.order((product, 2)) for product in bridge.products[:3]]

    def in_it(act: Callable[[Connection], Any]) -> Any:
        with Profiles(desk.paths, desk.clock.now).open(profile.id, write=True) as journal:
            opened = open_connection(profile, journal, desk.secrets, desk.clock)
            with closing(opened.warehouse):
                return act(opened)

    assert in_it(run).state is RunState.HELD
    assert bridge.documents() == 1
    report = in_it(lambda opened: run(opened, Wishes(rehearsed=True)))
    assert report.state is RunState.GREEN, said(report)
    assert bridge.documents() == 3
    assert all(bridge.in_shop(order)["order_status_id"] == AFTER for order in orders)
    bridge.simulator.forget_requests()
    assert in_it(run).planned == {}
    assert bridge.simulator.writes() == 0
    found = in_it(audit)
    assert found.clean, found.rows
