"""The log of a connection: what its runs did, line by line, the newest first."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sync.errors import SettingsError
from sync.sentences import say
from wizard.log_lines import LogLine, of_connection, read_log
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import ICONS, Font, Space, Tone, size
from wizard.widgets import Column, FilterChips, Mark, Option, SearchField, Surface, Table, Words

if TYPE_CHECKING:
    from wizard.app import App

ALL: Final = "all"
TROUBLE: Final = "trouble"


class LogScreen(TopBarScreen):
    """See the module. Its lines are in English: they are for whoever helps the owner."""

    def __init__(self, app: App, connection_id: str, connection_name: str) -> None:
        super().__init__(app)
        self._id, self._name = connection_id, connection_name
        self.lines: Sequence[LogLine] | None = None
        self._chip = ALL
        self.table: Table[LogLine] | None = None

    # ---- reading

    def shown(self) -> None:
        self.work(self._read, self._have)

    def _read(self) -> list[LogLine]:
        folder = self.desk.paths.logs
        try:
            lines = read_log(folder)
        except OSError as error:
            raise SettingsError(
                say("The log in {folder} cannot be read.", folder=folder),
                detail=f"{type(error).__name__} {error.errno}",
            ) from error
        return of_connection(lines, self._id, self._name)

    def _have(self, lines: list[LogLine]) -> None:
        self.lines = lines
        self.app.rebuild()

    # ---- what the screen says of itself

    def title(self) -> str:
        return self._name

    def name(self) -> str:
        return self._name

    def help_text(self) -> str:
        return self.text(
            "The log tells each step of each sync. It holds no key and no password, so it can be sent to "
            "whoever helps you."
        )

    def on_escape(self) -> None:
        self.app.go_home()

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        self.table = None
        body.columnconfigure(0, weight=1)
        Words(body, self.text("Log"), font=Font.TITLE, wrap=True).grid(row=0, column=0, sticky="ew")
        Words(
            body,
            self.text("Each step of each sync, the newest first. It holds no key and no password."),
            tone=Tone.QUIET,
            wrap=True,
        ).grid(row=1, column=0, sticky="ew", pady=(size(body, Space.XS), 0))
        if self.lines is None:
            return
        tools = Surface(body)
        tools.grid(row=2, column=0, sticky="ew", pady=(size(body, Space.L), 0))
        tools.columnconfigure(0, weight=1)
        tools.columnconfigure(1, weight=1)
        number = self.language.number
        self.chips = FilterChips(
            tools,
            [
                Option(ALL, self.text("All"), number(Decimal(len(self.lines)))),
                Option(
                    TROUBLE,
                    self.text("Warnings"),
                    number(Decimal(sum(line.trouble for line in self.lines))),
                ),
            ],
            value=self._chip,
            on_change=self._choose,
        )
        self.chips.grid(row=0, column=0, sticky="ew")
        self.search = SearchField(tools, on_change=self._search, placeholder=self.text("Search in the log"))
        self.search.grid(row=0, column=1, sticky="ew", padx=(size(body, Space.M), 0))
        self.table = Table(
            body,
            [
                Column(self.text("When"), lambda line: line.when, 160, 0),
                Column(self.text("What"), lambda line: line.text, 400, 1),
            ],
            state_heading=self.text("State"),
            state=self._mark,
            state_width=158,
            on_open=self._open,
            empty_text=self.text("There is nothing in the log yet."),
            rows_high=8,
        )
        body.rowconfigure(3, weight=1)
        self.table.grid(row=3, column=0, sticky="nsew", pady=(size(body, Space.M), 0))
        self.table.filter(self._keeps)
        self.table.fill(self.lines)

    def _mark(self, line: LogLine) -> Mark:
        if line.level in ("ERROR", "CRITICAL"):
            return Mark(ICONS[Tone.BAD], Tone.BAD, self.text("Error"))
        if line.trouble:
            return Mark(ICONS[Tone.WARN], Tone.WARN, self.text("Warning"))
        return Mark(ICONS[Tone.QUIET], Tone.QUIET, self.text("Step"))

    def _keeps(self, line: LogLine) -> bool:
        return self._chip == ALL or line.trouble

    def _choose(self) -> None:
        self._chip = self.chips.value
        if self.table is not None:
            self.table.filter(self._keeps)

    def _search(self) -> None:
        if self.table is not None:
            self.table.search(self.search.value)

    def _open(self, line: LogLine) -> None:
        self.app.trouble(line.text, f"{line.when}, {line.part}", line.more) if line.trouble else None

    def open_folder(self) -> None:
        """Open the folder of the log in the system's file manager."""
        webbrowser.open(self.desk.paths.logs.absolute().as_uri())

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self.app.go_home)
        bar.left(self.text("&Open the folder"), self.open_folder, icon_name="folder2-open")
        bar.note(str(self.desk.paths.logs))
