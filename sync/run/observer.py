"""Beside another program that is still alive Mostik only watches: what it would have done, compared with what
the other one did. Nothing is written, neither here nor there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from sync.model import Document, DocumentRef
from sync.money import round_half_up
from sync.plan.actions import Action, ActionKind, Module
from sync.plan.order_document import PlannedOrder
from sync.run.connection import Connection
from sync.run.read_only import read_only_shop, read_only_warehouse
from sync.run.report import ReportRow, RowState
from sync.run.take_over import documents_of_others, planned_order
from sync.sentences import Sentence, say

OBSERVER: Final = "observer"
"""Under this key a report tells that Mostik only watches."""
COMPARED_FOR: Final = timedelta(days=7)
"""Older orders are no longer compared with what the other program wrote."""
_CENT: Final = Decimal("0.01")


def observing(connection: Connection) -> Connection:
    """The connection as a watching run sees it: neither side can be written."""
    return replace(
        connection,
        shop=read_only_shop(connection.shop),
        warehouse=read_only_warehouse(connection.warehouse),
    )


def observed_rows(connection: Connection, actions: Sequence[Action]) -> list[ReportRow]:
    """What the other program did with the orders that Mostik would bring in now."""
    rows = [
        ReportRow(
            Module.ORDERS,
            RowState.TOLD,
            OBSERVER,
            "",
            say("Mostik only watches beside the other program: nothing was written."),
            say("When the other program is switched off, choose on the step Connect that Mostik takes over."),
        )
    ]
    since = connection.now() - COMPARED_FOR
    imports = [
        action
        for action in actions
        if action.kind is ActionKind.IMPORT_ORDER
        and isinstance(action.payload, PlannedOrder)
        and (planned_order(action).confirmed_at or planned_order(action).added_at) >= since
    ]
    found = documents_of_others(connection, [planned_order(action) for action in imports])
    documents = connection.warehouse.documents(set(found.values())) if found else {}
    for action in imports:
        assert isinstance(action.payload, PlannedOrder)
        why = _compared(action.payload, found.get(action.key), documents)
        rows.append(ReportRow.of_action(action, RowState.TOLD, why))
    return rows


def _compared(
    planned: PlannedOrder, ref: DocumentRef | None, documents: Mapping[DocumentRef, Document]
) -> Sentence:
    document = documents.get(ref) if ref else None
    if ref is None or document is None:
        return say("The other program has not written this order. Mostik would write it now.")
    number = ref.shown()
    if ref.kind is not planned.kind:
        return say("The other program wrote {number} as another kind of document.", number=number)
    if abs(document.total - round_half_up(planned.total)) >= _CENT:
        return say(
            "The other program wrote {number} with a total of {there}, Mostik would write {here}.",
            number=number,
            there=document.total,
            here=round_half_up(planned.total),
        )
    if _pieces_there(document) != _pieces_here(planned):
        return say("The other program wrote {number} with other products or quantities.", number=number)
    return say("The other program wrote {number} just as Mostik would.", number=number)


def _pieces_there(document: Document) -> dict[int, Decimal]:
    pieces: dict[int, Decimal] = {}
    for row in document.rows:
        pieces[row.product_id] = pieces.get(row.product_id, Decimal(0)) + row.quantity
    return pieces


def _pieces_here(planned: PlannedOrder) -> dict[int, Decimal]:
    pieces: dict[int, Decimal] = {}
    for line in planned.lines:
        if isinstance(line.product, int):
            pieces[line.product] = pieces.get(line.product, Decimal(0)) + line.quantity
    return pieces
