"""The last runs of a connection as bars: how much was done, how much failed, and which runs did nothing."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wizard.theme import Space, Tone, icon, palette, size
from wizard.widgets.surface import surface_of
from wizard.widgets.tooltip import Tooltip

_WIDTH: Final = 262
_HEIGHT: Final = 60
_BAR_SHARE: Final = 0.68
_SMALLEST: Final = 4


@dataclass(frozen=True, slots=True)
class RunBar:
    """One run: its counts, or ``broke_off`` where it could do nothing; ``tip`` says time and counts."""

    done: int
    failed: int
    tip: str
    broke_off: bool = False


class RunChart(tkinter.Canvas):
    """Bars from left to right, the last one blue, failures red on top, a cross for a run that did nothing.

    A click on a bar, or Enter after Left and Right, opens it: ``opened`` gets its number from 0.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        bars: Sequence[RunBar],
        *,
        opened: Callable[[int], object],
        height: int = _HEIGHT,
        slots: int = 14,
    ) -> None:
        self._ground = surface_of(parent)
        super().__init__(
            parent,
            width=size(parent, _WIDTH),
            height=size(parent, height),
            background=self._ground,
            borderwidth=0,
            highlightthickness=size(parent, 1),
            highlightbackground=self._ground,
            highlightcolor=palette().tone(Tone.INFO).solid,
            takefocus=bool(bars),
        )
        self._bars, self._opened, self._slots = list(bars), opened, max(slots, len(bars), 1)
        self.marked: int | None = None
        """The bar that the keyboard is on."""
        self._tip = Tooltip(self, self._tip_at)
        self.bind("<Configure>", self._draw, add="+")
        self.bind("<ButtonRelease-1>", self._click, add="+")
        self.bind("<Left>", lambda _: self._move(-1))
        self.bind("<Right>", lambda _: self._move(1))
        self.bind("<Return>", self._open_marked)
        self.bind("<FocusOut>", lambda _: self._move(None), add="+")

    @property
    def first_left(self) -> int:
        """How far from the left the first bar begins: runs fill the places from the right."""
        step = self.winfo_width() / self._slots
        return round((self._slots - len(self._bars)) * step + step * (1 - _BAR_SHARE) / 2)

    def keep_below_first(self, label: tkinter.Widget, last: tkinter.Widget) -> None:
        """Let ``label``, in a grid below the chart and as wide, begin below the first bar, or as near to it
        as the label of the ``last`` bar at the right edge leaves room.
        """

        def place(_event: tkinter.Event[Any]) -> None:
            taken = label.winfo_reqwidth() + last.winfo_reqwidth() + size(self, Space.S)
            left = max(min(self.first_left, self.winfo_width() - taken), 0)
            label.grid_configure(padx=(left, 0))

        self.bind("<Configure>", place, add="+")

    def bar_at(self, x: int) -> int | None:
        """The number of the bar at this distance from the left, None where none stands."""
        step = self.winfo_width() / self._slots
        place = int(x / step) - (self._slots - len(self._bars))
        return place if 0 <= place < len(self._bars) else None

    def _draw(self, _event: tkinter.Event[Any] | None = None) -> None:
        self.delete("all")
        colours = palette()
        width, height = self.winfo_width(), self.winfo_height()
        base = height - size(self, 2)
        most = max((bar.done + bar.failed for bar in self._bars), default=0) or 1
        step = width / self._slots
        room = base - size(self, 6)
        for number, bar in enumerate(self._bars):
            left = (self._slots - len(self._bars) + number) * step + step * (1 - _BAR_SHARE) / 2
            right = left + step * _BAR_SHARE
            if bar.broke_off:
                cross = icon("x-lg", 12, colours.tone(Tone.BAD).solid)
                self.create_image((left + right) / 2, base - size(self, 9), image=cross)
                continue
            last = number == len(self._bars) - 1
            colour = colours.tone(Tone.INFO if last else Tone.QUIET).solid
            if number == self.marked:
                colour = colours.tone(Tone.INFO).ink
            whole = max(room * (bar.done + bar.failed) / most, size(self, _SMALLEST) if bar.done else 0)
            red = max(room * bar.failed / most, size(self, _SMALLEST)) if bar.failed else 0
            gap = size(self, 2) if red and bar.done else 0
            top = base - max(whole, red)
            if bar.done:
                self.create_rectangle(left, top + red + gap, right, base, fill=colour, width=0)
            if red:
                danger = colours.tone(Tone.BAD).solid
                self.create_rectangle(left, top, right, top + red, fill=danger, width=0)
        self.create_line(0, base, width, base, fill=colours.hairline, width=size(self, 1))

    def _tip_at(self, event: tkinter.Event[Any]) -> str:
        place = self.bar_at(event.x)
        return self._bars[place].tip if place is not None else ""

    def _click(self, event: tkinter.Event[Any]) -> None:
        place = self.bar_at(event.x)
        if place is not None:
            self._opened(place)

    def _move(self, step: int | None) -> None:
        if step is None or not self._bars:
            self.marked = None
        elif self.marked is None:
            self.marked = len(self._bars) - 1
        else:
            self.marked = min(max(self.marked + step, 0), len(self._bars) - 1)
        self._draw()

    def _open_marked(self, _event: tkinter.Event[Any]) -> str:
        if self.marked is not None:
            self._opened(self.marked)
        return "break"
