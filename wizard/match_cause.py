"""Why few products match, in a sentence for the owner. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.matching.barcodes import read_barcodes
from sync.matching.folding import code_key
from sync.model import Product, ProductRole, ShopProduct
from sync.profile import LineLinking
from sync.sentences import Sentence, say
from wizard.comparison import Comparison
from wizard.match_rows import Filter


@dataclass(frozen=True, slots=True)
class FewMatch:
    """Fewer than half of the products match: how many of how many, and the likeliest cause."""

    matched: int
    possible: int
    cause: Sentence


def few_match(comparison: Comparison, match_by: Sequence[LineLinking]) -> FewMatch | None:
    """None where at least half of the shorter side match, or a side is empty."""
    goods = comparison.goods
    products = [
        product
        for product in comparison.products()
        if product.role in (ProductRole.PLAIN, ProductRole.VARIANT)
    ]
    possible = min(len(goods), len(products))
    matched = comparison.counts[Filter.LINKED]
    if not possible or 2 * matched >= possible:
        return None
    return FewMatch(matched, possible, _cause(goods, products, match_by))


def _cause(
    goods: Sequence[Product], products: Sequence[ShopProduct], match_by: Sequence[LineLinking]
) -> Sentence:
    """What is empty most often among what is compared, else that both have codes of their own."""
    found: list[tuple[int, Sentence]] = []
    if LineLinking.SKU in match_by:
        there = sum(not code_key(product.sku) for product in products)
        here = sum(not code_key(good.code) for good in goods)
        found.append((there, say("SKU is empty in {count} products of the shop.", count=there)))
        found.append((here, say("The code is empty in {count} goods of the warehouse.", count=here)))
    if LineLinking.EAN in match_by:
        there = sum(not _has_barcode(product.eans) for product in products)
        here = sum(not _has_barcode(good.barcodes) for good in goods)
        found.append((there, say("EAN is empty in {count} products of the shop.", count=there)))
        found.append((here, say("The barcode is empty in {count} goods of the warehouse.", count=here)))
    most, sentence = max(found, key=lambda each: each[0], default=(0, None))
    if sentence is not None and 2 * most >= min(len(goods), len(products)):
        return sentence
    if LineLinking.NAME not in match_by:
        return say("Both sides have codes, but other ones. Recognising by name may find more.")
    return say("Codes and names are written otherwise on the two sides.")


def _has_barcode(texts: Sequence[str]) -> bool:
    return any(barcode.key for barcode in read_barcodes(texts))
