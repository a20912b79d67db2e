"""A run while it works: a child process, how far it is, and "stop after this item". Leads to its summary."""

from __future__ import annotations

import tkinter
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from storage.profiles import Profiles
from storage.runs import RunRecord
from sync.errors import MostikError
from sync.plan.actions import GuardAnswer, Module
from sync.profile import Profile, Secrets
from sync.run.report import Report
from sync.sentences import Sentence, mark, say
from wizard.app import App
from wizard.item_words import called, shown_change
from wizard.jobs import RunJob, start_run
from wizard.language import Language
from wizard.run_progress import RunProgress, Station
from wizard.saving import secrets_of
from wizard.screen import ActionBar, TopBarScreen
from wizard.terminal.words import STEPS
from wizard.theme import ICONS, RUNNING_ICON, SKIPPED_ICON, Font, Space, Tone, icon, palette, size
from wizard.widgets import Answer, Card, Fold, Note, Progress, PushButton, Surface, Words
from wizard.widgets.notes import sign_colour

_LOOK_MS: Final = 80
_WIDTH: Final = 860
_COUNTS_WIDTH: Final = 316
_OPTIONS: Final = {
    GuardAnswer.SEND: "send",
    GuardAnswer.SEND_WITHOUT: "without",
    GuardAnswer.KEEP_HELD: "hold",
}
_STATIONS: Final[Mapping[Station, str]] = {
    Station.READ: mark("Reading both sides"),
    Station.ORDERS: mark("Orders and customers"),
    Station.BACK: mark("Statuses and numbers to the shop"),
    Station.LEVELS: mark("Stock and prices"),
    Station.PRODUCTS: mark("Products"),
}
Start = Callable[..., RunJob]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A run that is to be started: ``options`` as on the command line, ``only`` the keys to which they limit
    it. ``told`` is something to know that is shown beside it.
    """

    profile_id: str
    name: str
    options: tuple[str, ...] = ()
    only: frozenset[str] | None = None
    told: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has ended, with what its summary needs. ``record`` None: it never began."""

    profile: Profile
    report: Report
    record: RunRecord | None = None


@dataclass(slots=True)
class _Broken:
    """A run that ended without a summary."""

    sentence: Sentence
    advice: Sentence | None = None
    detail: str = field(default="", repr=False)


def answer_options(answers: Mapping[Module, GuardAnswer]) -> tuple[str, ...]:
    """The owner's answers to guards, as options of the command line."""
    return tuple(
        option
        for module, answer in answers.items()
        for option in ("--answer", f"{module.value}={_OPTIONS[answer]}")
    )


def waiting_words(until: datetime, language: Language) -> str:
    """That a limit of the shop is waited for, and until when on this computer's clock."""
    return language.text(
        "Waits until {time} for a limit of the shop, then goes on by itself.",
        time=until.astimezone().strftime("%H:%M:%S"),
    )


