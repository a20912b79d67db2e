"""Start the simulator by hand: ``python -m sync.simulators.cloudcart --port 8800``.

It listens on this machine only and serves the sample shop, or with ``--products`` a generated one. What is
changed lasts until it ends.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from sync.simulators.by_hand import wait_until_stopped
from sync.simulators.cloudcart.generate import generated_shop
from sync.simulators.cloudcart.sample import sample_shop
from sync.simulators.cloudcart.server import CloudCartSimulator
from sync.simulators.cloudcart.shop import SAMPLE_KEY


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set.

    The exit code is 0, or 2 where the port is taken.
    """
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.cloudcart")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--key", default=SAMPLE_KEY, help="the key that callers need")
    parser.add_argument(
        "--products", type=int, default=0, help="generate so many products instead of the sample"
    )
    parser.add_argument("--orders", type=int, default=0, help="with --products, generate so many orders")
    parser.add_argument("--per-minute", type=int, default=100, help="requests a minute of the plan")
    chosen = parser.parse_args(arguments)
    now = datetime.now(UTC)
    shop = generated_shop(chosen.products, chosen.orders) if chosen.products else sample_shop(now)
    shop.keys[0].value = chosen.key
    try:
        simulator = CloudCartSimulator(
            shop, per_minute=chosen.per_minute, deliver_by_itself=True, port=chosen.port
        )
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
