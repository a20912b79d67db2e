"""Nothing is cut, squeezed, hidden or covered: every part in each language, scale, mode and size."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from tkinter import ttk

import pytest

from tests.gui.harness import assert_layout, assert_letters_unique, settle
from tests.gui.screenshots import SCENES
from wizard.app import App
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE
from wizard.widgets import Surface

OpenApp = Callable[..., App]


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("language", ["en", "bg", "pl"])
def test_every_part_has_its_place(open_app: OpenApp, language: str, percent: int) -> None:
    app = open_app(next(iter(SCENES.values())), language=language, percent=percent)
    for size in (WINDOW_SIZE, SMALLEST_WINDOW):
        app.window.resize(*size)
        for factory in SCENES.values():
            app.show(factory)
            assert_layout(app.window)
            assert_letters_unique(app.window)


def test_the_dark_theme_changes_no_place(open_app: OpenApp) -> None:
    app = open_app(next(iter(SCENES.values())), language="bg")
    app.use_theme("dark")
    for factory in SCENES.values():
        app.show(factory)
        assert_layout(app.window)


def test_the_check_itself_sees_a_cut_button_an_overlap_and_a_widget_outside(open_app: OpenApp) -> None:
    app = open_app(next(iter(SCENES.values())))
    for spoil, said in (
        (_cut_button, "wide, asks"),
        (_overlap, "overlaps"),
        (_outside, "outside its parent"),
        (_unseen, "not shown"),
    ):
        ground = Surface(app.window)
        ground.place(x=0, y=0, relwidth=1, relheight=1)
        spoil(ground)
        with pytest.raises(pytest.fail.Exception, match=said):
            assert_layout(ground)
        ground.destroy()
    settle(app.window)


def _cut_button(ground: Surface) -> None:
    ttk.Button(ground, text="A button with many words").place(x=0, y=0, width=40)


def _overlap(ground: Surface) -> None:
    ttk.Label(ground, text="one").place(x=0, y=0)
    ttk.Label(ground, text="other").place(x=5, y=2)


def _outside(ground: Surface) -> None:
    ttk.Label(ground, text="gone").place(x=-20, y=0)


def _unseen(ground: Surface) -> None:
    small = tkinter.Frame(ground, width=50, height=10)
    small.pack_propagate(False)
    small.pack()
    tkinter.Label(small, text="first").pack()
    tkinter.Label(small, text="second").pack()
