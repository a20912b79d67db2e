"""Parameters, options, properties, categories, vendors and images over the API (facts 2.3 to 2.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import invalid, not_deletable
from sync.simulators.cloudcart.incoming import Document, Rule, required_relation, rules, taken
from sync.simulators.cloudcart.products import free_handle
from sync.simulators.cloudcart.tables import Row
from sync.simulators.cloudcart.variants import PLACES

_DISPLAYS: Final = ("select", "radio", "image", "color", "2d", "numeric_alpha")
_COLOR_LENGTH: Final = 6
_SEO: Final = rules(text="seo_title", long_text="description seo_description")
_PARAMETER: Final = {
    "name": Rule(required=True, shortest=3),
    "display_type": Rule(required=True),
    **rules(whole="sort", flag="visible in_listing show_label"),
}
_OPTION: Final = {
    "name": Rule(required=True, shortest=1),
    **rules(text="image color", whole="sort", flag="visible"),
}
_PROPERTY: Final = {"name": Rule(required=True, shortest=2), **rules(text="display_type", whole="sort")}
_PROPERTY_OPTION: Final = {
    "value": Rule(required=True, shortest=1),
    **_SEO,
    **rules(text="url_handle image", whole="sort"),
}
_CATEGORY: Final = {
    **_SEO,
    **rules(text="url_handle color icon image_url", whole="order taxonomy_id", flag="display_child"),
}
_VENDOR: Final = {
    "name": Rule(required=True, shortest=2),
    **_SEO,
    **rules(text="url_handle image_url background"),
}
_IMAGE: Final = {
    "src": Rule(required=True, longest=None),
    **rules(text="name video_url background", whole="sort_order gallery_id", flag="active"),
}
_NAME: Final = "/data/attributes/name"
_TAKEN: Final = "The name has already been taken."


def parameter(backend: Backend, row: Row | None, document: Document) -> Row:
    """A variant parameter such as "Цвят"; its name is unique."""
    values = taken(document, _PARAMETER, backend, creating=row is None)
    if values.get("display_type", "select") not in _DISPLAYS:
        raise invalid("The selected display type is invalid.", "/data/attributes/display_type")
    table = backend.table("variant-parameters")
    if "name" in values and _has(table, "name", values["name"], row):
        raise invalid(_TAKEN, _NAME)
    usual = {"sort": 0, "visible": "yes", "in_listing": "no", "show_label": "yes"}
    return _stored(backend, "variant-parameters", row, values, usual)


def option(backend: Backend, row: Row | None, document: Document) -> Row:
    """A value of a parameter, unique within it without regard to case."""
    values = taken(document, _OPTION, backend, creating=row is None)
    color = values.get("color")
    if color and (len(color) != _COLOR_LENGTH or any(each not in "0123456789abcdefABCDEF" for each in color)):
        raise invalid("The color must be six hexadecimal digits.", "/data/attributes/color")
    owner = row["parameter_id"] if row and "parameter" not in document.pointed else None
    values["parameter_id"] = owner or required_relation(document, "parameter")
    others = backend.table("variant-options").where("parameter_id", values["parameter_id"])
    if "name" in values and _has(others, "name", values["name"], row):
        raise invalid(_TAKEN, _NAME)
    return _stored(backend, "variant-options", row, values, {"sort": 0, "visible": "yes"})


def delete_parameter(backend: Backend, row: Row) -> None:
    """Not while a product uses it."""
    if _used(backend, "products", "p", row["id"]):
        raise not_deletable("Cannot delete a variant parameter which is in use by a products resource.")
    for each in backend.table("variant-options").where("parameter_id", row["id"]):
        backend.table("variant-options").delete(each["id"])
    backend.table("variant-parameters").delete(row["id"])


def delete_option(backend: Backend, row: Row) -> None:
    """Not while a variant uses it."""
    if _used(backend, "variants", "v", row["id"]):
        raise not_deletable("Cannot delete a variant option which is in use by a variants resource.")
    backend.table("variant-options").delete(row["id"])


def product_property(backend: Backend, row: Row | None, document: Document) -> Row:
    """A property of products that is no parameter of variants."""
    return _stored(backend, "properties", row, taken(document, _PROPERTY, backend, creating=row is None), {})


def property_option(backend: Backend, row: Row | None, document: Document) -> Row:
    """A value of a property, unique within it."""
    values = taken(document, _PROPERTY_OPTION, backend, creating=row is None)
    owner = row["property_id"] if row and "property" not in document.pointed else None
    values["property_id"] = owner or required_relation(document, "property")
    others = backend.table("property-options").where("property_id", values["property_id"])
    if "value" in values and _has(others, "value", values["value"], row):
        raise invalid("The value has already been taken.", "/data/attributes/value")
    return _stored(backend, "property-options", row, values, {"sort": 0})


def delete_property(backend: Backend, row: Row) -> None:
    """With its values, silently."""
    for each in backend.table("property-options").where("property_id", row["id"]):
        delete_property_option(backend, each)
    backend.table("properties").delete(row["id"])


def delete_property_option(backend: Backend, row: Row) -> None:
    """Silently taken from every product."""
    backend.table("property-options").delete(row["id"])
    products = backend.table("products")
    for product in products:
        if row["id"] in product["_property_options"]:
            left = [each for each in product["_property_options"] if each != row["id"]]
            products.change(product, {"_property_options": left})


def category(backend: Backend, row: Row | None, document: Document) -> Row:
    """A category; writes over the API are told of."""
    shortest = Rule(required=True, shortest=backend.quirks.shortest_category_name)
    values = taken(document, {"name": shortest, **_CATEGORY}, backend, creating=row is None)
    if "parent" in document.pointed:
        values["parent_id"] = document.one("parent")
    if "properties" in document.pointed:
        values["_properties"] = document.pointed["properties"]
    usual: Row = {"parent_id": None, "order": 0, "display_child": "no", "_properties": []}
    made = _stored_with_handle(backend, "categories", row, values, usual)
    backend.tell("category.created" if row is None else "category.updated", made["id"])
    return made


def delete_category(backend: Backend, row: Row) -> None:
    """Not while it has products."""
    if backend.table("products").first("category_id", row["id"]) is not None:
        raise not_deletable("You can not delete this category because it has products in it")
    backend.tell("category.deleted", row["id"], dict(row))
    backend.table("categories").delete(row["id"])


def vendor(backend: Backend, row: Row | None, document: Document) -> Row:
    """A maker or brand."""
    values = taken(document, _VENDOR, backend, creating=row is None)
    return _stored_with_handle(backend, "vendors", row, values, {})


def delete_vendor(backend: Backend, row: Row) -> None:
    """Not while it has products; told of."""
    if backend.table("products").first("vendor_id", row["id"]) is not None:
        raise not_deletable("You can not delete this vendor because it has products in it")
    backend.tell("vendor.deleted", row["id"], dict(row))
    backend.table("vendors").delete(row["id"])


def image(backend: Backend, row: Row | None, document: Document) -> Row:
    """A picture of a product, from an address or as base64; no SVG. The first one becomes the product's."""
    assert row is None
    values = taken(document, _IMAGE, backend, creating=True)
    if ".svg" in values["src"].lower() or "image/svg" in values["src"]:
        raise invalid("The image must be a file of type: jpeg, png, gif, webp.", "/data/attributes/src")
    product = backend.row("products", required_relation(document, "product"))
    now = backend.now()
    values["src"] = values["src"][:1000]
    usual = {"parent_id": product["id"], "active": "yes", "date_added": now, "last_edited": now, "thumbs": {}}
    made = _stored(backend, "images", None, values, usual)
    if product["image_id"] is None:
        backend.table("products").change(product, {"image_id": made["id"]})
    return made


