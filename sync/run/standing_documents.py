"""How the documents of imported orders stand before a change of theirs is planned.

Only an order whose rows are as we wrote them is rewritten or taken back; what else became of it is known
before the plan is made, so that the plan promises nothing that the warehouse would refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.model import Document, Mark, MarkState
from sync.ports import InboxOrder, InboxState
from sync.run.connection import Connection


@dataclass(frozen=True, slots=True)
class Standing:
    """The marks with what the warehouse program did to their documents: ``touched`` changed there,
    ``missing`` deleted there; one that was turned into another document counts as sold. ``documents`` are
    those that are still orders, by the order's id.
    """

    marks: Mapping[str, Mark]
    touched: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    documents: Mapping[str, Document] = field(default_factory=dict)


def look_at_documents(
    connection: Connection, rows: Sequence[InboxOrder], marks: Mapping[str, Mark]
) -> Standing:
    """Look at the documents of those of ``rows`` that were imported, in two queries whatever their number."""
    done = [row.id for row in rows if row.state is InboxState.DONE]
    followed = {
        order_id: marks[order_id]
        for order_id in done
        if order_id in marks and marks[order_id].state is MarkState.OPEN
    }
    if not followed:
        return Standing(marks)
    still_open = {mark.key.external_id for mark in connection.warehouse.open_marks(connection.shop_key)}
    turned = {
        order_id: replace(mark, state=MarkState.SOLD)
        for order_id, mark in followed.items()
        if order_id not in still_open
    }
    documents = connection.warehouse.documents({mark.ref for mark in followed.values()})
    missing = {order_id for order_id, mark in followed.items() if mark.ref not in documents}
    touched = {
        order_id
        for order_id, mark in followed.items()
        if mark.ref in documents and documents[mark.ref].rows_hash != mark.rows_hash
    }
    standing = {order_id: documents[mark.ref] for order_id, mark in followed.items() if mark.ref in documents}
    return Standing({**marks, **turned}, frozenset(touched), frozenset(missing), standing)
