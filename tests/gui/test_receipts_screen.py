"""The screen of receipts, in a real window: what it prints is judged by the device's own fiscal memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sync.plan.receipts import ReceiptState
from sync.simulators.fiscal import DocumentKind, Interruption, Loss, Moment
from tests.gui.conftest import OpenApp
from tests.gui.hands import Mouse
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    assert_letters_unique,
    click,
    keys,
    pump,
    settle,
    type_text,
    widgets_below,
)
from tests.gui.receipts_place import ReceiptsPlace, RunningClock, receipts_place
from wizard.app import App
from wizard.receipts_audit import AuditFileScreen
from wizard.receipts_screen import ReceiptsScreen, Shown
from wizard.widgets import Trouble, Words

HAND = Mouse()


class Opened:
    """The screen in its window."""

    def __init__(self, app: App, place: ReceiptsPlace) -> None:
        self.app, self.place = app, place
        self.ready()

    @property
    def screen(self) -> ReceiptsScreen:
        assert isinstance(self.app.screen, ReceiptsScreen)
        return self.app.screen

    def ready(self) -> None:
        """Wait until what was begun is done and read."""
        pump(self.app.window, lambda: not self.screen._busy and self.screen.table is not None, "the list")
        settle(self.app.window)

    def words(self) -> str:
        settle(self.app.window)
        return "\n".join(
            str(each.cget("text"))
            for each in widgets_below(self.app.window)
            if isinstance(each, Words) and each.winfo_ismapped()
        )

    def answer(self, keysym: str) -> None:
        """Answer the question that is open, by its letter."""
        settle(self.app.window)
        keys(self.app.window, keysym)
        settle(self.app.window)

    def mark_all(self) -> None:
        table = self.screen.table
        assert table is not None
        table.select(table.shown)
        settle(self.app.window)

    def print_marked(self) -> None:
        assert self.screen.print_button is not None
        HAND.press(self.screen.print_button)
        self.answer("alt+p")
        self.ready()

    def states(self) -> dict[str, ReceiptState]:
        assert self.screen.standing is not None
        return {item.sale.order_id: item.state for item in self.screen.standing.items}


Open = Callable[..., Opened]


@pytest.fixture
def opened(open_app: OpenApp, tmp_path: Path) -> Iterator[Open]:
    places = []

    def made(language: str = "en", *, orders: int = 3, audit: bool = False) -> Opened:
        holding = []

        def screen(app: App) -> ReceiptsScreen:
            place = receipts_place(tmp_path / "place", app.desk, orders=orders, audit=audit)
            holding.append(place.__enter__())
            places.append(place)
            assert isinstance(app.desk, DeskForTests)
            app.desk.clock = RunningClock()  # type: ignore[assignment]  # a device answers in real time
            profile = holding[0].profile
            return ReceiptsScreen(app, profile.id, profile.name, app.go_home)

        app = open_app(screen, language=language)
        return Opened(app, holding[0])

    yield made
    for place in places:
        place.__exit__(None, None, None)


def test_what_is_marked_is_printed_to_the_cent_and_once(opened: Open) -> None:
    shown = opened()
    assert shown.screen.shown_filter is Shown.TO_PRINT
    assert_layout(shown.app.window)
    assert_letters_unique(shown.app.window)
    assert shown.screen.standing is not None
    wanted = {item.sale.sale_number: item.sale.total for item in shown.screen.standing.items}
    shown.mark_all()
    shown.print_marked()
    assert "3 receipts were printed." in shown.words()
    memory = shown.place.device.memory
    assert {receipt.sale_number: receipt.total for receipt in memory.sales} == wanted
    assert set(shown.states().values()) == {ReceiptState.PRINTED}
    assert shown.screen.table is not None
    assert not shown.screen.table.shown, "nothing waits any more"
    assert "No receipt waits." in shown.words()


def test_a_storno_takes_the_whole_receipt_back(opened: Open) -> None:
    shown = opened(orders=1)
    shown.mark_all()
    shown.print_marked()
    assert shown.screen.chips is not None
    HAND.press(shown.screen.chips.buttons[Shown.PRINTED.value])
    shown.mark_all()
    assert shown.screen.storno_button is not None
    HAND.press(shown.screen.storno_button)
    shown.answer("Return")
    shown.ready()
    memory = shown.place.device.memory
    (storno,) = memory.stornos
    (sale,) = memory.sales
    assert storno.total == sale.total
    assert storno.sale_number == sale.sale_number
    assert set(shown.states().values()) == {ReceiptState.REVERSED}


def test_no_paper_is_said_once_and_nothing_is_lost(opened: Open) -> None:
    shown = opened()
    shown.place.device.condition.paper_out = True
    shown.mark_all()
    shown.print_marked()
    assert "paper" in shown.words()
    assert not shown.place.device.memory.sales
    shown.place.device.condition.paper_out = False
    shown.mark_all()
    shown.print_marked()
    assert len(shown.place.device.memory.sales) == 3


def test_what_is_in_doubt_is_asked_with_three_honest_answers(opened: Open) -> None:
    shown = opened(orders=2)
    device = shown.place.device
    table = shown.screen.table
    assert table is not None
    table.select(table.shown[:1])
    shown.print_marked()
    # From the command that pays on the cable is cut, and the device stays away: nobody knows.
    device.interrupt(Interruption(Loss.CABLE, Moment.EXECUTED, device.messages.index("35") + 1))
    shown.mark_all()
    shown.print_marked()
    assert sorted(shown.states().values()) == [ReceiptState.UNKNOWN, ReceiptState.PRINTED]
    assert shown.screen.chips is not None
    HAND.press(shown.screen.chips.buttons[Shown.IN_DOUBT.value])
    shown.mark_all()
    doubt = shown.screen.doubt
    assert doubt is not None
    assert not doubt.printed_button.enabled, "a printed one has a number"
    assert_layout(shown.app.window)
    HAND.write(doubt.number, "17")
    HAND.press(doubt.printed_button)
    shown.ready()
    assert shown.screen.standing is not None
    assert {item.state for item in shown.screen.standing.items} == {ReceiptState.PRINTED}
    numbers = [item.printed.number for item in shown.screen.standing.items if item.printed]
    assert sorted(numbers) == [1, 17]


def test_the_device_tells_reports_and_moves_cash(opened: Open) -> None:
    shown = opened(orders=1)
    screen, device = shown.screen, shown.place.device
    screen.device.test()
    shown.ready()
    assert device.settings.serial in shown.words()
    screen.device.open_cash("in")
    settle(shown.app.window)
    assert screen.device.amount is not None
    click(screen.device.amount.control)
    type_text(shown.app.window, "12,50")
    assert screen.device.cash_button is not None
    HAND.press(screen.device.cash_button)
    shown.ready()
    assert "€12.50" in shown.words()
    screen.device.ask_close_day()
    shown.answer("alt+c")
    shown.ready()
    assert device.memory.reports[-1].kind is DocumentKind.Z_REPORT


def _troubles(app: App) -> list[Trouble]:
    return [window for window in app.window.winfo_children() if isinstance(window, Trouble)]


def test_the_audit_file_of_a_month_is_looked_at_and_written(opened: Open, tmp_path: Path) -> None:
    shown = opened(orders=2, audit=True)
    shown.mark_all()
    shown.print_marked()
    shown.screen._open_audit()
    pump(shown.app.window, lambda: isinstance(shown.app.screen, AuditFileScreen), "the audit file")
    screen = shown.app.screen
    assert isinstance(screen, AuditFileScreen)
    assert screen.choice is not None
    HAND.choose(screen.choice, screen.months[-1].isoformat())
    pump(shown.app.window, lambda: screen.found is not None and bool(screen.found.orders), "this month")
    assert screen.found is not None
    assert len(screen.found.orders) == 2
    assert screen.save_button is not None
    assert screen.save_button.enabled
    screen.save_to(tmp_path / "no such folder" / "audit.xml")
    pump(shown.app.window, lambda: bool(_troubles(shown.app)), "what is wrong with the folder")
    (trouble,) = _troubles(shown.app)
    assert "audit.xml cannot be written" in trouble.sentence
    trouble.close()
    file = tmp_path / "audit.xml"
    screen.save_to(file)
    pump(shown.app.window, file.exists, "the file")
    content = file.read_bytes()
    assert b"windows-1251" in content[:60].lower()
    root = ElementTree.fromstring(content)
    totals = [Decimal(each.text or "0") for each in root.iter("ord_total2")]
    assert sum(totals) == sum(receipt.total for receipt in shown.place.device.memory.sales)
