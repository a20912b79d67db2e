"""Orders with their parts, their statuses, and what they do to quantities (facts 2.8, 2.9, 3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.simulators.cloudcart import Basket, OutOfStock, Person, Piece
from tests.unit.simulators.cloudcart.counter import JSON_API, Counter

FIRM = Person(company="Рила ЕООД", number="900001011", vat_number="BG900001011", responsible="Радост Лозева")


def _parts(counter: Counter, order: int, part: str) -> list[dict[str, Any]]:
    return [each["attributes"] for each in counter.query(f"/order-{part}", f"filter[order_id]={order}")]


def test_an_order_with_everything(counter: Counter) -> None:
    order = counter.buyer.place(
        Basket(
            (Piece(counter.cup, 2, discount="0.99"), Piece(2, 1)),
            FIRM,
            percent=10,
            voucher="ЕСЕН",
            delivery_price="5.90",
            fee="1.20",
            note="Звънете",
        )
    )
    found = counter.attributes(f"/orders/{order}")
    # 2 x 9.99 + 19.90 = 39.88; less 2 x 0.99 = 37.90; less 10 % = 34.11; and 5.90 and 1.20
    assert found["price_products_subtotal"] == 3988
    assert found["price_subtotal"] == 3411
    assert found["price_total"] == 3411 + 590 + 120
    assert (found["quantity"], found["weight"], found["vat_included"]) == (3, 200, "yes")
    assert (found["currency"], found["status"], found["usn"]) == ("EUR", "pending", None)
    cup, shirt = _parts(counter, order, "products")
    assert (cup["price"], cup["order_price"], cup["quantity"], cup["sku"]) == (999, 900, 2, "MUG")
    assert (shirt["order_price"], shirt["p1"], shirt["v1"], shirt["v2"]) == (1990, "Цвят", "Черен", "S")
    line, voucher = _parts(counter, order, "discount")
    assert (line["order_product_id"], line["type_value"]) == (counter.judge.order(order).lines[0].id, 99)
    assert (voucher["code"], voucher["discount_type"], voucher["type_value"]) == ("ЕСЕН", "percent", 10)
    (tax,) = _parts(counter, order, "tax")
    assert (tax["rate"], tax["value"]) == (20, 569)
    totals = {each["code"]: each["value"] for each in _parts(counter, order, "total")}
    assert totals["grand_total"] == found["price_total"]
    assert (totals["shipping"], totals["fee"], totals["discount"]) == (590, 120, 3411 - 3988)
    (billing,) = _parts(counter, order, "billing-address")
    assert billing["company_registration_number"] == "900001011"
    assert billing["company_person"] == "Радост Лозева"
    (payment,) = _parts(counter, order, "payment")
    assert (payment["provider"], payment["amount"], payment["status"]) == (
        "cod",
        found["price_total"],
        "pending",
    )
    (shipping,) = _parts(counter, order, "shipping")
    assert shipping["provider_amount"] == 590
    assert counter.judge.order(order).discount == Decimal("5.77")


def test_all_parts_come_with_one_read(counter: Counter) -> None:
    order = counter.buyer.buy(counter.cup, person=FIRM)
    names = "products,payment,discounts,totals,taxes,shipping.provider,shipping-address,billing-address"
    document = counter.get(f"/orders/{order}", include=names)
    kinds = {each["type"] for each in document["included"]}
    assert len(kinds) == 8
    assert document["data"]["relationships"]["payment"]["data"]["type"] == "order-payment"


def test_a_private_buyer_a_foreign_one_and_a_checkout_without_invoice(counter: Counter) -> None:
    private = counter.buyer.buy(counter.cup)
    foreign = counter.buyer.buy(
        counter.cup, person=Person(country="DE", email="anna@example.com"), guest=True
    )
    without = counter.buyer.buy(counter.cup, billing=False)
    assert _parts(counter, private, "billing-address")[0]["company_registration_number"] is None
    assert _parts(counter, foreign, "shipping-address")[0]["country_iso2"] == "DE"
    assert counter.attributes(f"/orders/{foreign}")["customer_id"] is None
    assert _parts(counter, without, "billing-address") == []
    assert counter.query(f"/orders/{without}/billing-address", "") is None
    assert len(counter.judge.rows("customers")) == 1


def test_net_prices_and_other_rates(counter: Counter) -> None:
    counter.simulator.shop.settings.vat_included = False
    counter.simulator.shop.settings.currency = "PLN"
    order = counter.buyer.place(
        Basket((Piece(counter.cup, 1, price=10, vat=9), Piece(2, 1, price=10, vat=23)))
    )
    found = counter.attributes(f"/orders/{order}")
    assert (found["vat_included"], found["currency"], found["price_total"]) == ("no", "PLN", 2000 + 90 + 230)
    assert [tax["rate"] for tax in _parts(counter, order, "tax")] == [9, 23]


@pytest.mark.parametrize(
    ("switches", "names", "missing"),
    [
        ({}, {"price_total": 999}, {"total", "status_id"}),
        ({"order_money_names": "plain"}, {"total": 999, "tax": 167, "shipping_price": 0}, {"price_total"}),
        ({"order_money_names": "both"}, {"total": 999, "price_total": 999, "discount": 0}, set()),
        ({"order_status_name": "status_id"}, {"status_id": "pending"}, {"status"}),
        (
            {"order_status_name": "both", "status_id_holds": "number"},
            {"status_id": 1, "status": "pending"},
            set(),
        ),
    ],
)
def test_names_on_which_the_sources_disagree(
    counter: Counter, switches: dict[str, Any], names: dict[str, Any], missing: set[str]
) -> None:
    order = counter.buyer.buy(counter.cup)
    counter.quirks(**switches)
    found = counter.attributes(f"/orders/{order}")
    assert {name: found[name] for name in names} == names
    assert not missing & found.keys()


def test_readings_of_taxes_totals_and_subtotals(counter: Counter) -> None:
    counter.quirks(tax_names="columns", subtotal="before_discount", order_totals="none")
    order = counter.buyer.buy(counter.cup, flat=1)
    found = counter.attributes(f"/orders/{order}")
    assert (found["price_products_subtotal"], found["price_subtotal"], found["price_total"]) == (
        999,
        999,
        899,
    )
    (tax,) = _parts(counter, order, "tax")
    assert (tax["tax_name"], tax["tax"], tax["order_amount"]) == ("ДДС 20%", 20, 150)
    assert _parts(counter, order, "total") == []


def test_a_voucher_may_stand_in_the_lines_and_a_fee_elsewhere(counter: Counter) -> None:
    counter.quirks(voucher_in_line_prices=True, fees_in="modification")
    order = counter.buyer.buy(counter.cup, percent=10, fee=1)
    assert _parts(counter, order, "products")[0]["order_price"] == 899
    assert counter.attributes(f"/orders/{order}")["price_total"] == 999 - 100 + 100
    assert [each["value"] for each in _parts(counter, order, "modification")] == [100]
    assert "fee" not in {each["code"] for each in _parts(counter, order, "total")}


def test_the_statuses_that_may_be_given(counter: Counter) -> None:
    own = counter.owner.add_status("Опаковане")
    order = counter.buyer.buy(counter.cup)
    path = f"/orders/{order}"
    assert counter.patched(path, {"status": own})["status"] == own
    for slug in ("fulfilled", "complete", "voided", ""):
        error = counter.write("PATCH", path, {"status": slug})
        assert error.status_code == (200 if slug == "" else 422)
    detail = counter.refused("PATCH", path, {"status": "shipped"})["detail"]
    assert detail.startswith("Invalid status. You can use one of: ")
    assert own in detail
    assert [change.after for change in counter.judge.status_changes(order)] == [own]


def test_gates_between_statuses(counter: Counter) -> None:
    order = counter.buyer.buy(counter.cup)
    path = f"/orders/{order}"
    assert counter.refused("PATCH", path, {"status": "completed"})["status"] == "422"
    counter.patched(path, {"status": "paid"})
    assert counter.refused("PATCH", path, {"status": "cancelled"})["status"] == "422"
    assert counter.refused("PATCH", path, {"status": "completed"})["status"] == "422"
    counter.quirks(completed_needs="either")
    assert counter.patched(path, {"status": "completed"})["status"] == "completed"
    counter.owner.credit(order, "CN-1")
    assert counter.refused("PATCH", path, {"status": "pending"})["status"] == "422"
    assert counter.patched(path, {"status": "cancelled"})["status"] == "cancelled"
    counter.owner.archive(order)
    assert counter.refused("PATCH", path, {"status": "refunded"})["status"] == "422"


def test_the_status_by_its_other_name(counter: Counter) -> None:
    order = counter.buyer.buy(counter.cup)
    path = f"/orders/{order}"
    assert counter.patched(path, {"status_id": "paid"})["status"] == "pending"
    counter.quirks(order_status_name="both")
    assert counter.patched(path, {"status_id": 3})["status"] == "paid"


def test_numbers_that_are_given_once(counter: Counter) -> None:
    first, second = counter.buyer.buy(counter.cup), counter.buyer.buy(counter.cup)
    assert counter.patched(f"/orders/{first}", {"usn": "MO-1"})["usn"] == "MO-1"
    error = counter.refused("PATCH", f"/orders/{first}", {"usn": "MO-2"})
    assert error["detail"] == "You can set USN only once"
    assert "taken" in counter.refused("PATCH", f"/orders/{second}", {"usn": "MO-1"})["detail"]
    found = counter.patched(f"/orders/{first}", {"invoice_number": "0000000001"})
    assert found["invoice_date"] == "2026-11-20 12:00:00"
    error = counter.refused("PATCH", f"/orders/{first}", {"invoice_number": "2"})
    assert error["detail"] == "You can set invoice number only once."


def test_what_else_may_be_patched(counter: Counter) -> None:
    path = f"/orders/{counter.buyer.buy(counter.cup)}"
    counter.quirks(order_patch="entity_page")
    assert counter.patched(path, {"usn": "1", "note_administrator": "ок"})["note_administrator"] == "ок"
    counter.quirks(order_patch="api_page", read_only_attributes="refused")
    assert counter.patched(path, {"usn": "1"})["usn"] == "1"
    assert counter.refused("PATCH", path, {"note_administrator": "пак"})["status"] == "422"
    assert counter.refused("PATCH", path, {"abandoned": "yes"})["status"] == "422"


@pytest.mark.parametrize("way", ["patch", "post"])
def test_an_order_is_fulfilled_once(counter: Counter, way: str) -> None:
    order = counter.buyer.buy(counter.cup)
    for attempt in range(2):
        if way == "patch":
            response = counter.call("PATCH", f"/orders/{order}/fulfill", headers={"Content-Type": JSON_API})
        else:
            response = counter.write("POST", "/order-fulfillment", pointing={"order": ("orders", order)})
        assert response.status_code == (422 if attempt else 200 if way == "patch" else 201)
    assert counter.attributes(f"/orders/{order}")["status_fulfillment"] == "fulfilled"
    (row,) = _parts(counter, order, "fulfillment")
    assert row["order_id"] == order
    assert counter.pieces() == 4


def test_paid_and_fulfilled_becomes_completed_where_set_so(counter: Counter) -> None:
    counter.simulator.shop.settings.order_complete = True
    order = counter.buyer.buy(counter.cup)
    counter.owner.fulfil(order)
    counter.buyer.pay(order)
    assert counter.judge.order(order).status == "completed"
    assert [change.after for change in counter.judge.status_changes(order)] == ["paid", "completed"]


@pytest.mark.parametrize(("setting", "pieces"), [("pending", [4, 4, 4, 5]), ("paid", [5, 4, 4, 5])])
def test_when_the_shop_takes_stock_off_and_gives_it_back(
    counter: Counter, setting: Any, pieces: list[int]
) -> None:
    counter.simulator.shop.settings.stock_taken_at = setting
    order = counter.buyer.buy(counter.cup)
    seen = [counter.pieces()]
    counter.simulator.shop.settings.stock_taken_at = "paid"  # a change is for later orders only
    counter.owner.mark_paid(order)
    seen.append(counter.pieces())
    counter.owner.fulfil(order)
    seen.append(counter.pieces())
    counter.owner.cancel(order)
    assert [*seen, counter.pieces()] == pieces
    assert {move.hand for move in counter.judge.moves(counter.cup)} == {"panel", "sale"}


def test_nothing_is_sold_that_is_not_there(counter: Counter) -> None:
    with pytest.raises(OutOfStock):
        counter.buyer.place(Basket((Piece(counter.cup, 6),)))
    counter.simulator.shop.settings.stock_taken_at = "pending"
    counter.owner.edit_product(counter.mug, continue_selling="yes")
    counter.buyer.place(Basket((Piece(counter.cup, 6),)))
    assert counter.pieces() == -1
    counter.quirks(oversold="zero")
    counter.buyer.buy(counter.cup)
    assert counter.pieces() == 0
    counter.owner.edit_product(counter.mug, tracking="no")
    counter.buyer.buy(counter.cup)
    assert counter.pieces() == 0


def test_a_push_of_an_old_number_is_seen_as_a_lost_sale(counter: Counter) -> None:
    counter.simulator.shop.settings.stock_taken_at = "pending"
    counter.buyer.buy(counter.cup)
    counter.patched(f"/variants/{counter.cup}", {"quantity": 5})
    (lost,) = counter.judge.lost_sales()
    assert (lost.before, lost.after) == (Decimal(4), Decimal(5))


def test_edits_in_the_panel(counter: Counter) -> None:
    counter.simulator.shop.settings.stock_taken_at = "pending"
    order = counter.buyer.buy(counter.cup)
    before = counter.attributes(f"/orders/{order}")["updated_at"]
    counter.later(minutes=1)
    line = counter.judge.order(order).lines[0].id
    counter.owner.edit_quantity(order, line, 3)
    counter.owner.add_line(order, 2)
    assert counter.judge.order(order).total == Decimal("49.87")
    assert (counter.pieces(), counter.pieces(2)) == (2, 1)
    assert counter.attributes(f"/orders/{order}")["updated_at"] > before
    counter.owner.edit_quantity(order, line, 0)
    assert [each.variant_id for each in counter.judge.order(order).lines] == [2]
    assert counter.pieces() == 5
    counter.owner.edit_order(order, price_total=-100)
    assert counter.attributes(f"/orders/{order}")["price_total"] == -100


def test_the_newest_changes_come_first(counter: Counter) -> None:
    orders = [counter.buyer.buy(counter.cup) for _ in range(3)]
    counter.later(minutes=1)
    counter.owner.edit_order(orders[1], note_administrator="виж")
    assert counter.ids("/orders", "sort=-updated_at,-id") == [orders[1], orders[2], orders[0]]


@pytest.mark.parametrize(
    ("reading", "listed", "status"), [("listed", 2, 200), ("hidden", 1, 200), ("gone", 1, 404)]
)
def test_archived_orders(counter: Counter, reading: Any, listed: int, status: int) -> None:
    order, _ = counter.buyer.buy(counter.cup), counter.buyer.buy(counter.cup)
    counter.owner.archive(order)
    counter.quirks(archived_orders=reading)
    assert len(counter.ids("/orders")) == listed
    assert counter.call("GET", f"/orders/{order}").status_code == status


@pytest.mark.parametrize("stock_returns", [True, False])
def test_deleted_orders_leave_nothing(counter: Counter, *, stock_returns: bool) -> None:
    counter.simulator.shop.settings.stock_taken_at = "pending"
    order = counter.buyer.buy(counter.cup)
    counter.owner.delete_order(order, stock_returns=stock_returns)
    assert counter.call("GET", f"/orders/{order}").status_code == 404
    assert counter.query("/order-products", f"filter[order_id]={order}") == []
    assert counter.pieces() == (5 if stock_returns else 4)


def test_a_payment_way_that_appears_later(counter: Counter) -> None:
    order = counter.buyer.buy(counter.cup)
    counter.owner.add_payment_way("leasing", "На изплащане")
    counter.owner.change_payment(order, "leasing")
    assert _parts(counter, order, "payment")[0]["provider_name"] == "На изплащане"
    counter.buyer.give_up(order)
    assert counter.judge.order(order).status == "timeouted"
