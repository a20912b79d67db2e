"""A person is looked for in all that Mostik keeps of a connection, and blanked there; and how that is
told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from storage.forgetting import PersonFound
from storage.forgetting_logs import blank_in_logs, count_in_logs
from storage.person import Person
from storage.profiles import Profiles
from wizard.language import Language

_NAMED: Final = 20
"""So many documents or orders are named one by one."""


@dataclass(frozen=True, slots=True)
class WherePersonStands:
    """``log_places``: in the log of all connections, which is one file."""

    person: Person
    kept: PersonFound
    log_places: int

    @property
    def to_blank(self) -> int:
        """In how many places something would be blanked."""
        return self.kept.to_blank + self.log_places

    @property
    def is_empty(self) -> bool:
        """Whether the person stands nowhere at all."""
        return not (self.to_blank or self.kept.waiting)


def look_for(profiles: Profiles, connection_id: str, person: Person) -> WherePersonStands:
    """Where a person stands; changes nothing. Raises MostikError."""
    with profiles.open(connection_id, write=False) as journal:
        kept = journal.find_person(person)
    return WherePersonStands(person, kept, count_in_logs(profiles.paths.logs, kept.people))


def blank(profiles: Profiles, connection_id: str, person: Person) -> WherePersonStands:
    """Blank a person wherever :func:`look_for` finds them; returns where that was. Raises MostikError, also
    where a run of the connection goes on.
    """
    with profiles.open(connection_id, write=True) as journal:
        # The log first: the orders say under which other names and numbers the person stands there.
        places = blank_in_logs(profiles.paths.logs, journal.find_person(person).people)
        kept = journal.blank_person(person)
    return WherePersonStands(person, kept, places)


def what_is_found(found: WherePersonStands, language: Language) -> list[str]:
    """Where the person stands and what will become of it, a sentence each."""
    count, kept = language.count, found.kept
    said = []
    if kept.finished:
        said.append(
            count(
                "{count} finished order: what the shop sent is blanked. That it came in stays known, so it "
                "does not come in twice.",
                "{count} finished orders: what the shop sent is blanked. That they came in stays known, so "
                "none comes in twice.",
                len(kept.finished),
            )
        )
    if kept.runs:
        said.append(count("{count} summary of a run.", "{count} summaries of runs.", kept.runs))
    if kept.others:
        said.append(count("{count} remembered text.", "{count} remembered texts.", kept.others))
    if found.log_places:
        said.append(count("{count} place in the log.", "{count} places in the log.", found.log_places))
    return said


def what_stays(found: WherePersonStands, language: Language) -> list[str]:
    """What is not blanked, and why, a sentence each."""
    kept, said = found.kept, []
    if kept.waiting:
        said.append(
            language.count(
                "{count} order is still on its way and keeps the name and the address until it is finished "
                "or cancelled: {orders}. Look for the person again then.",
                "{count} orders are still on their way and keep the name and the address until they are "
                "finished or cancelled: {orders}. Look for the person again then.",
                len(kept.waiting),
                orders=_some(list(kept.waiting)),
            )
        )
    if kept.documents:
        said.append(
            language.text(
                "These documents in the warehouse are yours and stay as they are: {documents}",
                documents=_some([ref.shown() for ref in kept.documents]),
            )
        )
    said.append(language.text("The shop and the warehouse keep what they know of the person."))
    return said


def _some(names: Sequence[str]) -> str:
    rest = " …" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + rest
