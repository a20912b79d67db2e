"""The one attribute by which products are compared, where the shop's platform knows only one."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Final

from sync.profile import (
    DatabaseWarehouse,
    EmbeddedWarehouse,
    LineLinking,
    SkuField,
    UtilityCenterWarehouse,
)
from sync.sentences import Sentence, say
from wizard.item_words import shop_name
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.product_answers import ProductAnswers
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Option, Surface, Words
from wizard.widgets.radio_list import RadioList

_CHOICES: Final = {
    "barcode": (LineLinking.EAN, SkuField.CODE),
    "code": (LineLinking.SKU, SkuField.CODE),
    "second barcode": (LineLinking.SKU, SkuField.SECOND_BARCODE),
}
"""What is compared, and which field of a good is the SKU."""


class AttributePart(Part):
    """Barcode, code or second barcode. Nothing is proposed: only the owner knows which field is unique on
    both sides.
    """

    def __init__(self, setup: Setup, answers: ProductAnswers, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.choice: RadioList | None = None

    @property
    def chosen(self) -> str:
        """What the answers name, "" while that is not exactly one."""
        answers = self.answers
        if answers.match_by == (LineLinking.EAN,):
            return "barcode"
        found = [
            name
            for name, (key, field) in _CHOICES.items()
            if answers.match_by == (key,) and answers.sku_field is field and name in self._offered
        ]
        return found[0] if found else ""

    @property
    def _offered(self) -> frozenset[str]:
        """Only the tables of Warehouse Pro have a second barcode beside the main one."""
        program = self.setup.connect().warehouse
        has_second = isinstance(program, EmbeddedWarehouse | DatabaseWarehouse | UtilityCenterWarehouse)
        return frozenset(_CHOICES if has_second else set(_CHOICES) - {"second barcode"})

    def problem(self) -> Sentence | None:
        return None if self.chosen else say("Choose by what products are compared")

    def first_wrong(self) -> tkinter.Misc | None:
        return None if self.chosen else self.choice

    def fill(self, place: Surface) -> None:
        there = shop_name(self.setup.connect())
        options = [
            Option(
                "barcode",
                self.text("Barcode"),
                self.text("The barcode of {shop} is barcode 1 in the warehouse.", shop=there),
            ),
            Option(
                "code",
                self.text("SKU, which is the code"),
                self.text("The SKU of {shop} is the code in the warehouse.", shop=there),
            ),
            Option(
                "second barcode",
                self.text("SKU, which is barcode 2"),
                self.text(
                    "The SKU of {shop} is barcode 2 in the warehouse, as Microinvest’s own link has it.",
                    shop=there,
                ),
            ),
        ]
        offered = [option for option in options if option.id in self._offered]
        self.choice = RadioList(place, offered, value=self.chosen, on_change=self._choose)
        self.choice.pack(fill="x")
        Words(
            place,
            self.text("It must be there and unique on both sides, and each variant has its own."),
            font=Font.SMALL,
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=(size(place, Space.S), 0))

    def _choose(self) -> None:
        assert self.choice is not None
        key, field = _CHOICES[self.choice.value]
        self.answers.match_by, self.answers.sku_field = (key,), field
        self.changed()
