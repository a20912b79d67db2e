"""The window itself: theme and language over a rebuild, errors, questions, work, closing, scrolling."""

from __future__ import annotations

import logging
import tkinter
from collections.abc import Callable
from tkinter import ttk

import pytest

from sync.errors import SettingsError, Unreachable
from sync.ports import CheckStep
from sync.sentences import Sentence, say
from tests.gui.gallery import Connect, GalleryWizard, Home, Orders
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    click,
    focus_on,
    keys,
    now,
    pump,
    settle,
    type_text,
    widgets_below,
)
from wizard.app import App
from wizard.help_screen import HelpWindow
from wizard.theme import Mode, Tone, palette
from wizard.widgets import (
    Answer,
    PushButton,
    Question,
    ResultPanel,
    RunBar,
    RunChart,
    ScrollingBody,
    Surface,
    Tooltip,
    Trouble,
    Words,
)
from wizard.window_state import WindowState

OpenApp = Callable[..., App]


def _wizard(app: App) -> GalleryWizard:
    assert isinstance(app.screen, GalleryWizard)
    return app.screen


# ---- a rebuild keeps what was typed


def test_theme_and_language_change_in_the_middle_of_a_step(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "orders"))
    wizard = _wizard(app)
    before = wizard.step
    assert isinstance(before, Orders)
    click(before.statuses.ticks["fresh"].control)
    focus_on(before.reserve.control)
    app.use_theme("dark")
    settle(app.window)
    step = wizard.step
    assert isinstance(step, Orders)
    assert step.statuses.chosen == ("paid", "send", "fresh")
    assert palette().mode == "dark"
    assert app.window.focus_get() is step.reserve.control
    app.use_language("bg")
    assert wizard.step.title().startswith("Изберете кои поръчки")
    step = wizard.step
    assert isinstance(step, Orders)
    assert step.statuses.chosen == ("paid", "send", "fresh")
    assert_layout(app.window)
    assert WindowState.load(app.desk.paths).theme == "dark"
    assert WindowState.load(app.desk.paths).language == "bg"


def test_size_theme_and_language_come_back_at_the_next_start(open_app: OpenApp, desk: DeskForTests) -> None:
    app = open_app(Home)
    app.use_theme("dark")
    app.use_language("pl")
    app.window.resize(1010, 640)
    settle(app.window)
    app.close()
    again = App(desk, Home)
    assert again.language.code == "pl"
    assert again.window.mode == "dark"
    again.go_home()
    again.window.deiconify()
    again.window.wait_visibility()
    settle(again.window)
    assert again.window.logical_size() == (1010, 640)
    again.leave()


# ---- texts and buttons


def test_a_text_in_a_place_of_its_own_width_stays_on_one_line(open_app: OpenApp) -> None:
    window = open_app(Home).window
    words = Words(window, "Включен", wrap=True)
    wanted = words.winfo_reqheight()
    words.place(x=0, y=0)
    settle(window)
    assert words.winfo_reqheight() == wanted
    words.place(width=words.winfo_reqwidth() - 1)
    words.say("Включен и изключен")
    settle(window)
    assert words.winfo_reqheight() > wanted


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 counts it, from 1 to 21."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(lights) / min(lights)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_second_button_is_read_on_every_ground(open_app: OpenApp, mode: Mode) -> None:
    app = open_app(Home, mode=mode)
    for ground in (palette().background, palette().card):
        button = PushButton(Surface(app.window, ground), "&Link", lambda: None, rank="second")
        style = ttk.Style()
        for state in ((), ("disabled",)):
            ink = str(style.lookup(str(button.cget("style")), "foreground", state))
            assert _contrast(ink, ground) >= 4.5


# ---- the wizard


def test_next_keeps_the_answers_and_a_done_step_is_opened_by_a_click(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "connect"))
    wizard = _wizard(app)
    connect = wizard.step
    assert isinstance(connect, Connect)
    click(connect.tiles.tiles["seliton"])
    keys(app.window, "alt+n")
    assert now(wizard.step.id) == "orders"
    assert wizard.draft["connect"]["shop"] == "seliton"
    assert wizard.saved[-1]["connect"]["shop"] == "seliton"
    click(wizard._side.rows["connect"])
    assert now(wizard.step.id) == "connect"
    connect = wizard.step
    assert isinstance(connect, Connect)
    assert connect.tiles.value == "seliton"
    click(wizard._side.rows["confirm"])
    assert wizard.step.id == "connect"


