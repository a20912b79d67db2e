"""Home and what opens from it, as scenes for the pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.gui.harness import DeskForTests
from tests.gui.home_place import HomePlace
from wizard.app import App
from wizard.history import HistoryScreen
from wizard.home import Home
from wizard.screen import Screen


def _home(*, story: bool) -> Callable[[App], Home]:
    def scene(app: App) -> Home:
        place = HomePlace(DeskForTests(Path(tempfile.mkdtemp(dir=_folder(app)))))
        if story:
            place.add_story()
        made = place.home()(app)
        assert isinstance(made, Home)
        return made

    return scene


def _folder(app: App) -> Path:
    app.desk.paths.home.mkdir(parents=True, exist_ok=True)
    return app.desk.paths.home


def _history(app: App) -> Screen:
    home = _home(story=True)(app)
    return HistoryScreen(app, home.session, "gifts", home.actions.open_summary_of)


SCENES = {"home": _home(story=True), "home-first-start": _home(story=False), "history": _history}
