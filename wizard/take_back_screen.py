"""The orders that a run brought in: which can be taken back and which not, and why; taking them back.

Reached from the history. Nothing is taken back before the owner saw the list and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

from storage.journal import ConnectionJournal
from storage.profiles import Profiles
from sync.errors import MostikError, SettingsError
from sync.run.connection import Connection
from sync.run.report import Report
from sync.run.taking_back import ImportedOrder, bring_in_again, orders_of_run, take_back
from sync.sentences import say
from wizard.app import App
from wizard.connection_secrets import in_memory
from wizard.desk import Desk
from wizard.opening import open_connection
from wizard.saving import secrets_of
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import ICONS, Font, Space, Tone, size
from wizard.widgets import Answer, Column, Mark, Note, Progress, PushButton, Surface, Table, Words

Result = TypeVar("Result")


def in_connection(
    desk: Desk, connection_id: str, do: Callable[[Connection, ConnectionJournal], Result]
) -> Result:
    """Open both systems of a connection, whose journal nobody else writes meanwhile. Blocks; raises
    MostikError.
    """
    kept = in_memory(connection_id, secrets_of(desk, connection_id), desk.secrets)
    with Profiles(desk.paths, desk.clock.now).open(connection_id, write=True) as journal:
        connection = open_connection(journal.profile(), journal, kept, desk.clock)
        with closing(connection.warehouse):
            return do(connection, journal)


class TakeBackScreen(TopBarScreen):
    """See the module. ``back`` shows what was shown before."""

    def __init__(
        self, app: App, connection_id: str, name: str, run_id: int, back: Callable[[], object]
    ) -> None:
        super().__init__(app)
        self._id, self._name, self._run, self._back = connection_id, name, run_id, back
        self.orders: Sequence[ImportedOrder] | None = None
        self._failure: MostikError | None = None
        self._hindered: Sequence[MostikError] = ()
        self._done_words = ""
        self._busy = False
        self._forget_widgets()

    def _forget_widgets(self) -> None:
        self.table: Table[ImportedOrder] | None = None
        self.take_button: PushButton | None = None
        self.again_button: PushButton | None = None

    # ---- what the screen says of itself

    def title(self) -> str:
        return self._name

    def name(self) -> str:
        return self._name

    def help_text(self) -> str:
        return self.text(
            "An order can be taken back as long as its document is an order that nobody changed. The shop is "
            "not told: the order keeps its status there."
        )

    def on_escape(self) -> None:
        self._back()

    # ---- reading and doing, beside the window

    def shown(self) -> None:
        self._read()

    def _read(self) -> None:
        self._work(self._orders_now, self._have)

    def _orders_now(self, connection: Connection, journal: ConnectionJournal) -> list[ImportedOrder]:
        data = journal.run_report(self._run)
        if data is None:
            raise SettingsError(
                say("Run {number} left no summary: what came in by it is not known.", number=self._run)
            )
        return orders_of_run(connection, Report.from_data(data))

    def _have(self, orders: list[ImportedOrder]) -> None:
        self.orders = orders
        self.app.rebuild()

    def _work(
        self, do: Callable[[Connection, ConnectionJournal], Result], done: Callable[[Result], None]
    ) -> None:
        self._busy = True
        self.app.rebuild()

        def ended(result: Result) -> None:
            self._busy = False
            done(result)

        def failed(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, MostikError):
                self.app.show_error(error)
                return
            self._failure = error
            self.app.rebuild()

        self.work(lambda: in_connection(self.desk, self._id, do), ended, failed)

    def _ask(self) -> None:
        possible = self._possible
        self.app.ask(
            self.count("Take {count} order back?", "Take {count} orders back?", len(possible)),
            self.text(
                "Their documents are withdrawn, one after the other. The orders then do not come in by "
                "themselves; you can bring them in again here."
            ),
            [
                Answer("take", self.text("&Take back")),
                Answer("keep", self.text("&Keep them"), main=True),
            ],
            lambda answer: self._take(possible) if answer == "take" else None,
        )

    def _take(self, possible: Sequence[ImportedOrder]) -> None:
        def do(connection: Connection, _journal: ConnectionJournal) -> list[MostikError]:
            return list(take_back(connection, possible).values())

        def done(hindered: list[MostikError]) -> None:
            self._hindered = hindered
            self._done_words = self.count(
                "{count} order was taken back.",
                "{count} orders were taken back.",
                len(possible) - len(hindered),
            )
            self._read()

        self._work(do, done)

    def _bring_in_again(self) -> None:
        back = [order.id for order in self.orders or () if order.is_back]

        def done(again: list[str]) -> None:
            self._done_words = self.count(
                "{count} order comes in again with the next sync.",
                "{count} orders come in again with the next sync.",
                len(again),
            )
            self._read()

        self._work(lambda connection, _journal: bring_in_again(connection, back), done)

    @property
    def _possible(self) -> list[ImportedOrder]:
        return [order for order in self.orders or () if order.can_be_taken_back]

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        self._forget_widgets()
        body.columnconfigure(0, weight=1)
        Words(
            body,
            self.text("Take back the orders of run {number}", number=self._run),
            font=Font.TITLE,
            wrap=True,
        ).grid(row=0, column=0, sticky="ew")
        Words(body, self._headline(), tone=Tone.QUIET, wrap=True).grid(
            row=1, column=0, sticky="ew", pady=(size(body, Space.XS), 0)
        )
        gap = (size(body, Space.M), 0)
        for row, (words, tone) in enumerate(self._notes(), start=2):
            Note(body, words, tone).grid(row=row, column=0, sticky="ew", pady=gap)
        if self._busy:
            progress = Progress(body)
            progress.show_unknown(self.text("Looking at the documents…"))
            progress.grid(row=9, column=0, sticky="ew", pady=gap)
        elif self.orders:
            self.table = self._make_table(body)
            body.rowconfigure(9, weight=1)
            self.table.grid(row=9, column=0, sticky="nsew", pady=gap)
            self.table.fill(self.orders)

    def _headline(self) -> str:
        if self.orders is None:
            return self.text("Nothing is changed by looking.")
        if not self.orders:
            return self.text("No order came in by this run.")
        return self.text(
            "{possible} of {count} can be taken back.", possible=len(self._possible), count=len(self.orders)
        )

    def _notes(self) -> list[tuple[str, Tone]]:
        notes = [(self._done_words, Tone.GOOD)] if self._done_words else []
        for error in (*self._hindered[:3], *((self._failure,) if self._failure else ())):
            said = [self.language.say(part) for part in (error.sentence, error.advice) if part]
            notes.append((" ".join(said), Tone.BAD))
        return notes

    def _make_table(self, body: Surface) -> Table[ImportedOrder]:
        return Table(
            body,
            [
                Column(self.text("Order"), lambda order: order.title, 140, 1),
                Column(self.text("Document"), lambda order: order.number, 140, 1),
                Column(self.text("Why"), lambda order: self.language.say(order.why), 300, 4),
            ],
            state_heading=self.text("State"),
            state=self._mark,
            state_width=190,
            many=False,
            rows_high=4,
        )

    def _mark(self, order: ImportedOrder) -> Mark:
        if order.can_be_taken_back:
            return Mark(ICONS[Tone.GOOD], Tone.GOOD, self.text("Can be taken back"))
        if order.is_back:
            return Mark(ICONS[Tone.INFO], Tone.INFO, self.text("Taken back"))
        return Mark(ICONS[Tone.QUIET], Tone.QUIET, self.text("Stays"))

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self._back)
        if self._busy:
            return
        possible = self._possible
        if possible:
            self.take_button = bar.left(
                self.count("&Take back {count} order…", "&Take back {count} orders…", len(possible)),
                self._ask,
            )
        if any(order.is_back for order in self.orders or ()):
            self.again_button = bar.left(self.text("&Bring in again"), self._bring_in_again)
