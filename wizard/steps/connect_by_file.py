"""Any other shop on the step connect: the files that it exports, and the file that it imports."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tkinter import filedialog
from typing import Any, Final, Literal

from pydantic import ValidationError

from sync.model import Choice
from sync.profile import ShopSettings
from sync.sentences import say
from sync.shops.by_file.settings import (
    ByFileShop,
    OrderField,
    ProductField,
    missing_order_fields,
    missing_product_fields,
)
from wizard.new_warehouse import CURRENCIES
from wizard.setup import Setup
from wizard.steps.connect_out_file import OutFilePart
from wizard.steps.shop_panel import ShopPanel
from wizard.steps.ticks import TickWords
from wizard.theme import Space, Tone, size
from wizard.widgets import ChoiceField, Form, LinkButton, Option, PushButton, Surface, TextField

Source = Literal["orders", "products"]
_COLUMN_STEPS: Final[Mapping[Source, str]] = {"orders": "order columns", "products": "product columns"}
_ORDERS: Final = TickWords(say("Orders read"), say("Orders not read"), say("Orders: waiting"))
_PRODUCTS: Final = TickWords(say("Products read"), say("Products not read"), say("Products: waiting"))
_TICKS: Final[Mapping[Source, TickWords]] = {"orders": _ORDERS, "products": _PRODUCTS}
_OUT: Final = TickWords(say("May write the file"), say("May not write the file"), say("File: waiting"))


class ByFilePanel(ShopPanel):
    """Name and currency, the exports of orders and of products with their columns, and the file for the
    shop.
    """

    platform = "by file"

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        noted: Callable[[], None],
        test: Callable[[], None],
        explain: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed, noted, test, explain)
        self._name = ""
        self._currency = CURRENCIES[0]
        self._sources: dict[Source, dict[str, Any]] = {"orders": {}, "products": {}}
        self._statuses: list[str] = []
        self.out = OutFilePart(setup, changed)
        self.files: dict[Source, TextField] = {}
        self.column_buttons: dict[Source, PushButton] = {}

    def option(self) -> Option:
        return Option(self.platform, self.text("Another shop"), self.text("CSV or XML files"))

    # ---- what it stands for

    def read(self, shop: Mapping[str, Any]) -> None:
        self._name = str(shop.get("name") or "")
        self._currency = str(shop.get("currency") or self._currency)
        self._statuses = [str(each) for each in shop.get("statuses") or ()]
        for source in self._sources:
            found = shop.get(source)
            self._sources[source] = dict(found) if isinstance(found, Mapping) else {}
        out = shop.get("out")
        self.out.read(out if isinstance(out, Mapping) else {})

    def collect(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "platform": self.platform,
            "name": self._name,
            "currency": self._currency,
            "folder": str(self.setup.desk.paths.home / "feeds" / self.setup.profile_id),
            "statuses": list(self._statuses),
        }
        found.update({source: kept for source, kept in self._sources.items() if kept.get("path")})
        out = self.out.collect()
        if out:
            found["out"] = out
        return found

    def settings(self) -> ShopSettings | None:
        try:
            return ByFileShop.model_validate(self.collect())
        except ValidationError:
            return None

    @property
    def complete(self) -> bool:
        return self.settings() is not None

    @property
    def ticks(self) -> Sequence[TickWords]:
        found = [words for source, words in _TICKS.items() if self._path(source)]
        return [*found, *([_OUT] if self.out.collect() else [])] or [_ORDERS]

    def running_text(self) -> str:
        return self.text("Reading the files…")

    def explanation(self) -> str:
        return self.text(
            "Let your shop export its orders and its products as CSV or XML, always into the same file "
            "or folder. Mostik reads what is there in each run and tells you the row of every mistake. "
            "Stock and prices go into a file that your shop imports; Mostik replaces it as a whole."
        )

    # ---- widgets

    def first_empty(self) -> tkinter.Misc | None:
        for source in self._sources:
            if self._path(source) and not self._mapped(source):
                return self.column_buttons[source]
        return None if any(map(self._path, self._sources)) else self.files["orders"].control

    def resting_place(self) -> tkinter.Misc:
        return self.files["orders"].control

    def invite_another(self, focus: tkinter.Misc | None) -> None:
        """There is no key that could be typed anew."""

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.shop_name = form.row(self.text("Shop"), TextField(form, self._name, on_change=self._typed))
        self.currency = form.row(
            self.text("Prices in"),
            ChoiceField(
                form,
                [Choice(code, code) for code in dict.fromkeys((*CURRENCIES, self._currency))],
                self._currency,
                on_change=self._typed,
            ),
        )
        form.row(self.text("Orders from"), self._file_row(form, "orders"))
        form.row(self.text("Products from"), self._file_row(form, "products"))
        self.out.fill_file(form)
        self._say_columns()
        out = Surface(place)
        out.pack(fill="x")
        self.out.build(out)
        row = Surface(place)
        row.pack(fill="x", pady=(size(place, Space.M), 0))
        self.make_button(row).pack(side="left")
        LinkButton(row, self.text("How does it work?"), self._explain, icon_name="question-circle").pack(
            side="left", padx=(size(row, Space.M), 0)
        )

    def _file_row(self, form: Form, source: Source) -> Surface:
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        gap = (size(row, Space.S), 0)
        self.files[source] = TextField(row, self._path(source), on_change=self._typed)
        self.files[source].grid(row=0, column=0, sticky="ew")
        PushButton(row, self.text("Choose…"), partial(self._choose, source), icon_name="folder2-open").grid(
            row=0, column=1, sticky="n", padx=gap
        )
        self.column_buttons[source] = PushButton(
            row, self.text("Columns…"), partial(self._open_columns, source), icon_name="table"
        )
        self.column_buttons[source].grid(row=0, column=2, sticky="n", padx=gap)
        return row

    def _say_columns(self) -> None:
        for source, place in self.files.items():
            self.column_buttons[source].enable(bool(self._path(source)))
            if not self._path(source):
                place.hint(self.text("A file, or a folder of them. Leave it empty if there is none."))
            elif self._mapped(source):
                columns = len(self._sources[source]["columns"])
                place.hint(
                    self.count("{count} column chosen.", "{count} columns chosen.", columns), Tone.GOOD
                )
            else:
                place.hint(self.text("Say under “Columns…” what they mean."), Tone.WARN)

    # ---- what is chosen and typed

    def _path(self, source: Source) -> str:
        return str(self._sources[source].get("path") or "")

    def _mapped(self, source: Source) -> bool:
        columns = self._sources[source].get("columns")
        if not isinstance(columns, Mapping):
            return False
        if source == "orders":
            return not missing_order_fields({OrderField(name): str(each) for name, each in columns.items()})
        return not missing_product_fields({ProductField(name): str(each) for name, each in columns.items()})

    def _typed(self) -> None:
        self._name = self.shop_name.value.strip()
        self._currency = self.currency.value or self._currency
        for source, place in self.files.items():
            path = place.value.strip()
            if path != self._path(source):
                self._sources[source] = {**self._sources[source], "path": path}
        self._say_columns()
        self.changed()

    def _choose(self, source: Source) -> None:
        """Let the owner choose a file in the system's own window for that."""
        folder = Path(self._path(source) or ".").parent
        chosen = filedialog.askopenfilename(
            parent=self.place,
            title=self.text("Choose the exported file"),
            initialdir=str(folder if self._path(source) and folder.is_dir() else Path.home()),
            filetypes=[("CSV, XML", "*.csv *.xml *.txt *.tsv"), (self.text("All files"), "*")],
        )
        if chosen and self.is_shown:
            self.files[source].value = str(Path(chosen))
            self._typed()

    def _open_columns(self, source: Source) -> None:
        if self._path(source):
            self.setup.go(_COLUMN_STEPS[source])
