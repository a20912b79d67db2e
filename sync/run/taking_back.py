"""Taking back the orders of a run that nobody touched, and bringing them in again (decisions, 1).

Each order is one transaction of the warehouse. A sale is never taken back, and neither is a document that
somebody changed. What was taken back does not come in again by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sync.errors import MostikError
from sync.model import Mark, MarkState
from sync.plan.actions import ActionKind
from sync.ports import InboxOrder, InboxState, Journal
from sync.run.connection import Connection
from sync.run.imported_reading import AGAIN
from sync.run.report import Report, RowState
from sync.run.standing_documents import look_at_documents
from sync.sentences import Sentence, say

TAKEN_BACK: Final = "taken back "
"""Begins the name under which an order that the owner took back is remembered, with the moment."""


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """An order that a run brought in. ``number``: its document's as shown to people. ``why``: what can be
    done with it, or why nothing can. ``is_back``: the owner took it back, so it can be brought in again.
    """

    id: str
    title: str
    number: str
    can_be_taken_back: bool
    why: Sentence
    is_back: bool = False


def orders_of_run(connection: Connection, report: Report) -> list[ImportedOrder]:
    """The orders that came in by a run, as their documents stand now, in the run's order. Reads the
    warehouse; raises what it raises.
    """
    imported = {
        row.key: row
        for row in report.rows
        if row.kind is ActionKind.IMPORT_ORDER and row.state is RowState.DONE
    }
    rows = connection.journal.inbox_rows(imported)
    marks = connection.warehouse.marks(connection.shop_key, imported)
    standing = look_at_documents(connection, list(rows.values()), marks)
    back = taken_back(connection.journal)
    return [
        _as_it_stands(
            ImportedOrder(key, row.title, row.where, can_be_taken_back=False, why=row.why),
            standing.marks.get(key),
            missing=key in standing.missing,
            touched=key in standing.touched,
            back=key in back,
        )
        for key, row in imported.items()
    ]


def _as_it_stands(
    order: ImportedOrder, mark: Mark | None, *, missing: bool, touched: bool, back: bool
) -> ImportedOrder:
    if mark is None or mark.state is MarkState.WITHDRAWN:
        if back:
            return replace(order, why=say("Taken back by you."), is_back=True)
        return replace(order, why=say("Its document was taken back already."))
    order = replace(order, number=mark.ref.shown())
    if mark.state is not MarkState.OPEN:
        return replace(order, why=say("It is a sale already, and sales are never taken back."))
    if missing:
        return replace(order, why=say("Its document was deleted in the warehouse already."))
    if touched:
        return replace(order, why=say("Its document was changed in the warehouse since, so it stays."))
    return replace(
        order, can_be_taken_back=True, why=say("Still an order as Mostik wrote it: it can be taken back.")
    )


def take_back(connection: Connection, orders: Sequence[ImportedOrder]) -> Mapping[str, MostikError]:
    """Take back those of ``orders`` that can be; returns what hindered each of the others that were tried.

    The owner's word is remembered before the document goes: a power cut in between leaves an order that has
    no document and does not come in by itself. Stops between two orders where the owner asks for it.
    """
    hindered: dict[str, MostikError] = {}
    wanted = [order for order in orders if order.can_be_taken_back]
    marks = connection.warehouse.marks(connection.shop_key, [order.id for order in wanted])
    for order in wanted:
        connection.stop_if_asked()
        journal, name = connection.journal, f"{TAKEN_BACK}{order.id}"
        mark = marks.get(order.id)
        if mark is None:
            continue
        journal.remember(name, connection.now().isoformat())
        try:
            connection.warehouse.withdraw_document(mark.key, mark.rows_hash)
        except MostikError as error:
            journal.remember(name, "")
            hindered[order.id] = error
            continue
        for row in journal.inbox_rows([order.id]).values():
            journal.put(without_document(row))
    return hindered


def bring_in_again(connection: Connection, order_ids: Collection[str]) -> list[str]:
    """Let orders that were taken back come in with the next run, whatever their status is now; returns those
    of which that could be said.
    """
    journal = connection.journal
    back = taken_back(journal)
    again = []
    with journal.transaction():
        for row in journal.inbox_rows([order_id for order_id in order_ids if order_id in back]).values():
            journal.remember(f"{TAKEN_BACK}{row.id}", "")
            journal.remember(f"{AGAIN}{row.id}", connection.now().isoformat())
            journal.put(without_document(row))
            again.append(row.id)
    return again


def taken_back(journal: Journal) -> frozenset[str]:
    """The orders that the owner took back and has not brought in again."""
    return frozenset(order_id for order_id, moment in journal.recall_all(TAKEN_BACK).items() if moment)


def without_document(row: InboxOrder) -> InboxOrder:
    """The order as one that has never come in."""
    return replace(
        row,
        state=InboxState.SEEN,
        why=None,
        attempts=0,
        skip_runs=0,
        document=None,
        imported_hash="",
        followed=False,
    )
