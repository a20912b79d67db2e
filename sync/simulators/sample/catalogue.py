"""The products of the sample BaseLinker account, made from the goods so that each way of matching has its
cases.

Main catalogue: most products carry the good's code as SKU; some only its barcode, some only its name; some
look alike but are written with letters of the other alphabet, with zeros or spaces added, in another case;
some are ambiguous, doubled, unknown to the warehouse, or belong to a good that was deleted. A second
catalogue holds the Polish offer.

Prices and stock are those of the warehouse, except where ``DIFFERENT_PRICES`` and ``DIFFERENT_STOCKS`` say
otherwise.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sync.simulators.sample.catalogue_cases import (
    AMBIGUOUS_CODES,
    BUNDLES,
    BY_EAN_ONLY,
    BY_NAME_ONLY,
    DELETED_BUT_SOLD,
    DOUBLED_SKUS,
    LATIN_TWINS,
    LOOK_ALIKE,
    MANUFACTURERS,
    POLISH_NAMES,
    SHARED_BARCODE,
    SKU_BY_CODE,
    TWELVE_DIGITS,
    UNKNOWN_PRODUCTS,
    WITHOUT_ANY_CODE,
)
from sync.simulators.sample.check_digits import with_ean_digit
from sync.simulators.sample.files import Row, number
from sync.simulators.sample.goods import CENTRE, GROUP_IDS, GROUPS, MLADOST, ONLINE, STOREHOUSE, Good

MAIN_INVENTORY, POLISH_INVENTORY = 30411, 30412
EURO_PRICES, ZLOTY_PRICES = 301, 302
MAIN_WAREHOUSE, SHOPS_WAREHOUSE, READ_ONLY_WAREHOUSE = "bl_901", "bl_902", "shop_5021"
OBJECTS_OF: Final = {MAIN_WAREHOUSE: (STOREHOUSE, ONLINE), SHOPS_WAREHOUSE: (CENTRE, MLADOST)}
"""Whose stock each warehouse of the shop should show: sums of objects, floored to whole pieces."""

PRODUCT_TOTAL: Final = 268
DIFFERENT_PRICES: Final = 40
DIFFERENT_STOCKS: Final = 157
DIFFERENT_NAMES: Final = 24
ZLOTY_PER_EURO: Final = Decimal("4.25")

_FIRST_PRODUCT_ID: Final = 148230
_FIRST_POLISH_ID: Final = 149100
_CATEGORY_BASE: Final = 7700


def build_products(goods: list[Good], rng: random.Random) -> list[Row]:
    """All products of both catalogues, ascending by id, in the shape of getInventoryProductsData with
    their ids.
    """
    return [*_main_catalogue(goods, rng), *_polish_catalogue(goods)]


def shop_stock(good: Good) -> dict[str, int]:
    """What the shop should show for a good, by its warehouse: sums over objects, floored, never below 0."""
    nothing = Decimal(0)
    return {
        key: max(0, math.floor(sum((good.stock.get(place, nothing) for place in places), nothing)))
        for key, places in OBJECTS_OF.items()
    }


def _main_catalogue(goods: list[Good], rng: random.Random) -> list[Row]:
    sold = [good for good in goods if not good.deleted and not good.service]
    special = list(_special_products(goods, sold))
    taken = {row["good"] for row in special if "good" in row}
    ambiguous = {
        good.id for good in sold if good.code in AMBIGUOUS_CODES or good.name.startswith(SHARED_BARCODE)
    }
    free = [good for good in sold if good.id not in taken | ambiguous and good.retail > 0]
    by_ean, by_name, plain = _shared_out(free, PRODUCT_TOTAL - len(special))
    rows = [*special]
    rows += [_product(good, f"KD{good.id}" if good.id % 2 else "", good.barcode) for good in by_ean]
    rows += [_product(good, "", "") for good in by_name]
    rows += [_product(good, good.code, good.barcode) for good in plain]
    rows.sort(key=lambda row: (row.get("parent_key", "") != "", row.get("good", 10**6)))
    _number(rows, _FIRST_PRODUCT_ID)
    _link(rows)
    return _made_different(rows, {good.id: good for good in goods}, rng)


def _shared_out(free: list[Good], count: int) -> tuple[list[Good], list[Good], list[Good]]:
    """Which goods the shop finds by barcode only, by name only, by code; what is left is only in the
    warehouse.
    """
    coded = [good for good in free if good.barcode]
    by_ean = coded[5 :: len(coded) // BY_EAN_ONLY][:BY_EAN_ONLY]
    by_name = coded[9 :: len(coded) // BY_NAME_ONLY][:BY_NAME_ONLY]
    gone = {good.id for good in (*by_ean, *by_name)}
    wanted = {*POLISH_NAMES, *DOUBLED_SKUS, *(code for _, _, parts in BUNDLES for code in parts)}
    rest = [good for good in free if good.id not in gone]
    must = [good for good in rest if good.code in wanted]
    others = [good for good in rest if good.code not in wanted]
    missing = count - len(by_ean) - len(by_name) - len(must)
    step = len(others) / missing
    return by_ean, by_name, must + [others[int(place * step)] for place in range(missing)]


def _special_products(goods: list[Good], sold: list[Good]) -> Iterator[Row]:
    yield from _variants(sold)
    for good in sold:
        if good.stem:
            continue
        if good.code in LOOK_ALIKE:
            yield _renamed(_product(good, good.code.translate(LATIN_TWINS), ""))
        elif good.code in SKU_BY_CODE:
            yield _renamed(_product(good, SKU_BY_CODE[good.code], ""))
        elif good.name == TWELVE_DIGITS:
            yield _product(good, "", good.barcode[1:])
        elif good.name in WITHOUT_ANY_CODE:
            yield {**_product(good, "", ""), "text_fields": {"name": WITHOUT_ANY_CODE[good.name]}}
        elif good.name == SHARED_BARCODE:
            yield _renamed(_product(good, "", good.barcode))
    for code in AMBIGUOUS_CODES:
        yield _renamed(_product(_first(sold, code), code, ""))
    for code in DOUBLED_SKUS:
        copy = _product(_first(sold, code), code, "")
        copy["text_fields"]["name"] += " (копие)"
        del copy["good"]
        yield copy
    for code in DELETED_BUT_SOLD:
        good = _first(goods, code)
        yield {**_product(good, code, good.barcode), "stock": {MAIN_WAREHOUSE: 3}}
    for place, (sku, name, price) in enumerate(UNKNOWN_PRODUCTS):
        yield _own_product(name, sku, with_ean_digit(f"38099998{place:04d}") if sku else "", Decimal(price))
    for sku, name, codes in BUNDLES:
        parts = [_first(sold, code) for code in codes]
        bundle = _own_product(
            name, sku, "", sum((part.retail for part in parts), Decimal(0)) * Decimal("0.9")
        )
        yield {**bundle, "is_bundle": True, "stock": {}, "bundle_goods": [part.id for part in parts]}


def _variants(sold: list[Good]) -> Iterator[Row]:
    for stem in dict.fromkeys(good.stem for good in sold if good.stem):
        members = [good for good in sold if good.stem == stem]
        parent = _own_product(stem, "", "", members[0].retail)
        yield {**parent, "category_id": _category_of(members[0]), "stock": {}, "stem": stem}
        for good in members:
            ean = "" if good.code in SKU_BY_CODE else good.barcode
            yield {**_product(good, SKU_BY_CODE.get(good.code, good.code), ean), "parent_key": stem}


def _product(good: Good, sku: str, ean: str) -> Row:
    """A product made from a good; ``good`` in the row is its id and is taken out again before the row is
    kept.
    """
    return {
        "good": good.id,
        "inventory_id": MAIN_INVENTORY,
        "parent_id": 0,
        "is_bundle": False,
        "sku": sku,
        "ean": ean,
        "tax_rate": good.vat,
        "weight": number(good.weight),
        "category_id": _category_of(good),
        "manufacturer_id": 510 + good.id % len(MANUFACTURERS),
        "prices": _prices(good.retail),
        "stock": shop_stock(good),
        "text_fields": {"name": good.name},
    }


def _renamed(product: Row) -> Row:
    """The product under the shop's own wording, so that it cannot be found by its exact name."""
    name = product["text_fields"]["name"]
    for written, said in (("Билков чай", "Чай"), (" от ", " "), (",", ""), ("„", ""), ("“", "")):
        name = name.replace(written, said)
    same = name == product["text_fields"]["name"]
    return {**product, "text_fields": {"name": f"{name}, ръчна изработка" if same else name}}


