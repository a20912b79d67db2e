"""A secret: dots and the last four signs, a Paste button, and typing replaces what is kept."""

from __future__ import annotations

import tkinter
from typing import Any, Final

from wizard.theme import Space, size
from wizard.widgets.buttons import PushButton
from wizard.widgets.choices import OnChange, nothing
from wizard.widgets.fields import TextField
from wizard.widgets.window_of import window_of

_DOT: Final = "•"
_DOTS: Final = _DOT * 24
_SHORTEST_WITH_TAIL: Final = 12


class SecretField(TextField):
    """``typed`` is the secret that was entered here, None where the kept one stands; it is never shown whole.

    ``kept`` is the secret that is kept already, or its last four signs: only those are shown. ``password``:
    one that a person made up; nothing of it is shown, and its blanks belong to it.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        *,
        kept: str | None = None,
        on_change: OnChange = nothing,
        paste_text: str | None = None,
        password: bool = False,
    ) -> None:
        super().__init__(parent)
        self._password = password
        self._changed = on_change
        self.typed: str | None = None
        self._is_masked = False
        label = paste_text if paste_text is not None else window_of(self).language.text("Paste")
        self.paste_button = PushButton(self, label, self.paste, icon_name="clipboard")
        self.paste_button.grid(row=0, column=1, padx=(size(self, Space.S), 0))
        self.control.bind("<KeyPress>", self._before_key, add="+")
        self.control.bind("<<Paste>>", self._paste_event)
        self.control.bind("<<Cut>>", lambda _: "break")
        self.control.bind("<FocusOut>", self._focus_left, add="+")
        self.show_kept(kept)

    @property
    def has_secret(self) -> bool:
        """Whether a secret is kept or was typed."""
        return self._is_masked or bool(self.typed)

    def show_kept(self, kept: str | None) -> None:
        """Show that a secret is kept (None: none is) and forget what was typed."""
        self.typed = None
        self._mask(kept)

    def paste(self) -> None:
        """Take the secret from the clipboard, without the blanks and line ends that come along."""
        try:
            copied = self.clipboard_get()
        except tkinter.TclError:
            return
        text = copied.strip("\r\n") if self._password else "".join(copied.split())
        if text:
            self.take(text)

    def take(self, secret: str) -> None:
        """As if ``secret`` had been typed and the field left."""
        self.typed = secret
        self._mask(secret)
        self._changed()

    def _mask(self, secret: str | None) -> None:
        self._is_masked = bool(secret)
        # Four signs of a short secret would be half of it.
        whole_or_end = secret and (len(secret) >= _SHORTEST_WITH_TAIL or len(secret) == 4)
        tail = secret[-4:] if secret and whole_or_end and not self._password else ""
        self.control.configure(show="")
        self.value = f"{_DOTS} {tail}".strip() if secret else ""
        # In a narrow field the end is what tells one secret from another.
        self.control.xview_moveto(1.0)

    def _look(self) -> None:
        if self._is_masked or not self.winfo_exists():
            return
        now = self.control.get() if self._password else self.value
        if now != (self.typed or ""):
            self.typed = now or None
            self._changed()

    def _before_key(self, event: tkinter.Event[Any]) -> None:
        """The first sign that is typed over a masked secret replaces it whole."""
        held = event.state if isinstance(event.state, int) else 0
        writes = bool(event.char and event.char.isprintable() and not held & 0xC)
        if writes or event.keysym in ("BackSpace", "Delete"):
            self._unmask()

    def _unmask(self) -> None:
        if self._is_masked:
            self._is_masked = False
            self.typed = None
            self.value = ""
        self.control.configure(show=_DOT)

    def _paste_event(self, _event: tkinter.Event[Any]) -> str:
        self.paste()
        return "break"

    def _focus_left(self, _event: tkinter.Event[Any]) -> None:
        if not self._is_masked and self.typed:
            self._mask(self.typed)
