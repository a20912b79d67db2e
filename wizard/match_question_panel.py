"""The panel of the match check: one question about one row, its candidates, and the answers."""

from __future__ import annotations

import tkinter
from typing import Any, Final, Protocol

from sync.matching import MatchState
from wizard.language import Language
from wizard.match_question import Candidate, Question, Questions
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets import Flow, Option, PushButton, Surface, TextField, Words
from wizard.widgets.keys import split_letter
from wizard.widgets.radio_list import RadioList
from wizard.widgets.window_of import window_of

_LOOK_UP: Final = 26
"""Letters that the field for another product is wide, at least."""


class Answering(Protocol):
    """Who takes the answers."""

    def linked(self, question: Question, candidate: str) -> None: ...
    def set_apart(self, question: Question) -> None: ...
    def unlinked(self, question: Question) -> None: ...


class QuestionPanel(Surface):
    """Shows one question; :meth:`link` is what Enter does.

    It asks for no width of its own, for its texts wrap to what they are given, and for the height they need.
    """

    def __init__(self, parent: tkinter.Misc, language: Language, answering: Answering) -> None:
        colours = palette().tone(Tone.INFO)
        super().__init__(parent, colours.wash, edge=colours.edge)
        self._ground = Surface(self, padding=(Space.L, Space.M))
        self._ground.place(x=0, y=0, relwidth=1)
        self._ground.columnconfigure(0, weight=1)
        self._ground.bind("<Configure>", self._follow_height, add="+")
        self._language, self._answering = language, answering
        self._inside: Surface | None = None
        self._questions: Questions | None = None
        self.question: Question | None = None
        self.candidates: RadioList | None = None
        self.look_up: TextField | None = None
        self.link_button: PushButton | None = None
        self.none_button: PushButton | None = None
        self.unlink_button: PushButton | None = None
        # The button comes and goes with the questions, its letter stays.
        self._link_words, self._link_letter = split_letter(language.text("&Link"))
        if self._link_letter >= 0:
            window_of(self).shortcuts.claim(self._link_words[self._link_letter], self, self.link)

    def show(self, questions: Questions, question: Question) -> None:
        """Ask something else."""
        self._questions, self.question = questions, question
        self._clear()
        inside = Surface(self._ground)
        inside.grid(row=0, column=0, sticky="nsew")
        inside.columnconfigure(0, weight=1)
        self._inside = inside
        say = self._language.say
        Words(inside, say(question.title), font=Font.SECTION, wrap=True).grid(row=0, column=0, sticky="ew")
        Words(inside, say(question.row.found.why), tone=Tone.QUIET, wrap=True).grid(
            row=1, column=0, sticky="ew", pady=(size(self, 2), 0)
        )
        if question.asked == "nothing":
            self._say_pair(inside, question)
        else:
            self._offer(inside, question)
        self._build_answers(inside, question)

    def say_nothing_chosen(self, text: str) -> None:
        """A quiet sentence where no row is chosen."""
        self.question = None
        self._clear()
        self._inside = Surface(self._ground)
        self._inside.grid(row=0, column=0, sticky="nsew")
        self._inside.columnconfigure(0, weight=1)
        Words(self._inside, text, tone=Tone.QUIET, wrap=True).grid(row=0, column=0, sticky="ew")

    def link(self) -> None:
        """Link with the candidate that is chosen; without one the keyboard goes to the first."""
        if self.question is None or self.candidates is None:
            return
        if self.candidates.value:
            self._answering.linked(self.question, self.candidates.value)
        else:
            (self.candidates if self.candidates.controls else self.look_up or self).focus_set()

    def _follow_height(self, _event: tkinter.Event[Any]) -> None:
        self.configure(height=self._ground.winfo_reqheight() + 2 * size(self, 1))

    # ---- building

    def _clear(self) -> None:
        if self._inside is not None:
            self._inside.destroy()
        self._inside = None
        self.candidates = self.look_up = None
        self.link_button = self.none_button = self.unlink_button = None

    def _say_pair(self, inside: Surface, question: Question) -> None:
        text = self._language.text
        named = [text("Warehouse"), text("Shop")] if len(question.candidates) == 2 else [""]
        for row, (place, candidate) in enumerate(zip(named, question.candidates, strict=False), start=2):
            words = f"{place}: {candidate.facts}" if place else candidate.facts
            Words(inside, words, font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
                row=row, column=0, sticky="ew", pady=(size(self, Space.S), 0)
            )

    def _offer(self, inside: Surface, question: Question) -> None:
        above = (size(self, Space.S), 0)
        if question.suggested and question.candidates:
            Words(
                inside,
                self._language.text("These are called much the same:"),
                font=Font.SMALL_STRONG,
                tone=Tone.QUIET,
                wrap=True,
            ).grid(row=2, column=0, sticky="ew", pady=above)
        self.candidates = RadioList(
            inside, _options(question.candidates), value=question.chosen, on_change=self._judge
        )
        self.candidates.grid(row=3, column=0, sticky="ew", pady=above)

    def _build_answers(self, inside: Surface, question: Question) -> None:
        text = self._language.text
        bar = Flow(inside, gap=Space.S)
        bar.grid(row=5, column=0, sticky="ew", pady=(size(self, Space.M), 0))
        if question.asked != "nothing":
            button = PushButton(bar, self._link_words, self.link, rank="main", icon_name="link-45deg")
            button.configure(underline=self._link_letter)
            self.link_button = bar.add(button)
        if question.can_set_apart:
            words = text("Keep them apart") if question.asked == "pair" else text("None of them")
            self.none_button = bar.add(PushButton(bar, words, self._set_apart))
        if question.can_unlink:
            self.unlink_button = bar.add(PushButton(bar, text("Remove the link"), self._unlink))
        if question.can_search:
            here = question.asked == "good"
            hint = text("Another good…") if here else text("Another product…")
            self.look_up = bar.add(
                TextField(bar, on_change=self._search, placeholder=hint, width=max(len(hint) + 4, _LOOK_UP))
            )
        Words(inside, self._promise(question), font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
            row=6, column=0, sticky="ew", pady=(size(self, Space.S), 0)
        )
        self._judge()

    def _promise(self, question: Question) -> str:
        text = self._language.text
        if question.row.state is MatchState.MATCHED:
            return text("Mostik links the two in the next run by itself. No product is changed by a link.")
        return text("Mostik remembers the choice. No product is changed by it, on either side.")

    def _judge(self) -> None:
        if self.link_button is not None and self.candidates is not None:
            self.link_button.enable(bool(self.candidates.value))

    def _search(self) -> None:
        question, look_up, candidates = self.question, self.look_up, self.candidates
        if question is None or look_up is None or candidates is None or self._questions is None:
            return
        words = look_up.value
        found = self._questions.search(question, words) if words else question.candidates
        candidates.fill(_options(found), question.chosen if not words else "")
        look_up.hint("" if found else self._language.text("Nothing found that is not linked yet."))
        self._judge()

    def _set_apart(self) -> None:
        if self.question is not None:
            self._answering.set_apart(self.question)

    def _unlink(self) -> None:
        if self.question is not None:
            self._answering.unlinked(self.question)


def _options(candidates: tuple[Candidate, ...]) -> list[Option]:
    return [Option(candidate.id, candidate.name, candidate.facts) for candidate in candidates]
