"""A small window that asks for a connection's name."""

from __future__ import annotations

import tkinter
from collections.abc import Callable

from wizard.theme import Font, Space, size
from wizard.widgets import PushButton, Surface, TextField, Words
from wizard.widgets.dialog import Dialog
from wizard.widgets.window_of import window_of

LONGEST_NAME = 100


class NameDialog(Dialog):
    """Asks for a name. ``given`` gets it and closes the window itself, or says by :meth:`refuse` what is
    wrong with it.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        title: str,
        name: str,
        action: str,
        given: Callable[[NameDialog, str], object],
        *,
        explanation: str = "",
    ) -> None:
        super().__init__(root, title)
        self._given = given
        words = window_of(root).language
        Words(self.inside, title, font=Font.SECTION, wrap=True).pack(fill="x")
        if explanation:
            Words(self.inside, explanation, wrap=True).pack(fill="x", pady=(size(self, Space.M), 0))
        self.field = TextField(self.inside, name, on_change=self._look)
        self.field.pack(fill="x", pady=(size(self, Space.M), 0))
        bar = Surface(self.inside)
        bar.pack(fill="x", pady=(size(self, Space.XL), 0))
        self.main = PushButton(bar, action, self._give, rank="main")
        self.main.pack(side="right", padx=(size(self, Space.S), 0))
        PushButton(bar, words.text("Cancel"), self.close).pack(side="right")
        window_of(root).shortcuts.on_enter(self, lambda _focus: self._entered())
        self._look()
        self.open(self.field.control)
        self.field.control.selection_range(0, "end")

    def refuse(self, reason: str) -> None:
        """Say at the field why this name will not do."""
        self.field.error(reason)
        self.field.focus_set()

    def _look(self) -> None:
        self.field.error("")
        self.main.enable(0 < len(self.field.value) <= LONGEST_NAME)

    def _entered(self) -> bool:
        self._give()
        return True

    def _give(self) -> None:
        if self.main.enabled:
            self._given(self, self.field.value)
