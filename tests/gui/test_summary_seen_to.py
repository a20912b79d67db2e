"""Late changes of orders in the summary: the owner says that one is seen to, and it is not told again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.profiles import Profiles
from sync.plan.actions import Module
from sync.plan.late_changes import Change, sold_since
from sync.ports import InboxOrder, InboxState
from sync.profile import Profile
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.run.seen_to import seen_to
from sync.sentences import say
from tests.e2e.bridge import ZONE, sample_profile
from tests.gui.conftest import OpenApp
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    assert_letters_unique,
    click,
    now,
    pump,
    settle,
)
from tests.sample_warehouse import copy_warehouse
from wizard.app import App
from wizard.progress import Finished
from wizard.summary import SummaryScreen
from wizard.summary_rows import Chip
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_WAITING = ReportRow(Module.ORDERS, RowState.HELD, "5119", "5119", say("Two partners have this e-mail."))
_SOLD = ReportRow(Module.ORDERS, RowState.HELD, "5120", "5120", sold_since("0000000123", Change.EDITED))
REPORT = Report(RunState.AMBER, NOW, NOW + timedelta(seconds=4), rows=(_WAITING, _SOLD))


@pytest.fixture
def profile(tmp_path: Path, desk: DeskForTests) -> Profile:
    """A connection whose order 5120 came in and was edited in the shop since."""
    copy_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    made = sample_profile(tmp_path, "http://127.0.0.1:9")
    profiles = Profiles(desk.paths, desk.clock.now)
    profiles.create(made)
    with profiles.open(made.id, write=True) as journal:
        journal.put(InboxOrder("5120", "1", NOW, {"order_id": 5120}, "new", InboxState.DONE, NOW))
    return made


def _summary(open_app: OpenApp, profile: Profile, **options: object) -> tuple[App, SummaryScreen]:
    app = open_app(lambda made: SummaryScreen(made, Finished(profile, REPORT)), **options)
    assert isinstance(app.screen, SummaryScreen)
    return app, app.screen


def _keys(screen: SummaryScreen) -> list[str]:
    assert screen.table is not None
    return [row.source.key for row in screen.table.shown if row.source is not None]


def test_a_late_change_is_seen_to_and_stays_so(
    open_app: OpenApp, profile: Profile, desk: DeskForTests
) -> None:
    app, screen = _summary(open_app, profile)
    assert screen.table is not None
    assert screen.seen_to_button is not None
    waiting, sold = sorted(screen.table.shown, key=lambda row: row.what)
    screen.table.select([waiting])
    settle(app.window)
    assert not screen.seen_to_button.enabled
    screen.table.select([sold])
    settle(app.window)
    click(screen.seen_to_button)
    pump(app.window, lambda: _keys(screen) == ["5119"], "the row to go")
    with Profiles(desk.paths, desk.clock.now).open(profile.id, write=False) as journal:
        assert set(seen_to(journal)) == {"5120"}
    assert now(screen.seen_to_button) is None
    app.leave()
    app, again = _summary(open_app, profile)
    assert _keys(again) == ["5119"]
    assert again.chips is not None
    click(again.chips.buttons[Chip.TOLD.value])
    assert again.table is not None
    assert "told again only when something changes" in again.table.shown[0].advice


def test_one_that_changed_again_needs_the_owner_again(
    open_app: OpenApp, profile: Profile, desk: DeskForTests
) -> None:
    with Profiles(desk.paths, desk.clock.now).open(profile.id, write=True) as journal:
        journal.remember("seen to 5120", "edited old")
    _, screen = _summary(open_app, profile)
    assert set(_keys(screen)) == {"5119", "5120"}


@pytest.mark.parametrize(("language", "percent"), [("bg", 100), ("pl", 150)])
def test_the_button_has_its_place(open_app: OpenApp, profile: Profile, language: str, percent: int) -> None:
    app, _ = _summary(open_app, profile, language=language, percent=percent)
    for size in (WINDOW_SIZE, SMALLEST_WINDOW):
        app.window.resize(*size)
        assert_layout(app.window)
        assert_letters_unique(app.window)
