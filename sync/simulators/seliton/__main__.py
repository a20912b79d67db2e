"""Start the simulator by hand: ``python -m sync.simulators.seliton --port 8730``.

It listens on this machine only and serves a generated shop, or with ``--empty`` an empty one. What is
written lasts until it ends.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from sync.simulators.by_hand import wait_until_stopped
from sync.simulators.seliton.generate import generated_shop
from sync.simulators.seliton.server import CLIENT_ID, CLIENT_WORDS, REDIRECT, SelitonSimulator
from sync.simulators.seliton.shop import Shop


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set.

    The exit code is 0, or 2 where the port is taken.
    """
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.seliton")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--redirect", default=REDIRECT, help="where the page of consent sends the browser")
    parser.add_argument("--empty", action="store_true", help="an empty shop instead of the generated one")
    chosen = parser.parse_args(arguments)
    shop = Shop() if chosen.empty else generated_shop()
    try:
        simulator = SelitonSimulator(shop, redirect=chosen.redirect, port=chosen.port)
    except OSError as error:
        sys.stderr.write(f"Port {chosen.port} cannot be used: {error.strerror}\n")
        return 2
    with simulator:
        sys.stdout.write(f"{simulator.url}\nApplication: {CLIENT_ID} / {CLIENT_WORDS}\n")
        sys.stdout.flush()
        wait_until_stopped(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
