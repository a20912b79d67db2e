"""The list of steps at the side of the wizard: logo, the connection's name, steps with their state, help."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import Any, Literal

from PIL import ImageTk

from wizard.theme import ICONS, SIDE_WIDTH, Font, Space, Tone, icon, palette, size
from wizard.widgets.scrolling import ScrollingBody
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words

_STRIP = 4


@dataclass(frozen=True, slots=True)
class SideEntry:
    """A step in the list. ``done`` and ``open`` ones can be clicked; ``chosen`` is one line of what was
    chosen; ``open`` is the step above a nested current one.
    """

    id: str
    name: str
    state: Literal["done", "current", "open", "later"]
    chosen: str = ""
    nested: bool = False


class SideList(Surface):
    """The side of the wizard, as wide as the design says."""

    def __init__(
        self,
        parent: tkinter.Misc,
        logo: ImageTk.PhotoImage,
        program: str,
        connection: str,
        entries: Sequence[SideEntry],
        *,
        open_step: Callable[[str], None],
        help_text: str,
        open_help: Callable[[], None],
    ) -> None:
        colours = palette()
        super().__init__(parent, colours.side, width=size(parent, SIDE_WIDTH))
        self.pack_propagate(False)
        self._open_step = open_step
        head = Surface(self)
        head.pack(
            fill="x", padx=(size(self, 18), size(self, Space.S)), pady=(size(self, 20), size(self, Space.M))
        )
        head.columnconfigure(1, weight=1)
        ttk.Label(head, image=logo, background=self.colour).grid(row=0, column=0, rowspan=2, sticky="w")
        Words(head, program, font=Font.STRONG).grid(row=0, column=1, sticky="w", padx=(size(self, 14), 0))
        Words(head, connection, font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
            row=1, column=1, sticky="ew", padx=(size(self, 14), 0)
        )
        self._help(help_text, open_help).pack(side="bottom", fill="x")
        steps = ScrollingBody(self, self.colour, padding=(0, 0))
        steps.pack(fill="both", expand=True)
        self.rows = {entry.id: _Row(steps.inside, entry, self._open) for entry in entries}
        for row in self.rows.values():
            row.pack(fill="x")

    def _open(self, step_id: str) -> None:
        self._open_step(step_id)

    def _help(self, text: str, command: Callable[[], None]) -> Surface:
        row = _Clickable(self, command)
        Words(row, text, icon_name="question-circle", icon_size=14).pack(
            side="left", padx=(size(self, 24), size(self, Space.S)), pady=size(self, Space.M)
        )
        Words(row, "F1").pack(side="left")
        row.listen()
        return row


class _Clickable(Surface):
    """A row that does something by click, Enter or Space; the focus shows as a ring."""

    def __init__(self, parent: tkinter.Misc, command: Callable[[], None] | None) -> None:
        super().__init__(parent, edge=None, takefocus=command is not None)
        self._command = command
        self.configure(
            highlightthickness=size(self, 1),
            highlightbackground=self.colour,
            highlightcolor=palette().tone(Tone.INFO).solid if command else self.colour,
        )

    def listen(self) -> None:
        """Called when everything stands in the row, because clicks go to what is under the pointer."""
        if self._command is None:
            return
        for event in ("<Return>", "<KP_Enter>", "<space>"):
            self.bind(event, self._pressed)
        waiting: list[tkinter.Misc] = [self]
        while waiting:
            widget = waiting.pop()
            widget.bind("<ButtonRelease-1>", self._pressed, add="+")
            if isinstance(widget, Surface | ttk.Label):
                widget.configure(cursor="hand2")
            waiting.extend(widget.winfo_children())

    def _pressed(self, _event: tkinter.Event[Any]) -> str:
        if self._command is not None:
            self._command()
        return "break"


class _Row(_Clickable):
    def __init__(self, parent: tkinter.Misc, entry: SideEntry, open_step: Callable[[str], None]) -> None:
        can_open = entry.state in ("done", "open")
        super().__init__(parent, (lambda: open_step(entry.id)) if can_open else None)
        colours = palette()
        current = entry.state == "current"
        if current:
            self.recolour(colours.background, colours.background)
            self.configure(highlightcolor=colours.background)
        strip = colours.tone(Tone.INFO).solid if current else self.colour
        tkinter.Frame(self, background=strip, width=size(self, _STRIP), borderwidth=0).pack(
            side="left", fill="y"
        )
        line = Surface(self)
        line.pack(side="left", fill="both", expand=True, padx=(size(self, 14), size(self, Space.S)))
        line.columnconfigure(1, weight=1)
        if not entry.nested:
            name, colour = _picture(entry)
            ttk.Label(line, image=icon(name, 16, colour), background=self.colour).grid(
                row=0, column=0, sticky="n", pady=(size(self, 11), 0)
            )
        above = size(self, 9)
        spacer = size(self, 12 if not entry.nested else 28)
        Words(
            line,
            entry.name,
            font=Font.STRONG if current or entry.state == "open" else Font.BODY,
            tone=Tone.QUIET if entry.state == "later" else None,
            wrap=True,
        ).grid(row=0, column=1, sticky="ew", padx=(spacer, 0), pady=(above, 0 if entry.chosen else above))
        if entry.chosen:
            Words(line, entry.chosen, font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
                row=1, column=1, sticky="ew", padx=(spacer, 0), pady=(size(self, 2), above)
            )
        self.listen()


def _picture(entry: SideEntry) -> tuple[str, str]:
    colours = palette()
    if entry.state == "done":
        return ICONS[Tone.GOOD], colours.tone(Tone.GOOD).solid
    if entry.state in ("current", "open"):
        return ICONS[Tone.INFO], colours.tone(Tone.INFO).solid
    return ICONS[Tone.QUIET], colours.tone(Tone.QUIET).solid
