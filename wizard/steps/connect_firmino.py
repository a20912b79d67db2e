"""Streamsoft Firmino on the step connect: login and password, and the two points that its pages leave
open.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any, Final

from pydantic import ValidationError

from sync.errors import Bug, MostikError
from sync.ports import CheckStep
from sync.profile import FirminoWarehouse, SecretName, WarehouseProgram, WarehouseSettings
from sync.sentences import Sentence, say
from sync.warehouses.firmino import Firmino
from sync.warehouses.firmino.probing import Probed
from wizard.readings import WarehouseLists
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.ticks import FIRMINO_TICKS, TickWords, failed_at_once
from wizard.steps.warehouse_panel import WarehousePanel
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Form, Option, PushButton, Segments, Surface, TextField, Words

_ZONE: Final = "Europe/Warsaw"
"""In which Firmino has its days, wherever the shop is."""


class FirminoPanel(WarehousePanel):
    """The sign-in, what an article's quantity is, and how a printed document comes."""

    program: WarehouseProgram = "firmino"

    def __init__(self, setup: Setup, changed: Callable[[], None], test: Callable[[], None]) -> None:
        super().__init__(setup, changed, test)
        self.secret = SecretPart(setup, changed, SecretName.FIRMINO_PASSWORD, password=True)
        self._kept: dict[str, Any] = {}
        self._login = self._company = self._stock = ""
        self._tried: Sentence | None = None
        self._tried_tone = Tone.QUIET

    def option(self) -> Option:
        return Option(self.program, "Firmino", self.text("Online"))

    @property
    def ticks(self) -> Sequence[TickWords]:
        return FIRMINO_TICKS

    @property
    def complete(self) -> bool:
        return self.settings() is not None and self.secret.there

    def settings(self) -> FirminoWarehouse | None:
        """What is filled in; None as long as something is missing."""
        try:
            return FirminoWarehouse.model_validate(self.collect())
        except ValidationError:
            return None

    def read(self, warehouse: Mapping[str, Any]) -> None:
        self._kept = dict(warehouse)
        self._login = str(warehouse.get("login") or "")
        self._company = str(warehouse.get("company") or "")
        self._stock = str(warehouse.get("stock") or "")

    def collect(self) -> dict[str, Any]:
        typed = {"login": self._login, "company": self._company, "stock": self._stock}
        return {**self._kept, **typed, "program": self.program}

    def preparation(self) -> Callable[[], WarehouseSettings]:
        settings = self.settings()
        assert settings is not None
        return lambda: settings

    def passed(self) -> None:
        self.secret.keep()

    def found(self, state: KeyringState) -> None:
        self.secret.found(state)

    def failed_ticks(self, error: MostikError) -> tuple[CheckStep, ...]:
        return failed_at_once(error, self.ticks)

    def warning(self, lists: WarehouseLists) -> Sentence | None:
        del lists
        if self._stock:
            return None
        return say(
            "As long as you do not say what the quantity is, Mostik takes no stock from Firmino. Orders come "
            "in all the same."
        )

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.login = form.row(self.text("Login"), TextField(form, self._login, on_change=self._typed))
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.password = self.secret.make(row)
        self.password.hint(self.text("The ones with which you sign in to app.firmino.pl."))
        self.password.grid(row=0, column=0, sticky="ew")
        self.button(row).grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row(self.text("Password"), row)
        self.company = form.row(self.text("Company"), TextField(form, self._company, on_change=self._typed))
        self.company.hint(
            self.text("Its short name in Firmino. Only where your login has several companies.")
        )
        self.stock = form.row(
            self.text("The quantity of an article is"),
            Segments(
                form,
                [
                    Option("all", self.text("the sum of all warehouses")),
                    Option("one", self.text("that of one warehouse")),
                    Option("", self.text("not known yet")),
                ],
                value=self._stock,
                on_change=self._typed,
            ),
        )
        form.row(
            "",
            Words(
                form,
                self.text(
                    "Firmino’s API shows one number for each article and does not say which. Test, and "
                    "compare the article that is named with Firmino."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ),
        )
        self._fill_print(form)

    def _fill_print(self, form: Form) -> None:
        row = Surface(form)
        row.columnconfigure(1, weight=1)
        self.try_print = PushButton(row, self.text("Try a printed document"), self._try, rank="second")
        self.try_print.enable(self.complete)
        self.try_print.grid(row=0, column=0, sticky="w")
        self._print_words = Words(row, "", font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._print_words.grid(row=1, column=0, columnspan=2, sticky="ew")
        form.row(self.text("Printed document"), row)
        self._show_tried()

    def _try(self) -> None:
        """Download the newest document's print beside the window. Firmino may note it as printed."""
        settings, setup = self.settings(), self.setup
        if settings is None:
            return

        def look() -> Probed:
            with closing(setup.warehouse(settings, _ZONE)) as warehouse:
                if not isinstance(warehouse, Firmino):
                    raise Bug(say("Mostik meant to try another program’s printed document."))
                return warehouse.probe()

        self._say_tried(say("Downloading the newest document…"), Tone.QUIET)
        setup.work(look, self._was_tried, self._not_tried)

    def _was_tried(self, found: Probed) -> None:
        if not found.document:
            told = say("Firmino has no document yet. Each printed document is looked at when it is sent.")
            self._say_tried(told, Tone.QUIET)
            return
        self._kept["prints"] = found.form.value
        told = say(
            "{document} came as a whole PDF, and Mostik expects it so from now on.", document=found.document
        )
        self._say_tried(told, Tone.GOOD)
        self.changed()

    def _not_tried(self, error: Exception) -> None:
        if isinstance(error, MostikError):
            self._say_tried(error.sentence, Tone.BAD)
        else:
            self.setup.app.show_error(error)

    def _say_tried(self, told: Sentence, tone: Tone) -> None:
        self._tried, self._tried_tone = told, tone
        self._show_tried()

    def _show_tried(self) -> None:
        if not self.is_shown:
            return
        told = self._tried or say(
            "With this, sale documents can go to their orders. Firmino may note the one that is tried as "
            "printed."
        )
        self._print_words.say(self.say(told), self._tried_tone)

    def first_empty(self) -> tkinter.Misc | None:
        if not self._login:
            return self.login.control
        return None if self.secret.there else self.password.control

    def resting_place(self) -> tkinter.Misc:
        return self.login.control

    def running_text(self) -> str:
        return self.text("Asking Firmino…")

    def show_button(self, *, tested: bool, enabled: bool) -> None:
        super().show_button(tested=tested, enabled=enabled)
        if self.is_shown:
            self.try_print.enable(self.complete)

    def _typed(self) -> None:
        self._login = self.login.value.strip()
        self._company = self.company.value.strip()
        self._stock = self.stock.value
        self.changed()
