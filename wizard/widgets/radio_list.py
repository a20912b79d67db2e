"""One of a few things, each with its name and, below it, what is known of it in small type."""

from __future__ import annotations

import tkinter
from collections.abc import Iterable
from functools import partial
from typing import Any

import ttkbootstrap as ttk

from wizard.theme import Font, Space, Tone, size
from wizard.widgets.choices import OnChange, Option, Ring, arrow_keys, nothing
from wizard.widgets.surface import Surface, on_surface
from wizard.widgets.texts import Words
from wizard.widgets.variables import TextVariable


class RadioList(Surface):
    """Options below each other; all texts wrap. ``value`` "" is none chosen."""

    def __init__(
        self,
        parent: tkinter.Misc,
        options: Iterable[Option] = (),
        *,
        value: str = "",
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent)
        self._variable = TextVariable(self, value)
        self._on_change = on_change
        self.controls: dict[str, ttk.Radiobutton] = {}
        self.columnconfigure(1, weight=1)
        self.fill(options, value)

    @property
    def value(self) -> str:
        return self._variable.get()

    @value.setter
    def value(self, chosen: str) -> None:
        self._variable.set(chosen)

    def fill(self, options: Iterable[Option], value: str = "") -> None:
        """Other options, with ``value`` chosen."""
        for child in self.winfo_children():
            child.destroy()
        self.controls = {}
        self.value = value
        for row, option in enumerate(options):
            self._add(row, option)
        arrow_keys(list(self.controls.values()))
        if not self.controls:
            self.configure(height=1)

    def focus_set(self) -> None:
        chosen = self.controls.get(self.value) or next(iter(self.controls.values()), None)
        if chosen is not None:
            chosen.focus_set()

    def _add(self, row: int, option: Option) -> None:
        above = size(self, Space.S) if row else 0
        ring = Ring(self)
        ring.grid(row=2 * row, column=0, sticky="n", pady=(above, 0))
        control = ttk.Radiobutton(
            ring,
            value=option.id,
            variable=self._variable,
            command=self._on_change,
            bootstyle=on_surface(self, "radiobutton"),
        )
        control.pack()
        ring.watch(control)
        self.controls[option.id] = control
        name = Words(self, option.text, wrap=True)
        name.grid(row=2 * row, column=1, sticky="ew", pady=(above, 0))
        facts = Words(self, option.hint, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        facts.grid(row=2 * row + 1, column=1, sticky="ew")
        for words in (name, facts):
            words.bind("<Button-1>", partial(_choose, control), add="+")


def _choose(control: ttk.Radiobutton, _event: tkinter.Event[Any]) -> None:
    control.focus_set()
    control.invoke()
