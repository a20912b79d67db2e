"""Seliton joined with Mostik's own warehouse and with Warehouse Pro on MariaDB: previewed, synced, synced
again without anything to do, audited clean, and what can come between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage.journal import open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.audit import Audit, audit
from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.profile import (
    Connect,
    LineLinking,
    Modules,
    Orders,
    PriceLink,
    Products,
    Profile,
    SecretName,
    ServiceProducts,
    Stock,
    StockLink,
)
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.report import Report, RunState
from sync.simulators.seliton import Bought, Fault, FaultKind, Person, Quirks, SelitonSimulator
from sync.simulators.seliton.server import CLIENT_ID, CLIENT_WORDS
from sync.systems import SelitonShop
from tests.contract.warehouses.bench import CUP, CUPS, DELIVERY, SHOP_FLOOR, TEA
from tests.e2e.furnished import Cell, Furnished, embedded, on_mariadb
from tests.e2e.small_bridge import failures, said
from tests.mariadb import MariaDb
from tests.unit.seliton.browsing import sign_in
from wizard.home_words import Cure, cure_of_cause
from wizard.opening import open_connection

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SHOP_KEY = "sel-sample"


@dataclass
class Pair:
    """A shop of Seliton and a warehouse, joined. ``keeper`` is the keyring."""

    folder: Path
    simulator: SelitonSimulator
    warehouse: Furnished
    profile: Profile
    clock: TurnedClock
    products: dict[str, int]
    keeper: MemorySecrets = field(default_factory=MemorySecrets)

    def _with(self, act: Callable[[Connection], Any], *, write: bool) -> Any:
        file = Paths(self.folder / "home").state_file(self.profile.id)
        with open_journal(file, write=write, now=self.clock.now) as journal:
            used = journal if write else journal.open_scratch_copy()
            connection = open_connection(self.profile, used, self.keeper, self.clock)
            try:
                return act(connection)
            finally:
                connection.warehouse.close()
                if used is not journal:
                    used.close()

    def run(self, wishes: Wishes | None = None) -> Report:
        report: Report = self._with(lambda connection: run(connection, wishes), write=True)
        return report

    def first_run(self) -> Report:
        """The first run with the owner's yes to the one order of the rehearsal, where there is one."""
        report = self.run()
        if self.warehouse.rehearsed:
            assert report.state is RunState.HELD, said(report)
            assert len(self.warehouse.judge.orders()) == 1
            report = self.run(Wishes(rehearsed=True))
        assert not failures(report), said(report)
        return report

    def preview(self) -> Report:
        report: Report = self._with(preview, write=False)
        return report

    def audit(self) -> Audit:
        found: Audit = self._with(audit, write=False)
        return found

    def assert_nothing_left(self) -> None:
        self.clock.turn(timedelta(minutes=3))
        self.simulator.forget_requests()
        before = list(self.warehouse.judge.orders())
        again = self.run()
        assert again.planned == {}, said(again)
        assert self.simulator.writes() == 0
        assert list(self.warehouse.judge.orders()) == before
        found = self.audit()
        assert found.clean, found.rows

    def buy(self, *pieces: tuple[str, int], **details: Any) -> int:
        lines = [Bought(self.products[code], Decimal(quantity)) for code, quantity in pieces]
        return self.simulator.buyer.order(lines, **{"state": "processing", **details})

    def change_shop(self, **settings: Any) -> None:
        shop = self.profile.connect.shop.model_copy(update=settings)
        connect = self.profile.connect.model_copy(update={"shop": shop})
        self.profile = self.profile.model_copy(update={"connect": connect})

    def change_products(self, **settings: Any) -> None:
        assert self.profile.products is not None
        changed = self.profile.products.model_copy(update=settings)
        self.profile = self.profile.model_copy(update={"products": changed})

    def add(self, name: str, code: str, stock: float = 5, **columns: Cell) -> int:
        usual: dict[str, Cell] = {"Name2": name, "GroupID": CUPS, "TaxGroup": 1, "PriceOut2": 20.0}
        good = self.warehouse.add("Goods", {"Name": name, "Code": code, **usual, **columns})
        self.warehouse.set_stock(good, stock)
        return good

    def tags(self) -> set[str]:
        """The orders of the shop that stand in the warehouse."""
        return {document.note.split(";")[0] for document in self.warehouse.judge.orders()}


def tag(order: int) -> str:
    return f"Mostik:{SHOP_KEY}:{order}"


