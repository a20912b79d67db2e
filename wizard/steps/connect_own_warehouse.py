"""Mostik's own warehouse on the step connect: a file that is chosen, or made."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tkinter import filedialog
from typing import Any, Literal

from sync.errors import MostikError
from sync.model import Choice
from sync.ports import CheckStep
from sync.profile import EmbeddedWarehouse, WarehouseProgram, WarehouseSettings
from wizard.new_warehouse import (
    CURRENCIES,
    FILE_ENDING,
    free_file,
    known_files,
    make_warehouse_file,
    warehouses_folder,
)
from wizard.setup import Setup
from wizard.steps.connect_place import PlacePart
from wizard.steps.ticks import WAREHOUSE_TICKS, TickWords, failed_at_once
from wizard.steps.warehouse_panel import WarehousePanel
from wizard.theme import Space, size
from wizard.widgets import (
    ChoiceField,
    Form,
    Option,
    PushButton,
    Segments,
    Surface,
    TextField,
    Toggle,
)

Mode = Literal["open", "new"]


class OwnWarehousePanel(WarehousePanel):
    """The file, or what a new one begins with."""

    program: WarehouseProgram = "embedded"

    def __init__(
        self, setup: Setup, changed: Callable[[], None], test: Callable[[], None], where: PlacePart
    ) -> None:
        super().__init__(setup, changed, test)
        self._where = where
        files = known_files(setup.desk.paths)
        self._path = str(files[0]) if len(files) == 1 else ""
        self._mode: Mode = "open" if files else "new"
        self._company = ""
        self._currency = ""
        self._prices_include_vat = True

    def option(self) -> Option:
        return Option(self.program, self.text("Mostik’s own"), self.text("Nothing to install"))

    @property
    def ticks(self) -> Sequence[TickWords]:
        return WAREHOUSE_TICKS

    @property
    def complete(self) -> bool:
        return bool(self._company if self._mode == "new" else self._path)

    def read(self, warehouse: Mapping[str, Any]) -> None:
        if warehouse.get("path"):
            self._path, self._mode = str(warehouse["path"]), "open"

    def collect(self) -> dict[str, Any]:
        if self._mode == "open" and self._path:
            return {"program": self.program, "path": self._path}
        return {}

    def failed_ticks(self, error: MostikError) -> tuple[CheckStep, ...]:
        return failed_at_once(error, self.ticks)

    # ---- widgets

    def fill(self, place: Surface) -> None:
        self.mode = Segments(
            place,
            [
                Option("open", self.text("Open a warehouse file")),
                Option("new", self.text("Make a new one")),
            ],
            value=self._mode,
            on_change=self._mode_chosen,
        )
        self.mode.pack(fill="x")
        self._fields = Surface(place)
        self._fields.pack(fill="x", pady=(size(place, Space.S), 0))
        self._fill_fields()

    def first_empty(self) -> tkinter.Misc | None:
        return None if self.complete else self.resting_place()

    def resting_place(self) -> tkinter.Misc:
        return self.company.control if self._mode == "new" else self.file.control

    def running_text(self) -> str:
        return self.text("Opening the warehouse…")

    def button_text(self, *, tested: bool) -> str:
        if self._mode == "new":
            return self.text("Mak&e and test")
        return super().button_text(tested=tested)

    def _fill_fields(self) -> None:
        for child in self._fields.winfo_children():
            child.destroy()
        if self._mode == "open":
            self._fill_open()
        else:
            self._fill_new()

    def _fill_open(self) -> None:
        form = Form(self._fields)
        form.pack(fill="x")
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.file = TextField(row, self._path, on_change=self._typed)
        self.file.grid(row=0, column=0, sticky="ew")
        gap = (size(row, Space.S), 0)
        PushButton(row, self.text("Choose…"), self.choose_file, icon_name="folder2-open").grid(
            row=0, column=1, sticky="n", padx=gap
        )
        self.button(row).grid(row=0, column=2, sticky="n", padx=gap)
        form.row(self.text("File"), row)

    def _fill_new(self) -> None:
        form = Form(self._fields)
        form.pack(fill="x")
        self.company = form.row(self.text("Company"), TextField(form, self._company, on_change=self._typed))
        self.company.hint(
            self.text("The file is made in {folder}", folder=str(warehouses_folder(self.setup.desk.paths)))
        )
        names = [Choice(code, code) for code in dict.fromkeys((*CURRENCIES, self._usual_currency()))]
        self.currency = form.row(
            self.text("Currency"),
            ChoiceField(form, names, self._currency or self._usual_currency(), on_change=self._typed),
        )
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.include_vat = Toggle(
            row,
            self.text("Prices include VAT"),
            hint=self.text("As they stand on the shelf. This cannot be changed later."),
            value=self._prices_include_vat,
            on_change=self._typed,
        )
        self.include_vat.grid(row=0, column=0, sticky="ew")
        self.button(row).grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row("", row)

    # ---- what is chosen

    def _usual_currency(self) -> str:
        """The shop's currency where it is known, else that of the country."""
        lists = self.setup.shop_lists
        if lists is not None and lists.facts.currency:
            return lists.facts.currency
        return "PLN" if self._where.country == "PL" else "EUR"

    def _mode_chosen(self) -> None:
        self._mode = "new" if self.mode.value == "new" else "open"
        self._fill_fields()
        self.changed()

    def _typed(self) -> None:
        if self._mode == "open":
            self._path = self.file.value
        else:
            self._company = self.company.value
            self._currency = self.currency.value or ""
            self._prices_include_vat = self.include_vat.value
        self.changed()

    def choose_file(self) -> None:
        """Let the owner choose a file in the system's own window for that."""
        folder = Path(self._path).parent if self._path else warehouses_folder(self.setup.desk.paths)
        chosen = filedialog.askopenfilename(
            parent=self.place,
            title=self.text("Choose the warehouse file"),
            initialdir=str(folder if folder.is_dir() else Path.home()),
            filetypes=[
                (self.text("Warehouses of Mostik"), f"*{FILE_ENDING}"),
                (self.text("All files"), "*"),
            ],
        )
        if chosen and self._mode == "open" and self.is_shown:
            self.file.value = str(Path(chosen))
            self._typed()
            self._test()

    # ---- the test

    def preparation(self) -> Callable[[], WarehouseSettings]:
        if self._mode == "open":
            settings = EmbeddedWarehouse(path=self._path)
            return lambda: settings
        company, country, zone = self._company, self._where.country, self._where.zone
        currency, gross = self._currency or self._usual_currency(), self._prices_include_vat
        path = free_file(self.setup.desk.paths, company)

        def make() -> WarehouseSettings:
            make_warehouse_file(
                path, company=company, country=country, currency=currency, prices_include_vat=gross, zone=zone
            )
            return EmbeddedWarehouse(path=str(path))

        return make

    def prepared(self, settings: WarehouseSettings) -> None:
        """From now on it is a file like any other, and the wizard goes on with it after a pause too."""
        if self._mode == "open" or not isinstance(settings, EmbeddedWarehouse):
            return
        self._path, self._mode = settings.path, "open"
        if self.is_shown:
            had_focus = self.holds(self.setup.app.window.focus_get())
            self.mode.value = "open"
            self._fill_fields()
            if had_focus:
                self.file.focus_set()
