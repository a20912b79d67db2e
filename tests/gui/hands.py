"""How an owner works the window: by mouse, or by the keyboard alone; both with X's real events."""

from __future__ import annotations

import subprocess
import tkinter
from typing import Final, Protocol

import pytest

from tests.gui.harness import click, keys, pump, settle, type_text
from wizard.widgets import ChoiceField, PushButton, TextField
from wizard.widgets.scrolling import ScrollingBody

_MANY_TABS: Final = 120


def _view_of(widget: tkinter.Misc) -> ScrollingBody | None:
    here = widget.master
    while here is not None and not isinstance(here, ScrollingBody):
        here = here.master
    return here


def _list_of(field: ChoiceField) -> str:
    """The open list of a choice, which belongs to Tcl alone; waits until it is there."""
    popdown = str(field.tk.call("ttk::combobox::PopdownWindow", str(field.control)))
    pump(field, lambda: bool(int(field.tk.call("winfo", "viewable", popdown))), "the open list")
    settle(field)
    return f"{popdown}.f.l"


class Hand(Protocol):
    """What an owner does; by mouse and by keyboard alone it comes to the same."""

    def press(self, button: tkinter.Misc) -> None:
        """Press a button, tick a tick, choose one of several."""

    def write(self, field: TextField, text: str) -> None:
        """Put a text into a field, instead of what stands there."""

    def choose(self, field: ChoiceField, chosen: str) -> None:
        """Choose one of a list by its id."""


class Mouse:
    """Clicks, the wheel where something lies below the fold, and letters for what must be typed."""

    def press(self, button: tkinter.Misc) -> None:
        self._wheel_to(button)
        click(button)

    def write(self, field: TextField, text: str) -> None:
        self.press(field.control)
        keys(field, "ctrl+a")
        type_text(field, text)

    def choose(self, field: ChoiceField, chosen: str) -> None:
        self.press(field.control)
        entries = _list_of(field)
        place = [choice.id for choice in field._choices].index(chosen)
        tk = field.tk
        tk.call(entries, "see", place)
        x, y, width, height = (int(part) for part in tk.splitlist(tk.call(entries, "bbox", place)))
        across = int(tk.call("winfo", "rootx", entries)) + x + min(width, 40) // 2
        down = int(tk.call("winfo", "rooty", entries)) + y + height // 2
        subprocess.run(["xdotool", "mousemove", str(across), str(down), "click", "1"], check=True)
        pump(field, lambda: field.value == chosen, f"the choice of {chosen}")

    def _wheel_to(self, widget: tkinter.Misc) -> None:
        """Turn the wheel until the widget is seen whole."""
        view = _view_of(widget)
        if view is None:
            return
        settle(widget)
        for _ in range(60):
            top = widget.winfo_rooty() - view.winfo_rooty()
            below = top + widget.winfo_height() - view.winfo_height()
            if top >= 0 and below <= 0:
                return
            middle = view.winfo_rootx() + 6, view.winfo_rooty() + view.winfo_height() // 2
            turn = "4" if top < 0 else "5"
            subprocess.run(
                ["xdotool", "mousemove", str(middle[0]), str(middle[1]), "click", turn],
                check=True,
            )
            settle(widget)
        pytest.fail(f"The wheel does not bring {widget} into view.")


class Keyboard:
    """Tab, Space, Alt with a letter, Enter, arrows, and Shift+Insert for what an owner has copied."""

    def __init__(self, window: tkinter.Misc) -> None:
        self.window = window

    def press(self, button: tkinter.Misc) -> None:
        """By its Alt letter where it has one."""
        if isinstance(button, PushButton) and int(str(button.cget("underline"))) >= 0:
            self._alt(button)
            return
        self.tab_to(button)
        keys(self.window, "space")

    def choose(self, field: ChoiceField, chosen: str) -> None:
        self.tab_to(field.control)
        ids = [choice.id for choice in field._choices]
        distance = ids.index(chosen) - (ids.index(field.value) if field.value in ids else 0)
        keys(self.window, "Down")
        _list_of(field)
        keys(self.window, *["Down" if distance > 0 else "Up"] * abs(distance), "Return")
        pump(field, lambda: field.value == chosen, f"the choice of {chosen}")

    def write(self, field: TextField, text: str) -> None:
        self.tab_to(field.control)
        self.window.clipboard_clear()
        self.window.clipboard_append(text)
        keys(self.window, f"ctrl+{_key_of('а')}", "shift+Insert")

    def tab_to(self, widget: tkinter.Misc) -> None:
        """Press Tab until the widget has the keyboard."""
        seen = []
        settle(self.window)
        for _ in range(_MANY_TABS):
            pump(self.window, lambda: self.window.focus_get() is not None, "the keyboard")
            focus = self.window.focus_get()
            if focus is widget:
                return
            seen.append(str(focus))
            subprocess.run(["xdotool", "key", "Tab"], check=True)
            pump(self.window, lambda: self.window.focus_get() is not focus, "the next widget")  # noqa: B023 - at once
        pytest.fail(f"Tab does not lead to {widget}, only to\n" + "\n".join(dict.fromkeys(seen)))

    def _alt(self, button: PushButton) -> None:
        """Press Alt and the underlined letter on the layout that has it."""
        place = int(str(button.cget("underline")))
        keys(self.window, f"alt+{_key_of(str(button.cget('text'))[place].lower())}")


def _key_of(letter: str) -> str:
    """X's name of a letter's key. A Cyrillic letter is pressed on the layout that has it; the number is its
    keysym, in the order of KOI8-R (X11 keysymdef.h).
    """
    return letter if letter.isascii() else hex(0x600 + letter.encode("koi8_r")[0])
