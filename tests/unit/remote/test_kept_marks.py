"""Marks kept in the journal come back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sync.model import DocumentKind, DocumentRef, Mark, MarkKey, MarkState
from sync.warehouses.remote.keeper import MemoryKeeper
from sync.warehouses.remote.kept_marks import KeptMarks

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def mark(order: str, number: int = 1, state: MarkState = MarkState.OPEN, shop: str = "bl-1") -> Mark:
    ref = DocumentRef(DocumentKind.ORDER, number)
    return Mark(MarkKey(shop, order), ref, "abc", state, AT, "КАСА-1")


def test_they_are_found_by_shop_and_order() -> None:
    marks = KeptMarks(MemoryKeeper())
    ours, other = mark("5001"), mark("5001", 2, shop="bl-2")
    marks.keep(ours)
    marks.keep(other)
    assert marks.some("bl-1", ["5001", "5002"], "order") == {"5001": ours}
    assert marks.some("bl-1", ["5001"], "product") == {}
    assert marks.shops() == {"bl-1": 1, "bl-2": 1}


def test_open_ones_come_by_number() -> None:
    marks = KeptMarks(MemoryKeeper())
    late, early, done = mark("a", 9), mark("b", 3), mark("c", 4, MarkState.CLOSED)
    for each in (late, early, done):
        marks.keep(each)
    assert marks.open("bl-1") == [early, late]
    marks.set_state(early.key, MarkState.WITHDRAWN)
    assert marks.one(early.key) == replace(early, state=MarkState.WITHDRAWN)
    assert marks.open("bl-1") == [late]
    assert marks.shops() == {"bl-1": 2}


@given(st.text(min_size=1, max_size=30), st.integers(1, 2_000_000_000), st.sampled_from(MarkState))
def test_any_order_number_comes_back(order: str, number: int, state: MarkState) -> None:
    marks = KeptMarks(MemoryKeeper())
    kept = mark(order, number, state)
    marks.keep(kept)
    assert marks.one(kept.key) == kept
    assert marks.of_shop("bl-1") == [kept]
