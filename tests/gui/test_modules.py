"""The step modules: switches, what was found for them, and the steps that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.bridge import TOKEN, ZONE
from tests.gui.connect_place import (
    NAME,
    ConnectPlace,
    Nowhere,
    connect_place,
    modules_step,
    next_is_on,
    reason,
    setup_in,
    words_in,
)
from tests.gui.harness import DeskForTests, click, focus_on, keys, settle
from wizard.app import App
from wizard.resuming import SetupOpening
from wizard.steps.modules import ModulesStep
from wizard.widgets import LinkButton

OpenApp = Callable[..., App]


@pytest.fixture
def place(desk: DeskForTests, tmp_path: Path) -> Iterator[ConnectPlace]:
    with connect_place(desk, tmp_path) as made:
        yield made


@pytest.fixture
def app(open_app: OpenApp) -> App:
    return open_app(Nowhere)


def opened(app: App, place: ConnectPlace, **steps: dict[str, object]) -> ModulesStep:
    place.keep_token()
    draft = place.draft(name=NAME, warehouse=place.file, **steps)
    draft["connect"]["shop_key"] = "bl-1"
    app.show(lambda shown: SetupOpening(shown, "connection", draft, "modules"))
    settle(app.window)
    return modules_step(app)


def test_what_was_found_stands_in_the_cards(app: App, place: ConnectPlace) -> None:
    step = opened(app, place)
    orders = place.simulator.account.orders.values()
    began = datetime(2026, 11, 1, tzinfo=ZONE).timestamp()
    count = sum(1 for order in orders if int(order["date_confirmed"] or 0) >= began)
    assert count > 100
    assert step.cards["orders"].said == f"{count} orders in the shop since November 1"
    assert step.cards["products"].said == "312 products in the warehouse, 268 in the shop"
    assert step.cards["stock"].said == "5 locations, 3 warehouses in BaseLinker"


def test_all_is_off_at_first_and_space_a_click_and_the_toggle_switch(app: App, place: ConnectPlace) -> None:
    step = opened(app, place)
    assert step.collect() == {"orders": False, "products": False, "stock": False}
    assert (next_is_on(app), reason(app)) == (False, "Choose at least one")
    assert app.window.focus_get() is step.cards["orders"].toggle.control
    keys(app.window, "space")
    assert (step.cards["orders"].on, next_is_on(app)) == (True, True)
    click(step.cards["stock"], x=200, y=20)
    assert step.collect()["stock"]
    click(step.cards["stock"].toggle.control)
    assert not step.collect()["stock"]
    assert words_in(step.cards["orders"].toggle) == "On"
    assert words_in(step.cards["stock"].toggle) == "Off"
    focus_on(step.cards["orders"].toggle.control)
    keys(app.window, "space")
    assert not next_is_on(app)


def test_the_steps_follow_the_switches(app: App, place: ConnectPlace) -> None:
    step = opened(app, place)
    setup = setup_in(app)
    before = len(setup.present_steps())
    assert f"Step 2 of {before}" in words_in(app.window)
    assert len(setup._side.rows) == before == 6
    step.cards["orders"].toggle.control.invoke()
    settle(app.window)
    after = len(setup.present_steps())
    assert after < before
    assert f"Step 2 of {after}" in words_in(app.window)
    assert len(setup._side.rows) == after
    app.rebuild()
    assert step.cards["orders"].on
    setup.back()
    settle(app.window)
    setup.next()
    settle(app.window)
    assert modules_step(app).cards["orders"].on


def test_a_list_that_was_not_read_is_read_again(app: App, place: ConnectPlace) -> None:
    step = opened(app, place)
    place.simulator.account.tokens.clear()
    step._orders = step._products = None
    setup_in(app).orders_seen = None
    step.shown()
    settle(app.window)
    card = step.cards["orders"]
    assert "token" in card.said
    assert "Read again" in card.said
    place.simulator.account.tokens.append(TOKEN)
    link = next(part for part in card._last.winfo_children() if isinstance(part, LinkButton))
    click(link)
    settle(app.window)
    assert "orders in the shop since" in card.said
    # Neither the error nor reading again switched anything.
    assert not card.on
    assert "Read again" in step.cards["products"].said


def test_orders_count_from_the_day_that_was_chosen(app: App, place: ConnectPlace) -> None:
    step = opened(app, place, orders={"start": "2027-01-02T00:00:00+02:00"})
    assert step.cards["orders"].said == "No order in the shop since January 2, 2027"


def test_the_direction_follows_who_leads(app: App, place: ConnectPlace) -> None:
    step = opened(app, place, products={"leader": "shop"})
    assert "shop → warehouse" in words_in(step.cards["products"])
