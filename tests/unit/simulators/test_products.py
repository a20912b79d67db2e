"""Products, stock and prices over the API."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulators.baselinker import many_products, small_account
from tests.unit.simulators.calling import NOON, TOKEN, Shop, mug, running

NOW = int(NOON.timestamp())


def _create(shop: Shop, **fields: Any) -> int:
    return int(shop.call("addInventoryProduct", inventory_id="307", **fields)["product_id"])


def _data(shop: Shop, product_id: int, **asked: Any) -> dict[str, Any]:
    found = shop.call("getInventoryProductsData", inventory_id=307, products=[product_id], **asked)[
        "products"
    ]
    row = found[str(product_id)]
    assert isinstance(row, dict)
    return row


def test_a_product_is_created_and_read_back(shop: Shop) -> None:
    product_id = _create(
        shop,
        sku="S" * 60,
        ean="5901234123457",
        tax_rate=-0.02,
        weight="0.25",
        text_fields={"name": "ż" * 210, "name|bg": "Чаша", "features": {"Colour": "red"}},
        prices={"105": "12.50"},
        stock={"bl_205": 4},
        images={"0": "url:https://img.example.invalid/1.jpg", "3": "data:AAAA"},
        category_id=0,
    )
    row = _data(shop, product_id)
    assert (row["sku"], row["ean"], row["tax_rate"], row["weight"]) == (
        "S" * 50,
        "5901234123457",
        -0.02,
        0.25,
    )
    assert row["text_fields"] == {"name": "ż" * 200, "name|bg": "Чаша", "features": {"Colour": "red"}}
    assert (row["prices"], row["stock"]) == ({"105": 12.5}, {"bl_205": 4})
    assert row["images"]["0"] == "https://img.example.invalid/1.jpg"
    assert list(row["images"]) == ["0", "3"]
    assert (row["parent_id"], row["is_bundle"], row["tags"], row["variants"]) == (0, False, [], [])
    assert not {"product_id", "inventory_id", "ean_additional", "suppliers"} & set(row)
    assert {"ean_additional", "suppliers"} <= set(
        _data(shop, product_id, include_additional_eans=True, include_suppliers=True)
    )


def test_a_row_of_the_list(shop: Shop) -> None:
    product_id = mug(shop)
    assert shop.call("getInventoryProductsList", inventory_id=307)["products"] == {
        str(product_id): {
            "id": product_id,
            "sku": "MUG-1",
            "ean": "5901234123457",
            "asin": "",
            "name": "Kubek żółty",
            "prices": {"105": 10},
            "stock": {"bl_205": 7},
        }
    }


def test_an_update_leaves_what_was_not_sent(shop: Shop) -> None:
    product_id = mug(shop)
    before = _data(shop, product_id)
    assert (
        _create(shop, product_id=product_id, prices={"105": 11}, text_fields={"description": "d"})
        == product_id
    )
    after = _data(shop, product_id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"prices", "text_fields"}
    assert after["text_fields"] == {"name": "Kubek żółty", "description": "d"}


def test_the_same_sku_twice_makes_two_products(shop: Shop) -> None:
    assert _create(shop, sku="A") != _create(shop, sku="A")
    assert len(shop.call("getInventoryProductsList", inventory_id=307, filter_sku="A")["products"]) == 2


def test_a_stale_product_id_and_a_foreign_catalogue_are_refused(shop: Shop) -> None:
    code, text = shop.refusal("addInventoryProduct", inventory_id=307, product_id=999)
    assert code == "ERROR_PRODUCT_ID"
    assert text.startswith("No product with id")
    other = shop.call("addInventory", name="Second")["inventory_id"]
    product_id = mug(shop)
    assert (
        shop.refusal("addInventoryProduct", inventory_id=other, product_id=product_id)[0]
        == "ERROR_STORAGE_ID"
    )
    assert shop.call("getInventoryProductsData", inventory_id=other, products=[product_id])["products"] == []


def test_tags_have_to_exist_and_are_kept_replaced_or_cleared(shop: Shop) -> None:
    shop.panel.add_tag("new")
    refusal = shop.refusal("addInventoryProduct", inventory_id=307, tags=["other"])
    assert refusal[1] == "Tag with given name does not exists"
    product_id = _create(shop, tags=["new"])
    _create(shop, product_id=product_id, sku="A")
    assert _data(shop, product_id)["tags"] == ["new"]
    _create(shop, product_id=product_id, tags=[])
    assert _data(shop, product_id)["tags"] == []
    assert shop.call("getInventoryTags")["tags"] == [{"name": "new"}]


def test_images_are_removed_by_an_empty_text_and_wrong_ones_warned_about(shop: Shop) -> None:
    product_id = _create(
        shop, images={"0": "url:https://a.example.invalid", "1": "url:https://b.example.invalid"}
    )
    answer = shop.call(
        "addInventoryProduct",
        inventory_id=307,
        product_id=product_id,
        images={"0": "", "16": "url:https://c.example.invalid", "2": "https://d.example.invalid"},
    )
    assert set(answer["warnings"]) == {"images_16", "images_2"}
    assert _data(shop, product_id)["images"] == {"1": "https://b.example.invalid"}


def test_stock_and_prices_of_others_are_left_out_with_a_warning(shop: Shop) -> None:
    answer = shop.call(
        "addInventoryProduct",
        inventory_id=307,
        stock={"bl_205": 1, "shop_2334": 2, "bl_9": 3},
        prices={"105": 1, "9": 2},
    )
    assert set(answer["warnings"]) == {"stock_shop_2334", "stock_bl_9", "prices_9"}
    row = _data(shop, answer["product_id"])
    assert (row["stock"], row["prices"]) == ({"bl_205": 1}, {"105": 1})


def test_variants_have_ids_of_their_own(shop: Shop) -> None:
    parent = mug(shop)
    red = _create(shop, parent_id=parent, sku="MUG-1-R", text_fields={"name": "Red"}, stock={"bl_205": 2})
    blue = _create(shop, parent_id=parent, sku="MUG-1-B", prices={"105": 9})
    assert shop.refusal("addInventoryProduct", inventory_id=307, parent_id=999)[0] == "ERROR_PRODUCT_ID"
    plain = shop.call("getInventoryProductsList", inventory_id=307)["products"]
    assert list(plain) == [str(parent)]
    assert "parent_id" not in plain[str(parent)]
    full = shop.call("getInventoryProductsList", inventory_id=307, include_variants=True)["products"]
    assert {int(key): row["parent_id"] for key, row in full.items()} == {parent: 0, red: parent, blue: parent}
    variants = _data(shop, parent)["variants"]
    assert variants[str(red)] == {
        "name": "Red",
        "sku": "MUG-1-R",
        "ean": "",
        "prices": [],
        "stock": {"bl_205": 2},
        "locations": [],
    }
    stock = shop.call("getInventoryProductsStock", inventory_id=307)["products"]
    assert list(stock) == [str(parent)]
    assert stock[str(parent)]["variants"] == {str(red): {"bl_205": 2}, str(blue): []}
    prices = shop.call("getInventoryProductsPrices", inventory_id=307)["products"]
    assert prices == {str(parent): {"prices": {"105": 10}, "variants": {str(red): [], str(blue): {"105": 9}}}}
    sent = {str(red): {"bl_205": 5}}
    assert shop.call("updateInventoryProductsStock", inventory_id=307, products=sent)["counter"] == 1
    assert (shop.panel.stock(red, "bl_205"), shop.panel.stock(parent, "bl_205")) == (5, 7)


def test_a_deleted_product_takes_its_variants_along(shop: Shop) -> None:
    parent, other = mug(shop), mug(shop)
    _create(shop, parent_id=parent)
    shop.call("deleteInventoryProduct", product_id=parent)
    left = shop.call("getInventoryProductsList", inventory_id=307, include_variants=True)["products"]
    assert list(left) == [str(other)]
    logs = shop.call("getInventoryProductLogs", product_id=parent, log_type=4)["logs"]
    assert [row["date"] for row in logs] == [NOW]


@pytest.mark.parametrize(
    ("wanted", "parameters"),
    [
        ([1], {"filter_id": 1}),
        ([2], {"filter_category_id": 8}),
        ([1], {"filter_sku": "A"}),
        ([], {"filter_sku": "a"}),
        ([2], {"filter_ean": "222"}),
        ([1], {"filter_ean": "333"}),  # an additional one
        ([3], {"filter_name": "ГОЛЯМА Ч"}),
        ([2, 3], {"filter_price_from": 20}),
        ([1, 2], {"filter_price_to": "20.00"}),
        ([2], {"filter_price_from": 20, "filter_price_to": 20}),
        ([3], {"filter_stock_from": 1}),
        ([1, 2], {"filter_stock_to": 0}),
        ([2], {"filter_locations": "A-1"}),
        ([3, 2, 1], {"filter_sort": "id DESC"}),
        ([3, 2], {"filter_sort": "id DESC", "filter_price_from": 20}),
        ([], {"page": 2}),
    ],
)
@pytest.mark.parametrize("method", ["getInventoryProductsList", "getInventoryProductsStock"])
def test_filters(method: str, wanted: list[int], parameters: dict[str, Any]) -> None:
    account = small_account(token=TOKEN)
    first, second, third = many_products(3, first_id=1)
    first.update(
        sku="A", ean="111", ean_additional=[{"ean": "333", "quantity": 1}], prices={"105": 10}, stock={}
    )
    second.update(
        ean="222", category_id=8, prices={"105": 20}, stock={"bl_205": 0}, locations={"bl_205": "A-1"}
    )
    third.update(text_fields={"name": "Голяма чаша"}, prices={"105": 30}, stock={"bl_205": 1})
    account.add_products([first, second, third])
    with running(account) as shop:
        found = shop.call(method, inventory_id=307, **parameters)["products"]
        assert [int(key) for key in found] == wanted


def test_prices_know_no_filters(shop: Shop) -> None:
    product_id = mug(shop)
    found = shop.call("getInventoryProductsPrices", inventory_id=307, filter_sku="OTHER")["products"]
    assert list(found) == [str(product_id)]


def test_quantities_are_absolute_and_may_have_fractions_or_be_negative(shop: Shop) -> None:
    product_id = mug(shop)
    for sent, expected in ((3, 3), ("2.5", 2.5), (-1, -1), (0, 0)):
        products = {str(product_id): {"bl_205": sent}}
        shop.call("updateInventoryProductsStock", inventory_id=307, products=products)
        assert shop.panel.stock(product_id, "bl_205") == expected


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"shop_2334": 1}, "shop_2334"),
        ({"bl_9": 1}, "bl_9"),
        ({"bl_205": "many"}, "bl_205"),
        ({"bl_205": True}, "bl_205"),
    ],
)
def test_a_stock_that_cannot_be_set_is_a_warning(shop: Shop, values: dict[str, Any], part: str) -> None:
    product_id = mug(shop)
    answer = shop.call("updateInventoryProductsStock", inventory_id=307, products={str(product_id): values})
    assert answer["counter"] == 0
    assert part in answer["warnings"][str(product_id)]
    assert shop.panel.stock(product_id, "bl_205") == 7


def test_the_price_of_an_unknown_group_is_a_warning_and_the_other_is_set(shop: Shop) -> None:
    product_id = mug(shop)
    sent = {str(product_id): {"105": "9.99", "9": 1}}
    answer = shop.call("updateInventoryProductsPrices", inventory_id=307, products=sent)
    assert (answer["counter"], list(answer["warnings"])) == (1, [str(product_id)])
    assert _data(shop, product_id)["prices"] == {"105": 9.99}


def test_a_product_of_another_catalogue_is_not_found_in_this_one(shop: Shop) -> None:
    other = shop.call("addInventory", name="Second", warehouses=["bl_205"])["inventory_id"]
    product_id = mug(shop)
    sent = {str(product_id): {"bl_205": 1}}
    answer = shop.call("updateInventoryProductsStock", inventory_id=other, products=sent)
    assert answer["counter"] == 0
    assert shop.panel.stock(product_id, "bl_205") == 7


def test_features_beyond_65535_bytes_arrive_as_a_cut_string(shop: Shop) -> None:
    product_id = _create(shop, text_fields={"name": "x", "features": {"a": "ж" * 40_000}})
    features = _data(shop, product_id)["text_fields"]["features"]
    assert isinstance(features, str)
    assert len(features.encode()) <= 65_535
    _create(shop, product_id=product_id, text_fields={"features": {}})
    assert _data(shop, product_id)["text_fields"]["features"] == []


def test_the_log_tells_who_changed_what(shop: Shop) -> None:
    product_id = mug(shop)
    shop.panel.set_price(product_id, 105, 12)
    _create(shop, product_id=product_id, text_fields={"name": "Mug"})
    logs = shop.call("getInventoryProductLogs", product_id=product_id)["logs"]
    assert [(row["profile"], row["entries"][0]["type"]) for row in logs] == [
        ("Panel", 3),
        ("Panel", 2),
        ("API", 5),
    ]
    shop.clock.turn(hours=1)
    shop.panel.set_price(product_id, 105, 13)
    later = shop.call("getInventoryProductLogs", product_id=product_id, date_from=NOW + 1)["logs"]
    assert [row["entries"][0]["to"] for row in later] == ["13"]
    assert len(shop.call("getInventoryProductLogs", product_id=product_id, date_to=NOW)["logs"]) == 3


def test_a_product_can_move_under_another_parent(shop: Shop) -> None:
    parent, child = mug(shop), mug(shop)
    _create(shop, product_id=child, parent_id=parent)
    assert list(shop.call("getInventoryProductsList", inventory_id=307)["products"]) == [str(parent)]
    _create(shop, product_id=child, parent_id=0)
    assert list(shop.call("getInventoryProductsList", inventory_id=307)["products"]) == [
        str(parent),
        str(child),
    ]


def test_a_macro_needs_a_product(shop: Shop) -> None:
    assert shop.call("runProductMacroTrigger", product_id=mug(shop), trigger_id=1) == {}
    assert shop.refusal("runProductMacroTrigger", product_id=999, trigger_id=1)[0] == "ERROR_PRODUCT_ID"
