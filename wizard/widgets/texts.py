"""Texts: one line, or many that wrap to the width there is, and one with words in bold."""

from __future__ import annotations

import re
import tkinter
from tkinter import ttk
from typing import Any

from wizard.theme import ICON_GAP, Font, Tone, icon, palette, size
from wizard.widgets.surface import surface_of, tone_ink

_FLAT: dict[str, Any] = {"justify": "left", "borderwidth": 0, "padding": 0}


class Words(ttk.Label):
    """A text. With ``wrap`` it wraps to its own width, so it is stretched (``fill="x"``, ``sticky="ew"``).

    ``icon_name`` stands left of it in the text's own colour, or in ``icon_colour``.
    """

    stands_over = False
    """Whether it is meant to stand over its neighbour, as the hint in an empty field does."""

    def __init__(
        self,
        parent: tkinter.Misc,
        text: str = "",
        *,
        font: Font = Font.BODY,
        tone: Tone | None = None,
        wrap: bool = False,
        icon_name: str | None = None,
        icon_colour: str | None = None,
        icon_size: int = 16,
        **options: Any,
    ) -> None:
        self._icon = (icon_name, icon_colour, icon_size)
        super().__init__(
            parent,
            text=text,
            font=font.value,
            foreground=tone_ink(tone),
            background=surface_of(parent),
            # A border that is not drawn would still take two pixels from the text.
            **_FLAT | options,
        )
        self._show_icon(tone)
        if wrap:
            self.bind("<Configure>", self._wrap, add="+")

    def say(self, text: str, tone: Tone | None = None, icon_name: str | None = None) -> None:
        """Another text in the same place, in the ink of ``tone``."""
        self.configure(text=text, foreground=tone_ink(tone))
        if icon_name is not None:
            self._icon = (icon_name, None, self._icon[2])
        self._show_icon(tone)

    def _show_icon(self, tone: Tone | None) -> None:
        name, colour, edge = self._icon
        if name:
            image = icon(name, edge, colour or tone_ink(tone))
            self.configure(image=image, compound="left")

    def _wrap(self, event: tkinter.Event[Any]) -> None:
        width = event.width - (size(self, self._icon[2] + ICON_GAP) if self._icon[0] else 0)
        if self._unwrapped_width() > width:
            # A line that fills it to the last pixel would keep a column of an odd width from shrinking.
            width -= size(self, _SPARE)
        width = max(width, size(self, 40))
        if int(str(self.cget("wraplength") or 0)) != width:
            self.configure(wraplength=width)

    def _unwrapped_width(self) -> int:
        font, lines = str(self.cget("font")), str(self.cget("text")).split("\n")
        return max(int(self.tk.call("font", "measure", font, "-displayof", self, line)) for line in lines)


_SPARE = 2
_STRONG = re.compile(r"\*\*(.+?)\*\*")


class RichText(tkinter.Text):
    """A wrapping text in which ``**words**`` are bold, as high as its lines. Nothing in it can be changed."""

    def __init__(self, parent: tkinter.Misc, text: str, *, tone: Tone | None = None) -> None:
        super().__init__(
            parent,
            font=Font.BODY.value,
            foreground=tone_ink(tone),
            background=surface_of(parent),
            borderwidth=0,
            highlightthickness=0,
            padx=0,
            pady=0,
            wrap="word",
            cursor="arrow",
            height=1,
            width=10,
            takefocus=False,
        )
        self.tag_configure("strong", font=Font.STRONG.value)
        self.bindtags((str(self), "all"))
        position = 0
        for found in _STRONG.finditer(text):
            self.insert("end", text[position : found.start()])
            self.insert("end", found[1], ("strong",))
            position = found.end()
        self.insert("end", text[position:])
        self.configure(state="disabled", inactiveselectbackground=palette().card)
        self.bind("<Configure>", self._fit, add="+")

    def _fit(self, _event: tkinter.Event[Any]) -> None:
        self.configure(height=display_lines(self))


def display_lines(text: tkinter.Text) -> int:
    """How many lines the text takes as it is wrapped now, at least one."""
    found = text.tk.call(str(text), "count", "-update", "-displaylines", "1.0", "end")
    # With one option Tk answers with one number, or with nothing for none.
    return max(int(found[0] if isinstance(found, tuple) else found or 1), 1)
