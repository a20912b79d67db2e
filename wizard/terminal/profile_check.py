"""Whether what a profile names really exists in both systems, before a connection is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sync.model import DocumentKind
from sync.plan.sales import is_kept_back
from sync.ports import Shop, Warehouse
from sync.profile import Profile
from sync.run.receipt_stage import one_field_for_two
from sync.sentences import Sentence, say

Id = TypeVar("Id", int, str)


def missing_choices(profile: Profile, shop: Shop, warehouse: Warehouse) -> list[Sentence]:
    """A sentence for each choice that one of the systems does not have, and for each step that is missing.

    Raises MostikError where a list cannot be read.
    """
    return [
        *_missing_steps(profile),
        *_missing_in_shop(profile, shop),
        *_missing_in_warehouse(profile, warehouse),
    ]


def _missing_steps(profile: Profile) -> Iterator[Sentence]:
    modules = profile.modules
    if not modules.any:
        yield say("No module is switched on, so nothing would be synced.")
    needed = {
        "orders": modules.orders and profile.orders is None,
        "products": (modules.products or modules.stock) and profile.products is None,
        "stock": (modules.orders or modules.stock) and profile.stock is None,
    }
    for step, missing in needed.items():
        if missing:
            yield say("The step {step} is missing.", step=step)


def _missing_in_shop(profile: Profile, shop: Shop) -> Iterator[Sentence]:
    orders, products, stock = profile.orders, profile.products, profile.stock
    if orders:
        wanted = (
            *orders.listed_statuses,
            *orders.cancelled_statuses,
            orders.status_after,
            orders.status_problem,
        )
        there = [choice.id for choice in shop.order_statuses()]
        for ident in _absent(wanted, there):
            yield say("The shop has no order status {id}.", id=ident)
        fields = [choice.id for choice in shop.order_number_fields()] if orders.number_field else []
        for ident in _absent([orders.number_field], fields):
            yield say("The shop’s orders have no field {id}.", id=ident)
        yield from _missing_for_receipts(profile, shop, there)
    if products:
        for ident in _absent(products.catalogs, (catalog.id for catalog in shop.catalogs())):
            yield say("The shop has no catalogue {id}.", id=ident)
        groups = [price.shop_group for price in products.prices]
        for ident in _absent(groups, (group.id for group in shop.price_groups())):
            yield say("The shop has no price group {id}.", id=ident)
    if stock:
        linked = [link.shop_warehouse for link in stock.links]
        warehouses = {place.id: place for place in shop.warehouses()}
        for ident in _absent(linked, warehouses):
            yield say("The shop has no warehouse {id}.", id=ident)
        for ident in linked:
            if stock.send and ident in warehouses and not warehouses[ident].writable:
                yield say(
                    "The shop’s warehouse {name} cannot be written, so no stock can be sent to it.",
                    name=warehouses[ident].name,
                )


def _missing_for_receipts(profile: Profile, shop: Shop, statuses: Iterable[str]) -> Iterator[Sentence]:
    receipts = profile.receipts
    if receipts is None:
        return
    for ident in _absent(receipts.statuses, statuses):
        yield say("The shop has no order status {id}.", id=ident)
    fields = [choice.id for choice in shop.order_number_fields()] if receipts.number_field else []
    for ident in _absent([receipts.number_field], fields):
        yield say("The shop’s orders have no field {id}.", id=ident)
    if receipts.number_field and profile.orders and receipts.number_field == profile.orders.number_field:
        yield one_field_for_two(receipts.number_field)


def _missing_in_warehouse(profile: Profile, warehouse: Warehouse) -> Iterator[Sentence]:
    orders, products, stock = profile.orders, profile.products, profile.stock
    if orders:
        types = [*orders.payment_types.values()]
        types += [] if orders.cash_on_delivery_type is None else [orders.cash_on_delivery_type]
        for number in _absent(types, (kind.id for kind in warehouse.payment_types())):
            yield say("The warehouse has no payment type {id}.", id=number)
        for user_id in _absent([str(orders.operator_id)], (user.id for user in warehouse.users())):
            yield say("The warehouse has no user {id}.", id=user_id)
        features = warehouse.features
        sales = orders.document is DocumentKind.SALE or is_kept_back(orders, turns=features.turns_into_sales)
        if sales and not features.sales:
            yield warehouse.features.closed.get("sales") or say("Sales cannot be written here.")
    if products:
        groups = [price.warehouse_group for price in products.prices]
        for group_id in _absent(groups, (group.id for group in warehouse.price_groups())):
            yield say("The warehouse has no price group {id}.", id=group_id)
        for number in _absent(products.groups, (group.id for group in warehouse.product_groups())):
            yield say("The warehouse has no group of goods {id}.", id=number)
    if stock:
        wanted = [stock.location_for_orders, *(place for link in stock.links for place in link.locations)]
        for number in _absent(wanted, (location.id for location in warehouse.locations())):
            yield say("The warehouse has no location {id}.", id=number)


def _absent(wanted: Iterable[Id], there: Iterable[Id]) -> list[Id]:
    known = set(there)
    return [one for one in dict.fromkeys(wanted) if one not in known and one != ""]
