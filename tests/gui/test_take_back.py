"""Taking back the orders of a run from the history, in a real window, on the sample."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.profiles import Profiles
from sync.profile import SecretName
from sync.run.engine import run
from sync.run.taking_back import taken_back
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Place, fast_simulator, make_place
from tests.gui.conftest import OpenApp
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    assert_letters_unique,
    click,
    focus_on,
    keys,
    now,
    pump,
    settle,
)
from wizard.app import App
from wizard.history import HistoryScreen
from wizard.opening import open_connection
from wizard.session import Session
from wizard.take_back_screen import TakeBackScreen


@pytest.fixture
def place(tmp_path: Path, desk: DeskForTests) -> Iterator[Place]:
    """The sample after a run that is in the history of the desk."""
    with fast_simulator(orders=60) as simulator:
        made = make_place(tmp_path, simulator, connected=False)
        desk.clock.turn(datetime.now(UTC) - desk.clock.now())
        profile = made.profile.model_copy(update={"confirmed_first_run": True})
        made.profile = profile
        profiles = Profiles(desk.paths, desk.clock.now)
        profiles.create(profile)
        desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, TOKEN)
        with profiles.open(profile.id, write=True) as journal:
            connection = open_connection(profile, journal, desk.secrets, desk.clock)
            try:
                run(connection)
            finally:
                connection.warehouse.close()
        yield made


def _history(open_app: OpenApp, place: Place, desk: DeskForTests, **options: object) -> App:
    app = open_app(
        lambda made: HistoryScreen(made, Session(desk), place.profile.id, lambda _id, _run: None), **options
    )
    pump(app.window, lambda: _history_in(app).table is not None, "the runs")
    return app


def _history_in(app: App) -> HistoryScreen:
    assert isinstance(app.screen, HistoryScreen)
    return app.screen


def _opened(app: App) -> TakeBackScreen:
    history = _history_in(app)
    assert history.table is not None
    history.table.select([history.table.shown[0]])
    settle(app.window)
    assert history.take_back_button is not None
    assert history.take_back_button.enabled
    click(history.take_back_button)
    pump(app.window, lambda: isinstance(app.screen, TakeBackScreen), "the orders")
    screen = app.screen
    assert isinstance(screen, TakeBackScreen)
    pump(app.window, lambda: screen.table is not None, "the list")
    return screen


def test_orders_are_taken_back_and_brought_in_again(
    open_app: OpenApp, place: Place, desk: DeskForTests
) -> None:
    before = place.documents()
    assert before > 1
    place.change_warehouse(
        "UPDATE Operations SET Qtty = Qtty + 7"
        " WHERE ID = (SELECT MIN(ID) FROM Operations WHERE OperType = 19)"
    )
    app = _history(open_app, place, desk)
    screen = _opened(app)
    assert screen.orders is not None
    assert [order.can_be_taken_back for order in screen.orders].count(False) == 1
    assert place.documents() == before
    assert screen.take_button is not None
    click(screen.take_button)
    keys(app.window, "alt+t")
    pump(app.window, lambda: place.documents() == 1, "the documents to go")
    pump(app.window, lambda: now(screen.again_button) is not None, "the way back")
    assert now(screen.take_button) is None
    with Profiles(desk.paths, desk.clock.now).open(place.profile.id, write=False) as journal:
        assert len(taken_back(journal)) == before - 1
    assert screen.again_button is not None
    click(screen.again_button)
    pump(app.window, lambda: now(screen.again_button) is None, "the word to be kept")
    with Profiles(desk.paths, desk.clock.now).open(place.profile.id, write=False) as journal:
        assert taken_back(journal) == frozenset()
    assert screen.main_button is not None
    focus_on(screen.main_button)
    keys(app.window, "Return")
    pump(app.window, lambda: isinstance(app.screen, HistoryScreen), "the history")


@pytest.mark.parametrize(("language", "percent"), [("en", 100), ("bg", 100), ("pl", 150)])
def test_it_has_its_place(
    open_app: OpenApp, place: Place, desk: DeskForTests, language: str, percent: int
) -> None:
    app = _history(open_app, place, desk, language=language, percent=percent)
    assert_layout(app.window)
    assert_letters_unique(app.window)
    _opened(app)
    assert_layout(app.window)
    assert_letters_unique(app.window)
