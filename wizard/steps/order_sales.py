"""When an order that came in becomes a sale: part of the card that says which document it is."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from typing import Any, Final

from sync.profile import CloudCartShop, SaleElsewhere
from sync.sentences import Sentence, say
from wizard.item_words import warehouse_name
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone
from wizard.widgets import CheckList, Form, Note, Option, Segments, Surface, Words

NEVER: Final = "never"
AT_STATUS: Final = "at status"


class SalesPart(Part):
    """Never, or at chosen statuses; and what happens where only the program can make a sale of an order."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.when: Segments | None = None
        self.statuses: CheckList | None = None
        self.elsewhere: Segments | None = None
        self._at_status = bool(answers["sale_statuses"])

    # ---- what it stands for

    @property
    def turns(self) -> bool:
        """Whether the warehouse can make a sale of an order."""
        lists = self.setup.warehouse_lists
        return lists is not None and lists.turns_into_sales

    def problem(self) -> Sentence | None:
        if self._at_status and not self.answers["sale_statuses"]:
            return say("Choose the statuses in which an order becomes a sale")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return self.statuses

    # ---- widgets

    def fill(self, place: Surface) -> None:
        self.statuses = self.elsewhere = None
        form = Form(place)
        form.pack(fill="x")
        options = [
            Option(NEVER, self.text("By hand")),
            Option(AT_STATUS, self.text("At a status")),
        ]
        self.when = form.row(
            self.text("Becomes a sale"),
            Segments(
                form, options, value=AT_STATUS if self._at_status else NEVER, on_change=self._chosen_when
            ),
        )
        if not self._at_status:
            return
        self.statuses = form.wide(
            CheckList(form, self._options(), chosen=self.answers["sale_statuses"], on_change=self._ticked)
        )
        self._quiet(
            form,
            self.text(
                "Tick the statuses that follow as well: an order may have gone further by the next sync. One "
                "that is first seen in such a status is saved as a sale at once."
            )
            if self.turns
            else self.text("Tick the statuses that follow as well: an order may have gone further by then."),
        )
        self._say_of_shop(form)
        if not self.turns:
            self._ask_elsewhere(form)

    def _options(self) -> list[Option]:
        lists = self.setup.shop_lists
        off = self.answers["cancelled_statuses"]
        return [
            Option(status.id, status.name)
            for status in (lists.statuses if lists else ())
            if status.id not in off
        ]

    def _say_of_shop(self, form: Form) -> None:
        """The shop lowers its own quantity at a moment of its own; the sale here should come with it."""
        shop = self.setup.connect().shop
        if not isinstance(shop, CloudCartShop) or not shop.lowers_stock:
            return
        words = (
            self.text("The shop lowers its own quantity at “Paid / Sent”. The same statuses fit here.")
            if shop.lowers_stock == "paid"
            else self.text(
                "The shop lowers its own quantity at “Pending / Sent”, so before the sale here: let open "
                "orders be subtracted on the step Warehouses."
            )
        )
        self._quiet(form, words)

    def _ask_elsewhere(self, form: Form) -> None:
        program = warehouse_name(self.setup.connect(), self.setup.language)
        lists = self.setup.warehouse_lists
        self._quiet(
            form,
            self.text("Only {warehouse} itself can make a sale of an order.", warehouse=program),
            space=Space.M,
        )
        if lists is not None and not lists.sales:
            self._quiet(form, self._told_when_due())
            return
        options = [
            Option(SaleElsewhere.LIST.value, self.text("An order, told when due")),
            Option(SaleElsewhere.KEEP_BACK.value, self.text("Kept back in Mostik")),
        ]
        self.elsewhere = form.row(
            self.text("Until then"),
            Segments(form, options, value=self.answers["sale_elsewhere"], on_change=self._chosen_elsewhere),
        )
        if self.answers["sale_elsewhere"] == SaleElsewhere.LIST.value:
            self._quiet(form, self._told_when_due())
            return
        form.wide(
            Note(
                form,
                self.text(
                    "Kept back, the order is written once, as a sale. Until then {warehouse} does not know "
                    "of it, and the sale passes by the fiscal side of the program: no receipt and no sale "
                    "number.",
                    warehouse=program,
                ),
                Tone.WARN,
            )
        )

    def _told_when_due(self) -> str:
        return self.text("Each sync lists the orders that are due under “To turn into sales”.")

    @staticmethod
    def _quiet(form: Form, words: str, space: int = Space.XS) -> None:
        form.wide(Words(form, words, font=Font.SMALL, tone=Tone.QUIET, wrap=True), space=space)

    # ---- what was chosen

    def _chosen_when(self) -> None:
        assert self.when is not None
        self._at_status = self.when.value == AT_STATUS
        if not self._at_status:
            self.answers["sale_statuses"] = []
        self.draw()
        self.changed()

    def _ticked(self) -> None:
        assert self.statuses is not None
        self.answers["sale_statuses"] = list(self.statuses.chosen)
        self.changed()

    def _chosen_elsewhere(self) -> None:
        assert self.elsewhere is not None
        self.answers["sale_elsewhere"] = self.elsewhere.value
        self.draw()
        self.changed()
