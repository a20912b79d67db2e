"""When an order becomes a sale: a truth table over the owner's choice, the warehouse, status and document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sync.model import Document, DocumentKind, DocumentPayment, DocumentRef, DocumentRow, Mark, MarkState
from sync.plan.actions import ActionKind, FindingState
from sync.plan.late_changes import Change, as_told
from sync.plan.order_document import PlannedOrder
from sync.plan.order_making import OrdersPlan, ReadOrder, TurnedOrder
from sync.plan.sales import taken_statuses, written_as
from sync.ports import InboxState
from sync.profile import Orders, SaleElsewhere
from tests.unit.plan.order_examples import facts, line, order, settings
from tests.unit.plan.test_orders import CANCELLED, REF, actions, found, mark, only_finding, planned, row

NEW, SENT = "1", "5"
KEEP_BACK = SaleElsewhere.KEEP_BACK
SALE = DocumentRef(DocumentKind.SALE, 9)


def chosen(**fields: Any) -> Orders:
    return settings(**{"statuses": (NEW,), "sale_statuses": (SENT,), **fields})


_ASKED = ("documents", "touched", "missing", "seen_to")


def plan(read: ReadOrder, *marks: Mark, turns: bool = True, **fields: Any) -> OrdersPlan:
    asked = {
        name: fields.pop(name) for name in ("documents", "touched", "missing", "seen_to") if name in fields
    }
    return planned(read, marks=marks, chosen=chosen(**fields), read=facts(turns_into_sales=turns), **asked)


def due(**changes: Any) -> ReadOrder:
    return row(order(status_id=SENT, paid=Decimal(10)), InboxState.DONE, **changes)


def document(total: str = "10.00") -> Document:
    rows = (DocumentRow(1, 1, Decimal(1), Decimal(total), 0),)
    return Document(REF, 1, facts().today, "", rows, Decimal(total), "rows")


@pytest.mark.parametrize(
    ("fields", "turns", "status", "kind", "taken"),
    [
        ({}, True, NEW, DocumentKind.ORDER, (NEW, SENT)),
        ({}, True, SENT, DocumentKind.SALE, (NEW, SENT)),
        ({}, False, NEW, DocumentKind.ORDER, (NEW, SENT)),
        ({}, False, SENT, DocumentKind.ORDER, (NEW, SENT)),
        ({"sale_elsewhere": KEEP_BACK}, False, SENT, DocumentKind.SALE, (SENT,)),
        ({"sale_elsewhere": KEEP_BACK}, True, NEW, DocumentKind.ORDER, (NEW, SENT)),
        ({"sale_statuses": ()}, True, NEW, DocumentKind.ORDER, (NEW,)),
        ({"sale_statuses": (), "sale_elsewhere": KEEP_BACK}, False, NEW, DocumentKind.ORDER, (NEW,)),
        ({"sale_statuses": (), "document": "sale"}, False, NEW, DocumentKind.SALE, (NEW,)),
        ({"sale_statuses": (NEW, SENT)}, True, NEW, DocumentKind.SALE, (NEW, SENT)),
    ],
)
def test_what_an_order_is_written_as(
    fields: dict[str, Any], turns: bool, status: str, kind: DocumentKind, taken: tuple[str, ...]
) -> None:
    orders = chosen(**fields)
    assert taken_statuses(orders, turns=turns) == taken
    assert written_as(status, orders, turns=turns) is kind
    made = planned(row(order(status_id=status)), chosen=orders, read=facts(turns_into_sales=turns))
    (action,) = made.module.actions
    assert isinstance(action.payload, PlannedOrder)
    assert action.payload.kind is kind


def test_an_order_that_is_kept_back_says_until_when() -> None:
    made = plan(row(order(status_id=NEW)), turns=False, sale_elsewhere=KEEP_BACK)
    assert actions(made) == []
    assert found(made) == [
        (FindingState.WAITS, "Kept back until status Sent, then written once, as a sale; it is in New.")
    ]


def test_a_status_that_means_cancelled_makes_no_sale() -> None:
    with pytest.raises(ValueError, match="cancelled"):
        chosen(sale_statuses=(CANCELLED,))


def test_an_order_of_ours_becomes_a_sale_with_what_was_paid() -> None:
    made = plan(due(), mark(), documents={"77": document()})
    (action,) = made.module.actions
    assert (action.kind, action.key, action.where) == (ActionKind.TURN_INTO_SALE, "sale:77", "0000000123")
    assert isinstance(action.payload, TurnedOrder)
    assert action.payload.payments == (DocumentPayment(3, Decimal("10.00")),)
    assert action.payload.lines == ((1, 1, 10_000),)
    assert made.settled == ()


def test_without_noting_payments_none_is_noted() -> None:
    made = plan(due(), mark(), documents={"77": document()}, record_payments=False)
    (action,) = made.module.actions
    assert isinstance(action.payload, TurnedOrder)
    assert action.payload.payments == ()


def test_a_payment_method_without_a_type_holds_the_sale_back() -> None:
    made = plan(due(), mark(), documents={"77": document()}, payment_types={})
    assert actions(made) == []
    assert only_finding(made).state is FindingState.HELD


def test_an_order_that_changed_as_well_is_written_anew_first() -> None:
    changed = row(order(line(quantity=3), status_id=SENT), InboxState.DONE, imported_hash="then")
    made = plan(changed, mark(), documents={"77": document()})
    assert actions(made) == [ActionKind.CHANGE_ORDER, ActionKind.TURN_INTO_SALE]
    assert isinstance(made.module.actions[1].payload, TurnedOrder)
    assert made.module.actions[1].payload.lines[0][2] == 30_000


@pytest.mark.parametrize(
    ("where", "said"),
    [("touched", "changed in the warehouse since"), ("missing", "was deleted here")],
)
def test_a_document_that_is_not_as_we_wrote_it_is_left_to_the_owner_until_he_saw_to_it(
    where: str, said: str
) -> None:
    there: Any = {where: frozenset({"77"})}
    made = plan(due(), mark(), **there)
    assert actions(made) == []
    assert only_finding(made).state is FindingState.HELD
    assert said in only_finding(made).why.text()
    told = as_told(due().row, Change.DUE)
    assert plan(due(), mark(), seen_to={"77": told}, **there).module.findings == ()


def test_elsewhere_it_is_told_until_the_program_made_a_sale_of_it() -> None:
    made = plan(due(), mark(), turns=False)
    assert actions(made) == []
    finding = only_finding(made)
    assert finding.state is FindingState.TOLD
    assert finding.why.text() == "It reached status Sent, and its document 0000000123 is still an order."
    assert plan(due(), mark(MarkState.SOLD), turns=False).module.findings == ()
    assert plan(due(), mark(), turns=False, missing=frozenset({"77"})).module.findings == ()
    told = as_told(due().row, Change.DUE)
    assert plan(due(), mark(), turns=False, seen_to={"77": told}).module.findings == ()


def test_the_owners_word_never_stops_what_goes_by_itself() -> None:
    told = as_told(due().row, Change.DUE)
    made = plan(due(), mark(), documents={"77": document()}, seen_to={"77": told})
    assert actions(made) == [ActionKind.TURN_INTO_SALE]


def test_a_sale_made_right_before_a_power_cut_is_only_noted() -> None:
    sold = replace(mark(MarkState.SOLD), ref=SALE)
    made = plan(due(), sold, number_field="extra")
    assert actions(made) == []
    (settled,) = made.settled
    assert (settled.document, settled.followed) == (SALE, False)
    again = plan(ReadOrder(settled, order(status_id=SENT)), sold)
    assert (again.settled, again.module.findings, again.module.unchanged) == ((), (), 1)


@pytest.mark.parametrize("state", [MarkState.CLOSED, MarkState.ADOPTED])
def test_what_is_final_stays(state: MarkState) -> None:
    made = plan(due(), mark(state))
    assert (actions(made), made.module.findings, made.settled) == ([], (), ())
