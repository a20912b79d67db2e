"""From any widget to what the whole window shares: its keys and its language."""

from __future__ import annotations

import tkinter
from typing import Protocol, cast

from wizard.language import Language
from wizard.widgets.keys import Keys


class SharedWindow(Protocol):
    """What every widget finds at the root."""

    shortcuts: Keys
    language: Language


def window_of(widget: tkinter.Misc) -> SharedWindow:
    """The window of a widget. Mostik has one root, and it carries these two."""
    return cast("SharedWindow", widget.nametowidget("."))
