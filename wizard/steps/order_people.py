"""Two cards of the step orders: lines and customers, and what goes back to the shop."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sync.model import Choice
from sync.profile import UnknownLine
from sync.sentences import Sentence, mark, say
from wizard.product_groups import group_tree
from wizard.readings import OrderCounts
from wizard.setup import Setup
from wizard.steps.order_papers import PapersPart
from wizard.steps.order_payments import open_ways, payment_ways, waiting_orders
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, Form, PushButton, Surface, Toggle, Words

NONE: Final = ""
_INDENT: Final = "    "
_FIELDS_OF_THE_SHOP: Final = frozenset(
    {
        mark("Extra field 1"),
        mark("Extra field 2"),
        mark("Comment of the staff"),
        mark("The shop’s own note on the order"),
        mark("УНП (usn), once only"),
    }
)
"""Fields that every account has; the names of the others are the owner's own and stay as they are."""


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
        self.group: ChoiceField | None = None
        self.customers: Toggle | None = None
        self.assign: PushButton | None = None
        self._counts: OrderCounts | None = None
        self._state: Words | None = None
        self._linking: Words | None = None
        self._group_place: Surface | None = None
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
        self._group_place = form.wide(Surface(form))
        self._draw_group()
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
        waiting = open_ways(counts, self.answers)
        self._say_waiting(waiting)
        if not ways:
            self._state.say(self.text("None seen yet"), Tone.QUIET)
        elif not waiting:
            self._state.say(
                self.text("All {count} assigned", count=len(ways)), Tone.GOOD, "check-circle-fill"
            )
        else:
            self._state.say(
                self.text(
                    "{assigned} of {count} assigned", assigned=len(ways) - len(waiting), count=len(ways)
                ),
                Tone.WARN,
                "exclamation-triangle-fill",
            )

    def _say_waiting(self, ways: list[str]) -> None:
        assert self._waiting is not None
        if ways:
            self._waiting.say(waiting_orders(self, ways, self._counts), Tone.QUIET)
            self._waiting.grid()
        else:
            self._waiting.grid_remove()

    def _chose_missing(self) -> None:
        assert self.missing is not None
        self.answers["unknown_line"] = self.missing.value or UnknownLine.HOLD.value
        self._draw_group()
        self.changed()

    def _draw_group(self) -> None:
        """The group for new products, where there will be some."""
        place = self._group_place
        assert place is not None
        for child in place.winfo_children():
            child.destroy()
        self.group = None
        if self.answers["unknown_line"] != UnknownLine.CREATE.value:
            place.configure(height=1)
            return
        lists = self.setup.warehouse_lists
        nodes = group_tree(lists.product_groups if lists else ())
        form = Form(place)
        form.pack(fill="x")
        self.group = form.row(
            self.text("Into the group"),
            ChoiceField(
                form,
                [Choice(str(node.group.id), _INDENT * node.depth + node.group.name) for node in nodes],
                str(self.answers["new_product_group"]),
                on_change=self._chose_group,
            ),
        )

    def _chose_group(self) -> None:
        assert self.group is not None
        if self.group.value:
            self.answers["new_product_group"] = int(self.group.value)
        self.changed()

    def _switched(self) -> None:
        assert self.customers is not None
        self.answers["partners"] = {**self.answers["partners"], "link": self.customers.value}
        self.changed()


class BackPart(Part):
    """Status, document number and printed document that go back to the shop."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.fields: dict[str, ChoiceField] = {}
        self.papers = PapersPart(setup, answers, changed)
        self._cost: Words | None = None

    def problem(self) -> Sentence | None:
        return self._status_problem() or self.papers.problem()

    def _status_problem(self) -> Sentence | None:
        for name in ("status_after", "status_problem"):
            if self.answers[name] and self.answers[name] in self.answers["cancelled_statuses"]:
                return say("A status that means “cancelled” cannot be set by Mostik")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        if self._status_problem() is None:
            return self.papers.first_wrong()
        return self.fields.get("status_after")

    def fill(self, place: Surface) -> None:
        lists = self.setup.shop_lists
        statuses = [Choice(NONE, self.text("Leave it as it is")), *(lists.statuses if lists else ())]
        fields = [
            Choice(field.id, self.text(field.name)) if field.name in _FIELDS_OF_THE_SHOP else field
            for field in (lists.number_fields if lists else ())
        ]
        numbers = [Choice(NONE, self.text("Nowhere")), *fields]
        form = Form(place)
        form.pack(fill="x")
        rows = (
            ("status_after", self.text("Status after saving"), statuses),
            ("status_problem", self.text("Status on a problem"), statuses),
            ("number_field", self.text("Document number into"), numbers),
        )
        closed = self._closed()
        for name, label, choices in rows:
            if name in closed:
                self.answers[name] = NONE
                continue
            self.fields[name] = form.row(
                label,
                ChoiceField(form, choices, self.answers[name], on_change=partial(self._chosen, name)),
            )
        if "status_after" in closed:
            words = self.text("This shop’s orders can only be read: nothing is written into them.")
            form.wide(Words(form, words, font=Font.SMALL, tone=Tone.QUIET, wrap=True))
        self._cost = form.wide(Words(form, font=Font.SMALL, tone=Tone.WARN, wrap=True))
        papers = Surface(place)
        papers.pack(fill="x", pady=(size(place, Space.M), 0))
        self.papers.build(papers)
        self.say_cost()

    def _closed(self) -> set[str]:
        """The answers for which this kind of shop has no way."""
        lists = self.setup.shop_lists
        if lists is None:
            return set()
        closed = set() if lists.features.order_status else {"status_after", "status_problem"}
        return closed if lists.features.order_number_fields else {*closed, "number_field"}

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
