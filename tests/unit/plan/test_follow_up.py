"""What goes back to the shop: the document's number and a status, each only where it is right to write it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sync.model import DocumentKind, DocumentRef
from sync.plan.actions import Action, ActionKind
from sync.plan.follow_up import FAILURES_BORNE, plan_follow_ups
from sync.plan.order_making import OrderQuestions, ReadOrder
from sync.ports import InboxOrder, InboxState
from sync.profile import Orders
from tests.unit.plan.order_examples import NOW, order, settings

NEW, PAID, AFTER, PROBLEM, SENT, CANCELLED = "1", "2", "3", "4", "5", "9"
SETTINGS = settings(status_after=AFTER, status_problem=PROBLEM, number_field="extra_field_1")
QUESTIONS = OrderQuestions(status_names={NEW: "New", AFTER: "Imported", PROBLEM: "Look here"})
NUMBER, STATUS = ActionKind.WRITE_ORDER_NUMBER, ActionKind.SET_ORDER_STATUS


def read(state: InboxState = InboxState.DONE, status: str = NEW, **changes: Any) -> ReadOrder:
    row = InboxOrder(
        **{
            "id": "77",
            "status_id": status,
            "confirmed_at": NOW,
            "raw": {},
            "content_hash": "now",
            "state": state,
            "seen_at": NOW,
            "document": DocumentRef(DocumentKind.ORDER, 123) if state is InboxState.DONE else None,
            **changes,
        }
    )
    return ReadOrder(row, order(status_id=status))


def follow(
    *reads: ReadOrder, chosen: Orders = SETTINGS, expected: tuple[str, ...] = ()
) -> tuple[Action, ...]:
    return plan_follow_ups(reads, chosen, QUESTIONS, expected)


def kinds(*reads: ReadOrder, **asked: Any) -> list[ActionKind]:
    return [action.kind for action in follow(*reads, **asked)]


def test_an_imported_order_gets_its_number_and_then_its_status() -> None:
    number, status = follow(read())
    assert (number.kind, number.key, number.where, number.new) == (
        NUMBER,
        "number:77",
        "extra_field_1",
        "0000000123",
    )
    assert (status.kind, status.key, status.title) == (STATUS, "status:77", "5001")
    assert (status.old, status.new) == ("New", "Imported")
    assert status.payload == (read().row, AFTER)
    assert number.why.text() == "The order came in under this number."
    assert status.why.text() == "The order was saved in the warehouse."


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (settings(), []),
        (settings(status_after=AFTER), [STATUS]),
        (settings(number_field="extra_field_1"), [NUMBER]),
    ],
    ids=["nothing chosen", "status", "number"],
)
def test_only_what_the_owner_chose_is_written(chosen: Orders, expected: list[ActionKind]) -> None:
    assert kinds(read(), chosen=chosen) == expected


def test_a_status_is_set_only_where_it_differs() -> None:
    assert kinds(read(status=AFTER)) == [NUMBER]


def test_what_was_followed_is_left_alone() -> None:
    assert kinds(read(followed=True)) == []


@pytest.mark.parametrize("status", [SENT, CANCELLED, ""])
def test_an_order_that_moved_on_is_not_pulled_back(status: str) -> None:
    """It was sent or cancelled while the import was under way, or the state file was lost: the buyer would
    get an e-mail about it, and a cancellation would be forgotten.
    """
    assert kinds(read(status=status)) == [NUMBER]


@pytest.mark.parametrize("status", [NEW, PAID, PROBLEM])
def test_an_order_in_a_chosen_or_the_problem_status_gets_the_status_after(status: str) -> None:
    assert kinds(read(status=status)) == [NUMBER, STATUS]


def test_a_document_without_a_number_is_not_written_into_the_shop() -> None:
    assert kinds(read(document=None)) == [STATUS]


@pytest.mark.parametrize("state", [InboxState.SEEN, InboxState.READY, InboxState.FAILED])
def test_an_expected_import_is_planned_as_if_it_were_done(state: InboxState) -> None:
    number, status = follow(read(state), expected=("77",))
    assert (number.kind, number.new) == (NUMBER, None)
    assert (status.kind, status.new) == (STATUS, "Imported")


@pytest.mark.parametrize(("state", "attempts"), [(InboxState.HELD, 0), (InboxState.FAILED, FAILURES_BORNE)])
@pytest.mark.parametrize("status", [NEW, PAID])
def test_an_order_that_needs_the_owner_gets_the_problem_status(
    state: InboxState, attempts: int, status: str
) -> None:
    (action,) = follow(read(state, status, attempts=attempts))
    assert (action.kind, action.new) == (STATUS, "Look here")
    assert action.why.text() == "The order needs the owner."


def test_a_failure_that_may_pass_by_itself_leaves_the_status() -> None:
    """A locked database must not push orders out of the statuses from which they are tried again."""
    for attempts in range(FAILURES_BORNE):
        assert kinds(read(InboxState.FAILED, attempts=attempts)) == []


@pytest.mark.parametrize("status", [PROBLEM, SENT, CANCELLED, AFTER])
@pytest.mark.parametrize("state", [InboxState.HELD, InboxState.FAILED])
def test_a_problem_elsewhere_changes_no_status(state: InboxState, status: str) -> None:
    assert kinds(read(state, status, attempts=9)) == []


def test_without_a_problem_status_a_held_order_stays_where_it_is() -> None:
    assert kinds(read(InboxState.HELD), chosen=settings(status_after=AFTER)) == []


@pytest.mark.parametrize("state", [InboxState.SEEN, InboxState.READY, InboxState.GONE, InboxState.CLOSED])
def test_other_orders_hear_nothing(state: InboxState) -> None:
    assert kinds(read(state)) == []


def test_no_action_leads_to_another_one_in_the_next_run() -> None:
    for state, status in product(InboxState, [NEW, PAID, AFTER, PROBLEM, SENT, CANCELLED]):
        before = read(state, status, attempts=9)
        after = {"status_id": status, "followed": state is InboxState.DONE}
        for action in follow(before):
            if action.kind is STATUS:
                assert isinstance(action.payload, tuple)
                after["status_id"] = action.payload[1]
        again = read(state, str(after["status_id"]), attempts=9, followed=after["followed"])
        assert kinds(again) == []
