"""A bulk change: refused items are found, the others are done, and the number of requests is bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import Refused, Unknown
from sync.sentences import say
from sync.shops.baselinker.bulk import send_in_bulk

ITEMS = [str(number) for number in range(1, 251)]


@given(st.sets(st.sampled_from(ITEMS), max_size=2))
def test_a_few_bad_items_are_singled_out(bad: set[str]) -> None:
    done: set[str] = set()

    def send(group: Sequence[str]) -> Mapping[str, Any]:
        if bad & set(group):
            raise Refused(say("no"))
        done.update(group)
        return {"warnings": ""}

    result = send_in_bulk(ITEMS, 100, send)
    assert set(result.refused) == bad
    assert done == set(ITEMS) - bad
    assert not result.unknown


def test_a_refusal_of_all_does_not_cost_a_request_each() -> None:
    calls = 0

    def send(_group: Sequence[str]) -> Mapping[str, Any]:
        nonlocal calls
        calls += 1
        raise Refused(say("no"))

    result = send_in_bulk([str(number) for number in range(1000)], 1000, send)
    assert len(result.refused) == 1000
    assert calls < 60


def test_a_lost_answer_concerns_its_group_only() -> None:
    def send(group: Sequence[str]) -> Mapping[str, Any]:
        if "1" in group:
            raise Unknown(say("lost"))
        return {"warnings": {}}

    result = send_in_bulk(ITEMS, 100, send)
    assert result.unknown == frozenset(ITEMS[:100])
    assert not result.refused


@pytest.mark.parametrize("warnings", ["", [], {}, None], ids=repr)
def test_no_warnings_in_any_shape(warnings: object) -> None:
    result = send_in_bulk(ITEMS, 1000, lambda _group: {"warnings": warnings})
    assert not result.refused
    assert not result.unknown


def test_warnings_by_item_keep_the_shops_own_words() -> None:
    text = "We wskazanym katalogu nie znaleziono produktu o ID 7"
    answer = {"warnings": {"7": text, "8": ["a", "b"], "9": {"bl_205": "c"}}}
    result = send_in_bulk(ITEMS, 1000, lambda _group: answer)
    assert set(result.refused) == {"7", "8", "9"}
    assert text in result.refused["7"].text()
    assert not result.unknown


@pytest.mark.parametrize("warnings", ["something", {"other": "what"}, ["what", "else"]], ids=repr)
def test_a_warning_about_nobody_known_leaves_all_unknown(warnings: object) -> None:
    result = send_in_bulk(["1", "2"], 1000, lambda _group: {"warnings": warnings})
    assert result.unknown == {"1", "2"}
