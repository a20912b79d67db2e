"""The limit of requests.

100 in a minute, then a block with a text that tells until when (facts 0.5, 1.4, 7.1, 7.2).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sync.simulators.clock import Clock

_MINUTE = timedelta(minutes=1)
_ACCOUNT = ""


@dataclass(frozen=True, slots=True)
class LimitRules:
    """How the limit works; every default is the likeliest reading, none but the 100 is documented.

    per_minute: None switches the limit off, for benchmarks. scope: whether all tokens of the account share
    the budget. window: a sliding minute, or the clock's minutes. block: how long the token stays blocked;
    the end is told in ``zone``. http_status: of the refusal. retries_prolong: a call during the block
    starts the block anew (1.4).
    """

    per_minute: int | None = 100
    scope: Literal["token", "account"] = "token"
    window: Literal["sliding", "fixed"] = "sliding"
    block: timedelta = timedelta(minutes=10)
    zone: Literal["Europe/Warsaw", "UTC"] = "Europe/Warsaw"
    http_status: int = 200
    retries_prolong: bool = False


@dataclass(slots=True)
class Consumer:
    """Another program that uses the same budget at a steady pace, such as a courier's or a CRM's."""

    key: str
    interval: timedelta
    next_call: datetime
    running: bool = True

    def stop(self) -> None:
        """No calls from now on."""
        self.running = False


@dataclass(slots=True)
class _Budget:
    calls: deque[datetime] = field(default_factory=deque)
    blocked_until: datetime | None = None


class RateLimit:
    """Counts calls and refuses them. Callers hold the simulator's lock."""

    def __init__(self, rules: LimitRules, clock: Clock) -> None:
        self.rules = rules
        self._clock = clock
        self._budgets: dict[str, _Budget] = {}
        self._consumers: list[Consumer] = []

    def refuse(self, token: str) -> str | None:
        """Count one call of the token; the text of the refusal, or None where it may pass."""
        if self.rules.per_minute is None and self.blocked_until(token) is None:
            return None
        now = self._now()
        self._catch_up(now)
        self._count(self._key(token), now)
        until = self._budget(self._key(token)).blocked_until
        return None if until is None else self.message(until)

    def block(self, token: str) -> str:
        """Block the token from now on, whatever it has used; the text of the refusal."""
        until = self._block_end(self._now())
        self._budget(self._key(token)).blocked_until = until
        return self.message(until)

    def unblock(self) -> None:
        """Lift every block and forget the calls counted."""
        self._budgets.clear()

    def blocked_until(self, token: str) -> datetime | None:
        """The end of the token's block, in UTC, or None; counts nothing."""
        until = self._budget(self._key(token)).blocked_until
        return until if until is not None and until > self._now() else None

    def add_consumer(self, requests_per_minute: float, token: str) -> Consumer:
        """A second consumer of the token's budget, from now on."""
        if requests_per_minute <= 0:
            raise ValueError("A consumer makes more than 0 requests a minute")
        interval = _MINUTE / requests_per_minute
        consumer = Consumer(self._key(token), interval, self._now() + interval)
        self._consumers.append(consumer)
        return consumer

    def message(self, until: datetime) -> str:
        """The refusal as it was recorded, its time in the rules' zone without a word about the zone."""
        local = until.astimezone(ZoneInfo(self.rules.zone))
        return f"Query limit exceeded, token blocked until {local:%Y-%m-%d %H:%M:%S}"

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)

    def _key(self, token: str) -> str:
        return token if self.rules.scope == "token" else _ACCOUNT

    def _budget(self, key: str) -> _Budget:
        return self._budgets.setdefault(key, _Budget())

    def _catch_up(self, now: datetime) -> None:
        """Count what the other consumers called since the last call, in order of time.

        At most the last minutes matter.
        """
        horizon = now - self.rules.block - 2 * _MINUTE
        running = [consumer for consumer in self._consumers if consumer.running]
        for consumer in running:
            if consumer.next_call < horizon:
                missed = (horizon - consumer.next_call) // consumer.interval
                consumer.next_call += missed * consumer.interval
        while running:
            consumer = min(running, key=lambda each: each.next_call)
            if consumer.next_call > now:
                return
            self._count(consumer.key, consumer.next_call)
            consumer.next_call += consumer.interval

    def _count(self, key: str, at: datetime) -> None:
        budget = self._budget(key)
        if budget.blocked_until is not None:
            if at < budget.blocked_until:
                if self.rules.retries_prolong:
                    budget.blocked_until = self._block_end(at)
                return
            budget.blocked_until = None
            budget.calls.clear()
        start = at - _MINUTE if self.rules.window == "sliding" else at.replace(second=0, microsecond=0)
        calls = budget.calls
        while calls and (calls[0] <= start if self.rules.window == "sliding" else calls[0] < start):
            calls.popleft()
        calls.append(at)
        if self.rules.per_minute is not None and len(calls) > self.rules.per_minute:
            budget.blocked_until = self._block_end(at)

    def _block_end(self, at: datetime) -> datetime:
        """On a full second, as the text can tell no finer."""
        return (at + self.rules.block).replace(microsecond=0)
