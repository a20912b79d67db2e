"""The guide's own pair, BaseLinker and Streamsoft Firmino, from the token to the PDF at the order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sync.model import DocumentKind
from sync.plan.actions import ActionKind
from sync.profile import PrintedPapers
from sync.run.engine import Wishes
from sync.run.report import RowState, RunState
from sync.simulators.baselinker import Fault as ShopFault
from sync.simulators.baselinker import FaultKind as ShopFaultKind
from sync.simulators.baselinker.starter import SENT
from sync.simulators.firmino import Fault, FaultKind
from sync.warehouses.remote.once import SETTLING
from tests.e2e.firmino_pair import FirminoPair, firmino_pair
from tests.e2e.small_bridge import failures, said

NIP = "5260250274"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[FirminoPair]:
    with firmino_pair(tmp_path) as made:
        yield made


def test_from_the_token_to_the_pdf_at_the_order(pair: FirminoPair) -> None:
    pair.sells()
    first, second = pair.order(), pair.order(nip=NIP)
    seen = pair.preview()
    assert seen.planned[ActionKind.IMPORT_ORDER] == 2, said(seen)
    assert seen.planned[ActionKind.KEEP_DOCUMENT] == 2
    assert pair.firmino.writes() == 0
    pair.rehearsed()
    receipt, invoice = pair.firmino.judge.documents("sale")
    assert (receipt.name, receipt.total, receipt.paid) == (
        "Paragon VAT 1/11/2026",
        Decimal("40.10"),
        Decimal("40.10"),
    )
    assert (invoice.name, invoice.type) == ("Faktura VAT 1/11/2026", "fas")
    assert pair.firmino.judge.stock(pair.cup_there) == 5
    assert (pair.file_at(first), pair.file_at(second)) == (receipt.name, invoice.name)
    assert pair.in_shop(second)["extra_field_1"] == invoice.name
    assert pair.shop.account.invoices == {}
    assert pair.shop.panel.stock(pair.cup, "bl_205") == 5
    pair.firmino.forget_requests()
    again = pair.run()
    assert again.state is RunState.GREEN, said(again)
    assert dict(again.planned) == {}
    assert pair.firmino.writes() == 0
    found = pair.audit()
    assert found.rows == [], [(row.title, row.why.text()) for row in found.rows]


def test_an_order_stays_an_order_and_sends_no_paper_until_it_is_sold(pair: FirminoPair) -> None:
    pair.sells()
    pair.change_orders(document=DocumentKind.ORDER)
    order = pair.order()
    pair.rehearsed()
    (written,) = pair.firmino.judge.documents()
    assert (written.kind, written.final_type) == ("order", "par")
    assert pair.file_at(order) == ""
    pair.firmino.program.realise(written.ident)
    pair.run()
    report = pair.run()
    assert failures(report) == [], said(report)
    assert pair.file_at(order) == "Paragon VAT 1/11/2026"


def test_at_a_status_of_the_shop_the_order_becomes_its_final_document_with_its_print(
    pair: FirminoPair,
) -> None:
    pair.sells()
    pair.change_orders(document=DocumentKind.ORDER, sale_statuses=(str(SENT),), status_after="")
    order = pair.order(nip=NIP)
    pair.rehearsed()
    assert pair.in_shop(order)["extra_field_1"] == "Zamówienie 1/11/2026"
    pair.shop.panel.set_status(order, SENT)
    seen = pair.preview()
    assert seen.planned[ActionKind.TURN_INTO_SALE] == seen.planned[ActionKind.KEEP_DOCUMENT] == 1, said(seen)
    report = pair.run()
    assert failures(report) == [], said(report)
    (sale,) = pair.firmino.judge.documents("sale")
    assert (sale.type, sale.paid) == ("fas", Decimal("40.10"))
    assert pair.file_at(order) == pair.in_shop(order)["extra_field_1"] == "Faktura VAT 1/11/2026"
    assert dict(pair.run().planned) == {}
    assert pair.audit().clean


def test_a_lost_answer_of_the_shop_is_looked_up_and_nothing_is_sent_twice(pair: FirminoPair) -> None:
    pair.sells()
    pair.order()
    pair.rehearsed()
    second = pair.order()
    pair.shop.faults.add(ShopFault(ShopFaultKind.RESET_AFTER, method="setOrderFields", times=9))
    report = pair.run()
    pair.shop.faults.clear()
    assert any(row.state is RowState.UNKNOWN for row in report.rows), said(report)
    before = pair.firmino.counts["sale-documents/add"]
    pair.clock.sleep(SETTLING.total_seconds())
    report = pair.run()
    assert failures(report) == [], said(report)
    assert pair.file_at(second) == "Paragon VAT 2/11/2026"
    assert pair.firmino.counts["sale-documents/add"] == before == 2


def test_the_invoice_of_the_shop_is_issued_once_in_the_series_that_the_owner_named(pair: FirminoPair) -> None:
    pair.sells()
    pair.change_orders(papers=PrintedPapers(send=True, place="series:15", place_name="Invoices"))
    order = pair.order(nip=NIP)
    pair.shop.faults.add(ShopFault(ShopFaultKind.RESET_AFTER, method="addInvoice"))
    pair.rehearsed()
    pair.clock.sleep(SETTLING.total_seconds())
    pair.run()
    (issued,) = pair.shop.account.invoices.values()
    assert (issued["order_id"], issued["external_invoice_number"]) == (order, "Faktura VAT 1/11/2026")
    assert len(pair.shop.account.invoice_files) == 1
    assert dict(pair.run().planned) == {}


def test_after_a_crash_neither_the_document_nor_its_print_comes_twice(pair: FirminoPair) -> None:
    pair.sells()
    pair.change_orders(status_after="")
    pair.order()
    pair.rehearsed()
    order = pair.order()
    pair.run_and_forget()
    assert pair.file_at(order) == "Paragon VAT 2/11/2026"
    sent = pair.shop.counts["setOrderFields"]
    report = pair.run()
    assert failures(report) == [], said(report)
    assert len(pair.firmino.judge.documents()) == 2
    # What is written once more is the document's number, which is absolute, and not the file.
    assert pair.shop.counts["setOrderFields"] == sent + 1
    assert dict(pair.run().planned) == {}


def test_a_file_of_somebody_else_is_left_alone_told_once_and_tried_again_when_asked(
    pair: FirminoPair,
) -> None:
    pair.sells()
    pair.order()
    pair.rehearsed()
    order = pair.order()
    pair.in_shop(order)["custom_extra_fields"] = {"300": {"title": "umowa.pdf", "url": "https://x.invalid/1"}}
    report = pair.run()
    (failed,) = failures(report)
    assert "umowa.pdf" in failed.why.text()
    assert pair.run().state is RunState.GREEN
    assert pair.file_at(order) == "umowa.pdf"
    pair.in_shop(order)["custom_extra_fields"] = {}
    report = pair.run(Wishes(only=frozenset({failed.key})))
    assert failures(report) == [], said(report)
    assert pair.file_at(order) == "Paragon VAT 2/11/2026"


def test_a_print_that_is_none_fails_alone_and_goes_out_later(pair: FirminoPair) -> None:
    pair.sells()
    order = pair.order()
    pair.firmino.faults.add(Fault(FaultKind.ERROR_503, request="sale-documents/download", times=None))
    pair.rehearsed()
    assert len(pair.firmino.judge.documents("sale")) == 1
    assert pair.file_at(order) == ""
    pair.firmino.faults.clear()
    pair.clock.sleep(timedelta(minutes=5).total_seconds())
    report = pair.run()
    assert failures(report) == [], said(report)
    assert pair.file_at(order) == "Paragon VAT 1/11/2026"


def test_an_order_whose_fields_nobody_understands_stops_no_other_paper(pair: FirminoPair) -> None:
    pair.sells()
    pair.firmino.faults.add(Fault(FaultKind.ERROR_503, request="sale-documents/download", times=None))
    first, second = pair.order(), pair.order()
    pair.rehearsed()
    pair.firmino.faults.clear()
    pair.clock.sleep(timedelta(minutes=5).total_seconds())
    pair.in_shop(first)["custom_extra_fields"] = "?"
    report = pair.run()
    assert {failed.key for failed in failures(report)} == {f"paper:{first}"}, said(report)
    assert pair.file_at(second) == "Paragon VAT 2/11/2026"
