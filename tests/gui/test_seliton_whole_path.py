"""A shop of Seliton that was connected in the window by way of the browser, from its first orders to a clean
audit; and what an owner does whose browser cannot come back.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.audit import audit
from sync.plan.actions import ActionKind
from sync.profile import Connect, EmbeddedWarehouse, SecretName
from sync.run.connection import Connection
from sync.run.engine import preview, run
from sync.run.report import RunState
from sync.simulators.seliton import Quirks, SelitonSimulator
from sync.systems import SelitonShop
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import said
from tests.e2e.test_seliton import make_pair
from tests.gui.connect_place import NAME, Nowhere, begin, next_is_on, setup_in, words_in
from tests.gui.hands import Mouse
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    assert_letters_unique,
    click,
    keys,
    now,
    pump,
    settle,
)
from tests.gui.seliton_place import CLIENT_ID, CLIENT_WORDS, Browser, browser, port_of, seliton_place
from wizard.answers import answer_of, draft_of
from wizard.app import App
from wizard.opening import open_connection
from wizard.readings import read_shop, read_warehouse
from wizard.saving import save_connection
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.steps.connect import ConnectStep
from wizard.steps.connect_seliton import SelitonPanel
from wizard.steps.orders import OrdersStep
from wizard.theme import SMALLEST_WINDOW
from wizard.widgets import TextField

OpenApp = Callable[..., App]
__all__ = ["browser"]


@pytest.fixture
def simulator(desk: DeskForTests) -> Iterator[SelitonSimulator]:
    with seliton_place(desk.clock) as made:
        yield made


def _begin(app: App, simulator: SelitonSimulator) -> tuple[ConnectStep, SelitonPanel]:
    """The step connect; the draft holds only what no owner types, the address of the simulated sign-in."""
    shop = {"platform": "seliton", "sign_in_url": simulator.url, "requests_per_minute": 600}
    step = begin(app, {"about": {"name": NAME}, "connect": {"shop": shop}})
    return step, step.shop.seliton


def _fill(hand: Mouse, panel: SelitonPanel, simulator: SelitonSimulator, secret: str = CLIENT_WORDS) -> None:
    hand.write(panel.address, simulator.url)
    hand.write(panel.application, CLIENT_ID)
    panel.secret_field.take(secret)
    hand.write(panel.port, str(port_of(simulator)))
    assert panel.sign_in.button.enabled


def _paste(app: App, field: TextField, words: str) -> None:
    """As an owner does with what he has copied."""
    app.window.clipboard_clear()
    app.window.clipboard_append(words)
    Mouse().press(field.control)
    keys(app.window, "ctrl+a", "shift+Insert")


def test_connected_in_the_browser_it_is_previewed_synced_and_found_equal(
    open_app: OpenApp, desk: DeskForTests, simulator: SelitonSimulator, browser: Browser, tmp_path: Path
) -> None:
    simulator.quirks = Quirks(refresh="refresh_token")
    hand = Mouse()
    with embedded(tmp_path) as warehouse:
        pair = make_pair(tmp_path, simulator, warehouse, desk.clock)
        orders = [pair.buy(("1001", 2)), pair.buy(("A-2", 1), paid=True)]
        assert isinstance(warehouse.settings, EmbeddedWarehouse)
        app = open_app(Nowhere)
        step, panel = _begin(app, simulator)
        _fill(hand, panel, simulator)
        hand.press(panel.sign_in.button)
        pump(app.window, lambda: step.shop.passed, "the sign-in and its test")
        assert "state=" in browser.opened[0]
        assert CLIENT_WORDS not in browser.opened[0]
        assert "you can close this page" in browser.pages[0]
        hand.press(step.warehouse.programs.tiles["embedded"].radio)
        hand.press(step.warehouse.own.mode.buttons["open"])
        hand.write(step.warehouse.own.file, warehouse.settings.path)
        hand.press(step.warehouse.test_button)
        assert step.warehouse.passed
        assert next_is_on(app)
        assert "WarehousePro Import Export Seliton" in words_in(step.requirements.place)
        setup = setup_in(app)
        setup.keep()
        connect = answer_of(setup.draft, "connect")
        assert isinstance(connect, Connect)
        assert isinstance(connect.shop, SelitonShop)
        assert (connect.shop.application, connect.shop.redirect_port) == (CLIENT_ID, port_of(simulator))
        kept = {name: desk.secrets.load(setup.profile_id, name) for name in SecretName}
        assert kept[SecretName.SHOP_TOKEN]
        assert kept[SecretName.SELITON_REFRESH]
        assert kept[SecretName.SELITON_APPLICATION] == CLIENT_WORDS
        assert not [secret for secret in kept.values() if secret and secret in str(setup.draft)]

        profile = pair.profile.model_copy(update={"id": setup.profile_id, "name": NAME, "connect": connect})
        save_connection(desk, profile, dict(setup.typed), saved=False)

        def in_it(act: Callable[[Connection], Any], *, write: bool = True) -> Any:
            with Profiles(desk.paths, desk.clock.now).open(profile.id, write=write) as journal:
                used = journal if write else journal.open_scratch_copy()
                opened = open_connection(profile, used, desk.secrets, desk.clock)
                with closing(opened.warehouse):
                    return act(opened)

        shown = in_it(preview, write=False)
        assert shown.planned[ActionKind.IMPORT_ORDER] == len(orders), said(shown)
        assert not warehouse.judge.orders()
        report = in_it(run)
        assert report.state is RunState.GREEN, said(report)
        assert len(warehouse.judge.orders()) == len(orders)
        simulator.forget_requests()
        assert in_it(run).planned == {}
        assert simulator.writes() == 0
        found = in_it(audit)
        assert found.clean, found.rows


def test_where_no_browser_comes_back_its_address_is_pasted(
    open_app: OpenApp, simulator: SelitonSimulator, browser: Browser
) -> None:
    browser.comes_back = False
    hand = Mouse()
    app = open_app(Nowhere)
    step, panel = _begin(app, simulator)
    _fill(hand, panel, simulator)
    hand.press(panel.sign_in.button)
    pump(app.window, lambda: bool(browser.ended), "the page of consent")
    (address,) = browser.ended
    _paste(app, panel.sign_in.pasted, address.replace("state=", "state=x"))
    click(panel.sign_in.use)
    assert "does not belong to the sign-in" in panel.sign_in.pasted.error_text
    _paste(app, panel.sign_in.pasted, address)
    click(panel.sign_in.use)
    pump(app.window, lambda: step.shop.passed, "the sign-in and its test")
    assert not panel.sign_in.waiting


def test_what_goes_wrong_is_told_at_the_button(
    open_app: OpenApp, desk: DeskForTests, simulator: SelitonSimulator, browser: Browser
) -> None:
    hand = Mouse()
    app = open_app(Nowhere)
    _step, panel = _begin(app, simulator)
    _fill(hand, panel, simulator)

    def told(words: str) -> None:
        pump(app.window, lambda: words in words_in(panel.sign_in.place), words)
        assert not panel.sign_in.waiting

    simulator.owner.consent(accept=False)
    click(panel.sign_in.button)
    told("Seliton gave no access")
    simulator.owner.consent(accept=True)
    panel.secret_field.take("another word")
    click(panel.sign_in.button)
    told("Seliton does not accept the sign-in")
    panel.secret_field.take(CLIENT_WORDS)
    browser.comes_back = False
    with socket.create_server(("127.0.0.1", port_of(simulator))):
        click(panel.sign_in.button)
        told(f"Another program on this computer uses the port {port_of(simulator)}")
    click(panel.sign_in.button)
    pump(app.window, lambda: panel.sign_in.waiting, "the browser")
    click(panel.sign_in.stop)
    assert not panel.sign_in.waiting
    click(panel.sign_in.button)
    desk.clock.sleep(700)
    told("Nothing came back from the browser for ten minutes")


def test_orders_that_can_only_be_read_are_offered_no_status(
    open_app: OpenApp, desk: DeskForTests, simulator: SelitonSimulator, tmp_path: Path
) -> None:
    with embedded(tmp_path) as warehouse:
        pair = make_pair(tmp_path, simulator, warehouse, desk.clock)
        pair.buy(("1001", 1))
        draft = draft_of(pair.profile)
        draft["orders"]["status_after"] = "completed"

        def wizard(app: App) -> Setup:
            steps = steps_of_wizard()
            setup = Setup(app, steps, "pair", draft=draft, done=("connect", "modules"), at="orders")
            setup.typed[SecretName.SHOP_TOKEN] = simulator.owner.token()
            with closing(setup.warehouse()) as opened:
                setup.shop_lists, setup.warehouse_lists = read_shop(setup.shop()), read_warehouse(opened)
            return setup

        app = open_app(wizard)
        step = setup_in(app).step
        assert isinstance(step, OrdersStep)
        assert step.back is not None
        assert not step.back.fields
        assert "can only be read" in words_in(step.back.place)
        assert step.collect()["status_after"] == ""


def test_every_field_has_its_place(open_app: OpenApp, simulator: SelitonSimulator, browser: Browser) -> None:
    """Enlarged in the smallest window, with every answer open and the browser away."""
    browser.comes_back = False
    app = open_app(Nowhere, percent=200, size=SMALLEST_WINDOW)
    shop = {
        "platform": "seliton", "url": simulator.url, "sign_in_url": simulator.url, "application": CLIENT_ID,
        "redirect_port": port_of(simulator), "catalogue": "feed", "xml_api": True,
    }  # fmt: skip
    panel = begin(app, {"about": {"name": NAME}, "connect": {"shop": shop}}).shop.seliton
    panel.secret_field.take("a secret")
    panel.more.is_open = True
    panel.sign_in.begin()
    pump(app.window, lambda: bool(browser.ended), "the page of consent")
    for language in ("en", "bg", "pl"):
        app.use_language(language)
        settle(app.window)
        assert panel.sign_in.waiting
        assert_layout(app.window)
        assert_letters_unique(app.window)
    panel.sign_in.cancel()


def test_the_answers_with_a_default_go_into_the_draft_and_come_back(
    open_app: OpenApp, simulator: SelitonSimulator
) -> None:
    app = open_app(Nowhere)
    _step, panel = _begin(app, simulator)
    _paste(app, panel.address, simulator.url)
    hand = Mouse()
    hand.press(panel.more.link)
    hand.press(panel.more.order_prices.buttons["without VAT"])
    _paste(app, panel.more.paid, "платена, получена,")
    _paste(app, panel.more.vat_rate, "120")
    assert panel.more.vat_rate.error_text
    _paste(app, panel.more.vat_rate, "9")
    assert not panel.more.vat_rate.error_text
    hand.choose(panel.more.languages, "EN")
    hand.press(panel.more.catalogue.buttons["feed"])
    hand.press(panel.more.switches["xml_api"].control)
    _paste(app, panel.more.fields["xml_user"], "mostik")
    panel.token.take("a-token")
    assert not now(panel.complete), "the address of the export and the password are missing"
    panel.more.feed_address.take(simulator.feed_url)
    panel.more.xml_password.take("a password")
    assert panel.complete
    settings = panel.settings()
    assert isinstance(settings, SelitonShop)
    assert (settings.order_prices, settings.paid_statuses, settings.catalogue, settings.xml_api) == (
        "without VAT", ("платена", "получена"), "feed", True,
    )  # fmt: skip
    assert (settings.vat_rate, settings.language) == (Decimal(9), "EN")
    assert "Signature" not in str(panel.collect())
    again = SelitonPanel(setup_in(app), lambda: None, lambda: None, lambda: None, lambda: None)
    again.read(panel.collect())
    assert again.settings() == settings
