"""What stands in the match check instead of its table, or above an older one: reading, or why it broke."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Final

from wizard.language import Language
from wizard.matching_words import cause_words
from wizard.matching_work import Matching, ReadingFailed
from wizard.screen import Screen
from wizard.theme import Space, Tone, size
from wizard.widgets import Fold, Note, Progress, PushButton
from wizard.widgets.window_of import window_of

_LOOK_MS: Final = 150


class ReadingSoFar(Progress):
    """Both sides are being read: how much so far."""

    def __init__(self, parent: tkinter.Misc, screen: Screen, matching: Matching) -> None:
        super().__init__(parent)
        self._screen, self._matching = screen, matching
        self._look()

    def _look(self) -> None:
        reading, language = self._matching.reading, self._screen.language
        if reading is None or not self.winfo_exists():
            return
        text = language.text("Reading the products of both sides…")
        if reading.count:
            text = language.count(
                "Reading the products of both sides… {count} so far",
                "Reading the products of both sides… {count} so far",
                reading.count,
            )
        self.show_unknown(text)
        self._screen.after(_LOOK_MS, self._look)


class NotRead(Note):
    """Nothing could be read; ``again`` is the button that tries once more."""

    def __init__(self, parent: tkinter.Misc, failed: ReadingFailed, again: Callable[[], None]) -> None:
        language = window_of(parent).language
        super().__init__(
            parent,
            cause_words(failed, language),
            Tone.BAD,
            headline=language.text("The products could not be read."),
            strip=True,
        )
        self.again = PushButton(self.body, language.text("Check again"), again, icon_name="arrow-repeat")
        self.again.pack(anchor="w", pady=(size(self, Space.S), 0))
        _fold(self, failed, language)


class NotReadAgain(Note):
    """The last reading broke off; what was read at ``time`` stays."""

    def __init__(self, parent: tkinter.Misc, failed: ReadingFailed, time: str) -> None:
        language = window_of(parent).language
        kept = language.text("The table stays as of {time}.", time=time)
        super().__init__(
            parent,
            f"{cause_words(failed, language)} {kept}",
            Tone.WARN,
            headline=language.text("Reading broke off."),
        )
        _fold(self, failed, language)


def _fold(note: Note, failed: ReadingFailed, language: Language) -> None:
    if failed.detail:
        Fold(note.body, language.text("Technical details"), failed.detail).pack(
            fill="x", pady=(size(note, Space.S), 0)
        )
