"""Sales, their numbers and their papers in the state file, and the register beside it."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from storage.journal import ConnectionJournal, open_journal
from storage.receipt_register import FILE_NAME, ReceiptRegister
from storage.sqlite import Conflict
from sync.errors import Bug, Refused, SettingsError
from sync.ports import (
    InboxState,
    Paper,
    PaperKind,
    PaperState,
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Sale,
    SaleLine,
    StornoReason,
)
from sync.sentences import say
from tests.unit.storage.examples import order

NOW = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)
DEVICE = "DT279013"
SALE = Sale(
    "5001",
    "KD-1",
    f"{DEVICE}-0001-0000001",
    NOW,
    "Карта",
    "Еконт",
    True,
    (SaleLine("Чаша „Зора“", Decimal(20), Decimal("1.5"), Decimal("3.3333"), Decimal("4.99995")),),
    Decimal("5.00"),
    ordered_at=NOW - timedelta(days=1),
    transaction="T-1",
)
RECEIPT = Receipt(
    (ReceiptLine("Чаша", Decimal(20), Decimal("5.10"), Decimal(1), Decimal("0.10")),),
    (ReceiptPayment(PaymentKind.CARD, Decimal("5.00")),),
    SALE.sale_number,
    ("Подарък",),
)
PRINTED = PrintedReceipt(7, NOW, Decimal("5.00"), DEVICE, "02279013", SALE.sale_number)


def _open(path: Path) -> ConnectionJournal:
    return open_journal(path, write=True, now=lambda: NOW)


def test_a_sale_is_read_as_it_was_written(state_file: Path) -> None:
    with _open(state_file) as journal:
        journal.put_sale(SALE)
        journal.put_sale(replace(SALE, in_shop=True))
    with open_journal(state_file, write=False) as journal:
        assert journal.sale("5001") == replace(SALE, in_shop=True)
        assert journal.sales(NOW + timedelta(seconds=1)) == {}
        assert journal.has_sale_number(SALE.sale_number)
        assert not journal.has_sale_number("DT279013-0001-0000002")


def test_one_number_belongs_to_one_sale(state_file: Path) -> None:
    with _open(state_file) as journal:
        journal.put_sale(SALE)
        with pytest.raises(Conflict):
            journal.put_sale(replace(SALE, order_id="5002"))
        for order_id in ("1", "2"):
            journal.put_sale(replace(SALE, order_id=order_id, sale_number=""))
        assert len(journal.sales()) == 3


def test_papers_are_read_as_they_were_written(state_file: Path) -> None:
    with _open(state_file) as journal:
        paper = journal.begin_paper("5001", PaperKind.SALE, RECEIPT)
        whole = replace(
            paper,
            state=PaperState.PRINTED,
            device=DEVICE,
            fiscal_memory="02279013",
            last_document=6,
            last_amount=Decimal("1.23"),
            task="abc",
            printed=PRINTED,
            ended_at=NOW,
            why=say("It was not printed."),
            doubted=True,
            by_word=True,
        )
        journal.put_paper(whole)
        storno = journal.begin_paper(
            "5001", PaperKind.STORNO, RECEIPT, original=PRINTED, reason=StornoReason.RETURN
        )
        assert journal.paper(paper.id) == whole
        assert journal.papers() == [whole, storno]
        assert journal.papers(order_ids=["7"]) == []
        assert journal.papers(states=[PaperState.PLANNED]) == [storno]


@pytest.mark.parametrize(
    "state", [PaperState.PRINTING, PaperState.PRINTED, PaperState.UNKNOWN, PaperState.LEFT]
)
def test_there_is_no_second_paper_where_one_may_exist(state_file: Path, state: PaperState) -> None:
    with _open(state_file) as journal:
        first = journal.begin_paper("5001", PaperKind.SALE, RECEIPT)
        second = journal.begin_paper("5001", PaperKind.SALE, RECEIPT)
        journal.put_paper(replace(first, state=state))
        with pytest.raises(Refused, match="exists already"):
            journal.begin_paper("5001", PaperKind.SALE, RECEIPT)
        with pytest.raises(Refused, match="exists already"):
            journal.put_paper(replace(second, state=PaperState.PRINTING))
        assert journal.begin_paper("5002", PaperKind.SALE, RECEIPT).id > second.id
        journal.put_paper(replace(first, state=PaperState.FAILED))
        assert journal.begin_paper("5001", PaperKind.SALE, RECEIPT).id > second.id


def test_a_reader_and_a_scratch_copy_claim_no_number(state_file: Path) -> None:
    with _open(state_file) as journal:
        journal.claim_sequence(DEVICE, lambda last: last + 1)
        with journal.open_scratch_copy() as scratch, pytest.raises(Bug):
            scratch.claim_sequence(DEVICE, lambda last: last + 1)
    with open_journal(state_file, write=False) as reader:
        assert reader.highest_sequence(DEVICE) == 1


def test_orders_without_a_sale_are_named_from_a_moment_on(state_file: Path) -> None:
    done = replace(order("1"), state=InboxState.DONE)
    with _open(state_file) as journal:
        journal.receive([done, replace(done, id="2"), replace(order("3"), state=InboxState.SEEN)])
        for row in journal.inbox():
            journal.put(replace(row, state=done.state if row.id != "3" else InboxState.SEEN))
        journal.put_sale(replace(SALE, order_id="2"))
        since = next(iter(journal.inbox())).seen_at
        assert journal.done_without_sale(since) == ["1"]
        assert journal.done_without_sale(since + timedelta(days=1)) == []
        assert set(journal.standings(["1", "3", "7"])) == {"1", "3"}


# ---------------------------------------------------------------- the register


def _claim_many(state: str, times: int) -> list[int]:
    register = ReceiptRegister(Path(state))
    return [register.claim(DEVICE, lambda last: last + 1) for _ in range(times)]


def test_two_connections_at_once_never_claim_the_same_number(state_file: Path) -> None:
    states = [str(state_file), str(state_file.with_name("b.sqlite"))]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(_claim_many, states, [12, 12]))
    assert sorted([*found[0], *found[1]]) == list(range(1, 25))


def test_a_restored_file_is_known_by_the_register(state_file: Path) -> None:
    with _open(state_file) as journal:
        journal.claim_sequence(DEVICE, lambda last: last + 1)
        journal.fence()
    backup = state_file.with_name("backup")
    shutil.copy(state_file, backup)
    with _open(state_file) as journal:
        assert not journal.was_restored()
        journal.begin_paper("5001", PaperKind.SALE, RECEIPT)
        assert not journal.was_restored()
    state_file.unlink()
    shutil.copy(backup, state_file)
    with _open(state_file) as journal:
        assert journal.was_restored()
        assert journal.papers() == []
        journal.accept_restored()
        assert not journal.was_restored()
        assert journal.claim_sequence(DEVICE, lambda last: last + 1) == 2


def test_a_damaged_register_gives_no_number(state_file: Path) -> None:
    state_file.with_name(FILE_NAME).write_text("[]", encoding="utf-8")
    with _open(state_file) as journal, pytest.raises(SettingsError, match="cannot be read"):
        journal.claim_sequence(DEVICE, lambda last: last + 1)
    state_file.with_name(FILE_NAME).write_text(json.dumps({"devices": {}, "works": {}}), encoding="utf-8")
    with _open(state_file) as journal:
        assert journal.claim_sequence(DEVICE, lambda last: last + 1) == 1


def test_refused_passwords_and_the_protocol_outlive_the_program(state_file: Path) -> None:
    with _open(state_file) as journal:
        assert journal.refused_passwords(DEVICE) == 0
        journal.note_refused_passwords(DEVICE, 2)
        journal.add_protocol(say("It was not printed."))
    with open_journal(state_file, write=False) as journal:
        assert journal.refused_passwords(DEVICE) == 2
        assert [(line.at, line.sentence.text()) for line in journal.protocol()] == [
            (NOW, "It was not printed.")
        ]


def test_a_paper_of_an_ended_program_is_in_doubt() -> None:
    paper = Paper(1, "1", PaperKind.SALE, PaperState.PRINTING, RECEIPT, NOW)
    assert paper.in_doubt
    assert paper.may_exist