class ProgressScreen(TopBarScreen):
    """Starts a run and shows it to its end. ``start`` starts the child process."""

    def __init__(self, app: App, request: RunRequest, *, start: Start = start_run) -> None:
        super().__init__(app)
        self.request = request
        self._start = start
        self.job: RunJob | None = None
        self.progress = RunProgress(only=request.only)
        self.broken: _Broken | None = None
        self.stopping = False
        self._closing = False

    # ---- the run

    def shown(self) -> None:
        self.work(
            lambda: secrets_of(self.desk, self.request.profile_id), self._with_secrets, self._not_started
        )

    def _with_secrets(self, secrets: Secrets) -> None:
        try:
            self.job = self._start(self.request.profile_id, self.request.options, secrets=secrets)
        except OSError as error:
            self._not_started(error)
            return
        self._look()

    def _look(self) -> None:
        """Take what the child has told since last time."""
        job = self.job
        if job is None:
            return
        now = self.desk.clock.monotonic()
        for event in job.drain():
            self.progress.hear(event, now)
        if job.through:
            self._child_ended(job)
            return
        self._refresh()
        self.after(_LOOK_MS, self._look)

    def _child_ended(self, job: RunJob) -> None:
        report = self.progress.report
        if report is None:
            self.work(job.wait, lambda code: self._broke_off(job, code))
            return

        def finish() -> Finished:
            job.wait()
            profiles = Profiles(self.desk.paths, self.desk.clock.now)
            with profiles.open(self.request.profile_id, write=False) as journal:
                last = journal.last_run()
                found = Report.from_data(report)
                began = last is not None and last.ended_at == found.ended_at
                return Finished(journal.profile(), found, last if began else None)

        self.work(finish, self._finished)

    def _finished(self, finished: Finished) -> None:
        from wizard.summary import SummaryScreen

        self.app.show(lambda app: SummaryScreen(app, finished))

    def _broke_off(self, job: RunJob, code: int) -> None:
        self._break(
            _Broken(
                say("The sync broke off and left no summary."),
                say(
                    "What was done stays done, and nothing is done twice: the next sync looks at everything "
                    "again. The log has the details."
                ),
                f"{job.last_words}\nexit code {code}".strip(),
            )
        )

    def _not_started(self, error: Exception) -> None:
        if isinstance(error, MostikError):
            self._break(_Broken(error.sentence, error.advice, error.detail))
        else:
            self._break(
                _Broken(
                    say("The sync could not be started."),
                    say("Start Mostik again. If that does not help, install it anew."),
                    f"{type(error).__name__}",
                )
            )

    def _break(self, broken: _Broken) -> None:
        self.broken = broken
        self.app.rebuild()

    @property
    def running(self) -> bool:
        """Whether the child works and has not said yet how it ended."""
        return self.job is not None and not self.job.through

    def left(self) -> None:
        if self.running and self.job is not None:
            # The window closes: the run finishes its item and ends by itself.
            self.job.cancel()

    def close_question(self) -> Sentence | None:
        if not self.running:
            return None
        return say(
            "The sync is still running. It finishes the item it is at and then stops; what was done stays "
            "done, and the next sync does the rest."
        )

    # ---- what the screen says of itself

    def title(self) -> str:
        return self.request.name

    def name(self) -> str:
        return self.request.name

    def first_focus(self) -> tkinter.Misc | None:
        return self.main_button or self.stop_button

    def help_text(self) -> str:
        return self.text(
            "Mostik writes one item after the other. You can work in other programs meanwhile, or stop after "
            "the current item: what was done stays done."
        )

    def on_escape(self) -> None:
        if self.running and not self.stopping:
            self._ask_to_stop()

    def _ask_to_stop(self) -> None:
        self.app.ask(
            self.text("Stop the sync?"),
            self.text(
                "It finishes the item it is at. What was done stays done; the next sync does the rest."
            ),
            [
                Answer("stop", self.text("Stop after this item")),
                Answer("stay", self.text("Go on"), main=True),
            ],
            lambda answer: self._stop() if answer == "stop" else None,
        )

    def _stop(self) -> None:
        if not self.running or self.job is None or self.stopping:
            return
        self.stopping = True
        self.job.cancel()
        self._show_stopping()

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        self._note: Note | None = None
        middle = Surface(body)
        middle.pack(fill="x", pady=(size(body, Space.XXL), 0))
        body.bind("<Configure>", lambda event: self._centre(middle, event.width), add="+")
        title = self.text("Syncing {name}", name=self.request.name)
        if self.broken is not None:
            self._build_broken(middle, self.broken)
            return
        Words(middle, title, font=Font.TITLE, wrap=True).pack(fill="x")
        Words(
            middle, self.text("You can work in other programs meanwhile."), tone=Tone.QUIET, wrap=True
        ).pack(fill="x", pady=(size(body, Space.XS), 0))
        if self.request.told is not None:
            Note(middle, self.language.say(self.request.told), Tone.WARN).pack(
                fill="x", pady=(size(body, Space.L), 0)
            )
        self.bar_above = Progress(middle)
        self.bar_above.pack(fill="x", pady=(size(body, Space.XL), 0))
        now = Surface(middle)
        now.pack(fill="x", pady=(size(body, Space.M), 0))
        now.columnconfigure(1, weight=1)
        self.now_before = Words(now, font=Font.STRONG)
        self.now_before.grid(row=0, column=0, sticky="nw")
        self.now = Words(now, "", wrap=True)
        self.now.grid(row=0, column=1, sticky="ew", padx=(size(body, Space.M), 0))
        self._waiting_place = Surface(middle)
        self._waiting_place.pack(fill="x")
        cards = Surface(middle)
        cards.pack(fill="x", pady=(size(body, Space.XL), 0))
        cards.columnconfigure(0, weight=1)
        cards.columnconfigure(1, minsize=size(body, _COUNTS_WIDTH))
        self._build_stations(cards).grid(row=0, column=0, sticky="nsew")
        self._build_counts(cards).grid(row=0, column=1, sticky="nsew", padx=(size(body, Space.L), 0))
        self._refresh()

    @staticmethod
    def _centre(middle: Surface, width: int) -> None:
        """No wider than what the eye follows, in the middle of the window."""
        spare = width - 2 * size(middle, Space.XXL) - size(middle, _WIDTH)
        middle.pack_configure(padx=max(spare // 2, 0))

    def _build_stations(self, parent: Surface) -> Card:
        card = Card(parent)
        card.body.columnconfigure(1, weight=1)
        self.stations: dict[Station, tuple[Words, Words, Words]] = {}
        for row, station in enumerate(Station):
            gap = (size(card, Space.M) if row else 0, 0)
            sign = Words(card.body, icon_name=ICONS[Tone.QUIET])
            sign.grid(row=row, column=0, sticky="n", padx=(0, size(card, Space.M)), pady=gap)
            name = Words(card.body, self.text(_STATIONS[station]), wrap=True)
            name.grid(row=row, column=1, sticky="ew", pady=gap)
            how_far = Words(card.body)
            how_far.grid(row=row, column=2, sticky="ne", padx=(size(card, Space.M), 0), pady=gap)
            self.stations[station] = (sign, name, how_far)
        return card

    def _build_counts(self, parent: Surface) -> Card:
        card = Card(parent)
        card.body.columnconfigure(0, weight=1)
        self.counts: list[Words] = []
        kinds = (
            (self.text("Done"), ICONS[Tone.GOOD], Tone.GOOD),
            (self.text("Skipped"), SKIPPED_ICON, Tone.WARN),
            (self.text("Failed"), ICONS[Tone.BAD], Tone.BAD),
        )
        for row, (name, icon_name, tone) in enumerate(kinds):
            gap = (size(card, Space.M) if row else 0, 0)
            Words(card.body, name, icon_name=icon_name, icon_colour=sign_colour(tone), wrap=True).grid(
                row=row, column=0, sticky="ew", pady=gap
            )
            number = Words(card.body, "0", font=Font.STRONG)
            number.grid(row=row, column=1, sticky="ne", pady=gap)
            self.counts.append(number)
        Words(
            card.body,
            self.text("The summary has the details. One failed item does not stop the others."),
            font=Font.SMALL,
            tone=Tone.QUIET,
            wrap=True,
            # It takes the width of the card and asks for none.
            width=1,
        ).grid(row=3, column=0, columnspan=2, sticky="ew", pady=(size(card, Space.L), 0))
        return card

    def _build_broken(self, middle: Surface, broken: _Broken) -> None:
        note = Note(
            middle,
            self.language.say(broken.advice) if broken.advice else "",
            Tone.BAD,
            headline=self.language.say(broken.sentence),
            strip=True,
        )
        note.pack(fill="x")
        if broken.detail:
            Fold(note.body, self.text("Technical details"), broken.detail).pack(
                fill="x", pady=(size(middle, Space.S), 0)
            )
        self.log_button = PushButton(
            note.body, self.text("Open the folder with the log"), self._open_logs, icon_name="folder2-open"
        )
        self.log_button.pack(anchor="w", pady=(size(middle, Space.S), 0))
        Words(note.body, str(self.desk.paths.logs), font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(
            fill="x", pady=(size(middle, Space.XS), 0)
        )

    def _open_logs(self) -> None:
        webbrowser.open(self.desk.paths.logs.absolute().as_uri())

    def build_actions(self, bar: ActionBar) -> None:
        self.stop_button: PushButton | None = None
        if self.broken is not None:
            self.main_button = bar.main(self.text("&Done"), self.app.go_home)
            return
        self.stop_button = bar.right(self.text("&Stop after this item"), self._stop, icon_name="stop-circle")
        self._show_stopping()

    def _show_stopping(self) -> None:
        if self.stop_button is None:
            return
        self.stop_button.enable(not self.stopping)
        if self.stopping:
            self.bar.reason(self.text("Stops as soon as the current item is finished…"))
        else:
            self.bar.reason(self.text("What is done stays done. The next sync does the rest."))

    # ---- drawn again with every look

    def _refresh(self) -> None:
        if self.broken is not None:
            return
        progress = self.progress
        number = self.language.number
        if not progress.writing:
            self.bar_above.show_unknown(self._reading_words())
        else:
            total = progress.shown_total
            self.bar_above.show(
                progress.through,
                total,
                done_text=number(Decimal(progress.through)),
                of_text=self.count("of {count} change", "of {count} changes", total),
                left_text=self._time_left(),
            )
        now = self._now_words()
        self.now_before.say(self.text("Now:") if now else "")
        self.now.say(now)
        for words, value in zip(self.counts, (progress.done, progress.skipped, progress.failed), strict=True):
            words.say(number(Decimal(value)))
        for station in Station:
            self._show_station(station)
        self._show_waiting()

    def _reading_words(self) -> str:
        step = self.progress.step
        return f"{self.text(STEPS[step])}…" if step is not None else self.text("Starting…")

    def _now_words(self) -> str:
        """The item that the run is at; empty where the bar above says already what goes on."""
        current = self.progress.current
        if current is None:
            return self._reading_words() if self.progress.writing else ""
        words = called(current.kind, current.module, current.title, self.language)
        change = shown_change(current.old, current.new, self.language)
        return f"{words}, {change}" if change else words

    def _time_left(self) -> str:
        seconds = self.progress.seconds_left(self.desk.clock.monotonic())
        if seconds is None:
            return ""
        if seconds < 90:
            # To the next ten: a countdown that stutters helps nobody.
            tens = max(round(seconds / 10) * 10, 10)
            return self.count("about {count} second left", "about {count} seconds left", tens)
        return self.count("about {count} minute left", "about {count} minutes left", round(seconds / 60))

    def _show_station(self, station: Station) -> None:
        sign, name, how_far = self.stations[station]
        progress = self.progress
        current = progress.station() is station
        tone, icon_name = Tone.QUIET, ICONS[Tone.QUIET]
        if progress.is_finished(station):
            tone, icon_name = Tone.GOOD, ICONS[Tone.GOOD]
        elif current:
            tone, icon_name = Tone.INFO, RUNNING_ICON
        sign.configure(image=icon(icon_name, 16, palette().tone(tone).solid))
        font = Font.STRONG if current else Font.BODY
        for words in (name, how_far):
            words.configure(font=font.value)
        name.say(self.text(_STATIONS[station]), Tone.QUIET if tone is Tone.QUIET else None)
        how_far.say(self._how_far(station), None if current else Tone.QUIET)

    def _how_far(self, station: Station) -> str:
        progress = self.progress
        if station is Station.READ:
            seconds = progress.read_seconds
            return "" if seconds is None else self.text("{seconds} s", seconds=max(round(seconds), 1))
        if not progress.writing:
            return self.text("waits")
        through, planned = progress.through_by_station[station], progress.planned[station]
        if not planned and not through:
            return self.text("nothing to do")
        number = self.language.number
        return self.text(
            "{through} of {total}",
            through=number(Decimal(through)),
            total=number(Decimal(max(planned, through))),
        )

    def _show_waiting(self) -> None:
        until = self.progress.waits_until
        if until is None:
            if self._note is not None:
                self._note.destroy()
                self._note = None
                # An emptied frame keeps its size until it is told otherwise.
                self._waiting_place.configure(height=1)
            return
        words = waiting_words(until, self.language)
        if self._note is None:
            self._note = Note(self._waiting_place, words, Tone.WARN)
            self._note.pack(fill="x", pady=(size(self._waiting_place, Space.M), 0))
        else:
            self._note.say(words)
