"""The sum of the step warehouses, with a real product of the owner: "why 3?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sync.errors import MostikError
from sync.model import Catalog, Product, ShopProduct
from sync.plan.available import HeldBack, OfferRules, held_back, offer, why
from sync.ports import ProductScope, Shop, Warehouse
from sync.profile import Stock, StockLink
from sync.sentences import Sentence

_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Example:
    """One product and how the number comes about that the shop will show; quantities in ten-thousandths.

    ``places``: (location, stock there) of each linked location where it has a stock entry. ``held``: on open
    orders. ``in_shop``: pieces that the shop shows now, None where that is not known. ``steps``: the same
    formula, a sentence a step.
    """

    product: Product
    places: tuple[tuple[int, int], ...]
    held: int
    reserve: int
    level: int
    in_shop: Decimal | None
    steps: tuple[Sentence, ...]


def read_example(
    shop: Shop,
    warehouse: Warehouse,
    stock: Stock,
    catalogs: Sequence[Catalog],
    shop_key: str,
    now: datetime,
    turn: int = 0,
) -> Example | None:
    """A product of the link with the most locations; each ``turn`` another one. Blocks.

    None where no product has a stock entry at the linked locations. Products that say the most come first:
    on open orders, then in many locations. Orders that are not in the warehouse yet are not known here.
    """
    link = max(stock.links, key=lambda each: len(each.locations))
    products = _first_products(warehouse)
    ids = [product.id for product in products]
    there = {place: warehouse.stock_now(ids, [place]) for place in link.locations}
    catalog = next((each for each in catalogs if link.shop_warehouse in each.warehouses), Catalog("", ""))
    held = _held(warehouse, stock, catalog, link, shop_key, now)
    known = [product for product in products if any(product.id in levels for levels in there.values())]
    if not known:
        return None

    def says(product: Product) -> tuple[bool, int]:
        stocked = sum(levels.get(product.id, 0) > 0 for levels in there.values())
        return held.by_good().get(product.id, 0) > 0, stocked

    ranked = sorted(known, key=says, reverse=True)
    product = ranked[turn % len(ranked)]
    places = tuple((place, levels[product.id]) for place, levels in there.items() if product.id in levels)
    total = sum(level for _, level in places)
    rules = OfferRules.of(stock, shop.features)
    on_orders = held.by_good().get(product.id, 0)
    return Example(
        product,
        places,
        on_orders,
        rules.reserve,
        offer(total, on_orders, rules),
        _in_shop(shop, catalog, link, product),
        why(product.id, total, held, rules),
    )


def _first_products(warehouse: Warehouse) -> list[Product]:
    products: list[Product] = []
    for product in warehouse.products(ProductScope()):
        if not product.service:
            products.append(product)
        if len(products) == _LOOKED_AT:
            break
    return products


def _held(
    warehouse: Warehouse, stock: Stock, catalog: Catalog, link: StockLink, shop_key: str, now: datetime
) -> HeldBack:
    days = stock.open_order_days
    since = now - timedelta(days=days) if days is not None else None
    lines = warehouse.open_order_lines(shop_key, since) if stock.subtract_open_orders else {}
    return held_back(stock, catalog, link.locations, lines, {})


def _in_shop(shop: Shop, catalog: Catalog, link: StockLink, product: Product) -> Decimal | None:
    """What the shop shows now, where its product is found without doubt; the sum stands without it too."""
    key = product.code or next(iter(product.barcodes), "")
    if not catalog.id or not key:
        return None
    try:
        found: Sequence[ShopProduct] = shop.find_product(catalog.id, key)
    except MostikError:
        return None
    return found[0].stock.get(link.shop_warehouse) if len(found) == 1 else None
