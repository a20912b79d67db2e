"""A real journal and a simulated device on one turned clock, for what is printed between the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from sync.clock import TurnedClock
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.link import Patience
from sync.receipts.receipt import PaymentKind, Receipt, ReceiptLine, ReceiptPayment
from sync.simulators.fiscal import Family as SimulatedFamily
from sync.simulators.fiscal import FiscalSimulator, Quirks
from tests.unit.storage.examples import profile

MORNING: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
FAMILIES: Final = tuple(Family)


@dataclass
class PaperBench:
    """One device, one journal."""

    journal: ConnectionJournal
    clock: TurnedClock
    device: FiscalSimulator
    family: Family

    def open_device(self, _note_task: Callable[[str], None]) -> FiscalDevice:
        return device_on(
            self.device.line(),
            self.family,
            self.clock,
            access=OperatorAccess(name="Ана", password=self._password),
            serial=self.device.settings.serial,
            patience=Patience(whole=5.0, long=10.0),
        )

    @property
    def _password(self) -> str:
        passwords = self.device.settings.passwords
        return passwords.password if passwords else ""

    def printing(self) -> JournalledPrinting:
        return JournalledPrinting(self.journal, self.clock, self.open_device)

    @property
    def printed(self) -> list[str]:
        """The sale numbers of all sales in the fiscal memory, one for each receipt."""
        return [sale.sale_number for sale in self.device.memory.sales]


def simulated(family: Family, clock: TurnedClock, quirks: Quirks | None = None) -> FiscalSimulator:
    """The stand-in of a family."""
    return FiscalSimulator(SimulatedFamily[family.name], clock, quirks=quirks)


def make_bench(folder: Path, family: Family, quirks: Quirks | None = None) -> PaperBench:
    """A fresh device and a fresh journal; close the journal when done."""
    clock = TurnedClock(MORNING)
    state = folder / "bench.sqlite"
    if not state.exists():
        create_state_file(state, profile("bench"))
    journal = open_journal(state, write=True, now=clock.now)
    return PaperBench(journal, clock, simulated(family, clock, quirks), family)


def receipt(bench: PaperBench, sequence: int, *, lines: int = 2) -> Receipt:
    """A receipt of a few lines, paid in cash; each ``sequence`` has a total of its own."""
    price = Decimal("12.34") + Decimal(sequence) / 100
    goods = tuple(
        ReceiptLine(f"Стока {place}", Decimal(20), price + place, Decimal(1), Decimal("0.10"))
        for place in range(lines)
    )
    total = sum((line.amount for line in goods), Decimal(0))
    number = f"{bench.device.settings.serial}-0001-{sequence:07d}"
    return Receipt(goods, (ReceiptPayment(PaymentKind.CASH, total),), number)
