"""Sales, their numbers and their receipts: the receipts' part of a connection's journal.

A paper that exists, or perhaps does, holds the only place for its order and kind (``PaperRow.place``), so
that the database itself refuses a second one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from storage.notes import Notes
from storage.part import batches
from storage.receipt_register import ReceiptRegister
from storage.receipt_values import paper_content, read_paper, read_sale, sale_content
from storage.sqlite import IN_MEMORY, Conflict
from storage.tables import InboxRow, PaperRow, ProtocolRow, SaleCounterRow, SaleRow
from storage.values import json_text, microseconds, moment, sentence, sentence_text
from sync.errors import Bug, Refused
from sync.ports import (
    MAY_EXIST,
    InboxState,
    OrderStanding,
    Paper,
    PaperKind,
    PaperState,
    PrintedReceipt,
    ProtocolLine,
    Receipt,
    Sale,
    StornoReason,
)
from sync.sentences import Sentence, say

_NO: Final = False
_WORKS: Final = "numbers and receipts begun"
_REFUSED: Final = "passwords refused by "
_SALE_COLUMNS: Final = (
    SaleRow.order_id,
    SaleRow.number,
    SaleRow.sale_number,
    SaleRow.made_at,
    SaleRow.in_shop,
    SaleRow.doubtful,
    SaleRow.content,
)
_PAPER_COLUMNS: Final = (
    PaperRow.id,
    PaperRow.order_id,
    PaperRow.kind,
    PaperRow.state,
    PaperRow.begun_at,
    PaperRow.ended_at,
    PaperRow.content,
)


class StoredReceipts(Notes):
    """Sales, sale numbers, papers and the protocol."""

    def refused_passwords(self, device: str) -> int:
        """How often a device may have refused the password, without a success since."""
        return int(self.recall(f"{_REFUSED}{device}") or 0)

    def note_refused_passwords(self, device: str, count: int) -> None:
        """Remember how often it was; 0 after a success or a new password."""
        self.remember(f"{_REFUSED}{device}", str(count))

    # ------------------------------------------------------------ sales

    def sale(self, order_id: str) -> Sale | None:
        """The sale of an order, or None."""
        row = self.database.row(SaleRow.select(*_SALE_COLUMNS).where(SaleRow.order_id == order_id))
        return None if row is None else read_sale(row)

    def sales(
        self, since: datetime | None = None, *, lacking: Literal["number", "in shop"] | None = None
    ) -> Mapping[str, Sale]:
        """Sales made at or after ``since``, by order, in the order in which they were made; None: all.

        ``lacking``: only those that are not doubtful and have no number, or whose number the shop lacks.
        """
        query = SaleRow.select(*_SALE_COLUMNS).order_by(SaleRow.made_at, SaleRow.order_id)
        if since is not None:
            query = query.where(SaleRow.made_at >= microseconds(since))
        if lacking is not None:
            numbered = SaleRow.sale_number.is_null(is_null=lacking == "number")
            query = query.where(numbered & (SaleRow.doubtful == _NO))
        if lacking == "in shop":
            query = query.where(SaleRow.in_shop == _NO)
        return {row[0]: read_sale(row) for row in self.database.rows(query)}

    def standings(self, order_ids: Collection[str]) -> Mapping[str, OrderStanding]:
        """How these orders stand in the inbox; their content is not read."""
        query = InboxRow.select(
            InboxRow.order_id, InboxRow.state, InboxRow.status_id, InboxRow.document_number
        )
        return {
            order_id: OrderStanding(state, status_id, number is not None)
            for batch in batches(order_ids)
            for order_id, state, status_id, number in self.database.rows(
                query.where(InboxRow.order_id.in_(batch))
            )
        }

    def put_sale(self, sale: Sale) -> None:
        """Store a sale over what is there. Raises Bug where its number belongs to another one."""
        with self.database.writing():
            self.database.write(
                SaleRow.insert(
                    order_id=sale.order_id,
                    number=sale.number,
                    sale_number=sale.sale_number or None,
                    made_at=microseconds(sale.made_at),
                    in_shop=sale.in_shop,
                    doubtful=sale.doubtful,
                    content=json_text(sale_content(sale)),
                ).on_conflict(
                    conflict_target=[SaleRow.order_id],
                    preserve=[
                        SaleRow.number,
                        SaleRow.sale_number,
                        SaleRow.in_shop,
                        SaleRow.doubtful,
                        SaleRow.content,
                    ],
                )
            )

    def has_sale_number(self, sale_number: str) -> bool:
        """Whether a sale has this number."""
        query = SaleRow.select(SaleRow.order_id).where(SaleRow.sale_number == sale_number)
        return self.database.row(query) is not None

    def highest_sequence(self, device: str) -> int:
        """The highest sequence that may have been given for a device, here or by another connection; 0:
        none.
        """
        row = self.database.row(SaleCounterRow.select(SaleCounterRow.last).where(_of_device(device)))
        here = 0 if row is None else int(row[0])
        register = self._register()
        return here if register is None else max(here, register.last(device))

    def claim_sequence(self, device: str, choose: Callable[[int], int]) -> int:
        """Claim the sequence that ``choose`` makes of the highest one given so far, and return it. It is on
        disk, for every connection, before this returns; a sequence that is then not used is a gap.
        """
        register = self._register()
        if register is None:
            raise Bug(say("Mostik tried to give a sale number while it only looks."))
        with self.database.writing():
            here = self.highest_sequence(device)
            chosen = register.claim(device, lambda known: choose(max(known, here)))
            self.database.write(
                SaleCounterRow.insert(device=device, last=chosen).on_conflict(
                    conflict_target=[SaleCounterRow.device], preserve=[SaleCounterRow.last]
                )
            )
            self._count_work()
        return chosen

    # ------------------------------------------------------------ restored from a backup

    def fence(self) -> None:
        """Let the register know how far this journal is, so that a restored copy of it is recognised."""
        register = self._register()
        if register is not None:
            register.note_works(self._works())

    def was_restored(self) -> bool:
        """Whether more was numbered or printed than this journal knows."""
        register = self._register()
        return register is not None and register.works() > self._works()

    def accept_restored(self) -> None:
        """What a restored journal does not know was dealt with."""
        register = self._register()
        if register is not None:
            self.remember(_WORKS, str(max(register.works(), self._works())))

    def _works(self) -> int:
        return int(self.recall(_WORKS) or 0)

    def _count_work(self) -> None:
        self.remember(_WORKS, str(self._works() + 1))

    def _register(self) -> ReceiptRegister | None:
        """None for a copy in memory, which may not touch anything that lasts."""
        path = self.database.path
        return None if path == IN_MEMORY or self.database.read_only else ReceiptRegister(path)

    def done_without_sale(self, since: datetime) -> Sequence[str]:
        """Orders called done that have no sale and were first seen at or after ``since``, the newest
        first.
        """
        known = SaleRow.select(SaleRow.order_id)
        query = (
            InboxRow.select(InboxRow.order_id)
            .where(
                (InboxRow.state == InboxState.DONE.value)
                & (InboxRow.seen_at >= microseconds(since))
                & InboxRow.order_id.not_in(known)
            )
            .order_by(InboxRow.confirmed_at.desc(), InboxRow.order_id.desc())
        )
        return [str(order_id) for (order_id,) in self.database.rows(query)]

    # ------------------------------------------------------------ papers

    def begin_paper(
        self,
        order_id: str,
        kind: PaperKind,
        receipt: Receipt,
        *,
        original: PrintedReceipt | None = None,
        reason: StornoReason | None = None,
    ) -> Paper:
        """Note a wanted paper. Raises Refused where one of this kind exists, or perhaps does."""
        now = self.now()
        paper = Paper(0, order_id, kind, PaperState.PLANNED, receipt, now, original=original, reason=reason)
        with self.database.writing():
            if any(one.kind is kind and one.may_exist for one in self.papers(order_ids=[order_id])):
                raise _second_paper()
            number = self.database.insert(
                PaperRow.insert(
                    order_id=order_id,
                    kind=kind.value,
                    state=paper.state.value,
                    place=None,
                    begun_at=microseconds(now),
                    ended_at=None,
                    content=json_text(paper_content(paper)),
                )
            )
            self._count_work()
        self.fence()
        return replace(paper, id=number)

    def put_paper(self, paper: Paper) -> None:
        """Store what became of a paper. Raises Refused where another one has its place."""
        place = f"{paper.kind.value} {paper.order_id}" if paper.state in MAY_EXIST else None
        ended = None if paper.ended_at is None else microseconds(paper.ended_at)
        with self.database.writing():
            try:
                self.database.write(
                    PaperRow.update(
                        state=paper.state.value,
                        place=place,
                        ended_at=ended,
                        content=json_text(paper_content(paper)),
                    ).where(PaperRow.id == paper.id)
                )
            except Conflict as conflict:
                raise _second_paper() from conflict

    def paper(self, paper_id: int) -> Paper | None:
        """The paper of this number, or None."""
        row = self.database.row(PaperRow.select(*_PAPER_COLUMNS).where(PaperRow.id == paper_id))
        return None if row is None else read_paper(row)

    def papers(
        self, *, order_ids: Collection[str] | None = None, states: Collection[PaperState] | None = None
    ) -> Sequence[Paper]:
        """Papers, the oldest first."""
        query = PaperRow.select(*_PAPER_COLUMNS).order_by(PaperRow.id)
        if states is not None:
            query = query.where(PaperRow.state.in_([state.value for state in states]))
        if order_ids is None:
            return [read_paper(row) for row in self.database.rows(query)]
        rows: list[tuple[Any, ...]] = []
        for batch in batches(order_ids):
            rows += self.database.rows(query.where(PaperRow.order_id.in_(batch)))
        return [read_paper(row) for row in sorted(rows)]

    # ------------------------------------------------------------ the protocol

    def add_protocol(self, line: Sentence) -> None:
        """Add a line for later readers."""
        with self.database.writing():
            self.database.write(ProtocolRow.insert(at=microseconds(self.now()), sentence=sentence_text(line)))

    def protocol(self) -> Sequence[ProtocolLine]:
        """All lines, the oldest first."""
        query = ProtocolRow.select(ProtocolRow.at, ProtocolRow.sentence).order_by(ProtocolRow.id)
        return [
            ProtocolLine(moment(at), read)
            for at, text in self.database.rows(query)
            if (read := sentence(text)) is not None
        ]


def _of_device(device: str) -> Any:
    return SaleCounterRow.device == device


def _second_paper() -> Refused:
    return Refused(
        say("A receipt of this order exists already, or may exist."),
        advice=say("Look it up in the list of receipts."),
    )
