"""One order's receipt on a simulated device, through Mostik's journal of papers, judged by the fiscal
memory.
"""

from __future__ import annotations

from collections.abc import Callable

from sync.errors import MostikError
from sync.receipts.device import FiscalDevice
from sync.receipts.journal import PaperState
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.receipt import PrintedReceipt, Receipt, StornoReason
from sync.simulators.fiscal import Family, Quirks
from tests.contract.receipts.bench import SUMS, TWO_WAYS, Bench, a_receipt, check
from tests.contract.receipts.memory_journal import MemoryJournal

ORDER = "17"
AS_THE_SHEET_SAYS = "as the sheet says"
QUIRKS = {
    AS_THE_SHEET_SAYS: Quirks(),
    "annulled without power": Quirks(after_power="annulled"),
    "number from opening": Quirks(number_from="open", sequence_survives_power=True),
    "tells little": Quirks(
        last_receipt_readable=False, annulled_takes_number=True, after_power="annulled", exact_payment="D"
    ),
    "figures of the last": Quirks(
        after_annulled="last closed", annulled_takes_number=True, after_power="annulled"
    ),
    "figures of the annulled": Quirks(
        after_annulled="the annulled",
        annulled_takes_number=True,
        after_power="annulled",
        x_status_tells_errors=True,
    ),
    "errors in the status": Quirks(
        x_status_tells_errors=True, exact_payment="R", number_from="open", x_number="last receipt"
    ),
}


class Desk:
    """One order whose receipt, or whose storno, is to be printed."""

    def __init__(self, family: Family, quirks: str, *, storno: bool, two_ways: bool) -> None:
        self.bench = Bench(family, quirks=QUIRKS[quirks])
        self.bench.fill_drawer()
        self.journal = MemoryJournal()
        self.storno = storno
        self.wanted = a_receipt(family, payments=TWO_WAYS if two_ways else ())
        # The receipt before it has the same amount, so that nothing is known by the amount alone.
        device = self.bench.open()
        before = device.sell(self.wanted if storno else a_receipt(family, 99))
        device.close()
        self.original: PrintedReceipt | None = None
        if storno:
            self.original = before
            self.wanted = Receipt(self.wanted.lines, (), self.wanted.sale_number)
        self.before = len(self.bench.on_paper)

    def printing(self) -> JournalledPrinting:
        """A new session, as after a start of the program."""

        def opened(_: Callable[[str], None]) -> FiscalDevice:
            return self.bench.open()

        return JournalledPrinting(self.journal.as_journal, self.bench.clock, opened)

    def print(self) -> None:
        """Try it once; what came of it stands in the journal."""
        printing = self.printing()
        try:
            if self.original is None:
                printing.sell(ORDER, self.wanted)
            else:
                printing.reverse(ORDER, self.wanted, self.original, StornoReason.RETURN)
        except MostikError:
            return
        finally:
            printing.close()

    def recover(self) -> None:
        """Ask the device about what is in doubt."""
        printing = self.printing()
        printing.recover()
        printing.close()

    @property
    def state(self) -> PaperState:
        """What Mostik says of the last paper."""
        return self.journal.all[-1].state

    def judge(self) -> None:
        """What Mostik says agrees with the fiscal memory."""
        new = self.bench.on_paper[self.before :]
        assert len(new) <= 1
        if self.state is PaperState.PRINTED:
            assert len(new) == 1
            check(new[0], self.wanted, SUMS)
            assert (new[0].storno is not None) is self.storno
            printed = self.journal.all[-1].printed
            assert printed is not None
            assert printed.number == new[0].number
        elif self.state is PaperState.FAILED:
            assert not new
            assert not self.bench.simulator.receipt_is_open
        else:
            assert self.state is PaperState.UNKNOWN
            for paper in new:
                check(paper, self.wanted, SUMS)
