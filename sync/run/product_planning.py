"""Compares the catalogues where that is due, links what matches, and plans what follows for products.

A comparison reads the whole catalogue of the shop, so it is made once a day, when goods were added, and in
every run where the shop leads. What the shop shows then is taken as the last value confirmed by it, so that
a number that somebody changed in the shop's own panel is found and sent again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sync.errors import SettingsError
from sync.matching import Match, MatchState, match
from sync.model import Catalog, Link, Product, ProductRole, ShopProduct
from sync.money import scaled, unscaled
from sync.plan.actions import Finding, FindingState, Module, ModulePlan
from sync.plan.available import OfferRules, offer
from sync.plan.compared_goods import compared_goods
from sync.plan.order_document import base_rate
from sync.plan.prices import conversion
from sync.plan.product_creates import IntoShop, IntoWarehouse, PricePath, category_paths
from sync.plan.product_marks import WantedMarks
from sync.plan.products import product_plan
from sync.plan.variants import Variants
from sync.ports import ProductScope, ValueKind
from sync.profile import Leader, Products, SkuField
from sync.run.bringing import (
    Bringing,
    all_are_to_be_brought,
    bringing,
    known_are_to_be_called_so,
    left_behind,
)
from sync.run.connection import Connection
from sync.run.level_targets import chosen_catalogs, price_targets
from sync.sentences import say

COMPARED_AT: Final = "catalogues compared at"
NEWEST: Final = "newest good compared"
FINDINGS: Final = "findings of the last comparison"
FINDINGS_KEPT: Final = 1_000
"""So many things that need the owner are told again in runs without a comparison."""
GONE_THERE: Final = "no longer in catalogue "
"""Begins the name under which the linked products are remembered that a catalogue no longer has."""
_ROWS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class ProductPlanning:
    """The plan of the products; ``compared`` whether the catalogues were read in this run. ``brings``: what
    is left of bringing all products of the shop, where the owner asked for it.
    """

    plan: ModulePlan
    compared: bool
    brings: Bringing | None = None


def plan_the_products(connection: Connection) -> ProductPlanning:
    """Compare where it is due. Links are noted at once: they are ours, and change nothing on either side."""
    if not _comparison_due(connection):
        return ProductPlanning(
            ModulePlan(Module.PRODUCTS, findings=_remembered_findings(connection)), compared=False
        )
    catalogs = chosen_catalogs(connection)
    there = {catalog.id for catalog in catalogs}
    missing = [catalog for catalog in connection.products.catalogs if catalog not in there]
    compared = [_compare(connection, catalog, first=place == 0) for place, catalog in enumerate(catalogs)]
    plans = [plan for plan, _left in compared]
    brings = bringing(connection, plans, sum(left for _plan, left in compared))
    plan = ModulePlan(
        Module.PRODUCTS,
        tuple(action for plan in plans for action in plan.actions),
        (
            *(brings.findings if brings else ()),
            *map(_catalog_gone, missing),
            *(finding for plan in plans for finding in plan.findings),
        ),
        sum(plan.unchanged for plan in plans),
    )
    return ProductPlanning(plan, compared=not missing, brings=brings)


def _catalog_gone(catalog: str) -> Finding:
    return Finding(
        Module.PRODUCTS,
        FindingState.HELD,
        f"catalog:{catalog}",
        catalog,
        say("The shop no longer has this catalogue."),
        say("Choose the catalogues again in the step Products."),
    )


def _comparison_due(connection: Connection) -> bool:
    if all_are_to_be_brought(connection):
        return True
    if connection.profile.modules.products and connection.products.leader is Leader.SHOP:
        return True
    last = connection.journal.recall(COMPARED_AT)
    if not last:
        return True
    now, then = connection.now(), datetime.fromisoformat(last)
    if not then <= now < then + timedelta(hours=connection.profile.schedule.full_comparison_hours):
        return True
    return connection.warehouse.newest_product() > int(connection.journal.recall(NEWEST) or 0)


def remember_comparison(connection: Connection, plan: ModulePlan) -> None:
    """Note that the catalogues were compared and that all that followed is done.

    Called at the end only: a comparison of which a part was not done is made again in the next run, whatever
    stopped it.
    """
    journal = connection.journal
    with journal.transaction():
        journal.remember(COMPARED_AT, connection.now().isoformat())
        journal.remember(NEWEST, str(connection.warehouse.newest_product()))
        lasting = [
            finding.as_data()
            for finding in plan.findings
            if finding.state in (FindingState.AMBIGUOUS, FindingState.HELD)
        ]
        journal.remember(FINDINGS, json.dumps(lasting[:FINDINGS_KEPT], ensure_ascii=False))


def gone_there(connection: Connection, catalog: str) -> frozenset[str]:
    """Linked products that the last comparison did not find in this catalogue: nothing is sent for them."""
    return frozenset(json.loads(connection.journal.recall(f"{GONE_THERE}{catalog}") or "[]"))


def _remembered_findings(connection: Connection) -> tuple[Finding, ...]:
    text = connection.journal.recall(FINDINGS)
    return tuple(Finding.from_data(data) for data in json.loads(text)) if text else ()


# ---------------------------------------------------------------- one catalogue


def _compare(connection: Connection, catalog: Catalog, *, first: bool) -> tuple[ModulePlan, int]:
    """The plan for one catalogue, and how many of its products cannot be brought where all are to be."""
    settings = _settings(connection)
    compared = compared_goods(
        connection.warehouse.products(ProductScope(settings.groups)),
        settings.sku_field,
        variants=connection.shop.features.variants,
        weight_from=settings.marking.weight_from,
    )
    shop_products = list(connection.shop.products(catalog.id))
    results = list(
        match(
            compared.goods,
            shop_products,
            connection.journal.links(catalog.id),
            connection.journal.settled_apart(),
            settings.match_by,
        )
    )
    into = _takes_over(connection, catalog, results, compared.variants, first=first)
    brings = all_are_to_be_brought(connection)
    bring = _brought_into_warehouse(connection, catalog, results) if brings else None
    plan = product_plan(
        results, settings, catalog, into, bring, known_too=known_are_to_be_called_so(connection)
    )
    connection.journal.add_links(
        [action.payload for action in plan.actions if isinstance(action.payload, Link)]
    )
    _note_what_the_shop_shows(connection, catalog, shop_products)
    gone = [found.link.shop_id for found in results if found.state is MatchState.GONE_THERE and found.link]
    connection.journal.remember(f"{GONE_THERE}{catalog.id}", json.dumps(gone))
    return plan, left_behind(results, plan) if brings else 0


def _settings(connection: Connection) -> Products:
    """The owner's settings; where only stock is on, products are linked and nothing else is done with
    them.
    """
    settings = connection.products
    if settings.leader is not Leader.SHOP and not connection.shop.features.product_texts:
        settings = settings.model_copy(
            update={"update_name": False, "update_description": False, "update_codes": False}
        )
    if connection.profile.modules.products:
        return settings
    return settings.model_copy(
        update={
            "create_missing": False,
            "update_name": False,
            "update_description": False,
            "update_codes": False,
            "prices": (),
            "marking": settings.marking.model_copy(update={"on_matching": False}),
        }
    )


def _note_what_the_shop_shows(
    connection: Connection, catalog: Catalog, products: Sequence[ShopProduct]
) -> None:
    stock_targets = [
        link.shop_warehouse
        for link in (connection.stock.links if connection.profile.stock else ())
        if link.shop_warehouse in catalog.warehouses
    ]
    price_targets = [
        link.shop_group for link in connection.products.prices if link.shop_group in catalog.price_groups
    ]
    with connection.journal.transaction():
        for target in stock_targets:
            _record(
                connection,
                ValueKind.STOCK,
                catalog.id,
                target,
                (
                    (product.id, product.stock[target])
                    for product in products
                    if target in product.stock
                    and product.role not in (ProductRole.PARENT, ProductRole.BUNDLE)
                ),
            )
        for target in price_targets:
            _record(
                connection,
                ValueKind.PRICE,
                catalog.id,
                target,
                ((product.id, product.prices[target]) for product in products if target in product.prices),
            )


def _record(
    connection: Connection,
    kind: ValueKind,
    catalog: str,
    target: str,
    values: Iterable[tuple[str, Decimal]],
) -> None:
    batch: dict[str, int] = {}
    for shop_id, value in values:
        batch[shop_id] = scaled(value)
        if len(batch) == _ROWS_AT_ONCE:
            connection.journal.record_sent(kind, catalog, target, batch)
            batch = {}
    if batch:
        connection.journal.record_sent(kind, catalog, target, batch)


# ---------------------------------------------------------------- what new products take over


def _paths(connection: Connection, catalog: Catalog) -> tuple[PricePath, ...]:
    return tuple(
        PricePath(link.warehouse_group, link.shop_group, rate)
        for _catalog, link, _group, rate in price_targets(connection, [catalog]).ways
    )


def _takes_over(
    connection: Connection, catalog: Catalog, results: Sequence[Match], variants: Variants, *, first: bool
) -> IntoShop | IntoWarehouse | None:
    settings = _settings(connection)
    if settings.leader is Leader.WAREHOUSE:
        return _into_shop(connection, catalog, settings, results, variants, first=first)
    if settings.leader is Leader.SHOP:
        return _into_warehouse(connection, catalog, results)
    return None


def _into_shop(
    connection: Connection,
    catalog: Catalog,
    settings: Products,
    results: Sequence[Match],
    variants: Variants,
    *,
    first: bool,
) -> IntoShop:
    features = connection.shop.features
    creates = first and settings.create_missing
    only_here = [found.product for found in results if found.state is MatchState.ONLY_HERE and found.product]
    pairs = [found.shop_product.id for found in results if found.product and found.shop_product]
    return IntoShop(
        catalog=catalog.id,
        catalog_name=catalog.name,
        creates=creates,
        categories=category_paths(connection.warehouse.product_groups()) if creates else {},
        prices=_paths(connection, catalog),
        stock=_stock_of_new(connection, catalog, only_here) if creates else {},
        descriptions=connection.shop.descriptions(catalog.id, pairs) if settings.update_description else {},
        variants=variants,
        standing=_standing(results, variants),
        family_texts=features.variants,
        marks=WantedMarks(settings.marking, features.marks, features.weight),
        default_category=settings.default_category,
    )


def _standing(results: Sequence[Match], variants: Variants) -> Mapping[str, frozenset[str]]:
    """By family: the products of the shop to which some of its goods belong already."""
    found: dict[str, set[str]] = {}
    for each in results:
        variant = variants.of.get(each.product.id) if each.product else None
        if variant is not None and each.shop_product is not None:
            found.setdefault(variant.family, set()).add(each.shop_product.parent_id)
    return {family: frozenset(parents) for family, parents in found.items()}


def _stock_of_new(
    connection: Connection, catalog: Catalog, products: Sequence[Product]
) -> Mapping[int, Mapping[str, Decimal]]:
    if not (connection.profile.modules.stock and connection.stock.send):
        return {}
    settings = connection.stock
    rules = OfferRules.of(settings, connection.shop.features)
    levels: dict[int, dict[str, Decimal]] = {}
    for link in settings.links:
        if link.shop_warehouse not in catalog.warehouses:
            continue
        stock = connection.warehouse.stock_now([product.id for product in products], link.locations)
        for good, quantity in stock.items():
            levels.setdefault(good, {})[link.shop_warehouse] = unscaled(offer(quantity, 0, rules))
    return levels


def _into_warehouse(connection: Connection, catalog: Catalog, results: Sequence[Match]) -> IntoWarehouse:
    settings = connection.products
    parents = [
        found.shop_product
        for found in results
        if found.shop_product and found.shop_product.role is ProductRole.PARENT
    ]
    return IntoWarehouse(
        catalog=catalog.id,
        catalog_name=catalog.name,
        warehouse_name=connection.warehouse.features.program,
        vat_rate=base_rate(connection.warehouse.vat_groups()),
        group_id=settings.groups[0] if settings.groups else 1,
        prices=_paths(connection, catalog) if settings.send_prices else (),
        parent_names={parent.id: parent.name for parent in parents},
        second_barcode=settings.sku_field is SkuField.SECOND_BARCODE,
    )


def _brought_into_warehouse(
    connection: Connection, catalog: Catalog, results: Sequence[Match]
) -> IntoWarehouse:
    """As where the shop leads; the price goes into the price group of the object for operations."""
    into = _into_warehouse(connection, catalog, results)
    path = _price_of_operations(connection, catalog)
    return into if path is None else replace(into, prices=(path,))


def _price_of_operations(connection: Connection, catalog: Catalog) -> PricePath | None:
    """From the catalogue's own price group into that of the object in which orders are written; None where
    one of the two is not there, or their currencies do not go together.
    """
    place = connection.profile.stock.location_for_orders if connection.profile.stock else None
    here = {location.id: location.price_group for location in connection.warehouse.locations()}
    there = {group.id: group.currency for group in connection.shop.price_groups()}
    shop_group = catalog.default_price_group or next(iter(catalog.price_groups), "")
    if place is None or not here.get(place) or shop_group not in there:
        return None
    try:
        rate = conversion(connection.warehouse.base_currency(), there[shop_group], None)
    except SettingsError:
        return None
    return PricePath(here[place], shop_group, rate)
