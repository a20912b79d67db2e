"""``forget``: a person is shown first and blanked on the owner's word; no order comes in a second time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.ports import InboxOrder, InboxState
from tests.e2e.command_line import Place, fast_simulator, inside, make_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The sample with its first orders only, after its first run."""
    with fast_simulator(orders=30) as simulator:
        made = make_place(tmp_path, simulator)
        made.sync("--yes", by=inside)
        yield made


def rows(place: Place, *states: InboxState) -> list[InboxOrder]:
    with place.profiles.open(place.profile.id, write=False) as journal:
        return list(journal.inbox(*states))


def test_a_buyer_is_shown_then_blanked_and_the_order_does_not_come_twice(place: Place) -> None:
    order = next(row for row in rows(place, InboxState.DONE) if "@" in str(row.raw.get("email")))
    email = str(order.raw["email"])
    shown = inside("forget", place.profile.id, "--person", email.upper())
    assert shown.code == 4
    assert "finished order" in shown.out
    assert order.document is not None
    assert order.document.shown() in shown.out
    assert {row.id: row for row in rows(place)}[order.id].raw == order.raw
    blanked = inside("forget", place.profile.id, "--person", email, "--yes")
    assert blanked.code in (0, 1)
    after = {row.id: row for row in rows(place)}[order.id]
    assert (after.raw, after.state, after.document) == ({}, InboxState.DONE, order.document)
    assert email.encode() not in place.state_file.read_bytes()
    documents = place.query("SELECT COUNT(*) FROM Operations")
    place.sync(by=inside)
    assert place.query("SELECT COUNT(*) FROM Operations") == documents
    assert {row.id: row for row in rows(place)}[order.id].raw == {}


def test_whom_nobody_knows_is_not_found_and_whom_many_are_called_is_refused(place: Place) -> None:
    ended = inside("forget", place.profile.id, "--person", "Никой Никойски")
    assert ended.code == 0
    assert "was not found" in ended.out
    refused = inside("forget", place.profile.id, "--person", "Иван")
    assert refused.code == 2
    assert "could mean many people" in refused.err
