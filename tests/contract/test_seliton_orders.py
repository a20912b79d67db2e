"""Orders of Seliton, against its stand-in, under every reading of what the fact sheet leaves open."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sync.errors import Refused
from sync.ports import OrderQuery, RawOrder
from sync.sentences import say
from sync.shops.seliton.client import NotThere
from sync.shops.seliton.values import moment
from sync.simulators.seliton import (
    Bought,
    Fault,
    FaultKind,
    Person,
    Quirks,
)
from tests.contract.seliton import (
    LONG_AGO,
    NOW,
    SOFIA,
    Place,
    any_place,
    place,
)

__all__ = ["any_place", "place"]


# ---- orders


def test_an_order_with_lines_delivery_and_coupon(any_place: Place) -> None:
    firm = Person("Ирина", "Савова", company="Савова ЕООД", bulstat="175074752", vat_number="BG175074752")
    number = any_place.buy(person=firm, coupon=("ESEN", Decimal("2.00")), paid=True)
    order = any_place.order(number)
    there = any_place.simulator.judge.order(number)
    assert order.total == there["orderTotal"] == Decimal("17.50")
    assert (order.delivery_price, order.discount, order.fee) == (Decimal(5), Decimal(2), Decimal(0))
    assert [(line.sku, line.quantity, line.unit_price, line.vat_rate) for line in order.lines] == [
        ("1001", Decimal(2), Decimal(6), Decimal(20)),
        ("1002", Decimal(1), Decimal("2.50"), Decimal(20)),
    ]
    assert [line.product_id for line in order.lines] == [str(any_place.mug), str(any_place.soap)]
    assert (order.number, order.currency, order.paid) == (str(number), "EUR", Decimal("17.50"))
    assert (order.billing.company, order.company_number, order.wants_invoice) == (
        "Савова ЕООД", "175074752", True,
    )  # fmt: skip
    assert order.cash_on_delivery
    assert order.extra_fields["coupon"] == "ESEN"
    assert order.confirmed_at == NOW
    assert (order.email, order.delivery.city, order.delivery.country) == (firm.email, "Пловдив", "BG")


@pytest.mark.parametrize("tax_line", ["none", "added", "informative"])
@pytest.mark.parametrize("item_prices", ["with_tax", "without_tax"])
@pytest.mark.parametrize("said", ["by the sums", "own"])
def test_whatever_way_the_taxes_stand_the_parts_make_the_total(
    place: Place, tax_line: Any, item_prices: Any, said: str
) -> None:
    place.simulator.quirks = Quirks(tax_line=tax_line, item_prices=item_prices)
    number = place.buy(coupon=("ESEN", Decimal("2.00")))
    added = tax_line == "added" or (item_prices == "without_tax" and tax_line == "none")
    own = "without VAT" if added else "with VAT"
    shop = place.open(order_prices=own if said == "own" else said)
    order = shop.read_order(shop.orders_by_id([str(number)])[str(number)].raw)
    there = place.simulator.judge.order(number)
    assert order.total == pytest.approx(there["orderTotal"], abs=Decimal("0.0001"))
    if item_prices == "without_tax" and tax_line != "informative":
        assert [line.unit_price for line in order.lines] == [Decimal(6), Decimal("2.50")]
    assert (order.delivery_price, order.discount, order.fee) == (Decimal(5), Decimal(2), Decimal(0))


def test_an_order_that_does_not_add_up_waits_unless_the_owner_said_how_to_read_it(place: Place) -> None:
    number = place.buy()
    place.simulator.owner.change("products", place.mug, productPrice="6.00")
    with place.simulator.lock:
        place.simulator.shop.rows["orders"][number]["orderTotal"] = Decimal("16.00")
    with pytest.raises(Refused) as met:
        place.order(number)
    assert "do not add up" in met.value.sentence.text()
    shop = place.open(order_prices="with VAT")
    order = shop.read_order(shop.orders_by_id([str(number)])[str(number)].raw)
    assert (order.total, order.discount) == (Decimal(16), Decimal("3.50"))


def test_other_words_for_the_lines_below_the_goods(place: Place) -> None:
    place.simulator.quirks = Quirks(
        subtotal_type="ot_subtotal", shipping_type="ot_shipping", coupon_type="ot_coupon", tax_type="ot_tax",
        tax_line="informative",
    )  # fmt: skip
    order = place.order(place.buy(coupon=("X", Decimal(1))))
    assert (order.delivery_price, order.discount, order.fee) == (Decimal(5), Decimal(1), Decimal(0))


def test_the_line_of_a_variant_goes_by_the_variants_own_code(place: Place) -> None:
    number = place.buy(Bought(place.mug, variant=(71, "1001-RED")))
    (line,) = place.order(number).lines
    assert (line.sku, line.product_id) == ("1001-RED", "")
    place.simulator.quirks = Quirks(item_code="product")
    number = place.buy(Bought(place.mug, variant=(71, "1001-RED")))
    (line,) = place.order(number).lines
    assert (line.sku, line.product_id) == ("", ""), "which variant it was cannot be told"
    shop = place.open(variants_share_code=True)
    (line,) = shop.read_order(shop.orders_by_id([str(number)])[str(number)].raw).lines
    assert (line.sku, line.product_id) == ("1001", str(place.mug))


def test_parts_of_a_bundle_are_paid_once(place: Place) -> None:
    paid = place.buy(Bought(place.mug), Bought(place.soap, parent=0))
    assert [line.unit_price for line in place.order(paid).lines] == [Decimal(6), Decimal("2.50")]
    with place.simulator.lock:
        row = place.simulator.shop.rows["orders"][paid]
        row["orderTotal"] -= Decimal("2.50")
        row["orderTotalLines"][0]["orderTotalLineAmount"] -= Decimal("2.50")
    order = place.order(paid)
    assert [line.unit_price for line in order.lines] == [Decimal(6), Decimal(0)]
    assert (order.discount, order.fee) == (Decimal(0), Decimal(0))


def test_who_bought_is_asked_of_the_customer_where_the_order_does_not_say(place: Place) -> None:
    number = place.buy(orderCustomerEmail="")
    assert place.order(number).email == "mila@example.org"
    place.simulator.forget_requests()
    for _ in range(2):
        assert place.listed() == [str(number)]
    assert place.simulator.counts["GET customers"] == 1, "once a run"


def test_paid_by_the_words_of_the_shop(place: Place) -> None:
    place.simulator.quirks = Quirks(payment_states=("чака", "Платена"))
    number = place.buy(paid=True)
    assert place.order(number).paid == 0
    shop = place.open(paid_statuses=("платена",))
    assert shop.read_order(shop.orders_by_id([str(number)])[str(number)].raw).paid == Decimal("19.50")
    assert place.shop.payment_states() == ["Платена"]


def test_statuses_are_those_that_orders_bear_and_those_that_the_owner_named(place: Place) -> None:
    place.buy()
    place.buy(state="processing")
    shop = place.open(statuses=("completed", "new"))
    assert [status.id for status in shop.order_statuses()] == ["new", "processing", "completed"]


def test_orders_come_by_status_and_day_and_those_that_become_ready_later(any_place: Place) -> None:
    old = any_place.buy(at=NOW - timedelta(days=9))
    mine = [any_place.buy() for _ in range(5)]
    since = NOW - timedelta(days=1)
    assert any_place.listed(since) == [str(number) for number in mine]
    assert any_place.listed(since, "processing") == []
    any_place.simulator.owner.set_order(mine[0], state="processing")
    any_place.simulator.owner.set_order(old, state="processing")
    any_place.clock.turn(timedelta(minutes=11))
    assert any_place.listed(since, "processing") == [str(mine[0])]
    assert any_place.listed(LONG_AGO, "processing") == [str(old), str(mine[0])]


def test_only_what_is_new_is_read_again_within_a_run_with_overlap(place: Place) -> None:
    place.simulator.quirks = Quirks(largest_limit=10)
    mine = [place.buy(Bought(place.soap, Decimal("0.01"))) for _ in range(120)]
    assert place.listed() == [str(number) for number in mine]
    place.simulator.forget_requests()
    assert place.listed(status="new") == [str(number) for number in mine]
    assert place.simulator.counts["GET orders"] == 0, "read just now"
    place.simulator.owner.set_order(mine[-3], state="processing")
    later = place.buy()
    place.clock.turn(timedelta(minutes=1))
    assert place.listed() == [str(number) for number in (*mine, later)]
    assert place.simulator.counts["GET orders"] <= 8, "the last number, and the overlap before it"
    assert place.listed(status="processing") == [str(mine[-3])]


def test_orders_older_than_the_look_back_are_left_to_the_full_listing(place: Place) -> None:
    old = place.buy(at=NOW - timedelta(days=40), state="processing")
    assert place.listed(LONG_AGO, "processing") == []
    assert place.listed(LONG_AGO) == [str(old)]
    assert [
        raw.id
        for page in place.open(look_back_days=60).order_pages(OrderQuery(LONG_AGO, "processing"))
        for raw in page
    ] == [str(old)]


def test_an_order_that_comes_or_goes_while_pages_are_read(place: Place) -> None:
    place.simulator.quirks = Quirks(largest_limit=4)
    mine = [place.buy(Bought(place.soap, Decimal("0.01"))) for _ in range(18)]
    pages = place.shop._orders._from_the_end()
    seen = set(next(pages))
    place.simulator.owner.delete("orders", mine[1])
    place.buy()
    for page in pages:
        seen.update(page)
    assert seen >= {number for number in mine if number != mine[1]}


@pytest.mark.parametrize("errors", ["by_status", "always_200"])
def test_a_deleted_order_is_missing_and_one_that_cannot_be_read_is_not(place: Place, errors: Any) -> None:
    place.simulator.quirks = Quirks(errors=errors)
    first, second = place.buy(), place.buy()
    place.simulator.owner.delete("orders", first)
    assert set(place.shop.orders_by_id([str(first), str(second), "x"])) == {str(second)}
    place.simulator.faults.add(Fault(FaultKind.REFUSED, request="GET orders"))
    assert set(place.shop.orders_by_id([str(second)])) == {str(second)}, "an error in words is no deletion"


def test_a_list_without_lines_is_filled_up(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    number = place.buy()
    listing = place.shop._orders
    whole = listing._order

    def without(row: Any) -> Any:
        return whole({name: value for name, value in row.items() if name != "orderItems"})

    monkeypatch.setattr(listing, "_order", without)
    (bare,) = listing.latest(5)
    monkeypatch.undo()
    assert "orderItems" not in bare.raw["order"]
    assert len(listing._whole(bare).raw["order"]["orderItems"]) == 2
    assert bare.id == str(number)


@pytest.mark.parametrize("certain", [True, False])
def test_an_order_that_cannot_be_read_by_itself_keeps_no_other_from_coming(
    place: Place, monkeypatch: pytest.MonkeyPatch, certain: bool
) -> None:
    """Later orders stand behind it in every run. What is not surely deleted is told at the end."""
    first, second = place.buy(), place.buy()
    listing = place.shop._orders
    whole = listing._whole

    def out_of_order(order: RawOrder) -> RawOrder:
        if order.id == str(first):
            raise NotThere(say("Seliton does not have it (any more)."), certain=certain)
        return whole(order)

    monkeypatch.setattr(listing, "_whole", out_of_order)
    pages = place.shop.order_pages(OrderQuery(LONG_AGO, ""))
    assert [raw.id for raw in next(pages)] == [str(second)]
    with pytest.raises(StopIteration if certain else Refused):
        next(pages)


@pytest.mark.parametrize("written", ["99999999999999999", "0001-01-01 00:00:00", "9" * 400, "9" * 5000])
def test_what_no_calendar_has_is_no_moment(written: str) -> None:
    assert moment(written, SOFIA) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"orderCreatedAt": None},
        {"orderTotal": "много"},
        {"orderTotal": None},
        {"orderTotal": Decimal(-1)},
    ],
)
def test_an_order_that_cannot_be_understood_is_refused(place: Place, fields: dict[str, Any]) -> None:
    number = place.buy()
    raw = place.shop.orders_by_id([str(number)])[str(number)].raw
    with pytest.raises(Refused):
        place.shop.read_order({"order": {**raw["order"], **fields}})