def _own_product(name: str, sku: str, ean: str, price: Decimal) -> Row:
    return {
        "inventory_id": MAIN_INVENTORY,
        "parent_id": 0,
        "is_bundle": False,
        "sku": sku,
        "ean": ean,
        "tax_rate": 20,
        "weight": 0.5,
        "category_id": _CATEGORY_BASE + GROUP_IDS["AAC"],
        "manufacturer_id": 510,
        "prices": _prices(price),
        "stock": {MAIN_WAREHOUSE: 6, SHOPS_WAREHOUSE: 0},
        "text_fields": {"name": name},
    }


def _prices(euro: Decimal) -> Row:
    in_euro = euro.quantize(Decimal("0.01"), ROUND_HALF_UP)
    in_zloty = (euro * ZLOTY_PER_EURO).quantize(Decimal(1), ROUND_HALF_UP) - Decimal("0.01")
    return {str(EURO_PRICES): number(in_euro), str(ZLOTY_PRICES): number(max(in_zloty, Decimal("0.99")))}


def _number(rows: list[Row], first: int) -> None:
    for place, row in enumerate(rows):
        row["product_id"] = first + 2 * place


def _link(rows: list[Row]) -> None:
    """Puts the parents' ids and the bundles' parts, by id, in place of the notes taken while building."""
    parents = {row["stem"]: row["product_id"] for row in rows if "stem" in row}
    by_good = {row["good"]: row["product_id"] for row in rows if "good" in row}
    for row in rows:
        if "parent_key" in row:
            row["parent_id"] = parents[row["parent_key"]]
        if "bundle_goods" in row:
            row["bundle_products"] = {str(by_good[part]): 1 for part in row["bundle_goods"]}


