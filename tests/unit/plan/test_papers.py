"""Which printed documents go to their orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.model import DocumentKind, DocumentRef, Mark, MarkKey, MarkState
from sync.plan.actions import ActionKind
from sync.plan.papers import PaperToKeep, needs_sales, plan_papers
from sync.profile import PrintedPapers

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SENDS = PrintedPapers(send=True, place="field:300", place_name="Faktura")
SALE = DocumentRef(DocumentKind.SALE, 7, "Paragon VAT 1/11/2026")
ORDER = DocumentRef(DocumentKind.ORDER, 5)


def mark(ref: DocumentRef, state: MarkState, at: datetime = NOW) -> Mark:
    return Mark(MarkKey("bl-1", "1"), ref, "", state, at)


def test_a_sale_goes_out_by_its_name() -> None:
    (action,) = plan_papers({"1": "A-1"}, {"1": mark(SALE, MarkState.SOLD)}, {}, SENDS)
    assert (action.kind, action.where, action.new) == (ActionKind.KEEP_DOCUMENT, "Faktura", SALE.name)
    assert action.payload == PaperToKeep("1", SALE)


def test_an_order_is_no_paper_until_somebody_sold_it() -> None:
    titles = {"1": "A-1"}
    assert plan_papers(titles, {"1": mark(ORDER, MarkState.OPEN)}, {"1": SALE}, SENDS) == ()
    by_hand = mark(ORDER, MarkState.SOLD)
    assert needs_sales([by_hand])
    assert not needs_sales([mark(SALE, MarkState.SOLD), mark(ORDER, MarkState.OPEN)])
    assert plan_papers(titles, {"1": by_hand}, {}, SENDS) == ()
    (action,) = plan_papers(titles, {"1": by_hand}, {"1": SALE}, SENDS)
    assert action.payload == PaperToKeep("1", SALE)


def test_what_was_issued_before_it_was_asked_for_stays() -> None:
    since = SENDS.model_copy(update={"since": NOW + timedelta(hours=1)})
    assert plan_papers({"1": "A-1"}, {"1": mark(SALE, MarkState.SOLD)}, {}, since) == ()


def test_what_is_about_to_be_sold_is_planned_without_a_name() -> None:
    (action,) = plan_papers({"1": "A-1"}, {}, {}, SENDS, {"1"})
    assert (action.new, action.payload) == (None, PaperToKeep("1", None))
