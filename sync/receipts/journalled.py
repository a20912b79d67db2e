"""The way of one paper: wanted, noted, printing, and then printed, surely not, or not known.

The device's last document number is on disk before the first byte of a receipt may leave. So after a broken
link, a killed program or a power cut the device is asked whether the receipt exists, before anything is said
or done; what it cannot tell, the owner decides. A paper whose end was once in doubt is never printed again by
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from sync.errors import MostikError, Refused, Unknown
from sync.ports import Clock
from sync.receipts.device import DEVICE_ZONE, DeviceInfo, FiscalDevice, OpenReceipt
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.journal import Paper, PaperKind, PaperState, ReceiptJournal
from sync.receipts.problems import DeviceProblem
from sync.receipts.receipt import PaymentKind, PrintedReceipt, Receipt, Storno, StornoReason
from sync.receipts.recovery import BeforeReceipt, Existence, ask_device
from sync.sentences import Sentence, say

Printer = FiscalDevice | ErpNetPrinter
OpenPrinter = Callable[[Callable[[str], None]], Printer]
"""Opens the device; what it is handed is told the name of a task before a server is sent anything."""


class JournalledPrinting:
    """Prints papers one by one on one device, each with its row in the journal. Close it when done."""

    def __init__(self, journal: ReceiptJournal, clock: Clock, open_printer: OpenPrinter) -> None:
        self._journal = journal
        self._clock = clock
        self._open_printer = open_printer
        self._printer: Printer | None = None
        self._paper: Paper | None = None

    def close(self) -> None:
        """Let the device go. Opened again by whatever comes next."""
        if self._printer is not None:
            printer, self._printer = self._printer, None
            printer.close()

    # ------------------------------------------------------------ print

    def sell(self, order_id: str, receipt: Receipt) -> Paper:
        """Print a receipt and return its paper, printed. Any error but Unknown means that none exists.

        Raises Refused where one exists already, or perhaps does.
        """
        paper = self._journal.begin_paper(order_id, PaperKind.SALE, receipt)
        return self._print(paper, lambda printer: printer.sell(receipt))

    def reverse(
        self, order_id: str, receipt: Receipt, original: PrintedReceipt, reason: StornoReason
    ) -> Paper:
        """Print a storno, as :meth:`sell`."""
        wanted = Storno(receipt, original, reason)
        paper = self._journal.begin_paper(
            order_id, PaperKind.STORNO, receipt, original=original, reason=reason
        )
        return self._print(paper, lambda printer: printer.reverse(_payable(wanted, printer)))

    def _print(self, paper: Paper, do: Callable[[Printer], PrintedReceipt]) -> Paper:
        try:
            printer = self._opened()
            info = printer.info()
            last, last_amount = _last_on(printer)
        except MostikError as error:
            self._let_go(error)
            self._end(paper, PaperState.FAILED, error.sentence)
            raise
        paper = replace(
            paper,
            state=PaperState.INTENT,
            device=info.serial,
            fiscal_memory=info.fiscal_memory,
            last_document=last,
            last_amount=last_amount,
        )
        self._journal.put_paper(paper)
        self._paper = replace(paper, state=PaperState.PRINTING)
        self._journal.put_paper(self._paper)
        try:
            printed = do(printer)
        except Unknown as unknown:
            self.close()
            doubtful = self._end(self._paper, PaperState.UNKNOWN, unknown.sentence, doubted=True)
            return self._after_doubt(doubtful, unknown)
        except MostikError as error:
            self._let_go(error)
            refused = replace(self._paper, refused=isinstance(error, Refused))
            self._end(refused, PaperState.FAILED, error.sentence)
            raise
        return self._end(self._paper, PaperState.PRINTED, printed=printed)

    def _after_doubt(self, paper: Paper, unknown: Unknown) -> Paper:
        """Ask the device at once. Returns the paper where it was printed after all."""
        try:
            found = self.settle(paper)
        except MostikError:
            raise unknown from None
        if found.state is PaperState.PRINTED:
            return found
        if found.state is PaperState.FAILED:
            raise Refused(
                _not_printed(),
                advice=say("Print it from the list of receipts when the device is ready."),
                detail=unknown.detail,
            ) from unknown
        raise Unknown(found.why or unknown.sentence, advice=_look(), detail=unknown.detail) from unknown

    # ------------------------------------------------------------ after a broken link

    def recover(self) -> list[Paper]:
        """Settle what an ended program left behind, and ask the device about everything in doubt. Returns
        what is in doubt still. Raises Unreachable or SettingsError while the device does not answer.
        """
        for paper in self._journal.papers(states=(PaperState.PLANNED, PaperState.INTENT)):
            self._end(paper, PaperState.FAILED, say("Mostik was ended before anything was sent."))
        doubtful = self._journal.papers(states=(PaperState.PRINTING, PaperState.UNKNOWN))
        return [found for paper in doubtful if (found := self.settle(paper)).in_doubt]

    def settle(self, paper: Paper) -> Paper:
        """Ask the device about a paper in doubt and note what it says.

        Raises Unreachable or SettingsError where it does not answer; the paper is then in doubt as before.
        """
        if paper.state is PaperState.PRINTING:
            paper = self._end(paper, PaperState.UNKNOWN, _broken_off(), doubted=True)
        if paper.by_word or (paper.last_document is None and not paper.device):
            return paper
        try:
            printer = self._opened()
            info = printer.info()
        except MostikError as error:
            self._let_go(error)
            raise
        if info.serial != paper.device:
            return self._end(paper, PaperState.UNKNOWN, _cannot_be_asked(paper))
        if isinstance(printer, ErpNetPrinter):
            return self._settle_task(paper, printer)
        return self._settle_on_device(paper, printer, info)

    def _settle_on_device(self, paper: Paper, printer: FiscalDevice, info: DeviceInfo) -> Paper:
        if paper.last_document is None:
            return paper
        before = BeforeReceipt(paper.last_document, paper.receipt.total, paper.last_amount)
        try:
            found = ask_device(before, printer)
            if found is Existence.STILL_OPEN:
                found = _finish(before, paper.receipt, printer)
        except MostikError as error:
            self._let_go(error)
            raise
        match found:
            case Existence.PRINTED:
                return self._found(paper, paper.last_document + 1, info.fiscal_memory)
            case Existence.NOT_PRINTED:
                return self._end(paper, PaperState.FAILED, _not_printed())
            case _:
                return self._end(paper, PaperState.UNKNOWN, _cannot_tell(printer.open_receipt()))

    def _settle_task(self, paper: Paper, printer: ErpNetPrinter) -> Paper:
        if paper.last_document is not None:
            # Begun on the device itself, before the server stood between; the server has heard of nothing.
            return self._end(paper, PaperState.UNKNOWN, _cannot_be_asked(paper))
        if not paper.task:
            # The name of the task is noted before anything is sent.
            return self._end(paper, PaperState.FAILED, _not_printed())
        try:
            printed = printer.finished_task(paper.task, paper.receipt)
        except DeviceProblem as problem:
            # Whatever kind it is: the server tells it once, then it has forgotten the task.
            return self._end(paper, PaperState.FAILED, problem.sentence)
        except (Unknown, Refused) as error:
            # A server that does not take the question says nothing of the receipt.
            return self._end(paper, PaperState.UNKNOWN, error.sentence)
        if printed is None:
            return self._end(
                paper, PaperState.UNKNOWN, say("The ErpNet.FP server knows nothing more of this receipt.")
            )
        return self._end(paper, PaperState.PRINTED, printed=printed)

    def _found(self, paper: Paper, number: int, fiscal_memory: str) -> Paper:
        printed = PrintedReceipt(
            number=number,
            # The device does not tell the time of a receipt; it was begun within the same minute.
            at=paper.begun_at.astimezone(DEVICE_ZONE),
            amount=paper.receipt.total,
            device=paper.device,
            fiscal_memory=fiscal_memory,
            sale_number=paper.receipt.sale_number,
        )
        return self._end(paper, PaperState.PRINTED, printed=printed)

    # ------------------------------------------------------------ how

    def _opened(self) -> Printer:
        if self._printer is None:
            self._printer = self._open_printer(self._note_task)
        return self._printer

    def _note_task(self, task: str) -> None:
        if self._paper is not None:
            self._paper = replace(self._paper, task=task)
            self._journal.put_paper(self._paper)

    def _let_go(self, error: MostikError) -> None:
        """After anything but a refused receipt a new session begins."""
        if not isinstance(error, Refused):
            self.close()

    def _end(
        self,
        paper: Paper,
        state: PaperState,
        why: Sentence | None = None,
        *,
        printed: PrintedReceipt | None = None,
        doubted: bool = False,
    ) -> Paper:
        ended = replace(
            paper,
            state=state,
            why=why,
            printed=printed,
            ended_at=self._clock.now(),
            doubted=paper.doubted or doubted,
        )
        self._journal.put_paper(ended)
        self._paper = None
        return ended


def _last_on(printer: Printer) -> tuple[int | None, Decimal | None]:
    """The number of the last document and the amount of the last receipt; a server has tasks instead."""
    if isinstance(printer, ErpNetPrinter):
        return None, None
    return printer.last_document(), printer.open_receipt().amount


def _payable(storno: Storno, printer: Printer) -> Storno:
    """The storno as the device can pay it back: where it takes cash alone, in cash."""
    kinds: Collection[PaymentKind] | None = getattr(printer, "storno_payment_kinds", None)
    receipt = storno.receipt
    if not kinds or all(payment.kind in kinds for payment in receipt.paid):
        return storno
    return replace(storno, receipt=replace(receipt, payments=()))


def _finish(before: BeforeReceipt, receipt: Receipt, printer: FiscalDevice) -> Existence:
    """Close what is fully paid, cancel what is not paid at all; everything else is the owner's."""
    found = printer.open_receipt()
    total = receipt.total
    # More paid than due is a payment that was taken twice: such a receipt is not the wanted one.
    if found.amount == total and found.paid == total:
        printer.close_open_receipt()
        return ask_device(before, printer)
    if not found.paid and _may_be_ours(found, receipt) and printer.cancel_open_receipt():
        return Existence.NOT_PRINTED
    return Existence.OWNER_DECIDES


def _may_be_ours(found: OpenReceipt, receipt: Receipt) -> bool:
    """Whether so much stood on our receipt at some moment; another one is some other program's."""
    sums = set(accumulate((line.amount for line in receipt.lines), initial=Decimal(0)))
    return found.amount is None or found.amount in sums


def _not_printed() -> Sentence:
    return say("The connection broke off; the fiscal device says that nothing was printed.")


def _broken_off() -> Sentence:
    return say("Mostik was ended while this receipt was being printed.")


def _cannot_be_asked(paper: Paper) -> Sentence:
    return say("It was begun on the fiscal device {device}, which cannot be asked.", device=paper.device)


def _cannot_tell(found: OpenReceipt) -> Sentence:
    if found.is_open:
        return say("A receipt stands open on the fiscal device, and it cannot be finished from here.")
    return say("The fiscal device cannot tell whether this receipt was printed.")


def _look() -> Sentence:
    return say("Look at the paper, then say in the list of receipts what you see.")
