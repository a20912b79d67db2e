"""The schedule panel lets the computer's scheduler start Mostik, and says whether the keys could be read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from storage.scheduler_note import SchedulerNote
from sync.profile import Schedule
from sync.sentences import say
from tests.gui.harness import DeskForTests, assert_layout, click, pump, settle
from tests.gui.home_place import NOW, HomePlace, connection, usual_runs
from tests.gui.test_home import OpenApp, edit, home_of, window_of_kind
from wizard.app import App
from wizard.jobs import Ended
from wizard.schedule_panel import SchedulePanel
from wizard.system_schedule import SystemSchedule
from wizard.theme import Tone
from wizard.widgets import Trouble


@pytest.fixture
def place(desk: DeskForTests) -> HomePlace:
    return HomePlace(desk)


def _opened(open_app: OpenApp, place: HomePlace, code: int = 0) -> tuple[App, list[list[str]]]:
    """Home over a scheduler that only notes its commands."""
    commands: list[list[str]] = []

    def run(command: Sequence[str]) -> Ended:
        commands.append(list(command))
        return Ended(code)

    place.add(connection("home", "Kalina Home", schedule=Schedule(enabled=True)), usual_runs(1))
    app = open_app(place.home())
    paths = place.desk.paths
    home_of(app).actions.system = SystemSchedule(paths, ["mostik"], run, {}, Path(paths.home), sys.platform)
    edit(app, "home", "Schedule…")
    return app, commands


def test_the_entry_is_made_its_first_start_told_and_it_is_taken_away(
    open_app: OpenApp, place: HomePlace
) -> None:
    app, commands = _opened(open_app, place)
    panel = window_of_kind(app, SchedulePanel)
    settle(panel)
    assert_layout(panel)
    click(panel.by_computer)
    pump(app.window, lambda: "first time" in str(panel.key_state.cget("text")), "the entry")
    assert commands
    paths = place.desk.paths
    SchedulerNote.load(paths).ran(NOW, say("Your computer’s password store is locked.")).save(paths)
    pump(app.window, lambda: "is locked" in str(panel.key_state.cget("text")), "the first start")
    settle(panel)
    assert_layout(panel)
    click(panel.by_computer)
    pump(app.window, lambda: str(panel.key_state.cget("text")) == "", "the end of the entry")
    assert SchedulerNote.load(paths) == SchedulerNote()


def test_keys_that_could_be_read_are_said_and_a_long_silence_too(open_app: OpenApp, place: HomePlace) -> None:
    now = place.desk.clock.now()
    SchedulerNote(now, 3).ran(now, None).save(place.desk.paths)
    app, _ = _opened(open_app, place)
    panel = window_of_kind(app, SchedulePanel)
    assert panel._key_words()[1] is Tone.GOOD
    place.desk.clock.turn(timedelta(hours=2))
    assert panel._key_words()[1] is Tone.WARN


def test_a_scheduler_that_refuses_is_told(open_app: OpenApp, place: HomePlace) -> None:
    app, _ = _opened(open_app, place, code=1)
    click(window_of_kind(app, SchedulePanel).by_computer)
    pump(app.window, lambda: any(isinstance(each, Trouble) for each in app.window.winfo_children()), "why")
    assert SchedulerNote.load(place.desk.paths) == SchedulerNote()
