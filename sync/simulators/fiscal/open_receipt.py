"""The receipt that is being made: lines, subtotal, payments. It is on paper, and not in the fiscal memory
yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from sync.simulators.fiscal.memory import PrintedLine, PrintedPayment, PrintedReceipt, PrintedStorno, Tender
from sync.simulators.fiscal.money import NOTHING, Leftover, half_up, row_amount, share, spread
from sync.simulators.fiscal.refusals import Refused, Why


@dataclass(frozen=True, slots=True)
class Modifier:
    """Off a line or the subtotal, or on it (above 0): in per cent or EUR."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    def of(self, amount: Decimal) -> Decimal:
        """EUR that it changes an amount by."""
        if self.percent is not None:
            return share(amount, self.percent)
        return self.amount or NOTHING


@dataclass(slots=True)
class OpenReceipt:
    """A receipt from its opening to its close. Amounts in gross EUR."""

    operator: str
    sale_number: str
    storno: PrintedStorno | None
    leftover: Leftover
    lines: list[PrintedLine] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    modifiers: list[Decimal] = field(default_factory=list)
    sums: dict[str, Decimal] = field(default_factory=dict)
    payments: list[PrintedPayment] = field(default_factory=list)
    change: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        """Gross EUR."""
        return sum(self.sums.values(), NOTHING)

    @property
    def paid(self) -> Decimal:
        """EUR handed over so far."""
        return sum((payment.amount for payment in self.payments), NOTHING)

    @property
    def due(self) -> Decimal:
        """EUR that are missing; never below 0."""
        return max(self.total - self.paid, NOTHING)

    @property
    def is_paid(self) -> bool:
        """Payment was made, and nothing is missing."""
        return bool(self.payments) and not self.due

    def sell(
        self, text: str, vat: str, price: Decimal, quantity: Decimal, modifier: Modifier | None
    ) -> PrintedLine:
        """A line; a price below 0 corrects an earlier one. Refuses what would take its group below zero."""
        if self.payments:
            raise Refused(Why.PAYMENT_BEGUN)
        row = row_amount(price, quantity)
        change = modifier.of(row) if modifier else NOTHING
        total = row + change
        if (price >= 0 and total < 0) or self.sums.get(vat, NOTHING) + total < 0:
            raise Refused(Why.NEGATIVE)
        line = PrintedLine(text, vat, price, quantity, change, total)
        self.lines.append(line)
        self.sums[vat] = self.sums.get(vat, NOTHING) + total
        return line

    def modify(self, modifier: Modifier) -> Decimal:
        """A discount or surcharge of the subtotal, spread over the VAT groups; what it came to."""
        if self.payments:
            raise Refused(Why.PAYMENT_BEGUN)
        change = half_up(modifier.of(self.total))
        if self.total + change < 0 or not self.total:
            raise Refused(Why.NEGATIVE)
        for letter, part in spread(change, self.sums, self.leftover).items():
            self.sums[letter] += part
        self.modifiers.append(change)
        return change

    def pay(self, tender: Tender, amount: Decimal | None) -> Decimal:
        """A payment; None pays what is due. Returns what is still due, or the change as a number below 0."""
        if self.is_paid:
            raise Refused(Why.PAID)
        given = self.due if amount is None else amount
        if given < 0:
            raise Refused(Why.VALUE)
        over = given - self.due
        self.payments.append(PrintedPayment(tender, given))
        if over > 0:
            self.change = over
            return -over
        return self.due

    def printed(self, number: int, at: datetime) -> PrintedReceipt:
        """The receipt as it goes into the fiscal memory."""
        return PrintedReceipt(
            number=number,
            at=at,
            operator=self.operator,
            sale_number=self.sale_number,
            lines=tuple(self.lines),
            texts=tuple(self.texts),
            modifiers=tuple(self.modifiers),
            sums=MappingProxyType(dict(self.sums)),
            payments=tuple(self.payments),
            change=self.change,
            storno=self.storno,
        )
