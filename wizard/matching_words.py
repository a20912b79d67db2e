"""What the match check says around its table: chips with counts, the line, why reading broke off. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from wizard.comparison import Comparison
from wizard.language import Language
from wizard.match_rows import FILTER_WORDS, Filter
from wizard.matching_work import Matching, ReadingFailed
from wizard.theme import Tone
from wizard.widgets import Option

ALL: Final = "all"
BARE: Final = "no description"
"""The chip of what has no description in the shop, whatever else is said of it."""


def chip_options(matching: Matching, comparison: Comparison, language: Language) -> list[Option]:
    """All filters with their counts."""
    number, text = language.number, language.text
    bare = "…" if matching.bare is None else number(Decimal(len(matching.bare)))
    return [
        Option(ALL, text("All"), number(Decimal(len(comparison.rows)))),
        *(
            Option(each.value, text(FILTER_WORDS[each]), number(Decimal(comparison.counts[each])))
            for each in Filter
        ),
        Option(BARE, text("No description"), bare),
    ]


def line_below(
    matching: Matching, comparison: Comparison, names: tuple[str, str], language: Language
) -> tuple[str, Tone]:
    """What waits for the owner; ``names`` are those of the warehouse and the shop."""
    waiting, alone = comparison.waiting, comparison.counts
    rows = len(comparison.rows)
    if matching.is_busy:
        return language.text("Reading the products of both sides…"), Tone.QUIET
    if waiting:
        words = language.count(
            "First is {count} product that waits for your decision",
            "First are {count} products that wait for your decision",
            waiting,
        )
        return words, Tone.QUIET
    if rows and not alone[Filter.ONLY_HERE] and not alone[Filter.ONLY_THERE]:
        words = language.count("The {count} product is linked", "All {count} products are linked", rows)
        return words, Tone.GOOD
    if not comparison.goods:
        return language.text("0 products in {place}", place=names[0]), Tone.QUIET
    if next(comparison.products(), None) is None:
        return language.text("0 products in {place}", place=names[1]), Tone.QUIET
    return language.text("Nothing waits for your decision"), Tone.QUIET


def cause_words(failed: ReadingFailed, language: Language) -> str:
    """Why reading broke off, and what to do."""
    if failed.sentence is None:
        return language.text("Something in Mostik went wrong that should not have.")
    return " ".join(language.say(part) for part in (failed.sentence, failed.advice) if part)
