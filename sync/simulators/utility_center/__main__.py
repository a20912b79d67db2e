"""Start the simulator by hand: ``python -m sync.simulators.utility_center --port 8700 --key SECRET``.

It listens on this machine only and serves the sample shop, or with ``--empty`` a fresh warehouse. What is
written lasts until it ends.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from sync.simulators.by_hand import wait_until_stopped
from sync.simulators.utility_center.program import fresh_books
from sync.simulators.utility_center.sample import sample_books
from sync.simulators.utility_center.server import UtilityCenterSimulator


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set.

    The exit code is 0, or 2 where the port is taken.
    """
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.utility_center")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--key", default="", help="the X-API-Key that callers need; none by default")
    parser.add_argument("--empty", action="store_true", help="a fresh warehouse instead of the sample shop")
    chosen = parser.parse_args(arguments)
    books = fresh_books() if chosen.empty else sample_books()
    try:
        simulator = UtilityCenterSimulator(books, key=chosen.key, port=chosen.port)
    except OSError as error:
        sys.stderr.write(f"Port {chosen.port} cannot be used: {error.strerror}\n")
        return 2
    with simulator:
        sys.stdout.write(f"{simulator.url}\n")
        sys.stdout.flush()
        wait_until_stopped(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
