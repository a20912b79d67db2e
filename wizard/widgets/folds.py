"""What is folded away until someone asks: technical details, to be read, selected and copied."""

from __future__ import annotations

import tkinter
from typing import Final

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.buttons import LinkButton
from wizard.widgets.surface import Surface

_MOST_LINES: Final = 8


class Fold(Surface):
    """A link, and below it a text that it opens and closes."""

    def __init__(self, parent: tkinter.Misc, text: str, detail: str) -> None:
        super().__init__(parent)
        self._detail = detail
        self._box: tkinter.Text | None = None
        self._link = LinkButton(self, text, self.toggle)
        self._link.pack(anchor="w")

    @property
    def is_open(self) -> bool:
        return self._box is not None

    def toggle(self) -> None:
        """Open or close."""
        if self._box is not None:
            self._box.destroy()
            self._box = None
            return
        colours = palette()
        lines = sum(1 + len(line) // 60 for line in self._detail.splitlines() or [""])
        self._box = tkinter.Text(
            self,
            height=min(lines, _MOST_LINES),
            width=20,
            wrap="word",
            font=Font.SMALL.value,
            background=colours.background,
            foreground=colours.tone(Tone.QUIET).ink,
            borderwidth=0,
            highlightthickness=size(self, 1),
            highlightbackground=colours.hairline,
            highlightcolor=colours.tone(Tone.INFO).solid,
            padx=size(self, Space.S),
            pady=size(self, Space.XS),
        )
        self._box.insert("1.0", self._detail)
        self._box.configure(state="disabled")
        self._box.pack(fill="x", pady=(size(self, Space.XS), 0))
