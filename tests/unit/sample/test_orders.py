"""What the sample orders promise: moments, statuses, currencies, payments and the odd ones."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sync.simulators.baselinker.account import Account
from sync.simulators.baselinker.order_fields import LINE_DEFAULTS, ORDER_DEFAULTS
from sync.simulators.sample.files import Row
from sync.simulators.sample.loading import choices, move_later_orders, status_changes
from sync.simulators.sample.orders import PAID_IN_PART, PAID_TWICE
from tests.unit.sample.numbers import is_eik, is_nip


@pytest.fixture
def orders(account: Account) -> list[Row]:
    return list(account.orders.values())


def _total(order: Row) -> Decimal:
    lines = sum(
        (Decimal(str(line["price_brutto"])) * int(line["quantity"]) for line in order["products"]), Decimal(0)
    )
    return lines + Decimal(str(order["delivery_price"]))


def test_250_orders_with_exactly_the_fields_of_an_answer(orders: list[Row]) -> None:
    assert len(orders) == 250
    assert all(list(order) == [*ORDER_DEFAULTS, "products"] for order in orders)
    assert all(list(line) == list(LINE_DEFAULTS) for order in orders for line in order["products"])
    ids = [line["order_product_id"] for order in orders for line in order["products"]]
    assert len(ids) == len(set(ids))


def test_exactly_130_were_confirmed_in_one_second(orders: list[Row]) -> None:
    seconds = Counter(order["date_confirmed"] for order in orders if order["confirmed"])
    assert seconds.most_common(2)[0][1] == 130
    assert seconds.most_common(2)[1][1] == 1
    assert sum(not order["confirmed"] for order in orders) == 12
    assert all((order["date_confirmed"] == 0) is not order["confirmed"] for order in orders)


def test_orders_ascend_by_number_and_moment_within_the_month(orders: list[Row]) -> None:
    added = [order["date_add"] for order in orders]
    assert added == sorted(added)
    assert [order["order_id"] for order in orders] == list(range(48001, 48251))
    confirmed = [order["date_confirmed"] for order in orders if order["confirmed"]]
    assert all(order["date_add"] <= order["date_confirmed"] for order in orders if order["confirmed"])
    assert datetime.fromtimestamp(min(added), UTC) >= datetime(2026, 10, 24, tzinfo=UTC)
    assert datetime.fromtimestamp(max(*added, *confirmed), UTC) < datetime(2026, 11, 22, tzinfo=UTC)


def test_forty_reach_the_chosen_status_later(account: Account) -> None:
    changes = status_changes()
    chosen = choices()["chosen_statuses"]
    assert len(changes) == 40
    assert set(changes.values()) == set(chosen)
    before = {order_id: account.orders[order_id]["order_status_id"] for order_id in changes}
    assert chosen[0] not in before.values()
    moved = move_later_orders(account, datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    assert sorted(moved) == sorted(changes)
    assert {account.orders[order_id]["order_status_id"] for order_id in moved} == set(chosen)
    in_the_second = Counter(account.orders[order_id]["date_confirmed"] for order_id in changes)
    assert in_the_second.most_common(1)[0][1] == 20


def test_statuses_currencies_payments_and_countries(account: Account, orders: list[Row]) -> None:
    statuses = {row["id"] for row in account.statuses}
    assert {order["order_status_id"] for order in orders} == statuses - {choices()["status_after_success"]}
    assert Counter(order["currency"] for order in orders).keys() == {"EUR", "BGN", "PLN", "RON"}
    assert {order["delivery_country_code"] for order in orders} == {"BG", "PL", "RO", "DE", "GR", "GB"}
    assert len({order["payment_method"] for order in orders}) == 6
    assert sum(order["payment_method_cod"] == "1" for order in orders) > 50
    taken = [order for order in orders if order["order_status_id"] in choices()["chosen_statuses"]]
    assert len(taken) > 100
    for order in orders:
        assert str(order["order_source_id"]) in account.sources[order["order_source"]]


def test_odd_lines_are_there(account: Account, orders: list[Row]) -> None:
    lines = [line for order in orders for line in order["products"]]
    assert sum(line["price_brutto"] < 0 for line in lines) == 25
    assert sum(line["price_brutto"] == 0 for line in lines) == 5
    assert sum(line["name"] == "Такса наложен платеж" for line in lines) >= 5
    assert sum(line["variant_id"] != "0" for line in lines) > 10
    assert sum(line["product_id"] == "" and line["sku"] != "" for line in lines) >= 4
    linked = [line for line in lines if line["product_id"]]
    assert all(int(line["product_id"]) in account.products for line in linked)
    assert all(int(line["variant_id"]) in account.products for line in linked if line["variant_id"] != "0")
    reduced = 0
    for order in orders:
        for line in order["products"]:
            own = line["variant_id"] if line["variant_id"] != "0" else line["product_id"]
            if order["currency"] == "EUR" and own:
                reduced += 0 < line["price_brutto"] < account.products[int(own)]["prices"]["301"]
    assert reduced > 30
    assert any(account.products[int(line["product_id"])]["is_bundle"] for line in linked)
    assert all(_total(order) > 0 for order in orders)


def test_firms_have_valid_numbers_and_want_an_invoice(orders: list[Row]) -> None:
    with_number = [order for order in orders if order["invoice_nip"]]
    assert len(with_number) == 15
    assert all(order["want_invoice"] == "1" for order in with_number)
    digits = {order["order_id"]: re.sub(r"\D", "", order["invoice_nip"]) for order in with_number}
    polish = [order for order in with_number if order["invoice_country_code"] == "PL"]
    assert len(polish) == 3
    assert all(is_nip(digits[order["order_id"]]) for order in polish)
    bulgarian = [digits[order["order_id"]] for order in with_number if order["invoice_country_code"] == "BG"]
    assert len(bulgarian) == 12
    assert all(is_eik(number) for number in bulgarian)
    assert {len(number) for number in bulgarian} == {9, 13}
    assert sum(order["want_invoice"] == "1" for order in orders) > len(with_number)
    assert any(order["invoice_nip"].startswith("PL ") and "-" in order["invoice_nip"] for order in polish)


def test_one_is_paid_in_part_and_one_twice(orders: list[Row]) -> None:
    part, twice = orders[PAID_IN_PART], orders[PAID_TWICE]
    assert 0 < Decimal(str(part["payment_done"])) < _total(part)
    assert Decimal(str(twice["payment_done"])) == 2 * _total(twice)


def test_a_buyer_comes_again_with_the_same_address(orders: list[Row]) -> None:
    people = Counter(order["email"] for order in orders if not order["invoice_company"])
    assert sorted(people.values())[-2:] == [2, 3]


def test_two_orders_lie_on_both_sides_of_the_clock_change(orders: list[Row]) -> None:
    first, second = (datetime.fromtimestamp(orders[place]["date_add"], UTC) for place in (6, 7))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
