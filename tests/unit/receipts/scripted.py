"""A line whose other end is a function, on a turned clock: no process, no thread, no real time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from sync.clock import TurnedClock
from sync.receipts.port import LineBroken

Pieces = Iterable[bytes | float | None]
"""What comes back: bytes, seconds of silence, or None for a line that breaks."""


class ScriptedLine:
    """Gives each written frame to ``respond`` and hands out what that returns, piece by piece."""

    def __init__(self, clock: TurnedClock, respond: Callable[[bytes], Pieces]) -> None:
        self.name = "COM7"
        self.written: list[bytes] = []
        self.closed = False
        self._clock = clock
        self._respond = respond
        self._coming: deque[bytes | float | None] = deque()

    def write(self, data: bytes) -> None:
        self.written.append(data)
        for piece in self._respond(data):
            self._coming.append(piece)

    def read(self, deadline: float) -> bytes:
        while self._coming:
            piece = self._coming[0]
            if piece is None:
                raise LineBroken("the cable was pulled")
            if isinstance(piece, bytes):
                self._coming.popleft()
                if piece:
                    return piece
                continue
            left = deadline - self._clock.monotonic()
            if piece > left:
                self._coming[0] = piece - max(left, 0.0)
                break
            self._clock.sleep(piece)
            self._coming.popleft()
        self._clock.sleep(max(deadline - self._clock.monotonic(), 0.0))
        return b""

    def close(self) -> None:
        self.closed = True
