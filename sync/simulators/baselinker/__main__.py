"""Start the simulator by hand: ``python -m sync.simulators.baselinker --account FILE --port N``.

It listens on this machine only. Without a file a small empty shop is served; with ``--save`` the file is
written at the end.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sync.simulators.baselinker.account import Account, AccountFileError
from sync.simulators.baselinker.generate import many_orders, many_products
from sync.simulators.baselinker.limits import LimitRules
from sync.simulators.baselinker.quirks import Quirks
from sync.simulators.baselinker.server import BaseLinkerSimulator
from sync.simulators.baselinker.starter import small_account
from sync.simulators.by_hand import wait_until_stopped


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl+C or until ``stop`` is set.

    The exit code is 0, or 2 for an account file that cannot be read.
    """
    parser = argparse.ArgumentParser(prog="python -m sync.simulators.baselinker")
    parser.add_argument("--account", type=Path, help="JSON file of the account")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one by default")
    parser.add_argument("--token", action="append", default=[], help="accept this token too; may be repeated")
    parser.add_argument("--products", type=int, default=0, help="generate so many products")
    parser.add_argument("--orders", type=int, default=0, help="generate so many orders")
    parser.add_argument("--journal", action="store_true", help="the journal is activated")
    parser.add_argument("--no-limit", action="store_true", help="no limit of requests")
    parser.add_argument("--save", action="store_true", help="write the account file at the end")
    chosen = parser.parse_args(arguments)
    if chosen.save and chosen.account is None:
        parser.error("--save needs --account")
    try:
        account = (
            Account.load(chosen.account) if chosen.account and chosen.account.exists() else small_account()
        )
    except (OSError, AccountFileError) as error:
        sys.stderr.write(f"The account file cannot be read: {error}\n")
        return 2
    account.tokens += [token for token in chosen.token if token not in account.tokens]
    account.add_products(many_products(chosen.products))
    account.add_orders(many_orders(chosen.orders))
    rules = LimitRules(per_minute=None) if chosen.no_limit else LimitRules()
    quirks = Quirks(journal_activated=chosen.journal)
    with BaseLinkerSimulator(account, quirks=quirks, limits=rules, port=chosen.port) as simulator:
        sys.stdout.write(f"{simulator.url}\n")
        sys.stdout.flush()
        wait_until_stopped(stop)
        if chosen.save:
            simulator.save(chosen.account)
    return 0


if __name__ == "__main__":
    sys.exit(main())
