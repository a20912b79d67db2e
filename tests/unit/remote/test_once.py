"""A create without protection against doubles: never sent twice while its outcome is not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, Unknown, Unreachable
from sync.sentences import say
from sync.warehouses.remote.keeper import MemoryKeeper
from sync.warehouses.remote.once import SETTLING, Once

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Elsewhere:
    """Another program's store of documents, by our number; it may fail before or after it has written."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.noted: list[str] = []
        self.shows = True

    def find(self) -> str | None:
        return self.documents[-1] if self.documents and self.shows else None

    def send(self) -> str:
        self.documents.append(f"document {len(self.documents) + 1}")
        return self.documents[-1]

    def send_and_lose_the_answer(self) -> str:
        self.send()
        raise Unknown(say("lost"))

    def note(self, made: str) -> None:
        self.noted.append(made)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def keeper() -> MemoryKeeper:
    return MemoryKeeper()


@pytest.fixture
def once(keeper: MemoryKeeper, clock: TurnedClock) -> Once:
    return Once(keeper, clock, "document")


@pytest.fixture
def there() -> Elsewhere:
    return Elsewhere()


def test_it_is_made_and_found_the_next_time(once: Once, there: Elsewhere, keeper: MemoryKeeper) -> None:
    first = once.make("a", {}, find=there.find, send=there.send, noted=there.note)
    second = once.make("a", {}, find=there.find, send=there.send, noted=there.note)
    assert (first, second) == (("document 1", False), ("document 1", True))
    assert there.documents == ["document 1"]
    assert not keeper.open_intents("document")


def test_a_lost_answer_is_looked_up_and_found(once: Once, there: Elsewhere, keeper: MemoryKeeper) -> None:
    with pytest.raises(Unknown):
        once.make("a", {}, find=there.find, send=there.send_and_lose_the_answer, noted=there.note)
    assert once.unsettled("a") is not None
    assert once.make("a", {}, find=there.find, send=there.send, noted=there.note) == ("document 1", True)
    assert (there.documents, there.noted) == (["document 1"], ["document 1"])
    assert not keeper.open_intents("document")


def test_what_is_not_seen_right_after_a_lost_answer_is_not_sent_again(
    once: Once, there: Elsewhere, clock: TurnedClock
) -> None:
    there.shows = False
    with pytest.raises(Unknown):
        once.make("a", {}, find=there.find, send=there.send_and_lose_the_answer, noted=there.note)
    clock.sleep((SETTLING - timedelta(seconds=1)).total_seconds())
    with pytest.raises(Unknown) as early:
        once.make("a", {}, find=there.find, send=there.send, noted=there.note)
    assert "too early" in early.value.sentence.text()
    there.shows = True
    assert once.make("a", {}, find=there.find, send=there.send, noted=there.note) == ("document 1", True)
    assert there.documents == ["document 1"]


def test_what_never_appears_is_sent_again_later(once: Once, clock: TurnedClock, there: Elsewhere) -> None:
    def lost_on_the_way() -> str:
        raise Unknown(say("lost"))

    with pytest.raises(Unknown):
        once.make("a", {}, find=there.find, send=lost_on_the_way, noted=there.note)
    clock.sleep(SETTLING.total_seconds())
    assert once.make("a", {}, find=there.find, send=there.send, noted=there.note) == ("document 1", False)
    assert there.documents == ["document 1"]


@pytest.mark.parametrize("error", [Refused, Unreachable])
def test_a_refusal_leaves_nothing_open(
    once: Once, there: Elsewhere, keeper: MemoryKeeper, error: type[MostikError]
) -> None:
    def refuse() -> str:
        raise error(say("no"))

    with pytest.raises(error):
        once.make("a", {}, find=there.find, send=refuse, noted=there.note)
    assert not keeper.open_intents("document")
    assert once.make("a", {}, find=there.find, send=there.send, noted=there.note) == ("document 1", False)


def test_a_program_that_ends_before_it_noted_anything_doubles_nothing(
    once: Once, there: Elsewhere, keeper: MemoryKeeper, clock: TurnedClock
) -> None:
    def power_off(_made: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once.make("a", {}, find=there.find, send=there.send, noted=power_off)
    again = Once(keeper, clock, "document")
    assert again.make("a", {}, find=there.find, send=there.send, noted=there.note) == ("document 1", True)
    assert there.documents == ["document 1"]
