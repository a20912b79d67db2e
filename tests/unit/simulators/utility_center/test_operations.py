"""Documents: numbers, stock, cost, VAT, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.simulators.utility_center.desk import Desk


def test_a_sale_gets_a_number_and_lowers_the_stock(desk: Desk) -> None:
    number = desk.write(desk.line(note="Mostik:s1:7;"))
    (sale,) = desk.judge.documents(2)
    assert (sale.number, sale.kind, sale.note) == (number, 2, "Mostik:s1:7;")
    assert (sale.partner, sale.location) == (desk.buyer, desk.shop)
    assert (sale.operator, sale.user) == (desk.seller, desk.seller)
    assert (sale.day, sale.made) == (date(2026, 11, 20), datetime.fromisoformat("2026-11-20T12:00"))
    (line,) = sale.lines
    assert (line.quantity, line.price_in, line.price_out) == (Decimal(2), Decimal(4), Decimal(12))
    assert line.sign == -1
    assert line.vat_out == 2
    assert sale.total == 24
    assert desk.judge.stock(desk.shop, desk.cup) == 3
    assert desk.judge.stock_differences() == {}


def test_later_rows_need_the_fields_of_their_line_only(desk: Desk) -> None:
    plate = desk.program.add_good("Чиния", PriceIn=1.0)
    later = {"good_id": plate, "qtty": 1.5, "price_out": 3.2, "discount": 10}
    number = desk.write(desk.line(note="N 1", date="2026-11-18", user_id=1), later)
    first, second = desk.rows("/Operations", operation_type=2, document_number=number)
    for name in ("operation_type", "partner_id", "object_id", "operator_id", "date", "user_id", "note"):
        assert second[name] == first[name]
    assert (first["user_id"], first["date"]) == (1, "2026-11-18T00:00:00")
    assert (second["good_id"], second["qtty"], second["price_out"], second["discount"]) == (
        plate,
        1.5,
        3.2,
        10,
    )
    assert (second["price_in"], second["currency_id"], second["currency_rate"]) == (1, 1, 1)


def test_an_order_moves_no_stock(desk: Desk) -> None:
    desk.write(desk.line(operation_type=19))
    (order,) = desk.judge.documents(19)
    assert order.lines[0].sign == 0
    assert desk.judge.stock(desk.shop, desk.cup) == 5


def test_posting_twice_makes_two_documents(desk: Desk) -> None:
    first, second = desk.write(desk.line(note="Mostik:s1:7;")), desk.write(desk.line(note="Mostik:s1:7;"))
    assert second == first + 1
    assert desk.judge.doubles() == {(2, "Mostik:s1:7;"): [first, second]}
    assert len(desk.judge.noted("s1:7")) == 2
    assert desk.judge.stock(desk.shop, desk.cup) == 1


def test_each_type_has_numbers_of_its_own_but_sales_share_theirs(desk: Desk) -> None:
    assert [desk.write(desk.line(operation_type=kind)) for kind in (2, 19, 2, 19)] == [1, 1, 2, 2]


def test_numbers_per_location_start_at_its_range(desk: Desk) -> None:
    desk.program.settings.numbers_per_location = True
    assert desk.write() == desk.shop * 1_000_000 + 1
    assert desk.write() == desk.shop * 1_000_000 + 2
    assert desk.write(desk.line(object_id=1)) == 1_000_001
    marker, *_ = desk.rows("/Operations", object_id=desk.shop)
    assert (marker["document_number"], marker["partner_id"], marker["qtty"]) == (
        desk.shop * 1_000_000,
        None,
        None,
    )
    assert len(desk.judge.documents()) == 3


def test_markers_and_drafts_stand_among_the_operations(desk: Desk) -> None:
    desk.program.add_draft(desk.cup, desk.shop, desk.buyer)
    desk.program.add_marker(2, desk.shop)
    assert sorted(row["document_number"] for row in desk.rows("/Operations")) == [-11, 0]
    assert desk.judge.documents() == []
    assert desk.judge.stock_differences() == {}


def test_prices_without_vat_get_it_on_top(desk: Desk) -> None:
    desk.program.settings.prices_with_vat = False
    desk.write(desk.line(price_in=5))
    (line,) = desk.judge.documents()[0].lines
    assert (line.price_in, line.price_out, line.vat_out) == (Decimal(5), Decimal(12), Decimal("2.4"))


def test_a_purchase_raises_stock_and_sets_the_cost(desk: Desk) -> None:
    desk.write(desk.line(operation_type=1, qtty=5, price_in=6))
    (cup,) = desk.rows("/Items", id=desk.cup)
    assert cup["price_in"] == 5
    assert {row["price"] for row in desk.rows("/Store", good_id=desk.cup)} == {5}
    desk.program.settings.goods_management = 1
    desk.write(desk.line(operation_type=1, qtty=1, price_in=7))
    assert desk.rows("/Items", id=desk.cup)[0]["price_in"] == 7
    assert desk.judge.stock(desk.shop, desk.cup) == 11


def test_returned_goods_come_back(desk: Desk) -> None:
    desk.write(desk.line(operation_type=34, qtty=1))
    desk.write(desk.line(operation_type=39, qtty=2))
    desk.write(desk.line(operation_type=11, qtty=0.25))
    desk.write(desk.line(operation_type=12))
    assert desk.judge.stock(desk.shop, desk.cup) == Decimal("3.75")
    assert desk.judge.stock_differences() == {}


def test_a_line_without_quantity_is_not_stored(desk: Desk) -> None:
    desk.write(desk.line(), {"good_id": desk.cup, "qtty": 0, "price_out": 1})
    assert [len(document.lines) for document in desk.judge.documents()] == [1]


def test_stock_may_go_below_zero_unless_the_program_forbids_it(desk: Desk) -> None:
    desk.write(desk.line(qtty=7))
    assert desk.judge.stock(desk.shop, desk.cup) == -2
    desk.program.settings.allow_negative_stock = False
    desk.program.set_stock(desk.shop, desk.cup, 3)
    service = desk.program.add_good("Опаковане", Type=8)
    half = {"good_id": desk.cup, "qtty": 2, "price_out": 12}
    assert "not enough" in desk.refused("POST", "/Operation", json=[desk.line(), half])[1]
    desk.write(desk.line(operation_type=19, qtty=2))
    assert desk.refused("POST", "/Operation", json=[desk.line()])[0] == 400
    desk.write(desk.line(qtty=1), {"good_id": service, "qtty": 1, "price_out": 2})
    assert desk.judge.stock(desk.shop, desk.cup) == 2


def test_a_missing_row_of_stock_is_made(desk: Desk) -> None:
    desk.program.drop_stock_rows(desk.cup)
    assert desk.judge.stock(desk.shop, desk.cup) is None
    desk.write()
    assert desk.judge.stock(desk.shop, desk.cup) == -2


def test_lots_are_used_up_one_after_the_other(desk: Desk) -> None:
    desk.program.settings.goods_management = 2
    jam = desk.program.add_good("Сладко")
    desk.program.add_lot(desk.shop, jam, 1, "L1")
    desk.program.add_lot(desk.shop, jam, 5, "L2")
    desk.write(desk.line(good_id=jam, qtty=3))
    (sale,) = desk.judge.documents()
    assert [(line.lot, line.quantity) for line in sale.lines] == [("L1", Decimal(1)), ("L2", Decimal(2))]
    assert [(row["lot"], row["qtty"]) for row in desk.rows("/Store", good_id=jam)] == [("L2", 3)]
    desk.write(desk.line(operation_type=1, good_id=jam, qtty=2, price_in=1))
    desk.program.settings.goods_management = 3
    desk.write(desk.line(good_id=jam, qtty=9))
    assert desk.judge.stock(desk.shop, jam) == -4
    assert desk.judge.stock_differences() == {}


def test_floats_stay_floats(desk: Desk) -> None:
    for _ in range(3):
        desk.write(desk.line(qtty=0.1))
    (row,) = desk.rows("/Store", good_id=desk.cup, object_id=desk.shop)
    assert row["qtty"] == 5.0 - 0.1 - 0.1 - 0.1 != 4.7
    assert desk.judge.stock(desk.shop, desk.cup) == Decimal("4.7")


@pytest.mark.parametrize(
    "wrong",
    [
        {"operation_type": 3},
        {"operation_type": 26},
        {"qtty": -1},
        {"qtty": "2"},
        {"qtty": None},
        {"qtty": 0},
        {"qtty": True},
        {"good_id": 999},
        {"good_id": 1.5},
        {"partner_id": 999},
        {"object_id": 999},
        {"operator_id": 999},
        {"user_id": 999},
        {"discount": 100},
        {"date": "20.11.2026"},
        {"date": "1899-12-31"},
        {"date": "2026-11-20T10:00:00+02:00"},
        {"date": None},
        {"note": 5},
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_stored(desk: Desk, wrong: dict[str, Any]) -> None:
    assert desk.refused("POST", "/Operation", json=[desk.line(**wrong)])[0] == 400
    assert desk.judge.rows("Operations") == []
    assert desk.judge.stock(desk.shop, desk.cup) == 5


@pytest.mark.parametrize(
    "missing", ["operation_type", "good_id", "partner_id", "object_id", "operator_id", "qtty", "price_out"]
)
def test_what_the_first_row_needs(desk: Desk, missing: str) -> None:
    row = {name: value for name, value in desk.line().items() if name != missing}
    assert desk.refused("POST", "/Operation", json=[row])[0] == 400


def test_a_wrong_later_row_refuses_the_whole_document(desk: Desk) -> None:
    later = {"good_id": 999, "qtty": 1, "price_out": 1}
    assert desk.refused("POST", "/Operation", json=[desk.line(), later])[0] == 400
    assert desk.judge.rows("Operations") == []


@pytest.mark.parametrize("body", [b"", b"[", b"\xff", b"[NaN]", b"[]", b"{}", b"[5]"])
def test_a_body_that_is_no_list_of_rows_is_refused(desk: Desk, body: bytes) -> None:
    assert desk.refused("POST", "/Operation", data=body)[0] == 400


def test_fields_that_are_not_taken_are_remembered(desk: Desk) -> None:
    desk.write(desk.line(colour="red", lot="L1", vat_out=99))
    assert desk.judge.documents()[0].lines[0].vat_out == 2
    assert desk.judge.documents()[0].lines[0].lot == ""
    assert desk.simulator.not_taken == {
        "Operations: colour": 1, "Operations: lot": 1, "Operations: vat_out": 1,
    }  # fmt: skip


def test_a_long_note_is_cut(desk: Desk) -> None:
    desk.write(desk.line(note="я" * 300))
    assert desk.judge.documents()[0].note == "я" * 255


def test_the_clock_decides_the_day_in_sofia(desk: Desk) -> None:
    desk.clock.turn(timedelta(hours=12))
    desk.write()
    (sale,) = desk.judge.documents()
    assert sale.day == date(2026, 11, 21)


def test_people_work_on_the_same_tables(desk: Desk) -> None:
    order = desk.write(desk.line(operation_type=19, note="Mostik:s1:7;"))
    assert desk.program.sell(desk.shop, desk.cup, 1) == 1
    sale = desk.program.turn_into_sale(order)
    assert [(document.kind, document.number) for document in desk.judge.noted("s1:7")] == [(2, sale)]
    desk.program.delete_document(2, sale)
    assert desk.judge.stock(desk.shop, desk.cup) == 4
    assert desk.judge.stock_differences() == {}


def test_a_backup_brings_everything_back(desk: Desk) -> None:
    backup = desk.program.backup()
    desk.write()
    desk.program.restore(backup)
    assert desk.rows("/Operations") == []
    assert desk.judge.stock(desk.shop, desk.cup) == 5
    desk.write()
    desk.program.restore(backup)
    assert desk.judge.documents() == []
