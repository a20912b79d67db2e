"""The printed document at an order of BaseLinker, against its simulator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sync.clock import TurnedClock
from sync.errors import Refused, Unknown
from sync.ports import KeepsDocuments, KeptDocument, Outcome, PrintedDocument
from sync.profile import BaseLinkerShop
from sync.shops.baselinker import BaseLinker
from sync.simulators.baselinker import BaseLinkerSimulator, Fault, FaultKind
from sync.simulators.baselinker.starter import NEW, SAMPLE_ACCESS, small_account
from tests.e2e.bridge import NOW

FIELD, SERIES = "field:300", "series:15"
PAPER = PrintedDocument("Faktura VAT 1/11/2026", b"%PDF-1.4\nwhole\n%%EOF\n")


@dataclass
class Desk:
    """``keeping`` is the shop by its optional port alone."""

    simulator: BaseLinkerSimulator
    keeping: KeepsDocuments
    order: str


@pytest.fixture
def desk() -> Iterator[Desk]:
    clock = TurnedClock(NOW)
    account = small_account()
    account.order_extra_fields.append({"extra_field_id": 300, "name": "Faktura", "editor_type": "file"})
    with BaseLinkerSimulator(account, clock=clock) as simulator:
        line = {"name": "Kubek", "price_brutto": 12.3, "tax_rate": 23, "quantity": 1}
        order = simulator.panel.add_order([line], status_id=NEW, currency="PLN")
        shop = BaseLinker(BaseLinkerShop(url=simulator.url), SAMPLE_ACCESS, clock)
        yield Desk(simulator, shop, str(order))
        shop.close()


def test_only_fields_of_files_and_series_of_invoices_are_offered(desk: Desk) -> None:
    assert [(each.id, each.name) for each in desk.keeping.document_fields()] == [(FIELD, "Faktura")]
    assert [(each.id, each.name) for each in desk.keeping.document_series()] == [
        (SERIES, "Invoices (%N/%M/%Y)")
    ]


def test_a_field_holds_one_file_and_no_invoice_is_issued(desk: Desk) -> None:
    assert desk.keeping.kept_document(desk.order, FIELD) is None
    for _ in range(2):
        assert desk.keeping.keep_document(desk.order, FIELD, PAPER) is Outcome.DONE
    assert desk.keeping.kept_document(desk.order, FIELD) == KeptDocument(PAPER.name)
    assert desk.simulator.account.invoices == {}


def test_an_invoice_is_issued_once_and_gets_the_file_and_its_number(desk: Desk) -> None:
    desk.simulator.faults.add(Fault(FaultKind.RESET_AFTER, method="addInvoice"))
    with pytest.raises(Unknown):
        desk.keeping.keep_document(desk.order, SERIES, PAPER)
    assert desk.keeping.kept_document(desk.order, SERIES) == KeptDocument("")
    assert desk.keeping.keep_document(desk.order, SERIES, PAPER) is Outcome.DONE
    (invoice,) = desk.simulator.account.invoices.values()
    desk.simulator.panel.set_government_status(invoice["invoice_id"], "KSEF-1", 3)
    assert desk.keeping.kept_document(desk.order, SERIES) == KeptDocument(PAPER.name, "rejected")


def test_an_invoice_of_another_series_is_somebody_elses(desk: Desk) -> None:
    """It has a number of its own, which no file of another program may replace."""
    series = desk.simulator.account.series
    series.append({**next(row for row in series if row["type"] == "INVOICE"), "id": 99, "name": "Own"})
    desk.keeping.keep_document(desk.order, "series:99", PAPER)
    (invoice,) = desk.simulator.account.invoices.values()
    invoice["external_invoice_number"] = ""
    desk.simulator.account.invoice_files.clear()
    assert desk.keeping.kept_document(desk.order, SERIES) == KeptDocument(invoice["number"])
    with pytest.raises(Refused):
        desk.keeping.keep_document(desk.order, SERIES, PAPER)
    assert desk.simulator.account.invoice_files == {}


@pytest.mark.parametrize("place", [FIELD, SERIES])
def test_a_lost_answer_is_unknown_and_a_repeat_makes_no_second_one(desk: Desk, place: str) -> None:
    method = "setOrderFields" if place == FIELD else "addOrderInvoiceFile"
    desk.simulator.faults.add(Fault(FaultKind.RESET_AFTER, method=method, times=9))
    assert desk.keeping.keep_document(desk.order, place, PAPER) is Outcome.UNKNOWN
    desk.simulator.faults.clear()
    assert desk.keeping.kept_document(desk.order, place) == KeptDocument(PAPER.name)
    assert desk.keeping.keep_document(desk.order, place, PAPER) is Outcome.DONE
    assert len(desk.simulator.account.invoices) == (place == SERIES)


@pytest.mark.parametrize("place", [FIELD, SERIES])
def test_what_baselinker_cannot_take_is_refused_before_anything_is_issued(desk: Desk, place: str) -> None:
    large = PrintedDocument("Faktura", b"%PDF" + bytes(2 * 1024 * 1024))
    with pytest.raises(Refused):
        desk.keeping.keep_document(desk.order, place, large)
    long = PrintedDocument("Faktura eksportowa zbiorcza 1234/11/2026", PAPER.content)
    if place == SERIES:
        with pytest.raises(Refused):
            desk.keeping.keep_document(desk.order, place, long)
    assert desk.simulator.account.invoices == {}


def test_an_order_that_is_gone(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.keeping.kept_document("999", FIELD)
