"""The inbox: every order that was seen, as the shop sent it, and what became of it.

Who decides what: the *engine* decides the state of an order. It reads the rows that it has
(:meth:`Inbox.inbox_rows`), compares content and status, and passes the rows it wants to stand there,
complete; storage keeps them exactly so, whether they come through :meth:`Inbox.receive` (with the cursor that
covers them) or :meth:`Inbox.put`. An order that did not change is simply not passed. The only thing that
storage adds is since when an order is finished, for forgetting its content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import peewee

from storage.notes import Notes
from storage.part import batches
from storage.tables import InboxRow
from storage.values import END_OF_TIME, json_data, json_text, microseconds, moment, sentence, sentence_text
from sync.model import DocumentKind, DocumentRef
from sync.ports import InboxOrder, InboxState

FINISHED: Final = (InboxState.DONE, InboxState.GONE, InboxState.CLOSED)
"""Orders with which nothing more happens unless the shop changes them."""
FORGOTTEN: Final = "{}"
"""What stands where an order’s content was."""
_YES: Final = True
_NO: Final = False
_COLUMNS: Final = (
    InboxRow.order_id,
    InboxRow.status_id,
    InboxRow.confirmed_at,
    InboxRow.content_hash,
    InboxRow.state,
    InboxRow.seen_at,
    InboxRow.why,
    InboxRow.attempts,
    InboxRow.skip_runs,
    InboxRow.document_kind,
    InboxRow.document_number,
    InboxRow.imported_hash,
    InboxRow.followed,
    InboxRow.finished_at,
    InboxRow.kept,
    InboxRow.content,
)


class Inbox(Notes):
    """Orders by id."""

    def receive(self, orders: Sequence[InboxOrder], cursor: tuple[str, str] | None = None) -> None:
        """Store these rows and the cursor (name, value) that covers them, in one transaction: both or
        neither.

        Rows are stored as passed, over whatever was there. Of two rows with one id the later counts.
        """
        with self.database.writing():
            self._store(orders)
            if cursor is not None:
                self.remember(*cursor)

    def put(self, order: InboxOrder) -> None:
        """Store one order as passed."""
        with self.database.writing():
            self._store([order])

    def inbox(self, *states: InboxState) -> Iterator[InboxOrder]:
        """Orders in these states (none named: all) by confirmation, then id; unconfirmed ones last.

        The ids are read at the first step and the orders in batches, so the caller may store new states while
        it goes through them: each order comes at most once, as it was when its batch was read, and not at all
        if it had left the states by then.
        """
        return self._walk(InboxRow.state.in_([state.value for state in states or tuple(InboxState)]))

    def done_not_followed(self) -> Iterator[InboxOrder]:
        """Done orders whose status and number have not gone back to the shop yet; read as :meth:`inbox`."""
        return self._walk((InboxRow.state == InboxState.DONE.value) & (InboxRow.followed == _NO))

    def done_but_changed(
        self, cancelled_statuses: Collection[str], sale_statuses: Collection[str] = ()
    ) -> Iterator[InboxOrder]:
        """Done orders, with their content still kept, that changed after the import or are in one of these
        statuses, in one of ``sale_statuses`` only those whose document is an order; read as :meth:`inbox`.
        """
        changed = InboxRow.content_hash != InboxRow.imported_hash
        cancelled = InboxRow.status_id.in_(list(cancelled_statuses))
        kept = (InboxRow.state == InboxState.DONE.value) & (InboxRow.kept == _YES)
        due = InboxRow.status_id.in_(list(sale_statuses)) & (
            InboxRow.document_kind == DocumentKind.ORDER.value
        )
        return self._walk(kept & (changed | cancelled | due))

    def inbox_rows(self, order_ids: Collection[str]) -> Mapping[str, InboxOrder]:
        """Those of these orders that are in the inbox, by id."""
        found: dict[str, InboxOrder] = {}
        for batch in batches(order_ids):
            rows = self.database.rows(InboxRow.select(*_COLUMNS).where(InboxRow.order_id.in_(batch)))
            found.update((row[0], _order(row)) for row in rows)
        return found

    def recent_done(self, count: int) -> Sequence[InboxOrder]:
        """The orders that were done last, the latest first."""
        rows = self.database.rows(
            InboxRow.select(*_COLUMNS)
            .where(InboxRow.state == InboxState.DONE.value)
            .order_by(InboxRow.finished_at.desc(), InboxRow.order_id.desc())
            .limit(count)
        )
        return [_order(row) for row in rows]

    def inbox_counts(self) -> Mapping[InboxState, int]:
        """How many orders are in each state; states without any are left out."""
        query = InboxRow.select(InboxRow.state, peewee.fn.COUNT(InboxRow.order_id)).group_by(InboxRow.state)
        return {InboxState(state): int(count) for state, count in self.database.rows(query)}

    def drop_raw_before(self, moment: datetime) -> int:
        """Forget the content of orders that are done or closed since before ``moment``; returns how many.

        Hash, state and document stay. An order that changed afterwards holds content again and is forgotten
        the next time.
        """
        query = InboxRow.update(content=FORGOTTEN, kept=False).where(
            InboxRow.state.in_([state.value for state in FINISHED])
            & (InboxRow.finished_at < microseconds(moment))
            & (InboxRow.kept == _YES)
        )
        with self.database.writing():
            return self.database.write(query)

    def _walk(self, which: Any) -> Iterator[InboxOrder]:
        order = (InboxRow.confirmed_at, InboxRow.order_id)
        ids = self.database.rows(InboxRow.select(InboxRow.order_id).where(which).order_by(*order))
        for batch in batches([order_id for (order_id,) in ids], 200):
            rows = InboxRow.select(*_COLUMNS).where(which & InboxRow.order_id.in_(batch)).order_by(*order)
            yield from [_order(row) for row in self.database.rows(rows)]

    def _store(self, orders: Sequence[InboxOrder]) -> None:
        if not orders:
            return
        since = self._finished_since([order.id for order in orders])
        now = microseconds(self.now())
        rows = [_row(order, since.get(order.id) or now) for order in orders]
        others = [column for column in _COLUMNS if column is not InboxRow.order_id]
        self.database.write_many(
            InboxRow.insert_many(rows[:1], fields=_COLUMNS).on_conflict(
                conflict_target=[InboxRow.order_id], preserve=others
            ),
            rows,
        )

    def _finished_since(self, order_ids: Sequence[str]) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for batch in batches(order_ids):
            query = InboxRow.select(InboxRow.order_id, InboxRow.finished_at).where(
                InboxRow.order_id.in_(batch)
            )
            found.update(dict(self.database.rows(query)))
        return found


def _row(order: InboxOrder, finished_since: int) -> tuple[Any, ...]:
    return (
        order.id,
        order.status_id,
        END_OF_TIME if order.confirmed_at is None else microseconds(order.confirmed_at),
        order.content_hash,
        order.state.value,
        microseconds(order.seen_at),
        sentence_text(order.why),
        order.attempts,
        order.skip_runs,
        None if order.document is None else order.document.kind.value,
        None if order.document is None else order.document.number,
        order.imported_hash,
        order.followed,
        finished_since if order.state in FINISHED else None,
        bool(order.raw),
        json_text(order.raw),
    )


def _order(row: tuple[Any, ...]) -> InboxOrder:
    (order_id, status_id, confirmed_at, content_hash, state, seen_at, why, attempts, skip_runs) = row[:9]
    (document_kind, document_number, imported_hash, followed, _, _, content) = row[9:]
    return InboxOrder(
        id=order_id,
        status_id=status_id,
        confirmed_at=None if confirmed_at == END_OF_TIME else moment(confirmed_at),
        raw=json_data(content),
        content_hash=content_hash,
        state=InboxState(state),
        seen_at=moment(seen_at),
        why=sentence(why),
        attempts=attempts,
        skip_runs=skip_runs,
        document=None if document_kind is None else DocumentRef(DocumentKind(document_kind), document_number),
        imported_hash=imported_hash,
        followed=bool(followed),
    )
