"""Lists, their pages and filters, the key and the addresses."""

from __future__ import annotations

import pytest

from sync.simulators.utility_center import UtilityCenterSimulator, fresh_books
from tests.unit.simulators.utility_center.desk import Desk, opened

EMPTY_AT_FIRST = ("/Operations", "/Payments", "/Documents")


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (
            "/Items",
            {"id", "code", "barcode1", "catalog3", "price_in", "price_out10", "tax_group", "min_qtty"},
        ),
        ("/ItemsGroups", {"id", "name", "code"}),
        ("/Partners", {"id", "company", "mol", "email", "vat_id", "tax_id", "price_group", "payment_days"}),
        ("/PartnersGroups", {"id", "name", "code"}),
        (
            "/Operations",
            {"operation_type", "document_number", "good_id", "qtty", "sign", "price_in", "vat_out"},
        ),
        ("/Payments", {"operation_type", "document_number", "qtty", "mode", "sign", "type", "end_date"}),
        ("/PaymentTypes", {"id", "name", "payment_method"}),
        ("/Documents", {"operation_type", "document_number", "invoice_number", "document_type", "egn"}),
        ("/Store", {"object_id", "good_id", "qtty", "price", "lot", "lot_id"}),
        ("/Locations", {"id", "code", "name", "name2", "price_group", "deleted"}),
        ("/Users", {"id", "code", "name", "user_level", "deleted"}),
        ("/VATGroups", {"id", "code", "name", "vat_value"}),
    ],
)
def test_every_list_has_its_columns_in_snake_case(desk: Desk, path: str, names: set[str]) -> None:
    if path in EMPTY_AT_FIRST:
        assert desk.rows(path) == []
        number = desk.write()
        desk.post("/Payment", {"operation_type": 2, "document_number": number, "qtty": 24})
        desk.post("/Document", {"operation_type": 2, "document_number": number})
    found = desk.rows(path)
    assert found
    assert all(names <= row.keys() for row in found)


def test_no_list_shows_a_password(desk: Desk) -> None:
    assert not {"password", "card_number"} & desk.rows("/Users")[0].keys()


def test_values_look_as_the_tables_hold_them(desk: Desk) -> None:
    desk.program.mark_deleted("Goods", desk.cup)
    (cup,) = desk.rows("/Items", id=desk.cup)
    assert cup["name"] == "Чаша"
    assert cup["barcode1"] == "3800000000017"
    assert cup["barcode2"] == " "
    assert (cup["price_out2"], cup["deleted"]) == (12.0, -1)
    (buyer,) = desk.rows("/Partners", id=desk.buyer)
    assert (buyer["vat_id"], buyer["tax_id"]) == ("BG900000016", "900000016")
    assert buyer["user_real_time"] == "2026-11-20T12:00:00"


def test_pages_tell_where_they_stand(desk: Desk) -> None:
    goods = [desk.program.add_good(f"Стока {place}") for place in range(5)]
    response = desk.call("GET", "/Items", params={"page": 2, "page_size": 3})
    assert [row["id"] for row in response.json()] == goods[1:4]
    assert (response.headers["X-CurrentPage"], response.headers["X-TotalPages"]) == ("2", "3")
    assert desk.rows("/Items", page=9, page_size=3) == []


def test_a_page_holds_500_unless_asked(desk: Desk) -> None:
    for place in range(500):
        desk.program.add("GoodsGroups", Name=f"Група {place}", Code="AAA")
    response = desk.call("GET", "/ItemsGroups")
    assert (len(response.json()), response.headers["X-TotalPages"]) == (500, "2")


@pytest.mark.parametrize("query", [{"page": 0}, {"page": "x"}, {"page_size": 0}, {"page_size": -1}])
def test_a_page_that_cannot_be_is_refused(desk: Desk, query: dict[str, str]) -> None:
    assert desk.refused("GET", "/Items", params=query)[0] == 400


def test_filters_compare_for_equality(desk: Desk) -> None:
    plate = desk.program.add_good("Чиния", PriceOut2=7.5)
    assert [row["id"] for row in desk.rows("/Items", name="чиния")] == [plate]
    assert [row["id"] for row in desk.rows("/Items", price_out2="7.50")] == [plate]
    assert [row["id"] for row in desk.rows("/Items", barcode1="3800000000017", deleted=0)] == [desk.cup]
    assert desk.rows("/Items", name="Чин") == []
    assert [row["qtty"] for row in desk.rows("/Store", good_id=desk.cup, object_id=desk.shop)] == [5.0]


