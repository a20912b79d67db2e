"""Every choice of the step orders that is more than a list: in a real window, on the sample shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from sync.clock import TurnedClock
from sync.ports import OrderQuery, RawOrder
from sync.profile import Orders
from sync.sentences import say
from sync.shops.baselinker import BaseLinker
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
    type_text,
    widgets_below,
)
from tests.gui.products_place import ProductsPlace, products_place
from wizard.app import App
from wizard.setup import Setup
from wizard.steps.order_more import MorePart
from wizard.steps.orders import OrdersStep
from wizard.widgets import Words


@pytest.fixture(scope="module")
def shared_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductsPlace]:
    with products_place(tmp_path_factory.mktemp("choices") / "place") as made:
        yield made


@pytest.fixture
def place(shared_place: ProductsPlace) -> ProductsPlace:
    """The place two minutes later, so that no test uses up another's share of the shop's requests."""
    clock = shared_place.simulator.clock
    assert isinstance(clock, TurnedClock)
    clock.turn(timedelta(minutes=2))
    return shared_place


def _orders(
    open_app: OpenApp, place: ProductsPlace, language: str = "en", percent: int = 100, **answers: object
) -> tuple[App, OrdersStep]:
    draft = place.draft(leader="warehouse", catalogs=["30411"])
    draft["orders"].update(answers)
    app = open_app(lambda made: place.wizard(made, "orders", draft), language=language, percent=percent)
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, OrdersStep)
    settle(app.window)
    return app, step


def _more(app: App, step: OrdersStep) -> MorePart:
    step._open_more()
    settle(app.window)
    assert step.more is not None
    return step.more


def _texts(app: App) -> list[str]:
    shown = (each for each in widgets_below(app.window) if isinstance(each, Words) and each.winfo_ismapped())
    return [str(words.cget("text")) for words in shown]


def test_a_sale_can_leave_the_payment_out(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _orders(open_app, place, document="sale")
    assert step.document is not None
    assert step.document.payments is not None
    click(step.document.payments.control)
    assert Orders.model_validate(step.collect()).record_payments is False
    assert_layout(app.window)


def test_the_group_of_new_products_is_asked_only_where_some_are_made(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    app, step = _orders(open_app, place, unknown_line="hold")
    people = step.people
    assert people is not None
    assert people.missing is not None
    assert now(people.group) is None
    focus_on(people.missing.control)
    people.missing.choose_by_letter("A")
    settle(app.window)
    group = now(people.group)
    assert group is not None
    assert step.collect()["unknown_line"] == "create"
    focus_on(group.control)
    assert group.value == str(step.collect()["new_product_group"])
    group.value = group._choices[-1].id
    group.control.event_generate("<<ComboboxSelected>>")
    settle(app.window)
    assert step.collect()["new_product_group"] == int(group.value or 0) != 1
    assert_layout(app.window)


def test_the_shops_own_fields_are_named_in_the_owners_language(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    _, step = _orders(open_app, place, language="bg")
    assert step.back is not None
    names = [choice.name for choice in step.back.fields["number_field"]._choices]
    assert "Допълнително поле 1" in names
    assert not any("Extra field" in name for name in names)


def test_cash_on_delivery_is_left_to_the_owner(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _orders(open_app, place, payment_types={}, cash_on_delivery_type=None)
    pump(app.window, lambda: bool(step.chosen["payment_types"]), "the proposed types")
    assert "Наложен платеж" not in step.chosen["payment_types"]
    assert any("postal money transfer" in text for text in _texts(app))
    step._open_payments()
    settle(app.window)
    assert step.payments is not None
    assert step.payments.cash is not None
    step.payments.cash.value = "1"
    step.payments.cash.control.event_generate("<<ComboboxSelected>>")
    settle(app.window)
    assert step.collect()["cash_on_delivery_type"] == 1
    assert not any("postal money transfer" in text for text in _texts(app))


def test_a_service_product_gets_another_name_and_is_never_nameless(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    app, step = _orders(open_app, place)
    services = _more(app, step).services
    name = services.names["delivery"]
    focus_on(name.control)
    keys(name.control, "ctrl+a", "BackSpace")
    pump(app.window, lambda: name.error_text != "", "the error")
    assert step.problem() is not None
    assert step.first_wrong() is name
    type_text(name.control, "Courier")
    pump(app.window, lambda: step.problem() is None, "the name")
    assert step.collect()["services"]["delivery_name"] == "Courier"


def test_service_products_that_are_not_made_must_be_there(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _orders(open_app, place)
    services = _more(app, step).services
    assert services.create is not None
    focus_on(services.create.control)
    keys(app.window, "space")
    assert step.collect()["services"]["create_missing"] is False
    assert services.names == {}
    rate = next(iter(services.products))
    assert services.products[rate]._choices[0].name == "The order waits"
    services.products[rate].value = ""
    services.products[rate].control.event_generate("<<ComboboxSelected>>")
    settle(app.window)
    assert rate[1] not in step.collect()["services"][rate[0]]


def test_the_partner_for_private_buyers_is_searched(open_app: OpenApp, place: ProductsPlace) -> None:
    app, step = _orders(open_app, place)
    private = _more(app, step).private
    assert private.choose is not None
    click(private.choose)
    dialog = private.dialog
    assert dialog is not None
    with_words = len(dialog._found)
    type_text(dialog.field.control, "zzz")
    pump(app.window, lambda: not dialog._found, "nothing found")
    keys(dialog.field.control, "ctrl+a", "BackSpace")
    pump(app.window, lambda: len(dialog._found) == with_words, "all of them")
    wanted = list(dialog._found.values())[1]
    keys(app.window, "Down", "Down", "Return")
    pump(app.window, lambda: not dialog.winfo_exists(), "the choice")
    assert step.collect()["partners"]["one_for_private_buyers"] == wanted.id
    assert any(wanted.name in text for text in _texts(app))
    click(private.choose)
    assert private.dialog is not None
    click(private.dialog.own_link)
    assert step.collect()["partners"]["one_for_private_buyers"] is None


def test_the_shops_orders_are_listed_once(
    open_app: OpenApp, place: ProductsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[OrderQuery] = []
    pages = BaseLinker.order_pages

    def counted(shop: BaseLinker, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        listed.append(query)
        return pages(shop, query)

    monkeypatch.setattr(BaseLinker, "order_pages", counted)
    app, step = _orders(open_app, place)
    pump(app.window, lambda: step._counts is not None, "the counts")
    step.chosen["start"] = (listed[0].since + timedelta(days=1)).isoformat()
    step._count()
    settle(app.window)
    assert step._counts is not None
    assert step._counts.since > listed[0].since
    assert len(listed) == 1


@pytest.mark.parametrize(("language", "percent"), [("bg", 100), ("pl", 150)])
def test_all_choices_have_their_place(
    open_app: OpenApp, place: ProductsPlace, language: str, percent: int
) -> None:
    app, step = _orders(open_app, place, language, percent, document="sale", unknown_line="create")
    step._open_payments()
    private = _more(app, step).private
    assert_layout(app.window)
    assert_letters_unique(app.window)
    private._open()
    assert private.dialog is not None
    assert_layout(private.dialog)
    private.dialog.close()


# ---------------------------------------------------------------- when an order becomes a sale


def test_an_order_becomes_a_sale_at_the_statuses_that_are_ticked(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    app, step = _orders(open_app, place, document="order", sale_statuses=[], cancelled_statuses=["24106"])
    document = step.document
    assert document is not None
    sales = document.sales
    assert sales.when is not None
    click(sales.when.buttons["at status"])
    settle(app.window)
    assert step.problem() == say("Choose the statuses in which an order becomes a sale")
    statuses = now(sales.statuses)
    assert statuses is not None
    assert "24106" not in statuses.ticks, "a status that means cancelled makes no sale"
    click(statuses.ticks["24103"].control)
    assert Orders.model_validate(step.collect()).sale_statuses == ("24103",)
    assert step.problem() is None
    assert now(sales.elsewhere) is None, "Mostik's own warehouse makes sales of orders"
    assert_layout(app.window)
    assert_letters_unique(app.window)
    assert document.kind is not None
    click(document.kind.buttons["sale"])
    assert step.collect()["sale_statuses"] == [], "sales from the beginning do not become any later"
    click(document.kind.buttons["order"])
    assert step.collect()["sale_statuses"] == ["24103"]


def test_where_only_the_program_makes_sales_the_owner_says_what_happens_until_then(
    open_app: OpenApp, place: ProductsPlace
) -> None:
    app, step = _orders(open_app, place, document="order", sale_statuses=["24103"])
    lists = step.setup.warehouse_lists
    assert lists is not None
    step.setup.warehouse_lists = replace(lists, turns_into_sales=False)
    assert step.document is not None
    sales = step.document.sales
    sales.draw()
    settle(app.window)
    elsewhere = now(sales.elsewhere)
    assert elsewhere is not None
    focus_on(elsewhere.buttons["keep back"])
    click(elsewhere.buttons["keep back"])
    settle(app.window)
    assert step.collect()["sale_elsewhere"] == "keep back"
    assert any("passes by the fiscal side" in words for words in _texts(app))
    assert_layout(app.window)
    step.setup.warehouse_lists = replace(lists, turns_into_sales=False, sales=False)
    sales.draw()
    settle(app.window)
    assert now(sales.elsewhere) is None, "where no sale can be written, none is kept back"
