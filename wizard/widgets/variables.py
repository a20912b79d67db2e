"""Variables of Tk that may be forgotten by any thread.

Python clears a destroyed screen whenever it collects garbage, and that may be while a worker's thread runs.
Tk's own variables then speak to Tcl from that thread, which waits for the window or fails.
"""

from __future__ import annotations

import tkinter
from contextlib import suppress
from typing import Any, cast


class _Forgettable(tkinter.Variable):
    """Its Tcl side goes with the widget that owns it, in the window's own thread."""

    def __init__(self, owner: tkinter.Misc, value: object) -> None:
        super().__init__(owner, value)
        self._tcl = owner.tk
        owner.bind("<Destroy>", self._forget, add="+")

    def _forget(self, _event: object) -> None:
        with suppress(tkinter.TclError):
            cast("Any", self._tcl).globalunsetvar(str(self))

    def __del__(self) -> None:
        """Nothing is left to be done."""


class TextVariable(_Forgettable, tkinter.StringVar):
    """The id of what is chosen."""


class SwitchVariable(_Forgettable, tkinter.BooleanVar):
    """Whether something is on."""
