"""The card of a summary with its numbers: a row for each module, a column for each end of things."""

from __future__ import annotations

import tkinter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sync.plan.actions import Module
from wizard.language import Language
from wizard.summary_rows import ModuleCounts
from wizard.terminal.words import MODULES
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, Words

_ICONS: Final = {Module.ORDERS: "bag-check", Module.PRODUCTS: "tags", Module.STOCK: "box-seam"}


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    tone: Tone | None


def counts_card(parent: tkinter.Misc, counted: Sequence[ModuleCounts], language: Language) -> Card:
    """The numbers; those that matter are strong."""
    text = language.text
    card = Card(parent)
    grid = card.body
    grid.columnconfigure(1, weight=2)
    headings = (
        _Heading(text("Done"), None),
        _Heading(text("Already right"), Tone.QUIET),
        _Heading(text("Waits"), Tone.QUIET),
        _Heading(text("Skipped"), Tone.WARN),
        _Heading(text("Needs you"), Tone.WARN),
        _Heading(text("Failed"), Tone.BAD),
    )
    for column, heading in enumerate(headings, start=2):
        grid.columnconfigure(column, weight=1, uniform="number")
        Words(grid, heading.text, font=Font.SMALL_STRONG, tone=Tone.QUIET).grid(
            row=0, column=column, sticky="e", padx=(size(grid, Space.S), 0)
        )
    for row, counts in enumerate(counted, start=1):
        gap = (size(grid, Space.S), 0)
        Words(grid, icon_name=_ICONS[counts.module]).grid(row=row, column=0, pady=gap)
        Words(grid, text(MODULES[counts.module]), wrap=True).grid(
            row=row, column=1, sticky="ew", padx=(size(grid, Space.S), 0), pady=gap
        )
        numbers = (
            counts.done,
            counts.unchanged,
            counts.waits,
            counts.skipped,
            counts.needs_owner,
            counts.failed,
        )
        for column, (number, heading) in enumerate(zip(numbers, headings, strict=True), start=2):
            strong = bool(number) and heading.tone is not Tone.QUIET
            Words(
                grid,
                language.number(Decimal(number)),
                font=Font.STRONG if strong else Font.BODY,
                tone=heading.tone if strong else Tone.QUIET,
            ).grid(row=row, column=column, sticky="e", pady=gap)
    return card
