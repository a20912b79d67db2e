"""Warehouse Pro through Microinvest Utility Center, on the step connect."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from sync.errors import MostikError
from sync.http import is_loopback
from sync.model import Choice
from sync.ports import CheckStep
from sync.profile import SecretName, UtilityCenterWarehouse, WarehouseProgram, WarehouseSettings
from sync.sentences import Sentence
from wizard.new_warehouse import CURRENCIES
from wizard.readings import WarehouseLists
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.ticks import UTILITY_CENTER_TICKS, TickWords, failed_at_once
from wizard.steps.warehouse_panel import WarehousePanel
from wizard.theme import Space, size
from wizard.widgets import ChoiceField, Form, Option, Segments, Surface, TextField

_GROSS = "with"
_NET = "without"


class UtilityCenterPanel(WarehousePanel):
    """Address, key, and how prices are kept, which the service does not tell."""

    program: WarehouseProgram = "utility center"

    def __init__(self, setup: Setup, changed: Callable[[], None], test: Callable[[], None]) -> None:
        super().__init__(setup, changed, test)
        self.key = SecretPart(setup, changed, SecretName.SERVICE_KEY, optional=lambda: True)
        self._url = "http://127.0.0.1:8700"
        self._prices = ""
        self._currency = CURRENCIES[0]

    def option(self) -> Option:
        return Option(self.program, "Utility Center", self.text("Over the network"))

    @property
    def ticks(self) -> Sequence[TickWords]:
        return UTILITY_CENTER_TICKS

    @property
    def complete(self) -> bool:
        return self._settings() is not None

    def _settings(self) -> UtilityCenterWarehouse | None:
        """What is filled in; None as long as something is missing."""
        if not self._url:
            return None
        try:
            return UtilityCenterWarehouse.model_validate(self.collect())
        except ValidationError:
            return None

    def read(self, warehouse: Mapping[str, Any]) -> None:
        self._url = str(warehouse.get("url") or self._url)
        self._currency = str(warehouse.get("currency") or self._currency)
        said = warehouse.get("prices_include_vat")
        if said is not None:
            self._prices = _GROSS if said else _NET

    def collect(self) -> dict[str, Any]:
        found: dict[str, Any] = {"program": self.program, "url": self._url, "currency": self._currency}
        if self._prices:
            found["prices_include_vat"] = self._prices == _GROSS
        return found

    def preparation(self) -> Callable[[], WarehouseSettings]:
        settings = self._settings()
        assert settings is not None
        return lambda: settings

    def passed(self) -> None:
        self.key.keep()

    def found(self, state: KeyringState) -> None:
        self.key.found(state)

    def failed_ticks(self, error: MostikError) -> tuple[CheckStep, ...]:
        return failed_at_once(error, self.ticks)

    def warning(self, lists: WarehouseLists) -> Sentence | None:
        """A service on another computer that asks for no key can be used by anybody there."""
        reached = lists.facts.steps[0] if lists.facts.steps else None
        if reached is None or self.key.there or is_loopback(self._url):
            return None
        return reached.said

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.address = form.row(self.text("Address"), TextField(form, self._url, on_change=self._typed))
        self.prices = form.row(
            self.text("Prices are kept"),
            Segments(
                form,
                [Option(_GROSS, self.text("with VAT")), Option(_NET, self.text("without VAT"))],
                value=self._prices,
                on_change=self._typed,
            ),
        )
        self.currency = form.row(
            self.text("Currency"),
            ChoiceField(
                form,
                [Choice(code, code) for code in dict.fromkeys((*CURRENCIES, self._currency))],
                self._currency,
                on_change=self._typed,
            ),
        )
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.secret_key = self.key.make(row)
        self.secret_key.hint(self.text("Leave it empty if the service has none."))
        self.secret_key.grid(row=0, column=0, sticky="ew")
        self.button(row).grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row(self.text("Key"), row)

    def first_empty(self) -> tkinter.Misc | None:
        if not self._url:
            return self.address.control
        return None if self._prices else next(iter(self.prices.buttons.values()))

    def resting_place(self) -> tkinter.Misc:
        return self.address.control

    def running_text(self) -> str:
        return self.text("Asking Utility Center…")

    def _typed(self) -> None:
        self._url = self.address.value.strip()
        self._prices = self.prices.value
        self._currency = self.currency.value or self._currency
        self.changed()
