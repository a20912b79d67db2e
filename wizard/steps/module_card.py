"""A module as a card: what it does, in which direction, what was found for it, and whether it is on."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wizard.theme import CARD_PADDING, Font, Space, Tone, icon, palette, size
from wizard.widgets import LinkButton, Surface, Toggle, Words

_ICON = 26
_STATE_WIDTH = 150


@dataclass(frozen=True, slots=True)
class ModuleWords:
    """What a card says that does not change while it is shown."""

    icon_name: str
    title: str
    direction: str
    sentence: str


class ModuleCard(Surface):
    """A card with a switch. :meth:`found`, :meth:`reading` and :meth:`failed` fill its last line."""

    def __init__(
        self,
        parent: tkinter.Misc,
        words: ModuleWords,
        *,
        state_words: tuple[str, str],
        on: bool,
        on_change: Callable[[], object],
    ) -> None:
        super().__init__(parent, palette().card, edge=palette().hairline)
        self._words, self._state_words, self._on_change = words, state_words, on_change
        inside = Surface(self, padding=CARD_PADDING)
        inside.pack(fill="both", expand=True)
        inside.columnconfigure(1, weight=1)
        inside.columnconfigure(2, minsize=size(self, _STATE_WIDTH))
        self._sign = Words(inside)
        self._sign.grid(row=0, column=0, sticky="n", padx=(0, size(self, Space.L)))
        middle = Surface(inside)
        middle.grid(row=0, column=1, sticky="ew")
        self._fill_middle(middle)
        self.toggle = Toggle(inside, max(state_words, key=len), value=on, on_change=self._changed)
        self.toggle.grid(row=0, column=2, sticky="e", padx=(size(self, Space.L), 0))
        self._paint()
        self._listen(self)

    @property
    def on(self) -> bool:
        return self.toggle.value

    def switch(self, on: bool) -> None:
        """Switch by the program, without telling of it."""
        self.toggle.value = on
        self._paint()

    def reading(self, text: str) -> None:
        self._say(text, Tone.QUIET)

    def found(self, text: str, tone: Tone = Tone.GOOD) -> None:
        self._say(text, tone)

    def failed(self, text: str, again: str, read_again: Callable[[], object]) -> None:
        """Say why nothing was found out, with a link that tries again."""
        self._say(text, Tone.BAD)
        LinkButton(self._last, again, read_again).pack(anchor="w", pady=(size(self, Space.XS), 0))

    @property
    def said(self) -> str:
        """The last line as it is shown."""
        return " ".join(str(part.cget("text")) for part in self._last.winfo_children())

    def _say(self, text: str, tone: Tone) -> None:
        for child in self._last.winfo_children():
            child.destroy()
        Words(self._last, text, font=Font.SMALL, tone=tone, wrap=True).pack(fill="x")

    def _fill_middle(self, middle: Surface) -> None:
        head = Surface(middle)
        head.pack(fill="x")
        Words(head, self._words.title, font=Font.SECTION).pack(side="left")
        Words(head, self._words.direction, font=Font.SMALL, tone=Tone.QUIET).pack(
            side="left", padx=(size(self, Space.L), 0)
        )
        Words(middle, self._words.sentence, wrap=True).pack(fill="x", pady=(size(self, Space.XS), 0))
        self._last = Surface(middle)
        self._last.pack(fill="x", pady=(size(self, Space.XS), 0))

    def _listen(self, part: tkinter.Misc) -> None:
        """A click anywhere switches, but for the switch itself and the line with a link of its own."""
        part.bind("<Button-1>", self._clicked, add="+")
        for child in part.winfo_children():
            if child not in (self._last, self.toggle):
                self._listen(child)

    def _clicked(self, _event: tkinter.Event[Any]) -> None:
        self.toggle.control.focus_set()
        self.toggle.control.invoke()

    def _changed(self) -> None:
        self._paint()
        self._on_change()

    def _paint(self) -> None:
        colours = palette()
        tone = colours.tone(Tone.INFO if self.on else Tone.QUIET)
        self.recolour(colours.card, tone.solid if self.on else colours.hairline)
        self._sign.configure(image=icon(self._words.icon_name, _ICON, tone.ink))
        self.toggle.words.say(self._state_words[0 if self.on else 1], None if self.on else Tone.QUIET)
