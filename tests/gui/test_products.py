"""The step products in a real window: what is proposed, every choice, the counts, and where Next is off."""

from __future__ import annotations

import sqlite3
import tkinter
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from sync.profile import Leader, LineLinking, PriceLink, Products, UpdateMode
from sync.simulators.baselinker.faults import Fault, FaultKind
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
from wizard.group_dialog import GroupDialog
from wizard.match_rows import Filter
from wizard.setup import Setup
from wizard.steps.product_choices import UpdatesPart, WhichPart
from wizard.steps.product_recognition import RecognitionPart
from wizard.steps.products import ProductsStep
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE
from wizard.widgets import ChoiceField, Tiles
from wizard.wizard_frame import Draft

OpenApp = Callable[..., App]
_CATALOG, _POLISH = "30411", "30412"
_EUR, _PLN = "301", "302"
_RETAIL = "PriceOut2"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[ProductsPlace]:
    with products_place(tmp_path / "sample") as made:
        yield made


@pytest.fixture
def step(place: ProductsPlace, open_app: OpenApp) -> ProductsStep:
    """The step that was never answered, its comparison made."""
    return _open(place, open_app, place.draft())


def _open(place: ProductsPlace, open_app: OpenApp, draft: Draft) -> ProductsStep:
    app = open_app(lambda shown: place.wizard(shown, "products", draft))
    assert isinstance(app.screen, Setup)
    step = app.screen.step
    assert isinstance(step, ProductsStep)
    matching = step.matching_step.matching
    pump(
        app.window,
        lambda: not matching.is_busy and bool(matching.comparison or matching.failed),
        "the counts",
    )
    settle(app.window)
    return step


def _answer(step: ProductsStep) -> Products:
    return Products.model_validate(step.collect())


def _parts(step: ProductsStep) -> tuple[UpdatesPart, WhichPart, RecognitionPart]:
    assert step.updates is not None
    assert step.which is not None
    assert step.recognition is not None
    return step.updates, step.which, step.recognition


def _tiles(step: ProductsStep) -> Tiles:
    assert step.tiles is not None
    return step.tiles


def _next_is_on(step: ProductsStep) -> bool:
    button = step.setup.next_button
    assert button is not None
    return button.enabled


def _reason(step: ProductsStep) -> str:
    return step.setup._bar.reason_text


def _compared(step: ProductsStep, counted: Callable[[], bool]) -> None:
    """The comparison follows a change a little later."""
    pump(step.app.window, counted, "the new comparison")
    settle(step.app.window)


def _choose(field: ChoiceField | None, place: int) -> None:
    """Choose an entry by the arrow keys, as the list of a combobox is Tk's own."""
    assert field is not None
    focus_on(field.control)
    field.control.current(place)
    field.control.event_generate("<<ComboboxSelected>>")
    settle(field)


def _texts(widget: tkinter.Misc) -> str:
    """Everything that is written in a part."""
    found = []
    for child in widget.winfo_children():
        options = child.configure() or {}
        if "text" in options:
            found.append(str(child.cget("text")))
        found.append(_texts(child))
    return " ".join(each for each in found if each)


# ---------------------------------------------------------------- what is proposed and counted


def test_the_proposal_is_complete_and_both_sides_are_counted(step: ProductsStep) -> None:
    assert _answer(step) == Products(
        catalogs=(_CATALOG,),
        prices=(PriceLink(warehouse_group=_RETAIL, shop_group=_EUR),),
    )
    assert _next_is_on(step)
    _, which, recognition = _parts(step)
    comparison = step.matching_step.matching.comparison
    assert comparison is not None
    assert recognition.place is not None
    written = _texts(recognition.place)
    for name in ("Match", "Only in the warehouse", "Ambiguous", "Look-alike letters"):
        assert name in written
    assert f"{comparison.counts[Filter.LINKED]} Match" in written
    assert recognition.note is None
    assert which.place is not None
    assert "All groups, 312 products" in _texts(which.place)


def test_the_side_list_says_who_leads(step: ProductsStep) -> None:
    step.setup.go("modules")
    assert step.summary_line() == "Mostik’s warehouse leads"


def test_few_matches_name_their_cause(place: ProductsPlace, open_app: OpenApp) -> None:
    products = place.simulator.account.products
    for product in products.values():
        product["sku"] = product["ean"] = ""
    place.simulator.refresh()
    step = _open(place, open_app, place.draft())
    _, _, recognition = _parts(step)
    assert recognition.note is not None
    comparison = step.matching_step.matching.comparison
    assert comparison is not None
    empty = sum(product.role in ("plain", "variant") for product in comparison.products())
    assert _texts(recognition.note).startswith("Only 0 of")
    assert f"SKU is empty in {empty} products of the shop." in _texts(recognition.note)
    assert _next_is_on(step)


def test_an_empty_shop_is_said_and_next_stays_on(place: ProductsPlace, open_app: OpenApp) -> None:
    place.simulator.account.products.clear()
    place.simulator.refresh()
    step = _open(place, open_app, place.draft())
    _, _, recognition = _parts(step)
    assert recognition.place is not None
    assert "0 products in BaseLinker" in _texts(recognition.place)
    assert _next_is_on(step)


