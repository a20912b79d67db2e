"""Where the business is, on the step connect: country and time zone, and the currencies of both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wizard.places import ZONE_OF_COUNTRY, country_choices, country_for, country_name, zone_choices, zone_name
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, Tone, size
from wizard.warehouse_facts import currency_difference
from wizard.widgets import Card, ChoiceField, Form, Note, Surface, Words

_LABELS = 96


class PlacePart(Part):
    """A card that says what was taken from the system's language, with a way to change it."""

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.country = country_for(setup.language.code)
        self.zone = ZONE_OF_COUNTRY[self.country]
        self._open = False

    def read(self, answers: Mapping[str, Any]) -> None:
        """Take what the draft holds."""
        self.country = str(answers.get("country") or self.country)
        self.zone = str(answers.get("time_zone") or self.zone)

    def collect(self) -> dict[str, Any]:
        return {"country": self.country, "time_zone": self.zone}

    def fill(self, place: Surface) -> None:
        card = Card(place, self.text("Country, time and money"))
        card.pack(fill="x")
        code = self.language.code
        if self._open:
            form = Form(card.body)
            form.pack(fill="x")
            self.countries = form.row(
                self.text("Country"),
                ChoiceField(
                    form, country_choices(code, self.country), self.country, on_change=self._country_chosen
                ),
            )
            self.zones = form.row(
                self.text("Time of"),
                ChoiceField(form, zone_choices(code, self.zone), self.zone, on_change=self._zone_chosen),
            )
        else:
            card.link(self.text("Change"), self.change)
        facts = Surface(card.body)
        facts.pack(fill="x", pady=(size(place, Space.S) if self._open else 0, 0))
        facts.columnconfigure(0, minsize=size(place, _LABELS))
        facts.columnconfigure(1, weight=1)
        for row, (label, value) in enumerate(self._facts(code)):
            above = size(place, Space.XS) if row else 0
            Words(facts, label, tone=Tone.QUIET).grid(row=row, column=0, sticky="nw", pady=(above, 0))
            Words(facts, value, wrap=True).grid(
                row=row, column=1, sticky="ew", padx=(size(place, Space.M), 0), pady=(above, 0)
            )
        difference = self._difference()
        if difference:
            Note(card.body, difference, Tone.WARN).pack(fill="x", pady=(size(place, Space.M), 0))

    def _facts(self, code: str) -> list[tuple[str, str]]:
        facts = []
        if not self._open:
            facts = [
                (self.text("Country"), country_name(self.country, code)),
                (self.text("Time of"), zone_name(self.zone, code)),
            ]
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        if shop is not None and warehouse is not None:
            unknown = self.text("not known")
            here = warehouse.facts.currency or unknown
            if warehouse.facts.prices_include_vat:
                here = self.text("{currency}, with VAT", currency=here)
            elif warehouse.facts.prices_include_vat is False:
                here = self.text("{currency}, without VAT", currency=here)
            facts.append((self.text("Prices in the shop"), shop.facts.currency or unknown))
            facts.append((self.text("Prices in the warehouse"), here))
        return facts

    def change(self) -> None:
        """Show the lists instead of the words."""
        self._open = True
        self.draw()
        self.countries.focus_set()

    def close(self) -> bool:
        """For Escape: whether the lists were shown."""
        if not self._open:
            return False
        self._open = False
        self.draw()
        return True

    def _country_chosen(self) -> None:
        self.country = self.countries.value or self.country
        self.zone = ZONE_OF_COUNTRY.get(self.country, self.zone)
        self.zones.value = self.zone
        self.changed()

    def _zone_chosen(self) -> None:
        self.zone = self.zones.value or self.zone
        self.changed()

    def _difference(self) -> str:
        """What it means that the two sides count in different currencies; "" where they do not."""
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        if shop is None or warehouse is None:
            return ""
        return currency_difference(shop.facts, warehouse.facts, self.language)
