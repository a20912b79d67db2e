"""The warehouse on the step connect: a file of Mostik's own, chosen or made, and the test that proves it."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from tkinter import filedialog
from typing import Any, Final, Literal

from sync.errors import MostikError
from sync.model import Choice
from sync.ports import CheckStep
from sync.profile import EmbeddedWarehouse
from wizard.new_warehouse import (
    CURRENCIES,
    FILE_ENDING,
    free_file,
    known_files,
    make_warehouse_file,
    warehouses_folder,
)
from wizard.readings import WarehouseLists, read_warehouse
from wizard.setup import Setup
from wizard.steps.connect_place import PlacePart
from wizard.steps.part import Part, only_kind, scroll_to
from wizard.steps.ticks import WAREHOUSE_TICKS, failed_at_once, passed, ticks
from wizard.theme import Font, Space, size
from wizard.widgets import (
    ChoiceField,
    Form,
    Option,
    PushButton,
    ResultPanel,
    Segments,
    Surface,
    TextField,
    Toggle,
    Words,
)

EMBEDDED: Final = "embedded"
Mode = Literal["open", "new"]


class WarehousePart(Part):
    """Tiles, the file or what a new one begins with, and the result of the test."""

    def __init__(self, setup: Setup, changed: Callable[[], None], where: PlacePart) -> None:
        super().__init__(setup, changed)
        self._where = where
        files = known_files(setup.desk.paths)
        self._path = str(files[0]) if len(files) == 1 else ""
        self._mode: Mode = "open" if files else "new"
        self._company = ""
        self._currency = ""
        self._prices_include_vat = True
        self._turn = 0
        self.running = False
        self._steps: tuple[CheckStep, ...] = ()
        self._sample = ""

    # ---- what it stands for

    @property
    def passed(self) -> bool:
        """Whether the test of what stands here now has passed."""
        return self.setup.warehouse_lists is not None and not self.running and passed(self._steps)

    @property
    def can_test(self) -> bool:
        return bool(self._company if self._mode == "new" else self._path) and not self.running

    def read(self, answers: Mapping[str, Any]) -> None:
        """Take what the draft holds, and the lists of a test that was made before."""
        warehouse = answers.get("warehouse")
        if isinstance(warehouse, Mapping) and warehouse.get("path"):
            self._path, self._mode = str(warehouse["path"]), "open"
        lists = self.setup.warehouse_lists
        if lists is not None and not self._steps:
            self._take(lists)

    def collect(self) -> dict[str, Any]:
        if self._mode == "open" and self._path:
            return {"warehouse": {"program": EMBEDDED, "path": self._path}}
        return {}

    # ---- widgets

    def fill(self, place: Surface) -> None:
        gap = (size(place, Space.S), 0)
        Words(place, self.text("Your warehouse program"), font=Font.SECTION, wrap=True).pack(fill="x")
        only_kind(
            place,
            Option(EMBEDDED, self.text("Mostik’s own"), self.text("Nothing to install")),
            self.text(
                "Microinvest Warehouse Pro is not here yet: Mostik first has to show on a real one that it "
                "writes orders right. Mostik’s own warehouse has the same tables."
            ),
        ).pack(fill="x", pady=gap)
        self.mode = Segments(
            place,
            [
                Option("open", self.text("Open a warehouse file")),
                Option("new", self.text("Make a new one")),
            ],
            value=self._mode,
            on_change=self._mode_chosen,
        )
        self.mode.pack(fill="x", pady=gap)
        self._fields = Surface(place)
        self._fields.pack(fill="x", pady=gap)
        self._fill_fields()
        self.panel = ResultPanel(place)
        self.panel.pack(fill="x", pady=gap)
        self._show_result()

    def first_empty(self) -> tkinter.Misc | None:
        if self._mode == "new":
            return None if self._company else self.company.control
        return None if self._path else self.file.control

    def _fill_fields(self) -> None:
        for child in self._fields.winfo_children():
            child.destroy()
        if self._mode == "open":
            self._fill_open()
        else:
            self._fill_new()
        self._show_button()

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
        self.test_button = self._button(row)
        self.test_button.grid(row=0, column=2, sticky="n", padx=gap)
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
        self.test_button = self._button(row)
        self.test_button.grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row("", row)

    def _button(self, parent: Surface) -> PushButton:
        return PushButton(parent, self._button_text(), self.test, rank="second", icon_name="plug")

    def _button_text(self) -> str:
        if self._mode == "new":
            return self.text("Mak&e and test")
        return self.text("T&est again") if self._steps else self.text("T&est")

    def _show_button(self) -> None:
        self.test_button.say(self._button_text())
        self.test_button.enable(self.can_test)

    def _show_result(self) -> None:
        if self.running:
            self.panel.running(self.text("Opening the warehouse…"))
        elif self._steps:
            self.panel.show(self._steps, self._sample)
        else:
            self.panel.clear()

    def _refresh(self) -> None:
        if self.is_shown:
            self._show_button()
            self._show_result()
            if self._steps:
                scroll_to(self.panel)

    # ---- what is chosen

    def _usual_currency(self) -> str:
        """The shop's currency where it is known, else that of the country."""
        lists = self.setup.shop_lists
        if lists is not None and lists.facts.currency:
            return lists.facts.currency
        return "PLN" if self._where.country == "PL" else "EUR"

    def _mode_chosen(self) -> None:
        self._mode = "new" if self.mode.value == "new" else "open"
        self._forget()
        self._fill_fields()
        self.changed()

    def _typed(self) -> None:
        if self._mode == "open":
            self._path = self.file.value
        else:
            self._company = self.company.value
            self._currency = self.currency.value or ""
            self._prices_include_vat = self.include_vat.value
        self._forget()
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
            self.test()

    def _forget(self) -> None:
        """Something else stands here now, so the last test proves nothing any more."""
        self._turn += 1
        self.running = False
        self._steps, self._sample = (), ""
        self.setup.warehouse_lists = None
        self._refresh()

    # ---- the test

    def test(self) -> None:
        """Make the new warehouse where one is wanted, and test what stands here, beside the window."""
        if not self.can_test:
            return
        self._turn += 1
        turn = self._turn
        # The button goes off, and the keyboard must not end up on whatever comes after it.
        if self.holds(self.setup.app.window.focus_get()):
            (self.company if self._mode == "new" else self.file).focus_set()
        self.running = True
        self._refresh()
        self.changed()
        if self._mode == "new":
            self._make(turn)
        else:
            self._read(turn)

    def _make(self, turn: int) -> None:
        company, country, zone = self._company, self._where.country, self._where.zone
        currency, gross = self._currency or self._usual_currency(), self._prices_include_vat
        path = free_file(self.setup.desk.paths, company)

        def make() -> Path:
            make_warehouse_file(
                path, company=company, country=country, currency=currency, prices_include_vat=gross, zone=zone
            )
            return path

        self.setup.work(make, lambda made: self._made(turn, made), lambda error: self._failed(turn, error))

    def _made(self, turn: int, path: Path) -> None:
        if turn != self._turn:
            return
        # From now on it is a file like any other, and the wizard goes on with it after a pause too.
        self._path, self._mode = str(path), "open"
        if self.is_shown:
            had_focus = self.holds(self.setup.app.window.focus_get())
            self.mode.value = "open"
            self._fill_fields()
            if had_focus:
                self.file.focus_set()
        self._read(turn)

    def _read(self, turn: int) -> None:
        setup, settings, zone = self.setup, EmbeddedWarehouse(path=self._path), self._where.zone

        def read() -> WarehouseLists:
            with closing(setup.warehouse(settings, zone)) as warehouse:
                return read_warehouse(warehouse)

        setup.work(read, lambda lists: self._tested(turn, lists), lambda error: self._failed(turn, error))

    def _tested(self, turn: int, lists: WarehouseLists) -> None:
        if turn != self._turn:
            return
        self.running = False
        self.setup.warehouse_lists = lists if lists.connected else None
        self._take(lists)
        self._refresh()
        self.changed()

    def _take(self, lists: WarehouseLists) -> None:
        self._steps = ticks(lists.facts.steps, WAREHOUSE_TICKS)
        said = [self.say(step.said) for step in reversed(lists.facts.steps) if step.passed and step.said]
        self._sample = " ".join(said)

    def _failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        self.running = False
        self.setup.warehouse_lists = None
        if isinstance(error, MostikError):
            self._steps = failed_at_once(error, WAREHOUSE_TICKS)
        else:
            self._steps = ()
            self.setup.app.show_error(error)
        self._refresh()
        self.changed()
