"""Changed texts of linked products, on the side that does not lead. A text is never replaced by an empty
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sync.matching.barcodes import read_barcodes
from sync.matching.folding import code_key
from sync.model import Product, ProductRole, ShopProduct
from sync.plan.actions import Action, ActionKind, Module
from sync.plan.product_creates import IntoShop, IntoWarehouse, cut_name, first_barcode, price_here
from sync.profile import Products
from sync.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class ShopUpdate:
    """Texts to be set in the shop, the payload of its action; fields ``name``, ``sku``, ``ean``,
    ``description``.
    """

    good: int
    catalog: str
    shop_id: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WarehouseUpdate:
    """Fields of a good to be set, the payload of its action; named as ``Warehouse.update_products``
    names them.
    """

    good: int
    fields: Mapping[str, str | Decimal]


def shop_update(
    product: Product,
    shop_product: ShopProduct,
    settings: Products,
    into: IntoShop,
) -> Action | None:
    """The texts that the shop has otherwise than the leading warehouse, in one action; None: nothing
    differs.
    """
    description_there = into.descriptions.get(shop_product.id)
    changes: dict[str, tuple[str, str]] = {}
    # A variant is called as its product and its options, and what it is described by is its product's.
    own_texts = not (into.family_texts and shop_product.role is ProductRole.VARIANT)
    if settings.update_name and own_texts:
        _differ(changes, "name", shop_product.name, product.name)
    if settings.update_codes:
        if code_key(product.code):
            _differ(changes, "sku", shop_product.sku, product.code)
        if not _shares_barcode(product, shop_product):
            _differ(changes, "ean", next(iter(shop_product.eans), ""), first_barcode(product.barcodes))
    if settings.update_description and own_texts and description_there is not None:
        _differ(changes, "description", description_there, product.description)
    if not changes:
        return None
    return Action(
        module=Module.PRODUCTS,
        kind=ActionKind.UPDATE_SHOP_PRODUCT,
        key=f"text:{shop_product.catalog}:{shop_product.id}",
        title=product.name,
        where=into.catalog_name,
        old=_shown([old for old, _ in changes.values()]),
        new=_shown([new for _, new in changes.values()]),
        why=say("The warehouse leads, and it is written otherwise there."),
        payload=ShopUpdate(
            product.id,
            shop_product.catalog,
            shop_product.id,
            {name: new for name, (_, new) in changes.items()},
        ),
    )


def warehouse_update(
    product: Product,
    shop_product: ShopProduct,
    settings: Products,
    into: IntoWarehouse,
) -> Action | None:
    """The texts and prices that the warehouse has otherwise than the leading shop, in one action; None:
    nothing differs.

    An empty or zero price of the shop changes nothing.
    """
    changes: dict[str, tuple[str, str]] = {}
    if settings.update_name:
        _differ(changes, "name", product.name, cut_name(into.name_of(shop_product)))
    if settings.update_codes:
        if code_key(shop_product.sku):
            _differ(changes, "code", product.code, shop_product.sku)
        if not _shares_barcode(product, shop_product):
            _differ(changes, "barcode", next(iter(product.barcodes), ""), first_barcode(shop_product.eans))
    fields: dict[str, str | Decimal] = {name: new for name, (_, new) in changes.items()}
    for path in into.prices if settings.send_prices else ():
        price, known = price_here(shop_product, path), product.prices.get(path.warehouse_group)
        if price is not None and price != known:
            fields[f"price:{path.warehouse_group}"] = price
            changes[f"price:{path.warehouse_group}"] = (str(known or ""), str(price))
    if not changes:
        return None
    why = say("The shop leads, and it is written otherwise there.")
    return _in_warehouse(product, shop_product, into, changes, fields, why)


def brought_texts(product: Product, shop_product: ShopProduct, into: IntoWarehouse) -> Action | None:
    """Name and barcode of the shop for a known good, when all products are brought; None: nothing differs."""
    changes: dict[str, tuple[str, str]] = {}
    _differ(changes, "name", product.name, cut_name(into.name_of(shop_product)))
    if not _shares_barcode(product, shop_product):
        _differ(changes, "barcode", next(iter(product.barcodes), ""), first_barcode(shop_product.eans))
    if not changes:
        return None
    why = say("All products of the shop are brought, and it is written otherwise there.")
    fields: dict[str, str | Decimal] = {name: new for name, (_, new) in changes.items()}
    return _in_warehouse(product, shop_product, into, changes, fields, why)


def _in_warehouse(
    product: Product,
    shop_product: ShopProduct,
    into: IntoWarehouse,
    changes: Mapping[str, tuple[str, str]],
    fields: Mapping[str, str | Decimal],
    why: Sentence,
) -> Action:
    return Action(
        module=Module.PRODUCTS,
        kind=ActionKind.UPDATE_WAREHOUSE_PRODUCT,
        key=f"update:{shop_product.catalog}:{shop_product.id}",
        title=product.name,
        where=into.warehouse_name,
        old=_shown([old for old, _ in changes.values()]),
        new=_shown([new for _, new in changes.values()]),
        why=why,
        payload=WarehouseUpdate(product.id, fields),
    )


def _differ(changes: dict[str, tuple[str, str]], name: str, old: str, new: str) -> None:
    # Blanks at the ends are no difference: Warehouse Pro keeps a blank for "empty".
    if new.strip() and old.strip() != new.strip():
        changes[name] = (old.strip(), new.strip())


def _shares_barcode(product: Product, shop_product: ShopProduct) -> bool:
    here = {barcode.key for barcode in read_barcodes(product.barcodes) if barcode.key}
    return any(barcode.key in here for barcode in read_barcodes(shop_product.eans) if barcode.key)


def _shown(values: list[str]) -> str:
    return " · ".join(value or "–" for value in values)
