"""Errors by consequence: each carries a sentence for the owner and keeps the technical part apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.errors import Bug, Cancelled, MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.sentences import say

KINDS = [SettingsError, Unreachable, Refused, Unknown, Bug]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_carries_sentence_advice_and_detail(kind: type[MostikError]) -> None:
    error = kind(say("The shop refused order {order}.", order=7), advice=say("Open it."), detail="ERROR_X")
    assert str(error) == "The shop refused order 7."
    assert error.sentence.fields == {"order": "7"}
    assert error.advice == say("Open it.")
    assert error.detail == "ERROR_X"


@pytest.mark.parametrize("kind", KINDS)
def test_the_detail_never_stands_in_the_text(kind: type[MostikError]) -> None:
    assert "ERROR_X" not in str(kind(say("It failed."), detail="ERROR_X"))


def test_only_an_unreachable_side_says_until_when() -> None:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    assert Unreachable(say("Wait."), until=until).until == until
    assert Unreachable(say("Wait.")).until is None


def test_stopping_at_the_owners_wish_is_no_failure() -> None:
    assert not issubclass(Cancelled, MostikError)
    assert len({kind.__name__ for kind in KINDS}) == len(KINDS)
    assert not any(issubclass(one, other) for one in KINDS for other in KINDS if one is not other)