def test_blanks_at_the_end_do_not_count(desk: Desk) -> None:
    assert desk.cup in [row["id"] for row in desk.rows("/Items", barcode2="")]
    assert [row["id"] for row in desk.rows("/Items", name="Чаша ")] == [desk.cup]


def test_a_star_stands_for_any_letters(desk: Desk) -> None:
    desk.write(desk.line(note="Mostik:s1:100; бележка"))
    other = desk.write(desk.line(note="Mostik:s1:1000; 100% (да)"))
    assert [row["document_number"] for row in desk.rows("/Operations", note="Mostik:s1:1000;*")] == [other]
    assert len(desk.rows("/Operations", note="mostik:S1:*")) == 2
    assert [row["document_number"] for row in desk.rows("/Operations", note="*100%*")] == [other]
    assert desk.rows("/Operations", note="Mostik:s1:10") == []


def test_days_and_moments_are_filters_too(desk: Desk) -> None:
    desk.write(desk.line(date="2026-11-19"))
    assert len(desk.rows("/Operations", date="2026-11-19")) == 1
    assert len(desk.rows("/Operations", user_real_time="2026-11-20")) == 1
    assert desk.rows("/Operations", user_real_time="2026-11-20T11:59:00") == []


@pytest.mark.parametrize("query", [{"id": "x"}, {"deleted": "maybe"}])
def test_a_filter_of_another_kind_is_refused(desk: Desk, query: dict[str, str]) -> None:
    assert desk.refused("GET", "/Items", params=query)[0] == 400


def test_an_unknown_filter_is_ignored(desk: Desk) -> None:
    assert len(desk.rows("/Items", colour="red")) == 2


def test_without_a_key_everybody_may_call(desk: Desk) -> None:
    assert desk.call("GET", "/Users").status_code == 200


def test_with_a_key_nobody_else_may() -> None:
    with opened(key="тайна".encode().hex()) as desk:
        assert desk.refused("GET", "/Items")[0] == 401
        assert desk.refused("POST", "/Operation", json=[desk.line()], headers={"X-API-Key": "x"})[0] == 401
        assert desk.judge.documents() == []
        desk.session.headers["x-api-key"] = "тайна".encode().hex()
        assert len(desk.rows("/Items")) == 2
        assert [request.with_key for request in desk.simulator.requests] == [False, True, True]
        assert "тайна".encode().hex() not in repr(desk.simulator.requests)


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/items", 404),
        ("GET", "/Items/1", 404),
        ("POST", "/Items", 405),
        ("PUT", "/Store", 405),
        ("GET", "/Item", 405),
        ("PUT", "/Operation", 405),
        ("DELETE", "/Item", 405),
        ("PATCH", "/Item", 405),
    ],
)
def test_other_addresses_and_verbs_are_refused(desk: Desk, verb: str, path: str, status: int) -> None:
    assert desk.refused(verb, path)[0] == status


def test_requests_are_counted_by_kind(desk: Desk) -> None:
    desk.rows("/Items", page=1)
    desk.rows("/Items", page=1)
    desk.write()
    assert desk.simulator.counts == {"GET /Items": 2, "POST /Operation": 1}
    assert desk.simulator.writes() == 1
    first, *_, last = desk.simulator.requests
    assert (first.kind, first.query, first.body) == ("GET /Items", {"page": "1"}, None)
    assert last.body == [desk.line()]
    desk.simulator.forget_requests()
    assert desk.simulator.requests == []
    assert desk.simulator.writes() == 0


def test_the_books_live_on_after_the_server(desk: Desk) -> None:
    number = desk.write()
    with UtilityCenterSimulator(desk.simulator.books) as later:
        assert [document.number for document in later.judge.documents()] == [number]


def test_fresh_books_hold_the_system_rows() -> None:
    with UtilityCenterSimulator(fresh_books()) as simulator:
        assert simulator.judge.stock(1, 1) == 0
        assert [row["PaymentMethod"] for row in simulator.judge.rows("PaymentTypes")] == [1, 2, 3, 4]
