"""What home shows where there is no connection yet: connect a shop, try the sample, import a connection."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets import LinkButton, PushButton, Surface, Words
from wizard.widgets.window_of import window_of
from wizard.window import root_of

_WIDTH: Final = 716
_SIDE_BY_SIDE_FROM: Final = 560
_LOGO: Final = 72
_LINE: Final = 640
_CARD_LINE: Final = 280


@dataclass(frozen=True, slots=True)
class StartCommands:
    """What can be done at the first start."""

    connect: Callable[[], object]
    sample: Callable[[], object]
    bring_in: Callable[[], object]


class StartCards(Surface):
    """See the module. ``main`` is the blue button, unless something else on the screen is (``calm``)."""

    def __init__(self, parent: tkinter.Misc, commands: StartCommands, *, calm: bool = False) -> None:
        super().__init__(parent)
        language = window_of(self).language
        self.columnconfigure(0, weight=1)
        self.columnconfigure(1, minsize=min(size(self, _WIDTH), self.winfo_screenwidth()))
        self.columnconfigure(2, weight=1)
        column = Surface(self)
        column.grid(row=0, column=1, sticky="nsew")
        logo = tkinter.Label(column, image=root_of(self).logo(_LOGO), background=column.colour, borderwidth=0)
        logo.pack(pady=(size(self, Space.XXL), size(self, Space.XL)))
        for text, font, tone in (
            (language.text("Join your warehouse with your online shop"), Font.TITLE, None),
            (
                language.text("Six short steps. Nothing is changed before you have seen the exact list."),
                Font.BODY,
                Tone.QUIET,
            ),
        ):
            words = Words(
                column,
                text,
                font=font,
                tone=tone,
                wrap=True,
                # Without it a text would first ask for the width of its one long line.
                wraplength=size(self, _LINE),
                anchor="center",
                justify="center",
            )
            words.pack(fill="x", pady=(0, size(self, Space.S)))
        cards = Surface(column)
        cards.pack(fill="x", pady=(size(self, Space.XL), 0))
        own = _StartCard(
            cards,
            "plug",
            language.text("Your shop"),
            language.text(
                "You need: the key for access (API) from your shop, and a computer that sees your warehouse."
            ),
        )
        self.main = PushButton(
            own.foot, language.text("&Connect my shop"), commands.connect, rank="plain" if calm else "main"
        )
        self.main.pack(side="left", ipadx=size(self, Space.XL))
        sample = _StartCard(
            cards,
            "shop",
            language.text("Sample shop"),
            language.text(
                "Look at everything with 312 made-up products and 250 orders. It does not touch your data."
            ),
        )
        self.sample = PushButton(sample.foot, language.text("&Try the sample"), commands.sample)
        self.sample.pack(side="left", ipadx=size(self, Space.XL))
        self._cards = (own, sample)
        cards.bind("<Configure>", self._lay_out, add="+")
        self._beside: bool | None = None
        self._place(beside=True)
        Words(
            column,
            language.text("Do you have the file of a connection from another computer?"),
            tone=Tone.QUIET,
            wrap=True,
            wraplength=size(self, _LINE),
            anchor="center",
            justify="center",
        ).pack(fill="x", pady=(size(self, Space.XXL), size(self, Space.XS)))
        self.bring_in = LinkButton(column, language.text("&Import connection…"), commands.bring_in)
        self.bring_in.pack()

    def _lay_out(self, event: tkinter.Event[Any]) -> None:
        self._place(beside=event.width >= size(self, _SIDE_BY_SIDE_FROM))

    def _place(self, *, beside: bool) -> None:
        if beside is self._beside:
            return
        self._beside = beside
        parent = self._cards[0].master
        assert parent is not None
        gap = size(self, Space.L)
        for column in (0, 1):
            used = beside or column == 0
            parent.columnconfigure(column, weight=1 if used else 0, uniform="start" if used else "")
        for number, card in enumerate(self._cards):
            row, column = (0, number) if beside else (number, 0)
            left = gap // 2 if beside and number else 0
            right = gap - gap // 2 if beside and not number else 0
            card.grid(
                row=row,
                column=column,
                sticky="nsew",
                padx=(left, right),
                pady=(0 if beside or not number else gap, 0),
            )


class _StartCard(Surface):
    """An icon, a title, what it is about, and a button at the foot, in :attr:`foot`."""

    def __init__(self, parent: tkinter.Misc, icon_name: str, title: str, text: str) -> None:
        colours = palette()
        super().__init__(parent, colours.card, edge=colours.hairline, padding=(Space.XL, 20))
        Words(
            self,
            title,
            font=Font.SECTION,
            icon_name=icon_name,
            icon_colour=colours.tone(Tone.INFO).ink,
            icon_size=20,
            wrap=True,
        ).pack(fill="x")
        Words(self, text, wrap=True, wraplength=size(self, _CARD_LINE)).pack(
            fill="x", pady=(size(self, Space.M), 0)
        )
        self.foot = Surface(self)
        self.foot.pack(side="bottom", fill="x", pady=(size(self, Space.L), 0))
