"""A bar divided in proportion, and below it what each part is, with its number."""

from __future__ import annotations

import tkinter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.flow import Flow
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words

_HEIGHT = 12
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the whole: how many, how that is written, what it is, and its colour."""

    count: int
    number: str
    text: str
    colour: str


class ShareBar(Surface):
    """Parts side by side; each part that is not empty can be seen."""

    def __init__(self, parent: tkinter.Misc, shares: Sequence[Share]) -> None:
        super().__init__(parent)
        self._shares = list(shares)
        self._bar = tkinter.Canvas(
            self,
            height=size(self, _HEIGHT),
            width=1,
            background=palette().track if not any(share.count for share in shares) else self.colour,
            highlightthickness=0,
            borderwidth=0,
            takefocus=False,
        )
        self._bar.pack(fill="x")
        self._bar.bind("<Configure>", self._draw, add="+")
        legend = Flow(self, gap=Space.L, row_gap=Space.XS)
        legend.pack(fill="x", pady=(size(self, Space.S), 0))
        for share in shares:
            self._explain(legend, share)

    def _explain(self, legend: Flow, share: Share) -> None:
        one = Surface(legend)
        edge = size(self, 9)
        tkinter.Frame(one, width=edge, height=edge, background=share.colour).pack(side="left")
        gap = size(self, Space.S)
        Words(one, share.number, font=Font.SMALL_STRONG).pack(side="left", padx=(gap, 0))
        Words(one, share.text, font=Font.SMALL, tone=Tone.QUIET).pack(side="left", padx=(gap, 0))
        legend.add(one)

    def _draw(self, event: tkinter.Event[Any]) -> None:
        self._bar.delete("all")
        parts = [share for share in self._shares if share.count]
        total = sum(share.count for share in parts)
        gap, least = size(self, 2), size(self, _LEAST)
        room = event.width - gap * max(len(parts) - 1, 0) - least * len(parts)
        x = 0
        for number, share in enumerate(parts):
            last = number == len(parts) - 1
            width = event.width - x if last else least + max(room, 0) * share.count // total
            self._bar.create_rectangle(x, 0, x + width, event.height, fill=share.colour, width=0)
            x += width + gap
