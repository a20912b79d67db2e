"""Which column of an exported file means what: recognised, proposed, chosen, and shown at once as it would
be read.

Part of the step connect. What is chosen stands in the shop's own part of its answers.
"""

from __future__ import annotations

import tkinter
from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from sync.errors import MostikError
from sync.model import Choice
from sync.sentences import Sentence, say
from sync.shops.by_file.settings import OrderField, OrderFile, ProductField, ProductFile, TableSettings
from sync.shops.files import DecimalSign, TableForm
from wizard.column_look import Looked, Preview, look
from wizard.steps.column_form import FormPart
from wizard.steps.column_results import ResultsPart
from wizard.steps.part import setup_of
from wizard.theme import Space, Tone, size
from wizard.widgets import Card, Form, MappedThing, MappingTable, Note, Surface, Words
from wizard.widgets.later import Later
from wizard.wizard_frame import Answers, Draft, Step, WizardFrame

_Field = TypeVar("_Field", OrderField, ProductField)
_NONE: Final = "-"
_LONGEST_CELL: Final = 24
_LONGEST_WORD: Final = 10
_PAUSE_MS: Final = 250
"""After a choice, before the file is read anew: who goes through a list with the arrow keys is not read
after.
"""


@dataclass(slots=True)
class Chosen:
    """What is chosen of one file, as far as it is; ``decimal`` "" is open."""

    columns: dict[str, str] = field(default_factory=dict)
    form: TableForm | None = None
    as_chosen: bool = False
    decimal: str = ""
    prices_include_vat: bool = True
    vat_rate: Decimal | None = Decimal(20)


