"""The part of the step orders on delivery, discount and fee: which product stands for each on a document."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sync.model import Choice
from sync.sentences import Sentence, say
from wizard.setup import Setup
from wizard.steps.order_answers import CHARGES, rate_key
from wizard.steps.part import Part
from wizard.theme import Space, size
from wizard.widgets import ChoiceField, Form, Surface, TextField, Toggle, Words

NONE: Final = ""


class ServicesPart(Part):
    """For each charge and VAT rate a product of the warehouse, or one that is made when it is needed, and
    under which name.
    """

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.create: Toggle | None = None
        self.names: dict[str, TextField] = {}
        self.products: dict[tuple[str, str], ChoiceField] = {}

    def problem(self) -> Sentence | None:
        services = self.answers["services"]
        if services["create_missing"] and self._nameless():
            return say("Give each service product a name")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return next((self.names[charge] for charge in self._nameless() if charge in self.names), None)

    def fill(self, place: Surface) -> None:
        Words(place, self.text("Delivery, discount and fee stand on the document as products.")).pack(
            anchor="w", pady=(size(place, Space.M), size(place, Space.S))
        )
        services = self.answers["services"]
        self.create = Toggle(
            place,
            self.text("Make a missing service product"),
            hint=self._consequence(services["create_missing"]),
            value=services["create_missing"],
            on_change=self._switched,
        )
        self.create.pack(fill="x")
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.S), 0))
        self.names, self.products = {}, {}
        for charge in CHARGES:
            self._charge(form, charge)

    def _consequence(self, creates: bool) -> str:
        return (
            self.text("The first order that needs one makes it, under the name below.")
            if creates
            else self.text("An order for whose VAT rate no product is chosen waits.")
        )

    def _charge(self, form: Form, charge: str) -> None:
        titles = {
            "delivery": self.text("Delivery"),
            "discount": self.text("Discount"),
            "fee": self.text("Fee"),
        }
        services, lists = self.answers["services"], self.setup.warehouse_lists
        if services["create_missing"]:
            name = TextField(form, services[f"{charge}_name"], on_change=partial(self._named, charge))
            self.names[charge] = form.row(self.text("{charge}: name", charge=titles[charge]), name)
        none = (
            self.text("Make it when needed") if services["create_missing"] else self.text("The order waits")
        )
        products = [Choice(str(product.id), product.name) for product in (lists.services if lists else ())]
        for group in lists.vat_groups if lists else ():
            rate = rate_key(group.rate)
            field = ChoiceField(
                form,
                [Choice(NONE, none), *products],
                str(services[charge].get(rate) or NONE),
                on_change=partial(self._chose, charge, rate),
            )
            self.products[charge, rate] = form.row(f"{titles[charge]}, {rate} %", field)

    # ---- what was chosen

    def _nameless(self) -> list[str]:
        return [charge for charge in CHARGES if not self.answers["services"][f"{charge}_name"]]

    def _set(self, name: str, value: object) -> None:
        self.answers["services"] = {**self.answers["services"], name: value}
        self.changed()

    def _switched(self) -> None:
        assert self.create is not None
        self._set("create_missing", self.create.value)
        self.draw()
        self.create.focus_set()

    def _named(self, charge: str) -> None:
        field = self.names[charge]
        field.error("" if field.value else self.text("Type a name."))
        self._set(f"{charge}_name", field.value)

    def _chose(self, charge: str, rate: str) -> None:
        products = dict(self.answers["services"][charge])
        chosen = self.products[charge, rate].value
        if chosen:
            products[rate] = int(chosen)
        else:
            products.pop(rate, None)
        self._set(charge, products)
