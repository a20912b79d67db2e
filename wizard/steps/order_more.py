"""The rarer choices of the step orders, behind a fold that stays open once it was opened."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sync.model import Choice, CustomerDocument, Order
from sync.plan.order_note import note_text
from sync.profile import LineLinking, note_template_problem
from sync.sentences import Sentence, say
from wizard.setup import Setup
from wizard.steps.order_partner import PartnerPart
from wizard.steps.order_services import ServicesPart
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    CheckList,
    ChoiceField,
    Form,
    Option,
    Segments,
    Surface,
    TextField,
    Tick,
    Words,
)
from wizard.widgets.ordered_ticks import OrderedTicks

NONE: Final = ""


class MorePart(Part):
    """Cancelled orders, VAT, dates, customers, the note, the user and the service products."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.example: Order | None = None
        self.template: TextField | None = None
        self.cancelled: CheckList | None = None
        self.codes: OrderedTicks | None = None
        self._preview: Words | None = None
        self.private = PartnerPart(setup, answers, changed)
        self.services = ServicesPart(setup, answers, changed)

    def problem(self) -> Sentence | None:
        if note_template_problem(self.answers["note_template"]) is not None:
            return say("The note cannot be read")
        return self.services.problem()

    def first_wrong(self) -> tkinter.Misc | None:
        if note_template_problem(self.answers["note_template"]) is not None:
            return self.template
        return self.services.first_wrong()

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self._linking(form)
        self._statuses(form)
        self._choices(form)
        self._customers(form)
        self._note(form)
        place_for_services = Surface(place)
        place_for_services.pack(fill="x")
        self.services.build(place_for_services)

    # ---- parts

    def _linking(self, form: Form) -> None:
        codes = [
            Option(LineLinking.SKU.value, self.text("SKU")),
            Option(LineLinking.EAN.value, self.text("EAN")),
            Option(LineLinking.NAME.value, self.text("Name")),
        ]
        warehouse = self.setup.warehouse_lists
        if warehouse is not None:
            codes = [code for code in codes if code.id in warehouse.linkings]
        self.codes = form.row(
            self.text("Lines are linked by"),
            OrderedTicks(
                form,
                codes,
                chosen=self.answers["link_lines"],
                up_text=self.text("Move up"),
                down_text=self.text("Move down"),
                on_change=self._ordered,
            ),
        )

    def _private_buyers(self, form: Form) -> None:
        place = Surface(form)
        self.private.build(place)
        form.row(self.text("Private buyers"), place)

    def _statuses(self, form: Form) -> None:
        lists = self.setup.shop_lists
        options = [
            Option(status.id, status.name)
            for status in (lists.statuses if lists else ())
            if status.id not in (*self.answers["statuses"], *self.answers["sale_statuses"])
        ]
        self.cancelled = form.row(
            self.text("Means cancelled"),
            CheckList(
                form, options, chosen=self.answers["cancelled_statuses"], on_change=self._ticked_cancelled
            ),
        )

    def _choices(self, form: Form) -> None:
        lists = self.setup.warehouse_lists
        users = [Choice(user.id, user.name) for user in (lists.users if lists else ())]
        self._choice(form, "operator_id", self.text("Written by"), users, number=True)
        self._segments(
            form,
            "document_day",
            self.text("Document date"),
            [
                Option("import", self.text("Day of saving")),
                Option("order", self.text("Day of the order")),
            ],
        )
        self._segments(
            form,
            "vat_mismatch",
            self.text("Other VAT rate"),
            [Option("hold", self.text("The order waits")), Option("warn", self.text("Save and tell me"))],
        )

    def _customers(self, form: Form) -> None:
        partners = self.answers["partners"]
        changes = [
            Option("never", self.text("Never")),
            Option("ask", self.text("Tell me")),
            Option("always", self.text("Always")),
        ]
        self._segments(form, "update_known", self.text("Change known customers"), changes, inside="partners")
        for name, words in (
            ("by_name", self.text("Link customers by name too (two people may share one)")),
            ("create_missing", self.text("Add customers that are missing")),
        ):
            tick = Tick(form, words, value=partners[name])
            tick.control.configure(command=partial(self._ticked_partner, name, tick))
            form.wide(tick)
        self._private_buyers(form)

    def _note(self, form: Form) -> None:
        self.template = form.row(
            self.text("Note on the document"),
            TextField(form, self.answers["note_template"], on_change=self._typed_note),
        )
        self._preview = form.wide(Words(form, font=Font.SMALL, tone=Tone.QUIET, wrap=True))
        self._say_note()

    # ---- small builders

    def _choice(
        self, form: Form, name: str, label: str, choices: list[Choice], *, number: bool = False
    ) -> None:
        field = ChoiceField(form, choices, str(self.answers[name]))

        def chosen(_event: object = None) -> None:
            value = field.value or NONE
            self.answers[name] = int(value) if number and value else value
            self.changed()

        field.control.bind("<<ComboboxSelected>>", chosen, add="+")
        form.row(label, field)

    def _segments(
        self, form: Form, name: str, label: str, options: list[Option], *, inside: str = ""
    ) -> None:
        values = self.answers[inside] if inside else self.answers

        def chosen() -> None:
            if inside:
                self.answers[inside] = {**self.answers[inside], name: segments.value}
            else:
                self.answers[name] = segments.value
            self.changed()

        segments = Segments(form, options, value=values[name], on_change=chosen)
        form.row(label, segments)

    # ---- what was chosen

    def _ordered(self) -> None:
        assert self.codes is not None
        self.answers["link_lines"] = list(self.codes.chosen)
        self.changed()

    def _ticked_cancelled(self) -> None:
        assert self.cancelled is not None
        self.answers["cancelled_statuses"] = list(self.cancelled.chosen)
        self.changed()

    def _ticked_partner(self, name: str, tick: Tick) -> None:
        self.answers["partners"] = {**self.answers["partners"], name: tick.value}
        self.changed()

    def _typed_note(self) -> None:
        assert self.template is not None
        self.answers["note_template"] = self.template.value
        self._say_note()
        self.changed()

    def _say_note(self) -> None:
        assert self.template is not None
        assert self._preview is not None
        problem = note_template_problem(self.answers["note_template"])
        self.template.error(self.say(problem) if problem else "")
        if problem is not None or self.example is None:
            self._preview.say("", Tone.QUIET)
            return
        paper = CustomerDocument(self.answers["customer_document"])
        country = self.setup.connect().country
        shown = note_text(self.example, self.answers["note_template"], paper, country)
        self._preview.say(self.text("For example: {note}", note=" ".join(shown.split())), Tone.QUIET)


def gap(widget: tkinter.Misc) -> tuple[int, int]:
    """The distance above a card of this step."""
    return size(widget, Space.L), 0
