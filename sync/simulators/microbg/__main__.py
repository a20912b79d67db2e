"""Start the simulator by hand: ``python -m sync.simulators.microbg --port 8710 --secret SECRET``.

It listens on this machine only and serves the sample shop, or with ``--empty`` a fresh company. What is
written lasts until it ends.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from sync.simulators.by_hand import wait_until_stopped
from sync.simulators.microbg.program import fresh_books
from sync.simulators.microbg.sample import sample_books
from sync.simulators.microbg.server import API_ID, SIGNING_WORDS, MicrobgSimulator


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set.

    The exit code is 0, or 2 where the port is taken.
    """
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.microbg")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--api-id", default=API_ID, help="the API identifier that callers need")
    parser.add_argument("--secret", default=SIGNING_WORDS, help="the secret that callers sign with")
    parser.add_argument("--empty", action="store_true", help="a fresh company instead of the sample shop")
    chosen = parser.parse_args(arguments)
    books = fresh_books() if chosen.empty else sample_books()
    try:
        simulator = MicrobgSimulator(books, api_id=chosen.api_id, secret=chosen.secret, port=chosen.port)
    except OSError as error:
        sys.stderr.write(f"Port {chosen.port} cannot be used: {error.strerror}\n")
        return 2
    with simulator:
        sys.stdout.write(f"{simulator.url}\nApiId: {simulator.api_id}\n")
        sys.stdout.flush()
        wait_until_stopped(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
