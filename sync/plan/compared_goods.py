"""Goods as they are compared with a shop's products: by the field that is the SKU there, and each variant by
what is its own. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sync.model import Product
from sync.plan.variants import Variants, find_variants
from sync.profile import SkuField


@dataclass(frozen=True, slots=True)
class ComparedGoods:
    """``goods`` with the shop's SKU as their code, and the variants among them."""

    goods: Sequence[Product]
    variants: Variants = field(default_factory=Variants)


def compared_goods(
    goods: Iterable[Product], sku_field: SkuField, *, variants: bool, weight_from: int = 0
) -> ComparedGoods:
    """The goods to be compared. ``variants``: whether the shop makes variants of goods of one code, which is
    then nobody's own code.
    """
    all_goods = list(goods)
    found = find_variants(all_goods, weight_from) if variants else Variants()
    if sku_field is SkuField.SECOND_BARCODE:
        return ComparedGoods([_by_second_barcode(good) for good in all_goods], found)
    if not found.of:
        return ComparedGoods(all_goods, found)
    return ComparedGoods(
        [replace(good, code="") if good.id in found.of else good for good in all_goods], found
    )


def _by_second_barcode(good: Product) -> Product:
    second = good.second_barcode
    others = tuple(barcode for barcode in good.barcodes if barcode != second)
    return replace(good, code=second, barcodes=others)
