"""The way into the window: whether there is a screen for it, its desk, and its first screen."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Collection

from storage.paths import Paths
from sync.errors import SettingsError
from sync.sentences import Sentence, say


def why_no_window() -> Sentence | None:
    """Why no window can be opened here; None where one can. Loads nothing of it."""
    if importlib.util.find_spec("tkinter") is None or importlib.util.find_spec("_tkinter") is None:
        return say("The window cannot be opened: this Python has no tkinter. On Debian install python3-tk.")
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        return say("The window cannot be opened: there is no screen here. These commands work without one.")
    return None


def open_window(paths: Paths, hide: Callable[[Collection[str]], None] = lambda _: None) -> int:
    """Open the window and stay until it is closed; returns the program's exit code.

    ``hide`` is told every secret, so that the log leaves it out. Raises SettingsError where no window can be
    opened after all.
    """
    from tkinter import TclError

    from wizard.app import App
    from wizard.first_screen import first_screen
    from wizard.real_desk import real_desk

    desk = real_desk(paths, hide)
    try:
        try:
            app = App(desk, first_screen)
        except TclError as error:
            raise SettingsError(
                say("The window cannot be opened."),
                advice=say("Start Mostik in a session with a screen; its commands work without one."),
                detail=str(error),
            ) from error
        app.run()
    finally:
        desk.close()
    return 0
