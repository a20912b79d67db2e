"""Notices a warehouse that was restored from a backup or made anew, before anything is written into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sync.errors import AsksFirst
from sync.model import Document, DocumentRef, LinkedBy, MarkKey
from sync.ports import InboxOrder, InboxState
from sync.run.connection import Connection
from sync.run.imported_reading import AGAIN
from sync.run.order_planning import MADE
from sync.run.product_planning import COMPARED_AT
from sync.sentences import Sentence, mark, say
from sync.tags import read_tag

LOOKED_AT: Final = 500
"""So many of the latest orders that we call done must still have their document."""
NEWEST_SEEN: Final = "newest good seen"
"""Under this name the journal remembers the highest good: the program never removes one."""
QUESTION: Final = mark(
    "The warehouse looks restored from a backup: {count} orders are missing. Bring them in again?"
)
"""What the owner is asked then; a summary knows it again by these templates."""
MADE_ANEW: Final = mark(
    "The warehouse has none of the {count} orders that came in before and no mark of Mostik: it was made "
    "anew, or it is another database. Bring them in again?"
)
GOODS_MISSING: Final = mark(
    "The warehouse looks restored from a backup or made anew: its newest products are missing. Compare "
    "everything with the shop anew?"
)
QUESTIONS: Final = frozenset({QUESTION, MADE_ANEW, GOODS_MISSING})


@dataclass(frozen=True, slots=True)
class Loss:
    """What an older or another database lacks: documents of orders, and the newest goods. ``anew``: it bears
    no mark of this shop at all."""

    orders: Sequence[InboxOrder]
    goods: bool
    anew: bool = False

    @property
    def question(self) -> Sentence:
        if not self.orders:
            return Sentence(GOODS_MISSING)
        return Sentence(MADE_ANEW if self.anew else QUESTION, {"count": str(len(self.orders))})

    @property
    def advice(self) -> Sentence:
        if self.anew or not self.orders:
            return say(
                "Nothing was written. If this is not the right database, choose it again on the step "
                "Connect; else say whether to go on with it."
            )
        return say("Nothing was written. Say whether these orders shall be brought in again.")


def check_not_restored(connection: Connection, bring_in_again: bool | None, *, write: bool) -> None:
    """Raises AsksFirst where documents or goods are missing and the owner has not said what to do.

    ``bring_in_again`` True: the missing orders are put back into the inbox, whatever status they have reached
    since. False: they are closed. In both cases all that was remembered of goods that may be gone is dropped,
    with the last values sent, so that everything is linked and compared anew. Marks that are gone are rebuilt
    from the notes' tags first.
    """
    loss = _loss(connection, write=write)
    if loss is None:
        _remember_newest(connection)
        return
    if bring_in_again is None:
        raise AsksFirst(
            loss.question,
            advice=loss.advice,
            detail=", ".join(sorted(row.id for row in loss.orders)[:20]),
        )
    with connection.journal.transaction():
        for row in loss.orders:
            if bring_in_again and row.raw:
                connection.journal.remember(f"{AGAIN}{row.id}", connection.now().isoformat())
                connection.journal.put(_again(row))
            else:
                connection.journal.put(_closed(row))
        _forget_goods(connection, anew=loss.anew)
        connection.journal.forget_sent()
        connection.journal.remember(COMPARED_AT, "")
        connection.journal.remember(NEWEST_SEEN, str(connection.warehouse.newest_product()))


def _loss(connection: Connection, *, write: bool) -> Loss | None:
    goods = connection.warehouse.newest_product() < int(connection.journal.recall(NEWEST_SEEN) or 0)
    missing: list[InboxOrder] = []
    anew = False
    if connection.profile.modules.orders:
        rows = [row for row in connection.journal.recent_done(LOOKED_AT) if row.document]
        missing = _missing(connection, rows, write=write)
        anew = len(missing) == len(rows) and connection.shop_key not in connection.warehouse.known_shops()
    return Loss(missing, goods, anew) if missing or goods else None


def _missing(connection: Connection, rows: list[InboxOrder], *, write: bool) -> list[InboxOrder]:
    if not rows:
        return []
    unmarked = _without_mark(connection, rows)
    if unmarked and write:
        connection.warehouse.rebuild_marks(connection.shop_key)
        unmarked = _without_mark(connection, rows)
    return _without_document(connection, unmarked)


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


# ---------------------------------------------------------------- after the answer


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


def _forget_goods(connection: Connection, *, anew: bool) -> None:
    """Drop what is remembered of goods by number: under the number of one that is gone another may stand.

    Links that a rule made are found again by the same rule. What the owner linked by hand stays in a restored
    warehouse as far as its goods go back; in one made anew no number means what it meant.
    """
    journal = connection.journal
    made = {key: good for key, good in journal.recall_all(MADE).items() if good}
    marks = connection.warehouse.marks(connection.shop_key, list(made), kind="product") if made else {}
    for key, good in made.items():
        if key not in marks or str(marks[key].ref.number) != good:
            journal.remember(f"{MADE}{key}", "")
    newest = connection.warehouse.newest_product()
    journal.remove_links(
        [
            link
            for link in list(journal.links())
            if anew or link.by is not LinkedBy.HAND or link.warehouse_id > newest
        ]
    )


def _remember_newest(connection: Connection) -> None:
    newest = connection.warehouse.newest_product()
    if newest > int(connection.journal.recall(NEWEST_SEEN) or 0):
        connection.journal.remember(NEWEST_SEEN, str(newest))
