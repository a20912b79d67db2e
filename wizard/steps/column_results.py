"""The first rows of a file as they would be read, those with a mistake before the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from sync.errors import MostikError
from wizard.column_look import Preview, Read
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Column, Mark, Note, Surface, Table, Words

_IN_FULL: Final = 5
"""So many mistakes are written out above the table, whose cells are cut."""


class ResultsPart(Part):
    """A table of what was read; empty as long as nothing was."""

    rows: Table[Read]

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup, lambda: None)
        self.preview: Preview | None = None
        self._error: MostikError | None = None
        self._found = ""
        self._headings: Sequence[str] = ()

    def show(self, preview: Preview, found: str, headings: Sequence[str]) -> None:
        """Show rows. ``found``: how many there are; ``headings`` of their cells."""
        self.preview, self._found, self._headings, self._error = preview, found, headings, None
        self.draw()

    def clear(self, error: MostikError | None = None) -> None:
        """Show nothing, or why nothing could be read."""
        self.preview, self._error = None, error
        self.draw()

    def fill(self, place: Surface) -> None:
        if self._error is not None:
            Note(place, self.say(self._error.sentence), Tone.BAD).pack(fill="x")
        preview = self.preview
        if preview is None:
            return
        Words(place, self.text("As it would be read"), font=Font.SECTION, wrap=True).pack(fill="x")
        Words(place, self._found, wrap=True).pack(fill="x")
        for row in preview.rows[:_IN_FULL]:
            if row.problem is not None:
                Words(place, self.say(row.problem), tone=Tone.WARN, wrap=True).pack(fill="x")
        columns: list[Column[Read]] = [
            Column(heading, partial(_cell, number), width=90) for number, heading in enumerate(self._headings)
        ]
        wrong: Column[Read] = Column(self.text("What is wrong"), self._why, width=120)
        self.rows = Table(
            place,
            [wrong, *columns] if preview.wrong else columns,
            state_heading=self.text("State"),
            state=self._state_of,
            empty_text=self.text("There is nothing in the file."),
            rows_high=6,
        )
        self.rows.pack(fill="both", expand=True, pady=(size(place, Space.S), 0))
        self.rows.fill(preview.rows)

    def _why(self, row: Read) -> str:
        return self.say(row.problem) if row.problem is not None else ""

    def _state_of(self, row: Read) -> Mark:
        if row.problem is not None:
            return Mark("exclamation-triangle", Tone.WARN, self.text("Not clear"))
        return Mark("check-circle", Tone.GOOD, self.text("Clear"))


def _cell(number: int, row: Read) -> str:
    return row.cells[number] if number < len(row.cells) else ""
