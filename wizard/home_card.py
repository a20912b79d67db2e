"""A connection as a card: its state, its last runs as bars, and three buttons of which one is blue."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from wizard.home_words import CardWords, Cure, cure_button
from wizard.language import Language
from wizard.theme import Font, Space, Tone, icon, palette, size
from wizard.widgets import Badge, Card, Flow, PushButton, RunChart, Surface, Tooltip, Words
from wizard.widgets.window_of import window_of

_CHART_GAP: Final = 26
_SQUARE: Final = 9
_BUTTONS: Final = 164


@dataclass(frozen=True, slots=True)
class CardCommands:
    """What the buttons of a card do."""

    cure: Callable[[], object]
    summary: Callable[[], object]
    edit: Callable[[], object]
    open_run: Callable[[int], object]


class ConnectionCard(Card):
    """See the module. ``main`` is the blue button; None where there is nothing to press."""

    def __init__(self, parent: tkinter.Misc, words: CardWords, commands: CardCommands) -> None:
        super().__init__(parent, strip=words.badge.tone)
        self.words = words
        self.main: PushButton | None = None
        self.summary: PushButton | None = None
        self._language: Language = window_of(self).language
        self._values: dict[str, Words] = {}
        self.body.columnconfigure(0, weight=1)
        self._build_left().grid(row=0, column=0, sticky="new")
        self._build_right(commands).grid(row=0, column=2, sticky="ne")
        if words.bars:
            self._build_chart(commands).grid(row=0, column=1, sticky="n", padx=size(self, _CHART_GAP))

    def say_facts(self, words: CardWords) -> None:
        """Another time of the next run and such, where nothing else has changed."""
        self.words = words
        for label, value in words.facts:
            if label in self._values:
                self._values[label].say(value)

    @property
    def buttons(self) -> list[PushButton]:
        """Its buttons from top to bottom."""
        return [button for button in (self.main, self.summary, self.edit) if button is not None]

    def focus_set(self) -> None:
        target = self.main if self.main is not None and self.main.enabled else self.edit
        target.focus_set()

    # ---- left: name and state, between what, facts, sentence

    def _build_left(self) -> Surface:
        words = self.words
        left = Surface(self.body)
        head = Flow(left, gap=Space.M)
        head.pack(fill="x")
        head.add(Words(head, words.name, font=Font.SECTION))
        self.badge = head.add(
            Badge(head, words.badge.text, words.badge.tone, icon_name=words.badge.icon_name)
        )
        if words.between[0]:
            self._build_between(left, *words.between)
        if words.facts:
            flow = Flow(left, gap=Space.XL, row_gap=Space.S)
            flow.pack(fill="x", pady=(size(self, Space.M), 0))
            for label, value in words.facts:
                flow.add(self._fact(flow, label, value))
        tone = words.badge.tone
        gap = (size(self, Space.M), 0)
        self.sentence = Words(left, words.sentence, tone=None if tone is Tone.INFO else tone, wrap=True)
        if words.sentence:
            self.sentence.pack(fill="x", pady=gap)
        if words.remark:
            Words(left, words.remark, font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(fill="x", pady=gap)
        return left

    def _build_between(self, left: Surface, shop: str, warehouse: str) -> None:
        line = Surface(left)
        line.pack(fill="x", pady=(size(self, Space.XS), 0))
        quiet = palette().tone(Tone.QUIET).ink
        Words(line, shop, tone=Tone.QUIET).pack(side="left")
        arrows = tkinter.Label(line, image=icon("arrow-left-right", 13, quiet), background=line.colour)
        arrows.pack(side="left", padx=size(self, Space.M))
        Words(line, warehouse, tone=Tone.QUIET, wrap=True).pack(side="left", fill="x", expand=True)

    def _fact(self, parent: tkinter.Misc, label: str, value: str) -> Surface:
        fact = Surface(parent)
        Words(fact, label, font=Font.SMALL, tone=Tone.QUIET).pack(anchor="w")
        # A long list of changes wraps instead of leaving the card.
        self._values[label] = Words(fact, value, wraplength=size(self, 300))
        self._values[label].pack(anchor="w", pady=(size(self, 2), 0))
        return fact

    # ---- middle: the last runs

    def _build_chart(self, commands: CardCommands) -> Surface:
        middle = Surface(self.body)
        middle.columnconfigure(0, weight=1)
        head = Surface(middle)
        head.grid(row=0, column=0, sticky="ew")
        head.columnconfigure(0, weight=1)
        title = Words(head, self.text("Last 14 runs"), font=Font.SMALL, tone=Tone.QUIET)
        title.grid(row=0, column=0, sticky="w", padx=(0, size(self, Space.S)))
        self._legend(head, self.text("done"), Tone.QUIET).grid(row=0, column=1)
        self._legend(head, self.text("failed"), Tone.BAD).grid(row=0, column=2, padx=(size(self, Space.S), 0))
        words = self.words
        self.chart = RunChart(
            middle, words.bars, opened=lambda place: commands.open_run(words.run_ids[place])
        )
        self.chart.grid(row=1, column=0, sticky="ew", pady=(size(self, Space.S), 0))
        foot = Surface(middle)
        foot.grid(row=2, column=0, sticky="ew")
        foot.columnconfigure(0, weight=1)
        self.first_day = Words(foot, words.first_day, font=Font.SMALL, tone=Tone.QUIET)
        self.first_day.grid(row=0, column=0, sticky="w")
        last_day = Words(foot, words.last_day, font=Font.SMALL, tone=Tone.QUIET)
        last_day.grid(row=0, column=1)
        self.chart.keep_below_first(self.first_day, last_day)
        return middle

    def _legend(self, parent: tkinter.Misc, text: str, tone: Tone) -> Surface:
        entry = Surface(parent)
        edge = size(self, _SQUARE)
        square = tkinter.Frame(entry, background=palette().tone(tone).solid, width=edge, height=edge)
        square.pack(side="left", padx=(0, size(self, 6)))
        Words(entry, text, font=Font.SMALL, tone=Tone.QUIET).pack(side="left")
        return entry

    # ---- right: the buttons

    def _build_right(self, commands: CardCommands) -> Surface:
        right = Surface(self.body)
        tkinter.Frame(right, width=size(self, _BUTTONS), height=0, background=right.colour).pack()
        below: dict[str, Any] = {"fill": "x", "pady": (0, size(self, Space.S))}
        if self.words.cure is not Cure.NOTHING:
            self.main = self._main(right, commands)
            self.main.pack(**below)
        if self.words.has_summary:
            self.summary = PushButton(
                right, self.text("Open summary"), commands.summary, icon_name="list-check"
            )
            self.summary.pack(**below)
        self.edit = PushButton(right, self.text("Edit"), commands.edit, icon_name="pencil")
        self.edit.pack(fill="x")
        return right

    def _main(self, right: Surface, commands: CardCommands) -> PushButton:
        words, icon_name = cure_button(self.words.cure)
        waits = self.words.cure is Cure.WAIT
        text = self.text(words)
        button = PushButton(right, text, commands.cure, rank="main", icon_name=icon_name, enabled=not waits)
        if waits:
            Tooltip(button, self.words.sentence)
        return button

    def text(self, template: str) -> str:
        """A literal text in the owner's language."""
        return self._language.text(template)
