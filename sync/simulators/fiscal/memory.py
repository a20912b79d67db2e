"""The fiscal memory: what was printed, for ever. It is the judge of every test; nothing changes what is in
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from sync.simulators.fiscal.money import NOTHING

GROUPS = "АБВГДЕЖЗ"
"""The VAT groups, in Cyrillic: А 0 %, Б 20 %, В 20 % fuels, Г 9 %, the rest usually unused (facts 2.1)."""


class Tender(StrEnum):
    """What a receipt is paid with."""

    CASH = "cash"
    CARD = "card"
    CHECK = "check"
    COUPONS = "coupons"
    EXTERNAL_COUPONS = "external coupons"
    PACKAGING = "packaging"
    INTERNAL = "internal use"
    DAMAGE = "damage"
    BANK = "bank"
    RESERVED_1 = "reserved 1"
    RESERVED_2 = "reserved 2"
    CREDIT = "credit"
    OTHER = "other"


class Reason(StrEnum):
    """Why a receipt was taken back."""

    OPERATOR_ERROR = "operator error"
    RETURN = "return"
    TAX_BASE = "tax base"


class DocumentKind(StrEnum):
    """What a printed document is."""

    SALE = "sale"
    STORNO = "storno"
    CANCELLED = "cancelled"
    NON_FISCAL = "non-fiscal"
    X_REPORT = "x report"
    Z_REPORT = "z report"
    CASH = "cash"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as printed: text cut at the device's width; ``vat`` a Cyrillic letter; price of one piece, the
    modifier (below 0: a discount) and the total in gross EUR.
    """

    text: str
    vat: str
    price: Decimal
    quantity: Decimal
    modifier: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class PrintedPayment:
    """An amount in EUR as it was handed over, change not taken off."""

    tender: Tender
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PrintedStorno:
    """The receipt that a storno takes back, as the program named it; the device cannot check it."""

    reason: Reason
    document: int
    at: datetime
    fiscal_memory: str


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt. ``at``: aware, by the device's clock. All amounts gross EUR, positive also in a storno.
    ``modifiers``: of the subtotal, below 0 a discount. ``sums``: by VAT letter, modifiers within.
    """

    number: int
    at: datetime
    operator: str
    sale_number: str
    lines: tuple[PrintedLine, ...]
    texts: tuple[str, ...]
    modifiers: tuple[Decimal, ...]
    sums: Mapping[str, Decimal]
    payments: tuple[PrintedPayment, ...]
    change: Decimal
    storno: PrintedStorno | None

    @property
    def total(self) -> Decimal:
        """Gross EUR."""
        return sum(self.sums.values(), NOTHING)


@dataclass(frozen=True, slots=True)
class Document:
    """Anything printed that took a number. ``amount``: of receipts and cash, gross EUR."""

    number: int
    kind: DocumentKind
    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DayTotals:
    """The day so far, or a day that a report closed: EUR. ``cash``: in the drawer at that moment."""

    receipts: int
    stornos: int
    sums: Mapping[str, Decimal]
    storno_sums: Mapping[str, Decimal]
    payments: Mapping[Tender, Decimal]
    cash_in: Decimal
    cash_out: Decimal
    cash: Decimal

    @property
    def turnover(self) -> Decimal:
        """All sales, stornos not taken off, gross EUR."""
        return sum(self.sums.values(), NOTHING)


@dataclass(frozen=True, slots=True)
class DailyReport:
    """A Z or X report with its totals. ``number``: of the Z report; an X report has that of the next Z.
    ``automatic``: printed by the device itself.
    """

    number: int
    kind: DocumentKind
    at: datetime
    totals: DayTotals
    automatic: bool


@dataclass(slots=True)
class _Day:
    first: datetime | None = None
    receipts: list[PrintedReceipt] = field(default_factory=list)
    cash_in: Decimal = NOTHING
    cash_out: Decimal = NOTHING


class FiscalMemory:
    """All that a device ever printed. Read it freely; only the device writes, and only at its end."""

    def __init__(self, first_document: int = 1) -> None:
        self._next = first_document
        self._receipts: list[PrintedReceipt] = []
        self._documents: list[Document] = []
        self._reports: list[DailyReport] = []
        self._day = _Day()
        self._cash = NOTHING

    # ---- reading -------------------------------------------------------------------------------------

    @property
    def receipts(self) -> tuple[PrintedReceipt, ...]:
        """Sales and stornos, the oldest first; cancelled ones are among the documents alone."""
        return tuple(self._receipts)

    @property
    def sales(self) -> tuple[PrintedReceipt, ...]:
        """The receipts that are no stornos."""
        return tuple(receipt for receipt in self._receipts if receipt.storno is None)

    @property
    def stornos(self) -> tuple[PrintedReceipt, ...]:
        """The receipts that take another back."""
        return tuple(receipt for receipt in self._receipts if receipt.storno is not None)

    def of_sale(self, sale_number: str) -> tuple[PrintedReceipt, ...]:
        """All receipts of one sale number, stornos too."""
        return tuple(receipt for receipt in self._receipts if receipt.sale_number == sale_number)

    def printed_twice(self) -> tuple[str, ...]:
        """The sale numbers with more than one sale receipt, which must not be."""
        counted = Counter(receipt.sale_number for receipt in self.sales)
        return tuple(number for number, times in counted.items() if times > 1)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Everything that took a number."""
        return tuple(self._documents)

    @property
    def reports(self) -> tuple[DailyReport, ...]:
        """X and Z reports."""
        return tuple(self._reports)

    @property
    def last_number(self) -> int:
        """Of the last document; 0 before the first."""
        return self._next - 1

    @property
    def day_started(self) -> datetime | None:
        """When the first receipt after the last Z was printed."""
        return self._day.first

    @property
    def cash(self) -> Decimal:
        """In the drawer, EUR."""
        return self._cash

    def day_totals(self) -> DayTotals:
        """The day since the last Z."""
        sums: dict[str, Decimal] = {}
        storno_sums: dict[str, Decimal] = {}
        payments: dict[Tender, Decimal] = {}
        for receipt in self._day.receipts:
            goal = sums if receipt.storno is None else storno_sums
            for letter, amount in receipt.sums.items():
                goal[letter] = goal.get(letter, NOTHING) + amount
            if receipt.storno is None:
                for tender, amount in net_payments(receipt).items():
                    payments[tender] = payments.get(tender, NOTHING) + amount
        stornos = sum(1 for receipt in self._day.receipts if receipt.storno is not None)
        return DayTotals(
            receipts=len(self._day.receipts) - stornos,
            stornos=stornos,
            sums=MappingProxyType(sums),
            storno_sums=MappingProxyType(storno_sums),
            payments=MappingProxyType(payments),
            cash_in=self._day.cash_in,
            cash_out=self._day.cash_out,
            cash=self._cash,
        )

    # ---- writing: the device alone ---------------------------------------------------------------------

    def record(self, kind: DocumentKind, at: datetime, amount: Decimal = NOTHING) -> int:
        """A document that is neither receipt nor report; its number."""
        number = self._next
        self._next += 1
        self._documents.append(Document(number, kind, at, amount))
        return number

    def record_receipt(self, receipt: PrintedReceipt) -> None:
        """A closed receipt. Raises ValueError where its number is not the next one: a device never repeats
        one.
        """
        if receipt.number != self._next:
            raise ValueError(f"document {receipt.number} where {self._next} is next")
        kind = DocumentKind.SALE if receipt.storno is None else DocumentKind.STORNO
        self.record(kind, receipt.at, receipt.total)
        self._receipts.append(receipt)
        self._day.receipts.append(receipt)
        self._day.first = self._day.first or receipt.at
        in_cash = net_payments(receipt).get(Tender.CASH, NOTHING)
        self._cash += in_cash if receipt.storno is None else -in_cash

    def record_cash(self, amount: Decimal, at: datetime) -> int:
        """Cash put in (above 0) or taken out; the document's number."""
        if amount > 0:
            self._day.cash_in += amount
        else:
            self._day.cash_out -= amount
        self._cash += amount
        return self.record(DocumentKind.CASH, at, amount)

    def record_report(self, kind: DocumentKind, at: datetime, *, automatic: bool = False) -> DailyReport:
        """An X report, or a Z report, which ends the day."""
        closed = sum(1 for report in self._reports if report.kind is DocumentKind.Z_REPORT)
        report = DailyReport(closed + 1, kind, at, self.day_totals(), automatic)
        self.record(kind, at)
        self._reports.append(report)
        if kind is DocumentKind.Z_REPORT:
            self._day = _Day()
        return report


def net_payments(receipt: PrintedReceipt) -> dict[Tender, Decimal]:
    """What each way of payment brought in the end: change is given in cash."""
    taken: dict[Tender, Decimal] = {}
    for payment in receipt.payments:
        taken[payment.tender] = taken.get(payment.tender, NOTHING) + payment.amount
    if receipt.change:
        taken[Tender.CASH] = taken.get(Tender.CASH, NOTHING) - receipt.change
    return taken
