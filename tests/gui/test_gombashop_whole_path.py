"""A shop of GombaShop that was connected in the window, from its exports to a clean audit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from storage.profiles import Profiles
from sync.audit import audit
from sync.feed_places import FeedInFile
from sync.plan.actions import ActionKind
from sync.profile import Connect, EmbeddedWarehouse
from sync.run.connection import Connection
from sync.run.engine import preview, run
from sync.run.report import RunState
from sync.systems import GombaShopShop
from tests.e2e.furnished import embedded
from tests.e2e.gombashop_pair import SHOP_KEY, make_pair
from tests.e2e.small_bridge import said
from tests.gui.connect_place import NAME, Nowhere, begin, next_is_on, setup_in
from tests.gui.hands import Mouse
from tests.gui.harness import DeskForTests, assert_layout, assert_letters_unique, click, settle
from wizard.answers import answer_of
from wizard.app import App
from wizard.lines_screen import LinesScreen
from wizard.opening import open_connection
from wizard.progress import Finished
from wizard.saving import save_connection
from wizard.summary import SummaryScreen

OpenApp = Callable[..., App]


def _connected(app: App, folder: Path, file: str) -> Connect:
    """What the step connect answers, once an owner has come through it by mouse."""
    hand = Mouse()
    step = begin(app, {"about": {"name": NAME}})
    click(step.shop.shops.tiles["gombashop"].radio)
    panel = step.shop.gombashop
    hand.write(panel.address, "kalina.gombashop.com")
    hand.write(panel.folder, str(folder / "exports"))
    for place in ("served", "ftp", "file"):
        hand.press(panel.feed.to.buttons[place])
        assert_layout(app.window)
        assert_letters_unique(app.window)
        assert not panel.complete
    hand.write(panel.feed.file, str(folder / "web" / "products.csv"))
    hand.press(panel.missing.buttons["ignore"])
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


def _complete_in_the_summary(app: App) -> None:
    """The owner opens the order's row and types how many of it were bought."""
    hand = Mouse()
    settle(app.window)
    summary = app.screen
    assert isinstance(summary, SummaryScreen)
    assert summary.complete_button is not None
    assert_layout(app.window)
    assert_letters_unique(app.window)
    hand.press(summary.complete_button)
    settle(app.window)
    screen = app.screen
    assert isinstance(screen, LinesScreen)
    ((quantity, price, code),) = screen.fields
    assert (quantity.number, price.number, code.value) == (None, Decimal("6.00"), "1001")
    assert screen.main_button is not None
    assert not screen.main_button.enabled
    assert_layout(app.window)
    assert_letters_unique(app.window)
    hand.write(quantity, "3")
    assert not screen.main_button.enabled
    hand.write(quantity, "2")
    hand.press(screen.main_button)
    settle(app.window)
    back = app.screen
    assert isinstance(back, SummaryScreen)
    assert back.rows is not None
    assert not any(row.can_be_completed for row in back.rows)


def test_connected_by_mouse_it_is_previewed_synced_and_found_equal(
    open_app: OpenApp, desk: DeskForTests, tmp_path: Path
) -> None:
    with embedded(tmp_path) as warehouse:
        pair = make_pair(tmp_path, warehouse, desk.clock)
        assert isinstance(warehouse.settings, EmbeddedWarehouse)
        order = pair.buy(("1001", 2))
        pair.export()
        app = open_app(Nowhere)
        connect = _connected(app, tmp_path, warehouse.settings.path)
        assert isinstance(connect.shop, GombaShopShop)
        assert connect.shop.feed == FeedInFile(path=str(pair.feed))
        assert connect.shop_key == SHOP_KEY
        setup = setup_in(app)
        profile = pair.profile.model_copy(update={"id": setup.profile_id, "name": NAME, "connect": connect})
        save_connection(desk, profile, dict(setup.typed), saved=False)

        def in_it(act: Callable[[Connection], Any], *, write: bool = True) -> Any:
            with Profiles(desk.paths, desk.clock.now).open(profile.id, write=write) as journal:
                used = journal if write else journal.open_scratch_copy()
                opened = open_connection(profile, used, desk.secrets, desk.clock)
                with closing(opened.warehouse):
                    return act(opened)

        shown = in_it(preview, write=False)
        assert shown.planned[ActionKind.SEND_STOCK] == 3, said(shown)
        assert not pair.feed.exists()
        report = in_it(run)
        assert report.state is RunState.AMBER, said(report)
        assert [row.key for row in report.rows if row.state.needs_owner] == [order.number]
        pair.pull()
        assert pair.item("1001").quantity == 10
        assert in_it(run).planned == {}
        app.show(lambda app: SummaryScreen(app, Finished(profile, report, None)))
        _complete_in_the_summary(app)
        done = in_it(run)
        assert done.state is RunState.GREEN, said(done)
        (document,) = warehouse.judge.orders()
        assert sum(line.quantity * line.price for line in document.lines) == order.total
        found = in_it(audit)
        assert found.clean, found.rows
