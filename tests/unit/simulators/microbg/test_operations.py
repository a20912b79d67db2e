"""Operations: stock, VAT, idempotency by ExtAppDocId, payments and invoices."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sync.simulators.microbg import fresh_books
from tests.unit.simulators.microbg.desk import Desk


def test_an_order_is_kept_and_moves_nothing(desk: Desk) -> None:
    ident = desk.save(7, Note="поръчка 1", DateIssued="2026-11-19")
    shown = desk.operation(ident)
    assert shown["Items"] == [
        {
            "ItemId": desk.cup, "Qtty": 2, "PriceIn": 6, "PriceOut": 12, "VatIn": 1, "VatOut": 2,
            "Discount": 0, "Note": "", "Sign": -1, "TaxValue": 20,
        }
    ]  # fmt: skip
    assert (shown["OperType"], shown["Acct"], shown["ExtAppDocId"]) == (19, 1, 7)
    assert (shown["Amount"], shown["AmountVat"], shown["DateIssued"]) == (20, 4, "2026-11-19")
    assert shown["DateCreated"] == "2026-11-20 12:00:00"
    assert desk.judge.stock(desk.shop, desk.cup) == 5
    (stored,) = desk.judge.documents(19)
    assert stored.total == 24
    assert (stored.own, stored.mark, stored.note) == (True, 7, "поръчка 1")


@pytest.mark.parametrize(("kind", "left"), [(1, 7), (2, 3), (11, 3), (12, 5), (34, 7), (39, 3)])
def test_what_each_type_does_to_the_stock(desk: Desk, kind: int, left: int) -> None:
    desk.save(1, OperType=kind)
    assert desk.call("getItemQuantities", ObjectId=desk.shop, ItemIds=[desk.cup])[0]["Qtty"] == left
    assert desk.judge.stock_differences() == {}


def test_services_move_nothing(desk: Desk) -> None:
    service = desk.program.add_good("Доставка", NotStorable=True)
    desk.program.company.allow_negative_stock = False
    desk.save(1, OperType=2, Items=[{"ItemId": service, "Qtty": 1, "Price": 5}])
    assert desk.judge.stock(desk.shop, service) == 0


def test_the_same_mark_updates(desk: Desk) -> None:
    first = desk.save(7, OperType=2, Note="едно")
    desk.clock.turn(timedelta(minutes=5))
    again = desk.save(7, OperType=2, Items=[{"ItemId": desk.cup, "Qtty": 3, "Price": 12}])
    assert again == first
    (stored,) = desk.judge.documents()
    assert (stored.number, stored.note) == (1, "едно")
    assert [line.quantity for line in stored.lines] == [Decimal(3)]
    assert stored.changed > stored.made
    assert desk.judge.stock(desk.shop, desk.cup) == 2


def test_without_the_parameter_a_mark_is_only_noted(desk: Desk) -> None:
    desk.save(7)
    desk.call("saveOperation", desk.order(ExtAppDocId=7))
    assert desk.judge.doubled_marks() == {7: [(19, 1), (19, 2)]}
    desk.quirks(same_ext_app_doc_id="refused")
    assert desk.refused("saveOperation", desk.order(ExtAppDocId=7)) == "_DUPLICATE_EXT_APP_DOC_ID"
    assert desk.refused("saveOperation", desk.order(), ByExtAppDocId=1) == "_MISSING_FIELD"


def test_an_update_of_a_part_or_of_the_whole(desk: Desk) -> None:
    ident = desk.save(7, Note="бележка", OpCode="A1")
    desk.call("saveOperation", {"Note": "друга"}, Id=ident)
    shown = desk.operation(ident)
    assert (shown["Note"], shown["OpCode"], len(shown["Items"])) == ("друга", "A1", 1)
    desk.quirks(edit="whole")
    assert desk.refused("saveOperation", {"OperType": 19, "id": ident}) == "_MISSING_FIELD"
    desk.save(7)
    assert desk.operation(ident)["Note"] == ""


def test_an_order_turned_into_a_sale_by_saving(desk: Desk) -> None:
    ident = desk.save(7)
    assert desk.save(7, OperType=2) == ident
    assert [(each.kind, each.number, each.ident) for each in desk.judge.documents()] == [(2, 1, ident)]
    assert desk.judge.stock(desk.shop, desk.cup) == 3


@pytest.mark.parametrize(
    ("reading", "kinds", "left"), [("refused", [19], 5), ("kept", [19], 5), ("second", [19, 2], 3)]
)
def test_other_readings_of_another_type(desk: Desk, reading: str, kinds: list[int], left: int) -> None:
    desk.quirks(other_type=reading)
    desk.save(7)
    sale = desk.order(OperType=2, ExtAppDocId=7)
    if reading == "refused":
        assert desk.refused("saveOperation", sale, ByExtAppDocId=1) == "_OPER_TYPE_CANNOT_CHANGE"
    else:
        desk.call("saveOperation", sale, ByExtAppDocId=1)
        desk.call("saveOperation", sale, ByExtAppDocId=1)
    assert [each.kind for each in desk.judge.documents()] == kinds
    assert desk.judge.stock(desk.shop, desk.cup) == left
    assert desk.judge.stock_differences() == {}


def test_only_own_operations_can_be_changed(desk: Desk) -> None:
    number = desk.program.sell(desk.shop, desk.cup, 1, 12)
    ident = desk.program.document_id(2, number)
    assert desk.operation(ident)["ExtAppDocId"] is None
    assert desk.refused("saveOperation", desk.order(id=ident)) == "_NOT_OWN_OPERATION"
    assert desk.refused("deleteOperation", Id=ident) == "_NOT_OWN_OPERATION"
    assert desk.refused("addPayment", {"Amount": 1}, Id=ident) == "_NOT_OWN_OPERATION"
    own = desk.save(7, OperType=2)
    desk.call("deleteOperation", {"ExtAppDocId": 7}, ByExtAppDocId=1)
    assert desk.call("getOperations", Id=own) == []
    assert desk.judge.stock(desk.shop, desk.cup) == 4
    assert desk.refused("deleteOperation", Id=own) == "_NOT_FOUND"


def test_stock_below_zero(desk: Desk) -> None:
    desk.program.company.allow_negative_stock = False
    six = [{"ItemId": desk.cup, "Qtty": 6, "Price": 12}]
    sale = desk.order(OperType=2, ExtAppDocId=1, Items=six)
    assert desk.refused("saveOperation", sale, ByExtAppDocId=1) == "_NOT_ENOUGH_QUANTITY"
    assert desk.judge.documents() == []
    desk.save(1, OperType=2, Items=[{"ItemId": desk.cup, "Qtty": 5, "Price": 12}])
    desk.save(1, OperType=2, Items=[{"ItemId": desk.cup, "Qtty": 4, "Price": 12}])
    assert desk.refused("saveOperation", sale, ByExtAppDocId=1) == "_NOT_ENOUGH_QUANTITY"
    assert desk.judge.stock(desk.shop, desk.cup) == 1
    desk.program.company.allow_negative_stock = True
    desk.save(1, OperType=2, Items=six)
    assert desk.call("getItemQuantities", ObjectId=desk.shop)[0]["Qtty"] == -1


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"OperType": 99}, "_INVALID_VALUE"),
        ({"OperType": 27}, "_NOT_AVAILABLE"),
        ({"OperType": None}, "_MISSING_FIELD"),
        ({"PartnerId": 99}, "_NOT_FOUND"),
        ({"ObjectId": 99}, "_NOT_FOUND"),
        ({"PaymentTypeId": 99}, "_NOT_FOUND"),
        ({"Items": []}, "_INVALID_VALUE"),
        ({"Items": [{"ItemId": 99, "Qtty": 1, "Price": 1}]}, "_NOT_FOUND"),
        ({"Items": [{"ItemId": 1, "Qtty": 0, "Price": 1}]}, "_INVALID_VALUE"),
        ({"Items": [{"ItemId": 1, "Qtty": 1}]}, "_MISSING_FIELD"),
        ({"Items": [{"ItemId": 1, "Qtty": 1, "Price": 1, "Discount": 101}]}, "_INVALID_VALUE"),
        ({"Payments": [{"PaymentTypeId": 1}]}, "_MISSING_FIELD"),
        ({"ExtAppDocId": "A-7"}, "_INVALID_VALUE"),
        ({"DateIssued": "31.12.2026"}, "_INVALID_VALUE"),
    ],
)
def test_operations_that_cannot_be_taken(desk: Desk, fields: dict[str, Any], word: str) -> None:
    assert desk.refused("saveOperation", desk.order(**fields)) == word
    assert desk.judge.documents() == []
    assert desk.judge.payments() == []


@pytest.mark.parametrize(
    ("reading", "price", "total"), [("taken_off", 9, 18), ("off_amount", 12, 18), ("in_price", 12, 24)]
)
def test_readings_of_a_discount(desk: Desk, reading: str, price: int, total: int) -> None:
    desk.quirks(discount=reading)
    ident = desk.save(1, Items=[{"ItemId": desk.cup, "Qtty": 2, "Price": 12, "Discount": 25}])
    shown = desk.operation(ident)
    assert (shown["Items"][0]["PriceOut"], shown["Items"][0]["Discount"]) == (price, 25)
    assert shown["Amount"] + shown["AmountVat"] == total
    assert desk.judge.documents()[0].total == total


def test_prices_without_vat_and_without_any(desk: Desk) -> None:
    ident = desk.save(1, PricesWithVat=0, Items=[{"ItemId": desk.cup, "Qtty": 3, "Price": 1.11}])
    shown = desk.operation(ident)
    assert (shown["Amount"], shown["AmountVat"], shown["PricesWithVat"]) == (3.33, 0.67, 0)
    assert shown["Items"][0]["VatOut"] == 0.222
    desk.quirks(amount_vat="with_tax", line_vat="per_line", order_sign=0, no_ext_app_doc_id="left_out")
    shown = desk.operation(ident)
    assert (shown["AmountVat"], shown["Items"][0]["VatOut"], shown["Items"][0]["Sign"]) == (4, 0.666, 0)
    shown = desk.operation(desk.save(2, NullVat=1))
    assert (shown["Amount"], shown["AmountVat"], shown["Items"][0]["TaxValue"]) == (24, 24, 0)


def test_a_line_with_an_object_of_its_own(desk: Desk) -> None:
    desk.program.set_stock(1, desk.cup, 10)
    own = [{"ItemId": desk.cup, "Qtty": 1, "Price": 12, "ObjectId": 1}]
    desk.save(1, OperType=2, Items=own)
    assert (desk.judge.stock(1, desk.cup), desk.judge.stock(desk.shop, desk.cup)) == (Decimal(10), Decimal(4))
    assert desk.simulator.not_taken == {"Operations.Items: ObjectId": 1}
    desk.quirks(line_object="taken")
    ident = desk.save(1, OperType=2, Items=own)
    assert (desk.judge.stock(1, desk.cup), desk.judge.stock(desk.shop, desk.cup)) == (Decimal(9), Decimal(5))
    assert desk.operation(ident)["Items"][0]["ObjectId"] == 1
    assert desk.judge.stock_differences() == {}
    desk.quirks(line_object="refused")
    assert desk.refused("saveOperation", desk.order(Items=own)) == "_UNKNOWN_FIELD"


def test_payments(desk: Desk) -> None:
    ident = desk.save(7, OperType=2, Payments=[{"Amount": 10, "PaymentTypeId": 3, "Date": "2026-11-18"}])
    desk.call("addPayment", {"Amount": 4}, Id=ident)
    found = desk.judge.payments(ident)
    assert [(each.amount, each.payment_type, each.day.day) for each in found] == [
        (Decimal(10), 3, 18),
        (Decimal(4), 1, 20),
    ]
    assert desk.judge.left_to_pay(ident) == 10
    desk.save(7, OperType=2)
    assert len(desk.judge.payments(ident)) == 2
    desk.quirks(payments_shown=True)
    desk.save(7, OperType=2, Payments=[{"Amount": "24.00", "PaymentTypeId": 1}])
    assert desk.operation(ident)["Payments"] == [{"Amount": 24, "PaymentTypeId": 1, "Date": "2026-11-20"}]
    desk.quirks(payments_again="added")
    desk.save(7, OperType=2, Payments=[{"Amount": 1}])
    assert desk.judge.left_to_pay(ident) == -1


def test_invoices(desk: Desk) -> None:
    ident = desk.save(7, OperType=2)
    first = desk.call("createInvoice", DocumentType=1, Id=ident)
    assert (first["DocNr"], first["Date"]) == ("0000000001", "2026-11-20")
    assert first.keys() == {"DocNr", "Date", "InvoiceUrl"}
    again = {"DocumentType": 1, "ExtAppDocId": 7}
    assert desk.refused("createInvoice", again, ByExtAppDocId=1) == "_INVOICE_EXISTS"
    desk.quirks(second_invoice="same", invoiced="locked")
    assert desk.call("createInvoice", again, ByExtAppDocId=1) == first
    assert desk.refused("deleteOperation", Id=ident) == "_OPERATION_HAS_INVOICE"
    desk.quirks(second_invoice="another")
    assert desk.call("createInvoice", again, ByExtAppDocId=1)["DocNr"] == "0000000002"
    assert len(desk.judge.invoices()) == 2
    assert desk.refused("createInvoice", DocumentType=2, Id=ident) == "_INVALID_VALUE"


def test_filters_of_operations_are_a_switch(desk: Desk) -> None:
    order, sale = desk.save(1), desk.save(2, OperType=2)
    assert len(desk.call("getOperations", OperType=2)) == 2
    assert desk.call("getOperations", Id=2, ByExtAppDocId=1)[0]["id"] == 2
    desk.quirks(operation_filters=frozenset({"OperType", "ExtAppDocId"}))
    assert [row["id"] for row in desk.call("getOperations", OperType=2)] == [sale]
    assert [row["id"] for row in desk.call("getOperations", ExtAppDocId=1)] == [order]
    desk.quirks(by_ext_app_doc_id_reads=True)
    assert [row["id"] for row in desk.call("getOperations", ExtAppDocId=2, ByExtAppDocId=1)] == [sale]
    assert desk.call("getOperations", Id=99, ByExtAppDocId=1) == []


def test_moving_stock_may_count_as_a_change_of_the_item(desk: Desk) -> None:
    desk.clock.turn(timedelta(hours=1))
    since = "2026-11-20 12:30:00"
    desk.save(1, OperType=2)
    assert desk.call("getItems", fromDate=since) == []
    desk.quirks(moving_stock_touches_items=True)
    desk.save(2, OperType=2)
    assert len(desk.call("getItems", fromDate=since)) == 1


def test_what_people_do_meanwhile(desk: Desk) -> None:
    desk.save(7, Note="онлайн")
    by_hand = desk.program.write(
        19, desk.shop, desk.buyer, [{"ItemId": desk.cup, "Qtty": Decimal("1.5"), "Price": 12}], note="онлайн"
    )
    assert desk.judge.doubles() == {(19, "онлайн"): [1, by_hand]}
    assert [each.own for each in desk.judge.noted("онлайн")] == [True, False]
    desk.program.change_note(19, by_hand, "друга")
    assert desk.judge.doubles() == {}
    desk.program.delete_document(19, by_hand)
    assert [each.number for each in desk.judge.documents()] == [1]


@pytest.mark.parametrize(
    ("how", "documents"),
    [
        ({}, [(2, None)]),
        ({"keep_order": True}, [(19, 7), (2, None)]),
        ({"same_document": True}, [(2, 7)]),
        ({"keep_mark": True}, [(2, 7)]),
    ],
)
def test_an_order_turned_into_a_sale_by_hand(
    desk: Desk, how: dict[str, bool], documents: list[tuple[int, int | None]]
) -> None:
    desk.save(7)
    assert desk.program.turn_into_sale(1, **how) == 1
    assert [(each.kind, each.mark) for each in desk.judge.documents()] == documents
    assert desk.judge.stock(desk.shop, desk.cup) == 3
    assert desk.judge.stock_differences() == {}


def test_a_backup_comes_back_whole_and_often(desk: Desk) -> None:
    desk.save(1, OperType=2)
    backup = desk.program.backup()
    for mark in (2, 3):
        desk.save(mark, OperType=2)
        desk.program.restore(backup)
        assert [each.mark for each in desk.judge.documents()] == [1]
        assert desk.judge.stock(desk.shop, desk.cup) == 3
    desk.program.restore(fresh_books())
    assert desk.judge.goods() == []
