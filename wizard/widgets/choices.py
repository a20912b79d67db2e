"""Choosing: one of a few words, one of several with a sentence, many of a list, on or off."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ttkbootstrap as ttk

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.flow import Flow
from wizard.widgets.surface import Surface, on_surface
from wizard.widgets.texts import Words
from wizard.widgets.variables import SwitchVariable, TextVariable

OnChange = Callable[[], object]


def nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen; ``hint`` is its sentence or count in small type."""

    id: str
    text: str
    hint: str = ""


class Ring(Surface):
    """Holds a control without a text of its own, and shows by a ring when the keyboard is on it."""

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent)
        self.configure(highlightthickness=size(self, 1))

    def watch(self, control: tkinter.Misc) -> None:
        ring = palette().tone(Tone.INFO).solid
        control.bind("<FocusIn>", lambda _: self.configure(highlightbackground=ring), add="+")
        control.bind("<FocusOut>", lambda _: self.configure(highlightbackground=self.colour), add="+")


def _arrow(event: tkinter.Event[Any], *, controls: Sequence[ttk.Radiobutton], step: int) -> str:
    place = [str(one) for one in controls].index(str(event.widget)) + step
    if 0 <= place < len(controls):
        controls[place].focus_set()
        controls[place].invoke()
    return "break"


def arrow_keys(controls: Sequence[ttk.Radiobutton]) -> None:
    """The arrow keys choose the neighbour, as everywhere where one of several is chosen."""
    for control in controls:
        for keys, step in ((("<Left>", "<Up>"), -1), (("<Right>", "<Down>"), 1)):
            for key in keys:
                control.bind(key, partial(_arrow, controls=controls, step=step))


class Segments(Flow):
    """One of a few words, as buttons side by side; they flow to a second row. ``value`` "" is none chosen."""

    height_padding = 5

    def __init__(
        self,
        parent: tkinter.Misc,
        options: Iterable[Option],
        *,
        value: str = "",
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent, gap=6, row_gap=6)
        self._variable = TextVariable(self, value)
        self._on_change = on_change
        self.buttons: dict[str, ttk.Radiobutton] = {}
        self.fill(options)

    @property
    def value(self) -> str:
        return self._variable.get()

    @value.setter
    def value(self, chosen: str) -> None:
        self._variable.set(chosen)

    def fill(self, options: Iterable[Option]) -> None:
        """Other options; what was chosen stays chosen if it is still there."""
        self.clear()
        self.buttons = {}
        for option in options:
            text = f"{option.text} {option.hint}".strip()
            self.buttons[option.id] = self.add(
                ttk.Radiobutton(
                    self,
                    text=text,
                    value=option.id,
                    variable=self._variable,
                    command=self._on_change,
                    bootstyle="primary toolbutton",
                    padding=(size(self, Space.M), size(self, self.height_padding)),
                )
            )
        if self.value not in self.buttons:
            self.value = ""
        arrow_keys(list(self.buttons.values()))

    def focus_set(self) -> None:
        chosen = self.buttons.get(self.value) or next(iter(self.buttons.values()), None)
        if chosen is not None:
            chosen.focus_set()


class FilterChips(Segments):
    """Filters above a table, each with its count as ``hint``; lower than other choices."""

    height_padding = 3


