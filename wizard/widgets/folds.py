"""What is folded away until someone asks: technical details, to be read, selected and copied."""

from __future__ import annotations

import tkinter
from typing import Any, Final

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.buttons import LinkButton
from wizard.widgets.surface import Surface
from wizard.widgets.texts import display_lines

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
        self._box = tkinter.Text(
            self,
            height=1,
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
        self._box.bind("<Configure>", self._fit, add="+")

    def _fit(self, _event: tkinter.Event[Any]) -> None:
        if self._box is not None:
            self._box.configure(height=min(display_lines(self._box), _MOST_LINES))
