"""Things to tick whose order counts: they move with Alt+Up and Alt+Down, or with buttons."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.buttons import PushButton
from wizard.widgets.choices import OnChange, Option, Tick, nothing
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words
from wizard.widgets.tooltip import Tooltip


class OrderedTicks(Surface):
    """Rows of a number, a tick with its hint, and two buttons. ``chosen`` says which are ticked, in order."""

    def __init__(
        self,
        parent: tkinter.Misc,
        options: Sequence[Option],
        *,
        chosen: Iterable[str] = (),
        up_text: str,
        down_text: str,
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._texts = (up_text, down_text)
        wanted = [each for each in chosen if each in {option.id for option in options}]
        known = {option.id: option for option in options}
        self._things = [known[each] for each in wanted]
        self._things += [option for option in options if option.id not in wanted]
        self._ticked = set(wanted)
        self.ticks: dict[str, Tick] = {}
        self.buttons: dict[str, tuple[PushButton, PushButton]] = {}
        self.columnconfigure(0, weight=1)
        self._build()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are ticked, in the order in which they stand."""
        return tuple(option.id for option in self._things if option.id in self._ticked)

    def move(self, option_id: str, by: int) -> None:
        """Move an option up (-1) or down (1); the keyboard stays with it."""
        places = [option.id for option in self._things]
        place = places.index(option_id)
        if not 0 <= place + by < len(places):
            return
        self._things.insert(place + by, self._things.pop(place))
        self._build()
        self.ticks[option_id].focus_set()
        self._on_change()

    def focus_set(self) -> None:
        first = next(iter(self.ticks.values()), None)
        if first is not None:
            first.focus_set()

    def _build(self) -> None:
        for child in self.winfo_children():
            child.destroy()
        self.ticks, self.buttons = {}, {}
        number = 0
        for row, option in enumerate(self._things):
            ticked = option.id in self._ticked
            number += ticked
            self._build_row(row, option, str(number) if ticked else "")

    def _build_row(self, row: int, option: Option, number: str) -> None:
        colours = palette().tone(Tone.QUIET)
        line = Surface(self, colours.wash, edge=colours.edge, padding=(Space.S, 3))
        line.grid(row=row, column=0, sticky="ew", pady=(size(self, Space.XS) if row else 0, 0))
        line.columnconfigure(1, weight=1)
        Words(line, number, font=Font.STRONG, tone=Tone.QUIET, width=2).grid(row=0, column=0)
        tick = Tick(
            line,
            option.text,
            hint=option.hint,
            value=option.id in self._ticked,
            on_change=partial(self._toggled, option.id),
        )
        tick.grid(row=0, column=1, sticky="ew")
        self.ticks[option.id] = tick
        # Tab reaches the ticks only: the keyboard moves them with Alt and the arrows.
        up = PushButton(line, "", partial(self.move, option.id, -1), icon_name="chevron-up", rank="quiet")
        down = PushButton(line, "", partial(self.move, option.id, 1), icon_name="chevron-down", rank="quiet")
        for place, (button, text) in enumerate(zip((up, down), self._texts, strict=True)):
            button.configure(takefocus=False)
            button.grid(row=0, column=2 + place)
            Tooltip(button, text)
        up.enable(row > 0)
        down.enable(row < len(self._things) - 1)
        self.buttons[option.id] = (up, down)
        tick.control.bind("<Alt-Up>", self._by_key(option.id, -1))
        tick.control.bind("<Alt-Down>", self._by_key(option.id, 1))

    def _by_key(self, option_id: str, by: int) -> Callable[[tkinter.Event[Any]], str]:
        def pressed(_event: tkinter.Event[Any]) -> str:
            self.move(option_id, by)
            return "break"

        return pressed

    def _toggled(self, option_id: str) -> None:
        if self.ticks[option_id].value:
            self._ticked.add(option_id)
        else:
            self._ticked.discard(option_id)
        self._build()
        self.ticks[option_id].focus_set()
        self._on_change()
