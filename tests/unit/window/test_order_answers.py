"""What the step orders proposes: nothing that would overwrite the owner's data or undo his choice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.model import Choice, PaymentMethod, PaymentType
from sync.ports import ShopFacts, WarehouseFacts
from wizard.readings import OrderCounts, SeenOrder, SeenOrders, ShopLists, WarehouseLists
from wizard.steps.order_answers import OrderLists, first_proposed, proposal, proposed_types

_NOW = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
_TYPES = (PaymentType(1, "В брой", PaymentMethod.CASH), PaymentType(3, "Карта", PaymentMethod.CARD))


def _number_field(*names: str) -> object:
    fields = tuple(Choice(f"field_{place}", name) for place, name in enumerate(names))
    shop = ShopLists(ShopFacts(()), number_fields=fields)
    lists = OrderLists(shop, WarehouseLists(WarehouseFacts(())), None)
    return proposal(lists, _NOW, "BG")["number_field"]


def test_a_field_of_unknown_use_is_never_proposed_for_the_number() -> None:
    assert _number_field("Extra field 1", "Номер на клиента", "Comment of the staff") == ""


@pytest.mark.parametrize("name", ["Номер в склада", "Document number", "Numer dokumentu"])
def test_a_field_that_is_named_for_the_number_is_proposed(name: str) -> None:
    assert _number_field("Extra field 1", name) == "field_1"


def _counts(*ways: str) -> OrderCounts:
    return OrderCounts(_NOW, {"paid": len(ways)}, {("paid", way): 1 for way in ways})


def test_a_type_is_proposed_once_for_each_way_of_paying() -> None:
    offered: set[str] = set()
    assert first_proposed(_counts("Карта"), ["paid"], _TYPES, offered) == {"Карта": 3}
    assert first_proposed(_counts("Карта", "В брой"), ["paid"], _TYPES, offered) == {"В брой": 1}
    assert first_proposed(_counts("Карта", "В брой"), ["paid"], _TYPES, offered) == {}


def test_ways_of_other_statuses_are_proposed_when_their_status_is_chosen() -> None:
    offered: set[str] = set()
    assert first_proposed(_counts("Карта"), ["sent"], _TYPES, offered) == {}
    assert first_proposed(_counts("Карта"), ["sent", "paid"], _TYPES, offered) == {"Карта": 3}


@pytest.mark.parametrize(
    "way", ["Наложен платеж", "Za pobraniem", "Cash on delivery", "COD", "Płatność przy odbiorze"]
)
def test_cash_on_delivery_is_never_taken_for_cash(way: str) -> None:
    assert proposed_types([way, "В брой"], _TYPES) == {"В брой": 1}
    assert proposed_types([way], [PaymentType(5, way, PaymentMethod.CASH)]) == {}
    assert proposed_types([way], [PaymentType(5, way, PaymentMethod.BANK)]) == {way: 5}


def test_what_the_shop_calls_paid_on_delivery_is_left_open_under_any_name() -> None:
    assert proposed_types(["В брой при куриера"], _TYPES, {"В брой при куриера": 3}) == {}


def test_the_orders_of_a_listing_are_counted_since_any_later_moment() -> None:
    seen = SeenOrders(
        _NOW - timedelta(days=30),
        (
            SeenOrder("paid", _NOW - timedelta(days=20), "Карта"),
            SeenOrder("paid", _NOW - timedelta(days=2), "Наложен платеж", cash_on_delivery=True),
            SeenOrder("sent", _NOW - timedelta(days=1), None),
        ),
    )
    assert seen.reaches(_NOW)
    assert not seen.reaches(_NOW - timedelta(days=31))
    counts = seen.counts(_NOW - timedelta(days=2))
    assert counts.by_status == {"paid": 1, "sent": 1}
    assert counts.by_payment == {("paid", "Наложен платеж"): 1}
    assert counts.always_on_delivery("Наложен платеж")
    assert not seen.counts(seen.since).always_on_delivery("Карта")
