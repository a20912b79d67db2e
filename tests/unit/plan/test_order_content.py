"""The hash of an order's content: another one for every edit that matters, the same for all that does not."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import Address, Order, OrderLine
from sync.plan.order_content import content_hash
from tests.unit.plan.order_examples import NOW, line, order

FIRST = line("TEA-1", 2, "3.50", product_id="501", ean="3800000000013", warehouse_id="bl_1")
SECOND = line("COF-1", 1, "12.00")
ORDER = order(FIRST, SECOND, discount=Decimal(1), delivery_price=Decimal(4), delivery=Address(city="Варна"))

MATTERS: dict[str, Any] = {
    "currency": "BGN",
    "delivery_price": Decimal("4.01"),
    "discount": Decimal(2),
    "fee": Decimal(1),
    "payment_way": "Наложен платеж",
    "cash_on_delivery": True,
    "email": "petar@example.com",
    "phone": "0899",
    "company_number": "831641791",
    "wants_invoice": True,
    "comment": "позвънете",
    "lines": (FIRST,),
}
DOES_NOT_MATTER: dict[str, Any] = {
    "id": "78",
    "number": "5002",
    "status_id": "2",
    "added_at": NOW + timedelta(days=1),
    "confirmed_at": None,
    "delivery_way": "Еконт",
    "paid": Decimal(10),
    "login": "ivan",
    "staff_comment": "обадих се",
    "source": "allegro",
    "extra_fields": {"extra_field_1": "0000000012"},
    "panel_url": "https://example.com",
    "stock_taken": True,
    "vat_rates": (Decimal(19),),
}
LINE_MATTERS: dict[str, Any] = {
    "name": "Друг чай",
    "quantity": Decimal(3),
    "unit_price": Decimal("3.51"),
    "vat_rate": Decimal(9),
    "product_id": "502",
    "sku": "TEA-2",
    "ean": "3800000000020",
    "warehouse_id": "bl_2",
    "vat_exemption": "exempt",
}
LINE_DOES_NOT_MATTER: dict[str, Any] = {"id": "9", "bundle_id": "4", "attributes": "зелен"}


@pytest.mark.parametrize("name", MATTERS)
def test_an_edit_that_matters_changes_the_hash(name: str) -> None:
    assert content_hash(replace(ORDER, **{name: MATTERS[name]})) != content_hash(ORDER)


@pytest.mark.parametrize("name", DOES_NOT_MATTER)
def test_what_does_not_matter_keeps_the_hash(name: str) -> None:
    changed = replace(ORDER, **{name: DOES_NOT_MATTER[name]})
    assert changed != ORDER
    assert content_hash(changed) == content_hash(ORDER)


@pytest.mark.parametrize("name", LINE_MATTERS)
def test_an_edited_line_changes_the_hash(name: str) -> None:
    edited = replace(FIRST, **{name: LINE_MATTERS[name]})
    assert content_hash(replace(ORDER, lines=(edited, SECOND))) != content_hash(ORDER)


@pytest.mark.parametrize("name", LINE_DOES_NOT_MATTER)
def test_a_lines_own_number_keeps_the_hash(name: str) -> None:
    edited = replace(FIRST, **{name: LINE_DOES_NOT_MATTER[name]})
    assert content_hash(replace(ORDER, lines=(edited, SECOND))) == content_hash(ORDER)


@pytest.mark.parametrize("which", ["delivery", "billing"])
@pytest.mark.parametrize("name", [field.name for field in fields(Address)])
def test_an_edited_address_changes_the_hash(which: str, name: str) -> None:
    edited = replace(getattr(ORDER, which), **{name: "друго"})
    assert content_hash(replace(ORDER, **{which: edited})) != content_hash(ORDER)


def test_every_field_of_an_order_was_thought_of() -> None:
    assert {field.name for field in fields(Order)} == {*MATTERS, *DOES_NOT_MATTER, "delivery", "billing"}
    assert {field.name for field in fields(OrderLine)} == {*LINE_MATTERS, *LINE_DOES_NOT_MATTER}


@given(st.permutations([FIRST, SECOND, line("BOOK-1"), replace(FIRST, quantity=Decimal(7))]))
def test_the_order_of_the_lines_does_not_matter(lines: list[OrderLine]) -> None:
    straight = order(FIRST, SECOND, line("BOOK-1"), replace(FIRST, quantity=Decimal(7)))
    assert content_hash(order(*lines)) == content_hash(straight)


@pytest.mark.parametrize(("one", "other"), [("2", "2.00"), ("100", "1E+2"), ("0", "-0.0"), ("0.5", "0.50")])
def test_a_number_written_otherwise_is_the_same(one: str, other: str) -> None:
    first, second = order(line(quantity=one)), order(line(quantity=other))
    assert content_hash(first) == content_hash(second)


def test_nothing_slides_from_one_field_into_the_next() -> None:
    assert content_hash(order(line("A", name="BC"))) != content_hash(order(line("AB", name="C")))
    assert content_hash(order(line("", ean="7"))) != content_hash(order(line("7", ean="")))
    assert content_hash(order(email="a", phone="")) != content_hash(order(email="", phone="a"))


def test_half_a_letter_from_a_broken_shop_breaks_nothing() -> None:
    assert content_hash(order(comment="\ud83c")) != content_hash(order(comment="\ud83d"))
