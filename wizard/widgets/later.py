"""What a widget does in a moment, unless it is gone by then.

Tk forgets a destroyed widget's timers as little as its idle calls: they would call a name that is no more, or
one that another widget has been given since.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Any


class Later:
    """Calls ``call`` once for all that asked: after ``milliseconds``, or (None) when the window is idle.

    When ``widget`` is destroyed it is not called any more.
    """

    def __init__(
        self, widget: tkinter.Misc, call: Callable[[], object], milliseconds: int | None = None
    ) -> None:
        self._widget, self._call, self._milliseconds = widget, call, milliseconds
        self._waiting: str | None = None
        widget.bind("<Destroy>", self._gone, add="+")

    @property
    def waits(self) -> bool:
        """Whether the call is still to come."""
        return self._waiting is not None

    def ask(self) -> None:
        """Call later. What waits already is not moved."""
        if self._waiting is None:
            self._waiting = self._widget.after(
                "idle" if self._milliseconds is None else self._milliseconds, self._due
            )

    def ask_anew(self) -> None:
        """Call later, with the whole time from now on."""
        self.forget()
        self.ask()

    def forget(self) -> None:
        """Do not call."""
        if self._waiting is not None:
            self._widget.after_cancel(self._waiting)
            self._waiting = None

    def _due(self) -> None:
        self._waiting = None
        self._call()

    def _gone(self, event: tkinter.Event[Any]) -> None:
        # A window also hears of the end of all that stands in it.
        if str(event.widget) == str(self._widget):
            self.forget()
