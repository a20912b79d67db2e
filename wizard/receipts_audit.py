"""The monthly audit file (Appendix 38): a month, what is in it, what has to be mended, and the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tkinter import filedialog
from typing import Final

from babel.dates import format_date

from sync.errors import MostikError, SettingsError
from sync.model import Choice
from sync.money import Money
from sync.plan.receipts import EURO
from sync.receipts.audit_file import AuditMonth, AuditProblem
from sync.receipts.device import DEVICE_ZONE
from sync.sentences import say
from wizard.app import App
from wizard.receipts_work import with_receipts
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import ICONS, Font, Space, Tone, size
from wizard.widgets import ChoiceField, Column, Form, Mark, Note, PushButton, Surface, Table, Words

_MONTHS: Final = 13


class AuditFileScreen(TopBarScreen):
    """See the module. ``back`` shows what was shown before."""

    def __init__(self, app: App, connection_id: str, name: str, back: Callable[[], object]) -> None:
        super().__init__(app)
        self._id, self._name, self._back = connection_id, name, back
        first = app.desk.clock.now().astimezone(DEVICE_ZONE).date().replace(day=1)
        self.months = _months_before(first)
        self.month = self.months[0]
        self.found: AuditMonth | None = None
        self._failure: MostikError | None = None
        self._told = ""
        self.choice: ChoiceField | None = None
        self.save_button: PushButton | None = None
        self.table: Table[AuditProblem] | None = None

    def title(self) -> str:
        return self._name

    def name(self) -> str:
        return self._name

    def help_text(self) -> str:
        return self.text(
            "The file holds the orders of a month that were delivered, and what was taken back. It is handed "
            "in by the 15th of the next month, by you, on the revenue agency’s site."
        )

    def on_escape(self) -> None:
        self._back()

    def shown(self) -> None:
        self._read()

    def _read(self) -> None:
        year, month = self.month.year, self.month.month
        self.work(
            lambda: with_receipts(
                self.desk, self._id, lambda receipts: receipts.audit(year, month), write=False
            ),
            self._have,
            self._failed,
        )

    def _have(self, found: AuditMonth) -> None:
        if (found.year, found.month) != (self.month.year, self.month.month):
            # Another month was chosen while this one was read.
            return
        self.found, self._failure = found, None
        self.app.rebuild()

    def _failed(self, error: Exception) -> None:
        self.found = None
        if not isinstance(error, MostikError):
            self.app.show_error(error)
            return
        self._failure = error
        self.app.rebuild()

    # ---- widgets

    def build_body(self, body: Surface) -> None:
        self.table = None
        body.columnconfigure(0, weight=1)
        Words(body, self.text("Audit file for the revenue agency"), font=Font.TITLE, wrap=True).grid(
            row=0, column=0, sticky="ew"
        )
        gap = (size(body, Space.M), 0)
        form = Form(body)
        form.grid(row=1, column=0, sticky="ew", pady=gap)
        names = [
            Choice(month.isoformat(), format_date(month, "LLLL y", locale=self.language.code))
            for month in self.months
        ]
        self.choice = form.row(
            self.text("Month"), ChoiceField(form, names, self.month.isoformat(), on_change=self._chosen)
        )
        notes = Surface(body)
        notes.grid(row=2, column=0, sticky="ew")
        if self._failure is not None:
            said = [
                self.language.say(part) for part in (self._failure.sentence, self._failure.advice) if part
            ]
            Note(notes, " ".join(said), Tone.BAD).pack(fill="x", pady=gap)
        if self._told:
            Note(notes, self._told, Tone.GOOD).pack(fill="x", pady=gap)
        if self.found is not None:
            self._show(body, notes, self.found, gap)

    def _show(self, body: Surface, notes: Surface, found: AuditMonth, gap: tuple[int, int]) -> None:
        day = format_date(found.last_day, "d MMMM y", locale=self.language.code)
        orders = self.count("{count} order", "{count} orders", len(found.orders))
        returns = self.count("{count} return", "{count} returns", len(found.returns))
        Words(
            notes,
            self.text(
                "{orders}, together {total}; {returns}. To be handed in by {day}.",
                orders=orders,
                total=self.language.money(Money(found.total, EURO)),
                returns=returns,
                day=day,
            ),
            wrap=True,
        ).pack(fill="x", pady=gap)
        if not found.problems:
            Note(notes, self.text("Nothing is missing. The file can be saved."), Tone.GOOD).pack(
                fill="x", pady=gap
            )
            return
        words = self.count(
            "{count} thing has to be mended before the file can be saved.",
            "{count} things have to be mended before the file can be saved.",
            len(found.problems),
        )
        Note(notes, words, Tone.WARN).pack(fill="x", pady=gap)
        self.table = Table(
            body,
            [
                Column(self.text("Order"), lambda problem: problem.number or "—", 120, 0),
                Column(self.text("What"), lambda problem: self.language.say(problem.sentence), 260, 3),
                Column(
                    self.text("What to do"),
                    lambda problem: self.language.say(problem.advice) if problem.advice else "",
                    240,
                    3,
                ),
            ],
            state_heading=self.text("State"),
            state=lambda _problem: Mark(ICONS[Tone.WARN], Tone.WARN, self.text("To mend")),
            many=False,
        )
        body.rowconfigure(3, weight=1)
        self.table.grid(row=3, column=0, sticky="nsew", pady=gap)
        self.table.fill(found.problems)

    def _chosen(self) -> None:
        assert self.choice is not None
        self.month = date.fromisoformat(self.choice.value or self.month.isoformat())
        self._told = ""
        self._read()

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self._back)
        self.save_button = bar.left(self.text("&Save the file…"), self._ask_file, icon_name="download")
        self.save_button.enable(self.found is not None and not self.found.problems)

    def _ask_file(self) -> None:
        assert self.found is not None
        chosen = filedialog.asksaveasfilename(
            parent=self.app.window,
            title=self.text("Save the audit file"),
            initialfile=self.found.file_name,
            defaultextension=".xml",
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, file: Path) -> None:
        """Write the file."""
        assert self.found is not None
        content = self.found.xml()
        self.work(lambda: _write(file, content), lambda _none: self._saved(file))

    def _saved(self, file: Path) -> None:
        self._told = self.text("Written: {file}", file=str(file))
        self.app.rebuild()


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise SettingsError(
            say("The file {file} cannot be written.", file=file.name), detail=type(error).__name__
        ) from error


def _months_before(first: date) -> list[date]:
    """The first days of the months before this one, the latest first, and this one's last."""
    months: list[date] = []
    month = first
    for _ in range(_MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        months.append(month)
    return [*months, first]
