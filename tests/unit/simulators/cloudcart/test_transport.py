"""Keys, hosts, media types, documents and errors (facts 1.1 to 1.3, 1.8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.simulators.cloudcart import SAMPLE_KEY
from tests.unit.simulators.cloudcart.counter import JSON_API, Counter, only_error


def test_no_key_then_an_unknown_host_then_a_wrong_key(counter: Counter) -> None:
    counter.simulator.shop.settings.hosts = ("Shop.cloudcart.net", "www.shop.example")
    strange, right = {"Host": "other.example"}, {"Host": "shop.cloudcart.net"}
    no_key, wrong_key = {"X-CloudCart-ApiKey": None}, {"X-CloudCart-ApiKey": "X" * 64}
    response = counter.call("GET", "/products", headers={**strange, **no_key})
    assert only_error(response) == {"status": "401", "title": "Unauthenticated"}
    assert "WWW-Authenticate" not in response.headers
    assert counter.call("GET", "/products", headers={**strange, **wrong_key}).status_code == 404
    assert counter.call("GET", "/products", headers={**right, **wrong_key}).status_code == 401
    assert counter.call("GET", "/products", headers=right).status_code == 200
    assert counter.call("GET", "/products", headers={"Host": "WWW.shop.example:443"}).status_code == 200


def test_an_inactive_key_is_a_wrong_one(counter: Counter) -> None:
    counter.simulator.shop.keys[0].active = False
    assert counter.call("GET", "/products").status_code == 401
    assert counter.call("OPTIONS", "/products").status_code == 401
    counter.simulator.shop.keys[0].active = True
    assert counter.call("OPTIONS", "/products").status_code == 204


@pytest.mark.parametrize(
    ("accept", "status"),
    [(JSON_API, 200), ("*/*", 200), (f"text/html, {JSON_API};q=0.9", 200), ("application/json", 406)],
)
def test_what_a_caller_accepts(counter: Counter, accept: str, status: int) -> None:
    assert counter.call("GET", "/products", headers={"Accept": accept}).status_code == status


def test_a_406_is_plain_json_unless_switched(counter: Counter) -> None:
    headers = {"Accept": "text/html"}
    assert counter.call("GET", "/products", headers=headers).json() == {"message": "Not Acceptable"}
    counter.quirks(not_acceptable_body="errors")
    assert only_error(counter.call("GET", "/products", headers=headers))["title"] == "Not Acceptable"


def test_a_body_has_to_be_json_api(counter: Counter) -> None:
    response = counter.write("POST", "/vendors", {"name": "Рила"}, content_type="application/json")
    assert only_error(response)["title"] == "Unsupported Media Type"
    assert response.status_code == 415
    assert counter.judge.rows("vendors") == []


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"{", 400, "Invalid JSON: Syntax error"),
        (b"[]", 400, "Expecting JSON to decode to an object."),
        (b"{}", 400, "The member data is required."),
        (b'{"data": {}}', 400, "The member type is required."),
        (b'{"data": {"type": "vendors", "attributes": {}}}', 409, "not supported here"),
        (b'{"data": {"type": "categories", "id": "7"}}', 403, "Client-generated"),
        (b'{"data": {"type": "categories", "attributes": []}}', 400, "attributes must be an object"),
        (b'{"data": {"type": "categories", "attributes": {}}}', 422, "The name field is required."),
    ],
)
def test_documents_that_cannot_be_taken(counter: Counter, body: bytes, status: int, detail: str) -> None:
    response = counter.call("POST", "/categories", data=body, headers={"Content-Type": JSON_API})
    assert response.status_code == status
    assert detail in only_error(response)["detail"]


def test_a_patch_has_the_id_of_its_address(counter: Counter) -> None:
    headers = {"Content-Type": JSON_API}
    for body, status in (({"type": "variants"}, 400), ({"type": "variants", "id": "99"}, 409)):
        path = f"/variants/{counter.cup}"
        assert counter.call("PATCH", path, json={"data": body}, headers=headers).status_code == status
    assert counter.judge.moves(hand="api") == []


def test_every_mistake_has_its_pointer(counter: Counter) -> None:
    response = counter.write(
        "PATCH", f"/variants/{counter.cup}", {"price": 9.5, "quantity": "x", "sku": "S" * 192}
    )
    assert response.status_code == 422
    pointers = {error["source"]["pointer"] for error in response.json()["errors"]}
    assert pointers == {f"/data/attributes/{name}" for name in ("price", "quantity", "sku")}
    assert counter.pieces() == 5


def test_created_objects_tell_where_they_are(counter: Counter) -> None:
    response = counter.write("POST", "/vendors", {"name": "Рила"})
    assert response.status_code == 201
    assert response.json()["jsonapi"] == {"version": "1.0"}
    assert isinstance(response.json()["data"]["id"], str)
    location = response.headers["Location"]
    assert counter.session.get(location, timeout=5).json()["data"]["attributes"]["url_handle"] == "рила"
    assert counter.call("DELETE", "/vendors/1").status_code == 204
    assert counter.call("GET", "/vendors/1").status_code == 404


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("POST", "/orders"),
        ("DELETE", "/orders/1"),
        ("PATCH", "/images/1"),
        ("POST", "/order-products"),
        ("POST", "/payment-providers"),
    ],
)
def test_blocked_verbs(counter: Counter, verb: str, path: str) -> None:
    counter.buyer.buy(counter.cup)
    response = counter.write(verb, path) if verb != "DELETE" else counter.call(verb, path)
    assert response.status_code == 405


@pytest.mark.parametrize("path", ["/payment-methods", "/orders/99", "/orders/x", "/", "/products/1/nothing"])
def test_what_is_not_there(counter: Counter, path: str) -> None:
    assert only_error(counter.call("GET", path))["title"] == "Not Found"


def test_a_shop_in_maintenance_answers_503_until_it_is_over(counter: Counter) -> None:
    counter.owner.close(timedelta(hours=3))
    response = counter.call("GET", "/products")
    assert only_error(response)["title"] == "Maintenance mode"
    assert "Retry-After" not in response.headers
    counter.later(hours=3)
    assert counter.call("GET", "/products").status_code == 200


def test_an_expired_plan_and_a_full_one(counter: Counter) -> None:
    counter.simulator.shop.settings.product_cap = 2
    full = counter.refused("POST", "/products", {"name": "Поднос"}, category=("categories", counter.category))
    assert full["status"] == "402"
    counter.simulator.shop.settings.plan_expired = True
    assert counter.call("GET", "/products").status_code == 402


def test_links_come_when_asked_for(counter: Counter) -> None:
    path = "/products?page[size]=1&page[number]=1&include=category"
    plain = counter.call("GET", path).json()
    assert "links" not in plain
    assert "links" not in plain["data"][0]
    shown = counter.call("GET", path, headers={"X-Show-Links": "1"}).json()
    assert set(shown["links"]) == {"first", "last", "next"}
    assert shown["data"][0]["links"]["self"] == f"/api/v2/products/{counter.mug}"
    assert "related" in shown["data"][0]["relationships"]["variants"]["links"]
    counter.quirks(missing_links="null")
    assert counter.call("GET", path, headers={"X-Show-Links": "1"}).json()["links"]["prev"] is None


def test_the_record_keeps_no_key(counter: Counter) -> None:
    counter.call("GET", "/products?page[size]=5")
    (request,) = counter.simulator.requests
    assert (request.kind, request.query, request.with_key, request.status) == (
        "GET /products",
        {"page[size]": "5"},
        True,
        200,
    )
    assert SAMPLE_KEY not in repr(counter.simulator.requests)
