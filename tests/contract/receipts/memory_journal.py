"""The papers of a journal in memory, for searches with many thousands of receipts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import cast

from sync.errors import Refused
from sync.receipts.journal import Paper, PaperKind, PaperState, ReceiptJournal
from sync.receipts.receipt import PrintedReceipt, Receipt, StornoReason
from sync.sentences import say

_BEGUN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class MemoryJournal:
    """One paper of a kind for each order, as the real journal keeps it."""

    def __init__(self) -> None:
        self.all: list[Paper] = []

    def begin_paper(
        self,
        order_id: str,
        kind: PaperKind,
        receipt: Receipt,
        *,
        original: PrintedReceipt | None = None,
        reason: StornoReason | None = None,
    ) -> Paper:
        """Note a wanted paper. Raises Refused where one exists, or perhaps does."""
        if any(paper.may_exist and (paper.order_id, paper.kind) == (order_id, kind) for paper in self.all):
            raise Refused(say("exists already"))
        paper = Paper(
            len(self.all),
            order_id,
            kind,
            PaperState.PLANNED,
            receipt,
            _BEGUN,
            original=original,
            reason=reason,
        )
        self.all.append(paper)
        return paper

    def put_paper(self, paper: Paper) -> None:
        """Store what became of a paper."""
        self.all[paper.id] = paper

    def papers(
        self, *, order_ids: Collection[str] | None = None, states: Collection[PaperState] | None = None
    ) -> Sequence[Paper]:
        """Papers, the oldest first."""
        return [
            paper
            for paper in self.all
            if (order_ids is None or paper.order_id in order_ids)
            and (states is None or paper.state in states)
        ]

    @property
    def as_journal(self) -> ReceiptJournal:
        """For whoever wants the whole interface and uses its papers alone."""
        return cast("ReceiptJournal", self)
