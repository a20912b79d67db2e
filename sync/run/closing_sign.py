"""How this site's program closes an order: read from the rehearsed order after it was turned into a sale.

Until that is known an open order cannot be told from a closed one, so only young orders hold stock back
(decisions, 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from sync.model import DocumentKind, MarkKey, MarkState
from sync.run.connection import Connection
from sync.run.rehearsal import ClosingSign, Rehearsal, Stage, keep, recall
from sync.sentences import Sentence, mark

TELLING: Final = frozenset(ClosingSign) - {ClosingSign.OTHER}
"""Signs by which every later order can be told to be open or closed."""
USUAL_DAYS: Final = 14
_SAID: Final[Mapping[ClosingSign, str]] = {
    ClosingSign.TRANSFORMATION: mark(
        "Order {number} was turned into another document: the program notes which became which."
    ),
    ClosingSign.TAGGED_SALE: mark("Order {number} stays as it is, and sale {sale} has the same note."),
    ClosingSign.ROWS_GONE: mark("Order {number} is gone: the program removes an order that became a sale."),
    ClosingSign.REDUCED: mark("Order {number} stays with smaller quantities."),
    ClosingSign.OTHER: mark(
        "Something changed about order {number}, but nothing by which Mostik could know later orders."
    ),
}


def read_sign(connection: Connection, rehearsal: Rehearsal, *, sold: bool) -> ClosingSign | None:
    """What became of the rehearsed order; None: nothing that can be seen.

    ``sold``: the owner says that he turned it into a sale. Without his word, rows that are gone or smaller
    may mean that somebody deleted or corrected the order.
    """
    if rehearsal.ref is None or rehearsal.ref.kind is DocumentKind.SALE:
        return None
    warehouse, ref = connection.warehouse, rehearsal.ref
    key = MarkKey(connection.shop_key, rehearsal.order_id)
    found = warehouse.marks(key.shop_key, [key.external_id]).get(key.external_id)
    document = warehouse.documents({ref}).get(ref)
    still_open = {each.key for each in warehouse.open_marks(key.shop_key)}
    if found is not None and found.state is MarkState.OPEN and key not in still_open:
        return ClosingSign.TRANSFORMATION
    if sale_number(connection, rehearsal):
        return ClosingSign.TAGGED_SALE if document is not None else ClosingSign.ROWS_GONE
    if not sold:
        return None
    if document is None:
        return ClosingSign.ROWS_GONE
    if sum((row.quantity for row in document.rows), Decimal(0)) < Decimal(rehearsal.quantity or 0):
        return ClosingSign.REDUCED
    return ClosingSign.OTHER if document.rows_hash != rehearsal.rows_hash else None


def sale_number(connection: Connection, rehearsal: Rehearsal) -> str:
    """The number of the sale that has the tag of the rehearsed order; empty for none."""
    tagged = connection.warehouse.tagged_documents(connection.shop_key).get(rehearsal.order_id, ())
    return next((ref.shown() for ref in tagged if ref.kind is DocumentKind.SALE), "")


def learn_sign(connection: Connection, *, sold: bool = False) -> Sentence | None:
    """Read what became of the rehearsed order and keep it; the sentence for the owner, None for nothing new.

    Costs two or three queries, and only between the owner's yes and the day the sign is known.
    """
    rehearsal = recall(connection.journal)
    if rehearsal is None or rehearsal.stage is not Stage.RIGHT or rehearsal.sign is not None:
        return None
    sign = read_sign(connection, rehearsal, sold=sold)
    if sign is None:
        return None
    learnt = replace(rehearsal, sign=sign, closed_as=sale_number(connection, rehearsal))
    keep(connection.journal, learnt)
    return said(learnt)


def said(rehearsal: Rehearsal) -> Sentence:
    """The sign in words."""
    assert rehearsal.sign is not None
    return Sentence(_SAID[rehearsal.sign], {"number": rehearsal.number, "sale": rehearsal.closed_as})


def knows_closed_orders(connection: Connection) -> bool:
    """Whether an order of ours that is closed can be told from an open one."""
    if not connection.warehouse.features.real_program:
        return True
    rehearsal = recall(connection.journal)
    return rehearsal is not None and rehearsal.sign in TELLING


def days_that_count(connection: Connection) -> int | None:
    """How old an open order may be to hold stock back, in days; None: as old as it likes, which only the
    site's sign allows."""
    days = connection.stock.open_order_days
    if days is None and not knows_closed_orders(connection):
        return USUAL_DAYS
    return days


def close_tagged_sales(connection: Connection) -> int:
    """Where the sale's note is the site's only sign: note in our marks which orders are sold; how many."""
    rehearsal = recall(connection.journal)
    if rehearsal is None or rehearsal.sign is not ClosingSign.TAGGED_SALE:
        return 0
    marks = {each.key.external_id: each for each in connection.warehouse.open_marks(connection.shop_key)}
    tagged = connection.warehouse.tagged_documents(connection.shop_key) if marks else {}
    closed = 0
    for order_id, refs in tagged.items():
        if order_id in marks and any(ref.kind is DocumentKind.SALE for ref in refs):
            connection.warehouse.set_mark_state(marks[order_id].key, MarkState.SOLD)
            closed += 1
    return closed
