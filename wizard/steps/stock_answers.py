"""What the step warehouses has been answered so far, and what is proposed before it was. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from sync.model import Location, ShopWarehouse
from sync.profile import Stock, StockLink
from wizard.readings import ShopLists


def targets(shop: ShopLists, catalogs: Iterable[str]) -> tuple[ShopWarehouse, ...]:
    """The warehouses of the chosen catalogues; of all, where none is chosen."""
    chosen = set(catalogs)
    known = {
        warehouse
        for catalog in shop.catalogs
        if not chosen or catalog.id in chosen
        for warehouse in catalog.warehouses
    }
    return tuple(warehouse for warehouse in shop.warehouses if not known or warehouse.id in known)


def proposal(
    locations: Sequence[Location], warehouses: Sequence[ShopWarehouse], *, sends: bool
) -> dict[str, Any]:
    """What is proposed at first: equal names are linked, else the location for orders and the one warehouse
    of the shop.
    """
    writable = [warehouse for warehouse in warehouses if warehouse.writable]
    links: list[StockLink] = []
    for warehouse in writable:
        same = [each.id for each in locations if each.name.casefold() == warehouse.name.casefold()]
        if same:
            links.append(StockLink(locations=tuple(same), shop_warehouse=warehouse.id))
    if not links and len(writable) == 1 and locations:
        # One warehouse there and no name that says more: the location in which the orders are written.
        links = [StockLink(locations=(_for_orders(locations),), shop_warehouse=writable[0].id)]
    stock = Stock(
        location_for_orders=_for_orders(locations),
        links=tuple(links),
        send=sends,
        subtract_open_orders=False,
    )
    return stock.model_dump(mode="json")


def _for_orders(locations: Sequence[Location]) -> int:
    online = [
        each.id for each in locations if "онлайн" in each.name.casefold() or "online" in each.name.lower()
    ]
    if online:
        return online[0]
    return locations[0].id if locations else 1


def read_answers(answers: Mapping[str, Any], fallback: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's answers, filled up from ``fallback``."""
    found = dict(fallback)
    found.update({name: value for name, value in answers.items() if name in Stock.model_fields})
    return found


def finished(answers: Mapping[str, Any]) -> Stock | None:
    """The answers as settings, or None while something in them cannot be."""
    try:
        return Stock.model_validate(dict(answers))
    except ValidationError:
        return None


def links_of(answers: Mapping[str, Any]) -> dict[int, str]:
    """The shop's warehouse of each linked location."""
    return {
        int(location): str(link["shop_warehouse"])
        for link in answers.get("links", ())
        for location in link["locations"]
    }


def sums(answers: Mapping[str, Any]) -> dict[str, int]:
    """The shop's warehouses that get the sum of several locations, and how many."""
    counts = Counter(links_of(answers).values())
    return {warehouse: count for warehouse, count in counts.items() if count > 1}


def with_links(values: Mapping[int, str]) -> list[dict[str, Any]]:
    """The links as the settings keep them: the locations of each warehouse, in their order."""
    by_warehouse: dict[str, list[int]] = {}
    for location, warehouse in values.items():
        by_warehouse.setdefault(warehouse, []).append(location)
    return [
        {"locations": locations, "shop_warehouse": warehouse} for warehouse, locations in by_warehouse.items()
    ]
