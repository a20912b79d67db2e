"""All that can be done about the receipts of one connection, for the window and the command line.

Everything here blocks. The journal has to be open for writing where something is printed or said; the device
is opened when it is needed and closed after each call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from sync.errors import Cancelled, MostikError, Refused, SettingsError, Unknown
from sync.plan.receipts import (
    LISTED_FOR,
    ReceiptItem,
    ReceiptState,
    StornoProposal,
    proposal_of,
    receipt_items,
    storno_proposals,
    storno_reasons,
)
from sync.ports import Clock, InboxState, Journal
from sync.profile import Profile
from sync.receipts.audit_file import AuditMonth, audit_month
from sync.receipts.deciding import receipt_of
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.journal import OrderStanding, Paper, PaperKind, PaperState, ProtocolLine
from sync.receipts.journalled import JournalledPrinting, OpenPrinter
from sync.receipts.opening import chosen_device
from sync.receipts.receipt import PrintedReceipt, Receipt, StornoReason
from sync.run.connection import never
from sync.run.device_desk import DeviceDesk, DeviceTest
from sync.run.receipt_numbers import doubt_what_was_restored
from sync.sentences import Sentence, say

__all__ = ["DeviceTest", "PrintOutcome", "ReceiptDesk", "nobody"]


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of one wanted receipt or storno. ``paper`` is printed where ``problem`` is None."""

    order_id: str
    number: str
    paper: Paper | None = None
    problem: MostikError | None = None

    @property
    def unknown(self) -> bool:
        """Whether it may have been printed."""
        return isinstance(self.problem, Unknown)


def nobody(_outcome: PrintOutcome) -> None:
    """Tells nobody."""


