"""Orders that another program has already brought in are linked to its documents and never written again.

The other program leaves no mark of ours; what it leaves is the order's number in the note of its document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sync.model import DocumentRef, Order
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module
from sync.plan.order_document import PlannedOrder
from sync.plan.order_making import OrdersPlan, ReadOrder
from sync.ports import InboxOrder, InboxState
from sync.run.connection import Connection
from sync.sentences import say

SHORTEST: Final = 4
"""Shorter numbers stand in notes by chance."""
_BEFORE: Final = timedelta(days=7)
"""A document is at most a few days older than its order, by the clock of another computer."""


def without_those_of_others(
    connection: Connection, plan: OrdersPlan, reads: Sequence[ReadOrder]
) -> OrdersPlan:
    """The plan without the orders whose number stands in a document that no Mostik wrote; each is settled and
    told. Only where the connection took over from another program; one query, and only where orders come in.
    """
    connect = connection.profile.connect
    actions = _imports(plan.module.actions)
    if connect.take_over is None or connect.observer or not actions:
        return plan
    found = documents_of_others(connection, [planned_order(action) for action in actions])
    if not found:
        return plan
    rows = {read.row.id: read.row for read in reads}
    kept = [action for action in plan.module.actions if action.key not in found]
    needed = {product.key for action in _imports(kept) for product in _planned(action).to_make}
    left = tuple(
        action
        for action in kept
        if action.kind is not ActionKind.CREATE_WAREHOUSE_PRODUCT or action.key in needed
    )
    told = tuple(_told(action, found[action.key]) for action in actions if action.key in found)
    settled = [row for row in plan.settled if row.id not in found]
    settled += [_settled(rows[order_id], ref) for order_id, ref in found.items()]
    module = replace(plan.module, actions=left, findings=(*plan.module.findings, *told))
    return OrdersPlan(module, tuple(settled))


def documents_of_others(connection: Connection, orders: Iterable[Order]) -> Mapping[str, DocumentRef]:
    """By order id the document in whose note the order's number stands, and which no Mostik wrote."""
    numbers = {order.id: _numbers(order) for order in orders}
    wanted = {number for known in numbers.values() for number in known}
    if not wanted:
        return {}
    there = connection.warehouse.documents_noting(wanted, _since(connection, orders))
    found: dict[str, DocumentRef] = {}
    for order_id, known in numbers.items():
        document = next((there[number] for number in known if number in there), None)
        if document is not None:
            found[order_id] = document
    return found


def planned_order(action: Action) -> Order:
    """The order that an import is about."""
    return _planned(action).order


def _planned(action: Action) -> PlannedOrder:
    assert isinstance(action.payload, PlannedOrder)
    return action.payload


def _imports(actions: Iterable[Action]) -> list[Action]:
    return [action for action in actions if action.kind is ActionKind.IMPORT_ORDER]


def _numbers(order: Order) -> list[str]:
    return [number for number in dict.fromkeys((order.id, order.number)) if len(number) >= SHORTEST]


def _since(connection: Connection, orders: Iterable[Order]) -> date:
    moments = [order.confirmed_at or order.added_at for order in orders]
    return (min(moments, default=connection.now()) - _BEFORE).astimezone(connection.zone).date()


def _told(action: Action, ref: DocumentRef) -> Finding:
    return Finding(
        Module.ORDERS,
        FindingState.TOLD,
        action.key,
        action.title,
        say("Another program brought it in already, as document {number}.", number=ref.shown()),
    )


def _settled(row: InboxOrder, ref: DocumentRef) -> InboxOrder:
    """Linked to the other program's document: nothing more to do, whatever changes about the order."""
    return replace(
        row,
        state=InboxState.CLOSED,
        why=say("Another program brought it in already, as document {number}.", number=ref.shown()),
        attempts=0,
        skip_runs=0,
        imported_hash=row.content_hash,
        followed=True,
    )
