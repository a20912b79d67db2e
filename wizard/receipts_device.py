"""What the device can be asked on the screen of receipts: its state, reports, cash, a duplicate, its
clock.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from sync.money import Money
from sync.plan.receipts import EURO
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.problems import problem_error
from sync.run.receipt_desk import DeviceTest, ReceiptDesk
from wizard.home_menu import MenuEntry
from wizard.receipt_words import WARNINGS
from wizard.screen import Screen
from wizard.theme import Space, Tone, size
from wizard.widgets import Answer, Card, Flow, NumberField, PushButton, Surface

Result = TypeVar("Result")
Told = list[tuple[str, Tone]]
Do = Callable[[str, Callable[[ReceiptDesk], Any], Callable[[Any], Told]], None]


class DeviceCommands:
    """The entries of the menu, and the card for cash while it is open. ``do`` works beside the window."""

    def __init__(self, screen: Screen, do: Do) -> None:
        self._screen = screen
        self._do = do
        self._cash: str = ""
        """Which way cash goes while its card is open: "in", "out" or "" where it is not."""
        self.amount: NumberField | None = None
        self.cash_button: PushButton | None = None

    def entries(self) -> list[MenuEntry]:
        text = self._screen.text
        return [
            MenuEntry(text("State, nothing is printed"), self.test),
            MenuEntry(text("Set its clock"), self.set_clock),
            MenuEntry(),
            MenuEntry(text("Report of the day (X)"), self.report),
            MenuEntry(text("Close the day (Z)…"), self.ask_close_day),
            MenuEntry(),
            MenuEntry(text("Put cash in…"), lambda: self.open_cash("in")),
            MenuEntry(text("Take cash out…"), lambda: self.open_cash("out")),
            MenuEntry(text("Duplicate of the last receipt…"), self.ask_duplicate),
        ]

    def _money(self, amount: Decimal) -> str:
        return self._screen.language.money(Money(amount, EURO))

    # ---- asking

    def test(self) -> None:
        """Ask how it is."""
        self._do(
            self._screen.text("Asking the device…"), lambda receipts: receipts.test_device(), self._tested
        )

    def _tested(self, test: DeviceTest) -> Told:
        text, say = self._screen.text, self._screen.language.say
        told: Told = []
        for problem in test.status.problems:
            error = problem_error(problem, test.info.serial)
            told.append((" ".join(say(part) for part in (error.sentence, error.advice) if part), Tone.BAD))
        told += [(text(WARNINGS[warning]), Tone.WARN) for warning in test.status.warnings]
        if test.clock_differs:
            shown = self._screen.language.moment(test.clock, DEVICE_ZONE)
            told.append(
                (text("Its clock shows {moment}, which is not this computer’s.", moment=shown), Tone.WARN)
            )
        if not test.status.problems:
            words = text("{model}, number {serial}: ready.", model=test.info.model, serial=test.info.serial)
            if test.cash is not None:
                words = f"{words} {text('In the drawer: {amount}.', amount=self._money(test.cash))}"
            told.insert(0, (words, Tone.GOOD))
        return told

    def set_clock(self) -> None:
        """Set its clock to this computer's."""
        text = self._screen.text
        self._do(
            text("Asking the device…"),
            lambda receipts: receipts.set_device_clock(),
            lambda moment: [
                (
                    text(
                        "Its clock shows {moment}.", moment=self._screen.language.moment(moment, DEVICE_ZONE)
                    ),
                    Tone.GOOD,
                )
            ],
        )

    # ---- printing

    def report(self) -> None:
        """Print the X report."""
        self._do_quietly(lambda receipts: receipts.daily_report(close_day=False))

    def ask_close_day(self) -> None:
        """Ask, then print the Z report."""
        text = self._screen.text
        self._screen.app.ask(
            text("Close the day?"),
            text("The daily report (Z) is printed and the day’s sums begin anew. This cannot be taken back."),
            [Answer("close", text("&Close the day")), Answer("not", text("&Not now"), main=True)],
            lambda answer: (
                self._do_quietly(lambda receipts: receipts.daily_report(close_day=True))
                if answer == "close"
                else None
            ),
        )

    def ask_duplicate(self) -> None:
        """Ask, then print the last receipt once more."""
        text = self._screen.text
        self._screen.app.ask(
            text("Print the last receipt once more?"),
            text("It is marked as a duplicate, and the device allows it once."),
            [Answer("print", text("&Print")), Answer("not", text("&Not now"), main=True)],
            lambda answer: (
                self._do_quietly(lambda receipts: receipts.duplicate()) if answer == "print" else None
            ),
        )

    def _do_quietly(self, do: Callable[[ReceiptDesk], None]) -> None:
        text = self._screen.text
        self._do(text("Printing…"), do, lambda _none: [(text("The device has done it."), Tone.GOOD)])

    # ---- cash

    def open_cash(self, way: str) -> None:
        """Open the card that asks for the amount."""
        self._cash = way
        self._screen.app.rebuild()
        if self.amount is not None:
            self.amount.control.focus_set()

    def build(self, place: Surface) -> None:
        """The card for cash, where it is open."""
        self.amount = self.cash_button = None
        if not self._cash:
            return
        text = self._screen.text
        title = text("Put cash in") if self._cash == "in" else text("Take cash out")
        card = Card(place, title)
        card.pack(fill="x", pady=(size(place, Space.M), 0))
        row = Flow(card.body, gap=Space.S)
        row.pack(fill="x")
        self.amount = NumberField(row, unit=EURO, on_change=self._typed)
        row.add(self.amount)
        self.cash_button = PushButton(row, title, self._move_cash, rank="second")
        row.add(self.cash_button)
        row.add(PushButton(row, text("Cancel"), self._close_cash))
        self._typed()

    def _typed(self) -> None:
        assert self.amount is not None
        assert self.cash_button is not None
        number = self.amount.number
        self.cash_button.enable(number is not None and number > 0)

    def _close_cash(self) -> None:
        self._cash = ""
        self._screen.app.rebuild()

    def _move_cash(self) -> None:
        assert self.amount is not None
        amount, way = self.amount.number, self._cash
        if amount is None or amount <= 0:
            return
        self._cash = ""
        text = self._screen.text

        def done(left: Decimal | None) -> Told:
            words = text("The device has done it.")
            if left is not None:
                words = f"{words} {text('In the drawer: {amount}.', amount=self._money(left))}"
            return [(words, Tone.GOOD)]

        self._do(
            text("Printing…"),
            lambda receipts: receipts.cash_in(amount) if way == "in" else receipts.cash_out(amount),
            done,
        )
