"""Generated shops and the sample: the same each time, with the cases that real shops have."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from sync.simulators.cloudcart import Settings, Shop, generated_shop, sample_shop
from sync.simulators.sample.files import WAREHOUSE_FILE, read


@pytest.fixture(scope="module")
def shop() -> Shop:
    return generated_shop(90, 60)


def test_it_is_the_same_for_the_same_seed(shop: Shop) -> None:
    again = generated_shop(90, 60)
    for name, table in shop.tables.items():
        assert list(table) == list(again.table(name)), name
    assert [row["sku"] for row in generated_shop(5, seed=2).table("variants")]


def test_it_has_the_cases_that_real_shops_have(shop: Shop) -> None:
    variants = list(shop.table("variants"))
    skus = [row["sku"] for row in variants if row["sku"]]
    barcodes = [row["barcode"] for row in variants if row["barcode"]]
    assert len(shop.table("products")) == 90
    assert len(variants) > 150
    assert len(skus) < len(variants)
    assert len(set(skus)) < len(skus)
    assert len(set(barcodes)) < len(barcodes) < len(variants)
    assert any(sku.startswith("A") for sku in skus)  # Latin
    assert any(sku.startswith("А") for sku in skus)  # Cyrillic
    assert {row["name"] for row in shop.table("variant-parameters")} == {"Цвят", "Размер"}


def test_its_orders_are_of_all_kinds(shop: Shop) -> None:
    orders = list(shop.table("orders"))
    assert len(orders) == 60
    assert {row["status"] for row in orders} == {"pending", "paid", "completed", "cancelled"}
    billing = list(shop.table("order-billing-address"))
    assert any(row["company_registration_number"] for row in billing)
    assert {row["country_iso2"] for row in billing} > {"BG", "DE"}
    assert any(row.get("code") for row in shop.table("order-discount"))
    assert all(row["date_added"] < later["date_added"] for row, later in pairwise(orders))


def test_settings_are_taken() -> None:
    shop = generated_shop(3, 1, settings=Settings(currency="BGN", stock_taken_at="pending"))
    (order,) = shop.table("orders")
    assert (order["currency"], order["_taken_off"]) == ("BGN", True)


def test_the_sample_fits_the_sample_warehouse() -> None:
    shop = sample_shop(datetime(2026, 11, 20, tzinfo=UTC))
    goods = read(WAREHOUSE_FILE)["Goods"]
    codes = {good["Code"] for good in goods if "Code" in good}
    barcodes = {good["BarCode1"] for good in goods if "BarCode1" in good}
    variants = list(shop.table("variants"))
    known = [row for row in variants if row["sku"] in codes or row["barcode"] in barcodes]
    assert (len(shop.table("products")), len(shop.table("orders"))) == (162, 24)
    assert 150 < len(known) < len(variants)
