"""The other doors of Seliton, against its stand-in: the export as the catalogue, and statuses by the XML
API.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.errors import Refused, Unreachable
from sync.model import NewShopProduct
from sync.simulators.seliton import (
    Fault,
    FaultKind,
    Quirks,
)
from tests.contract.seliton import (
    Place,
    any_place,
    place,
)

__all__ = ["any_place", "place"]


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
        shop.create_product(NewShopProduct("shop", name="Нова", key="3001", sku="3001"))
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
