"""The error tree, divided by consequence: what does the failure mean for the run, and who can mend it?

Every error carries one sentence for the owner (what failed, on whose side, what to do) and, apart from it,
a technical detail for whoever helps him. A detail never holds a secret; the code that raises sees to that.
"""

from __future__ import annotations

from datetime import datetime

from sync.sentences import Sentence


class MostikError(Exception):
    """The root. Raised only through its children."""

    def __init__(self, sentence: Sentence, *, advice: Sentence | None = None, detail: str = "") -> None:
        super().__init__(sentence.text())
        self.sentence = sentence
        self.advice = advice
        self.detail = detail


class SettingsError(MostikError):
    """The owner must change something (a token, a choice, a file) before it can work. Trying again does not
    help.
    """


class AsksFirst(SettingsError):
    """The owner must answer a question before anything is written; the run is held, not failed."""


class Unreachable(MostikError):
    """The other side does not answer now. Nothing was changed by the failed call; waiting and trying again
    helps.

    ``until`` is when the other side said that it will answer again (aware), where it said so.
    """

    def __init__(
        self,
        sentence: Sentence,
        *,
        advice: Sentence | None = None,
        detail: str = "",
        until: datetime | None = None,
    ) -> None:
        super().__init__(sentence, advice=advice, detail=detail)
        self.until = until


class Refused(MostikError):
    """The other side says no to this one item. The other items go on; this one is not tried again unless it
    changed.
    """


class Unknown(MostikError):
    """Whether a change was made is not known (the answer was lost). It must be looked up before it is tried
    again.
    """


class Bug(MostikError):
    """Mostik itself is wrong. The item fails, the run goes on, the detail is for the log."""


class Cancelled(Exception):
    """The owner asked to stop; raised only between two items, so that nothing is half-done."""
