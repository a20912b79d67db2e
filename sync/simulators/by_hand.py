"""Serving from the command line until Ctrl+C."""

from __future__ import annotations

import threading


def wait_until_stopped(stop: threading.Event | None) -> None:
    """Until ``stop`` is set or Ctrl+C. Short waits, because on Windows a wait without end cannot be
    interrupted by Ctrl+C.
    """
    stop = stop or threading.Event()
    try:
        while not stop.wait(0.5):
            pass
    except KeyboardInterrupt:
        return
