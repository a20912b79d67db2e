"""The steps orders and warehouses in a real window, on the sample shop and the sample warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from sync.profile import Orders, Stock
from tests.gui.conftest import OpenApp
from tests.gui.harness import (
    assert_layout,
    assert_letters_unique,
    click,
    focus_on,
    keys,
    pump,
    settle,
    type_text,
)
from tests.gui.products_place import ProductsPlace, products_place
from wizard.app import App
from wizard.setup import Setup
from wizard.steps.orders import OrdersStep
from wizard.steps.warehouses import WarehousesStep
from wizard.widgets import TextField
from wizard.wizard_frame import Step

Kind = TypeVar("Kind", bound=Step)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductsPlace]:
    with products_place(tmp_path_factory.mktemp("steps") / "place") as made:
        yield made


def _open(
    open_app: OpenApp,
    place: ProductsPlace,
    kind: type[Kind],
    *,
    fresh: bool = False,
    language: str = "en",
    percent: int = 100,
) -> tuple[App, Kind]:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    if fresh:
        del draft[kind.id]
    app = open_app(lambda made: place.wizard(made, kind.id, draft), language=language, percent=percent)
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, kind)
    settle(app.window)
    return app, step


def _type_over(field: TextField, text: str) -> None:
    """Type into a field as a person does who marks what stands there first."""
    focus_on(field.control)
    keys(field.control, "ctrl+a")
    type_text(field.control, text)


def _reason(app: App) -> str:
    assert isinstance(app.screen, Setup)
    return app.screen._bar.reason_text


def test_orders_are_counted_and_a_status_is_needed(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, OrdersStep)
    which = step.which
    assert which is not None
    pump(app.window, lambda: which.counts is not None, "the counts")
    assert which.statuses is not None
    assert which.counts is not None
    assert which.counts.by_status["24102"] == 115
    click(which.statuses.ticks["24102"].control)
    assert _reason(app) == "Choose at least one status"
    click(which.statuses.ticks["24101"].control)
    assert _reason(app) == ""
    assert step.collect()["statuses"] == ["24101"]


def test_what_is_proposed_is_a_finished_step(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, OrdersStep, fresh=True)
    orders = Orders.model_validate(step.collect())
    assert orders.statuses == ("24102",)
    assert orders.cancelled_statuses == ("24106",)
    assert orders.services.delivery.keys() == {"20", "9", "0"}
    pump(app.window, lambda: bool(step.chosen["payment_types"]), "the payment methods")
    assert "Лизинг" not in step.chosen["payment_types"]


def test_a_day_that_is_none_is_named_at_the_field(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, OrdersStep)
    assert step.which is not None
    day = step.which.day
    assert day is not None
    _type_over(day, "sometime")
    pump(app.window, lambda: _reason(app) != "", "the reason")
    assert day.error_text != ""
    _type_over(day, "1.11.2026")
    pump(app.window, lambda: _reason(app) == "", "the day")
    assert step.collect()["start"].startswith("2026-11-01T00:00:00")


def test_a_payment_method_gets_its_type(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, OrdersStep)
    pump(app.window, lambda: step.payments is not None and step.payments.counts is not None, "the methods")
    assert step.people is not None
    assert step.people.assign is not None
    step.people.assign.press()
    settle(app.window)
    assert step.payments is not None
    table = step.payments.table
    assert table is not None
    way, field = next(iter(table.fields.items()))
    for chosen, expected in (("", None), ("2", 2)):
        field.value = chosen
        field.control.event_generate("<<ComboboxSelected>>")
        settle(app.window)
        assert step.collect()["payment_types"].get(way) == expected


def test_a_sale_says_why_it_is_weaker(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, OrdersStep)
    assert step.document is not None
    assert step.document.kind is not None
    step.document.kind.focus_set()
    settle(app.window)
    keys(app.window, "Right")
    assert step.collect()["document"] == "sale"
    assert_layout(app.window)


def test_a_broken_note_is_said_in_words(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, OrdersStep)
    step._open_more()
    settle(app.window)
    assert step.more is not None
    template = step.more.template
    assert template is not None
    _type_over(template, "{order} {nobody}")
    pump(app.window, lambda: _reason(app) != "", "the reason")
    assert "{nobody}" in template.error_text


def test_links_of_locations_are_what_is_saved(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, WarehousesStep)
    assert step.locations is not None
    table = step.locations.table
    assert table is not None
    before = Stock.model_validate(step.collect())
    assert {link.shop_warehouse for link in before.links} == {"bl_901", "bl_902"}
    first = str(before.links[0].locations[0])
    table.fields[first].value = ""
    table.fields[first].control.event_generate("<<ComboboxSelected>>")
    settle(app.window)
    after = Stock.model_validate(step.collect())
    assert int(first) not in {number for link in after.links for number in link.locations}


def test_sending_without_a_link_is_asked_about(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, WarehousesStep, fresh=True)
    assert step.problem() is not None
    assert step.sending is not None
    assert step.sending.send is not None
    click(step.sending.send.control)
    assert step.problem() is None
    assert _reason(app) == ""


def test_the_sum_names_a_real_product(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _open(open_app, place, WarehousesStep)
    pump(app.window, lambda: step._example is not None, "the product")
    assert step._sum is not None
    assert step._sum.formula is not None
    assert "Stock at the chosen locations" in str(step._sum.formula.cget("text"))


@pytest.mark.parametrize(("language", "percent"), [("en", 100), ("bg", 150), ("pl", 200)])
def test_both_steps_have_their_place(
    open_app: OpenApp, place: ProductsPlace, language: str, percent: int
) -> None:
    for kind in (OrdersStep, WarehousesStep):
        app, step = _open(open_app, place, kind, language=language, percent=percent)
        if isinstance(step, OrdersStep):
            step._open_payments()
            step._open_more()
        settle(app.window)
        assert_layout(app.window)
        assert_letters_unique(app.window)
        app.leave()
