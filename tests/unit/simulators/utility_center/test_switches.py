"""Each reading of what the sheet leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulators.utility_center.desk import Desk, opened


def test_names_follow_their_switches(desk: Desk) -> None:
    number = desk.write()
    desk.quirks(
        bar_code_name="bar_code",
        email_name="e_mail",
        vat_id_is="Bulstat",
        number_name="acct",
        type_name="oper_type",
    )
    assert desk.rows("/Items", bar_code1="3800000000017")[0]["id"] == desk.cup
    (buyer,) = desk.rows("/Partners", id=desk.buyer)
    assert (buyer["vat_id"], buyer["tax_id"], buyer["e_mail"]) == ("900000016", "BG900000016", " ")
    assert desk.rows("/Operations", acct=number)[0]["oper_type"] == 2


@pytest.mark.parametrize(
    ("switch", "name", "value"),
    [
        ({"truths": "json"}, "deleted", False),
        ({"blank_text": "empty"}, "fax", ""),
        ({"blank_text": "null"}, "fax", None),
        ({"dates": "iso_day"}, "user_real_time", "2026-11-20"),
        ({"dates": "blank_between"}, "user_real_time", "2026-11-20 12:00:00"),
        ({"dates": "dotted"}, "user_real_time", "20.11.2026"),
        ({"numbers": "text"}, "discount", "0.0"),
    ],
)
def test_values_follow_their_switches(desk: Desk, switch: dict[str, Any], name: str, value: object) -> None:
    desk.quirks(**switch)
    (buyer,) = desk.rows("/Partners", id=desk.buyer)
    assert buyer[name] == value


def test_what_is_shown_may_be_sent(desk: Desk) -> None:
    desk.quirks(dates="dotted", numbers="text", truths="json")
    desk.write(desk.line(date="19.11.2026", qtty="2.5"))
    assert desk.judge.documents()[0].lines[0].quantity == 2.5
    assert desk.call("PUT", "/Item", json={"id": desk.cup, "deleted": True}).json()["deleted"] is True
    assert desk.refused("POST", "/Operation", json=[desk.line(qtty="much")])[0] == 400


def test_a_list_may_stand_under_a_name(desk: Desk) -> None:
    desk.quirks(list_body="under_items")
    assert len(desk.call("GET", "/Items").json()["items"]) == 2


def test_sizes_and_numbers_of_pages(desk: Desk) -> None:
    desk.quirks(default_page_size=1, largest_page_size=2, first_page=0, newest_first=True)
    first = desk.call("GET", "/Items")
    assert [row["id"] for row in first.json()] == [desk.cup]
    assert (first.headers["X-CurrentPage"], first.headers["X-TotalPages"]) == ("0", "2")
    assert desk.call("GET", "/Items", params={"page_size": 99}).headers["X-TotalPages"] == "1"
    assert [row["id"] for row in desk.rows("/Items", page=1)] == [1]


def test_beyond_the_last_page(desk: Desk) -> None:
    desk.quirks(beyond_last_page="last_page")
    late = desk.call("GET", "/Items", params={"page": 4, "page_size": 1})
    assert ([row["id"] for row in late.json()], late.headers["X-CurrentPage"]) == ([desk.cup], "2")
    desk.quirks(beyond_last_page="not_found")
    assert desk.refused("GET", "/Items", params={"page": 2})[0] == 404


def test_headers_of_pages(desk: Desk) -> None:
    assert desk.call("GET", "/Operations").headers["X-TotalPages"] == "1"
    desk.quirks(pages_of_nothing=0, paging_headers="when_asked")
    assert "X-TotalPages" not in desk.call("GET", "/Operations").headers
    assert desk.call("GET", "/Operations", params={"page": 1}).headers["X-TotalPages"] == "0"


def test_rows_may_be_hidden(desk: Desk) -> None:
    desk.program.mark_deleted("Goods", desk.cup)
    desk.program.add_draft(desk.cup, desk.shop, desk.buyer)
    desk.quirks(deleted_rows="hidden", marker_rows="hidden")
    assert [row["id"] for row in desk.rows("/Items")] == [1]
    assert desk.rows("/Operations") == []


def test_some_fields_may_have_no_filter(desk: Desk) -> None:
    desk.write(desk.line(note="a"))
    desk.quirks(not_filterable=frozenset({"note"}))
    assert len(desk.rows("/Operations", note="b")) == 1
    desk.quirks(not_filterable=frozenset({"note"}), unknown_filter="nothing")
    assert desk.rows("/Operations", note="a") == []
    desk.quirks(unknown_filter="refused")
    assert desk.refused("GET", "/Operations", params={"colour": "a"})[0] == 400


def test_wildcards_of_the_database_may_work(desk: Desk) -> None:
    ids = [desk.program.add_good(name) for name in ("a1b", "a%b", "a[12]b")]
    assert [row["id"] for row in desk.rows("/Items", name="a%*")] == [ids[1]]
    desk.quirks(wildcards="like")
    assert [row["id"] for row in desk.rows("/Items", name="a%*")] == ids
    assert [row["id"] for row in desk.rows("/Items", name="a%b")] == [ids[1]]
    assert [row["id"] for row in desk.rows("/Items", name="a_b*")] == ids[:2]
    assert [row["id"] for row in desk.rows("/Items", name="a[12]*")] == ids[2:]
    desk.quirks(wildcards="like_with_sets")
    assert [row["id"] for row in desk.rows("/Items", name="a[12]*")] == ids[:1]


def test_letters_may_have_to_match_in_case(desk: Desk) -> None:
    desk.quirks(case_sensitive=True)
    assert desk.rows("/Items", name="чаша") == []


def test_single_addresses_may_be_read(desk: Desk) -> None:
    desk.quirks(single_readable=True)
    assert desk.call("GET", "/Item", params={"id": desk.cup}).json()["name"] == "Чаша"
    assert desk.refused("GET", "/Item", params={"id": 99})[0] == 404


def test_codes_may_be_texts(desk: Desk) -> None:
    desk.quirks(error_code="text")
    assert desk.call("GET", "/x").json()["code"] == "404"


def test_answers_of_writes(desk: Desk) -> None:
    desk.quirks(created_status=201, created_answer="id")
    made = desk.call("POST", "/Item", json={"name": "x"})
    assert (made.status_code, made.json()) == (201, {"id": desk.cup + 1})
    desk.quirks(created_answer="nothing")
    silent = desk.call("POST", "/Partner", json={"company": "x"})
    assert (silent.status_code, silent.content) == (200, b"")
    desk.quirks(operation_answer="rows")
    assert desk.post("/Operation", [desk.line(), desk.line()])[1]["document_number"] == 1
    desk.quirks(document_number_as="text")
    assert desk.post("/Operation", [desk.line()]) == {"document_number": "2"}


def test_strict_and_careless_services(desk: Desk) -> None:
    desk.quirks(unknown_field="refused", too_long_text="refused", emoji="refused")
    for wrong in ({"colour": "red"}, {"vat_out": 1}, {"note": "x" * 256}, {"note": "🎁"}):
        assert desk.refused("POST", "/Operation", json=[desk.line(**wrong)])[0] == 400
    desk.quirks(unknown_ids="accepted", emoji="question_mark")
    desk.write(desk.line(good_id=999, note="🎁!"))
    assert desk.judge.documents()[0].note == "?!"


def test_a_change_may_replace_the_whole_row(desk: Desk) -> None:
    desk.quirks(put="whole")
    desk.call("PUT", "/Item", json={"id": desk.cup, "name": "Чаша 2"})
    (cup,) = desk.rows("/Items", id=desk.cup)
    assert (cup["name"], cup["barcode1"], cup["price_out2"]) == ("Чаша 2", " ", 0)


def test_a_note_may_belong_to_its_line_only(desk: Desk) -> None:
    rows = [desk.line(note="a"), {"good_id": desk.cup, "qtty": 1, "price_out": 12}]
    desk.write(*rows)
    desk.quirks(note="own")
    desk.write(*rows)
    assert [[line.note for line in found.lines] for found in desk.judge.documents()] == [
        ["a", "a"],
        ["a", ""],
    ]


def test_a_discount_may_be_taken_off(desk: Desk) -> None:
    desk.write(desk.line(discount=25))
    desk.quirks(discount="taken_off")
    desk.write(desk.line(discount=25))
    assert [found.lines[0].price_out for found in desk.judge.documents()] == [12, 9]


def test_an_order_may_lower_the_stock(desk: Desk) -> None:
    desk.quirks(order_sign=-1)
    desk.write(desk.line(operation_type=19))
    assert desk.judge.stock(desk.shop, desk.cup) == 3


def test_the_due_row_may_come_with_the_sale(desk: Desk) -> None:
    sold = desk.write()
    assert desk.judge.payments() == []
    desk.quirks(due_row="by_operation")
    desk.program.change("Partners", desk.buyer, PaymentDays=14)
    number = desk.write(desk.line(price_out=3.335))
    (due,) = desk.rows("/Payments", document_number=number)
    assert (due["mode"], due["sign"], due["qtty"], due["type"]) == (-1, 1, 6.67, 1)
    assert due["end_date"] == "2026-12-04T00:00:00"
    desk.write(desk.line(operation_type=19))
    assert desk.judge.left_to_pay(2, sold) == 0
    assert len(desk.judge.payments()) == 1


@pytest.mark.parametrize(
    ("reading", "stored", "seen"), [("column", -1, -1), ("opposite", 1, -1), ("by_type", 1, 1)]
)
def test_the_sign_of_a_payment(desk: Desk, reading: str, stored: int, seen: int) -> None:
    body = {"operation_type": 2, "document_number": desk.write(), "qtty": 24, "sign": -1}
    desk.quirks(payment_sign=reading)
    assert desk.post("/Payment", body)["sign"] == seen
    assert [row["Sign"] for row in desk.judge.payments()] == [stored]


def test_an_invoice_may_be_known_by_its_number(desk: Desk) -> None:
    desk.quirks(invoice_exists_by="invoice_number")
    body = {"operation_type": 2, "document_number": desk.write(), "invoice_number": "0000000007"}
    desk.post("/Document", body)
    assert desk.refused("POST", "/Document", json={**body, "document_number": desk.write()})[0] == 409
    assert desk.post("/Document", {**body, "invoice_number": ""})["invoice_number"] == "0000000008"


def test_the_refusal_of_a_key_may_be_403() -> None:
    with opened(key="k") as desk:
        desk.quirks(refused_key=403)
        assert desk.refused("GET", "/Items")[0] == 403
