"""The cards of the step warehouses: locations, what is sent, what is kept back."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sync.model import Choice, ShopWarehouse
from sync.profile import EmbeddedWarehouse
from sync.sentences import Sentence, say
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.stock_answers import links_of, sums, with_links
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, Form, NumberField, Option, Segments, Surface, Toggle, Words
from wizard.widgets.mapping import MappedThing, MappingTable

NOT_SENT: Final = ""
_DAYS: Final = (7, 14, 30, 60, 90)
_ALL_DAYS: Final = ""


class LocationsPart(Part):
    """Each location and the warehouse of the shop that it feeds; and where orders are written."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.sends_stock = True
        self.there: tuple[ShopWarehouse, ...] = ()
        self.prices_from: tuple[str, ...] = ()
        """The names of the price groups that are sent to the shop."""
        self.stocked: Mapping[int, int] | None = None
        """How many goods each location has in stock; None while it is not read."""
        self.table: MappingTable | None = None
        self.sum_words: Words | None = None
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
                (self.text("Your location"), self.text("In stock"), self.text("The shop’s warehouse")),
                [
                    MappedThing(str(each.id), each.name, self._in_stock(each.id), icon_name="shop")
                    for each in locations
                ],
                choices,
                {str(each.id): linked.get(each.id, NOT_SENT) for each in locations},
                left_out=NOT_SENT,
                on_change=self._mapped,
            )
            self.table.pack(fill="x")
            self._say_read_only(place)
            self.sum_words = Words(place, font=Font.SMALL, wrap=True)
            self.sum_words.pack(fill="x", pady=(size(place, Space.S), 0))
            self._say_sums()
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

        if self.prices_from:
            form.wide(
                Words(
                    form,
                    self.text(
                        "Prices do not follow the location. They come from {groups}, as chosen in the step "
                        "Products.",
                        groups=", ".join(self.language.quoted(name) for name in self.prices_from),
                    ),
                    font=Font.SMALL,
                    tone=Tone.QUIET,
                    wrap=True,
                )
            )

    def _in_stock(self, location: int) -> str:
        if self.stocked is None:
            return "…"
        count = self.stocked.get(location, 0)
        return self.count("{count} product", "{count} products", count)

    def show_stocked(self, stocked: Mapping[int, int]) -> None:
        """How many goods each location has in stock, once it was read."""
        self.stocked = stocked
        if self.is_shown and self.table is not None:
            for location in self.table.fields:
                self.table.tell(location, self._in_stock(int(location)))

    def _say_sums(self) -> None:
        if self.sum_words is None or not self.is_shown:
            return
        names = {each.id: each.name for each in self.there}
        said = [
            self.count(
                "{warehouse} gets the sum of {count} location.",
                "{warehouse} gets the sum of {count} locations.",
                count,
                warehouse=self.language.quoted(names.get(warehouse, warehouse)),
            )
            for warehouse, count in sums(self.answers).items()
        ]
        self.sum_words.say(" ".join(said), Tone.GOOD)

    def _say_read_only(self, place: Surface) -> None:
        """A row for each warehouse of the shop that cannot be chosen, with the reason."""
        closed = [each for each in self.there if not each.writable]
        if not closed:
            return
        rows = Surface(place)
        rows.pack(fill="x", pady=(size(place, Space.S), 0))
        rows.columnconfigure(0, weight=1, uniform="closed")
        rows.columnconfigure(1, weight=2, uniform="closed")
        reason = self.text(
            "Read only: another storage that is connected to the shop keeps its stock, and the shop lets "
            "nobody else write there."
        )
        for row, each in enumerate(closed):
            above = (size(place, Space.XS) if row else 0, 0)
            name = Words(rows, each.name, tone=Tone.QUIET, icon_name="lock", icon_size=17, wrap=True)
            name.grid(row=row, column=0, sticky="new", pady=above, padx=(0, size(place, Space.S)))
            words = Words(rows, reason, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
            words.grid(row=row, column=1, sticky="ew", pady=above)

    def _mapped(self) -> None:
        assert self.table is not None
        values = {int(here): there for here, there in self.table.values.items() if there}
        self.answers["links"] = with_links(values)
        self._say_sums()
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
        self.fetch = None
        if not isinstance(self.setup.connect().warehouse, EmbeddedWarehouse):
            # Elsewhere a location is made by the owner in the program itself.
            self.answers["fetch_new_warehouses"] = False
            return
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
        self.answers["send"] = self.send.value
        if self.fetch is not None:
            self.answers["fetch_new_warehouses"] = self.fetch.value
        self.changed()


class OfferPart(Part):
    """Open orders, reserve and minimum: what of the stock the shop does not offer."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.open_orders: Toggle | None = None
        self.waiting: Toggle | None = None
        self.days: ChoiceField | None = None
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
            hint=self.text("Orders that Mostik wrote and that are not sales yet hold their pieces back."),
            value=self.answers["subtract_open_orders"],
            on_change=self._switched,
        )
        self.open_orders.pack(fill="x")
        self.days = None
        if self.answers["subtract_open_orders"]:
            self._build_days(place)
        self._build_waiting(place)
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
        switched = self.answers["subtract_open_orders"] != self.open_orders.value
        self.answers["subtract_open_orders"] = self.open_orders.value
        if self.waiting is not None:
            self.answers["subtract_waiting_orders"] = self.waiting.value
        if switched:
            self.draw()
            self.open_orders.focus_set()
        self.changed()

    def _build_waiting(self, place: Surface) -> None:
        """Orders that do not come in yet: asked, except where the shop tells what it has taken off itself."""
        self.waiting = None
        lists = self.setup.shop_lists
        lowers = lists.features.lowers_stock if lists is not None else ""
        if not lowers:
            self.waiting = Toggle(
                place,
                self.text("Subtract waiting orders too"),
                hint=self.text("Orders of the shop in a status that does not come in yet."),
                value=self.answers["subtract_waiting_orders"],
                on_change=self._switched,
            )
            self.waiting.pack(fill="x", pady=(size(place, Space.M), 0))
            return
        words = (
            self.text(
                "The shop itself takes an order off once it is paid or sent. From then on Mostik subtracts "
                "it too until it is in the warehouse, and not before."
            )
            if lowers == "paid"
            else self.text(
                "The shop itself takes an order off once it is placed. Mostik subtracts it too until it is "
                "in the warehouse, so that the pieces do not come back."
            )
        )
        Words(place, words, font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(
            fill="x", pady=(size(place, Space.M), 0)
        )
        if not self.answers["subtract_open_orders"]:
            Words(
                place,
                self.text(
                    "Without open orders, the pieces of an order that came in come back into the shop until "
                    "it is a sale."
                ),
                font=Font.SMALL,
                tone=Tone.WARN,
                wrap=True,
            ).pack(fill="x", pady=(size(place, Space.XS), 0))

    def _build_days(self, place: Surface) -> None:
        """How old an open order may be: nobody tells Mostik when one was closed in another way."""
        kept = self.answers["open_order_days"]
        days = sorted({*_DAYS, *([kept] if kept else [])})
        choices = [
            Choice(str(each), self.count("Of the last {count} day", "Of the last {count} days", each))
            for each in days
        ]
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.S), 0))
        self.days = form.row(
            self.text("Open orders"),
            ChoiceField(
                form,
                [*choices, Choice(_ALL_DAYS, self.text("All, however old"))],
                str(kept) if kept else _ALL_DAYS,
                on_change=self._chose_days,
            ),
        )
        self.days.hint(self.text("An older one holds nothing back: it was probably sent long ago."))

    def _chose_days(self) -> None:
        assert self.days is not None
        self.answers["open_order_days"] = int(self.days.value) if self.days.value else None
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
