"""The check: do both sides still hold what was synced? Four answers with counts, a row for each difference.

It reads both systems and writes nothing; the journal is a copy that is thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from storage.profiles import Profiles
from sync.audit import Audit, AuditRow, Verdict, audit
from sync.errors import MostikError
from sync.plan.actions import Module
from sync.sentences import mark
from wizard.connection_secrets import in_memory
from wizard.desk import Desk
from wizard.opening import open_connection
from wizard.saving import secrets_of
from wizard.screen import ActionBar, TopBarScreen
from wizard.terminal.words import MODULES, VERDICTS
from wizard.theme import ICONS, Font, Space, Tone, size
from wizard.widgets import (
    Card,
    Column,
    FilterChips,
    Fold,
    Mark,
    Note,
    Option,
    Progress,
    Surface,
    Table,
    Words,
)

if TYPE_CHECKING:
    from wizard.app import App

ALL: Final = "all"
_TONES: Final[Mapping[Verdict, Tone]] = {
    Verdict.EQUAL: Tone.GOOD,
    Verdict.CHANGED_HERE: Tone.INFO,
    Verdict.CHANGED_IN_SHOP: Tone.INFO,
    Verdict.WRONG: Tone.BAD,
}
_MEANINGS: Final[Mapping[Verdict, str]] = {
    Verdict.EQUAL: mark("Both sides hold the same."),
    Verdict.CHANGED_HERE: mark("Somebody changed it in the warehouse after the sync. That is allowed."),
    Verdict.CHANGED_IN_SHOP: mark(
        "Somebody changed it in the shop after the sync. The next sync looks at it."
    ),
    Verdict.WRONG: mark("Nobody’s change explains it. Look at these first."),
}


def check_connection(desk: Desk, connection_id: str) -> Audit:
    """Compare both sides of a connection. Blocks; raises MostikError where one cannot be read."""
    profiles = Profiles(desk.paths, desk.clock.now)
    kept = in_memory(connection_id, secrets_of(desk, connection_id), desk.secrets)
    with (
        profiles.open(connection_id, write=False) as journal,
        closing(journal.open_scratch_copy()) as scratch,
    ):
        connection = open_connection(journal.profile(), scratch, kept, desk.clock)
        with closing(connection.warehouse):
            return audit(connection)


class AuditScreen(TopBarScreen):
    """See the module. The check begins when the screen is shown."""

    def __init__(self, app: App, connection_id: str, connection_name: str) -> None:
        super().__init__(app)
        self._id, self._name = connection_id, connection_name
        self.found: Audit | None = None
        self.failure: Exception | None = None
        self._chip = ALL
        self.table: Table[AuditRow] | None = None

    # ---- the check

    def shown(self) -> None:
        self.check()

    def check(self) -> None:
        """Compare now."""
        self.found, self.failure, self._chip = None, None, ALL
        self.app.rebuild()
        self.work(lambda: check_connection(self.desk, self._id), self._have, self._failed)

    def _have(self, found: Audit) -> None:
        self.found = found
        self.app.rebuild()

    def _failed(self, error: Exception) -> None:
        self.failure = error
        self.app.rebuild()

    # ---- what the screen says of itself

    def title(self) -> str:
        return self._name

    def name(self) -> str:
        return self._name

    def help_text(self) -> str:
        return self.text(
            "The check reads both sides and compares them with what Mostik did. It changes nothing. Only "
            "“Wrong” is a fault; the other differences were made by people."
        )

    def on_escape(self) -> None:
        self.app.go_home()

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        self.table = None
        body.columnconfigure(0, weight=1)
        Words(body, self.text("Check both sides"), font=Font.TITLE, wrap=True).grid(
            row=0, column=0, sticky="ew"
        )
        Words(body, self._headline(), tone=Tone.QUIET, wrap=True).grid(
            row=1, column=0, sticky="ew", pady=(size(body, Space.XS), 0)
        )
        if self.failure is not None:
            self._build_failure(body, self.failure)
        elif self.found is None:
            progress = Progress(body)
            progress.show_unknown(self.text("Reading both sides…"))
            progress.grid(row=2, column=0, sticky="ew", pady=(size(body, Space.XL), 0))
        else:
            self._build_found(body, self.found)

    def _headline(self) -> str:
        found = self.found
        if found is None:
            return self.text("Compares the warehouse with the shop. Nothing is changed.")
        said = []
        wrong = sum(row.verdict is Verdict.WRONG for row in found.rows)
        if wrong:
            said.append(self.count("{count} thing is wrong.", "{count} things are wrong.", wrong))
        elif found.rows:
            said.append(
                self.count(
                    "Nothing is wrong; {count} thing was changed by people since.",
                    "Nothing is wrong; {count} things were changed by people since.",
                    len(found.rows),
                )
            )
        else:
            said.append(self.text("Both sides are equal."))
        if found.waiting:
            said.append(
                self.count(
                    "{count} order has not come in; each run says why.",
                    "{count} orders have not come in; each run says why.",
                    found.waiting,
                )
            )
        return " ".join(said)

    def _build_failure(self, body: Surface, error: Exception) -> None:
        if isinstance(error, MostikError):
            told = self.language.say(error.advice) if error.advice else ""
            headline, detail = self.language.say(error.sentence), error.detail
        else:
            told, detail = "", type(error).__name__
            headline = self.text("The check broke off.")
        note = Note(body, told, Tone.BAD, headline=headline, strip=True)
        note.grid(row=2, column=0, sticky="ew", pady=(size(body, Space.L), 0))
        if detail:
            Fold(note.body, self.text("Technical details"), detail).pack(
                fill="x", pady=(size(body, Space.S), 0)
            )

    def _build_found(self, body: Surface, found: Audit) -> None:
        gap = (size(body, Space.L), 0)
        self._build_counts(body, found).grid(row=2, column=0, sticky="ew", pady=gap)
        if not found.rows:
            return
        self.chips = FilterChips(body, self._options(found.rows), value=self._chip, on_change=self._choose)
        self.chips.grid(row=3, column=0, sticky="ew", pady=gap)
        self.meaning = Words(body, self._meaning(), font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self.meaning.grid(row=4, column=0, sticky="ew", pady=(size(body, Space.S), 0))
        self.table = Table(
            body,
            [
                Column(self.text("Where"), lambda row: self.text(MODULES[row.module]), 150, 1),
                Column(self.text("What"), lambda row: row.title, 170, 2),
                Column(self.text("Why"), lambda row: self.language.say(row.why), 260, 4),
            ],
            state_heading=self.text("Answer"),
            state=self._mark,
            state_width=230,
            rows_high=4,
        )
        body.rowconfigure(5, weight=1)
        self.table.grid(row=5, column=0, sticky="nsew", pady=(size(body, Space.M), 0))
        self.table.filter(lambda row: self._chip in (ALL, row.verdict.value))
        self.table.fill(sorted(found.rows, key=lambda row: row.verdict is not Verdict.WRONG))

    def _mark(self, row: AuditRow) -> Mark:
        tone = _TONES[row.verdict]
        return Mark(ICONS[tone], tone, self.text(VERDICTS[row.verdict]))

    def _build_counts(self, body: Surface, found: Audit) -> Card:
        card = Card(body)
        grid = card.body
        grid.columnconfigure(0, weight=2)
        for column, verdict in enumerate(Verdict, start=1):
            grid.columnconfigure(column, weight=1, uniform="answer")
            Words(
                grid,
                self.text(VERDICTS[verdict]),
                font=Font.SMALL_STRONG,
                tone=Tone.QUIET,
                wrap=True,
                anchor="e",
                justify="right",
            ).grid(row=0, column=column, sticky="sew", padx=(size(grid, Space.M), 0))
        row = 0
        for module in Module:
            counts = found.counts.get(module)
            if not counts:
                continue
            row += 1
            gap = (size(grid, Space.S), 0)
            Words(grid, self.text(MODULES[module]), wrap=True).grid(row=row, column=0, sticky="ew", pady=gap)
            for column, verdict in enumerate(Verdict, start=1):
                number = counts.get(verdict, 0)
                strong = number and verdict is not Verdict.EQUAL
                Words(
                    grid,
                    self.language.number(Decimal(number)),
                    font=Font.STRONG if strong else Font.BODY,
                    tone=_TONES[verdict] if number else Tone.QUIET,
                ).grid(row=row, column=column, sticky="e", pady=gap)
        if not row:
            Words(grid, self.text("Nothing was synced yet, so there is nothing to compare."), wrap=True).grid(
                row=1, column=0, columnspan=5, sticky="ew"
            )
        return card

    def _options(self, rows: Sequence[AuditRow]) -> list[Option]:
        number = self.language.number
        options = [Option(ALL, self.text("All"), number(Decimal(len(rows))))]
        for verdict in (Verdict.WRONG, Verdict.CHANGED_HERE, Verdict.CHANGED_IN_SHOP):
            found = sum(row.verdict is verdict for row in rows)
            if found:
                options.append(Option(verdict.value, self.text(VERDICTS[verdict]), number(Decimal(found))))
        return options

    def _meaning(self) -> str:
        """What the chosen answer means."""
        chosen = next((verdict for verdict in Verdict if verdict.value == self._chip), None)
        if chosen is None:
            return self.text("Only “Wrong” is a fault. The other differences were made by people.")
        return self.text(_MEANINGS[chosen])

    def _choose(self) -> None:
        self._chip = self.chips.value
        self.meaning.say(self._meaning(), Tone.QUIET)
        if self.table is not None:
            self.table.filter(lambda row: self._chip in (ALL, row.verdict.value))

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self.app.go_home)
        busy = self.found is None and self.failure is None
        again = bar.left(self.text("&Check again"), self.check, icon_name="arrow-repeat")
        again.enable(not busy)
