"""The card with the sum of the step warehouses: figures that follow the choices, and its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gui.conftest import OpenApp
from tests.gui.harness import (
    assert_layout,
    assert_letters_unique,
    click,
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
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE, Font
from wizard.widgets import LinkButton, Words


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductsPlace]:
    with products_place(tmp_path_factory.mktemp("sum") / "place") as made:
        yield made


def _open(
    open_app: OpenApp, place: ProductsPlace, language: str = "en", percent: int = 100
) -> tuple[App, WarehousesStep]:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    draft["warehouses"]["links"] = [{"locations": [2, 3, 4], "shop_warehouse": "bl_901"}]
    app = open_app(lambda made: place.wizard(made, "warehouses", draft), language=language, percent=percent)
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, WarehousesStep)
    pump(app.window, lambda: step._example is not None, "a product")
    return app, step


def _figures(app: App) -> list[str]:
    big = (words for words in widgets_below(app.window) if isinstance(words, Words))
    return [str(words.cget("text")) for words in big if str(words.cget("font")) == Font.BIG.value]


def test_the_reserve_is_a_figure_of_the_sum(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place)
    assert step.offer is not None
    before = _figures(app)
    assert sum(int(figure) for figure in before[:-1]) == int(before[-1])
    field = step.offer.numbers["reserve"]
    focus_on(field.control)
    keys(field.control, "ctrl+a", "1")
    pump(app.window, lambda: len(_figures(app)) > len(before), "the reserve in the sum")
    after = _figures(app)
    assert (after[-2], int(after[-1])) == ("1", int(before[-1]) - 1)


def test_another_product_is_shown_by_the_link(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place)
    first = step._example
    links = [link for link in widgets_below(app.window) if isinstance(link, LinkButton)]
    link = next(link for link in links if str(link.cget("text")) == "Another product")
    link.focus_set()
    settle(app.window)
    click(link)
    pump(app.window, lambda: now(step._example) is not first, "another product")
    assert step._example is not None


@pytest.mark.parametrize(("language", "percent"), [("en", 100), ("bg", 150), ("pl", 200)])
def test_the_sum_has_its_place(open_app: OpenApp, place: ProductsPlace, language: str, percent: int) -> None:
    app, _ = _open(open_app, place, language, percent)
    for width_and_height in (WINDOW_SIZE, SMALLEST_WINDOW):
        app.window.resize(*width_and_height)
        settle(app.window)
        assert_layout(app.window)
        assert_letters_unique(app.window)
