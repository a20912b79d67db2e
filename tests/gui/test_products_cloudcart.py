"""The step products for a shop of CloudCart: nothing is compared before the owner says by what, and what the
platform has besides texts and prices.
"""

from __future__ import annotations

import sqlite3
import tkinter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.profile import Leader, LineLinking, Marking, PriceLink, Products, SkuField
from sync.run.bringing import BROUGHT
from tests.e2e.bridge import NOW
from tests.gui.cloudcart_place import CloudCartPlace, cloudcart_place
from tests.gui.harness import focus_on, keys, pump, settle
from tests.gui.test_products import _answer, _choose, _next_is_on, _reason, _texts
from wizard.answers import ABOUT
from wizard.app import App
from wizard.setup import Setup
from wizard.steps.products import ProductsStep

OpenApp = Callable[..., App]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[CloudCartPlace]:
    with cloudcart_place(tmp_path / "sample") as made:
        yield made


def _open(
    place: CloudCartPlace, open_app: OpenApp, stock: dict[str, Any] | None = None, **products: Any
) -> ProductsStep:
    draft = place.draft(**products)
    if stock is not None:
        draft["warehouses"] = stock
    app = open_app(lambda shown: place.wizard(shown, draft))
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, ProductsStep)
    matching = step.matching_step.matching
    if step.chosen.match_by:
        pump(app.window, lambda: matching.comparison is not None, "the counts")
    settle(app.window)
    return step


def _press(control: tkinter.Misc) -> None:
    """Press what may stand below the window's edge: the keyboard brings it into sight."""
    focus_on(control)
    keys(control, "space")
    settle(control)


def test_next_is_off_until_the_owner_says_by_what_is_compared(
    place: CloudCartPlace, open_app: OpenApp
) -> None:
    step = _open(place, open_app)
    assert not _next_is_on(step)
    assert _reason(step) == "Choose by what products are compared"
    assert step.recognition is not None
    attribute = step.recognition.attribute
    assert attribute is not None
    assert attribute.choice is not None
    for name, key, field in (
        ("second barcode", LineLinking.SKU, SkuField.SECOND_BARCODE),
        ("barcode", LineLinking.EAN, SkuField.CODE),
        ("code", LineLinking.SKU, SkuField.CODE),
    ):
        _press(attribute.choice.controls[name])
        assert (_answer(step).match_by, _answer(step).sku_field) == ((key,), field)
        assert _next_is_on(step)
    matching = step.matching_step.matching
    pump(step.app.window, lambda: matching.comparison is not None and not matching.is_busy, "the counts")
    assert matching.settings.sku_field is SkuField.CODE


def test_the_answer_of_a_shop_that_knows_more_attributes_is_asked_again(
    place: CloudCartPlace, open_app: OpenApp
) -> None:
    answers = Products(catalogs=("shop",), send_prices=False).model_dump(mode="json")
    step = _open(place, open_app, **answers)
    assert not _next_is_on(step)


def test_marks_weight_and_category_reach_the_answer(place: CloudCartPlace, open_app: OpenApp) -> None:
    step = _open(place, open_app)
    marks = step.marks
    assert marks is not None
    assert marks.marks is not None
    for name in ("featured", "track_quantity", "sell_at_zero"):
        _press(marks.marks.ticks[name].control)
    _choose(marks.weight, 2)
    _choose(marks.unit, 1)
    _choose(marks.which, 1)
    _choose(marks.category, 1)
    answer = _answer(step)
    assert answer.marking == Marking(
        featured=True,
        track_quantity=False,
        sell_at_zero=True,
        weight_from=2,
        weight_unit="g",
        on_matching=True,
    )
    assert step.setup.shop_lists is not None
    assert answer.default_category == step.setup.shop_lists.categories[0].id
    assert marks.place is not None
    assert "ignores the stock" in _texts(marks.place)


def test_retail_prices_are_proposed_and_come_late(place: CloudCartPlace, open_app: OpenApp) -> None:
    step = _open(place, open_app)
    assert _answer(step).prices == (PriceLink(warehouse_group="PriceOut2", shop_group="retail"),)
    assert step.updates is not None
    assert step.updates.place is not None
    assert "a little after it was sent" in _texts(step.updates.place)


def test_the_price_group_of_the_only_location_is_proposed(place: CloudCartPlace, open_app: OpenApp) -> None:
    """One location feeds the shop: its own prices. Another choice is said to be one."""
    with closing(sqlite3.connect(place.warehouse_file)) as database, database:
        database.execute("UPDATE Objects SET PriceGroup = 0 WHERE ID = 5")
    stock = {"location_for_orders": 5, "links": [{"locations": [5], "shop_warehouse": "shop"}]}
    step = _open(place, open_app, stock)
    (link,) = _answer(step).prices
    assert link.warehouse_group != "PriceOut2"
    assert step.updates is not None
    prices = step.updates.prices
    assert prices.own_prices() is None
    field = prices.fields["retail"]
    _choose(field, 2)
    assert prices.own_prices() is not None
    assert prices.place is not None
    assert "itself sells by" in _texts(prices.place)


def test_bringing_all_is_a_wish_that_a_run_switches_off(place: CloudCartPlace, open_app: OpenApp) -> None:
    step = _open(place, open_app)
    assert step.bringing is not None
    assert step.bringing.toggle is not None
    step.matching_step.matching.was_seen()
    step.bringing.look()
    _press(step.bringing.toggle.control)
    wish = _answer(step).bring_all
    assert wish == step.setup.desk.clock.now()
    assert "counted them in" in _texts(step.bringing.toggle)
    _press(step.bringing.toggle.control)
    assert _answer(step).bring_all is None


def test_what_was_brought_is_off_again(place: CloudCartPlace, open_app: OpenApp) -> None:
    products = Products(catalogs=("shop",), match_by=(LineLinking.SKU,), send_prices=False, bring_all=NOW)

    def saved(app: App) -> Any:
        profiles = Profiles(app.desk.paths, app.desk.clock.now)
        profiles.create(place.profile)
        with profiles.open(place.profile.id, write=True) as journal:
            journal.remember(BROUGHT, NOW.isoformat())
        draft = place.draft(**products.model_dump(mode="json"))
        draft[ABOUT]["saved"] = True
        return place.wizard(app, draft)

    app = open_app(saved)
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, ProductsStep)
    assert step.bringing is not None
    assert step.bringing.toggle is not None
    settle(app.window)
    assert step.bringing.toggle.value is False
    assert "switched itself off" in _texts(step.bringing.toggle)
    assert _answer(step).bring_all is None


def test_micro_bg_takes_its_products_from_the_shop_and_has_no_second_barcode(
    place: CloudCartPlace, open_app: OpenApp
) -> None:
    def wizard(shown: App) -> Setup:
        setup = place.wizard(shown, draft)
        setup.draft["connect"]["warehouse"] = {"program": "micro.bg"}
        return setup

    draft = place.draft()
    app = open_app(wizard)
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, ProductsStep)
    settle(app.window)
    assert step.chosen.leader is Leader.SHOP
    assert step.chosen.new_visible
    assert step.recognition is not None
    assert step.recognition.attribute is not None
    choice = step.recognition.attribute.choice
    assert choice is not None
    assert list(choice.controls) == ["barcode", "code"]
