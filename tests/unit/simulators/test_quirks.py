"""Every switch, both ways."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulators.baselinker import Quirks, many_orders, many_products, small_account
from tests.unit.simulators.calling import TOKEN, Shop, line, mug, running

DAY = 86_400


def _same_second(quirks: Quirks) -> list[int]:
    """Ids as getOrders gives them: inserted 3, 1, 2 in one second, with date_add falling as the id rises."""
    account = small_account(token=TOKEN)
    rows = {row["order_id"]: row for row in many_orders(3, per_second=3, first_id=1)}
    for order_id, row in rows.items():
        row["date_add"] = row["date_confirmed"] - order_id
    account.add_orders(rows[order_id] for order_id in (3, 1, 2))
    with running(account, quirks=quirks) as shop:
        return shop.order_ids(date_confirmed_from=1)


@pytest.mark.parametrize(
    ("quirks", "expected"),
    [
        (Quirks(tie_break="order_id"), [1, 2, 3]),
        (Quirks(tie_break="date_add"), [3, 2, 1]),
        (Quirks(tie_break="insertion"), [3, 1, 2]),
        (Quirks(tie_break="reverse_insertion"), [2, 1, 3]),
    ],
)
def test_what_decides_inside_one_second(quirks: Quirks, expected: list[int]) -> None:
    assert _same_second(quirks) == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [("cursor", [2, 1]), ("date_confirmed", [2, 1]), ("date_add", [1, 2]), ("order_id", [1, 2])],
)
def test_what_orders_ascend_by(by: Any, expected: list[int]) -> None:
    account = small_account(token=TOKEN)
    early, late = many_orders(2, first_id=1)
    early["date_confirmed"] = late["date_confirmed"] + 60  # came first, was confirmed last
    early["date_add"] = late["date_add"] - 60
    account.add_orders([early, late])
    with running(account, quirks=Quirks(orders_sorted_by=by)) as shop:
        assert shop.order_ids(date_confirmed_from=1) == expected


def test_plus_one_second_paging_loses_orders_when_a_second_is_crowded() -> None:
    account = small_account(token=TOKEN)
    account.add_orders(many_orders(150, per_second=150))
    with running(account) as shop:
        page = shop.call("getOrders")["orders"]
        assert len(page) == 100
        assert shop.order_ids(date_confirmed_from=page[-1]["date_confirmed"] + 1) == []
        rest = shop.order_ids(
            date_confirmed_from=page[-1]["date_confirmed"], id_from=page[-1]["order_id"] + 1
        )
        assert len(rest) == 50


@pytest.mark.parametrize(("way", "empty"), [("list", []), ("object", {}), ("text", "")])
def test_how_an_empty_map_is_written(way: Any, empty: Any) -> None:
    with running(quirks=Quirks(empty_map=way)) as shop:
        assert shop.call("getInventoryProductsStock", inventory_id=307)["products"] == empty
        product_id = mug(shop, stock={}, prices={})
        row = shop.call("getInventoryProductsList", inventory_id=307)["products"][str(product_id)]
        assert row["stock"] == row["prices"] == empty
        order_id = shop.panel.add_order([line()])
        assert shop.order(order_id, include_custom_extra_fields=True)["custom_extra_fields"] == empty


def test_all_three_empty_maps_in_one_answer() -> None:
    with running(quirks=Quirks(empty_map="mixed")) as shop:
        ids = [mug(shop, stock={}) for _ in range(3)]
        rows = shop.call("getInventoryProductsStock", inventory_id=307)["products"]
        assert [rows[str(each)]["stock"] for each in ids] == [[], {}, ""]


def test_single_fields_can_have_their_own_empty_map() -> None:
    with running(quirks=Quirks(empty_map="object", empty_map_of={"stock": "text"})) as shop:
        product_id = mug(shop, stock={}, prices={})
        row = shop.call("getInventoryProductsList", inventory_id=307)["products"][str(product_id)]
        assert (row["stock"], row["prices"]) == ("", {})


@pytest.mark.parametrize(("way", "empty"), [("object", {}), ("text", ""), ("list", [])])
def test_how_no_warnings_are_written(way: Any, empty: Any) -> None:
    with running(quirks=Quirks(empty_warnings=way)) as shop:
        sent = {str(mug(shop)): {"105": 12.5}}
        answer = shop.call("updateInventoryProductsPrices", inventory_id=307, products=sent)
        assert answer == {"counter": 1, "warnings": empty}


def test_a_map_with_keys_from_0_can_arrive_as_a_list(shop: Shop) -> None:
    maps = {"personal": {"0": "In person / by phone"}, "shop": {"2334": "Shop"}}
    assert shop.call("getOrderSources")["sources"] == maps
    shop.quirks(sequential_map_as_list=True)
    assert shop.call("getOrderSources")["sources"] == {**maps, "personal": ["In person / by phone"]}


def test_orders_in_the_style_of_2022(shop: Shop) -> None:
    order_id = shop.panel.add_order([line(storage_id=3)], order_source_id=2334)
    new = shop.order(order_id)
    assert (new["order_source_id"], new["shop_order_id"], new["delivery_state"]) == (2334, 0, "")
    assert isinstance(new["products"][0]["order_product_id"], int)
    shop.quirks(numbers="2022")
    old = shop.order(order_id)
    assert (old["order_source_id"], old["shop_order_id"]) == ("2334", "")
    assert (old["products"][0]["storage_id"], old["products"][0]["order_product_id"]) == (
        "3",
        str(new["products"][0]["order_product_id"]),
    )
    assert set(new) - set(old) == {"delivery_method_id", "delivery_state", "invoice_state"}
    assert (old["order_id"], old["order_status_id"]) == (order_id, 101)


def test_every_number_as_text(shop: Shop) -> None:
    product_id = mug(shop)
    shop.quirks(numbers="strings")
    row = shop.call("getInventoryProductsStock", inventory_id=307)["products"][str(product_id)]
    assert row == {"product_id": str(product_id), "stock": {"bl_205": "7"}}
    assert shop.call("getInventories")["inventories"][0]["is_default"] is True


@pytest.mark.parametrize(
    ("way", "confirmed", "wanted", "reservations"),
    [
        ("recorded", True, "1", False),
        ("true", True, True, False),
        ("text", "1", "1", "0"),
        ("number", 1, 1, 0),
    ],
)
def test_how_booleans_are_written(way: Any, confirmed: Any, wanted: Any, reservations: Any) -> None:
    with running(quirks=Quirks(booleans=way)) as shop:
        order_id = shop.panel.add_order([line()], want_invoice="1")
        row = shop.order(order_id)
        found = (
            row["confirmed"],
            row["want_invoice"],
            shop.call("getInventories")["inventories"][0]["reservations"],
        )
        assert found == (confirmed, wanted, reservations)
        assert [type(each) for each in found] == [type(each) for each in (confirmed, wanted, reservations)]


def test_letters_can_be_escaped(shop: Shop) -> None:
    shop.panel.rename_status(101, "Żółte")
    assert "Żółte".encode() in shop.post("getOrderStatusList").content
    shop.quirks(escape_unicode=True)
    raw = shop.post("getOrderStatusList")
    assert b"\\u017b\\u00f3\\u0142te" in raw.content
    assert raw.json()["statuses"][0]["name"] == "Żółte"


def test_the_size_of_a_journal_page(shop: Shop) -> None:
    for _ in range(5):
        shop.panel.add_order([line()])  # two rows each
    shop.quirks(journal_activated=True)
    assert len(shop.call("getJournalList", last_log_id=0)["logs"]) == 10
    shop.quirks(journal_activated=True, journal_page=3)
    assert [row["id"] for row in shop.call("getJournalList", last_log_id=3)["logs"]] == [4, 5, 6]


@pytest.mark.parametrize("name", ["include_commissions", "include_commission_data", "with_commision"])
def test_one_name_of_the_commission_parameter_works(shop: Shop, name: Any) -> None:
    order_id = shop.panel.add_order([line()], commission={"net": 1.5, "gross": 1.85, "currency": "PLN"})
    shop.quirks(commission_parameter=name)
    for sent in ("include_commissions", "include_commission_data", "with_commision"):
        assert ("commission" in shop.order(order_id, **{sent: True})) is (sent == name)
    assert shop.order(order_id, **{name: True})["commission"]["gross"] == 1.85


def test_past_a_thousand_the_rest_can_be_dropped_without_a_word() -> None:
    account = small_account(token=TOKEN)
    account.add_products(many_products(1_001, first_id=1))
    with running(account, quirks=Quirks(over_bulk_cap="first_rows")) as shop:
        sent = {str(each): {"bl_205": 777} for each in range(1, 1_002)}
        assert shop.call("updateInventoryProductsStock", inventory_id=307, products=sent)["counter"] == 1000
        assert shop.panel.stock(1_000, "bl_205") == 777
        assert shop.panel.stock(1_001, "bl_205") != 777


def test_what_a_second_invoice_for_an_order_answers(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()])
    first = shop.call("addInvoice", order_id=order_id, series_id=15)["invoice_id"]
    assert shop.call("addInvoice", order_id=order_id, series_id=15)["invoice_id"] == first
    shop.quirks(second_invoice="error")
    assert shop.refusal("addInvoice", order_id=order_id, series_id=15)[0] == "ERROR_SIMULATED_INVOICE_EXISTS"
    assert len(shop.call("getInvoices", order_id=order_id)["invoices"]) == 1
    shop.quirks(second_invoice="new_invoice")
    assert shop.call("addInvoice", order_id=order_id, series_id=15)["invoice_id"] != first
    assert len(shop.call("getInvoices", order_id=order_id)["invoices"]) == 2


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("setOrderStatus", {"order_id": 5, "status_id": 102}),
        ("setOrderStatuses", {"order_ids": [5], "status_id": 102}),
        ("setOrderFields", {"order_id": 5, "admin_comments": "x"}),
        ("setOrderPayment", {"order_id": 5, "payment_done": 1}),
    ],
)
def test_an_unknown_order_is_refused_or_passed_over(
    shop: Shop, method: str, parameters: dict[str, Any]
) -> None:
    assert shop.refusal(method, **parameters)[0] == "ERROR_SIMULATED_ORDER_ID"
    shop.quirks(unknown_order="silent")
    assert shop.call(method, **parameters) == {}


def test_deleting_a_missing_product(shop: Shop) -> None:
    assert "not exist" in shop.refusal("deleteInventoryProduct", product_id=5)[1]
    shop.quirks(missing_product_deletion="silent")
    assert shop.call("deleteInventoryProduct", product_id=5) == {}


@pytest.mark.parametrize(
    ("way", "counter", "warned", "stock", "documents"),
    [
        ("off", 1, False, 3, 0),
        ("warned", 0, True, 7, 0),
        ("ignored", 1, False, 7, 0),
        ("adjusted", 1, False, 3, 0),
        ("document", 1, False, 3, 1),
    ],
)
def test_a_stock_update_where_storage_documents_are_kept(
    shop: Shop, way: Any, counter: int, warned: bool, stock: int, documents: int
) -> None:
    product_id = mug(shop)
    shop.quirks(storage_documents=way)
    sent = {str(product_id): {"bl_205": 3}}
    answer = shop.call("updateInventoryProductsStock", inventory_id=307, products=sent)
    assert answer["counter"] == counter
    assert (str(product_id) in answer["warnings"]) is warned
    assert shop.panel.stock(product_id, "bl_205") == stock
    found = shop.call("getInventoryDocuments")["documents"]
    assert [(row["document_type"], row["document_status"], row["total_quantity"]) for row in found] == [
        (3, 1, 4)
    ] * documents


def test_a_stock_update_can_be_refused_where_storage_documents_are_kept(shop: Shop) -> None:
    product_id = mug(shop)
    shop.quirks(storage_documents="refused")
    sent = {str(product_id): {"bl_205": 3}}
    refusal = shop.refusal("updateInventoryProductsStock", inventory_id=307, products=sent)
    assert refusal[0] == "ERROR_SIMULATED_STORAGE_DOCUMENTS"
    assert shop.panel.stock(product_id, "bl_205") == 7


@pytest.mark.parametrize(("documents", "second"), [("off", 9), ("adjusted", 5)])
def test_the_average_cost_is_set_once_where_storage_documents_are_kept(
    shop: Shop, documents: Any, second: int
) -> None:
    shop.quirks(storage_documents=documents)
    product_id = shop.call("addInventoryProduct", inventory_id=307, average_cost=0)["product_id"]
    for cost in (5, 9):
        shop.call("addInventoryProduct", inventory_id=307, product_id=product_id, average_cost=cost)
    data = shop.call("getInventoryProductsData", inventory_id=307, products=[product_id])["products"]
    assert data[str(product_id)]["average_cost"] == second


def test_reservations_are_shown_where_they_are_kept(shop: Shop) -> None:
    product_id = mug(shop)
    order_id = shop.panel.add_order([line(product_id=product_id, quantity=2)])
    plain = {"product_id": product_id, "stock": {"bl_205": 7}}

    def row() -> Any:
        return shop.call("getInventoryProductsStock", inventory_id=307)["products"][str(product_id)]

    assert row() == plain
    shop.quirks(reservations_on=True)
    assert shop.call("getInventories")["inventories"][0]["reservations"] is True
    assert row() == {**plain, "reservations": {"bl_205": 2}}  # the stock itself is not lowered by them
    shop.panel.add_order([line(product_id=product_id, quantity=1)])
    assert row()["reservations"] == {"bl_205": 3}
    shop.panel.set_status(order_id, 103)  # sent
    assert row()["reservations"] == {"bl_205": 1}
    shop.quirks(reservations_on=False)
    assert row() == plain


def test_the_account_speaks_polish_or_english(shop: Shop) -> None:
    sent = {"5": {"105": 1}}
    polish = shop.call("updateInventoryProductsPrices", inventory_id=307, products=sent)["warnings"]
    assert polish == {"5": "We wskazanym katalogu nie znaleziono produktu o ID 5"}
    shop.quirks(warnings_language="en")
    english = shop.call("updateInventoryProductsPrices", inventory_id=307, products=sent)["warnings"]
    assert english == {"5": "No product with ID 5 was found in the given inventory"}


def test_archived_orders_stay_or_vanish(shop: Shop) -> None:
    old = shop.panel.add_order([line()])
    shop.clock.turn(seconds=90 * DAY)
    by_hand, young = shop.panel.add_order([line()]), shop.panel.add_order([line()])
    shop.clock.turn(seconds=1)
    shop.panel.archive_order(by_hand)
    assert shop.order_ids() == [old, by_hand, young]
    shop.quirks(archived_orders_vanish=True)
    assert shop.order_ids() == [young]
    assert shop.order_ids(order_id=old) == []


def test_too_long_a_text_is_cut_or_refused(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()])
    shop.call("setOrderFields", order_id=order_id, admin_comments="я" * 201)
    assert shop.order(order_id)["admin_comments"] == "я" * 200
    shop.quirks(too_long_text="error")
    assert shop.refusal("setOrderFields", order_id=order_id, delivery_method="x" * 31)[0] == (
        "ERROR_SIMULATED_TEXT_TOO_LONG"
    )


@pytest.mark.parametrize("way", ["vanished", "result"])
def test_which_order_a_merge_is_written_on(way: Any) -> None:
    with running(quirks=Quirks(merge_row_on=way, journal_activated=True)) as shop:
        main, other = (shop.panel.add_order([line()]) for _ in range(2))
        shop.panel.merge_orders(main, [other], technical=False)
        (row,) = shop.call("getJournalList", last_log_id=0, logs_types=[5])["logs"]
        pair = (other, main) if way == "vanished" else (main, other)
        assert (row["order_id"], row["object_id"]) == pair
