"""A menu that hangs below a button: the commands behind Edit, and the languages."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wizard.theme import Tone, palette
from wizard.widgets.later import Later


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of a menu; ``text`` empty draws a line between two groups. ``chosen``: with a tick."""

    text: str = ""
    command: Callable[[], object] = lambda: None
    chosen: bool = False


def open_menu(button: tkinter.Misc, entries: Sequence[MenuEntry]) -> tkinter.Menu:
    """Open a menu below ``button``; the arrow keys, Enter and Escape work in it."""
    colours = palette()
    # It belongs to the window and not to the button, which may be built anew while the menu is open.
    menu = tkinter.Menu(
        button.winfo_toplevel(),
        tearoff=False,
        background=colours.card,
        foreground=colours.ink,
        activebackground=colours.tone(Tone.INFO).wash,
        activeforeground=colours.ink,
        borderwidth=1,
        activeborderwidth=0,
        relief="solid",
    )
    gone = Later(menu, menu.destroy)
    menu.bind("<Unmap>", lambda _: gone.ask(), add="+")
    for entry in entries:
        if entry.text:
            mark = "✓ " if entry.chosen else ""
            menu.add_command(label=f"{mark}{entry.text}", command=entry.command)
        else:
            menu.add_separator()
    menu.tk_popup(button.winfo_rootx(), button.winfo_rooty() + button.winfo_height())
    return menu
