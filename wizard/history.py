"""The history of a connection: its runs as a large chart and as a table, and the summary of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from storage.runs import RunState
from sync.plan.actions import ActionKind
from sync.profile import Profile
from wizard.home_words import changed_words, run_in_words
from wizard.moments import day, day_and_time, length
from wizard.run_facts import RunFacts, is_running, settled
from wizard.schedule_runner import BY_SCHEDULE
from wizard.screen import ActionBar, TopBarScreen
from wizard.session import Session
from wizard.take_back_screen import TakeBackScreen
from wizard.theme import ICONS, RUNNING_ICON, Font, Space, Tone, size
from wizard.widgets import (
    Card,
    Column,
    FilterChips,
    Mark,
    Option,
    PushButton,
    RunBar,
    RunChart,
    Surface,
    Table,
    Words,
)

if TYPE_CHECKING:
    from wizard.app import App

SHOWN: Final = 500
"""So many runs at most: at three minutes each, more than a day."""
BARS: Final = 40
ALL: Final = "all"
FAILURES: Final = "failures"
_CHART_HEIGHT: Final = 120
_LEAST_SLOTS: Final = 20
_TROUBLED: Final = (RunState.RED, RunState.AMBER, RunState.INTERRUPTED, RunState.HELD)


class HistoryScreen(TopBarScreen):
    """See the module. ``open_run`` shows the summary of a run: connection and number."""

    def __init__(
        self, app: App, session: Session, connection_id: str, open_run: Callable[[str, int], object]
    ) -> None:
        super().__init__(app)
        self._session, self._id, self._open_run = session, connection_id, open_run
        self.profile: Profile | None = None
        self.runs: Sequence[RunFacts] | None = None
        self._chip = ALL
        self.table: Table[RunFacts] | None = None
        self.chart: RunChart | None = None
        self.take_back_button: PushButton | None = None

    # ---- reading

    def shown(self) -> None:
        self.work(self._read, self._have)

    def _read(self) -> tuple[Profile, list[RunFacts]]:
        profiles, memory = self._session.profiles, self._session.memory
        with profiles.open(self._id, write=False) as journal:
            records = list(journal.history(SHOWN))
            running = is_running(profiles, self._id, records)
            facts = [memory.facts(journal, self._id, settled(record, running)) for record in records]
            return journal.profile(), facts

    def _have(self, found: tuple[Profile, list[RunFacts]]) -> None:
        self.profile, self.runs = found
        self.app.rebuild()
        if self.table is not None:
            self.table.focus_set()

    # ---- what the screen says of itself

    def title(self) -> str:
        return self.name()

    def name(self) -> str:
        return self.profile.name if self.profile else ""

    def help_text(self) -> str:
        return self.text(
            "Every sync with its time, its result and its summary. Enter or a double click opens one."
        )

    def on_escape(self) -> None:
        self.app.go_home()

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        self.table, self.chart = None, None
        body.columnconfigure(0, weight=1)
        Words(body, self.text("History"), font=Font.TITLE, wrap=True).grid(row=0, column=0, sticky="ew")
        if self.runs is None or self.profile is None:
            Words(body, self.text("Reading…"), tone=Tone.QUIET).grid(row=1, column=0, sticky="w")
            return
        gap = (size(body, Space.L), 0)
        if not self.runs:
            Words(body, self.text("This connection has not run yet."), tone=Tone.QUIET, wrap=True).grid(
                row=1, column=0, sticky="ew", pady=gap
            )
            return
        self._build_chart(body, self.runs[:BARS]).grid(row=1, column=0, sticky="ew", pady=gap)
        troubled = sum(_is_troubled(run) for run in self.runs)
        number = self.language.number
        self.chips = FilterChips(
            body,
            [
                Option(ALL, self.text("All"), number(Decimal(len(self.runs)))),
                Option(FAILURES, self.text("With failures"), number(Decimal(troubled))),
            ],
            value=self._chip,
            on_change=self._choose,
        )
        self.chips.grid(row=2, column=0, sticky="ew", pady=gap)
        self.table = self._make_table(body)
        body.rowconfigure(3, weight=1)
        self.table.grid(row=3, column=0, sticky="nsew", pady=(size(body, Space.M), 0))
        self.table.filter(self._keeps)
        self.table.fill(self.runs)

    def _build_chart(self, body: Surface, runs: Sequence[RunFacts]) -> Card:
        card = Card(body)
        card.body.columnconfigure(0, weight=1)
        now, zone = self.desk.clock.now(), self._zone
        shown = list(reversed(runs))
        bars = [
            RunBar(run.done, run.failed, run_in_words(run, now, zone, self.language), run.broke_off)
            for run in shown
        ]
        self.chart = RunChart(
            card.body,
            bars,
            opened=lambda place: self._open(shown[place]),
            height=_CHART_HEIGHT,
            slots=max(len(bars), _LEAST_SLOTS),
        )
        self.chart.grid(row=0, column=0, columnspan=2, sticky="ew")
        days = []
        for column, run in ((0, shown[0]), (1, shown[-1])):
            words = day(run.record.started_at, now, zone, self.language)
            days.append(Words(card.body, words, font=Font.SMALL, tone=Tone.QUIET))
            days[-1].grid(row=1, column=column, sticky="w" if column == 0 else "e")
        self.chart.keep_below_first(*days)
        return card

    def _make_table(self, body: Surface) -> Table[RunFacts]:
        now, zone, language = self.desk.clock.now(), self._zone, self.language
        return Table(
            body,
            [
                Column(
                    self.text("When"),
                    lambda run: day_and_time(run.record.started_at, now, zone, language),
                    150,
                    1,
                    sort_key=lambda run: run.record.started_at,
                ),
                Column(
                    self.text("How long"),
                    lambda run: "" if run.seconds is None else length(run.seconds, language),
                    120,
                    0,
                    sort_key=lambda run: run.seconds or 0,
                ),
                Column(self.text("Begun"), self._begun, 110, 1),
                Column(
                    self.text("Changed"),
                    lambda run: changed_words(run.by_kind, language),
                    220,
                    3,
                    sort_key=lambda run: run.done,
                ),
                Column(
                    self.text("Failed"),
                    lambda run: language.number(Decimal(run.failed)),
                    100,
                    0,
                    anchor="e",
                    sort_key=lambda run: run.failed,
                ),
            ],
            state_heading=self.text("State"),
            state=self._mark,
            state_width=210,
            on_open=self._open,
            on_select=self._chose_run,
            many=False,
            empty_text=self.text("No run had a failure."),
            rows_high=4,
        )

    @property
    def _zone(self) -> ZoneInfo:
        assert self.profile is not None
        return ZoneInfo(self.profile.connect.time_zone)

    def _begun(self, run: RunFacts) -> str:
        trigger = run.record.trigger
        return self.text("by schedule") if trigger.startswith(BY_SCHEDULE) else self.text("by hand")

    def _mark(self, run: RunFacts) -> Mark:
        text = self.text
        match run.record.state:
            case RunState.GREEN:
                return Mark(ICONS[Tone.GOOD], Tone.GOOD, text("All done"))
            case RunState.RED:
                return Mark(ICONS[Tone.BAD], Tone.BAD, text("Nothing could be done"))
            case RunState.RUNNING:
                return Mark(RUNNING_ICON, Tone.INFO, text("Syncing"))
            case RunState.HELD:
                return Mark(ICONS[Tone.WARN], Tone.WARN, text("Mostik asks you first"))
            case RunState.CANCELLED:
                return Mark(ICONS[Tone.WARN], Tone.WARN, text("Stopped by you"))
            case RunState.INTERRUPTED:
                return Mark(ICONS[Tone.WARN], Tone.WARN, text("Interrupted"))
            case _:
                words = self.count("{count} item needs you", "{count} items need you", run.needs)
                return Mark(ICONS[Tone.WARN], Tone.WARN, words if run.needs else text("Not finished"))

    # ---- what the owner does

    def _keeps(self, run: RunFacts) -> bool:
        return self._chip == ALL or _is_troubled(run)

    def _choose(self) -> None:
        self._chip = self.chips.value
        if self.table is not None:
            self.table.filter(self._keeps)

    def _open(self, run: RunFacts) -> None:
        self._open_run(self._id, run.record.id)

    def _chose_run(self) -> None:
        """Only a run that brought orders in has some to take back."""
        row = self.table.current if self.table is not None else None
        if self.take_back_button is not None:
            self.take_back_button.enable(row is not None and bool(row.by_kind.get(ActionKind.IMPORT_ORDER)))

    def _take_back(self) -> None:
        row = self.table.current if self.table is not None else None
        if row is None:
            return
        session, connection_id, open_run = self._session, self._id, self._open_run

        def back() -> None:
            self.app.show(lambda app: HistoryScreen(app, session, connection_id, open_run))

        number, name = row.record.id, self.name()
        self.app.show(lambda app: TakeBackScreen(app, connection_id, name, number, back))

    def _open_chosen(self) -> None:
        row = self.table.current if self.table is not None else None
        if row is not None:
            self._open(row)

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self.app.go_home)
        if self.runs:
            bar.left(self.text("&Open summary"), self._open_chosen, icon_name="list-check")
            self.take_back_button = bar.left(self.text("&Take back its orders…"), self._take_back)
            self._chose_run()


def _is_troubled(run: RunFacts) -> bool:
    return bool(run.failed) or run.record.state in _TROUBLED
