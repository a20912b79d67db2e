"""The owner's whole way in the real window, from the first start to a summary that equals both databases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import keyring
import pytest
from keyring.backends import SecretService

from storage.drafts import Drafts
from storage.secrets import KeyringSecrets, MemorySecrets
from sync.errors import SettingsError
from sync.profile import SecretName
from sync.run.report import RunState
from sync.simulators.sample.loading import choices
from tests.e2e.bridge import TOKEN
from tests.gui.hands import Hand, Keyboard, Mouse
from tests.gui.harness import keys, pump, settle, type_text
from tests.gui.shown import (
    chip_numbers,
    counts_shown,
    first_home,
    home_of,
    next_of,
    progress_of,
    question_in,
    summary_of,
    texts,
    wizard_of,
)
from tests.gui.whole_place import (
    Databases,
    OpenApp,
    WholePlace,
    desk_with,
    look,
    open_keyring,
    whole_place,
)
from wizard.app import App
from wizard.confirm_parts import yes_word
from wizard.home_words import Cure
from wizard.matching_answers import answers_of
from wizard.real_desk import RealDesk
from wizard.steps.confirm import Confirm
from wizard.steps.connect import ConnectStep
from wizard.steps.matching import MatchingStep
from wizard.steps.modules import ModulesStep
from wizard.steps.order_payments import open_ways
from wizard.steps.orders import OrdersStep
from wizard.steps.products import ProductsStep
from wizard.steps.receipts import ReceiptsStep
from wizard.steps.warehouses import WarehousesStep
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.words import MODULES


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[RealDesk]:
    """The program's own desk. Its keyring lasts as long as the test, unless the test is about keyrings."""
    made = desk_with(KeyringSecrets() if "keyring" in request.node.name else MemorySecrets())
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WholePlace]:
    with whole_place(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def small_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WholePlace]:
    """The same with the shop's first sixty orders, for what does not depend on their number."""
    with whole_place(tmp_path, monkeypatch, orders=60) as made:
        yield made


