"""Listing is complete under every sequence that the server may have, and says so where it cannot be."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import Refused
from sync.ports import RawOrder
from sync.shops.baselinker.listing import ListedOrder, OrderListing

SINCE = 1_000_000
Key = Callable[[ListedOrder], int]
BOUNDS: Mapping[str, Key] = {
    "date_confirmed_from": lambda order: order.confirmed,
    "date_from": lambda order: order.added,
    "id_from": lambda order: order.id,
}


@dataclass
class Server:
    """getOrders in memory: lower bounds, 100 at once, sorted by ``first`` and then by ``tie``."""

    orders: Sequence[ListedOrder]
    tie: Key
    first: Callable[[Mapping[str, Any]], Key] = lambda _asked: BOUNDS["date_confirmed_from"]
    reads: list[Mapping[str, Any]] = field(default_factory=list)

    def ask(self, asked: Mapping[str, Any]) -> list[ListedOrder]:
        self.reads.append(asked)
        first = self.first(asked)
        found = [
            order
            for order in self.orders
            if all(of(order) >= asked[name] for name, of in BOUNDS.items() if name in asked)
            and (order.confirmed or asked.get("get_unconfirmed_orders"))
        ]
        return sorted(found, key=lambda order: (first(order), self.tie(order)))[:100]

    def listed(self, since: int = SINCE) -> list[str]:
        pages = list(OrderListing(self.ask).confirmed(since, {}))
        flat = [raw.id for page in pages for raw in page]
        assert len(flat) == len(set(flat))
        return flat


def orders(groups: Sequence[int], *, shuffled: bool = False, added_spread: int = 60_000) -> list[ListedOrder]:
    """Orders in groups that share a second each; ids in that sequence, or shuffled within everything."""
    dice = random.Random(7)
    ids = list(range(1, sum(groups) + 1))
    if shuffled:
        dice.shuffle(ids)
    made: list[ListedOrder] = []
    for place, size in enumerate(groups):
        for _ in range(size):
            order_id = ids[len(made)]
            confirmed = SINCE + place * 10
            raw = RawOrder(str(order_id), "1", None, {})
            made.append(ListedOrder(raw, order_id, confirmed, confirmed - dice.randrange(1, added_spread)))
    return made


def all_ids(made: Sequence[ListedOrder]) -> set[str]:
    return {order.raw.id for order in made}


TIES: Mapping[str, Key] = {
    "order_id": lambda order: order.id,
    "date_add": lambda order: order.added,
    "reverse": lambda order: -order.id,
    "any": lambda order: hash((order.id, 3)) % 1009,
}


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("shuffled", [False, True])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_complete_and_within_the_bound_of_reads(tie: str, shuffled: bool, data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.integers(1, 99), max_size=12))
    made = orders(groups, shuffled=shuffled)
    server = Server(made, TIES[tie])
    listed = server.listed()
    assert set(listed) == all_ids(made)
    shared = max(groups, default=1)
    assert len(server.reads) <= max(ceil((len(made) - shared) / (100 - shared)), 0) + 1


@pytest.mark.parametrize("burst", [99, 100, 101, 250, 1000])
@pytest.mark.parametrize("tie", ["order_id", "date_add"])
@pytest.mark.parametrize("shuffled", [False, True])
def test_bursts_are_complete_with_either_documented_field_as_tie_break(
    burst: int, tie: str, shuffled: bool
) -> None:
    made = orders([30, burst, 40, burst, 130, 5], shuffled=shuffled)
    assert set(Server(made, TIES[tie]).listed()) == all_ids(made)


@pytest.mark.parametrize("burst", [100, 101, 250])
@pytest.mark.parametrize("tie", TIES)
def test_bursts_are_complete_with_any_tie_break_where_the_given_bound_sorts(burst: int, tie: str) -> None:
    def by_given_bound(asked: Mapping[str, Any]) -> Key:
        for name in ("date_confirmed_from", "date_from", "id_from"):
            if name in asked:
                return BOUNDS[name]
        raise AssertionError("no bound")

    def by_last_bound(asked: Mapping[str, Any]) -> Key:
        for name in ("id_from", "date_from", "date_confirmed_from"):
            if name in asked:
                return BOUNDS[name]
        raise AssertionError("no bound")

    made = orders([30, burst, 40, burst, 5], shuffled=True)
    for first in (by_given_bound, by_last_bound):
        assert set(Server(made, TIES[tie], first).listed()) == all_ids(made)


@pytest.mark.parametrize("tie", ["reverse", "any"])
def test_what_may_be_hidden_is_said(tie: str) -> None:
    """Sorted by date, and within the second by no field that can be bounded: nobody can see the rest."""
    made = orders([5, 250, 5])
    server = Server(made, TIES[tie])
    listed: set[str] = set()

    def list_all() -> None:
        for page in OrderListing(server.ask).confirmed(SINCE, {}):
            listed.update(raw.id for raw in page)

    with pytest.raises(Refused, match="share one second"):
        list_all()
    assert all_ids(made[:5] + made[-5:]) <= listed
    assert len(server.reads) < 20


@pytest.mark.parametrize("field_name", ["id_from", "date_from"])
@pytest.mark.parametrize("size", [99, 100, 101, 350])
def test_another_sequence_than_by_date_is_noticed(field_name: str, size: int) -> None:
    made = orders([1] * size, shuffled=True)
    server = Server(made, TIES["order_id"], lambda _asked: BOUNDS[field_name])
    assert set(server.listed()) == all_ids(made)


def test_pages_ascend_by_confirmation() -> None:
    made = orders([30, 250, 40, 120, 5], shuffled=True)
    confirmed = {order.raw.id: order.confirmed for order in made}
    times = [confirmed[listed] for listed in Server(made, TIES["order_id"]).listed()]
    assert times == sorted(times)


def test_a_server_that_ignores_the_bound_is_not_asked_for_ever() -> None:
    made = orders([60, 60])
    calls: list[object] = []

    def ask(asked: Mapping[str, Any]) -> list[ListedOrder]:
        calls.append(asked)
        return made[:100]

    with pytest.raises(Refused):
        list(OrderListing(ask).confirmed(SINCE, {}))
    assert len(calls) < 5


@pytest.mark.parametrize("unconfirmed", [0, 5, 100, 250])
@pytest.mark.parametrize("field_name", ["date_from", "date_confirmed_from"])
def test_unconfirmed_orders_follow(unconfirmed: int, field_name: str) -> None:
    made = orders([10, 20, 80])
    dice = random.Random(3)
    for place in range(unconfirmed):
        order_id = 5_000 + place
        added = SINCE + dice.randrange(500)
        made.append(ListedOrder(RawOrder(str(order_id), "1", None, {}), order_id, 0, added))
    server = Server(made, TIES["order_id"], lambda _asked: BOUNDS[field_name])
    listing = OrderListing(server.ask)
    listed = [raw.id for page in listing.confirmed(SINCE, {}) for raw in page]
    listed += [raw.id for page in listing.added(SINCE, {"get_unconfirmed_orders": True}) for raw in page]
    assert set(listed) == all_ids(made)
    assert len(listed) == len(set(listed))
