"""What a screen is: the base of all, and the frame of home, progress, summary and history.

The frame of the wizard and its steps: :mod:`wizard.wizard_frame`. How to write a screen: docs/window.md.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from tkinter import ttk
from typing import TYPE_CHECKING, Any, TypeVar

from sync.sentences import Sentence
from wizard.desk import Desk
from wizard.language import Language
from wizard.theme import (
    BUTTON_BAR_HEIGHT,
    TOP_BAR_HEIGHT,
    Font,
    Space,
    Tone,
    palette,
    size,
)
from wizard.widgets.buttons import PushButton
from wizard.widgets.scrolling import ScrollingBody
from wizard.widgets.surface import Surface, hairline
from wizard.widgets.texts import Words

if TYPE_CHECKING:
    from wizard.app import App

_LEAST_REASON = 180
Result = TypeVar("Result")
State = Mapping[str, Any]


class Screen:
    """One screen of the window. The object lives until another screen is shown; its widgets may be destroyed
    and built again at any time (theme, language), with :meth:`state` before and :meth:`restore` after.

    So what a screen *knows* are attributes of the object, and what the person typed or chose meanwhile goes
    through :meth:`state`.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.main_button: PushButton | None = None
        """What Enter presses; set by :meth:`build`."""

    # ---- what a screen says of itself

    def title(self) -> str:
        """What stands in the window's frame after the program's name; empty for nothing."""
        return ""

    def build(self, parent: Surface) -> None:
        """Make the widgets inside ``parent``, which is empty and fills the window."""
        raise NotImplementedError

    def state(self) -> State:
        """What was typed or chosen and stands in widgets only."""
        return {}

    def restore(self, state: State) -> None:
        """Put back what :meth:`state` gave, into newly built widgets."""

    def first_focus(self) -> tkinter.Misc | None:
        """Where the keyboard begins: the first empty field; None: the main button."""
        return None

    def shown(self) -> None:
        """Called once, after the screen was first built: begin reading, start a clock."""

    def left(self) -> None:
        """Called once, when another screen is about to be shown."""

    def on_enter(self, _focus: tkinter.Misc | None) -> bool:
        """Enter was pressed outside a button or table. True: done with; False: press the main button."""
        return False

    def on_escape(self) -> None:
        """Escape: close the open panel, else Cancel with a question. Does nothing here."""

    def on_help(self) -> None:
        """F1."""
        self.app.help(self)

    def help_text(self) -> str:
        """What F1 says about this screen, a few sentences."""
        return self.text("Everything Mostik does is shown to you before it happens. Nothing is sent unasked.")

    def close_question(self) -> Sentence | None:
        """What would be lost or goes on when the window is closed now; None: close without a question."""
        return None

    # ---- what a screen works with

    @property
    def desk(self) -> Desk:
        return self.app.desk

    @property
    def language(self) -> Language:
        return self.app.language

    def text(self, template: str, /, **fields: object) -> str:
        """A literal text of the screen in the owner's language."""
        return self.app.language.text(template, **fields)

    def count(self, one: str, many: str, number: int, /, **fields: object) -> str:
        """A literal text that depends on a number (``{count}``)."""
        return self.app.language.count(one, many, number, **fields)

    def work(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do ``work`` beside the window and call ``done`` with what it returned, as long as this screen is
        shown.

        ``failed`` gets what it raised; without it the window shows the error's sentence. ``work`` touches no
        widget.
        """
        self.app.work(work, done, failed, alive=lambda: self.app.screen is self)

    def after(self, milliseconds: int, call: Callable[[], None]) -> None:
        """Call later, if this screen is still shown then."""

        def due() -> None:
            if self.app.screen is self:
                call()

        self.app.window.after(milliseconds, due)


class ActionBar(Surface):
    """The fixed bar at the foot: quiet things on the left, buttons on the right, between them a reason.

    Tab visits the right side from the main button leftwards, then the left side.
    """

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent, palette().background)
        height = size(self, BUTTON_BAR_HEIGHT)
        self.configure(height=height)
        hairline(self).pack(side="top", fill="x")
        inner = Surface(self, padding=(Space.XXL, 0))
        inner.pack(fill="both", expand=True, pady=size(self, Space.M))
        inner.columnconfigure(1, weight=1)
        self._right = Surface(inner)
        self._right.grid(row=1, column=2, sticky="e")
        self._left = Surface(inner)
        self._left.grid(row=1, column=0, sticky="w")
        self._reason = Words(inner, font=Font.SMALL, tone=Tone.QUIET, wrap=True, anchor="e", justify="right")
        self._above: bool | None = None
        self._is_tight = False
        inner.bind("<Configure>", self._arrange, add="+")
        for side in (self._left, self._right):
            side.bind("<Configure>", self._arrange, add="+")
        self._inner = inner

    def _arrange(self, _event: tkinter.Event[Any] | None = None) -> None:
        """The reason stands between the buttons, or above them where they leave it no room."""
        width = self._inner.winfo_width() - 2 * size(self, Space.XXL)
        too_wide = width > 0 and self._buttons_width() > width
        if too_wide and self._is_tight:
            self._two_rows()
            return
        if too_wide:
            self._is_tight = True
            for button in (*self._left.winfo_children(), *self._right.winfo_children()):
                if isinstance(button, PushButton):
                    button.configure(padding=_padding(self, Space.S))
        if not self.reason_text:
            self._reason.grid_remove()
            self._above = None
            return
        taken = self._buttons_width() + size(self, Space.L)
        needed = int(self.tk.call("font", "measure", Font.SMALL.value, self.reason_text))
        above = width - taken < min(needed, size(self, _LEAST_REASON))
        if above is self._above:
            return
        self._above = above
        if above:
            below = (0, size(self, Space.S))
            self._reason.grid(row=0, column=0, columnspan=3, sticky="ew", padx=0, pady=below)
        else:
            gap = size(self, Space.L)
            self._reason.grid(row=1, column=1, columnspan=1, sticky="ew", padx=gap, pady=0)

    def _two_rows(self) -> None:
        """In a narrow window the left side stands above the right one, and the reason beside it."""
        below = (0, size(self, Space.S))
        self._left.grid(row=0, column=0, pady=below)
        self._right.grid(row=1, column=0, columnspan=3, sticky="e")
        if self.reason_text:
            left = (size(self, Space.L), 0)
            self._reason.grid(row=0, column=1, columnspan=2, sticky="ew", padx=left, pady=below)
        else:
            self._reason.grid_remove()

    def _buttons_width(self) -> int:
        return self._left.winfo_reqwidth() + self._right.winfo_reqwidth() + size(self, Space.L)

    def main(
        self, text: str, command: Callable[[], object], *, icon_name: str | None = None, enabled: bool = True
    ) -> PushButton:
        """The one blue button, at the very right. Call it first."""
        button = PushButton(
            self._right,
            text,
            command,
            rank="main",
            icon_name=icon_name,
            enabled=enabled,
            padding=_padding(self, 12 if icon_name else 48),
        )
        button.pack(side="right")
        return button

    def right(self, text: str, command: Callable[[], object], *, icon_name: str | None = None) -> PushButton:
        """A plain button left of those there are already on the right."""
        button = PushButton(self._right, text, command, icon_name=icon_name, padding=_padding(self, 20))
        button.pack(side="right", padx=(0, size(self, Space.S)))
        return button

    def left(self, text: str, command: Callable[[], object], *, icon_name: str | None = None) -> PushButton:
        """A plain button on the left."""
        button = PushButton(self._left, text, command, icon_name=icon_name)
        button.pack(side="left", padx=(0, size(self, Space.S)))
        return button

    def note(self, text: str) -> None:
        """A quiet sentence on the left."""
        words = Words(self._left, text, font=Font.SMALL, tone=Tone.QUIET)
        words.pack(side="left", padx=(size(self, Space.S), 0))

    def reason(self, text: str) -> None:
        """Why the main button is off, short; empty where it is on."""
        self._reason.say(text, Tone.QUIET)
        self._above = None
        self._arrange()

    @property
    def reason_text(self) -> str:
        return str(self._reason.cget("text"))


def _padding(widget: tkinter.Misc, sides: int) -> tuple[int, int]:
    return size(widget, sides), size(widget, Space.XS)


class TopBarScreen(Screen):
    """The frame of home, progress, summary and history: a bar with logo and name, a body, and a fixed bar.

    A screen fills :meth:`build_body`, and may fill :meth:`build_top` and :meth:`build_actions`.
    """

    body_on_page = False
    """Whether the body stands on the page's grey, as home with its cards does."""
    has_actions = True
    """Whether there is a bar of buttons at the foot."""

    bar: ActionBar
    body: ScrollingBody

    def name(self) -> str:
        """The connection's name beside the program's; empty for none."""
        return ""

    def build_top(self, right: Surface) -> None:
        """Fill the right side of the top bar."""

    def build_banner(self, parent: Surface) -> None:
        """What stands between top bar and body over the whole width, such as the colour of a summary."""

    def build_body(self, body: Surface) -> None:
        raise NotImplementedError

    def build_actions(self, bar: ActionBar) -> None:
        """Fill the bar at the foot and set :attr:`main_button`."""

    def build(self, parent: Surface) -> None:
        colours = palette()
        parent.columnconfigure(0, weight=1)
        parent.rowconfigure(2, weight=1)
        # Made in the order in which Tab visits them: body, buttons, and the top bar last.
        self.body = ScrollingBody(
            parent, colours.page if self.body_on_page else colours.background, padding=(Space.XXL, 20)
        )
        self.body.grid(row=2, column=0, sticky="nsew")
        if self.has_actions:
            self.bar = ActionBar(parent)
            self.bar.grid(row=3, column=0, sticky="ew")
        banner = Surface(parent)
        banner.grid(row=1, column=0, sticky="ew")
        self._build_top_bar(parent).grid(row=0, column=0, sticky="ew")
        self.build_banner(banner)
        self.build_body(self.body.inside)
        if self.has_actions:
            self.build_actions(self.bar)

    def _build_top_bar(self, parent: Surface) -> Surface:
        colours = palette()
        outer = Surface(parent, colours.card)
        inner = Surface(outer, padding=(Space.XXL, 0), height=size(parent, TOP_BAR_HEIGHT))
        inner.pack(fill="x")
        inner.pack_propagate(False)
        hairline(outer).pack(fill="x")
        ttk.Label(inner, image=self.app.window.logo(32), background=colours.card).pack(side="left")
        Words(inner, self.text("Mostik"), font=Font.SECTION).pack(
            side="left", padx=(size(parent, Space.L), 0)
        )
        if self.name():
            Words(inner, self.name(), tone=Tone.QUIET).pack(side="left", padx=(size(parent, Space.L), 0))
        right = Surface(inner)
        right.pack(side="right")
        self.build_top(right)
        return outer
