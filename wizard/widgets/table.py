"""A table of many rows: a state as icon and word, texts cut with "…", sorting, filter and search.

Only the first page of rows is put into the window at once, the rest in small pieces between two events, so
that 50,000 rows never stop it. Texts are cut for the rows that are seen, not for all.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import font as tkfont
from tkinter import ttk
from typing import Any, Final, Generic, Literal, TypeVar

import ttkbootstrap

from wizard.theme import Font, Tone, icon, palette, size
from wizard.widgets.later import Later
from wizard.widgets.notes import sign_colour
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words
from wizard.widgets.tooltip import Tooltip

Row = TypeVar("Row")
SortKey = Callable[[Row], Any]
PAGE: Final = 200
_PIECE: Final = 250
_PIECE_PAUSE_MS: Final = 15
_CELL_MARGIN: Final = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of a row: an icon in the colour of a tone, and a word."""

    icon_name: str
    tone: Tone
    word: str


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, the text of a row, its least width (logical) and its share of what is left.

    ``sort_key`` gives a value of one type for every row; without it the text is compared.
    """

    heading: str
    text: Callable[[Row], str]
    width: int = 120
    stretch: int = 1
    anchor: Literal["w", "e"] = "w"
    sort_key: SortKey[Row] | None = None


class Table(Surface, Generic[Row]):
    """Rows in a box. ``state`` gives the mark of a row, shown in the first column under ``state_heading``.

    Enter or a double click opens a row (``on_open``); Space marks it, Shift and Ctrl as everywhere, and
    ``on_select`` tells of it. ``rows_high`` is the least height in rows; the table takes what is left over.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        columns: Sequence[Column[Row]],
        *,
        state_heading: str,
        state: Callable[[Row], Mark],
        state_width: int = 130,
        on_open: Callable[[Row], object] | None = None,
        on_select: Callable[[], object] | None = None,
        many: bool = True,
        empty_text: str = "",
        rows_high: int = 5,
    ) -> None:
        super().__init__(parent, palette().background, edge=palette().hairline)
        self._columns = list(columns)
        self._mark_of, self._state_width = state, state_width
        self._on_open, self._on_select = on_open, on_select
        self._empty_text = empty_text
        self._all: list[Row] = []
        self._shown: list[Row] = []
        self._texts: dict[int, str] = {}
        self._keep: Callable[[Row], bool] | None = None
        self._words: tuple[str, ...] = ()
        self._sorted_by: int | None = None
        self._descending = False
        self._inserted = 0
        self._filling = Later(self, self._fill_piece, _PIECE_PAUSE_MS)
        self._noting = Later(self, self._note_widths)
        self._cutting = Later(self, self._cut_seen)
        self._icons: dict[tuple[str, Tone], str] = {}
        self._measure = _Measure(self)
        self._widths: dict[int, int] = {}
        self._cut: dict[str, tuple[int, ...]] = {}
        self._build(many, rows_high, state_heading)

    # ---- what a screen does with it

    def fill(self, rows: Sequence[Row]) -> None:
        """Show other rows, with the filter, search and order that are set. The same rows stay selected."""
        self._all = list(rows)
        self._texts.clear()
        self._refresh()

    def filter(self, keep: Callable[[Row], bool] | None) -> None:
        """Show only rows for which ``keep`` says yes; None: all."""
        self._keep = keep
        self._refresh()

    def search(self, text: str) -> None:
        """Show only rows in which every word of ``text`` occurs somewhere, whatever its capitals."""
        self._words = tuple(text.casefold().split())
        self._refresh()

    def sort(self, column: int | None, *, descending: bool = False) -> None:
        """Order by a column, 0 the first after the state, -1 the state; None: as they were handed over."""
        self._sorted_by, self._descending = column, descending
        self._show_order()
        self._refresh()

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that pass filter and search, in the order in which they stand."""
        return tuple(self._shown)

    @property
    def selected(self) -> list[Row]:
        """The marked rows, in their order."""
        return [self._shown[int(item)] for item in sorted(self.tree.selection(), key=int)]

    @property
    def current(self) -> Row | None:
        """The row that the keyboard is on."""
        item = self.tree.focus()
        return self._shown[int(item)] if item else None

    @property
    def is_filling(self) -> bool:
        """Whether rows are still being put in behind what is seen."""
        return self._filling.waits

    def select(self, rows: Sequence[Row]) -> None:
        """Mark these rows, go to the first of them and let it be seen."""
        places = [str(place) for place, row in enumerate(self._shown) if any(row is one for one in rows)]
        if not places:
            return
        self._insert_up_to(max(int(place) for place in places) + 1)
        self.tree.selection_set(places)
        self.tree.focus(places[0])
        self.tree.see(places[0])

    def focus_set(self) -> None:
        self.tree.focus_set()
        if not self.tree.focus() and self._shown:
            self.tree.focus("0")
            self.tree.selection_set("0")

    def cell(self, place: int, column: int) -> str:
        """The whole text of a cell: ``place`` as in :attr:`shown`, column -1 for the state."""
        row = self._shown[place]
        return self._mark_of(row).word if column < 0 else self._columns[column].text(row)

    # ---- building

    def _build(self, many: bool, rows_high: int, state_heading: str) -> None:
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self.tree = ttk.Treeview(
            self,
            columns=[str(number) for number in range(len(self._columns))],
            show="tree headings",
            selectmode="extended" if many else "browse",
            height=rows_high,
            style="Treeview",
        )
        self.tree.grid(row=0, column=0, sticky="nsew")
        # The tree asks for the width of its columns, which in turn follow the width that it is given.
        self.grid_propagate(False)
        self.configure(width=size(self, 200), height=self.tree.winfo_reqheight() + 2 * size(self, 1))
        self._bar = ttkbootstrap.Scrollbar(self, orient="vertical", command=self._scroll)
        self.tree.configure(yscrollcommand=self._scrolled)
        self.tree.heading("#0", text=state_heading, anchor="w", command=lambda: self._heading_clicked(-1))
        for number, column in enumerate(self._columns):
            self.tree.heading(
                str(number),
                text=column.heading,
                anchor=column.anchor,
                command=lambda chosen=number: self._heading_clicked(chosen),
            )
            self.tree.column(str(number), anchor=column.anchor, stretch=False)
        self.tree.column("#0", stretch=False)
        self._empty = Words(self, "", tone=Tone.QUIET)
        self._empty.stands_over = True
        for event, handler in (
            ("<Configure>", self._share_width),
            ("<Return>", self._open_current),
            ("<KP_Enter>", self._open_current),
            ("<Double-1>", self._open_clicked),
            ("<space>", self._mark_current),
            ("<Control-a>", self._mark_all),
            ("<End>", self._to_end),
            ("<Home>", self._to_start),
            ("<Shift-Up>", partial(self._step, -1, marks=True)),
            ("<Shift-Down>", partial(self._step, 1, marks=True)),
            ("<Control-Up>", partial(self._step, -1, marks=False)),
            ("<Control-Down>", partial(self._step, 1, marks=False)),
            ("<ButtonRelease-1>", self._resized),
        ):
            self.tree.bind(event, handler, add="+" if event == "<Configure>" else "")
        self.tree.bind("<<TreeviewSelect>>", lambda _: self._on_select() if self._on_select else None)
        self.tree.bind("<FocusIn>", lambda _: self._take_focus(), add="+")
        Tooltip(self.tree, self._whole_text)

    def _take_focus(self) -> None:
        ring = palette().tone(Tone.INFO).edge
        self.configure(highlightbackground=ring)
        self.tree.bind("<FocusOut>", lambda _: self.configure(highlightbackground=palette().hairline))
        if not self.tree.focus() and self._shown:
            self.tree.focus("0")

    # ---- rows in

    def _refresh(self) -> None:
        chosen = {id(row) for row in self.selected} if self._inserted else set()
        rows = [row for row in self._all if self._keep is None or self._keep(row)]
        if self._words:
            rows = [row for row in rows if all(word in self._text_of(row) for word in self._words)]
        if self._sorted_by is not None:
            rows.sort(key=self._key(self._sorted_by), reverse=self._descending)
        self._filling.forget()
        self.tree.delete(*self.tree.get_children())
        self._cut.clear()
        self._shown, self._inserted = rows, 0
        self._insert_up_to(PAGE)
        self.tree.yview_moveto(0)
        if chosen:
            again = [str(place) for place, row in enumerate(rows) if id(row) in chosen]
            if again:
                self._insert_up_to(int(again[-1]) + 1)
                self.tree.selection_set(again)
        self._show_emptiness()
        self._go_on_filling()
        self._cut_soon()

    def _text_of(self, row: Row) -> str:
        text = self._texts.get(id(row))
        if text is None:
            parts = [self._mark_of(row).word, *(column.text(row) for column in self._columns)]
            text = self._texts[id(row)] = "\n".join(parts).casefold()
        return text

    def _key(self, number: int) -> SortKey[Row]:
        if number < 0:
            return lambda row: self._mark_of(row).word.casefold()
        column = self._columns[number]
        return column.sort_key or (lambda row: column.text(row).casefold())

    def _insert_up_to(self, count: int) -> None:
        end = min(count, len(self._shown))
        insert = self.tree.insert
        for place in range(self._inserted, end):
            row = self._shown[place]
            mark = self._mark_of(row)
            insert(
                "",
                "end",
                iid=str(place),
                text=mark.word,
                tags=(self._icon(mark),),
                values=[column.text(row) for column in self._columns],
            )
        self._inserted = max(self._inserted, end)

    def _go_on_filling(self) -> None:
        if self._inserted < len(self._shown):
            self._filling.ask()

    def _fill_piece(self) -> None:
        self._insert_up_to(self._inserted + _PIECE)
        self._go_on_filling()

    def _icon(self, mark: Mark) -> str:
        """The tag that gives a row its icon. Were the icon the row's own, Tk would look for each of 50,000
        among all others when the table goes, which takes a minute.
        """
        key = (mark.icon_name, mark.tone)
        if key not in self._icons:
            self._icons[key] = f"{mark.icon_name} {mark.tone}"
            image = icon(mark.icon_name, (28, 15), sign_colour(mark.tone))
            self.tree.tag_configure(self._icons[key], image=image)
        return self._icons[key]

    def _show_emptiness(self) -> None:
        if self._shown or not self._empty_text:
            self._empty.place_forget()
        else:
            self._empty.say(self._empty_text, Tone.QUIET)
            self._empty.place(relx=0.5, rely=0.5, anchor="center")

    # ---- widths, and texts cut to them

    def _share_width(self, _event: tkinter.Event[Any] | None = None) -> None:
        whole = self.tree.winfo_width()
        if whole <= 1:
            return
        least = [size(self, self._state_width), *(size(self, column.width) for column in self._columns)]
        shares = [0, *(column.stretch for column in self._columns)]
        spare = whole - sum(least)
        total = sum(shares) or 1
        if spare < 0:
            # Too narrow for all: every column gives in proportion, and its texts are cut.
            widths = [max(width * whole // sum(least), size(self, 40)) for width in least]
        else:
            widths = [width + spare * share // total for width, share in zip(least, shares, strict=True)]
        widths[-1] += whole - sum(widths)
        for number, width in enumerate(widths):
            self.tree.column("#0" if number == 0 else str(number - 1), width=max(width, size(self, 40)))
        self._note_widths()

    def _resized(self, event: tkinter.Event[Any]) -> None:
        if self.tree.identify_region(event.x, event.y) == "separator":
            self._noting.ask()

    def _note_widths(self) -> None:
        widths = {number: int(self.tree.column(str(number), "width")) for number in range(len(self._columns))}
        widths[-1] = int(self.tree.column("#0", "width"))
        if widths != self._widths:
            self._widths = widths
            self._cut.clear()
            self._cut_soon()

    def _cut_soon(self) -> None:
        self._cutting.ask()

    def _cut_seen(self) -> None:
        """Cut the texts of the rows that are seen now to their columns."""
        if not self._widths:
            return
        stamp = tuple(self._widths.values())
        for item in self._seen():
            if self._cut.get(item) == stamp:
                continue
            self._cut[item] = stamp
            place = int(item)
            margin = size(self, _CELL_MARGIN)
            values = [
                self._measure.cut(self.cell(place, number), self._widths[number] - margin)
                for number in range(len(self._columns))
            ]
            word = self._measure.cut(self.cell(place, -1), self._widths[-1] - margin - size(self, 30))
            self.tree.item(item, text=word, values=values)

    def _seen(self) -> list[str]:
        if not self._shown:
            return []
        first, last = (float(part) for part in self.tree.yview())
        begin = int(first * self._inserted)
        end = min(int(last * self._inserted) + 2, self._inserted)
        return [str(place) for place in range(begin, end)]

    def _scroll(self, *arguments: Any) -> None:
        self.tree.yview(*arguments)

    def _scrolled(self, first: float, last: float) -> None:
        self._bar.set(first, last)
        needed = float(first) > 0 or float(last) < 1
        if needed and not self._bar.winfo_ismapped():
            self._bar.grid(row=0, column=1, sticky="ns")
        elif not needed and self._bar.winfo_ismapped():
            self._bar.grid_remove()
        self._cut_soon()

    def _whole_text(self, event: tkinter.Event[Any]) -> str:
        item = self.tree.identify_row(event.y)
        column = self.tree.identify_column(event.x)
        if not item or not column:
            return ""
        number = int(column[1:]) - 1
        whole = self.cell(int(item), number)
        shown = self.tree.item(item, "text") if number < 0 else self.tree.set(item, str(number))
        return whole if shown != whole else ""

    # ---- keys and clicks

    def _heading_clicked(self, number: int) -> None:
        self.sort(number, descending=self._sorted_by == number and not self._descending)

    def _show_order(self) -> None:
        colour = palette().tone(Tone.QUIET).ink
        arrow = icon("caret-down-fill" if self._descending else "caret-up-fill", 10, colour)
        for number in range(-1, len(self._columns)):
            name = "#0" if number < 0 else str(number)
            self.tree.heading(name, image=arrow if number == self._sorted_by else "")

    def _open_current(self, _event: tkinter.Event[Any]) -> str:
        row = self.current
        if row is not None and self._on_open is not None:
            self._on_open(row)
        return "break"

    def _open_clicked(self, event: tkinter.Event[Any]) -> None:
        item = self.tree.identify_row(event.y)
        if item and self._on_open is not None:
            self._on_open(self._shown[int(item)])

    def _mark_current(self, _event: tkinter.Event[Any]) -> str:
        item = self.tree.focus()
        if item:
            self.tree.selection_toggle(item)
        return "break"

    def _mark_all(self, _event: tkinter.Event[Any]) -> str:
        if str(self.tree.cget("selectmode")) == "extended":
            self._insert_up_to(len(self._shown))
            self.tree.selection_set(self.tree.get_children())
        return "break"

    def _step(self, by: int, _event: tkinter.Event[Any], *, marks: bool) -> str:
        """Move on without losing what is marked; with ``marks`` the rows on the way are marked too."""
        item = self.tree.focus()
        place = int(item) + by if item else 0
        if 0 <= place < self._inserted:
            self.tree.focus(str(place))
            self.tree.see(str(place))
            if marks and str(self.tree.cget("selectmode")) == "extended":
                self.tree.selection_add(*(name for name in (item, str(place)) if name))
        return "break"

    def _to_end(self, _event: tkinter.Event[Any]) -> str:
        self._insert_up_to(len(self._shown))
        return self._go_to(len(self._shown) - 1)

    def _to_start(self, _event: tkinter.Event[Any]) -> str:
        return self._go_to(0)

    def _go_to(self, place: int) -> str:
        if 0 <= place < len(self._shown):
            self.tree.focus(str(place))
            self.tree.selection_set(str(place))
            self.tree.see(str(place))
        return "break"


class _Measure:
    """Widths of texts from the widths of their letters: asking Tk for each text would take too long."""

    def __init__(self, widget: tkinter.Misc) -> None:
        self._font = tkfont.nametofont(Font.BODY.value, widget)
        self._letters: dict[str, int] = {}

    def cut(self, text: str, room: int) -> str:
        """The text, or its beginning and "…", where it is wider than ``room`` pixels."""
        taken = 0
        dots = self._width("…")
        fitting = 0
        for place, letter in enumerate(text):
            taken += self._width(letter)
            if taken + dots <= room:
                fitting = place + 1
            if taken > room:
                return text[:fitting].rstrip() + "…"
        return text

    def _width(self, letter: str) -> int:
        width = self._letters.get(letter)
        if width is None:
            width = self._letters[letter] = self._font.measure(letter)
        return width
