"""Sets of any size: goods in the warehouse and products in the shop agree, at the edges of a page too."""

from __future__ import annotations

from collections import Counter

import pytest

from sync.simulators.baselinker.account import Account
from sync.simulators.sample.many import (
    barcode,
    code,
    many_goods,
    many_orders,
    many_products,
    retail_cents,
    stock,
)
from sync.warehouses.warehouse_pro.database import Database


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2001])
def test_as_many_goods_as_asked_with_all_rows_of_stock(empty_warehouse: Database, count: int) -> None:
    places = many_goods(empty_warehouse, count, objects=3)
    assert len(places) == 3
    assert empty_warehouse.one("SELECT COUNT(*) FROM [Goods]") == (count + 1,)
    assert empty_warehouse.one("SELECT COUNT(*) FROM [Store]") == ((count + 1) * 4,)
    assert len(many_products(count).products) == count


def test_goods_and_products_agree_number_by_number(empty_warehouse: Database) -> None:
    places = many_goods(empty_warehouse, 300, objects=4)
    products = {row["sku"]: row for row in many_products(300, 4).products.values()}
    goods = list(
        empty_warehouse.rows(
            "SELECT [ID], [Code], [BarCode1], [Name], [PriceOut2] FROM [Goods] WHERE [ID] > 1"
        )
    )
    assert len(goods) == 300
    for number, (good, its_code, ean, name, price) in enumerate(goods, start=1):
        product = products[its_code]
        assert (its_code, ean) == (code(number), barcode(number))
        assert (product["ean"], product["text_fields"]["name"]) == (ean, name)
        assert product["prices"]["301"] == price == retail_cents(number) / 100
        amounts: dict[int, float] = dict(
            empty_warehouse.rows("SELECT [ObjectID], [Qtty] FROM [Store] WHERE [GoodID] = ?", (good,))
        )
        assert [amounts[place] for place in places] == [stock(number, place) for place in (1, 2, 3, 4)]
        assert product["stock"]["bl_901"] == sum(amounts.values())


def test_a_chosen_number_of_products_differs() -> None:
    plain, other = many_products(50), many_products(50, other_prices=7, other_stocks=11)
    pairs = list(zip(plain.products.values(), other.products.values(), strict=True))
    assert sum(left["prices"] != right["prices"] for left, right in pairs) == 7
    assert sum(left["stock"] != right["stock"] for left, right in pairs) == 11


def test_goods_join_those_that_are_there(warehouse: Database) -> None:
    before = warehouse.one("SELECT SUM([Qtty]) FROM [Store] WHERE [GoodID] < 300")
    many_goods(warehouse, 20, objects=1)
    assert warehouse.one("SELECT SUM([Qtty]) FROM [Store] WHERE [GoodID] < 300") == before
    assert warehouse.one("SELECT COUNT(*) FROM [Store]") == ((327 + 20) * 6,)


def test_too_many_are_refused(empty_warehouse: Database) -> None:
    with pytest.raises(ValueError, match="between"):
        many_goods(empty_warehouse, 1_000_000)


def test_orders_across_pages_with_a_second_in_common(account: Account) -> None:
    orders = many_orders(account.orders[48100], 450, in_one_second=205)
    seconds = Counter(order["date_confirmed"] for order in orders)
    assert len(orders) == 450
    assert seconds.most_common(1)[0][1] == 205
    assert len(seconds) == 450 - 205 + 1
    confirmed = [order["date_confirmed"] for order in orders]
    assert confirmed == sorted(confirmed)
    lines = [line["order_product_id"] for order in orders for line in order["products"]]
    assert len(lines) == len(set(lines))
