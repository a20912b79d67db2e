"""The simulator's time where no clock is given."""

from __future__ import annotations

from datetime import UTC, datetime

from sync.simulators.clock import Clock

__all__ = ["Clock", "SystemClock"]


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)
