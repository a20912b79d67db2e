"""Plans stock and prices: one walk for each catalogue and target, over both sides in step.

The walks read streams and make objects for differences only, so that a hundred thousand goods without a
change cost little more than reading them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sync.model import Catalog
from sync.plan.actions import Action, ModulePlan
from sync.plan.available import OfferRules
from sync.plan.guard_memory import sizes, zeros_within_a_day
from sync.plan.guards import guarded, price_guard, shrink_guard, unexplained_zeros, zero_guard
from sync.plan.order_document import PlannedOrder
from sync.plan.order_making import TurnedOrder
from sync.plan.prices import PriceTarget, PriceWalk, compare_prices, price_plan
from sync.plan.prices import changed_goods as goods_of_prices
from sync.plan.stock import AllBut, StockTarget, StockWalk, compare_stock, stock_plan
from sync.plan.stock import changed_goods as goods_of_stock
from sync.ports import ProductScope, ValueKind
from sync.profile import Leader, StockLink
from sync.run.connection import Connection
from sync.run.held_stock import held_by_target, target_name
from sync.run.level_targets import chosen_catalogs, price_targets, stock_targets
from sync.run.order_planning import OrderPlanning
from sync.run.product_planning import gone_there
from sync.run.uncounted import leave_uncounted_alone

SIZES: Final = "goods in earlier runs"
ZEROS: Final = "unexplained zeros"
SENT_AT: Final = "stock sent at"


@dataclass(frozen=True, slots=True)
class LevelPlans:
    """The plans of stock and of prices, in the order in which they are sent. ``size`` counts the goods of
    the scope.
    """

    stock: ModulePlan | None = None
    prices: ModulePlan | None = None
    pairs: tuple[tuple[Catalog, StockLink], ...] = ()
    """Where stock is sent, for the last look before sending."""
    zeros: frozenset[str] = frozenset()
    """Keys of the actions that take a stocked item to 0 without a reason."""
    size: int = 0

    @property
    def plans(self) -> list[ModulePlan]:
        return [plan for plan in (self.stock, self.prices) if plan is not None]

    @property
    def actions(self) -> list[Action]:
        return [action for plan in self.plans for action in plan.actions]


def plan_levels(connection: Connection, orders: OrderPlanning | None, *, predicted: bool) -> LevelPlans:
    """Plan what is sent to the shop. ``predicted``: as if the planned orders had come in already."""
    profile = connection.profile
    send_stock = profile.modules.stock and connection.stock.send
    send_prices = (
        profile.modules.products
        and connection.products.send_prices
        and connection.products.leader is Leader.WAREHOUSE
    )
    if not send_stock and not send_prices:
        return LevelPlans()
    scope = ProductScope(connection.products.groups)
    catalogs = chosen_catalogs(connection)
    present = frozenset(connection.warehouse.product_ids(scope))
    removed = AllBut(present)
    result = LevelPlans(size=len(present))
    if send_stock:
        result = _with_stock(connection, result, orders, scope, catalogs, removed, predicted=predicted)
    if send_prices:
        result = replace(result, prices=_prices(connection, scope, catalogs, removed))
    return result


# ---------------------------------------------------------------- stock


def _with_stock(
    connection: Connection,
    result: LevelPlans,
    orders: OrderPlanning | None,
    scope: ProductScope,
    catalogs: list[Catalog],
    removed: AllBut,
    *,
    predicted: bool,
) -> LevelPlans:
    settings = connection.stock
    rules = OfferRules.of(settings, connection.shop.features)
    names = {warehouse.id: warehouse.name for warehouse in connection.shop.warehouses()}
    walks: list[StockWalk] = []
    targets = stock_targets(connection, catalogs)
    held = held_by_target(connection, orders, targets.pairs, predicted=predicted)
    for catalog, link in targets.pairs:
        walks.append(
            compare_stock(
                connection.warehouse.stock_levels(scope, link.locations),
                connection.journal.sent_levels(ValueKind.STOCK, catalog.id, link.shop_warehouse),
                StockTarget(
                    catalog.id, link.shop_warehouse, names.get(link.shop_warehouse, link.shop_warehouse)
                ),
                held=held[target_name(catalog.id, link.shop_warehouse)],
                rules=rules,
                removed=removed,
                removed_to_zero=connection.products.removed_to_zero,
            )
        )
    for walk in walks:
        gone = gone_there(connection, walk.target.catalog)
        walk.changes = [change for change in walk.changes if change.shop_id not in gone]
    uncounted = leave_uncounted_alone(connection, walks)
    titles = connection.warehouse.product_names(goods_of_stock(walks))
    plan = stock_plan(walks, titles, hides_removed=connection.shop.features.hides_removed)
    plan = replace(plan, findings=(*targets.findings, *uncounted, *plan.findings))
    zeros = unexplained_zeros(plan.actions, _explained(connection, orders))
    guards = (
        zero_guard(
            zeros,
            sum(walk.stocked for walk in walks),
            zeros_within_a_day(connection.journal.recall(ZEROS), connection.now()),
            connection.profile.guards,
        ),
        shrink_guard(
            plan.module,
            result.size,
            sizes(connection.journal.recall(SIZES)),
            plan.actions,
            connection.profile.guards,
        ),
    )
    return replace(
        result,
        stock=guarded(plan, guards, confirmed=connection.profile.confirmed_first_run),
        pairs=targets.pairs,
        zeros=frozenset(action.key for action in zeros),
    )


def _explained(connection: Connection, orders: OrderPlanning | None) -> frozenset[int]:
    """Goods whose stock may have fallen for a reason: sold since the last sending, or on orders of this
    run.
    """
    last = connection.journal.recall(SENT_AT)
    sold: frozenset[int] = frozenset()
    if last:
        sold = connection.warehouse.products_sold_since(datetime.fromisoformat(last))
    ordered = {
        line.product
        for action in (orders.plan.module.actions if orders else ())
        if isinstance(action.payload, PlannedOrder)
        for line in action.payload.lines
        if isinstance(line.product, int)
    }
    turned = {
        good
        for action in (orders.plan.module.actions if orders else ())
        if isinstance(action.payload, TurnedOrder)
        for good, _location, _quantity in action.payload.lines
    }
    return sold | ordered | turned


# ---------------------------------------------------------------- prices


def _prices(
    connection: Connection,
    scope: ProductScope,
    catalogs: list[Catalog],
    removed: AllBut,
) -> ModulePlan:
    targets = price_targets(connection, catalogs)
    walks: list[PriceWalk] = [
        compare_prices(
            connection.warehouse.price_levels(scope, link.warehouse_group),
            connection.journal.sent_levels(ValueKind.PRICE, catalog.id, link.shop_group),
            PriceTarget(catalog.id, group.id, group.name, group.currency),
            rate,
            removed,
        )
        for catalog, link, group, rate in targets.ways
    ]
    for walk in walks:
        gone = gone_there(connection, walk.target.catalog)
        walk.changes = [change for change in walk.changes if change.shop_id not in gone]
    plan = price_plan(walks, connection.warehouse.product_names(goods_of_prices(walks)))
    plan = replace(plan, findings=(*targets.findings, *plan.findings))
    rates = [group.rate for group in connection.warehouse.vat_groups() if group.rate > 0]
    guard = price_guard(plan.actions, sum(walk.items for walk in walks), connection.profile.guards, rates)
    return guarded(plan, (guard,), confirmed=connection.profile.confirmed_first_run)
