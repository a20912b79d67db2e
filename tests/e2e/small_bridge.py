"""A small shop beside the sample warehouse, for scenarios: no orders yet, two dozen products that all match.

One scenario is a few runs, so each has to be short: what it needs it adds through the shop's panel.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from storage.journal import ConnectionJournal
from sync.clock import TurnedClock
from sync.plan.actions import Module
from sync.run.connection import Connection
from sync.run.events import Event
from sync.run.report import Report, ReportRow, RowState
from sync.simulators.baselinker import BaseLinkerSimulator, Quirks
from sync.simulators.sample.files import WAREHOUSE_FILE, read
from tests.e2e.bridge import NOW, Bridge, make_bridge, sample_simulator

NEW, TAKEN, AFTER, CANCELLED, PROBLEM = 24101, 24102, 24103, 24106, 24107
CATALOG = 30411
POLISH_CATALOG = 30412
MAIN, SHOPS = "bl_901", "bl_902"
PRODUCTS = 24

_BUYER = {
    "email": "elena.marinova@example.com",
    "phone": "+359880001234",
    "currency": "EUR",
    "payment_method": "Банков превод",
    "delivery_method": "Спиди до адрес",
    "delivery_price": 3.5,
    "delivery_fullname": "Елена Маринова",
    "delivery_address": "ул. Райко Даскалов 35",
    "delivery_city": "Русе",
    "delivery_postcode": "7000",
    "delivery_country_code": "BG",
    "invoice_fullname": "Елена Маринова",
    "invoice_address": "ул. Райко Даскалов 35",
    "invoice_city": "Русе",
    "invoice_postcode": "7000",
    "invoice_country_code": "BG",
    "order_source": "shop",
}
"""A private buyer whom the sample warehouse does not know."""


@dataclass
class SmallBridge(Bridge):
    """The bridge with the steps of a scenario in the shopkeeper's words."""

    def order(
        self, *lines: tuple[int, int], status: int = TAKEN, lower_stock: bool = False, **fields: Any
    ) -> str:
        """An order over products as (product id, quantity); one of the first product by default."""
        rows = [
            {
                "product_id": str(product),
                "storage": "db",
                "storage_id": CATALOG,
                "warehouse_id": 901,
                "price_brutto": self.simulator.account.products[product]["prices"]["301"],
                "quantity": quantity,
            }
            for product, quantity in lines or ((self.products[0], 1),)
        ]
        return self.order_of(rows, status=status, lower_stock=lower_stock, **fields)

    def order_of(
        self,
        rows: Sequence[Mapping[str, Any]],
        *,
        status: int = TAKEN,
        lower_stock: bool = False,
        **fields: Any,
    ) -> str:
        """An order with lines as the shop would hold them."""
        made = self.simulator.panel.add_order(
            rows, status_id=status, lower_stock=lower_stock, **{**_BUYER, **fields}
        )
        return str(made)

    @property
    def products(self) -> list[int]:
        """The shop's products, all of which match one good by SKU."""
        return sorted(
            product_id
            for product_id, product in self.simulator.account.products.items()
            if product["inventory_id"] == CATALOG
        )

    def good(self, product: int) -> int:
        """The good of the warehouse with the SKU of this product."""
        sku = self.simulator.account.products[product]["sku"]
        return int(self.query("SELECT ID FROM Goods WHERE Code = ?", sku)[0][0])

    def in_shop(self, order: str) -> dict[str, Any]:
        """The order as the shop holds it."""
        found: dict[str, Any] = self.simulator.account.orders[int(order)]
        return found

    def first_line(self, order: str) -> int:
        return int(self.in_shop(order)["products"][0]["order_product_id"])

    def shop_stock(self, product: int, warehouse: str = MAIN) -> Decimal:
        return Decimal(str(self.simulator.panel.stock(product, warehouse)))

    def set_good_stock(self, product: int, quantity: float) -> None:
        """Somebody counts: all of the good lies at the online location, nothing in the store room."""
        good = self.good(product)
        self.change_warehouse("UPDATE Store SET Qtty = 0 WHERE GoodID = ? AND ObjectID = 4", good)
        self.change_warehouse("UPDATE Store SET Qtty = ? WHERE GoodID = ? AND ObjectID = 5", quantity, good)

    def new_group(self, *goods: tuple[str, str, float], stock: float = 8) -> int:
        """A group of goods that the shop does not have, each as (code, name, price); returns the group."""
        with closing(sqlite3.connect(self.warehouse_file)) as database, database:
            group = database.execute("INSERT INTO GoodsGroups (Name, Code) VALUES ('Нови', 'ZZZ')").lastrowid
            for code, name, price in goods:
                good = database.execute(
                    "INSERT INTO Goods (Code, Name, Name2, Measure1, Measure2, TaxGroup, GroupID, Deleted, "
                    "Type, PriceOut2) VALUES (?, ?, ?, 'бр.', 'бр.', 1, ?, 0, 0, ?)",
                    (code, name, name, group, price),
                ).lastrowid
                database.execute(
                    "INSERT INTO Store (ObjectID, GoodID, Qtty, Price) SELECT ID, ?, ?, 0 FROM Objects",
                    (good, stock),
                )
        assert group
        return group

    def document(self, order: str) -> tuple[int, int, int] | None:
        """(type, number, lines) of the document that bears the order's tag; fails where there are two."""
        found = self.query(
            "SELECT OperType, Acct, COUNT(*) FROM Operations WHERE Note LIKE ? GROUP BY OperType, Acct",
            f"Mostik:bl-sample:{order};%",
        )
        assert len(found) <= 1, found
        return (int(found[0][0]), int(found[0][1]), int(found[0][2])) if found else None

    def quantities(self, order: str) -> list[float]:
        """The quantities on the order's document, ascending."""
        rows = self.query(
            "SELECT Qtty FROM Operations WHERE Note LIKE ? ORDER BY Qtty", f"Mostik:bl-sample:{order};%"
        )
        return [float(quantity) for (quantity,) in rows]

    def in_connection(self, act: Callable[[Connection], Any]) -> Any:
        """Do something with the open connection, as the window does between runs."""
        return self._with(act, write=True)

    def in_journal(self, act: Callable[[ConnectionJournal], Any]) -> Any:
        """Do something with the journal, as the window does between runs."""

        def with_journal(connection: Connection) -> Any:
            assert isinstance(connection.journal, ConnectionJournal)
            return act(connection.journal)

        return self.in_connection(with_journal)

    def turn(self, **by: float) -> None:
        self.clock.turn(timedelta(**by))

    def when(self, happens: Callable[[Event], bool], then: Callable[[], None]) -> None:
        """Do something once, in the middle of a run, at the first event of this kind."""
        self.events = _Watched(happens, then)

    def settled_run(self) -> Report:
        """The first run, after which both sides agree."""
        report = self.run()
        assert not failures(report), said(report)
        return report

    def assert_nothing_left(self) -> None:
        """A second run right after a clean one plans nothing, sends nothing, and the audit has no red."""
        self.simulator.forget_requests()
        again = self.run()
        assert again.planned == {}, said(again)
        assert self.simulator.writes() == 0
        found = self.audit()
        assert found.clean, found.rows


