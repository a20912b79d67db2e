"""The help: a window beside the main one, with the page of the screen that asked, and all other pages."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from wizard.help_pages import PAGE_BY_ID, PAGES, HelpPage
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets import LinkButton, PushButton, ScrollingBody, Surface, Words, hairline
from wizard.widgets.window_of import window_of
from wizard.wizard_frame import WizardFrame

if TYPE_CHECKING:
    from wizard.screen import Screen

_SIZE: Final = (780, 520)
_SIDE: Final = 230
_PAGE_OF_SCREEN: Final[Mapping[str, str]] = {
    "Home": "home",
    "ProgressScreen": "progress",
    "SummaryScreen": "summary",
    "HistoryScreen": "history",
    "AuditScreen": "check",
    "LogScreen": "log",
    "SetupOpening": "connect",
}
"""The page of each screen, by the name of its class; a step of the wizard has its own id."""


def page_for(screen: Screen) -> HelpPage:
    """The page about a screen; that of home where it has none. A step below another may share its page."""
    if not isinstance(screen, WizardFrame):
        return PAGE_BY_ID.get(_PAGE_OF_SCREEN.get(type(screen).__name__, ""), PAGES[0])
    return PAGE_BY_ID.get(screen.step.id) or PAGE_BY_ID.get(screen.step.under, PAGES[0])


class HelpWindow(tkinter.Toplevel):
    """See the module. It does not stop the main window: one can read and work. Escape closes it.

    ``lead`` is what the screen says of itself, above its page.
    """

    def __init__(self, root: tkinter.Tk, page: HelpPage, lead: str = "") -> None:
        super().__init__(root, background=palette().background)
        self.withdraw()
        self._words = window_of(root).language
        self.title(self._words.text("Help"))
        self.transient(root)
        width = min(size(self, _SIZE[0]), self.winfo_screenwidth())
        height = min(size(self, _SIZE[1]), self.winfo_screenheight())
        x = root.winfo_rootx() + max((root.winfo_width() - width) // 2, 0)
        y = root.winfo_rooty() + max((root.winfo_height() - height) // 3, 0)
        self.geometry(f"{width}x{height}+{x}+{y}")
        self._ground = Surface(self, palette().background)
        self._ground.pack(fill="both", expand=True)
        self.page = page
        self._build(lead)
        shortcuts = window_of(root).shortcuts
        shortcuts.on_escape(self, self.close)
        shortcuts.on_help(self, self.close)
        self.protocol("WM_DELETE_WINDOW", self.close)
        self.deiconify()
        self.wait_visibility()
        self.close_button.focus_force()

    def close(self) -> None:
        """Close it, and go back to the main window."""
        root = self.nametowidget(".")
        window_of(self).shortcuts.forget(self)
        self.destroy()
        root.focus_set()

    def open(self, page: HelpPage, lead: str = "") -> None:
        """Show another page."""
        self.page = page
        for child in self._ground.winfo_children():
            child.destroy()
        self._build(lead)
        self.close_button.focus_set()
        self.lift()

    def _build(self, lead: str) -> None:
        ground = self._ground
        ground.columnconfigure(2, weight=1)
        ground.rowconfigure(0, weight=1)
        side = ScrollingBody(ground, palette().side, padding=(Space.L, Space.L))
        side.configure(width=size(self, _SIDE))
        side.grid_propagate(False)
        side.grid(row=0, column=0, sticky="ns")
        self.links: dict[str, tkinter.Widget] = {}
        for each in PAGES:
            self.links[each.id] = self._link(side.inside, each)
            self.links[each.id].pack(anchor="w", pady=(0, size(self, Space.XS)))
        hairline(ground, vertical=True).grid(row=0, column=1, sticky="ns")
        body = ScrollingBody(ground, padding=(Space.XL, Space.L))
        body.grid(row=0, column=2, sticky="nsew")
        Words(body.inside, self._words.text(self.page.title), font=Font.TITLE, wrap=True).pack(fill="x")
        if lead:
            Words(body.inside, lead, tone=Tone.QUIET, wrap=True).pack(fill="x", pady=(size(self, Space.S), 0))
        for heading, told in self.page.parts:
            Words(body.inside, self._words.text(heading), font=Font.STRONG, wrap=True).pack(
                fill="x", pady=(size(self, Space.L), size(self, Space.XS))
            )
            Words(body.inside, self._words.text(told), wrap=True).pack(fill="x")
        hairline(ground).grid(row=1, column=0, columnspan=3, sticky="ew")
        foot = Surface(ground, padding=(Space.L, Space.M))
        foot.grid(row=2, column=0, columnspan=3, sticky="ew")
        self.close_button = PushButton(foot, self._words.text("Close"), self.close, rank="main")
        self.close_button.pack(side="right")

    def _link(self, parent: Surface, page: HelpPage) -> tkinter.Widget:
        title = self._words.text(page.title)
        wrap: dict[str, Any] = {"wraplength": size(self, _SIDE - 48), "justify": "left", "anchor": "w"}
        if page is self.page:
            return Words(parent, title, font=Font.STRONG, tone=Tone.INFO, **wrap)
        link = LinkButton(parent, title, lambda: self.open(page))
        link.configure(**wrap)
        return link


def open_help(root: tkinter.Tk, screen: Screen) -> HelpWindow:
    """Open the help at the page of a screen; a help window that is open shows that page."""
    page, lead = page_for(screen), screen.help_text()
    for child in root.winfo_children():
        if isinstance(child, HelpWindow):
            child.open(page, lead)
            return child
    return HelpWindow(root, page, lead)
