"""The confirm step in a real window: the letter, the preview, what holds the button, saving and starting."""

from __future__ import annotations

import sqlite3
import tkinter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.paths import Paths
from sync.plan.actions import ActionKind, GuardAnswer
from sync.profile import SecretName
from sync.simulators.baselinker import BaseLinkerSimulator
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import fast_simulator, make_place
from tests.gui.confirm_place import ConfirmPlace, OpenApp, reason, step_of, wait_for_summary
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    click,
    focus_on,
    keys,
    pump,
    type_text,
)
from wizard.app import App
from wizard.preview import Group
from wizard.setup import Setup
from wizard.steps.confirm import Confirm
from wizard.terminal.demo_proof import compared, snapshot


@pytest.fixture
def shop() -> Iterator[BaseLinkerSimulator]:
    with fast_simulator(30) as simulator:
        yield simulator


@pytest.fixture
def confirm(tmp_path: Path, shop: BaseLinkerSimulator, desk: DeskForTests, open_app: OpenApp) -> ConfirmPlace:
    return ConfirmPlace(desk, make_place(tmp_path, shop, connected=False), open_app, TOKEN)


def test_by_keyboard_alone_to_a_summary_that_equals_both_databases(
    confirm: ConfirmPlace, shop: BaseLinkerSimulator
) -> None:
    before = snapshot(confirm.place.warehouse_file, shop)
    app = confirm.open()
    step = step_of(app)
    assert step._found is not None
    planned = step._found.changes
    assert planned > 100
    assert step.main is not None
    _assert_off(step, app, "Tick first that you have a backup")
    assert snapshot(confirm.place.warehouse_file, shop).rows == before.rows
    assert step.letter is not None
    tick = step.letter.tick
    assert tick is not None
    assert step.first_focus() is tick
    focus_on(tick.control)
    keys(app.window, "space")
    assert _main_text(step) == f"Save and sync {planned} changes"
    keys(app.window, "alt+s")
    summary = wait_for_summary(app)
    report = summary.report
    assert sum(report.done.values()) == planned
    assert app.window.title() == "Калина Дом · Mostik"
    after = snapshot(confirm.place.warehouse_file, shop)
    wrong = [pair for pair in compared(report, before, after) if not pair.equal]
    assert not wrong
    shown = (
        {str(button.cget("text")) for button in summary.chips.buttons.values()} if summary.chips else set()
    )
    assert f"Done {planned}" in shown
    saved = confirm.profiles.load(confirm.profile.id)
    assert saved.confirmed_first_run
    assert not confirm.draft_is_there
    assert confirm.desk.secrets.load(saved.id, SecretName.SHOP_TOKEN) == TOKEN


def _main_text(step: Confirm) -> str:
    """What stands on the main button, which is on."""
    assert step.main is not None
    assert step.main.enabled
    return str(step.main.cget("text"))


def _assert_off(step: Confirm, app: App, why: str) -> None:
    assert step.main is not None
    assert not step.main.enabled
    assert reason(app) == why


def test_the_letter_says_the_choices_and_leads_to_their_steps(confirm: ConfirmPlace) -> None:
    app = confirm.open()
    step = step_of(app)
    assert step.letter is not None
    texts = [child for child in step.letter.body.winfo_children() if isinstance(child, tkinter.Text)]
    text = " ".join(child.get("1.0", "end").strip() for child in texts)
    assert "За обработка" in text
    assert "Склад and Онлайн" in text
    assert "MostikImports" in text
    assert "24101" not in text
    click(step.letter.links["products"])
    assert isinstance(app.screen, Setup)
    assert app.screen.step.id == "products"


def test_save_only_keeps_the_connection_and_writes_nowhere(
    confirm: ConfirmPlace, shop: BaseLinkerSimulator
) -> None:
    before = snapshot(confirm.place.warehouse_file, shop)
    app = confirm.open()
    wizard = app.screen
    keys(app.window, "alt+o")
    # The first screen of this window is a wizard too, another one.
    pump(app.window, lambda: app.screen is not wizard, "home")
    saved = confirm.profiles.load(confirm.profile.id)
    assert not saved.confirmed_first_run
    assert saved.created is not None
    assert saved.model_copy(update={"created": None}) == confirm.profile
    after = snapshot(confirm.place.warehouse_file, shop)
    assert after.rows == before.rows
    assert after.writes == before.writes


def test_a_connection_that_was_only_saved_says_why_it_asks(confirm: ConfirmPlace) -> None:
    confirm.saved = True
    confirm.place.profile = confirm.profile.model_copy(update={"confirmed_first_run": False})
    confirm.profiles.create(confirm.profile)
    confirm.desk.secrets.save(confirm.profile.id, SecretName.SHOP_TOKEN, confirm.token)
    app = confirm.open()
    assert "has not been started yet" in step_of(app).consequence()
    assert_layout(app.window)


def test_nothing_of_the_preview_is_left_behind(confirm: ConfirmPlace) -> None:
    confirm.open()
    assert [file.suffix for file in Paths(confirm.place.home).drafts.iterdir()] == [".json"]
    assert not Paths(confirm.place.home).connections.exists()


def test_a_copy_is_made_beside_the_warehouse_and_ticks_the_backup(confirm: ConfirmPlace) -> None:
    app = confirm.open()
    step = step_of(app)
    assert step.letter is not None
    assert step.letter.copy_link is not None
    click(step.letter.copy_link)
    copies = list(confirm.place.folder.glob("warehouse.copy-*.sqlite"))
    assert len(copies) == 1
    with (
        closing(sqlite3.connect(copies[0])) as copied,
        closing(sqlite3.connect(confirm.place.warehouse_file)) as own,
    ):
        assert list(copied.iterdump()) == list(own.iterdump())
    assert step.letter.tick is not None
    assert step.letter.tick.value
    assert step.main is not None
    assert step.main.enabled


