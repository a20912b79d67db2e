"""What stands in the window: waits until a screen is there, and reads its texts and numbers off it."""

from __future__ import annotations

import tkinter
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from tests.gui.harness import pump, settle, widgets_below
from wizard.app import App
from wizard.first_screen import first_screen
from wizard.home import Home
from wizard.progress import ProgressScreen
from wizard.session import HomeFacts
from wizard.setup import Setup
from wizard.summary import SummaryScreen
from wizard.widgets import PushButton, Question
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words


def next_of(app: App) -> PushButton:
    """The button Next of the wizard, once it is on."""
    assert isinstance(app.screen, Setup)
    wizard = app.screen

    def on() -> bool:
        return app.screen is wizard and wizard.next_button is not None and wizard.next_button.enabled

    if not on():
        pump(app.window, on, f"Next on {wizard.step.id}: {wizard._bar.reason_text}")
    settle(app.window)
    assert wizard.next_button is not None
    return wizard.next_button


_begun_with: WeakKeyDictionary[Home, HomeFacts | None] = WeakKeyDictionary()


def first_home(app: App) -> Home:
    """The program's own first screen. It shows what it knew before, then reads and builds its cards anew:
    :func:`home_of` has to know with what it began.
    """
    home = first_screen(app)
    _begun_with[home] = home.facts
    return home


def home_of(app: App) -> Home:
    """Home, once its facts are read anew."""

    def there() -> bool:
        return isinstance(app.screen, Home) and app.screen.facts is not _begun_with[app.screen]

    pump(app.window, there, "home")
    settle(app.window)
    assert isinstance(app.screen, Home)
    return app.screen


def wizard_of(app: App, step: str) -> Setup:
    """The wizard, once it stands at a step."""
    pump(app.window, lambda: isinstance(app.screen, Setup) and app.screen.step.id == step, f"the step {step}")
    settle(app.window)
    assert isinstance(app.screen, Setup)
    return app.screen


def progress_of(app: App, through: int) -> ProgressScreen:
    """The run that goes on, once so many changes are settled."""

    def there() -> bool:
        return isinstance(app.screen, ProgressScreen) and app.screen.progress.through >= through

    pump(app.window, there, f"{through} changes")
    assert isinstance(app.screen, ProgressScreen)
    return app.screen


def question_in(app: App) -> Question:
    """The question that the window asks."""
    return next(child for child in app.window.winfo_children() if isinstance(child, Question))


def summary_of(app: App) -> SummaryScreen:
    """The summary of the run that goes on, with its rows."""

    def there() -> bool:
        screen = app.screen
        if isinstance(screen, ProgressScreen) and screen.broken is not None:
            pytest.fail(f"{screen.broken.sentence} {screen.broken.detail}")
        return isinstance(screen, SummaryScreen) and screen.rows is not None

    pump(app.window, there, "the summary")
    settle(app.window)
    assert isinstance(app.screen, SummaryScreen)
    return app.screen


def texts(widget: tkinter.Misc) -> str:
    """Every text that stands in a widget, a line each."""
    found = []
    for child in widgets_below(widget):
        if isinstance(child, tkinter.Text):
            found.append(child.get("1.0", "end").strip())
            continue
        try:
            found.append(str(child.cget("text")))
        except tkinter.TclError:
            continue
    return "\n".join(line for line in found if line)


def counts_shown(screen: SummaryScreen) -> dict[str, list[int]]:
    """The table of counts as it stands on the summary: the numbers of each module, from its labels."""
    found: dict[str, list[int]] = {}
    for words in widgets_below(screen.app.window):
        place: Any = words.grid_info() if isinstance(words, Words) and words.winfo_manager() == "grid" else {}
        if place.get("column") != 1 or not place.get("row") or not isinstance(words.master, Surface):
            continue
        row = words.master.grid_slaves(row=int(str(place["row"])))
        numbers = {int(str(each.grid_info()["column"])): str(each.cget("text")) for each in row}
        columns = [text for column, text in sorted(numbers.items()) if column > 1]
        if len(columns) == 6:
            found[str(words.cget("text"))] = [_number(text) for text in columns]
    return found


def _number(text: str) -> int:
    """A whole number with the separators of its language taken out."""
    return int("".join(sign for sign in text if sign.isdigit()))


def chip_numbers(screen: SummaryScreen) -> dict[str, int]:
    """The chips above the table of the summary: words and number."""
    assert screen.chips is not None
    found = {}
    for button in screen.chips.buttons.values():
        words = str(button.cget("text")).split()
        name = " ".join(word for word in words if not word[0].isdigit())
        found[name] = _number(" ".join(word for word in words if word[0].isdigit()))
    return found
