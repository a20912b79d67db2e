"""The parts of the confirm step: the letter with the backup, a guard's question, many orders at once."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from sync.plan.actions import Guard, GuardAnswer, Module
from wizard.language import Language
from wizard.letter import LetterLine
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    Card,
    Flow,
    LinkButton,
    Note,
    PushButton,
    RichText,
    Surface,
    TextField,
    Tick,
    Words,
    hairline,
)
from wizard.widgets.typed import show_date

Go = Callable[[str], object]
OnChange = Callable[[], object]


class LetterCard(Card):
    """The choices in words, each with Change; below them, before a first write, the tick for the backup."""

    def __init__(self, parent: tkinter.Misc, lines: Sequence[LetterLine], language: Language, go: Go) -> None:
        super().__init__(parent, grey=True)
        self._language = language
        self.links: dict[str, LinkButton] = {}
        self.tick: Tick | None = None
        self.copy_link: LinkButton | None = None
        self.body.columnconfigure(0, weight=1)
        for row, line in enumerate(lines):
            gap = (size(self, Space.S) if row else 0, 0)
            text = RichText(self.body, line.text)
            text.grid(row=row, column=0, sticky="ew", pady=gap)
            if line.step:
                link = LinkButton(self.body, language.text("Change"), partial(go, line.step))
                link.grid(row=row, column=1, sticky="ne", padx=(size(self, Space.L), 0), pady=gap)
                self.links[line.step] = link
        self._rows = len(lines)

    def ask_for_backup(
        self, said: str, *, ticked: bool, on_change: OnChange, copy: Callable[[], object] | None
    ) -> None:
        """Add the tick; ``said`` is what is known of the last backup, ``copy`` makes one where that works."""
        if self._rows:
            hairline(self.body).grid(
                row=self._rows, column=0, columnspan=2, sticky="ew", pady=(size(self, Space.M), 0)
            )
        line = Surface(self.body)
        line.grid(row=self._rows + 1, column=0, columnspan=2, sticky="ew", pady=(size(self, Space.S), 0))
        line.columnconfigure(1, weight=1)
        self.tick = Tick(
            line,
            self._language.text("I have a backup of the warehouse."),
            value=ticked,
            on_change=on_change,
        )
        self.tick.grid(row=0, column=0, sticky="w")
        self._said = Words(line, said, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._said.grid(row=0, column=1, sticky="ew", padx=size(self, Space.M))
        if copy is not None:
            self.copy_link = LinkButton(line, self._language.text("Make a copy now"), copy)
            self.copy_link.grid(row=0, column=2, sticky="e")

    def say_backup(self, said: str, *, tone: Tone = Tone.QUIET) -> None:
        """Other words about the backup, such as the copy that was made."""
        self._said.say(said, tone)


class GuardQuestion(Surface):
    """A guard's question: the cause, the way to the step, "leave these out", and the tick for this once.

    ``answer`` None: not answered yet.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        guard: Guard,
        language: Language,
        go: Go,
        *,
        answer: GuardAnswer | None,
        on_change: OnChange,
    ) -> None:
        super().__init__(parent)
        self.guard = guard
        self.answer = answer
        self._language, self._go, self._on_change = language, go, on_change
        self._note: Note | None = None
        self.step_button: PushButton | None = None
        self.leave_out: PushButton | LinkButton | None = None
        self.tick: Tick | None = None
        self._draw()

    def _draw(self) -> None:
        if self._note is not None:
            self._note.destroy()
        self.step_button = self.leave_out = self.tick = None
        language = self._language
        left_out = self.answer is GuardAnswer.SEND_WITHOUT
        text = language.say(self.guard.cause)
        if left_out:
            text = language.count(
                "{count} of these stays as it is in the shop; all else is sent.",
                "{count} of these stay as they are in the shop; all else is sent.",
                len(self.guard.items),
            )
        self._note = Note(
            self,
            text,
            Tone.INFO if left_out else Tone.WARN,
            headline=language.say(self.guard.question),
            strip=True,
        )
        self._note.pack(fill="x")
        ways = Flow(self._note.body, gap=Space.S)
        ways.pack(fill="x", pady=(size(self, Space.S), 0))
        if left_out:
            self.leave_out = ways.add(LinkButton(ways, language.text("Ask me again"), self._unanswered))
            return
        step, words = _way(self.guard.module, language)
        self.step_button = ways.add(PushButton(ways, words, lambda: self._go(step), icon_name="arrow-left"))
        if self.guard.items:
            words = language.count("Leave this {count} out", "Leave these {count} out", len(self.guard.items))
            self.leave_out = ways.add(PushButton(ways, words, self._without))
        self.tick = ways.add(
            Tick(
                ways,
                language.text("Yes, that is right. Allow it this once."),
                value=self.answer is GuardAnswer.SEND,
                on_change=self._ticked,
            )
        )

    def focus_set(self) -> None:
        first = self.step_button or self.leave_out
        if first is not None:
            first.focus_set()

    def _ticked(self) -> None:
        self.answer = GuardAnswer.SEND if self.tick is not None and self.tick.value else None
        self._on_change()

    def _without(self) -> None:
        self.answer = GuardAnswer.SEND_WITHOUT
        self._again()

    def _unanswered(self) -> None:
        self.answer = None
        self._again()

    def _again(self) -> None:
        self._draw()
        self.focus_set()
        self._on_change()


def _way(module: Module, language: Language) -> tuple[str, str]:
    if module is Module.STOCK:
        return "warehouses", language.text("Go to Warehouses")
    if module is Module.ORDERS:
        return "orders", language.text("Go to Orders")
    return "products", language.text("Go to Products")


class ManyOrders(Surface):
    """More orders than usual would come in: the owner types the word of his language for yes."""

    def __init__(
        self,
        parent: tkinter.Misc,
        days: Sequence[date],
        language: Language,
        go: Go,
        *,
        typed: str,
        on_change: OnChange,
    ) -> None:
        super().__init__(parent)
        self._language = language
        note = Note(
            self,
            language.text(
                "That is many more than on a usual day. Type “{word}” to let them in, or choose a later "
                "start date.",
                word=yes_word(language),
            ),
            Tone.WARN,
            headline=language.text(
                "{orders}. Shall they all come in?", orders=orders_and_days(days, language)
            ),
            strip=True,
        )
        note.pack(fill="x")
        ways = Flow(note.body, gap=Space.S)
        ways.pack(fill="x", pady=(size(self, Space.S), 0))
        ways.add(
            PushButton(ways, language.text("Go to Orders"), lambda: go("orders"), icon_name="arrow-left")
        )
        self.field = ways.add(TextField(ways, typed, on_change=on_change, width=12))

    @property
    def typed(self) -> str:
        return self.field.value

    def focus_set(self) -> None:
        self.field.focus_set()


def yes_word(language: Language) -> str:
    """What the owner types to let many orders in."""
    return language.text("yes")


def says_yes(typed: str, language: Language) -> bool:
    return typed.strip().casefold() == yes_word(language).casefold()


def orders_and_days(days: Sequence[date], language: Language) -> str:
    """How many new orders, and from which day to which; empty for none. ``days`` ascending, not empty."""
    first, last = show_date(days[0], language.code), show_date(days[-1], language.code)
    if first == last:
        return language.count(
            "{count} new order of {day}", "{count} new orders of {day}", len(days), day=first
        )
    return language.count(
        "{count} new order from {first} to {last}",
        "{count} new orders from {first} to {last}",
        len(days),
        first=first,
        last=last,
    )
