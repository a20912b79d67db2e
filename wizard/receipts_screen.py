"""The receipts of a connection: what waits to be printed, what is in doubt, what is to be taken back.

Reached from the connection's menu. Nothing is printed before the owner chose it and said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import TypeVar

from babel.dates import format_date

from sync.errors import MostikError
from sync.money import Money
from sync.plan.receipts import EURO, ReceiptItem, ReceiptState, StornoProposal
from sync.receipts.receipt import StornoReason
from sync.receipts.supto import not_in_the_list
from sync.run.receipt_desk import PrintOutcome, ReceiptDesk
from wizard.app import App
from wizard.home_menu import open_menu
from wizard.receipt_words import REASONS, STATES
from wizard.receipts_audit import AuditFileScreen
from wizard.receipts_device import DeviceCommands
from wizard.receipts_doubt import DoubtNote
from wizard.receipts_work import Standing, standing_of, with_receipts
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import ICONS, Font, Space, Tone, size
from wizard.widgets import (
    Answer,
    Column,
    FilterChips,
    Mark,
    Note,
    Option,
    Progress,
    PushButton,
    Surface,
    Table,
    Words,
)

Result = TypeVar("Result")
_LOOK_EVERY_MS = 200
_TONES = {
    ReceiptState.WAITS: Tone.INFO,
    ReceiptState.PRINTED: Tone.GOOD,
    ReceiptState.FAILED: Tone.WARN,
    ReceiptState.UNKNOWN: Tone.BAD,
    ReceiptState.NOT_SAID: Tone.WARN,
    ReceiptState.NOT_POSSIBLE: Tone.WARN,
}


class Shown(StrEnum):
    """Which receipts the table shows."""

    TO_PRINT = "to print"
    IN_DOUBT = "in doubt"
    PRINTED = "printed"
    ALL = "all"


def is_shown(item: ReceiptItem, shown: Shown) -> bool:
    """Whether a receipt belongs under a filter."""
    match shown:
        case Shown.TO_PRINT:
            return item.can_print or item.state in (ReceiptState.NOT_SAID, ReceiptState.NOT_POSSIBLE)
        case Shown.IN_DOUBT:
            return item.in_doubt
        case Shown.PRINTED:
            return item.state in (ReceiptState.PRINTED, ReceiptState.REVERSED)
        case Shown.ALL:
            return True


class ReceiptsScreen(TopBarScreen):
    """See the module. ``back`` shows what was shown before."""

    def __init__(self, app: App, connection_id: str, name: str, back: Callable[[], object]) -> None:
        super().__init__(app)
        self._id, self._name, self._back = connection_id, name, back
        self.standing: Standing | None = None
        self.shown_filter = Shown.TO_PRINT
        self._failure: MostikError | None = None
        self._told: list[tuple[str, Tone]] = []
        self._busy = ""
        self._wanted = 0
        self._outcomes: list[PrintOutcome] = []
        self._stop = False
        self.device = DeviceCommands(self, self._on_device)
        self._forget_widgets()

    def _forget_widgets(self) -> None:
        self.table: Table[ReceiptItem] | None = None
        self.chips: FilterChips | None = None
        self.print_button: PushButton | None = None
        self.storno_button: PushButton | None = None
        self.device_button: PushButton | None = None
        self.doubt: DoubtNote | None = None
        self._doubt_place: Surface | None = None
        self._progress: Progress | None = None

    # ---- what the screen says of itself

    def title(self) -> str:
        return self._name

    def name(self) -> str:
        return self._name

    def help_text(self) -> str:
        return self.text(
            "Choose the orders whose goods leave, and print. Space marks a row, Ctrl+A all of them. What is "
            "in doubt is asked of the device first; nothing is ever printed again by itself."
        )

    def on_escape(self) -> None:
        if not self._busy:
            self._back()

    # ---- reading and doing, beside the window

    def shown(self) -> None:
        self._read()

    def _read(self) -> None:
        self.work(
            lambda: with_receipts(self.desk, self._id, standing_of, write=False), self._have, self._failed
        )

    def _have(self, standing: Standing) -> None:
        first = self.standing is None
        self.standing = standing
        if first and not any(item.can_print for item in standing.items):
            self.shown_filter = Shown.IN_DOUBT if any(item.in_doubt for item in standing.items) else Shown.ALL
        self.app.rebuild()

    def _failed(self, error: Exception) -> None:
        self._busy, self._wanted = "", 0
        if not isinstance(error, MostikError):
            self.app.rebuild()
            self.app.show_error(error)
            return
        self._failure = error
        self.app.rebuild()

    def _do(
        self, busy: str, do: Callable[[ReceiptDesk], Result], done: Callable[[Result], list[tuple[str, Tone]]]
    ) -> None:
        """Have something done; ``busy`` is said meanwhile, and ``done`` says what came of it."""
        self._busy, self._failure, self._told = busy, None, []
        self.app.rebuild()

        def ended(result: Result) -> None:
            self._busy = ""
            self._told = done(result)
            self._read()

        self.work(lambda: with_receipts(self.desk, self._id, do), ended, self._failed)

    # ---- printing

    @property
    def chosen(self) -> list[ReceiptItem]:
        """The marked rows that may be printed."""
        return [item for item in (self.table.selected if self.table else []) if item.can_print]

    def ask_print(self) -> None:
        """Ask once more, then print what is marked."""
        items = self.chosen
        if not items:
            return
        total = sum((item.sale.total or Decimal(0) for item in items), Decimal(0))
        self.app.ask(
            self.count("Print {count} receipt now?", "Print {count} receipts now?", len(items)),
            self.text("Together {amount}. Each gets its sale number (УНП).", amount=self._money(total)),
            [
                Answer("print", self.text("&Print"), main=True),
                Answer("not", self.text("&Not now")),
            ],
            lambda answer: self._print([item.sale.order_id for item in items]) if answer == "print" else None,
        )

    def _print(self, order_ids: Sequence[str]) -> None:
        outcomes: list[PrintOutcome] = []
        self._outcomes, self._wanted, self._stop = outcomes, len(order_ids), False

        def do(receipts: ReceiptDesk) -> list[PrintOutcome]:
            return receipts.print_these(order_ids, outcomes.append, lambda: self._stop)

        self._do(self.text("Printing…"), do, self._printed)
        self.after(_LOOK_EVERY_MS, self._look_at_progress)

    def _look_at_progress(self) -> None:
        if not self._busy:
            return
        if self._progress is not None and self._progress.winfo_exists():
            self._show_progress(self._progress)
        self.after(_LOOK_EVERY_MS, self._look_at_progress)

    def _show_progress(self, progress: Progress) -> None:
        if not self._wanted:
            progress.show_unknown(self._busy)
            return
        done = len(self._outcomes)
        progress.show(
            done, self._wanted, done_text=str(done), of_text=self.text("of {total}", total=self._wanted)
        )

    def _printed(self, outcomes: Sequence[PrintOutcome]) -> list[tuple[str, Tone]]:
        self._wanted = 0
        done = [outcome for outcome in outcomes if outcome.problem is None]
        told: list[tuple[str, Tone]] = []
        if done:
            words = self.count("{count} receipt was printed.", "{count} receipts were printed.", len(done))
            told.append((words, Tone.GOOD))
        # One problem that stopped the rest is said once, with the orders that it concerns.
        stopped: dict[str, list[str]] = {}
        for outcome in outcomes:
            if outcome.problem is not None:
                stopped.setdefault(self._words_of(outcome.problem), []).append(outcome.number)
        told += [(f"{', '.join(numbers)}: {words}", Tone.BAD) for words, numbers in stopped.items()]
        return told

    def _words_of(self, error: MostikError) -> str:
        return " ".join(self.language.say(part) for part in (error.sentence, error.advice) if part)

    # ---- taking back

    def _ask_storno(self, item: ReceiptItem) -> None:
        """Ask for the reason; the one that is usual today is the main answer."""
        proposal = next(
            (each for each in self._proposals if each.item.sale.order_id == item.sale.order_id), None
        )
        if proposal is not None:
            self._ask_reason(proposal)
            return
        self.work(
            lambda: with_receipts(
                self.desk, self._id, lambda receipts: receipts.proposal(item.sale.order_id), write=False
            ),
            self._ask_reason,
            self._failed,
        )

    def _ask_reason(self, proposal: StornoProposal) -> None:
        order_id = proposal.item.sale.order_id
        answers = [
            Answer(reason.value, self.text(REASONS[reason]), main=place == 0)
            for place, reason in enumerate(proposal.reasons)
        ]
        self.app.ask(
            self.text("Take back the receipt of order {order}?", order=proposal.item.sale.number),
            self.text("A storno over {amount} is printed. Why?", amount=self._money(proposal.printed.amount)),
            [*answers, Answer("keep", self.text("&Keep it"))],
            lambda answer: self._take_back(order_id, StornoReason(answer)) if answer != "keep" else None,
        )

    def _take_back(self, order_id: str, reason: StornoReason) -> None:
        def done(outcome: PrintOutcome) -> list[tuple[str, Tone]]:
            if outcome.problem is not None:
                return [(f"{outcome.number}: {self._words_of(outcome.problem)}", Tone.BAD)]
            return [(self.text("{order}: the storno was printed.", order=outcome.number), Tone.GOOD)]

        self._do(self.text("Printing…"), lambda receipts: receipts.take_back(order_id, reason), done)

    # ---- what is in doubt

    def _say_of(self, do: Callable[[ReceiptDesk], ReceiptItem]) -> None:
        def done(item: ReceiptItem) -> list[tuple[str, Tone]]:
            return [(f"{item.sale.number}: {self.text(STATES[item.state])}", Tone.INFO)]

        self._do(self.text("One moment…"), do, done)

    def _ask_device(self) -> None:
        def done(doubtful: list[ReceiptItem]) -> list[tuple[str, Tone]]:
            if not doubtful:
                return [(self.text("The device told. Nothing is in doubt any more."), Tone.GOOD)]
            return [(self.text("The device cannot tell. Look at the paper and say what you see."), Tone.WARN)]

        self._do(self.text("Asking the device…"), lambda receipts: receipts.ask_device(), done)

    # ---- the device

    def _on_device(
        self, busy: str, do: Callable[[ReceiptDesk], Result], done: Callable[[Result], list[tuple[str, Tone]]]
    ) -> None:
        self._do(busy, do, done)

    # ---- the widgets

    @property
    def _proposals(self) -> Sequence[StornoProposal]:
        return self.standing.proposals if self.standing else ()

    def _money(self, amount: Decimal) -> str:
        return self.language.money(Money(amount, EURO))

    def build_body(self, body: Surface) -> None:
        self._forget_widgets()
        body.columnconfigure(0, weight=1)
        Words(body, self.text("Receipts"), font=Font.TITLE, wrap=True).grid(row=0, column=0, sticky="ew")
        Words(body, self._headline(), tone=Tone.QUIET, wrap=True).grid(
            row=1, column=0, sticky="ew", pady=(size(body, Space.XS), 0)
        )
        gap = (size(body, Space.M), 0)
        notes = Surface(body)
        notes.grid(row=2, column=0, sticky="ew")
        for words, tone in self._notes():
            Note(notes, words, tone).pack(fill="x", pady=gap)
        for proposal in self._proposals:
            self._propose(notes, proposal)
        self.device.build(notes)
        if self._busy:
            self._progress = Progress(body)
            self._show_progress(self._progress)
            self._progress.grid(row=5, column=0, sticky="ew", pady=gap)
        elif self.standing is not None:
            self._build_list(body, gap)

    def _build_list(self, body: Surface, gap: tuple[int, int]) -> None:
        self.chips = FilterChips(
            body, self._options(), value=self.shown_filter.value, on_change=self._filtered
        )
        self.chips.grid(row=3, column=0, sticky="ew", pady=gap)
        self._doubt_place = Surface(body)
        self._doubt_place.grid(row=4, column=0, sticky="ew")
        self.table = self._make_table(body)
        body.rowconfigure(5, weight=1)
        self.table.grid(row=5, column=0, sticky="nsew", pady=gap)
        self.table.filter(lambda item: is_shown(item, self.shown_filter))
        assert self.standing is not None
        self.table.fill(self.standing.items)
        Words(body, self.language.say(not_in_the_list()), font=Font.SMALL, tone=Tone.QUIET, wrap=True).grid(
            row=6, column=0, sticky="ew", pady=gap
        )

    def _propose(self, place: Surface, proposal: StornoProposal) -> None:
        note = Note(place, self.language.say(proposal.why), Tone.WARN)
        note.pack(fill="x", pady=(size(place, Space.M), 0))
        last = format_date(proposal.last_day, "d MMMM", locale=self.language.code)
        Words(
            note.body,
            self.text("As the operator’s error it can be taken back until {day}.", day=last),
            font=Font.SMALL,
            wrap=True,
        ).pack(fill="x")
        PushButton(
            note.body, self.text("Take it back…"), partial(self._ask_reason, proposal), rank="second"
        ).pack(anchor="w", pady=(size(place, Space.S), 0))

    def _headline(self) -> str:
        if self.standing is None:
            return self.text("The list is being read…") if self._failure is None else ""
        waiting = [item for item in self.standing.items if item.can_print]
        if not waiting:
            return self.text("No receipt waits.")
        total = sum((item.sale.total or Decimal(0) for item in waiting), Decimal(0))
        words = self.count("{count} receipt waits", "{count} receipts wait", len(waiting))
        return self.text("{receipts}, together {amount}.", receipts=words, amount=self._money(total))

    def _notes(self) -> list[tuple[str, Tone]]:
        failed = [(self._words_of(self._failure), Tone.BAD)] if self._failure else []
        return [*self._told, *failed]

    def _options(self) -> list[Option]:
        assert self.standing is not None
        counts = Counter(shown for item in self.standing.items for shown in Shown if is_shown(item, shown))
        words = {
            Shown.TO_PRINT: self.text("To print"),
            Shown.IN_DOUBT: self.text("In doubt"),
            Shown.PRINTED: self.text("Printed receipts"),
            Shown.ALL: self.text("All"),
        }
        return [Option(shown.value, words[shown], str(counts[shown])) for shown in Shown]

    def _make_table(self, body: Surface) -> Table[ReceiptItem]:
        return Table(
            body,
            [
                Column(self.text("Order"), lambda item: item.sale.number, 110, 1),
                Column(
                    self.text("Amount"),
                    lambda item: self._money(item.sale.total) if item.sale.total is not None else "—",
                    100,
                    0,
                    "e",
                    lambda item: item.sale.total or Decimal(0),
                ),
                Column(self.text("УНП"), lambda item: item.sale.sale_number or "—", 190, 1),
                Column(self.text("Receipt"), _receipt_number, 130, 0),
                Column(self.text("Why"), lambda item: self.language.say(item.why), 220, 3),
            ],
            state_heading=self.text("State"),
            state=self._mark,
            state_width=250,
            on_select=self._selected,
            empty_text=self.text("Nothing here."),
            rows_high=5,
        )

    def _mark(self, item: ReceiptItem) -> Mark:
        tone = _TONES.get(item.state, Tone.QUIET)
        return Mark(ICONS[tone], tone, self.text(STATES[item.state]))

    def _filtered(self) -> None:
        assert self.chips is not None
        assert self.table is not None
        self.shown_filter = Shown(self.chips.value)
        self.table.filter(lambda item: is_shown(item, self.shown_filter))
        self._selected()

    def _selected(self) -> None:
        """The buttons follow what is marked, and what is in doubt is asked about."""
        if self.table is None or self._doubt_place is None:
            return
        marked = self.table.selected
        if self.print_button is not None:
            count = len(self.chosen)
            self.print_button.say(self._print_words(count))
            self.print_button.enable(count > 0)
        if self.storno_button is not None:
            self.storno_button.enable(len(marked) == 1 and marked[0].state is ReceiptState.PRINTED)
        doubtful = marked[0] if len(marked) == 1 and marked[0].in_doubt else None
        if self.doubt is not None and self.doubt.item is doubtful:
            return
        for child in self._doubt_place.winfo_children():
            child.destroy()
        self._doubt_place.configure(height=1)
        self.doubt = None
        if doubtful is not None:
            self.doubt = DoubtNote(self._doubt_place, doubtful, self._ask_device, self._say_of)
            self.doubt.pack(fill="x", pady=(size(self._doubt_place, Space.M), 0))

    def _print_words(self, count: int) -> str:
        if not count:
            return self.text("&Print…")
        return self.count("&Print {count} receipt…", "&Print {count} receipts…", count)

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self._back, enabled=not self._busy)
        if self._busy:
            if self._wanted:
                bar.left(self.text("&Stop after this one"), self._ask_to_stop)
            return
        if self.standing is None:
            return
        if self.standing.has_device:
            self.print_button = bar.left(self._print_words(0), self.ask_print)
            self.print_button.enable(False)
            self.storno_button = bar.left(self.text("&Take back…"), self._storno_of_marked)
            self.storno_button.enable(False)
            self.device_button = bar.left(self.text("De&vice"), self._open_device)
        if self.standing.has_audit:
            bar.left(self.text("&Audit file…"), self._open_audit)

    def _storno_of_marked(self) -> None:
        marked = self.table.selected if self.table else []
        if len(marked) == 1:
            self._ask_storno(marked[0])

    def _ask_to_stop(self) -> None:
        self._stop = True

    def _open_device(self) -> None:
        assert self.device_button is not None
        open_menu(self.device_button, self.device.entries())

    def _open_audit(self) -> None:
        def again() -> None:
            self.app.show(lambda app: ReceiptsScreen(app, self._id, self._name, self._back))

        self.app.show(lambda app: AuditFileScreen(app, self._id, self._name, again))


def _receipt_number(item: ReceiptItem) -> str:
    return str(item.printed.number) if item.printed is not None else ""
