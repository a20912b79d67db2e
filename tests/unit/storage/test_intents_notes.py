"""Intents and small remembered values."""

from __future__ import annotations

from decimal import Decimal

from storage.journal import ConnectionJournal
from sync.ports import Intent
from tests.unit.storage.examples import minute


def test_intents_are_open_until_they_are_ended_the_oldest_first(journal: ConnectionJournal) -> None:
    late = Intent("product", "A-1", {"name": "Хляб", "price": Decimal("2.50")}, minute(2))
    early = Intent("product", "A-2", {}, minute(1))
    journal.begin_intent(late)
    journal.begin_intent(early)
    journal.begin_intent(Intent("partner", "A-1", {}, minute(1)))
    assert journal.open_intents("product") == [early, late]
    journal.end_intent("product", "A-2")
    journal.end_intent("product", "A-2")
    assert journal.open_intents("product") == [late]


def test_of_an_intent_begun_again_the_later_try_counts(journal: ConnectionJournal) -> None:
    journal.begin_intent(Intent("product", "A-1", {"try": 1}, minute(1)))
    journal.begin_intent(Intent("product", "A-1", {"try": 2}, minute(5)))
    assert journal.open_intents("product") == [Intent("product", "A-1", {"try": 2}, minute(5))]


def test_remembered_values(journal: ConnectionJournal) -> None:
    assert journal.recall("cursor") is None
    journal.remember("cursor", "1")
    journal.remember("cursor", "два")
    assert journal.recall("cursor") == "два"


def test_values_by_the_beginning_of_their_names(journal: ConnectionJournal) -> None:
    for name in ("made: A", "made: а", "made: ", "Made: B", "made%: C", "made; D", "other"):
        journal.remember(name, name.upper())
    assert journal.recall_all("made: ") == {"A": "MADE: A", "а": "MADE: А", "": "MADE: "}
    assert journal.recall_all("none") == {}
