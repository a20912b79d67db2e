"""The clock that tests turn, and the real one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import SystemClock, TurnedClock

START = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)


def test_it_stands_still_until_it_is_turned() -> None:
    clock = TurnedClock(START)
    assert clock.now() == clock.now() == START
    assert clock.monotonic() == clock.monotonic() == 0.0
    clock.turn(timedelta(minutes=1))
    assert clock.now() == START + timedelta(minutes=1)
    assert clock.monotonic() == 60.0


def test_sleeping_turns_it_at_once() -> None:
    clock = TurnedClock(START)
    clock.sleep(3600)
    assert clock.now() == START + timedelta(hours=1)
    clock.sleep(-5)
    assert clock.now() == START + timedelta(hours=1)


def test_it_tells_utc_whatever_zone_it_began_in() -> None:
    clock = TurnedClock(START.astimezone(ZoneInfo("Europe/Sofia")))
    assert clock.now() == START
    assert clock.now().tzinfo is UTC


def test_it_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        TurnedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the missing zone is what is tested


@given(st.lists(st.integers(-100_000, 100_000), max_size=10))
def test_monotonic_time_never_goes_back(turns: list[int]) -> None:
    clock = TurnedClock(START)
    last = clock.monotonic()
    for seconds in turns:
        clock.turn(timedelta(seconds=seconds))
        assert clock.monotonic() >= last
        last = clock.monotonic()
    assert clock.now() == START + timedelta(seconds=sum(turns))


def test_the_real_clock_tells_utc_and_goes_on() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    clock.sleep(0)
    assert clock.monotonic() >= before
