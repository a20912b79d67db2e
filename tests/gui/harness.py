"""What the tests of the window work with: a desk, patience, real keys and clicks, and the layout's rules."""

from __future__ import annotations

import _tkinter
import subprocess
import time
import tkinter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tkinter import ttk
from typing import TypeVar

import pytest

from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from wizard.desk import Pending
from wizard.widgets.scrolling import ScrollingBody

Result = TypeVar("Result")
_PATIENCE_SECONDS = 20.0
# How long to wait for what comes nearly always: a grab may hold a click or the keyboard back for good.
_SOON_SECONDS = 1.0
_AIMS = 3
# The binding tag that sees a click before whatever it does, even before the end of the widget.
_FIRST_TO_SEE = "FirstToSeeClicks"


class Done:
    """Work that is done already."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._error: Exception | None = None
        try:
            self._result: object = work()
        except Exception as error:  # noqa: BLE001 - kept for whoever asks for the result
            self._error = error

    def done(self) -> bool:
        return True

    def result(self) -> object:
        if self._error is not None:
            raise self._error
        return self._result


class AtOnce:
    """Does work in the moment it is submitted, so that no test waits for a thread."""

    def submit(self, work: Callable[[], Result]) -> Pending[Result]:
        return Done(work)  # type: ignore[return-value]  # it returns what the work returned


class DeskForTests:
    """A desk in a folder of its own, with a clock that stands still and secrets in memory."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths(home)
        self.secrets = MemorySecrets()
        self.clock = TurnedClock(datetime(2026, 11, 22, 12, 5, tzinfo=UTC))
        self.workers = AtOnce()


# ---- waiting, keys and clicks


def pump(window: tkinter.Misc, until: Callable[[], bool], what: str = "") -> None:
    """Let the window work until ``until`` says yes; fails after a time that no healthy window needs."""
    if not _came(window, until, _PATIENCE_SECONDS):
        pytest.fail(f"Waited in vain for {what or until}.")


