"""A person is found in what one connection keeps, and blanked there.

Orders that are through lose their content; their hash, state and document's number stay, so none of them ever
comes in twice. Orders that are still to come in need the name and the address, so they are named and stay.
What stands in the warehouse is the owner's own and is only named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from storage.inbox import FINISHED, FORGOTTEN, Inbox
from storage.part import batches
from storage.person import Person, blanked, traces
from storage.tables import InboxRow, IntentRow, NoteRow, RunRow
from storage.values import json_data, json_text
from sync.model import DocumentKind, DocumentRef

_STRUCTURED: Final = ("{", "[")
_FINISHED_STATES: Final = frozenset(state.value for state in FINISHED)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Where a person stands in a connection. Ids are those of the shop's orders; ``people``: by what else the
    person may be named, such as the e-mail of an order that was found by its name.
    """

    people: tuple[Person, ...]
    finished: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    runs: int = 0
    others: int = 0
    """Further remembered texts."""

    @property
    def to_blank(self) -> int:
        """In how many places something would be blanked."""
        return len(self.finished) + self.runs + self.others


class Forgetting(Inbox):
    """Finding and blanking a person."""

    def find_person(self, person: Person) -> PersonFound:
        """Where the person stands; changes nothing. Walks through all that the connection keeps."""
        finished: list[str] = []
        waiting: list[str] = []
        documents: list[DocumentRef] = []
        people = {person.typed: person}
        for order_id, state, kind, number, content, why in self._orders():
            data = json_data(content)
            if not person.stands_in_order(data):
                # A sentence may still name someone whose order is forgotten already.
                if why is not None and blanked(json_data(why), [person]) != json_data(why):
                    (finished if state in _FINISHED_STATES else waiting).append(order_id)
                continue
            people.update({one.typed: one for one in traces(data)})
            if kind is not None:
                documents.append(DocumentRef(DocumentKind(kind), number))
            (finished if state in _FINISHED_STATES else waiting).append(order_id)
        every = tuple(people.values())
        return PersonFound(
            every,
            tuple(finished),
            tuple(waiting),
            tuple(documents),
            runs=sum(1 for _ in self._changed_reports(every)),
            others=sum(1 for _ in self._changed_notes(every)) + sum(1 for _ in self._changed_intents(every)),
        )

    def blank_person(self, person: Person) -> PersonFound:
        """Blank the person wherever :meth:`find_person` finds them, in one transaction; returns what it
        found.

        Afterwards nothing of it is left in SQLite's own log either, unless another program reads the file at
        this moment.
        """
        with self.database.writing():
            found = self.find_person(person)
            self._blank_orders(found)
            for run_id, report in list(self._changed_reports(found.people)):
                self.database.write(RunRow.update(report=report).where(RunRow.id == run_id))
            for name, text in list(self._changed_notes(found.people)):
                self.database.write(NoteRow.update(text=text).where(NoteRow.name == name))
            for kind, key, payload in list(self._changed_intents(found.people)):
                one = (IntentRow.kind == kind) & (IntentRow.key == key)
                self.database.write(IntentRow.update(payload=payload).where(one))
        self.database.empty_log()
        return found

    def _orders(self) -> Iterator[tuple[Any, ...]]:
        columns = (
            InboxRow.order_id,
            InboxRow.state,
            InboxRow.document_kind,
            InboxRow.document_number,
            InboxRow.content,
            InboxRow.why,
        )
        ids = [row[0] for row in self.database.rows(InboxRow.select(InboxRow.order_id))]
        for batch in batches(ids, 200):
            query = InboxRow.select(*columns).where(InboxRow.order_id.in_(batch)).order_by(InboxRow.order_id)
            yield from self.database.rows(query)

    def _blank_orders(self, found: PersonFound) -> None:
        for batch in batches(found.finished):
            chosen = InboxRow.order_id.in_(batch)
            self.database.write(InboxRow.update(content=FORGOTTEN, kept=False).where(chosen))
            reasons = InboxRow.select(InboxRow.order_id, InboxRow.why).where(
                chosen & InboxRow.why.is_null(is_null=False)
            )
            for order_id, why in self.database.rows(reasons):
                told = json_text(blanked(json_data(why), found.people))
                self.database.write(InboxRow.update(why=told).where(InboxRow.order_id == order_id))

    def _changed_reports(self, people: Sequence[Person]) -> Iterator[tuple[int, str]]:
        ids = self.database.rows(RunRow.select(RunRow.id).where(RunRow.report.is_null(is_null=False)))
        for (run_id,) in ids:
            (report,) = self.database.row(RunRow.select(RunRow.report).where(RunRow.id == run_id)) or ("",)
            changed = _changed(report, people)
            if changed is not None:
                yield run_id, changed

    def _changed_notes(self, people: Sequence[Person]) -> Iterator[tuple[str, str]]:
        for name, text in self.database.rows(NoteRow.select(NoteRow.name, NoteRow.text)):
            # Plain notes are moments and cursors; a number among them is no phone.
            changed = _changed(text, people) if text.startswith(_STRUCTURED) else None
            if changed is not None:
                yield name, changed

    def _changed_intents(self, people: Sequence[Person]) -> Iterator[tuple[str, str, str]]:
        query = IntentRow.select(IntentRow.kind, IntentRow.key, IntentRow.payload)
        for kind, key, payload in self.database.rows(query):
            changed = _changed(payload, people)
            if changed is not None:
                yield kind, key, changed


def _changed(text: str, people: Sequence[Person]) -> str | None:
    """JSON text without these people; None where they do not stand in it."""
    data = json_data(text)
    after = blanked(data, people)
    return None if after == data else json_text(after)
