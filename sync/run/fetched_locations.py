"""New warehouses of the shop become locations here, before anything else is planned with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sync.errors import MostikError
from sync.model import MarkKey
from sync.plan.actions import ModulePlan
from sync.plan.locations import LocationCreate, location_plan
from sync.run.connection import Connection
from sync.run.tally import Tally

FETCHED: Final = "location of "
"""Begins the name under which the location made for a warehouse of the shop is remembered."""


def with_fetched_locations(connection: Connection) -> Connection:
    """The connection that knows the locations which earlier runs made."""
    fetched = {
        warehouse: int(location) for warehouse, location in connection.journal.recall_all(FETCHED).items()
    }
    return replace(connection, fetched_locations=fetched)


def plan_new_locations(connection: Connection) -> ModulePlan | None:
    """What is to be made, or None where the owner did not choose it.

    Nothing for warehouses that the shop itself or a wholesaler fills: no stock can be sent there.
    """
    if not connection.profile.modules.stock or not connection.stock.fetch_new_warehouses:
        return None
    return location_plan(
        [warehouse for warehouse in connection.shop.warehouses() if warehouse.writable],
        {link.shop_warehouse for link in connection.stock.links},
        connection.warehouse.locations(),
        can_create=connection.warehouse.features.create_locations,
    )


def make_new_locations(connection: Connection, tally: Tally, plan: ModulePlan) -> Connection:
    """Make them, each with its mark, and return the connection that knows them.

    Power off after one was made and before it was remembered: the mark gives the same location again.
    """
    for action in plan.actions:
        wanted = action.payload
        if not isinstance(wanted, LocationCreate):
            continue
        connection.stop_if_asked()
        tally.begin(action)
        key = MarkKey(connection.shop_key, wanted.shop_warehouse, kind="location")
        try:
            location = connection.warehouse.create_location(wanted.name, key)
        except MostikError as error:
            tally.fail(action, error)
        else:
            connection.journal.remember(f"{FETCHED}{wanted.shop_warehouse}", str(location))
            tally.succeed(action)
    return with_fetched_locations(connection)
