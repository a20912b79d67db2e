"""The question of the rehearsal and the page of the probe, in a real window over a real warehouse file."""

from __future__ import annotations

import sqlite3
import tkinter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.profiles import Profiles
from sync.model import DocumentKind, DocumentRef
from sync.profile import Profile, SecretName
from sync.run.rehearsal import Rehearsal, Stage, keep, place_of, question, recall
from sync.run.report import Report, RunState
from sync.run.restored import GOODS_MISSING
from sync.sentences import Sentence
from sync.simulators.sample.loading import make_warehouse
from tests.e2e.bridge import ZONE, sample_profile
from tests.gui.child import Recorder
from tests.gui.harness import DeskForTests, assert_layout, click, pump, settle, widgets_below
from wizard.app import App
from wizard.probe_screen import ProbeScreen
from wizard.progress import Finished, ProgressScreen
from wizard.summary import SummaryScreen
from wizard.widgets.dialog import Trouble

OpenApp = Callable[..., App]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ASKED = Rehearsal(
    Stage.ASKED,
    "5120",
    "KD-5120",
    place="",
    schema="3.07",
    ref=DocumentRef(DocumentKind.ORDER, 123),
    quantity="2",
    written_at=NOW,
)


@pytest.fixture
def profile(desk: DeskForTests, tmp_path: Path) -> Profile:
    """A connection whose first order stands in the warehouse and is asked about."""
    make_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    made = sample_profile(tmp_path, "http://127.0.0.1:1/connector.php")
    Profiles(desk.paths, desk.clock.now).create(made)
    desk.secrets.save(made.id, SecretName.SHOP_TOKEN, "1-23-SECRET")
    with Profiles(desk.paths, desk.clock.now).open(made.id, write=True) as journal:
        keep(journal, replace(ASKED, place=place_of(made)))
    return made


@pytest.fixture
def show(open_app: OpenApp, profile: Profile, recorder: Recorder) -> Callable[..., App]:
    def open_it(rehearsal: Rehearsal = ASKED, **options: object) -> App:
        cause, advice = question(rehearsal, "Warehouse Pro")
        report = Report(RunState.HELD, NOW, NOW, cause=cause, advice=advice)
        finished = Finished(profile, report)
        return open_app(lambda app: SummaryScreen(app, finished, start=recorder), **options)

    return open_it


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def _screen(app: App) -> SummaryScreen:
    assert isinstance(app.screen, SummaryScreen)
    return app.screen


def _press(app: App, name: str) -> None:
    panel = _screen(app).rehearsal
    assert panel is not None
    click(panel.buttons[name])
    settle(app.window)


def _texts(widget: tkinter.Misc) -> str:
    found = (each.cget("text") for each in widgets_below(widget) if "text" in each.keys())  # noqa: SIM118
    return " ".join(str(text) for text in found)


def _kept(desk: DeskForTests, profile: Profile) -> Rehearsal | None:
    with Profiles(desk.paths, desk.clock.now).open(profile.id, write=False) as journal:
        return recall(journal)


def test_a_yes_is_kept_and_the_sale_is_asked_for(
    show: Callable[..., App], desk: DeskForTests, profile: Profile, recorder: Recorder
) -> None:
    app = show()
    said = _texts(app.window)
    # The question stands once, with its answers.
    assert said.count("Open order 0000000123 in Warehouse Pro.") == 1
    assert "A rehearsal: one order is written" in said
    _press(app, "right")
    pump(app.window, lambda: "Turn it into a sale" in _texts(app.window), "the second question")
    kept = _kept(desk, profile)
    assert kept
    assert kept.stage is Stage.RIGHT
    _press(app, "sold")
    # The order is not in this warehouse, and the owner says that he sold it.
    pump(app.window, lambda: "removes an order that became a sale" in _texts(app.window), "what was read")
    _press(app, "go on")
    pump(app.window, lambda: isinstance(app.screen, ProgressScreen), "the run")


def test_after_a_no_the_ways_on_are_shown(
    show: Callable[..., App], desk: DeskForTests, profile: Profile
) -> None:
    app = show()
    _press(app, "wrong")
    pump(app.window, lambda: "writes nothing more" in _texts(app.window), "the ways on")
    kept = _kept(desk, profile)
    assert kept
    assert kept.stage is Stage.WRONG
    _press(app, "another")
    pump(app.window, lambda: "The next sync writes one order" in _texts(app.window), "a new beginning")
    assert _kept(desk, profile) is None


def test_an_old_summary_answers_nothing_else(
    show: Callable[..., App], desk: DeskForTests, profile: Profile
) -> None:
    app = show(replace(ASKED, ref=DocumentRef(DocumentKind.ORDER, 7)))
    _press(app, "right")
    pump(app.window, lambda: any(isinstance(one, Trouble) for one in app.window.winfo_children()), "refused")
    kept = _kept(desk, profile)
    assert kept
    assert kept.stage is Stage.ASKED


@pytest.mark.parametrize("language", ["bg", "pl"])
def test_the_question_fits_in_every_language(show: Callable[..., App], language: str) -> None:
    app = show(language=language, percent=150)
    assert_layout(app.window)


def test_goods_that_are_missing_are_compared_anew(
    open_app: OpenApp, profile: Profile, recorder: Recorder
) -> None:
    finished = Finished(profile, Report(RunState.HELD, NOW, NOW, cause=Sentence(GOODS_MISSING)))
    app = open_app(lambda app: SummaryScreen(app, finished, start=recorder))
    button = next(each for each in widgets_below(app.window) if _says(each, "Compare anew"))
    click(button)
    pump(app.window, lambda: bool(recorder.asked), "the run")
    assert recorder.asked[0][1] == ("--bring-in-again",)


def _says(widget: tkinter.Misc, text: str) -> bool:
    return widget.winfo_class() == "TButton" and str(widget.cget("text")) == text


def test_the_probe_shows_what_was_written(
    show: Callable[..., App], tmp_path: Path, desk: DeskForTests
) -> None:
    app = show()
    _press(app, "probe")
    pump(app.window, lambda: isinstance(app.screen, ProbeScreen), "the page")
    page = app.screen
    assert isinstance(page, ProbeScreen)
    assert page.before_button is not None
    assert page.after_button is not None
    assert page.after_button.instate(["disabled"])
    click(page.before_button)
    pump(app.window, lambda: page.picture is not None, "the picture")
    with closing(sqlite3.connect(tmp_path / "warehouse.sqlite")) as database, database:
        database.execute("UPDATE Store SET Qtty = Qtty + 1 WHERE ID = 5")
        database.execute("INSERT INTO CashBook (Desc, Profit) VALUES ('Продажба № 0000000010, Иван', 2)")
    assert page.after_button is not None
    click(page.after_button)
    pump(app.window, lambda: page.found is not None, "the difference")
    said = _texts(app.window)
    assert "CashBook: 1 came, 0 went, 0 changed" in said
    assert "Store: 0 came, 0 went, 1 changed" in said
    assert "Иван" not in said
    assert page.found is not None
    saved = page.found.file.read_text(encoding="utf-8")
    assert "Продажба № 0000000010" in saved
    assert "Иван" not in saved
    assert_layout(app.window)
    assert page.main_button is not None
    click(page.main_button)
    pump(app.window, lambda: isinstance(app.screen, SummaryScreen), "the summary")
