"""Chosen products are sent to the shop or brought here where neither side leads (decisions, 14).

For such a run the connection is one in which the other side follows, limited to the keys of what was chosen:
the same plan, guards, acting and report as in every run. Orders and stock take no part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from sync.errors import SettingsError
from sync.model import Catalog
from sync.plan.actions import GuardAnswer, Module
from sync.profile import Leader, Modules, Products, Profile, UpdateMode
from sync.run.connection import Connection
from sync.run.engine import Wishes, run
from sync.run.product_planning import COMPARED_AT
from sync.run.report import Report
from sync.sentences import say

_LONG_AGO: Final = "1970-01-01T00:00:00+00:00"


def keys_of_pair(leader: Leader, catalog: str, shop_id: str, shop_price_groups: Iterable[str]) -> list[str]:
    """The keys of what can change for two products that are linked or match, where ``leader`` is right."""
    link = f"link:{catalog}:{shop_id}"
    if leader is Leader.SHOP:
        return [link, f"update:{catalog}:{shop_id}"]
    prices = [f"price:{catalog}:{group}:{shop_id}" for group in shop_price_groups]
    return [link, f"text:{catalog}:{shop_id}", f"marks:{catalog}:{shop_id}", *prices]


def key_of_new_in_shop(catalog: str, good: int) -> str:
    """The key of making a good in a catalogue of the shop; only the first chosen catalogue takes new ones."""
    return f"create:{catalog}:{good}"


def key_of_new_in_warehouse(catalog: str, shop_id: str) -> str:
    """The key of making a product of the shop in the warehouse."""
    return f"good:{catalog}:{shop_id}"


def catalog_of_new(products: Products, catalogs: Iterable[Catalog]) -> str:
    """The catalogue that takes new products: the first chosen one in the shop's order; empty for none."""
    return next((catalog.id for catalog in catalogs if catalog.id in products.catalogs), "")


def as_led_by(profile: Profile, leader: Leader) -> Profile:
    """The connection as such a run sees it."""
    products = profile.products or Products()
    led = products.model_copy(
        update={"leader": leader, "mode": UpdateMode.ADD_AND_UPDATE, "create_missing": True}
    )
    return profile.model_copy(update={"modules": Modules(products=True), "products": led})


def run_by_hand(
    connection: Connection,
    leader: Leader,
    keys: Collection[str],
    answers: Mapping[Module, GuardAnswer] | None = None,
) -> Report:
    """Move what was chosen. ``leader``: the warehouse sends to the shop, the shop brings here.

    Raises SettingsError where a side leads; what went wrong later stands in the report, which the journal
    keeps as well.
    """
    if connection.products.leader is not Leader.BY_HAND:
        raise SettingsError(
            say("In this connection products are not moved by hand."),
            advice=say("Choose “By hand” on the step Products, or sync as usual."),
        )
    # What was chosen is compared with both sides as they are now, however young the last comparison is.
    if connection.journal.recall(COMPARED_AT) is not None:
        connection.journal.remember(COMPARED_AT, _LONG_AGO)
    led = replace(connection, profile=as_led_by(connection.profile, leader))
    return run(led, Wishes(answers=answers or {}, only=frozenset(keys), trigger="chosen products"))
