"""The question about a warehouse that was restored or made anew, as a panel of a summary."""

from __future__ import annotations

import tkinter
from collections.abc import Callable

from sync.run.report import Report, RunState
from sync.run.restored import GOODS_MISSING, QUESTIONS
from wizard.language import Language
from wizard.theme import Space, Tone, size
from wizard.widgets import Flow, Note, PushButton


def asks_about_restored(report: Report) -> bool:
    """Whether the run ended with that question."""
    cause = report.cause
    return report.state in (RunState.HELD, RunState.RED) and cause is not None and cause.template in QUESTIONS


def restored_note(
    parent: tkinter.Misc, report: Report, language: Language, run: Callable[[tuple[str, ...]], object]
) -> Note:
    """The panel; ``run`` starts a sync with these options of the command line."""
    text = language.text
    goods_only = report.cause is not None and report.cause.template == GOODS_MISSING
    note = Note(
        parent,
        text("All that was remembered of them is forgotten, and both sides are read anew.")
        if goods_only
        else text("Orders that are left out are never brought in again by themselves."),
        Tone.WARN,
        headline=text("Shall everything be compared anew?")
        if goods_only
        else text("Shall the missing orders come in again?"),
        strip=True,
    )
    ways = Flow(note.body)
    ways.pack(fill="x", pady=(size(note, Space.S), 0))
    if goods_only:
        ways.add(PushButton(ways, text("Compare anew"), lambda: run(("--bring-in-again",))))
        return note
    ways.add(PushButton(ways, text("Bring them in again"), lambda: run(("--bring-in-again",))))
    ways.add(PushButton(ways, text("Leave them out"), lambda: run(("--no-bring-in-again",))))
    return note
