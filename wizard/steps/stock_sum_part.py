"""The card of the step warehouses that shows how the number in the shop comes about: 12 + 3 − 2 = 13."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from decimal import Decimal

from sync.money import unscaled
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.stock_sum import Example
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Flow, Surface, Words


class SumPart(Part):
    """``example`` is what is shown; without one, ``message`` stands there."""

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.example: Example | None = None
        self.message = ""
        self.tone = Tone.QUIET
        self.formula: Words | None = None
        """The formula in sentences, or the message."""

    def show(self, example: Example | None, message: str = "", tone: Tone = Tone.QUIET) -> None:
        """Show another product, or say why there is none."""
        self.example, self.message, self.tone = example, message, tone
        self.draw()

    def fill(self, place: Surface) -> None:
        self.formula = None
        example = self.example
        if example is None:
            self.formula = Words(place, self.message, font=Font.SMALL, tone=self.tone, wrap=True)
            self.formula.pack(fill="x")
            return
        name = example.product.name
        if example.product.code:
            name = self.text("{product}, code {code}", product=name, code=example.product.code)
        Words(place, name, tone=Tone.QUIET, wrap=True).pack(fill="x")
        self._figures(place, example).pack(fill="x", pady=size(place, Space.M))
        level = unscaled(example.level)
        if example.in_shop is not None and example.in_shop != level:
            said = self.text(
                "The shop shows {now} now. After the first sync it will show {then}.",
                now=self._number(example.in_shop),
                then=self._number(level),
            )
            Words(place, said, wrap=True).pack(fill="x", pady=(0, size(place, Space.S)))
        elif example.in_shop is not None:
            said = self.text("The shop shows {now} now already.", now=self._number(level))
            Words(place, said, wrap=True).pack(fill="x", pady=(0, size(place, Space.S)))
        steps = " ".join(self.say(step) for step in example.steps)
        self.formula = Words(place, steps, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self.formula.pack(fill="x")

    def _figures(self, place: Surface, example: Example) -> Flow:
        flow = Flow(place, gap=Space.M)
        lists = self.setup.warehouse_lists
        names = {each.id: each.name for each in (lists.locations if lists else ())}
        figures = [("+", level, names.get(location, "")) for location, level in example.places]
        if example.held:
            figures.append(("−", example.held, self.text("open orders")))
        if example.reserve:
            figures.append(("−", example.reserve, self.text("reserve")))
        for place_in_row, (sign, level, name) in enumerate(figures):
            flow.add(self._figure(flow, sign if place_in_row else "", unscaled(level), name))
        flow.add(self._figure(flow, "=", unscaled(example.level), self.text("in the shop"), Tone.INFO))
        return flow

    def _figure(
        self, parent: tkinter.Misc, sign: str, number: Decimal, name: str, tone: Tone | None = None
    ) -> Surface:
        """A number with its sign before it and its name below, which never part when the row breaks."""
        cell = Surface(parent)
        if sign:
            Words(cell, sign, font=Font.SECTION, tone=Tone.QUIET).grid(
                row=0, column=0, padx=(0, size(cell, Space.M))
            )
        Words(cell, self._number(number), font=Font.BIG, tone=tone).grid(row=0, column=1)
        Words(cell, name, font=Font.SMALL, tone=tone or Tone.QUIET).grid(row=1, column=1)
        return cell

    def _number(self, value: Decimal) -> str:
        return self.language.number(value)
