"""Two cards of the step orders: lines, customers and payments, and what goes back to the shop."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sync.model import Choice
from sync.profile import UnknownLine
from sync.sentences import Sentence, say
from wizard.readings import OrderCounts
from wizard.setup import Setup
from wizard.steps.order_answers import first_proposed
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, Form, PushButton, Surface, Toggle, Words
from wizard.widgets.mapping import MappedThing, MappingTable

NONE: Final = ""


class PeoplePart(Part):
    """How lines find their products, customers their partners, and payment methods their types."""

    def __init__(
        self,
        setup: Setup,
        answers: dict[str, Any],
        changed: Callable[[], None],
        open_payments: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.missing: ChoiceField | None = None
        self.customers: Toggle | None = None
        self.assign: PushButton | None = None
        self._counts: OrderCounts | None = None
        self._state: Words | None = None
        self._linking: Words | None = None
        self._waiting: Words | None = None
        self._open_payments = open_payments

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self._linking = form.wide(Words(form, wrap=True))
        self.missing = form.row(
            self.text("Product missing"),
            ChoiceField(
                form,
                [
                    Choice(UnknownLine.HOLD.value, self.text("The order waits")),
                    Choice(UnknownLine.CREATE.value, self.text("Add a new product")),
                ],
                self.answers["unknown_line"],
                on_change=self._chose_missing,
            ),
        )
        self.customers = form.wide(
            Toggle(
                form,
                self.text("Link customers"),
                value=self.answers["partners"]["link"],
                on_change=self._switched,
            ),
            space=Space.M,
        )
        line = Surface(form)
        line.columnconfigure(0, weight=1)
        self._state = Words(line, wrap=True)
        self._state.grid(row=0, column=0, sticky="ew")
        self.assign = PushButton(line, self.text("Assi&gn…"), self._open_payments)
        self.assign.grid(row=0, column=1, padx=(size(place, Space.S), 0))
        form.row(self.text("Payment methods"), line)
        self._waiting = form.wide(Words(form, font=Font.SMALL, tone=Tone.QUIET, wrap=True))
        self._waiting.grid_remove()
        self.say_rules()
        self.show_counts(self._counts)

    def say_rules(self) -> None:
        """By what lines and customers are found, as it is chosen now."""
        if not self.is_shown or self._linking is None or self.customers is None:
            return
        names = {"sku": self.text("SKU"), "ean": self.text("EAN"), "name": self.text("Name").lower()}
        codes = [self.text("a link made before"), *(names[code] for code in self.answers["link_lines"])]
        self._linking.say(
            self.text("Lines are linked to products in this order: {codes}.", codes=", ".join(codes))
        )
        partners = self.answers["partners"]
        found = (
            self.text("By company number, then e-mail, then name.")
            if partners["by_name"]
            else self.text("By company number, then e-mail.")
        )
        missing = (
            self.text("A missing customer is added.")
            if partners["create_missing"]
            else self.text("An order of a missing customer waits.")
        )
        self.customers.say_hint(f"{found} {missing}")

    def show_counts(self, counts: OrderCounts | None) -> None:
        """Which payment methods the shop's orders have."""
        self._counts = counts
        if not self.is_shown or self._state is None:
            return
        ways = payment_ways(counts, self.answers)
        assigned = [way for way in ways if way in self.answers["payment_types"]]
        self._say_waiting([way for way in ways if way not in self.answers["payment_types"]])
        if not ways:
            self._state.say(self.text("None seen yet"), Tone.QUIET)
        elif len(assigned) == len(ways):
            self._state.say(
                self.text("All {count} assigned", count=len(ways)), Tone.GOOD, "check-circle-fill"
            )
        else:
            self._state.say(
                self.text("{assigned} of {count} assigned", assigned=len(assigned), count=len(ways)),
                Tone.WARN,
                "exclamation-triangle-fill",
            )

    def _say_waiting(self, ways: list[str]) -> None:
        assert self._waiting is not None
        if ways:
            self._waiting.say(waiting_orders(self, ways), Tone.QUIET)
            self._waiting.grid()
        else:
            self._waiting.grid_remove()

    def _chose_missing(self) -> None:
        assert self.missing is not None
        self.answers["unknown_line"] = self.missing.value or UnknownLine.HOLD.value
        self.changed()

    def _switched(self) -> None:
        assert self.customers is not None
        self.answers["partners"] = {**self.answers["partners"], "link": self.customers.value}
        self.changed()