def make_pair(folder: Path, simulator: SelitonSimulator, warehouse: Furnished, clock: TurnedClock) -> Pair:
    owner = simulator.owner
    products = {
        "1001": owner.add_product("1001", "Чаша „Роза“", price=Decimal("6.00"), quantity=Decimal(50)),
        "A-2": owner.add_product("A-2", "Чай", price=Decimal("4.80"), quantity=Decimal(50)),
        "1003": owner.add_product("1003", "Брашно", price=Decimal("1.09"), quantity=Decimal(50)),
        "NEW": owner.add_product("NEW", "Непозната", price=Decimal("9.00"), quantity=Decimal(50)),
    }
    profile = Profile(
        id="pair",
        name="Калина",
        connect=Connect(
            shop=SelitonShop(
                url=simulator.url, sign_in_url=simulator.url, application=CLIENT_ID, requests_per_minute=600
            ),
            warehouse=warehouse.settings,
            shop_key=SHOP_KEY,
        ),
        modules=Modules(orders=True, products=True, stock=True),
        orders=Orders(
            start=NOW - timedelta(days=1),
            statuses=("processing",),
            cancelled_statuses=("cancelled",),
            payment_types={"Collect on delivery": 1, "Банков превод": 2},
            operator_id=2,
            services=ServiceProducts(
                delivery={"20": DELIVERY}, discount={"20": DELIVERY}, fee={"20": DELIVERY}
            ),
        ),
        products=Products(
            catalogs=("shop",),
            match_by=(LineLinking.SKU,),
            prices=(PriceLink(warehouse_group="PriceOut2", shop_group="retail"),),
        ),
        stock=Stock(
            location_for_orders=SHOP_FLOOR,
            links=(StockLink(locations=(SHOP_FLOOR,), shop_warehouse="shop"),),
            send=True,
            subtract_open_orders=True,
        ),
        confirmed_first_run=True,
    )
    Profiles(Paths(folder / "home"), clock.now).create(profile)
    pair = Pair(folder, simulator, warehouse, profile, clock, products)
    for name, secret in warehouse.secrets.items():
        pair.keeper.save(profile.id, name, secret)
    pair.keeper.save(profile.id, SecretName.SHOP_TOKEN, owner.token())
    pair.keeper.save(profile.id, SecretName.SELITON_APPLICATION, CLIENT_WORDS)
    return pair


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture(params=["embedded", "mariadb"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, clock: TurnedClock) -> Iterator[Pair]:
    with ExitStack() as stack:
        if request.param == "mariadb":
            server: MariaDb = request.getfixturevalue("mariadb")
            warehouse = stack.enter_context(on_mariadb(server))
        else:
            warehouse = stack.enter_context(embedded(tmp_path))
        simulator = stack.enter_context(SelitonSimulator(clock=clock))
        yield make_pair(tmp_path, simulator, warehouse, clock)


@pytest.fixture
def near(tmp_path: Path, clock: TurnedClock) -> Iterator[Pair]:
    """With Mostik's own warehouse alone, for what has to do with the shop only."""
    with embedded(tmp_path) as warehouse, SelitonSimulator(clock=clock) as simulator:
        yield make_pair(tmp_path, simulator, warehouse, clock)


def test_joined_synced_and_nothing_left(pair: Pair) -> None:
    firm = Person("Ирина", "Савова", "office@savova.example", company="Роза ЕООД", bulstat="175074752")
    orders = [
        pair.buy(("1001", 2), shipping=Decimal("5.00")),
        pair.buy(("A-2", 1), person=firm, orderPaymentModuleName="Банков превод", paid=True),
        pair.buy(("1001", 1), coupon=("TEN", Decimal("1.00"))),
    ]
    waits = pair.buy(("1001", 1), state="new")
    shown = pair.preview()
    assert shown.planned[ActionKind.IMPORT_ORDER] == 3, said(shown)
    assert pair.warehouse.judge.orders() == []
    pair.first_run()

    written = {document.note.split(";")[0]: document for document in pair.warehouse.judge.orders()}
    assert set(written) == {tag(order) for order in orders}
    for order in orders:
        lines = written[tag(order)].lines
        total = sum(line.quantity * line.price for line in lines)
        assert total == pair.simulator.judge.order(order)["orderTotal"]
    assert list(pair.warehouse.judge.partners()).count("Роза ЕООД") == 1

    # What the warehouse has, in whole pieces, less what open orders hold back.
    judge = pair.simulator.judge
    stock = {code: judge.stock(ident) for code, ident in pair.products.items()}
    assert (stock["1001"], stock["A-2"], stock["1003"]) == (
        Decimal(7),
        Decimal(0),
        Decimal(12),
    )
    assert stock["NEW"] == 50, "a product that the warehouse does not know is left alone"
    assert judge.product(pair.products["A-2"])["productAvailabilityStatus"] == "out_of_stock"
    prices = {code: judge.product(ident)["productPrice"] for code, ident in pair.products.items()}
    assert (prices["1001"], prices["A-2"], prices["1003"]) == (6, Decimal("4.90"), Decimal("1.09"))
    pair.assert_nothing_left()

    # What becomes ready later comes later.
    pair.simulator.owner.set_order(waits, state="processing")
    report = pair.run()
    assert not failures(report), said(report)
    assert tag(waits) in pair.tags()
    assert pair.simulator.judge.stock(pair.products["1001"]) == 6
    pair.assert_nothing_left()


def test_only_what_changed_is_sent_and_each_as_one_request(pair: Pair) -> None:
    pair.buy(("1001", 1))
    pair.first_run()
    pair.warehouse.set_stock(CUP, 30)
    pair.warehouse.set_stock(TEA, 4)
    pair.clock.turn(timedelta(minutes=3))
    pair.simulator.forget_requests()
    report = pair.run()
    assert not failures(report), said(report)
    assert pair.simulator.counts["PUT products"] == 2
    assert pair.simulator.judge.stock(pair.products["1001"]) == 29
    assert pair.simulator.judge.stock(pair.products["A-2"]) == 4
    pair.assert_nothing_left()


def test_new_goods_are_made_once_invisible_though_answers_are_lost(pair: Pair) -> None:
    pair.buy(("1001", 1))
    pair.first_run()
    pair.change_products(create_missing=True)
    for place in range(1, 4):
        pair.add(f"Купа {place}", f"BOWL-{place}")
    pair.simulator.faults.add(Fault(FaultKind.DROP_AFTER, request="POST products", times=1))
    pair.simulator.faults.add(Fault(FaultKind.ERROR_500_AFTER, request="POST products", at_request=2))
    for _ in range(3):
        pair.clock.turn(timedelta(hours=25))
        pair.run()
    rows = [row for row in pair.simulator.judge.rows("products") if row["productCode"].startswith("BOWL")]
    assert sorted(row["productCode"] for row in rows) == ["BOWL-1", "BOWL-2", "BOWL-3"]
    assert {row["productIsActive"] for row in rows} == {False}
    assert {(row["productPrice"], row["productQuantity"]) for row in rows} == {(Decimal(20), Decimal(5))}
    assert not pair.simulator.judge.doubles()
    pair.assert_nothing_left()


def test_visible_by_choice_with_two_prices_and_later_texts(near: Pair) -> None:
    near.change_products(
        create_missing=True,
        new_visible=True,
        update_name=True,
        prices=(
            PriceLink(warehouse_group="PriceOut2", shop_group="retail"),
            PriceLink(warehouse_group="PriceOut1", shop_group="dealer"),
        ),
    )
    near.add("Купа", "BOWL", PriceOut1=14.5)
    report = near.run()
    assert not failures(report), said(report)
    (row,) = [row for row in near.simulator.judge.rows("products") if row["productCode"] == "BOWL"]
    assert row["productIsActive"] is True
    assert (row["productPrice"], row["productDistributorPrice"]) == (Decimal(20), Decimal("14.5"))
    cup = near.simulator.judge.product(near.products["1001"])
    assert cup["productDistributorPrice"] == Decimal(5)
    near.assert_nothing_left()
    near.simulator.owner.change("products", row["productId"], productName={"bg": "Стара купа", "en": "Bowl"})
    near.clock.turn(timedelta(hours=25))
    report = near.run()
    assert not failures(report), said(report)
    named = near.simulator.judge.product(row["productId"])["productName"]
    assert named == {"BG": "Купа", "EN": "Bowl"}
    near.assert_nothing_left()


def test_all_products_of_the_shop_are_brought_once(near: Pair) -> None:
    near.change_products(bring_all=NOW)
    near.profile = near.profile.model_copy(update={"modules": Modules(products=True), "orders": None})
    before = near.warehouse.judge.goods()
    report = near.run()
    assert not failures(report), said(report)
    assert near.warehouse.judge.goods() == before + 1, "the one that was unknown"
    near.run()
    near.assert_nothing_left()


def test_an_order_comes_in_once_whatever_is_lost(pair: Pair) -> None:
    orders = [pair.buy(("1001", 1)) for _ in range(4)]
    if pair.warehouse.rehearsed:
        pair.first_run()
    for kind in (FaultKind.DROP_AFTER, FaultKind.CUT, FaultKind.HTML_200, FaultKind.REFUSED):
        pair.simulator.faults.add(Fault(kind, request="GET orders"))
        pair.simulator.faults.add(Fault(kind, request="PUT products"))
        pair.clock.turn(timedelta(minutes=3))
        pair.run()
    pair.simulator.faults.clear()
    pair.clock.turn(timedelta(hours=1))
    pair.run()
    assert sorted(document.note.split(";")[0] for document in pair.warehouse.judge.orders()) == sorted(
        tag(order) for order in orders
    )
    pair.assert_nothing_left()


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(errors="always_200", largest_limit=2, dates="seconds", ids="text", empty="left_out"),
        Quirks(item_prices="without_tax", money="number", quantities="text", dates="iso", empty="empty_text"),
        Quirks(default_order="newest_first", availability="follows_quantity", tax_line="informative"),
    ],
)
def test_other_habits_of_the_shop_change_nothing(near: Pair, quirks: Quirks) -> None:
    near.simulator.quirks = quirks
    orders = [near.buy(("1001", 2)), near.buy(("A-2", 1), coupon=("TEN", Decimal(1)))]
    near.first_run()
    assert near.tags() == {tag(order) for order in orders}
    for document in near.warehouse.judge.orders():
        total = sum((line.quantity * line.price for line in document.lines), Decimal(0))
        order = int(document.note.split(";")[0].rpartition(":")[2])
        assert total == near.simulator.judge.order(order)["orderTotal"]
    assert near.simulator.judge.stock(near.products["1001"]) == 8
    near.assert_nothing_left()


