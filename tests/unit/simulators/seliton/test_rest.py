"""REST v1: lists, reading, writing, languages, orders that can only be read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.simulators.seliton import Bought, Person
from tests.unit.simulators.seliton.caller import Caller


def test_a_list_says_how_many_there_are_and_a_page_how_far(caller: Caller) -> None:
    for number in range(4):
        caller.owner.add_product(f"P-{number}", f"Стока {number}")
    page = caller.call("GET", "products/", limit=2, offset=1, fields="productId,productCode")
    assert page == {
        "products": [{"productId": 2, "productCode": "P-0"}, {"productId": 3, "productCode": "P-1"}],
        "_metadata": {"count": 5},
    }
    found = caller.call("GET", "products/", nameContains="чаша")
    assert (found["_metadata"]["count"], found["products"][0]["productId"]) == (1, caller.cup)
    newest = caller.call("GET", "products/", order="productId:desc", limit=1)
    assert newest["products"][0]["productId"] == 5
    caller.quirks(default_limit=3, largest_limit=2)
    assert len(caller.call("GET", "products/", limit=50)["products"]) == 2


def test_created_is_bare_and_read_and_changed_are_wrapped(caller: Caller) -> None:
    sent = {"productName": {"bg": "Чиния", "en": "Plate"}, "productCode": "KD-2", "productPrice": "3.5"}
    made = caller.call("POST", "products/", sent)
    assert (made["productName"], made["productPrice"]) == ({"BG": "Чиния", "EN": "Plate"}, "3.50")
    ident = made["productId"]
    assert caller.call("GET", f"products/{ident}")["product"] == made
    changed = caller.call("PUT", f"products/{ident}", {"productQuantity": 7, "productName": {"bg": "Блюдо"}})
    assert changed["product"]["productName"] == {"BG": "Блюдо", "EN": "Plate"}
    assert (changed["product"]["productQuantity"], changed["product"]["productPrice"]) == (7, "3.50")
    caller.call("DELETE", f"products/{ident}")
    assert caller.refused("GET", f"products/{ident}")[0] == 404
    caller.quirks(errors="always_200")
    assert caller.refused("GET", f"products/{ident}")[0] == 200


def test_lists_are_replaced_and_read_only_fields_passed_over(caller: Caller) -> None:
    first, second = caller.owner.add_category("А"), caller.owner.add_category("Б")
    path = f"products/{caller.cup}"
    before = caller.judge.product(caller.cup)["productCreatedTimestamp"]
    caller.call("PUT", path, {"productCategories": [{"categoryID": first}]})
    caller.call("PUT", path, {"productCategories": [{"categoryID": second}], "productCreatedTimestamp": "x"})
    row = caller.judge.product(caller.cup)
    assert row["productCategories"] == [{"categoryID": second}]
    assert row["productCreatedTimestamp"] == before
    caller.call("PUT", path, {"colour": "red"})
    assert caller.simulator.not_taken == {"products: colour": 1}


@pytest.mark.parametrize(
    "sent",
    [
        {"productPrice": "скъпо"},
        {"productIsActive": "yes"},
        {"productAvailabilityStatus": "maybe"},
        {"productName": "Чаша"},
        {"productCategories": 5},
    ],
)
def test_a_change_is_checked(caller: Caller, sent: dict[str, Any]) -> None:
    assert caller.refused("PUT", f"products/{caller.cup}", sent)[0] == 400
    assert caller.judge.product(caller.cup)["productPrice"] == 12


def test_quantity_and_availability(caller: Caller) -> None:
    path = f"products/{caller.cup}"
    sent = {"productQuantity": "1.5"}
    for habit, kept in (("kept", Decimal("1.5")), ("cut", Decimal(1))):
        caller.quirks(fractional_quantity=habit)
        caller.call("PUT", path, sent)
        assert caller.judge.stock(caller.cup) == kept
    caller.quirks(fractional_quantity="refused", availability="follows_quantity")
    assert caller.refused("PUT", path, sent)[0] == 400
    shown = caller.call("PUT", path, {"productQuantity": 0})["product"]
    assert shown["productAvailabilityStatus"] == "out_of_stock"


def test_the_same_code_twice(caller: Caller) -> None:
    caller.call("POST", "products/", {"productCode": "KD-1"})
    assert list(caller.judge.doubles()) == ["KD-1"]
    caller.quirks(same_code="refused", new_product="hidden")
    assert caller.refused("POST", "products/", {"productCode": "KD-1"})[0] == 400
    assert caller.call("POST", "products/", {"productCode": "KD-9"})["productIsActive"] is False


def test_an_order_adds_up(caller: Caller) -> None:
    lines = [Bought(caller.cup, Decimal(2), variant=(71, "KD-1-RED"), discount=Decimal("1.00"))]
    firm = Person(company="Мила ЕООД", bulstat="900000016")
    number = caller.buyer.order(lines, coupon=("ESEN", Decimal("3.00")), person=firm, paid=True)
    assert number == 2048
    order = caller.call("GET", f"orders/{number}")["order"]
    assert (order["orderStatus"], order["orderPaymentStatus"]) == ("new", "paid")
    assert (order["orderTotal"], order["orderCurrencyCode"]) == ("25.00", "EUR")
    assert order["orderCreatedAt"] == "2026-11-20 12:00:00"
    assert (order["orderBillingCompany"], order["orderBillingTaxNumber"]) == ("Мила ЕООД", "900000016")
    (item,) = order["orderItems"]
    assert (item["orderItemTotal"], item["orderItemQty"]) == ("23.00", 2)
    assert (item["orderItemProductCode"], item["orderItemOriginalProductCode"]) == ("KD-1-RED", "KD-1")
    names = [line["orderTotalLineName"] for line in order["orderTotalLines"]]
    assert names == ["Междинна сума", "Доставка", "Купон ESEN"]
    assert order["orderTotalLines"][2]["orderTotalLineAmount"] == "-3.00"
    assert caller.judge.stock(caller.cup) == 3
    customers = caller.call("GET", "customers/", emailContains="mila")["customers"]
    assert customers[0]["customerId"] == order["customerID"]
    assert "customerPassword" not in customers[0]


@pytest.mark.parametrize(
    ("item_prices", "tax_line", "total"),
    [
        ("without_tax", "none", "17.00"),
        ("with_tax", "informative", "17.00"),
        ("with_tax", "none", "17.00"),
    ],
)
def test_taxes_in_three_ways(caller: Caller, item_prices: str, tax_line: str, total: str) -> None:
    caller.quirks(item_prices=item_prices, tax_line=tax_line)
    number = caller.buyer.order([Bought(caller.cup)])
    order = caller.call("GET", f"orders/{number}")["order"]
    assert order["orderTotal"] == total
    item = order["orderItems"][0]
    assert item["orderItemTaxesAmount"] == "2.00"
    assert item["orderItemTotal"] == ("10.00" if item_prices == "without_tax" else "12.00")


def test_orders_can_only_be_read(caller: Caller) -> None:
    number = caller.buyer.order([Bought(caller.cup)])
    assert caller.refused("PUT", f"orders/{number}", {"orderStatus": "completed"})[0] == 405
    caller.owner.set_order(number, state="completed", payment="paid")
    caller.owner.invoice(number, "0000000012")
    fields = "orderStatus,orderInvoiceNumber"
    shown = caller.call("GET", f"orders/{number}", fields=fields)["order"]
    assert shown == {"orderStatus": "completed", "orderInvoiceNumber": "0000000012"}
    assert caller.judge.order(number)["orderPaymentStatus"] == "paid"
    caller.owner.delete("orders", number)
    assert caller.call("GET", "orders/", order="orderId:asc")["_metadata"]["count"] == 0


def test_numbers_and_dates_in_other_forms(caller: Caller) -> None:
    caller.quirks(dates="seconds", money="number", quantities="text", ids="text", empty="left_out")
    row = caller.call("GET", f"products/{caller.cup}")["product"]
    assert (row["productPrice"], row["productQuantity"], row["productId"]) == (12, "5", str(caller.cup))
    assert row["productCreatedTimestamp"] == 1795168800
    assert "brandID" not in row
    caller.quirks(dates="iso", empty="empty_text")
    row = caller.call("GET", f"products/{caller.cup}")["product"]
    assert (row["productCreatedTimestamp"], row["brandID"]) == ("2026-11-20T12:00:00+02:00", "")


def test_the_slash_and_what_is_not_there(caller: Caller) -> None:
    assert caller.refused("GET", "products")[0] == 404
    caller.quirks(slash="optional")
    assert caller.call("GET", "products")["_metadata"]["count"] == 1
    assert caller.refused("GET", "warehouses/")[0] == 404
    assert caller.refused("GET", "products/", limit="many")[0] == 400
    caller.quirks(rest="gone")
    assert caller.raw("GET", "products/").status_code == 404
