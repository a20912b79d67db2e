"""Seliton as a shop, against its stand-in: the connection, its products and their changes."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.model import NewShopProduct, ProductMark
from sync.ports import OrderQuery, Outcome, Shop
from sync.shops.seliton import Seliton
from sync.shops.seliton.adapter import SelitonSecrets
from sync.simulators.seliton import (
    Fault,
    FaultKind,
    Quirks,
)
from sync.systems import SelitonShop
from tests.contract.seliton import (
    LONG_AGO,
    NOW,
    READINGS,
    SOFIA,
    Place,
    any_place,
    place,
    settings_of,
    signed_in,
)

__all__ = ["any_place", "place"]


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


def test_every_reading_is_tried() -> None:
    """A reading that is like the default proves nothing."""
    assert all(quirks != Quirks() for quirks, _settings in READINGS)
    assert replace(Quirks(), ids="text") != Quirks()
