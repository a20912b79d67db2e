"""Cards, and how they stand: in two equal columns where there is room, else in one."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Any

from wizard.theme import CARD_PADDING, TWO_COLUMNS_FROM, Font, Space, Tone, palette, size
from wizard.widgets.buttons import LinkButton
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words

_STRIP = 4


class Card(Surface):
    """A box with a hairline and an optional title. Widgets go into :attr:`body`.

    ``tone`` gives the box the wash and edge of a tone; ``strip`` a strip of the full colour at the left.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        title: str = "",
        *,
        tone: Tone | None = None,
        strip: Tone | None = None,
        grey: bool = False,
    ) -> None:
        colours = palette()
        ground = colours.tone(tone).wash if tone else colours.side if grey else colours.card
        super().__init__(parent, ground, edge=colours.tone(tone).edge if tone else colours.hairline)
        self.strip: tkinter.Frame | None = None
        if strip:
            self.strip = tkinter.Frame(self, background=colours.tone(strip).solid, width=size(self, _STRIP))
            self.strip.pack(side="left", fill="y")
        inside = Surface(self, padding=CARD_PADDING)
        inside.pack(side="left", fill="both", expand=True)
        self._head: Surface | None = None
        if title:
            self._head = Surface(inside)
            self._head.pack(fill="x", pady=(0, size(self, Space.M)))
            Words(self._head, title, font=Font.SECTION, wrap=True).pack(side="left", fill="x", expand=True)
        self.body = Surface(inside)
        """Where the card's widgets go."""
        self.body.pack(fill="both", expand=True)

    def link(self, text: str, command: Callable[[], object]) -> LinkButton:
        """A link at the right of the title."""
        assert self._head is not None
        link = LinkButton(self._head, text, command)
        link.pack(side="right")
        return link


class TwoColumns(Surface):
    """Cards side by side. Make each with this as its parent, the left ones first, and hand it to :meth:`add`.

    Reading goes down the left column and then down the right one; in one column the right ones follow.
    """

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent)
        self._columns: tuple[list[tkinter.Widget], list[tkinter.Widget]] = ([], [])
        self._wide: bool | None = None
        self.bind("<Configure>", self._look, add="+")

    def add(self, card: tkinter.Widget, *, right: bool = False) -> None:
        """Put a card at the end of a column."""
        self._columns[right].append(card)
        self._place(self._wide is not False)

    def _look(self, event: tkinter.Event[Any]) -> None:
        wide = event.width >= size(self, TWO_COLUMNS_FROM)
        if wide is not self._wide:
            self._wide = wide
            self._place(wide)

    def _place(self, wide: bool) -> None:
        gap = size(self, Space.L)
        left, right = self._columns
        half = gap // 2
        self.columnconfigure(0, weight=1, uniform="column")
        self.columnconfigure(1, weight=1 if wide else 0, uniform="column" if wide else "")
        places = (
            [(card, row, 0) for row, card in enumerate(left)]
            + [(card, row, 1) for row, card in enumerate(right)]
            if wide
            else [(card, row, 0) for row, card in enumerate(left + right)]
        )
        last = max((row for _, row, _ in places), default=0)
        for card, row, column in places:
            sides = ((0, half) if column == 0 else (gap - half, 0)) if wide else (0, 0)
            card.grid(
                row=row,
                column=column,
                sticky="nsew",
                padx=sides,
                pady=(0, 0 if row == last else gap),
            )