def test_chips_filter_and_the_search_finds(confirm: ConfirmPlace) -> None:
    app = confirm.open()
    step = step_of(app)
    table = step.table
    assert table is not None
    assert step._found is not None
    prices = sum(action.kind is ActionKind.SEND_PRICE for action in step._found.actions)
    click(table.chips.buttons[Group.PRICES.value])
    assert len(table.table.shown) == prices
    assert all("→" in row.change for row in table.table.shown)
    click(table.chips.buttons[Group.CUSTOMERS.value])
    assert [row.mark.word for row in table.table.shown] == ["Customer"] * len(table.table.shown)
    assert table.table.shown
    click(table.chips.buttons["all"])
    keys(app.window, "ctrl+f")
    type_text(app.window, "KD-30")
    assert 0 < len(table.table.shown) < 60
    assert all("kd-30" in f"{row.item} {row.change} {row.why}".casefold() for row in table.table.shown)


def test_without_a_plan_the_cause_stands_there_and_save_only_works(
    confirm: ConfirmPlace, shop: BaseLinkerSimulator
) -> None:
    shop.account.tokens = []
    app = confirm.open()
    step = step_of(app)
    assert step._failure is not None
    assert reason(app) == "The preview could not be made"
    assert step.main is not None
    assert not step.main.enabled
    assert step.save_only is not None
    assert step.save_only.enabled
    shop.account.tokens = [TOKEN]
    assert step.try_again is not None
    click(step.try_again)
    pump(app.window, lambda: step._found is not None, "the second preview")
    assert step._failure is None


def _empty_the_warehouse(confirm: ConfirmPlace) -> None:
    confirm.place.change_warehouse("UPDATE Store SET Qtty = 0")


def test_a_guard_holds_the_button_until_it_is_answered(
    confirm: ConfirmPlace, shop: BaseLinkerSimulator
) -> None:
    confirm.saved_and_run()
    _empty_the_warehouse(confirm)
    app = confirm.open()
    step = step_of(app)
    found = step._found
    assert found is not None
    assert step.main is not None
    assert step.table is not None
    (guard,) = found.guards
    (question,) = step.guards
    assert step.table.chip == "check"
    assert {row.key[1] for row in step.table.table.shown} == guard.items
    _assert_off(step, app, "Answer the question above first")
    assert question.tick is not None
    click(question.tick.control)
    assert str(found.changes) in _main_text(step)
    click(question.tick.control)
    _assert_off(step, app, "Answer the question above first")
    assert question.leave_out is not None
    click(question.leave_out)
    assert _main_text(step)
    assert step._answers == {guard.module: GuardAnswer.SEND_WITHOUT}
    assert step._changes_to_make() == found.changes - len(guard.items)
    before = snapshot(confirm.place.warehouse_file, shop)
    click(step.main)
    summary = wait_for_summary(app)
    after = snapshot(confirm.place.warehouse_file, shop)
    assert not [pair for pair in compared(summary.report, before, after) if not pair.equal]
    assert summary.report.done.get(ActionKind.SEND_STOCK, 0) == found.report.planned[
        ActionKind.SEND_STOCK
    ] - len(guard.items)


def test_the_way_of_the_guard_leads_to_the_warehouses(confirm: ConfirmPlace) -> None:
    confirm.saved_and_run()
    _empty_the_warehouse(confirm)
    app = confirm.open()
    button = step_of(app).guards[0].step_button
    assert button is not None
    click(button)
    assert isinstance(app.screen, Setup)
    assert app.screen.step.id == "warehouses"


def test_with_nothing_to_change_there_is_only_save(confirm: ConfirmPlace) -> None:
    confirm.saved_and_run()
    app = confirm.open()
    step = step_of(app)
    assert step._found is not None
    assert step._found.changes == 0
    assert step.main is not None
    assert str(step.main.cget("text")) == "Save"
    assert step.main.enabled
    assert step.save_only is None


def test_many_orders_need_the_word_in_letters(tmp_path: Path, desk: DeskForTests, open_app: OpenApp) -> None:
    with fast_simulator() as simulator:
        place = make_place(tmp_path, simulator, connected=False)
        place.change(lambda data: data["guards"].update(usual_orders_a_day=10))
        app = ConfirmPlace(desk, place, open_app, TOKEN).open()
        step = step_of(app)
        assert step._found is not None
        assert len(step._found.new_orders) > 50
        assert_layout(app.window)
        assert step.many is not None
        assert step.letter is not None
        assert step.letter.tick is not None
        step.letter.tick.control.invoke()
        assert step.main is not None
        assert not step.main.enabled
        focus_on(step.many.field.control)
        type_text(app.window, "no")
        assert not step.main.enabled
        keys(app.window, "BackSpace", "BackSpace")
        type_text(app.window, "Yes")
        assert step.main.enabled


def test_a_language_chosen_meanwhile_shows_the_rows_in_it(confirm: ConfirmPlace) -> None:
    app = confirm.open()
    step = step_of(app)
    app.use_language("bg")
    assert step._rows_language == "bg"
    assert step.table is not None
    assert "Поръчка" in {row.mark.word for row in step.table.table.shown}
