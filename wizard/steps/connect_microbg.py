"""micro.bg on the step connect: the identifier and the secret key of an application."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sync.errors import MostikError
from sync.ports import CheckStep
from sync.profile import MicroBgWarehouse, SecretName, WarehouseProgram, WarehouseSettings
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.ticks import MICROBG_TICKS, TickWords, failed_at_once
from wizard.steps.warehouse_panel import WarehousePanel
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Form, Option, Surface, Words


class MicroBgPanel(WarehousePanel):
    """Two secrets. What else a draft holds, such as the address of a simulator, is kept as it is."""

    program: WarehouseProgram = "micro.bg"

    def __init__(self, setup: Setup, changed: Callable[[], None], test: Callable[[], None]) -> None:
        super().__init__(setup, changed, test)
        self.api_id = SecretPart(setup, changed, SecretName.MICROBG_ID)
        self.key = SecretPart(setup, changed, SecretName.MICROBG_KEY)
        self._kept: Mapping[str, Any] = MappingProxyType({})

    def option(self) -> Option:
        return Option(self.program, "micro.bg", self.text("Online"))

    @property
    def ticks(self) -> Sequence[TickWords]:
        return MICROBG_TICKS

    @property
    def complete(self) -> bool:
        return self.api_id.there and self.key.there

    def read(self, warehouse: Mapping[str, Any]) -> None:
        self._kept = dict(warehouse)

    def collect(self) -> dict[str, Any]:
        return {**self._kept, "program": self.program}

    def preparation(self) -> Callable[[], WarehouseSettings]:
        settings = MicroBgWarehouse.model_validate(self.collect())
        return lambda: settings

    def passed(self) -> None:
        self.api_id.keep()
        self.key.keep()

    def found(self, state: KeyringState) -> None:
        self.api_id.found(state)
        self.key.found(state)

    def failed_ticks(self, error: MostikError) -> tuple[CheckStep, ...]:
        return failed_at_once(error, self.ticks)

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.identifier = form.row(self.text("API identifier"), self.api_id.make(form))
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.secret_key = self.key.make(row)
        self.secret_key.grid(row=0, column=0, sticky="ew")
        self.button(row).grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row(self.text("Secret key"), row)
        form.row(
            "",
            Words(
                form,
                self.text(
                    "In micro.bg open Administration, Connection with online shops, and add an application "
                    "of the type External applications with the status In use. It shows both."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ),
        )

    def first_empty(self) -> tkinter.Misc | None:
        if not self.api_id.there:
            return self.identifier.control
        return None if self.key.there else self.secret_key.control

    def resting_place(self) -> tkinter.Misc:
        return self.secret_key.control

    def running_text(self) -> str:
        return self.text("Asking micro.bg…")
