"""What people call the documents of orders, where the program names them: the inbox keeps numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sync.ports import InboxOrder
from sync.run.connection import Connection


def with_names(connection: Connection, rows: Sequence[InboxOrder]) -> list[InboxOrder]:
    """These rows with the names that the marks hold."""
    if not connection.warehouse.features.names_documents:
        return list(rows)
    wanted = [row.id for row in rows if row.document is not None]
    marks = connection.warehouse.marks(connection.shop_key, wanted) if wanted else {}
    return [
        replace(row, document=marks[row.id].ref)
        if row.id in marks and marks[row.id].ref == row.document
        else row
        for row in rows
    ]