def test_an_order_that_cannot_be_understood_stops_only_itself(near: Pair) -> None:
    good = near.buy(("1001", 1))
    unknown = near.buy(("NEW", 1))
    odd = near.buy(("1001", 1))
    with near.simulator.lock:
        near.simulator.shop.rows["orders"][odd]["orderTotal"] = Decimal("3.00")
    report = near.run()
    assert near.tags() == {tag(good)}
    told = {row.key: row.why.text() for row in report.rows if row.key in (str(unknown), str(odd))}
    assert set(told) == {str(unknown), str(odd)}, said(report)
    assert "do not add up" in told[str(odd)]


def test_a_cancelled_order_is_withdrawn_and_a_deleted_one_is_told(near: Pair) -> None:
    cancelled, deleted, kept = (near.buy(("1001", 1)) for _ in range(3))
    near.first_run()
    near.simulator.owner.set_order(cancelled, state="cancelled")
    near.simulator.owner.delete("orders", deleted)
    told: dict[str, str] = {}
    for _ in range(3):
        near.clock.turn(timedelta(hours=2))
        report = near.run()
        assert not failures(report), said(report)
        told.update({row.key: row.why.text() for row in report.rows})
    assert tag(kept) in near.tags()
    assert tag(cancelled) not in near.tags()
    assert str(deleted) in told, told


