"""A part of a step: some widgets of its own, and what they stand for."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from functools import partial

from sync.sentences import Sentence
from wizard.language import Language
from wizard.setup import Setup
from wizard.widgets import ScrollingBody, Surface
from wizard.widgets.later import Later
from wizard.wizard_frame import WizardFrame


def setup_of(wizard: WizardFrame) -> Setup:
    """The wizard with what its steps share."""
    assert isinstance(wizard, Setup)
    return wizard


def scroll_to(widget: tkinter.Misc) -> None:
    """Let the body show ``widget`` whole, once it has its size."""
    here = widget.master
    while here is not None and not isinstance(here, ScrollingBody):
        here = here.master
    if here is not None:
        body = here
        # The body learns of the new height in one idle call and lays itself out in the next.
        seen = Later(widget, partial(_see, body, widget))
        Later(widget, seen.ask).ask()


def _see(body: ScrollingBody, widget: tkinter.Misc) -> None:
    if widget.winfo_viewable():
        widget.update_idletasks()
        body.see(widget)


class Part:
    """What it knows are attributes, so that its widgets can be built at any time, and from them alone.

    ``changed`` is called when something was typed or chosen.
    """

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        self.setup = setup
        self.changed = changed
        self.place: Surface | None = None

    def build(self, place: Surface) -> None:
        """Make the widgets in ``place``, which is empty."""
        self.place = place
        self.fill(place)

    def fill(self, place: Surface) -> None:
        raise NotImplementedError

    def draw(self) -> None:
        """Build the widgets anew where they stand, because something else is shown now."""
        place = self.place
        if place is None or not place.winfo_exists():
            return
        for child in place.winfo_children():
            child.destroy()
        self.fill(place)
        # An emptied frame keeps its size until it is told otherwise.
        if not place.winfo_children():
            place.configure(height=1)

    @property
    def is_shown(self) -> bool:
        return self.place is not None and bool(self.place.winfo_exists())

    def holds(self, widget: tkinter.Misc | None) -> bool:
        """Whether ``widget`` stands in this part."""
        return self.is_shown and widget is not None and str(widget).startswith(f"{self.place}.")

    @property
    def language(self) -> Language:
        return self.setup.language

    def text(self, template: str, /, **fields: object) -> str:
        return self.setup.text(template, **fields)

    def count(self, one: str, many: str, number: int, /, **fields: object) -> str:
        return self.setup.count(one, many, number, **fields)

    def say(self, sentence: Sentence) -> str:
        return self.language.say(sentence)
