"""How long a block lasts, and what a token may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import TurnedClock
from sync.errors import SettingsError
from sync.profile import BaseLinkerShop
from sync.shops.baselinker.client import Client, block_length

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def said(until: datetime, zone: str) -> str:
    local = until.astimezone(ZoneInfo(zone))
    return f"Query limit exceeded, token blocked until {local:%Y-%m-%d %H:%M:%S}"


@given(
    length=st.integers(1, 900),
    zone=st.sampled_from(["UTC", "Europe/Warsaw"]),
    hours=st.integers(0, 24 * 366),
)
def test_the_end_is_understood_in_both_time_zones(length: int, zone: str, hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    expected = timedelta(seconds=length) + SECOND
    assert block_length(said(now + timedelta(seconds=length), zone), now) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Query limit exceeded",
        "token blocked until 2026-13-45 99:99:99",
        said(NOW + timedelta(minutes=30), "UTC"),
        said(NOW - timedelta(minutes=1), "UTC"),
        said(NOW + timedelta(days=400), "UTC"),
        "",
    ],
)
def test_otherwise_ten_minutes(text: str) -> None:
    assert block_length(text, NOW) == timedelta(minutes=10)


@pytest.mark.parametrize("token", ["", "   ", "1-2-Ж", "1-2\n3", "1 2"])
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Client(BaseLinkerShop(), token, TurnedClock(NOW))
    assert caught.value.advice is not None
    assert not token.strip() or token not in str(caught.value) + caught.value.detail


def test_blanks_round_a_copied_token_are_forgiven() -> None:
    Client(BaseLinkerShop(), " 1-23-ABC\n", TurnedClock(NOW))


@pytest.mark.parametrize(
    "url",
    [
        "http://api.baselinker.com/connector.php",
        "https://api.baselinker.com.evil.example/connector.php",
        "https://evilbaselinker.com/connector.php",
        "http://192.168.0.7/connector.php",
        "https://127.0.0.1.example/connector.php",
        "ftp://127.0.0.1/",
        "connector.php",
    ],
)
def test_the_token_goes_nowhere_else(url: str) -> None:
    with pytest.raises(SettingsError):
        Client(BaseLinkerShop(url=url), "1-23-ABC", TurnedClock(NOW))


@pytest.mark.parametrize(
    "url",
    [
        "https://api.baselinker.com/connector.php",
        "https://api.base.com/connector.php",
        "http://127.0.0.1:8000/connector.php",
        "http://localhost:8000/connector.php",
        "http://[::1]:8000/connector.php",
    ],
)
def test_the_token_goes_to_baselinker_and_to_this_computer(url: str) -> None:
    Client(BaseLinkerShop(url=url), "1-23-ABC", TurnedClock(NOW))
