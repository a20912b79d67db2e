"""Seliton as a shop, against its stand-in, under every reading of what the fact sheet leaves open."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.http import TimeOuts
from sync.model import NewShopProduct, Order, ProductMark
from sync.ports import OrderQuery, Outcome, Shop
from sync.shops.seliton import Seliton
from sync.shops.seliton.adapter import SelitonSecrets
from sync.shops.seliton.sign_in import Tokens
from sync.simulators.seliton import (
    Bought,
    Fault,
    FaultKind,
    Person,
    Quirks,
    SelitonSimulator,
)
from sync.simulators.seliton import (
    Shop as Books,
)
from sync.simulators.seliton.server import CLIENT_ID, CLIENT_WORDS
from sync.systems import SelitonShop

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Place:
    """A small shop: a mug, a bar of soap, and what nobody has given a code."""

    simulator: SelitonSimulator
    clock: TurnedClock
    shop: Seliton
    mug: int
    soap: int
    kept: list[Tokens]

    def open(self, token: str = "", *, refresh: str = "", **settings: Any) -> Seliton:
        """The shop once more, opened otherwise."""
        secrets = SelitonSecrets(
            token or self.simulator.owner.token(),
            refresh,
            CLIENT_WORDS,
            feed=self.simulator.feed_url,
            xml=self.simulator.doors.xml_secret,
        )
        return Seliton(
            settings_of(self.simulator, **settings),
            secrets,
            self.clock,
            SOFIA,
            time_outs=TimeOuts(2, 2, 20),
            keep=self.kept.append,
        )

    def buy(self, *lines: Bought, **details: Any) -> int:
        bought = lines or (Bought(self.mug, Decimal(2)), Bought(self.soap))
        return self.simulator.buyer.order(bought, **details)

    def order(self, number: int) -> Order:
        raw = self.shop.orders_by_id([str(number)])[str(number)]
        return self.shop.read_order(raw.raw)

    def listed(self, since: datetime = LONG_AGO, status: str = "") -> list[str]:
        return [raw.id for page in self.shop.order_pages(OrderQuery(since, status)) for raw in page]


def settings_of(simulator: SelitonSimulator, **settings: Any) -> SelitonShop:
    usual: dict[str, Any] = {
        "url": simulator.url,
        "sign_in_url": simulator.url,
        "application": CLIENT_ID,
        "requests_per_minute": 600,
    }
    return SelitonShop(**{**usual, **settings})


def make_place(quirks: Quirks | None = None, **settings: Any) -> Iterator[Place]:
    clock = TurnedClock(NOW)
    with SelitonSimulator(Books(), quirks=quirks, clock=clock) as simulator:
        owner = simulator.owner
        mug = owner.add_product(
            "1001", "Чаша „Роза“", price=Decimal("6.00"), quantity=Decimal(14), barcode="3800000000017"
        )
        soap = owner.add_product("1002", "Сапун", price=Decimal("2.50"), quantity=Decimal(3))
        owner.add_product("", "Без код", price=Decimal(1), quantity=Decimal(1))
        place = Place(simulator, clock, None, mug, soap, [])  # type: ignore[arg-type]  # opened in the next line
        place.shop = place.open(**settings)
        yield place
        place.shop.close()


@pytest.fixture
def place() -> Iterator[Place]:
    yield from make_place()


READINGS: tuple[tuple[Quirks, dict[str, Any]], ...] = (
    (Quirks(errors="always_200", default_limit=2, largest_limit=2, dates="seconds", money="number"), {}),
    (Quirks(dates="iso", quantities="text", ids="text", empty="empty_text"), {}),
    (Quirks(default_order="newest_first", largest_limit=1, empty="left_out"), {}),
    (Quirks(slash="optional", unknown_parameter="refused", unknown_field="refused"), {}),
    (Quirks(language_keys_sent="lower", new_product="hidden", same_code="refused"), {}),
    (Quirks(availability="follows_quantity", fractional_quantity="refused"), {}),
)


@pytest.fixture(params=range(len(READINGS)))
def any_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    quirks, settings = READINGS[request.param]
    yield from make_place(quirks, **settings)


# ---- the connection


def test_the_test_passes_and_names_the_shop(any_place: Place) -> None:
    any_place.buy()
    facts = any_place.shop.check()
    assert [step.passed for step in facts.steps] == [True] * 4, facts.steps
    assert (facts.currency, facts.key) == ("EUR", "sel-127-0-0-1")
    shop: Shop = any_place.shop
    assert (shop.features.platform, shop.features.order_status) == ("seliton", False)
    assert shop.order_changes("") is None
    assert shop.order_number_fields() == shop.payment_ways() == shop.categories() == []
    assert shop.set_order_number("1", "note", "5") is Outcome.NOT_DONE


@pytest.mark.parametrize("errors", ["by_status", "always_200"])
def test_a_token_that_is_not_accepted_is_told_at_its_step(place: Place, errors: Any) -> None:
    place.simulator.quirks = Quirks(errors=errors)
    facts = place.open("X" * 64).check()
    assert [step.passed for step in facts.steps] == [True, False, None, None]
    assert facts.steps[1].said is not None
    assert facts.steps[1].said.text() == "The sign-in at Seliton has ended or is not accepted."


def test_a_shop_whose_rest_interface_is_gone(place: Place) -> None:
    place.simulator.quirks = Quirks(rest="gone")
    facts = place.shop.check()
    assert [step.passed for step in facts.steps] == [False, None, None, None]
    assert facts.steps[0].said is not None
    assert facts.steps[0].said.text() == "This address has no REST interface of Seliton."


def test_rights_that_were_not_given_are_told(place: Place) -> None:
    facts = place.open(place.simulator.owner.token("read_products")).check()
    assert [step.passed for step in facts.steps] == [True, True, False, None]
    assert "does not allow it" in (facts.steps[2].said or facts.steps[2].name).text()


def test_another_currency_than_the_owner_said(place: Place) -> None:
    place.buy()
    facts = place.open(currency="BGN").check()
    assert facts.steps[-1].said is not None
    assert facts.steps[-1].said.text() == "The shop’s last order is in EUR, not in BGN."


@pytest.mark.parametrize(
    "url", ["", "shop name", "http://shop.example", "https://name:word@shop.example", "ftp://x.bg"]
)
def test_addresses_that_get_no_token(url: str) -> None:
    with pytest.raises(SettingsError):
        Seliton(SelitonShop(url=url), SelitonSecrets("token"), TurnedClock(NOW), SOFIA)


@pytest.mark.parametrize("token", ["", "  ", "тайна", "a b"])
def test_tokens_that_cannot_be_any(place: Place, token: str) -> None:
    with pytest.raises(SettingsError):
        Seliton(settings_of(place.simulator), SelitonSecrets(token), place.clock, SOFIA)


def test_the_token_comes_into_no_log_and_no_error(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    token = place.simulator.owner.token()
    shop = place.open(token)
    caplog.set_level(logging.DEBUG)
    list(shop.products("shop"))
    said = [record.getMessage() for record in caplog.records]
    for kind in (FaultKind.HTML_200, FaultKind.DROP_AFTER, FaultKind.REDIRECT, FaultKind.ERROR_500):
        place.simulator.faults.add(Fault(kind, times=None, location=f"/else?access_token={token}"))
        with pytest.raises(MostikError) as met:
            list(shop.products("shop"))
        said += [str(met.value), met.value.detail, repr(met.value.__cause__)]
        place.simulator.faults.clear()
    said += [record.getMessage() for record in caplog.records]
    assert any("/api/v1/products/" in each for each in said), "the library below does log its requests"
    assert not [
        each for each in said if token in each or "access_token=" in each.replace("access_token=***", "")
    ]
    shop.close()


# ---- a token that ends


def test_an_ended_token_is_renewed_and_the_new_one_is_kept(place: Place) -> None:
    place.simulator.quirks = Quirks(token_seconds=3600, refresh="refresh_token")
    tokens = signed_in(place)
    shop = place.open(tokens.access, refresh=tokens.refresh)
    assert len(list(shop.products("shop"))) == 3
    place.clock.turn(timedelta(hours=2))
    assert len(list(shop.products("shop"))) == 3
    (kept,) = place.kept
    assert kept.access != tokens.access
    assert kept.refresh
    shop.close()
    again = place.open(kept.access, refresh=kept.refresh)
    assert again.set_stock("shop", {str(place.mug): {"shop": Decimal(5)}}).refused == {}
    again.close()


@pytest.mark.parametrize("errors", ["by_status", "always_200"])
def test_without_a_refresh_token_the_owner_is_asked(place: Place, errors: Any) -> None:
    place.simulator.quirks = Quirks(token_seconds=3600, errors=errors)
    tokens = signed_in(place)
    assert not tokens.refresh
    shop = place.open(tokens.access)
    place.clock.turn(timedelta(hours=2))
    with pytest.raises(SettingsError) as met:
        list(shop.products("shop"))
    assert met.value.sentence.text() == "The sign-in at Seliton has ended or is not accepted."
    assert met.value.advice is not None
    shop.close()


def test_revoked_means_signing_in_again_even_with_a_refresh_token(place: Place) -> None:
    place.simulator.quirks = Quirks(refresh="refresh_token")
    tokens = signed_in(place)
    shop = place.open(tokens.access, refresh=tokens.refresh)
    place.simulator.owner.revoke_tokens()
    with pytest.raises(SettingsError):
        list(shop.order_pages(OrderQuery(LONG_AGO)))
    shop.close()


def signed_in(place: Place) -> Tokens:
    """What the whole flow gives, as a browser goes through it."""
    from tests.unit.seliton.browsing import sign_in

    return sign_in(place.simulator, settings_of(place.simulator), place.clock)


# ---- products


def test_products_are_read(any_place: Place) -> None:
    products = {product.id: product for product in any_place.shop.products("shop")}
    mug = products[str(any_place.mug)]
    assert (mug.name, mug.sku, mug.eans) == ("Чаша „Роза“", "1001", ("3800000000017",))
    assert (mug.prices["retail"], mug.stock, mug.visible) == (Decimal(6), {"shop": Decimal(14)}, True)
    assert len(products) == any_place.shop.product_count("shop") == 3
    assert [found.id for found in any_place.shop.find_product("shop", "1001")] == [mug.id]
    assert [found.id for found in any_place.shop.find_product("shop", "3800000000017")] == [mug.id]
    assert any_place.shop.find_product("shop", "nothing") == any_place.shop.find_product("shop", "") == []


def test_a_quantity_that_is_not_kept_is_unknown(place: Place) -> None:
    place.simulator.owner.change("products", place.soap, productQuantity=None)
    soap = next(each for each in place.shop.products("shop") if each.id == str(place.soap))
    assert soap.stock == {}


def test_a_list_that_moves_while_it_is_read_loses_nothing(place: Place) -> None:
    place.simulator.quirks = Quirks(largest_limit=10)
    made = [
        place.simulator.owner.add_product(f"S{number}", f"Стока {number}", quantity=Decimal(1))
        for number in range(40)
    ]
    pages = place.shop.products("shop")
    first = [next(pages).id for _ in range(12)]
    for product in made[:6]:
        place.simulator.owner.delete("products", product)
    rest = [product.id for product in pages]
    there = {str(row["productId"]) for row in place.simulator.judge.rows("products")}
    assert there <= {*first, *rest}
    assert len(rest) == len(set(rest))


def test_stock_with_availability_and_prices_are_set(any_place: Place) -> None:
    shop, mug, soap = any_place.shop, str(any_place.mug), str(any_place.soap)
    result = shop.set_stock(
        "shop", {mug: {"shop": Decimal(0)}, "99999": {"shop": Decimal(1)}, soap: {"shop": Decimal(7)}}
    )
    assert (set(result.refused), result.unknown) == ({"99999"}, frozenset())
    prices = shop.set_prices("shop", {mug: {"retail": Decimal("6.60"), "dealer": Decimal("4.40")}})
    assert prices.refused == {}
    judge = any_place.simulator.judge
    seen = judge.product(any_place.mug)
    assert (seen["productQuantity"], seen["productAvailabilityStatus"]) == (0, "out_of_stock")
    assert (seen["productPrice"], seen["productDistributorPrice"]) == (Decimal("6.60"), Decimal("4.40"))
    assert judge.product(any_place.soap)["productAvailabilityStatus"] == "in_stock"
    assert judge.product(any_place.soap)["productName"] == {"BG": "Сапун"}, "the rest is left alone"


def test_availability_is_left_alone_where_the_owner_says_so(place: Place) -> None:
    place.open(sends_availability=False).set_stock("shop", {str(place.mug): {"shop": Decimal(0)}})
    assert place.simulator.judge.product(place.mug)["productAvailabilityStatus"] == "in_stock"


@pytest.mark.parametrize("kept", ["kept", "cut", "refused"])
def test_parts_of_a_piece(place: Place, kept: Any) -> None:
    place.simulator.quirks = Quirks(fractional_quantity=kept)
    shop = place.open(fractional_quantity=True)
    assert (shop.features.stock_step, place.shop.features.stock_step) == (Decimal("0.001"), Decimal(1))
    result = shop.set_stock("shop", {str(place.mug): {"shop": Decimal("2.5")}})
    assert bool(result.refused) is (kept != "kept"), "what the shop does not keep is told"


@pytest.mark.parametrize(("money", "apart"), [("number", "0"), ("text", "0.01")])
def test_prices_without_vat(place: Place, money: Any, apart: str) -> None:
    """A shop that shows whole cents only has a price without VAT for most prices with it, not for all."""
    place.simulator.quirks = Quirks(money=money)
    shop = place.open(prices_include_vat=False, vat_rate=Decimal(20))
    for price in (Decimal("6.03"), Decimal("1.09"), Decimal("999.99")):
        assert shop.set_prices("shop", {str(place.mug): {"retail": price}}).refused == {}
        there = Decimal(place.simulator.judge.product(place.mug)["productPrice"])
        assert there == pytest.approx(price / Decimal("1.2"), abs=Decimal("0.0001"))
        read = next(each for each in shop.products("shop") if each.id == str(place.mug))
        assert abs(read.prices["retail"] - price) <= Decimal(apart)


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.DROP_AFTER,
        FaultKind.HTML_502_AFTER,
        FaultKind.ERROR_500_AFTER,
        FaultKind.CUT,
        FaultKind.EMPTY_BODY,
        FaultKind.TOO_MANY,
        FaultKind.HTML_200,
        FaultKind.ERROR_503,
    ],
)
def test_a_lost_answer_is_asked_again_with_the_same_value(place: Place, kind: FaultKind) -> None:
    place.simulator.faults.add(Fault(kind, request="PUT products"))
    assert place.shop.set_stock("shop", {str(place.mug): {"shop": Decimal(3)}}).unknown == frozenset()
    assert place.simulator.judge.stock(place.mug) == 3


def test_200_with_an_error_inside_stops_only_its_item(place: Place) -> None:
    place.simulator.faults.add(Fault(FaultKind.REFUSED, request="PUT products"))
    levels = {str(place.mug): {"shop": Decimal(3)}, str(place.soap): {"shop": Decimal(4)}}
    result = place.shop.set_stock("shop", levels)
    assert {ident: said.text() for ident, said in result.refused.items()} == {
        str(place.mug): "Seliton refuses: Something went wrong"
    }
    assert place.simulator.judge.stock(place.soap) == 4


def test_an_error_in_a_list_is_no_empty_list(place: Place) -> None:
    place.simulator.faults.add(Fault(FaultKind.REFUSED, request="GET products"))
    assert len(list(place.shop.products("shop"))) == 3, "asked again"
    place.simulator.faults.add(Fault(FaultKind.REFUSED, request="GET products", times=None))
    with pytest.raises(Unreachable):
        list(place.shop.products("shop"))


def test_a_shop_that_stays_silent_leaves_the_rest_for_the_next_run(place: Place) -> None:
    levels = {str(place.mug): {"shop": Decimal(3)}, str(place.soap): {"shop": Decimal(4)}}
    place.simulator.faults.add(Fault(FaultKind.DROP_AFTER, request="PUT products", at_request=2, times=None))
    assert place.shop.set_stock("shop", levels).unknown == {str(place.soap)}
    place.simulator.faults.clear()
    place.simulator.faults.add(Fault(FaultKind.ERROR_503, times=None))
    with pytest.raises(Unreachable):
        list(place.shop.products("shop"))


def test_texts_of_other_languages_stay(place: Place) -> None:
    place.simulator.owner.change("products", place.mug, productName={"bg": "Чаша", "en": "Mug"})
    outcome = place.shop.update_product(
        "shop", str(place.mug), {"name": "Голяма чаша", "sku": "1001-A", "ean": "3800000000024"}
    )
    assert outcome is Outcome.DONE
    row = place.simulator.judge.product(place.mug)
    assert row["productName"] == {"BG": "Голяма чаша", "EN": "Mug"}
    assert (row["productCode"], row["productBarcode"]) == ("1001-A", "3800000000024")
    assert place.shop.update_product("shop", "99999", {"name": "Нищо"}) is Outcome.NOT_DONE


def test_descriptions_and_marks(any_place: Place) -> None:
    shop, mug = any_place.shop, str(any_place.mug)
    assert shop.update_product("shop", mug, {"description": "<p>Ръчна</p>"}) is Outcome.DONE
    assert shop.descriptions("shop", [mug]) == {mug: "<p>Ръчна</p>"}
    assert shop.descriptions("shop", []) == {}
    assert (
        shop.set_marks("shop", mug, {ProductMark.NEW: True, ProductMark.FEATURED: True}, None) is Outcome.DONE
    )
    read = next(each for each in shop.products("shop") if each.id == mug)
    assert read.marks == {ProductMark.NEW: True, ProductMark.FEATURED: True}


# ---- new products


def new(**values: Any) -> NewShopProduct:
    given: dict[str, Any] = {
        "catalog": "shop",
        "key": "2001",
        "name": "Чиния",
        "sku": "2001",
        "ean": "3800000000024",
        "prices": {"retail": Decimal("7.20")},
        "stock": {"shop": Decimal(5)},
        **values,
    }
    return NewShopProduct(**given)


def test_a_new_product_is_invisible(any_place: Place) -> None:
    number = int(any_place.shop.create_product(new(description="Бяла")))
    row = any_place.simulator.judge.product(number)
    assert row["productIsActive"] is False
    assert (row["productName"], row["productCode"], row["productBarcode"]) == (
        {"BG": "Чиния"}, "2001", "3800000000024",
    )  # fmt: skip
    assert (row["productPrice"], row["productQuantity"]) == (Decimal("7.20"), 5)
    seen = int(any_place.shop.create_product(new(sku="2002", key="2002", ean="", visible=True)))
    assert any_place.simulator.judge.product(seen)["productIsActive"] is True
    assert not any_place.simulator.not_taken


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.DROP_AFTER, Unknown),
        (FaultKind.ERROR_500_AFTER, Unknown),
        (FaultKind.CUT, Unknown),
        (FaultKind.EMPTY_BODY, Unknown),
        (FaultKind.REFUSED_AFTER, Refused),
        (FaultKind.DROP_BEFORE, (Unknown, Unreachable)),
        (FaultKind.REFUSED, Refused),
        (FaultKind.TOO_MANY, Unreachable),
    ],
)
def test_a_create_whose_answer_was_lost_is_looked_up_and_made_once(
    place: Place, kind: FaultKind, error: Any
) -> None:
    place.shop.find_product("shop", "2001")
    place.simulator.faults.add(Fault(kind, request="POST products"))
    with pytest.raises(error):
        place.shop.create_product(new())
    # As the engine does: looked up by its key, then made.
    found = place.shop.find_product("shop", "2001")
    number = found[0].id if found else place.shop.create_product(new())
    rows = [row for row in place.simulator.judge.rows("products") if row["productCode"] == "2001"]
    assert [str(row["productId"]) for row in rows] == [number]


def test_a_create_with_an_ended_token_is_made_once(place: Place) -> None:
    place.simulator.quirks = Quirks(token_seconds=60, refresh="refresh_token", errors="always_200")
    tokens = signed_in(place)
    shop = place.open(tokens.access, refresh=tokens.refresh)
    place.clock.turn(timedelta(minutes=5))
    with pytest.raises(Unknown):
        shop.create_product(new())
    assert shop.find_product("shop", "2001") == []
    shop.create_product(new())
    assert not place.simulator.judge.doubles()
    shop.close()


@pytest.mark.parametrize("catalogue", ["rest", "feed"])
def test_many_new_products_go_through_the_catalogue_once(place: Place, catalogue: str) -> None:
    shop = place.open(catalogue=catalogue)
    for number in range(6):
        code = f"30{number:02}"
        assert shop.find_product("shop", code) == []
        made = shop.create_product(new(key=code, sku=code, ean=""))
        assert [found.id for found in shop.find_product("shop", code)] == [made]
    assert place.simulator.counts["GET products"] == 1
    shop.close()


def test_variants_are_not_made(place: Place) -> None:
    with pytest.raises(Refused):
        place.shop.create_product(new(options={"Цвят": "Син"}))


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


# ---- the export


def test_the_catalogue_is_read_from_the_export(place: Place) -> None:
    hidden = place.simulator.owner.add_product("3001", "Скрита", productIsActive=False)
    shop = place.open(catalogue="feed")
    products = {product.id: product for product in shop.products("shop")}
    mug = products[str(place.mug)]
    assert (mug.name, mug.sku, mug.eans, mug.stock) == (
        "Чаша „Роза“", "1001", ("3800000000017",), {"shop": Decimal(14)},
    )  # fmt: skip
    assert mug.prices["retail"] == Decimal("6.00")
    assert str(hidden) not in products
    assert [found.id for found in shop.find_product("shop", "3001")] == [str(hidden)]
    with pytest.raises(Refused):
        shop.create_product(new(key="3001", sku="3001"))
    assert not place.simulator.judge.doubles()
    facts = shop.check()
    assert facts.passed, facts.steps
    assert facts.steps[2].said is not None
    assert "3 in the export" in facts.steps[2].said.text()
    shop.close()


@pytest.mark.parametrize("habit", ["label", "free_text", "none"])
def test_a_label_in_the_export_is_no_quantity(place: Place, habit: Any) -> None:
    place.simulator.quirks = Quirks(feed_stock=habit, feed_currency="left_out", feed_image_scheme="none")
    assert {str(product.stock) for product in place.open(catalogue="feed").products("shop")} == {"{}"}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (FaultKind.CUT, "The export is cut off or damaged, so nothing of it is used."),
        (FaultKind.WRONG_NAMESPACE, "This is another kind of document, not Seliton’s export."),
        (FaultKind.NO_PRODUCTS, "The export holds no products at all, so it is not used."),
        (FaultKind.EMPTY_BODY, "The export is cut off or damaged, so nothing of it is used."),
        (FaultKind.HTML_200, None),
        (FaultKind.ERROR_503, None),
    ],
)
def test_a_broken_export_is_told_and_nothing_of_it_used(
    place: Place, kind: FaultKind, said: str | None
) -> None:
    shop = place.open(catalogue="feed")
    place.simulator.faults.add(Fault(kind, request="GET feed", times=None))
    products = shop.products("shop")
    with pytest.raises(Unreachable) as met:
        next(products)
    if said is not None:
        assert met.value.sentence.text() in (said, "The connection to Seliton broke off.")
    assert place.simulator.doors.feed_signature not in f"{met.value} {met.value.detail}"
    place.simulator.faults.clear()
    place.simulator.faults.add(Fault(kind, request="GET feed"))
    assert len(list(shop.products("shop"))) == 3, "the next attempt brings the whole of it"
    shop.close()


# ---- the XML API


def test_the_xml_api_is_off_until_the_owner_switches_it_on(place: Place) -> None:
    assert place.shop.xml is None
    assert not place.open(xml_api=True, xml_user=place.simulator.doors.xml_user).features.order_status


def test_a_status_goes_by_the_parameters_that_the_owner_named(place: Place) -> None:
    number = place.buy()
    shop = place.open(
        xml_api=True, xml_user=place.simulator.doors.xml_user, xml_order_parameter="an_order",
        xml_status_parameter="a_status",
    )  # fmt: skip
    assert shop.features.order_status
    result = shop.set_order_status([str(number)], "processing")
    (call,) = place.simulator.judge.xml_calls()
    assert (call.action, call.version) == ("updateorder", "1.0")
    assert (call.parameters["an_order"], call.parameters["a_status"]) == (str(number), "processing")
    assert result.refused[str(number)].text() == "Seliton left the order in the status new."
    place.simulator.owner.set_order(number, state="processing")
    assert shop.set_order_status([str(number)], "processing").refused == {}
    shop.close()


def test_every_reading_is_tried() -> None:
    """A reading that is like the default proves nothing."""
    assert all(quirks != Quirks() for quirks, _settings in READINGS)
    assert replace(Quirks(), ids="text") != Quirks()
