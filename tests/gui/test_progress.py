"""A run in the window while it works: numbers, stopping, waiting, breaking off, and closing in the middle."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.plan.actions import Action, ActionKind, Module, ModulePlan
from sync.profile import SecretName
from sync.run.events import ItemBegan, ItemsEnded, Planned, RunBegan, StepBegan, Total, Waiting
from sync.run.events import Step as RunStep
from sync.sentences import say
from tests.e2e.bridge import ZONE, sample_profile
from tests.gui.child import telling
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    assert_letters_unique,
    click,
    keys,
    pump,
    settle,
    widgets_below,
)
from tests.sample_warehouse import copy_warehouse
from wizard.app import App
from wizard.jobs import RunJob
from wizard.progress import ProgressScreen, RunRequest
from wizard.widgets import Question

OpenApp = Callable[..., App]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def _actions(kind: ActionKind, module: Module, count: int) -> tuple[Action, ...]:
    return tuple(
        Action(module, kind, f"{kind.value}:{number}", f"Мед {number}", "", None, None, say("Because."))
        for number in range(count)
    )


ORDERS = _actions(ActionKind.IMPORT_ORDER, Module.ORDERS, 2)
STOCK = _actions(ActionKind.SEND_STOCK, Module.STOCK, 8)
BEGINNING: list[dict[str, Any]] = [
    RunBegan("Kalina", preview=False, at=NOW).as_data(),
    StepBegan(RunStep.READ_ORDERS).as_data(),
    Planned(ModulePlan(Module.ORDERS, ORDERS)).as_data(),
    Planned(ModulePlan(Module.STOCK, STOCK)).as_data(),
    Total(10).as_data(),
    StepBegan(RunStep.WRITE).as_data(),
    ItemBegan(ORDERS[0]).as_data(),
    ItemsEnded(1, 0, 0).as_data(),
    ItemBegan(ORDERS[1]).as_data(),
    ItemsEnded(1, 0, 1).as_data(),
    ItemBegan(STOCK[0]).as_data(),
    ItemsEnded(4, 1, 1).as_data(),
]


@pytest.fixture
def request_of_a_run(tmp_path: Path, desk: DeskForTests) -> RunRequest:
    copy_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    profile = sample_profile(tmp_path, "http://127.0.0.1:9")
    Profiles(desk.paths, desk.clock.now).create(profile)
    desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, "1-2-3")
    return RunRequest(profile.id, profile.name)


def _open(open_app: OpenApp, request: RunRequest, start: Callable[..., RunJob], **options: object) -> App:
    """The window with a run that this test tells. Later screens are the same, which starts nothing."""
    return open_app(lambda app: ProgressScreen(app, request, start=start), **options)


def _screen(app: App) -> ProgressScreen:
    assert isinstance(app.screen, ProgressScreen)
    return app.screen


def _texts(app: App) -> str:
    found = []
    for widget in widgets_below(app.window):
        try:
            found.append(str(widget.cget("text")))
        except tkinter.TclError:
            continue
    return "\n".join(found)


def _until_through(app: App, through: int) -> None:
    pump(app.window, lambda: _screen(app).progress.through >= through, f"{through} items")
    settle(app.window)


def test_true_total_counts_and_the_station(open_app: OpenApp, request_of_a_run: RunRequest) -> None:
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, "wait"))
    _until_through(app, 6)
    screen = _screen(app)
    assert screen.bar_above.share == pytest.approx(0.6)
    texts = _texts(app)
    assert "of 10 changes" in texts
    assert "Stock: Мед 0" in texts
    assert "Now:" in texts
    assert [str(words.cget("text")) for words in screen.counts] == ["4", "1", "1"]
    assert "2 of 2" in texts
    assert "4 of 8" in texts
    assert "left" not in texts


def test_while_it_reads_nothing_is_said_twice(open_app: OpenApp, request_of_a_run: RunRequest) -> None:
    app = _open(open_app, request_of_a_run, telling(*BEGINNING[:2], "wait"))
    pump(app.window, lambda: "Reading the orders…" in _texts(app), "the step")
    assert _texts(app).count("Reading the orders…") == 1
    assert "Now:" not in _texts(app)


def test_the_time_left_is_told_after_five_seconds(
    open_app: OpenApp, request_of_a_run: RunRequest, desk: DeskForTests
) -> None:
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, "wait"))
    _until_through(app, 6)
    desk.clock.turn(timedelta(seconds=60))
    pump(app.window, lambda: "about 40 seconds left" in _texts(app), "the time left")


def test_escape_asks_and_the_child_gets_the_word(open_app: OpenApp, request_of_a_run: RunRequest) -> None:
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, "wait"))
    _until_through(app, 6)
    keys(app.window, "Escape")
    question = next(child for child in app.window.winfo_children() if isinstance(child, Question))
    click(question.buttons["stay"])
    assert not _screen(app).stopping
    keys(app.window, "Escape")
    question = next(child for child in app.window.winfo_children() if isinstance(child, Question))
    job = _screen(app).job
    assert job is not None
    click(question.buttons["stop"])
    pump(app.window, lambda: job.through, "the end of the child")
    assert job.wait() == 7


def test_the_button_stops_at_once_and_says_so(open_app: OpenApp, request_of_a_run: RunRequest) -> None:
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, "wait"))
    _until_through(app, 6)
    screen = _screen(app)
    assert screen.stop_button is not None
    screen._stop()
    assert not screen.stop_button.enabled
    assert screen.bar.reason_text == "Stops as soon as the current item is finished…"
    keys(app.window, "Escape")
    assert not any(isinstance(child, Question) for child in app.window.winfo_children())


def test_a_limit_says_until_when_and_is_gone_when_it_goes_on(
    open_app: OpenApp, request_of_a_run: RunRequest
) -> None:
    until = NOW + timedelta(seconds=42)
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, Waiting(until).as_data(), "wait"))
    pump(app.window, lambda: "for a limit of the shop" in _texts(app), "the limit")
    assert until.astimezone().strftime("%H:%M:%S") in _texts(app)
    assert_layout(app.window)
    _screen(app).progress.hear(ItemsEnded(5, 1, 1).as_data(), 0.0)
    _screen(app)._refresh()
    assert "for a limit of the shop" not in _texts(app)


def test_a_child_that_breaks_off_leads_to_the_log(
    open_app: OpenApp, request_of_a_run: RunRequest, desk: DeskForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, "Fatal Python error", 9))
    pump(app.window, lambda: _screen(app).broken is not None, "the broken run")
    broken = _screen(app).broken
    assert broken is not None
    assert "Fatal Python error" in broken.detail
    assert "exit code 9" in broken.detail
    assert "The sync broke off and left no summary." in _texts(app)
    assert str(desk.paths.logs) in _texts(app)
    click(_screen(app).log_button)
    assert opened == [desk.paths.logs.absolute().as_uri()]
    assert_layout(app.window)
    assert_letters_unique(app.window)


def test_without_a_token_it_says_where_to_enter_it(
    open_app: OpenApp, request_of_a_run: RunRequest, desk: DeskForTests
) -> None:
    desk.secrets.delete_all(request_of_a_run.profile_id)
    app = _open(open_app, request_of_a_run, telling(0))
    pump(app.window, lambda: _screen(app).broken is not None, "the sentence")
    assert "The shop’s token is missing." in _texts(app)


def test_closing_in_the_middle_asks_and_lets_the_item_end(
    open_app: OpenApp, request_of_a_run: RunRequest
) -> None:
    app = _open(open_app, request_of_a_run, telling(*BEGINNING, "wait"))
    _until_through(app, 6)
    job = _screen(app).job
    assert job is not None
    app.close()
    question = next(child for child in app.window.winfo_children() if isinstance(child, Question))
    click(question.buttons["stay"])
    assert _screen(app).running
    app.close()
    question = next(child for child in app.window.winfo_children() if isinstance(child, Question))
    question.buttons["close"].press()
    assert app.screen is None
    # The child was told to stop after its item, and ended by itself.
    assert job.wait() == 7
