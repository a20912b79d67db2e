"""Start the simulator by hand: ``python -m sync.simulators.firmino --port 8720``.

It listens on this machine only and serves the sample shop, or with ``--empty`` a fresh company. What is
written lasts until it ends.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from sync.simulators.by_hand import wait_until_stopped
from sync.simulators.firmino.program import fresh_books
from sync.simulators.firmino.sample import sample_books
from sync.simulators.firmino.server import ENTRY_WORDS, LOGIN, FirminoSimulator


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set.

    The exit code is 0, or 2 where the port is taken.
    """
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.firmino")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--login", default=LOGIN, help="the login that callers need")
    parser.add_argument("--password", default=ENTRY_WORDS, help="the password that callers need")
    parser.add_argument("--empty", action="store_true", help="a fresh company instead of the sample shop")
    chosen = parser.parse_args(arguments)
    books = fresh_books() if chosen.empty else sample_books()
    try:
        simulator = FirminoSimulator(books, login=chosen.login, password=chosen.password, port=chosen.port)
    except OSError as error:
        sys.stderr.write(f"Port {chosen.port} cannot be used: {error.strerror}\n")
        return 2
    with simulator:
        sys.stdout.write(f"{simulator.url}\nLogin: {chosen.login}\n")
        sys.stdout.flush()
        wait_until_stopped(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
