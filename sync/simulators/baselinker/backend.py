"""What every method works on: the account, its habits, its time and its journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.simulators.baselinker import errors
from sync.simulators.baselinker.account import Account
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.order_index import OrderIndex
from sync.simulators.baselinker.parameters import Parameters
from sync.simulators.baselinker.product_index import ProductIndex
from sync.simulators.baselinker.quirks import Quirks
from sync.simulators.baselinker.shapes import Shapes
from sync.simulators.clock import Clock

Row = dict[str, Any]


class Backend:
    """One account at work. Not thread-safe by itself: callers hold the simulator's lock."""

    def __init__(self, account: Account, quirks: Quirks, clock: Clock) -> None:
        self.account = account
        self.clock = clock
        self.shapes = Shapes(quirks)
        self.order_index = OrderIndex(account.orders)
        self.product_index = ProductIndex(account.products)
        self._reserved: dict[int, Row] | None = None

    @property
    def quirks(self) -> Quirks:
        """The account's habits."""
        return self.shapes.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        self.shapes = Shapes(quirks)

    def now(self) -> int:
        """The present moment in unix seconds."""
        return int(self.clock.now().timestamp())

    def write_journal(self, log_type: int, order_id: int, object_id: int = 0) -> None:
        """One row of the order journal (facts 2.1).

        Written always, shown only where the journal is activated.
        """
        self.account.journal.append(
            {
                "id": self.account.next_id("journal", (row["id"] for row in self.account.journal)),
                "order_id": order_id,
                "log_type": log_type,
                "object_id": object_id,
                "date": self.now(),
            }
        )

    def orders_changed(self) -> None:
        """Orders came, went or changed: sorted views and reservations are worked out anew when asked for."""
        self.order_index.changed()
        self._reserved = None

    def order(self, order_id: int) -> Row:
        """The order, or the refusal for an unknown one (code of our own, facts 7.5)."""
        order = self.account.orders.get(order_id)
        if order is None:
            raise ConnectorError(errors.ORDER_ID, f"Order {order_id} does not exist.")
        return order

    def inventory(self, parameters: Parameters) -> Row:
        """The catalogue named by ``inventory_id``, an int or a numeric text (facts 2.6)."""
        wanted = str(parameters.values.get("inventory_id", ""))
        for row in self.account.inventories:
            if str(row["inventory_id"]) == wanted:
                return row
        raise ConnectorError(errors.STORAGE_ID, "Storage with specified identifier does not exist.")

    def reservations_on(self, inventory: Row) -> bool:
        """Whether the catalogue keeps reservations."""
        forced = self.quirks.reservations_on
        return bool(inventory["reservations"]) if forced is None else forced

    def reserved(self) -> dict[int, Row]:
        """Reserved quantities: product or variant id -> warehouse key -> quantity."""
        if self._reserved is None:
            self._reserved = _reservations(self.account)
        return self._reserved


def _reservations(account: Account) -> dict[int, Row]:
    """What the lines of open orders hold back.

    Which orders reserve is not documented; here those in a status of type 0 (other), 1 (unpaid) or 2 (in
    progress), for lines of the account's own catalogue, in the line's warehouse or else the catalogue's
    default one.
    """
    open_statuses = {row["id"] for row in account.statuses if row.get("type", 0) in (0, 1, 2)}
    defaults = {row["inventory_id"]: row["default_warehouse"] for row in account.inventories}
    reserved: dict[int, Row] = {}
    for order in account.orders.values():
        if order["order_status_id"] not in open_statuses:
            continue
        for line in order["products"]:
            product = _linked_product(account, line)
            if product is None:
                continue
            warehouse_id = line.get("warehouse_id")
            key = f"bl_{warehouse_id}" if warehouse_id else defaults.get(product["inventory_id"], "")
            held = reserved.setdefault(product["product_id"], {})
            held[key] = held.get(key, 0) + line["quantity"]
    return reserved


def _linked_product(account: Account, line: Row) -> Row | None:
    if line.get("storage") != "db":
        return None
    for name in ("variant_id", "product_id"):
        text = str(line.get(name) or "0")
        if text.isdigit() and int(text):
            return account.products.get(int(text))
    return None


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the API: what answers it, and whether it changes anything."""

    answer: Callable[[Backend, Parameters], Row]
    changes: bool = False


def reading(**answers: Callable[[Backend, Parameters], Row]) -> Mapping[str, Method]:
    """Methods that only read, by their API name."""
    return {name: Method(answer) for name, answer in answers.items()}


def changing(**answers: Callable[[Backend, Parameters], Row]) -> Mapping[str, Method]:
    """Methods that change something, by their API name."""
    return {name: Method(answer, changes=True) for name, answer in answers.items()}


def find_row(rows: Iterable[Row], name: str, value: int | str) -> Row:
    """The row with that id, or a refusal with a code of our own."""
    for row in rows:
        if str(row[name]) == str(value):
            return row
    raise ConnectorError(errors.MISSING_ROW, f"{name} {value} does not exist.")


def page_of(rows: list[Row], parameters: Parameters, size: int) -> list[Row]:
    """The rows of a 1-based ``page``; past the end it is empty."""
    start = (max(parameters.integer("page", 1), 1) - 1) * size
    return rows[start : start + size]