def payment_ways(counts: OrderCounts | None, answers: dict[str, Any]) -> list[str]:
    """The payment methods of the shop's orders in the chosen statuses, and those assigned before."""
    seen = list(counts.payment_ways(tuple(answers["statuses"]))) if counts else []
    return list(dict.fromkeys([*seen, *answers["payment_types"]]))


def waiting_orders(part: Part, ways: list[str]) -> str:
    """Which orders wait because their payment method has no type."""
    names = ", ".join(f"“{way or part.text('No method named')}”" for way in ways)
    return part.text("Orders paid by {methods} wait until they are assigned.", methods=names)


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
        ways = payment_ways(self.counts, self.answers)
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
        self.answers["payment_types"] = {**proposed, **self.answers["payment_types"]}

    def _mapped(self) -> None:
        assert self.table is not None
        self.answers["payment_types"] = {way: int(value) for way, value in self.table.values.items() if value}
        self._say_waiting()
        self.changed()

    def _chose_cash(self) -> None:
        assert self.cash is not None
        self.answers["cash_on_delivery_type"] = int(self.cash.value) if self.cash.value else None
        self.changed()

    def _say_waiting(self) -> None:
        assert self._waiting is not None
        ways = [
            way for way in payment_ways(self.counts, self.answers) if way not in self.answers["payment_types"]
        ]
        self._waiting.say(waiting_orders(self, ways) if ways else "", Tone.WARN)


class BackPart(Part):
    """Status and document number that go back to the shop."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.fields: dict[str, ChoiceField] = {}
        self._cost: Words | None = None

    def problem(self) -> Sentence | None:
        for name in ("status_after", "status_problem"):
            if self.answers[name] and self.answers[name] in self.answers["cancelled_statuses"]:
                return say("A status that means “cancelled” cannot be set by Mostik")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return self.fields.get("status_after")

    def fill(self, place: Surface) -> None:
        lists = self.setup.shop_lists
        statuses = [Choice(NONE, self.text("Leave it as it is")), *(lists.statuses if lists else ())]
        numbers = [Choice(NONE, self.text("Nowhere")), *(lists.number_fields if lists else ())]
        form = Form(place)
        form.pack(fill="x")
        rows = (
            ("status_after", self.text("Status after saving"), statuses),
            ("status_problem", self.text("Status on a problem"), statuses),
            ("number_field", self.text("Document number into"), numbers),
        )
        for name, label, choices in rows:
            self.fields[name] = form.row(
                label,
                ChoiceField(form, choices, self.answers[name], on_change=partial(self._chosen, name)),
            )
        self._cost = form.wide(Words(form, font=Font.SMALL, tone=Tone.WARN, wrap=True))
        form.wide(
            Words(
                form,
                self.text(
                    "Invoices are not sent: this warehouse makes no invoice as a file. Where the program "
                    "issues invoices itself, they will be offered here."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ),
            space=Space.M,
        )
        self.say_cost()

    def say_cost(self) -> None:
        """What it costs where orders stay in a chosen status after they came in."""
        if self._cost is None or not self.is_shown:
            return
        after = self.answers["status_after"]
        stays = not after or after in self.answers["statuses"]
        self._cost.say(
            self.text(
                "The orders stay in their status, so every run reads all of them again: one request for "
                "each hundred orders since the first day."
            )
            if stays
            else "",
            Tone.WARN,
        )

    def _chosen(self, name: str) -> None:
        self.answers[name] = self.fields[name].value or NONE
        self.say_cost()
        self.changed()
