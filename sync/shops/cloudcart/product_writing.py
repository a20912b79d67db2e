"""Making products in the shop: a product, then its variant; families of variants under their parameters.

A product can be found again by ``app_import``, into which its key is written, so that a create whose answer
was lost is taken up where it stopped. A change of a product's parameters deletes all its variants, so it is
never made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from sync.errors import Refused
from sync.model import NewShopProduct, ProductMark
from sync.sentences import say
from sync.shops.cloudcart.catalogue import PARENT, RETAIL, WAREHOUSE, Catalogue
from sync.shops.cloudcart.client import Client, Resource
from sync.shops.cloudcart.reading import attributes, ident
from sync.shops.cloudcart.values import minor_units, text

_MOST_PARAMETERS: Final = 3
_SHORTEST_NAME: Final = 2
_SHORTEST_PARAMETER: Final = 3


class ProductMaker:
    """Makes products and their variants in one shop. Categories and parameters are looked up once a run."""

    def __init__(self, client: Client, catalogue: Catalogue, default_category: str = "") -> None:
        self._client = client
        self._catalogue = catalogue
        self._default_category = default_category
        self._categories: dict[tuple[str, ...], str] = {}
        self._parameters: dict[str, str] = {}
        self._options: dict[tuple[str, str], str] = {}
        self._seen: set[str] = set()

    def make(self, product: NewShopProduct) -> str:
        """Make a product or a variant of a family; the variant's id."""
        if len(product.options) > _MOST_PARAMETERS:
            raise Refused(say("CloudCart takes at most three kinds of variants, such as colour and size."))
        parent = self._product(product)
        return self._variant(parent, product)

    # ------------------------------------------------------------ the product

    def _product(self, product: NewShopProduct) -> str:
        name = product.family_name or product.name
        if len(name.strip()) < _SHORTEST_NAME:
            raise Refused(say("CloudCart takes no names of a single letter."))
        sign = _sign(product.family or product.key)
        parameters = [self._parameter(kind) for kind in product.options]
        if product.parent_id:
            return self._standing_product(product.parent_id.removeprefix(PARENT), parameters)
        there = self._client.get("products", {"filter[app_import]": sign, "include": _PARAMETERS}).data
        for resource in there:
            if text(attributes(resource).get("app_import")) == sign:
                _refuse_other_parameters(resource, parameters)
                return ident(resource)
        marks = {mark.value: "yes" if on else "no" for mark, on in product.marks.items()}
        related: dict[str, tuple[str, str] | Sequence[tuple[str, str]]] = {
            "category": ("categories", self._category(product.categories, product.default_category))
        }
        for place, parameter in enumerate(parameters, start=1):
            related[f"parameter{place}"] = ("variant-parameters", parameter)
        made = self._client.make(
            "products",
            {
                "name": name,
                "description": product.description,
                "active": "yes" if product.visible else "no",
                "tracking": "yes",
                "app_import": sign,
                **marks,
            },
            related,
        )
        return ident(made)

    def _standing_product(self, product_id: str, parameters: Sequence[str]) -> str:
        resource = self._client.get(f"products/{product_id}", {"include": _PARAMETERS}).first
        if resource is None:
            raise Refused(say("This product was deleted in the shop."))
        _refuse_other_parameters(resource, parameters)
        return product_id

    def _category(self, path: tuple[str, ...], default: str = "") -> str:
        if not path:
            default = default or self._default_category
            if not default:
                raise Refused(
                    say("CloudCart takes no product without a category, and this one’s group has none."),
                    advice=say("Put the product into a group in the warehouse, or choose a category."),
                )
            return self._still_there(default)
        if path not in self._categories:
            above = self._category(path[:-1]) if len(path) > 1 else ""
            self._categories[path] = self._find_category(path[-1], above) or self._make_category(
                path[-1], above
            )
        return self._categories[path]

    def _still_there(self, category: str) -> str:
        """The category that the owner chose once. Raises Refused where it was deleted since."""
        if category not in self._seen:
            if self._client.find(f"categories/{category}") is None:
                raise Refused(
                    say("The category chosen for new products is no longer in the shop."),
                    advice=say("Choose another one on the step Products."),
                )
            self._seen.add(category)
        return category

    def _find_category(self, name: str, above: str) -> str:
        for answer in self._client.pages("categories", {"filter[name]": name, "sort": "id"}):
            for resource in answer.data:
                values = attributes(resource)
                if text(values.get("name")) == name and text(values.get("parent_id")) in (
                    above,
                    above or "0",
                ):
                    return ident(resource)
        return ""

    def _make_category(self, name: str, above: str) -> str:
        related = {"parent": ("categories", above)} if above else None
        return ident(self._client.make("categories", {"name": name}, related))

    # ------------------------------------------------------------ the variant

    def _variant(self, parent: str, product: NewShopProduct) -> str:
        options = [
            self._option(kind, self._parameter(kind), value) for kind, value in product.options.items()
        ]
        values: dict[str, object] = {"sku": product.sku, "barcode": product.ean}
        if RETAIL in product.prices:
            values["price"] = minor_units(product.prices[RETAIL])
        if WAREHOUSE in product.stock:
            values["quantity"] = product.stock[WAREHOUSE]
        if product.weight_grams is not None:
            values["weight"] = product.weight_grams
        standing = self._standing(parent, options, product)
        if standing:
            self._client.change("variants", standing, values)
            return standing
        related: dict[str, tuple[str, str] | Sequence[tuple[str, str]]] = {"product": ("products", parent)}
        for place, option in enumerate(options, start=1):
            related[f"option{place}"] = ("variant-options", option)
        return ident(self._client.make("variants", values, related))

    def _standing(self, parent: str, options: Sequence[str], product: NewShopProduct) -> str:
        """The variant with these options, which the shop or an earlier try made; "" for none. Raises Refused
        where somebody gave it other codes, in a product that was there before.
        """
        for answer in self._client.pages("variants", {"filter[item_id]": parent, "sort": "id"}):
            for resource in answer.data:
                values = attributes(resource)
                numbers = [text(values.get(name)) for name in ("v1_id", "v2_id", "v3_id")]
                if text(values.get("item_id")) == parent and [each for each in numbers if each] == list(
                    options
                ):
                    if product.parent_id:
                        _refuse_other_codes(values, product)
                    return ident(resource)
        return ""

    def _parameter(self, kind: str) -> str:
        if kind not in self._parameters:
            if len(kind) < _SHORTEST_PARAMETER:
                raise Refused(
                    say("CloudCart takes no kind of variant with a name as short as {name}.", name=kind)
                )
            found = self._client.get("variant-parameters", {"filter[name]": kind}).first
            self._parameters[kind] = (
                ident(found)
                if found
                else ident(self._client.make("variant-parameters", {"name": kind, "display_type": "select"}))
            )
        return self._parameters[kind]

    def _option(self, kind: str, parameter: str, value: str) -> str:
        key = (kind, value.casefold())
        if key not in self._options:
            asked: Mapping[str, object] = {
                "include": "options",
            }
            found = self._options_of(parameter, asked)
            for name, option in found.items():
                self._options[kind, name] = option
            if key not in self._options:
                made = self._client.make(
                    "variant-options", {"name": value}, {"parameter": ("variant-parameters", parameter)}
                )
                self._options[key] = ident(made)
        return self._options[key]

    def _options_of(self, parameter: str, asked: Mapping[str, object]) -> dict[str, str]:
        """The options of a parameter, by their names without case: a parameter has each name once."""
        answer = self._client.get(f"variant-parameters/{parameter}", asked)
        return {
            text(attributes(each).get("name")).casefold(): ident(each)
            for each in answer.included
            if each.get("type") == "variant-options"
        }

    # ------------------------------------------------------------ changes

    def update(self, variant_id: str, fields: Mapping[str, str]) -> None:
        """Set ``name`` and ``description`` of the product, ``sku`` and ``ean`` of the variant."""
        of_variant = {
            {"sku": "sku", "ean": "barcode"}[name]: value
            for name, value in fields.items()
            if name in ("sku", "ean")
        }
        of_product = {name: value for name, value in fields.items() if name in ("name", "description")}
        if of_product:
            self._client.change("products", self._catalogue.product_of(variant_id), of_product)
        if of_variant:
            self._client.change("variants", variant_id, of_variant)

    def set_marks(self, variant_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None) -> None:
        """Set marks of a variant's product, and the variant's weight where one is given."""
        if marks:
            values = {mark.value: "yes" if on else "no" for mark, on in marks.items()}
            self._client.change("products", self._catalogue.product_of(variant_id), values)
        if weight_grams is not None:
            self._client.change("variants", variant_id, {"weight": weight_grams})


_PARAMETERS: Final = "parameter1,parameter2,parameter3"


def _sign(key: str) -> str:
    """What marks a product as made from this key of ours. Keys may be long and hold anything."""
    return f"mostik-{hashlib.sha256(key.encode('utf-8')).hexdigest()[:24]}"


def _refuse_other_parameters(resource: Resource, wanted: Sequence[str]) -> None:
    values = attributes(resource)
    there = [text(values.get(f"p{place}_id")) for place in range(1, _MOST_PARAMETERS + 1)]
    if [each for each in there if each] != list(wanted):
        raise Refused(
            say("The product has other kinds of variants in the shop than in the warehouse."),
            advice=say("Changing them would delete its variants, so do it in the shop by hand."),
        )


def _refuse_other_codes(values: Mapping[str, object], product: NewShopProduct) -> None:
    there = {text(values.get("sku")), text(values.get("barcode"))} - {""}
    if there and not there & {product.sku, product.ean}:
        raise Refused(
            say(
                "The product has this variant in the shop already, with the code {code}.",
                code=", ".join(sorted(there)),
            ),
            advice=say("Give it the same code on both sides, or link the two under “Check matching”."),
        )
