"""New products: what a good takes with it into the shop, and a product of the shop into the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sync.matching.barcodes import read_barcodes
from sync.matching.folding import code_key
from sync.model import NewProduct, NewShopProduct, Product, ProductGroup, ProductRole, ShopProduct
from sync.money import scaled, unscaled
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module
from sync.plan.prices import convert
from sync.plan.product_marks import WantedMarks
from sync.plan.variants import ADVICE, Variant, Variants
from sync.sentences import Sentence, say

LONGEST_NAME: Final = 255
"""Characters of a name in the warehouse (Goods.Name)."""


NOTHING_OF_ITS_OWN: Final = (
    FindingState.HELD,
    say("Variants share the code, and this one has nothing of its own by which it is compared."),
    say("Give each variant its own barcode, and compare by it in the step Products."),
)
"""Where a variant cannot be told from its family."""


@dataclass(frozen=True, slots=True)
class PricePath:
    """A price group of the warehouse and the one of the shop it goes with; ``rate`` from here to there,
    exact.
    """

    warehouse_group: str
    shop_group: str
    rate: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class ShopCreate:
    """A product to be made in the shop from a good, the payload of its action."""

    good: int
    product: NewShopProduct


@dataclass(frozen=True, slots=True)
class WarehouseCreate:
    """A good to be made from a product of the shop, the payload of its action; linked with it afterwards."""

    product: NewProduct
    catalog: str
    shop_id: str
    role: ProductRole


def category_paths(groups: Iterable[ProductGroup]) -> Mapping[int, tuple[str, ...]]:
    """By group: the names of its groups from the root down. A subgroup's code begins with its parent's;
    the program's own group (code "-1") is no category.
    """
    by_code = {group.code.strip(): group for group in groups if group.code.strip() not in {"", "-1"}}
    paths: dict[int, tuple[str, ...]] = {}
    for code, group in by_code.items():
        above = (by_code[code[:length]].name for length in range(1, len(code)) if code[:length] in by_code)
        paths[group.id] = (*above, group.name)
    return paths


def cut_name(name: str) -> str:
    """A name as long as the warehouse takes it."""
    return name[:LONGEST_NAME].rstrip()


def first_barcode(texts: Iterable[str]) -> str:
    """The first that is a code, as it was written; "" where there is none."""
    return next((barcode.text.strip() for barcode in read_barcodes(texts) if barcode.key), "")


@dataclass(frozen=True, slots=True)
class IntoShop:
    """The warehouse leads: what a catalogue of the shop takes over.

    ``categories`` by group as :func:`category_paths`; ``stock`` by good: shop warehouse -> pieces (a good
    that is missing there is unknown and gets none); ``prices``: the price groups that go along with a new
    product. ``creates``: whether missing products are made in this catalogue, if the owner wants them made
    at all (in the first one only). ``descriptions`` as the shop has them, by shop id; one that is missing
    was not read and is left as it is. ``variants``: the goods that are variants of one product, and
    ``standing`` by their family: the products of the shop that have some of them already ("": a product
    without variants). ``family_texts``: a variant's name and description are those of its product.
    """

    catalog: str
    catalog_name: str
    creates: bool = True
    categories: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    prices: tuple[PricePath, ...] = ()
    stock: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    variants: Variants = field(default_factory=Variants)
    standing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    family_texts: bool = False
    marks: WantedMarks = field(default_factory=WantedMarks)
    default_category: str = ""

    def obstacle(self, product: Product) -> tuple[FindingState, Sentence, Sentence] | None:
        """Why a good of a shared code cannot be made in the shop, and what the owner can do; None: it can."""
        doubt = self.variants.doubts.get(product.id)
        if doubt is not None:
            return FindingState.AMBIGUOUS, doubt, ADVICE
        variant = self.variants.of.get(product.id)
        if variant is None:
            return None
        if not (code_key(product.code) or first_barcode(product.barcodes)):
            return NOTHING_OF_ITS_OWN
        parents = self.standing.get(variant.family, frozenset())
        if "" in parents:
            return (
                FindingState.HELD,
                say(
                    "The shop has this product without variants; to give it some would delete what it sells."
                ),
                say("Make the variants in the shop by hand; they are then linked by their codes."),
            )
        if len(parents) > 1:
            return (
                FindingState.AMBIGUOUS,
                say("The variants of this product are spread over several products of the shop."),
                say("Bring them together in the shop, or give each good its own code."),
            )
        return None

    def plan(self, product: Product, *, visible: bool) -> tuple[Action, tuple[Finding, ...]]:
        """The action for a good that has a code or a barcode of its own."""
        sku = product.code.strip() if code_key(product.code) else ""
        ean = first_barcode(product.barcodes)
        key = f"create:{self.catalog}:{product.id}"
        prices = {path.shop_group: price for path in self.prices if (price := _price_there(product, path))}
        new = NewShopProduct(
            catalog=self.catalog,
            key=sku or ean,
            name=product.name.strip(),
            sku=sku,
            ean=ean,
            vat_rate=product.vat_rate,
            description=product.description.strip(),
            prices=prices,
            stock=self.stock.get(product.id, {}),
            visible=visible,
            categories=self.categories.get(product.group_id, ()),
            default_category=self.default_category,
            marks=self.marks.of_new,
            weight_grams=self.marks.weight_of(product),
            **self._as_variant(self.variants.of.get(product.id)),
        )
        action = Action(
            module=Module.PRODUCTS,
            kind=ActionKind.CREATE_SHOP_PRODUCT,
            key=key,
            title=new.name,
            where=self.catalog_name,
            old=None,
            new=new.key,
            why=say("The good is not yet in the shop."),
            payload=ShopCreate(product.id, new),
        )
        return action, tuple(self._findings(product, key, new.name, priced=bool(prices or not self.prices)))

    def _as_variant(self, variant: Variant | None) -> Mapping[str, Any]:
        """The fields of a new product that make it a variant."""
        if variant is None:
            return {}
        parents = self.standing.get(variant.family, frozenset())
        return {
            "options": variant.options,
            "family": variant.family,
            "family_name": variant.name,
            "parent_id": next(iter(parents), ""),
        }

    def _findings(self, product: Product, key: str, name: str, *, priced: bool) -> Iterable[Finding]:
        if not priced:
            yield Finding(
                Module.PRODUCTS,
                FindingState.TOLD,
                f"{key}:price",
                name,
                say("The new product has no price in the chosen price group."),
            )
        weight = self.marks.weight_is_unreadable(product)
        if weight:
            yield Finding(
                Module.PRODUCTS,
                FindingState.TOLD,
                f"{key}:weight",
                name,
                say("“{text}” in the Catalog field is no weight, so the product has none.", text=weight),
            )


def _price_there(product: Product, path: PricePath) -> Decimal | None:
    price = product.prices.get(path.warehouse_group, Decimal(0))
    there = convert(scaled(price), path.rate)
    return unscaled(there) if there > 0 else None


@dataclass(frozen=True, slots=True)
class IntoWarehouse:
    """The shop leads: what the warehouse takes over from a catalogue.

    ``vat_rate``: the base rate in per cent, which every new good gets. ``prices``: from which price group
    of the shop into which of the warehouse. ``parent_names`` by shop id, for variants that are called only
    by what distinguishes them. ``second_barcode``: the SKU stands in the second barcode as well, because it
    is compared by that field.
    """

    catalog: str
    catalog_name: str
    warehouse_name: str
    vat_rate: Decimal
    group_id: int = 1
    measure: str = ""
    prices: tuple[PricePath, ...] = ()
    parent_names: Mapping[str, str] = field(default_factory=dict)
    second_barcode: bool = False

    def plan(self, shop_product: ShopProduct) -> tuple[Action, tuple[Finding, ...]]:
        """The action for a plain product or a variant, and what the owner should know of it."""
        whole_name = self.name_of(shop_product)
        name = cut_name(whole_name)
        path = next((path for path in self.prices if price_here(shop_product, path) is not None), None)
        new = NewProduct(
            name=name,
            code=shop_product.sku.strip() if code_key(shop_product.sku) else "",
            barcode=first_barcode(shop_product.eans),
            vat_rate=self.vat_rate,
            price=price_here(shop_product, path) if path else None,
            price_group=path.warehouse_group if path else "",
            group_id=self.group_id,
            measure=self.measure,
            second_barcode=shop_product.sku.strip() if self.second_barcode else "",
        )
        key = f"good:{shop_product.catalog}:{shop_product.id}"
        action = Action(
            module=Module.PRODUCTS,
            kind=ActionKind.CREATE_WAREHOUSE_PRODUCT,
            key=key,
            title=name,
            where=self.warehouse_name,
            old=None,
            new=new.code or new.barcode or name,
            why=say("The product is not yet in the warehouse."),
            payload=WarehouseCreate(new, shop_product.catalog, shop_product.id, shop_product.role),
        )
        return action, tuple(self._findings(shop_product, key, name, cut=name != whole_name))

    def name_of(self, shop_product: ShopProduct) -> str:
        """The name in full: a variant's begins with its parent's."""
        name = shop_product.name.strip()
        parent = self.parent_names.get(shop_product.parent_id, "").strip() if shop_product.parent_id else ""
        if not name:
            return parent or shop_product.sku.strip() or shop_product.id
        return name if not parent or name.casefold().startswith(parent.casefold()) else f"{parent} {name}"

    def _findings(self, shop_product: ShopProduct, key: str, name: str, *, cut: bool) -> Iterable[Finding]:
        if cut:
            yield Finding(
                Module.PRODUCTS,
                FindingState.TOLD,
                f"{key}:name",
                name,
                say("The name is longer than {longest} characters and was cut.", longest=LONGEST_NAME),
            )
        if shop_product.vat_rate is not None and shop_product.vat_rate != self.vat_rate:
            yield Finding(
                Module.PRODUCTS,
                FindingState.TOLD,
                f"{key}:vat",
                name,
                say(
                    "The shop has VAT of {there} % for it; the new good gets the base rate of {here} %.",
                    there=shop_product.vat_rate,
                    here=self.vat_rate,
                ),
                say("Set the right VAT group in the warehouse program."),
            )


def price_here(shop_product: ShopProduct, path: PricePath) -> Decimal | None:
    """The shop's price of that group, gross, in the warehouse's base currency, rounded half up to cents;
    None: no price.
    """
    price = shop_product.prices.get(path.shop_group, Decimal(0))
    here = convert(scaled(price), 1 / path.rate)
    return unscaled(here) if here > 0 else None
