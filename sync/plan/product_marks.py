"""Marks and weights of the shop's products: what new ones get, and what known ones are brought to. Pure.

A known product only gets the marks that the owner chose; one that he did not choose is left as it stands in
the shop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sync.model import Product, ProductMark, ProductRole, ShopProduct
from sync.plan.actions import Action, ActionKind, Module
from sync.profile import Marking
from sync.sentences import Sentence, say

_WEIGHT: Final = re.compile(r"(\d{1,7}(?:[.,]\d{1,6})?)\s*(kg|кг|g|gr|г|гр)?\.?", re.IGNORECASE)
_GRAMS: Final = {"kg": 1000, "кг": 1000, "g": 1, "gr": 1, "г": 1, "гр": 1}


@dataclass(frozen=True, slots=True)
class ShopMarks:
    """Marks, and a weight where it differs, to be set in the shop; the payload of their action."""

    catalog: str
    shop_id: str
    marks: Mapping[ProductMark, bool]
    weight_grams: int | None


@dataclass(frozen=True, slots=True)
class WantedMarks:
    """What the owner chose, as far as the shop has it. ``offered``: the shop's marks besides visibility."""

    marking: Marking = field(default_factory=Marking)
    offered: frozenset[ProductMark] = frozenset()
    weight: bool = False

    @property
    def of_new(self) -> Mapping[ProductMark, bool]:
        """The marks of a new product, besides its visibility."""
        return {mark: on for mark, on in _chosen(self.marking).items() if mark in self.offered}

    def weight_of(self, product: Product) -> int | None:
        """The weight in whole grams; None where the shop has none or the Catalog field holds none."""
        place = self.marking.weight_from
        if not self.weight or not 0 < place <= len(product.catalogs):
            return None
        return read_weight(product.catalogs[place - 1], self.marking.weight_unit)

    def weight_is_unreadable(self, product: Product) -> str:
        """What stands in the field of the weight and is none; "" where all is well."""
        place = self.marking.weight_from
        if not self.weight or not 0 < place <= len(product.catalogs):
            return ""
        text = product.catalogs[place - 1].strip()
        return text if text and self.weight_of(product) is None else ""


def read_weight(text: str, unit: str) -> int | None:
    """A weight in whole grams, half up: "2,5", "0.25 кг", "300 g"; ``unit`` ("kg", "g") where none stands
    there.
    """
    found = _WEIGHT.fullmatch(text.strip())
    if found is None:
        return None
    number = Decimal(found[1].replace(",", ".")) * _GRAMS[(found[2] or unit).lower()]
    return int(number + Decimal("0.5"))


def marks_action(
    product: Product,
    shop_product: ShopProduct,
    wanted: WantedMarks,
    *,
    visible: bool,
    with_marks: bool,
    where: str,
) -> Action | None:
    """What of the chosen marks and the weight a known product lacks; None: nothing, or only new products are
    marked. ``visible``: whether products are to be active. ``with_marks`` False: another variant of the same
    product carries its marks.
    """
    if not wanted.marking.on_matching or shop_product.role in (ProductRole.PARENT, ProductRole.BUNDLE):
        return None
    chosen = {mark: True for mark, on in wanted.of_new.items() if on}
    if visible and wanted.offered:
        chosen[ProductMark.ACTIVE] = True
    there = shop_product.marks
    lacking = {mark: True for mark in chosen if with_marks and there.get(mark) is False}
    weight = wanted.weight_of(product)
    if weight is None or weight == shop_product.weight_grams:
        weight = None
    if not lacking and weight is None:
        return None
    return Action(
        module=Module.PRODUCTS,
        kind=ActionKind.UPDATE_SHOP_PRODUCT,
        key=f"marks:{shop_product.catalog}:{shop_product.id}",
        title=product.name,
        where=where,
        old=None if weight is None else f"{shop_product.weight_grams or 0} g",
        new=None if weight is None else f"{weight} g",
        why=_why(lacking, weight),
        payload=ShopMarks(shop_product.catalog, shop_product.id, lacking, weight),
    )


def _why(lacking: Mapping[ProductMark, bool], weight: int | None) -> Sentence:
    if weight is None:
        return say("It lacks marks that you chose for matching products too.")
    if not lacking:
        return say("It weighs otherwise in the warehouse.")
    return say(
        "It weighs otherwise in the warehouse, and lacks marks that you chose for matching products too."
    )


def _chosen(marking: Marking) -> Mapping[ProductMark, bool]:
    return {
        ProductMark.FEATURED: marking.featured,
        ProductMark.NEW: marking.new,
        ProductMark.TRACKING: marking.track_quantity,
        ProductMark.CONTINUE_SELLING: marking.sell_at_zero,
    }
