"""Items, partners, payments and invoices."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.simulators.utility_center.desk import Desk


def test_a_new_item_gets_its_id_its_code_and_its_stock_rows(desk: Desk) -> None:
    desk.program.change("Goods", desk.cup, Code="A-17")
    made = desk.post("/Item", {"name": "Паничка", "measure1": "бр.", "price_out2": 8.4, "barcode1": "380"})
    assert made["id"] == desk.cup + 1
    assert made["code"] == "2"
    assert (made["name2"], made["measure2"], made["ratio"], made["tax_group"]) == ("Паничка", "бр.", 1, 1)
    stock = desk.rows("/Store", good_id=made["id"])
    assert [(row["object_id"], row["qtty"]) for row in stock] == [(1, 0), (desk.shop, 0)]


def test_two_items_may_have_one_code(desk: Desk) -> None:
    for _ in range(2):
        desk.post("/Item", {"name": "Паничка", "code": "X1", "barcode1": "3800000000017"})
    assert len(desk.rows("/Items", code="X1")) == 2


def test_an_item_is_changed_by_its_id(desk: Desk) -> None:
    response = desk.call("PUT", "/Item", json={"id": desk.cup, "price_out2": 13.5, "deleted": -1})
    assert response.status_code == 200
    (cup,) = desk.rows("/Items", id=desk.cup)
    assert (cup["price_out2"], cup["deleted"], cup["name"]) == (13.5, -1, "Чаша")


def test_a_new_partner_gets_its_copies_for_printing(desk: Desk) -> None:
    made = desk.post(
        "/Partner", {"company": "Нова ЕООД", "city": "Пловдив", "email": "a@b.example", "tax_id": "1"}
    )
    (row,) = [row for row in desk.judge.rows("Partners") if row["ID"] == made["id"]]
    assert (row["Company2"], row["City2"], row["eMail"], row["Bulstat"]) == (
        "Нова ЕООД",
        "Пловдив",
        "a@b.example",
        "1",
    )
    assert (row["PriceGroup"], row["Type"], row["Deleted"]) == (1, 0, 0)
    desk.call("PUT", "/Partner", json={"id": made["id"], "phone": "0888"})
    (found,) = desk.rows("/Partners", id=made["id"])
    assert (found["phone"], found["company"]) == ("0888", "Нова ЕООД")


@pytest.mark.parametrize(
    ("verb", "path", "body", "status"),
    [
        ("POST", "/Item", {}, 400),
        ("POST", "/Item", [], 400),
        ("POST", "/Item", {"name": " "}, 400),
        ("POST", "/Item", {"name": 5}, 400),
        ("POST", "/Item", {"name": "x", "price_out2": "8"}, 400),
        ("POST", "/Item", {"name": "x", "group_id": 99}, 400),
        ("POST", "/Item", {"name": "x", "tax_group": 99}, 400),
        ("POST", "/Item", {"name": "x", "deleted": 7}, 400),
        ("PUT", "/Item", {"name": "x"}, 400),
        ("PUT", "/Item", {"id": 99, "name": "x"}, 404),
        ("POST", "/Partner", {"name": "x"}, 400),
        ("PUT", "/Partner", {"id": True}, 400),
        ("PUT", "/Partner", {"id": 99}, 404),
    ],
)
def test_wrong_items_and_partners_are_refused(
    desk: Desk, verb: str, path: str, body: Any, status: int
) -> None:
    assert desk.refused(verb, path, json=body)[0] == status
    assert len(desk.judge.rows("Goods")) == len(desk.judge.rows("Partners")) == 2


def test_payments_belong_to_a_document(desk: Desk) -> None:
    number = desk.write()
    due = {"operation_type": 2, "document_number": number, "qtty": 24, "mode": -1, "end_date": "2026-12-01"}
    desk.post("/Payment", due)
    assert desk.judge.left_to_pay(2, number) == 24
    paid = desk.post("/Payment", {"operation_type": 2, "document_number": number, "qtty": 10.005, "type": 2})
    assert (paid["mode"], paid["sign"], paid["type"], paid["qtty"]) == (1, 1, 2, 10.01)
    assert (paid["partner_id"], paid["object_id"], paid["user_id"]) == (desk.buyer, desk.shop, desk.seller)
    assert paid["end_date"] == "2026-12-01T00:00:00"
    assert len(desk.rows("/Payments", operation_type=2, document_number=number, mode=1)) == 1


def test_paying_twice_makes_two_payments(desk: Desk) -> None:
    number = desk.write()
    for _ in range(2):
        desk.post("/Payment", {"operation_type": 2, "document_number": number, "qtty": 24, "sign": 1})
    assert len(desk.judge.payments(2, number)) == 2
    assert desk.judge.left_to_pay(2, number) == -48


def test_money_that_goes_out_has_the_other_sign(desk: Desk) -> None:
    number = desk.write(desk.line(operation_type=1))
    assert desk.post("/Payment", {"operation_type": 1, "document_number": number, "qtty": 8})["sign"] == -1


@pytest.mark.parametrize(
    "wrong",
    [{"document_number": 99}, {"operation_type": 19}, {"mode": 0}, {"sign": 2}, {"type": 9}, {"qtty": "1"}],
)
def test_wrong_payments_are_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    body = {"operation_type": 2, "document_number": desk.write(), "qtty": 24, **wrong}
    assert desk.refused("POST", "/Payment", json=body)[0] == 400
    assert desk.judge.payments() == []


@pytest.mark.parametrize("path", ["/Payment", "/Document"])
@pytest.mark.parametrize("missing", ["operation_type", "document_number"])
def test_which_document_is_needed(desk: Desk, path: str, missing: str) -> None:
    body = {"operation_type": 2, "document_number": desk.write(), "qtty": 24}
    del body[missing]
    assert desk.refused("POST", path, json=body)[0] == 400


def test_an_invoice_is_made_once(desk: Desk) -> None:
    body = {"operation_type": 2, "document_number": desk.write(), "document_type": 0, "recipient": "Мила"}
    made = desk.post("/Document", body)
    assert (made["invoice_number"], made["recipient"]) == ("0000000001", "Мила")
    assert desk.refused("POST", "/Document", json=body)[0] == 409
    second = desk.post("/Document", {**body, "document_number": desk.write()})
    assert second["invoice_number"] == "0000000002"
    assert [row["InvoiceDate"] for row in desk.judge.invoices()] == [date(2026, 11, 20)] * 2
    assert desk.refused("POST", "/Document", json={**body, "document_number": 99})[0] == 400
