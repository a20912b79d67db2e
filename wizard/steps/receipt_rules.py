"""Two cards of the step receipts: which orders get a receipt, and when."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.model import Choice
from sync.receipts.receipt import PaymentKind
from sync.receipts.settings import CashOnDelivery, PrintWhen, ReceiptChoice
from sync.sentences import Sentence, say
from wizard.readings import OrderCounts
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.receipt_answers import (
    NOT_SAID,
    delivery_choice,
    delivery_rule,
    payment_choice,
    payment_rule,
    proposed_payments,
    receipt_of_kind,
)
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import CheckList, Form, Option, Segments, Surface, Words
from wizard.widgets.mapping import MappedThing, MappingTable

_KINDS: Final = (PaymentKind.CARD, PaymentKind.CASH, PaymentKind.BANK)


class RulesPart(Part):
    """What each way of paying and of delivery means for the receipt. ``answers`` are the step's own."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.counts: OrderCounts | None = None
        self.offered: set[str] | None = set()
        """The ways for which a rule was proposed; None where the step was answered before."""
        self.payments: MappingTable | None = None
        self.deliveries: MappingTable | None = None
        self._waiting: Words | None = None

    def propose(self, counts: OrderCounts) -> None:
        """Fill in rules for ways that are seen for the first time and whose name tells what they are."""
        self.counts = counts
        if self.offered is None:
            return
        fresh = [way for way in self._payment_ways() if way not in self.offered]
        self.offered.update(fresh)
        self.answers["payments"] = {**proposed_payments(fresh, counts), **self.answers["payments"]}

    # ---- the ways

    def _payment_counts(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for (_status, way), count in (self.counts.by_payment if self.counts else {}).items():
            found[way] = found.get(way, 0) + count
        return found

    def _payment_ways(self) -> list[str]:
        lists = self.setup.shop_lists
        listed = [way.name for way in (lists.payment_ways if lists else ()) if way.name]
        known = dict.fromkeys([*self._payment_counts(), *listed, *self.answers["payments"]])
        # What is paid on delivery goes by the way of delivery.
        return [way for way in known if self.counts is None or not self.counts.always_on_delivery(way)]

    def _delivery_ways(self) -> list[str]:
        seen = self.counts.by_delivery if self.counts else {}
        return list(dict.fromkeys([*seen, *self.answers["deliveries"]]))

    # ---- widgets

    def fill(self, place: Surface) -> None:
        if self.counts is None:
            Words(
                place, self.text("The shop’s orders of the last days are being read…"), tone=Tone.QUIET
            ).pack(anchor="w")
        by_payment = self._payment_counts()
        self.payments = self._table(
            place,
            self.text("Payment method"),
            {way: by_payment.get(way) for way in self._payment_ways()},
            self._payment_choices(),
            {way: payment_choice(self.answers["payments"].get(way)) for way in self._payment_ways()},
        )
        Words(place, self.text("Cash on delivery, by way of delivery"), font=Font.STRONG, wrap=True).pack(
            fill="x", pady=(size(place, Space.L), 0)
        )
        Words(
            place,
            self.text(
                "A postal money transfer needs no receipt; the courier’s cash does. The shop calls both the "
                "same, so only you can say it: it stands in your contract with the courier."
            ),
            font=Font.SMALL,
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=(0, size(place, Space.S)))
        seen = self.counts.by_delivery if self.counts else {}
        self.deliveries = self._table(
            place,
            self.text("Way of delivery"),
            {way: seen.get(way) for way in self._delivery_ways()},
            self._delivery_choices(),
            {way: delivery_choice(self.answers["deliveries"].get(way)) for way in self._delivery_ways()},
        )
        self._waiting = Words(place, font=Font.SMALL, tone=Tone.WARN, wrap=True)
        self._waiting.pack(fill="x", pady=(size(place, Space.S), 0))
        self._say_waiting()

    def _table(
        self,
        place: Surface,
        heading: str,
        ways: Mapping[str, int | None],
        choices: list[Choice],
        values: Mapping[str, str],
    ) -> MappingTable:
        things = [
            MappedThing(
                way,
                way or self.text("None named"),
                self.count("{count} order", "{count} orders", count) if count else "",
            )
            for way, count in ways.items()
        ]
        table = MappingTable(
            place,
            (heading, self.text("Orders"), self.text("Receipt")),
            things,
            choices,
            values,
            left_out=NOT_SAID,
            on_change=self._mapped,
        )
        table.pack(fill="x")
        return table

    def _payment_choices(self) -> list[Choice]:
        words = {
            PaymentKind.CARD: self.text("Receipt, paid by card"),
            PaymentKind.CASH: self.text("Receipt, paid in cash"),
            PaymentKind.BANK: self.text("Receipt, paid by bank"),
        }
        return [
            Choice(NOT_SAID, self.text("Not said yet")),
            Choice(ReceiptChoice.NONE.value, self.text("No receipt")),
            *(Choice(receipt_of_kind(kind), words[kind]) for kind in _KINDS),
            Choice(ReceiptChoice.LEAVE.value, self.text("Left to the warehouse program")),
        ]

    def _delivery_choices(self) -> list[Choice]:
        return [
            Choice(NOT_SAID, self.text("Not said yet")),
            Choice(CashOnDelivery.POSTAL_TRANSFER.value, self.text("Postal money transfer: no receipt")),
            Choice(CashOnDelivery.COURIERS_CASH.value, self.text("Courier’s cash: receipt")),
            Choice(ReceiptChoice.NONE.value, self.text("Never a receipt, however it is paid")),
            Choice(ReceiptChoice.LEAVE.value, self.text("Left to the warehouse program")),
        ]

    def _mapped(self) -> None:
        assert self.payments is not None
        assert self.deliveries is not None
        self.answers["payments"] = {
            way: rule for way, chosen in self.payments.values.items() if (rule := payment_rule(chosen))
        }
        self.answers["deliveries"] = {
            way: rule for way, chosen in self.deliveries.values.items() if (rule := delivery_rule(chosen))
        }
        self._say_waiting()
        self.changed()

    def _say_waiting(self) -> None:
        assert self._waiting is not None
        on_delivery = self.counts.cash_on_delivery if self.counts else {}
        unsaid = [way for way in self._payment_ways() if way not in self.answers["payments"]]
        if on_delivery:
            unsaid += [way for way in self._delivery_ways() if way not in self.answers["deliveries"]]
        names = ", ".join(self.language.quoted(way or self.text("None named")) for way in unsaid)
        words = self.text("No receipt is printed for {ways} until you say what it means.", ways=names)
        self._waiting.say(words if unsaid else "", Tone.WARN)


class WhenPart(Part):
    """When a receipt is printed."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.when: Segments | None = None
        self.statuses: CheckList | None = None
        self._below: Surface | None = None

    def problem(self) -> Sentence | None:
        if self.answers["when"] == PrintWhen.AT_STATUS.value and not self.answers["statuses"]:
            return say("Choose the status at which a receipt is printed")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return self.statuses

    def fill(self, place: Surface) -> None:
        options = [
            Option(PrintWhen.BY_HAND.value, self.text("By hand, from the list")),
            Option(PrintWhen.AT_STATUS.value, self.text("At a status of the shop")),
            Option(PrintWhen.AT_IMPORT.value, self.text("When the order comes in")),
        ]
        form = Form(place)
        form.pack(fill="x")
        self.when = form.row(
            self.text("It is printed"),
            Segments(form, options, value=self.answers["when"], on_change=self._chosen),
        )
        self._below = form.wide(Surface(form))
        self._fill_below()

    def _fill_below(self) -> None:
        assert self._below is not None
        self.statuses = None
        for child in self._below.winfo_children():
            child.destroy()
        self._below.configure(height=1)
        if self.answers["when"] == PrintWhen.AT_STATUS.value:
            lists = self.setup.shop_lists
            options = [Option(status.id, status.name) for status in (lists.statuses if lists else ())]
            self.statuses = CheckList(
                self._below, options, chosen=self.answers["statuses"], on_change=self._ticked
            )
            self.statuses.pack(fill="x")
        words = {
            PrintWhen.BY_HAND.value: self.text(
                "Nothing is printed by itself. You choose from the list of receipts, with the goods in hand."
            ),
            PrintWhen.AT_STATUS.value: self.text(
                "A run prints the receipt of an order that has reached one of these statuses."
            ),
            PrintWhen.AT_IMPORT.value: self.text(
                "A run prints the receipt at once. If the customer takes the order back, a storno has to "
                "follow."
            ),
        }
        Words(self._below, words[self.answers["when"]], font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(
            fill="x", pady=(size(self._below, Space.S), 0)
        )

    def _chosen(self) -> None:
        assert self.when is not None
        self.answers["when"] = self.when.value
        self._fill_below()
        self.changed()

    def _ticked(self) -> None:
        assert self.statuses is not None
        self.answers["statuses"] = list(self.statuses.chosen)
        self.changed()
