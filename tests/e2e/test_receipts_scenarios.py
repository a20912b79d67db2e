"""What may happen around a receipt: statuses, refusals, a СУПТО, restored files, two connections, a device
that is not ready.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from storage.journal import ConnectionJournal
from sync.clock import TurnedClock
from sync.errors import Refused, Unreachable
from sync.model import DocumentKind
from sync.plan.actions import ActionKind
from sync.plan.receipts import ReceiptState, last_day_for_errors
from sync.receipts.family import Family
from sync.receipts.journal import Paper, PaperState
from sync.receipts.receipt import PaymentKind, StornoReason
from sync.receipts.settings import (
    AuditFile,
    AuditPayment,
    AuditWay,
    PaymentRule,
    PrintWhen,
    ReceiptChoice,
    Receipts,
    SequenceRange,
)
from sync.run.engine import Wishes
from sync.run.report import RowState
from sync.sentences import say
from sync.simulators.baselinker import Fault
from sync.simulators.baselinker import FaultKind as ServerFaultKind
from sync.simulators.fiscal import Interruption, Loss, Moment
from sync.warehouses.warehouse_pro.adapter import WarehousePro
from tests.e2e.receipts_bridge import CARD, COURIER, ReceiptsBridge, make_receipts_bridge
from tests.e2e.small_bridge import AFTER, CANCELLED, TAKEN, failures, rows_of, said, small_simulator


@pytest.fixture
def till(tmp_path: Path, clock: TurnedClock) -> Iterator[ReceiptsBridge]:
    """A shop without orders, and a Datecs printer that prints at import."""
    with small_simulator(clock) as shop:
        yield make_receipts_bridge(tmp_path, shop, clock)


def _card(till: ReceiptsBridge, **fields: object) -> str:
    return till.order(**{"payment_method": CARD, **fields})  # type: ignore[arg-type] # fields of an order


def _number(till: ReceiptsBridge, order: str) -> str:
    def number(journal: ConnectionJournal) -> str:
        sale = journal.sale(order)
        assert sale
        return sale.sale_number

    found: str = till.in_journal(number)
    return found


def _papers(till: ReceiptsBridge) -> list[Paper]:
    found: list[Paper] = till.in_journal(lambda journal: list(journal.papers()))
    return found


def _state(till: ReceiptsBridge, order: str) -> ReceiptState:
    found: ReceiptState = till.desk(lambda desk: desk.item(order).state)
    return found


# ---------------------------------------------------------------- the number


def test_the_number_stands_in_the_note_and_in_the_shop(till: ReceiptsBridge) -> None:
    till.change_receipts(number_field="extra_field_2")
    order = _card(till)
    report = till.run()
    assert not failures(report), said(report)
    number = _number(till, order)
    assert number == f"{till.fiscal.settings.serial}-0001-0000001"
    ((note,),) = till.query("SELECT DISTINCT Note FROM Operations WHERE Note LIKE ?", f"%{order};%")
    assert note.startswith(f"Mostik:bl-sample:{order}; {number}")
    assert till.in_shop(order)["extra_field_2"] == number
    till.simulator.forget_requests()
    till.run()
    assert till.simulator.writes() == 0


def test_a_shop_that_takes_no_numbers_keeps_no_receipt_from_being_printed(till: ReceiptsBridge) -> None:
    till.change_receipts(number_field="extra_field_2")
    order = _card(till)
    till.simulator.faults.add(Fault(ServerFaultKind.HTML_503, method="setOrderFields", times=None))
    report = till.run()
    assert failures(report), "the owner is told"
    assert [sale.sale_number for sale in till.fiscal.memory.sales] == [_number(till, order)]
    till.simulator.faults.clear()
    till.run()
    assert till.in_shop(order)["extra_field_2"] == _number(till, order)
    assert len(till.fiscal.memory.sales) == 1


def test_one_field_of_the_shop_is_not_for_two_numbers(till: ReceiptsBridge) -> None:
    till.change_receipts(number_field="extra_field_1")
    order = _card(till)
    report = till.run()
    assert any("gets the document’s number already" in row.why.text() for row in report.rows)
    assert till.in_shop(order)["extra_field_1"].isdigit()


def test_another_programs_range_is_left_alone_and_used_up_numbers_are_said(till: ReceiptsBridge) -> None:
    till.change_receipts(ranges=(SequenceRange(first=500, last=501),))
    orders = [_card(till) for _ in range(3)]
    report = till.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 3
    assert report.done[ActionKind.PRINT_RECEIPT] == 2
    assert sorted(_number(till, order)[-7:] for order in orders) == ["", "0000500", "0000501"]
    till.run()
    protocol = till.desk(lambda desk: desk.protocol())
    assert sum("are used" in line.sentence.text() for line in protocol) == 1, "noted once, not by every run"
    till.change_receipts(ranges=(SequenceRange(first=500, last=501), SequenceRange(first=900, last=999)))
    assert till.run().done[ActionKind.PRINT_RECEIPT] == 1
    assert sorted(_number(till, order)[-7:] for order in orders) == ["0000500", "0000501", "0000900"]


def test_two_connections_of_one_device_share_its_numbers(till: ReceiptsBridge) -> None:
    first = _card(till)
    till.run()
    other = till.state_file.with_name("other.sqlite")
    shutil.copy(till.state_file, other)

    def another(journal: ConnectionJournal) -> int:
        return journal.claim_sequence(till.fiscal.settings.serial, lambda last: last + 1)

    from storage.journal import open_journal

    with open_journal(other, write=True, now=till.clock.now) as journal:
        assert another(journal) == 2
    second = _card(till)
    till.run()
    assert [_number(till, order)[-7:] for order in (first, second)] == ["0000001", "0000003"]


# ---------------------------------------------------------------- restored


def test_a_restored_file_gives_no_number_and_no_receipt_twice(till: ReceiptsBridge) -> None:
    till.change_receipts(when=PrintWhen.AT_STATUS, statuses=(str(AFTER),))
    till.change_orders(status_after="")
    waiting = _card(till)
    till.run()
    backup = till.folder / "backup.sqlite"
    shutil.copy(till.state_file, backup)
    later = _card(till)
    till.simulator.panel.set_status(int(waiting), AFTER)
    till.run()
    till.simulator.panel.set_status(int(later), AFTER)
    till.turn(hours=2)
    till.run()
    printed = list(till.fiscal.memory.sales)
    assert len(printed) == 2
    numbers = {_number(till, order) for order in (waiting, later)}
    _restore(till, backup)
    third = _card(till, status=TAKEN)
    report = till.run()
    assert till.run().done.get(ActionKind.PRINT_RECEIPT, 0) == 0
    assert list(till.fiscal.memory.sales) == printed, said(report)
    assert _number(till, third) not in numbers
    assert {_number(till, order) for order in (waiting, later)} == numbers
    assert _state(till, waiting) is ReceiptState.UNKNOWN
    assert any("restored" in line.sentence.text() for line in till.desk(lambda desk: desk.protocol()))
    till.desk(lambda desk: desk.was_printed(waiting, printed[0].number))
    assert _state(till, waiting) is ReceiptState.PRINTED
    assert _state(till, later) is ReceiptState.UNKNOWN
    item = till.desk(lambda desk: desk.was_printed(later, printed[1].number))
    assert (item.state, item.printed.amount) == (ReceiptState.PRINTED, printed[1].total)
    assert till.desk(lambda desk: desk.in_doubt()) == []


def _restore(till: ReceiptsBridge, backup: Path) -> None:
    for name in (till.state_file.name, f"{till.state_file.name}-wal", f"{till.state_file.name}-shm"):
        till.state_file.with_name(name).unlink(missing_ok=True)
    shutil.copy(backup, till.state_file)


def test_what_had_failed_before_the_backup_may_have_been_printed_after_it(till: ReceiptsBridge) -> None:
    till.fiscal.condition.paper_out = True
    order = _card(till)
    till.run()
    backup = till.folder / "backup.sqlite"
    shutil.copy(till.state_file, backup)
    till.fiscal.condition.paper_out = False
    till.run()
    assert len(till.fiscal.memory.sales) == 1
    _restore(till, backup)
    till.run()
    till.run()
    assert len(till.fiscal.memory.sales) == 1
    assert _state(till, order) is ReceiptState.UNKNOWN
    # The owner looked at another roll; what he has printed then and fails is his again, not a run's.
    till.desk(lambda desk: desk.was_not_printed(order))
    till.fiscal.condition.paper_out = True
    (outcome,) = till.desk(lambda desk: desk.print_these([order]))
    assert outcome.problem is not None
    assert _state(till, order) is ReceiptState.FAILED
    till.fiscal.condition.paper_out = False
    till.run()
    assert len(till.fiscal.memory.sales) == 1


def test_the_list_of_a_restored_file_prints_nothing_before_the_owners_word(till: ReceiptsBridge) -> None:
    till.change_receipts(when=PrintWhen.BY_HAND)
    order = _card(till)
    till.run()
    backup = till.folder / "backup.sqlite"
    shutil.copy(till.state_file, backup)
    (outcome,) = till.desk(lambda desk: desk.print_these([order]))
    assert outcome.problem is None
    _restore(till, backup)
    (outcome,) = till.desk(lambda desk: desk.print_these([order]))
    assert isinstance(outcome.problem, Refused)
    assert len(till.fiscal.memory.sales) == 1
    assert _state(till, order) is ReceiptState.UNKNOWN


def _begin_a_new_file(till: ReceiptsBridge) -> None:
    def forget(journal: ConnectionJournal) -> None:
        for table in ("sale", "sale_counter", "receipt", "note"):
            journal.database.execute_sql(f"DELETE FROM {table}")

    till.in_journal(forget)
    till.state_file.with_name("receipts.register").unlink()


def test_a_new_file_goes_on_behind_the_numbers_in_the_notes(till: ReceiptsBridge) -> None:
    for _ in range(3):
        _card(till)
    till.run()
    _begin_a_new_file(till)
    order = _card(till)
    till.run()
    assert _number(till, order).endswith("0000004")
    assert len(till.fiscal.memory.sales) == 4


def test_notes_that_could_not_be_read_are_read_by_the_next_run(
    till: ReceiptsBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        _card(till)
    till.run()
    _begin_a_new_file(till)
    order = _card(till)

    def away(_warehouse: object, _shop_key: str) -> None:
        raise Unreachable(say("The warehouse is away."))

    with monkeypatch.context() as patch:
        patch.setattr(WarehousePro, "tagged_documents", away)
        assert failures(till.run())
    till.run()
    assert _number(till, order).endswith("0000004")
    assert len(till.fiscal.memory.sales) == 4


def test_the_notes_are_read_for_each_device(till: ReceiptsBridge) -> None:
    first = _card(till)
    till.run()
    _begin_a_new_file(till)
    assert till.profile.receipts
    device = till.profile.receipts.device
    assert device
    till.change_receipts(when=PrintWhen.BY_HAND, device=device.model_copy(update={"serial": "DT000002"}))
    other = _card(till)
    till.run()
    assert _number(till, other) == "DT000002-0001-0000001"
    till.change_receipts(device=device)
    third = _card(till)
    till.run()
    assert _number(till, third).endswith("0000002"), first


# ---------------------------------------------------------------- when


def test_by_hand_nothing_is_printed_by_a_run(till: ReceiptsBridge) -> None:
    till.change_receipts(when=PrintWhen.BY_HAND)
    order = _card(till)
    report = till.run()
    assert not till.fiscal.memory.documents
    assert [row.key for row in rows_of(report, RowState.WAITS)] == ["receipts"]
    (outcome,) = till.desk(lambda desk: desk.print_these([order]))
    assert outcome.problem is None
    assert len(till.fiscal.memory.sales) == 1


def test_an_orders_id_goes_before_another_ones_number(till: ReceiptsBridge) -> None:
    till.change_receipts(when=PrintWhen.BY_HAND)
    first, second, third = (_card(till) for _ in range(3))
    till.run()

    def renumber(journal: ConnectionJournal) -> None:
        for order, number in ((first, third), (second, "S-9")):
            sale = journal.sale(order)
            assert sale
            journal.put_sale(replace(sale, number=number))

    till.in_journal(renumber)
    assert till.desk(lambda desk: desk.item(third).sale.order_id) == third
    assert till.desk(lambda desk: desk.item("S-9").sale.order_id) == second


def test_at_a_status_it_is_printed_when_the_order_reaches_it(till: ReceiptsBridge) -> None:
    till.change_receipts(when=PrintWhen.AT_STATUS, statuses=(str(AFTER),))
    till.change_orders(status_after="")
    order = _card(till)
    till.run()
    assert not till.fiscal.memory.sales
    till.simulator.panel.set_status(int(order), AFTER)
    till.turn(hours=2)
    report = till.run()
    assert report.done[ActionKind.PRINT_RECEIPT] == 1, said(report)


def test_a_preview_tells_what_would_be_printed_and_prints_nothing(till: ReceiptsBridge) -> None:
    _card(till)
    till.order(payment_method="Наложен платеж", payment_method_cod="1", delivery_method="Спиди до адрес")
    report = till.preview()
    assert report.planned[ActionKind.PRINT_RECEIPT] == 1
    assert not till.fiscal.memory.documents
    report = till.run()
    (asked,) = [row for row in rows_of(report, RowState.HELD) if row.key.startswith("receipt:")]
    assert "how the courier of “Спиди до адрес”" in asked.why.text()


# ---------------------------------------------------------------- storno


def test_a_refused_order_becomes_a_storno_proposal_with_its_deadline(till: ReceiptsBridge) -> None:
    order = _card(till)
    till.run()
    (sale,) = till.fiscal.memory.sales
    till.simulator.panel.set_status(int(order), CANCELLED)
    till.turn(hours=2)
    report = till.run()
    (proposed,) = [row for row in report.rows if row.key == f"storno:{order}"]
    assert proposed.state is RowState.HELD
    assert not till.fiscal.memory.stornos
    (proposal,) = till.desk(lambda desk: desk.proposals())
    assert proposal.last_day == date(2026, 12, 7)
    outcome = till.desk(lambda desk: desk.take_back(order, StornoReason.OPERATOR_ERROR))
    assert outcome.problem is None
    (storno,) = till.fiscal.memory.stornos
    assert storno.sale_number == sale.sale_number
    assert storno.total == sale.total
    assert storno.storno
    assert (storno.storno.document, storno.storno.fiscal_memory) == (
        sale.number,
        till.fiscal.settings.fiscal_memory,
    )
    assert till.desk(lambda desk: desk.proposals()) == []
    assert not [row for row in till.run().rows if row.key == f"storno:{order}"]


def test_the_operators_error_ends_on_the_seventh(till: ReceiptsBridge) -> None:
    order = _card(till)
    till.run()
    till.turn(days=16)
    assert till.desk(lambda desk: desk.reasons(order)) == (StornoReason.RETURN, StornoReason.TAX_BASE)
    with pytest.raises(Refused, match="is over"):
        till.desk(lambda desk: desk.take_back(order, StornoReason.OPERATOR_ERROR))
    assert last_day_for_errors(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == date(2027, 2, 7)


def test_an_order_changed_after_its_receipt_is_told(till: ReceiptsBridge) -> None:
    order = _card(till)
    till.run()
    till.simulator.panel.edit_line(int(order), till.first_line(order), quantity=5)
    till.turn(hours=2)
    report = till.run()
    (told,) = [row for row in report.rows if row.key == f"receipt:{order}"]
    assert "changed after its receipt" in told.why.text()
    assert len(till.fiscal.memory.sales) == 1


# ---------------------------------------------------------------- not ready, not known


def test_a_device_without_paper_stops_no_order_and_prints_later(till: ReceiptsBridge) -> None:
    till.fiscal.condition.paper_out = True
    orders = [_card(till) for _ in range(3)]
    report = till.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 3
    tried = [row.state for row in report.rows if row.kind is ActionKind.PRINT_RECEIPT]
    assert tried == [RowState.FAILED, RowState.SKIPPED, RowState.SKIPPED]
    till.fiscal.condition.paper_out = False
    assert till.run().done[ActionKind.PRINT_RECEIPT] == len(orders)
    assert len(till.fiscal.memory.sales) == 3


def test_what_the_device_refuses_as_it_is_is_tried_again_once_it_is_another_receipt(
    tmp_path: Path, clock: TurnedClock
) -> None:
    with small_simulator(clock) as shop:
        till = make_receipts_bridge(tmp_path, shop, clock, Family.DATECS_C)
        unknown = PaymentRule(receipt=ReceiptChoice.PRINT, kind=PaymentKind.DAMAGE)
        till.change_receipts(payments={CARD: unknown})
        order = _card(till)
        report = till.run()
        (row,) = [row for row in report.rows if row.kind is ActionKind.PRINT_RECEIPT]
        assert row.state is RowState.FAILED
        report = till.run()
        assert not [row for row in report.rows if row.kind is ActionKind.PRINT_RECEIPT]
        assert any(row.key == f"receipt:{order}" for row in report.rows), "the owner is told all the same"
        assert len(_papers(till)) == 1
        report = till.run(Wishes(only=frozenset({f"receipt:{order}"})))
        (row,) = [row for row in report.rows if row.kind is ActionKind.PRINT_RECEIPT]
        assert row.state is RowState.FAILED, "by the owner's wish it is tried"
        till.change_receipts(payments={CARD: PaymentRule(receipt=ReceiptChoice.PRINT, kind=PaymentKind.CARD)})
        assert till.run().done[ActionKind.PRINT_RECEIPT] == 1
        assert len(till.fiscal.memory.sales) == 1


@pytest.mark.parametrize("word", ["printed", "not printed", "leave"])
def test_what_nobody_knows_waits_for_one_of_three_words(till: ReceiptsBridge, word: str) -> None:
    _card(till)
    till.run()
    to_payment = till.fiscal.messages.index("35") + 1
    order = _card(till)
    till.fiscal.interrupt(Interruption(Loss.CABLE, Moment.EXECUTED, to_payment))
    report = till.run()
    (row,) = [row for row in report.rows if row.kind is ActionKind.PRINT_RECEIPT]
    assert row.state is RowState.UNKNOWN
    till.fiscal.restore()
    # Somebody finished what stood open, and then another program printed.
    for _ in range(2):
        _foreign_receipt(till)
    report = till.run()
    assert report.done.get(ActionKind.PRINT_RECEIPT, 0) == 0
    assert _state(till, order) is ReceiptState.UNKNOWN, said(report)
    before = len(till.fiscal.memory.sales)
    if word == "printed":
        till.desk(lambda desk: desk.was_printed(order, 77))
        assert _state(till, order) is ReceiptState.PRINTED
    elif word == "leave":
        till.desk(lambda desk: desk.leave(order))
        assert _state(till, order) is ReceiptState.LEFT
    else:
        till.desk(lambda desk: desk.was_not_printed(order))
        assert _state(till, order) is ReceiptState.FAILED
        till.run()
        assert len(till.fiscal.memory.sales) == before, "never again by itself"
        (outcome,) = till.desk(lambda desk: desk.print_these([order]))
        assert outcome.problem is None
    till.run()
    assert len(till.fiscal.memory.sales) == before + (word == "not printed")


def _foreign_receipt(till: ReceiptsBridge) -> None:
    from sync.receipts.receipt import Receipt, ReceiptLine
    from tests.e2e.receipts_bridge import opener

    device = opener(till.fiscal, till.family, till.clock)(lambda _task: None)
    if device.open_receipt().is_open:
        device.close_open_receipt()
    line = ReceiptLine("Друга програма", Decimal(20), Decimal("1.00"))
    device.sell(Receipt((line,), (), f"{till.fiscal.settings.serial}-0009-0000001"))


def test_only_one_order_of_a_retry_is_printed(till: ReceiptsBridge) -> None:
    till.fiscal.condition.cover_open = True
    first, second = _card(till), _card(till)
    till.run()
    till.fiscal.condition.cover_open = False
    till.run(Wishes(only=frozenset({f"receipt:{second}"})))
    assert [sale.sale_number for sale in till.fiscal.memory.sales] == [_number(till, second)]
    assert _state(till, first) is not ReceiptState.PRINTED


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "0", "12.345", "1E+30"])
def test_only_an_amount_of_money_goes_into_the_drawer(till: ReceiptsBridge, amount: str) -> None:
    with pytest.raises(Refused):
        till.desk(lambda desk: desk.cash_in(Decimal(amount)))
    assert not till.fiscal.messages


# ---------------------------------------------------------------- beside a СУПТО


def test_beside_a_supto_orders_come_in_as_orders_and_nothing_is_numbered(till: ReceiptsBridge) -> None:
    till.change_orders(document=DocumentKind.SALE)
    till.change_receipts(uses_supto=True)
    order = _card(till)
    report = till.run()
    assert till.document(order)
    assert till.query("SELECT COUNT(*) FROM Operations WHERE OperType = 2 AND Note LIKE 'Mostik:%'") == [(0,)]
    assert till.in_journal(lambda journal: journal.sales()) == {}
    assert not till.fiscal.memory.documents
    assert any("You use a СУПТО" in row.why.text() for row in report.rows)


def test_beside_a_supto_orders_keep_all_that_the_shop_said(till: ReceiptsBridge) -> None:
    till.change_receipts(uses_supto=True)
    order = _card(till)
    report = till.run()
    assert not any("СУПТО" in row.why.text() for row in report.rows), "nothing is locked that was asked for"
    till.turn(days=90)
    till.run()
    kept = till.in_journal(lambda journal: journal.inbox_rows([order])[order].raw)
    assert kept["order_id"] == int(order)


def test_without_an_answer_nothing_is_numbered(till: ReceiptsBridge) -> None:
    till.change_receipts(uses_supto=None)
    _card(till)
    report = till.run()
    assert report.done[ActionKind.IMPORT_ORDER] == 1
    assert till.in_journal(lambda journal: journal.sales()) == {}
    assert not till.fiscal.memory.documents


def test_cash_of_a_courier_is_printed_as_cash(till: ReceiptsBridge) -> None:
    till.order(payment_method="Наложен платеж", payment_method_cod="1", delivery_method=COURIER)
    till.run()
    (sale,) = till.fiscal.memory.sales
    assert [payment.tender.value for payment in sale.payments] == ["cash"]
    assert [paper.state for paper in _papers(till)] == [PaperState.PRINTED]


# ---------------------------------------------------------------- without a device


def test_for_the_audit_file_alone_orders_are_kept_and_nothing_is_numbered(till: ReceiptsBridge) -> None:
    audit = AuditFile(
        company_number="131234567",
        shop_number="RF1",
        domain="kalina.example",
        created=date(2024, 5, 1),
        ways={CARD: AuditWay(payment=AuditPayment.VIRTUAL_POS, pos_number="93000123")},
        transaction_field="extra_field_2",
    )
    till.change(receipts=Receipts(uses_supto=False, audit=audit))
    order = _card(till, extra_field_2="TRN-77")
    cancelled = _card(till, extra_field_2="TRN-78")
    report = till.run()
    assert not [row for row in report.rows if "receipt" in row.key], said(report)
    till.simulator.panel.set_status(int(cancelled), CANCELLED)
    till.turn(hours=2)
    till.run()
    month = till.desk(lambda desk: desk.audit(2026, 11))
    assert [(one.transaction, one.total) for one in month.orders] == [
        ("TRN-77", till.in_journal(lambda journal: journal.sale(order)).total)
    ]
    assert b"TRN-77" in month.xml()
    assert _number(till, order) == ""
    assert not till.fiscal.memory.documents
