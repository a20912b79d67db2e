"""The file of stock and prices that a shop imports: where it lies, and how its columns are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tkinter import filedialog
from typing import Any, Final

from sync.shops.by_file.settings import OutField
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, size
from wizard.widgets import Card, Form, Option, PushButton, Segments, Surface, TextField

_USUAL: Final[Mapping[str, str]] = {each.value: each.value for each in OutField}


class OutFilePart(Part):
    """A file, and, as soon as there is one, its grammar. Whether it is CSV or XML, its name says."""

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self._path = ""
        self._separator = ";"
        self._decimal = "."
        self._key = "code"
        self._names: dict[str, str] = dict(_USUAL)
        self.names: dict[str, TextField] = {}

    def read(self, out: Mapping[str, Any]) -> None:
        """Take what the draft holds."""
        self._path = str(out.get("path") or "")
        self._separator = str(out.get("separator") or ";")
        self._decimal = str(out.get("decimal") or ".")
        self._key = str(out.get("key") or "code")
        columns = out.get("columns")
        if isinstance(columns, Mapping):
            self._names = {name: str(columns.get(name) or "") for name in _USUAL}

    def collect(self) -> dict[str, Any]:
        """The answers; empty without a file."""
        if not self._path:
            return {}
        return {
            "path": self._path,
            "kind": "xml" if self._is_xml else "csv",
            "separator": self._separator,
            "decimal": "." if self._is_xml else self._decimal,
            "key": self._key,
            "columns": {name: called for name, called in self._names.items() if called},
        }

    @property
    def _is_xml(self) -> bool:
        return self._path.casefold().endswith(".xml")

    # ---- widgets

    def fill_file(self, form: Form) -> None:
        """The row of the file, in the form of the other files."""
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.file = TextField(row, self._path, on_change=self._file_typed)
        self.file.grid(row=0, column=0, sticky="ew")
        self.file.hint(
            self.text("Mostik writes this file, and your shop imports it. Leave it empty if it shall not.")
        )
        PushButton(row, self.text("Choose…"), self._choose, icon_name="folder2-open").grid(
            row=0, column=1, sticky="n", padx=(size(row, Space.S), 0)
        )
        form.row(self.text("Stock and prices to"), row)

    def fill(self, place: Surface) -> None:
        self.names = {}
        if not self._path:
            place.configure(height=1)
            return
        card = Card(place, self.text("How the file for the shop is written"), grey=True)
        card.pack(fill="x", pady=(size(place, Space.M), 0))
        form = Form(card.body)
        form.pack(fill="x")
        labels = {
            OutField.CODE: self.text("Column of the code"),
            OutField.NAME: self.text("Column of the name"),
            OutField.PRICE: self.text("Column of the price"),
            OutField.QUANTITY: self.text("Column of the quantity"),
        }
        for each, label in labels.items():
            self.names[each.value] = form.row(
                label, TextField(form, self._names[each.value], on_change=self._said)
            )
        self.names[OutField.QUANTITY.value].hint(self.text("A column whose name is empty is not written."))
        self.key = form.row(
            self.text("The shop knows goods by"),
            Segments(
                form,
                [Option("code", self.text("their code (SKU)")), Option("id", self.text("its own number"))],
                value=self._key,
                on_change=self._said,
            ),
        )
        if self._is_xml:
            return
        self.separator = form.row(
            self.text("Between the columns"),
            Segments(
                form,
                [
                    Option(";", self.text("Semicolon ;")),
                    Option(",", self.text("Comma ,")),
                    Option("\t", self.text("Tab")),
                    Option("|", self.text("Bar |")),
                ],
                value=self._separator,
                on_change=self._said,
            ),
        )
        self.decimal = form.row(
            self.text("Decimal sign"),
            Segments(
                form,
                [Option(",", self.text("Comma: 6,50")), Option(".", self.text("Point: 6.50"))],
                value=self._decimal,
                on_change=self._said,
            ),
        )

    # ---- what is chosen and typed

    def _file_typed(self) -> None:
        before = (bool(self._path), self._is_xml)
        self._path = self.file.value.strip()
        if before != (bool(self._path), self._is_xml):
            self.draw()
        self.changed()

    def _said(self) -> None:
        self._names = {name: field.value.strip() for name, field in self.names.items()}
        self._key = self.key.value
        if not self._is_xml:
            self._separator, self._decimal = self.separator.value, self.decimal.value
        self.changed()

    def _choose(self) -> None:
        """Let the owner name the file in the system's own window for that."""
        chosen = filedialog.asksaveasfilename(
            parent=self.place,
            title=self.text("Where shall the file of stock and prices lie?"),
            initialfile="stock.csv",
            filetypes=[("CSV", "*.csv"), ("XML", "*.xml")],
        )
        if chosen and self.is_shown:
            self.file.value = str(Path(chosen))
            self._file_typed()
