"""Notices a warehouse that was restored from a backup or made anew, before anything is written into it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sync.errors import SettingsError
from sync.model import DocumentRef
from sync.ports import InboxOrder, InboxState
from sync.run.connection import Connection
from sync.sentences import Sentence, mark, say

LOOKED_AT: Final = 500
"""So many of the latest orders that we call done must still have their document."""
QUESTION: Final = mark(
    "The warehouse looks restored from a backup: {count} orders are missing. Bring them in again?"
)
"""What the owner is asked then; a summary knows it again by this template."""


def check_not_restored(connection: Connection, bring_in_again: bool | None, *, write: bool) -> None:
    """Raises SettingsError where documents of ours are missing and the owner has not said what to do.

    ``bring_in_again`` True: the missing orders are put back into the inbox and the last values sent are
    dropped, so that everything is compared anew. False: they are closed. Marks that are gone are rebuilt
    from the notes' tags first.
    """
    rows = [row for row in connection.journal.recent_done(LOOKED_AT) if row.document]
    if not rows:
        return
    unmarked = _without_mark(connection, rows)
    if unmarked and write:
        connection.warehouse.rebuild_marks(connection.shop_key)
        unmarked = _without_mark(connection, rows)
    by_document: dict[DocumentRef, InboxOrder] = {row.document: row for row in unmarked if row.document}
    missing = [by_document[ref] for ref in connection.warehouse.missing_documents(by_document)]
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
            connection.journal.put(_again(row) if bring_in_again and row.raw else _closed(row))
        connection.journal.forget_sent()


def _without_mark(connection: Connection, rows: list[InboxOrder]) -> list[InboxOrder]:
    """Done orders of which the warehouse has no mark. A mark without a document is no backup: somebody
    deleted it.
    """
    marks = connection.warehouse.marks(connection.shop_key, [row.id for row in rows])
    return [row for row in rows if row.id not in marks]


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
