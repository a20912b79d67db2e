"""Fields: something to fill in, with its error below it; and the form that lines them up."""

from __future__ import annotations

import tkinter
from collections.abc import Sequence
from decimal import Decimal
from tkinter import ttk
from typing import Any, Final, TypeVar

from babel.numbers import format_decimal
from ttkbootstrap import apply_bootstyle

from sync.model import Choice
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.choices import OnChange, nothing
from wizard.widgets.later import Later
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words
from wizard.widgets.tooltip import Tooltip
from wizard.widgets.typed import read_number
from wizard.widgets.window_of import window_of

Made = TypeVar("Made", bound=tkinter.Widget)
_LABEL_COLUMN: Final = (96, 152)


class Field(Surface):
    """A control with the place for its error: a red edge, and a sentence under it."""

    control: ttk.Entry

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent)
        self.columnconfigure(0, weight=1)
        self._error = Words(self, font=Font.SMALL, tone=Tone.BAD, wrap=True)
        self._hint = Words(self, font=Font.SMALL, tone=Tone.QUIET, wrap=True)

    def error(self, text: str) -> None:
        """Show what is wrong; empty: nothing is."""
        self.control.state(["invalid" if text else "!invalid"])
        self._error.say(text, Tone.BAD)
        if text:
            self._error.grid(row=1, column=0, columnspan=3, sticky="ew", pady=(size(self, Space.XS), 0))
        else:
            self._error.grid_remove()

    @property
    def error_text(self) -> str:
        return str(self._error.cget("text"))

    def hint(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """A sentence below the field, such as what was found for what is filled in; empty for none."""
        self._hint.say(text, tone)
        if text:
            self._hint.grid(row=2, column=0, columnspan=3, sticky="ew", pady=(size(self, Space.XS), 0))
        else:
            self._hint.grid_remove()

    def enable(self, enabled: bool) -> None:
        self.control.state(["!disabled" if enabled else "disabled"])

    def focus_set(self) -> None:
        self.control.focus_set()


class TextField(Field):
    """A line of text. ``width`` in characters where the field is not to fill its place."""

    def __init__(
        self,
        parent: tkinter.Misc,
        value: str = "",
        *,
        on_change: OnChange = nothing,
        width: int | None = None,
        placeholder: str = "",
    ) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._placeholder = placeholder
        self.control = ttk.Entry(self, width=width or 8)
        apply_bootstyle(self.control, "default")
        self.control.grid(row=0, column=0, sticky="w" if width else "ew")
        self._ghost: Words | None = None
        self.value = value
        self._before = value
        self._soon = Later(self, self._look)
        for event in ("<KeyRelease>", "<<Paste>>", "<<Cut>>", "<FocusOut>", "<ButtonRelease>"):
            self.control.bind(event, self._look_later, add="+")
        if placeholder:
            self._ghost = Words(self, placeholder, tone=Tone.QUIET, cursor="xterm")
            # It stands on the entry, whatever the ground of the field is.
            self._ghost.configure(background=palette().background)
            self._ghost.stands_over = True
            self._ghost.bind("<Button-1>", lambda _: self.control.focus_set())
            self._show_ghost()

    @property
    def value(self) -> str:
        """What stands in the field, without blanks at its ends."""
        return self.control.get().strip()

    @value.setter
    def value(self, text: str) -> None:
        self.control.delete(0, "end")
        self.control.insert(0, text)
        self._before = self.value
        self._show_ghost()

    def _look_later(self, _event: tkinter.Event[Any]) -> None:
        # The key's own effect comes after this binding.
        self._soon.ask()

    def _look(self) -> None:
        self._show_ghost()
        if self.value != self._before:
            self._before = self.value
            self._on_change()

    def _show_ghost(self) -> None:
        if self._ghost is None:
            return
        if self.control.get():
            self._ghost.place_forget()
        else:
            self._ghost.place(in_=self.control, x=size(self, 7), rely=0.5, anchor="w")


class SearchField(TextField):
    """Searches as one types; Ctrl+F comes here, Escape empties it."""

    def __init__(self, parent: tkinter.Misc, *, on_change: OnChange, placeholder: str = "") -> None:
        super().__init__(parent, on_change=on_change, placeholder=placeholder)
        window_of(self).shortcuts.on_find(self.control)
        self.control.bind("<Escape>", self._empty, add="+")

    def _empty(self, _event: tkinter.Event[Any]) -> str | None:
        if not self.control.get():
            return None
        self.value = ""
        self._on_change()
        return "break"


class NumberField(TextField):
    """A number, typed with comma or point, with blanks between thousands; shown in the owner's way.

    ``unit`` stands behind the field.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        value: Decimal | None = None,
        *,
        on_change: OnChange = nothing,
        unit: str = "",
        width: int = 8,
    ) -> None:
        super().__init__(parent, on_change=on_change, width=width)
        self.number = value
        self.control.configure(justify="right")
        self.control.bind("<FocusOut>", self._tidy, add="+")
        if unit:
            self.columnconfigure(0, weight=0)
            self.columnconfigure(1, weight=1)
            Words(self, unit).grid(row=0, column=1, sticky="w", padx=(size(self, Space.S), 0))

    @property
    def number(self) -> Decimal | None:
        """The number that was typed; None where there is none or it cannot be read."""
        return read_number(self.value, window_of(self).language.code)

    @number.setter
    def number(self, value: Decimal | None) -> None:
        self.value = "" if value is None else self._shown(value)

    def _shown(self, value: Decimal) -> str:
        exact = format_decimal(value, locale=window_of(self).language.code, decimal_quantization=False)
        return str(exact)

    def _tidy(self, _event: tkinter.Event[Any]) -> None:
        number = self.number
        if number is not None:
            self.number = number


class ChoiceField(Field):
    """One of a list that was read from a system: ``value`` is the chosen id, None where nothing is chosen.

    A letter jumps to the next entry that begins with it.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        choices: Sequence[Choice] = (),
        value: str | None = None,
        *,
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._choices: list[Choice] = []
        self.control: ttk.Combobox = ttk.Combobox(self, state="readonly", width=8, height=12)
        apply_bootstyle(self.control, "default")
        self.control.grid(row=0, column=0, sticky="ew")
        self.control.bind("<<ComboboxSelected>>", self._selected, add="+")
        self.control.bind("<KeyPress>", self._typed, add="+")
        Tooltip(self.control, self._if_cut)
        self.fill(choices, value)

    @property
    def value(self) -> str | None:
        place = self.control.current()
        return self._choices[place].id if 0 <= place < len(self._choices) else None

    @value.setter
    def value(self, chosen: str | None) -> None:
        ids = [choice.id for choice in self._choices]
        if chosen in ids:
            self.control.current(ids.index(chosen))
        else:
            self.control.set("")

    @property
    def missing(self) -> bool:
        """Whether nothing is chosen."""
        return self.value is None

    def fill(self, choices: Sequence[Choice], value: str | None = None) -> None:
        """Another list. Without ``value`` what was chosen stays chosen if it is still there."""
        wanted = value if value is not None else self.value
        self._choices = list(choices)
        self.control.configure(values=[choice.name for choice in choices])
        self.value = wanted

    def choose_by_letter(self, letter: str) -> None:
        """Choose the next entry that begins with ``letter``, round to the first one."""
        start = self.control.current() + 1
        names = [choice.name.lower() for choice in self._choices]
        order = [*range(start, len(names)), *range(start)]
        for place in order:
            if names[place].startswith(letter.lower()):
                self.control.current(place)
                self._selected()
                return

    def _selected(self, _event: tkinter.Event[Any] | None = None) -> None:
        self.control.selection_clear()
        self._on_change()

    def _typed(self, event: tkinter.Event[Any]) -> None:
        held = event.state if isinstance(event.state, int) else 0
        if event.char and event.char.isprintable() and not held & 0xC and event.char != " ":
            self.choose_by_letter(event.char)

    def _if_cut(self, _event: tkinter.Event[Any]) -> str:
        shown = self.control.get()
        room = self.control.winfo_width() - size(self, 34)
        measure = int(self.tk.call("font", "measure", Font.BODY.value, shown))
        return shown if measure > room else ""


class Form(Surface):
    """Labels in a column, and the controls beside them beginning on one line.

    Make a control with the form as its parent and hand it to :meth:`row`.
    """

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent)
        self._rows = 0
        self.columnconfigure(0, minsize=size(self, _LABEL_COLUMN[0]))
        self.columnconfigure(1, weight=1)

    def row(self, label: str, control: Made, *, fill: bool = True) -> Made:
        """A label and its control; a click on the label goes to the control."""
        words = Words(self, label, wraplength=size(self, _LABEL_COLUMN[1]))
        gap = self._gap()
        words.grid(row=self._rows, column=0, sticky="nw", pady=(gap + size(self, 5), 0))
        words.bind("<Button-1>", lambda _: control.focus_set())
        control.grid(
            row=self._rows,
            column=1,
            sticky="new" if fill else "nw",
            padx=(size(self, Space.M), 0),
            pady=(gap, 0),
        )
        control.lift()
        self._rows += 1
        return control

    def wide(self, control: Made, *, space: int = Space.S) -> Made:
        """Something over both columns, such as a toggle or a list with its heading."""
        control.grid(
            row=self._rows,
            column=0,
            columnspan=2,
            sticky="ew",
            pady=(size(self, space) if self._rows else 0, 0),
        )
        control.lift()
        self._rows += 1
        return control

    def _gap(self) -> int:
        return size(self, Space.S) if self._rows else 0