def test_a_shop_that_does_not_answer_is_said_beside_the_counts_and_read_again(
    place: ProductsPlace, step: ProductsStep
) -> None:
    _, _, recognition = _parts(step)
    place.simulator.faults.add(Fault(FaultKind.ACCOUNT_BLOCKED, times=None))
    step.matching_step.matching.begin(anew=True)
    assert recognition.bar is None
    assert recognition.again_button is not None
    assert _next_is_on(step)
    place.simulator.faults.clear()
    click(recognition.again_button)
    _compared(step, lambda: recognition.bar is not None)


# ---------------------------------------------------------------- every choice


def test_every_choice_reaches_the_answer(step: ProductsStep) -> None:
    updates, which, _ = _parts(step)
    assert updates.what is not None
    for name in ("update_name", "update_codes", "update_description"):
        click(updates.what.ticks[name].control)
    _choose(which.missing, 2)
    _choose(which.mode, 1)
    _choose(which.gone, 1)
    answer = _answer(step)
    assert answer.update_name
    assert answer.update_codes
    assert answer.update_description
    assert (answer.create_missing, answer.new_visible) == (True, True)
    assert answer.mode is UpdateMode.ADD_ONLY
    assert not answer.removed_to_zero
    _choose(which.missing, 1)
    assert (_answer(step).create_missing, _answer(step).new_visible) == (True, False)
    _choose(which.missing, 0)
    assert not _answer(step).create_missing


def test_the_leading_side_decides_what_is_asked(step: ProductsStep) -> None:
    focus_on(_tiles(step).tiles[Leader.WAREHOUSE.value].radio)
    keys(step.app.window, "Right")
    assert _answer(step).leader is Leader.SHOP
    updates, which, _ = _parts(step)
    assert updates.what is not None
    assert "update_description" not in updates.what.ticks
    assert which.missing is not None
    _choose(which.missing, 1)
    assert _answer(step).create_missing
    click(_tiles(step).tiles[Leader.BY_HAND.value])
    updates, which, _ = _parts(step)
    assert _answer(step).leader is Leader.BY_HAND
    assert which.mode is None
    assert which.place is not None
    assert which.missing is not None
    assert "Is sent hidden at first" in str(which.missing.control.cget("values"))
    assert _next_is_on(step)


def test_prices_need_a_group_and_another_currency_a_factor(step: ProductsStep) -> None:
    updates, _, _ = _parts(step)
    prices = updates.prices
    assert set(prices.fields) == {_EUR, _PLN}
    assert prices.factors == {}
    _choose(prices.fields[_PLN], 2)
    assert not _next_is_on(step)
    assert _reason(step) == "Type the factor for PLN"
    focus_on(prices.factors[_PLN].control)
    type_text(step.app.window, "4.27")
    assert _next_is_on(step)
    assert {(link.shop_group, link.factor) for link in _answer(step).prices} == {
        (_EUR, None),
        (_PLN, Decimal("4.27")),
    }
    for group in (_EUR, _PLN):
        _choose(prices.fields[group], 0)
    assert _reason(step) == "Choose a price group, or untick the prices"
    assert updates.what is not None
    click(updates.what.ticks["send_prices"].control)
    assert _next_is_on(step)
    assert not _answer(step).send_prices


def test_a_catalogue_brings_its_price_groups_along_and_none_holds_next(step: ProductsStep) -> None:
    updates, which, _ = _parts(step)
    assert which.catalogs is not None
    click(which.catalogs.ticks[_POLISH].control)
    assert _answer(step).catalogs == (_CATALOG, _POLISH)
    matching = step.matching_step.matching
    _compared(step, lambda: matching.settings.catalogs == (_CATALOG, _POLISH) and not matching.is_busy)
    click(which.catalogs.ticks[_CATALOG].control)
    assert set(updates.prices.fields) == {_PLN}
    assert _answer(step).prices == ()
    click(which.catalogs.ticks[_POLISH].control)
    assert not _next_is_on(step)


def test_the_order_moves_by_keys_and_buttons_and_is_compared_anew(step: ProductsStep) -> None:
    _, _, recognition = _parts(step)
    order = recognition.order
    assert order is not None
    focus_on(order.ticks["name"].control)
    keys(step.app.window, "space", "alt+Up", "alt+Up", "alt+Up")
    assert _answer(step).match_by == (LineLinking.NAME, LineLinking.SKU, LineLinking.EAN)
    assert step.app.window.focus_get() is order.ticks["name"].control
    keys(step.app.window, "alt+Down")
    assert _answer(step).match_by == (LineLinking.SKU, LineLinking.NAME, LineLinking.EAN)
    up, down = order.buttons["ean"]
    assert not down.enabled
    click(up)
    assert _answer(step).match_by == (LineLinking.SKU, LineLinking.EAN, LineLinking.NAME)
    matching = step.matching_step.matching
    _compared(step, lambda: matching.settings.match_by == _answer(step).match_by and not matching.is_busy)
    for name in ("sku", "ean", "name"):
        click(order.ticks[name].control)
    assert _reason(step) == "Choose at least one way to recognise products"
    assert recognition.check_button is not None
    assert not recognition.check_button.enabled


