"""Tooltips: the full text of what is cut short, or what an icon means."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Any, Final

from wizard.theme import Font, palette, size

_DELAY_MS: Final = 450
_WIDTH: Final = 360


class Tooltip:
    """A text that appears beside ``widget``; ``text`` may be asked anew each time, empty shows nothing."""

    def __init__(self, widget: tkinter.Misc, text: str | Callable[[tkinter.Event[Any]], str]) -> None:
        self._widget = widget
        self._text = text
        self._waiting: str | None = None
        self._shown: tkinter.Toplevel | None = None
        self._said = ""
        widget.bind("<Motion>", self._move, add="+")
        for event in ("<Leave>", "<ButtonPress>", "<Destroy>", "<KeyPress>", "<MouseWheel>"):
            widget.bind(event, self._hide, add="+")

    @property
    def shown_text(self) -> str:
        """What is shown now; empty where nothing is."""
        return self._said if self._shown is not None else ""

    def _move(self, event: tkinter.Event[Any]) -> None:
        text = self._text(event) if callable(self._text) else self._text
        if self._shown is not None and text == self._said:
            return
        self._hide()
        if text:
            x, y = event.x_root, event.y_root
            self._waiting = self._widget.after(_DELAY_MS, lambda: self._show(text, x, y))

    def _show(self, text: str, x: int, y: int) -> None:
        self._waiting = None
        if not self._widget.winfo_viewable():
            return
        colours = palette()
        tip = tkinter.Toplevel(self._widget, background=colours.hairline)
        tip.overrideredirect(True)
        if tip.tk.call("tk", "windowingsystem") == "x11":
            tip.attributes("-type", "tooltip")
        label = tkinter.Label(
            tip,
            text=text,
            font=Font.SMALL.value,
            background=colours.card,
            foreground=colours.ink,
            justify="left",
            wraplength=size(tip, _WIDTH),
            padx=size(tip, 8),
            pady=size(tip, 4),
        )
        label.pack(padx=1, pady=1)
        label.update_idletasks()
        right = tip.winfo_screenwidth() - label.winfo_reqwidth() - 4
        below = y + size(tip, 18)
        if below + label.winfo_reqheight() > tip.winfo_screenheight():
            below = y - label.winfo_reqheight() - size(tip, 8)
        tip.geometry(f"+{max(0, min(x + size(tip, 10), right))}+{below}")
        self._shown, self._said = tip, text

    def _hide(self, _event: tkinter.Event[Any] | None = None) -> None:
        if self._waiting is not None:
            self._widget.after_cancel(self._waiting)
            self._waiting = None
        if self._shown is not None:
            self._shown.destroy()
            self._shown = None
            self._said = ""
