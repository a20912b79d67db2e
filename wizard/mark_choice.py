"""Where the marks of imported orders shall lie: the choice on the confirm step, a sentence for each place.

Asked before the first write only: marks that lie in one place are not looked for in another.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from typing import Final

from sync.profile import DatabaseWarehouse, MarkPlace, Profile
from sync.sentences import mark
from sync.warehouses.warehouse_pro.connection_strings import engine_of
from sync.warehouses.warehouse_pro.mark_places import not_offered
from wizard.language import Language
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, Option, Words
from wizard.widgets.radio_list import RadioList

_NAMES: Final[Mapping[MarkPlace, str]] = {
    MarkPlace.TABLE: mark("In a small table of the warehouse’s database"),
    MarkPlace.OWN_DATABASE: mark("In a database of Mostik’s own on the same server"),
    MarkPlace.NOTE: mark("In the notes of the documents alone"),
}
_MEANING: Final[Mapping[MarkPlace, str]] = {
    MarkPlace.TABLE: mark(
        "The surest way: the mark is written together with the document, and two computers cannot write one "
        "order twice."
    ),
    MarkPlace.OWN_DATABASE: mark(
        "Just as sure, and the program’s own database stays as its maker made it: right beside a СУПТО."
    ),
    MarkPlace.NOTE: mark(
        "Nothing is added anywhere. An order that somebody deletes here then looks like one that was lost, "
        "and products that Mostik makes have no mark."
    ),
}


def may_choose(profile: Profile) -> bool:
    """Whether there is a choice: a real database into which nothing has been written yet."""
    return (
        isinstance(profile.connect.warehouse, DatabaseWarehouse)
        and profile.modules.orders
        and not profile.confirmed_first_run
    )


class MarkChoice(Card):
    """The places that this warehouse offers, and the reason where one cannot be had. ``chosen`` hears the
    owner's choice.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        profile: Profile,
        language: Language,
        chosen: Callable[[MarkPlace], object],
    ) -> None:
        super().__init__(
            parent, language.text("So that no order is ever saved twice, Mostik keeps a mark of each")
        )
        warehouse = profile.connect.warehouse
        assert isinstance(warehouse, DatabaseWarehouse)
        engine = engine_of(warehouse)
        reasons = {place: not_offered(engine, place) for place in MarkPlace}
        text = language.text
        self.places = RadioList(
            self.body,
            [
                Option(place.value, text(_NAMES[place]), text(_MEANING[place]))
                for place in MarkPlace
                if reasons[place] is None
            ],
            value=profile.connect.mark_place.value,
            on_change=lambda: chosen(MarkPlace(self.places.value)),
        )
        self.places.pack(fill="x")
        for place, reason in reasons.items():
            if reason is not None:
                said = f"{text(_NAMES[place])}: {language.say(reason)}"
                Words(self.body, said, font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(
                    fill="x", pady=(size(self, Space.S), 0)
                )
