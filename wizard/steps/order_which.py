"""Two cards of the step orders: which orders come in, and as which document."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sync.model import CustomerDocument, DocumentKind
from sync.sentences import Sentence, say
from wizard.readings import OrderCounts
from wizard.setup import Setup
from wizard.steps.order_sales import SalesPart
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import CheckList, DateField, Form, Note, Option, Segments, Surface, Toggle, Words


class WhichOrdersPart(Part):
    """From which day, and in which statuses. ``answers`` are the step's own."""

    def __init__(
        self,
        setup: Setup,
        answers: dict[str, Any],
        changed: Callable[[], None],
        day_changed: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.counts: OrderCounts | None = None
        self.day: DateField | None = None
        self.statuses: CheckList | None = None
        self._found: Words | None = None
        self._day_changed = day_changed
        self._day_problem = False

    # ---- what it stands for

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.setup.connect().time_zone)

    @property
    def start(self) -> datetime:
        return datetime.fromisoformat(self.answers["start"])

    def problem(self) -> Sentence | None:
        if self._day_problem:
            return say("Choose the day from which orders come in")
        if not self.answers["statuses"]:
            return say("Choose at least one status")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return self.day if self._day_problem else self.statuses

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.day = form.row(
            self.text("From date"),
            DateField(
                form,
                self.start.astimezone(self.zone).date(),
                today=lambda: self.setup.desk.clock.now().astimezone(self.zone).date(),
                on_change=self._typed_day,
            ),
        )
        self._found = form.wide(Words(form, font=Font.SMALL, tone=Tone.QUIET, wrap=True))
        Words(place, self.text("Order status"), tone=Tone.QUIET).pack(
            anchor="w", pady=(size(place, Space.M), size(place, Space.XS))
        )
        self.statuses = CheckList(
            place, self._options(), chosen=self.answers["statuses"], on_change=self._ticked
        )
        self.statuses.pack(fill="x")
        self._say_found()

    def show_counts(self, counts: OrderCounts | None) -> None:
        """How many orders each status has since the day, once they were read."""
        self.counts = counts
        if self.is_shown and self.statuses is not None:
            self.statuses.fill(self._options())
            self._say_found()

    def show_failure(self, reason: str) -> None:
        """The orders could not be counted, because of ``reason``."""
        if self.is_shown and self._found is not None:
            words = self.text("The orders could not be counted. Everything else can be chosen.")
            self._found.say(f"{words} {reason}".strip(), Tone.WARN)

    def _options(self) -> list[Option]:
        lists = self.setup.shop_lists
        counts = self.counts.by_status if self.counts else {}
        return [
            Option(status.id, status.name, str(counts.get(status.id, 0)) if self.counts else "")
            for status in (lists.statuses if lists else ())
        ]

    def _say_found(self) -> None:
        if self._found is None:
            return
        if self.counts is None:
            self._found.say(self.text("The orders are being counted…"), Tone.QUIET)
            return
        number = sum(self.counts.by_status.get(status, 0) for status in self.answers["statuses"])
        if not self.answers["statuses"]:
            number = sum(self.counts.by_status.values())
        tone = Tone.GOOD if number else Tone.QUIET
        self._found.say(
            self.count("{count} order from this day on", "{count} orders from this day on", number), tone
        )

    def _typed_day(self) -> None:
        assert self.day is not None
        chosen = self.day.day
        self._day_problem = chosen is None
        self.day.error("" if chosen else self.text("This is not a date. Write it like 01.11.2026."))
        if chosen is not None and chosen != self.start.astimezone(self.zone).date():
            self.answers["start"] = datetime.combine(chosen, time(0), self.zone).isoformat()
            self._day_changed()
        self.changed()

    def _ticked(self) -> None:
        assert self.statuses is not None
        self.answers["statuses"] = list(self.statuses.chosen)
        self.answers["cancelled_statuses"] = [
            status for status in self.answers["cancelled_statuses"] if status not in self.statuses.chosen
        ]
        self._say_found()
        self.changed()


