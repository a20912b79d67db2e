"""What a run did: the colour that tells the truth, counts, what needs the owner and why, and trying again.

It is made from a report, fresh or from the history, and stays until the owner leaves it.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tkinter import filedialog
from zoneinfo import ZoneInfo

from storage.profiles import Profiles
from sync.plan.actions import Guard, GuardAnswer, Module
from sync.plan.guards import WAYS
from sync.run.report import Report
from sync.run.seen_to import see_to
from sync.sentences import Sentence, say
from wizard.app import App
from wizard.home_words import Cure, cure_button
from wizard.jobs import start_run
from wizard.lines_screen import LinesScreen
from wizard.moments import clock_time
from wizard.only_these import only_options
from wizard.probe_screen import ProbeScreen
from wizard.progress import Finished, ProgressScreen, RunRequest, Start, answer_options
from wizard.rehearsal_panel import RehearsalQuestion, asks_about_rehearsal
from wizard.restored_panel import asks_about_restored, restored_note
from wizard.screen import ActionBar, TopBarScreen
from wizard.summary_banner import build_banner
from wizard.summary_counts import counts_card
from wizard.summary_csv import save_csv
from wizard.summary_item import item_panel
from wizard.summary_reading import completed_since, cure_of, seen_to_since
from wizard.summary_rows import (
    CHIPS,
    Chip,
    SummaryRow,
    chip_counts,
    counts_of,
    retry_keys,
    rows_of,
    to_retry,
)
from wizard.theme import Space, Tone, size
from wizard.widgets import (
    Column,
    FilterChips,
    Flow,
    Fold,
    Note,
    Option,
    PushButton,
    Surface,
    Table,
    Words,
)


class SummaryScreen(TopBarScreen):
    """See the module. ``start`` starts the runs that are begun from here."""

    def __init__(self, app: App, finished: Finished, *, start: Start = start_run) -> None:
        super().__init__(app)
        self.finished = finished
        self.report = finished.report
        self._start = start
        self.rows: list[SummaryRow] | None = None
        self._rows_language = ""
        self._chip = ""
        self._saved_as: Path | None = None
        self.cure: Cure | None = None
        """What mends a run that stopped; None where nothing is to be mended or a later run is over it."""
        self.ask_file: Callable[[str], str] = self._ask_file
        """Asks the system where a file shall be saved, with a name to begin with; empty: nowhere."""
        self.rehearsal: RehearsalQuestion | None = None
        if asks_about_rehearsal(self.report):
            self.rehearsal = RehearsalQuestion(
                self,
                finished.profile.id,
                self.report,
                go_on=lambda: self._run(()),
                edit=self._edit,
                probe=self._probe,
            )
        self._forget_widgets()

    def _forget_widgets(self) -> None:
        self.table: Table[SummaryRow] | None = None
        self.chips: FilterChips | None = None
        self.open_button: PushButton | None = None
        self.retry_button: PushButton | None = None
        self.retry_all_button: PushButton | None = None
        self.seen_to_button: PushButton | None = None
        self.complete_button: PushButton | None = None
        self.guard_buttons: dict[tuple[Module, GuardAnswer], PushButton] = {}

    # ---- what the screen says of itself

    def title(self) -> str:
        return self.finished.profile.name

    def name(self) -> str:
        return self.finished.profile.name

    def help_text(self) -> str:
        return self.text(
            "The colour tells how the sync ended. What needs you stands in the table with its reason and "
            "what to do; Enter opens a line, F5 tries the marked ones again."
        )

    def first_focus(self) -> tkinter.Misc | None:
        needs = self.rows is not None and any(Chip.NEEDS_OWNER in row.chips for row in self.rows)
        return self.table if needs and self.table is not None else self.main_button

    def on_enter(self, focus: tkinter.Misc | None) -> bool:
        if self.table is not None and focus is self.table.tree:
            self._open_current()
            return True
        return False

    # ---- the rows, made beside the window

    def shown(self) -> None:
        self._make_rows()

    def _make_rows(self) -> None:
        report, profile, language = self.report, self.finished.profile, self.language
        profiles = Profiles(self.desk.paths, self.desk.clock.now)

        record = self.finished.record

        def make() -> tuple[list[SummaryRow], Cure | None]:
            rows = rows_of(
                report,
                profile,
                language,
                seen_to_since(report, profile, profiles),
                completed_since(report, profile, profiles),
            )
            return rows, cure_of(report, record, profile, profiles)

        def done(made: tuple[list[SummaryRow], Cure | None]) -> None:
            if self.language is not language:
                return
            rows, self.cure = made
            first = self.rows is None
            self.rows, self._rows_language = rows, language.code
            if first:
                self._chip = self._first_chip(rows)
            self.app.rebuild()
            if first and self.table is not None:
                self.table.focus_set()

        self.work(make, done)

    @staticmethod
    def _first_chip(rows: Sequence[SummaryRow]) -> str:
        """What needs the owner; where nothing does, the table stays closed."""
        needs = any(Chip.NEEDS_OWNER in row.chips for row in rows)
        return Chip.NEEDS_OWNER.value if needs else ""

    def state(self) -> dict[str, object]:
        selected = [] if self.table is None else self.table.selected
        return {"selected": [row.source for row in selected]}

    def restore(self, state: object) -> None:
        chosen = state.get("selected", []) if isinstance(state, dict) else []
        if self.table is not None and chosen:
            self.table.select([row for row in self.table.shown if any(row.source is one for one in chosen)])

    # ---- the widgets

    def build_banner(self, parent: Surface) -> None:
        build_banner(parent, self, self.finished)

    def build_body(self, body: Surface) -> None:
        self._forget_widgets()
        body.columnconfigure(0, weight=1)
        gap = (size(body, Space.L), 0)
        parts: list[tkinter.Widget] = [self._guard_note(body, guard) for guard in self.report.guards]
        if self.rehearsal is not None:
            parts.append(self.rehearsal.build(body))
        if asks_about_restored(self.report):
            parts.append(restored_note(body, self.report, self.language, self._run))
        if self.report.detail:
            parts.append(Fold(body, self.text("Technical details"), self.report.detail))
        counts = counts_of(self.report)
        if counts:
            parts.append(counts_card(body, counts, self.language))
        rows = self.rows
        if rows is not None and rows:
            parts.append(self._tools(body, rows))
        elif rows is None:
            parts.append(Words(body, self.text("Reading…"), tone=Tone.QUIET))
        for number, part in enumerate(parts):
            part.grid(row=number, column=0, sticky="ew", pady=gap if number else (0, 0))
        if rows is not None and self._chip:
            self._build_table(body, rows)
            assert self.table is not None
            body.rowconfigure(len(parts), weight=1)
            self.table.grid(row=len(parts), column=0, sticky="nsew", pady=(size(body, Space.M), 0))
            self._selection_changed()
        if self._rows_language and self._rows_language != self.language.code:
            self._rows_language = self.language.code
            # After this screen is built: what is made at once would build it again in the middle.
            self.after(1, self._make_rows)
        self.app.window.shortcuts.on_key(self.app.window, "F5", self._retry_selected)

    def _tools(self, body: Surface, rows: Sequence[SummaryRow]) -> Surface:
        """The chips, and the buttons for the marked rows at their right or below them."""
        line = Surface(body)
        line.columnconfigure(0, weight=1)
        counts = chip_counts(self.report, rows)
        number = self.language.number
        self.chips = FilterChips(
            line,
            [
                Option(chip.value, self.text(CHIPS[chip]), number(Decimal(counts[chip])))
                for chip in Chip
                if counts[chip]
            ],
            value=self._chip,
            on_change=self._choose,
        )
        self.chips.grid(row=0, column=0, sticky="ew")
        if not self._chip:
            return line
        buttons = Surface(line)
        buttons.grid(row=0, column=1, sticky="ne", padx=(size(line, Space.M), 0))
        self.open_button = PushButton(
            buttons, self.text("&Open item"), self._open_current, icon_name="box-arrow-up-right"
        )
        self.retry_button = PushButton(
            buttons,
            self.text("&Retry selected"),
            self._retry_selected,
            rank="second",
            icon_name="arrow-repeat",
            enabled=False,
        )
        failed = to_retry(rows)
        made = [self.open_button, self.retry_button]
        if failed:
            words = self.text("Retry &all failed")
            self.retry_all_button = PushButton(
                buttons,
                f"{words} ({number(Decimal(len(failed)))})",
                self._retry_all,
                icon_name="arrow-repeat",
            )
            made.append(self.retry_all_button)
        if any(row.can_be_seen_to for row in rows):
            self.seen_to_button = PushButton(
                buttons,
                self.text("&Seen to, do not tell me again"),
                self._see_to_selected,
                icon_name="check2",
                enabled=False,
            )
            made.append(self.seen_to_button)
        if any(row.can_be_completed for row in rows):
            self.complete_button = PushButton(
                buttons, self.text("Comp&lete lines"), self._complete_current, icon_name="pencil"
            )
            made.insert(0, self.complete_button)
        for place, button in enumerate(made):
            button.pack(side="left", padx=(size(line, Space.S) if place else 0, 0))
        return line

    def _build_table(self, body: Surface, rows: Sequence[SummaryRow]) -> None:
        self.table = Table(
            body,
            [
                Column(self.text("What"), lambda row: row.what, width=190, stretch=3),
                Column(self.text("Why"), lambda row: row.why, width=210, stretch=4),
                Column(self.text("What to do"), lambda row: row.advice, width=200, stretch=4),
            ],
            state_heading=self.text("State"),
            state=lambda row: row.mark,
            state_width=130,
            on_open=self._open,
            on_select=self._selection_changed,
            rows_high=3,
        )
        self.table.filter(lambda row: self._chip in row.chips)
        self.table.fill(rows)

    def _choose(self) -> None:
        """A chip was pressed: the table opens, or shows other rows."""
        if self.chips is None:
            return
        self._chip = self.chips.value
        if self.table is None:
            self.app.rebuild()
        else:
            self.table.filter(lambda row: self._chip in row.chips)
            self._selection_changed()

    # ---- questions of the run

    def _guard_note(self, body: Surface, guard: Guard) -> Note:
        note = Note(
            body,
            self.language.say(guard.cause),
            Tone.WARN,
            headline=self.language.say(guard.question),
            strip=True,
        )
        ways = Flow(note.body)
        ways.pack(fill="x", pady=(size(body, Space.S), 0))
        for answer in GuardAnswer:
            if answer is GuardAnswer.SEND_WITHOUT and not guard.items:
                continue
            self.guard_buttons[guard.module, answer] = ways.add(
                PushButton(
                    ways,
                    self.language.say(WAYS[answer]),
                    lambda given=answer: self._answer(guard, given),  # type: ignore[misc]  # bound now
                )
            )
        return note

    def _answer(self, guard: Guard, answer: GuardAnswer) -> None:
        self._run(answer_options({guard.module: answer}))

    def _probe(self) -> None:
        profile = self.finished.profile
        self.app.show(lambda app: ProbeScreen(app, profile, lambda: app.show(self._same_again)))

    def _same_again(self, app: App) -> SummaryScreen:
        return SummaryScreen(app, self.finished, start=self._start)

    def _edit(self) -> None:
        from wizard.resuming import edit_setup

        edit_setup(self.app, self.finished.profile.id)

    # ---- what can be done with rows

    def _selected(self) -> list[SummaryRow]:
        return [] if self.table is None else self.table.selected

    def _selection_changed(self) -> None:
        if self.retry_button is None or self.open_button is None:
            return
        chosen = [row for row in self._selected() if row.can_be_retried]
        text = self.text("&Retry selected")
        self.retry_button.say(f"{text} ({self.language.number(Decimal(len(chosen)))})" if chosen else text)
        self.retry_button.enable(bool(chosen))
        self.open_button.enable(self.table is not None and self.table.current is not None)
        if self.seen_to_button is not None:
            self.seen_to_button.enable(any(row.can_be_seen_to for row in self._selected()))

    def _open_current(self) -> None:
        row = self.table.current if self.table is not None else None
        if row is not None:
            self._open(row)

    def _open(self, row: SummaryRow) -> None:
        retry = self._retry_one if row.can_be_retried else None
        complete = self._complete if row.can_be_completed else None
        item_panel(self.app.window, row, self.finished.profile, self.language, retry, complete)

    def _complete(self, row: SummaryRow) -> None:
        """Let the owner complete the lines of an order, and then of those after it."""
        profile, source = self.finished.profile, row.source
        if source is not None:
            self.app.show(
                lambda app: LinesScreen(app, profile, source.key, lambda: app.show(self._same_again))
            )

    def _complete_current(self) -> None:
        rows = [row for row in self._selected() if row.can_be_completed] or [
            row for row in self.rows or () if row.can_be_completed
        ]
        if rows:
            self._complete(rows[0])

    def _retry_one(self, row: SummaryRow) -> None:
        if row.source is not None:
            self._retry([row])

    def _retry_selected(self) -> None:
        self._retry([row for row in self._selected() if row.can_be_retried])

    def _see_to_selected(self) -> None:
        """Keep the owner's word, and show that these rows no longer need him."""
        orders = [row.source.key for row in self._selected() if row.can_be_seen_to and row.source is not None]
        profile, profiles = self.finished.profile, Profiles(self.desk.paths, self.desk.clock.now)
        settings = profile.orders
        if settings is None:
            return

        def keep() -> None:
            with profiles.open(profile.id, write=True) as journal:
                see_to(journal, orders, settings)

        self.work(keep, lambda _done: self._make_rows())

    def _retry_all(self) -> None:
        if self.rows is not None:
            failed = to_retry(self.rows)
            self._retry([row for row in self.rows if row.source in failed])

    def _retry(self, rows: Sequence[SummaryRow]) -> None:
        sources = [row.source for row in rows if row.source is not None]
        if not sources:
            return
        only = retry_keys(sources)
        if only is None:
            self._run(())
            return
        paths, profile_id = self.desk.paths, self.finished.profile.id
        self.work(lambda: only_options(paths, profile_id, only), lambda options: self._run(options, only))

    def _run(self, options: Sequence[str], only: frozenset[str] | None = None) -> None:
        profile = self.finished.profile
        request = RunRequest(profile.id, profile.name, tuple(options), only)
        self.app.show(lambda app: ProgressScreen(app, request, start=self._start))

    # ---- the bar

    def build_actions(self, bar: ActionBar) -> None:
        if self.cure is None:
            self.main_button = bar.main(self.text("&Done"), self.app.go_home)
        else:
            words, icon_name = cure_button(self.cure)
            self.main_button = bar.main(self.text(words), self._mend, icon_name=icon_name)
            bar.right(self.text("&Done"), self.app.go_home)
        if self.rows:
            bar.left(self.text("Save as &CSV"), self._save_csv, icon_name="download")
        bar.note(self._foot_words())

    def _mend(self) -> None:
        from wizard.home_actions import CONNECT
        from wizard.resuming import edit_setup

        if self.cure is Cure.SYNC:
            self._run(())
        else:
            edit_setup(self.app, self.finished.profile.id, CONNECT)

    def _foot_words(self) -> str:
        if self._saved_as is not None:
            return self.text("Saved as {file}.", file=self._saved_as.name)
        if not self.rows or not to_retry(self.rows):
            return ""
        profile = self.finished.profile
        minutes = [each for each in (profile.schedule.orders_every, profile.schedule.stock_every) if each]
        if not profile.schedule.enabled or profile.paused or not minutes:
            return self.text("The next sync tries the failed ones again.")
        due = self.report.started_at + timedelta(minutes=min(minutes))
        return self.text(
            "The next sync, at {time}, tries the failed ones again.",
            time=clock_time(due, ZoneInfo(profile.connect.time_zone)),
        )

    def _ask_file(self, suggested: str) -> str:
        return filedialog.asksaveasfilename(
            parent=self.app.window,
            title=self.text("Save as CSV"),
            initialfile=suggested,
            defaultextension=".csv",
            filetypes=[("CSV", "*.csv")],
        )

    def _save_csv(self) -> None:
        rows, language = self.rows, self.language
        if rows is None:
            return
        started = self.report.started_at.astimezone(ZoneInfo(self.finished.profile.connect.time_zone))
        chosen = self.ask_file(f"mostik-{self.finished.profile.id}-{started:%Y-%m-%d-%H%M}.csv")
        if not chosen:
            return
        file = Path(chosen)

        def done(_: None) -> None:
            self._saved_as = file
            self.app.rebuild()

        self.work(lambda: save_csv(file, rows, language), done)


def open_summary(app: App, profile_id: str, run_id: int, *, start: Start = start_run) -> None:
    """Show the summary of a run of the history. One that left none is told."""

    def read() -> Finished | Sentence:
        with Profiles(app.desk.paths, app.desk.clock.now).open(profile_id, write=False) as journal:
            profile = journal.profile()
            data = journal.run_report(run_id)
            record = next((each for each in journal.history(1, before=run_id + 1)), None)
        if data is None:
            return say("This sync left no summary: it was ended before it could write one, or still runs.")
        return Finished(profile, Report.from_data(data), record)

    def done(found: Finished | Sentence) -> None:
        if isinstance(found, Sentence):
            app.trouble(app.language.say(found))
        else:
            app.show(lambda app: SummaryScreen(app, found, start=start))

    app.work(read, done)
