"""Orders over the API: what is read, what is written, and what the journal tells of it."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulators.baselinker import many_orders, small_account
from sync.simulators.baselinker.order_fields import LINE_DEFAULTS, ORDER_DEFAULTS, ORDER_TEXT_LENGTHS
from tests.unit.simulators.calling import NOON, TOKEN, Shop, line, mug, running

NOW = int(NOON.timestamp())


def _journal(shop: Shop, **parameters: Any) -> list[tuple[int, int, int]]:
    shop.quirks(journal_activated=True)
    logs = shop.call("getJournalList", **{"last_log_id": 0, **parameters})["logs"]
    return [(row["log_type"], row["order_id"], row["object_id"]) for row in logs]


def _add(shop: Shop, **fields: Any) -> int:
    sent = {"order_status_id": 101, "currency": "PLN", "products": [line()], **fields}
    return int(shop.call("addOrder", **sent)["order_id"])


def test_an_order_has_the_recorded_keys_in_the_recorded_order(shop: Shop) -> None:
    row = shop.order(_add(shop))
    assert list(row) == [*ORDER_DEFAULTS, "products"]
    assert list(row)[:4] == ["order_id", "shop_order_id", "external_order_id", "order_source"]
    assert list(row["products"][0]) == list(LINE_DEFAULTS)
    assert row["order_source_info"] == "-"
    assert row["payment_method_cod"] == row["want_invoice"] == "0"
    assert isinstance(row["products"][0]["product_id"], str)
    assert isinstance(row["products"][0]["variant_id"], str)


def test_an_added_order_is_read_back(shop: Shop) -> None:
    order_id = _add(
        shop,
        date_add=NOW - 500,
        want_invoice=True,
        payment_method_cod="1",
        delivery_price="9.99",
        delivery_country_code="BG",
        invoice_nip="PL 526-10-40-828",
        custom_source_id=7,
    )
    row = shop.order(order_id)
    assert (row["date_add"], row["date_confirmed"], row["date_in_status"]) == (NOW - 500, NOW, NOW)
    assert (row["want_invoice"], row["payment_method_cod"]) == ("1", "1")
    assert (row["delivery_price"], row["delivery_country"]) == (9.99, "Bułgaria")
    assert (row["invoice_nip"], row["order_source"], row["order_source_id"]) == (
        "PL 526-10-40-828",
        "personal",
        7,
    )
    assert (row["products"][0]["price_brutto"], row["products"][0]["quantity"]) == (10, 2)


def test_an_order_that_is_sent_twice_is_there_twice(shop: Shop) -> None:
    assert _add(shop, external_order_id="E1") != _add(shop, external_order_id="E1")
    assert len(shop.order_ids()) == 2


def test_a_paid_order_has_its_whole_value_paid(shop: Shop) -> None:
    order_id = _add(shop, paid=True, delivery_price=5)
    assert shop.order(order_id)["payment_done"] == 25


def test_a_new_order_needs_a_status_that_exists(shop: Shop) -> None:
    assert shop.refusal("addOrder", order_status_id=5)[0] == "ERROR_SIMULATED_STATUS_ID"
    assert shop.refusal("addOrder", products=[])[0] == "ERROR_SIMULATED_PARAMETER"
    assert shop.order_ids(get_unconfirmed_orders=True) == []


@pytest.mark.parametrize(("name", "length"), ORDER_TEXT_LENGTHS.items())
def test_every_text_field_takes_its_documented_length(shop: Shop, name: str, length: int) -> None:
    order_id = _add(shop)
    shop.call("setOrderFields", order_id=order_id, **{name: "ż" * (length + 1)})
    assert shop.order(order_id)[name] == "ż" * length


def test_unconfirmed_orders_come_only_when_asked_for(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()], confirmed=False)
    assert shop.order_ids() == []
    (row,) = shop.call("getOrders", get_unconfirmed_orders=True)["orders"]
    assert (row["order_id"], row["confirmed"], row["date_confirmed"]) == (order_id, False, 0)
    shop.clock.turn(hours=18)
    shop.panel.confirm_order(order_id)
    (row,) = shop.call("getOrders", date_confirmed_from=NOW + 18 * 3600)["orders"]
    assert (row["order_id"], row["date_add"]) == (order_id, NOW)
    assert shop.order_ids(date_from=NOW + 1) == []  # a cursor on date_add would have missed it


@pytest.mark.parametrize(
    ("wanted", "parameters"),
    [
        ([1], {"order_id": 1}),
        ([2], {"status_id": 102}),
        ([2], {"filter_email": "SECOND@example.com"}),
        ([1], {"filter_external_order_id": "E1"}),
        ([1], {"filter_shop_order_id": 501}),
        ([2], {"filter_order_source": "allegro"}),
        ([2], {"filter_order_source": "allegro", "filter_order_source_id": 9}),
        ([], {"filter_order_source": "allegro", "filter_order_source_id": 8}),
        ([1, 2], {"filter_order_source_id": 8}),  # means nothing without the source
        ([2], {"id_from": 2}),
        ([], {"order_id": 3}),
        ([], {"order_id": 1, "status_id": 102}),
    ],
)
def test_filters(wanted: list[int], parameters: dict[str, Any]) -> None:
    account = small_account(token=TOKEN)
    first, second = many_orders(2, first_id=1)
    first.update(external_order_id="E1", shop_order_id=501)
    second.update(order_status_id=102, email="second@example.com", order_source="allegro", order_source_id=9)
    account.add_orders([first, second])
    with running(account) as shop:
        assert shop.order_ids(**parameters) == wanted


def test_orders_are_found_by_email_and_phone_in_short_rows(shop: Shop) -> None:
    order_id = _add(shop, email="a@example.com", phone="+48 600")
    assert shop.call("getOrdersByEmail", email="a@example.com")["orders"][0]["order_id"] == str(order_id)
    assert shop.call("getOrdersByPhone", phone="+48 600")["orders"][0]["order_id"] == str(order_id)
    assert shop.call("getOrdersByPhone", phone="")["orders"] == []


def test_parts_of_an_order_come_on_request_only(shop: Shop) -> None:
    order_id = _add(shop, custom_extra_fields={"135": "WZ 1"})
    plain = shop.order(order_id)
    assert not {"custom_extra_fields", "commission", "connect_data", "star"} & set(plain)
    full = shop.order(
        order_id, include_custom_extra_fields=True, include_connect_data=1, include_commissions="true"
    )
    assert full["custom_extra_fields"] == {"135": "WZ 1"}
    assert full["connect_data"] == {"connect_integration_id": 0, "connect_contractor_id": 0}
    assert full["commission"] == {"net": 0, "gross": 0, "currency": "PLN"}


def test_extra_fields_are_set_one_by_one_and_removed_by_an_empty_text(shop: Shop) -> None:
    order_id = _add(shop, custom_extra_fields={"135": "WZ 1", "172": "yes"})
    file = {"title": "paper.pdf", "file": "data:JVBERi0="}
    shop.call("setOrderFields", order_id=order_id, custom_extra_fields={"172": "", "135": file})
    found = shop.order(order_id, include_custom_extra_fields=True)["custom_extra_fields"]
    assert list(found) == ["135"]
    assert found["135"]["title"] == "paper.pdf"
    assert found["135"]["url"].startswith("https://")
    shop.refusal("setOrderFields", order_id=order_id, custom_extra_fields={"9": "x"})
    wrong = {"title": "x", "file": "data:application/pdf;base64,JVBERi0="}
    refusal = shop.refusal("setOrderFields", order_id=order_id, custom_extra_fields={"135": wrong})
    assert refusal[0] == "ERROR_SIMULATED_FILE_FORMAT"


def test_a_status_is_set_once(shop: Shop) -> None:
    order_id = _add(shop)
    shop.clock.turn(minutes=5)
    shop.call("setOrderStatus", order_id=order_id, status_id=102)
    shop.clock.turn(minutes=5)
    shop.call("setOrderStatus", order_id=order_id, status_id=102)
    row = shop.order(order_id)
    assert (row["order_status_id"], row["date_in_status"]) == (102, NOW + 300)
    assert _journal(shop, logs_types=[18]) == [(18, order_id, 102)]
    assert shop.refusal("setOrderStatus", order_id=order_id, status_id=9)[0] == "ERROR_SIMULATED_STATUS_ID"


def test_many_statuses_at_once(shop: Shop) -> None:
    ids = [_add(shop) for _ in range(3)]
    shop.call("setOrderStatuses", order_ids=ids, status_id=103)
    assert shop.order_ids(status_id=103) == ids
    shop.refusal("setOrderStatuses", order_ids=[ids[0], 999], status_id=104)
    assert shop.order_ids(status_id=103) == ids


def test_lines_are_added_edited_and_removed(shop: Shop) -> None:
    order_id = _add(shop)
    first = shop.order(order_id)["products"][0]["order_product_id"]
    sent = line(name="Lamp", attributes="a" * 400, quantity="3", price_brutto="4.50")
    second = shop.call("addOrderProduct", order_id=order_id, **sent)["order_product_id"]
    shop.call("setOrderProductFields", order_id=order_id, order_product_id=first, quantity=5)
    rows = shop.order(order_id)["products"]
    assert [(row["order_product_id"], row["quantity"]) for row in rows] == [(first, 5), (second, 3)]
    assert (len(rows[1]["attributes"]), rows[1]["price_brutto"]) == (350, 4.5)
    shop.call("deleteOrderProduct", order_id=order_id, order_product_id=first)
    assert [row["order_product_id"] for row in shop.order(order_id)["products"]] == [second]
    for method in ("deleteOrderProduct", "setOrderProductFields"):
        refusal = shop.refusal(method, order_id=order_id, order_product_id=first)
        assert refusal[0] == "ERROR_SIMULATED_ORDER_PRODUCT_ID"
    assert _journal(shop, logs_types=[12, 13, 14]) == [
        (12, order_id, second),
        (13, order_id, first),
        (14, order_id, first),
    ]


def test_edits_of_delivery_and_of_other_data_are_told_apart(shop: Shop) -> None:
    order_id = _add(shop)
    shop.call("setOrderFields", order_id=order_id, delivery_city="Sofia")
    shop.call("setOrderFields", order_id=order_id, admin_comments="x")
    shop.call("setOrderFields", order_id=order_id, delivery_city="Varna", email="a@example.com")
    shop.call("setOrderFields", order_id=order_id)
    assert [row[0] for row in _journal(shop, order_id=order_id)] == [1, 2, 11, 16, 11, 16]


def test_a_payment_is_absolute(shop: Shop) -> None:
    order_id = _add(shop, delivery_price=5)
    shop.call(
        "setOrderPayment", order_id=order_id, payment_done=20, payment_date=NOW - 10, payment_comment="c" * 40
    )
    shop.call("setOrderPayment", order_id=order_id, payment_done=25, external_payment_id="P1")
    assert shop.order(order_id)["payment_done"] == 25
    outside = shop.call("getOrderPaymentsHistory", order_id=order_id)["payments"]
    full = shop.call("getOrderPaymentsHistory", order_id=order_id, show_full_history=True)["payments"]
    assert full[0] == {
        "paid_before": "0.00",
        "paid_after": "20.00",
        "total_price": "25.00",
        "currency": "PLN",
        "external_payment_id": "",
        "date": str(NOW - 10),
        "comment": "c" * 30,
    }
    assert (full[1]["paid_before"], full[1]["paid_after"], full[1]["date"]) == ("20.00", "25.00", str(NOW))
    assert outside == full[1:]
    assert len(_journal(shop, logs_types=[3])) == 2
    shop.refusal("setOrderPayment", order_id=order_id)


def test_a_copy_is_a_new_order_of_now(shop: Shop) -> None:
    order_id = _add(shop, paid=True, email="a@example.com")
    shop.clock.turn(minutes=1)
    copy = shop.call("addOrderDuplicate", order_id=order_id)["order_id"]
    row = shop.order(copy)
    assert (row["payment_done"], row["email"], row["date_confirmed"]) == (0, "a@example.com", NOW + 60)
    assert row["products"][0]["order_product_id"] != shop.order(order_id)["products"][0]["order_product_id"]
    assert _journal(shop, logs_types=[17]) == [(17, order_id, copy)]


def test_a_split_moves_a_part_into_a_new_order(shop: Shop) -> None:
    order_id = _add(shop, products=[line(quantity=3), line(name="Lamp")], delivery_price=12)
    kept, moved = (row["order_product_id"] for row in shop.order(order_id)["products"])
    items = [{"order_product_id": kept, "quantity": 1}, {"order_product_id": moved, "quantity": 2}]
    answer = shop.call("addOrderBySplit", order_id=order_id, items_to_split=items, delivery_cost_to_split=4.5)
    new = shop.order(answer["new_order_id"])
    old = shop.order(order_id)
    assert [(row["name"], row["quantity"]) for row in old["products"]] == [("Kubek", 2)]
    assert [(row["name"], row["quantity"]) for row in new["products"]] == [("Kubek", 1), ("Lamp", 2)]
    assert (old["delivery_price"], new["delivery_price"]) == (7.5, 4.5)
    assert _journal(shop, logs_types=[6]) == [(6, order_id, new["order_id"])]
    too_many = [{"order_product_id": kept, "quantity": 3}]
    shop.refusal("addOrderBySplit", order_id=order_id, items_to_split=too_many)
    assert shop.order(order_id) == old


@pytest.mark.parametrize(("sum_delivery", "delivery"), [(True, 30), (False, 10)])
def test_a_technical_merge_makes_a_new_order(shop: Shop, sum_delivery: bool, delivery: int) -> None:
    ids = [_add(shop, delivery_price=price, paid=True) for price in (10, 20)]
    merged = shop.call(
        "setOrdersMerge",
        main_order_id=ids[0],
        order_ids_to_merge=[ids[1]],
        merge_mode="technical_merge",
        sum_delivery_costs=sum_delivery,
    )["merged_order_id"]
    assert merged not in ids
    assert shop.order_ids() == [merged]
    assert [shop.order_ids(order_id=each) for each in ids] == [[], []]
    row = shop.order(merged)
    assert (len(row["products"]), row["delivery_price"], row["payment_done"]) == (2, delivery, 70)
    assert _journal(shop, logs_types=[5]) == [(5, each, merged) for each in ids]


def test_a_merge_into_the_main_order_keeps_its_id(shop: Shop) -> None:
    main, other = _add(shop), _add(shop)
    parameters = {"main_order_id": main, "order_ids_to_merge": [other, main], "merge_mode": "into_main_order"}
    assert shop.call("setOrdersMerge", **parameters)["merged_order_id"] == main
    assert shop.order_ids() == [main]
    assert len(shop.order(main)["products"]) == 2
    assert _journal(shop, logs_types=[5]) == [(5, other, main)]


def test_deleted_orders_leave_a_journal_row_only(shop: Shop) -> None:
    first, second = _add(shop), _add(shop)
    assert shop.call("deleteOrders", order_ids=[first, 999, first])["deleted_order_ids"] == [first]
    assert shop.order_ids() == [second]
    assert _journal(shop, logs_types=[4]) == [(4, first, 0)]
    assert _add(shop) not in (first, second)


def test_the_journal_holds_three_days(shop: Shop) -> None:
    order_id = _add(shop)
    shop.clock.turn(days=3)
    assert len(_journal(shop)) == 2
    shop.clock.turn(seconds=1)
    later = _add(shop)
    assert [row[1] for row in _journal(shop)] == [later, later]
    assert _journal(shop, order_id=order_id) == []


def test_a_macro_needs_an_order(shop: Shop) -> None:
    assert shop.call("runOrderMacroTrigger", order_id=_add(shop), trigger_id=3) == {}
    shop.refusal("runOrderMacroTrigger", order_id=9, trigger_id=3)


def test_marketplace_data_packages_and_picking(shop: Shop) -> None:
    order_id = _add(shop)
    account = shop.simulator.account
    account.transactions[order_id] = {"marketplace_transaction_id": "T1", "order_items": [{"itemId": "1"}]}
    account.packages[order_id] = [{"package_id": 1}]
    account.pick_pack_history[order_id] = [{"action_type": 1}, {"action_type": 2}]
    data = shop.call("getOrderTransactionData", order_id=order_id)
    assert (data["currency"], data["marketplace_transaction_id"]) == ("PLN", "T1")
    assert "order_items" not in data
    asked = shop.call("getOrderTransactionData", order_id=order_id, include_complex_taxes=True)
    assert asked["order_items"] == [{"itemId": "1"}]
    assert shop.call("getOrderPackages", order_id=order_id)["packages"] == [{"package_id": 1}]
    assert len(shop.call("getOrderPickPackHistory", order_id=order_id)["history"]) == 2
    assert shop.call("getOrderPickPackHistory", order_id=order_id, action_type=2)["history"] == [
        {"action_type": 2}
    ]


def test_statuses_are_made_changed_and_deleted(shop: Shop) -> None:
    status_id = shop.call("addOrderStatus", name="n" * 40, color="#112233", type=2)["status_id"]
    shop.call("addOrderStatus", status_id=status_id, name_for_customer="For you")
    row = shop.call("getOrderStatusList")["statuses"][-1]
    assert row == {"id": status_id, "name": "n" * 30, "name_for_customer": "For you", "color": "#112233"}
    order_id = _add(shop, order_status_id=status_id)
    shop.refusal("deleteOrderStatus", status_id=status_id, target_status_id=999)
    shop.call("deleteOrderStatus", status_id=status_id, target_status_id=104)
    assert shop.order(order_id)["order_status_id"] == 104
    assert len(shop.call("getOrderStatusList")["statuses"]) == 5
    group_id = shop.call("addOrderStatusGroup", name="Open")["group_id"]
    assert shop.call("getOrderStatusGroups")["status_groups"] == [{"group_id": group_id, "name": "Open"}]


def test_a_line_of_the_panel_takes_what_the_product_knows(shop: Shop) -> None:
    product_id = mug(shop)
    order_id = shop.panel.add_order(
        [{"product_id": product_id, "price_brutto": 9.5, "quantity": 3}], lower_stock=True
    )
    row = shop.order(order_id)["products"][0]
    assert (row["name"], row["sku"], row["tax_rate"], row["product_id"]) == (
        "Kubek żółty",
        "MUG-1",
        23,
        str(product_id),
    )
    assert shop.panel.stock(product_id, "bl_205") == 4
