"""A bar with a true total, and the number of what is done above it."""

from __future__ import annotations

import tkinter

import ttkbootstrap as ttk

from wizard.theme import Font, Space, Tone, size
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words


class Progress(Surface):
    """How far something is: a big number, "of …" beside it, the time left at the right, and the bar below."""

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent)
        head = Surface(self)
        head.pack(fill="x")
        self._done = Words(head, "", font=Font.BIG)
        self._done.pack(side="left", anchor="s")
        self._of = Words(head, "", font=Font.SECTION, tone=Tone.QUIET)
        self._of.pack(side="left", anchor="s", pady=(0, size(self, 3)))
        self._left = Words(head, "", tone=Tone.QUIET)
        self._left.pack(side="right", anchor="s", pady=(0, size(self, 3)))
        self._bar = ttk.Progressbar(self, bootstyle="primary", maximum=1, value=0)
        self._bar.pack(fill="x", pady=(size(self, Space.S), 0))

    def show(self, done: int, total: int, *, done_text: str, of_text: str, left_text: str = "") -> None:
        """Show ``done`` of ``total``, with the numbers in words of the owner's language."""
        self._bar.stop()
        self._bar.configure(mode="determinate", maximum=max(total, 1), value=min(done, total))
        self._done.say(done_text)
        self._of.say(of_text, Tone.QUIET)
        self._of.pack_configure(padx=(size(self, Space.M), 0))
        self._left.say(left_text, Tone.QUIET)

    def show_unknown(self, text: str) -> None:
        """Something is being done whose length nobody knows yet, such as reading."""
        self._done.configure(text="")
        self._of.say(text, Tone.QUIET)
        # No number stands before it.
        self._of.pack_configure(padx=0)
        self._left.configure(text="")
        self._bar.configure(mode="indeterminate", maximum=100)
        self._bar.start(30)

    @property
    def share(self) -> float:
        """How much of the bar is filled, from 0 to 1."""
        return float(self._bar["value"]) / float(self._bar["maximum"])
