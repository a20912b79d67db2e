"""Small windows over the main one: a question with named answers, and trouble with its details behind a fold.

They do not stop the program: what comes after is handed over as a function.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.buttons import PushButton
from wizard.widgets.folds import Fold
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words
from wizard.widgets.window_of import window_of

_WIDTH: Final = 460


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of a question: what it does in words, with ``&`` before its Alt letter. Never OK or Yes."""

    id: str
    text: str
    main: bool = False


class Dialog(tkinter.Toplevel):
    """A window that belongs to the main one, holds the keyboard, and is closed by Escape.

    ``width`` (logical): it is that wide and its texts wrap to it; without it, as wide as its longest text.
    """

    def __init__(self, root: tkinter.Tk, title: str, *, width: int | None = None) -> None:
        super().__init__(root, background=palette().background)
        self._width = width
        self.withdraw()
        self.title(title)
        self.transient(root)
        self.resizable(width=False, height=False)
        self._focus_before = root.focus_get()
        self.inside = Surface(self, palette().background, padding=(Space.XL, Space.XL))
        self.inside.pack(fill="both", expand=True)
        # Texts wrap to the width of their place, so the place has one before they come.
        tkinter.Frame(self.inside, width=size(self, _WIDTH), height=0, background=palette().background).pack()
        self.protocol("WM_DELETE_WINDOW", self.escape)
        window_of(self).shortcuts.on_escape(self, self.escape)

    def escape(self) -> None:
        self.close()

    def open(self, first: tkinter.Misc | None) -> None:
        """Show it in the middle of the main window, with the focus on ``first``."""
        root = self.nametowidget(".")
        self.update_idletasks()
        width = size(self, self._width) if self._width else self.winfo_reqwidth()
        x = root.winfo_rootx() + (root.winfo_width() - width) // 2
        y = root.winfo_rooty() + (root.winfo_height() - self.winfo_reqheight()) // 3
        self.geometry(f"+{max(x, 0)}+{max(y, 0)}")
        self.deiconify()
        self.wait_visibility()
        self.fit()
        self.grab_set()
        if first is not None:
            first.focus_set()

    def fit(self) -> None:
        """Be as high as what is inside, after a text in a window of fixed width has changed."""
        if self._width is None:
            return
        self.geometry(f"{size(self, self._width)}x{self.winfo_height()}")
        # A text wraps when it has its width, and what holds it is higher then.
        for _ in range(3):
            self.update_idletasks()
            height = min(self.inside.winfo_reqheight(), self.winfo_screenheight())
            self.geometry(f"{size(self, self._width)}x{height}")

    def close(self) -> None:
        """Close, and give the keyboard back to where it was."""
        if not self.winfo_exists():
            return
        window_of(self).shortcuts.forget(self)
        before = self._focus_before
        self.grab_release()
        self.destroy()
        if before is not None and before.winfo_exists():
            before.focus_set()


class Question(Dialog):
    """A question with an explanation and named answers; Escape gives the last one."""

    def __init__(
        self,
        root: tkinter.Tk,
        question: str,
        explanation: str,
        answers: Sequence[Answer],
        answered: Callable[[str], object],
    ) -> None:
        super().__init__(root, question)
        self._answers = answers
        self._answered = answered
        Words(self.inside, question, font=Font.SECTION, wrap=True).pack(fill="x")
        if explanation:
            Words(self.inside, explanation, wrap=True).pack(fill="x", pady=(size(self, Space.M), 0))
        self.buttons = _answer_buttons(self, answers, self._give)
        main = next((answer for answer in answers if answer.main), answers[0])
        self.open(self.buttons[main.id])

    def escape(self) -> None:
        self._give(self._answers[-1].id)

    def _give(self, answer: str) -> None:
        self.close()
        self._answered(answer)


class Panel(Dialog):
    """A title, what a screen puts below it, and named answers; Escape gives the first one."""

    def __init__(
        self,
        root: tkinter.Tk,
        title: str,
        fill: Callable[[Surface], object],
        answers: Sequence[Answer],
        answered: Callable[[str], object],
    ) -> None:
        super().__init__(root, title)
        self._first_answer, self._answered = answers[0].id, answered
        Words(self.inside, title, font=Font.SECTION, wrap=True).pack(fill="x")
        body = Surface(self.inside)
        body.pack(fill="x", pady=(size(self, Space.M), 0))
        fill(body)
        self.buttons = _answer_buttons(self, answers, self._give)
        self.open(self.buttons[self._first_answer])

    def escape(self) -> None:
        self._give(self._first_answer)

    def _give(self, answer: str) -> None:
        self.close()
        self._answered(answer)


def _answer_buttons(
    dialog: Dialog, answers: Sequence[Answer], given: Callable[[str], None]
) -> dict[str, PushButton]:
    """A row at the right below the texts. The main one always closes it, and Tab goes from left to right."""
    bar = Surface(dialog.inside)
    bar.pack(anchor="e", pady=(size(dialog, Space.XL), 0))
    buttons = {}
    for answer in sorted(answers, key=lambda answer: answer.main):
        button = PushButton(
            bar, answer.text, partial(given, answer.id), rank="main" if answer.main else "plain"
        )
        button.pack(side="left", padx=(size(dialog, Space.S), 0))
        buttons[answer.id] = button
    return buttons


class Trouble(Dialog):
    """What went wrong, what to do, and the technical details behind a fold."""

    def __init__(self, root: tkinter.Tk, sentence: str, advice: str = "", detail: str = "") -> None:
        language = window_of(root).language
        super().__init__(root, language.text("Something went wrong"))
        self.sentence, self.advice, self.detail = sentence, advice, detail
        head = Surface(self.inside)
        head.pack(fill="x")
        head.columnconfigure(1, weight=1)
        Words(
            head, icon_name="x-octagon-fill", icon_colour=palette().tone(Tone.BAD).solid, icon_size=24
        ).grid(row=0, column=0, sticky="n", padx=(0, size(self, Space.M)))
        Words(head, sentence, font=Font.SECTION, wrap=True).grid(row=0, column=1, sticky="ew")
        if advice:
            Words(head, advice, wrap=True).grid(row=1, column=1, sticky="ew", pady=(size(self, Space.S), 0))
        if detail:
            Fold(self.inside, language.text("Technical details"), detail).pack(
                fill="x", pady=(size(self, Space.M), 0)
            )
        self.close_button = PushButton(self.inside, language.text("Close"), self.close, rank="main")
        self.close_button.pack(side="bottom", anchor="e", pady=(size(self, Space.XL), 0))
        self.open(self.close_button)
