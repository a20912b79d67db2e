"""The one-page digest of the facts on BaseLinker, row by row, over a real socket."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import requests

from sync.simulators.baselinker import LimitRules, Quirks, many_orders, many_products, small_account
from sync.simulators.baselinker.methods import METHODS
from tests.unit.simulators.calling import NOON, TOKEN, Shop, line, mug, running


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running() as started:
        yield started


def _post(shop: Shop, *, headers: dict[str, str] | None = None, **options: Any) -> dict[str, Any]:
    response = requests.post(shop.simulator.url, headers=headers or {}, timeout=10, **options)
    assert response.status_code == 200
    found = response.json()
    assert isinstance(found, dict)
    return found


# ---- rows 1 to 4: transport and envelope


def test_the_token_is_taken_from_the_header_or_from_the_form(shop: Shop) -> None:
    form = {"method": "getInventories", "parameters": "{}"}
    assert _post(shop, headers={"X-BLToken": TOKEN}, data=form)["status"] == "SUCCESS"
    assert _post(shop, data={**form, "token": TOKEN})["status"] == "SUCCESS"


@pytest.mark.parametrize("parameters", [None, "", "{}", "[]"])
def test_no_parameters_can_be_written_in_four_ways(shop: Shop, parameters: str | None) -> None:
    form = {"method": "getOrderStatusList"} | ({} if parameters is None else {"parameters": parameters})
    answer = _post(shop, headers={"X-BLToken": TOKEN}, data=form)
    assert [row["id"] for row in answer["statuses"]] == [101, 102, 103, 104, 105]


def test_a_multipart_form_is_read_too(shop: Shop) -> None:
    files = {
        "method": (None, "addInventoryCategory"),
        "parameters": (None, '{"name": "Żółte", "parent_id": 0}'),
    }
    category_id = _post(shop, headers={"X-BLToken": TOKEN}, files=files)["category_id"]
    expected = {"category_id": category_id, "name": "Żółte", "parent_id": 0}
    assert shop.call("getInventoryCategories")["categories"] == [expected]


@pytest.mark.parametrize(
    ("token", "form", "code"),
    [
        ("", {"method": "getInventories"}, "ERROR_EMPTY_TOKEN"),
        ("1-23-OTHER", {"method": "getInventories"}, "ERROR_BAD_TOKEN"),
        (TOKEN, {"method": "getEverything"}, "ERROR_UNKNOWN_METHOD"),
        (TOKEN, {"method": ""}, "ERROR_UNKNOWN_METHOD"),
        (TOKEN, {}, "ERROR_UNKNOWN_METHOD"),
        (TOKEN, {"method": "getInventories", "parameters": "{broken"}, "ERROR_PARSE_JSON_PARAMETERS"),
    ],
)
def test_refusals_come_with_http_200_and_a_code(
    shop: Shop, token: str, form: dict[str, str], code: str
) -> None:
    answer = _post(shop, headers={"X-BLToken": token}, data=form)
    assert answer["status"] == "ERROR"
    assert answer["error_code"] == code
    assert isinstance(answer["error_message"], str)


def test_a_body_of_another_type_is_an_empty_form(shop: Shop) -> None:
    body = {"method": "getInventories", "parameters": "{}"}
    assert _post(shop, headers={"X-BLToken": TOKEN}, json=body)["error_code"] == "ERROR_UNKNOWN_METHOD"


def test_a_get_carries_no_form(shop: Shop) -> None:
    url = shop.simulator.url + "?method=getInventories"
    answer = requests.get(url, headers={"X-BLToken": TOKEN}, timeout=10)
    assert answer.status_code == 200
    assert answer.json()["error_code"] == "ERROR_UNKNOWN_METHOD"


def test_another_address_is_not_there(shop: Shop) -> None:
    response = requests.post(shop.simulator.url.replace("connector", "other"), timeout=10)
    assert response.status_code == 404
    assert [stray[:2] for stray in shop.simulator.strays] == [("POST", "/other.php")]


def test_one_connection_serves_many_calls(shop: Shop) -> None:
    body = f"method=getSeries&token={TOKEN}"
    request = (
        "POST /connector.php HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    with (
        socket.create_connection(("127.0.0.1", shop.simulator.port), timeout=10) as connection,
        connection.makefile("rb") as stream,
    ):
        for _ in range(3):
            connection.sendall(request.encode())
            assert stream.readline().startswith(b"HTTP/1.1 200")
            headers = dict(row.split(b": ", 1) for row in iter(stream.readline, b"\r\n"))
            answer = json.loads(stream.read(int(headers[b"Content-Length"])))
            assert answer["status"] == "SUCCESS"
    assert shop.simulator.counts["getSeries"] == 3


def test_letters_arrive_as_utf_8_both_ways(shop: Shop) -> None:
    order_id = shop.panel.add_order([line(name="Чаша zażółć 😀")])
    raw = shop.post("getOrders", {"order_id": order_id})
    assert "Чаша zażółć 😀".encode() in raw.content
    shop.call("setOrderFields", order_id=order_id, user_comments="Благодаря, dziękuję")
    assert shop.order(order_id)["user_comments"] == "Благодаря, dziękuję"


def test_a_plus_that_is_not_encoded_becomes_a_blank(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()])
    invoice_id = shop.panel.issue_invoice(order_id, 15)
    file = "data:" + base64.b64encode(b"\xfb\xef\xbe").decode()
    assert "+" in file
    parameters = json.dumps({"invoice_id": invoice_id, "file": file})
    headers = {"X-BLToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
    naive = f"method=addOrderInvoiceFile&parameters={parameters}"
    assert _post(shop, headers=headers, data=naive)["status"] == "SUCCESS"
    spoilt = shop.call("getInvoiceFile", invoice_id=invoice_id, get_external=True)["invoice"]
    assert spoilt == file.replace("+", " ")
    shop.call("addOrderInvoiceFile", invoice_id=invoice_id, file=file)
    assert shop.call("getInvoiceFile", invoice_id=invoice_id, get_external=True)["invoice"] == file


# ---- rows 5 and 6: the limit


def test_the_call_after_100_in_a_minute_blocks_the_token() -> None:
    with running(limits=LimitRules()) as shop:
        for _ in range(100):
            shop.call("getSeries")
        expected = (
            "Query limit exceeded, token blocked until 2026-11-20 13:10:00"  # Warsaw, an hour ahead of UTC
        )
        assert shop.refusal("getSeries") == ("ERROR_BLOCKED_TOKEN", expected)
        shop.clock.turn(minutes=9, seconds=59)
        assert shop.refusal("getInventories") == ("ERROR_BLOCKED_TOKEN", expected)
        shop.clock.turn(seconds=1)
        shop.call("getSeries")


def test_length_zone_and_status_of_the_block_can_be_set() -> None:
    rules = LimitRules(per_minute=2, block=timedelta(minutes=3), zone="UTC", http_status=429)
    with running(limits=rules) as shop:
        shop.call("getSeries")
        shop.call("getSeries")
        response = shop.post("getSeries")
        assert response.status_code == 429
        assert response.json()["error_message"].endswith("blocked until 2026-11-20 12:03:00")
        shop.clock.turn(minutes=3)
        shop.call("getSeries")


# ---- row 7: page sizes


def _products_of(answer: dict[str, Any]) -> list[Any]:
    return list(answer["products"])


PAGED: list[tuple[str, dict[str, Any], Callable[[dict[str, Any]], list[Any]]]] = [
    ("getInventoryProductsList", {"inventory_id": 307}, _products_of),
    ("getInventoryProductsStock", {"inventory_id": 307}, _products_of),
    ("getInventoryProductsPrices", {"inventory_id": 307}, _products_of),
]


@pytest.mark.parametrize(("method", "parameters", "ids"), PAGED, ids=[row[0] for row in PAGED])
def test_products_come_by_the_thousand(
    method: str, parameters: dict[str, Any], ids: Callable[[dict[str, Any]], list[Any]]
) -> None:
    account = small_account(token=TOKEN)
    account.add_products(many_products(2_001, first_id=5_000))
    with running(account) as shop:
        pages = [ids(shop.call(method, page=page, **parameters)) for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [1000, 1000, 1, 0]
        assert [int(each) for page in pages for each in page] == list(range(5_000, 7_001))
        assert ids(shop.call(method, **parameters)) == pages[0]


def test_orders_come_by_the_hundred() -> None:
    account = small_account(token=TOKEN)
    account.add_orders(many_orders(250))
    with running(account) as shop:
        seen: list[int] = []
        start = 0
        while True:
            page = shop.call("getOrders", date_confirmed_from=start)["orders"]
            seen += [row["order_id"] for row in page]
            if len(page) < 100:
                break
            start = page[-1]["date_confirmed"] + 1
        assert seen == list(account.orders)
        assert shop.simulator.counts["getOrders"] == 3


def test_invoices_and_receipts_come_by_the_hundred() -> None:
    account = small_account(token=TOKEN)
    account.add_orders(many_orders(101))
    with running(account) as shop:
        for order_id in account.orders:
            shop.panel.issue_invoice(order_id, 15)
            shop.panel.issue_receipt(order_id, 17)
        first = shop.call("getInvoices")["invoices"]
        assert len(first) == 100
        rest = shop.call("getInvoices", id_from=first[-1]["invoice_id"] + 1)["invoices"]
        assert len(rest) == 1
        assert len(shop.call("getReceipts")["receipts"]) == 100
        last_id = shop.call("getReceipts")["receipts"][-1]["receipt_id"]
        assert len(shop.call("getReceipts", id_from=last_id)["receipts"]) == 2


def test_product_logs_come_by_the_hundred(shop: Shop) -> None:
    product_id = mug(shop)
    for quantity in range(100, 220):
        shop.panel.set_stock(product_id, "bl_205", quantity)
    pages = [
        shop.call("getInventoryProductLogs", product_id=product_id, page=page)["logs"] for page in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [100, 21, 0]  # the creation is the first of them
    newest = shop.call("getInventoryProductLogs", product_id=product_id, log_type=1, sort="DESC")["logs"][0]
    assert newest["entries"] == [{"type": 1, "from": "218", "to": "219", "info": "bl_205"}]


def test_documents_and_their_items_come_by_the_hundred(shop: Shop) -> None:
    product_id = mug(shop)
    ids = [
        shop.call("addInventoryDocument", warehouse_id=205, document_type=0)["document_id"]
        for _ in range(101)
    ]
    document_id = ids[0]
    items = [{"product_id": product_id, "quantity": 1}] * 101
    shop.call("addInventoryDocumentItems", document_id=document_id, items=items)
    assert len(shop.call("getInventoryDocuments")["documents"]) == 100
    assert len(shop.call("getInventoryDocuments", page=2)["documents"]) == 1
    assert len(shop.call("getInventoryDocumentItems", document_id=document_id)["items"]) == 100
    assert len(shop.call("getInventoryDocumentItems", document_id=document_id, page=2)["items"]) == 1


def test_manufacturers_come_by_the_thousand_or_all_at_once() -> None:
    account = small_account(token=TOKEN)
    account.manufacturers = [{"manufacturer_id": each, "name": f"M{each}"} for each in range(1, 1_002)]
    with running(account) as shop:
        assert len(shop.call("getInventoryManufacturers", page=1)["manufacturers"]) == 1000
        assert len(shop.call("getInventoryManufacturers", page=2)["manufacturers"]) == 1
        assert len(shop.call("getInventoryManufacturers")["manufacturers"]) == 1001


# ---- row 8: caps of bulk calls


@pytest.mark.parametrize("field", ["Stock", "Prices"])
def test_a_thousand_products_can_be_updated_at_once(field: str) -> None:
    account = small_account(token=TOKEN)
    account.add_products(many_products(1_001, first_id=1))
    key = "bl_205" if field == "Stock" else "105"
    with running(account) as shop:
        sent = {str(each): {key: 55} for each in range(1, 1_002)}
        code, _ = shop.refusal(f"updateInventoryProducts{field}", inventory_id=307, products=sent)
        assert code == "ERROR_SIMULATED_TOO_MANY_ITEMS"
        del sent["1001"]
        assert (
            shop.call(f"updateInventoryProducts{field}", inventory_id=307, products=sent)["counter"] == 1000
        )


def test_a_thousand_orders_can_be_deleted_at_once() -> None:
    account = small_account(token=TOKEN)
    account.add_orders(many_orders(1_001))
    ids = list(account.orders)
    with running(account) as shop:
        shop.refusal("deleteOrders", order_ids=ids)
        assert len(account.orders) == 1_001
        assert shop.call("deleteOrders", order_ids=ids[:1000])["deleted_order_ids"] == ids[:1000]
        assert shop.order_ids() == ids[1000:]


def test_a_thousand_products_of_a_storage_can_be_updated_at_once() -> None:
    account = small_account(token=TOKEN)
    account.storages = [{"storage_id": "shop_2444", "name": "Shop", "methods": []}]
    account.storage_products["shop_2444"] = [
        {"product_id": str(each), "quantity": 0} for each in range(1_001)
    ]
    method = "updateExternalStorageProductsQuantity"
    with running(account) as shop:
        sent = [[each, 0, 4] for each in range(1_001)]
        shop.refusal(method, storage_id="shop_2444", products=sent)
        assert shop.call(method, storage_id="shop_2444", products=sent[:1000])["counter"] == 1000


# ---- row 9: PHP's flavour


def test_an_empty_map_is_a_list_and_no_warnings_an_object(shop: Shop) -> None:
    assert shop.call("getInventoryProductsList", inventory_id=307)["products"] == []
    product_id = mug(shop)
    data = shop.call("getInventoryProductsData", inventory_id=307, products=[product_id])["products"][
        str(product_id)
    ]
    assert data["variants"] == data["images"] == data["links"] == data["bundle_products"] == []
    sent = {str(product_id): {"bl_205": 1}}
    answer = shop.answer("updateInventoryProductsStock", inventory_id=307, products=sent)
    assert answer == {"status": "SUCCESS", "counter": 1, "warnings": {}}


# ---- row 10: warnings of single items


def test_one_bad_item_of_a_bulk_is_a_warning_in_polish(shop: Shop) -> None:
    good = mug(shop)
    sent = {str(good): {"bl_205": 3}, "999": {"bl_205": 1}, "abc": {"bl_205": 1}}
    answer = shop.call("updateInventoryProductsStock", inventory_id="307", products=sent)
    assert answer == {
        "counter": 1,
        "warnings": {
            "999": "We wskazanym katalogu nie znaleziono produktu o ID 999",
            "abc": "ID produktu abc nie jest typu int.",
        },
    }
    assert shop.panel.stock(good, "bl_205") == 3


def test_an_unknown_inventory_refuses_the_bulk(shop: Shop) -> None:
    refusal = shop.refusal("updateInventoryProductsStock", inventory_id=999, products={"1": {"bl_205": 1}})
    assert refusal == ("ERROR_STORAGE_ID", "Storage with specified identifier does not exist.")


# ---- row 11: ascending orders


def test_orders_ascend_and_every_from_is_inclusive() -> None:
    account = small_account(token=TOKEN)
    account.add_orders(reversed(list(many_orders(30))))
    with running(account) as shop:
        rows = shop.call("getOrders")["orders"]
        assert all(one["date_confirmed"] < two["date_confirmed"] for one, two in pairwise(rows))
        tenth = rows[10]
        for cursor, field in (
            ("date_confirmed_from", "date_confirmed"),
            ("date_from", "date_add"),
            ("id_from", "order_id"),
        ):
            found = shop.call("getOrders", **{cursor: tenth[field]})["orders"]
            values = [row[field] for row in found]
            assert values == sorted(values)
            assert values[0] == tenth[field]
            assert len(values) == sum(row[field] >= tenth[field] for row in rows)


# ---- row 12: the journal


def test_the_journal_is_empty_until_support_activates_it(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()])
    assert shop.call("getJournalList", last_log_id=0)["logs"] == []
    shop.quirks(journal_activated=True)
    logs = shop.call("getJournalList", last_log_id=0)["logs"]
    now = int(NOON.timestamp())
    assert logs == [
        {"id": 1, "order_id": order_id, "log_type": 1, "object_id": 0, "date": now},
        {"id": 2, "order_id": order_id, "log_type": 2, "object_id": 0, "date": now},
    ]


# ---- the whole


def test_every_method_answers_success_or_a_refusal_and_never_fails() -> None:
    """Leaving the simulator raises if one of its own methods failed on odd parameters."""
    odd: list[Any] = [{}, {"order_id": "x"}, {"inventory_id": [], "products": 5, "order_ids": {"a": "b"}}]
    odd.append({"inventory_id": 307, "products": [[1]], "order_id": 1, "storage_id": {}, "page": -1})
    with running(quirks=Quirks(journal_activated=True)) as shop:
        for method in METHODS:
            for parameters in odd:
                answer = shop.post(method, parameters)
                assert answer.status_code == 200, method
                assert answer.json()["status"] in ("SUCCESS", "ERROR"), method
        assert shop.simulator.writes() == sum(len(odd) for method in METHODS.values() if method.changes)
