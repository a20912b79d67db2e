"""Questions with which a run ended, and how each answer is typed."""

from __future__ import annotations

from sync.run.rehearsal import NOT_RIGHT, QUESTION, SALE_QUESTION
from sync.run.report import Report
from sync.run.restored import QUESTIONS as RESTORED
from wizard.terminal.output import Output


def print_question(output: Output, report: Report, typed: str) -> None:
    """How the question of a held run is answered, where it is one of the warehouse.

    ``typed`` is how a command is typed for this connection, with ``{command}`` for its name.
    """
    asked = report.cause.template if report.cause else ""
    if asked in (QUESTION, SALE_QUESTION, NOT_RIGHT):
        print_rehearsal_commands(output, typed, wrong=asked == NOT_RIGHT)
    elif asked in RESTORED:
        text = output.language.text
        _print(output, text("Bring them in again"), typed, "sync", "--bring-in-again")
        _print(output, text("Leave them out"), typed, "sync", "--no-bring-in-again")


def print_rehearsal_commands(output: Output, typed: str, *, wrong: bool) -> None:
    """The answers to a rehearsal, or the ways on after a no."""
    text = output.language.text
    if wrong:
        _print(output, text("Take it back and rehearse again"), typed, "rehearse", "--again")
        _print(output, text("Leave it and rehearse another order"), typed, "rehearse", "--another")
        _print(output, text("See what the program writes"), typed, "probe", "--before")
        return
    _print(output, text("Yes, all is right"), typed, "rehearse", "--yes")
    _print(output, text("No, something is wrong"), typed, "rehearse", "--no")
    _print(output, text("See what the program writes"), typed, "probe", "--before")


def _print(output: Output, meaning: str, typed: str, command: str, option: str) -> None:
    output.line(f"  {meaning}: {typed.replace('{command}', command)} {option}")
