"""What becomes of each order of the inbox: a truth table over its state, status, mark and edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from sync.model import DocumentKind, DocumentRef, Mark, MarkKey, MarkState, Order
from sync.money import Money
from sync.plan.actions import Action, ActionKind, Finding, FindingState
from sync.plan.order_document import PlannedOrder
from sync.plan.order_making import ChangedOrder, OrderQuestions, OrdersPlan, ReadOrder
from sync.plan.orders import plan_orders
from sync.ports import InboxOrder, InboxState
from sync.profile import Orders
from sync.sentences import Sentence, say
from tests.unit.plan.order_examples import NOW, SHOP, facts, line, order, settings, stock

CHOSEN, OTHER, CANCELLED, PROBLEM = "1", "5", "9", "4"
SETTINGS = settings(status_problem=PROBLEM)
NAMES = {CHOSEN: "New", "2": "Paid", OTHER: "Sent", CANCELLED: "Cancelled", PROBLEM: "Look here"}
REF = DocumentRef(DocumentKind.ORDER, 123)
OLD_WHY = say("It was held before.")
FINAL = (MarkState.SOLD, MarkState.CLOSED, MarkState.ADOPTED)


def row(bought: Order | None = None, state: InboxState = InboxState.SEEN, **changes: Any) -> ReadOrder:
    """An inbox row with its order as it was read."""
    read = bought or order()
    kept = InboxOrder(
        id=read.id,
        status_id=read.status_id,
        confirmed_at=read.confirmed_at,
        raw={},
        content_hash="now",
        state=state,
        seen_at=NOW,
        document=REF if state is InboxState.DONE else None,
        imported_hash="now" if state is InboxState.DONE else "",
    )
    return ReadOrder(replace(kept, **changes), read)


def mark(state: MarkState = MarkState.OPEN, order_id: str = "77") -> Mark:
    return Mark(MarkKey(SHOP, order_id), REF, "rows", state, NOW)


def planned(
    *reads: ReadOrder,
    marks: Sequence[Mark] = (),
    chosen: Orders = SETTINGS,
    read: Any = None,
    **asked: Any,
) -> OrdersPlan:
    return plan_orders(
        reads,
        {one.key.external_id: one for one in marks},
        SHOP,
        chosen,
        stock(),
        read or facts(),
        OrderQuestions(status_names=NAMES, **asked),
    )


def actions(plan: OrdersPlan) -> list[ActionKind]:
    return [action.kind for action in plan.module.actions]


def found(plan: OrdersPlan) -> list[tuple[FindingState, str]]:
    return [(finding.state, finding.why.text()) for finding in plan.module.findings]


def only_action(plan: OrdersPlan) -> Action:
    (action,) = plan.module.actions
    return action


def only_finding(plan: OrdersPlan) -> Finding:
    (finding,) = plan.module.findings
    return finding


def only_settled(plan: OrdersPlan) -> InboxOrder:
    (settled,) = plan.settled
    return settled


# ---------------------------------------------------------------- the truth table

IMPORT, CHANGE, WITHDRAW = ActionKind.IMPORT_ORDER, ActionKind.CHANGE_ORDER, ActionKind.WITHDRAW_ORDER
WAITING_STATES = (InboxState.SEEN, InboxState.READY, InboxState.HELD, InboxState.FAILED)
STATUSES = (CHOSEN, OTHER, CANCELLED, PROBLEM)
MARKS: tuple[MarkState | None, ...] = (None, *MarkState)


@dataclass(frozen=True)
class Expected:
    """What the plan says: the action, the finding and the state that the row is left in."""

    action: ActionKind | None
    finding: FindingState | None
    state: InboxState


def expected_of_waiting(state: InboxState, status: str, its_mark: MarkState | None) -> Expected:
    """A row that is not imported, as the decisions put it."""
    if its_mark not in (None, MarkState.WITHDRAWN):
        return Expected(None, FindingState.TOLD, InboxState.DONE)
    if status == CANCELLED:
        return Expected(None, FindingState.SKIPPED, InboxState.CLOSED)
    if status == CHOSEN:
        return Expected(IMPORT, None, InboxState.READY)
    if status == PROBLEM and state is InboxState.HELD:
        return Expected(None, FindingState.HELD, InboxState.HELD)
    if status == PROBLEM and state is InboxState.FAILED:
        return Expected(None, FindingState.FAILED, InboxState.FAILED)
    return Expected(None, FindingState.WAITS, InboxState.SEEN)


def expected_of_done(status: str, its_mark: MarkState | None, changed: bool) -> Expected:
    """An imported row, as the decisions put it."""
    off = status == CANCELLED
    if its_mark in (None, MarkState.WITHDRAWN) or not (off or changed):
        return Expected(None, None, InboxState.DONE)
    if its_mark in FINAL:
        return Expected(None, FindingState.HELD, InboxState.DONE)
    return Expected(WITHDRAW if off else CHANGE, None, InboxState.DONE)


def check(read: ReadOrder, its_mark: MarkState | None, expected: Expected) -> None:
    plan = planned(read, marks=[mark(its_mark)] if its_mark else [])
    assert actions(plan) == ([expected.action] if expected.action else [])
    assert [finding.state for finding in plan.module.findings] == (
        [expected.finding] if expected.finding else []
    )
    left = plan.settled[-1] if plan.settled else read.row
    assert left.state is expected.state
    assert plan.module.unchanged == (expected.action is None and expected.finding is None)


@pytest.mark.parametrize(("state", "status", "its_mark"), list(product(WAITING_STATES, STATUSES, MARKS)))
def test_an_order_that_is_not_imported(state: InboxState, status: str, its_mark: MarkState | None) -> None:
    why = OLD_WHY if state in (InboxState.HELD, InboxState.FAILED) else None
    read = row(order(status_id=status), state, why=why)
    check(read, its_mark, expected_of_waiting(state, status, its_mark))


@pytest.mark.parametrize(("status", "its_mark", "changed"), list(product(STATUSES, MARKS, (False, True))))
def test_an_order_that_is_imported(status: str, its_mark: MarkState | None, changed: bool) -> None:
    read = row(order(status_id=status), InboxState.DONE, imported_hash="then" if changed else "now")
    check(read, its_mark, expected_of_done(status, its_mark, changed))


# ---------------------------------------------------------------- waiting


def test_an_order_waits_for_a_chosen_status_in_the_shops_words() -> None:
    assert found(planned(row(order(status_id=OTHER)))) == [
        (FindingState.WAITS, "Waits for status New / Paid; it is in Sent.")
    ]


def test_a_status_that_the_shop_no_longer_names_is_shown_by_its_number() -> None:
    assert found(planned(row(order(status_id="404")))) == [
        (FindingState.WAITS, "Waits for status New / Paid; it is in 404.")
    ]


def test_without_a_chosen_status_nothing_comes_in_and_the_reason_is_said() -> None:
    plan = planned(row(), chosen=settings(statuses=()))
    assert found(plan) == [(FindingState.WAITS, "No status is chosen in which orders come in.")]


def test_an_unconfirmed_order_waits_also_in_a_chosen_status() -> None:
    assert found(planned(row(order(confirmed_at=None)))) == [
        (FindingState.WAITS, "The buyer has not confirmed the order yet.")
    ]


def test_a_row_that_stands_where_it_stood_is_not_written_again() -> None:
    assert planned(row(order(status_id=OTHER))).settled == ()


def test_a_cancelled_order_is_closed_and_said_so() -> None:
    plan = planned(row(order(status_id=CANCELLED), InboxState.HELD, why=OLD_WHY))
    assert found(plan) == [(FindingState.SKIPPED, "The order was cancelled in the shop before it came in.")]
    assert only_settled(plan).why is None


@pytest.mark.parametrize("state", WAITING_STATES)
@pytest.mark.parametrize("status", [CHOSEN, OTHER])
def test_an_order_deleted_in_the_shop_never_comes_in(state: InboxState, status: str) -> None:
    plan = planned(row(order(status_id=status), state), removed=frozenset({"77"}))
    assert actions(plan) == []
    assert found(plan) == [(FindingState.SKIPPED, "The order was deleted in the shop before it came in.")]
    assert only_settled(plan).state is InboxState.CLOSED


# ---------------------------------------------------------------- coming in


def test_a_new_order_comes_in_with_its_total() -> None:
    action = only_action(planned(row(order(line(quantity=2), status_id="2"))))
    assert (action.key, action.title, action.new) == ("77", "5001", Money(Decimal("20.00"), "EUR"))
    assert action.why.text() == "New order in status Paid."
    assert isinstance(action.payload, PlannedOrder)


def test_goods_that_orders_need_are_made_first_and_once() -> None:
    chosen = settings(unknown_line="create")
    first = row(order(line("NEW-1", name="Нов чай"), delivery_price=Decimal(3)))
    second = row(order(line("NEW-1", name="Нов чай"), delivery_price=Decimal(4), id="78", number="5002"))
    plan = planned(first, second, chosen=chosen)
    assert actions(plan) == [ActionKind.CREATE_WAREHOUSE_PRODUCT] * 2 + [IMPORT] * 2
    making = {action.title: action.why.text() for action in plan.module.actions[:2]}
    assert making == {
        "Нов чай": "A line of an order has no product here yet.",
        "Доставка": "Needed for delivery, discount or fee of an order.",
    }


def test_goods_of_a_held_order_are_not_made() -> None:
    chosen = settings(unknown_line="create")
    plan = planned(row(order(line("NEW-1"), payment_way="?")), chosen=chosen)
    assert actions(plan) == []


def test_what_should_be_known_is_told_beside_an_order_that_comes_in() -> None:
    plan = planned(row(order(paid=Decimal(99))))
    assert actions(plan) == [IMPORT]
    assert found(plan) == [(FindingState.TOLD, "Order 5001 was paid 99.00 EUR and costs 10.00 EUR.")]


def test_one_held_order_never_stops_the_others() -> None:
    bad = row(order(line("UNKNOWN"), id="76", number="5000"))
    plan = planned(bad, row(), row(order(id="78", number="5002")))
    assert [action.title for action in plan.module.actions] == ["5001", "5002"]
    assert only_finding(plan).title == "5000"


# ---------------------------------------------------------------- held, and let go


def test_a_held_order_keeps_its_reason_and_advice() -> None:
    plan = planned(row(order(payment_way="Bitcoin")))
    finding = only_finding(plan)
    assert finding.state is FindingState.HELD
    assert finding.why.text() == "The payment method “Bitcoin” has no payment type yet."
    assert finding.advice
    settled = only_settled(plan)
    assert (settled.state, settled.why) == (InboxState.HELD, finding.why)


def test_an_order_that_stays_held_for_the_same_reason_is_told_but_not_written_again() -> None:
    held = only_settled(planned(row(order(payment_way="Bitcoin"))))
    plan = planned(ReadOrder(held, order(payment_way="Bitcoin")))
    assert only_finding(plan).why == held.why
    assert plan.settled == ()


def test_a_held_order_is_looked_at_again_in_each_run() -> None:
    held = row(order(payment_way="Bitcoin"), InboxState.HELD, why=OLD_WHY)
    assert only_settled(planned(held)).why == say(
        "The payment method “{way}” has no payment type yet.", way="Bitcoin"
    )
    mended = planned(held, chosen=settings(payment_types={"Bitcoin": 5}))
    assert actions(mended) == [IMPORT]
    assert (only_settled(mended).state, only_settled(mended).why) == (InboxState.READY, None)


def test_a_held_order_in_the_problem_status_is_looked_at_again_and_waits_to_be_moved_back() -> None:
    held = row(order(payment_way="Bitcoin", status_id=PROBLEM), InboxState.HELD, why=OLD_WHY)
    plan = planned(held)
    finding = only_finding(plan)
    assert finding.why.text() == "The payment method “Bitcoin” has no payment type yet."
    assert finding.advice
    assert finding.advice.text() == "When it is mended, put the order back into status New."
    assert only_settled(plan).why == finding.why

    mended = planned(held, chosen=settings(status_problem=PROBLEM, payment_types={"Bitcoin": 5}))
    finding = only_finding(mended)
    assert actions(mended) == []
    assert finding.why.text() == "Nothing holds the order back any more."
    assert finding.advice
    assert finding.advice.text() == "Put the order back into status New."


def test_an_order_put_back_from_the_problem_status_comes_in() -> None:
    assert actions(planned(row(order(), InboxState.HELD, why=OLD_WHY))) == [IMPORT]


def test_a_problem_status_that_is_also_taken_holds_nobody_for_ever() -> None:
    chosen = settings(statuses=(CHOSEN, PROBLEM), status_problem=PROBLEM)
    held = row(order(status_id=PROBLEM), InboxState.HELD, why=OLD_WHY)
    assert actions(planned(held, chosen=chosen)) == [IMPORT]


def test_no_problem_status_is_no_status() -> None:
    held = row(order(status_id=""), InboxState.HELD, why=OLD_WHY)
    assert only_finding(planned(held, chosen=settings())).state is FindingState.WAITS


def test_an_order_that_cannot_be_read_is_held_with_the_sentence() -> None:
    problem = say(
        "Order {order} cannot be understood: its {field} is missing or odd.", order=77, field="currency"
    )
    read = replace(row(), order=None, problem=problem)
    assert found(planned(read)) == [
        (FindingState.HELD, "Order 77 cannot be understood: its currency is missing or odd.")
    ]
    unsaid = replace(read, problem=None)
    assert found(planned(unsaid)) == [
        (FindingState.HELD, "The shop’s answer for this order could not be read.")
    ]


# ---------------------------------------------------------------- failed


@pytest.mark.parametrize(
    ("skip_runs", "said"),
    [
        (1, "It is tried again in the next run, or at once when you ask for it."),
        (
            3,
            "It is left alone for now and tried again later, or at once when it changes. Runs until then: 3.",
        ),
    ],
)
def test_a_failed_order_rests_for_its_back_off(skip_runs: int, said: str) -> None:
    plan = planned(row(state=InboxState.FAILED, why=OLD_WHY, attempts=2, skip_runs=skip_runs))
    assert actions(plan) == []
    finding = only_finding(plan)
    assert (finding.state, finding.why) == (FindingState.FAILED, OLD_WHY)
    assert finding.advice
    assert finding.advice.text() == said
    settled = only_settled(plan)
    assert (settled.state, settled.skip_runs, settled.attempts) == (InboxState.FAILED, skip_runs - 1, 2)


def test_a_failed_order_is_tried_again_after_its_back_off_and_its_failures_stay_counted() -> None:
    plan = planned(row(state=InboxState.FAILED, why=OLD_WHY, attempts=2, skip_runs=0))
    assert actions(plan) == [IMPORT]
    assert only_settled(plan).attempts == 2


def test_a_back_off_ends_after_as_many_runs_as_it_said() -> None:
    read, runs = row(state=InboxState.FAILED, why=OLD_WHY, skip_runs=3), 0
    while not (plan := planned(read)).module.actions:
        read, runs = replace(read, row=only_settled(plan)), runs + 1
    assert runs == 3


def test_a_failed_order_in_the_problem_status_keeps_its_reason() -> None:
    plan = planned(row(order(status_id=PROBLEM), InboxState.FAILED, why=OLD_WHY, attempts=4))
    finding = only_finding(plan)
    assert (finding.state, finding.why) == (FindingState.FAILED, OLD_WHY)
    assert finding.advice
    assert finding.advice.text() == "When it is mended, put the order back into status New."
    assert plan.settled == ()


# ---------------------------------------------------------------- already there


@pytest.mark.parametrize("status", STATUSES)
def test_a_mark_that_the_inbox_does_not_know_is_taken_over(status: str) -> None:
    read = row(order(status_id=status), InboxState.FAILED, why=OLD_WHY, attempts=3, skip_runs=2)
    plan = planned(read, marks=[mark()])
    assert found(plan) == [(FindingState.TOLD, "Already in the warehouse as 0000000123.")]
    settled = only_settled(plan)
    assert (settled.state, settled.document, settled.imported_hash) == (InboxState.DONE, REF, "now")
    assert (settled.why, settled.attempts, settled.skip_runs) == (None, 0, 0)


def test_a_withdrawn_mark_lets_an_order_in_again() -> None:
    assert actions(planned(row(), marks=[mark(MarkState.WITHDRAWN)])) == [IMPORT]


# ---------------------------------------------------------------- changed and cancelled after the import


def changed(bought: Order | None = None, **changes: Any) -> ReadOrder:
    return row(bought, InboxState.DONE, **{"imported_hash": "then", **changes})


def test_a_changed_order_is_written_anew_while_it_is_an_order() -> None:
    action = only_action(planned(changed(order(line(quantity=3))), marks=[mark()]))
    assert action.kind is CHANGE
    assert (action.where, action.new) == ("0000000123", Money(Decimal("30.00"), "EUR"))
    assert isinstance(action.payload, ChangedOrder)
    assert action.payload.mark == mark()


def test_a_changed_order_stays_an_order_whatever_new_ones_become() -> None:
    sale = settings(document="sale")
    action = only_action(planned(changed(order(paid=Decimal(10))), marks=[mark()], chosen=sale))
    assert isinstance(action.payload, ChangedOrder)
    assert action.payload.planned.kind is DocumentKind.ORDER
    assert action.payload.planned.payments == ()


def test_a_changed_order_that_cannot_be_written_is_told_and_stays_done() -> None:
    plan = planned(changed(order(line("UNKNOWN", name="Чай"))), marks=[mark()])
    assert actions(plan) == []
    assert only_finding(plan).state is FindingState.HELD
    assert "“Чай”" in only_finding(plan).why.text()
    assert plan.settled == ()


def test_what_should_be_known_is_told_beside_a_changed_order_too() -> None:
    plan = planned(changed(order(paid=Decimal(99))), marks=[mark()])
    assert actions(plan) == [CHANGE]
    assert found(plan) == [(FindingState.TOLD, "Order 5001 was paid 99.00 EUR and costs 10.00 EUR.")]


@pytest.mark.parametrize("state", FINAL)
def test_a_change_after_the_sale_is_told_and_never_written(state: MarkState) -> None:
    assert found(planned(changed(), marks=[mark(state)])) == [
        (FindingState.HELD, "The order was changed in the shop after document 0000000123 became final.")
    ]


@pytest.mark.parametrize("state", FINAL)
def test_a_cancellation_after_the_sale_is_told_and_never_written(state: MarkState) -> None:
    plan = planned(row(order(status_id=CANCELLED), InboxState.DONE), marks=[mark(state)])
    assert found(plan) == [
        (
            FindingState.HELD,
            "The order was cancelled in the shop, but document 0000000123 is already final.",
        )
    ]
    advice = only_finding(plan).advice
    assert advice
    assert "Mostik never rewrites a sale" in advice.text()


@pytest.mark.parametrize("why", ["cancelled", "deleted"])
def test_an_untouched_order_is_withdrawn_when_it_is_off_in_the_shop(why: str) -> None:
    status = CANCELLED if why == "cancelled" else CHOSEN
    removed = frozenset({"77"}) if why == "deleted" else frozenset[str]()
    action = only_action(
        planned(row(order(status_id=status), InboxState.DONE), marks=[mark()], removed=removed)
    )
    assert action.kind is WITHDRAW
    assert action.payload == mark()
    assert (
        action.why.text()
        == {
            "cancelled": "Cancelled in the shop; its document is still an untouched order.",
            "deleted": "Deleted in the shop; its document is still an untouched order.",
        }[why]
    )


def test_a_deletion_after_the_sale_is_called_so() -> None:
    plan = planned(row(state=InboxState.DONE), marks=[mark(MarkState.SOLD)], removed=frozenset({"77"}))
    assert found(plan) == [
        (FindingState.HELD, "The order was deleted in the shop, but document 0000000123 is already final.")
    ]


# ---------------------------------------------------------------- merged orders

EARLIER = order(line("TEA-1", 2), id="60", number="4990")
GONE = row(EARLIER, InboxState.GONE)


def merged(**fields: Any) -> Order:
    return order(line("TEA-1", 2), line("COF-1"), **fields)


def held_as_merged(bought: Order, gone: ReadOrder = GONE, **asked: Any) -> bool:
    plan = planned(row(bought), gone=(gone,), **asked)
    return actions(plan) == [] and "is probably merged from" in only_finding(plan).why.text()


def test_an_order_that_holds_a_vanished_one_of_the_same_buyer_is_asked_about() -> None:
    plan = planned(row(merged()), gone=(GONE,))
    finding = only_finding(plan)
    assert finding.state is FindingState.HELD
    assert finding.why.text() == "Order 5001 is probably merged from 4990, which came in before."
    assert finding.advice
    assert only_settled(plan).state is InboxState.HELD


@pytest.mark.parametrize(
    "bought",
    [
        merged(email="IVAN@example.com", phone=""),
        merged(email="", phone="0888123456"),
        order(line("TEA-1"), line("TEA-1")),
    ],
    ids=["e-mail", "phone", "pieces on two lines"],
)
def test_the_same_buyer_is_known_by_e_mail_or_phone(bought: Order) -> None:
    assert held_as_merged(bought)


@pytest.mark.parametrize(
    "bought",
    [
        merged(email="petar@example.com", phone="0899"),
        merged(email="", phone=""),
        order(line("TEA-1", 1), line("COF-1")),
        order(line("COF-1")),
    ],
    ids=["another buyer", "nobody known", "fewer pieces", "other goods"],
)
def test_other_orders_are_not_taken_for_merged(bought: Order) -> None:
    assert not held_as_merged(bought)


def test_an_order_let_in_by_the_owner_comes_in() -> None:
    plan = planned(row(merged(), InboxState.HELD, why=OLD_WHY), gone=(GONE,), released=frozenset({"77"}))
    assert actions(plan) == [IMPORT]


def test_several_vanished_orders_are_all_named() -> None:
    other = row(order(line("COF-1"), id="61", number="4991"), InboxState.GONE)
    plan = planned(row(merged()), gone=(GONE, other))
    assert "merged from 4990, 4991," in only_finding(plan).why.text()


def test_a_vanished_order_that_cannot_be_read_or_is_empty_holds_nobody_back() -> None:
    assert not held_as_merged(merged(), replace(GONE, order=None))
    assert not held_as_merged(merged(), replace(GONE, order=replace(EARLIER, lines=())))


def test_an_imported_order_that_swallowed_another_is_asked_about_too() -> None:
    """Else its document would take the goods of both, beside the document of the other."""
    plan = planned(changed(merged()), marks=[mark()], gone=(GONE,))
    assert actions(plan) == []
    assert "is probably merged from 4990" in only_finding(plan).why.text()
    let_in = planned(changed(merged()), marks=[mark()], gone=(GONE,), released=frozenset({"77"}))
    assert actions(let_in) == [CHANGE]


# ---------------------------------------------------------------- the whole plan


def test_every_finding_names_its_order() -> None:
    reads = [
        row(order(status_id=status, id=str(number), number=f"N{number}"))
        for number, status in enumerate([OTHER, CANCELLED])
    ]
    plan = planned(*reads)
    assert [(finding.key, finding.title) for finding in plan.module.findings] == [("0", "N0"), ("1", "N1")]


def test_an_empty_inbox_is_an_empty_plan() -> None:
    plan = planned()
    assert (plan.module.actions, plan.module.findings, plan.settled) == ((), (), ())


def test_planning_twice_gives_the_same_plan() -> None:
    reads = [row(), row(order(line("UNKNOWN"), id="78")), changed(order(id="79"))]
    marks = [mark(order_id="79")]
    assert planned(*reads, marks=marks) == planned(*reads, marks=marks)


def test_a_year_old_order_is_planned_like_any_other() -> None:
    old = row(order(confirmed_at=datetime(2025, 1, 1, tzinfo=UTC)))
    assert actions(planned(old)) == [IMPORT]


def test_no_sentence_needs_a_field_that_nobody_gave() -> None:
    plans = [
        planned(row(order(status_id=status), state, why=OLD_WHY), marks=[mark(its)] if its else [])
        for status, state, its in product(STATUSES, (*WAITING_STATES, InboxState.DONE), MARKS)
    ]
    sentences: list[Sentence] = [
        sentence
        for plan in plans
        for finding in plan.module.findings
        for sentence in (finding.why, finding.advice)
        if sentence
    ]
    assert sentences
    assert not [text for text in map(str, sentences) if "{" in text or "None" in text]