def test_save_and_close_keeps_a_half_finished_step(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "orders"))
    wizard = _wizard(app)
    orders = wizard.step
    assert isinstance(orders, Orders)
    orders.statuses.choose(())
    orders.changed()
    assert wizard.unsaved
    app._home = Home
    keys(app.window, "alt+c")
    assert isinstance(app.screen, Home)
    assert wizard.saved[-1]["orders"]["statuses"] == []


def test_the_body_follows_the_keyboard(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "orders"), size=(960, 600))
    step = _wizard(app).step
    assert isinstance(step, Orders)
    body = _wizard(app)._body
    assert body.scrolls
    assert body.offset == 0
    focus_on(step.reserve.control)
    pump(app.window, lambda: body.offset > 0, "the body to scroll")
    settle(app.window)
    bottom = step.reserve.control.winfo_rooty() + step.reserve.control.winfo_height()
    assert bottom <= body.winfo_rooty() + body.winfo_height()
    focus_on(step.day.control)
    pump(app.window, lambda: body.offset < 0.2, "the body to scroll back")


def test_the_wheel_scrolls_the_body_wherever_the_pointer_is(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "orders"), size=(960, 600))
    step = _wizard(app).step
    assert isinstance(step, Orders)
    body = _wizard(app)._body
    click(step.statuses.ticks["paid"], button=5)
    assert body.offset > 0
    assert step.statuses.chosen == ("paid", "send")


def test_the_scrollbar_takes_no_width_from_the_body(open_app: OpenApp) -> None:
    app = open_app(Home)
    body = ScrollingBody(app.window, padding=(32, 20))
    body.place(x=0, y=0, width=400, height=200)
    settle(app.window)
    width = body.inside.winfo_width()
    Surface(body.inside).pack(pady=300)
    settle(app.window)
    assert body._bar.winfo_ismapped()
    assert body.inside.winfo_width() == width
    assert_layout(body)


def test_a_body_that_fits_again_has_no_scrollbar(open_app: OpenApp) -> None:
    app = open_app(Home)
    body = ScrollingBody(app.window, padding=(0, 0))
    body.place(x=0, y=0, width=300, height=200)
    tall = Surface(body.inside, height=500)
    tall.pack()
    settle(app.window)
    assert now(body.scrolls)
    assert now(body._bar.winfo_ismapped())
    tall.configure(height=50)
    settle(app.window)
    assert not body.scrolls
    assert not body._bar.winfo_ismapped()


# ---- errors and questions


def _dialogs(app: App, kind: type) -> list[tkinter.Misc]:
    return [child for child in app.window.winfo_children() if isinstance(child, kind)]


@pytest.mark.expects_log_errors
def test_an_error_in_a_callback_is_said_in_a_sentence_and_logged(
    open_app: OpenApp, caplog: pytest.LogCaptureFixture
) -> None:
    app = open_app(Home)
    app.window.after(1, lambda: 1 / 0)
    pump(app.window, lambda: bool(_dialogs(app, Trouble)), "the window with the error")
    (trouble,) = _dialogs(app, Trouble)
    assert isinstance(trouble, Trouble)
    assert "division" not in trouble.sentence
    assert "ZeroDivisionError" in trouble.detail
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert_layout(trouble)
    keys(trouble, "Escape")
    assert not _dialogs(app, Trouble)


def test_an_error_for_the_owner_is_said_with_its_advice_and_not_logged(open_app: OpenApp) -> None:
    app = open_app(Home)

    def fail() -> None:
        raise SettingsError(say("The token is empty."), advice=say("Paste it."), detail="code 7")

    app.window.after(1, fail)
    pump(app.window, lambda: bool(_dialogs(app, Trouble)), "the window with the error")
    (trouble,) = _dialogs(app, Trouble)
    assert isinstance(trouble, Trouble)
    assert (trouble.sentence, trouble.advice, trouble.detail) == (
        "The token is empty.",
        "Paste it.",
        "code 7",
    )
    keys(trouble, "Return")
    assert not _dialogs(app, Trouble)


def test_work_beside_the_window_comes_back_and_its_error_too(open_app: OpenApp) -> None:
    app = open_app(Home)
    assert app.screen is not None
    found: list[object] = []
    app.screen.work(lambda: 312, found.append)
    app.screen.work(_unreachable, found.append, found.append)
    settle(app.window)
    assert found[0] == 312
    assert isinstance(found[1], Unreachable)