class Tiles(Surface):
    """One of several, each with a title and a sentence, in tiles of equal width; as many in a row as fit."""

    def __init__(
        self,
        parent: tkinter.Misc,
        options: Iterable[Option],
        *,
        value: str = "",
        on_change: OnChange = nothing,
        smallest: int = 150,
    ) -> None:
        super().__init__(parent)
        self._variable = TextVariable(self, value)
        self._on_change = on_change
        self._smallest = smallest
        self._per_row = 0
        self.tiles = {option.id: _Tile(self, option, self._variable, self._chosen) for option in options}
        arrow_keys([tile.radio for tile in self.tiles.values()])
        self._paint()
        self.bind("<Configure>", self._lay_out, add="+")
        self._place(len(self.tiles))

    @property
    def value(self) -> str:
        return self._variable.get()

    @value.setter
    def value(self, chosen: str) -> None:
        self._variable.set(chosen)
        self._paint()

    def focus_set(self) -> None:
        tile = self.tiles.get(self.value) or next(iter(self.tiles.values()), None)
        if tile is not None:
            tile.radio.focus_set()

    def _chosen(self) -> None:
        self._paint()
        self._on_change()

    def _paint(self) -> None:
        for option_id, tile in self.tiles.items():
            tile.paint(option_id == self.value)

    def _lay_out(self, event: tkinter.Event[Any]) -> None:
        gap = size(self, Space.S)
        fitting = max((event.width + gap) // (size(self, self._smallest) + gap), 1)
        if fitting < len(self.tiles):
            # Two even rows read better than a full one and a single tile.
            rows = -(-len(self.tiles) // fitting)
            fitting = -(-len(self.tiles) // rows)
        fitting = min(fitting, len(self.tiles))
        self._place(fitting)
        # What cannot be divided stands beside the tiles: a text that fills the widest of them to the last
        # pixel would else ask for as much in every other one.
        self.columnconfigure(fitting, weight=0, uniform="", minsize=event.width % fitting)

    def _place(self, per_row: int) -> None:
        if per_row == self._per_row or not per_row:
            return
        for column in range(max(per_row, self._per_row) + 1):
            used = column < per_row
            self.columnconfigure(column, weight=1 if used else 0, uniform="tile" if used else "", minsize=0)
        self._per_row = per_row
        gap = size(self, Space.S)
        for number, tile in enumerate(self.tiles.values()):
            row, column = divmod(number, per_row)
            left = gap * column // per_row
            right = gap - gap * (column + 1) // per_row
            tile.grid(row=row, column=column, sticky="nsew", padx=(left, right), pady=(gap if row else 0, 0))


class _Tile(Surface):
    def __init__(
        self, parent: tkinter.Misc, option: Option, variable: tkinter.StringVar, command: OnChange
    ) -> None:
        super().__init__(parent, palette().card, edge=palette().hairline)
        inside = Surface(self, padding=(Space.S, Space.S))
        inside.pack(fill="both", expand=True)
        inside.columnconfigure(1, weight=1)
        ring = Ring(inside)
        ring.grid(row=0, column=0, sticky="n")
        self.radio = ttk.Radiobutton(ring, variable=variable, value=option.id, command=command)
        self.radio.pack()
        ring.watch(self.radio)
        words = [Words(inside, option.text, font=Font.STRONG, wrap=True)]
        if option.hint:
            words.append(Words(inside, option.hint, font=Font.SMALL, tone=Tone.QUIET, wrap=True))
        gap = size(self, Space.S)
        for row, word in enumerate(words):
            word.grid(row=row, column=1, sticky="ew", padx=(gap, 0), pady=(size(self, 4) if row else 0, 0))
        for part in (self, inside, *words):
            part.bind("<Button-1>", self._click, add="+")

    def paint(self, chosen: bool) -> None:
        """Draw it as chosen or not."""
        colours = palette()
        info = colours.tone(Tone.INFO)
        self.recolour(info.wash if chosen else colours.card, info.solid if chosen else colours.hairline)
        _ground(self, self.colour)
        self.radio.configure(bootstyle=on_surface(self, "radiobutton"))

    def _click(self, _event: tkinter.Event[Any]) -> None:
        self.radio.focus_set()
        self.radio.invoke()


def _ground(widget: tkinter.Misc, colour: str) -> None:
    """Give everything that stands in ``widget`` another ground."""
    for child in widget.winfo_children():
        if isinstance(child, Surface):
            child.recolour(colour, colour if isinstance(child, Ring) else None)
        elif isinstance(child, Words):
            child.configure(background=colour)
        _ground(child, colour)


class Toggle(Surface):
    """On or off, with a text beside it and the consequence in small type below."""

    def __init__(
        self,
        parent: tkinter.Misc,
        text: str,
        *,
        hint: str = "",
        value: bool = False,
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._variable = SwitchVariable(self, value)
        self.columnconfigure(1, weight=1)
        ring = Ring(self)
        ring.grid(row=0, column=0, sticky="n")
        self.control = ttk.Checkbutton(
            ring,
            variable=self._variable,
            command=on_change,
            bootstyle=on_surface(self, "round toggle"),
        )
        self.control.pack()
        ring.watch(self.control)
        gap = (size(self, 2), 0)
        self.words = Words(self, text, wrap=True)
        self.words.grid(row=0, column=1, sticky="ew", padx=gap)
        self.words.bind("<Button-1>", self._click, add="+")
        self._hint = Words(self, hint, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._hint.grid(row=1, column=1, sticky="ew", padx=gap)
        if not hint:
            self._hint.grid_remove()

    @property
    def value(self) -> bool:
        return self._variable.get()

    @value.setter
    def value(self, on: bool) -> None:
        self._variable.set(on)

    def say_hint(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Another sentence below; empty for none."""
        self._hint.say(text, tone)
        if text:
            self._hint.grid()
        else:
            self._hint.grid_remove()

    def enable(self, enabled: bool) -> None:
        self.control.state(["!disabled" if enabled else "disabled"])

    def focus_set(self) -> None:
        self.control.focus_set()

    def _click(self, _event: tkinter.Event[Any]) -> None:
        if not self.control.instate(["disabled"]):
            self.control.focus_set()
            self.control.invoke()


class Tick(Surface):
    """One thing to tick, with a text that may wrap and a count in small type."""

    def __init__(
        self,
        parent: tkinter.Misc,
        text: str,
        *,
        hint: str = "",
        value: bool = False,
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._variable = SwitchVariable(self, value)
        self.columnconfigure(1, weight=1)
        ring = Ring(self)
        ring.grid(row=0, column=0, sticky="n")
        self.control = ttk.Checkbutton(
            ring, variable=self._variable, command=on_change, bootstyle=on_surface(self, "checkbutton")
        )
        self.control.pack()
        ring.watch(self.control)
        label = Surface(self)
        label.grid(row=0, column=1, sticky="ew")
        words = [Words(label, text)]
        if hint:
            words.append(Words(label, hint, font=Font.SMALL, tone=Tone.QUIET))
        for number, word in enumerate(words):
            word.pack(side="left", padx=(size(self, Space.S) if number else 0, 0))
        for part in (label, *words):
            part.bind("<Button-1>", self._click, add="+")

    @property
    def value(self) -> bool:
        return self._variable.get()

    @value.setter
    def value(self, on: bool) -> None:
        self._variable.set(on)

    def focus_set(self) -> None:
        self.control.focus_set()

    def _click(self, _event: tkinter.Event[Any]) -> None:
        self.control.focus_set()
        self.control.invoke()


class CheckList(Surface):
    """Many of a list, in as many columns as fit, filled from left to right."""

    def __init__(
        self,
        parent: tkinter.Misc,
        options: Iterable[Option] = (),
        *,
        chosen: Iterable[str] = (),
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self.ticks: dict[str, Tick] = {}
        self._columns = 0
        self.bind("<Configure>", self._lay_out, add="+")
        self.fill(options, chosen)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are ticked, in the order of the list."""
        return tuple(option_id for option_id, tick in self.ticks.items() if tick.value)

    def choose(self, ids: Iterable[str]) -> None:
        wanted = set(ids)
        for option_id, tick in self.ticks.items():
            tick.value = option_id in wanted

    def fill(self, options: Iterable[Option], chosen: Iterable[str] | None = None) -> None:
        """Other options; without ``chosen`` those that were ticked stay ticked."""
        wanted = set(self.chosen if chosen is None else chosen)
        for tick in self.ticks.values():
            tick.destroy()
        self.ticks = {
            option.id: Tick(
                self,
                option.text,
                hint=option.hint,
                value=option.id in wanted,
                on_change=self._on_change,
            )
            for option in options
        }
        self._columns = 0
        self._place(1 if self.winfo_width() <= 1 else self._fitting(self.winfo_width()))

    def focus_set(self) -> None:
        first = next(iter(self.ticks.values()), None)
        if first is not None:
            first.focus_set()

    def _fitting(self, width: int) -> int:
        widest = max((tick.winfo_reqwidth() for tick in self.ticks.values()), default=1)
        return max(min(width // (widest + size(self, Space.L)), 3), 1)

    def _lay_out(self, event: tkinter.Event[Any]) -> None:
        self._place(self._fitting(event.width))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            used = column < columns
            self.columnconfigure(column, weight=1 if used else 0, uniform="tick" if used else "")
        self._columns = columns
        for number, tick in enumerate(self.ticks.values()):
            row, column = divmod(number, columns)
            tick.grid(row=row, column=column, sticky="ew", pady=size(self, 2))
