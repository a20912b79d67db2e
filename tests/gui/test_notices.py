"""The switch for the shop's notices in a real window: the process that listens is the real one, the shop is
on a socket, and the warehouse is a file.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.clock import SystemClock
from sync.profile import Notices, Profile, SecretName
from sync.shops.cloudcart.hooks import EVENTS
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, Settings, Shop
from tests.e2e.furnished import Furnished, embedded
from tests.e2e.test_cloudcart import Pair, make_pair
from tests.gui.harness import DeskForTests, assert_layout, click, keys, pump, settle, type_text
from tests.gui.shown import texts
from tests.gui.test_home import OpenApp, edit, home_of, window_of_kind
from wizard.app import App
from wizard.home import Home
from wizard.jobs import RunJob
from wizard.notices_panel import NoticesPanel
from wizard.session import Session


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Place:
    """A connection with a shop of CloudCart that its owner has synced once."""

    desk: DeskForTests
    pair: Pair
    simulator: CloudCartSimulator
    warehouse: Furnished
    port: int
    session: Session | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def home(self, app: App) -> Home:
        self.session = Session(self.desk)
        return Home(app, self.session)

    def keep(self, **changes: Any) -> Profile:
        profiles = Profiles(self.desk.paths, self.desk.clock.now)
        profile = profiles.load("pair").model_copy(update=changes)
        profiles.save(profile)
        return profile

    def hooks(self) -> dict[str, bool]:
        """Each event that is told at our address, and whether its hook is on."""
        return {row["event"]: row["active"] == "yes" for row in self.simulator.judge.rows("webhooks")}

    def keys(self) -> list[str]:
        """The own key of each hook."""
        return [row["request_headers"]["X-Mostik-Key"] for row in self.simulator.judge.rows("webhooks")]

    def job(self) -> RunJob | None:
        assert self.session is not None
        known = self.session.notices._listeners.get("pair")
        return known.job if known is not None else None


@pytest.fixture
def place(desk: DeskForTests, tmp_path: Path) -> Iterator[Place]:
    clock = SystemClock()
    with (
        embedded(tmp_path) as warehouse,
        CloudCartSimulator(
            Shop(Settings(stock_taken_at="pending")), per_minute=None, clock=clock
        ) as simulator,
    ):
        pair = make_pair(tmp_path, simulator, warehouse, desk.clock)
        profile = pair.profile
        assert profile.orders is not None
        start = clock.now() - timedelta(days=1)
        profile = profile.model_copy(update={"orders": profile.orders.model_copy(update={"start": start})})
        Profiles(desk.paths, desk.clock.now).create(profile)
        desk.secrets.save("pair", SecretName.SHOP_TOKEN, SAMPLE_KEY)
        yield Place(desk, pair, simulator, warehouse, _free_port())


def _open(app: App) -> NoticesPanel:
    edit(app, "pair", "Notices of the shop…")
    panel: NoticesPanel = window_of_kind(app, NoticesPanel)
    settle(panel)
    return panel


def _switch_on(app: App, place: Place) -> None:
    panel = _open(app)
    click(panel.on.control)
    click(panel.address.control)
    type_text(panel, place.address)
    click(panel.port.control)
    keys(panel, "ctrl+a")
    type_text(panel, str(place.port))
    click(panel.main)
    pump(app.window, lambda: not panel.winfo_exists(), "the end of the panel")


def _card(app: App) -> str:
    return dict(home_of(app).cards["pair"].words.facts).get("Notices", "")


def _wait_for(app: App, said: str) -> None:
    pump(app.window, lambda: _card(app) == said, f"“Notices: {said}”")


def test_an_order_comes_in_by_itself_and_a_listener_that_dies_is_told_and_started_again(
    open_app: OpenApp, place: Place
) -> None:
    app = open_app(place.home)
    assert _card(app) == ""
    _switch_on(app, place)
    _wait_for(app, "ON")
    assert place.hooks() == dict.fromkeys(EVENTS, True)
    key = place.desk.secrets.load("pair", SecretName.HOOK_KEY)
    assert key
    assert place.keys() == [key] * len(EVENTS)
    pump(app.window, lambda: place.warehouse.judge.orders() == [] and _runs(place) >= 1, "its first look")
    place.pair.buy(("1001", 1), payment="bank_transfer")
    pump(app.window, lambda: len(place.warehouse.judge.orders()) == 1, "the order")
    panel = _open(app)
    assert "Said by the shop at " in texts(panel)
    assert_layout(panel)
    panel.close()

    # It dies, and meanwhile the shop switches its hooks off.
    first = place.job()
    assert first is not None
    table = place.simulator.backend.table("webhooks")
    for row in place.simulator.judge.rows("webhooks"):
        table.change(place.simulator.backend.row("webhooks", row["id"]), {"active": "no"})
    first._child.kill()
    _wait_for(app, "Not heard")
    assert "The program that listens has ended by itself. It is started again at 14:05." in texts(app.window)
    place.desk.clock.turn(timedelta(seconds=6))
    pump(app.window, lambda: place.job() is not None, "another listener")
    _wait_for(app, "ON")
    assert place.hooks() == dict.fromkeys(EVENTS, True)

    # Another key: the listener begins anew with it.
    panel, second = _open(app), place.job()
    click(panel.key_button)
    pump(app.window, lambda: place.job() not in (None, second), "one with the new key")
    panel.close()
    other = place.desk.secrets.load("pair", SecretName.HOOK_KEY)
    assert other not in (None, key)
    pump(app.window, lambda: place.keys() == [other] * len(EVENTS), "the hooks with the new key")
    _wait_for(app, "ON")

    # Off again: the shop has nobody to tell.
    panel, third = _open(app), place.job()
    click(panel.on.control)
    click(panel.main)
    pump(app.window, lambda: third is not None and third.through, "the end of the listener")
    assert place.hooks() == {}
    _wait_for(app, "")


def _runs(place: Place) -> int:
    with Profiles(place.desk.paths, place.desk.clock.now).open("pair", write=False) as journal:
        return sum(run.ended_at is not None for run in journal.history(5))


def test_nobody_listens_before_the_first_run_nor_at_an_open_address(open_app: OpenApp, place: Place) -> None:
    place.keep(confirmed_first_run=False)
    app = open_app(place.home)
    panel = _open(app)
    assert "The first run is yours" in texts(panel)
    assert "disabled" in str(panel.on.control.state())
    panel.close()
    place.keep(confirmed_first_run=True)
    panel = _open(app)
    click(panel.on.control)
    click(panel.address.control)
    type_text(panel, "http://notices.kalina.example")
    click(panel.main)
    assert panel.address.error_text == (
        "The shop sends its key with each notice, so the address must begin with https."
    )
    assert_layout(panel)
    click(panel.address.control)
    keys(panel, "ctrl+a")
    type_text(panel, "https://notices.kalina.example")
    click(panel.port.control)
    type_text(panel, "0")
    click(panel.main)
    assert not panel.address.error_text
    assert panel.port.error_text == "A port is a whole number from 1 to 65535."
    panel.close()
    assert place.keep().notices == Notices()
    assert place.job() is None


def test_the_shop_says_how_its_notices_stand_where_nobody_listens_here(
    open_app: OpenApp, place: Place
) -> None:
    place.keep(notices=Notices(address=place.address))
    app = open_app(place.home)
    panel = _open(app)
    assert (panel.words.state, panel.words.sentence) == ("OFF", "The shop tells nobody at this address.")
    for place_of, event in enumerate(EVENTS):
        place.simulator.backend.table("webhooks").insert(
            {
                "url": f"{place.address}/{event}",
                "event": event,
                "active": "yes" if place_of else "no",
                "new_version": 1,
                "api_key_id": place.simulator.backend.shop.keys[0].ident,
                "request_headers": {},
                "created_at": place.simulator.backend.now(),
                "updated_at": place.simulator.backend.now(),
            }
        )
    click(panel.ask_button)
    assert (panel.words.state, panel.words.sentence) == ("Partly ON", "The shop tells of 4 of 5 events.")


@pytest.mark.parametrize("percent", [100, 200])
def test_the_panel_has_its_place(open_app: OpenApp, place: Place, percent: int) -> None:
    place.keep(notices=Notices(address="https://notices.kalina.example"))
    for language in ("bg", "pl"):
        app = open_app(place.home, percent=percent, language=language)
        screen = home_of(app)
        screen.actions.notices(screen.words[0])
        panel = window_of_kind(app, NoticesPanel)
        settle(panel)
        assert_layout(panel)
        panel.close()
        app.close()
