"""Opens the two systems of a connection with their secrets: the one place that knows every platform."""

from __future__ import annotations

import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from storage.secrets import SecretKeeper
from sync.ports import Clock, Journal, Shop, Warehouse
from sync.profile import (
    BaseLinkerShop,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    Profile,
    SecretName,
    Secrets,
    ShopSettings,
    WarehouseSettings,
)
from sync.run.connection import Connection, never
from sync.run.events import Tell, Waiting, silent
from sync.shops.baselinker import BaseLinker
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded
from sync.warehouses.warehouse_pro.servers import open_database
from wizard.connection_secrets import gathered, refuse_missing


def open_shop(
    shop: ShopSettings, secrets: Secrets, clock: Clock, on_wait: Callable[[datetime], None]
) -> Shop:
    """A shop that is ready to be asked. Nothing is sent yet."""
    match shop:
        case BaseLinkerShop():
            return BaseLinker(shop, secrets.get(SecretName.SHOP_TOKEN, ""), clock, on_wait=on_wait)
        case other:
            assert_never(other)


def open_warehouse(warehouse: WarehouseSettings, secrets: Secrets, clock: Clock, time_zone: str) -> Warehouse:
    """A warehouse that is ready to be asked; the caller closes it, in the same thread.

    Raises SettingsError or Unreachable where it cannot be opened.
    """
    zone = ZoneInfo(time_zone)
    match warehouse:
        case EmbeddedWarehouse():
            return WarehousePro(open_embedded(Path(warehouse.path), zone=zone), clock=clock, zone=zone)
        case DatabaseWarehouse():
            password = secrets.get(SecretName.DATABASE_PASSWORD, "")
            return WarehousePro(open_database(warehouse, password, zone=zone), clock=clock, zone=zone)
        case other:
            assert_never(other)


def open_connection(
    profile: Profile,
    journal: Journal,
    keeper: SecretKeeper,
    clock: Clock,
    *,
    tell: Tell = silent,
    stop_asked: Callable[[], bool] = never,
) -> Connection:
    """A connection that is ready to run, with the secrets of ``keeper``. The caller closes its warehouse.

    Raises SettingsError where a secret is missing; SettingsError or Unreachable where a system cannot be
    opened.
    """

    def waits(until: datetime) -> None:
        tell(Waiting(until))
        if stop_asked():
            connection.stop_if_asked()

    connect = profile.connect
    secrets = gathered(connect.secrets, keeper, profile.id)
    refuse_missing(connect.secrets, secrets)
    connection = Connection(
        profile=profile,
        shop=open_shop(connect.shop, secrets, clock, waits),
        warehouse=open_warehouse(connect.warehouse, secrets, clock, connect.time_zone),
        journal=journal,
        clock=clock,
        tell=tell,
        stop_asked=stop_asked,
        machine=platform.node(),
    )
    return connection
