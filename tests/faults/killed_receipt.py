"""Prints one receipt over the network and is ended, with no clean-up at all, at a given moment.

``python -m tests.faults.killed_receipt STATE_FILE PORT SERIAL MOMENT COUNT``: at the COUNT-th write to the
line (``line``), or before the COUNT-th statement of the state file (``journal``). Ends with 0 where that
moment never came.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from storage.journal import open_journal
from sync.clock import SystemClock
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.port import TcpLine, open_tcp
from sync.receipts.receipt import Receipt, ReceiptLine

KILLED = 137
ORDER = "1"


class _Counting:
    """Ends the process at the last count."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self, _statement: object = None) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(KILLED)


def receipt(serial: str) -> Receipt:
    """What is printed."""
    cup = ReceiptLine("Чаша", Decimal(20), Decimal("3.50"))
    kettle = ReceiptLine("Чайник", Decimal(20), Decimal("19.99"))
    return Receipt((cup, kettle), (), f"{serial}-0001-0000001")


def main() -> int:
    state, port, serial, moment, count = sys.argv[1:6]
    counting = _Counting(int(count))
    clock = SystemClock()
    write = TcpLine.write

    def counted(line: TcpLine, data: bytes) -> None:
        counting()
        write(line, data)

    if moment == "line":
        setattr(TcpLine, "write", counted)  # noqa: B010 - the type checker knows that it is a method

    def opened(_note_task: Callable[[str], None]) -> FiscalDevice:
        line = open_tcp("127.0.0.1", int(port), clock)
        return device_on(line, Family.DATECS_P, clock, access=OperatorAccess(), serial=serial)

    journal = open_journal(Path(state), write=True, now=lambda: datetime.now(UTC))
    if moment == "journal":
        journal.database.connection().set_trace_callback(counting)
    JournalledPrinting(journal, clock, opened).sell(ORDER, receipt(serial))
    return 0


if __name__ == "__main__":
    sys.exit(main())
