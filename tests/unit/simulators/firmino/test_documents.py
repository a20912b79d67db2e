"""Orders and sale documents: numbers, money, stock, notes, payments and the print."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.simulators.firmino.office import Office

ADD = "order-documents/add"
SALE = "sale-documents/add"


def test_an_order_lowers_nothing_and_a_sale_does(office: Office) -> None:
    order = office.call(ADD, **office.order(notes="Mostik 48001", printNotes="KD-3000"))
    assert order["documentName"] == "Zamówienie 1/11/2026"
    assert (order["documentDate"], order["documentState"], order["notes"]) == (
        "2026-11-20",
        "new",
        "Mostik 48001",
    )
    assert order["payment"]["total"] == "24.60"
    assert order["items"][0]["name"] == "Kubek"
    assert office.judge.stock(office.cup) == 5
    sale = office.call(SALE, **office.order(documentType="fas", notes="lost"))
    assert sale["documentName"] == "Faktura VAT 1/11/2026"
    assert "notes" not in sale
    assert office.judge.stock(office.cup) == 3
    assert office.judge.stock_differences() == {}


def test_net_documents_add_the_tax_by_rate(office: Office) -> None:
    items = [
        {"name": "A", "price": "10.00", "quantity": "3", "vatRate": "23", "discount": "10"},
        {"name": "B", "price": "0.99", "quantity": "1", "vatRate": "8"},
        {"name": "C", "price": "5", "quantity": "1", "vatRate": "zw"},
    ]
    sale = office.call(SALE, **office.order(priceType="net", items=items))
    assert sale["payment"]["total"] == "39.28"
    assert [item["idArticle"] for item in sale["items"]] == [None, None, None]


def test_the_same_order_twice_is_two_orders(office: Office) -> None:
    for _ in range(2):
        office.call(ADD, **office.order(printNotes="KD-1"))
    assert len(office.judge.noted("KD-1")) == 2
    assert len(office.judge.doubles()) == 1


def test_a_deleted_number_comes_again(office: Office) -> None:
    first = office.call(ADD, **office.order())
    office.call(ADD, **office.order())
    office.call("order-documents/delete", id=first["id"])
    assert office.call("order-documents/init")["ordinalNumber"] == 1
    again = office.call(ADD, **office.order())
    assert (again["documentName"], again["id"] != first["id"]) == (first["documentName"], True)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"customer": None}, "customer"),
        ({"customer": {"id": 1}}, "id 1"),
        ({"items": [{"idArticle": 1, "quantity": "1"}]}, "id 1"),
        ({"items": [{"name": "x", "quantity": "0"}]}, "quantity"),
        ({"items": [{"name": "x", "vatRate": "20"}]}, "vatRate"),
        ({"documentDate": "20.11.2026"}, "documentDate"),
        ({"printNotes": "x" * 1001}, "printNotes"),
    ],
)
def test_an_order_is_checked(office: Office, fields: dict[str, Any], word: str) -> None:
    assert word in office.refused(ADD, **office.order(**fields))
    assert office.judge.documents() == []


def test_a_change_replaces_the_lines_and_the_stock_follows(office: Office) -> None:
    office.quirks(order_lowers_quantity=True, below_zero="refused")
    order = office.call(ADD, **office.order(printNotes="KD-1"))
    assert office.judge.stock(office.cup) == 3
    line = {"idArticle": office.cup, "quantity": "4", "price": "1"}
    shown = office.call("order-documents/update", id=order["id"], items=[line])
    assert (shown["printNotes"], len(shown["items"])) == ("KD-1", 1)
    assert office.judge.stock(office.cup) == 1
    much = {**line, "quantity": "6"}
    assert "KUB-1" in office.refused("order-documents/update", id=order["id"], items=[much])
    assert office.judge.documents()[0].lines[0].quantity == 4
    office.program.cancel(order["id"])
    assert office.judge.stock(office.cup) == 5
    assert office.judge.stock_differences() == {}


def test_notes_are_found_only_where_the_service_looks_there(office: Office) -> None:
    order = office.call(ADD, **office.order(printNotes="KD-77"))
    assert office.call("order-documents/find", text="KD-77")["list"] == []
    office.quirks(text_finds="notes_too")
    assert office.call("order-documents/find", text="KD-77")["list"][0]["id"] == order["id"]
    office.quirks(found_documents="head")
    assert "printNotes" not in office.call("order-documents/find")["list"][0]


def test_documents_by_day(office: Office) -> None:
    order = office.call(ADD, **office.order())
    office.program.date_back(order["id"], date(2026, 10, 1))
    newer = office.call(ADD, **office.order())
    since = [{"name": "fromDate", "value": "2026-11-01"}]
    assert [row["id"] for row in office.call("order-documents/find", filters=since)["list"]] == [newer["id"]]


def test_paying_and_taking_it_back(office: Office) -> None:
    sale = office.call(SALE, **office.order())["id"]
    office.program.pay(sale, Decimal("4.60"))
    assert office.judge.documents("sale")[0].state == "partpaid"
    paid = office.call(f"sale-documents/payoff/{sale}")
    assert (paid["documentState"], paid["payment"]["remain"]) == ("paid", "0.00")
    office.call(f"sale-documents/payoff/{sale}")
    assert len(office.judge.payments(sale)) == 2
    assert office.call("sale-documents/unpaid", id=sale)["documentState"] == "unpaid"
    assert office.judge.payments(sale) == []
    order = office.call(ADD, **office.order())["id"]
    assert office.raw("order-documents/payoff", {"id": order}).status_code == 404


def test_an_order_becomes_the_sale_that_it_names(office: Office) -> None:
    office.quirks(order_lowers_quantity=True)
    order = office.call(ADD, **office.order(finalDocumentType="par"))["id"]
    sale = office.call("order-documents/add-end-doc", id=order)
    assert (sale["documentType"], sale["documentName"]) == ("par", "Paragon VAT 1/11/2026")
    assert office.judge.stock(office.cup) == 3
    assert office.judge.documents("order")[0].settled_as == sale["id"]
    assert "already" in office.refused("order-documents/add-end-doc", id=order)


def test_the_print_is_a_pdf_with_the_number(office: Office) -> None:
    sale = office.call(SALE, **office.order())["id"]
    response = office.raw(f"sale-documents/download/{sale}")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.4")
    assert b"(Faktura VAT 1/11/2026)" in response.content
    table = int(response.content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert response.content[table:].startswith(b"xref")
    office.quirks(download="base64")
    assert base64.b64decode(office.call("sale-documents/download", id=sale)) == office.judge.print(sale)
    office.quirks(download="base64_object")
    packed = office.call("sale-documents/download", id=sale)["content"]
    assert base64.b64decode(packed) == office.judge.print(sale)
    office.quirks(download="link", download_marks_printed=True)
    link = office.call("sale-documents/download", id=sale)
    assert office.session.get(link, timeout=10).content == office.judge.print(sale)
    assert office.judge.documents("sale")[0].state == "printed"


def test_a_mail_is_sent(office: Office) -> None:
    sale = office.call(SALE, **office.order())["id"]
    office.call("sale-documents/mail", idDocument=sale, mail="mila@example.org", title="Faktura")
    (mail,) = office.judge.mails()
    assert (mail.document, mail.address) == (sale, "mila@example.org")


def test_people_work_in_the_program_meanwhile(office: Office) -> None:
    backup = office.program.backup()
    order = office.program.write("order", office.buyer, [(office.cup, Decimal(1), Decimal("12.30"))])
    sale = office.program.realise(order)
    assert office.judge.stock(office.cup) == 4
    office.program.rename_notes(sale, "inne")
    office.program.delete_document(sale)
    assert office.judge.stock(office.cup) == 5
    office.program.change_article(office.cup, name="Kubek duży")
    office.program.restore(backup)
    assert office.call("articles/get", id=office.cup)["name"] == "Kubek"
    assert office.judge.documents() == []
