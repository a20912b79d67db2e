"""Small remembered values: cursors, the moment of the last full comparison, sizes of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.part import JournalPart
from storage.tables import NoteRow

_AFTER_EVERY_LETTER: Final = chr(0x10FFFF)


class Notes(JournalPart):
    """Texts by name."""

    def recall(self, name: str) -> str | None:
        """The text remembered under ``name``, or None."""
        row = self.database.row(NoteRow.select(NoteRow.text).where(NoteRow.name == name))
        return None if row is None else str(row[0])

    def recall_all(self, beginning: str) -> Mapping[str, str]:
        """Everything remembered under names with this beginning, by the rest of the name."""
        query = NoteRow.select(NoteRow.name, NoteRow.text).where(
            (NoteRow.name >= beginning) & (NoteRow.name < beginning + _AFTER_EVERY_LETTER)
        )
        # Asked again here, because another database may sort letters in an order of its own.
        found = [(name, text) for name, text in self.database.rows(query) if name.startswith(beginning)]
        return {name.removeprefix(beginning): text for name, text in found}

    def remember(self, name: str, value: str) -> None:
        """Remember ``value`` under ``name`` instead of what was there."""
        with self.database.writing():
            self.database.write(
                NoteRow.insert(name=name, text=value).on_conflict(
                    conflict_target=[NoteRow.name], preserve=[NoteRow.text]
                )
            )
