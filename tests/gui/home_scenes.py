"""Home in all its states and what opens from it, as scenes for the pictures and the test of the layout."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from storage.drafts import Drafts
from storage.secrets import MemorySecrets
from sync.errors import SettingsError
from sync.profile import CloudCartShop, Notices, SecretName
from sync.run.report import RunState
from sync.sentences import say
from tests.gui.harness import DeskForTests
from tests.gui.home_place import (
    NOW,
    OFTEN,
    HomePlace,
    Started,
    connection,
    failed_prices,
    report,
    usual_runs,
    waiting_orders,
)
from wizard.app import App, ScreenFactory
from wizard.history import HistoryScreen
from wizard.home import Home
from wizard.home_words import CardWords
from wizard.log_screen import LogScreen
from wizard.notice_keeping import Begun
from wizard.sample_shop import SAMPLE_ID
from wizard.screen import Screen
from wizard.session import ScheduledRun

_REFUSED = SettingsError(
    say("{file} is not an exported connection of Mostik.", file="letter.json"),
    detail="line 1: a list where an object was expected",
)
_LOG = """\
2026-11-22 12:00:01,123 77 INFO wizard.terminal.log_file: Mostik 0.1.0, command sync
2026-11-22 12:00:01,124 77 INFO wizard.terminal.run_log: for connection gifts
2026-11-22 12:00:02,124 77 WARNING wizard.terminal.run_log: orders 48 213: has no payment type
2026-11-22 12:00:05,124 77 INFO wizard.terminal.run_log: ended amber, 3 changes done
"""


def _place(app: App) -> HomePlace:
    app.desk.paths.home.mkdir(parents=True, exist_ok=True)
    return HomePlace(DeskForTests(Path(tempfile.mkdtemp(dir=app.desk.paths.home))))


def _home(place: HomePlace, app: App) -> Home:
    home = place.home()(app)
    assert isinstance(home, Home)
    return home


def _first_start(app: App) -> Screen:
    return _home(_place(app), app)


def _story(app: App) -> Home:
    place = _place(app)
    place.add_story()
    return _home(place, app)


def _unfinished(app: App) -> Screen:
    place = _place(app)
    place.add(connection("home", "Kalina Home"), usual_runs(9))
    Drafts(place.desk.paths).save("connection", {"about": {"name": "Kalina Gifts"}, "connect": {}})
    return _home(place, app)


def _needing(app: App) -> Screen:
    """Connections that need their owner, each in its way."""
    place, began = _place(app), NOW - timedelta(minutes=6)
    two_reasons = [*waiting_orders(2), *failed_prices(3)]
    place.add(connection("mixed", "Kalina Home"), [report(RunState.AMBER, began, orders=2, rows=two_reasons)])
    place.add(connection("held", "Kalina Gifts"), [report(RunState.HELD, began, orders=3)])
    place.add(connection("stopped", "Kalina Books"), [report(RunState.CANCELLED, began, orders=3)])
    late = report(RunState.GREEN, NOW - timedelta(hours=9), orders=3)
    place.add(connection("missed", "Kalina Toys", schedule=OFTEN), [late], trigger="schedule")
    return _home(place, app)


def _stopped(app: App) -> Screen:
    """Connections that do nothing at present, each for its reason."""
    place = _place(app)
    silent = say("{platform} cannot be reached.", platform="BaseLinker")
    out = report(RunState.RED, NOW - timedelta(minutes=6), cause=silent, seconds=2)
    place.add(connection("silent", "Kalina Home", schedule=OFTEN), [*usual_runs(9), out])
    place.add(connection("keyless", "Kalina Gifts"), usual_runs(4))
    place.desk.secrets.delete("keyless", SecretName.SHOP_TOKEN)
    place.add(connection("broken-off", "Kalina Books"), usual_runs(2))
    with place.profiles.open("broken-off", write=True) as journal:
        journal.begin_run("by hand", NOW - timedelta(minutes=3))
    (place.desk.paths.connections / "unreadable.sqlite").write_bytes(b"no database at all" * 100)
    return _home(place, app)


def _calm(app: App) -> Screen:
    """The sample, a connection that never ran, one that pauses, and one that the schedule syncs now."""
    place = _place(app)
    place.add(connection(SAMPLE_ID, "Sample shop", confirmed_first_run=False))
    place.add(connection("paused", "Kalina Gifts", paused=True), usual_runs(9))
    place.add(connection("syncing", "Kalina Home", schedule=OFTEN), usual_runs(9))
    home = _home(place, app)
    # The sample's shop is not started for a picture.
    home.session._sample_opened = True
    job: Any = Started()
    home.session.running["syncing"] = ScheduledRun(job, through=41, total=214)
    return home


class _NoKeyring(MemorySecrets):
    """As where the system has no keyring: what is saved lasts as long as the window."""

    def check(self) -> None:
        raise SettingsError(
            say("No password store was found on this computer, so secrets cannot be kept."),
        )


def _no_keyring(app: App) -> Screen:
    place = _place(app)
    place.desk.secrets = _NoKeyring()
    place.add(connection("home", "Kalina Home"), usual_runs(5))
    return _home(place, app)


def _history(app: App) -> Screen:
    home = _story(app)
    return HistoryScreen(app, home.session, "gifts", home.actions.open_summary_of)


def _no_history(app: App) -> Screen:
    place = _place(app)
    place.add(connection("gifts", "Kalina Gifts"))
    home = _home(place, app)
    return HistoryScreen(app, home.session, "gifts", home.actions.open_summary_of)


def _log(app: App) -> Screen:
    app.desk.paths.logs.mkdir(parents=True, exist_ok=True)
    (app.desk.paths.logs / "mostik.log").write_text(_LOG, encoding="utf-8")
    return LogScreen(app, "gifts", "Kalina Gifts")


def _opening(what: Callable[[Home, CardWords], object]) -> ScreenFactory:
    """Home with something that was opened from it; a window of its own, once home stands."""

    def scene(app: App) -> Screen:
        place = _place(app)
        just_now = report(RunState.GREEN, NOW - timedelta(minutes=6), orders=4, levels=12)
        place.add(connection("home", "Kalina Home", schedule=OFTEN), [*usual_runs(8), just_now])
        home = _home(place, app)

        def open_it() -> None:
            if app.screen is home and home.words:
                what(home, home.words[0])

        app.window.after(0, open_it)
        return home

    return scene


def _notices(app: App) -> Screen:
    """A connection whose listener has died, and the panel of its shop's notices."""
    place = _place(app)
    made = connection("cloud", "Kalina Online", schedule=OFTEN)
    connect = made.connect.model_copy(update={"shop": CloudCartShop(url="http://127.0.0.1:1")})
    notices = Notices(on=True, address="https://notices.kalina.example/mostik")
    place.add(made.model_copy(update={"connect": connect, "notices": notices}), usual_runs(6))
    home = _home(place, app)
    problem = say("Port {port} is taken by another program.", port=8711)
    home.session.notices.took_up({"cloud": Begun(notices, problem=problem)})

    def open_it() -> None:
        if app.screen is home and home.words:
            home.actions.notices(home.words[0])

    app.window.after(0, open_it)
    return home


SCENES: dict[str, ScreenFactory] = {
    "home-first-start": _first_start,
    "home": _story,
    "home-unfinished": _unfinished,
    "home-needing": _needing,
    "home-stopped": _stopped,
    "home-calm": _calm,
    "home-no-keyring": _no_keyring,
    "home-help": _opening(lambda home, _: home.on_help()),
    "home-schedule": _opening(lambda home, card: home.actions.schedule(card)),
    "home-notices": _notices,
    "home-rename": _opening(lambda home, card: home.actions.rename(card)),
    "home-delete": _opening(lambda home, card: home.actions.delete(card)),
    "home-trouble": _opening(lambda home, _: home.app.show_error(_REFUSED)),
    "history": _history,
    "history-empty": _no_history,
    "log": _log,
}
