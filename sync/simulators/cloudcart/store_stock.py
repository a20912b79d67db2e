"""Quantities by store, where the Stores app is installed (facts 2.10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sync.simulators.cloudcart import variants
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import refusal
from sync.simulators.cloudcart.incoming import Document, Rule, required_relation, taken
from sync.simulators.cloudcart.tables import Row

_RULES: Final = {"qty": Rule("whole", required=True)}


def create(backend: Backend, document: Document) -> Row:
    """A quantity of a variant in a store; each triple of store, product and variant once."""
    values = taken(document, _RULES, backend, creating=True)
    key = {
        "shop_id": required_relation(document, "store"),
        "product_id": required_relation(document, "product"),
        "variant_id": required_relation(document, "variant"),
    }
    others = backend.table("store-quantity").where("variant_id", key["variant_id"])
    if any(all(each[name] == value for name, value in key.items()) for each in others):
        raise refusal(422, "The quantity of this variant in this store exists.", title="Duplicate Entry")
    row = backend.table("store-quantity").insert({**key, **values})
    _sum(backend, row)
    return row


def change(backend: Backend, row: Row, document: Document) -> None:
    """Only the quantity; relations are frozen."""
    backend.table("store-quantity").change(row, taken(document, _RULES, backend, creating=False))
    _sum(backend, row)


def delete(backend: Backend, row: Row) -> None:
    """The store has none of it any more."""
    backend.table("store-quantity").delete(row["id"])
    _sum(backend, row)


def _sum(backend: Backend, row: Row) -> None:
    variant = backend.table("variants").get(row["variant_id"])
    if variant is None or not backend.quirks.stores_summed:
        return
    total = sum(each["qty"] for each in backend.table("store-quantity").where("variant_id", variant["id"]))
    variants.write(backend, variant, {"quantity": Decimal(total)}, "api")
