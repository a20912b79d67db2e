"""Where the business is, on the step connect: country and time zone, and the currencies of both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync.money import lawful_rate
from wizard.places import ZONE_OF_COUNTRY, country_choices, country_for, country_name, zone_choices, zone_name
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, Tone
from wizard.widgets import Card, ChoiceField, Form, Note, Surface, Words


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
        form = Form(card.body)
        form.pack(fill="x")
        code = self.language.code
        if self._open:
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
            form.row(self.text("Country"), Words(form, country_name(self.country, code), wrap=True))
            form.row(self.text("Time of"), Words(form, zone_name(self.zone, code), wrap=True))
        self._fill_currencies(form)

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

    def _fill_currencies(self, form: Form) -> None:
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        if shop is None or warehouse is None:
            return
        there, here = shop.facts.currency, warehouse.facts.currency
        unknown = self.text("not known")
        form.row(self.text("Shop"), Words(form, there or unknown))
        vat = warehouse.facts.prices_include_vat
        if vat is not None:
            here_in_words = (
                self.text("{currency}, with VAT", currency=here)
                if vat
                else self.text("{currency}, without VAT", currency=here)
            )
        else:
            here_in_words = here or unknown
        form.row(self.text("Warehouse"), Words(form, here_in_words, wrap=True))
        if there and here and there != here:
            form.wide(Note(form, self._difference(there, here), Tone.WARN), space=Space.M)

    def _difference(self, there: str, here: str) -> str:
        if lawful_rate(there, here) is not None:
            return self.text(
                "The shop counts in {there} and the warehouse in {here}. Mostik converts by the rate that is "
                "fixed by law, 1 EUR = 1.95583 BGN.",
                there=there,
                here=here,
            )
        return self.text(
            "The shop counts in {there} and the warehouse in {here}. Orders come in by the rate of the day "
            "that stands in the warehouse, and wait where there is none. Prices are sent only if you enter a "
            "factor on the step Products.",
            there=there,
            here=here,
        )
