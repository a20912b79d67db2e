"""The menu on every entry: cut, copy, paste, select all, for those who use the mouse and for every layout."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Any

from wizard.language import Language
from wizard.theme import Tone, palette
from wizard.widgets.later import Later

_CLASSES = ("TEntry", "TCombobox", "TSpinbox", "Text")
_CAN_WRITE = ("!disabled", "!readonly")


def install_context_menu(root: tkinter.Tk, language: Callable[[], Language]) -> None:
    """Open the menu by the right button, the menu key and Shift+F10 on every field of the program."""

    def show(event: tkinter.Event[Any]) -> str:
        widget = event.widget
        if isinstance(widget, tkinter.Misc):
            widget.focus_set()
            by_key = event.type is tkinter.EventType.KeyPress
            x = widget.winfo_rootx() if by_key else event.x_root
            y = widget.winfo_rooty() + widget.winfo_height() if by_key else event.y_root
            menu = build_menu(widget, language())
            menu.tk_popup(x, y)
        return "break"

    for name in _CLASSES:
        for sequence in ("<Button-3>", "<Shift-F10>"):
            root.bind_class(name, sequence, show)
        root.bind_class(name, "<App>" if root.tk.call("tk", "windowingsystem") == "win32" else "<Menu>", show)


def build_menu(widget: tkinter.Misc, language: Language) -> tkinter.Menu:
    """The menu for one field, with what cannot be done now switched off."""
    colours = palette()
    menu = tkinter.Menu(
        widget,
        tearoff=False,
        background=colours.card,
        foreground=colours.ink,
        activebackground=colours.tone(Tone.INFO).wash,
        activeforeground=colours.ink,
        disabledforeground=colours.tone(Tone.QUIET).solid,
        borderwidth=1,
        activeborderwidth=0,
        relief="solid",
    )
    gone = Later(menu, menu.destroy)
    menu.bind("<Unmap>", lambda _: gone.ask(), add="+")
    writes, selected = _can_write(widget), _has_selection(widget)
    entries = (
        (language.text("Cut"), "<<Cut>>", writes and selected),
        (language.text("Copy"), "<<Copy>>", selected),
        (language.text("Paste"), "<<Paste>>", writes),
        (language.text("Select all"), "<<SelectAll>>", True),
    )
    for label, event_name, possible in entries:
        menu.add_command(
            label=label,
            command=lambda name=event_name: widget.event_generate(name),  # type: ignore[misc]  # bound now
            state="normal" if possible else "disabled",
        )
    return menu


def _can_write(widget: tkinter.Misc) -> bool:
    if widget.winfo_class() == "Text":
        return str(widget.cget("state")) == "normal"
    return bool(widget.tk.call(str(widget), "instate", _CAN_WRITE))


def _has_selection(widget: tkinter.Misc) -> bool:
    if widget.winfo_class() == "Text":
        return bool(widget.tk.call(str(widget), "tag", "ranges", "sel"))
    return bool(widget.tk.call(str(widget), "selection", "present"))
