"""The counts that the benchmarks print, as promises: how many requests a run makes, whatever the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import counted_requests, order_paging
from benchmarks.figures import Bound, Figure, as_json, as_table


def test_a_run_without_a_change_reads_little_and_writes_nothing(tmp_path: Path) -> None:
    quiet = counted_requests.requests_without_a_change(tmp_path)
    assert quiet.writes == {}
    assert quiet.reads == {
        "getInventories": 1,
        "getInventoryPriceGroups": 1,
        "getInventoryWarehouses": 1,
        "getJournalList": 1,
        "getOrderStatusList": 1,
        "getOrders": 2,
    }


@pytest.mark.parametrize(
    ("changes", "bulks"),
    [
        ((1,), 1),
        ((999,), 1),
        ((1000,), 1),
        ((1001,), 2),
        ((2001,), 3),
        ((1, 0), 1),
        ((499, 500), 2),
        ((1, 999), 2),
        ((1, 1000), 2),
        ((1001, 1000), 3),
    ],
)
def test_changes_go_out_in_bulks_of_a_thousand_a_catalogue(
    tmp_path: Path, changes: tuple[int, ...], bulks: int
) -> None:
    counted = counted_requests.requests_of_changes(tmp_path, changes)
    assert counted_requests.bulks(changes) == bulks
    assert counted.writes == {counted_requests.SET_STOCK: bulks, counted_requests.SET_PRICES: bulks}


@pytest.mark.parametrize(("orders", "in_one_second"), order_paging.CASES)
def test_a_listing_takes_no_more_reads_than_its_bound(orders: int, in_one_second: int) -> None:
    assert order_paging.reads(orders, in_one_second) <= order_paging.bound(orders, in_one_second)


def test_figures_say_whether_their_bound_is_kept() -> None:
    figures = [
        Figure("ratio", 2.25, Bound.AT_MOST, 2.0, {"ours": 1.5}),
        Figure("speed", 0.75, Bound.AT_LEAST, 0.5),
        Figure("writes", 3, Bound.EXACTLY, 3),
        Figure("reads", 7),
    ]
    assert [figure.kept for figure in figures] == [False, True, True, True]
    table = as_table(figures).splitlines()
    assert table[0].split() == ["ratio", "2.250", "at", "most", "2", "MISSED"]
    assert table[1].split() == ["ours:", "1.500"]
    assert "MISSED" not in "".join(table[1:])
    assert [(row["name"], row["limit"], row["kept"]) for row in json.loads(as_json(figures))] == [
        ("ratio", 2.0, False),
        ("speed", 0.5, True),
        ("writes", 3, True),
        ("reads", None, True),
    ]
