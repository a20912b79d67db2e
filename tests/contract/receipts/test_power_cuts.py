"""Power and cable are lost at every byte of a receipt: none is printed twice, none is silently missing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from sync.errors import MostikError
from sync.receipts.device import FiscalDevice
from sync.receipts.journal import PaperState
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.receipt import PrintedReceipt, Receipt, StornoReason
from sync.simulators.fiscal import Family, Interruption, Loss, Moment, Quirks
from tests.contract.receipts.bench import ALL, SUMS, TWO_WAYS, Bench, a_receipt, check
from tests.contract.receipts.memory_journal import MemoryJournal

ORDER = "17"
QUIRKS = {
    "as the sheet says": Quirks(),
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
    "errors in the status": Quirks(x_status_tells_errors=True, exact_payment="R", number_from="open"),
}
BLIP = 0.3  # seconds: shorter than a client waits for an answer
LONG = 30.0


@dataclass(frozen=True, slots=True)
class Case:
    """One receipt with one loss. ``two_ways``: paid by card and in cash; else all in cash. ``reported``:
    someone prints a report before Mostik asks what became of it.
    """

    family: Family
    quirks: str
    storno: bool
    two_ways: bool
    interruption: Interruption
    reported: bool = False

    def __str__(self) -> str:
        cut = self.interruption
        return (
            f"{self.family} {'storno' if self.storno else 'sale'} {'two ways' if self.two_ways else 'cash'}, "
            f"{self.quirks}: {cut.loss} {cut.moment} {cut.count}, back after {cut.back_after}"
            + (", an X report meanwhile" if self.reported else "")
        )


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


def live_through(case: Case) -> PaperState:
    """Print with the loss, ask once all is back, print again where Mostik would; the state after asking."""
    desk = Desk(case.family, case.quirks, storno=case.storno, two_ways=case.two_ways)
    desk.bench.simulator.interrupt(case.interruption)
    desk.print()
    if desk.state in {PaperState.PRINTED, PaperState.FAILED} and desk.bench.simulator.has_power:
        desk.judge()
    desk.bench.simulator.restore()
    if case.reported and not desk.bench.simulator.receipt_is_open:
        desk.bench.simulator.report_by_hand()
    desk.recover()
    desk.judge()
    found = desk.state
    if found is PaperState.FAILED:
        desk.print()
        assert desk.state is PaperState.PRINTED
        desk.judge()
    desk.bench.simulator.restore()
    assert desk.bench.simulator.memory.printed_twice() == ()
    return found


def bytes_of(family: Family, *, storno: bool, two_ways: bool) -> Counter[Moment]:
    """How many bytes and commands an undisturbed receipt has."""
    desk = Desk(family, "as the sheet says", storno=storno, two_ways=two_ways)
    before = desk.bench.simulator.counts
    desk.print()
    assert desk.state is PaperState.PRINTED
    return desk.bench.simulator.counts - before


def cases(family: Family, quirks: str, step: int, *, storno: bool, two_ways: bool) -> Iterator[Case]:
    """Every ``step``-th byte with every kind of loss."""
    count = bytes_of(family, storno=storno, two_ways=two_ways)
    place = sum(map(ord, family + quirks)) % step  # other bytes for every family
    for moment in Moment:
        for number in range(1, count[moment] + 2):
            for loss, back_after in (
                (Loss.POWER, None),
                (Loss.POWER, BLIP),
                (Loss.POWER, LONG),
                (Loss.CABLE, None),
                (Loss.CABLE, BLIP),
            ):
                place += 1
                if place % step == 0:
                    cut = Interruption(loss, moment, number, back_after)
                    reported = place // step % 3 == 0
                    yield Case(family, quirks, storno, two_ways, cut, reported)


def search(family: Family, quirks: str, step: int) -> Counter[PaperState]:
    """All cases of a family; how they ended."""
    ended: Counter[PaperState] = Counter()
    for storno, two_ways in ((False, False), (False, True), (True, False)):
        for case in cases(family, quirks, step, storno=storno, two_ways=two_ways):
            try:
                ended[live_through(case)] += 1
            except Exception as error:
                error.add_note(str(case))
                raise
    return ended


@pytest.mark.parametrize("quirks", QUIRKS)
@pytest.mark.parametrize("family", ALL)
def test_some_bytes(family: Family, quirks: str) -> None:
    ended = search(family, quirks, 1201)

    assert ended.total() > 2


@pytest.mark.sweep
@pytest.mark.parametrize("quirks", QUIRKS)
@pytest.mark.parametrize("family", ALL)
def test_every_byte(family: Family, quirks: str) -> None:
    """Every byte as the sheet says, every 13th under each other reading of it."""
    ended = search(family, quirks, 1 if quirks == "as the sheet says" else 13)

    assert ended.total() > 500
    sys.stdout.write(f"\n{family}, {quirks}: {dict(ended)}\n")