def _made_different(rows: list[Row], goods: dict[int, Good], rng: random.Random) -> list[Row]:
    """Changes a fixed number of prices, stocks and names, so that a preview has changes and unchanged
    products.
    """
    matched = [row for row in rows if "good" in row and not goods[row["good"]].deleted]
    for row in rng.sample(matched, DIFFERENT_PRICES):
        right = Decimal(str(row["prices"][str(EURO_PRICES)]))
        old = (right * rng.choice((90, 95, 108, 112)) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        row["prices"][str(EURO_PRICES)] = number(old if old != right else right + Decimal("0.3"))
    for row in rng.sample(matched, DIFFERENT_STOCKS):
        key = rng.choice((MAIN_WAREHOUSE, MAIN_WAREHOUSE, SHOPS_WAREHOUSE))
        right_stock = row["stock"][key]
        row["stock"][key] = max(0, right_stock - rng.randint(1, 6)) or right_stock + 2
    named = [row for row in matched if row["sku"] and "„" in row["text_fields"]["name"]]
    for row in rng.sample(named, DIFFERENT_NAMES):
        row["text_fields"]["name"] = row["text_fields"]["name"].replace("„", "").replace("“", "")
    for row in matched[7::60]:
        row["tax_rate"] = 20 if row["tax_rate"] != 20 else 9
    return [_kept(row) for row in rows]


def _kept(row: Row) -> Row:
    for note in ("good", "parent_key", "stem", "bundle_goods"):
        row.pop(note, None)
    return {"product_id": row.pop("product_id"), **row}


def _polish_catalogue(goods: list[Good]) -> list[Row]:
    rows = []
    for place, (code, name) in enumerate(POLISH_NAMES.items()):
        good = _first(goods, code)
        product = _product(good, code, good.barcode)
        product |= {
            "product_id": _FIRST_POLISH_ID + place,
            "inventory_id": POLISH_INVENTORY,
            "category_id": 0,
            "prices": {str(ZLOTY_PRICES): product["prices"][str(ZLOTY_PRICES)]},
            "stock": {MAIN_WAREHOUSE: shop_stock(good)[MAIN_WAREHOUSE]},
            "tax_rate": 23,
            "text_fields": {"name": name},
        }
        rows.append(_kept(product))
    return rows


def build_categories() -> list[Row]:
    """The categories of the main catalogue: the first two levels of the warehouse's groups of goods."""
    return [
        {
            "category_id": _CATEGORY_BASE + ident,
            "name": GROUPS[code],
            "parent_id": _CATEGORY_BASE + GROUP_IDS[code[:-3]] if len(code) > 3 else 0,
            "inventory_id": MAIN_INVENTORY,
        }
        for code, ident in GROUP_IDS.items()
        if len(code) <= 6 and code != "AAZ"
    ]


def _category_of(good: Good) -> int:
    return _CATEGORY_BASE + GROUP_IDS[good.group[:6]]


def _first(goods: list[Good], code: str) -> Good:
    return next(good for good in goods if good.code == code)
