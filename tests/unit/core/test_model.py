"""The nouns: an order's total, a document's number, and that none of them changes under anybody's hands."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import model
from sync.model import DocumentKind, DocumentRef, Order, OrderLine

AMOUNTS = st.decimals(0, 10**5, allow_nan=False, allow_infinity=False, places=2)
NOUNS = [noun for _, noun in inspect.getmembers(model, inspect.isclass) if dataclasses.is_dataclass(noun)]


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=5), AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_total_is_goods_delivery_and_fee_without_the_discount(
    lines: list[tuple[Decimal, Decimal]], delivery: Decimal, fee: Decimal, discount: Decimal
) -> None:
    order = Order(
        id="1",
        number="1",
        status_id="1",
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
        confirmed_at=None,
        currency="EUR",
        lines=tuple(OrderLine(str(n), "x", count, price, None) for n, (count, price) in enumerate(lines)),
        delivery_price=delivery,
        fee=fee,
        discount=discount,
    )
    goods = sum((count * price for count, price in lines), Decimal(0))
    assert order.total == goods + delivery + fee - discount


@pytest.mark.parametrize(("number", "shown"), [(1, "0000000001"), (12345678901, "12345678901")])
def test_a_document_number_is_shown_with_ten_digits(number: int, shown: str) -> None:
    assert DocumentRef(DocumentKind.ORDER, number).shown() == shown


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: str(noun.__name__))
def test_every_noun_is_frozen_and_has_no_room_for_more(noun: type) -> None:
    assert noun.__dataclass_params__.frozen  # type: ignore[attr-defined]  # typeshed leaves it out
    assert "__slots__" in vars(noun)
