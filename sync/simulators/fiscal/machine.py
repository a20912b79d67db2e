"""The device behind every protocol: what it allows when, what it prints, and its fiscal memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sync.simulators.clock import Clock
from sync.simulators.fiscal.memory import (
    DailyReport,
    DocumentKind,
    FiscalMemory,
    PrintedReceipt,
    PrintedStorno,
    Reason,
    Tender,
    net_payments,
)
from sync.simulators.fiscal.money import NOTHING
from sync.simulators.fiscal.open_receipt import Modifier, OpenReceipt
from sync.simulators.fiscal.refusals import Refused, Why
from sync.simulators.fiscal.settings import Condition, Quirks, Settings, WrongPasswords

ZONE: Final = ZoneInfo("Europe/Sofia")
_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Figures:
    """The receipt that is open, or the last one: count of lines, EUR due and paid."""

    is_open: bool
    items: int
    amount: Decimal
    paid: Decimal
    storno: Reason | None


_NO_FIGURES: Final = Figures(False, 0, NOTHING, NOTHING, None)


class Machine:
    """One fiscal device without its protocol. Every method prints or refuses as a whole: power is lost before
    or after, never within.
    """

    def __init__(self, clock: Clock, settings: Settings, quirks: Quirks) -> None:
        self.settings = settings
        self.quirks = quirks
        self.condition = Condition()
        self.memory = FiscalMemory(settings.first_document)
        self.passwords = WrongPasswords()
        self.receipt: OpenReceipt | None = None
        self.non_fiscal_open = False
        self.powered = True
        self.drift = timedelta(0)
        self.power_was_lost_in_receipt = False
        self._clock = clock
        self._seen = self.now()
        self._last = _NO_FIGURES
        self._duplicates = 0

    # ---- time ------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The device's own time, to the second."""
        return (self._clock.now() + self.drift).astimezone(ZONE).replace(microsecond=0)

    def set_clock(self, moment: datetime) -> None:
        """Set the device's own time."""
        self._need_no_receipt()
        self.drift = moment - self._clock.now()
        self.condition.clock_not_set = False
        self._seen = self.now()

    def let_time_pass(self) -> None:
        """Do what was due meanwhile: the Z report at 23:59:59 of a day with turnover."""
        now, seen = self.now(), self._seen
        self._seen = now
        if not (self.powered and self.quirks.automatic_z) or self.receipt is not None:
            return
        end = seen.replace(hour=23, minute=59, second=59)
        if seen < end <= now and self.memory.day_started is not None:
            self._report(DocumentKind.Z_REPORT, end, automatic=True)

    @property
    def day_is_over(self) -> bool:
        """Whether 24 hours have passed since the first receipt without a Z report."""
        started = self.memory.day_started
        return started is not None and self.now() - started > _DAY

    # ---- power -----------------------------------------------------------------------------------------

    def power_lost(self) -> None:
        """What the device knows without power: its memories, and the receipt that was open."""
        self.let_time_pass()
        self.powered = False
        self.non_fiscal_open = False
        if self.receipt is not None:
            self.power_was_lost_in_receipt = True

    def power_back(self) -> None:
        """Switched on again: the lock of wrong passwords is gone."""
        self.powered = True
        self._seen = self.now()
        self.passwords.in_a_row = 0
        self.passwords.locked = False
        if self.receipt is not None and self.quirks.after_power == "annulled":
            self._annul()

    # ---- operators ---------------------------------------------------------------------------------------

    def sign_in(self, operator: str, password: str) -> None:
        """Check an operator. The third wrong password in a row locks the device."""
        rules = self.settings.passwords
        if rules is None:
            return
        if self.passwords.locked:
            raise Refused(Why.LOCKED)
        right_shape = password.isdigit() and rules.shortest <= len(password) <= rules.longest
        if not operator.isdigit() or not right_shape or not 1 <= int(operator) <= rules.operators:
            raise Refused(Why.SYNTAX)
        if password == rules.password:
            self.passwords.in_a_row = 0
            return
        self.passwords.in_all += 1
        self.passwords.in_a_row += 1
        self.passwords.locked = self.passwords.in_a_row >= rules.wrong_until_locked
        raise Refused(Why.OPERATOR)

    # ---- receipts ----------------------------------------------------------------------------------------

    def open_sale(self, operator: str, sale_number: str) -> None:
        """Open a sale; its operator has signed in."""
        self._need_to_open()
        self.receipt = OpenReceipt(operator, sale_number, None, self.settings.leftover)

    def open_storno(self, operator: str, sale_number: str, storno: PrintedStorno) -> None:
        """Open a storno. An operator's error is taken back until the 7th of the next month (facts 1.5)."""
        self._need_to_open()
        if (
            storno.reason is Reason.OPERATOR_ERROR
            and self.quirks.late_error_refused
            and self.now() >= _after_the_7th(storno.at)
        ):
            raise Refused(Why.LATE)
        self.receipt = OpenReceipt(operator, sale_number, storno, self.settings.leftover)

    def sell(
        self,
        text: str,
        vat: str,
        price: Decimal,
        quantity: Decimal = Decimal(1),
        modifier: Modifier | None = None,
    ) -> None:
        """A line: EUR of one piece, gross."""
        receipt = self._need_receipt()
        if vat not in self.settings.rates:
            raise Refused(Why.VAT_GROUP)
        if len(receipt.lines) >= self.settings.lines_at_most:
            raise Refused(Why.TOO_MANY_LINES)
        receipt.sell(self.cut(text, self.settings.item_width), vat, price, quantity, modifier)

    def subtotal(self, modifier: Modifier | None = None) -> OpenReceipt:
        """The receipt so far, after a modifier of its subtotal."""
        receipt = self._need_receipt()
        if receipt.payments:
            raise Refused(Why.PAID if receipt.is_paid else Why.PAYMENT_BEGUN)
        if modifier is not None:
            receipt.modify(modifier)
        return receipt

    def write(self, text: str) -> None:
        """A line of text, on whatever is open."""
        self._need_printer()
        text = self.cut(text, self.settings.text_width)
        if self.receipt is not None:
            self.receipt.texts.append(text)
        elif not self.non_fiscal_open:
            raise Refused(Why.NO_RECEIPT)

    def pay(self, tender: Tender, amount: Decimal | None) -> Decimal:
        """A payment; None pays the rest. Returns what is due yet, or the change as a number below 0."""
        receipt = self._need_receipt()
        storno = receipt.storno
        if storno is not None:
            if self.settings.cash_only_storno and tender is not Tender.CASH:
                raise Refused(Why.PAYMENT_FORBIDDEN)
            given = receipt.due if amount is None else amount
            if (
                tender is Tender.CASH
                and storno.reason is not Reason.OPERATOR_ERROR
                and given > self.memory.cash
            ):
                raise Refused(Why.NO_CASH)
        return receipt.pay(tender, amount)

    def close(self) -> PrintedReceipt:
        """End the receipt: it is in the fiscal memory from here on."""
        receipt = self._need_receipt()
        if not receipt.is_paid:
            raise Refused(Why.NOT_PAID if receipt.lines else Why.EMPTY)
        printed = receipt.printed(self.memory.last_number + 1, self.now())
        self.memory.record_receipt(printed)
        self._last = self._figures(receipt, is_open=False)
        self.receipt = None
        self._duplicates = 0
        return printed

    def cancel(self) -> None:
        """Annul the open receipt, which is allowed before the first payment."""
        receipt = self._need_receipt()
        if receipt.payments:
            raise Refused(Why.PAYMENT_BEGUN)
        self._annul()

    def figures(self) -> Figures:
        """Of the open receipt, else of the last one."""
        if self.receipt is not None:
            return self._figures(self.receipt, is_open=True)
        return self._last if self.quirks.last_receipt_readable else _NO_FIGURES

    @property
    def last_number(self) -> int:
        """Of the last document, as the device tells it."""
        counts = self.receipt is not None and self.quirks.number_from == "open"
        return self.memory.last_number + int(counts)

    def open_non_fiscal(self) -> None:
        """Open a receipt that is none."""
        self._need_printer()
        self._need_no_receipt()
        self.non_fiscal_open = True

    def close_non_fiscal(self) -> int:
        """End it; the document's number."""
        if not self.non_fiscal_open:
            raise Refused(Why.NO_RECEIPT)
        self._need_printer()
        self.non_fiscal_open = False
        return self.memory.record(DocumentKind.NON_FISCAL, self.now())

    # ---- reports, cash, duplicate ------------------------------------------------------------------------

    def x_report(self) -> DailyReport:
        """The day so far, on paper."""
        return self._asked_report(DocumentKind.X_REPORT)

    def z_report(self) -> DailyReport:
        """The day, closed."""
        return self._asked_report(DocumentKind.Z_REPORT)

    def move_cash(self, amount: Decimal) -> None:
        """Put in (above 0) or take out cash, EUR; 0 only reads."""
        if not amount:
            return
        self._need_printer()
        self._need_no_receipt()
        if self.memory.cash + amount < 0:
            raise Refused(Why.NO_CASH)
        self.memory.record_cash(amount, self.now())

    def duplicate(self) -> None:
        """The last receipt once more, marked as such."""
        self._need_printer()
        self._need_no_receipt()
        if not self.memory.receipts:
            raise Refused(Why.EMPTY)
        if self._duplicates >= self.settings.duplicates_at_most:
            raise Refused(Why.DUPLICATE)
        self._duplicates += 1
        self.memory.record(DocumentKind.DUPLICATE, self.now(), self.memory.receipts[-1].total)

    @property
    def duplicate_printed(self) -> bool:
        """Whether the last receipt has had its duplicate."""
        return self._duplicates > 0

    # ---- what has to be so -------------------------------------------------------------------------------

    def cut(self, text: str, width: int) -> str:
        """A text as it fits."""
        if len(text) > width and self.quirks.long_text == "refused":
            raise Refused(Why.SYNTAX)
        return text[:width]

    def _need_to_open(self) -> None:
        self._need_printer()
        self.power_was_lost_in_receipt = self.power_was_lost_in_receipt and self.receipt is not None
        self._need_no_receipt()
        if self.condition.not_fiscalised:
            raise Refused(Why.NOT_FISCALISED)
        if self.condition.clock_not_set:
            raise Refused(Why.CLOCK)
        if self.day_is_over:
            raise Refused(Why.DAY_NOT_CLOSED)

    def _need_receipt(self) -> OpenReceipt:
        if self.receipt is None:
            raise Refused(Why.NO_RECEIPT)
        self._need_printer()
        return self.receipt

    def _need_no_receipt(self) -> None:
        if self.receipt is not None:
            raise Refused(Why.RECEIPT_OPEN)
        if self.non_fiscal_open:
            raise Refused(Why.NON_FISCAL_OPEN)

    def _need_printer(self) -> None:
        state = self.condition
        if self.passwords.locked:
            raise Refused(Why.LOCKED)
        for is_wrong, why in (
            (state.paper_out, Why.PAPER),
            (state.cover_open, Why.COVER),
            (state.mechanism_fault, Why.MECHANISM),
            (state.fiscal_memory_failed or state.fiscal_memory_full or state.read_only, Why.FISCAL_MEMORY),
        ):
            if is_wrong:
                raise Refused(why)

    def _asked_report(self, kind: DocumentKind) -> DailyReport:
        self._need_printer()
        self._need_no_receipt()
        return self._report(kind, self.now())

    def _report(self, kind: DocumentKind, at: datetime, *, automatic: bool = False) -> DailyReport:
        report = self.memory.record_report(kind, at, automatic=automatic)
        if kind is DocumentKind.Z_REPORT and self.quirks.z_empties_drawer and self.memory.cash:
            self.memory.record_cash(-self.memory.cash, at)
        return report

    def _annul(self) -> None:
        if self.quirks.annulled_takes_number is not False:
            self.memory.record(DocumentKind.CANCELLED, self.now())
        if self.receipt is not None and self.quirks.after_annulled == "the annulled":
            self._last = self._figures(self.receipt, is_open=False)
        elif self.quirks.after_annulled == "nothing":
            self._last = _NO_FIGURES
        self.receipt = None

    def _figures(self, receipt: OpenReceipt, *, is_open: bool) -> Figures:
        return Figures(
            is_open=is_open,
            items=len(receipt.lines),
            amount=receipt.total,
            paid=receipt.paid,
            storno=receipt.storno.reason if receipt.storno else None,
        )


def _after_the_7th(sale: datetime) -> datetime:
    """The first moment when an operator's error can no longer be taken back."""
    year, month = (sale.year + 1, 1) if sale.month == 12 else (sale.year, sale.month + 1)
    return datetime(year, month, 8, tzinfo=ZONE)


__all__ = ["ZONE", "Figures", "Machine", "net_payments"]
