"""Power and cable are lost at every byte of a receipt: none is printed twice, none is silently missing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from sync.receipts.journal import PaperState
from sync.simulators.fiscal import Family, Interruption, Loss, Moment
from tests.contract.receipts.bench import ALL
from tests.contract.receipts.desk import AS_THE_SHEET_SAYS, QUIRKS, Desk

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


@cache
def bytes_of(family: Family, *, storno: bool, two_ways: bool) -> Counter[Moment]:
    """How many bytes and commands an undisturbed receipt has."""
    desk = Desk(family, AS_THE_SHEET_SAYS, storno=storno, two_ways=two_ways)
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
    ended = search(family, quirks, 2503)

    assert ended.total() > 1


@pytest.mark.sweep
@pytest.mark.parametrize("quirks", QUIRKS)
@pytest.mark.parametrize("family", ALL)
def test_every_byte(family: Family, quirks: str) -> None:
    """Every byte as the sheet says, every 13th under each other reading of it."""
    ended = search(family, quirks, 1 if quirks == AS_THE_SHEET_SAYS else 13)

    assert ended.total() > 500
    sys.stdout.write(f"\n{family}, {quirks}: {dict(ended)}\n")
