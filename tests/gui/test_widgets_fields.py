"""Fields, secrets, days and choices, driven by real keys and clicks."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from sync.model import Choice
from tests.gui.gallery import Connect, GalleryWizard, Orders, Warehouses
from tests.gui.harness import assert_layout, click, focus_on, keys, now, pump, settle, type_text
from wizard.app import App
from wizard.widgets import SecretField

OpenApp = Callable[..., App]
TOKEN = "4000123-4000456-ABCDEFGHIJKL4F2K"


@pytest.fixture
def orders(open_app: OpenApp) -> Orders:
    app = open_app(lambda app: GalleryWizard(app, "orders"), language="bg")
    assert isinstance(app.screen, GalleryWizard)
    assert isinstance(app.screen.step, Orders)
    return app.screen.step


@pytest.fixture
def connect(open_app: OpenApp) -> Connect:
    app = open_app(lambda app: GalleryWizard(app, "connect"))
    assert isinstance(app.screen, GalleryWizard)
    assert isinstance(app.screen.step, Connect)
    return app.screen.step


# ---- secrets


def test_a_kept_secret_shows_its_last_four_signs_and_typing_replaces_it(connect: Connect) -> None:
    field = connect.token
    assert field.control.get().endswith(" 4F2K")
    assert now(field.typed) is None
    assert field.has_secret
    focus_on(field.control)
    type_text(field, "new-secret-token")
    assert field.typed == "new-secret-token"
    assert str(field.control.cget("show")) == "•"
    keys(field, "Tab")
    assert field.control.get().endswith(" oken")
    assert "new-secret" not in field.control.get()


def test_deleting_a_kept_secret_leaves_none(connect: Connect) -> None:
    focus_on(connect.token.control)
    keys(connect.token, "BackSpace")
    assert not connect.token.has_secret
    assert connect.token.control.get() == ""


def test_a_secret_is_pasted_without_the_blanks_around_it(connect: Connect) -> None:
    connect.token.clipboard_clear()
    connect.token.clipboard_append(f"  {TOKEN}\n")
    click(connect.token.paste_button)
    assert connect.token.typed == TOKEN
    assert connect.token.control.get().endswith(" 4F2K")
    focus_on(connect.token.control)
    keys(connect.token, "ctrl+v")
    assert connect.token.typed == TOKEN


def test_a_secret_can_neither_be_copied_nor_cut(connect: Connect) -> None:
    field = connect.token
    focus_on(field.control)
    type_text(field, "secret-in-the-making")
    field.clipboard_clear()
    field.clipboard_append("before")
    keys(field, "ctrl+a", "ctrl+c")
    assert "secret" not in field.clipboard_get()
    keys(field, "ctrl+x")
    assert "secret" not in field.clipboard_get()
    assert field.typed == "secret-in-the-making"


def test_a_short_secret_shows_nothing_of_itself(connect: Connect) -> None:
    connect.token.take("abcdefg")
    assert not set(connect.token.control.get()) & set("abcdefg")


def test_a_secret_is_not_in_what_undo_remembers(connect: Connect) -> None:
    field = connect.token
    focus_on(field.control)
    type_text(field, "abc")
    remembered = connect.app.window.shortcuts._histories.get(str(field.control), [])
    assert not any("a" in value for value in remembered)


# ---- text, numbers, days


def test_an_error_stands_below_the_field_and_goes_again(connect: Connect) -> None:
    field = connect.name_field
    assert field.control.instate(["invalid"])
    field.error("")
    settle(field)
    assert not field.control.instate(["invalid"])
    assert field.error_text == ""
    assert_layout(connect.app.window)


def test_a_number_is_shown_in_the_owners_way_when_the_field_is_left(orders: Orders) -> None:
    field = orders.reserve
    focus_on(field.control)
    keys(field, "ctrl+a")
    type_text(field, "1234.5")
    keys(field, "Tab")
    assert field.number == Decimal("1234.5")
    assert field.value in ("1\u00a0234,5", "1234,5")


def test_a_change_is_told_and_none_twice(orders: Orders) -> None:
    told: list[str] = []
    field = orders.reserve
    field._on_change = lambda: told.append(field.value)
    focus_on(field.control)
    keys(field, "ctrl+a")
    type_text(field, "25")
    assert told in (["2", "25"], ["25"])


def test_a_day_is_typed_or_chosen_in_the_calendar(orders: Orders) -> None:
    field = orders.day
    assert field.value == "01.11.2026"
    focus_on(field.control)
    keys(field, "ctrl+a")
    type_text(field, "5.12.26")
    keys(field, "Tab")
    assert field.day == date(2026, 12, 5)
    assert field.value == "05.12.2026"
    click(field.button)
    calendar = field.calendar
    assert calendar is not None
    pump(field, lambda: calendar.winfo_viewable() == 1, "the calendar")
    keys(calendar, "Right", "Down", "Prior", "Return")
    assert field.day == date(2026, 11, 13)
    assert not calendar.winfo_exists()
    pump(field, lambda: field.focus_get() is field.control, "the focus back on the field")


@pytest.mark.parametrize("by_key", [True, False])
def test_the_calendar_is_left_by_escape_or_by_a_click_elsewhere(orders: Orders, by_key: bool) -> None:
    click(orders.day.button)
    calendar = orders.day.calendar
    assert calendar is not None
    pump(orders.day, lambda: calendar.winfo_viewable() == 1, "the calendar")
    if by_key:
        keys(calendar, "Escape")
    else:
        click(orders.reserve.control)
    assert not calendar.winfo_exists()
    assert orders.day.day == date(2026, 11, 1)


# ---- choices


def test_a_choice_keeps_what_is_chosen_when_its_list_is_read_again(orders: Orders) -> None:
    field = orders.missing
    field.value = "hold"
    field.fill([Choice("hold", "Задръж"), Choice("third", "Трето")])
    assert field.value == "hold"
    field.fill([Choice("third", "Трето")])
    assert now(field.value) is None
    assert field.missing


def test_a_letter_jumps_to_the_next_entry_that_begins_with_it(orders: Orders) -> None:
    field = orders.missing
    field.fill([Choice("1", "Alpha"), Choice("2", "Beta"), Choice("3", "Bravo")], "1")
    focus_on(field.control)
    keys(field, "b")
    assert field.value == "2"
    keys(field, "b")
    assert field.value == "3"
    keys(field, "b")
    assert field.value == "2"


def test_the_list_of_a_choice_opens_and_is_chosen_from_by_keys(orders: Orders) -> None:
    focus_on(orders.missing.control)
    keys(orders.missing, "Down", "Down", "Return")
    assert orders.missing.value == "hold"
    assert orders.wizard.step is orders


def test_a_toggle_is_switched_by_its_text_by_space_and_not_when_off(orders: Orders) -> None:
    toggle = orders.automatic
    click(toggle.words, x=10)
    assert now(toggle.value) is False
    focus_on(toggle.control)
    keys(toggle, "space")
    assert now(toggle.value) is True
    toggle.enable(False)
    click(toggle.words, x=10)
    assert now(toggle.value) is True


def test_ticks_are_set_by_mouse_and_next_follows(orders: Orders) -> None:
    assert orders.wizard.next_button is not None
    for name in ("paid", "send"):
        click(orders.statuses.ticks[name].control)
    assert now(orders.statuses.chosen) == ()
    assert not now(orders.wizard.next_button.enabled)
    bar = orders.wizard._bar
    assert bar.reason_text == "Изберете поне един статус"
    click(orders.statuses.ticks["sent"])
    assert orders.statuses.chosen == ("sent",)
    assert orders.wizard.next_button.enabled
    assert bar.reason_text == ""


def test_arrows_choose_the_neighbour(orders: Orders) -> None:
    segments = orders.kind
    focus_on(segments.buttons["order"])
    keys(segments, "Right")
    assert segments.value == "sale"
    keys(segments, "Right", "Left")
    assert segments.value == "order"


def test_a_tile_is_chosen_by_a_click_anywhere_and_by_arrows(connect: Connect) -> None:
    tiles = connect.tiles
    click(tiles.tiles["seliton"])
    assert tiles.value == "seliton"
    keys(tiles, "Right")
    assert tiles.value == "other"
    keys(tiles, "Left", "Left")
    assert tiles.value == "gombashop"


def test_a_mapping_tells_what_is_open_and_what_is_chosen(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "warehouses"))
    assert isinstance(app.screen, GalleryWizard)
    step = app.screen.step
    assert isinstance(step, Warehouses)
    table = step.mapping
    assert table.values == {"1": "main", "2": "main", "3": "out"}
    table.fill([Choice("out", "Not sent"), Choice("second", "Second")])
    assert table.values == {"3": "out"}
    assert table.open == ("1", "2")
    focus_on(table.fields["1"].control)
    keys(table, "s")
    assert table.values["1"] == "second"


def test_a_secret_field_in_a_narrow_place_still_shows_its_end(connect: Connect) -> None:
    app = connect.app
    top = tkinter.Toplevel(app.window)
    narrow = SecretField(top, kept="4F2K")
    narrow.pack()
    settle(top)
    assert narrow.control.index("@10000") == len(narrow.control.get())
    top.destroy()