def _unreachable() -> int:
    raise Unreachable(say("The shop does not answer."))


def test_what_was_begun_on_a_screen_that_is_gone_changes_nothing(open_app: OpenApp) -> None:
    app = open_app(Home)
    first = app.screen
    assert first is not None
    found: list[object] = []
    app.show(Home)
    first.work(lambda: 1, found.append)
    first.after(0, lambda: found.append(2))
    settle(app.window)
    assert not found


class Unfinished(Home):
    def close_question(self) -> Sentence | None:
        return say("A sync is running.")


@pytest.mark.parametrize(("key", "closes"), [("Escape", False), ("Return", False), ("Tab Return", True)])
def test_closing_asks_where_something_would_be_lost(open_app: OpenApp, key: str, closes: bool) -> None:
    app = open_app(Unfinished)
    app.close()
    (question,) = _dialogs(app, Question)
    pump(app.window, lambda: app.window.focus_get() is not None, "the keyboard")
    assert_layout(question)
    if closes:
        assert isinstance(question, Question)
        question.buttons["close"].focus_force()
        settle(app.window)
        key = "Return"
    keys(app.window, key)
    assert (app.screen is None) is closes


def test_a_question_gives_the_keyboard_back(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "orders"))
    step = _wizard(app).step
    assert isinstance(step, Orders)
    focus_on(step.reserve.control)
    given: list[str] = []
    answers = [Answer("stop", "&Stop", main=True), Answer("go-on", "&Go on")]
    question = app.ask("Stop?", "What is done stays.", answers, given.append)
    pump(app.window, lambda: app.window.focus_get() is question.buttons["stop"], "the question's focus")
    keys(app.window, "alt+g")
    assert given == ["go-on"]
    pump(app.window, lambda: app.window.focus_get() is step.reserve.control, "the focus back")
    keys(app.window, "ctrl+a")
    type_text(app.window, "7")
    assert step.reserve.value == "7"


def test_help_is_one_key_away(open_app: OpenApp) -> None:
    app = open_app(Home)
    keys(app.window, "F1")
    assert len(_dialogs(app, HelpWindow)) == 1
    keys(app.window, "Escape")
    assert not _dialogs(app, HelpWindow)


# ---- parts


def test_a_chart_opens_the_run_that_was_clicked_or_marked_by_keys(open_app: OpenApp) -> None:
    app = open_app(Home)
    opened: list[int] = []
    ground = Surface(app.window)
    ground.place(x=0, y=0)
    bars = [RunBar(number + 1, 0, f"run {number}") for number in range(14)]
    chart = RunChart(ground, bars, opened=opened.append)
    chart.pack()
    settle(app.window)
    click(chart, x=chart.winfo_width() - 5, y=chart.winfo_height() - 5)
    assert opened == [13]
    focus_on(chart)
    keys(app.window, "Left", "Left", "Return")
    assert opened == [13, 12]


def test_a_result_shows_how_far_the_test_came(open_app: OpenApp) -> None:
    app = open_app(Home)
    panel = ResultPanel(app.window)
    panel.place(x=0, y=0, width=700)
    steps = (
        CheckStep(say("Reached"), True),
        CheckStep(say("Signed in"), False, say("Refused."), None, "401"),
    )
    panel.show(steps)
    settle(app.window)
    texts = [
        str(widget.cget("text")) for widget in widgets_below(panel) if isinstance(widget, tkinter.ttk.Label)
    ]
    assert texts == ["Reached", "Signed in", "Refused."]
    assert panel.fold is not None
    panel.fold.toggle()
    assert panel.fold.is_open
    panel.clear()
    settle(app.window)
    assert not panel.is_shown
    assert panel.winfo_reqheight() <= 1


def test_a_tooltip_comes_after_a_while_and_goes_with_the_pointer(open_app: OpenApp) -> None:
    app = open_app(Home)
    ground = Surface(app.window, palette().tone(Tone.INFO).wash, width=100, height=100)
    ground.place(x=0, y=0)
    tip = Tooltip(ground, "The whole text")
    click(app.window, x=300, y=300)
    ground.event_generate("<Motion>", x=10, y=10)
    pump(app.window, lambda: tip.shown_text == "The whole text", "the tooltip")
    ground.event_generate("<Leave>")
    assert tip.shown_text == ""
