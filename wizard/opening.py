"""Opens the two systems of a connection with their secrets: the one place that knows every platform."""

from __future__ import annotations

import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from storage.secrets import SecretKeeper
from sync.errors import SettingsError
from sync.ports import Clock, Journal, Shop, Warehouse
from sync.profile import BaseLinkerShop, Connect, EmbeddedWarehouse, Profile, SecretName
from sync.run.connection import Connection, never
from sync.run.events import Tell, Waiting, silent
from sync.sentences import say
from sync.shops.baselinker import BaseLinker
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded


def open_shop(connect: Connect, token: str, clock: Clock, on_wait: Callable[[datetime], None]) -> Shop:
    """The shop of a connection. Nothing is sent yet."""
    match connect.shop:
        case BaseLinkerShop() as settings:
            return BaseLinker(settings, token, clock, on_wait=on_wait)
        case other:
            assert_never(other)


def open_warehouse(connect: Connect, clock: Clock) -> Warehouse:
    """The warehouse of a connection. Raises SettingsError or Unreachable where it cannot be opened."""
    zone = ZoneInfo(connect.time_zone)
    match connect.warehouse:
        case EmbeddedWarehouse() as settings:
            database = open_embedded(Path(settings.path), zone=zone)
            return WarehousePro(database, clock=clock, zone=zone)
        case other:
            assert_never(other)


def shop_token(secrets: SecretKeeper, profile_id: str) -> str:
    """The shop's token. Raises SettingsError where it is not in the keyring."""
    token = secrets.load(profile_id, SecretName.SHOP_TOKEN)
    if not token:
        raise SettingsError(
            say("The shop's token is not in the keyring of this computer."),
            advice=say("Enter it again in the step Connect."),
        )
    return token


def open_connection(
    profile: Profile,
    journal: Journal,
    secrets: SecretKeeper,
    clock: Clock,
    *,
    tell: Tell = silent,
    stop_asked: Callable[[], bool] = never,
) -> Connection:
    """A connection that is ready to run. The caller closes its warehouse."""

    def waits(until: datetime) -> None:
        tell(Waiting(until))
        if stop_asked():
            connection.stop_if_asked()

    shop = open_shop(profile.connect, shop_token(secrets, profile.id), clock, waits)
    connection = Connection(
        profile=profile,
        shop=shop,
        warehouse=open_warehouse(profile.connect, clock),
        journal=journal,
        clock=clock,
        tell=tell,
        stop_asked=stop_asked,
        machine=platform.node(),
    )
    return connection