def delete_image(backend: Backend, row: Row) -> None:
    """The next picture takes its place."""
    backend.table("images").delete(row["id"])
    product = backend.table("products").get(row["parent_id"])
    if product is not None and product["image_id"] == row["id"]:
        following = backend.table("images").first("parent_id", product["id"])
        backend.table("products").change(product, {"image_id": following and following["id"]})


def product_to_discount(backend: Backend, row: Row | None, document: Document) -> Row:
    """The price of a product or variant within a discount."""
    values = taken(document, rules(whole="price"), backend, creating=row is None)
    for name in ("discount", "product", "variant"):
        if name in document.pointed:
            values[f"{name}_id"] = document.one(name)
    usual = {"discount_id": None, "product_id": None, "variant_id": None}
    return _stored(backend, "product-to-discount", row, values, usual)


def _stored(backend: Backend, name: str, row: Row | None, values: Row, usual: Row) -> Row:
    table = backend.table(name)
    if row is None:
        return table.insert({**usual, **values})
    table.change(row, values)
    return row


def _stored_with_handle(backend: Backend, name: str, row: Row | None, values: Row, usual: Row) -> Row:
    now = backend.now()
    table = backend.table(name)
    if not values.get("url_handle"):
        values.pop("url_handle", None)
        if row is None:
            values["url_handle"] = free_handle(table, values["name"])
    elif _has(table, "url_handle", values["url_handle"], row):
        raise invalid("The url handle has already been taken.", "/data/attributes/url_handle")
    return _stored(backend, name, row, {**values, "updated_at": now}, {**usual, "created_at": now})


def _has(rows: Iterable[Row], column: str, text: str, row: Row | None) -> bool:
    return any(each[column].casefold() == text.casefold() and each is not row for each in rows)


def _used(backend: Backend, name: str, letter: str, ident: int) -> bool:
    return any(row[f"{letter}{place}_id"] == ident for row in backend.table(name) for place in PLACES)