def test_groups_are_chosen_in_a_tree_with_their_subgroups(place: ProductsPlace, step: ProductsStep) -> None:
    window = step.app.window
    _, which, _ = _parts(step)
    assert which.groups_button is not None
    click(which.groups_button)
    dialog = next(child for child in window.winfo_children() if isinstance(child, GroupDialog))
    pump(window, lambda: window.focus_get() is dialog.tree, "the tree")
    with closing(sqlite3.connect(place.folder / "warehouse.sqlite")) as database:
        ((tea, code),) = database.execute("SELECT ID, Code FROM GoodsGroups WHERE Name = 'Чай'").fetchall()
        ((goods,),) = database.execute(
            "SELECT COUNT(*) FROM Goods WHERE Type = 0 AND (Deleted IS NULL OR Deleted = 0) AND ID > 1"
            " AND GroupID IN (SELECT ID FROM GoodsGroups WHERE Code LIKE ?)",
            (f"{code}%",),
        ).fetchall()
    dialog.tree.focus(str(tea))
    dialog.tree.selection_set(str(tea))
    keys(window, "space")
    # What lies below it is included and cannot be chosen apart.
    keys(window, "Down", "space")
    assert dialog.chosen == (tea,)
    keys(window, "Return")
    assert not dialog.winfo_exists()
    assert _answer(step).groups == (tea,)
    assert which.place is not None
    assert f"Чай, with subgroups: {goods} products" in _texts(which.place)
    matching = step.matching_step.matching
    _compared(step, lambda: bool(matching.comparison and len(matching.comparison.goods) == goods))
    click(which.groups_button)
    dialog = next(child for child in window.winfo_children() if isinstance(child, GroupDialog))
    assert_layout(dialog)
    dialog.all_link.invoke()
    keys(window, "Return")
    assert _answer(step).groups == ()


def test_the_answers_come_back_and_what_is_gone_is_dropped(place: ProductsPlace, open_app: OpenApp) -> None:
    kept = Products(
        leader=Leader.SHOP,
        catalogs=(_CATALOG,),
        match_by=(LineLinking.NAME, LineLinking.EAN),
        groups=(3, 22),
        prices=(
            PriceLink(warehouse_group="PriceOut1", shop_group=_EUR),
            PriceLink(warehouse_group="PriceOut1", shop_group="deleted"),
        ),
        update_name=True,
        update_codes=True,
        mode=UpdateMode.ADD_ONLY,
        create_missing=True,
        removed_to_zero=False,
    )
    step = _open(place, open_app, place.draft(**kept.model_dump(mode="json")))
    assert _answer(step) == kept.model_copy(update={"prices": kept.prices[:1]})
    step.app.use_theme("dark")
    settle(step.app.window)
    assert _answer(step) == kept.model_copy(update={"prices": kept.prices[:1]})


def test_with_stock_only_products_are_linked_and_nothing_else_is_asked(
    place: ProductsPlace, open_app: OpenApp
) -> None:
    draft = place.draft()
    draft["modules"] = {"orders": False, "products": False, "stock": True}
    step = _open(place, open_app, draft)
    assert step.tiles is None
    _, which, _ = _parts(step)
    assert which.missing is None
    assert which.gone is not None
    assert _next_is_on(step)
    assert step.summary_line() == "Linked only"


def test_check_matching_opens_the_table_without_reading_again(
    step: ProductsStep, place: ProductsPlace
) -> None:
    place.simulator.forget_requests()
    keys(step.app.window, "alt+m")
    assert step.setup.step.id == "matching"
    settle(step.app.window)
    # Only the descriptions, of which the step products knows nothing.
    assert {request.method for request in place.simulator.requests} <= {"getInventoryProductsData"}
    assert step.matching_step.panel is not None
    assert step.matching_step.panel.table is not None
    keys(step.app.window, "alt+b")
    assert step.setup.step.id == "products"


# ---------------------------------------------------------------- everywhere


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_everything_has_its_place(place: ProductsPlace, open_app: OpenApp, percent: int) -> None:
    draft = place.draft(
        catalogs=[_CATALOG, _POLISH],
        prices=[
            {"warehouse_group": _RETAIL, "shop_group": _EUR},
            {"warehouse_group": _RETAIL, "shop_group": _PLN, "factor": Decimal("4.27")},
        ],
        groups=[3, 22, 26],
        create_missing=True,
        mode="add only",
    )
    app = open_app(lambda shown: place.wizard(shown, "products", draft), percent=percent)
    for language in ("en", "bg", "pl"):
        app.use_language(language)
        for size in (WINDOW_SIZE, SMALLEST_WINDOW):
            app.window.resize(*size)
            assert_layout(app.window)
        assert_letters_unique(app.window)
        assert isinstance(app.screen, Setup)
        step = app.screen.step
        assert isinstance(step, ProductsStep)
        for leader in (Leader.SHOP, Leader.BY_HAND, Leader.WAREHOUSE):
            _tiles(step).value = leader.value
            step._leader_chosen()
            assert_layout(app.window)
