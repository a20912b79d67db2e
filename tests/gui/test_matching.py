"""The match check in a real window: what waits, linking by keys, what is kept, a reading that breaks off."""

from __future__ import annotations

import csv
import sqlite3
import tkinter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.drafts import Drafts
from storage.profiles import Profiles
from sync.matching import MatchState
from sync.model import Link, LinkedBy, Product, ProductRole, ShopProduct
from sync.profile import Leader, LineLinking, SecretName
from sync.simulators.baselinker.faults import Fault, FaultKind
from tests.e2e.bridge import TOKEN
from tests.gui.child import Recorder
from tests.gui.hands import Mouse
from tests.gui.harness import (
    DeskForTests,
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
from tests.gui.shown import texts
from wizard.app import App
from wizard.both_sides import BothSides
from wizard.match_check import MatchCheck
from wizard.match_question_panel import QuestionPanel
from wizard.match_rows import Filter, MatchRow
from wizard.matching_answers import CHECKED, ENTRY, answers_of, carry_over
from wizard.matching_panel import MatchingPanel
from wizard.matching_words import ALL, BARE
from wizard.saving import save_connection
from wizard.setup import Setup
from wizard.steps.matching import MatchingStep
from wizard.steps.products import ProductsStep
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE
from wizard.widgets import PushButton, Question, Table

OpenApp = Callable[..., App]
_CATALOG = "30411"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[ProductsPlace]:
    with products_place(tmp_path / "sample") as made:
        yield made


@pytest.fixture
def step(place: ProductsPlace, open_app: OpenApp) -> MatchingStep:
    """The match check of a connection that is not saved yet, its table filled."""
    draft = place.draft(**_products(place))
    made = _step(open_app(lambda shown: place.wizard(shown, "matching", draft)))
    focus_on(_table(made).tree)
    return made


@pytest.fixture
def check(place: ProductsPlace, desk: DeskForTests, open_app: OpenApp) -> MatchCheck:
    """The match check of a saved connection."""
    place.save(desk)
    made = _check(open_app(place.check))
    focus_on(_table(made).tree)
    return made


def _products(place: ProductsPlace) -> dict[str, object]:
    assert place.profile.products
    return place.profile.products.model_dump(mode="json")


def _step(app: App) -> MatchingStep:
    assert isinstance(app.screen, Setup)
    step = app.screen.step_by_id("matching")
    assert isinstance(step, MatchingStep)
    pump(app.window, lambda: step.matching.comparison is not None, "the comparison")
    settle(app.window)
    return step


def _check(app: App) -> MatchCheck:
    screen = app.screen
    assert isinstance(screen, MatchCheck)
    pump(app.window, lambda: screen.panel is not None and screen.panel.table is not None, "the table")
    settle(app.window)
    return screen


def _panel(screen: MatchingStep | MatchCheck) -> MatchingPanel:
    assert screen.panel is not None
    return screen.panel


def _table(screen: MatchingStep | MatchCheck) -> Table[MatchRow]:
    table = _panel(screen).table
    assert table is not None
    return table


def _question(screen: MatchingStep | MatchCheck) -> QuestionPanel:
    question = _panel(screen).question
    assert question is not None
    return question


def _chip(screen: MatchingStep | MatchCheck, name: str) -> str:
    chips = _panel(screen).chips
    assert chips is not None
    return str(chips.buttons[name].cget("text"))


def _row(screen: MatchingStep | MatchCheck) -> MatchRow:
    (row,) = _table(screen).selected
    return row


def _is_on(button: PushButton) -> bool:
    return button.enabled


def _links(place: ProductsPlace, desk: DeskForTests) -> list[Link]:
    with Profiles(desk.paths, desk.clock.now).open(place.profile.id, write=False) as journal:
        return [link for link in journal.links() if link.by is LinkedBy.HAND]


# ---------------------------------------------------------------- by keys


def test_enter_links_down_moves_on_and_all_is_kept_with_the_draft(
    step: MatchingStep, desk: DeskForTests
) -> None:
    window = step.app.window
    table = _table(step)
    assert step.first_focus() is table.tree
    assert [row.state for row in table.shown[:9]] == [MatchState.AMBIGUOUS] * 8 + [MatchState.LOOK_ALIKE]
    assert (_chip(step, ALL), _chip(step, Filter.AMBIGUOUS)) == ("All 332", "Ambiguous 8")
    asked = _row(step)
    keys(window, "Return")
    question = _question(step)
    assert _row(step) is table.shown[0]
    assert question.question is not None
    assert question.question.row is _row(step)
    assert question.question.row.shop_id != asked.shop_id
    assert _chip(step, Filter.AMBIGUOUS) == "Ambiguous 7"
    (link,) = answers_of(step.draft).links
    assert (link.warehouse_id, link.shop_id) == (asked.found.candidates_here[0].id, asked.shop_id)
    kept = Drafts(desk.paths).load(step.setup.profile_id)
    assert kept is not None
    assert kept.steps[ENTRY]["links"] == [[link.warehouse_id, _CATALOG, link.shop_id, link.role.value]]
    second = _row(step)
    keys(window, "Down")
    assert _row(step) is not second
    assert question.question.row is _row(step)


def test_none_of_them_keeps_apart_and_what_was_said_is_carried_over(
    step: MatchingStep, place: ProductsPlace, desk: DeskForTests
) -> None:
    asked = _row(step)
    none = _question(step).none_button
    assert none is not None
    click(none)
    keys(step.app.window, "alt+l")
    assert answers_of(step.draft).apart == {(_CATALOG, asked.shop_id)}
    (link,) = answers_of(step.draft).links
    save_connection(desk, place.profile, {SecretName.SHOP_TOKEN: TOKEN}, saved=False, draft=step.draft)
    with Profiles(desk.paths, desk.clock.now).open(place.profile.id, write=True) as journal:
        carry_over(step.draft, journal)
        assert list(journal.links()) == [link]
        assert journal.settled_apart() == {(_CATALOG, asked.shop_id)}


def test_the_answers_outlive_the_widgets_and_the_step(step: MatchingStep) -> None:
    app = step.app
    keys(app.window, "Return")
    shown = _row(step).key
    app.use_theme("dark")
    settle(app.window)
    assert _row(step).key == shown
    assert isinstance(app.screen, Setup)
    app.screen.go("products")
    app.screen.go("matching")
    settle(app.window)
    assert _chip(step, Filter.AMBIGUOUS) == "Ambiguous 7"
    assert len(answers_of(step.draft).links) == 1


# ---------------------------------------------------------------- finding


def test_search_filter_and_down_into_the_table(step: MatchingStep) -> None:
    window = step.app.window
    keys(window, "ctrl+f")
    type_text(window, "ka-11")
    table = _table(step)
    assert {row.state for row in table.shown} == {MatchState.LOOK_ALIKE}
    keys(window, "Down")
    assert window.focus_get() is table.tree
    search = _panel(step).search
    assert search is not None
    focus_on(search.control)
    keys(window, "Escape")
    assert len(table.shown) == 332
    chips = _panel(step).chips
    assert chips is not None
    click(chips.buttons[Filter.NO_CODE])
    assert {row.filter for row in table.shown} == {Filter.NO_CODE}
    assert _row(step) is table.shown[0]


def test_a_product_without_a_code_can_be_looked_up_and_linked(step: MatchingStep) -> None:
    window = step.app.window
    chips = _panel(step).chips
    assert chips is not None
    click(chips.buttons[Filter.ONLY_THERE])
    question = _question(step)
    assert question.look_up is not None
    assert question.link_button is not None
    assert not _is_on(question.link_button)
    asked = _row(step)
    focus_on(question.look_up.control)
    type_text(window, "10490")
    assert question.candidates is not None
    # Its good is taken by a match, not by a link: the owner's word counts more.
    ((candidate, control),) = question.candidates.controls.items()
    click(control)
    assert _is_on(question.link_button)
    keys(window, "Return")
    (link,) = answers_of(step.draft).links
    assert (link.warehouse_id, link.shop_id) == (int(candidate), asked.shop_id)


# ---------------------------------------------------------------- a saved connection


def test_a_link_of_a_saved_connection_stands_in_its_journal_at_once_and_can_be_removed(
    check: MatchCheck, place: ProductsPlace, desk: DeskForTests
) -> None:
    window = check.app.window
    asked = _row(check)
    keys(window, "Return")
    (link,) = _links(place, desk)
    assert link.shop_id == asked.shop_id
    panel = _panel(check)
    assert panel.again_button is not None
    assert panel.chips is not None
    click(panel.again_button)
    assert _chip(check, Filter.AMBIGUOUS) == "Ambiguous 7"
    click(panel.chips.buttons[Filter.LINKED])
    row = next(row for row in _table(check).shown if row.state is MatchState.LINKED)
    _table(check).select([row])
    settle(window)
    unlink = _question(check).unlink_button
    assert unlink is not None
    click(unlink)
    assert _links(place, desk) == []
    assert _chip(check, Filter.AMBIGUOUS) == "Ambiguous 8"


def test_a_link_that_another_window_made_meanwhile_is_refused_and_said(
    check: MatchCheck, place: ProductsPlace, desk: DeskForTests
) -> None:
    asked = _row(check)
    other = Link(asked.found.candidates_here[1].id, _CATALOG, asked.shop_id, LinkedBy.HAND)
    with Profiles(desk.paths, desk.clock.now).open(place.profile.id, write=True) as journal:
        journal.add_links([other])
    window = check.app.window
    keys(window, "Return")
    (trouble,) = [child for child in window.winfo_children() if isinstance(child, tkinter.Toplevel)]
    assert _links(place, desk) == [other]
    trouble.destroy()


def test_a_reading_that_breaks_off_leaves_the_table_as_it_was(
    check: MatchCheck, place: ProductsPlace, desk: DeskForTests
) -> None:
    panel = _panel(check)
    assert panel.again_button is not None
    before = [row.key for row in _table(check).shown]
    desk.clock.turn(timedelta(minutes=30))
    place.simulator.faults.add(Fault(FaultKind.ACCOUNT_BLOCKED, times=None))
    click(panel.again_button)
    pump(check.app.window, lambda: not panel.matching.is_busy, "the end of the reading")
    assert [row.key for row in _table(check).shown] == before
    assert panel._note is not None
    assert "14:05" in str(panel._note._text.cget("text"))
    assert_layout(check.app.window)


def test_all_linked_is_said_in_green_and_an_empty_side_in_quiet(
    place: ProductsPlace, open_app: OpenApp, desk: DeskForTests
) -> None:
    place.simulator.account.products.clear()
    place.simulator.refresh()
    place.save(desk)
    check = _check(open_app(place.check))
    line = _panel(check)._line
    assert line is not None
    assert str(line.cget("text")).startswith("First are ")
    assert {row.filter for row in _table(check).shown} == {Filter.ONLY_HERE, Filter.NO_CODE}


def test_the_shown_rows_are_saved_as_csv(
    check: MatchCheck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = _panel(check)
    assert panel.chips is not None
    assert panel.csv_button is not None
    click(panel.chips.buttons[Filter.AMBIGUOUS])
    file = tmp_path / "rows.csv"
    monkeypatch.setattr("tkinter.filedialog.asksaveasfilename", lambda **_: str(file))
    click(panel.csv_button)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 1 + len(_table(check).shown) == 9
    assert rows[1][0] == "Ambiguous match"
    assert " | " in rows[1][2]


# ---------------------------------------------------------------- by hand


def test_marked_products_start_a_run_that_is_limited_to_them(
    place: ProductsPlace, desk: DeskForTests, open_app: OpenApp
) -> None:
    assert place.profile.products
    products = place.profile.products.model_copy(update={"leader": Leader.BY_HAND})
    place.profile = place.profile.model_copy(update={"products": products})
    place.save(desk)
    started = Recorder()
    check = _check(open_app(lambda app: MatchCheck(app, place.profile.id, start=started)))
    panel = _panel(check)
    assert panel.chips is not None
    assert check.send_button is not None
    assert check.bring_button is not None
    assert not _is_on(check.send_button)
    click(panel.chips.buttons[Filter.ONLY_HERE])
    table = _table(check)
    sendable = [row for row in table.shown if row.state is MatchState.ONLY_HERE and not row.found.code_shared]
    table.select(sendable[:2])
    settle(check.app.window)
    assert _is_on(check.send_button)
    assert not _is_on(check.bring_button)
    click(check.send_button)
    ((connection, options, secrets),) = started.asked
    assert connection == place.profile.id
    wanted = [f"--only=create:{_CATALOG}:{row.found.product.id}" for row in sendable[:2] if row.found.product]
    assert options == ("--by-hand", "to-shop", *sorted(wanted))
    assert secrets


# ---------------------------------------------------------------- large, and everywhere


def test_fifty_thousand_rows_do_not_hold_the_window(step: MatchingStep) -> None:
    goods = [Product(number, f"W{number}", f"Good number {number}") for number in range(25_000)]
    products = [
        ShopProduct(str(number), _CATALOG, f"Product {number}", f"S{number}") for number in range(25_000)
    ]
    matching = step.matching
    matching.settings = replace(matching.settings, match_by=(LineLinking.SKU,))
    matching.sides = BothSides(
        step.setup.desk.clock.now(),
        goods=goods,
        currency="EUR",
        catalogs=matching.sides.catalogs if matching.sides else {},
        products={_CATALOG: products},
    )
    matching.begin()
    window, table = step.app.window, _table(step)
    assert len(table.shown) == 50_000
    assert table.is_filling
    first = table.shown[0]
    assert first.shop_product is not None
    step.matching.link(Link(24_999, _CATALOG, first.shop_id, LinkedBy.HAND), lambda: None)
    _panel(step)._show_rows(None)
    focus_on(table.tree)
    keys(window, "Down")
    assert _row(step) is table.shown[1]
    assert table.is_filling
    assert len(table.shown) == 49_999


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_everything_has_its_place(
    place: ProductsPlace, desk: DeskForTests, open_app: OpenApp, percent: int
) -> None:
    place.save(desk)
    draft = place.draft(**_products(place))
    app = open_app(lambda shown: place.wizard(shown, "matching", draft), percent=percent)
    step = _step(app)
    for language in ("en", "bg", "pl"):
        app.use_language(language)
        app.window.resize(*WINDOW_SIZE)
        assert_layout(app.window)
        assert_letters_unique(app.window)
        app.window.resize(*SMALLEST_WINDOW)
        table = _table(step)
        rows = {row.state: row for row in reversed(table.shown)}
        for state in (MatchState.AMBIGUOUS, MatchState.ONLY_HERE, MatchState.MATCHED):
            table.select([rows[state]])
            assert_layout(app.window)
        assert_letters_unique(app.window)


# ---------------------------------------------------------------- what has no description; bringing all


def test_what_has_no_description_has_its_own_chip(check: MatchCheck, place: ProductsPlace) -> None:
    products = place.simulator.account.products
    described = {str(shop_id) for shop_id, row in products.items() if row["text_fields"].get("description")}
    comparison = _panel(check).matching.comparison
    assert comparison is not None
    sold = {each.id for each in comparison.products() if each.role is not ProductRole.PARENT}
    bare = sold - described - {each.id for each in comparison.products() if each.role is ProductRole.BUNDLE}
    assert bare
    assert bare != sold
    panel = _panel(check)
    pump(check.app.window, lambda: panel.matching.bare is not None, "the descriptions")
    settle(check.app.window)
    assert {shop_id for _catalog, shop_id in panel.matching.bare or ()} == bare
    assert _chip(check, BARE) == f"No description {len(bare)}"
    assert panel.chips is not None
    click(panel.chips.buttons[BARE])
    assert {row.shop_id for row in _table(check).shown} == bare
    assert "no description in the shop" in panel._why(_table(check).shown[0])


def test_the_counts_of_the_chips_are_those_of_both_sides(check: MatchCheck, place: ProductsPlace) -> None:
    """Counted past all of Mostik: every product of the shop and every good is in exactly one row."""
    comparison = _panel(check).matching.comparison
    assert comparison is not None
    shop_ids = [row.shop_id for row in comparison.rows if row.shop_product is not None]
    products = place.simulator.account.products
    of_catalog = [str(each) for each, row in products.items() if str(row["inventory_id"]) == _CATALOG]
    assert sorted(shop_ids) == sorted(of_catalog)
    file = place.folder / "warehouse.sqlite"
    with closing(sqlite3.connect(file)) as database:
        query = "SELECT COUNT(*) FROM Goods WHERE Deleted = 0 AND Type = 0 AND GroupID > 0"
        (goods,) = database.execute(query).fetchone()
    assert len(comparison.goods) == goods
    alone = {row.found.product.id for row in comparison.rows if row.found.product is not None}
    ambiguous = {good.id for row in comparison.rows for good in row.found.candidates_here}
    assert alone | ambiguous == {good.id for good in comparison.goods}
    assert sum(comparison.counts.values()) == len(comparison.rows)


def test_bringing_all_is_open_once_the_check_was_seen_and_shows_the_preview_first(
    place: ProductsPlace, desk: DeskForTests, open_app: OpenApp
) -> None:
    place.save(desk)
    file = place.folder / "warehouse.sqlite"
    before = file.read_bytes()
    check = _check(open_app(place.check))
    app = check.app
    button = check.all_button
    assert button is not None
    assert _is_on(button)
    comparison = _panel(check).matching.comparison
    assert comparison is not None
    click(button)
    (question,) = [child for child in app.window.winfo_children() if isinstance(child, Question)]
    said = texts(question)
    assert f"{comparison.counts[Filter.ONLY_THERE]} products that only the shop has become goods" in said
    assert "Nothing is written before you have seen the preview." in said
    question.buttons["preview"].press()
    pump(app.window, lambda: isinstance(app.screen, Setup) and app.screen.step.id == "confirm", "the preview")
    setup = app.screen
    assert isinstance(setup, Setup)
    assert setup.draft["products"]["bring_all"] == desk.clock.now().isoformat()
    assert file.read_bytes() == before
    # Nobody has said yes, so no run of the schedule brings anything.
    profiles = Profiles(desk.paths, desk.clock.now)
    assert profiles.load(place.profile.id).products == place.profile.products
    with profiles.open(place.profile.id, write=False) as journal:
        assert journal.recall(CHECKED) is not None


def test_in_the_wizard_bringing_all_is_shut_until_the_check_was_seen(
    place: ProductsPlace, open_app: OpenApp
) -> None:
    draft = place.draft(**_products(place))
    app = open_app(lambda shown: place.wizard(shown, "products", draft))
    setup = app.screen
    assert isinstance(setup, Setup)
    step = setup.step
    assert isinstance(step, ProductsStep)
    pump(app.window, lambda: step.matching_step.matching.comparison is not None, "the comparison")
    assert step.bringing is not None
    assert step.bringing.toggle is not None
    assert step.bringing.check is not None
    assert "disabled" in step.bringing.toggle.control.state()
    Mouse().press(step.bringing.check)
    assert setup.step is _step(app)
    setup.go("products")
    settle(app.window)
    assert step.bringing.toggle is not None
    assert "disabled" not in step.bringing.toggle.control.state()
    assert answers_of(setup.draft).checked
