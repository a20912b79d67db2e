"""A shop of CloudCart that was connected in the window, from its first orders to a clean audit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.profiles import Profiles
from sync.audit import audit
from sync.plan.actions import ActionKind
from sync.profile import CloudCartShop, Connect, EmbeddedWarehouse
from sync.run.connection import Connection
from sync.run.engine import preview, run
from sync.run.report import RunState
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, Settings, Shop
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import said
from tests.e2e.test_cloudcart import make_pair
from tests.gui.connect_place import NAME, Nowhere, begin, next_is_on, setup_in
from tests.gui.hands import Mouse
from tests.gui.harness import DeskForTests, click
from wizard.answers import answer_of
from wizard.app import App
from wizard.opening import open_connection
from wizard.saving import save_connection

OpenApp = Callable[..., App]


def _connected(app: App, origin: str, file: str) -> Connect:
    """What the step connect answers, once an owner has come through it by mouse."""
    hand = Mouse()
    step = begin(app, {"about": {"name": NAME}})
    click(step.shop.shops.tiles["cloudcart"].radio)
    panel = step.shop.cloudcart
    hand.write(panel.address, origin)
    hand.press(panel.plan.buttons["master"])
    hand.press(panel.lowers.buttons["pending"])
    hand.write(step.shop.token, SAMPLE_KEY)
    hand.press(step.shop.test_button)
    assert step.shop.passed
    hand.press(step.warehouse.programs.tiles["embedded"].radio)
    hand.press(step.warehouse.own.mode.buttons["open"])
    hand.write(step.warehouse.own.file, file)
    hand.press(step.warehouse.test_button)
    assert step.warehouse.passed
    assert next_is_on(app)
    setup_in(app).keep()
    answer = answer_of(setup_in(app).draft, "connect")
    assert isinstance(answer, Connect)
    return answer


def test_connected_by_mouse_it_is_previewed_synced_and_found_equal(
    open_app: OpenApp, desk: DeskForTests, tmp_path: Path
) -> None:
    shop = Shop(Settings(stock_taken_at="pending"))
    with (
        embedded(tmp_path) as warehouse,
        CloudCartSimulator(shop, per_minute=None, clock=desk.clock) as simulator,
    ):
        pair = make_pair(tmp_path, simulator, warehouse, desk.clock)
        assert isinstance(warehouse.settings, EmbeddedWarehouse)
        app = open_app(Nowhere)
        connect = _connected(app, simulator.origin, warehouse.settings.path)
        assert isinstance(connect.shop, CloudCartShop)
        assert (connect.shop.requests_per_minute, connect.shop.lowers_stock) == (90, "pending")
        setup = setup_in(app)
        profile = pair.profile.model_copy(update={"id": setup.profile_id, "name": NAME, "connect": connect})
        save_connection(desk, profile, dict(setup.typed), saved=False)

        def in_it(act: Callable[[Connection], Any], *, write: bool = True) -> Any:
            with Profiles(desk.paths, desk.clock.now).open(profile.id, write=write) as journal:
                used = journal if write else journal.open_scratch_copy()
                opened = open_connection(profile, used, desk.secrets, desk.clock)
                with closing(opened.warehouse):
                    return act(opened)

        orders = [pair.buy(("1001", 2), payment="cod"), pair.buy(("A-2", 1), payment="bank_transfer")]
        shown = in_it(preview, write=False)
        assert shown.planned[ActionKind.IMPORT_ORDER] == len(orders), said(shown)
        assert not warehouse.judge.orders()
        report = in_it(run)
        assert report.state is RunState.GREEN, said(report)
        assert len(warehouse.judge.orders()) == len(orders)
        simulator.forget_requests()
        assert in_it(run).planned == {}
        assert simulator.writes() == 0
        found = in_it(audit)
        assert found.clean, found.rows
