"""What products get in the shop besides their texts: marks, weight and category, on the step products."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Final, Literal

from sync.model import Choice, ProductMark
from sync.ports import ShopFeatures
from sync.sentences import Sentence
from wizard.item_words import shop_name
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.product_answers import ProductAnswers
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import CheckList, ChoiceField, Form, Option, Surface, TwoColumns, Words

_FIELDS: Final = {
    ProductMark.FEATURED: "featured",
    ProductMark.NEW: "new",
    ProductMark.TRACKING: "track_quantity",
    ProductMark.CONTINUE_SELLING: "sell_at_zero",
}
"""The choice in the profile by mark, in the order in which they are shown."""
_NEW_ONLY: Final = "new"
_ALL: Final = "all"
_NONE: Final = ""
_PLACES: Final[dict[str, Literal[1, 2, 3]]] = {"1": 1, "2": 2, "3": 3}
_UNITS: Final[dict[str, Literal["kg", "g"]]] = {"kg": "kg", "g": "g"}


class MarksPart(Part):
    """The marks that the shop has, on which products they are set, the weight, and the category."""

    def __init__(self, setup: Setup, answers: ProductAnswers, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.marks: CheckList | None = None
        self.which: ChoiceField | None = None
        self.weight: ChoiceField | None = None
        self.unit: ChoiceField | None = None
        self.category: ChoiceField | None = None

    @property
    def features(self) -> ShopFeatures:
        """What the shop's platform can do."""
        lists = self.setup.shop_lists
        return lists.features if lists else ShopFeatures("")

    @property
    def is_there(self) -> bool:
        """Whether the shop has anything of this."""
        features = self.features
        return bool(features.marks or features.weight or features.categories)

    def problem(self) -> Sentence | None:
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return None

    # ---- widgets

    def fill(self, place: Surface) -> None:
        self.marks = self.which = self.weight = self.unit = self.category = None
        features = self.features
        columns = TwoColumns(place)
        columns.pack(fill="x")
        if features.marks:
            left = Surface(columns)
            self._build_marks(left)
            columns.add(left)
        form = Form(columns)
        if features.weight:
            self._build_weight(form)
        if features.marks or features.weight:
            self._build_which(form)
        if features.categories:
            self._build_category(form)
        columns.add(form, right=bool(features.marks))

    def _build_marks(self, place: Surface) -> None:
        words = {
            ProductMark.FEATURED: self.text("Featured"),
            ProductMark.NEW: self.text("Marked as new"),
            ProductMark.TRACKING: self.text("The shop keeps count of the quantity"),
            ProductMark.CONTINUE_SELLING: self.text("Goes on selling at quantity 0"),
        }
        options = [Option(_FIELDS[mark], words[mark]) for mark in _FIELDS if mark in self.features.marks]
        marking = self.answers.marking
        chosen = [option.id for option in options if getattr(marking, option.id)]
        self.marks = CheckList(place, options, chosen=chosen, on_change=self._marked)
        self.marks.pack(fill="x")
        self._hint = Words(place, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._hint.pack(fill="x", pady=(size(place, Space.XS), 0))
        self._say_hint()

    def _say_hint(self) -> None:
        if self.answers.marking.track_quantity:
            self._hint.say(
                self.text("Whether products are visible is chosen beside “Missing in the shop”."), Tone.QUIET
            )
        else:
            self._hint.say(
                self.text("Without the count, {shop} ignores the stock.", shop=self._shop), Tone.WARN
            )

    @property
    def _shop(self) -> str:
        return shop_name(self.setup.connect())

    def _build_weight(self, form: Form) -> None:
        marking = self.answers.marking
        choices = [Choice(_NONE, self.text("No weight"))]
        choices += [
            Choice(each, self.text("From the field Catalog {number}", number=each)) for each in _PLACES
        ]
        field = ChoiceField(form, choices, str(marking.weight_from or ""), on_change=self._weighed)
        self.weight = form.row(self.text("Weight"), field)
        if marking.weight_from:
            units = [Choice("kg", self.text("in kilograms")), Choice("g", self.text("in grams"))]
            unit = ChoiceField(form, units, marking.weight_unit, on_change=self._unit_chosen)
            self.unit = form.row(self.text("Numbers alone are"), unit)

    def _build_which(self, form: Form) -> None:
        choices = [
            Choice(_NEW_ONLY, self.text("New products only")),
            Choice(_ALL, self.text("Matching products too")),
        ]
        value = _ALL if self.answers.marking.on_matching else _NEW_ONLY
        self.which = form.row(
            self.text("This holds for"), ChoiceField(form, choices, value, on_change=self._which_chosen)
        )
        self._say_which()

    def _build_category(self, form: Form) -> None:
        lists = self.setup.shop_lists
        choices = [Choice(_NONE, self.text("None: such products wait"))]
        choices += lists.categories if lists else ()
        known = {choice.id for choice in choices}
        chosen = self.answers.default_category
        field = ChoiceField(form, choices, chosen if chosen in known else None, on_change=self._categorised)
        self.category = form.row(self.text("Category of products without a group"), field)
        self.category.hint(self.text("A group of the warehouse becomes a category with its subgroups."))

    # ---- what is chosen

    def _marked(self) -> None:
        assert self.marks is not None
        chosen = {name: name in self.marks.chosen for name in self.marks.ticks}
        self.answers.marking = self.answers.marking.model_copy(update=chosen)
        self._say_hint()
        self.changed()

    def _weighed(self) -> None:
        assert self.weight is not None
        place = _PLACES.get(self.weight.value or "", 0)
        self.answers.marking = self.answers.marking.model_copy(update={"weight_from": place})
        self.draw()
        self.weight.focus_set()
        self.changed()

    def _unit_chosen(self) -> None:
        assert self.unit is not None
        unit = _UNITS[self.unit.value or "kg"]
        self.answers.marking = self.answers.marking.model_copy(update={"weight_unit": unit})
        self.changed()

    def _which_chosen(self) -> None:
        assert self.which is not None
        matching = self.which.value == _ALL
        self.answers.marking = self.answers.marking.model_copy(update={"on_matching": matching})
        self._say_which()
        self.changed()

    def _say_which(self) -> None:
        assert self.which is not None
        if self.answers.marking.on_matching:
            self.which.hint(
                self.text("What is ticked is set again if it was taken off in the shop; the rest stays.")
            )
        else:
            self.which.hint("")

    def _categorised(self) -> None:
        assert self.category is not None
        self.answers.default_category = self.category.value or ""
        self.changed()
