"""Mostik is ended in the middle of a receipt: nothing is printed twice, and none is silently missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from sync.clock import SystemClock
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family
from sync.receipts.journal import Paper, PaperState
from sync.receipts.journalled import JournalledPrinting
from sync.simulators.fiscal import Family as SimulatedFamily
from sync.simulators.fiscal import FiscalSimulator
from tests.faults.killed_receipt import KILLED, ORDER, receipt
from tests.unit.receipts.paper_bench import PaperBench, make_bench
from tests.unit.receipts.paper_bench import receipt as bench_receipt
from tests.unit.storage.examples import profile

REPOSITORY: Final = Path(__file__).resolve().parents[2]


def _is_true(paper: Paper, printed: int) -> bool:
    if paper.state is PaperState.PRINTED:
        return printed == 1
    return paper.state is PaperState.FAILED and printed == 0


# ---------------------------------------------------------------- a real process


@pytest.fixture
def device() -> FiscalSimulator:
    return FiscalSimulator(SimulatedFamily.DATECS_P, SystemClock())


@pytest.mark.parametrize(
    ("moment", "count"),
    [("journal", 14), ("line", 7), ("line", 9), ("line", 10), ("line", 11)],
)
def test_a_killed_program_asks_the_device_when_it_is_started_again(
    tmp_path: Path, device: FiscalSimulator, moment: str, count: int
) -> None:
    state = tmp_path / "bench.sqlite"
    create_state_file(state, profile("bench"))
    serial = device.settings.serial
    with device.on_tcp() as way:
        typed = [str(state), str(way.port), serial, moment, str(count)]
        ended = subprocess.run(
            [sys.executable, "-m", "tests.faults.killed_receipt", *typed],
            cwd=REPOSITORY,
            check=False,
            timeout=60,
        )
        assert ended.returncode == KILLED
    with open_journal(state, write=True) as journal:
        printing = JournalledPrinting(journal, SystemClock(), _opener(device))
        with closing(printing):
            assert printing.recover() == []
            papers = journal.papers()
            for paper in papers:
                assert _is_true(paper, len(device.memory.sales)), (moment, count, paper.state)
            assert not device.receipt_is_open
            if not papers or papers[0].state is PaperState.FAILED:
                printing.sell(ORDER, receipt(serial))
    assert [sale.total for sale in device.memory.sales] == [receipt(serial).total]


def _opener(device: FiscalSimulator) -> Callable[[Callable[[str], None]], FiscalDevice]:
    def opened(_note_task: Callable[[str], None]) -> FiscalDevice:
        access = OperatorAccess()
        clock = SystemClock()
        return device_on(device.line(), Family.DATECS_P, clock, access=access, serial=device.settings.serial)

    return opened


# ---------------------------------------------------------------- in process, at every step of the journal


class _Ended(BaseException):
    """The program is gone."""


class _EndingJournal:
    """A journal whose user is ended at its n-th write: before it, or right after it."""

    def __init__(self, journal: ConnectionJournal, left: int, *, after: bool) -> None:
        self._journal = journal
        self._left = left
        self._after = after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._journal, name)
        if name not in {"begin_paper", "put_paper"}:
            return found

        def counted(*given: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise _Ended
            result = found(*given, **named)
            if self._left == 0:
                raise _Ended
            return result

        return counted


@pytest.fixture(params=list(Family), ids=lambda family: family.value)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PaperBench]:
    made = make_bench(tmp_path, request.param)
    with made.journal:
        yield made


def test_ended_at_every_step_of_the_journal(bench: PaperBench) -> None:
    order = 0
    for after in (False, True):
        for step in range(1, 6):
            order += 1
            ending: Any = _EndingJournal(bench.journal, step, after=after)
            printing = JournalledPrinting(ending, bench.clock, bench.open_device)
            wanted = bench_receipt(bench, order)
            try:
                printing.sell(str(order), wanted)
                ended = False
            except _Ended:
                ended = True
            assert ended == (step <= 4)
            assert bench.printing().recover() == []
            papers = bench.journal.papers(order_ids=[str(order)])
            times = bench.printed.count(wanted.sale_number)
            assert all(_is_true(paper, times) for paper in papers), (step, after)
            assert papers or times == 0
            if times == 0:
                bench.printing().sell(str(order), wanted)
            assert bench.printed.count(wanted.sale_number) == 1
