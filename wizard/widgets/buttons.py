"""Buttons by rank: the one main button, the others, quiet ones and links. ``&`` marks the Alt letter."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Any, Literal

from ttkbootstrap import Style, apply_bootstyle, apply_icon

from wizard.theme import Tone, icon, palette, size
from wizard.widgets.keys import split_letter
from wizard.widgets.surface import calm_ink, on_surface, surface_of
from wizard.widgets.window_of import window_of

Rank = Literal["main", "plain", "quiet", "second"]
_BOOTSTYLES = {"main": "primary", "plain": "neutral", "quiet": "ghost", "second": "primary outline"}


class PushButton(ttk.Button):
    """A button. ``main``: the one blue button of a screen or card; ``second``: a second action beside its
    object; ``plain``: all others; ``quiet``: without a box.

    ``text`` names its Alt letter by ``&`` before it. A button without a text is an icon, and wants a
    :class:`Tooltip`.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        text: str,
        command: Callable[[], object],
        *,
        rank: Rank = "plain",
        icon_name: str | None = None,
        enabled: bool = True,
        **options: Any,
    ) -> None:
        self.rank = rank
        self._command = command
        shown, place = split_letter(text)
        super().__init__(parent, text=shown, underline=place, command=self.press, **options)
        apply_bootstyle(self, on_surface(parent, _BOOTSTYLES[rank]))
        if rank in ("plain", "quiet"):
            calm_ink(self)
        elif rank == "second":
            _legible_outline(self)
        if icon_name:
            apply_icon(self, icon_name, icon_only=not shown)
        if place >= 0:
            window_of(self).shortcuts.claim(shown[place], self, self.press_by_key)
        self.enable(enabled)

    @property
    def enabled(self) -> bool:
        return not self.instate(["disabled"])

    def enable(self, enabled: bool) -> None:
        """Switch on or off. Where it goes off under the keyboard's focus, the focus moves on."""
        if not enabled and self.enabled and self.focus_get() is self:
            following = self.tk_focusNext()
            if following is not None:
                following.focus_set()
        self.state(["!disabled" if enabled else "disabled"])

    def press(self) -> None:
        if self.enabled:
            self._command()

    def press_by_key(self) -> None:
        """As by Alt and its letter: the focus comes along, so that a field that is left is read."""
        if self.enabled:
            self.focus_set()
            self.update_idletasks()
            self.press()

    def say(self, text: str) -> None:
        """Another text, with its letter; the letter that was claimed first stays the one that works."""
        shown, place = split_letter(text)
        self.configure(text=shown, underline=place)


def _legible_outline(button: ttk.Button) -> None:
    """The library draws it in the colour of the main button's ground, on which white is read and which is too
    dark on a dark ground; switched off, in one that is hardly seen.
    """
    style, name, colours = Style(), str(button.cget("style")), palette()
    style.configure(name, foreground=colours.tone(Tone.INFO).ink, bordercolor=colours.tone(Tone.INFO).solid)
    others: list[Any] = [entry for entry in style.map(name, query_opt="foreground") if entry[0] != "disabled"]
    style.map(name, foreground=[("disabled", colours.disabled_ink), *others])


class LinkButton(tkinter.Label):
    """A text that does something when clicked or, with the focus on it, by Enter or Space."""

    def __init__(
        self,
        parent: tkinter.Misc,
        text: str,
        command: Callable[[], object],
        *,
        icon_name: str | None = None,
    ) -> None:
        shown, place = split_letter(text)
        ground = surface_of(parent)
        colours = palette()
        super().__init__(
            parent,
            text=shown,
            underline=place,
            font="TkDefaultFont",
            foreground=colours.tone(Tone.INFO).ink,
            background=ground,
            activeforeground=colours.tone(Tone.INFO).ink,
            cursor="hand2",
            takefocus=True,
            borderwidth=0,
            padx=size(parent, 2),
            pady=size(parent, 1),
            highlightthickness=size(parent, 1),
            highlightbackground=ground,
            highlightcolor=colours.tone(Tone.INFO).solid,
        )
        if icon_name:
            self.configure(image=icon(icon_name, (20, 14), colours.tone(Tone.INFO).ink), compound="left")
        self.command = command
        for event in ("<Return>", "<KP_Enter>", "<space>"):
            self.bind(event, self._by_key)
        self.bind("<ButtonRelease-1>", self._click)
        if place >= 0:
            window_of(self).shortcuts.claim(shown[place], self, self.invoke)

    def invoke(self) -> None:
        self.command()

    def _by_key(self, _event: tkinter.Event[Any]) -> str:
        self.invoke()
        return "break"

    def _click(self, event: tkinter.Event[Any]) -> None:
        if 0 <= event.x < self.winfo_width() and 0 <= event.y < self.winfo_height():
            self.invoke()
