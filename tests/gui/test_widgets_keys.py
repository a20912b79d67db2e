"""Keys work on every layout: editing by key place, Alt letters, Enter, Escape, and the order of Tab."""

from __future__ import annotations

import subprocess
import tkinter
from collections.abc import Callable, Iterator
from tkinter import ttk

import pytest

from tests.gui.gallery import GalleryWizard, Orders
from tests.gui.harness import click, focus_on, keys, pump, settle, type_text
from wizard.app import App
from wizard.widgets import PushButton, TextField
from wizard.widgets.context_menu import build_menu
from wizard.widgets.keys import split_letter, tab_order

OpenApp = Callable[..., App]


@pytest.mark.parametrize(
    ("text", "shown", "place"),
    [
        ("&Next", "Next", 0),
        ("Save and &close", "Save and close", 9),
        ("Н&азад", "Назад", 1),
        ("No letter", "No letter", -1),
        ("Salt && pepper", "Salt & pepper", -1),
        ("Salt && &pepper", "Salt & pepper", 7),
        ("ends with &", "ends with &", -1),
    ],
)
def test_an_ampersand_marks_the_alt_letter(text: str, shown: str, place: int) -> None:
    assert split_letter(text) == (shown, place)


@pytest.fixture
def orders(open_app: OpenApp) -> GalleryWizard:
    """The wizard on its second step."""
    app = open_app(lambda app: GalleryWizard(app, "orders"))
    assert isinstance(app.screen, GalleryWizard)
    return app.screen


@pytest.fixture
def field(open_app: OpenApp) -> TextField:
    """The field for the connection's name, empty and with the keyboard."""
    app = open_app(lambda app: GalleryWizard(app, "connect"))
    assert isinstance(app.screen, GalleryWizard)
    found = app.screen.step.name_field  # type: ignore[attr-defined]  # the gallery's first step
    assert isinstance(found, TextField)
    found.value = ""
    focus_on(found.control)
    return found


UseLayout = Callable[[int], None]
# The keyboard's layouts in the order in which Caps Lock goes round them: tests/gui/conftest.py.
LATIN, PHONETIC, STANDARD = range(3)


@pytest.fixture
def use_layout(on_the_screen: str) -> Iterator[UseLayout]:
    """Switches the keyboard to a layout by the key for it, as the owner does."""
    now = LATIN

    def use(layout: int) -> None:
        nonlocal now
        for _ in range((layout - now) % 3):
            subprocess.run(["xdotool", "key", "66"], check=True)
        now = layout

    yield use
    use(LATIN)


@pytest.mark.parametrize("layout", [PHONETIC, STANDARD])
def test_copy_cut_paste_and_select_all_work_by_key_place(
    field: TextField, use_layout: UseLayout, layout: int
) -> None:
    use_layout(layout)
    field.value = "token-4F2K"
    # By their numbers: for a letter that the layout lacks xdotool would borrow another key.
    a, c, v, x = "ctrl+38", "ctrl+54", "ctrl+55", "ctrl+53"
    keys(field, a, c)
    assert field.clipboard_get() == "token-4F2K"
    keys(field, x)
    assert field.value == ""
    keys(field, v, v)
    assert field.value == "token-4F2Ktoken-4F2K"


def test_each_editing_key_is_done_once_on_a_latin_layout(field: TextField) -> None:
    field.clipboard_clear()
    field.clipboard_append("once")
    keys(field, "ctrl+v")
    assert field.value == "once"
    keys(field, "ctrl+a", "ctrl+x")
    assert field.value == ""
    assert field.clipboard_get() == "once"


def test_ctrl_z_takes_back_what_was_typed(field: TextField) -> None:
    type_text(field, "ab")
    keys(field, "ctrl+z")
    assert field.value == "a"
    keys(field, "ctrl+z", "ctrl+z", "ctrl+z")
    assert field.value == ""


def test_alt_letter_goes_back_and_next(orders: GalleryWizard) -> None:
    keys(orders.app.window, "alt+b")
    assert orders.step.id == "connect"
    keys(orders.app.window, "alt+n")
    assert orders.step.id == "orders"


