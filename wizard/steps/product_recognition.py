"""How the same product is recognised on both sides, and how many are, on the step products."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from sync.profile import LineLinking
from sync.sentences import Sentence, say
from wizard.comparison import Comparison
from wizard.item_words import shop_name, warehouse_name
from wizard.match_cause import few_match
from wizard.match_rows import FILTER_WORDS, Filter
from wizard.matching_work import Matching
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.product_answers import ProductAnswers
from wizard.steps.product_attribute import AttributePart
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets import Note, Option, PushButton, Surface, TwoColumns, Words
from wizard.widgets.ordered_ticks import OrderedTicks
from wizard.widgets.share_bar import Share, ShareBar

_LOOK_MS: Final = 150
_BROWN: Final[Mapping[str, str]] = {"light": "#c96a10", "dark": "#c07028"}
"""Beside amber and grey the look-alikes need a colour of their own; the word beside it says what it is."""


class RecognitionPart(Part):
    """The order of SKU, EAN and name, the way to the match check, and a bar with the counts."""

    def __init__(
        self, setup: Setup, answers: ProductAnswers, matching: Matching, changed: Callable[[], None]
    ) -> None:
        super().__init__(setup, changed)
        self.answers, self.matching = answers, matching
        self.order: OrderedTicks | None = None
        self.attribute: AttributePart | None = None
        self.check_button: PushButton | None = None
        self.again_button: PushButton | None = None
        self.bar: ShareBar | None = None
        self.note: Note | None = None
        self._found: Surface | None = None

    def problem(self) -> Sentence | None:
        if self.attribute is not None:
            return self.attribute.problem()
        return None if self.answers.match_by else say("Choose at least one way to recognise products")

    def first_wrong(self) -> tkinter.Misc | None:
        if self.attribute is not None:
            return self.attribute.first_wrong()
        return self.order if not self.answers.match_by else None

    # ---- widgets

    def fill(self, place: Surface) -> None:
        place.columnconfigure(0, weight=1)
        columns = TwoColumns(place)
        columns.grid(row=0, column=0, sticky="ew")
        left = Surface(columns)
        self.order = self.attribute = None
        lists = self.setup.shop_lists
        if lists is not None and lists.features.one_attribute:
            self.attribute = AttributePart(self.setup, self.answers, self.changed)
            self.attribute.build(left)
        else:
            self._build_order(left)
        columns.add(left)
        right = Surface(columns)
        self._found = Surface(right)
        self._found.pack(fill="x")
        self.check_button = PushButton(
            right, self.text("Check &matching…"), lambda: self.setup.go("matching"), rank="second"
        )
        self.check_button.pack(anchor="w", pady=(size(place, Space.M), 0))
        columns.add(right, right=True)
        self.show()

    def _build_order(self, left: Surface) -> None:
        warehouse = warehouse_name(self.setup.connect(), self.language)
        options = [
            Option(LineLinking.SKU.value, self.text("SKU"), self.text("code in {place}", place=warehouse)),
            Option(LineLinking.EAN.value, self.text("EAN"), self.text("barcode")),
            Option(LineLinking.NAME.value, self.text("Name"), self.text("only an exact name")),
        ]
        lists = self.setup.warehouse_lists
        if lists is not None:
            options = [option for option in options if option.id in lists.linkings]
        self.order = OrderedTicks(
            left,
            options,
            chosen=[key.value for key in self.answers.match_by],
            up_text=self.text("Move up (Alt+Up)"),
            down_text=self.text("Move down (Alt+Down)"),
            on_change=self._ordered,
        )
        self.order.pack(fill="x")
        Words(
            left,
            self.text("What finds exactly one product decides. Move with Alt+Up, Alt+Down."),
            font=Font.SMALL,
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=(size(left, Space.XS), 0))
        closed = lists.closed.get("barcodes") if lists is not None else None
        if closed is not None:
            Words(left, self.say(closed), font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(
                fill="x", pady=(size(left, Space.XS), 0)
            )

    def show(self) -> None:
        """Show what the comparison found so far."""
        found = self._found
        if found is None or not found.winfo_exists():
            return
        for child in found.winfo_children():
            child.destroy()
        self.bar = self.note = self.again_button = None
        matching = self.matching
        if self.check_button is not None:
            self.check_button.enable(bool(self.answers.catalogs and self.answers.match_by))
        if not self.answers.catalogs or not self.answers.match_by:
            found.configure(height=1)
        elif matching.failed is not None and not matching.is_busy:
            self._show_failure(found)
        elif matching.comparison is None or matching.is_busy:
            Words(found, self._busy_words(), tone=Tone.QUIET, icon_name="hourglass-split", wrap=True).pack(
                fill="x"
            )
        else:
            self._show_counts(found, matching.comparison)

    def _busy_words(self) -> str:
        return self.text("Comparing the products of both sides… You can go on meanwhile.")

    def _show_failure(self, found: Surface) -> None:
        failed = self.matching.failed
        assert failed is not None
        sentence = failed.sentence or say("Something in Mostik went wrong that should not have.")
        told = [self.say(part) for part in (sentence, failed.advice) if part]
        self.note = Note(found, " ".join(told), Tone.WARN)
        self.note.pack(fill="x")
        self.again_button = PushButton(
            self.note.body,
            self.text("Read again"),
            lambda: self.matching.begin(anew=True),
            icon_name="arrow-repeat",
        )
        self.again_button.pack(anchor="w", pady=(size(found, Space.S), 0))

    def _show_counts(self, found: Surface, comparison: Comparison) -> None:
        number = self.language.number
        empty = self._empty_sides(comparison)
        if empty:
            Words(found, empty, tone=Tone.QUIET, wrap=True).pack(fill="x")
            return
        few = few_match(comparison, self.answers.match_by)
        if few is not None:
            words = self.text(
                "Only {matched} of {possible} match. {cause}",
                matched=number(Decimal(few.matched)),
                possible=number(Decimal(few.possible)),
                cause=self.say(few.cause),
            )
            self.note = Note(found, words, Tone.WARN)
            self.note.pack(fill="x", pady=(0, size(found, Space.M)))
        colours = _colours()
        self.bar = ShareBar(
            found,
            [
                Share(
                    comparison.counts[each],
                    number(Decimal(comparison.counts[each])),
                    self.text("Match") if each is Filter.LINKED else self.text(FILTER_WORDS[each]),
                    colours[each],
                )
                for each in Filter
                if comparison.counts[each]
            ],
        )
        self.bar.pack(fill="x")

    def _empty_sides(self, comparison: Comparison) -> str:
        connect = self.setup.connect()
        empty = []
        if not comparison.goods:
            place = warehouse_name(connect, self.language)
            empty.append(self.text("0 products in {place}", place=place))
        if next(comparison.products(), None) is None:
            empty.append(self.text("0 products in {place}", place=shop_name(connect)))
        return ". ".join(empty)

    def _ordered(self) -> None:
        assert self.order is not None
        self.answers.match_by = tuple(LineLinking(each) for each in self.order.chosen)
        self.changed()


def _colours() -> Mapping[Filter, str]:
    colours = palette()
    return {
        Filter.LINKED: colours.tone(Tone.GOOD).solid,
        Filter.ONLY_HERE: colours.tone(Tone.INFO).solid,
        Filter.ONLY_THERE: colours.tone(Tone.QUIET).solid,
        Filter.AMBIGUOUS: colours.tone(Tone.WARN).solid,
        Filter.LOOK_ALIKE: _BROWN[colours.mode],
        Filter.NO_CODE: colours.tone(Tone.QUIET).ink,
    }
