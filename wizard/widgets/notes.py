"""What stands out by its tone, always with icon and word: badges, notes, the result of a test."""

from __future__ import annotations

import tkinter
from collections.abc import Sequence

from sync.ports import CheckStep
from wizard.theme import ICONS, Font, Space, Tone, palette, size
from wizard.widgets.flow import Flow
from wizard.widgets.folds import Fold
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words
from wizard.widgets.window_of import window_of


def sign_colour(tone: Tone) -> str:
    """The colour of a small icon of this tone: amber must be darker on white to be seen."""
    colours = palette()
    return colours.small_warn if tone is Tone.WARN else colours.tone(tone).solid


class Badge(Surface):
    """A state in one or two words, such as "All up to date"."""

    def __init__(self, parent: tkinter.Misc, text: str, tone: Tone, *, icon_name: str | None = None) -> None:
        super().__init__(parent, palette().tone(tone).wash, padding=(10, 4))
        self._words = Words(
            self,
            text,
            font=Font.SMALL_STRONG,
            tone=tone,
            icon_name=icon_name or ICONS[tone],
            icon_colour=sign_colour(tone),
            icon_size=13,
        )
        self._words.pack()


class Note(Surface):
    """A box of one tone with a text, and a headline where it asks something. More goes into :attr:`body`.

    ``strip``: with the 4 pixel strip at the left, for a guard's question.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        text: str,
        tone: Tone,
        *,
        headline: str = "",
        strip: bool = False,
        icon_name: str | None = None,
    ) -> None:
        colours = palette().tone(tone)
        super().__init__(parent, colours.wash, edge=colours.edge)
        if strip:
            tkinter.Frame(self, background=colours.solid, width=size(self, 4)).pack(side="left", fill="y")
        inside = Surface(self, padding=(Space.L, Space.M))
        inside.pack(side="left", fill="both", expand=True)
        inside.columnconfigure(1, weight=1)
        edge = 22 if headline else 16
        sign = Words(
            inside, icon_name=icon_name or ICONS[tone], icon_colour=sign_colour(tone), icon_size=edge
        )
        sign.grid(row=0, column=0, sticky="n", padx=(0, size(self, Space.S)), pady=(size(self, 2), 0))
        row = 0
        if headline:
            Words(inside, headline, font=Font.SECTION, wrap=True).grid(row=0, column=1, sticky="ew")
            row = 1
        self._text = Words(inside, text, tone=None if headline else tone, wrap=True)
        self._text.grid(row=row, column=1, sticky="ew", pady=(size(self, Space.S) if row else 0, 0))
        self.body = Surface(inside)
        self.body.grid(row=row + 1, column=1, sticky="ew")

    def say(self, text: str) -> None:
        """Another text in the same tone."""
        self._text.configure(text=text)


class ResultPanel(Surface):
    """The result of a test: a tick for each step, then a line of real data, or cause and advice."""

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(parent)
        self._box: Surface | None = None
        self.fold: Fold | None = None

    @property
    def is_shown(self) -> bool:
        return self._box is not None

    def clear(self) -> None:
        """Show nothing."""
        if self._box is not None:
            self._box.destroy()
            self._box = None
            self.fold = None
            # An emptied frame keeps its size until it is told otherwise.
            self.configure(height=1)

    def running(self, text: str) -> None:
        """Say that the test runs."""
        box = self._new_box(Tone.INFO)
        Words(box, text, tone=Tone.INFO, icon_name="hourglass-split", wrap=True).pack(fill="x")

    def show(self, steps: Sequence[CheckStep], sample: str = "") -> None:
        """Show how far the test came; ``sample`` is the line of real data of a test that passed."""
        failed = next((step for step in steps if step.passed is False), None)
        passed = bool(steps) and all(step.passed for step in steps)
        tone = Tone.BAD if failed else Tone.GOOD if passed else Tone.QUIET
        box = self._new_box(tone)
        ticks = Flow(box, gap=Space.XL, row_gap=Space.XS)
        ticks.pack(fill="x")
        for step in steps:
            ticks.add(self._tick(ticks, step))
        below = (size(self, Space.S), 0)
        words = window_of(self).language
        if failed is not None:
            told = [words.say(part) for part in (failed.said, failed.advice) if part]
            if told:
                Words(box, " ".join(told), wrap=True).pack(fill="x", pady=below)
            if failed.detail:
                self.fold = Fold(box, words.text("Technical details"), failed.detail)
                self.fold.pack(fill="x", pady=below)
        elif sample:
            Words(box, sample, wrap=True).pack(fill="x", pady=below)

    def _tick(self, parent: tkinter.Misc, step: CheckStep) -> Words:
        name = window_of(self).language.say(step.name)
        tone = Tone.QUIET if step.passed is None else Tone.GOOD if step.passed else Tone.BAD
        font = Font.STRONG if step.passed is False else Font.BODY
        colour = sign_colour(tone)
        return Words(
            parent, name, font=font, tone=tone, icon_name=ICONS[tone], icon_colour=colour, icon_size=15
        )

    def _new_box(self, tone: Tone) -> Surface:
        self.clear()
        colours = palette().tone(tone)
        self._box = Surface(self, colours.wash, edge=colours.edge, padding=(Space.L, Space.M))
        self._box.pack(fill="x")
        return self._box
