"""The budget of requests: a sliding minute, one bucket for the whole shop (facts 1.9)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sync.simulators.clock import Clock
from sync.simulators.cloudcart.quirks import Quirks

WINDOW: Final = timedelta(seconds=60)
RETRY_AFTER: Final = 60
PLANS: Final = {"Baby Pack": 0, "Starter": 50, "CC Pro": 100, "CC Master": 150}
_EXCEEDED: Final = (
    "API rate limit exceeded. Please wait and retry later, or upgrade your current plan to a higher level for"
    " increased API limits."
)
_NO_ACCESS: Final = (
    "You do not have API access on your current plan. Please upgrade your subscription plan to enable API"
    " access."
)


@dataclass(slots=True)
class Consumer:
    """Another program on the same budget, at a steady pace, such as a courier's.

    passed and refused: what became of its calls, as of the last call of anybody.
    """

    interval: timedelta
    next_call: datetime
    running: bool = True
    passed: int = 0
    refused: int = 0

    def stop(self) -> None:
        """No calls from now on."""
        self.running = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call may pass, and the headers it gets either way."""

    refused: bool
    headers: dict[str, str]
    body: dict[str, Any]


class Budget:
    """Counts calls and refuses them. Callers hold the simulator's lock.

    per_minute: the number of the plan, of which one less can be used; 0 is a plan without an API, None
    counts nothing and sends no headers, for benchmarks.
    """

    def __init__(self, per_minute: int | None, clock: Clock) -> None:
        self._limit = per_minute
        self._coming: tuple[datetime, int | None] | None = None
        self._clock = clock
        self._calls: deque[datetime] = deque()
        self._consumers: list[Consumer] = []

    @property
    def per_minute(self) -> int | None:
        """The number of the plan that holds now."""
        if self._coming is not None and self._now() >= self._coming[0]:
            self._limit, self._coming = self._coming[1], None
        return self._limit

    def change(self, per_minute: int | None, after: timedelta = timedelta(0)) -> None:
        """Another plan, ``after`` so long: the platform says that it takes up to five minutes."""
        self._coming = (self._now() + after, per_minute)

    def forget(self) -> None:
        """Nothing was used so far, and nobody else calls."""
        self._calls.clear()
        self._consumers.clear()

    def add_consumer(self, per_minute: float) -> Consumer:
        """A second consumer from now on, until its ``stop()``."""
        if per_minute <= 0:
            raise ValueError("A consumer makes more than 0 requests a minute")
        interval = WINDOW / per_minute
        consumer = Consumer(interval, self._now() + interval)
        self._consumers.append(consumer)
        return consumer

    def take(self, quirks: Quirks, *, has_quota: bool = True) -> Verdict | None:
        """Count one call; None where nothing is counted. ``has_quota``: the host called is a known one."""
        limit = self.per_minute
        if limit is None and has_quota:
            return None
        limit = limit if has_quota and limit is not None else 0
        now = self._now()
        self._catch_up(now, quirks)
        passed = self._count(now, limit, quirks)
        left = max(0, limit - 1 - len(self._calls))
        reset = now + WINDOW
        unix = quirks.limit_reset == "unix"
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": str(int(reset.timestamp())) if unix else f"{reset:%Y-%m-%d %H:%M:%S}",
            "X-RateLimit-Info": f"{limit} requests per minute",
        }
        if not passed:
            headers["Retry-After"] = str(RETRY_AFTER)
        message = _EXCEEDED if limit else f"{_EXCEEDED.split('.')[0]}. {_NO_ACCESS}"
        return Verdict(not passed, headers, refusal_body(message, quirks))

    def used(self) -> int:
        """How many calls of the last minute count."""
        self._forget_old(self._now())
        return len(self._calls)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)

    def _catch_up(self, now: datetime, quirks: Quirks) -> None:
        """Let the other consumers call, in order of time."""
        running = [consumer for consumer in self._consumers if consumer.running]
        while running:
            consumer = min(running, key=lambda each: each.next_call)
            if consumer.next_call > now:
                return
            if self._count(consumer.next_call, self._limit or 0, quirks):
                consumer.passed += 1
            else:
                consumer.refused += 1
            consumer.next_call += consumer.interval

    def _count(self, at: datetime, limit: int, quirks: Quirks) -> bool:
        self._forget_old(at)
        passed = len(self._calls) < limit - 1
        if passed or (quirks.refused_calls_count and limit):
            self._calls.append(at)
        return passed

    def _forget_old(self, at: datetime) -> None:
        while self._calls and self._calls[0] <= at - WINDOW:
            self._calls.popleft()


def refusal_body(message: str, quirks: Quirks) -> dict[str, Any]:
    """What a 429 says: flat JSON of the edge, or a document of JSON:API (facts 8.4)."""
    if quirks.limit_body == "json_api":
        return {"errors": [{"status": "429", "title": "Too Many Requests", "detail": message}]}
    return {"error": "Too Many Requests", "message": message, "retry_after": RETRY_AFTER}
