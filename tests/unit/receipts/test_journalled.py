"""Each paper goes its way through the journal, and after a broken link the device has the word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sync.errors import MostikError, Refused, Unknown, Unreachable
from sync.receipts.device import FiscalDevice
from sync.receipts.family import Family
from sync.receipts.journal import Paper, PaperKind, PaperState
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.problems import ReceiptRefused
from sync.receipts.receipt import PaymentKind, ReceiptPayment, StornoReason
from sync.simulators.fiscal import FaultKind, Interruption, LineFault, Loss, Moment, Quirks
from tests.unit.receipts.paper_bench import FAMILIES, PaperBench, make_bench, receipt


@pytest.fixture(params=FAMILIES, ids=lambda family: family.value)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PaperBench]:
    made = make_bench(tmp_path, request.param)
    with made.journal:
        yield made


@pytest.fixture
def datecs(tmp_path: Path) -> Iterator[PaperBench]:
    made = make_bench(tmp_path, Family.DATECS_P)
    with made.journal:
        yield made


def test_a_receipt_and_its_storno_are_printed_once(bench: PaperBench) -> None:
    wanted = receipt(bench, 1)
    printing = bench.printing()
    paper = printing.sell("1", wanted)
    printing.close()
    sold = bench.device.memory.sales
    assert [(one.total, one.sale_number) for one in sold] == [(wanted.total, wanted.sale_number)]
    assert paper.state is PaperState.PRINTED
    assert paper.printed
    assert paper.printed.number == sold[0].number
    assert bench.journal.paper(paper.id) == paper
    with pytest.raises(Refused, match="exists already"):
        bench.printing().sell("1", wanted)
    back = bench.printing().reverse("1", wanted, paper.printed, StornoReason.RETURN)
    assert back.state is PaperState.PRINTED
    stornos = bench.device.memory.stornos
    assert [(one.total, one.sale_number) for one in stornos] == [(wanted.total, wanted.sale_number)]
    assert len(bench.device.memory.sales) == 1


def test_what_was_paid_by_card_can_be_taken_back_on_every_device(bench: PaperBench) -> None:
    wanted = receipt(bench, 1)
    wanted = replace(wanted, payments=(ReceiptPayment(PaymentKind.CARD, wanted.total),))
    open_drawer = bench.open_device(lambda _task: None)
    open_drawer.cash_in(Decimal("100.00"))
    paper = bench.printing().sell("1", wanted)
    assert paper.printed
    assert bench.printing().reverse("1", wanted, paper.printed, StornoReason.RETURN).printed
    (storno,) = bench.device.memory.stornos
    assert storno.total == wanted.total


def test_the_last_document_is_on_disk_before_the_first_byte_of_the_receipt(datecs: PaperBench) -> None:
    states: list[tuple[PaperState, int | None]] = []

    class Watched:
        def __init__(self, device: FiscalDevice) -> None:
            self._device = device

        def __getattr__(self, name: str) -> object:
            if name == "sell":
                states.extend((one.state, one.last_document) for one in datecs.journal.papers())
            return getattr(self._device, name)

    def opened(note: Callable[[str], None]) -> FiscalDevice:
        watched: object = Watched(datecs.open_device(note))
        return watched  # type: ignore[return-value] # passes everything on

    JournalledPrinting(datecs.journal, datecs.clock, opened).sell("1", receipt(datecs, 1))
    assert states == [(PaperState.PRINTING, 0)]


def test_what_the_device_refuses_is_surely_not_printed_and_may_be_tried_again(datecs: PaperBench) -> None:
    wanted = receipt(datecs, 1)
    odd = replace(
        wanted, lines=(replace(wanted.lines[0], vat_rate=wanted.lines[0].vat_rate + 1),), payments=()
    )
    printing = datecs.printing()
    with pytest.raises(ReceiptRefused, match="VAT"):
        printing.sell("1", odd)
    assert [one.state for one in datecs.journal.papers()] == [PaperState.FAILED]
    assert printing.sell("1", wanted).state is PaperState.PRINTED
    assert len(datecs.printed) == 1


def test_without_paper_nothing_is_begun(datecs: PaperBench) -> None:
    datecs.device.condition.paper_out = True
    with pytest.raises(Unreachable, match="paper"):
        datecs.printing().sell("1", receipt(datecs, 1))
    datecs.device.condition.paper_out = False
    assert datecs.printed == []
    assert datecs.printing().sell("1", receipt(datecs, 1)).printed


def test_a_lost_answer_is_asked_after_before_anything_is_said(datecs: PaperBench) -> None:
    datecs.device.interrupt(Interruption(Loss.CABLE, Moment.RECEIVED, 420, back_after=3.0))
    outcome: object = None
    try:
        outcome = datecs.printing().sell("1", receipt(datecs, 1))
    except MostikError as error:
        outcome = error
    (paper,) = datecs.journal.papers()
    assert (paper.state is PaperState.PRINTED) == isinstance(outcome, Paper)
    assert len(datecs.printed) == (paper.state is PaperState.PRINTED)


def test_a_report_in_between_is_not_taken_for_a_receipt_of_the_same_amount(datecs: PaperBench) -> None:
    datecs.printing().sell("0", receipt(datecs, 1))
    # The opening never arrives, and when Mostik asks what became of it, nothing arrives any more.
    datecs.device.faults.add(LineFault(FaultKind.LOST, request="30", times=None))
    datecs.device.faults.add(LineFault(FaultKind.LOST, request="4A", at_request=3, times=None))
    with pytest.raises(Unknown):
        datecs.printing().sell("1", receipt(datecs, 2))
    datecs.device.faults.clear()
    datecs.device.report_by_hand()
    (paper,) = datecs.printing().recover()
    assert paper.state is PaperState.UNKNOWN
    assert datecs.device.memory.last_number == 2
    assert len(datecs.printed) == 1


def test_a_device_that_stays_away_leaves_it_unknown_until_it_is_back(datecs: PaperBench) -> None:
    datecs.printing().sell("0", receipt(datecs, 1))
    to_the_end = datecs.device.messages.index("38") + 1
    datecs.device.interrupt(Interruption(Loss.CABLE, Moment.EXECUTED, to_the_end))
    first = receipt(datecs, 2)
    dearer = replace(
        first, lines=tuple(replace(line, price=line.price + 1) for line in first.lines), payments=()
    )
    with pytest.raises(Unknown):
        datecs.printing().sell("1", dearer)
    (_, paper) = datecs.journal.papers()
    assert paper.doubted
    assert paper.state is PaperState.UNKNOWN
    with pytest.raises(Refused, match="exists already"):
        datecs.printing().sell("1", dearer)
    datecs.device.restore()
    assert datecs.printing().recover() == []
    (_, paper) = datecs.journal.papers()
    assert paper.state is PaperState.PRINTED
    assert paper.printed
    assert [one.number for one in datecs.device.memory.sales][1:] == [paper.printed.number]


def test_another_program_printed_meanwhile_so_the_owner_decides(datecs: PaperBench) -> None:
    paper = datecs.journal.begin_paper("1", PaperKind.SALE, receipt(datecs, 1))
    datecs.journal.put_paper(
        replace(
            paper,
            state=PaperState.PRINTING,
            device=datecs.device.settings.serial,
            last_document=0,
        )
    )
    for sequence in (8, 9):
        datecs.open_device(lambda _task: None).sell(receipt(datecs, sequence, lines=1))
    (doubtful,) = datecs.printing().recover()
    assert doubtful.state is PaperState.UNKNOWN
    assert doubtful.why
    assert "cannot tell" in doubtful.why.text()


def test_another_device_in_its_place_is_not_believed(datecs: PaperBench) -> None:
    paper = datecs.journal.begin_paper("1", PaperKind.SALE, receipt(datecs, 1))
    datecs.journal.put_paper(replace(paper, state=PaperState.PRINTING, device="DT000001", last_document=0))
    (doubtful,) = datecs.printing().recover()
    assert doubtful.state is PaperState.UNKNOWN


@pytest.mark.parametrize("state", [PaperState.PLANNED, PaperState.INTENT])
def test_what_ended_before_the_first_byte_was_not_printed(datecs: PaperBench, state: PaperState) -> None:
    paper = datecs.journal.begin_paper("1", PaperKind.SALE, receipt(datecs, 1))
    datecs.journal.put_paper(replace(paper, state=state, device="DT279013", last_document=0))
    assert datecs.printing().recover() == []
    (ended,) = datecs.journal.papers()
    assert ended.state is PaperState.FAILED
    assert not ended.doubted


# ---------------------------------------------------------------- power and cable


def _after(bench: PaperBench, order: str, sequence: int, interruption: Interruption) -> Paper:
    """Print, with this happening meanwhile; then everything is well again and the device is asked."""
    bench.device.interrupt(interruption)
    with suppress(MostikError):
        bench.printing().sell(order, receipt(bench, sequence))
    for _ in range(6):
        # What did not happen while the receipt was printed happens while the device is asked.
        bench.device.restore()
        bench.clock.sleep(60)
        with suppress(MostikError):
            bench.printing().recover()
    bench.device.restore()
    (paper,) = bench.journal.papers(order_ids=[order])
    return paper


def _is_true(bench: PaperBench, paper: Paper) -> bool:
    """Nothing twice, and nothing silently missing."""
    times = bench.printed.count(paper.receipt.sale_number)
    if paper.state is PaperState.PRINTED:
        return times == 1
    if paper.state is PaperState.FAILED:
        return times == 0
    return paper.state is PaperState.UNKNOWN and times <= 1


def _cuts(bench: PaperBench, interruptions: list[Interruption]) -> None:
    begun = len(bench.journal.papers())
    for place, interruption in enumerate(interruptions, start=begun + 1):
        paper = _after(bench, str(place), place, interruption)
        assert _is_true(bench, paper), (interruption, paper.state, bench.printed)
        if paper.state is PaperState.UNKNOWN:
            # Somebody looked; else the device would be asked about it for ever.
            bench.journal.put_paper(replace(paper, state=PaperState.LEFT))
        if bench.device.receipt_is_open:
            assert paper.state is PaperState.UNKNOWN, interruption
            device = bench.open_device(lambda _task: None)
            if not device.cancel_open_receipt():
                return


def _bytes(bench: PaperBench, moment: Moment) -> int:
    """About so many bytes go this way while one receipt is printed."""
    return 520 if moment is Moment.RECEIVED else 900 if bench.family is not Family.DATECS_X else 1400


@pytest.mark.parametrize("loss", [Loss.POWER, Loss.CABLE])
def test_power_or_cable_lost_at_some_bytes_never_prints_twice_nor_loses(
    bench: PaperBench, loss: Loss
) -> None:
    for moment in (Moment.RECEIVED, Moment.SENT):
        whole = _bytes(bench, moment)
        _cuts(bench, [Interruption(loss, moment, at) for at in range(31, whole, 149)])


@pytest.mark.sweep
@pytest.mark.parametrize("quirks", [Quirks(), Quirks(after_power="annulled", number_from="open")])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.value)
def test_power_or_cable_lost_at_every_second_byte(tmp_path: Path, family: Family, quirks: Quirks) -> None:
    for loss in (Loss.POWER, Loss.CABLE):
        for moment in (Moment.RECEIVED, Moment.SENT):
            folder = tmp_path / f"{loss}-{moment}"
            folder.mkdir()
            bench = make_bench(folder, family, quirks)
            with bench.journal:
                _cuts(bench, [Interruption(loss, moment, at) for at in range(1, _bytes(bench, moment), 2)])
