"""Moments and lengths of time as people say them, in three languages and over the ends of days and years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wizard.language import Language
from wizard.moments import coming, day, day_and_time, length

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
ENGLISH = Language.load("en")


def test_days_are_those_of_the_shop() -> None:
    # 22:30 in UTC is half past midnight of the next day in Sofia.
    late = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    assert day_and_time(late, NOW, SOFIA, ENGLISH) == "Today 00:30"
    assert day_and_time(late, NOW, UTC, ENGLISH) == "Yesterday 22:30"
    assert day(NOW - timedelta(days=13), NOW, SOFIA, ENGLISH) == "9 Nov"
    assert day(NOW - timedelta(days=400), NOW, SOFIA, ENGLISH) == "18 Oct 2025"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "14:20, in 15 minutes"), ("bg", "14:20, след 15 минути"), ("pl", "14:20, za 15 minut")],
)
def test_what_comes_is_said_with_its_distance(language: str, said: str) -> None:
    assert coming(NOW + timedelta(minutes=15), NOW, SOFIA, Language.load(language)) == said


def test_what_is_overdue_is_now_and_tomorrow_has_its_name() -> None:
    assert coming(NOW, NOW, SOFIA, ENGLISH) == "Now"
    assert coming(NOW + timedelta(seconds=5), NOW, SOFIA, ENGLISH) == "14:05, in 1 minute"
    assert coming(NOW + timedelta(days=1), NOW, SOFIA, ENGLISH) == "tomorrow 14:05"
    assert coming(NOW + timedelta(days=3), NOW, SOFIA, ENGLISH) == "25 Nov 14:05"


def test_lengths() -> None:
    assert [length(seconds, ENGLISH) for seconds in (0, 38, 125, 4325)] == [
        *("0 s", "38 s", "2 min 5 s", "1 h 12 min")
    ]