class _Watched(list[Event]):
    def __init__(self, happens: Callable[[Event], bool], then: Callable[[], None]) -> None:
        super().__init__()
        self._happens = happens
        self._then: Callable[[], None] | None = then

    def append(self, event: Event) -> None:
        super().append(event)
        if self._then is not None and self._happens(event):
            then, self._then = self._then, None
            then()


def failures(report: Report) -> list[ReportRow]:
    return [row for row in report.rows if row.state in (RowState.FAILED, RowState.UNKNOWN)]


def rows_of(report: Report, *states: RowState, module: Module | None = None) -> list[ReportRow]:
    return [row for row in report.rows if row.state in states and module in (None, row.module)]


def row_of(report: Report, key: str, *states: RowState) -> ReportRow:
    """The one row about this thing (in these states)."""
    found = [row for row in report.rows if row.key == key and (not states or row.state in states)]
    assert len(found) == 1, said(report)
    return found[0]


def said(report: Report) -> str:
    rows = "\n".join(
        f"{row.module.value} {row.state.value} {row.key} {row.title}: {row.why} {row.detail}"
        for row in report.rows
        if not (row.module is Module.PRODUCTS and row.state is RowState.SKIPPED)
    )
    return f"{report.state} {report.cause or ''} {report.detail} {dict(report.planned)}\n{rows}"


def make_small_bridge(folder: Path, simulator: BaseLinkerSimulator, clock: TurnedClock) -> SmallBridge:
    """A connection that has not run yet, to a shop made by :func:`small_simulator`."""
    made = make_bridge(folder, simulator, clock)
    bridge = SmallBridge(made.folder, made.simulator, made.profile, made.clock)
    bridge.change_orders(start=NOW - timedelta(days=1))
    return bridge


def small_simulator(clock: TurnedClock, quirks: Quirks | None = None) -> BaseLinkerSimulator:
    """The sample shop without its orders and with its first plain products only."""
    simulator = sample_simulator(clock, quirks)
    account = simulator.account
    account.orders.clear()
    chosen = _plain_products(account.products.values())
    account.products.clear()
    account.add_products(chosen)
    simulator.refresh()
    return simulator


def _plain_products(products: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(products)
    parents = {row.get("parent_id") for row in rows}
    skus = [row.get("sku") for row in rows]
    codes = [good.get("Code") for good in read(WAREHOUSE_FILE)["Goods"]]
    return [
        row
        for row in rows
        if row["inventory_id"] == CATALOG
        and not row.get("parent_id")
        and row["product_id"] not in parents
        and not row.get("is_bundle")
        and row.get("sku")
        and row.get("tax_rate") == 20
        and skus.count(row["sku"]) == 1
        and codes.count(row["sku"]) == 1
        and len(row.get("stock", {})) > 1
    ][:PRODUCTS]


def state_database(bridge: Bridge, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Ask the state file directly."""
    with closing(sqlite3.connect(bridge.state_file)) as database:
        return database.execute(sql, parameters).fetchall()
