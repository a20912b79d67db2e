"""The budget of requests (facts 1.9, 8.4, 8.5, 8.8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.simulators.cloudcart import PLANS
from tests.unit.simulators.cloudcart.counter import NOON, Counter

RESET = int(NOON.timestamp()) + 60


def _statuses(counter: Counter, calls: int) -> list[int]:
    return [counter.call("GET", "/order-status").status_code for _ in range(calls)]


def test_one_less_than_the_plan_in_any_minute(counter: Counter) -> None:
    counter.owner.change_plan(5)
    response = counter.call("GET", "/order-status")
    assert {name: value for name, value in response.headers.items() if name.startswith("X-RateLimit")} == {
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "3",
        "X-RateLimit-Reset": str(RESET),
        "X-RateLimit-Info": "5 requests per minute",
    }
    assert _statuses(counter, 4) == [200, 200, 200, 429]
    counter.later(seconds=59)
    assert _statuses(counter, 1) == [429]
    counter.later(seconds=1)
    assert _statuses(counter, 5) == [200, 200, 200, 200, 429]


def test_the_window_slides_and_recovers_one_by_one(counter: Counter) -> None:
    counter.owner.change_plan(4)
    for _ in range(3):
        counter.call("GET", "/order-status")
        counter.later(seconds=10)
    assert _statuses(counter, 1) == [429]
    counter.later(seconds=30)
    assert _statuses(counter, 2) == [200, 429]


def test_a_429_is_plain_json(counter: Counter) -> None:
    counter.owner.change_plan(1)
    response = counter.call("GET", "/products")
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Retry-After"] == "60"
    body = response.json()
    assert body.keys() == {"error", "message", "retry_after"}
    assert body["message"].startswith("API rate limit exceeded. Please wait")
    counter.quirks(limit_body="json_api", limit_reset="date")
    response = counter.call("GET", "/products")
    assert response.json()["errors"][0]["status"] == "429"
    assert response.headers["X-RateLimit-Reset"] == "2026-11-20 10:01:00"


def test_a_plan_without_an_api(counter: Counter) -> None:
    counter.owner.change_plan(PLANS["Baby Pack"])
    response = counter.call("GET", "/products")
    assert (response.status_code, response.headers["X-RateLimit-Limit"]) == (429, "0")
    assert "You do not have API access on your current plan." in response.json()["message"]


def test_the_limit_stands_before_the_key(counter: Counter) -> None:
    counter.owner.change_plan(2)
    wrong = {"X-CloudCart-ApiKey": "X" * 64}
    assert counter.call("GET", "/products", headers=wrong).status_code == 401
    assert counter.call("GET", "/products", headers=wrong).status_code == 429


def test_only_the_primary_name_may_have_a_budget(counter: Counter) -> None:
    counter.simulator.shop.settings.hosts = ("shop.example", "www.shop.example")
    counter.owner.change_plan(50)
    www = {"Host": "www.shop.example"}
    assert counter.call("GET", "/products", headers=www).status_code == 200
    counter.quirks(quota_hosts="primary")
    response = counter.call("GET", "/products", headers=www)
    assert (response.status_code, response.headers["X-RateLimit-Limit"]) == (429, "0")
    assert counter.call("GET", "/products", headers={"Host": "shop.example"}).status_code == 200


def test_another_plan_takes_its_time(counter: Counter) -> None:
    counter.owner.change_plan(50)
    counter.owner.change_plan(3, timedelta(minutes=5))
    assert _statuses(counter, 4) == [200] * 4
    counter.later(minutes=5)
    assert _statuses(counter, 3) == [200, 200, 429]


def test_a_second_consumer_uses_the_same_budget(counter: Counter) -> None:
    counter.owner.change_plan(11)
    other = counter.simulator.second_consumer(6)
    counter.later(seconds=60)
    assert _statuses(counter, 5) == [200, 200, 200, 200, 429]
    counter.later(seconds=10)
    assert _statuses(counter, 1) == [429]
    assert (other.passed, other.refused) == (7, 0)
    other.stop()
    counter.later(seconds=60)
    assert _statuses(counter, 11) == [200] * 10 + [429]


def test_refused_calls_may_count_too(counter: Counter) -> None:
    counter.quirks(refused_calls_count=True)
    counter.owner.change_plan(3)
    seen = []
    for _ in range(8):
        seen += _statuses(counter, 1)
        counter.later(seconds=20)
    assert seen == [200, 200, 429, 429, 429, 429, 429, 429]


def test_a_consumer_calls_more_than_never(counter: Counter) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        counter.simulator.second_consumer(0)