@pytest.mark.parametrize(
    ("language", "layout", "keycode"),
    [
        ("en", PHONETIC, 57),  # English words: the place of N, which types Н here
        ("en", STANDARD, 57),  # the place of N, which types Х here
        ("bg", LATIN, 57),  # Bulgarian words, the Latin layout: phonetic Н stands on N
        ("bg", PHONETIC, 57),
        ("bg", STANDARD, 45),  # Н stands on K
    ],
)
def test_alt_letter_works_by_letter_and_by_place(
    open_app: OpenApp, use_layout: UseLayout, language: str, layout: int, keycode: int
) -> None:
    app = open_app(lambda app: GalleryWizard(app, "orders"), language=language)
    wizard = app.screen
    assert isinstance(wizard, GalleryWizard)
    use_layout(layout)
    keys(app.window, f"alt+{keycode}")
    assert wizard.step.id == "warehouses"


def test_a_letter_of_a_button_that_is_off_does_nothing(orders: GalleryWizard) -> None:
    step = orders.step
    assert isinstance(step, Orders)
    step.statuses.choose(())
    step.changed()
    keys(orders.app.window, "alt+n")
    assert orders.step is step


def test_enter_presses_the_main_button_and_space_the_focused_one(orders: GalleryWizard) -> None:
    step = orders.step
    assert isinstance(step, Orders)
    focus_on(step.day.control)
    keys(orders.app.window, "Return")
    assert orders.step.id == "warehouses"
    back = _button(orders, "Back")
    focus_on(back)
    keys(orders.app.window, "space")
    assert orders.step.id == "orders"


def test_enter_on_another_button_does_not_press_the_main_one(orders: GalleryWizard) -> None:
    focus_on(_button(orders, "Back"))
    keys(orders.app.window, "Return")
    assert orders.step.id == "connect"


def test_tab_goes_through_the_body_then_next_back_save_and_the_side_last(orders: GalleryWizard) -> None:
    settle(orders.app.window)
    step = orders.step
    assert isinstance(step, Orders)
    order = tab_order(step.day.control)
    texts = [str(widget.cget("text")) for widget in order if isinstance(widget, PushButton)]
    assert texts[-3:] == ["Next", "Back", "Save and close"]
    places = {str(widget): number for number, widget in enumerate(order)}
    reading = [step.day.control, step.kind.buttons["order"], step.missing.control, step.reserve.control]
    numbers = [places[str(widget)] for widget in reading]
    assert numbers == sorted(numbers)
    assert str(order[-1]).split(".")[-1].startswith(("!_clickable", "!_row"))


def test_the_menu_of_a_field_pastes_by_mouse(field: TextField) -> None:
    field.clipboard_clear()
    field.clipboard_append("by mouse")
    click(field.control, button=3)
    menu = next(child for child in field.control.winfo_children() if isinstance(child, tkinter.Menu))
    pump(field, menu.winfo_ismapped, "the menu")
    keys(field, "Down", "Return")
    assert field.value == "by mouse"


def test_the_menu_says_what_can_be_done_now(field: TextField) -> None:
    language = field.nametowidget(".").language
    menu = build_menu(field.control, language)
    states = [str(menu.entrycget(number, "state")) for number in range(4)]
    assert states == ["disabled", "disabled", "normal", "normal"]
    field.value = "text"
    field.control.selection_range(0, "end")
    menu = build_menu(field.control, language)
    assert [str(menu.entrycget(number, "state")) for number in range(4)] == ["normal"] * 4


def test_the_wheel_does_not_change_a_choice(orders: GalleryWizard) -> None:
    step = orders.step
    assert isinstance(step, Orders)
    for _ in range(3):
        click(step.missing.control, button=5)
    assert step.missing.value == "add"


def _button(wizard: GalleryWizard, text: str) -> ttk.Button:
    waiting: list[tkinter.Misc] = [wizard.app.window]
    while waiting:
        widget = waiting.pop()
        if isinstance(widget, PushButton) and str(widget.cget("text")) == text:
            return widget
        waiting.extend(widget.winfo_children())
    raise AssertionError(f"There is no button {text}.")
