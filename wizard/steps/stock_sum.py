"""The sum of the step warehouses, with a real product of the owner: "why 3?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.model import Product
from sync.plan.available import HeldBack, OfferRules, why
from sync.ports import ProductScope, ShopFeatures, Warehouse
from sync.profile import Stock
from sync.sentences import Sentence

_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Example:
    """One product and the formula of what the shop will show for it, a sentence a step."""

    name: str
    steps: tuple[Sentence, ...]


def read_example(warehouse: Warehouse, stock: Stock) -> Example | None:
    """A product that has stock in as many linked locations as possible. Blocks; None where there is no
    stock.
    """
    products: list[Product] = []
    for product in warehouse.products(ProductScope()):
        if not product.service:
            products.append(product)
        if len(products) == _LOOKED_AT:
            break
    link = max(stock.links, key=lambda each: len(each.locations))
    levels = warehouse.stock_now([product.id for product in products], link.locations)
    best = max(products, key=lambda each: levels.get(each.id, 0), default=None)
    if best is None or best.id not in levels:
        return None
    rules = OfferRules.of(stock, ShopFeatures(platform=""))
    return Example(best.name, why(best.id, levels[best.id], HeldBack(), rules))
