"""Puts the printed documents of sales at their orders in the shop ("send invoices"), each once.

An intent is noted first. Before a file is sent the order is asked what it holds: after a crash, or on another
computer, the same document is not sent again, and what somebody else put there is left alone.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, cast

from sync.errors import Cancelled, MostikError, Refused, Unknown
from sync.model import DocumentKind, DocumentRef
from sync.plan.actions import Action, Module
from sync.plan.order_document import PlannedOrder
from sync.plan.order_making import TurnedOrder
from sync.plan.papers import PaperToKeep, needs_sales, plan_papers
from sync.ports import Intent, KeepsDocuments, Outcome, PrintedDocument, PrintsDocuments
from sync.run.connection import Connection
from sync.run.listing import read_row
from sync.run.patience import Patience
from sync.run.report import ReportRow, RowState
from sync.run.tally import Tally
from sync.sentences import Sentence, say

log = logging.getLogger(__name__)

KEPT: Final = "document kept "
"""Begins the name under which the journal notes which document's print an order holds."""
INTENT: Final = "paper"
LOOKED_AT: Final = 1000
"""So many of the orders done last are looked at: a sale is made of one within days."""
_NAME_ROOM: Final = 30
_REFUSED: Final = "refused"
_KSEF: Final[Mapping[str, Sentence]] = {
    "sent": say("KSeF: the invoice was sent."),
    "accepted": say("KSeF: the invoice was accepted."),
    "rejected": say("KSeF: the invoice was rejected. Look at it in the shop’s panel."),
    "offline": say("KSeF: the invoice was made while KSeF was out of reach, and is sent later."),
}


def sends_papers(connection: Connection) -> bool:
    """Whether the owner wants it, and both sides can."""
    papers = connection.orders.papers
    possible = connection.warehouse.features.prints and connection.shop.features.invoices
    return papers.send and bool(papers.place) and possible


def plan_the_papers(
    connection: Connection, expected: Iterable[Action] = (), only: Collection[str] | None = None
) -> tuple[Action, ...]:
    """The prints that are still to go out; ``expected``: what the run will write before that, ``only``: what
    the owner asked to try again, which may have been refused before.
    """
    if not sends_papers(connection):
        return ()
    coming = {order_id for action in expected if (order_id := _becomes_sale(action))}
    journal = connection.journal
    noted = {
        order_id
        for order_id, told in journal.recall_all(KEPT).items()
        if told and not (told == _REFUSED and f"paper:{order_id}" in (only or ()))
    }
    rows = {row.id: row for row in journal.recent_done(LOOKED_AT) if row.id not in noted}
    rows.update(journal.inbox_rows(sorted(coming - noted)))
    marks = connection.warehouse.marks(connection.shop_key, list(rows)) if rows else {}
    sales: dict[str, DocumentRef] = {}
    if needs_sales(marks.values()):
        for order_id, refs in connection.warehouse.tagged_documents(connection.shop_key).items():
            sales.update((order_id, ref) for ref in refs if ref.kind is DocumentKind.SALE)
    concerned = {order_id: row for order_id, row in rows.items() if order_id in marks or order_id in coming}
    titles = {order_id: read_row(connection, row).title for order_id, row in concerned.items()}
    return plan_papers(titles, marks, sales, connection.orders.papers, coming)


def _becomes_sale(action: Action) -> str:
    """The order of which this action makes a sale; empty for none."""
    match action.payload:
        case PlannedOrder(kind=DocumentKind.SALE):
            return action.key
        case TurnedOrder(mark=mark):
            return mark.key.external_id
        case _:
            return ""


def act_on_papers(
    connection: Connection, tally: Tally, actions: Sequence[Action], only: Collection[str] | None = None
) -> None:
    """Send the prints one by one. ``only``: those of these actions or orders.

    Raises Cancelled between two of them, and what :class:`Patience` does where one side is away for good.
    """
    patience = Patience()
    for action in actions:
        wanted = action.payload
        if not isinstance(wanted, PaperToKeep) or wanted.ref is None:
            continue
        if only is not None and not {action.key, wanted.order_id} & set(only):
            continue
        connection.stop_if_asked()
        tally.begin(action)
        try:
            _keep(connection, tally, action, wanted.order_id, wanted.ref)
        except Refused as refused:
            # Told once: what was refused would be refused in every run. The owner may try it again by hand.
            connection.journal.end_intent(INTENT, wanted.order_id)
            connection.journal.remember(f"{KEPT}{wanted.order_id}", _REFUSED)
            tally.fail(action, refused)
        except MostikError as error:
            tally.fail(action, error)
            patience.bear(error)
        except Cancelled:
            raise
        except Exception as error:  # one paper must never stop the others, nor what follows them
            log.exception("the printed document of order %s broke down", wanted.order_id)
            tally.break_down(action, type(error).__name__)
        else:
            patience.relief()


def _keep(connection: Connection, tally: Tally, action: Action, order_id: str, ref: DocumentRef) -> None:
    printer = cast("PrintsDocuments", connection.warehouse)
    shop = cast("KeepsDocuments", connection.shop)
    place = connection.orders.papers.place
    document = printer.printed_document(ref)
    there = shop.kept_document(order_id, place)
    if there is None or not _is_same(there.name, document):
        if there is not None and there.name:
            raise Refused(
                say("The order holds another document there already: {name}.", name=there.name),
                advice=say("Look at the order in the shop. Mostik leaves that document alone."),
            )
        _send(connection, shop, order_id, ref, document)
        there = shop.kept_document(order_id, place)
    connection.journal.remember(f"{KEPT}{order_id}", f"{ref.kind.value} {ref.number}")
    connection.journal.end_intent(INTENT, order_id)
    tally.succeed(action, row=ReportRow.of_action(action, RowState.DONE, where=document.name))
    if there is not None and there.government_status:
        tally.tell_owner(
            Module.ORDERS,
            action.key,
            action.title,
            _KSEF.get(
                there.government_status,
                say("The invoice’s state in KSeF: {status}.", status=there.government_status),
            ),
        )


def _send(
    connection: Connection, shop: KeepsDocuments, order_id: str, ref: DocumentRef, document: PrintedDocument
) -> None:
    place, journal = connection.orders.papers.place, connection.journal
    journal.begin_intent(Intent(INTENT, order_id, {"document": ref.number, "place": place}, connection.now()))
    if shop.keep_document(order_id, place, document) is not Outcome.DONE:
        raise Unknown(
            say("Whether the shop took the printed document is not known."),
            advice=say("The next run looks at the order before it sends it again."),
        )


def _is_same(name: str, document: PrintedDocument) -> bool:
    """Whether this is the document; a shop may keep the beginning of its name alone."""
    return name == document.name or (len(name) >= _NAME_ROOM and document.name.startswith(name))
