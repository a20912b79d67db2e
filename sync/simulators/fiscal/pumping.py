"""A simulated device behind a real socket or terminal: a thread that carries bytes, in real time."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Final, Self

from sync.simulators.fiscal.wire import Wire

LOOK_EVERY: Final = 0.02
"""Seconds after which the thread looks whether it should end."""


class Way:
    """A way to a device, from ``start`` to ``stop`` or as a context manager. Leaving it raises RuntimeError
    if the simulator itself failed.
    """

    def __init__(self, wire: Wire, lock: threading.RLock) -> None:
        self.wire = wire
        self._lock = lock
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self) -> Self:
        """Answer from now on."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close it; calling it twice is harmless."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.release()

    def release(self) -> None:
        """Give back what was opened."""

    def work(self) -> None:
        """Carry bytes until :attr:`is_stopping`."""

    @property
    def is_stopping(self) -> bool:
        """Whether the thread should end."""
        return self._stopping.is_set()

    def wait(self) -> float:
        """Seconds to wait for bytes at most."""
        with self._lock:
            following = self.wire.next_at()
        if following is None:
            return LOOK_EVERY
        return min(max(following - time.monotonic(), 0.0), LOOK_EVERY)

    def take(self, data: bytes) -> None:
        """Bytes from the program."""
        with self._lock:
            self.wire.receive(data, time.monotonic())

    def give(self) -> bytes:
        """Bytes for the program, if there are any by now."""
        with self._lock:
            return self.wire.collect(time.monotonic())

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if kind is None and self._failure is not None:
            raise RuntimeError("The simulator itself failed") from self._failure

    def _run(self) -> None:
        try:
            self.work()
        except Exception as error:  # noqa: BLE001 - told by __exit__, in the thread that waits for it
            self._failure = error
