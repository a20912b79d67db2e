"""The device in process: a line whose waits turn the clock, so that time-outs cost nothing."""

from __future__ import annotations

from typing import Final

from sync.ports import Clock
from sync.receipts.port import LineBroken
from sync.simulators.fiscal.wire import Wire

_A_LITTLE: Final = 2e-6
"""More than a turned clock rounds away, so that a deadline is truly passed."""


class SimulatedLine:
    """A line as in :mod:`sync.receipts.port`. Waiting is ``clock.sleep``, which a turned clock does at once.

    ``falls_silent``: without power the line is still there and nobody answers, as behind a serial converter;
    else it breaks, as USB and network do.
    """

    def __init__(self, wire: Wire, clock: Clock, name: str, *, falls_silent: bool = True) -> None:
        self.name = name
        self.is_open = True
        self._wire = wire
        self._clock = clock
        self._falls_silent = falls_silent

    def write(self, data: bytes) -> None:
        """All of it, though who loses power or cable in the middle does not hear the rest."""
        self._check()
        self._wire.receive(data, self._clock.monotonic())
        self._check()

    def read(self, deadline: float) -> bytes:
        """What comes first: bytes, the end of the line, or the deadline."""
        while True:
            now = self._clock.monotonic()
            data = self._wire.collect(now)
            if data:
                return data
            self._check()
            if now >= deadline:
                return b""
            following = self._wire.next_at()
            until = deadline if following is None else min(deadline, following)
            self._clock.sleep(max(until - now, 0.0) + _A_LITTLE)

    def close(self) -> None:
        """The device notices nothing."""
        self.is_open = False

    def _check(self) -> None:
        if not self.is_open:
            raise LineBroken("closed")
        if self._wire.is_cut:
            raise LineBroken("the cable is out")
        if not self._wire.has_power and not self._falls_silent:
            raise LineBroken("the device is gone")
