"""Start a device by hand: ``python -m sync.simulators.fiscal --family datecs_p --port 4999``, or
``--serial``.

It listens on this machine only; what it prints lasts until it ends, and is listed then.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace

from sync.clock import SystemClock
from sync.simulators.by_hand import wait_until_stopped
from sync.simulators.fiscal.families import Family
from sync.simulators.fiscal.on_pty import OnPty
from sync.simulators.fiscal.on_tcp import OnTcp
from sync.simulators.fiscal.simulator import FiscalSimulator, usual


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set. The exit code is 0, or 2 where the port cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.fiscal")
    parser.add_argument("--family", type=Family, choices=list(Family), default=Family.DATECS_P)
    parser.add_argument("--serial", action="store_true", help="a pseudo-terminal instead of a network port")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--number", help="the device's own number, such as DT279013")
    chosen = parser.parse_args(arguments)
    settings = usual(chosen.family)
    settings = replace(settings, serial=chosen.number or settings.serial)
    device = FiscalSimulator(chosen.family, SystemClock(), settings)
    try:
        way: OnPty | OnTcp = device.on_pty() if chosen.serial else device.on_tcp(chosen.port)
    except OSError as error:
        sys.stderr.write(f"The port cannot be used: {error.strerror}\n")
        return 2
    with way:
        sys.stdout.write(f"{way.path if isinstance(way, OnPty) else f'{way.host}:{way.port}'}\n")
        sys.stdout.flush()
        wait_until_stopped(stop)
    for receipt in device.memory.receipts:
        kind = "storno" if receipt.storno else "sale"
        sys.stdout.write(f"{receipt.number} {kind} {receipt.sale_number} {receipt.total:.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
