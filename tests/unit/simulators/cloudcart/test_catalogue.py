"""Products, variants, parameters, categories and the rest of the catalogue (facts 2.1 to 2.6, 2.10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.simulators.cloudcart import NewVariant
from tests.unit.simulators.cloudcart.counter import Counter, only_error


def _new(counter: Counter, name: str = "Поднос", **fields: Any) -> int:
    return counter.made("/products", {"name": name, **fields}, category=("categories", counter.category))


def test_one_patch_sets_price_and_quantity_of_one_variant(counter: Counter) -> None:
    found = counter.patched(f"/variants/{counter.cup}", {"price": 1250, "quantity": 2.5})
    assert (found["price"], found["quantity"]) == (1250, 2.5)
    stored = counter.judge.variant(counter.cup)
    assert (stored.price, stored.quantity) == (Decimal("12.5"), Decimal("2.5"))
    (move,) = counter.judge.moves(hand="api")
    assert (move.before, move.after) == (Decimal(5), Decimal("2.5"))
    assert counter.attributes(f"/products/{counter.mug}")["price_from"] == 1250


@pytest.mark.parametrize(
    "wrong", [{"price": 9.99}, {"price": -1}, {"quantity": 50_000_001}, {"quantity": "many"}, {"sku": 5}]
)
def test_values_of_variants_that_are_refused(counter: Counter, wrong: dict[str, Any]) -> None:
    assert counter.refused("PATCH", f"/variants/{counter.cup}", wrong)["status"] == "422"
    assert counter.judge.moves(hand="api") == []


def test_a_product_has_no_variant_until_one_is_posted(counter: Counter) -> None:
    product = _new(counter, sku="TRAY", price=500)
    assert counter.ids("/variants", f"filter[item_id]={product}") == []
    assert "sku" not in counter.attributes(f"/products/{product}")
    values = {"sku": "TRAY", "price": 500, "quantity": 3}
    variant = counter.made("/variants", values, product=("products", product))
    assert counter.judge.variant(variant).price == 5
    again = counter.refused("POST", "/variants", {"price": 1}, product=("products", product))
    assert again["status"] == "422"


def test_a_product_may_come_with_a_variant(counter: Counter) -> None:
    counter.quirks(default_variant=True)
    product = _new(counter)
    assert len(counter.ids("/variants", f"filter[item_id]={product}")) == 1


def test_what_a_product_needs(counter: Counter) -> None:
    error = counter.refused("POST", "/products", {"name": "Поднос"})
    assert (
        error["detail"] == "The category field must be a to-one relationship containing categories resources."
    )
    error = counter.refused("POST", "/products", {}, category=("categories", counter.category))
    assert error["detail"] == "The name field is required."
    product = counter.attributes(f"/products/{_new(counter)}")
    assert (product["tracking"], product["active"], product["minimum"]) == ("no", "yes", 1)


def test_a_relation_to_what_is_gone(counter: Counter) -> None:
    gone = ("categories", 99)
    assert counter.refused("POST", "/products", {"name": "Поднос"}, category=gone)["status"] == "404"
    counter.quirks(missing_related=422)
    assert counter.refused("POST", "/products", {"name": "Поднос"}, category=gone)["status"] == "422"


def test_handles_are_made_and_kept_apart(counter: Counter) -> None:
    handles = [counter.attributes(f"/products/{_new(counter)}")["url_handle"] for _ in range(2)]
    assert handles == ["поднос", "поднос-1"]
    taken = counter.refused("PATCH", f"/products/{counter.mug}", {"url_handle": "поднос"})
    assert taken["source"]["pointer"] == "/data/attributes/url_handle"


def test_read_only_attributes_are_left_alone_or_refused(counter: Counter) -> None:
    path = f"/products/{counter.mug}"
    assert counter.patched(path, {"views": 9, "name": "Чашка"})["views"] == 0
    counter.quirks(read_only_attributes="refused")
    assert counter.refused("PATCH", path, {"views": 9})["source"]["pointer"] == "/data/attributes/views"


def test_variants_have_an_option_for_each_parameter(counter: Counter) -> None:
    color = counter.made("/variant-parameters", {"name": "Материал", "display_type": "select"})
    wood = counter.made("/variant-options", {"name": "Дърво"}, parameter=("variant-parameters", color))
    product = counter.made(
        "/products",
        {"name": "Поднос"},
        category=("categories", counter.category),
        parameter1=("variant-parameters", color),
    )
    bare = counter.refused("POST", "/variants", {}, product=("products", product))
    assert bare["detail"] == "You are trying to save variant with 0 options, but your product requires 1"
    strange = {"product": ("products", product), "option1": ("variant-options", 1)}
    error = counter.refused("POST", "/variants", {}, **strange)
    assert error["detail"] == "Variant option 'Черен' does not belongs to variant parameter 'Материал'"
    right = {"product": ("products", product), "option1": ("variant-options", wood)}
    variant = counter.made("/variants", {"price": 1}, **right)
    assert counter.attributes(f"/variants/{variant}")["v1"] == "Дърво"
    assert counter.refused("POST", "/variants", {}, **right)["status"] == "422"
    assert counter.call("DELETE", f"/variants/{variant}").status_code == 422


def test_parameters_come_in_order_and_once(counter: Counter) -> None:
    path = f"/products/{counter.mug}"
    size = ("variant-parameters", 2)
    assert counter.refused("PATCH", path, parameter2=size)["title"] == "Missing Parameter Relationship"
    double = counter.refused("PATCH", path, parameter1=size, parameter2=size)
    assert double["title"] == "Duplicate Parameter Relationship"


def test_other_parameters_delete_every_variant(counter: Counter) -> None:
    path = f"/products/{counter.shirt}"
    counter.patched(path, parameter1=("variant-parameters", 1))
    assert len(counter.ids("/variants", f"filter[item_id]={counter.shirt}")) == 4
    counter.patched(path, parameter2=None)
    assert counter.ids("/variants", f"filter[item_id]={counter.shirt}") == []
    assert counter.attributes(path)["price_from"] is None


def test_the_same_parameter_once_more_may_delete_too(counter: Counter) -> None:
    counter.quirks(same_parameter_again="deletes")
    counter.patched(f"/products/{counter.shirt}", parameter1=("variant-parameters", 1))
    assert counter.ids("/variants", f"filter[item_id]={counter.shirt}") == []


def test_names_of_parameters_and_options(counter: Counter) -> None:
    short = {"name": "Аб", "display_type": "select"}
    assert counter.refused("POST", "/variant-parameters", short)["status"] == "422"
    wrong = {"name": "Форма", "display_type": "checkbox"}
    assert counter.refused("POST", "/variant-parameters", wrong)["status"] == "422"
    double = {"name": "Цвят", "display_type": "select"}
    assert "taken" in counter.refused("POST", "/variant-parameters", double)["detail"]
    parameter = ("variant-parameters", 1)
    assert (
        "taken"
        in counter.refused("POST", "/variant-options", {"name": "чЕРЕН"}, parameter=parameter)["detail"]
    )
    options = counter.query("/variant-parameters", "filter[name]=Цвят&include=options")["relationships"]
    assert len(options["options"]["data"]) == 2


def test_what_is_in_use_is_not_deleted(counter: Counter) -> None:
    for path, word in (
        ("/variant-parameters/1", "parameter which is in use"),
        ("/variant-options/1", "option which is in use"),
        (f"/categories/{counter.category}", "because it has products"),
    ):
        error = only_error(counter.call("DELETE", path))
        assert (error["title"], word in error["detail"]) == ("Not Deletable", True)


@pytest.mark.parametrize(("deletion", "line_keeps"), [("soft", True), ("hard", False)])
def test_a_deleted_product_is_gone_from_the_api(counter: Counter, deletion: Any, *, line_keeps: bool) -> None:
    counter.quirks(product_deletion=deletion)
    order = counter.buyer.buy(counter.cup)
    assert counter.call("DELETE", f"/products/{counter.mug}").status_code == 204
    assert counter.call("GET", f"/products/{counter.mug}").status_code == 404
    assert counter.call("PATCH", f"/variants/{counter.cup}").status_code == 415
    assert counter.refused("PATCH", f"/variants/{counter.cup}", {"quantity": 1})["status"] == "404"
    (line,) = counter.query("/order-products", f"filter[order_id]={order}")
    assert (line["attributes"]["product_id"] == counter.mug) is line_keeps
    if deletion == "hard":
        with pytest.raises(KeyError):
            counter.owner.restore_product(counter.mug)
    else:
        counter.owner.restore_product(counter.mug)
        assert counter.pieces() == 5


def test_properties_of_products(counter: Counter) -> None:
    owner = counter.made("/properties", {"name": "Материя", "display_type": "checkbox"})
    linen = counter.made("/property-options", {"value": "Лен"}, property=("properties", owner))
    path = f"/products/{counter.mug}/relationships/property-options"
    body = {"data": [{"type": "property-options", "id": str(linen)}]}
    headers = {"Content-Type": "application/vnd.api+json"}
    assert counter.call("POST", path, json=body, headers=headers).status_code == 204
    assert counter.ids("/products", f"filter[property_option_id]={linen}") == [counter.mug]
    assert counter.ids("/products", f"filter[property_id]={owner}") == [counter.mug]
    assert counter.query("/property-options", f"filter[property_id]={owner}&filter[value]=Лен")
    assert counter.call("DELETE", f"/property-options/{linen}").status_code == 204
    assert counter.query(path, "") == []


def test_short_names_of_categories(counter: Counter) -> None:
    assert counter.made("/categories", {"name": "ДЖ"}, parent=("categories", counter.category))
    counter.quirks(shortest_category_name=3)
    assert counter.refused("POST", "/categories", {"name": "ДЖ"})["status"] == "422"


def test_pictures(counter: Counter) -> None:
    product = ("products", counter.mug)
    picture = counter.made("/images", {"src": "https://shop.example/mug.jpg"}, product=product)
    assert counter.attributes(f"/products/{counter.mug}")["image_id"] == picture
    assert (
        counter.refused("POST", "/images", {"src": "https://x.example/a.svg"}, product=product)["status"]
        == "422"
    )
    assert counter.call("DELETE", f"/images/{picture}").status_code == 204
    assert counter.attributes(f"/products/{counter.mug}")["image_id"] is None


def test_stores_are_there_with_their_app_only(counter: Counter) -> None:
    error = only_error(counter.call("GET", "/stores"))
    assert (error["status"], error["detail"]) == ("422", "stores app not installed")
    counter.quirks(stores_missing_status=404)
    assert counter.call("GET", "/store-quantity").status_code == 404
    sofia, varna = counter.owner.install_stores("София", "Варна")
    pointing = {"product": ("products", counter.mug), "variant": ("variants", counter.cup)}
    first = counter.made("/store-quantity", {"qty": 4}, store=("stores", sofia), **pointing)
    counter.made("/store-quantity", {"qty": 2}, store=("stores", varna), **pointing)
    assert counter.pieces() == 6
    double = counter.refused("POST", "/store-quantity", {"qty": 1}, store=("stores", sofia), **pointing)
    assert double["title"] == "Duplicate Entry"
    counter.quirks(stores_summed=False)
    counter.patched(f"/store-quantity/{first}", {"qty": 9})
    assert counter.pieces() == 6
    assert counter.refused("PATCH", f"/store-quantity/{first}", {"qty": 1.5})["status"] == "422"


def test_customers_and_their_addresses(counter: Counter) -> None:
    customer = counter.made("/customers", {"email": "ivan@example.com", "first_name": "Иван"})
    assert counter.query("/customers", "filter[email]=ivan@example.com")["id"] == str(customer)
    assert counter.query("/customers", "filter[email]=nobody@example.com") is None
    assert counter.refused("PATCH", f"/customers/{customer}", {"income": 5})["status"] == "422"
    firm = {"company_name": "Рила ЕООД", "company_vat": "BG900001011", "company_bulstat": "900001011"}
    person = {"first_name": "Иван", "last_name": "Иванов", "country_iso2": "BG"}
    address = {**person, "city_name": "София", "street_name": "ул. Шишман"}
    owner = {"customer": ("customers", customer)}
    lone = counter.refused("POST", "/customer-billing-address", {**address, "company_name": "Рила"}, **owner)
    assert lone["source"]["pointer"] == "/data/attributes/company_vat"
    made = counter.made("/customer-billing-address", {**address, **firm}, **owner)
    shown = counter.attributes(f"/customer-billing-address/{made}")
    assert shown["company_vat"] == "BG900001011"
    assert not {"company_bulstat", "company_mol"} & shown.keys()
    assert counter.attributes(f"/customers/{customer}")["default_billing_address_id"] == made
    assert counter.call("DELETE", f"/customer-billing-address/{made}").status_code == 422


@pytest.mark.parametrize(("failure", "status"), [("refused", 422), ("error", 500), ("ignored", 201)])
def test_a_register_of_vat_numbers_that_refuses(counter: Counter, failure: Any, status: int) -> None:
    counter.quirks(vies_failure=failure)
    counter.simulator.shop.settings.refused_vat_numbers.add("BG1")
    customer = counter.made("/customers", {"email": "ivan@example.com"})
    values = {"first_name": "Иван", "last_name": "Иванов", "country_iso2": "BG", "city_name": "София"}
    firm = {"street_name": "ул. Шишман", "company_name": "Рила", "company_vat": "BG1"}
    pointing = {"customer": ("customers", customer)}
    response = counter.write("POST", "/customer-billing-address", {**values, **firm}, pointing=pointing)
    assert response.status_code == status
    assert len(counter.judge.rows("customer-billing-address")) == (status == 201)


@pytest.mark.parametrize(("reading", "stays"), [("changeable", False), ("read_only", True)])
def test_whether_the_default_address_can_be_changed(counter: Counter, reading: Any, *, stays: bool) -> None:
    counter.quirks(default_billing_address=reading)
    customer = counter.made("/customers", {"email": "ivan@example.com"})
    response = counter.write("PATCH", f"/customers/{customer}", {"default_billing_address_id": 7})
    assert (response.status_code == 422) is stays


def test_the_owner_changes_goods_in_the_panel(counter: Counter) -> None:
    counter.owner.set_price(counter.cup, "10.005")
    counter.owner.set_quantity(counter.cup, "2.5")
    counter.owner.edit_variant(counter.cup, sku="MUG-2")
    counter.owner.edit_product(counter.mug, name="Чашка", active="no")
    more = counter.owner.add_variant(counter.shirt, NewVariant(20, 1, options=("Черен", "L")))
    stored = counter.judge.variant(counter.cup)
    assert (stored.price, stored.quantity, stored.sku) == (Decimal("10.01"), Decimal("2.5"), "MUG-2")
    assert stored.product == "Чашка"
    assert counter.judge.variant(more).options == ("Черен", "L")
    counter.owner.delete_variant(more)
    assert counter.call("GET", f"/variants/{more}").status_code == 404
    with pytest.raises(KeyError):
        counter.judge.variant(more)
