"""Invoices, their files, corrections, and receipts."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.unit.simulators.calling import NOON, Shop, line

NOW = int(NOON.timestamp())
FILE = "data:" + base64.b64encode(b"%PDF-1.4 outside").decode()


def _order(shop: Shop, **fields: Any) -> int:
    lines = [
        line(price_brutto=12.3, quantity=2),
        line(name="Book", price_brutto=10.5, tax_rate=5, quantity=1),
    ]
    return shop.panel.add_order(lines, **{"delivery_price": 6.15, "invoice_nip": "5261040828", **fields})


def _issue(shop: Shop, order_id: int, **more: Any) -> dict[str, Any]:
    invoice_id = shop.call("addInvoice", order_id=order_id, series_id=15, **more)["invoice_id"]
    (invoice,) = shop.call("getInvoices", invoice_id=invoice_id)["invoices"]
    assert isinstance(invoice, dict)
    return invoice


def test_an_invoice_holds_the_orders_lines_and_delivery(shop: Shop) -> None:
    invoice = _issue(shop, _order(shop))
    assert (invoice["type"], invoice["series_id"], invoice["number"]) == ("normal", 15, "1/11/2026")
    assert (invoice["sub_id"], invoice["month"], invoice["year"], invoice["date_add"]) == (1, 11, 2026, NOW)
    assert (invoice["invoice_nip"], invoice["currency"], invoice["exchange_rate"]) == (
        "5261040828",
        "PLN",
        "",
    )
    rows = [
        (row["price_brutto"], row["price_netto"], row["tax_rate"], row["is_shipment"])
        for row in invoice["items"]
    ]
    assert rows == [(12.3, 10, 23, False), (10.5, 10, 5, False), (6.15, 5, 23, True)]
    assert (invoice["total_price_brutto"], invoice["total_price_netto"]) == (41.25, 35)


@pytest.mark.parametrize(
    ("sent", "rates"),
    [
        ("DEFAULT", [23, 5, 23]),
        ("ITEM", [23, 5, 23]),
        ("ZW", [-1, -1, -1]),
        ("expt", [-1, -1, -1]),
        ("NP", [-0.02, -0.02, -0.02]),
        ("OO", [-0.03, -0.03, -0.03]),
        (8, [8, 8, 8]),
    ],
)
def test_the_vat_rate_can_be_put_on_all_lines(shop: Shop, sent: Any, rates: list[float]) -> None:
    invoice = _issue(shop, _order(shop), vat_rate=sent)
    assert [row["tax_rate"] for row in invoice["items"]] == rates


@pytest.mark.parametrize("sent", ["HALF", 101, -5])
def test_another_vat_rate_is_refused(shop: Shop, sent: Any) -> None:
    shop.refusal("addInvoice", order_id=_order(shop), series_id=15, vat_rate=sent)
    assert shop.call("getInvoices")["invoices"] == []


def test_an_invoice_needs_an_order_and_an_invoice_series(shop: Shop) -> None:
    assert shop.refusal("addInvoice", order_id=9, series_id=15)[0] == "ERROR_SIMULATED_ORDER_ID"
    shop.refusal("addInvoice", order_id=_order(shop), series_id=17)
    shop.refusal("addInvoice", order_id=_order(shop), series_id=99)


def test_numbers_count_by_month_or_by_year(shop: Shop) -> None:
    shop.simulator.account.series.append({"id": "20", "type": "INVOICE", "name": "Yearly", "format": "%N/%Y"})
    numbers = []
    for _ in range(2):
        for series in (15, 20):
            invoice_id = shop.panel.issue_invoice(_order(shop), series)
            (row,) = shop.call("getInvoices", invoice_id=invoice_id)["invoices"]
            numbers.append((row["number"], row["month"]))
        shop.clock.turn(days=20)
    assert numbers == [("1/11/2026", 11), ("1/2026", 0), ("1/12/2026", 12), ("2/2026", 0)]


def test_invoices_are_filtered_and_every_from_is_inclusive(shop: Shop) -> None:
    first = _issue(shop, _order(shop))
    shop.clock.turn(hours=1)
    second = _issue(shop, _order(shop))

    def ids(**filters: Any) -> list[int]:
        return [row["invoice_id"] for row in shop.call("getInvoices", **filters)["invoices"]]

    both = [first["invoice_id"], second["invoice_id"]]
    assert ids() == ids(date_from=NOW) == ids(id_from=both[0]) == ids(series_id=15) == both
    assert ids(date_from=NOW + 1) == ids(id_from=both[1]) == ids(order_id=second["order_id"]) == both[1:]
    assert ids(series_id=16) == []


def test_a_file_is_hung_on_an_invoice_and_its_number_wins(shop: Shop) -> None:
    invoice = _issue(shop, _order(shop))
    invoice_id = invoice["invoice_id"]
    own = shop.call("getInvoiceFile", invoice_id=invoice_id, get_external=True)
    assert own["invoice_number"] == "1/11/2026"
    assert base64.b64decode(own["invoice"].removeprefix("data:")).startswith(b"%PDF-1.4")
    sent = {"invoice_id": invoice_id, "file": FILE, "external_invoice_number": "F" * 31}
    assert shop.call("addOrderInvoiceFile", **sent) == {}
    outside = shop.call("getInvoiceFile", invoice_id=invoice_id, get_external=True)
    assert outside == {"invoice": FILE, "invoice_number": "F" * 30}
    assert shop.call("getInvoiceFile", invoice_id=invoice_id)["invoice"] == own["invoice"]
    assert shop.call("getInvoices")["invoices"][0]["external_invoice_number"] == "F" * 30
    assert shop.call("getInvoices", get_external_invoices=False)["invoices"] == []
    assert len(shop.call("getInvoices", get_external_invoices=True)["invoices"]) == 1


@pytest.mark.parametrize(
    "file", ["", "JVBERi0=", "data:application/pdf;base64,JVBERi0=", None, "data:" + "A" * (3 * 1024 * 1024)]
)
def test_a_file_of_another_form_is_refused(shop: Shop, file: str | None) -> None:
    invoice_id = _issue(shop, _order(shop))["invoice_id"]
    assert (
        shop.refusal("addOrderInvoiceFile", invoice_id=invoice_id, file=file)[0]
        == "ERROR_SIMULATED_FILE_FORMAT"
    )


def test_a_file_needs_an_invoice_that_was_issued(shop: Shop) -> None:
    assert shop.refusal("addOrderInvoiceFile", invoice_id=1, file=FILE)[0] == "ERROR_SIMULATED_MISSING_ROW"


def test_the_states_answer_comes_on_request(shop: Shop) -> None:
    invoice_id = _issue(shop, _order(shop))["invoice_id"]
    (row,) = shop.call("getInvoices", get_government_data=True)["invoices"]
    assert (row["gov_id"], row["gov_date"], row["gov_status"]) == ("", 0, 0)
    shop.panel.set_government_status(invoice_id, "KSEF-1", 2)
    (row,) = shop.call("getInvoices", get_government_data=True)["invoices"]
    assert (row["gov_id"], row["gov_date"], row["gov_status"]) == ("KSEF-1", NOW, 2)
    assert "gov_id" not in shop.call("getInvoices")["invoices"][0]


def test_a_correction_points_to_its_original(shop: Shop) -> None:
    original = _issue(shop, _order(shop))
    item = {"order_product_id": original["items"][0]["order_product_id"], "quantity": 1}
    correction_id = shop.call(
        "addInvoiceCorrection",
        original_invoice_id=original["invoice_id"],
        correcting_reason=2,
        correcting_items=True,
        invoice_company="New Ltd",
        items=[item],
    )["invoice_id"]
    (row,) = shop.call("getInvoices", invoice_id=correction_id)["invoices"]
    assert (row["type"], row["number"], row["series_id"]) == ("correcting", "K/1/11/2026", 16)
    assert (row["correcting_to_invoice_id"], row["correcting_reason"]) == (original["invoice_id"], 2)
    assert (row["correcting_items"], row["correcting_data"]) == (True, False)
    assert (row["invoice_company"], row["invoice_nip"]) == ("New Ltd", "5261040828")
    assert [each["quantity"] for each in row["items"]] == [1]
    assert row["total_price_brutto"] == 12.3
    wrong = [{"order_product_id": 999}]
    shop.refusal("addInvoiceCorrection", original_invoice_id=original["invoice_id"], items=wrong)


def test_the_journal_tells_of_invoices(shop: Shop) -> None:
    order_id = _order(shop)
    invoice_id = _issue(shop, order_id)["invoice_id"]
    shop.panel.delete_invoice(invoice_id)
    assert shop.call("getInvoices")["invoices"] == []
    shop.quirks(journal_activated=True)
    logs = shop.call("getJournalList", last_log_id=0, logs_types=[7, 19])["logs"]
    assert [(row["log_type"], row["order_id"], row["object_id"]) for row in logs] == [
        (7, order_id, invoice_id),
        (19, order_id, invoice_id),
    ]


def test_series_have_text_ids(shop: Shop) -> None:
    rows = shop.call("getSeries")["series"]
    assert [(row["id"], row["type"]) for row in rows] == [
        ("15", "INVOICE"),
        ("16", "CORRECTION"),
        ("17", "RECEIPT"),
    ]


def test_a_receipt_waits_for_its_number(shop: Shop) -> None:
    order_id = _order(shop)
    receipt_id = shop.call("addReceipt", order_id=order_id)["receipt_id"]
    (new,) = shop.call("getNewReceipts")["orders"]
    assert (new["receipt_id"], new["order_id"], new["receipt_full_nr"]) == (
        receipt_id,
        order_id,
        "P/1/11/2026",
    )
    assert [(row["price_brutto"], row["tax_rate"]) for row in new["products"]] == [
        (12.3, 23),
        (10.5, 5),
        (6.15, 23),
    ]
    assert shop.call("getNewReceipts", series_id=99)["orders"] == []
    assert shop.call("getNewReceipts", id_from=receipt_id + 1)["orders"] == []
    shop.call("setOrderReceipt", receipt_id=receipt_id, receipt_nr="0001", date=NOW, printer_error=False)
    assert shop.call("getNewReceipts")["orders"] == []
    one = shop.call("getReceipt", receipt_id=receipt_id)
    assert (one["order_id"], one["total_price_brutto"], one["year"]) == (order_id, 41.25, 2026)
    assert shop.call("getReceipt", order_id=order_id) == one
    assert shop.call("getReceipts", date_from=NOW, date_to=NOW)["receipts"] == [one]
    assert shop.call("getReceipts", date_from=NOW + 1)["receipts"] == []
    shop.call("addOrderReceiptFile", receipt_id=receipt_id, file=FILE, external_receipt_number="R1")
    assert shop.call("getReceipt", receipt_id=receipt_id)["external_receipt_number"] == "R1"


def test_a_receipt_that_the_printer_refused_waits_no_longer(shop: Shop) -> None:
    receipt_id = shop.panel.issue_receipt(_order(shop), 17)
    shop.call("setOrderReceipt", receipt_id=receipt_id, printer_error=True)
    assert shop.call("getNewReceipts")["orders"] == []
    shop.refusal("getReceipt", order_id=999)
    shop.refusal("setOrderReceipt", receipt_id=999)
