"""One row of the match check: what it shows, under which filter it stands, whether it waits for the owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.matching import Match, MatchState
from sync.model import Product, ShopProduct
from sync.plan.product_creates import first_barcode
from sync.sentences import mark
from wizard.language import Language
from wizard.theme import ICONS, SKIPPED_ICON, Tone
from wizard.widgets.table import Mark


class Filter(StrEnum):
    """The filter chips. Every row belongs to exactly one."""

    LINKED = "linked"
    ONLY_HERE = "only here"
    ONLY_THERE = "only there"
    AMBIGUOUS = "ambiguous"
    LOOK_ALIKE = "look-alike"
    NO_CODE = "no code"


FILTER_WORDS: Final[Mapping[Filter, str]] = {
    Filter.LINKED: mark("Linked"),
    Filter.ONLY_HERE: mark("Only in the warehouse"),
    Filter.ONLY_THERE: mark("Only in the shop"),
    Filter.AMBIGUOUS: mark("Ambiguous"),
    Filter.LOOK_ALIKE: mark("Look-alike letters"),
    Filter.NO_CODE: mark("No code"),
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a state stands in the table. ``rank``: what needs the owner comes first."""

    filter: Filter
    rank: int
    asks: bool
    icon_name: str
    tone: Tone
    word: str


_QUESTION: Final = "question-circle-fill"
_STATES: Final[Mapping[MatchState, _Shown]] = {
    MatchState.AMBIGUOUS: _Shown(
        Filter.AMBIGUOUS, 0, True, ICONS[Tone.WARN], Tone.WARN, mark("Ambiguous match")
    ),
    MatchState.LOOK_ALIKE: _Shown(
        Filter.LOOK_ALIKE, 1, True, _QUESTION, Tone.INFO, FILTER_WORDS[Filter.LOOK_ALIKE]
    ),
    MatchState.GONE_THERE: _Shown(
        Filter.ONLY_HERE, 2, True, ICONS[Tone.WARN], Tone.WARN, mark("Gone from the shop")
    ),
    MatchState.GONE_HERE: _Shown(
        Filter.ONLY_THERE, 3, True, ICONS[Tone.WARN], Tone.WARN, mark("Gone from the warehouse")
    ),
    MatchState.DAMAGED_CODE: _Shown(
        Filter.NO_CODE, 4, True, ICONS[Tone.WARN], Tone.WARN, mark("Shortened code")
    ),
    MatchState.NO_CODE: _Shown(
        Filter.NO_CODE, 5, True, SKIPPED_ICON, Tone.WARN, FILTER_WORDS[Filter.NO_CODE]
    ),
    MatchState.ONLY_THERE: _Shown(
        Filter.ONLY_THERE, 6, False, ICONS[Tone.QUIET], Tone.QUIET, FILTER_WORDS[Filter.ONLY_THERE]
    ),
    MatchState.ONLY_HERE: _Shown(
        Filter.ONLY_HERE, 7, False, ICONS[Tone.QUIET], Tone.QUIET, FILTER_WORDS[Filter.ONLY_HERE]
    ),
    MatchState.SETTLED_APART: _Shown(
        Filter.ONLY_THERE, 8, False, SKIPPED_ICON, Tone.QUIET, mark("Kept apart")
    ),
    MatchState.MATCHED: _Shown(Filter.LINKED, 9, False, "check-circle", Tone.GOOD, mark("Matches")),
    MatchState.LINKED: _Shown(Filter.LINKED, 10, False, ICONS[Tone.GOOD], Tone.GOOD, mark("Is linked")),
}


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One result of the comparison with one catalogue. ``place``: the catalogue's place among several."""

    catalog: str
    found: Match
    place: int = 0

    @property
    def state(self) -> MatchState:
        return self.found.state

    @property
    def filter(self) -> Filter:
        return _STATES[self.state].filter

    @property
    def asks(self) -> bool:
        """Whether it waits for the owner."""
        return _STATES[self.state].asks

    @property
    def good(self) -> Product | None:
        """The good; of an ambiguous product the first candidate."""
        found = self.found
        return found.product or (found.candidates_here[0] if found.candidates_here else None)

    @property
    def shop_product(self) -> ShopProduct | None:
        return self.found.shop_product

    @property
    def shop_id(self) -> str:
        """The shop's product, also of a link whose product is gone; empty for a good that stands alone."""
        found = self.found
        if found.shop_product is not None:
            return found.shop_product.id
        return found.link.shop_id if found.link is not None else ""

    @property
    def key(self) -> tuple[str, str, int]:
        """What it is about, the same after every comparison: catalogue, product of the shop, else good."""
        product = self.found.product
        return (self.catalog, self.shop_id, product.id if product and not self.shop_id else 0)

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Its place: what waits for the owner first, then by good, then by product of the shop."""
        good = self.found.product.id if self.found.product else 0
        shop_id = self.shop_id
        return (_STATES[self.state].rank, self.place, good, len(shop_id), shop_id)

    # ---- the columns

    def mark(self, language: Language) -> Mark:
        shown = _STATES[self.state]
        return Mark(shown.icon_name, shown.tone, language.text(shown.word))

    def good_name(self, language: Language) -> str:
        good = self.good
        if good is None:
            link = self.found.link
            return language.text("Good {number}", number=link.warehouse_id) if link else ""
        return good.name

    @property
    def good_code(self) -> str:
        good = self.good
        return "" if good is None else good.code or first_barcode(good.barcodes)

    def product_name(self, language: Language) -> str:
        if self.shop_product is None:
            return language.text("Product {number}", number=self.shop_id) if self.shop_id else ""
        return self.shop_product.name

    @property
    def product_code(self) -> str:
        product = self.shop_product
        return "" if product is None else product.sku or first_barcode(product.eans)

    def why(self, language: Language) -> str:
        return language.say(self.found.why)
