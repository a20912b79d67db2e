"""Marks and weights: what new products get, and what known ones are brought to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import Product, ProductMark, ProductRole, ShopProduct
from sync.plan.product_marks import ShopMarks, WantedMarks, marks_action, read_weight
from sync.profile import Marking

_ALL = frozenset(ProductMark) - {ProductMark.ACTIVE}
_PLAIN = dict.fromkeys(ProductMark, False)


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [
        ("2,5", "kg", 2500),
        ("2.5", "g", 3),
        ("0.25 кг", "g", 250),
        (" 300 г. ", "kg", 300),
        ("300гр", "kg", 300),
        ("1 KG", "g", 1000),
        ("0", "kg", 0),
        ("", "kg", None),
        ("Размер-M", "kg", None),
        ("-1", "kg", None),
        ("1,2,3", "kg", None),
    ],
)
def test_a_weight_is_read(text: str, unit: str, grams: int | None) -> None:
    assert read_weight(text, unit) == grams


@given(st.decimals(0, 9999, places=3))
def test_a_weight_in_kilograms_is_whole_grams(weight: Decimal) -> None:
    assert read_weight(str(weight).replace(".", ","), "kg") == int(weight * 1000)


def _action(
    wanted: WantedMarks, there: ShopProduct, *, visible: bool = False, with_marks: bool = True
) -> object:
    good = Product(1, "A", "Чай", catalogs=("", "0,5"))
    action = marks_action(good, there, wanted, visible=visible, with_marks=with_marks, where="Shop")
    return action.payload if action else None


def test_new_products_get_a_yes_or_a_no_for_what_the_shop_has() -> None:
    marking = Marking(featured=True, track_quantity=False)
    assert WantedMarks(marking, _ALL).of_new == {
        ProductMark.FEATURED: True,
        ProductMark.NEW: False,
        ProductMark.TRACKING: False,
        ProductMark.CONTINUE_SELLING: False,
    }
    assert WantedMarks(marking, frozenset({ProductMark.NEW})).of_new == {ProductMark.NEW: False}
    assert WantedMarks(marking).of_new == {}


def test_known_products_get_only_what_was_chosen_and_lacks() -> None:
    there = ShopProduct("5", "c", "Tea", marks={**_PLAIN, ProductMark.TRACKING: True}, weight_grams=0)
    marking = Marking(featured=True, weight_from=2, on_matching=True)
    wanted = WantedMarks(marking, _ALL, weight=True)
    assert _action(wanted, there) == ShopMarks("c", "5", {ProductMark.FEATURED: True}, 500)
    chosen = {ProductMark.FEATURED: True, ProductMark.ACTIVE: True}
    assert _action(wanted, there, visible=True) == ShopMarks("c", "5", chosen, 500)
    assert _action(wanted, there, visible=True, with_marks=False) == ShopMarks("c", "5", {}, 500)
    assert (
        _action(WantedMarks(marking.model_copy(update={"on_matching": False}), _ALL, weight=True), there)
        is None
    )
    assert _action(WantedMarks(marking), there, visible=True) is None, "a shop without marks"
    unknown = ShopProduct("5", "c", "Tea", weight_grams=500)
    assert _action(wanted, unknown) is None, "a mark that the shop did not tell is left alone"
    assert _action(wanted, ShopProduct("5", "c", "Tea", role=ProductRole.PARENT, marks=_PLAIN)) is None
