"""The simulators' time: anything that says what time it is, so that tests can turn it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever can say the present moment."""

    def now(self) -> datetime:
        """The present moment, aware; any time zone."""
