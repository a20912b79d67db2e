"""What a receipt is, apart from any device: lines in gross euro, payments, its sale number, and a storno."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sync.receipts.amounts import row_amount


class PaymentKind(StrEnum):
    """The kinds of payment that the revenue agency tells apart (Ordinance N-18)."""

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


class StornoReason(StrEnum):
    """Why a receipt is taken back. The operator's error only until the 7th of the month after the sale."""

    OPERATOR_ERROR = "operator error"
    RETURN = "return"
    TAX_BASE = "tax base"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line. ``price`` of one piece, gross EUR with two decimals; ``quantity`` with at most three;
    ``discount`` in EUR, at least 0, taken off the whole line; ``vat_rate`` in per cent.
    """

    text: str
    vat_rate: Decimal
    price: Decimal
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """What the line adds to the total, gross EUR, rounded as every device rounds."""
        return row_amount(self.price, self.quantity) - self.discount


@dataclass(frozen=True, slots=True)
class ReceiptPayment:
    """An amount in EUR and how it is paid."""

    kind: PaymentKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt to print. The payments add up to the lines to the cent; none: all of it in cash.

    ``notes`` are printed below the lines, such as what was given for nothing: devices fail on lines of 0.
    """

    lines: tuple[ReceiptLine, ...]
    payments: tuple[ReceiptPayment, ...]
    sale_number: str
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """Gross EUR."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def paid(self) -> tuple[ReceiptPayment, ...]:
        return self.payments or (ReceiptPayment(PaymentKind.CASH, self.total),)


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt that exists. ``number`` of the document; ``at`` by the device's clock (aware); ``amount``
    gross EUR; ``device`` and ``fiscal_memory`` are its two numbers. All of it is needed for a storno.
    """

    number: int
    at: datetime
    amount: Decimal
    device: str
    fiscal_memory: str
    sale_number: str


@dataclass(frozen=True, slots=True)
class Storno:
    """A receipt to take back, wholly or in part. Amounts of ``receipt`` are positive, and its sale number is
    that of the original, never a new one.
    """

    receipt: Receipt
    original: PrintedReceipt
    reason: StornoReason

    def __post_init__(self) -> None:
        if self.receipt.sale_number != self.original.sale_number:
            raise ValueError("a storno has the sale number of its sale")
