"""The choice of the place of the marks, in a real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.profile import DatabaseEngine, DatabaseWarehouse, MarkPlace, Profile
from sync.simulators.sample.loading import make_warehouse
from tests.e2e.bridge import ZONE, sample_profile
from tests.gui.harness import assert_layout, click, widgets_below
from wizard.app import App
from wizard.mark_choice import MarkChoice, may_choose
from wizard.screen import TopBarScreen
from wizard.widgets import Surface

OpenApp = Callable[..., App]


class _Page(TopBarScreen):
    has_actions = False

    def __init__(self, app: App, profile: Profile) -> None:
        super().__init__(app)
        self.profile = profile
        self.chosen: list[MarkPlace] = []

    def build_body(self, body: Surface) -> None:
        self.choice = MarkChoice(body, self.profile, self.language, self.chosen.append)
        self.choice.pack(fill="x")


def _profile(folder: Path, engine: DatabaseEngine) -> Profile:
    make_warehouse(folder / "warehouse.sqlite", ZONE)
    made = sample_profile(folder, "http://127.0.0.1:1/connector.php")
    assert not may_choose(made), "our own warehouse keeps its marks in its file"
    warehouse = DatabaseWarehouse(engine=engine, server="s", database="d", path="Microinvest.mdb")
    connect = made.connect.model_copy(update={"warehouse": warehouse})
    return made.model_copy(update={"connect": connect, "confirmed_first_run": False})


@pytest.mark.parametrize("language", ["en", "bg", "pl"])
def test_a_server_offers_all_three(open_app: OpenApp, tmp_path: Path, language: str) -> None:
    profile = _profile(tmp_path, DatabaseEngine.MSSQL)
    assert may_choose(profile)
    assert not may_choose(profile.model_copy(update={"confirmed_first_run": True}))
    app = open_app(lambda app: _Page(app, profile), language=language, percent=150)
    page = app.screen
    assert isinstance(page, _Page)
    assert list(page.choice.places.controls) == [place.value for place in MarkPlace]
    click(page.choice.places.controls[MarkPlace.OWN_DATABASE.value])
    assert page.chosen == [MarkPlace.OWN_DATABASE]
    assert_layout(app.window)


def test_access_says_why_it_has_no_database_beside(open_app: OpenApp, tmp_path: Path) -> None:
    profile = _profile(tmp_path, DatabaseEngine.ACCESS)
    app = open_app(lambda app: _Page(app, profile))
    page = app.screen
    assert isinstance(page, _Page)
    assert list(page.choice.places.controls) == [MarkPlace.TABLE.value, MarkPlace.NOTE.value]
    texts = " ".join(
        str(one.cget("text")) for one in widgets_below(app.window) if one.winfo_class() == "TLabel"
    )
    assert "An Access database is a single file" in texts
