"""The card of the step orders on payment methods: each of the shop's, and the warehouse's type for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.model import Choice
from wizard.readings import OrderCounts
from wizard.setup import Setup
from wizard.steps.order_answers import first_proposed, is_on_delivery, proposed_types
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, Form, Surface, Words
from wizard.widgets.mapping import MappedThing, MappingTable

NONE: Final = ""


def payment_ways(counts: OrderCounts | None, answers: Mapping[str, Any]) -> list[str]:
    """The payment methods of the shop's orders in the chosen statuses, and those assigned before."""
    seen = list(counts.payment_ways(tuple(answers["statuses"]))) if counts else []
    return list(dict.fromkeys([*seen, *answers["payment_types"]]))


def open_ways(counts: OrderCounts | None, answers: Mapping[str, Any]) -> list[str]:
    """Those that have no type: their orders wait. A type for all cash on delivery counts for its methods."""
    by_delivery = answers["cash_on_delivery_type"] is not None and counts is not None
    return [
        way
        for way in payment_ways(counts, answers)
        if way not in answers["payment_types"]
        and not (by_delivery and counts is not None and counts.always_on_delivery(way))
    ]


def waiting_orders(part: Part, ways: list[str], counts: OrderCounts | None) -> str:
    """Which orders wait because their payment method has no type, and why Mostik chose none for cash on
    delivery.
    """
    names = ", ".join(part.language.quoted(way or part.text("No method named")) for way in ways)
    said = part.text("Orders paid by {methods} wait until they are assigned.", methods=names)
    on_delivery = counts.cash_on_delivery if counts else {}
    if not any(is_on_delivery(way, on_delivery) for way in ways):
        return said
    reason = part.text(
        "Cash on delivery reaches you as a postal money transfer or as the courier’s cash. In law these are "
        "two things and the shop calls both the same, so the choice is yours."
    )
    return f"{said} {reason}"


class PaymentsPart(Part):
    """Each payment method of the shop, and the payment type of the warehouse that it means."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.counts: OrderCounts | None = None
        self.offered: set[str] | None = set()
        """The ways for which a type was proposed; None where the step was answered before and the choice is
        the owner's alone.
        """
        self.table: MappingTable | None = None
        self.cash: ChoiceField | None = None
        self._waiting: Words | None = None

    def fill(self, place: Surface) -> None:
        lists = self.setup.warehouse_lists
        types = [Choice(str(each.id), each.name) for each in (lists.payment_types if lists else ())]
        choices = [Choice(NONE, self.text("Not assigned")), *types]
        ways = list(dict.fromkeys([*payment_ways(self.counts, self.answers), *self._listed()]))
        known = self.counts.payment_ways(tuple(self.answers["statuses"])) if self.counts else {}
        things = [
            MappedThing(
                way,
                way or self.text("No method named"),
                self.count("{count} order", "{count} orders", known[way]) if way in known else "",
            )
            for way in ways
        ]
        self.table = MappingTable(
            place,
            (self.text("In the shop"), self.text("Orders"), self.text("In the warehouse")),
            things,
            choices,
            {way: str(self.answers["payment_types"].get(way, NONE)) for way in ways},
            left_out=NONE,
            on_change=self._mapped,
        )
        self.table.pack(fill="x")
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.M), 0))
        self.cash = form.row(
            self.text("Cash on delivery"),
            ChoiceField(
                form,
                [Choice(NONE, self.text("As its method says")), *types],
                str(self.answers["cash_on_delivery_type"] or NONE),
                on_change=self._chose_cash,
            ),
        )
        self._waiting = Words(place, font=Font.SMALL, tone=Tone.WARN, wrap=True)
        self._waiting.pack(fill="x", pady=(size(place, Space.S), 0))
        self._say_waiting()

    def propose(self, counts: OrderCounts) -> None:
        """Fill in types for methods that were seen for the first time and whose name tells what they are."""
        self.counts = counts
        if self.offered is None:
            return
        lists = self.setup.warehouse_lists
        types = lists.payment_types if lists else ()
        proposed = first_proposed(counts, self.answers["statuses"], types, self.offered)
        # The shop's own list comes second: its orders say more of a way, such as that it is on delivery.
        listed = [way for way in self._listed() if way not in self.offered]
        self.offered.update(listed)
        proposed = {**proposed_types(listed, types, counts.cash_on_delivery), **proposed}
        self.answers["payment_types"] = {**proposed, **self.answers["payment_types"]}

    def _listed(self) -> list[str]:
        """The ways of paying that the shop lists, whether an order has used them or not."""
        lists = self.setup.shop_lists
        return [way.name for way in (lists.payment_ways if lists else ()) if way.name]

    def _mapped(self) -> None:
        assert self.table is not None
        self.answers["payment_types"] = {way: int(value) for way, value in self.table.values.items() if value}
        self._say_waiting()
        self.changed()

    def _chose_cash(self) -> None:
        assert self.cash is not None
        self.answers["cash_on_delivery_type"] = int(self.cash.value) if self.cash.value else None
        self._say_waiting()
        self.changed()

    def _say_waiting(self) -> None:
        assert self._waiting is not None
        ways = open_ways(self.counts, self.answers)
        self._waiting.say(waiting_orders(self, ways, self.counts) if ways else "", Tone.WARN)
