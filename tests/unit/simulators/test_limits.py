"""The limit of requests under a turned clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.simulators.baselinker import LimitRules, small_account
from sync.simulators.baselinker.limits import RateLimit
from tests.unit.simulators.calling import TOKEN, TurnedClock, running


def _calls(limit: RateLimit, count: int, token: str = TOKEN) -> list[str | None]:
    return [limit.refuse(token) for _ in range(count)]


def test_the_minute_slides() -> None:
    clock = TurnedClock()
    limit = RateLimit(LimitRules(), clock)
    assert _calls(limit, 60) == [None] * 60
    clock.turn(seconds=30)
    assert _calls(limit, 40) == [None] * 40
    clock.turn(seconds=30)
    assert _calls(limit, 60) == [None] * 60  # the first 60 are a minute old now
    assert limit.refuse(TOKEN) is not None


def test_the_minute_can_be_the_clocks_own() -> None:
    clock = TurnedClock(datetime(2026, 11, 20, 12, 0, 59, tzinfo=UTC))
    limit = RateLimit(LimitRules(window="fixed"), clock)
    assert _calls(limit, 100) == [None] * 100
    clock.turn(seconds=1)
    assert _calls(limit, 100) == [None] * 100
    clock.turn(seconds=59)
    assert limit.refuse(TOKEN) is not None


@pytest.mark.parametrize(("scope", "refused"), [("token", False), ("account", True)])
def test_tokens_share_the_budget_or_not(scope: str, refused: bool) -> None:
    limit = RateLimit(LimitRules(scope="account" if scope == "account" else "token"), TurnedClock())
    _calls(limit, 100, "one")
    assert (limit.refuse("two") is not None) is refused


@pytest.mark.parametrize(("prolong", "free_after"), [(False, True), (True, False)])
def test_a_retry_in_the_block_can_prolong_it(prolong: bool, free_after: bool) -> None:
    clock = TurnedClock()
    limit = RateLimit(LimitRules(per_minute=1, retries_prolong=prolong), clock)
    _calls(limit, 2)
    clock.turn(minutes=5)
    assert limit.refuse(TOKEN) is not None
    clock.turn(minutes=5)
    assert (limit.refuse(TOKEN) is None) is free_after


def test_after_a_block_the_count_begins_anew() -> None:
    clock = TurnedClock()
    limit = RateLimit(LimitRules(block=timedelta(seconds=20)), clock)
    assert _calls(limit, 101)[-1] is not None
    clock.turn(seconds=20)
    assert _calls(limit, 100) == [None] * 100
    assert limit.refuse(TOKEN) is not None


@pytest.mark.parametrize(
    ("start", "zone", "text"),
    [
        (datetime(2026, 7, 1, 22, 55, tzinfo=UTC), "Europe/Warsaw", "2026-07-02 01:05:00"),
        (datetime(2026, 7, 1, 22, 55, tzinfo=UTC), "UTC", "2026-07-01 23:05:00"),
        (
            datetime(2026, 10, 25, 0, 55, tzinfo=UTC),
            "Europe/Warsaw",
            "2026-10-25 02:05:00",
        ),  # the clocks went back
    ],
)
def test_the_text_tells_the_end_in_the_zone_of_the_rules(start: datetime, zone: str, text: str) -> None:
    rules = LimitRules(per_minute=0, zone="UTC" if zone == "UTC" else "Europe/Warsaw")
    limit = RateLimit(rules, TurnedClock(start))
    assert limit.refuse(TOKEN) == f"Query limit exceeded, token blocked until {text}"


def test_the_told_end_is_the_real_end_to_the_second() -> None:
    clock = TurnedClock(datetime(2026, 11, 20, 12, 0, 0, 700_000, tzinfo=UTC))
    limit = RateLimit(LimitRules(per_minute=0, zone="UTC"), clock)
    text = limit.refuse(TOKEN)
    assert text is not None
    clock.time = datetime.fromisoformat(text[-19:]).replace(tzinfo=UTC) - timedelta(milliseconds=1)
    assert limit.blocked_until(TOKEN) is not None
    clock.turn(milliseconds=1)
    assert limit.blocked_until(TOKEN) is None


def test_a_second_consumer_uses_the_same_budget() -> None:
    with running(limits=LimitRules()) as shop:
        other = shop.simulator.second_consumer(requests_per_minute=60)
        passed = 0
        for _ in range(3):  # 41 a minute beside 60 of the other
            for _ in range(41):
                shop.clock.turn(seconds=60 / 41)
                passed += shop.answer("getSeries")["status"] == "SUCCESS"
        assert passed < 123
        other.stop()
        shop.simulator.limit.unblock()
        for _ in range(100):
            shop.call("getSeries")


def test_a_second_consumer_leaves_room_for_the_rest() -> None:
    with running(limits=LimitRules()) as shop:
        shop.simulator.second_consumer(requests_per_minute=50)
        for _ in range(200):
            shop.clock.turn(seconds=1.25)  # 48 a minute
            shop.call("getSeries")


def test_a_second_consumer_alone_can_block_the_token() -> None:
    clock = TurnedClock()
    limit = RateLimit(LimitRules(), clock)
    limit.add_consumer(120, TOKEN)
    clock.turn(minutes=2)
    assert limit.refuse(TOKEN) is not None


def test_a_second_consumer_does_not_pile_up_over_days() -> None:
    clock = TurnedClock()
    limit = RateLimit(LimitRules(), clock)
    limit.add_consumer(90, TOKEN)
    clock.turn(days=30)
    assert _calls(limit, 10) == [None] * 10
    assert limit.refuse(TOKEN) is not None


def test_a_consumer_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        RateLimit(LimitRules(), TurnedClock()).add_consumer(0, TOKEN)


def test_no_limit_at_all_for_benchmarks() -> None:
    limit = RateLimit(LimitRules(per_minute=None), TurnedClock())
    assert set(_calls(limit, 1_000)) == {None}


def test_an_unknown_token_uses_up_nothing() -> None:
    account = small_account(token=TOKEN)
    with running(account, limits=LimitRules(per_minute=1)) as shop:
        shop.session.headers["X-BLToken"] = "1-2-OTHER"
        for _ in range(5):
            assert shop.refusal("getSeries")[0] == "ERROR_BAD_TOKEN"
        shop.session.headers["X-BLToken"] = TOKEN
        shop.call("getSeries")
