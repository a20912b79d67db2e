"""Whether the printed sale document goes to its order in the shop ("send invoices"), in the step orders."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Any, Final

from sync.model import DocumentKind
from sync.sentences import Sentence, say
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone
from wizard.widgets import ChoiceField, Form, Surface, Toggle, Words

SERIES: Final = "series:"
"""Begins the ids of places where the shop issues an invoice of its own."""


class PapersPart(Part):
    """The switch and the place, or the reason why there is none."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.switch: Toggle | None = None
        self.where: ChoiceField | None = None
        self._told: Words | None = None

    @property
    def papers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.answers["papers"]
        return found

    def reason(self) -> Sentence | None:
        """Why no document can be sent; None where one can."""
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        if warehouse is None or not warehouse.prints:
            return say(
                "Invoices are not sent: this warehouse makes no invoice as a file. Where the program issues "
                "invoices itself, they will be offered here."
            )
        if shop is None or not shop.features.invoices:
            return say("Invoices are not sent: the shop’s orders have no place for a file.")
        if not shop.document_places:
            return say(
                "Invoices are not sent yet: in BaseLinker add a field of the type File to the orders "
                "(Orders, Settings, Additional fields), then test the shop again on the step Connect."
            )
        return None

    def problem(self) -> Sentence | None:
        if self.papers["send"] and self.reason() is None and not self.papers["place"]:
            return say("Choose where the printed document goes")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return self.where.control if self.where is not None else None

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.switch = self.where = self._told = None
        why_not = self.reason()
        if why_not is not None:
            form.wide(Words(form, self.say(why_not), font=Font.SMALL, tone=Tone.QUIET, wrap=True))
            return
        self.switch = form.wide(
            Toggle(
                form,
                self.text("Send the sale document to the order"),
                hint=self.text("As the warehouse program prints it, as a PDF, once, when it was issued."),
                value=bool(self.papers["send"]),
                on_change=self._switched,
            ),
            space=Space.M,
        )
        if self.papers["send"]:
            shop = self.setup.shop_lists
            self.where = form.row(
                self.text("Printed document into"),
                ChoiceField(
                    form,
                    [*(shop.document_places if shop else ())],
                    self.papers["place"],
                    on_change=self._chosen,
                ),
            )
            self._told = form.wide(Words(form, font=Font.SMALL, wrap=True))
            self._say()

    def _say(self) -> None:
        if self._told is None:
            return
        if self.papers["place"].startswith(SERIES):
            self._told.say(
                self.text(
                    "BaseLinker then issues an invoice of its own in this series, to which the file is "
                    "attached: choose only a series whose numbers come from outside. Since April 2026 "
                    "invoices between firms go through KSeF, and only the program that numbers them may send "
                    "them there: switch KSeF off for this series in BaseLinker."
                ),
                Tone.WARN,
            )
        elif self.answers["document"] == DocumentKind.ORDER.value and not self.answers.get("sale_statuses"):
            self._told.say(
                self.text(
                    "Orders stay orders here, so a document goes out once a sale was made of the order."
                ),
                Tone.QUIET,
            )
        else:
            self._told.say("")

    def _switched(self) -> None:
        assert self.switch is not None
        on = self.switch.value
        # What was issued before was not asked for.
        since = self.setup.desk.clock.now().isoformat() if on else None
        self.answers["papers"] = {**self.papers, "send": on, "since": since}
        self.draw()
        self.changed()

    def _chosen(self) -> None:
        assert self.where is not None
        place = self.where.value or ""
        shop = self.setup.shop_lists
        names = {choice.id: choice.name for choice in (shop.document_places if shop else ())}
        self.answers["papers"] = {**self.papers, "place": place, "place_name": names.get(place, "")}
        self._say()
        self.changed()
