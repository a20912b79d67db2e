"""Pages, filters, sorting, fields, includes and how values look (facts 1.4 to 1.7, 8.3, 8.12 to 8.14)."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulators.cloudcart import Quirks
from tests.unit.simulators.cloudcart.counter import Counter, only_error


def test_pages_of_20_by_default(counter: Counter) -> None:
    for number in range(23):
        counter.owner.add_product(f"Свещ {number}")
    first = counter.get("/products")
    assert first["meta"]["page"] == {
        "current-page": 1,
        "per-page": 20,
        "from": 1,
        "to": 20,
        "total": 25,
        "last-page": 2,
    }
    assert len(counter.query("/products", "page[number]=2")) == 5
    beyond = counter.call("GET", "/products?page[number]=9").json()
    assert (beyond["data"], beyond["meta"]["page"]["from"]) == ([], None)


@pytest.mark.parametrize("page", ["page[size]=0", "page[size]=101", "page[number]=0", "page[size]=x"])
def test_pages_that_are_refused(counter: Counter, page: str) -> None:
    assert counter.call("GET", f"/products?{page}").status_code == 422


def test_pages_drift_when_rows_come_and_go(counter: Counter) -> None:
    ids = [counter.owner.add_product(f"Свещ {number}") for number in range(4)]
    seen = counter.ids("/products", "page[size]=3&sort=id")
    counter.owner.delete_product(counter.mug)
    seen += counter.ids("/products", "page[size]=3&page[number]=2&sort=id")
    assert seen == [counter.mug, counter.shirt, ids[0], ids[2], ids[3]]


def test_products_are_found_by_the_codes_of_their_variants(counter: Counter) -> None:
    assert counter.ids("/products", "filter[sku]=TEE-ЧM") == [counter.shirt]
    assert counter.ids("/products", "filter[barcode]=3800000000017") == [counter.mug]
    assert counter.ids("/products", "filter[sku]=mug") == [counter.mug]
    counter.quirks(text_filter="exact")
    assert counter.ids("/products", "filter[sku]=mug") == []


def test_doubled_codes_give_several_variants(counter: Counter) -> None:
    twin = counter.owner.variant_of(counter.owner.add_product("Друга чаша", sku="MUG"))
    assert counter.ids("/variants", "filter[sku]=MUG") == [counter.cup, twin]
    assert counter.judge.doubles("sku") == {"MUG": [counter.cup, twin]}


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("/products", "filter[url_handle]=чаша", "Чаша"),
        ("/categories", "filter[url_handle]=дом", "Дом"),
        ("/variant-parameters", "filter[name]=Цвят", "Цвят"),
        ("/variant-options", "filter[name]=Бял", "Бял"),
    ],
)
def test_single_record_filters_give_one_object_or_null(
    counter: Counter, path: str, query: str, found: str
) -> None:
    assert counter.query(path, query)["attributes"]["name"] == found
    name = query.partition("=")[0]
    assert counter.query(path, f"{name}=nobody") is None


def test_a_vendors_or_a_categories_name_gives_an_array(counter: Counter) -> None:
    assert counter.ids("/categories", "filter[name]=Дом") == [counter.category]
    assert counter.query("/vendors", "filter[name]=nobody") == []


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        ("/variants", "sort=sku", "sort"),
        ("/payment-providers", "sort=id", "sort"),
        ("/products", "filter[updated_at]=1", "filter.updated_at"),
        ("/variants", "filter[product_id]=1", "filter.product_id"),
        ("/products", "filter[quantity][gt]=1", "filter[quantity][gt]"),
        ("/orders", "include=customer", "include"),
    ],
)
@pytest.mark.parametrize("status", [422, 400])
def test_what_a_query_may_not_ask(
    counter: Counter, path: str, query: str, parameter: str, status: Any
) -> None:
    counter.quirks(query_error_status=status)
    error = only_error(counter.call("GET", f"{path}?{query}"))
    assert error["status"] == str(status)
    assert error["source"]["parameter"] == parameter


def test_includes_may_have_a_status_of_their_own(counter: Counter) -> None:
    counter.quirks(include_error_status=400)
    assert counter.call("GET", "/orders?include=customer").status_code == 400
    assert counter.call("GET", "/orders?sort=status").status_code == 422


def test_sorting(counter: Counter) -> None:
    counter.owner.set_price(counter.cup, 50)
    assert counter.ids("/variants", "sort=-price,-id")[:2] == [counter.cup, 5]
    assert counter.ids("/variants")[0] == counter.cup
    counter.quirks(default_order="newest_first")
    assert counter.ids("/variants")[0] == 5


def test_sparse_fields_leave_out_what_was_not_named(counter: Counter) -> None:
    found = counter.query(f"/variants/{counter.cup}", "fields[variants]=sku,price,nothing")
    assert found["attributes"] == {"sku": "MUG", "price": 999}


def test_appended_attributes(counter: Counter) -> None:
    assert counter.query("/products/1", "append[products]=meta")["attributes"]["meta"] == {}
    assert counter.call("GET", "/products?append[products]=stock").status_code == 422


def test_includes_come_once_and_are_linked(counter: Counter) -> None:
    document = counter.get(
        "/variants", include="product,option1.parameter", **{"filter[item_id]": counter.shirt}
    )
    kinds = [(each["type"], each["id"]) for each in document["included"]]
    assert sorted(kinds) == [
        ("products", str(counter.shirt)),
        ("variant-options", "1"),
        ("variant-options", "4"),
        ("variant-parameters", "1"),
    ]
    linked = document["data"][0]["relationships"]
    assert linked.keys() == {"product", "option1"}
    assert linked["product"]["data"] == {"type": "products", "id": str(counter.shirt)}


@pytest.mark.parametrize(("linkage", "names"), [("never", 0), ("included", 1), ("always", 5)])
def test_linkage_is_a_switch(counter: Counter, linkage: Any, names: int) -> None:
    counter.quirks(linkage=linkage)
    variant = counter.query(f"/variants/{counter.cup}", "include=product")
    assert len(variant.get("relationships", {})) == names


def test_an_empty_relation_to_one_is_null(counter: Counter) -> None:
    product = counter.query(f"/products/{counter.mug}", "include=vendor,images")
    assert product["relationships"] == {"vendor": {"data": None}, "images": {"data": []}}


def test_relations_have_addresses(counter: Counter) -> None:
    assert counter.ids(f"/products/{counter.shirt}/variants", "page[size]=2") == [2, 3]
    assert counter.query(f"/products/{counter.shirt}/vendor", "") is None
    assert counter.query(f"/products/{counter.mug}/relationships/variants", "") == [
        {"type": "variants", "id": str(counter.cup)}
    ]


@pytest.mark.parametrize(
    ("switches", "quantity", "price", "active"),
    [
        ({}, 5, 999, "yes"),
        ({"decimals_as": "float"}, 5.0, 999, "yes"),
        ({"decimals_as": "text", "integers_as": "text"}, "5.000", "999", "yes"),
        ({"flags_as": "number"}, 5, 999, 1),
    ],
)
def test_how_numbers_and_truths_look(
    counter: Counter, switches: dict[str, Any], quantity: object, price: object, active: object
) -> None:
    counter.quirks(**switches)
    variant = counter.attributes(f"/variants/{counter.cup}")
    assert (variant["quantity"], type(variant["quantity"])) == (quantity, type(quantity))
    assert variant["price"] == price
    assert counter.attributes(f"/products/{counter.mug}")["active"] == active


def test_times_without_an_offset_are_the_shops_own(counter: Counter) -> None:
    path = f"/products/{counter.mug}"
    assert counter.attributes(path)["date_added"] == "2026-11-20 12:00:00"
    counter.quirks(moments_in="utc")
    assert counter.attributes(path)["date_added"] == "2026-11-20 10:00:00"
    way = counter.attributes("/payment-providers/cod")
    assert way["created_at"] == "2026-11-20T12:00:00+02:00"


def test_a_product_with_variants_may_be_called_multiple(counter: Counter) -> None:
    path = f"/products/{counter.shirt}"
    assert counter.attributes(path)["product_type"] == "simple"
    counter.quirks(product_types="command_line")
    assert counter.attributes(path)["product_type"] == "multiple"


def test_payment_ways_have_codes_for_ids(counter: Counter) -> None:
    counter.owner.add_payment_way("stripe", "Карта", active=False)
    assert [each["id"] for each in counter.query("/payment-providers", "filter[active]=yes")] == ["cod"]
    assert counter.call("GET", "/payment-providers/1").status_code == 404


def test_order_statuses_are_plain_and_whole(counter: Counter) -> None:
    own = counter.owner.add_status("Опаковане")
    response = counter.call("GET", "/order-status", headers={"Accept": "application/json"})
    assert response.headers["Content-Type"] == "application/json"
    found = response.json()
    assert found.keys() == {"data"}
    assert [each["slug"] for each in found["data"]][:4] == ["pending", "authorized", "paid", "completed"]
    assert len(found["data"]) == 12
    assert found["data"][-1] == {"id": 12, "name": "Опаковане", "slug": own, "status_type": "positive"}
    assert [each["slug"] for each in counter.query("/order-status", "filter=paid")] == ["paid"]


def test_orders_of_some_days(counter: Counter) -> None:
    first = counter.buyer.buy(counter.cup)
    counter.later(days=1)
    second = counter.buyer.buy(counter.cup)
    assert counter.ids("/orders", "filter[start_date]=2026-11-21") == [second]
    assert counter.ids("/orders", "filter[start_date]=2026-11-20&filter[end_date]=2026-11-20") == [first]
    assert counter.ids("/orders", "filter[end_date]=2026-11-21 12:00:00") == [first, second]
    counter.quirks(end_date_covers="midnight")
    assert counter.ids("/orders", "filter[end_date]=2026-11-20") == []
    assert counter.call("GET", "/orders?filter[end_date]=soon").status_code == 422


def test_every_resource_has_a_list(counter: Counter) -> None:
    counter.buyer.buy(counter.cup)
    counter.owner.install_stores("София")
    for name in counter.simulator.shop.tables:
        assert isinstance(counter.query(f"/{name}", ""), list), name


def test_switches_are_exchanged_while_it_runs(counter: Counter) -> None:
    counter.simulator.quirks = Quirks(integers_as="text")
    assert counter.simulator.quirks.integers_as == "text"
    assert counter.attributes(f"/variants/{counter.cup}")["price"] == "999"