@pytest.fixture
def keyring_daemon(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """A GNOME keyring, unlocked as after signing in, on a session bus of its own."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    with open_keyring() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        before = keyring.get_keyring()
        keyring.set_keyring(SecretService.Keyring())  # type: ignore[no-untyped-call]  # keyring's own
        yield
        keyring.set_keyring(before)


def _connect(app: App) -> ConnectStep:
    step = wizard_of(app, "connect").step
    assert isinstance(step, ConnectStep)
    return step


def _confirm(app: App) -> Confirm:
    """The last step, once its preview is there."""
    step = wizard_of(app, "confirm").step
    assert isinstance(step, Confirm)
    pump(app.window, lambda: step._found is not None or step._failure is not None, "the preview")
    assert step._failure is None
    return step


# ---- from nothing to a second run that finds nothing to do


def _answer_everything(app: App, hand: Hand, place: WholePlace, day: str) -> None:
    """From connect, where the name stands already, to the preview."""
    _connect_both(app, hand, place)
    modules = wizard_of(app, "modules").step
    assert isinstance(modules, ModulesStep)
    for card in modules.cards.values():
        hand.press(card.toggle.control)
    hand.press(next_of(app))
    _take_orders_since(app, hand, day)
    products = wizard_of(app, "products").step
    assert isinstance(products, ProductsStep)
    assert products.recognition
    assert products.recognition.check_button
    hand.press(products.recognition.check_button)
    _link_the_first(app, hand)
    wizard_of(app, "products")
    hand.press(next_of(app))
    _link_locations(app, hand)
    _print_no_receipts(app, hand)


def _connect_both(app: App, hand: Hand, place: WholePlace) -> None:
    connect = _connect(app)
    hand.write(connect.shop.token, TOKEN)
    keys(app.window, "Return")
    pump(app.window, lambda: connect.shop.passed, "the test of the shop")
    hand.press(connect.warehouse.programs.tiles["embedded"].radio)
    hand.press(connect.warehouse.own.mode.buttons["open"])
    hand.write(connect.warehouse.own.file, str(place.file))
    hand.press(connect.warehouse.test_button)
    pump(app.window, lambda: connect.warehouse.passed, "the test of the warehouse")
    pump(app.window, lambda: connect.other.looked, "traces of another program")
    hand.press(next_of(app))


def _take_orders_since(app: App, hand: Hand, day: str) -> None:
    orders = wizard_of(app, "orders").step
    assert isinstance(orders, OrdersStep)
    assert orders.which
    assert orders.which.day
    hand.write(orders.which.day, day)
    since = datetime.strptime(day, "%d.%m.%Y").date()  # noqa: DTZ007 - a day, not a moment
    pump(app.window, lambda: orders._counts is not None and orders._counts.since.date() == since, "counts")
    _assign_cash_on_delivery(app, hand, orders)
    assert orders.back
    hand.choose(orders.back.fields["status_after"], "24103")
    hand.press(next_of(app))


def _assign_cash_on_delivery(app: App, hand: Hand, orders: OrdersStep) -> None:
    """The one payment method that Mostik leaves to the owner."""
    assert orders.people
    assert orders.people.assign
    hand.press(orders.people.assign)
    payments = orders.payments
    assert payments
    assert payments.table
    settle(app.window)
    (open_way,) = open_ways(orders._ways, orders.chosen)
    hand.choose(payments.table.fields[open_way], str(choices()["payment_types"][open_way]))
    pump(app.window, lambda: not open_ways(orders._ways, orders.chosen), "the payment type")


def _link_the_first(app: App, hand: Hand) -> None:
    """Say of the first product that waits which one it is, and go back."""
    matching = wizard_of(app, "matching").step
    assert isinstance(matching, MatchingStep)
    pump(app.window, lambda: matching.panel is not None and matching.panel.question is not None, "the table")
    assert matching.panel
    question = matching.panel.question
    assert question
    pump(app.window, lambda: question.candidates is not None, "the candidates")
    assert question.candidates
    assert question.link_button
    hand.press(next(iter(question.candidates.controls.values())))
    hand.press(question.link_button)
    pump(app.window, lambda: len(answers_of(matching.draft).links) == 1, "the link")
    hand.press(next_of(app))


def _link_locations(app: App, hand: Hand) -> None:
    warehouses = wizard_of(app, "warehouses").step
    assert isinstance(warehouses, WarehousesStep)
    assert warehouses.locations
    assert warehouses.locations.table
    there = choices()["objects_to_warehouses"]
    for location in warehouses._here():
        if location.name in there:
            hand.choose(warehouses.locations.table.fields[str(location.id)], there[location.name])
    hand.press(next_of(app))


def _print_no_receipts(app: App, hand: Hand) -> None:
    receipts = wizard_of(app, "receipts").step
    assert isinstance(receipts, ReceiptsStep)
    assert receipts.supto
    hand.press(receipts.supto.buttons["no"])
    hand.press(next_of(app))


def _first_run(app: App, hand: Hand) -> None:
    """Look at the preview, let the orders in where they are many, tick the backup where it is asked for, and
    start.
    """
    step = _confirm(app)
    assert step.main is not None
    if step.many is not None:
        hand.write(step.many.field, yes_word(app.language))
    if step.letter is not None and step.letter.tick is not None:
        assert not step.main.enabled
        hand.press(step.letter.tick.control)
    pump(app.window, lambda: step.problem() is None, "the button")
    assert str(step._found and step._found.changes) in str(step.main.cget("text"))
    hand.press(step.main)


def _nothing_left(app: App, hand: Hand, before: Databases, place: WholePlace) -> None:
    """Back home from the summary, and once more: nothing is to be done and nothing is done."""
    summary = summary_of(app)
    assert summary.main_button is not None
    hand.press(summary.main_button)
    _sync_now(app, hand)
    summary = summary_of(app)
    assert summary.report.state in (RunState.GREEN, RunState.AMBER)
    assert [numbers[0] for numbers in counts_shown(summary).values()] == [0, 0, 0]
    after = place.look()
    assert after.both.rows == before.both.rows
    assert set(after.changes_since(before).values()) == {0}
    assert summary.main_button is not None
    hand.press(summary.main_button)
    home_of(app)


@pytest.mark.timeout(150)
def test_by_mouse_in_english(open_app: OpenApp, place: WholePlace, desk: RealDesk) -> None:
    app, hand = open_app(first_home), Mouse()
    hand.press(home_of(app).start_cards.main)
    _connect(app)
    type_text(app.window, "Kalina Home")
    before = place.look()
    _answer_everything(app, hand, place, "24.10.2026")
    assert place.look().both.rows == before.both.rows
    assert _confirm(app).many is not None
    _first_run(app, hand)
    _assert_equal(app, before, place.look)
    _nothing_left(app, hand, place.look(), place)
    assert "Kalina Home" in texts(app.window)


@pytest.mark.timeout(150)
def test_by_keyboard_alone_in_bulgarian(open_app: OpenApp, place: WholePlace, desk: RealDesk) -> None:
    app = open_app(first_home, language="bg")
    hand = Keyboard(app.window)
    home_of(app)
    keys(app.window, "Return")
    _connect(app)
    type_text(app.window, "Калина")
    before = place.look()
    _answer_everything(app, hand, place, "10.11.2026")
    assert place.look().both.rows == before.both.rows
    _first_run(app, hand)
    _assert_equal(app, before, place.look)
    _nothing_left(app, hand, place.look(), place)
    assert "Калина" in texts(app.window)


# ---- the sample


def test_the_sample_shop_in_two_clicks(open_app: OpenApp, desk: RealDesk) -> None:
    app, hand = open_app(first_home), Mouse()
    home = home_of(app)
    hand.press(home.start_cards.sample)
    step = _confirm(app)
    simulator = home.session.sample._simulator
    assert simulator is not None
    file = desk.paths.home / "sample" / "warehouse.sqlite"
    before = look(file, simulator)
    assert step.main is not None
    hand.press(step.main)
    _assert_equal(app, before, lambda: look(file, simulator))


# ---- the window is closed in the middle


def test_a_wizard_that_was_closed_goes_on_where_it_stopped(
    open_app: OpenApp, small_place: WholePlace, desk: RealDesk
) -> None:
    app, hand = open_app(first_home), Mouse()
    hand.press(home_of(app).start_cards.main)
    step = _connect(app)
    type_text(app.window, "Kalina Home")
    hand.write(step.shop.token, TOKEN)
    hand.press(step.shop.test_button)
    pump(app.window, lambda: step.shop.passed, "the test of the shop")
    app.close()
    assert app.screen is None
    (kept,) = Drafts(desk.paths).list()
    assert TOKEN not in json.dumps(kept.steps)

    app = open_app(first_home)
    home = home_of(app)
    assert "Continue where you stopped" in texts(app.window)
    assert "You began “Kalina Home”. Your answers are kept." in texts(app.window)
    assert home.main_button is not None
    hand.press(home.main_button)
    step = _connect(app)
    pump(app.window, lambda: step.shop.token.has_secret, "the token that was kept")
    assert step.name_field.value == "Kalina Home"
    hand.press(step.shop.test_button)
    pump(app.window, lambda: step.shop.passed, "the test of the shop")


def test_nothing_is_kept_of_a_wizard_that_was_only_looked_at(
    open_app: OpenApp, small_place: WholePlace, desk: RealDesk
) -> None:
    app = open_app(first_home)
    Mouse().press(home_of(app).start_cards.main)
    _connect(app)
    app.close()
    assert Drafts(desk.paths).list() == []


def test_closing_during_a_run_lets_the_item_end_and_the_next_run_does_the_rest(
    open_app: OpenApp, small_place: WholePlace, desk: RealDesk
) -> None:
    small_place.save_connection(desk)
    small_place.hang_at_stock()
    app, hand = open_app(first_home), Mouse()
    _sync_now(app, hand)
    _first_run(app, hand)
    job = progress_of(app, 1).job
    assert job is not None
    # The run stands at this very request, however fast the machine is.
    pump(app.window, lambda: bool(small_place.simulator.faults.happened), "the request that hangs")
    app.close()
    question = question_in(app)
    assert "It finishes the item it is at" in texts(question)
    question.buttons["close"].press()
    assert app.screen is None
    small_place.simulator.faults.release_all()
    assert job.wait() == ExitCode.CANCELLED
    middle = small_place.look()

    app = open_app(first_home)
    home_of(app)
    assert "Stopped by you" in texts(app.window)
    _sync_now(app, hand)
    _assert_equal(app, middle, small_place.look)
    assert small_place.look().both.documents == len(small_place.orders_by_tag())
    assert set(small_place.orders_by_tag().values()) == {1}


# ---- the shop breaks off


def test_a_shop_that_breaks_off_is_told_and_the_run_goes_on_by_itself(
    open_app: OpenApp, small_place: WholePlace, desk: RealDesk
) -> None:
    before = small_place.look()
    small_place.save_connection(desk)
    small_place.hang_at_stock()
    app, hand = open_app(first_home), Mouse()
    _sync_now(app, hand)
    _first_run(app, hand)
    running = progress_of(app, 1)
    pump(app.window, lambda: bool(small_place.simulator.faults.happened), "the request that hangs")
    small_place.stop_shop()
    pump(app.window, lambda: running.progress.waits_until is not None, "the outage")
    pump(app.window, lambda: "then goes on by itself" in texts(app.window), "the sentence")
    small_place.start_shop()
    _assert_equal(app, before, small_place.look)
    assert set(small_place.orders_by_tag().values()) == {1}


# ---- tokens


def test_a_wrong_token_says_what_to_do(open_app: OpenApp, small_place: WholePlace) -> None:
    app, hand = open_app(first_home), Mouse()
    hand.press(home_of(app).start_cards.main)
    step = _connect(app)
    hand.write(step.name_field, "Kalina Home")
    hand.write(step.shop.token, "100-200-WRONG")
    hand.press(step.shop.test_button)
    pump(app.window, lambda: not step.shop.running and bool(step.shop._steps), "the test")
    said = texts(app.window)
    assert "BaseLinker does not know this token." in said
    assert "100-200-WRONG" not in said
    assert step.wizard.next_button is not None
    assert not step.wizard.next_button.enabled
    assert "Next opens when both tests have passed" in said
    hand.write(step.shop.token, TOKEN)
    keys(app.window, "Return")
    pump(app.window, lambda: step.shop.passed, "the test of the shop")


def test_without_a_keyring_the_token_is_asked_for_and_the_run_works(
    open_app: OpenApp, small_place: WholePlace, desk: RealDesk
) -> None:
    small_place.save_connection(desk, token="")
    app, hand = open_app(first_home), Mouse()
    home = home_of(app)
    assert home.words[0].cure is Cure.ENTER_KEY
    assert "No password store was found on this computer" in texts(app.window)
    main = home.cards["sample"].main
    assert main is not None
    hand.press(main)
    step = _connect(app)
    pump(app.window, lambda: step.warehouse.passed, "the test of the warehouse")
    assert "It stays in memory until Mostik is closed" in texts(app.window)
    before = small_place.look()
    hand.write(step.shop.token, TOKEN)
    keys(app.window, "Return")
    pump(app.window, lambda: step.shop.passed, "the test of the shop")
    hand.press(step.setup._side.rows["warehouses"])
    wizard_of(app, "warehouses")
    hand.press(next_of(app))
    _print_no_receipts(app, hand)
    _first_run(app, hand)
    _assert_equal(app, before, small_place.look)
    # Another start of the program has only the keyring, and there is none.
    with pytest.raises(SettingsError, match="No password store"):
        desk_with(KeyringSecrets()).secrets.load("sample", SecretName.SHOP_TOKEN)


def test_a_real_keyring_keeps_the_token_from_start_to_start(
    open_app: OpenApp, small_place: WholePlace, desk: RealDesk, keyring_daemon: None, home: Path
) -> None:
    app, hand = open_app(first_home), Mouse()
    hand.press(home_of(app).start_cards.main)
    step = _connect(app)
    type_text(app.window, "Kalina Home")
    hand.write(step.shop.token, TOKEN)
    keys(app.window, "Return")
    pump(app.window, lambda: step.shop.passed, "the test of the shop")
    assert "Secrets are kept in your computer’s password store" in texts(app.window)
    later = desk_with(KeyringSecrets())
    pump(app.window, lambda: later.secrets.load("connection", SecretName.SHOP_TOKEN) == TOKEN, "the keyring")
    app.close()

    small_place.save_connection(desk)
    app = open_app(first_home)
    _sync_now(app, hand)
    found = _confirm(app)._found
    assert found
    assert found.changes > 0
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]


# ---- what all of them do


def _sync_now(app: App, hand: Hand) -> None:
    (card,) = home_of(app).cards.values()
    assert card.main is not None
    hand.press(card.main)


def _assert_equal(app: App, before: Databases, now: Callable[[], Databases]) -> None:
    """What stands on the summary is what both databases show since ``before``."""
    summary = summary_of(app)
    counts = counts_shown(summary)
    found = now().changes_since(before)
    assert {app.language.text(MODULES[module]): number for module, number in found.items()} == {
        module: numbers[0] for module, numbers in counts.items()
    }
    done = sum(found.values())
    assert done > 0
    assert done in chip_numbers(summary).values()
    headline = re.sub(r"(?<=\d)[\s.,](?=\d{3})", "", texts(app.window))
    assert str(done) in re.findall(r"\d+", headline)