class ReceiptDesk(DeviceDesk):
    """The receipts of one connection."""

    def __init__(self, profile: Profile, journal: Journal, clock: Clock, open_device: OpenPrinter) -> None:
        super().__init__(profile.receipts, journal, clock, open_device)
        self._profile = profile
        self._journal = journal

    # ------------------------------------------------------------ lists

    def items(self) -> list[ReceiptItem]:
        """Every order that came in since receipts are on, of the last 120 days, the newest first."""
        return list(reversed(self._items()[0]))

    def to_print(self) -> list[ReceiptItem]:
        """What may be printed now, the oldest first."""
        return [item for item in self._items()[0] if item.can_print]

    def in_doubt(self) -> list[ReceiptItem]:
        """What waits for the owner's word, the oldest first."""
        return [item for item in self._items()[0] if item.in_doubt]

    def proposals(self) -> list[StornoProposal]:
        """Printed receipts of orders that are off since, the most urgent first."""
        items, rows = self._items()
        found = storno_proposals(items, rows, self._cancelled, self._clock.now())
        return sorted(found, key=lambda proposal: (proposal.last_day, proposal.printed.number))

    def protocol(self) -> Sequence[ProtocolLine]:
        """What was noted about numbers and receipts, the oldest first."""
        return self._journal.protocol()

    @property
    def _cancelled(self) -> Collection[str]:
        return self._profile.orders.cancelled_statuses if self._profile.orders else ()

    def _items(self) -> tuple[list[ReceiptItem], Mapping[str, OrderStanding]]:
        sales = self._journal.sales(self._clock.now() - LISTED_FOR)
        rows = self._journal.standings(sales)
        items = receipt_items(
            sales.values(), self._journal.papers(order_ids=sales), rows, self.settings, self._cancelled
        )
        return items, rows

    def item(self, order_id: str) -> ReceiptItem:
        """One order of the list, by its id, else by its number for people. Raises Refused where it is not
        there, or two have that number.
        """
        items = self._items()[0]
        found = [item for item in items if item.sale.order_id == order_id]
        # In some shops one order's number is another one's id.
        found = found or [item for item in items if item.sale.number == order_id]
        if not found:
            raise Refused(say("There is no order {order} among the receipts.", order=order_id))
        if len(found) > 1:
            raise Refused(say("Two orders have the number {order}.", order=order_id))
        return found[0]

    # ------------------------------------------------------------ print

    def print_these(
        self,
        order_ids: Sequence[str],
        on_each: Callable[[PrintOutcome], None] = nobody,
        stop_asked: Callable[[], bool] = never,
    ) -> list[PrintOutcome]:
        """Print the receipts of these orders, one after the other. What is in doubt from before is asked
        about first.

        A receipt that is refused does not stop the others; a device that is not ready does: the rest then has
        the same problem and was not tried. Stops between two where ``stop_asked``. Raises SettingsError or
        Unreachable where nothing could be begun.
        """
        outcomes: list[PrintOutcome] = []
        with self._printing() as printing:
            self._recover_first(printing)
            known = {item.sale.order_id: item for item in self._items()[0]}
            stopped: MostikError | None = None
            for order_id in order_ids:
                if stop_asked():
                    break
                outcome = self._print_one(printing, order_id, known.get(order_id), stopped)
                if outcome.problem is not None and not isinstance(outcome.problem, Refused):
                    stopped = outcome.problem
                outcomes.append(outcome)
                on_each(outcome)
        return outcomes

    def _print_one(
        self,
        printing: JournalledPrinting,
        order_id: str,
        item: ReceiptItem | None,
        stopped: MostikError | None,
    ) -> PrintOutcome:
        number = item.sale.number if item else order_id
        if stopped is not None:
            after = _not_tried(stopped)
            return PrintOutcome(order_id, number, problem=after)
        try:
            return PrintOutcome(order_id, number, paper=self._sell(printing, item))
        except Cancelled:
            raise
        except MostikError as error:
            return PrintOutcome(order_id, number, problem=error)

    def _sell(self, printing: JournalledPrinting, item: ReceiptItem | None) -> Paper:
        if item is None or not item.can_print or item.decision is None or item.decision.kind is None:
            raise Refused(
                item.why if item else say("There is no such order among the receipts."),
                advice=item.advice if item else None,
            )
        if not item.sale.sale_number:
            raise Refused(
                say("The order has no sale number (УНП) yet, so its receipt is not printed."),
                advice=say("Set a new range of sale numbers for this device."),
            )
        device = chosen_device(self.settings)
        return printing.sell(item.sale.order_id, receipt_of(item.sale, item.decision.kind, device.serial))

    # ------------------------------------------------------------ storno

    def reasons(self, order_id: str) -> tuple[StornoReason, ...]:
        """The reasons for which the order's receipt may be taken back today, the usual one first."""
        return storno_reasons(self._printed(self.item(order_id)).at, self._clock.now())

    def proposal(self, order_id: str) -> StornoProposal:
        """A storno of the order's receipt, asked for by the owner. Raises Refused where none exists."""
        item = self.item(order_id)
        return proposal_of(item, self._printed(item), self._clock.now())

    def take_back(self, order_id: str, reason: StornoReason) -> PrintOutcome:
        """Print the storno of an order's whole receipt. Raises Refused where it may not be, and what opening
        the device raises.
        """
        item = self.item(order_id)
        original = self._printed(item)
        if reason not in storno_reasons(original.at, self._clock.now()):
            raise Refused(
                say("The time to take this receipt back as the operator’s error is over."),
                advice=say("Choose another reason, such as a return."),
            )
        assert item.paper is not None
        with self._printing() as printing:
            self._recover_first(printing)
            try:
                paper = printing.reverse(item.sale.order_id, item.paper.receipt, original, reason)
            except MostikError as error:
                return PrintOutcome(item.sale.order_id, item.sale.number, problem=error)
        return PrintOutcome(item.sale.order_id, item.sale.number, paper=paper)

    def _printed(self, item: ReceiptItem) -> PrintedReceipt:
        if item.state is not ReceiptState.PRINTED or item.printed is None:
            raise Refused(say("There is no printed receipt of this order."))
        return item.printed

    # ------------------------------------------------------------ what is not known

    def ask_device(self) -> list[ReceiptItem]:
        """Ask the device about everything in doubt; returns what is in doubt still. Raises SettingsError or
        Unreachable while it does not answer.
        """
        with self._printing() as printing:
            printing.recover()
        return self.in_doubt()

    def was_printed(self, order_id: str, number: int) -> ReceiptItem:
        """The owner's word: the paper exists, with this number."""
        item, paper = self._doubtful(order_id)
        if number <= 0:
            raise Refused(say("A receipt’s number is a number above 0."))
        printed = PrintedReceipt(
            number=number,
            at=paper.begun_at.astimezone(DEVICE_ZONE),
            amount=paper.receipt.total,
            device=paper.device or item.sale.sale_number[:8],
            fiscal_memory=paper.fiscal_memory,
            sale_number=paper.receipt.sale_number,
        )
        self._say(
            paper,
            PaperState.PRINTED,
            say(
                "Order {order}: you said that it was printed, number {number}.",
                order=item.sale.number,
                number=number,
            ),
            printed,
        )
        return self.item(item.sale.order_id)

    def was_not_printed(self, order_id: str) -> ReceiptItem:
        """The owner's word: there is no paper. It can then be printed from the list, never by itself."""
        item, paper = self._doubtful(order_id)
        self._say(
            paper,
            PaperState.FAILED,
            say("Order {order}: you said that it was not printed.", order=item.sale.number),
        )
        return self.item(item.sale.order_id)

    def leave(self, order_id: str) -> ReceiptItem:
        """The owner's word: it stays as it is. Nothing is printed for it any more."""
        item, paper = self._doubtful(order_id)
        self._say(
            paper,
            PaperState.LEFT,
            say("Order {order}: you said that it is to be left as it is.", order=item.sale.number),
        )
        return self.item(item.sale.order_id)

    def _doubtful(self, order_id: str) -> tuple[ReceiptItem, Paper]:
        item = self.item(order_id)
        if not item.in_doubt:
            raise Refused(say("It is known how the receipt of order {order} stands.", order=item.sale.number))
        for paper in (item.paper, item.storno):
            if paper is not None and paper.in_doubt:
                return item, paper
        # A restored file knows the sale and no paper of it.
        kind = item.decision.kind if item.decision else None
        receipt = Receipt((), (), item.sale.sale_number) if kind is None else receipt_of(item.sale, kind, "")
        paper = self._journal.begin_paper(item.sale.order_id, PaperKind.SALE, receipt)
        self._journal.put_paper(replace(paper, state=PaperState.UNKNOWN, doubted=True))
        return item, replace(paper, state=PaperState.UNKNOWN, doubted=True)

    def _say(
        self, paper: Paper, state: PaperState, line: Sentence, printed: PrintedReceipt | None = None
    ) -> None:
        with self._journal.transaction():
            self._journal.put_paper(
                replace(
                    paper,
                    state=state,
                    why=line,
                    printed=printed,
                    ended_at=self._clock.now(),
                    doubted=True,
                    by_word=True,
                )
            )
            sale = self._journal.sale(paper.order_id)
            if sale and sale.doubtful and paper.kind is PaperKind.SALE and state is PaperState.FAILED:
                self._journal.put_sale(replace(sale, doubtful=False))
            self._journal.add_protocol(line)

    # ------------------------------------------------------------ the audit file

    def audit(self, year: int, month: int) -> AuditMonth:
        """The audit file of a month, to be looked at and then written. Raises Refused where the shop has not
        chosen it.
        """
        sales = self._journal.sales()
        standings = self._journal.standings(sales)
        wanted = self.settings.audit.delivered_statuses if self.settings.audit else ()

        def was_delivered(order_id: str) -> bool:
            row = standings.get(order_id)
            if row is None or row.state != InboxState.DONE or row.status_id in self._cancelled:
                return False
            return not wanted or row.status_id in wanted

        return audit_month(sales.values(), self._journal.papers(), self.settings, year, month, was_delivered)

    # ------------------------------------------------------------ how

    @contextmanager
    def _printing(self) -> Iterator[JournalledPrinting]:
        chosen_device(self.settings)
        with closing(JournalledPrinting(self._journal, self._clock, self._open_device)) as printing:
            yield printing

    def _recover_first(self, printing: JournalledPrinting) -> None:
        doubt_what_was_restored(self._journal)
        printing.recover()


def _not_tried(stopped: MostikError) -> MostikError:
    return SettingsError(
        say("Not tried, because the fiscal device stopped before it."), advice=stopped.advice
    )
