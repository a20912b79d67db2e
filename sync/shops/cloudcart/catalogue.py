"""Products as the shop has them: each variant is one, named by its product and its options.

The ids that Mostik keeps are those of variants, because price and stock are theirs. A product with several
variants is shown as their parent under an id of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final

from sync.errors import Refused
from sync.model import Catalog, Choice, PriceGroup, ProductMark, ProductRole, ShopProduct, ShopWarehouse
from sync.sentences import say
from sync.shops.cloudcart.client import Answer, Client
from sync.shops.cloudcart.reading import Included, attributes
from sync.shops.cloudcart.values import Attributes, decimal, money, text, yes

CATALOG: Final = "shop"
RETAIL: Final = "retail"
WAREHOUSE: Final = "shop"
"""A shop has one catalogue, one list of prices and one stock."""
MARKS: Final = frozenset(
    {ProductMark.FEATURED, ProductMark.NEW, ProductMark.TRACKING, ProductMark.CONTINUE_SELLING}
)
PARENT: Final = "product-"
"""Begins the id of a product that has several variants."""
_OPTIONS: Final = (("v1", "v1_id"), ("v2", "v2_id"), ("v3", "v3_id"))
_VARIANT_FIELDS: Final = "item_id,sku,barcode,price,quantity,weight,v1,v2,v3,v1_id,v2_id,v3_id"
_PRODUCT_FIELDS: Final = "name,active,tracking,continue_selling,featured,new,app_import"


class Catalogue:
    """The products of one shop. ``currency``: of its prices, as the owner said or its orders show."""

    def __init__(self, client: Client, currency: str) -> None:
        self._client = client
        self._currency = currency

    def catalogs(self) -> list[Catalog]:
        """The one catalogue."""
        return [
            Catalog(
                id=CATALOG,
                name=self._client.host,
                price_groups=(RETAIL,),
                warehouses=(WAREHOUSE,),
                default_price_group=RETAIL,
                default_warehouse=WAREHOUSE,
                is_default=True,
            )
        ]

    def warehouses(self) -> list[ShopWarehouse]:
        """The one stock."""
        return [ShopWarehouse(WAREHOUSE, self._client.host, writable=True)]

    def price_groups(self) -> list[PriceGroup]:
        """The one list of prices."""
        return [PriceGroup(RETAIL, "CloudCart", self._currency)]

    def categories(self) -> list[Choice]:
        """All categories by their ids, named from the root down."""
        rows: dict[str, Attributes] = {}
        for answer in self._client.pages("categories", {"sort": "id"}):
            for resource in answer.data:
                values = attributes(resource)
                rows[text(values["id"])] = values
        return [Choice(ident, " / ".join(_path(rows, ident))) for ident in rows]

    # ------------------------------------------------------------ products

    def products(self) -> Iterator[ShopProduct]:
        """All variants by their ids, each parent before the first of its variants."""
        asked = {
            "sort": "id",
            "include": "product",
            "fields[variants]": _VARIANT_FIELDS,
            "fields[products]": _PRODUCT_FIELDS,
        }
        seen: set[str] = set()
        parents: set[str] = set()
        for answer in self._client.pages("variants", asked):
            for product in self._read(answer):
                if product.id in seen:
                    continue
                seen.add(product.id)
                if product.parent_id and product.parent_id not in parents:
                    parents.add(product.parent_id)
                    yield self._parent(answer, product)
                yield product

    def count(self) -> int:
        """How many variants there are, with one request."""
        return self._client.get("variants", {"page[number]": 1, "page[size]": 1}).total

    def sample(self) -> int:
        """As :meth:`count`; proves that products may be read."""
        return self.count()

    def find(self, key: str) -> list[ShopProduct]:
        """Variants whose SKU or barcode is exactly ``key``; neither is unique in CloudCart."""
        found: dict[str, ShopProduct] = {}
        for column in ("sku", "barcode"):
            for answer in self._client.pages("variants", {f"filter[{column}]": key, "include": "product"}):
                for product in self._read(answer):
                    if key in (product.sku, *product.eans):
                        found[product.id] = product
        return list(found.values())

    def descriptions(self, product_ids: Collection[str]) -> Mapping[str, str]:
        """The descriptions of these variants' products, as HTML."""
        wanted = set(product_ids)
        found: dict[str, str] = {}
        if not wanted:
            return found
        asked = {"sort": "id", "include": "product", "fields[products]": "description"}
        for answer in self._client.pages("variants", asked):
            included = Included(answer.included)
            for resource in answer.data:
                variant = attributes(resource)
                if variant["id"] in wanted:
                    parent = included.one(resource, "product") or included.by_id(
                        "products", text(variant.get("item_id"))
                    )
                    if parent is not None:
                        found[variant["id"]] = text(parent.get("description"))
        return found

    def product_of(self, variant_id: str) -> str:
        """The id of a variant's product. Raises NotThere where the variant was deleted."""
        resource = self._client.get(f"variants/{variant_id}").first
        product = text(attributes(resource).get("item_id")) if resource else ""
        if not product:
            raise Refused(say("The shop does not say to which product this belongs."), detail=variant_id)
        return product

    def _read(self, answer: Answer) -> list[ShopProduct]:
        included = Included(answer.included)
        products = []
        for resource in answer.data:
            variant = attributes(resource)
            item = text(variant.get("item_id"))
            parent = included.one(resource, "product") or included.by_id("products", item) or {}
            products.append(_product(variant, item, parent))
        return products

    def _parent(self, answer: Answer, product: ShopProduct) -> ShopProduct:
        included = Included(answer.included)
        parent = included.by_id("products", product.parent_id.removeprefix(PARENT)) or {}
        return ShopProduct(
            id=product.parent_id,
            catalog=CATALOG,
            name=text(parent.get("name")) or product.name,
            role=ProductRole.PARENT,
            visible=product.visible,
        )


def _product(variant: Attributes, item: str, parent: Attributes) -> ShopProduct:
    options = [text(variant.get(label)) for label, number in _OPTIONS if text(variant.get(number))]
    name = ", ".join([text(parent.get("name")), *(option for option in options if option)])
    barcode = text(variant.get("barcode"))
    # Where the shop does not count a product, its quantity means nothing.
    counted = parent.get("tracking") is None or yes(parent.get("tracking"))
    return ShopProduct(
        id=text(variant["id"]),
        catalog=CATALOG,
        name=name,
        sku=text(variant.get("sku")),
        eans=(barcode,) if barcode else (),
        role=ProductRole.VARIANT if options else ProductRole.PLAIN,
        parent_id=f"{PARENT}{item}" if options else "",
        prices=_known(RETAIL, money(variant.get("price"))),
        stock={WAREHOUSE: decimal(variant.get("quantity"))} if counted else {},
        visible=None if parent.get("active") is None else yes(parent.get("active")),
        marks={mark: yes(parent[mark.value]) for mark in ProductMark if parent.get(mark.value) is not None},
        weight_grams=None if variant.get("weight") is None else int(decimal(variant["weight"])),
    )


def _path(rows: Mapping[str, Attributes], ident: str) -> list[str]:
    """The names from the root down; a tree that runs in a circle ends where it began."""
    names: list[str] = []
    seen: set[str] = set()
    while ident in rows and ident not in seen:
        seen.add(ident)
        names.insert(0, text(rows[ident].get("name")))
        ident = text(rows[ident].get("parent_id"))
    return names


def _known(group: str, price: Decimal) -> Mapping[str, Decimal]:
    return {group: price} if price > 0 else {}
