"""Lines of a document in whole groszy: they come to the order's total, and none is below 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import Bug, Refused
from sync.model import DocumentLine
from sync.money import round_half_up
from sync.warehouses.firmino.lines import items_of

_ARTICLE: Final = {"name": "Kubek", "unit": "szt", "vatRate": "23"}
_EXEMPT: Final = {"name": "Kurs", "unit": "szt", "vatRate": "zw"}


def _line(quantity: str, price: str, rate: str = "23", good: int = 1) -> DocumentLine:
    return DocumentLine(good, 1, Decimal(quantity), Decimal(price), Decimal(rate))


def _total(lines: list[DocumentLine]) -> Decimal:
    return round_half_up(sum((line.quantity * line.unit_price for line in lines), Decimal(0)))


def _comes_to(items: list[dict[str, str | int]]) -> Decimal:
    """As the program adds it up: each line rounded."""
    values = (Decimal(item["price"]) * Decimal(item["quantity"]) for item in items)
    return sum((round_half_up(value) for value in values), Decimal(0))


_AMOUNTS = st.integers(1, 500_000).map(lambda amount: Decimal(amount) / 1000)


@settings(max_examples=60)
@given(
    lines=st.lists(
        st.tuples(st.integers(1, 40), _AMOUNTS, st.sampled_from(("23", "8", "0"))), min_size=1, max_size=6
    ),
    off=st.integers(0, 99),
)
def test_whole_pieces_come_to_the_order_to_the_grosz(lines: list[tuple[int, Decimal, str]], off: int) -> None:
    written = [_line(str(count), str(price), rate) for count, price, rate in lines]
    for rate in {rate for _count, _price, rate in lines}:
        worth = sum(
            (line.quantity * line.unit_price for line in written if line.vat_rate == int(rate)), Decimal(0)
        )
        share = round_half_up(worth * off / 100)
        if share:
            written.append(_line("1", str(-share), rate))
    total = _total(written)
    items = items_of(written, total, {1: _ARTICLE})
    assert _comes_to(items) == total
    assert all(Decimal(item["price"]) >= 0 for item in items)
    assert sum(Decimal(item["quantity"]) for item in items) == sum(count for count, _price, _rate in lines)


def test_an_exempt_article_keeps_its_own_word() -> None:
    line = _line("1", "100", "0")
    assert [item["vatRate"] for item in items_of([line], Decimal(100), {1: _EXEMPT})] == ["zw"]
    assert [item["vatRate"] for item in items_of([line], Decimal(100), {1: _ARTICLE})] == ["0"]


def test_a_discount_without_anything_to_take_it_off() -> None:
    with pytest.raises(Refused):
        items_of([_line("1", "5"), _line("1", "-6")], Decimal(-1), {1: _ARTICLE})


def test_lines_that_come_to_something_else_than_the_order() -> None:
    with pytest.raises(Bug):
        items_of([_line("1", "5")], Decimal("5.10"), {1: _ARTICLE})


def test_half_a_kilogram_stays_one_line() -> None:
    (item,) = items_of([_line("0.75", "1.0999")], Decimal("0.82"), {1: _ARTICLE})
    assert (item["quantity"], item["price"]) == ("0.7500", "1.09")
