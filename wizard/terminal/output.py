"""Where a command prints: UTF-8 everywhere, colours and tables on a terminal, plain lines in a pipe."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sync.errors import MostikError
from sync.sentences import Sentence
from wizard.language import Language

GOOD: Final = "green"
WARN: Final = "yellow"
BAD: Final = "red"
STRONG: Final = "bold"
QUIET: Final = "dim"

_CONTROL: Final = dict.fromkeys((*range(32), *range(127, 160)), " ")


def prepare_streams() -> None:
    """UTF-8 on every standard stream; a program without a console writes into the void instead of failing."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _Void())
        elif isinstance(stream, io.TextIOWrapper):
            # Windows gives a pipe its old code page, which has no Cyrillic letters.
            stream.reconfigure(encoding="utf-8", errors="replace")


class _Void(io.TextIOBase):
    """Takes every text and keeps none."""

    def write(self, text: str, /) -> int:
        return len(text)


class Output:
    """Prints for one command: what was asked for on standard output, what went wrong on standard error.

    ``ask`` puts a question to a person and returns the typed answer; None: there is nobody to ask.
    """

    def __init__(
        self,
        language: Language,
        stream: TextIO | None = None,
        errors: TextIO | None = None,
        ask: Callable[[str], str] | None = None,
    ) -> None:
        self.language = language
        self.stream = stream or sys.stdout
        self.errors = errors or sys.stderr
        self._ask = ask
        self.console = Console(file=self.stream, highlight=False, markup=False, emoji=False)
        self._error_console = Console(file=self.errors, highlight=False, markup=False, emoji=False)

    @property
    def on_terminal(self) -> bool:
        """Whether a person sees the output while it is made."""
        return self.console.is_terminal

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer."""
        return self._ask is not None

    def line(self, text: str = "", style: str = "") -> None:
        """A line of text, as long as it is."""
        self.console.print(Text(one_line(text), style=style), soft_wrap=True)

    def error(self, text: str, style: str = BAD) -> None:
        """A line about what went wrong."""
        self._error_console.print(Text(one_line(text), style=style), soft_wrap=True)

    def failure(self, error: MostikError) -> None:
        """What failed and what the owner can do; its technical detail is for the log."""
        self.error(self.language.say(error.sentence))
        if error.advice:
            self.error(self.language.say(error.advice), "")

    def say(self, sentence: Sentence, style: str = "") -> None:
        """A sentence in the owner's language."""
        self.line(self.language.say(sentence), style)

    def data(self, data: Any) -> None:
        """One JSON document."""
        self.write(json.dumps(data, ensure_ascii=False, indent=2))

    def write(self, line: str) -> None:
        """A line for another program, at once and as it is."""
        self.stream.write(line + "\n")
        self.stream.flush()

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = False) -> None:
        """A table on a terminal; in a pipe one line a row, with blanks between equally wide columns.

        ``numbers``: every column but the first holds numbers.
        """
        if not rows:
            return
        cells = [[one_line(cell) for cell in row] for row in rows]
        if not self.on_terminal:
            self._plain_table([one_line(heading) for heading in headings], cells, numbers=numbers)
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=QUIET)
        for place, heading in enumerate(headings):
            right = numbers and place > 0
            table.add_column(Text(heading), justify="right" if right else "left", no_wrap=right)
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        self.console.print(table)

    def _plain_table(self, headings: list[str], rows: list[list[str]], *, numbers: bool) -> None:
        every = [headings, *rows]
        # The last column may be as long as it likes, so it is not filled up.
        widths = [max(len(row[place]) for row in every) for place in range(len(headings))]
        for row in every:
            shown = [
                cell.rjust(widths[place]) if numbers and place else cell.ljust(widths[place])
                for place, cell in enumerate(row)
            ]
            self.line("  ".join(shown).rstrip())

    def question(self, text: str) -> str:
        """The answer that a person types, without blanks around it; empty where nobody answers."""
        if self._ask is None:
            return ""
        try:
            return self._ask(one_line(text) + " ").strip()
        except EOFError:
            return ""

    def agrees(self, text: str) -> bool:
        """Whether a person answers yes, or its first letter, in the owner's language or in English."""
        yes = {"y", "yes", self.language.text("yes").casefold(), self.language.text("yes").casefold()[:1]}
        return (
            self.question(f"{text} [{self.language.text('yes')}/{self.language.text('no')}]").casefold()
            in yes
        )


def one_line(text: str) -> str:
    """``text`` without line ends and control characters: names come from shops, and a terminal obeys them."""
    return text.translate(_CONTROL)


def person_to_ask() -> Callable[[str], str] | None:
    """``input``, where both ends are a terminal."""
    if sys.stdin is None or sys.stdout is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return input
