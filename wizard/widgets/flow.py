"""Things in a row that flow to a second row where the width does not hold them."""

from __future__ import annotations

import tkinter
from typing import Any, TypeVar

from wizard.theme import Space, size
from wizard.widgets.later import Later
from wizard.widgets.surface import Surface

Child = TypeVar("Child", bound=tkinter.Widget)


class Flow(Surface):
    """Lays its children out like words of a text. Stretch it over the width it may use.

    Make a child with the flow as its parent and hand it to :meth:`add`.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        *,
        gap: int = Space.S,
        row_gap: int = Space.S,
        centred: bool = False,
    ) -> None:
        super().__init__(parent)
        self._gap, self._row_gap = size(self, gap), size(self, row_gap)
        self._centred = centred
        self._children: list[tkinter.Widget] = []
        self._soon = Later(self, self._lay_out)
        self.bind("<Configure>", self._later, add="+")

    def add(self, child: Child) -> Child:
        """Put a child at the end."""
        self._children.append(child)
        child.place(x=0, y=0)
        child.bind("<Configure>", self._later, add="+")
        self._later()
        return child

    def clear(self) -> None:
        """Destroy all children."""
        for child in self._children:
            child.destroy()
        self._children.clear()
        self._later()

    def _later(self, _event: tkinter.Event[Any] | None = None) -> None:
        self._soon.ask()

    def _lay_out(self) -> None:
        width = max(self.winfo_width(), 1)
        y = 0
        for row in self._rows(width):
            y = self._lay_out_row(row, y, width) + self._row_gap
        height = max(y - self._row_gap, 1)
        widest = max((child.winfo_reqwidth() for child in self._children), default=1)
        if (self.winfo_reqheight(), self.winfo_reqwidth()) != (height, widest):
            self.configure(height=height, width=widest)

    def _rows(self, width: int) -> list[list[tkinter.Widget]]:
        rows: list[list[tkinter.Widget]] = []
        taken = 0
        for child in self._children:
            needed = child.winfo_reqwidth()
            if rows and taken + self._gap + needed <= width:
                rows[-1].append(child)
                taken += self._gap + needed
            else:
                rows.append([child])
                taken = needed
        return rows

    def _lay_out_row(self, row: list[tkinter.Widget], y: int, width: int) -> int:
        """Place one row; returns where it ends."""
        height = max(child.winfo_reqheight() for child in row)
        whole = sum(child.winfo_reqwidth() for child in row) + self._gap * (len(row) - 1)
        x = max((width - whole) // 2, 0) if self._centred else 0
        for child in row:
            wide, high = min(child.winfo_reqwidth(), width), child.winfo_reqheight()
            child.place(x=x, y=y + (height - high) // 2, width=wide, height=high)
            x += wide + self._gap
        return y + height
