"""Areas of one colour, and how what stands on them finds out which colour that is."""

from __future__ import annotations

import tkinter
from tkinter import ttk
from typing import Any

from ttkbootstrap import Style

from wizard.theme import Tone, palette, size


class Surface(tkinter.Frame):
    """An area of one colour, with an optional hairline round it. ``padding`` is (sides, top and bottom).

    What stands on it asks :func:`surface_of`, so a hex colour never has to be passed on.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        colour: str | None = None,
        *,
        edge: str | None = None,
        padding: tuple[int, int] = (0, 0),
        **options: Any,
    ) -> None:
        self.colour = colour or surface_of(parent)
        super().__init__(
            parent,
            background=self.colour,
            borderwidth=0,
            highlightthickness=size(parent, 1) if edge else 0,
            highlightbackground=edge or self.colour,
            highlightcolor=edge or self.colour,
            padx=size(parent, padding[0]),
            pady=size(parent, padding[1]),
            **options,
        )

    def recolour(self, colour: str, edge: str | None = None) -> None:
        """Another colour for the area itself, as when a tile is chosen."""
        self.colour = colour
        self.configure(background=colour)
        if edge:
            self.configure(highlightbackground=edge, highlightcolor=edge)


def surface_of(widget: tkinter.Misc) -> str:
    """The colour on which a child of ``widget`` stands."""
    here: tkinter.Misc | None = widget
    while here is not None:
        if isinstance(here, Surface):
            return here.colour
        here = here.master
    return palette().background


def on_surface(parent: tkinter.Misc, bootstyle: str) -> str:
    """The bootstyle for a control that stands on ``parent``'s colour."""
    colour = surface_of(parent)
    return bootstyle if colour == palette().background else f"@{colour} {bootstyle}".strip()


def calm_ink(widget: ttk.Button | ttk.Checkbutton | ttk.Radiobutton, ink: str | None = None) -> None:
    """Give a control on a coloured surface the usual ink: the library takes pure black or white there."""
    style = str(widget.cget("style"))
    if style:
        Style().configure(style, foreground=ink or palette().ink)


def hairline(parent: tkinter.Misc, *, vertical: bool = False) -> tkinter.Frame:
    """A line one pixel thick, to be stretched along its length."""
    thickness = size(parent, 1)
    colour = palette().hairline
    if vertical:
        return tkinter.Frame(parent, background=colour, width=thickness, borderwidth=0)
    return tkinter.Frame(parent, background=colour, height=thickness, borderwidth=0)


def tone_ink(tone: Tone | None) -> str:
    """The text colour of a tone, or the usual one."""
    return palette().tone(tone).ink if tone else palette().ink
