"""The list of what both systems need, on the step connect, each with its state and the way to it."""

from __future__ import annotations

from typing import Final

from sync.profile import Connect
from wizard.steps.part import Part
from wizard.steps.requirements import (
    Requirement,
    program_requirements,
    shop_requirements,
    warehouse_requirements,
)
from wizard.theme import ICONS, Font, Space, Tone, size
from wizard.widgets import Card, Surface, Words
from wizard.widgets.notes import sign_colour

_TONES: Final = {True: Tone.GOOD, False: Tone.WARN, None: Tone.QUIET}


class RequirementsPart(Part):
    """A card; what Mostik verified has a green tick, what only the owner can tell an empty circle.
    ``connect`` is what both tests were made with.
    """

    connect: Connect | None = None

    def fill(self, place: Surface) -> None:
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        connect = self.connect
        if shop is None or warehouse is None or connect is None:
            return
        card = Card(place, self.text("What both sides need"))
        card.pack(fill="x")
        needed = (
            *shop_requirements(connect.shop, shop),
            *program_requirements(connect.warehouse),
            *warehouse_requirements(warehouse),
        )
        for requirement in needed:
            self._row(card.body, requirement).pack(fill="x", pady=(0, size(place, Space.S)))

    def _row(self, parent: Surface, requirement: Requirement) -> Surface:
        row = Surface(parent)
        row.columnconfigure(1, weight=1)
        tone = _TONES[requirement.met]
        Words(row, icon_name=ICONS[tone], icon_colour=sign_colour(tone), icon_size=15).grid(
            row=0, column=0, sticky="n", padx=(0, size(parent, Space.S)), pady=(size(parent, 2), 0)
        )
        words = self.say(requirement.text)
        if requirement.met is False:
            words = self.text("{what}: missing", what=words)
        elif requirement.met is None:
            words = self.text("{what}: please check", what=words)
        Words(row, words, tone=Tone.WARN if requirement.met is False else None, wrap=True).grid(
            row=0, column=1, sticky="ew"
        )
        # What is there already needs no way to it.
        if requirement.way is not None and not requirement.met:
            Words(row, self.say(requirement.way), font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
                row=1, column=1, sticky="ew"
            )
        return row