class DocumentPart(Part):
    """Order or sale in the warehouse, receipt or invoice for the customer."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.kind: Segments | None = None
        self.paper: Segments | None = None
        self.automatic: Toggle | None = None
        self.payments: Toggle | None = None
        self._weaker: Surface | None = None
        self.sales = SalesPart(setup, answers, changed)
        self._sale_statuses = list(answers["sale_statuses"])

    def problem(self) -> Sentence | None:
        return None if self.answers["document"] == DocumentKind.SALE.value else self.sales.problem()

    def first_wrong(self) -> tkinter.Misc | None:
        return self.sales.first_wrong()

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        kinds = [
            Option(DocumentKind.ORDER.value, self.text("Order")),
            Option(DocumentKind.SALE.value, self.text("Sale")),
        ]
        self.kind = form.row(
            self.text("Saved as"),
            Segments(form, kinds, value=self.answers["document"], on_change=self._chosen_kind),
        )
        self._weaker = form.wide(Surface(form))
        papers = [
            Option(CustomerDocument.RECEIPT.value, self.text("Receipt")),
            Option(CustomerDocument.INVOICE.value, self.text("Invoice")),
        ]
        self.paper = form.row(
            self.text("Default document"),
            Segments(form, papers, value=self.answers["customer_document"], on_change=self._chosen_paper),
        )
        self.automatic = form.wide(
            Toggle(
                form,
                self.text("Choose it automatically"),
                hint=self.text(
                    "Invoice where the customer asks for one, gives a company number or is abroad; "
                    "else the default document."
                ),
                value=self.answers["choose_document"],
                on_change=self._switched,
            ),
            space=Space.M,
        )
        self._say_weaker()

    def _chosen_kind(self) -> None:
        assert self.kind is not None
        # As sales from the beginning none becomes one later; what was ticked comes back with "order".
        if self.kind.value == DocumentKind.SALE.value:
            self._sale_statuses = self.answers["sale_statuses"]
            self.answers["sale_statuses"] = []
        else:
            self.answers["sale_statuses"] = self._sale_statuses
        self.answers["document"] = self.kind.value
        self._say_weaker()
        self.changed()

    def _say_weaker(self) -> None:
        assert self._weaker is not None
        self.payments = None
        for child in self._weaker.winfo_children():
            child.destroy()
        self._weaker.configure(height=1)
        if self.answers["document"] == DocumentKind.SALE.value:
            Note(self._weaker, self._warning(), Tone.WARN).pack(fill="x")
            self.payments = Toggle(
                self._weaker,
                self.text("Write down what was paid"),
                hint=self.text(
                    "What the customer has paid in the shop is paid in the warehouse too. Off: all of it is "
                    "still due."
                ),
                value=self.answers["record_payments"],
                on_change=self._switched_payments,
            )
            self.payments.pack(fill="x", pady=(size(self._weaker, Space.S), 0))
        else:
            self.sales.build(self._weaker)

    def _warning(self) -> str:
        warehouse = self.setup.warehouse_lists
        if warehouse is not None and warehouse.prints:
            return self.text(
                "The program issues the receipt or the invoice at once, under a number of its own. Mostik "
                "never changes what was issued, and invoices between firms go to KSeF from the program "
                "alone. An order is safer; the program makes a sale of it later."
            )
        return self.text(
            "A sale lowers the stock at once, but passes by the fiscal side of the warehouse program: no "
            "receipt and no sale number. An order is safer; you turn it into a sale yourself."
        )

    def _switched_payments(self) -> None:
        assert self.payments is not None
        self.answers["record_payments"] = self.payments.value
        self.changed()

    def _chosen_paper(self) -> None:
        assert self.paper is not None
        self.answers["customer_document"] = self.paper.value
        self.changed()

    def _switched(self) -> None:
        assert self.automatic is not None
        self.answers["choose_document"] = self.automatic.value
        self.changed()
