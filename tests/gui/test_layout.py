"""Nothing is cut, squeezed, hidden or covered: every screen in each language, scale, mode and size."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Iterator
from tkinter import ttk

import pytest

from tests.gui.cloudcart_scenes import LIKE_OTHERS
from tests.gui.gallery import SCENES as GALLERY
from tests.gui.harness import assert_layout, assert_letters_unique, settle
from tests.gui.screenshots import SETS
from wizard.app import App
from wizard.screenshots import close_small_windows, small_windows
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE
from wizard.widgets import Surface
from wizard.window import Window

OpenApp = Callable[..., App]


@pytest.mark.parametrize("percent", [100, 200, pytest.param(150, marks=pytest.mark.sweep)])
@pytest.mark.parametrize("name", SETS)
def test_every_screen_has_its_place(open_app: OpenApp, name: str, percent: int) -> None:
    """In a window of the usual size, and enlarged in the smallest one: sizes are enlarged with the rest, so
    that each scale meets the same places. What lies between the two scales is for the long search.
    """
    size = WINDOW_SIZE if percent == 100 else SMALLEST_WINDOW
    app = open_app(next(iter(GALLERY.values())), percent=percent, size=size)
    faults: list[str] = []
    for scene, factory in SETS[name].items():
        if scene in LIKE_OTHERS:
            continue
        app.show(factory)
        for language in ("en", "bg", "pl"):
            if small_windows(app.window):
                # They are not built anew with the screen below them.
                close_small_windows(app.window)
                app.use_language(language)
                app.show(factory)
            else:
                app.use_language(language)
            faults.extend(f"{scene}, {language}: {fault}" for fault in _faults(app.window))
        close_small_windows(app.window)
    assert not faults, "\n".join(faults)


def _faults(window: Window) -> Iterator[str]:
    """Of what is shown and of the small windows over it."""
    # What a screen opens once it stands comes now.
    window.update()
    for each in (window, *small_windows(window)):
        for check in (assert_layout, assert_letters_unique):
            try:
                check(each)
            except pytest.fail.Exception as fault:
                yield str(fault)


def test_the_dark_theme_changes_no_place(open_app: OpenApp) -> None:
    app = open_app(next(iter(GALLERY.values())), language="bg")
    app.use_theme("dark")
    for factory in GALLERY.values():
        app.show(factory)
        assert_layout(app.window)


def test_the_check_itself_sees_a_cut_button_an_overlap_and_a_widget_outside(open_app: OpenApp) -> None:
    app = open_app(next(iter(GALLERY.values())))
    for spoil, said in (
        (_cut_button, "wide, asks"),
        (_overlap, "overlaps"),
        (_outside, "outside its parent"),
        (_unseen, "not shown"),
        (_broken, "is broken at"),
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


def _broken(ground: Surface) -> None:
    ttk.Label(ground, text="one extraordinarily", font="TkDefaultFont", wraplength=40).place(x=0, y=0)


def _unseen(ground: Surface) -> None:
    small = tkinter.Frame(ground, width=50, height=10)
    small.pack_propagate(False)
    small.pack()
    tkinter.Label(small, text="first").pack()
    tkinter.Label(small, text="second").pack()
