"""The help: each screen and step has its page, F1 opens it beside the window, every page can be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.gui.harness import DeskForTests, assert_layout, click, keys, pump
from tests.gui.home_place import HomePlace, connection, usual_runs
from wizard.app import App
from wizard.help_pages import PAGES
from wizard.help_screen import HelpWindow, page_for
from wizard.home import Home
from wizard.setup import Setup
from wizard.steps import steps_of_wizard

OpenApp = Callable[..., App]


def help_of(app: App) -> HelpWindow:
    found = [child for child in app.window.winfo_children() if isinstance(child, HelpWindow)]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def shown(desk: DeskForTests, open_app: OpenApp) -> App:
    place = HomePlace(desk)
    place.add(connection("home", "Kalina Home"), usual_runs(2))
    return open_app(place.home())


def test_f1_opens_the_page_of_the_screen_and_escape_closes_it(shown: App) -> None:
    keys(shown.window, "F1")
    assert help_of(shown).page.id == "home"
    keys(help_of(shown), "Escape")
    assert not [child for child in shown.window.winfo_children() if isinstance(child, HelpWindow)]
    # The main window has the keyboard again.
    keys(shown.window, "F1")
    help_of(shown)


def test_the_main_window_works_on_beside_the_help(shown: App) -> None:
    click(shown.screen.help_button if isinstance(shown.screen, Home) else shown.window)
    keys(help_of(shown), "Escape")
    assert isinstance(shown.screen, Home)
    shown.screen.actions.history(shown.screen.words[0])
    keys(shown.window, "F1")
    assert help_of(shown).page.id == "history"
    shown.help(shown.screen)
    assert help_of(shown).page.id == "history"


def test_every_step_of_the_wizard_has_a_page(shown: App) -> None:
    """Of its own, or for what stands below another step that of the other."""
    for step in steps_of_wizard():
        wizard = Setup(shown, steps_of_wizard(), "connection", at=step.id)
        assert page_for(wizard).id in ({step.id, step.under} if step.under else {step.id})


@pytest.mark.parametrize(("language", "percent"), [("en", 100), ("bg", 200), ("pl", 150)])
def test_every_page_has_its_place(desk: DeskForTests, open_app: OpenApp, language: str, percent: int) -> None:
    app = open_app(HomePlace(desk).home(), language=language, percent=percent)
    assert app.screen is not None
    app.help(app.screen)
    window = help_of(app)
    for page in PAGES:
        window.open(page)
        assert_layout(window)
    window.open(PAGES[0])
    pump(window, lambda: bool(window.links[PAGES[-1].id].winfo_viewable()), "the links")
    click(window.links[PAGES[-1].id])
    assert window.page.id == PAGES[-1].id
