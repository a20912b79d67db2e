"""The fields of addInventoryProduct as they are kept: lengths, partial maps, tags, images (facts 2.5)."""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors, products
from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.files import checked_file
from sync.simulators.baselinker.parameters import Parameters
from sync.simulators.baselinker.warning_texts import warning

Row = dict[str, Any]
Warnings = dict[str, str]

_TEXT_LENGTHS = {"sku": 50, "ean": 32, "asin": 50}
_AMOUNTS = ("tax_rate", "weight", "height", "width", "length")
_INTEGERS = ("star", "manufacturer_id", "category_id", "parent_id")
_LISTS = ("ean_additional", "videos", "suppliers")
_MAPS = ("locations", "links", "bundle_products")
NAME_LENGTH = 200
IMAGE_ADDRESS_LENGTH = 1000


def sent_product_fields(
    backend: Backend, inventory: Row, parameters: Parameters, present: Row | None
) -> tuple[Row, Warnings]:
    """What a create or change writes, and its warnings; ``present`` is the product, None on creation.

    Maps are taken key by key over what is there; stock for a warehouse that is not ``bl_``, an unknown
    price group and a wrong image are left out with a warning; an unknown tag or parent refuses the call.
    """
    known = present or {}
    warnings: Warnings = {}
    fields: Row = {}
    for name, length in _TEXT_LENGTHS.items():
        if parameters.has(name):
            fields[name] = parameters.text(name, length)
    for name in _AMOUNTS:
        if parameters.has(name):
            fields[name] = parameters.amount(name)
    for name in _INTEGERS:
        if parameters.has(name):
            fields[name] = parameters.integer(name)
    for name in _LISTS:
        if parameters.has(name):
            fields[name] = parameters.items(name)
    for name in _MAPS:
        if parameters.has(name):
            fields[name] = {**known.get(name, {}), **parameters.mapping(name)}
    if parameters.has("is_bundle"):
        fields["is_bundle"] = parameters.flag("is_bundle")
    if parameters.has("tags"):
        fields["tags"] = _tags(backend, parameters)
    if parameters.has("text_fields"):
        fields["text_fields"] = _texts(known.get("text_fields", {}), parameters)
    if parameters.has("images"):
        fields["images"] = _images(backend, known.get("images", {}), parameters, warnings)
    if parameters.has("average_cost"):
        _average_cost(backend, known, parameters, fields, warnings, new=present is None)
    _check_parent(backend, fields)
    _amounts(backend, inventory, known, parameters, fields, warnings)
    return fields, warnings


def _tags(backend: Backend, parameters: Parameters) -> list[str]:
    names = {str(row["name"]) for row in backend.account.tags}
    tags = [str(item) for item in parameters.items("tags")]
    if any(tag not in names for tag in tags):
        raise ConnectorError(errors.TAG, "Tag with given name does not exists")
    return tags


def _texts(present: Row, parameters: Parameters) -> Row:
    texts = {**present}
    sent = parameters.nested(parameters.mapping("text_fields"))
    for key, value in sent.values.items():
        texts[key] = sent.text(key, NAME_LENGTH) if key.split("|")[0] == "name" else value
    return texts


def _images(backend: Backend, present: Row, parameters: Parameters, warnings: Warnings) -> Row:
    images = {**present}
    for position, value in parameters.mapping("images").items():
        text = str(value)
        if not (position.isdigit() and int(position) <= 15):
            warnings[f"images_{position}"] = warning("image", backend.quirks.warnings_language, position)
        elif text == "":
            images.pop(position, None)
        elif text.startswith("url:") and len(text) <= IMAGE_ADDRESS_LENGTH + 4:
            images[position] = text[4:]
        elif text.startswith("data:"):
            checked_file(text)
            images[position] = f"https://images.example.invalid/{backend.now()}/{position}.jpg"
        else:
            warnings[f"images_{position}"] = warning("image", backend.quirks.warnings_language, position)
    return dict(sorted(images.items(), key=lambda pair: int(pair[0])))


def _average_cost(
    backend: Backend, known: Row, parameters: Parameters, fields: Row, warnings: Warnings, *, new: bool
) -> None:
    if backend.quirks.storage_documents != "off" and not new and known.get("average_cost"):
        warnings["average_cost"] = warning("average_cost", backend.quirks.warnings_language)
        return
    fields["average_cost"] = parameters.amount("average_cost")


def _check_parent(backend: Backend, fields: Row) -> None:
    parent_id = fields.get("parent_id", 0)
    if parent_id and parent_id not in backend.account.products:
        raise ConnectorError(errors.PRODUCT_ID, f"No product with id {parent_id}")


def _amounts(
    backend: Backend, inventory: Row, known: Row, parameters: Parameters, fields: Row, warnings: Warnings
) -> None:
    language = backend.quirks.warnings_language
    for name, allowed, unknown in (
        ("stock", [key for key in inventory["warehouses"] if key.startswith("bl_")], "unknown_warehouse"),
        ("prices", [str(group) for group in inventory["price_groups"]], "unknown_price_group"),
    ):
        if not parameters.has(name):
            continue
        kept = {**known.get(name, {})}
        for key, value in parameters.mapping(name).items():
            amount = products.checked_number(value)
            if key not in allowed:
                warnings[f"{name}_{key}"] = warning(unknown, language, key)
            elif amount is None:
                warnings[f"{name}_{key}"] = warning("not_a_number", language, key)
            else:
                kept[key] = amount
        fields[name] = kept
