"""Catalogues, warehouses, price groups, categories, storages and storage documents."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulators.calling import NOON, Shop, mug

NOW = int(NOON.timestamp())


def test_the_catalogue_has_the_documented_fields(shop: Shop) -> None:
    (row,) = shop.call("getInventories")["inventories"]
    assert row == {
        "inventory_id": 307,
        "name": "Default",
        "description": "",
        "languages": ["pl"],
        "default_language": "pl",
        "price_groups": [105],
        "default_price_group": 105,
        "warehouses": ["bl_205", "shop_2334"],
        "default_warehouse": "bl_205",
        "reservations": False,
        "is_default": True,
    }


def test_a_new_warehouse_takes_stock_only_when_a_catalogue_lists_it(shop: Shop) -> None:
    product_id = mug(shop)
    warehouse_id = shop.call("addInventoryWarehouse", warehouse_id=0, name="Second")["warehouse_id"]
    key = f"bl_{warehouse_id}"
    sent = {str(product_id): {key: 4}}
    assert shop.call("updateInventoryProductsStock", inventory_id=307, products=sent)["counter"] == 0
    shop.call("addInventory", inventory_id=307, warehouses=["bl_205", "shop_2334", key])
    assert shop.call("updateInventoryProductsStock", inventory_id=307, products=sent)["counter"] == 1
    shop.call("addInventoryWarehouse", warehouse_id=warehouse_id, description="Upstairs", stock_edition="0")
    row = shop.call("getInventoryWarehouses")["warehouses"][-1]
    assert (row["name"], row["description"], row["stock_edition"]) == ("Second", "Upstairs", False)
    shop.call("deleteInventoryWarehouse", warehouse_id=warehouse_id)
    assert shop.call("getInventories")["inventories"][0]["warehouses"] == ["bl_205", "shop_2334"]


@pytest.mark.parametrize("method", ["addInventoryWarehouse", "deleteInventoryWarehouse"])
def test_automatic_warehouses_cannot_be_touched(shop: Shop, method: str) -> None:
    assert shop.refusal(method, warehouse_id=2334, name="x")[0] == "ERROR_SIMULATED_WAREHOUSE"
    assert len(shop.call("getInventoryWarehouses")["warehouses"]) == 2


def test_price_groups_are_made_changed_and_deleted(shop: Shop) -> None:
    group_id = shop.call("addInventoryPriceGroup", name="Euro", currency="EURO")["price_group_id"]
    shop.call("addInventoryPriceGroup", price_group_id=group_id, description="abroad")
    row = shop.call("getInventoryPriceGroups")["price_groups"][-1]
    assert (row["name"], row["description"], row["currency"]) == ("Euro", "abroad", "EUR")
    shop.call("deleteInventoryPriceGroup", price_group_id=group_id)
    assert [row["price_group_id"] for row in shop.call("getInventoryPriceGroups")["price_groups"]] == [105]


def test_a_catalogue_goes_with_its_products(shop: Shop) -> None:
    inventory_id = shop.call("addInventory", name="Second", price_groups=[105], reservations=True)[
        "inventory_id"
    ]
    parent = shop.panel.add_product(inventory_id, "A")
    shop.panel.add_product(inventory_id, "B", parent_id=parent)
    kept = mug(shop)
    shop.call("deleteInventory", inventory_id=inventory_id)
    assert [row["inventory_id"] for row in shop.call("getInventories")["inventories"]] == [307]
    assert list(shop.simulator.account.products) == [kept]
    assert shop.refusal("getInventoryProductsList", inventory_id=inventory_id)[0] == "ERROR_STORAGE_ID"


def test_categories_need_their_parent_first(shop: Shop) -> None:
    assert shop.refusal("addInventoryCategory", name="x", parent_id=5)[0] == "ERROR_SIMULATED_MISSING_ROW"
    top = shop.call("addInventoryCategory", inventory_id=307, name="Kitchen / Кухня", parent_id=0)[
        "category_id"
    ]
    sub = shop.call("addInventoryCategory", inventory_id=307, name="Mugs", parent_id=top)["category_id"]
    common = shop.call("addInventoryCategory", name="Common", parent_id=0)["category_id"]
    rows = shop.call("getInventoryCategories", inventory_id=307)["categories"]
    assert rows == [
        {"category_id": top, "name": "Kitchen / Кухня", "parent_id": 0},
        {"category_id": sub, "name": "Mugs", "parent_id": top},
    ]
    assert [row["category_id"] for row in shop.call("getInventoryCategories")["categories"]] == [common]
    shop.call("addInventoryCategory", inventory_id=307, category_id=top, parent_id=top)  # seen in real data
    assert shop.call("getInventoryCategories", inventory_id=307)["categories"][0]["parent_id"] == top


def test_a_deleted_category_takes_its_products_and_lifts_its_children(shop: Shop) -> None:
    top = shop.call("addInventoryCategory", inventory_id=307, name="A", parent_id=0)["category_id"]
    mid = shop.call("addInventoryCategory", inventory_id=307, name="B", parent_id=top)["category_id"]
    low = shop.call("addInventoryCategory", inventory_id=307, name="C", parent_id=mid)["category_id"]
    kept, gone = mug(shop, category_id=low), mug(shop, category_id=mid)
    shop.call("deleteInventoryCategory", category_id=mid)
    rows = shop.call("getInventoryCategories", inventory_id=307)["categories"]
    assert [(row["category_id"], row["parent_id"]) for row in rows] == [(top, 0), (low, top)]
    assert list(shop.simulator.account.products) == [kept]
    assert gone != kept


def test_manufacturers_extra_fields_integrations_and_text_keys(shop: Shop) -> None:
    maker = shop.call("addInventoryManufacturer", name="Old name")["manufacturer_id"]
    shop.call("addInventoryManufacturer", manufacturer_id=maker, manufacturer_name="New name")
    expected = [{"manufacturer_id": maker, "name": "New name"}]
    assert shop.call("getInventoryManufacturers")["manufacturers"] == expected
    shop.simulator.account.product_extra_fields.append({"extra_field_id": 9, "name": "Shelf", "kind": 0})
    assert shop.call("getInventoryExtraFields")["extra_fields"][0]["extra_field_id"] == 9
    assert shop.call("getInventoryIntegrations")["integrations"] == []
    keys = shop.call("getInventoryAvailableTextFieldKeys", inventory_id=307)["text_field_keys"]
    assert {"name", "description|pl", "extra_field_9"} <= set(keys)


# ---- storages


def test_external_storages(shop: Shop) -> None:
    account = shop.simulator.account
    account.storages = [
        {"storage_id": "shop_2444", "name": "Shop", "methods": ["getExternalStorageProductsList"]}
    ]
    account.storage_products["shop_2444"] = [
        {"product_id": "1", "sku": "A", "ean": "", "name": "Mug", "quantity": 3, "price_brutto": 10},
        {"product_id": "2", "quantity": 0, "variants": [{"variant_id": 7, "quantity": 1}]},
    ]
    assert shop.call("getExternalStoragesList")["storages"][0]["storage_id"] == "shop_2444"
    named = {"storage_id": "shop_2444"}
    assert shop.call("getExternalStorageCategories", **named)["categories"] == []
    rows = shop.call("getExternalStorageProductsList", **named, filter_sku="A")["products"]
    assert [row["product_id"] for row in rows] == ["1"]
    assert shop.call("getExternalStorageProductsList", **named, page=2)["products"] == []
    assert list(shop.call("getExternalStorageProductsData", **named, products=[2])["products"]) == ["2"]
    assert shop.call("getExternalStorageProductsPrices", **named)["products"][0] == {
        "product_id": "1",
        "price": 10,
    }
    answer = shop.call(
        "updateExternalStorageProductsQuantity",
        **named,
        products=[[1, 0, 8], [2, 7, "5"], [2, 9, 1], [3, 0, 1]],
    )
    assert (answer["counter"], set(answer["warnings"])) == (2, {"2", "3"})
    rows = shop.call("getExternalStorageProductsQuantity", **named)["products"]
    assert rows[0]["quantity"] == 8
    assert rows[1] == {"product_id": "2", "quantity": 0, "variants": [{"variant_id": 7, "quantity": 5}]}
    assert shop.refusal("getExternalStorageProductsList", storage_id="shop_1")[0] == "ERROR_STORAGE_ID"


# ---- storage documents


def _document(shop: Shop, kind: int, product_id: int, quantity: Any, **more: Any) -> int:
    document = shop.call("addInventoryDocument", warehouse_id=205, document_type=kind, **more)
    document_id = int(document["document_id"])
    items = [{"product_id": product_id, "quantity": quantity, "price": "2.50", "batch": "L1"}]
    shop.call("addInventoryDocumentItems", document_id=document_id, items=items)
    return document_id


@pytest.mark.parametrize(("kind", "stock"), [(0, 10), (1, 10), (2, 4), (3, 4), (5, 10)])
def test_a_document_moves_the_stock_when_it_is_confirmed(shop: Shop, kind: int, stock: int) -> None:
    product_id = mug(shop)
    document_id = _document(shop, kind, product_id, 3)
    assert shop.panel.stock(product_id, "bl_205") == 7
    (draft,) = shop.call("getInventoryDocuments", filter_document_status=0)["documents"]
    assert (draft["date_confirmed"], draft["total_quantity"], draft["total_price"]) == (0, 3, 7.5)
    shop.call("setInventoryDocumentStatusConfirmed", document_id=document_id)
    assert shop.panel.stock(product_id, "bl_205") == stock
    (done,) = shop.call("getInventoryDocuments", filter_document_status=1)["documents"]
    assert (done["document_status"], done["date_confirmed"]) == (1, NOW)
    again = shop.refusal("setInventoryDocumentStatusConfirmed", document_id=document_id)
    assert again[0] == "ERROR_SIMULATED_DOCUMENT_CONFIRMED"
    items = [{"product_id": product_id, "quantity": 1}]
    shop.refusal("addInventoryDocumentItems", document_id=document_id, items=items)
    assert shop.panel.stock(product_id, "bl_205") == stock


def test_a_transfer_moves_between_two_warehouses(shop: Shop) -> None:
    product_id = mug(shop)
    second = shop.call("addInventoryWarehouse", name="Second")["warehouse_id"]
    document_id = _document(shop, 4, product_id, 3, target_warehouse_id=second)
    shop.call("setInventoryDocumentStatusConfirmed", document_id=document_id)
    assert (shop.panel.stock(product_id, "bl_205"), shop.panel.stock(product_id, f"bl_{second}")) == (4, 3)
    shop.refusal("addInventoryDocument", warehouse_id=205, document_type=4)


def test_items_carry_what_the_product_is_called(shop: Shop) -> None:
    product_id = mug(shop)
    document_id = _document(shop, 0, product_id, 1.5)
    (item,) = shop.call("getInventoryDocumentItems", document_id=document_id)["items"]
    assert (item["product_name"], item["product_sku"], item["batch"]) == ("Kubek żółty", "MUG-1", "L1")
    assert (item["quantity"], item["price"], item["total_price"], item["position"]) == (1.5, 2.5, 3.75, 1)


@pytest.mark.parametrize("item", [{"product_id": 999, "quantity": 1}, {"product_id": 1, "quantity": 0}])
def test_one_wrong_item_refuses_all(shop: Shop, item: dict[str, Any]) -> None:
    product_id = mug(shop)
    assert product_id == 1
    document_id = _document(shop, 0, product_id, 1)
    items = [{"product_id": product_id, "quantity": 1}, item]
    shop.refusal("addInventoryDocumentItems", document_id=document_id, items=items)
    assert len(shop.call("getInventoryDocumentItems", document_id=document_id)["items"]) == 1


def test_documents_are_numbered_by_series_and_filtered(shop: Shop) -> None:
    product_id = mug(shop)
    numbers = [
        shop.call("addInventoryDocument", warehouse_id=205, document_type=0)["document_number"] for _ in "ab"
    ]
    assert numbers == ["1/11/2026/GR", "2/11/2026/GR"]
    _document(shop, 2, product_id, 1, date_add=NOW - 10)

    def count(**filters: Any) -> int:
        return len(shop.call("getInventoryDocuments", **filters)["documents"])

    assert (count(filter_document_type=0), count(filter_document_type=2), count(filter_warehouse_id=9)) == (
        2,
        1,
        0,
    )
    assert (count(filter_date_from=NOW), count(filter_date_to=NOW - 1), count(filter_document_id=1)) == (
        2,
        1,
        1,
    )
    series = shop.call("getInventoryDocumentSeries", warehouse_id=205)["document_series"]
    assert [row["document_type"] for row in series] == [0, 1, 2, 3, 4, 5]
    assert shop.call("getInventoryDocumentSeries", warehouse_id=9)["document_series"] == []


def test_documents_of_automatic_warehouses_are_refused(shop: Shop) -> None:
    refusal = shop.refusal("addInventoryDocument", warehouse_id=2334, document_type=0)
    assert refusal[0] == "ERROR_SIMULATED_WAREHOUSE"
    shop.refusal("addInventoryDocument", warehouse_id=205, document_type=6)


def test_the_panel_receives_goods(shop: Shop) -> None:
    product_id = mug(shop)
    document_id = shop.panel.receive_goods(205, {product_id: 5})
    assert shop.panel.stock(product_id, "bl_205") == 12
    assert (
        shop.call("getInventoryDocuments", filter_document_id=document_id)["documents"][0]["document_status"]
        == 1
    )
