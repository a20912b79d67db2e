"""Creates in the other system, noted before they are sent, so that one whose answer was lost is looked up and
not repeated.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.part import JournalPart
from storage.tables import IntentRow
from storage.values import json_data, json_text, microseconds, moment
from sync.ports import Intent


class Intents(JournalPart):
    """Open intents by kind and key."""

    def begin_intent(self, intent: Intent) -> None:
        """Note a create before it is sent. Begun again under the same key, the later try counts."""
        with self.database.writing():
            self.database.write(
                IntentRow.insert(
                    kind=intent.kind,
                    key=intent.key,
                    payload=json_text(intent.payload),
                    begun_at=microseconds(intent.begun_at),
                ).on_conflict(
                    conflict_target=[IntentRow.kind, IntentRow.key],
                    preserve=[IntentRow.payload, IntentRow.begun_at],
                )
            )

    def end_intent(self, kind: str, key: str) -> None:
        """Its outcome is known and noted; without effect where no such intent is open."""
        with self.database.writing():
            self.database.write(IntentRow.delete().where((IntentRow.kind == kind) & (IntentRow.key == key)))

    def open_intents(self, kind: str) -> Sequence[Intent]:
        """Intents of a kind whose end was not noted, the oldest first."""
        query = (
            IntentRow.select(IntentRow.key, IntentRow.payload, IntentRow.begun_at)
            .where(IntentRow.kind == kind)
            .order_by(IntentRow.begun_at, IntentRow.key)
        )
        return [
            Intent(kind=kind, key=key, payload=json_data(payload), begun_at=moment(begun_at))
            for key, payload, begun_at in self.database.rows(query)
        ]
