"""Orders in the inbox: stored as the engine passes them, in order, forgotten when they are old."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from storage.journal import ConnectionJournal, open_journal
from sync.clock import TurnedClock
from sync.errors import Bug
from sync.model import DocumentKind, DocumentRef
from sync.ports import InboxState
from tests.unit.storage.examples import START, minute, order, whole_order


def test_comes_back_as_it_was_stored(journal: ConnectionJournal, state_file: Path) -> None:
    stored = [order("1", why=None), whole_order("2"), order("3", confirmed_at=None)]
    journal.receive(stored)
    assert list(journal.inbox()) == stored
    journal.close()
    with open_journal(state_file, write=False) as reader:
        assert list(reader.inbox()) == stored


def test_decimals_and_broken_letters_of_an_order_survive(journal: ConnectionJournal) -> None:
    raw = {
        "price": Decimal("0.10"),
        "half": "\ud83d",
        "nul": "a\0b",
        "deep": [{"$decimal": "no number"}, None, True],
    }
    journal.put(order("1", raw=raw))
    assert journal.inbox_rows(["1"])["1"].raw == raw
    assert str(journal.inbox_rows(["1"])["1"].raw["price"]) == "0.10"


def test_a_moment_without_its_time_zone_is_refused(journal: ConnectionJournal) -> None:
    with pytest.raises(Bug):
        journal.put(order("1", confirmed_at=START.replace(tzinfo=None)))
    assert list(journal.inbox()) == []


def test_receiving_stores_the_rows_as_passed(journal: ConnectionJournal) -> None:
    journal.receive([whole_order("1")], ("seen until", "a"))
    again = order("1", InboxState.HELD, attempts=1, content_hash="new", raw={"n": 2})
    journal.receive([again], ("seen until", "b"))
    assert journal.inbox_rows(["1"]) == {"1": again}
    assert journal.recall("seen until") == "b"


def test_of_two_rows_with_one_id_the_later_counts(journal: ConnectionJournal) -> None:
    journal.receive([order("1", status_id="100"), order("1", status_id="101")])
    assert [row.status_id for row in journal.inbox()] == ["101"]


def test_an_empty_page_still_moves_the_cursor(journal: ConnectionJournal) -> None:
    journal.receive([], ("seen until", "x"))
    assert journal.recall("seen until") == "x"


def test_goes_by_confirmation_then_id_and_unconfirmed_ones_last(journal: ConnectionJournal) -> None:
    journal.receive(
        [
            order("5", confirmed_at=None),
            order("4", confirmed_at=minute(2)),
            order("3", confirmed_at=minute(1)),
            order("2", confirmed_at=minute(2)),
        ]
    )
    assert [row.id for row in journal.inbox()] == ["3", "2", "4", "5"]


def test_goes_through_states_while_the_caller_changes_them(journal: ConnectionJournal) -> None:
    journal.receive([order(str(1000 + number)) for number in range(450)] + [order("1", InboxState.SEEN)])
    passed = []
    for row in journal.inbox(InboxState.READY, InboxState.FAILED):
        passed.append(row.id)
        journal.put(replace(row, state=InboxState.FAILED if len(passed) % 2 else InboxState.DONE))
    assert len(passed) == len(set(passed)) == 450
    assert len(list(journal.inbox(InboxState.DONE))) == 225


def test_an_order_that_left_the_states_before_its_batch_is_passed_over(journal: ConnectionJournal) -> None:
    journal.receive([order(str(1000 + number)) for number in range(300)])
    walk = journal.inbox(InboxState.READY)
    next(walk)
    journal.put(order("1299", InboxState.CLOSED))
    assert "1299" not in {row.id for row in walk}


def test_many_ids_are_asked_for_at_once(journal: ConnectionJournal) -> None:
    journal.receive([order(str(number)) for number in range(1, 1300)])
    asked = [str(number) for number in range(1, 40_000)]
    assert len(journal.inbox_rows(asked)) == 1299


def test_counts_by_state(journal: ConnectionJournal) -> None:
    journal.receive([order("1"), order("2"), whole_order("3")])
    assert journal.inbox_counts() == {InboxState.READY: 2, InboxState.DONE: 1}


def test_the_latest_done_by_when_they_were_done(journal: ConnectionJournal, clock: TurnedClock) -> None:
    journal.receive([order("1"), order("2"), order("3")])
    for order_id in ("2", "3", "1"):
        clock.turn(timedelta(minutes=1))
        journal.put(whole_order(order_id))
    clock.turn(timedelta(minutes=1))
    journal.put(replace(whole_order("2"), followed=False))
    assert [row.id for row in journal.recent_done(2)] == ["1", "3"]


def test_done_orders_that_the_shop_does_not_know_of(journal: ConnectionJournal) -> None:
    journal.receive([whole_order("1"), replace(whole_order("2"), followed=False), order("3")])
    assert [row.id for row in journal.done_not_followed()] == ["2"]


def test_done_orders_that_changed_or_are_off(journal: ConnectionJournal) -> None:
    same = order("1", InboxState.DONE, imported_hash="abc")
    journal.receive(
        [
            same,
            replace(same, id="2", content_hash="other"),
            replace(same, id="3", status_id="off"),
            replace(same, id="4", content_hash="other", raw={}),
            replace(same, id="5", content_hash="other", state=InboxState.GONE),
        ]
    )
    assert [row.id for row in journal.done_but_changed(["off", "away"])] == ["2", "3"]
    assert [row.id for row in journal.done_but_changed([])] == ["2"]


def test_the_content_of_old_orders_is_forgotten_and_nothing_else(
    journal: ConnectionJournal, clock: TurnedClock
) -> None:
    journal.receive(
        [whole_order("1"), order("2"), order("3", InboxState.CLOSED), order("4", InboxState.DONE)]
    )
    clock.turn(timedelta(days=10))
    journal.put(order("4", InboxState.READY))
    clock.turn(timedelta(days=51))
    journal.put(replace(journal.inbox_rows(["1"])["1"], followed=False))
    journal.put(order("4", InboxState.DONE))
    assert journal.drop_raw_before(clock.now() - timedelta(days=60)) == 2
    assert journal.drop_raw_before(clock.now() - timedelta(days=60)) == 0
    rows = journal.inbox_rows(["1", "2", "3", "4"])
    assert rows["1"] == replace(whole_order("1"), raw={}, followed=False)
    assert [order_id for order_id, row in sorted(rows.items()) if row.raw] == ["2", "4"]


def test_forgotten_content_is_no_longer_in_the_file(
    journal: ConnectionJournal, state_file: Path, clock: TurnedClock
) -> None:
    journal.put(order("1", InboxState.DONE, raw={"name": "Unmistakable Customer"}))
    clock.turn(timedelta(days=61))
    journal.drop_raw_before(clock.now())
    journal.close()
    assert b"Unmistakable" not in state_file.read_bytes()
    assert not state_file.with_name(f"{state_file.name}-wal").exists()


def test_an_order_that_changes_after_it_was_forgotten_is_forgotten_again(
    journal: ConnectionJournal, clock: TurnedClock
) -> None:
    journal.put(whole_order("1"))
    clock.turn(timedelta(days=61))
    journal.drop_raw_before(clock.now())
    journal.put(replace(whole_order("1"), state=InboxState.GONE))
    assert journal.drop_raw_before(clock.now()) == 1


def test_a_document_keeps_its_kind_and_number(journal: ConnectionJournal) -> None:
    journal.put(order("1", InboxState.DONE, document=DocumentRef(DocumentKind.ORDER, 7)))
    assert journal.inbox_rows(["1"])["1"].document == DocumentRef(DocumentKind.ORDER, 7)
