"""The owner's word about the rehearsed order, kept and carried out. Everything here blocks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum

from storage.profiles import Profiles
from sync.errors import Refused
from sync.run.closing_sign import learn_sign
from sync.run.connection import Connection
from sync.run.rehearsal import Rehearsal, answered, recall, rehearse_again, rehearse_with_another
from sync.run.rehearsing import refuse_answer_to_nothing
from sync.sentences import Sentence, say
from wizard.desk import Desk
from wizard.opening import open_connection


class Word(StrEnum):
    """What the owner says."""

    RIGHT = "right"
    WRONG = "wrong"
    SOLD = "sold"
    """He turned the order into a sale: read what changed."""
    AGAIN = "again"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of his word. ``rehearsal`` None: the next sync rehearses anew. ``program`` is the
    warehouse program's name."""

    rehearsal: Rehearsal | None
    program: str
    told: Sentence | None = None


def take_word(desk: Desk, profile_id: str, word: Word, number: str) -> Taken:
    """Keep what the owner says about document ``number``, and do it where something is to be done.

    Raises MostikError, so where another one is asked about by now.
    """
    with Profiles(desk.paths, desk.clock.now).open(profile_id, write=True) as journal:
        connection = open_connection(journal.profile(), journal, desk.secrets, desk.clock)
        with closing(connection.warehouse):
            rehearsal = refuse_answer_to_nothing(connection)
            if rehearsal.number != number:
                raise Refused(
                    say("Mostik asks about another document by now: {number}.", number=rehearsal.number)
                )
            told = _WAYS[word](connection, rehearsal)
            return Taken(recall(journal), connection.warehouse.features.program, told)


def _right(connection: Connection, rehearsal: Rehearsal) -> None:
    answered(connection, rehearsal, right=True)


def _wrong(connection: Connection, rehearsal: Rehearsal) -> None:
    answered(connection, rehearsal, right=False)


def _sold(connection: Connection, rehearsal: Rehearsal) -> Sentence:
    unseen = say("Nothing changed about order {number} that Mostik could see.", number=rehearsal.number)
    return learn_sign(connection, sold=True) or unseen


def _another(connection: Connection, _rehearsal: Rehearsal) -> Sentence:
    rehearse_with_another(connection)
    return say("The document stays as it is.")


_WAYS: dict[Word, Callable[[Connection, Rehearsal], Sentence | None]] = {
    Word.RIGHT: _right,
    Word.WRONG: _wrong,
    Word.SOLD: _sold,
    Word.AGAIN: rehearse_again,
    Word.ANOTHER: _another,
}
