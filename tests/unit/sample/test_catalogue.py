"""What the sample catalogue promises: cases for each way of matching, and differences for the preview."""

from __future__ import annotations

from collections import Counter

import pytest

from sync.simulators.baselinker.account import Account
from sync.simulators.sample.catalogue import MAIN_INVENTORY, OBJECTS_OF, POLISH_INVENTORY
from sync.simulators.sample.catalogue_cases import AMBIGUOUS_CODES, LATIN_TWINS, LOOK_ALIKE, SKU_BY_CODE
from sync.simulators.sample.files import Row


@pytest.fixture
def products(account: Account) -> list[Row]:
    return [row for row in account.products.values() if row["inventory_id"] == MAIN_INVENTORY]


def _matched(products: list[Row], goods: list[Row]) -> list[tuple[Row, Row, str]]:
    """Product, good and by what, for the exact matches that are the only ones."""
    found = []
    for product in products:
        for field, column, way in (
            ("sku", "Code", "sku"),
            ("ean", "BarCode1", "ean"),
            ("name", "Name", "name"),
        ):
            wanted = product["text_fields"]["name"] if field == "name" else product[field]
            same = [row for row in goods if wanted and row.get(column) == wanted]
            if same:
                if len(same) == 1:
                    found.append((product, same[0], way))
                break
    return found


def test_sizes_of_the_catalogues(account: Account) -> None:
    sizes = Counter(row["inventory_id"] for row in account.products.values())
    assert sizes == {MAIN_INVENTORY: 268, POLISH_INVENTORY: 24}


def test_most_match_by_code_some_by_barcode_some_by_name(products: list[Row], goods: list[Row]) -> None:
    ways = Counter(way for _, _, way in _matched(products, goods))
    assert ways["sku"] >= 190
    assert ways["ean"] >= 15
    assert ways["name"] >= 8


def test_look_alikes_are_not_equal_but_fold_to_a_code(products: list[Row], goods: list[Row]) -> None:
    codes = {row.get("Code", "") for row in goods}
    skus = {row["sku"] for row in products}
    for code in LOOK_ALIKE:
        twin = code.translate(LATIN_TWINS)
        assert code in codes
        assert twin in skus - codes
        assert twin.isascii()
    for code, sku in SKU_BY_CODE.items():
        assert code in codes
        assert sku in skus - codes


def test_what_the_owner_has_to_settle_has_another_name_too(products: list[Row], goods: list[Row]) -> None:
    names = {row["Name"] for row in goods}
    twins = {code.translate(LATIN_TWINS) for code in LOOK_ALIKE}
    unsettled = [row for row in products if row["sku"] in {*twins, *AMBIGUOUS_CODES}]
    assert len(unsettled) == len(LOOK_ALIKE) + len(AMBIGUOUS_CODES)
    assert [row["text_fields"]["name"] for row in unsettled if row["text_fields"]["name"] in names] == []


def test_doubles_unknown_and_uncoded_products_are_there(products: list[Row], goods: list[Row]) -> None:
    skus = Counter(row["sku"] for row in products if row["sku"])
    assert sorted(sku for sku, count in skus.items() if count == 2) == ["11012", "20310"]
    codes = {row.get("Code", "") for row in goods}
    assert sum(row["sku"].startswith("95") and row["sku"] not in codes for row in products) == 8
    names = {row["Name"] for row in goods}
    bare = [row for row in products if not row["sku"] and not row["ean"]]
    assert sum(row["text_fields"]["name"] in names for row in bare) >= 8
    assert sum(row["text_fields"]["name"] not in names for row in bare) >= 3
    assert any(len(row["ean"]) == 12 for row in products)


def test_variants_and_bundles_name_products_that_exist(account: Account, products: list[Row]) -> None:
    variants = [row for row in products if row["parent_id"]]
    assert len(variants) == 31
    assert len({row["parent_id"] for row in variants}) == 5
    assert all(account.products[row["parent_id"]]["stock"] == {} for row in variants)
    bundles = [row for row in products if row["is_bundle"]]
    assert len(bundles) == 2
    assert all(int(part) in account.products for row in bundles for part in row["bundle_products"])


def test_prices_and_stocks_differ_for_a_good_part_only(products: list[Row], goods: list[Row]) -> None:
    matched = [(product, good) for product, good, _ in _matched(products, goods)]
    prices = sum(product["prices"]["301"] != good["PriceOut2"] for product, good in matched)
    stocks = sum(product["stock"] != _right_stock(good) for product, good in matched)
    assert 25 <= prices <= 45
    assert 110 <= stocks <= 160
    assert len(matched) - stocks >= 70
    assert all(price > 0 for product, _ in matched for price in product["prices"].values())


def _right_stock(good: Row) -> dict[str, int]:
    amounts = good.get("stock", {})
    return {
        warehouse: max(0, int(sum(amounts.get(str(place), 0) for place in places) // 1))
        for warehouse, places in OBJECTS_OF.items()
    }


def test_ids_within_the_account_exist(account: Account) -> None:
    categories = {row["category_id"] for row in account.categories} | {0}
    manufacturers = {row["manufacturer_id"] for row in account.manufacturers}
    groups = {str(row["price_group_id"]) for row in account.price_groups}
    warehouses = {f"{row['warehouse_type']}_{row['warehouse_id']}" for row in account.warehouses}
    assert warehouses == {"bl_901", "bl_902", "shop_5021"}
    for row in account.products.values():
        assert row["category_id"] in categories
        assert row["manufacturer_id"] in manufacturers
        assert set(row["prices"]) <= groups
        assert set(row["stock"]) <= warehouses
    assert all(row["parent_id"] in categories for row in account.categories)
