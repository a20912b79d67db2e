"""What holds stock back from the shop: open orders, and orders that are sold and stand in no document yet.

While stock is being sent, which may take minutes, both go on changing: the warehouse is asked again before
each request, the shop for new orders at most once a minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.model import Catalog, DocumentKind, Order
from sync.money import scaled
from sync.plan.actions import ActionKind
from sync.plan.available import held_back, total_quantity
from sync.plan.order_document import PlannedOrder
from sync.plan.order_making import TurnedOrder
from sync.ports import InboxState
from sync.profile import StockLink
from sync.run.closing_sign import days_that_count
from sync.run.connection import Connection
from sync.run.listing import OPEN_STATES, read_row
from sync.run.order_planning import OrderPlanning
from sync.run.receive import receive_new_orders

NEW_ORDERS_EVERY: Final = timedelta(minutes=1)

Pairs = Sequence[tuple[Catalog, StockLink]]
Held = Mapping[str, Mapping[int, int]]
"""By :func:`target_name`: good -> ten-thousandths."""
Lines = Mapping[tuple[int, int], int]
"""(good, location) -> ten-thousandths."""


def target_name(catalog: str, warehouse: str) -> str:
    """The name of a catalogue's shop warehouse in what holds back."""
    return f"{catalog}:{warehouse}"


def held_by_target(
    connection: Connection, orders: OrderPlanning | None, pairs: Pairs, *, predicted: bool
) -> Held:
    """What holds back wherever stock is sent. ``predicted``: as if the planned orders had come in already."""
    open_orders, not_imported = _held_lines(connection, orders, predicted=predicted)
    return {
        target_name(catalog.id, link.shop_warehouse): held_back(
            connection.stock, catalog, link.locations, open_orders, not_imported
        ).by_good()
        for catalog, link in pairs
    }


class FreshHeld:
    """What holds back at the moment of sending. ``since`` is when the shop was last asked for orders."""

    def __init__(
        self, connection: Connection, orders: OrderPlanning | None, pairs: Pairs, since: datetime
    ) -> None:
        self._connection = connection
        self._orders = orders
        self._pairs = pairs
        self._asked_at = since

    def now(self) -> Held:
        """What holds back now. Raises what shop and warehouse raise."""
        connection = self._connection
        if self._orders and not timedelta(0) <= connection.now() - self._asked_at < NEW_ORDERS_EVERY:
            receive_new_orders(connection)
            self._asked_at = connection.now()
        return held_by_target(connection, self._orders, self._pairs, predicted=False)


def _held_lines(
    connection: Connection, orders: OrderPlanning | None, *, predicted: bool
) -> tuple[Lines, Lines]:
    """What open orders and orders without a document hold back, by good and location."""
    settings = connection.stock
    since = None
    days = days_that_count(connection) if settings.subtract_open_orders else None
    if days is not None:
        since = connection.now() - timedelta(days=days)
    open_orders = dict(
        connection.warehouse.open_order_lines(connection.shop_key, since)
        if settings.subtract_open_orders
        else {}
    )
    if orders is None:
        return open_orders, {}
    for key, quantity in total_quantity(_left_to_the_shop(connection, orders, since, open_orders)).items():
        open_orders[key] = max(open_orders.get(key, 0) - quantity, 0)
    if not predicted:
        return open_orders, total_quantity(_waiting_lines(connection, orders, frozenset()))
    planned = _planned_lines(orders, counts_open=settings.subtract_open_orders)
    for key, quantity in total_quantity(planned.ordered).items():
        open_orders[key] = open_orders.get(key, 0) + quantity
    waiting = _waiting_lines(connection, orders, planned.imports)
    return open_orders, total_quantity([*waiting, *planned.sold])


@dataclass(slots=True)
class _Planned:
    """The lines of documents that are about to be written: of orders, and of sales, which take their pieces
    from the stock at once.
    """

    imports: set[str] = field(default_factory=set)
    ordered: list[tuple[int, int, int]] = field(default_factory=list)
    sold: list[tuple[int, int, int]] = field(default_factory=list)


def _planned_lines(orders: OrderPlanning, *, counts_open: bool) -> _Planned:
    planned = _Planned()
    for action in orders.plan.module.actions:
        payload = action.payload
        if action.kind is ActionKind.IMPORT_ORDER and isinstance(payload, PlannedOrder):
            planned.imports.add(action.key)
            if payload.kind is not DocumentKind.SALE and payload.order.stock_taken is False:
                continue
            lines = planned.sold if payload.kind is DocumentKind.SALE else planned.ordered
            lines += [
                (line.product, line.location_id, scaled(line.quantity))
                for line in payload.lines
                if isinstance(line.product, int)
            ]
        elif isinstance(payload, TurnedOrder) and not counts_open:
            # An open order that counts is taken off now, and its sale takes the same off the stock.
            planned.sold += payload.lines
    return planned


def _waiting_lines(
    connection: Connection, orders: OrderPlanning, left_out: set[str] | frozenset[str]
) -> list[tuple[int, int, int]]:
    """The lines of orders that the shop has sold and that stand in no document yet."""
    told = bool(connection.shop.features.lowers_stock)
    chosen = connection.stock.subtract_waiting_orders
    taken = connection.orders.listed_statuses
    waiting: list[Order] = []
    for row in connection.journal.inbox(*OPEN_STATES):
        if row.id in left_out:
            continue
        elsewhere = row.state is InboxState.SEEN and row.status_id not in taken
        if elsewhere and not chosen and not told:
            continue
        order = read_row(connection, row).order
        if order is None or order.stock_taken is False:
            continue
        if not elsewhere or chosen or order.stock_taken:
            waiting.append(order)
    return _lines_of(connection, orders, waiting)


def _left_to_the_shop(
    connection: Connection, orders: OrderPlanning, since: datetime | None, open_orders: Lines
) -> list[tuple[int, int, int]]:
    """The lines of open orders that the shop has not taken off its own quantity and will, once they are paid
    or sent: subtracted here now, they would be missing twice then."""
    if not connection.shop.features.lowers_stock or not open_orders:
        return []
    marks = connection.warehouse.open_marks(connection.shop_key)
    counted = [mark.key.external_id for mark in marks if since is None or mark.at >= since]
    rows = connection.journal.inbox_rows(counted).values()
    reads = [read_row(connection, row).order for row in rows if row.raw]
    return _lines_of(
        connection, orders, [order for order in reads if order is not None and order.stock_taken is False]
    )


def _lines_of(
    connection: Connection, orders: OrderPlanning, waiting: Sequence[Order]
) -> list[tuple[int, int, int]]:
    """The lines of these orders as (good, location, ten-thousandths); those without a good left out."""
    settings = connection.stock
    by_warehouse = {link.shop_warehouse: link.locations[0] for link in settings.links}
    # An order that came after the planning is not in its facts; its links are.
    links = connection.journal.links_of_shop(
        {line.product_id for order in waiting for line in order.lines if line.product_id}
    )
    linked = {shop_id: link.warehouse_id for (_catalog, shop_id), link in links.items()}
    lines: list[tuple[int, int, int]] = []
    for line in (line for order in waiting for line in order.lines):
        found = linked.get(line.product_id) or orders.facts.lines.find(line).product_id
        if found is not None and line.quantity > 0:
            location = by_warehouse.get(line.warehouse_id, settings.location_for_orders)
            lines.append((found, location, scaled(line.quantity)))
    return lines
