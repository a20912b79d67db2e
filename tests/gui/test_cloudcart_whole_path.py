"""An owner of a CloudCart shop from the first start to a clean audit, for each kind of warehouse: answered by
mouse, run by real child processes, with a summary whose numbers are those of both sides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import SystemClock
from sync.matching import MatchState
from sync.plan.actions import Module
from sync.profile import DatabaseWarehouse, EmbeddedWarehouse, Leader, MicroBgWarehouse, SecretName
from sync.run.report import RunState
from sync.simulators.cloudcart import (
    SAMPLE_KEY,
    Basket,
    CloudCartSimulator,
    NewVariant,
    Piece,
    Settings,
    Shop,
)
from tests.contract.warehouses.bench import SHOP_FLOOR
from tests.e2e.furnished import Furnished, embedded, in_micro_bg, on_mariadb
from tests.gui.hands import Mouse
from tests.gui.harness import assert_layout, pump, settle
from tests.gui.shown import (
    counts_shown,
    first_home,
    home_of,
    next_of,
    summary_of,
    texts,
    wizard_of,
)
from tests.gui.test_connect_database import sign_in
from tests.gui.whole_place import OpenApp, desk_with
from tests.mariadb import MariaDb
from wizard import resuming
from wizard.app import App
from wizard.audit_screen import AuditScreen
from wizard.confirm_parts import yes_word
from wizard.match_check import MatchCheck
from wizard.match_rows import Filter
from wizard.real_desk import RealDesk
from wizard.resuming import new_setup
from wizard.steps.confirm import Confirm
from wizard.steps.connect import ConnectStep
from wizard.steps.modules import ModulesStep
from wizard.steps.order_payments import open_ways
from wizard.steps.orders import OrdersStep
from wizard.steps.products import ProductsStep
from wizard.steps.receipts import ReceiptsStep
from wizard.steps.stock_parts import NOT_SENT
from wizard.steps.warehouses import WarehousesStep
from wizard.terminal.words import MODULES
from wizard.widgets import ChoiceField
from wizard.wizard_frame import Draft

_PAYMENTS = {"cod": "Наложен платеж", "bank_transfer": "Банков превод"}
_TYPES = {"Наложен платеж": 1, "Банков превод": 2}


@dataclass(frozen=True)
class _Seen:
    """Both sides at one moment, read past all of Mostik."""

    documents: int
    orders: dict[int, tuple[str, str]]
    links: int
    levels: dict[int, Decimal]
    prices: dict[int, Decimal]

    def since(self, before: _Seen) -> dict[Module, int]:
        """How many changes they show, by the module that makes them."""
        went_back = sum(
            now != then
            for ident, each in self.orders.items()
            for now, then in zip(each, before.orders[ident], strict=True)
        )
        return {
            Module.ORDERS: self.documents - before.documents + went_back,
            Module.PRODUCTS: self.links - before.links + _changed(before.prices, self.prices),
            Module.STOCK: _changed(before.levels, self.levels),
        }


def _changed(before: dict[int, Decimal], now: dict[int, Decimal]) -> int:
    return sum(before[key] != value for key, value in now.items())


@dataclass
class Place:
    """The shop with a few products, and one of the three warehouses."""

    simulator: CloudCartSimulator
    warehouse: Furnished
    server: MariaDb | None = None

    def buy(self, code: str, quantity: int, payment: str) -> int:
        (variant,) = self.simulator.judge.by_sku(code)
        basket = Basket((Piece(variant.id, quantity),), status="paid", payment=payment)
        return self.simulator.buyer.place(basket)

    def look(self) -> _Seen:
        links = 0
        for state_file in Paths.of_user().connections.glob("*.sqlite"):
            with closing(sqlite3.connect(state_file)) as database:
                links += int(database.execute("SELECT COUNT(*) FROM link").fetchone()[0])
        judge = self.simulator.judge
        numbers = {row["id"]: str(row["note_administrator"] or "") for row in judge.rows("orders")}
        return _Seen(
            len(self.warehouse.judge.orders()),
            {order.id: (order.status, numbers[order.id]) for order in judge.orders()},
            links,
            {variant.id: variant.quantity for variant in judge.variants()},
            {variant.id: variant.price for variant in judge.variants()},
        )


@pytest.fixture
def desk() -> Iterator[RealDesk]:
    """The program's own desk; its keyring lasts as long as the test."""
    made = desk_with(MemorySecrets())
    yield made
    made.close()