def test_a_deleted_product_fails_alone(near: Pair) -> None:
    near.first_run()
    near.simulator.owner.delete("products", near.products["1003"])
    near.warehouse.set_stock(TEA, 6)
    near.clock.turn(timedelta(minutes=3))
    near.run()
    assert near.simulator.judge.stock(near.products["A-2"]) == 6


def test_an_ended_token_is_exchanged_and_kept_for_the_next_run(near: Pair) -> None:
    near.simulator.quirks = Quirks(token_seconds=3600, refresh="refresh_token")
    shop = near.profile.connect.shop
    assert isinstance(shop, SelitonShop)
    tokens = sign_in(near.simulator, shop, near.clock)
    near.keeper.save("pair", SecretName.SHOP_TOKEN, tokens.access)
    near.keeper.save("pair", SecretName.SELITON_REFRESH, tokens.refresh)
    near.buy(("1001", 1))
    near.first_run()
    for _ in range(2):
        near.clock.turn(timedelta(hours=2))
        report = near.run()
        assert not failures(report), said(report)
    assert near.keeper.load("pair", SecretName.SHOP_TOKEN) != tokens.access


def test_an_ended_token_without_a_refresh_token_stops_the_run_with_a_sentence(near: Pair) -> None:
    near.buy(("1001", 1))
    near.simulator.owner.revoke_tokens()
    report = near.run()
    assert report.state is RunState.RED
    assert near.warehouse.judge.orders() == []
    assert "The sign-in at Seliton has ended" in said(report)
    assert cure_of_cause(report.cause) is Cure.ENTER_KEY


def test_the_catalogue_may_come_from_the_export(near: Pair) -> None:
    near.keeper.save("pair", SecretName.SELITON_FEED, near.simulator.feed_url)
    near.change_shop(catalogue="feed")
    near.buy(("1001", 2))
    near.first_run()
    assert near.simulator.judge.stock(near.products["1001"]) == 8
    near.assert_nothing_left()
    # A label is no quantity, and a broken export is used for nothing.
    near.simulator.quirks = Quirks(feed_stock="label")
    near.clock.turn(timedelta(hours=25))
    assert not failures(near.run())
    near.simulator.faults.add(Fault(FaultKind.CUT, request="GET feed", times=None))
    near.buy(("1001", 1))
    near.clock.turn(timedelta(hours=25))
    before = [dict(row) for row in near.simulator.judge.rows("products")]
    report = near.run()
    assert failures(report), said(report)
    assert len(near.warehouse.judge.orders()) == 2, "orders never wait for the catalogue"
    after = {row["productId"]: row["productQuantity"] for row in near.simulator.judge.rows("products")}
    assert all(after[row["productId"]] >= 0 for row in before)
