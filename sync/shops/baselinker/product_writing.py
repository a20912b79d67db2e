"""Changing products: stock, prices, texts, and making new ones.

Documented: updateInventoryProductsStock and ...Prices take absolute values of at most 1000 products, by
product or variant id; addInventoryProduct makes a product, or changes one where ``product_id`` is given, and
leaves alone what is not named. Nothing stops it from making the same product twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sync.errors import Bug, Refused, Unknown, Unreachable
from sync.model import NewShopProduct, ProductRole
from sync.ports import BulkResult, Outcome
from sync.sentences import Sentence, say
from sync.shops.baselinker import readers
from sync.shops.baselinker.bulk import joined, send_in_bulk
from sync.shops.baselinker.catalogue import Catalogue, writable
from sync.shops.baselinker.client import CatalogGone, Client, wire_id
from sync.shops.baselinker.readers import Unreadable

PRODUCTS_AT_ONCE: Final = 1000
_LONGEST: Final = {"name": 200, "sku": 50, "ean": 32}
_TEXTS: Final = frozenset({"name", "description"})
_CODES: Final = frozenset({"sku", "ean"})

Values = Mapping[str, Mapping[str, Decimal]]


def set_stock(client: Client, catalogue: Catalogue, catalog: str, levels: Values) -> BulkResult:
    """Set stock: product or variant -> warehouse ("bl_205") -> pieces.

    Refused before anything is sent: warehouses that fill themselves, parts of pieces, and, after one look-up
    per 200 products, bundles and products with variants, whose stock BaseLinker derives.
    """
    refused = {item_id: why for item_id, level in levels.items() if (why := _why_not(level))}
    left = [item_id for item_id in levels if item_id not in refused]
    for item_id, role in catalogue.roles(catalog, left).items():
        if role is ProductRole.BUNDLE:
            refused[item_id] = say(
                "Product {id} is a bundle: BaseLinker counts its stock from its parts.", id=item_id
            )
        elif role is ProductRole.PARENT:
            refused[item_id] = say("Product {id} has variants: stock belongs to each of them.", id=item_id)
    allowed = {item_id: level for item_id, level in levels.items() if item_id not in refused}
    sent = _set_values(client, "updateInventoryProductsStock", catalog, allowed)
    return joined(BulkResult(refused), sent)


def set_prices(client: Client, catalog: str, prices: Values) -> BulkResult:
    """Set gross prices: product or variant -> price group -> price in the group's currency."""
    return _set_values(client, "updateInventoryProductsPrices", catalog, prices)


def create(client: Client, product: NewShopProduct, category_id: str) -> str:
    """Make a product and return its id. ``category_id`` may be empty; a name is cut to 200 characters.

    Raises Refused, Unreachable (not made) or Unknown (the answer was lost, or has no id).
    """
    fields = _new_product(product)
    if category_id:
        fields["category_id"] = wire_id(category_id)
    answer = client.create("addInventoryProduct", **fields)
    try:
        product_id = readers.identifier(answer, "product_id")
    except Unreadable:
        product_id = ""
    if not product_id:
        raise Unknown(
            say("BaseLinker did not say which number the new product {name} got.", name=product.name),
            advice=say("Mostik looks it up before it tries again."),
            detail=f"product_id is {answer.get('product_id')!r:.80}",
        )
    return product_id


