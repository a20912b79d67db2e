"""One line of a summary, opened: all that is known of it, and trying it again."""

from __future__ import annotations

from collections.abc import Callable

from sync.profile import Profile
from wizard.item_words import place, shown_value
from wizard.language import Language
from wizard.summary_rows import SummaryRow
from wizard.theme import Font, Space, size
from wizard.widgets import Answer, Fold, Surface, Words
from wizard.widgets.dialog import Panel
from wizard.widgets.notes import sign_colour
from wizard.window import Window


def item_panel(
    window: Window,
    row: SummaryRow,
    profile: Profile,
    language: Language,
    retry: Callable[[SummaryRow], object] | None,
    complete: Callable[[SummaryRow], object] | None = None,
) -> Panel:
    """Open a row in a window of its own; ``retry`` None: trying again would not help. ``complete``: the owner
    can complete the lines of this order.
    """
    text = language.text
    answers = [Answer("close", text("Close"), main=True)]
    if retry is not None:
        answers.append(Answer("retry", text("Try again")))
    if complete is not None:
        answers = [Answer("close", text("Close")), Answer("complete", text("Complete lines"), main=True)]

    def answered(answer: str) -> None:
        if answer == "retry" and retry is not None:
            retry(row)
        elif answer == "complete" and complete is not None:
            complete(row)

    def fill(inside: Surface) -> None:
        Words(
            inside, row.mark.word, font=Font.STRONG, icon_name=row.mark.icon_name,
            icon_colour=sign_colour(row.mark.tone), wrap=True,
        ).pack(fill="x", pady=(size(inside, Space.XS), size(inside, Space.M)))  # fmt: skip
        facts = Surface(inside)
        facts.pack(fill="x")
        facts.columnconfigure(1, weight=1)
        for number, (name, value) in enumerate(_facts(row, profile, language)):
            gap = (size(inside, Space.S) if number else 0, 0)
            Words(facts, name, font=Font.STRONG).grid(row=number, column=0, sticky="nw", pady=gap)
            Words(facts, value, wrap=True).grid(
                row=number, column=1, sticky="ew", padx=(size(inside, Space.L), 0), pady=gap
            )
        if row.source is not None and row.source.detail:
            Fold(inside, text("Technical details"), row.source.detail).pack(
                fill="x", pady=(size(inside, Space.M), 0)
            )

    return Panel(window, row.what, fill, answers, answered)


def _facts(row: SummaryRow, profile: Profile, language: Language) -> list[tuple[str, str]]:
    text = language.text
    source = row.source
    facts = []
    if source is not None and source.kind is not None:
        facts.append((text("Where"), place(source.kind, source.where, profile.connect, language)))
        if source.old is not None:
            facts.append((text("Old"), shown_value(source.old, language)))
        if source.new is not None:
            facts.append((text("New"), shown_value(source.new, language)))
    facts.append((text("Why"), row.why))
    if row.advice:
        facts.append((text("What to do"), row.advice))
    return facts
