"""A table in which each thing on the left is given one of a list on the right, such as payment methods."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.model import Choice
from wizard.theme import Font, Space, Tone, icon, palette, size
from wizard.widgets.choices import OnChange, nothing
from wizard.widgets.fields import ChoiceField
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words

_ARROW = 13


@dataclass(frozen=True, slots=True)
class MappedThing:
    """A thing on the left: its id and name, an optional fact about it (a count, say) and an icon."""

    id: str
    name: str
    fact: str = ""
    icon_name: str | None = None


class MappingTable(Surface):
    """Rows of a thing, a fact about it, an arrow and a choice. ``left_out`` is the id of a choice that means
    "not this one": its rows are quiet.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        headings: tuple[str, str, str],
        things: Sequence[MappedThing],
        choices: Sequence[Choice],
        values: Mapping[str, str] | None = None,
        *,
        left_out: str | None = None,
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._on_change, self._left_out = on_change, left_out
        self.fields: dict[str, ChoiceField] = {}
        self._names: dict[str, Words] = {}
        self._facts: dict[str, Words] = {}
        self._arrows: dict[str, Words] = {}
        self.columnconfigure(0, weight=5, uniform="mapping")
        self.columnconfigure(1, weight=3 if headings[1] else 0, uniform="mapping" if headings[1] else "")
        self.columnconfigure(3, weight=8, uniform="mapping")
        for column, text in ((0, headings[0]), (1, headings[1]), (3, headings[2])):
            if text:
                Words(self, text, font=Font.SMALL_STRONG, tone=Tone.QUIET, wrap=True).grid(
                    row=0, column=column, sticky="ew", padx=(0, size(self, Space.S))
                )
        for row, thing in enumerate(things, start=1):
            self._add(row, thing, choices, (values or {}).get(thing.id), tells=bool(headings[1]))
        self._paint()

    @property
    def values(self) -> dict[str, str]:
        """The chosen id of each thing that has one."""
        found = {thing_id: field.value for thing_id, field in self.fields.items()}
        return {thing_id: value for thing_id, value in found.items() if value is not None}

    @property
    def open(self) -> tuple[str, ...]:
        """The things without a choice."""
        return tuple(thing_id for thing_id, field in self.fields.items() if field.missing)

    def fill(self, choices: Sequence[Choice]) -> None:
        """Another list on the right; what was chosen stays where it is still there."""
        for field in self.fields.values():
            field.fill(choices)
        self._paint()

    def focus_set(self) -> None:
        field = next(iter(self.fields.values()), None)
        if field is not None:
            field.focus_set()

    def tell(self, thing_id: str, fact: str) -> None:
        """Another fact about a thing, where the facts have a heading."""
        if thing_id in self._facts:
            self._facts[thing_id].configure(text=fact)

    def _add(
        self, row: int, thing: MappedThing, choices: Sequence[Choice], value: str | None, *, tells: bool
    ) -> None:
        above = (size(self, 6), 0)
        name = Words(self, thing.name, icon_name=thing.icon_name, icon_size=17, wrap=True)
        name.grid(row=row, column=0, sticky="ew", pady=above, padx=(0, size(self, Space.S)))
        if tells or thing.fact:
            fact = self._facts[thing.id] = Words(self, thing.fact, wrap=True)
            fact.grid(row=row, column=1, sticky="ew", pady=above, padx=(0, size(self, Space.S)))
        arrow = Words(self, icon_name="arrow-right", icon_size=_ARROW)
        arrow.grid(row=row, column=2, pady=above, padx=size(self, Space.M))
        field = ChoiceField(self, choices, value, on_change=self._changed)
        field.grid(row=row, column=3, sticky="ew", pady=above)
        name.bind("<Button-1>", lambda _: field.focus_set())
        self.fields[thing.id], self._names[thing.id], self._arrows[thing.id] = field, name, arrow

    def _changed(self) -> None:
        self._paint()
        self._on_change()

    def _paint(self) -> None:
        colours = palette()
        for thing_id, field in self.fields.items():
            out = field.value is None or field.value == self._left_out
            name = self._names[thing_id]
            name.say(str(name.cget("text")), Tone.QUIET if out else None)
            colour = colours.hairline if out else colours.tone(Tone.QUIET).ink
            self._arrows[thing_id].configure(image=icon("arrow-right", _ARROW, colour))
