"""The table: 50,000 rows without a pause, cut texts, order, filter, search, selection and keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from tkinter import ttk

import pytest

from tests.gui.gallery import Change, Confirm, GalleryWizard, changes
from tests.gui.harness import click, focus_on, keys, now, pump, settle, type_text
from wizard.app import App
from wizard.theme import Tone
from wizard.widgets import Column, Mark, Surface, Table

OpenApp = Callable[..., App]
MANY = 50_000


class Shown:
    """A table alone in the window, and what it told."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.opened: list[Change] = []
        self.told = 0
        ground = Surface(app.window)
        ground.place(relwidth=1, relheight=1)
        self.table: Table[Change] = Table(
            ground,
            [
                Column("Item", lambda row: row.item, 200, 3),
                Column("Old", lambda row: str(row.old), 90, 0, "e", sort_key=lambda row: row.old),
                Column("New", lambda row: str(row.new), 90, 0, "e", sort_key=lambda row: row.new),
            ],
            state_heading="What",
            state=lambda row: Mark("circle", Tone.INFO, row.kind),
            on_open=self.opened.append,
            on_select=self._tell,
            empty_text="Nothing here.",
        )
        self.table.pack(fill="both", expand=True)
        settle(app.window)

    def _tell(self) -> None:
        self.told += 1


@pytest.fixture
def shown(open_app: OpenApp) -> Shown:
    return Shown(open_app(lambda app: GalleryWizard(app, "connect")))


def _items(shown: Shown) -> list[str]:
    return [row.item for row in shown.table.shown]


def test_fifty_thousand_rows_never_hold_the_window(shown: Shown) -> None:
    rows = changes(MANY)
    table = shown.table
    longest = 0.0
    started = time.perf_counter()
    table.fill(rows)
    shown.app.window.update_idletasks()
    first = time.perf_counter() - started
    assert table.tree.set("0", "0") == rows[0].item
    while table.is_filling:
        before = time.perf_counter()
        shown.app.window.tk.dooneevent(0)
        longest = max(longest, time.perf_counter() - before)
    assert len(table.tree.get_children()) == MANY
    # Generous for a busy machine: alone it is 40 ms for the first page and 15 ms for a piece.
    assert first < 1.0
    assert longest < 0.5
    # Nor do they when they go; with an icon of its own for each row it took a minute.
    before = time.perf_counter()
    table.destroy()
    assert time.perf_counter() - before < 1.0


def test_filter_and_search_answer_on_fifty_thousand_rows(shown: Shown) -> None:
    shown.table.fill(changes(MANY))
    started = time.perf_counter()
    shown.table.search("acacia 49")
    assert 0 < len(shown.table.shown) < 2000
    shown.table.search("")
    shown.table.filter(lambda row: row.kind == "prices")
    assert len(shown.table.shown) == pytest.approx(MANY / 3, rel=0.01)
    shown.table.sort(1, descending=True)
    assert shown.table.shown[0].old == Decimal(96)
    assert time.perf_counter() - started < 6.0


def test_columns_are_ordered_by_their_values_and_not_as_text(shown: Shown) -> None:
    shown.table.fill(changes(30))
    _click_heading(shown.table, "1")
    assert [row.old for row in shown.table.shown] == sorted(row.old for row in changes(30))
    _click_heading(shown.table, "1")
    assert [row.old for row in shown.table.shown] == sorted((row.old for row in changes(30)), reverse=True)
    shown.table.sort(None)
    assert _items(shown) == [row.item for row in changes(30)]


def test_search_finds_every_word_anywhere_whatever_its_capitals(shown: Shown) -> None:
    shown.table.fill(changes(30))
    shown.table.search("ЛАВАНДУЛА 12")
    assert [row.number for row in shown.table.shown] == [12]
    shown.table.search("prices acacia 4")
    assert {row.number for row in shown.table.shown} == {4, 1, 7, 10, 13, 16, 19, 22, 25, 28}
    shown.table.search("no such thing")
    assert not shown.table.shown
    assert shown.table._empty.winfo_manager()


def test_the_selection_outlives_filter_and_order(shown: Shown) -> None:
    rows = changes(30)
    shown.table.fill(rows)
    shown.table.select([rows[4], rows[7]])
    shown.table.filter(lambda row: row.kind == "prices")
    assert [row.number for row in shown.table.selected] == [4, 7]
    shown.table.sort(1, descending=True)
    assert {row.number for row in shown.table.selected} == {4, 7}
    shown.table.filter(lambda row: row.kind == "stock")
    assert not shown.table.selected


def test_enter_opens_space_marks_and_arrows_move(shown: Shown) -> None:
    shown.table.fill(changes(30))
    shown.table.focus_set()
    pump(shown.table, lambda: shown.table.focus_get() is shown.table.tree)
    keys(shown.table, "Down", "Return")
    assert [row.number for row in shown.opened] == [1]
    keys(shown.table, "space")
    assert not now(shown.table.selected)
    keys(shown.table, "space", "shift+Down")
    assert [row.number for row in shown.table.selected] == [1, 2]
    keys(shown.table, "End")
    assert shown.table.current is not None
    assert shown.table.current.number == 29
    keys(shown.table, "ctrl+a")
    assert len(shown.table.selected) == 30
    assert shown.told > 0


def test_a_double_click_opens_a_row_and_not_a_heading(shown: Shown) -> None:
    shown.table.fill(changes(5))
    settle(shown.table)
    x, y, _, height = (int(part) for part in shown.table.tree.bbox("2", "0"))
    for _ in range(2):
        click(shown.table.tree, x=x + 10, y=y + height // 2)
    assert [row.number for row in shown.opened] == [2]


def test_a_text_that_is_too_wide_is_cut_and_whole_in_its_tooltip(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "confirm"))
    assert isinstance(app.screen, GalleryWizard)
    step = app.screen.step
    assert isinstance(step, Confirm)
    table = step.table
    settle(app.window)
    whole = table.cell(0, 3)
    shown = table.tree.set("0", "3")
    assert shown.endswith("…")
    assert whole.startswith(shown[:-1])
    font = ttk.Style().lookup("Treeview", "font") or "TkDefaultFont"
    assert int(app.window.tk.call("font", "measure", font, shown)) <= int(table.tree.column("3", "width"))
    app.window.resize(1600, 900)
    settle(app.window)
    assert len(table.tree.set("0", "3")) > len(shown)


def test_ctrl_f_goes_to_the_search_and_escape_empties_it(open_app: OpenApp) -> None:
    app = open_app(lambda app: GalleryWizard(app, "confirm"))
    assert isinstance(app.screen, GalleryWizard)
    step = app.screen.step
    assert isinstance(step, Confirm)
    focus_on(step.table.tree)
    keys(app.window, "ctrl+f")
    assert app.window.focus_get() is step.search.control
    type_text(app.window, "honey 49")
    assert 0 < len(now(step.table.shown)) < 10
    keys(app.window, "Escape")
    assert step.search.value == ""
    assert len(step.table.shown) == 300


def _click_heading(table: Table[Change], column: str) -> None:
    settle(table)
    x = int(table.tree.column("#0", "width")) + 5
    for name in table.tree["columns"]:
        if name == column:
            break
        x += int(table.tree.column(name, "width"))
    click(table.tree, x=x + 10, y=12)
