"""The cards of the step warehouses: locations, what is sent, what is kept back."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sync.model import Choice, ShopWarehouse
from sync.sentences import Sentence, say
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.stock_answers import links_of, with_links
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, Form, NumberField, Option, Segments, Surface, Toggle, Words
from wizard.widgets.mapping import MappedThing, MappingTable

NOT_SENT: Final = ""


class LocationsPart(Part):
    """Each location and the warehouse of the shop that it feeds; and where orders are written."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.sends_stock = True
        self.there: tuple[ShopWarehouse, ...] = ()
        self.table: MappingTable | None = None
        self.for_orders: ChoiceField | None = None

    def fill(self, place: Surface) -> None:
        lists = self.setup.warehouse_lists
        locations = lists.locations if lists else ()
        self.table = None
        if self.sends_stock:
            choices = [Choice(NOT_SENT, self.text("Not sent"))]
            choices += [Choice(each.id, each.name) for each in self.there if each.writable]
            linked = links_of(self.answers)
            self.table = MappingTable(
                place,
                (self.text("Your location"), "", self.text("The shop’s warehouse")),
                [MappedThing(str(each.id), each.name, icon_name="shop") for each in locations],
                choices,
                {str(each.id): linked.get(each.id, NOT_SENT) for each in locations},
                left_out=NOT_SENT,
                on_change=self._mapped,
            )
            self.table.pack(fill="x")
            self._say_read_only(place)
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.L) if self.sends_stock else 0, 0))
        self.for_orders = form.row(
            self.text("Location for orders"),
            ChoiceField(
                form,
                [Choice(str(each.id), each.name) for each in locations],
                str(self.answers["location_for_orders"]),
                on_change=self._chose_location,
            ),
        )
        form.wide(
            Words(
                form,
                self.text(
                    "Used where an order does not say from which warehouse it is sent; else its own decides."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            )
        )

    def _say_read_only(self, place: Surface) -> None:
        names = [each.name for each in self.there if not each.writable]
        if names:
            Words(
                place,
                self.text(
                    "The shop fills {names} itself, so nothing can be sent there.", names=", ".join(names)
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ).pack(fill="x", pady=(size(place, Space.S), 0))

    def _mapped(self) -> None:
        assert self.table is not None
        values = {int(here): there for here, there in self.table.values.items() if there}
        self.answers["links"] = with_links(values)
        self.changed()

    def _chose_location(self) -> None:
        assert self.for_orders is not None
        if self.for_orders.value:
            self.answers["location_for_orders"] = int(self.for_orders.value)
        self.changed()


class SendingPart(Part):
    """Whether stock is sent by itself, and whether new warehouses of the shop become locations."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.warehouse_leads = True
        self.send: Toggle | None = None
        self.fetch: Toggle | None = None

    def fill(self, place: Surface) -> None:
        hint = (
            self.text("Every run tells the shop what is there; only what changed is sent.")
            if self.warehouse_leads
            else self.text(
                "The shop leads for products, so this is off at first. Switch it on if stock is counted in "
                "the warehouse."
            )
        )
        self.send = Toggle(
            place,
            self.text("Send stock automatically"),
            hint=hint,
            value=self.answers["send"],
            on_change=self._switched,
        )
        self.send.pack(fill="x")
        self.fetch = Toggle(
            place,
            self.text("Get new warehouses"),
            hint=self.text("A new warehouse of the shop becomes a location here by itself."),
            value=self.answers["fetch_new_warehouses"],
            on_change=self._switched,
        )
        self.fetch.pack(fill="x", pady=(size(place, Space.M), 0))

    def _switched(self) -> None:
        assert self.send is not None
        assert self.fetch is not None
        self.answers["send"] = self.send.value
        self.answers["fetch_new_warehouses"] = self.fetch.value
        self.changed()


class OfferPart(Part):
    """Open orders, reserve and minimum: what of the stock the shop does not offer."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.open_orders: Toggle | None = None
        self.waiting: Toggle | None = None
        self.numbers: dict[str, NumberField] = {}
        self.below: Segments | None = None

    def problem(self) -> Sentence | None:
        for name in ("reserve", "minimum"):
            field = self.numbers.get(name)
            if field is not None and self.is_shown and _is_wrong(field):
                return say("Type a number of pieces")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return next((field for field in self.numbers.values() if _is_wrong(field)), None)

    def fill(self, place: Surface) -> None:
        self.open_orders = Toggle(
            place,
            self.text("Subtract open orders"),
            hint=self.text(
                "Orders that Mostik wrote and that are not sales yet hold their pieces back, for 14 days."
            ),
            value=self.answers["subtract_open_orders"],
            on_change=self._switched,
        )
        self.open_orders.pack(fill="x")
        self.waiting = Toggle(
            place,
            self.text("Subtract waiting orders too"),
            hint=self.text("Orders of the shop in a status that does not come in yet."),
            value=self.answers["subtract_waiting_orders"],
            on_change=self._switched,
        )
        self.waiting.pack(fill="x", pady=(size(place, Space.M), 0))
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.M), 0))
        for name, label in (
            ("reserve", self.text("Keep in reserve")),
            ("minimum", self.text("Minimum")),
        ):
            self.numbers[name] = form.row(
                label,
                NumberField(
                    form,
                    Decimal(str(self.answers[name])),
                    unit=self.text("pieces"),
                    on_change=partial(self._typed, name),
                ),
            )
        self.below = form.row(
            self.text("Below the minimum"),
            Segments(
                form,
                [Option("number", self.text("Send the number")), Option("zero", self.text("Send 0"))],
                value=self.answers["below_minimum"],
                on_change=self._chose_below,
            ),
        )

    def _switched(self) -> None:
        assert self.open_orders is not None
        assert self.waiting is not None
        self.answers["subtract_open_orders"] = self.open_orders.value
        self.answers["subtract_waiting_orders"] = self.waiting.value
        self.changed()

    def _typed(self, name: str) -> None:
        field = self.numbers[name]
        wrong = _is_wrong(field)
        field.error(self.text("Type a number, such as 1 or 0.5") if wrong else "")
        if not wrong:
            self.answers[name] = str(field.number)
        self.changed()

    def _chose_below(self) -> None:
        assert self.below is not None
        self.answers["below_minimum"] = self.below.value
        self.changed()


def _is_wrong(field: NumberField) -> bool:
    """Whether no number of pieces stands in the field, 0 or more."""
    return field.number is None or field.number < 0
