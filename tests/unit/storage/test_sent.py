"""Last values: walked through together with the links, in pages."""

from __future__ import annotations

import tracemalloc

import pytest

from storage.journal import ConnectionJournal
from sync.model import ProductRole
from sync.ports import ValueKind
from tests.unit.storage.examples import link


def test_every_link_comes_by_good_with_its_last_value(journal: ConnectionJournal) -> None:
    journal.add_links([link(3, "c"), link(1, "z"), link(2, "b"), link(4, "d", catalog="8")])
    journal.record_sent(ValueKind.STOCK, "7", "w1", {"c": 30_000, "z": 0})
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w1")) == [
        (1, "z", 0),
        (2, "b", None),
        (3, "c", 30_000),
    ]
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w2")) == [
        (1, "z", None),
        (2, "b", None),
        (3, "c", None),
    ]
    assert list(journal.sent_levels(ValueKind.PRICE, "7", "w1")) == [
        (1, "z", None),
        (2, "b", None),
        (3, "c", None),
    ]


@pytest.mark.parametrize(("kind", "goods"), [(ValueKind.STOCK, [1, 2]), (ValueKind.PRICE, [1, 2, 3, 4])])
def test_parents_and_bundles_have_prices_but_no_stock(
    journal: ConnectionJournal, kind: ValueKind, goods: list[int]
) -> None:
    roles = [ProductRole.PLAIN, ProductRole.VARIANT, ProductRole.PARENT, ProductRole.BUNDLE]
    journal.add_links([link(number, f"p{number}", role=role) for number, role in enumerate(roles, 1)])
    assert [good for good, _, _ in journal.sent_levels(kind, "7", "t")] == goods


def test_a_later_value_takes_the_place_of_an_earlier_one(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a")])
    for value in (10_000, -5_000, 2**40):
        journal.record_sent(ValueKind.PRICE, "7", "g", {"a": value})
        assert list(journal.sent_levels(ValueKind.PRICE, "7", "g")) == [(1, "a", value)]


def test_a_product_without_a_link_has_no_value(journal: ConnectionJournal) -> None:
    journal.record_sent(ValueKind.STOCK, "7", "w", {"a": 1})
    journal.record_sent(ValueKind.STOCK, "7", "w", {})
    journal.add_links([link(1, "a")])
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w")) == [(1, "a", None)]


def test_links_made_and_changed_later_take_part(journal: ConnectionJournal) -> None:
    journal.add_links([link(2, "b"), link(3, "c")])
    journal.record_sent(ValueKind.STOCK, "7", "w", {"b": 1, "c": 2})
    journal.add_links([link(1, "a"), link(3, "c", role=ProductRole.PARENT), link(1, "a", catalog="8")])
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w")) == [(1, "a", None), (2, "b", 1)]
    journal.add_links([link(3, "c")])
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w")) == [(1, "a", None), (2, "b", 1), (3, "c", 2)]


def test_all_values_are_forgotten(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a")])
    journal.record_sent(ValueKind.STOCK, "7", "w", {"a": 1})
    journal.record_sent(ValueKind.PRICE, "7", "g", {"a": 1})
    journal.forget_sent()
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w")) == [(1, "a", None)]
    assert list(journal.sent_levels(ValueKind.PRICE, "7", "g")) == [(1, "a", None)]


def test_values_are_recorded_while_they_are_walked_through(journal: ConnectionJournal) -> None:
    journal.add_links([link(number, f"s{number}") for number in range(1, 11_001)])
    walked = 0
    for good, shop_id, value in journal.sent_levels(ValueKind.STOCK, "7", "w"):
        assert value is None
        walked += 1
        if good % 1000 == 0:
            journal.record_sent(ValueKind.STOCK, "7", "w", {shop_id: good})
    assert walked == 11_000
    known = [value for _, _, value in journal.sent_levels(ValueKind.STOCK, "7", "w") if value is not None]
    assert known == [1000 * number for number in range(1, 12)]


def test_memory_does_not_grow_with_the_number_of_links(journal: ConnectionJournal) -> None:
    links = [link(number, f"product-{number}") for number in range(1, 30_001)]
    journal.add_links(links)
    journal.record_sent(ValueKind.STOCK, "7", "w", {one.shop_id: one.warehouse_id for one in links})
    del links
    tracemalloc.start()
    try:
        walked = sum(1 for _ in journal.sent_levels(ValueKind.STOCK, "7", "w"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert walked == 30_000
    assert peak < 2_000_000