@pytest.fixture(params=["embedded", "mariadb", "micro.bg"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with ExitStack() as stack:
        server: MariaDb | None = None
        if request.param == "mariadb":
            server = request.getfixturevalue("mariadb")
            assert server is not None
            warehouse = stack.enter_context(on_mariadb(server))
        elif request.param == "embedded":
            warehouse = stack.enter_context(embedded(tmp_path))
        else:
            warehouse = stack.enter_context(in_micro_bg())
        shop = Shop(Settings(stock_taken_at="pending"))
        simulator = stack.enter_context(CloudCartSimulator(shop, per_minute=None, clock=SystemClock()))
        owner = simulator.owner
        for code, name in _PAYMENTS.items():
            owner.add_payment_way(code, name)
        owner.add_product("Чаша „Роза“", price="7.50", quantity=1, sku="1001", barcode="3800000010017")
        owner.add_product("Чай", price="4.80", quantity=50, sku="A-2")
        shirt = [
            NewVariant("20.00", 3, "T-M", "3800000050013", options=("M",)),
            NewVariant("21.50", 1, "T-L", "3800000050020", options=("L",)),
        ]
        owner.add_product("Тениска", parameters=("Размер",), variants_of=shirt)
        if isinstance(warehouse.settings, MicroBgWarehouse):
            # The one thing of micro.bg that nobody types: its address.
            known: Draft = {"connect": {"warehouse": warehouse.settings.model_dump(mode="json")}}

            def begin(app: App, draft: Draft | None = None) -> None:
                new_setup(app, draft if draft is not None else known)

            monkeypatch.setattr(resuming, "new_setup", begin)
        yield Place(simulator, warehouse, server)


# ---- the steps, answered by mouse


def _connect(app: App, hand: Mouse, place: Place) -> None:
    step = wizard_of(app, "connect").step
    assert isinstance(step, ConnectStep)
    hand.write(step.name_field, "Калина")
    hand.press(step.shop.shops.tiles["cloudcart"].radio)
    panel = step.shop.cloudcart
    hand.write(panel.address, place.simulator.origin)
    hand.press(panel.plan.buttons["master"])
    hand.press(panel.lowers.buttons["pending"])
    hand.write(step.shop.token, SAMPLE_KEY)
    hand.press(step.shop.test_button)
    pump(app.window, lambda: step.shop.passed, "the test of the shop")
    _connect_warehouse(app, hand, place, step)
    hand.press(step.warehouse.test_button)
    pump(app.window, lambda: step.warehouse.passed, "the test of the warehouse")
    pump(app.window, lambda: step.other.looked, "traces of another program")
    hand.press(next_of(app))


def _connect_warehouse(app: App, hand: Mouse, place: Place, step: ConnectStep) -> None:
    programs, settings = step.warehouse.programs, place.warehouse.settings
    match settings:
        case EmbeddedWarehouse():
            hand.press(programs.tiles["embedded"].radio)
            hand.press(step.warehouse.own.mode.buttons["open"])
            hand.write(step.warehouse.own.file, settings.path)
        case DatabaseWarehouse():
            assert place.server is not None
            panel = sign_in(app, step, hand, place.server)
            assert panel.database.list_button is not None
            hand.press(panel.database.list_button)
            pump(app.window, lambda: isinstance(panel.database.field, ChoiceField), "the databases")
            if panel.database.name != settings.database:
                assert isinstance(panel.database.field, ChoiceField)
                hand.choose(panel.database.field, settings.database)
        case MicroBgWarehouse():
            hand.press(programs.tiles["micro.bg"].radio)
            microbg = step.warehouse.microbg
            hand.write(microbg.identifier, place.warehouse.secrets[SecretName.MICROBG_ID])
            hand.write(microbg.secret_key, place.warehouse.secrets[SecretName.MICROBG_KEY])


def _choose_modules(app: App, hand: Mouse) -> None:
    step = wizard_of(app, "modules").step
    assert isinstance(step, ModulesStep)
    for name in ("orders", "products", "stock"):
        hand.press(step.cards[name].toggle.control)
    # Every platform is called by its own name.
    assert "BaseLinker" not in texts(app.window)
    hand.press(next_of(app))


def _take_orders(app: App, hand: Mouse) -> None:
    step = wizard_of(app, "orders").step
    assert isinstance(step, OrdersStep)
    assert step.which
    assert step.which.day
    yesterday = (SystemClock().now() - timedelta(days=1)).astimezone(step.which.zone).date()
    hand.write(step.which.day, yesterday.strftime("%d.%m.%Y"))
    pump(app.window, lambda: step._counts is not None and step._counts.since.date() == yesterday, "counts")
    assert step.people
    assert step.people.assign
    hand.press(step.people.assign)
    settle(app.window)
    assert step.payments
    assert step.payments.table
    for way in open_ways(step._ways, step.chosen):
        hand.choose(step.payments.table.fields[way], str(_TYPES[way]))
    pump(app.window, lambda: not open_ways(step._ways, step.chosen), "the payment types")
    assert step.back
    hand.choose(step.back.fields["number_field"], "note_administrator")
    assert "бележка на магазина" in step.back.fields["number_field"].control.get()
    hand.press(next_of(app))


def _recognise_by_code(app: App, hand: Mouse) -> None:
    step = wizard_of(app, "products").step
    assert isinstance(step, ProductsStep)
    assert step.tiles is not None
    if step.chosen.leader is not Leader.WAREHOUSE:  # the shop is proposed beside micro.bg
        hand.press(step.tiles.tiles["warehouse"].radio)
        settle(app.window)
    assert step.recognition is not None
    assert step.recognition.attribute is not None
    assert step.recognition.attribute.choice is not None
    hand.press(step.recognition.attribute.choice.controls["code"])
    hand.press(next_of(app))


def _link_locations(app: App, hand: Mouse, place: Place) -> None:
    step = wizard_of(app, "warehouses").step
    assert isinstance(step, WarehousesStep)
    assert step.locations
    assert step.locations.table
    for location in step._here():
        wanted = "shop" if location.id == SHOP_FLOOR else NOT_SENT
        field = step.locations.table.fields[str(location.id)]
        if field.value != wanted:
            hand.choose(field, wanted)
    assert step.locations.for_orders
    if step.locations.for_orders.value != str(SHOP_FLOOR):
        hand.choose(step.locations.for_orders, str(SHOP_FLOOR))
    assert step.sending
    assert step.sending.send
    # Locations are made here in Mostik's own warehouse only.
    assert (step.sending.fetch is not None) == isinstance(place.warehouse.settings, EmbeddedWarehouse)
    if not step.sending.send.value:
        hand.press(step.sending.send.control)
    hand.press(next_of(app))


def _print_no_receipts(app: App, hand: Mouse) -> None:
    receipts = wizard_of(app, "receipts").step
    assert isinstance(receipts, ReceiptsStep)
    assert receipts.supto
    hand.press(receipts.supto.buttons["no"])
    hand.press(next_of(app))


def _start(app: App, hand: Mouse) -> int:
    """Look at the preview, tick what is asked for, and start; how many changes it promises."""
    step = wizard_of(app, "confirm").step
    assert isinstance(step, Confirm)
    pump(app.window, lambda: step._found is not None or step._failure is not None, "the preview")
    assert step._found is not None, step._failure
    assert step.main is not None
    if step.many is not None:
        hand.write(step.many.field, yes_word(app.language))
    if step.letter is not None and step.letter.tick is not None:
        hand.press(step.letter.tick.control)
    pump(app.window, lambda: step.problem() is None, "the button")
    changes = step._found.changes
    hand.press(step.main)
    return changes


def _answer_rehearsal(app: App, hand: Mouse) -> None:
    """The one order of the rehearsal is right; then the rest."""
    summary = summary_of(app)
    assert summary.report.state is RunState.HELD
    assert summary.rehearsal is not None
    hand.press(summary.rehearsal.buttons["right"])
    question = summary.rehearsal
    pump(app.window, lambda: "go on" in question.buttons, "the way on")
    settle(app.window)
    hand.press(question.buttons["go on"])


def test_every_answer_by_mouse_to_a_synced_pair_and_a_clean_audit(open_app: OpenApp, place: Place) -> None:
    orders = [place.buy("1001", 1, "cod"), place.buy("A-2", 2, "bank_transfer")]
    before = place.look()
    app, hand = open_app(first_home, language="bg"), Mouse()
    hand.press(home_of(app).start_cards.main)
    _connect(app, hand, place)
    _choose_modules(app, hand)
    _take_orders(app, hand)
    _recognise_by_code(app, hand)
    _link_locations(app, hand, place)
    _print_no_receipts(app, hand)
    changes = _start(app, hand)
    middle = before
    if place.warehouse.rehearsed:
        _answer_rehearsal(app, hand)
        middle = place.look()
        assert middle.documents == before.documents + 1
    summary = summary_of(app)
    assert summary.report.state in (RunState.GREEN, RunState.AMBER), texts(app.window)
    after = place.look()
    assert after.documents == before.documents + len(orders)
    assert changes == sum(after.since(before).values())
    found = after.since(middle)
    shown = {module: numbers[0] for module, numbers in counts_shown(summary).items()}
    assert shown == {app.language.text(MODULES[module]): found[module] for module in found if found[module]}
    _sync_again(app, hand, place)
    _audit(app, hand)
    _check_matching(app, hand, place)


def _sync_again(app: App, hand: Mouse, place: Place) -> None:
    """Nothing is to be done, and nothing is written."""
    summary = summary_of(app)
    before = place.look()
    assert summary.main_button is not None
    hand.press(summary.main_button)
    (card,) = home_of(app).cards.values()
    assert card.main is not None
    place.simulator.forget_requests()
    hand.press(card.main)
    summary = summary_of(app)
    assert summary.report.done == {}
    assert {numbers[0] for numbers in counts_shown(summary).values()} == {0}
    assert place.simulator.writes() == 0
    assert place.look() == before
    assert summary.main_button is not None
    hand.press(summary.main_button)


def _audit(app: App, hand: Mouse) -> None:
    home = home_of(app)
    home.actions.audit(home.words[0])
    screen = app.screen
    assert isinstance(screen, AuditScreen)
    pump(app.window, lambda: screen.found is not None or screen.failure is not None, "the audit")
    assert screen.failure is None
    assert screen.found is not None
    assert screen.found.clean, screen.found.rows
    assert_layout(app.window)
    assert screen.main_button is not None
    settle(app.window)
    hand.press(screen.main_button)


def _check_matching(app: App, hand: Mouse, place: Place) -> None:
    """The match check from home: each variant is in exactly one row, and what was linked says so."""
    home = home_of(app)
    home.actions.match_check(home.words[0])
    screen = app.screen
    assert isinstance(screen, MatchCheck)
    pump(app.window, lambda: screen.panel is not None and screen.panel.table is not None, "the table")
    settle(app.window)
    assert screen.matching is not None
    comparison = screen.matching.comparison
    assert comparison is not None
    sold = [row.shop_id for row in comparison.rows if row.shop_product is not None and row.shop_product.sku]
    assert sorted(sold) == sorted(str(each.id) for each in place.simulator.judge.variants())
    assert comparison.counts[Filter.LINKED] == 2
    assert {row.state for row in comparison.rows if row.filter is Filter.LINKED} == {MatchState.LINKED}
    assert screen.all_button is not None
    assert screen.all_button.enabled
    assert_layout(app.window)
    assert screen.main_button is not None
    hand.press(screen.main_button)
    home_of(app)
