"""The match check as widgets: filters with counts, search, the table, and the panel that asks.

The panel stands beside the table where there is room for both, else below it.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from pathlib import Path
from tkinter import filedialog
from typing import Any, Final
from zoneinfo import ZoneInfo

from wizard.comparison import Comparison
from wizard.match_csv import save_matches
from wizard.match_question import Question, Questions
from wizard.match_question_panel import QuestionPanel
from wizard.match_rows import MatchRow
from wizard.matching_not_read import NotRead, NotReadAgain, ReadingSoFar
from wizard.matching_words import ALL, BARE, chip_options, line_below
from wizard.matching_work import Matching
from wizard.moments import clock_time
from wizard.screen import Screen
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    Column,
    FilterChips,
    Note,
    PushButton,
    SearchField,
    Surface,
    Table,
    Words,
)
from wizard.widgets.later import Later

_BESIDE_FROM: Final = 1000
_PANEL_SHARE: Final = (11, 6)


class MatchingPanel(Surface):
    """Built from a :class:`Matching`; ``state`` is what a panel before it gave, ``names`` are those of the
    warehouse and the shop. ``many``: several rows can be marked at once.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        screen: Screen,
        matching: Matching,
        *,
        names: tuple[str, str],
        zone: ZoneInfo,
        state: Mapping[str, Any] | None = None,
        many: bool = False,
        on_select: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self.matching = matching
        self._screen, self._names, self._zone = screen, names, zone
        self._language = screen.language
        self._many, self._on_select = many, on_select
        kept = state or {}
        self._filter = str(kept.get("filter", ALL))
        self._search_text = str(kept.get("search", ""))
        self._key: tuple[str, str, int] | None = kept.get("key")
        self._questions: Questions | None = None
        self._shown: Comparison | None = None
        self._shown_bare: frozenset[tuple[str, str]] | None = None
        self._asking = Later(self, self._ask)
        self._beside: bool | None = None
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self._content: Surface | None = None
        self._forget()
        self.refresh()

    def _forget(self) -> None:
        self.chips: FilterChips | None = None
        self.search: SearchField | None = None
        self.table: Table[MatchRow] | None = None
        self.question: QuestionPanel | None = None
        self.again_button: PushButton | None = None
        self.csv_button: PushButton | None = None
        self._line: Words | None = None
        self._note: Note | None = None
        self._lower: Surface | None = None

    # ---- what a screen does with it

    def state(self) -> dict[str, Any]:
        """What stands in widgets only."""
        self._take()
        return {"filter": self._filter, "search": self._search_text, "key": self._key}

    def refresh(self) -> None:
        """Show what the matching knows now."""
        if not self.winfo_exists():
            return
        matching = self.matching
        if matching.comparison is None:
            self._rebuild(self._build_reading if matching.failed is None else self._build_failed)
            return
        if self.table is None:
            self._rebuild(self._build_table)
        if self._shown is not matching.comparison or self._shown_bare is not matching.bare:
            self._take()
            self._show_rows(self._key)
        matching.was_seen()
        self._show_line()
        self._show_note()
        if self.again_button is not None:
            self.again_button.enable(not matching.is_busy)

    def refresh_and_take_focus(self) -> None:
        """As :meth:`refresh`; when the table has come, the keyboard belongs to it."""
        had = self.first_focus()
        self.refresh()
        first = self.first_focus()
        if had is None and first is not None:
            first.focus_set()

    def enter(self, focus: tkinter.Misc | None) -> bool:
        """Enter was pressed: in the panel that asks it links. True: done with."""
        if self.question is None or not self.holds_question(focus):
            return False
        self.question.link()
        return True

    def holds_question(self, focus: tkinter.Misc | None) -> bool:
        """Whether the keyboard is in the panel that asks."""
        return focus is not None and self.question is not None and str(focus).startswith(f"{self.question}.")

    def first_focus(self) -> tkinter.Misc | None:
        return self.table.tree if self.table is not None else None

    @property
    def selected(self) -> list[MatchRow]:
        """The rows that are marked."""
        return self.table.selected if self.table is not None else []

    # ---- answers of the question's panel

    def linked(self, question: Question, candidate: str) -> None:
        assert self._questions is not None
        link = self._questions.link(question, candidate)
        self._answered(question, lambda then: self.matching.link(link, then))

    def set_apart(self, question: Question) -> None:
        row = question.row
        self._answered(question, lambda then: self.matching.set_apart(row.catalog, row.shop_id, then))

    def unlinked(self, question: Question) -> None:
        link = question.row.found.link
        assert link is not None
        self._answered(question, lambda then: self.matching.unlink(link, then))

    def _answered(self, question: Question, keep: Callable[[Callable[[], None]], None]) -> None:
        table = self.table
        if table is None:
            return
        shown = list(table.shown)
        place = next((number for number, row in enumerate(shown) if row is question.row), 0)

        def then() -> None:
            if self.winfo_exists():
                self._show_rows(None, place=place)
                self._show_line()

        keep(then)

    # ---- building

    def _rebuild(self, build: Callable[[Surface], None]) -> None:
        if self._content is not None:
            self._content.destroy()
        self._forget()
        self._shown = None
        self._beside = None
        self._content = Surface(self)
        self._content.grid(row=0, column=0, sticky="nsew")
        self._content.columnconfigure(0, weight=1)
        build(self._content)

    def _build_reading(self, content: Surface) -> None:
        ReadingSoFar(content, self._screen, self.matching).grid(row=0, column=0, sticky="ew")

    def _build_failed(self, content: Surface) -> None:
        assert self.matching.failed is not None
        note = NotRead(content, self.matching.failed, self._again)
        note.grid(row=0, column=0, sticky="ew")
        self.again_button = note.again

    def _build_table(self, content: Surface) -> None:
        text = self._language.text
        gap = (size(self, Space.M), 0)
        content.rowconfigure(4, weight=1)
        self.chips = FilterChips(content, (), value=self._filter, on_change=self._filtered)
        self.chips.grid(row=0, column=0, sticky="ew")
        line = Surface(content)
        line.grid(row=1, column=0, sticky="ew", pady=gap)
        line.columnconfigure(0, weight=1)
        self.search = SearchField(
            line, on_change=self._searched, placeholder=text("Search by name, code or barcode")
        )
        self.search.grid(row=0, column=0, sticky="ew")
        if self._search_text:
            self.search.value = self._search_text
        self.search.control.bind("<Down>", self._into_table, add="+")
        self.csv_button = PushButton(line, text("Save as CSV"), self._save_csv)
        self.csv_button.grid(row=0, column=1, padx=size(self, Space.S))
        self.again_button = PushButton(line, text("Check again"), self._again, icon_name="arrow-repeat")
        self.again_button.grid(row=0, column=2)
        self._line = Words(content, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._line.grid(row=2, column=0, sticky="ew", pady=(size(self, Space.S), 0))
        self._lower = Surface(content)
        self._lower.grid(row=4, column=0, sticky="nsew", pady=(size(self, Space.S), 0))
        self._lower.bind("<Configure>", self._arrange, add="+")
        self._build_rows(self._lower)

    def _build_rows(self, lower: Surface) -> None:
        language, text = self._language, self._language.text
        comparison = self.matching.comparison
        assert comparison is not None
        columns: list[Column[MatchRow]] = [
            Column(text("Warehouse"), lambda row: row.good_name(language), width=120, stretch=4),
            Column(text("Code"), lambda row: row.good_code, width=66, stretch=1),
            Column(text("Shop"), lambda row: row.product_name(language), width=120, stretch=4),
            Column(text("SKU, EAN"), lambda row: row.product_code, width=100, stretch=1),
            Column(text("Why"), self._why, width=90, stretch=4),
        ]
        if comparison.several_catalogs:
            catalogs = comparison.sides.catalogs
            columns.insert(
                0, Column(text("Catalogue"), lambda row: catalogs[row.catalog].name, width=90, stretch=1)
            )
        self.table = Table(
            lower,
            columns,
            state_heading=text("State"),
            state=lambda row: row.mark(language),
            state_width=158,
            on_open=lambda _: self.question.link() if self.question else None,
            on_select=self._selected,
            many=self._many,
            empty_text=text("Nothing to show here."),
        )
        # Rows that were chosen before the table had its height would else lie out of sight.
        self.table.tree.bind("<Configure>", self._see_chosen, add="+")
        self.table.filter(self._keeps())
        self.table.search(self._search_text)
        self.question = QuestionPanel(lower, language, self)
        self._arrange()

    def _arrange(self, _event: tkinter.Event[Any] | None = None) -> None:
        """The panel beside the table, or below it."""
        lower, table, question = self._lower, self.table, self.question
        if lower is None or table is None or question is None:
            return
        beside = lower.winfo_width() >= size(self, _BESIDE_FROM)
        if beside is self._beside:
            return
        self._beside = beside
        for column in (0, 1):
            share = _PANEL_SHARE[column] if beside else int(column == 0)
            lower.columnconfigure(column, weight=share, uniform="lower" if beside else "")
        lower.rowconfigure(0, weight=1)
        table.grid(row=0, column=0, sticky="nsew")
        gap = size(self, Space.M)
        if beside:
            question.grid(row=0, column=1, sticky="nsew", padx=(gap, 0), pady=0)
        else:
            question.grid(row=1, column=0, sticky="ew", padx=0, pady=(gap, 0))

    def _see_chosen(self, _event: tkinter.Event[Any]) -> None:
        if self.table is not None and self.table.tree.focus():
            self.table.tree.see(self.table.tree.focus())

    # ---- showing

    def _show_rows(self, key: tuple[str, str, int] | None, place: int = 0) -> None:
        comparison, table = self.matching.comparison, self.table
        if comparison is None or table is None:
            return
        if self._shown is not comparison:
            self._shown = comparison
            self._questions = Questions(comparison, self._language, self.matching.settings.price_group)
        self._shown_bare = self.matching.bare
        self._fill_chips(comparison)
        table.fill(comparison.rows)
        shown = table.shown
        wanted = comparison.row(key) if key is not None else None
        if wanted is None and shown:
            wanted = shown[min(place, len(shown) - 1)]
        if wanted is not None:
            table.select([wanted])
        self._ask_now()

    def _fill_chips(self, comparison: Comparison) -> None:
        assert self.chips is not None
        self.chips.fill(chip_options(self.matching, comparison, self._language))
        self.chips.value = self._filter

    def _show_line(self) -> None:
        comparison, line = self.matching.comparison, self._line
        if comparison is not None and line is not None:
            line.say(*line_below(self.matching, comparison, self._names, self._language))

    def _show_note(self) -> None:
        failed, content, comparison = self.matching.failed, self._content, self.matching.comparison
        if self._note is not None:
            self._note.destroy()
            self._note = None
        if failed is not None and content is not None and comparison is not None:
            self._note = NotReadAgain(content, failed, clock_time(comparison.sides.read_at, self._zone))
            self._note.grid(row=3, column=0, sticky="ew", pady=(size(self, Space.S), 0))

    # ---- what the owner does

    def _take(self) -> None:
        if self.search is not None:
            self._search_text = self.search.value
        if self.question is not None and self.question.question is not None:
            self._key = self.question.question.row.key

    def _filtered(self) -> None:
        if self.chips is None or self.table is None:
            return
        self._filter = self.chips.value or ALL
        self.table.filter(self._keeps())
        self._to_first()

    def _searched(self) -> None:
        if self.search is None or self.table is None:
            return
        self._search_text = self.search.value
        self.table.search(self._search_text)
        self._to_first()

    def _to_first(self) -> None:
        if self.table is not None and not self.table.selected and self.table.shown:
            self.table.select([self.table.shown[0]])
        self._selected()

    def _keeps(self) -> Callable[[MatchRow], bool] | None:
        wanted = self._filter
        if wanted == ALL:
            return None
        if wanted == BARE:
            return self._is_bare
        return lambda row: row.filter == wanted

    def _is_bare(self, row: MatchRow) -> bool:
        return (row.catalog, row.shop_id) in (self.matching.bare or ())

    def _why(self, row: MatchRow) -> str:
        why = row.why(self._language)
        if not self._is_bare(row):
            return why
        return f"{why} {self._language.text('It has no description in the shop.')}"

    def _into_table(self, _event: tkinter.Event[Any]) -> str:
        if self.table is not None:
            self.table.focus_set()
        return "break"

    def _selected(self) -> None:
        # A held arrow key passes many rows: only the one where it stops is asked about.
        self._asking.ask()

    def _ask(self) -> None:
        self._ask_now()
        self._on_select()

    def _ask_now(self) -> None:
        table, panel, questions = self.table, self.question, self._questions
        if table is None or panel is None or questions is None:
            return
        chosen = table.selected
        if len(chosen) != 1:
            words = self._language.text("Choose a product in the table to see what it could be.")
            if chosen:
                words = self._language.count(
                    "{count} product is marked.", "{count} products are marked.", len(chosen)
                )
            panel.say_nothing_chosen(words)
        elif panel.question is None or panel.question.row is not chosen[0]:
            panel.show(questions, questions.about(chosen[0]))

    def _again(self) -> None:
        self.matching.begin(anew=True)

    def _save_csv(self) -> None:
        table = self.table
        if table is None:
            return
        chosen = filedialog.asksaveasfilename(
            parent=self,
            defaultextension=".csv",
            initialfile=self._language.text("matching.csv"),
            filetypes=[("CSV", "*.csv")],
        )
        if chosen:
            rows, language = list(table.shown), self._language
            self._screen.work(lambda: save_matches(Path(chosen), rows, language), lambda _: None)
