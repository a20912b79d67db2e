"""The step orders: which orders come in, as which document, and what goes back to the shop."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from babel.dates import format_date

from sync.errors import MostikError
from sync.model import DocumentKind, Order
from sync.sentences import Sentence, say
from wizard.answers import modules_in_sight
from wizard.item_words import shop_name
from wizard.readings import RECENT, OrderCounts, SeenOrders, see_orders
from wizard.steps.order_answers import OrderLists, finished, proposal, read_answers
from wizard.steps.order_more import MorePart, gap
from wizard.steps.order_payments import PaymentsPart
from wizard.steps.order_people import BackPart, PeoplePart
from wizard.steps.order_which import DocumentPart, WhichOrdersPart
from wizard.steps.part import scroll_to, setup_of
from wizard.theme import Tone
from wizard.widgets import Card, LinkButton, Note, Surface, TwoColumns
from wizard.wizard_frame import Answers, Draft, Step, WizardFrame

_SOON_MS: Final = 350


class OrdersStep(Step):
    """See the module. The answers stand in :attr:`chosen`, from which the widgets are built."""

    id: ClassVar[str] = "orders"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.chosen: dict[str, Any] = {}
        self.which: WhichOrdersPart | None = None
        self.document: DocumentPart | None = None
        self.people: PeoplePart | None = None
        self.back: BackPart | None = None
        self.payments: PaymentsPart | None = None
        self.more: MorePart | None = None
        self._counts: OrderCounts | None = None
        self._ways: OrderCounts | None = None
        """Orders of the last weeks, for the ways of paying that the shop has."""
        self._example: Order | None = None
        self._offered: set[str] | None = set()
        if self.answers.get("payment_types"):
            self._offered = None
        self._panels: dict[str, Surface] = {}
        self._open: set[str] = set()
        self._turn = 0

    # ---- what the step says of itself

    def name(self) -> str:
        return self.text("Orders")

    def title(self) -> str:
        return self.text("Choose which orders come in, and as which document")

    def consequence(self) -> str:
        return self.text("It counts for new orders. Orders that came in already stay as they are.")

    def present(self, draft: Draft) -> bool:
        return modules_in_sight(draft).orders

    def summary_line(self) -> str:
        orders = finished(self.answers)
        if orders is None:
            return ""
        day = format_date(orders.start, "d MMM", locale=self.language.code)
        if orders.document is DocumentKind.SALE:
            return self.text("Since {day}, saved as sales", day=day)
        if orders.sale_statuses:
            return self.text("Since {day}, saved as orders, sales at a status", day=day)
        return self.text("Since {day}, saved as orders", day=day)

    # ---- widgets

    def build(self, body: Surface) -> None:
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        self.which = None
        body.columnconfigure(0, weight=1)
        if shop is None or warehouse is None:
            Note(
                body,
                self.text("The lists of both sides are not read yet. Open the step Connect and test them."),
                Tone.WARN,
            ).grid(row=0, column=0, sticky="ew")
            return
        lists = OrderLists(shop, warehouse, self._ways)
        now = self.setup.desk.clock.now()
        self.chosen = read_answers(self.answers, proposal(lists, now, self.setup.connect().country))
        self._make_parts()
        self._build_cards(body)

    def _make_parts(self) -> None:
        setup, chosen = self.setup, self.chosen
        self.which = WhichOrdersPart(setup, chosen, self._statuses_changed, self._count_soon)
        self.document = DocumentPart(setup, chosen, self._document_changed)
        self.people = PeoplePart(setup, chosen, self.changed, self._open_payments)
        self.back = BackPart(setup, chosen, self.changed)
        self.payments = PaymentsPart(setup, chosen, self._payments_changed)
        self.more = MorePart(setup, chosen, self._more_changed)
        self.more.example = self._example
        self.payments.offered = self._offered
        self.which.counts, self.payments.counts = self._counts, self._ways

    def _build_cards(self, body: Surface) -> None:
        assert self.which
        assert self.document
        assert self.people
        assert self.back
        columns = TwoColumns(body)
        columns.grid(row=0, column=0, sticky="ew")
        place = shop_name(self.setup.connect())
        for title, part, right in (
            (self.text("Which orders"), self.which, False),
            (self.text("Which document"), self.document, False),
            (self.text("Products and customers"), self.people, True),
            (self.text("Back to {shop}", shop=place), self.back, True),
        ):
            card = Card(columns, title)
            part.build(card.body)
            columns.add(card, right=right)
        self.people.show_counts(self._ways)
        self._panels = {}
        for row, name in enumerate(("payments", "more"), start=1):
            panel = Surface(body)
            panel.grid(row=row, column=0, sticky="ew", pady=gap(body))
            panel.grid_remove()
            self._panels[name] = panel
            self._draw_panel(name)

    def _draw_panel(self, name: str) -> None:
        """A card that is open, or for the rarer choices the link that opens it."""
        panel = self._panels[name]
        for child in panel.winfo_children():
            child.destroy()
        if name in self._open or name == "more":
            panel.grid()
        if name in self._open:
            title = self.text("Payment methods") if name == "payments" else self.text("More choices")
            card = Card(panel, title)
            card.pack(fill="x")
            part = self.payments if name == "payments" else self.more
            assert part is not None
            part.build(card.body)
        elif name == "more":
            LinkButton(panel, self.text("More choices…"), self._open_more).pack(anchor="w")

    def _open_payments(self) -> None:
        self._open.add("payments")
        self._draw_panel("payments")
        assert self.payments is not None
        assert self.payments.table is not None
        scroll_to(self._panels["payments"])
        self.payments.table.focus_set()

    def _open_more(self) -> None:
        self._open.add("more")
        self._draw_panel("more")
        scroll_to(self._panels["more"])
        if self.more is not None and self.more.cancelled is not None:
            self.more.cancelled.focus_set()

    # ---- the answers

    def load(self, answers: Mapping[str, Any]) -> None:
        """Nothing: the widgets are built from the answers."""

    def collect(self) -> Answers:
        if self.which is None:
            return dict(self.answers)
        return dict(self.chosen)

    def problem(self) -> Sentence | None:
        if self.which is None or self.back is None or self.more is None:
            return say("The lists are not read yet")
        of_document = self.document.problem() if self.document is not None else None
        found = self.which.problem() or of_document or self.back.problem() or self.more.problem()
        if found is None and finished(self.chosen) is None:
            return say("Something in this step does not fit together")
        return found

    def first_wrong(self) -> tkinter.Misc | None:
        for part in (self.which, self.document, self.back, self.more):
            if part is not None and part.problem() is not None:
                if part is self.more and "more" not in self._open:
                    self._open_more()
                return part.first_wrong()
        return None

    def _statuses_changed(self) -> None:
        if self.back is not None:
            self.back.say_cost()
        if self.payments is not None and self._ways is not None:
            self.payments.propose(self._ways)
        if self.people is not None:
            self.people.show_counts(self._ways)
        if "payments" in self._open:
            self._draw_panel("payments")
        if "more" in self._open:
            self._draw_panel("more")
        self.changed()

    def _document_changed(self) -> None:
        """A status in which orders become sales does not mean cancelled."""
        off = [each for each in self.chosen["cancelled_statuses"] if each not in self.chosen["sale_statuses"]]
        if off != self.chosen["cancelled_statuses"]:
            self.chosen["cancelled_statuses"] = off
        if "more" in self._open:
            self._draw_panel("more")
        self.changed()

    def _more_changed(self) -> None:
        if self.people is not None:
            self.people.say_rules()
        self.changed()

    def _payments_changed(self) -> None:
        if self.people is not None:
            self.people.show_counts(self._ways)
        self.changed()

    # ---- counting orders, beside the window

    def shown(self) -> None:
        self._count()

    def left(self) -> None:
        self._turn += 1

    def _count_soon(self) -> None:
        """Several changes of the day after each other are counted once."""
        self._turn += 1
        turn = self._turn
        if self.which is not None:
            self.which.show_counts(None)
        self.setup.after(_SOON_MS, lambda: self._count() if turn == self._turn else None)

    def _count(self) -> None:
        if self.which is None:
            return
        since = self.which.start
        if self._counts is not None and self._counts.since == since:
            return
        turn, now = self._turn, self.setup.desk.clock.now()
        recent = min(since, now - RECENT)
        known = self.setup.orders_seen
        if known is not None and known.reaches(recent):
            self._counted(known, since, recent)
            return
        self.setup.work(
            lambda: see_orders(self.setup.shop(), recent),
            lambda seen: self._counted(seen, since, recent) if turn == self._turn else None,
            lambda error: self._not_counted(error) if turn == self._turn else None,
        )

    def _not_counted(self, error: Exception) -> None:
        """The step goes on without counts; the sentence stands where they would."""
        if not isinstance(error, MostikError):
            self.setup.app.show_error(error)
        if self.which is not None:
            sentence = error.sentence if isinstance(error, MostikError) else None
            self.which.show_failure(self.language.say(sentence) if sentence else "")

    def _counted(self, seen: SeenOrders, since: datetime, recent: datetime) -> None:
        self.setup.orders_seen = seen
        counts, ways = seen.counts(since), seen.counts(recent)
        self._counts, self._ways, self._example = counts, ways, seen.example
        if self.which is None or self.payments is None or self.people is None or self.more is None:
            return
        self.payments.propose(ways)
        self.more.example = seen.example
        self.which.show_counts(counts)
        self.people.show_counts(ways)
        for name in self._open:
            self._draw_panel(name)
        self.changed()
