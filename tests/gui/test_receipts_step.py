"""The step receipts, in a real window, beside a simulated fiscal device in the network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sync.receipts.family import Family as DeviceFamily
from sync.receipts.receipt import PaymentKind
from sync.receipts.settings import AuditPayment, CashOnDelivery, PrintWhen, ReceiptChoice, Receipts
from sync.simulators.fiscal import Family, FiscalSimulator
from tests.gui.conftest import OpenApp
from tests.gui.hands import Mouse
from tests.gui.harness import assert_layout, assert_letters_unique, pump, settle, widgets_below
from tests.gui.products_place import ProductsPlace, products_place
from tests.gui.receipts_place import RunningClock
from wizard.app import App
from wizard.setup import Setup
from wizard.steps.receipt_device import NETWORK
from wizard.steps.receipts import ReceiptsStep
from wizard.widgets import CheckList, LinkButton, Words

HAND = Mouse()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductsPlace]:
    with products_place(tmp_path_factory.mktemp("receipts") / "place") as made:
        yield made


@pytest.fixture
def device() -> FiscalSimulator:
    return FiscalSimulator(Family.DATECS_X, RunningClock())


class Opened:
    """The step in its window."""

    def __init__(self, app: App) -> None:
        assert isinstance(app.screen, Setup)
        assert isinstance(app.screen.step, ReceiptsStep)
        self.app, self.setup, self.step = app, app.screen, app.screen.step

    def words(self) -> str:
        """All that can be read."""
        settle(self.app.window)
        return "\n".join(
            str(each.cget("text"))
            for each in widgets_below(self.app.window)
            if isinstance(each, Words) and each.winfo_ismapped()
        )

    def answer(self, said: str) -> None:
        """The first question, by the mouse."""
        assert self.step.supto is not None
        HAND.press(self.step.supto.buttons[said])
        settle(self.app.window)

    def reach(self, port: int) -> None:
        """Say that receipts are printed, by a device at this port of the network."""
        self.answer("no")
        assert self.step.prints is not None
        HAND.press(self.step.prints.control)
        settle(self.app.window)
        device = self.step.device
        assert device is not None
        assert device.line is not None
        HAND.press(device.line.buttons[NETWORK])
        settle(self.app.window)
        HAND.write(device._fields["host"], "127.0.0.1")  # type: ignore[arg-type]  # a text field
        HAND.write(device._fields["tcp_port"], str(port))  # type: ignore[arg-type]  # a text field
        assert device.family is not None
        HAND.choose(device.family, DeviceFamily.DATECS_X.value)

    def test(self) -> None:
        device = self.step.device
        assert device is not None
        assert device.test_button is not None
        HAND.press(device.test_button)
        pump(self.app.window, lambda: device._tested is not None, "the test of the device")
        settle(self.app.window)

    @property
    def receipts(self) -> Receipts:
        return Receipts.model_validate(self.step.collect())


Open = Callable[..., Opened]


@pytest.fixture
def opened(open_app: OpenApp, place: ProductsPlace) -> Open:
    def made(language: str = "en", **answers: Any) -> Opened:
        def screen(app: App) -> Setup:
            # A real device answers in real time.
            app.desk.clock = RunningClock()  # type: ignore[misc]  # the desk of these tests
            draft = place.draft(leader="warehouse", catalogs=["30411"])
            draft["receipts"] = dict(answers)
            if not answers:
                del draft["receipts"]
            setup = place.wizard(app, "receipts", draft)
            setup.done.add("warehouses")
            return setup

        return Opened(open_app(screen, language=language))

    return made


def test_the_law_comes_first_and_a_supto_locks_the_rest(opened: Open) -> None:
    shown = opened()
    assert shown.step.problem() is not None
    assert "not in the revenue agency’s list" in shown.words()
    shown.answer("yes")
    assert "receipts are that program’s" in shown.words()
    assert shown.step.prints is None
    assert shown.step.problem() is None
    assert shown.receipts.uses_supto
    assert not shown.receipts.numbers_sales
    shown.answer("no")
    assert shown.step.problem() is None, "nobody has to print with Mostik"
    assert not shown.receipts.numbers_sales


def test_a_device_is_set_up_tested_and_nothing_is_printed(opened: Open, device: FiscalSimulator) -> None:
    with device.on_tcp() as way:
        shown = opened()
        shown.reach(way.port)
        assert shown.step.problem() is not None, "its number is not known yet"
        shown.test()
        assert device.settings.serial in shown.words()
        rules = shown.step.rules
        assert rules is not None
        assert rules.payments is not None
        assert rules.deliveries is not None
        card = next(way for way in rules.payments.fields if "карта" in way)
        HAND.choose(rules.payments.fields[card], "receipt:card")
        courier = next(iter(rules.deliveries.fields))
        HAND.choose(rules.deliveries.fields[courier], CashOnDelivery.COURIERS_CASH.value)
        assert shown.step.problem() is None
        assert_layout(shown.app.window)
        assert_letters_unique(shown.app.window)
        assert shown.setup.next_button is not None
        HAND.press(shown.setup.next_button)
        pump(shown.app.window, lambda: shown.setup.step.id == "confirm", "the last step")
    receipts = shown.setup.profile().receipts
    assert receipts is not None
    assert receipts.device is not None
    assert receipts.device.serial == device.settings.serial
    assert receipts.payments[card].receipt is ReceiptChoice.PRINT
    assert receipts.payments[card].kind is PaymentKind.CARD
    assert receipts.deliveries[courier].cash_on_delivery is CashOnDelivery.COURIERS_CASH
    assert receipts.when is PrintWhen.BY_HAND
    assert receipts.numbers_sales
    assert not device.memory.sales
    assert not device.memory.documents


def test_another_device_one_without_paper_and_none_at_all_are_said(
    opened: Open, device: FiscalSimulator
) -> None:
    with device.on_tcp() as way:
        shown = opened()
        shown.reach(way.port)
        assert shown.step.device is not None
        assert shown.step.device.serial is not None
        HAND.write(shown.step.device.serial, "DT000001")
        shown.test()
        assert device.settings.serial in shown.words(), "which one answers is said"
        HAND.write(shown.step.device.serial, device.settings.serial)
        device.condition.paper_out = True
        shown.test()
        assert "paper" in shown.words()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    HAND.write(shown.step.device._fields["tcp_port"], str(port))  # type: ignore[arg-type]  # a text field
    shown.test()
    assert "does not answer" in shown.words()


def test_the_search_asks_ticked_ports_alone(opened: Open, device: FiscalSimulator) -> None:
    with device.on_tcp() as way:
        shown = opened()
        shown.reach(way.port)
        part = shown.step.device
        assert part is not None
        link = next(
            each
            for each in widgets_below(shown.app.window)
            if isinstance(each, LinkButton) and "Search for" in str(each.cget("text"))
        )
        HAND.press(link)
        settle(shown.app.window)
        assert isinstance(part.search.ticks, CheckList)
        assert part.search.button is not None
        assert not part.search.button.enabled, "nothing is ticked by itself"
        # By its place: the ports of this computer come before it, ErpNet.FP's address after it.
        network = list(part.search.ticks.ticks.values())[-2]
        HAND.press(network.control)
        # Typed over with what is no port, it is not asked for, and put back it is.
        part.values["tcp_port"] = 99_999
        HAND.press(part.search.button)
        assert part.search._results is None
        assert not part.search._running
        part.values["tcp_port"] = way.port
        HAND.press(part.search.button)
        pump(shown.app.window, lambda: bool(part.search._results), "what the search found")
        assert device.settings.serial in shown.words()
        use = next(
            each
            for each in widgets_below(shown.app.window)
            if isinstance(each, LinkButton) and str(each.cget("text")) == "Use this one"
        )
        HAND.press(use)
        pump(shown.app.window, lambda: part.finished() is not None, "the device that was found")
    assert not device.memory.documents


def test_what_the_audit_file_needs_is_asked_for(opened: Open) -> None:
    audit = {
        "company_number": "203456786",
        "shop_number": "RF123",
        "domain": "kalina.example",
        "created": "2024-03-01",
        "ways": {"Карта": {"payment": AuditPayment.VIRTUAL_POS.value}},
    }
    shown = opened(uses_supto=False, audit=audit)
    assert shown.step.problem() is None
    shown.step._open_more()
    part = shown.step.audit
    assert part is not None
    HAND.write(part._fields["company_number"], "12")
    assert shown.step.problem() is not None
    HAND.write(part._fields["company_number"], "203456786")
    assert shown.step.problem() is None
    found = shown.receipts.audit
    assert found is not None
    assert found.ways["Карта"].payment is AuditPayment.VIRTUAL_POS
