"""What the step warehouses says of each location, and how old an open order may be: in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from sync.model import ShopWarehouse
from sync.ports import ProductScope
from sync.profile import Stock
from tests.gui.conftest import OpenApp
from tests.gui.harness import (
    assert_layout,
    assert_letters_unique,
    focus_on,
    keys,
    now,
    pump,
    settle,
    widgets_below,
)
from tests.gui.products_place import ProductsPlace, products_place
from wizard.app import App
from wizard.setup import Setup
from wizard.steps.warehouses import WarehousesStep
from wizard.widgets import Words


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductsPlace]:
    with products_place(tmp_path_factory.mktemp("warehouses") / "place") as made:
        yield made


def _open(
    open_app: OpenApp, place: ProductsPlace, language: str = "en", percent: int = 100, **answers: Any
) -> tuple[App, WarehousesStep]:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    draft["products"].update(prices=[{"warehouse_group": "PriceOut2", "shop_group": "1"}])
    draft["warehouses"].update(answers)
    app = open_app(lambda made: place.wizard(made, "warehouses", draft), language=language, percent=percent)
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, WarehousesStep)
    pump(app.window, lambda: step._stocked is not None, "the stock of the locations")
    settle(app.window)
    return app, step


def _texts(app: App) -> list[str]:
    return [str(each.cget("text")) for each in widgets_below(app.window) if isinstance(each, Words)]


def test_each_location_says_how_many_products_it_has(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place)
    with closing(step.setup.warehouse()) as warehouse:
        levels = dict(warehouse.stock_levels(ProductScope(), [2]))
    stocked = sum(level > 0 for level in levels.values())
    assert stocked > 1
    assert f"{stocked} products" in _texts(app)


def test_a_sum_of_several_locations_is_said_and_follows_the_choice(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    app, step = _open(open_app, place, links=[{"locations": [2, 3, 4], "shop_warehouse": "bl_901"}])
    name = next(each.name for each in step._there() if each.id == "bl_901")
    assert f"“{name}” gets the sum of 3 locations." in _texts(app)
    assert step.locations is not None
    table = step.locations.table
    assert table is not None
    for location in ("3", "4"):
        table.fields[location].value = ""
        table.fields[location].control.event_generate("<<ComboboxSelected>>")
        settle(app.window)
    assert not any("gets the sum" in text for text in _texts(app))


def test_a_warehouse_that_is_only_read_says_so_in_its_row(
    open_app: OpenApp, place: ProductsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = ShopWarehouse("shop_7", "Old shop", writable=False)
    there = WarehousesStep._there
    monkeypatch.setattr(WarehousesStep, "_there", lambda step: (*there(step), closed))
    app, step = _open(open_app, place)
    assert "Old shop" in _texts(app)
    assert any(text.startswith("Read only:") for text in _texts(app))
    assert step.locations is not None
    assert step.locations.table is not None
    assert "shop_7" not in [choice.id for choice in step.locations.table.fields["2"]._choices]
    assert_layout(app.window)


def test_where_prices_come_from_is_said(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place)
    lists = step.setup.warehouse_lists
    assert lists is not None
    group = next(each.name for each in lists.price_groups if each.id == "PriceOut2")
    assert any(
        text.startswith(f"Prices do not follow the location. They come from “{group}”")
        for text in (_texts(app))
    )


def test_the_days_of_open_orders_are_chosen_where_they_count(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, subtract_open_orders=False)
    offer = step.offer
    assert offer is not None
    assert offer.open_orders is not None
    assert now(offer.days) is None
    focus_on(offer.open_orders.control)
    keys(app.window, "space")
    days = now(offer.days)
    assert days is not None
    assert days.value == "14"
    for chosen, kept in (("30", 30), ("", None)):
        days.value = chosen
        days.control.event_generate("<<ComboboxSelected>>")
        settle(app.window)
        assert Stock.model_validate(step.collect()).open_order_days == kept
    assert_layout(app.window)


@pytest.mark.parametrize(("language", "percent"), [("bg", 100), ("pl", 200)])
def test_all_of_it_has_its_place(
    open_app: OpenApp, place: ProductsPlace, language: str, percent: int
) -> None:
    links = [{"locations": [2, 3, 4], "shop_warehouse": "bl_901"}]
    app, _ = _open(open_app, place, language, percent, links=links, subtract_open_orders=True)
    assert_layout(app.window)
    assert_letters_unique(app.window)