def _came(window: tkinter.Misc, until: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        # Sleeps inside Tk until something happens, 10 ms at most. Not by a Python function: its name goes
        # with its widget, and a timer that outlives it could call another that has the same name by then.
        window.tk.call("after", 10, "# wake up")
        window.tk.dooneevent(0)
    return True


def now(value: Result) -> Result:
    """The value as it is now: the type checker would take what was seen before a key press for lasting."""
    return value


def settle(window: tkinter.Misc) -> None:
    """Let everything that waits be done: layout that follows layout included. Fails where it never ends."""
    end = time.monotonic() + _PATIENCE_SECONDS
    for _ in range(12):
        window.update_idletasks()
        # As `update()` does, which would not come back from parts that move each other for ever.
        while window.tk.dooneevent(_tkinter.DONT_WAIT):
            if time.monotonic() > end:
                pytest.fail("The window never comes to rest.")


def _xdotool(*arguments: str) -> None:
    # With a time-out Python would look for the end only now and then; the test's own covers it.
    subprocess.run(["xdotool", *arguments], check=True)


def click(widget: tkinter.Misc, *, button: int = 1, x: int | None = None, y: int | None = None) -> None:
    """Click a widget with the real mouse, in its middle or at a place in it."""
    settle(widget)

    def place() -> tuple[int, int]:
        across = widget.winfo_width() // 2 if x is None else x
        down = widget.winfo_height() // 2 if y is None else y
        return widget.winfo_rootx() + across, widget.winfo_rooty() + down

    # The window manager moves a new window to its place in its own time, and passes each click on in it.
    _came(widget, lambda: f"{_under(widget, *place())}.".startswith(f"{widget}."), _SOON_SECONDS)
    for _ in range(_AIMS):
        across, down = place()
        arrived = _listen(widget, _under(widget, across, down), f"<Button-{button}>")
        _xdotool("mousemove", str(across), str(down), "click", str(button))
        # A text that wraps anew may have moved it away meanwhile, and the click fell beside it.
        if _came(widget, arrived, _SOON_SECONDS) or not widget.winfo_exists() or place() == (across, down):
            break
        settle(widget)
    settle(widget)


def _under(widget: tkinter.Misc, x: int, y: int) -> str:
    """The path of what the mouse would meet at a place of the screen; empty where that is not ours."""
    return str(widget.tk.call("winfo", "containing", x, y))


def _listen(widget: tkinter.Misc, path: str, event: str) -> Callable[[], bool]:
    """Whether the event has come to the widget with this path since now."""
    if not path:
        return lambda: True
    try:
        target = widget.nametowidget(path)
    except KeyError:  # Tk's own, such as the list of a combobox
        return lambda: True
    seen: list[bool] = []
    tags = target.bindtags()
    if _FIRST_TO_SEE not in tags:
        target.bindtags((_FIRST_TO_SEE, *tags))
    target.bind_class(_FIRST_TO_SEE, event, lambda _event: seen.append(True))
    return lambda: bool(seen)


def keys(window: tkinter.Misc, *names: str) -> None:
    """Press real keys one after the other, by X's names such as ``Tab``, ``alt+n`` or ``ctrl+v``."""
    settle(window)
    # A new window has the keyboard when the window manager has given it.
    _came(window, lambda: _has_keyboard(window), _SOON_SECONDS)
    for name in names:
        _xdotool("key", "--clearmodifiers", name)
        settle(window)


def _has_keyboard(window: tkinter.Misc) -> bool:
    focus = str(window.tk.call("focus"))
    if not focus or not window.winfo_exists():
        return bool(focus)
    # The main window's keys may be meant for a window in front of it.
    above = str(window.winfo_toplevel())
    return above == "." or f"{focus}.".startswith(f"{above}.")


def type_text(window: tkinter.Misc, text: str) -> None:
    """Type Latin letters and digits by real keys."""
    settle(window)
    _came(window, lambda: _has_keyboard(window), _SOON_SECONDS)
    _xdotool("type", "--delay", "5", text)
    settle(window)


def focus_on(widget: tkinter.Misc) -> None:
    """Give a widget the keyboard for certain, whatever the window manager is busy with."""
    widget.focus_force()
    pump(widget, lambda: widget.focus_get() is widget, f"the focus on {widget}")


# ---- the layout's rules


def widgets_below(widget: tkinter.Misc) -> Iterator[tkinter.Misc]:
    """All widgets inside, parents first, without other windows."""
    for child in widget.winfo_children():
        if isinstance(child, tkinter.Toplevel | tkinter.Menu):
            continue
        yield child
        yield from widgets_below(child)


def assert_layout(window: tkinter.Misc) -> None:
    """Every widget is on the screen, as large as it asks to be, inside its parent and beside its siblings."""
    settle(window)
    faults = [fault for widget in widgets_below(window) for fault in _faults(widget)]
    for parent in [window, *widgets_below(window)]:
        faults.extend(_overlaps(parent))
    if faults:
        pytest.fail("The layout has faults:\n" + "\n".join(faults))


def _named(widget: tkinter.Misc) -> str:
    try:
        text = str(widget.cget("text"))
    except tkinter.TclError:
        text = ""
    return f"{type(widget).__name__} {text[:50]!r} at {widget}"


def _faults(widget: tkinter.Misc) -> Iterator[str]:
    manager = widget.winfo_manager()
    if not manager or not _is_meant_to_be_seen(widget):
        return
    if not widget.winfo_ismapped():
        yield f"not shown: {_named(widget)}"
        return
    width, height = widget.winfo_width(), widget.winfo_height()
    asks_width, asks_height = widget.winfo_reqwidth(), widget.winfo_reqheight()
    scrolled = isinstance(widget, ScrollingBody | tkinter.Canvas) or _is_view(widget)
    # Tk's own pieces ask for a width in characters and are stretched or shrunk to their place.
    gives_width = isinstance(widget, ttk.Treeview | ttk.Entry | tkinter.Text) or scrolled
    if width < asks_width and not gives_width:
        yield f"{width} wide, asks {asks_width}: {_named(widget)}"
    if height < asks_height and not scrolled:
        yield f"{height} high, asks {asks_height}: {_named(widget)}"
    yield from _broken_word(widget)
    parent = widget.master
    if parent is not None and not isinstance(parent, tkinter.Canvas):
        x, y = widget.winfo_x(), widget.winfo_y()
        if x < 0 or y < 0 or x + width > parent.winfo_width() or y + height > parent.winfo_height():
            place = f"{x},{y} {width}x{height} in {parent.winfo_width()}x{parent.winfo_height()}"
            yield f"outside its parent ({place}): {_named(widget)}"


def _broken_word(widget: tkinter.Misc) -> Iterator[str]:
    """A text wraps between words; within one only where it is the path of a file."""
    if not isinstance(widget, ttk.Label):
        return
    wraps_at = int(str(widget.cget("wraplength") or 0))
    words = [word for word in str(widget.cget("text")).split() if "/" not in word and "\\" not in word]
    if wraps_at <= 0 or not words:
        return
    longest = max(words, key=len)
    asks = int(widget.tk.call("font", "measure", str(widget.cget("font")), "-displayof", widget, longest))
    if asks > wraps_at:
        yield f"{longest!r} asks {asks} and is broken at {wraps_at}: {_named(widget)}"


def _is_meant_to_be_seen(widget: tkinter.Misc) -> bool:
    """False for what stands inside something that was taken out on purpose."""
    here: tkinter.Misc | None = widget.master
    while here is not None and here.master is not None and not isinstance(here, tkinter.Toplevel):
        if not here.winfo_manager():
            return False
        here = here.master
    return True


def _is_view(widget: tkinter.Misc) -> bool:
    return isinstance(widget.master, tkinter.Canvas)


def _overlaps(parent: tkinter.Misc) -> Iterator[str]:
    children = [
        child
        for child in parent.winfo_children()
        if child.winfo_ismapped()
        and not isinstance(child, tkinter.Toplevel | tkinter.Menu)
        and not getattr(child, "stands_over", False)
    ]
    for number, one in enumerate(children):
        for other in children[number + 1 :]:
            if _rectangles_meet(one, other):
                yield f"{_named(one)} overlaps {_named(other)}"


def _rectangles_meet(one: tkinter.Misc, other: tkinter.Misc) -> bool:
    left = max(one.winfo_x(), other.winfo_x())
    right = min(one.winfo_x() + one.winfo_width(), other.winfo_x() + other.winfo_width())
    top = max(one.winfo_y(), other.winfo_y())
    bottom = min(one.winfo_y() + one.winfo_height(), other.winfo_y() + other.winfo_height())
    return right - left > 0 and bottom - top > 0


def assert_letters_unique(window: tkinter.Misc) -> None:
    """No Alt letter stands for two things on what is shown."""
    from wizard.window import root_of

    seen: dict[str, tkinter.Misc] = {}
    for letter, widget in root_of(window).shortcuts.letters(window.winfo_toplevel()):
        if letter in seen:
            pytest.fail(f"Alt+{letter} stands for {_named(seen[letter])} and for {_named(widget)}.")
        seen[letter] = widget
