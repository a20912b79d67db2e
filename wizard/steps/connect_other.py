"""Whether another program joins these two already, and from when Mostik takes over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sync.errors import MostikError
from sync.profile import Connect
from sync.sentences import Sentence, say
from wizard.answers import ABOUT, OBSERVER
from wizard.other_connector import Trace, look_for_other_connector
from wizard.other_signs import other_signs, signs_in_shop
from wizard.setup import Setup
from wizard.steps.connect_place import PlacePart
from wizard.steps.part import Part
from wizard.steps.take_over_choice import TakeOverChoice
from wizard.theme import ICONS, Space, Tone, size
from wizard.widgets import Card, DateField, Note, Option, Segments, Surface, Words
from wizard.wizard_frame import Draft

ANSWER = "other_program"
"""Under this name the answer stands in the draft's entry about the connection: yes, no or unknown."""


class OtherProgramPart(Part):
    """A card with what Mostik found, the owner's answer, and for a take-over its day.

    The day is the answer of the step orders, kept there as the moment when it begins in the shop's time zone.
    """

    def __init__(self, setup: Setup, changed: Callable[[], None], where: PlacePart) -> None:
        super().__init__(setup, changed)
        self._where = where
        self._answer = ""
        self._take_over = TakeOverChoice(self.changed, self._today)
        self._trace: Trace | None = None
        self._failed = False
        self._turn = 0

    @property
    def day(self) -> DateField:
        """The field of the day; there is one where Mostik takes over."""
        assert self._take_over.day is not None
        return self._take_over.day

    @property
    def asks(self) -> bool:
        """A connection that runs already was asked when it was made; one that only watches is asked again."""
        return not self.setup.editing or bool(self.setup.draft.get(ABOUT, {}).get(OBSERVER, False))

    def read(self, draft: Draft) -> None:
        """Take what the draft holds."""
        self._answer = str(draft.get(ABOUT, {}).get(ANSWER, "")) or self._answer
        if draft.get(ABOUT, {}).get(OBSERVER, False):
            self._answer = "yes"
        if self._answer == "yes":
            self._take_over.read(draft, ZoneInfo(self._where.zone))

    def write(self, draft: Draft) -> None:
        """Put the answers into the draft."""
        if not self.asks or not self._answer:
            return
        draft.setdefault(ABOUT, {})[ANSWER] = self._answer
        if self._answer == "yes":
            self._take_over.write(draft, ZoneInfo(self._where.zone))
        else:
            self._take_over.forget(draft)

    def problem(self) -> Sentence | None:
        if not self.asks:
            return None
        if not self._answer:
            return say("Say whether another program joins these two")
        return self._take_over.problem() if self._answer == "yes" else None

    # ---- looking

    @property
    def looked(self) -> bool:
        return self._trace is not None

    def look(self, connect: Connect) -> None:
        """Look for its traces, beside the window; both systems have been tested."""
        if not self.asks:
            return
        self._turn += 1
        turn, setup = self._turn, self.setup
        self._trace, self._failed = None, False

        def search() -> Trace:
            with closing(setup.warehouse(connect.warehouse, connect.time_zone)) as warehouse:
                shop = setup.shop(connect.shop)
                trace = look_for_other_connector(shop, warehouse, setup.desk.clock.now())
            return replace(trace, signs=(*signs_in_shop(shop), *other_signs(connect)))

        setup.work(search, lambda trace: self._found(turn, trace), lambda error: self._not_found(turn, error))

    def _found(self, turn: int, trace: Trace) -> None:
        if turn == self._turn:
            self._trace = trace
            if not self._answer and not trace.found and not trace.signs:
                self._answer = "no"
            self._again()

    def _not_found(self, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self._failed = True
            self._again()
            if not isinstance(error, MostikError):
                self.setup.app.show_error(error)

    def _again(self) -> None:
        had_focus = self.holds(self.setup.app.window.focus_get())
        self.draw()
        if had_focus:
            self.answers.focus_set()
        self.changed()

    # ---- widgets

    def fill(self, place: Surface) -> None:
        if not self.asks:
            return
        gap = (size(place, Space.M), 0)
        card = Card(place, self.text("Does another program already join these two?"))
        card.pack(fill="x")
        words, tone = self._what_was_found()
        Words(card.body, words, tone=tone, wrap=True, icon_name=_SIGNS[tone]).pack(fill="x")
        self.answers = Segments(
            card.body,
            [
                Option("no", self.text("No other program")),
                Option("yes", self.text("Another one does")),
                Option("unknown", self.text("I do not know")),
            ],
            value=self._answer,
            on_change=self._chosen,
        )
        self.answers.pack(fill="x", pady=gap)
        self._consequence = Surface(card.body)
        self._consequence.pack(fill="x")
        self._fill_consequence()

    def _what_was_found(self) -> tuple[str, Tone]:
        trace = self._trace
        if trace is None:
            if self._failed:
                return self.text("Mostik could not look for it."), Tone.WARN
            return self.text("Mostik is looking for its traces…"), Tone.QUIET
        if trace.signs and not trace.found:
            return " ".join(map(self.say, trace.signs)), Tone.WARN
        if not trace.found:
            return (
                self.count(
                    "No document holds the number of the latest order ({count} looked for).",
                    "No document holds the number of one of the latest orders ({count} looked for).",
                    trace.looked_for,
                ),
                Tone.GOOD,
            )
        order, document = next(iter(trace.found.items()))
        return (
            self.count(
                "{count} of the latest orders stands in a document that Mostik did not write: order {order} "
                "in document {document}.",
                "{count} of the latest orders stand in documents that Mostik did not write, such as order "
                "{order} in document {document}.",
                len(trace.found),
                order=order,
                document=document.shown(),
            ),
            Tone.WARN,
        )

    def _fill_consequence(self) -> None:
        place = self._consequence
        for child in place.winfo_children():
            child.destroy()
        place.configure(height=1)
        above = (size(place, Space.M), 0)
        if self._answer == "yes":
            self._take_over.build(place, self.language)
        elif self._answer == "unknown":
            Note(
                place,
                self.text(
                    "Look on the computer with the warehouse for a program that runs by itself, and ask who "
                    "set up the shop. Until you know, look at the preview only: Mostik writes nothing before "
                    "you start it."
                ),
                Tone.INFO,
            ).pack(fill="x", pady=above)

    def _chosen(self) -> None:
        self._answer = self.answers.value
        self._fill_consequence()
        self.changed()

    def _today(self) -> date:
        return self.setup.desk.clock.now().astimezone(ZoneInfo(self._where.zone)).date()


_SIGNS: Mapping[Tone, str] = {**ICONS, Tone.QUIET: "hourglass-split"}
