"""A body that scrolls when what it holds is higher than the window, and follows the keyboard's focus."""

from __future__ import annotations

import tkinter
from typing import Any, Final

import ttkbootstrap as ttk

from wizard.theme import Space, size
from wizard.widgets.later import Later
from wizard.widgets.surface import Surface

_WHEEL_STEP: Final = 48
_SCROLLS_ITSELF: Final = frozenset({"Treeview", "Listbox", "Text"})


class _Bar(ttk.Scrollbar):
    """Stands over the padding at the right. A bar that took width would turn one row of buttons into two, be
    needed for those two alone, and come and go for ever.
    """

    stands_over = True


class ScrollingBody(Surface):
    """Put widgets into :attr:`inside`. It is as wide as the view, and at least as high, so that a table in it
    can take the height that is left over.
    """

    def __init__(self, parent: tkinter.Misc, colour: str | None = None, *, padding: tuple[int, int]) -> None:
        super().__init__(parent, colour)
        self._canvas = tkinter.Canvas(
            self, background=self.colour, highlightthickness=0, borderwidth=0, takefocus=False
        )
        self._bar = _Bar(self, orient="vertical", command=self._canvas.yview, bootstyle="thin")
        self._canvas.configure(yscrollcommand=self._bar.set)
        # The holder is at least as high as the view. It tells of every change of what is inside, which a
        # frame that is stretched by hand would not.
        self._holder = Surface(self._canvas, self.colour)
        self._holder.columnconfigure(0, weight=1)
        self._holder.rowconfigure(0, weight=1)
        self.inside = Surface(self._holder, self.colour, padding=padding)
        self.inside.grid(row=0, column=0, sticky="nsew")
        self._item = self._canvas.create_window(0, 0, anchor="nw", window=self._holder)
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self._canvas.grid(row=0, column=0, sticky="nsew")
        self._canvas.bind("<Configure>", self._fit, add="+")
        self._holder.bind("<Configure>", self._fit, add="+")
        self._fit_soon = Later(self, self._fit_now)

    @property
    def scrolls(self) -> bool:
        """Whether what is inside is higher than the view."""
        return self.inside.winfo_reqheight() > self._canvas.winfo_height()

    @property
    def offset(self) -> float:
        """Which share of the content lies above the view, for coming back to the same place."""
        return float(self._canvas.yview()[0])

    def scroll_to(self, offset: float) -> None:
        self._canvas.yview_moveto(offset)

    def scroll_by(self, steps: int) -> bool:
        """Scroll by steps of the wheel, down for positive ones. False where nothing is to be scrolled."""
        if not self.scrolls:
            return False
        height = max(self.inside.winfo_reqheight(), 1)
        self._canvas.yview_moveto(self.offset + steps * size(self, _WHEEL_STEP) / height)
        return True

    def see(self, widget: tkinter.Misc) -> None:
        """Scroll as little as is needed for ``widget`` to be seen whole."""
        if not self.scrolls:
            return
        height = self.inside.winfo_height()
        top = widget.winfo_rooty() - self.inside.winfo_rooty() - size(self, Space.L)
        bottom = top + widget.winfo_height() + 2 * size(self, Space.L)
        view_top = self._canvas.canvasy(0)
        view = self._canvas.winfo_height()
        if top < view_top:
            self._canvas.yview_moveto(max(top, 0) / height)
        elif bottom > view_top + view:
            self._canvas.yview_moveto((bottom - view) / height)

    def _fit(self, _event: tkinter.Event[Any]) -> None:
        # Once after a burst of changes: each would move all the others again.
        self._fit_soon.ask()

    def _fit_now(self) -> None:
        width, view = self._canvas.winfo_width(), self._canvas.winfo_height()
        needed = self.inside.winfo_reqheight()
        self._holder.rowconfigure(0, minsize=view)
        self._canvas.itemconfigure(self._item, width=width)
        self._canvas.configure(scrollregion=(0, 0, width, max(needed, view)))
        if needed > view and view > 1:
            self._bar.place(  # type: ignore[no-untyped-call]  # the library's own
                relx=1, rely=0, relheight=1, anchor="ne"
            )
        elif self._bar.winfo_manager():
            self._bar.place_forget()
            self._canvas.yview_moveto(0)


def install_scrolling(root: tkinter.Tk) -> None:
    """Let the wheel scroll the body under the pointer, and the keyboard's focus scroll the one it is in."""

    def turned(event: tkinter.Event[Any]) -> None:
        steps = _steps(event)
        try:
            here = root.winfo_containing(event.x_root, event.y_root)
        except KeyError:
            # A combobox's list belongs to Tcl alone and scrolls by itself.
            return
        while here is not None:
            if here.winfo_class() in _SCROLLS_ITSELF and _has_more(here):
                return
            if isinstance(here, ScrollingBody) and here.scroll_by(steps):
                return
            here = here.master

    def focused(event: tkinter.Event[Any]) -> None:
        widget = event.widget
        # A table is higher than the view may be; moving it for its own sake would only confuse.
        if isinstance(widget, tkinter.Misc) and widget.winfo_class() != "Treeview":
            root.after_idle(_see, widget)

    for sequence in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
        root.bind_all(sequence, turned, add="+")
    root.bind_all("<FocusIn>", focused, add="+")


def _see(widget: tkinter.Misc) -> None:
    if not widget.winfo_exists():
        return
    here = widget.master
    while here is not None:
        if isinstance(here, ScrollingBody):
            here.see(widget)
            return
        here = here.master


def _steps(event: tkinter.Event[Any]) -> int:
    if event.num in (4, 5):
        return -1 if event.num == 4 else 1
    return -1 if event.delta > 0 else 1


def _has_more(widget: tkinter.Misc) -> bool:
    first, last = widget.tk.splitlist(widget.tk.call(str(widget), "yview"))
    return float(first) > 0 or float(last) < 1
