"""Where stock and prices go: the catalogues with their warehouses and price groups, and what is missing.

What was chosen once may be deleted later, on either side. Such a target is left out and told; it is never
taken for 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sync.errors import SettingsError
from sync.model import Catalog, PriceGroup
from sync.plan.actions import Finding, FindingState, Module
from sync.plan.prices import conversion
from sync.profile import PriceLink, StockLink
from sync.run.connection import Connection
from sync.sentences import say


@dataclass(frozen=True, slots=True)
class StockTargets:
    """The pairs of catalogue and link that can be sent, and what keeps others from it."""

    pairs: tuple[tuple[Catalog, StockLink], ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceTargets:
    """The catalogue, link, group of the shop and rate from here to there of each way that prices can go, and
    what keeps others from it.
    """

    ways: tuple[tuple[Catalog, PriceLink, PriceGroup, Fraction], ...]
    findings: tuple[Finding, ...] = ()


def chosen_catalogs(connection: Connection) -> list[Catalog]:
    """The catalogues of the shop that take part."""
    chosen = connection.products.catalogs
    return [catalog for catalog in connection.shop.catalogs() if catalog.id in chosen]


def stock_targets(connection: Connection, catalogs: Sequence[Catalog]) -> StockTargets:
    """Where stock is sent."""
    here = {location.id for location in connection.warehouse.locations()}
    filled_there = {warehouse.id for warehouse in connection.shop.warehouses() if not warehouse.writable}
    pairs: list[tuple[Catalog, StockLink]] = []
    findings: list[Finding] = []
    for link in connection.stock.links:
        gone = [location for location in link.locations if location not in here]
        takers = [catalog for catalog in catalogs if link.shop_warehouse in catalog.warehouses]
        if gone:
            findings.append(_location_gone(link, gone[0]))
        elif not takers:
            findings.append(_warehouse_gone(link))
        elif link.shop_warehouse in filled_there:
            findings.append(_filled_there(link))
        else:
            pairs += [(catalog, link) for catalog in takers]
    pairs.sort(key=lambda pair: catalogs.index(pair[0]))
    return StockTargets(tuple(pairs), tuple(findings))


def price_targets(connection: Connection, catalogs: Sequence[Catalog]) -> PriceTargets:
    """Where prices are sent."""
    groups = {group.id: group for group in connection.shop.price_groups()}
    base = connection.warehouse.base_currency()
    ways: list[tuple[Catalog, PriceLink, PriceGroup, Fraction]] = []
    findings: list[Finding] = []
    for link in connection.products.prices:
        takers = [catalog for catalog in catalogs if link.shop_group in catalog.price_groups]
        if link.shop_group not in groups or not takers:
            findings.append(_group_gone(link))
            continue
        group = groups[link.shop_group]
        try:
            rate = conversion(base, group.currency, link.factor)
        except SettingsError as error:
            findings.append(_no_rate(group, error))
            continue
        ways += [(catalog, link, group, rate) for catalog in takers]
    ways.sort(key=lambda way: catalogs.index(way[0]))
    return PriceTargets(tuple(ways), tuple(findings))


def _location_gone(link: StockLink, location: int) -> Finding:
    return Finding(
        Module.STOCK,
        FindingState.HELD,
        f"stock:{link.shop_warehouse}:location",
        link.shop_warehouse,
        say(
            "Location {location} is no longer in the warehouse, so this stock is not sent.", location=location
        ),
        say("Choose other locations in the step Warehouses."),
    )


def _warehouse_gone(link: StockLink) -> Finding:
    return Finding(
        Module.STOCK,
        FindingState.HELD,
        f"stock:{link.shop_warehouse}:warehouse",
        link.shop_warehouse,
        say("No chosen catalogue of the shop has this warehouse any more, so its stock is not sent."),
        say("Choose another warehouse of the shop in the step Warehouses."),
    )


def _filled_there(link: StockLink) -> Finding:
    return Finding(
        Module.STOCK,
        FindingState.HELD,
        f"stock:{link.shop_warehouse}:filled there",
        link.shop_warehouse,
        say("This warehouse is filled by the shop or a wholesaler, so no stock is sent to it."),
        say("Choose another warehouse of the shop in the step Warehouses."),
    )


def _group_gone(link: PriceLink) -> Finding:
    return Finding(
        Module.PRODUCTS,
        FindingState.HELD,
        f"price:{link.shop_group}:group",
        link.shop_group,
        say("No chosen catalogue of the shop has this price group any more, so its prices are not sent."),
        say("Choose another price group in the step Products."),
    )


def _no_rate(group: PriceGroup, error: SettingsError) -> Finding:
    key = f"price:{group.id}:currency"
    return Finding(Module.PRODUCTS, FindingState.HELD, key, group.name, error.sentence, error.advice)


def targets_of(pairs: Sequence[tuple[Catalog, StockLink]]) -> Iterator[tuple[str, str]]:
    """Catalogue and shop warehouse of each pair."""
    for catalog, link in pairs:
        yield catalog.id, link.shop_warehouse
