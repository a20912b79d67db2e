"""The question about the rehearsed order: yes or no, then how it becomes a sale, in one panel of a
summary.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from typing import Final

from sync.run.rehearsal import NOT_RIGHT, QUESTION, SALE_QUESTION, Rehearsal, Stage, question, reminder
from sync.run.report import Report, RunState
from sync.sentences import Sentence, say
from wizard.desk import Desk
from wizard.rehearsal_work import Taken, Word, take_word
from wizard.screen import Screen
from wizard.theme import Space, Tone, size
from wizard.widgets import Flow, Note, PushButton

ASKED: Final = frozenset({QUESTION, SALE_QUESTION, NOT_RIGHT})
Take = Callable[[Desk, str, Word, str], Taken]


def asks_about_rehearsal(report: Report) -> bool:
    """Whether the run ended with the question of the rehearsal."""
    cause = report.cause
    return report.state is RunState.HELD and cause is not None and cause.template in ASKED


class RehearsalQuestion:
    """What the panel knows, from the report and then from the owner's words; its widgets are built anew at
    any time. ``go_on`` starts a sync, ``edit`` opens the connection, ``probe`` the page that shows what the
    program writes.
    """

    def __init__(
        self,
        screen: Screen,
        profile_id: str,
        report: Report,
        *,
        go_on: Callable[[], object],
        edit: Callable[[], object],
        probe: Callable[[], object],
        take: Take = take_word,
    ) -> None:
        assert report.cause
        self._screen, self._profile_id = screen, profile_id
        self._go_on, self._edit, self._probe, self._take = go_on, edit, probe, take
        self._number = report.cause.fields.get("number", "")
        self._headline: Sentence = report.cause
        self._text: Sentence | None = report.advice
        self._stage: Stage | None = Stage.WRONG if report.cause.template == NOT_RIGHT else Stage.ASKED
        self._told: Sentence | None = None
        self._busy = False
        self.buttons: dict[str, PushButton] = {}

    # ---- widgets

    def build(self, parent: tkinter.Misc) -> Note:
        """The panel as it stands now."""
        language = self._screen.language
        said = [language.say(each) for each in (self._told, self._text) if each is not None]
        note = Note(
            parent,
            " ".join(said),
            Tone.GOOD if self._stage is Stage.RIGHT else Tone.WARN,
            headline=language.say(self._headline),
            strip=True,
        )
        ways = Flow(note.body)
        ways.pack(fill="x", pady=(size(note, Space.S), 0))
        self.buttons = {}
        for name, text, command in self._ways():
            button = PushButton(ways, text, command, enabled=not self._busy)
            self.buttons[name] = ways.add(button)
        return note

    def _ways(self) -> Sequence[tuple[str, str, Callable[[], object]]]:
        text = self._screen.text
        probe = ("probe", text("See what the program writes"), self._probe)
        match self._stage:
            case Stage.ASKED:
                return (
                    ("right", text("Yes, all is right"), lambda: self._say(Word.RIGHT)),
                    ("wrong", text("No, something is wrong"), lambda: self._say(Word.WRONG)),
                    probe,
                )
            case Stage.RIGHT:
                sold = ("sold", text("It is a sale now: read what changed"), lambda: self._say(Word.SOLD))
                return (
                    *((sold,) if self._can_be_sold else ()),
                    ("go on", text("Sync the rest"), self._go_on),
                )
            case Stage.WRONG:
                return (
                    ("edit", text("Open the connection"), self._edit),
                    ("again", text("Take it back and rehearse again"), lambda: self._say(Word.AGAIN)),
                    (
                        "another",
                        text("Leave it and rehearse another order"),
                        lambda: self._say(Word.ANOTHER),
                    ),
                    probe,
                )
            case _:
                return (("go on", text("Sync now"), self._go_on),)

    # ---- the owner's word

    _can_be_sold = False

    def _say(self, word: Word) -> None:
        if self._busy:
            return
        self._busy = True
        screen, profile_id, take, number = self._screen, self._profile_id, self._take, self._number
        desk = screen.desk
        screen.work(lambda: take(desk, profile_id, word, number), self._taken, self._not_taken)

    def _taken(self, taken: Taken) -> None:
        self._busy = False
        self._told = taken.told
        self._show(taken.rehearsal, taken.program)
        self._screen.app.rebuild()

    def _not_taken(self, error: Exception) -> None:
        self._busy = False
        self._screen.app.rebuild()
        self._screen.app.show_error(error)

    def _show(self, rehearsal: Rehearsal | None, program: str) -> None:
        self._stage = rehearsal.stage if rehearsal else None
        self._can_be_sold = False
        if rehearsal is None:
            self._headline = say("The next sync writes one order and asks you about it.")
            self._text = None
        elif rehearsal.stage is Stage.RIGHT:
            left = reminder(rehearsal, program, self._screen.desk.clock.now())
            self._headline, self._text = left or (
                say("Order {number} was found right. Everything may be written.", number=rehearsal.number),
                None,
            )
            self._can_be_sold = left is not None
        else:
            self._headline, self._text = question(rehearsal, program)