def update(client: Client, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
    """Set ``name``, ``description``, ``sku`` or ``ean`` of a product. Raises Refused where the shop does."""
    odd = set(fields) - _TEXTS - _CODES
    if odd:
        raise Bug(say("This field of a product is not known."), detail=f"fields {sorted(odd)}")
    if not fields:
        return Outcome.DONE
    sent: dict[str, Any] = {name: _fitting(name, fields[name]) for name in sorted(_CODES & set(fields))}
    texts = {name: _fitting(name, fields[name]) for name in sorted(_TEXTS & set(fields))}
    if texts:
        sent["text_fields"] = texts
    try:
        client.write(
            "addInventoryProduct", inventory_id=wire_id(catalog), product_id=wire_id(product_id), **sent
        )
    except CatalogGone as gone:
        # Seen: the same code where the product lies in another catalogue.
        raise Refused(
            say("Product {id} is not in this catalogue of BaseLinker.", id=product_id),
            advice=say("Match the product again."),
            detail=gone.detail,
        ) from None
    except Unknown:
        return Outcome.UNKNOWN
    return Outcome.DONE


class Categories:
    """The categories of a catalogue, read once and made where they are missing."""

    def __init__(self, client: Client, catalog: str) -> None:
        self._client = client
        self._catalog = catalog
        self._ids: dict[tuple[str, str], str] | None = None

    def id_of(self, names: Sequence[str]) -> str:
        """The id of the category at the end of ``names`` (from the root down); "" where there are none."""
        parent = ""
        for name in names:
            known = self._known()
            if (parent, name) not in known:
                known[parent, name] = self._make(parent, name)
            parent = known[parent, name]
        return parent

    def _known(self) -> dict[tuple[str, str], str]:
        if self._ids is None:
            answer = self._client.read("getInventoryCategories", inventory_id=wire_id(self._catalog))
            self._ids = {}
            for row in readers.rows(answer, "categories"):
                place = (readers.identifier(row, "parent_id"), readers.text(row, "name"))
                self._ids.setdefault(place, readers.identifier(row, "category_id"))
        return self._ids

    def _make(self, parent: str, name: str) -> str:
        try:
            answer = self._client.create(
                "addInventoryCategory",
                inventory_id=wire_id(self._catalog),
                name=_fitting("name", name),
                parent_id=wire_id(parent or "0"),
            )
        except Unknown as lost:
            # The product itself was not begun; the next try reads the categories again and finds this one.
            self._ids = None
            raise Unreachable(lost.sentence, advice=lost.advice, detail=lost.detail) from None
        return readers.identifier(answer, "category_id")


def _set_values(client: Client, method: str, catalog: str, values: Values) -> BulkResult:
    def send(group: Sequence[str]) -> Mapping[str, Any]:
        return client.write(
            method, inventory_id=wire_id(catalog), products={item_id: values[item_id] for item_id in group}
        )

    return send_in_bulk(list(values), PRODUCTS_AT_ONCE, send)


def _why_not(level: Mapping[str, Decimal]) -> Sentence | None:
    for warehouse, pieces in level.items():
        if not writable(warehouse):
            return say("The warehouse {id} of BaseLinker is filled by its shop or wholesaler.", id=warehouse)
        if pieces != pieces.to_integral_value():
            return say("BaseLinker keeps whole pieces, and {level} is none.", level=pieces)
    return None


def _new_product(product: NewShopProduct) -> dict[str, Any]:
    why = _why_not(product.stock)
    if why:
        raise Refused(why)
    fields: dict[str, Any] = {
        "inventory_id": wire_id(product.catalog),
        "sku": _fitting("sku", product.sku),
        "ean": _fitting("ean", product.ean),
        "text_fields": {"name": product.name[: _LONGEST["name"]]},
    }
    if product.parent_id:
        fields["parent_id"] = wire_id(product.parent_id)
    if product.vat_rate is not None:
        fields["tax_rate"] = product.vat_rate
    if product.description:
        fields["text_fields"]["description"] = product.description
    if product.prices:
        fields["prices"] = dict(product.prices)
    if product.stock:
        fields["stock"] = dict(product.stock)
    return fields


def _fitting(name: str, value: str) -> str:
    longest = _LONGEST.get(name)
    if longest is not None and len(value) > longest:
        raise Refused(
            say(
                "{value} is too long for BaseLinker, which keeps {longest} characters there.",
                value=value,
                longest=longest,
            ),
            advice=say("Shorten it in the warehouse program."),
        )
    return value
