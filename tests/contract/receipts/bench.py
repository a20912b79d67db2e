"""A simulated device and Mostik's own way to it, on one turned clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from sync.clock import TurnedClock
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family as ClientFamily
from sync.receipts.link import Patience
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Storno,
    StornoReason,
)
from sync.simulators.fiscal import Family, FiscalSimulator, Quirks, Settings, Tender, usual
from sync.simulators.fiscal import PrintedReceipt as OnPaper

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 10:00 in Sofia
D = Decimal
ALL = list(Family)
WITH_PASSWORD = [family for family in ALL if usual(family).passwords is not None]


def sale_number(family: Family, sequence: int = 1) -> str:
    """A number of the usual device of a family."""
    return f"{usual(family).serial}-0001-{sequence:07d}"


def a_receipt(family: Family, sequence: int = 1, *, payments: tuple[ReceiptPayment, ...] = ()) -> Receipt:
    """22.09 EUR: two VAT groups, a weight, a discount and a note."""
    return Receipt(
        lines=(
            ReceiptLine("Чаша", D(20), D("3.33"), D("1.500")),
            ReceiptLine("Книга за чай", D(9), D("10.00"), D(2), D("2.91")),
        ),
        payments=payments,
        sale_number=sale_number(family, sequence),
        notes=("Подарък: лъжичка",),
    )


TOTAL = D("22.09")
SUMS = {"Б": D("5.00"), "Г": D("17.09")}


class Bench:
    """``open`` gives a new session, as Mostik begins one after a broken link."""

    def __init__(
        self, family: Family, *, settings: Settings | None = None, quirks: Quirks | None = None
    ) -> None:
        self.family = family
        self.clock = TurnedClock(MORNING)
        self.simulator = FiscalSimulator(family, self.clock, settings, quirks)
        rules = self.simulator.settings.passwords
        self.access = OperatorAccess(password=rules.password if rules else "", name="Ана")

    def open(self, *, serial: str | None = None, patience: Patience | None = None) -> FiscalDevice:
        """A client on a new line to the device."""
        return device_on(
            self.simulator.line(),
            ClientFamily(self.family.value),
            self.clock,
            access=self.access,
            serial=self.simulator.settings.serial if serial is None else serial,
            patience=patience,
        )

    @property
    def on_paper(self) -> tuple[OnPaper, ...]:
        """The receipts in the fiscal memory."""
        return self.simulator.memory.receipts

    def fill_drawer(self) -> None:
        """Cash for stornos, as a shop has it in the morning."""
        self.simulator.memory.record_cash(D(100), self.clock.now())


def a_storno(original: PrintedReceipt, receipt: Receipt, reason: StornoReason) -> Storno:
    """The whole receipt back in cash."""
    back = Receipt(receipt.lines, (), receipt.sale_number, ())
    return Storno(back, original, reason)


def check(paper: OnPaper, wanted: Receipt, sums: Mapping[str, Decimal] | None = None) -> None:
    """A receipt on paper is the wanted one to the cent."""
    assert paper.sale_number == wanted.sale_number
    assert paper.total == wanted.total
    assert len(paper.lines) == len(wanted.lines)
    for line, meant in zip(paper.lines, wanted.lines, strict=True):
        assert line.total == meant.amount
        assert line.quantity == meant.quantity
        assert meant.text.startswith(line.text)
    paid = [(payment.tender, payment.amount) for payment in paper.payments]
    assert paid == [(Tender(each.kind.value), each.amount) for each in wanted.paid]
    assert paper.change == 0
    if sums is not None:
        assert paper.sums == sums


TWO_WAYS = (ReceiptPayment(PaymentKind.CARD, D("4.00")), ReceiptPayment(PaymentKind.CASH, D("18.09")))
"""How 22.09 EUR are paid in two ways: the card first, as a terminal can refuse."""
