"""What the owner chose in the steps orders and warehouses stays chosen, and what they say is what is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.errors import Refused, Unreachable
from sync.model import Order
from sync.sentences import say
from sync.shops.baselinker import BaseLinker
from tests.gui.conftest import OpenApp
from tests.gui.harness import click, focus_on, keys, pump, settle, widgets_below
from tests.gui.products_place import ProductsPlace, products_place
from wizard.app import App
from wizard.setup import Setup
from wizard.steps.orders import OrdersStep
from wizard.steps.warehouses import WarehousesStep
from wizard.widgets import Trouble, Words


@pytest.fixture(scope="module")
def shared_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductsPlace]:
    with products_place(tmp_path_factory.mktemp("hold") / "place") as made:
        yield made


@pytest.fixture
def place(shared_place: ProductsPlace) -> ProductsPlace:
    """The place two minutes later, so that no test uses up another's share of the shop's requests."""
    clock = shared_place.simulator.clock
    assert isinstance(clock, TurnedClock)
    clock.turn(timedelta(minutes=2))
    return shared_place


def _orders(open_app: OpenApp, place: ProductsPlace, **answers: object) -> tuple[App, OrdersStep]:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    draft["orders"].update(answers)
    app = open_app(lambda made: place.wizard(made, "orders", draft))
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, OrdersStep)
    return app, step


def _texts(app: App) -> list[str]:
    return [str(words.cget("text")) for words in widgets_below(app.window) if isinstance(words, Words)]


def test_a_method_that_the_owner_took_back_stays_without_a_type(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    app, step = _orders(open_app, place, payment_types={})
    assert step.payments is not None
    assert step.people is not None
    assert step.people.assign is not None
    pump(app.window, lambda: bool(step.chosen["payment_types"]), "the proposed types")
    click(step.people.assign)
    table = step.payments.table
    assert table is not None
    way = next(iter(step.chosen["payment_types"]))
    table.fields[way].value = ""
    table.fields[way].control.event_generate("<<ComboboxSelected>>")
    settle(app.window)
    assert any(f"“{way}”" in text for text in _texts(app)), "the card names the orders that wait"
    counted = step._counts
    step.chosen["start"] = "2026-10-25T00:00:00+02:00"
    step._count()
    pump(app.window, lambda: step._counts is not counted, "the new counts")
    assert way not in step.collect()["payment_types"]


def test_lines_are_said_to_be_linked_by_what_is_chosen(open_app: OpenApp, place: ProductsPlace) -> None:
    app, _ = _orders(open_app, place, link_lines=["sku"])
    assert "Lines are linked to products in this order: a link made before, SKU." in _texts(app)


def test_a_customer_that_is_not_added_is_said_to_hold_the_order(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    partners = {**place.draft()["orders"]["partners"], "create_missing": False}
    app, _ = _orders(open_app, place, partners=partners)
    assert any(text.endswith("An order of a missing customer waits.") for text in _texts(app))


def test_the_note_is_shown_in_the_words_of_the_warehouses_country(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    draft["connect"]["country"] = "PL"
    app = open_app(lambda made: place.wizard(made, "orders", draft))
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, OrdersStep)
    pump(app.window, lambda: step._example is not None, "an order")
    step._open_more()
    settle(app.window)
    assert any("paragon" in text for text in _texts(app) if text.startswith("For example"))


def test_an_order_that_cannot_be_read_does_not_stop_the_counting(
    open_app: OpenApp, place: ProductsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = BaseLinker.read_order
    asked: list[object] = []

    def first_refused(shop: BaseLinker, raw: Mapping[str, Any]) -> Order:
        asked.append(raw)
        if raw["order_id"] == asked[0]["order_id"]:  # type: ignore[index]  # a raw order, as above
            raise Refused(say("The order cannot be understood."))
        return read(shop, raw)

    monkeypatch.setattr(BaseLinker, "read_order", first_refused)
    app, step = _orders(open_app, place)
    pump(app.window, lambda: step._counts is not None, "the counts")
    assert step._example is not None


def test_a_shop_that_does_not_answer_is_said_where_the_counts_would_stand(
    open_app: OpenApp, place: ProductsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_shop: BaseLinker, _query: object) -> Iterator[object]:
        raise Unreachable(say("The shop does not answer."))

    monkeypatch.setattr(BaseLinker, "order_pages", silent)
    app, step = _orders(open_app, place)
    assert "The orders could not be counted. Everything else can be chosen. The shop does not answer." in (
        _texts(app)
    )
    assert not [window for window in app.window.winfo_children() if isinstance(window, Trouble)]
    assert step.problem() is None


def test_a_reserve_below_nothing_keeps_next_off(open_app: OpenApp, place: ProductsPlace) -> None:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    app = open_app(lambda made: place.wizard(made, "warehouses", draft))
    assert isinstance(app.screen, Setup)
    step, setup = app.screen.step, app.screen
    assert isinstance(step, WarehousesStep)
    assert step.offer is not None
    field = step.offer.numbers["reserve"]
    focus_on(field.control)
    keys(field.control, "ctrl+a", "minus", "5")
    pump(app.window, lambda: field.error_text != "", "the error")
    assert setup.next_button is not None
    assert not setup.next_button.enabled
    assert step.first_wrong() is field
