"""A shop of GombaShop joined with a warehouse: exports in a folder, a feed in another, and the owner
between.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage.journal import open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.audit import Audit, audit
from sync.clock import TurnedClock
from sync.feed_places import FeedInFile
from sync.profile import (
    Connect,
    LineLinking,
    Modules,
    Orders,
    PriceLink,
    Products,
    Profile,
    ServiceProducts,
    Stock,
    StockLink,
)
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.report import Report, RunState
from sync.shops.gombashop import GombaShop
from sync.shops.gombashop.lines import CompletedLine
from sync.simulators.gombashop import (
    FeedPuller,
    Item,
    Order,
    OrderLine,
    PullReport,
    Shop,
    orders_file,
    products_file,
    stock_file,
)
from sync.systems import GombaShopShop
from tests.contract.warehouses.bench import DELIVERY, SHOP_FLOOR
from tests.e2e.furnished import Furnished
from tests.e2e.small_bridge import failures, said
from wizard.opening import open_connection
from wizard.order_lines import asked_order, complete_order

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SHOP_KEY = "gs-kalina-gombashop-com"
SOFIA = ZoneInfo("Europe/Sofia")
PAYMENTS: tuple[str, ...] = ("Наложен платеж", "Банков превод")


@dataclass
class GombaShopPair:
    """Both sides and the connection. ``items``: the shop's products by code."""

    folder: Path
    shop: Shop
    warehouse: Furnished
    profile: Profile
    clock: TurnedClock

    @property
    def feed(self) -> Path:
        return self.folder / "web" / "products.csv"

    def item(self, code: str) -> Item:
        (found,) = [each for each in self.shop.items.values() if each.sku == code]
        return found

    # ---- what the owner and his customers do in the shop

    def buy(self, *pieces: tuple[str, int], **details: Any) -> Order:
        number = f"{0xC45F0E21 + len(self.shop.orders) * 97:X}"
        lines = [OrderLine(self.item(code).name, count, self.item(code).price) for code, count in pieces]
        fields = {
            "person": "Мила Тодорова",
            "phone": "+359888000001",
            "email": "mila@example.org",
            "city": "Пловдив",
            "postcode": "4000",
            "address": "ул. Примерна 7",
            "delivery": Decimal("3.50"),
            "status": "Потвърдена",
            **details,
        }
        at = self.clock.now().astimezone(SOFIA).replace(tzinfo=None) - timedelta(minutes=5)
        order = Order(number=number, at=at, lines=lines, **fields)
        self.shop.orders.append(order)
        return order

    def export(self) -> None:
        """The owner exports everything anew."""
        moment = self.clock.now().timestamp()
        for name, content in (
            ("orders.csv", orders_file(self.shop)),
            ("products.csv", products_file(self.shop)),
            ("stock.csv", stock_file(self.shop)),
        ):
            path = self.folder / "exports" / name
            path.write_bytes(content)
            os.utime(path, (moment, moment))

    def pull(self) -> PullReport:
        assert isinstance(self.profile.connect.shop, GombaShopShop)
        return FeedPuller(self.shop, missing=self.profile.connect.shop.missing).pull(self.feed)

    def complete(self, *orders: Order) -> None:
        """The owner completes the lines of these orders."""

        def act(connection: Connection) -> None:
            assert isinstance(connection.shop, GombaShop)
            for order in orders:
                asked = asked_order(connection.journal, connection.shop, order.number)
                complete_order(connection.journal, connection.shop, asked, completed(asked.lines, order))

        self._with(act, write=True)

    def save(self, profile: Profile) -> None:
        """The owner has changed the connection."""
        self.profile = profile
        Profiles(Paths(self.folder / "home"), self.clock.now).save(profile)

    # ---- runs

    def _with(self, act: Callable[[Connection], Any], *, write: bool) -> Any:
        secrets = MemorySecrets()
        for name, secret in self.warehouse.secrets.items():
            secrets.save(self.profile.id, name, secret)
        file = Paths(self.folder / "home").state_file(self.profile.id)
        with open_journal(file, write=write, now=self.clock.now) as journal:
            used = journal if write else journal.open_scratch_copy()
            connection = open_connection(self.profile, used, secrets, self.clock)
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
        feed, documents = self.feed.stat().st_mtime_ns, list(self.warehouse.judge.orders())
        again = self.run()
        assert again.planned == {}, said(again)
        assert self.feed.stat().st_mtime_ns == feed
        assert list(self.warehouse.judge.orders()) == documents
        found = self.audit()
        assert found.clean, found.rows


def completed(asked: Sequence[Any], order: Order) -> list[CompletedLine]:
    """The lines of an order as the owner sees them in the shop's panel."""
    return [
        CompletedLine(
            proposal.line.name,
            Decimal(line.quantity),
            line.price,
            proposal.line.options,
            proposal.good.sku if proposal.good else "",
            proposal.good.id if proposal.good else "",
        )
        for proposal, line in zip(asked, order.lines, strict=True)
    ]


def make_pair(folder: Path, warehouse: Furnished, clock: TurnedClock, **settings: Any) -> GombaShopPair:
    """A small shop with three products that the warehouse has and one that it has not."""
    for name in ("exports", "web"):
        (folder / name).mkdir()
    shop = Shop()
    for code, name, price in (
        ("1001", "Чаша „Роза“", "6.00"),
        ("A-2", "Чай", "4.80"),
        ("1003", "Брашно", "1.09"),
        ("NEW", "Непозната", "9.00"),
    ):
        shop.add(code, name, Decimal(price)).quantity = Decimal(50)
    profile = Profile(
        id="pair",
        name="Калина",
        connect=Connect(
            shop=GombaShopShop(
                url="kalina.gombashop.com",
                exports=str(folder / "exports"),
                folder=str(folder / "home" / "feeds" / "pair"),
                feed=FeedInFile(path=str(folder / "web" / "products.csv")),
                **settings,
            ),
            warehouse=warehouse.settings,
            shop_key=SHOP_KEY,
        ),
        modules=Modules(orders=True, products=True, stock=True),
        orders=Orders(
            start=NOW - timedelta(days=1),
            statuses=("Потвърдена",),
            cancelled_statuses=("Отхвърлена",),
            payment_types={way: number for number, way in enumerate(PAYMENTS, 1)},
            operator_id=2,
            services=ServiceProducts(
                delivery={"20": DELIVERY}, discount={"20": DELIVERY}, fee={"20": DELIVERY}
            ),
        ),
        products=Products(
            catalogs=("shop",),
            match_by=(LineLinking.SKU,),
            prices=(PriceLink(warehouse_group="PriceOut2", shop_group="price"),),
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
    pair = GombaShopPair(folder, shop, warehouse, profile, clock)
    pair.export()
    return pair
