"""The preview's table with its chips and its search, for as many as 50,000 changes."""

from __future__ import annotations

import tkinter
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from wizard.language import Language
from wizard.preview import CHIPS, Group, PreviewRow
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Column, FilterChips, Option, SearchField, Surface, Table, Words

ALL: Final = "all"


class PreviewTable(Surface):
    """Chips with counts, a line of words with the search beside it, and the rows below."""

    def __init__(self, parent: tkinter.Misc, language: Language, *, chip: str = ALL, said: str = "") -> None:
        super().__init__(parent)
        self._language = language
        self.columnconfigure(0, weight=1)
        self.rowconfigure(2, weight=1)
        gap = (size(self, Space.S), 0)
        self._wanted = chip
        self.chips = FilterChips(self, (), on_change=self._filter)
        self.chips.grid(row=0, column=0, columnspan=2, sticky="ew")
        Words(self, said, font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
            row=1, column=0, sticky="ew", pady=gap
        )
        self.search = SearchField(self, on_change=self._search, placeholder=language.text("Search"))
        self.search.control.configure(width=26)
        self.search.grid(row=1, column=1, sticky="e", padx=gap, pady=gap)
        self.table: Table[PreviewRow] = Table(
            self,
            [
                Column(language.text("Item"), lambda row: row.item, width=180, stretch=3),
                Column(language.text("Where"), lambda row: row.where, width=150, stretch=1),
                Column(language.text("Old → new"), lambda row: row.change, width=120, stretch=1),
                Column(language.text("Why"), lambda row: row.why, width=170, stretch=4),
            ],
            state_heading=language.text("What"),
            state=lambda row: row.mark,
            state_width=132,
            empty_text=language.text("Nothing to show here."),
        )
        self.table.grid(row=2, column=0, columnspan=2, sticky="nsew", pady=gap)

    def fill(self, rows: Sequence[PreviewRow]) -> None:
        """Show rows, with the chip that is chosen, or all where it has gone."""
        counts = Counter(row.group for row in rows)
        counts[Group.CHECK] = sum(row.asked for row in rows)
        number = self._language.number
        options = [Option(ALL, self._language.text("All"), number(Decimal(len(rows))))]
        options += [
            Option(group.value, self._language.text(CHIPS[group]), number(Decimal(counts[group])))
            for group in Group
            if counts[group]
        ]
        if counts[Group.CHECK]:
            # What a question is about comes first.
            options.insert(0, options.pop(1))
        wanted = self.chips.value or self._wanted
        self.chips.fill(options)
        self.chips.value = wanted if wanted in {option.id for option in options} else ALL
        self.table.filter(self._keeps())
        self.table.fill(rows)

    @property
    def chip(self) -> str:
        return self.chips.value

    def _filter(self) -> None:
        self.table.filter(self._keeps())

    def _search(self) -> None:
        self.table.search(self.search.value)

    def _keeps(self) -> Callable[[PreviewRow], bool] | None:
        chosen = self.chips.value
        if chosen in ("", ALL):
            return None
        if chosen == Group.CHECK:
            return lambda row: row.asked
        return lambda row: row.group == chosen
