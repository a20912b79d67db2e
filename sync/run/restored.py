"""Notices a warehouse that was restored from a backup or made anew, before anything is written into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sync.errors import SettingsError
from sync.model import Document, DocumentRef, MarkKey
from sync.ports import InboxOrder, InboxState
from sync.run.connection import Connection
from sync.run.imported_reading import AGAIN
from sync.run.product_planning import COMPARED_AT
from sync.sentences import Sentence, mark, say
from sync.tags import read_tag

LOOKED_AT: Final = 500
"""So many of the latest orders that we call done must still have their document."""
QUESTION: Final = mark(
    "The warehouse looks restored from a backup: {count} orders are missing. Bring them in again?"
)
"""What the owner is asked then; a summary knows it again by this template."""


def check_not_restored(connection: Connection, bring_in_again: bool | None, *, write: bool) -> None:
    """Raises SettingsError where documents of ours are missing and the owner has not said what to do.

    ``bring_in_again`` True: the missing orders are put back into the inbox, whatever status they have reached
    since, and the last values sent are dropped, so that everything is compared anew. False: they are closed.
    Marks that are gone are rebuilt from the notes' tags first.
    """
    rows = [row for row in connection.journal.recent_done(LOOKED_AT) if row.document]
    if not rows:
        return
    unmarked = _without_mark(connection, rows)
    if unmarked and write:
        connection.warehouse.rebuild_marks(connection.shop_key)
        unmarked = _without_mark(connection, rows)
    missing = _without_document(connection, unmarked)
    if not missing:
        return
    if bring_in_again is None:
        raise SettingsError(
            Sentence(QUESTION, {"count": str(len(missing))}),
            advice=say("Nothing was written. Say whether these orders shall be brought in again."),
            detail=", ".join(sorted(row.id for row in missing)[:20]),
        )
    with connection.journal.transaction():
        for row in missing:
            if bring_in_again and row.raw:
                connection.journal.remember(f"{AGAIN}{row.id}", connection.now().isoformat())
                connection.journal.put(_again(row))
            else:
                connection.journal.put(_closed(row))
        connection.journal.forget_sent()
        connection.journal.remember(COMPARED_AT, "")


def _without_mark(connection: Connection, rows: list[InboxOrder]) -> list[InboxOrder]:
    """Done orders of which the warehouse has no mark. A mark without a document is no backup: somebody
    deleted it.
    """
    marks = connection.warehouse.marks(connection.shop_key, [row.id for row in rows])
    return [row for row in rows if row.id not in marks]


def _without_document(connection: Connection, rows: list[InboxOrder]) -> list[InboxOrder]:
    """Those of ``rows`` whose document is not there. Under its number may stand one that somebody wrote since
    the backup: only our tag tells.
    """
    documents = connection.warehouse.documents({row.document for row in rows if row.document})
    return [row for row in rows if not _is_ours(connection, row, documents)]


def _is_ours(connection: Connection, row: InboxOrder, documents: Mapping[DocumentRef, Document]) -> bool:
    document = documents.get(row.document) if row.document else None
    return document is not None and read_tag(document.note) == MarkKey(connection.shop_key, row.id)


def _again(row: InboxOrder) -> InboxOrder:
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


def _closed(row: InboxOrder) -> InboxOrder:
    return replace(
        row, state=InboxState.CLOSED, why=say("Its document is gone; the owner left it so."), document=None
    )