class ColumnMappingStep(Step, Generic[_Field]):
    """See the module. A subclass says which file it is, what its columns can mean, and how it is read."""

    under: ClassVar[str] = "connect"
    part: ClassVar[str]
    """Where its answers stand among the shop's."""
    with_lines: ClassVar[bool] = False
    usual: Collection[_Field]
    """The meanings that are always shown."""

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.chosen = Chosen()
        self.looked: Looked | None = None
        self.results = ResultsPart(self.setup)
        self._path = ""
        self._error: MostikError | None = None
        self._turn = 0
        self._all_shown = False
        self.table: MappingTable | None = None
        self._said: Surface | None = None

    # ---- what a subclass says

    @abstractmethod
    def fields(self) -> Mapping[_Field, str]:
        """What a column can mean, by its name for the owner, the needed ones first."""

    @abstractmethod
    def guess(self, columns: Sequence[str]) -> Mapping[_Field, str]:
        """Columns by what they probably mean."""

    @abstractmethod
    def missing(self) -> Sequence[_Field]:
        """What still needs a column."""

    @abstractmethod
    def settings(self) -> OrderFile | ProductFile:
        """What is chosen. Raises ValidationError as long as something is open."""

    @abstractmethod
    def read_rows(self) -> Preview:
        """Read the file by what is chosen. Blocks."""

    @abstractmethod
    def columns_of_preview(self) -> Sequence[str]:
        """The headings of the preview."""

    @abstractmethod
    def found_words(self, preview: Preview) -> str:
        """How many were read."""

    def guess_further(self, looked: Looked) -> None:
        """Take from the file what else can be recognised in it."""

    def fill_further(self, form: Form) -> None:
        """More to choose than the columns."""

    def further_problem(self) -> Sentence | None:
        """Why what stands there is not enough."""
        return None

    def read_further(self, answers: Mapping[str, Any]) -> None:
        """Take further answers of the draft."""

    def further_answers(self) -> dict[str, Any]:
        """Further answers for the draft."""
        return {}

    # ---- the draft

    @property
    def _kept(self) -> Mapping[str, Any]:
        shop = self.draft.get("connect", {}).get("shop")
        kept = shop.get(self.part) if isinstance(shop, Mapping) else None
        return kept if isinstance(kept, Mapping) else {}

    def present(self, draft: Draft) -> bool:
        shop = draft.get("connect", {}).get("shop")
        kept = shop.get(self.part) if isinstance(shop, Mapping) else None
        return isinstance(kept, Mapping) and bool(kept.get("path"))

    def file_answers(self) -> dict[str, Any]:
        """Everything that is chosen, as the shop's answers keep it."""
        chosen, kept = self.chosen, self._kept
        found: dict[str, Any] = {
            "path": kept.get("path", ""),
            "pattern": kept.get("pattern", "*"),
            "columns": dict(chosen.columns),
            "as_chosen": chosen.as_chosen,
            "prices_include_vat": chosen.prices_include_vat,
            **self.further_answers(),
        }
        if chosen.form is not None:
            found["table"] = TableSettings.of(chosen.form).model_dump(mode="json")
        if chosen.decimal:
            found["decimal"] = chosen.decimal
        if chosen.vat_rate is not None:
            found["vat_rate"] = str(chosen.vat_rate)
        return found

    def collect(self) -> Answers:
        shop = self.draft.get("connect", {}).get("shop")
        if self.looked is not None and isinstance(shop, dict):
            shop[self.part] = self.file_answers()
        return {}

    def _read_draft(self) -> None:
        kept = self._kept
        if kept.get("path") != self._path:
            self.looked, self._error = None, None
            self.results.clear()
        self._path = str(kept.get("path") or "")
        chosen = self.chosen = Chosen()
        chosen.columns = {str(name): str(column) for name, column in dict(kept.get("columns") or {}).items()}
        if chosen.columns and isinstance(kept.get("table"), Mapping):
            chosen.form = TableSettings.model_validate(kept["table"]).form
        chosen.as_chosen = bool(kept.get("as_chosen"))
        chosen.decimal = str(kept.get("decimal") or "")
        chosen.prices_include_vat = bool(kept.get("prices_include_vat", True))
        rate = kept.get("vat_rate")
        chosen.vat_rate = Decimal(str(rate)) if rate is not None else Decimal(20)
        self.read_further(kept)

    # ---- widgets

    def build(self, body: Surface) -> None:
        if self.looked is None:
            self._read_draft()
        self._body = body
        self._said = Surface(body)
        self._said.pack(fill="x", pady=(0, size(body, Space.M)))
        self._choices = Surface(body)
        self._choices.pack(fill="x")
        results = Surface(body)
        results.pack(fill="both", expand=True, pady=(size(body, Space.M), 0))
        self.results.build(results)
        self._reading = Later(body, self._read_preview, _PAUSE_MS)
        self._draw()

    def _draw(self) -> None:
        for place in (self._said, self._choices):
            assert place is not None
            for child in place.winfo_children():
                child.destroy()
            place.configure(height=1)
        self.table = None
        assert self._said is not None
        if self._error is not None:
            Note(self._said, self.language.say(self._error.sentence), Tone.BAD).pack(fill="x")
        elif self.looked is None:
            Words(self._said, self.text("Looking at the file…"), tone=Tone.QUIET).pack(fill="x")
        if self.looked is not None:
            self._fill_recognised(self.looked)
            self._fill_columns(self.looked)

    def _fill_recognised(self, looked: Looked) -> None:
        card = Card(self._choices, self.text("How the file {name} is written", name=looked.name))
        card.pack(fill="x", pady=(0, size(self._choices, Space.M)))
        self.form_part = FormPart(
            self.setup, self._look_anew, self.choice_made, looked, self.chosen, self.fill_further
        )
        self.form_part.build(card.body)

    def _fill_columns(self, looked: Looked) -> None:
        card = Card(self._choices, self.text("Which column means what"))
        card.pack(fill="x")
        names = self.fields()
        shown = [each for each in names if self._all_shown or self._matters(each)]
        choices = [
            Choice(_NONE, self.text("Not in the file")),
            *(Choice(each, each) for each in looked.columns),
        ]
        self.table = MappingTable(
            card.body,
            (self.text("Meaning"), self.text("Example"), self.text("Column of the file")),
            [MappedThing(each.value, names[each], self._example(each.value)) for each in shown],
            choices,
            {each.value: self.chosen.columns.get(each.value, _NONE) for each in shown},
            left_out=_NONE,
            on_change=self._column_chosen,
        )
        self.table.pack(fill="x")
        if len(shown) < len(names):
            card.link(self.text("Show all meanings"), self._show_all)

    def _matters(self, field: _Field) -> bool:
        """Whether a meaning is shown before all are asked for: it has a column, or may need one."""
        return field.value in self.chosen.columns or field in self.usual

    def _show_all(self) -> None:
        self._all_shown = True
        self._draw()
        if self.table is not None:
            self.table.focus_set()

    def _example(self, meaning: str) -> str:
        column = self.chosen.columns.get(meaning)
        if self.looked is None or not column:
            return ""
        cell = next((each for each in self.looked.cells(column) if each), "")
        line = " ".join(_cut(word, _LONGEST_WORD) for word in cell.split())
        return _cut(line, _LONGEST_CELL)

    # ---- reading

    def shown(self) -> None:
        if self.looked is None:
            self._look(self.chosen.form if self.chosen.as_chosen else None)
        else:
            self._ask_for_preview()

    def _look(self, form: TableForm | None) -> None:
        self._turn += 1
        turn, path, clock = self._turn, self._path, self.setup.desk.clock
        pattern, with_lines = str(self._kept.get("pattern") or "*"), self.with_lines

        def read() -> Looked | MostikError:
            try:
                return look(path, pattern, clock, with_lines=with_lines, form=form)
            except MostikError as error:
                return error

        self.setup.work(read, lambda found: self._have_looked(turn, found))

    def _have_looked(self, turn: int, found: Looked | MostikError) -> None:
        if turn != self._turn:
            return
        if isinstance(found, MostikError):
            self._error = found
            self.results.clear()
        else:
            self._error = None
            self._take(found)
        if self._said is not None and self._said.winfo_exists():
            self._draw()
            self.changed()
            self._lead_to_what_is_open()
        self._ask_for_preview()

    def _take(self, looked: Looked) -> None:
        """Keep what was chosen before where the file still has it; propose the rest."""
        self.looked = looked
        chosen = self.chosen
        chosen.form = looked.form
        there = {name: column for name, column in chosen.columns.items() if column in looked.columns}
        if not there:
            there = {each.value: column for each, column in self.guess(looked.columns).items()}
        chosen.columns = there
        self.guess_further(looked)

    def guess_decimal(self, sign: DecimalSign | None) -> None:
        """What the numbers of the file show; an answer that the owner gave stays where they leave it open."""
        if sign is not None:
            self.chosen.decimal = sign.value
        elif self._kept.get("decimal") is None:
            self.chosen.decimal = ""

    def _ask_for_preview(self) -> None:
        if self._said is not None and self._said.winfo_exists():
            self._reading.ask()

    def _read_preview(self) -> None:
        if self.looked is None or self.problem() is not None:
            self.results.clear()
            return
        self._turn += 1
        turn = self._turn

        def read() -> Preview | MostikError:
            try:
                return self.read_rows()
            except MostikError as error:
                return error

        self.setup.work(read, lambda found: self._have_read(turn, found))

    def _have_read(self, turn: int, found: Preview | MostikError) -> None:
        if turn != self._turn or self._said is None or not self._said.winfo_exists():
            return
        if isinstance(found, MostikError):
            self.results.clear(found)
        else:
            self.results.show(found, self.found_words(found), self.columns_of_preview())

    # ---- what is chosen

    @property
    def currency(self) -> str:
        """The currency that the shop's panel says."""
        shop = self.draft.get("connect", {}).get("shop")
        return str(shop.get("currency") or "EUR") if isinstance(shop, Mapping) else "EUR"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(str(self.draft.get("connect", {}).get("time_zone") or "Europe/Sofia"))

    def _column_chosen(self) -> None:
        if self.table is None:
            return
        columns = {**self.chosen.columns, **self.table.values}
        self.chosen.columns = {name: column for name, column in columns.items() if column != _NONE}
        for name in self.table.fields:
            self.table.tell(name, self._example(name))
        self.choice_made()

    def choice_made(self) -> None:
        """Something was chosen: what was tested before proves nothing now."""
        self._forget_test()
        self.changed()
        self._ask_for_preview()

    def _look_anew(self, form: TableForm) -> None:
        """Another encoding, separator, header or record was chosen."""
        self._forget_test()
        self.chosen.as_chosen = True
        self._look(form)

    def _forget_test(self) -> None:
        self.setup.shop_lists = None
        self.setup.orders_seen = None

    # ---- whether it is enough

    def problem(self) -> Sentence | None:
        if self._error is not None:
            return self._error.sentence
        if self.looked is None:
            return say("The file is being looked at")
        missing = self.missing()
        if missing:
            return say("Choose the column for “{meaning}”", meaning=self.fields()[missing[0]])
        doubled = _doubled(self.chosen.columns)
        if doubled:
            return say("The column “{column}” is chosen twice", column=doubled)
        if not self.chosen.decimal:
            return say("Say which sign stands before the decimals")
        if self.chosen.vat_rate is None:
            return say("The rate of VAT is a number from 0 to 50")
        further = self.further_problem()
        if further is not None:
            return further
        try:
            self.settings()
        except ValidationError:
            return say("Something is still to be chosen")
        return None

    def first_focus(self) -> tkinter.Misc | None:
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        missing = self.missing()
        if self.table is not None and missing and missing[0].value in self.table.fields:
            return self.table.fields[missing[0].value].control
        return self.first_open() if self.looked is not None else None

    def first_open(self) -> tkinter.Misc | None:
        """The field besides the columns that has no answer."""
        return None if self.chosen.decimal else self.form_part.first_field()

    def _lead_to_what_is_open(self) -> None:
        wrong = self.first_wrong() if self.problem() is not None else None
        if wrong is not None:
            wrong.focus_set()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _doubled(columns: Mapping[str, str]) -> str:
    seen: set[str] = set()
    for column in columns.values():
        if column in seen:
            return column
        seen.add(column)
    return ""
