"""See what the warehouse program writes: a picture of all tables, one thing done there, and the
difference.
"""

from __future__ import annotations

import tkinter
import webbrowser
from collections.abc import Callable
from typing import TypeVar

from sync.errors import Cancelled
from sync.profile import Profile
from sync.warehouses.warehouse_pro.probe_difference import Picture, TableDifference
from wizard.app import App
from wizard.probe import Probe, Probed
from wizard.probe_text import heading, masked_words, table_lines
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, Flow, Note, Progress, PushButton, Surface, Words

_LOOK_MS = 150
_LINES = 40
Result = TypeVar("Result")


class ProbeScreen(TopBarScreen):
    """See the module. ``back`` shows what was there before."""

    def __init__(self, app: App, profile: Profile, back: Callable[[], object]) -> None:
        super().__init__(app)
        self._profile, self._back = profile, back
        self._probe = Probe(app.desk.paths, app.desk.clock, app.desk.secrets, profile)
        self.picture: Picture | None = None
        self.found: Probed | None = None
        self._reading = ""
        self._busy = False
        self._left = False
        self._bar: Progress | None = None
        self.before_button: PushButton | None = None
        self.after_button: PushButton | None = None

    # ---- what the screen says of itself

    def title(self) -> str:
        return self._profile.name

    def name(self) -> str:
        return self._profile.name

    def help_text(self) -> str:
        return self.text(
            "Mostik only reads here. Take the picture, do one thing in the warehouse program, such as an "
            "order by hand, and compare: so you see which rows the program itself writes."
        )

    def first_focus(self) -> tkinter.Misc | None:
        return self.after_button if self._probe.has_picture else self.before_button

    def on_escape(self) -> None:
        if not self._busy:
            self._back()

    def left(self) -> None:
        self._left = True

    # ---- the work

    def take_picture(self) -> None:
        """Keep all tables as they are now."""

        def done(picture: Picture) -> None:
            self.picture, self.found = picture, None

        self._read(lambda: self._probe.before(self._told), done)

    def compare(self) -> None:
        """Show what differs from the picture."""
        language = self.language

        def done(found: Probed) -> None:
            self.found = found

        self._read(lambda: self._probe.after(language, self._told), done)

    def _read(self, read: Callable[[], Result], keep: Callable[[Result], None]) -> None:
        if self._busy:
            return
        self._busy, self._reading = True, ""

        def done(result: Result) -> None:
            self._busy = False
            keep(result)
            self.app.rebuild()

        def failed(error: Exception) -> None:
            self._busy = False
            self.app.rebuild()
            self.app.show_error(error)

        self.app.rebuild()
        self.work(read, done, failed)
        self._follow()

    def _told(self, table: str) -> None:
        """Hears, beside the window, which table is being read."""
        self._reading = table
        if self._left:
            raise Cancelled

    def _follow(self) -> None:
        if self._busy:
            if self._bar is not None:
                self._bar.show_unknown(self._reading_words())
            self.after(_LOOK_MS, self._follow)

    def _reading_words(self) -> str:
        return self.text("Reading {table}…", table=self._reading) if self._reading else self.text("Reading…")

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        body.columnconfigure(0, weight=1)
        gap = (size(body, Space.L), 0)
        parts: list[tkinter.Widget] = [
            Words(body, self.text("See what the program writes"), font=Font.TITLE, wrap=True),
            Words(body, self._how(), tone=Tone.QUIET, wrap=True),
            self._buttons(body),
        ]
        self._bar = None
        if self._busy:
            self._bar = Progress(body)
            self._bar.show_unknown(self._reading_words())
            parts.append(self._bar)
        elif self.found is not None:
            parts.extend(self._difference(body, self.found))
        elif self.picture is not None:
            parts.append(self._picture_note(body, self.picture))
        for row, part in enumerate(parts):
            part.grid(row=row, column=0, sticky="ew", pady=gap if row else (0, 0))

    def _how(self) -> str:
        return self.text(
            "First Mostik notes all tables of the database as they are. Then you do one thing in the "
            "warehouse program, while nobody else works in it. Then Mostik shows what the program wrote. "
            "Mostik itself changes nothing, and personal data are left out."
        )

    def _buttons(self, body: Surface) -> Flow:
        ways = Flow(body, gap=Space.S)
        self.before_button = ways.add(
            PushButton(ways, self.text("1. &Note all tables"), self.take_picture, enabled=not self._busy)
        )
        self.after_button = ways.add(
            PushButton(
                ways,
                self.text("2. &Show what changed"),
                self.compare,
                enabled=not self._busy and self._probe.has_picture,
            )
        )
        return ways

    def _picture_note(self, body: Surface, picture: Picture) -> Note:
        return Note(
            body,
            self.text(
                "Do one thing in the warehouse program now, while nobody else works in it; then compare."
            ),
            Tone.GOOD,
            headline=self.text(
                "{rows} rows in {tables} tables are kept.", rows=picture.rows, tables=picture.tables
            ),
            strip=True,
        )

    def _difference(self, body: Surface, found: Probed) -> list[tkinter.Widget]:
        tables = [table for table in found.difference.tables if table.differs or table.problem]
        saved = Note(
            body, masked_words(self.language), Tone.INFO, headline=self._saved_words(found), strip=True
        )
        PushButton(
            saved.body, self.text("Open the folder"), self._open_folder, icon_name="folder2-open"
        ).pack(anchor="w", pady=(size(body, Space.S), 0))
        if not tables:
            return [saved, Words(body, self.text("Nothing differs."), wrap=True)]
        return [saved, *(self._table(body, table) for table in tables)]

    def _saved_words(self, found: Probed) -> str:
        return self.text("Saved as {file}.", file=found.file.name)

    def _table(self, body: Surface, table: TableDifference) -> Card:
        card = Card(body, heading(table, self.language))
        lines = table_lines(table, self.language)[1:]
        if table.problem is not None:
            lines = [self.language.say(table.problem)]
        more = len(lines) - _LINES
        if more > 0:
            lines = [*lines[:_LINES], self.count("… and {count} more row", "… and {count} more rows", more)]
        Words(card.body, "\n".join(line.strip() for line in lines), font=Font.SMALL, wrap=True).pack(fill="x")
        return card

    def _open_folder(self) -> None:
        webbrowser.open(self._probe.folder.absolute().as_uri())

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Back"), self._back, enabled=not self._busy)
