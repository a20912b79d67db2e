"""The real clock, and one that is turned by hand for tests, the demo's compressed days and the simulators."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class TurnedClock:
    """A clock that stands still until it is turned; sleeping turns it."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self._now = start.astimezone(UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        self.turn(timedelta(seconds=max(seconds, 0.0)))

    def turn(self, by: timedelta) -> None:
        """Move time by ``by`` (a negative one shows what a wrong PC clock does; monotonic time never goes
        back).
        """
        self._now += by
        self._seconds += max(by.total_seconds(), 0.0)
