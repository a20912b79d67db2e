"""Opens the two systems of a connection with their secrets: the one place that knows every platform."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from storage.secrets import SecretKeeper
from sync.http import no_wait_told
from sync.ports import Clock, Journal, Shop, Warehouse
from sync.profile import (
    BaseLinkerShop,
    CloudCartShop,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    FirminoWarehouse,
    MarkPlace,
    MicroBgWarehouse,
    Profile,
    SecretName,
    Secrets,
    ShopSettings,
    UtilityCenterWarehouse,
    WarehouseSettings,
)
from sync.run.connection import Connection, never
from sync.run.events import Tell, Waiting, silent
from sync.shops.baselinker import BaseLinker
from sync.shops.by_file.adapter import ByFile
from sync.shops.by_file.settings import ByFileShop
from sync.shops.cloudcart import CloudCart
from sync.shops.gombashop import GombaShop
from sync.shops.seliton import Seliton
from sync.shops.seliton.adapter import SelitonSecrets
from sync.shops.seliton.sign_in import Tokens
from sync.systems import GombaShopShop, SelitonShop
from sync.warehouses.firmino import Firmino
from sync.warehouses.firmino.settings import Habits, PrintForm, StockMeaning
from sync.warehouses.microbg import MicroBg
from sync.warehouses.remote.keeper import Keeper, MemoryKeeper
from sync.warehouses.utility_center import UtilityCenter
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded
from sync.warehouses.warehouse_pro.mark_places import keep_marks_in
from sync.warehouses.warehouse_pro.servers import open_database
from wizard.connection_secrets import gathered, refuse_missing
from wizard.receipt_opening import device_opener

Keep = Callable[[SecretName, str], None]
"""Takes a secret that is to last in the place of an older one."""


@dataclass(frozen=True, slots=True)
class Sends:
    """What a connection looks after in the shop; a feed says nothing of what nobody looks after."""

    stock: bool = True
    prices: bool = True


EVERYTHING: Final = Sends()


def sends_of(profile: Profile) -> Sends:
    """What of the shop this connection looks after."""
    modules, products, stock = profile.modules, profile.products, profile.stock
    return Sends(
        stock=modules.stock and stock is not None and stock.send,
        prices=modules.products and products is not None and products.send_prices and bool(products.prices),
    )


def nobody_keeps(_name: SecretName, _secret: str) -> None:
    """What a shop gives anew lasts as long as it is open."""


def open_shop(
    shop: ShopSettings,
    secrets: Secrets,
    clock: Clock,
    on_wait: Callable[[datetime], None],
    time_zone: str = "Europe/Sofia",
    keep: Keep = nobody_keeps,
    keeper: Keeper | None = None,
    sends: Sends = EVERYTHING,
) -> Shop:
    """A shop that is ready to be asked. Nothing is sent yet. ``time_zone``: of the shop's own clock; ``keep``
    is told secrets that the shop gives anew in the place of older ones; ``keeper``: the connection's journal,
    for what a shop by files cannot hold itself.
    """
    token = secrets.get(SecretName.SHOP_TOKEN, "")
    match shop:
        case BaseLinkerShop():
            return BaseLinker(shop, token, clock, on_wait=on_wait)
        case CloudCartShop():
            return CloudCart(shop, token, clock, ZoneInfo(time_zone), on_wait=on_wait)
        case GombaShopShop():
            return GombaShop(
                shop,
                secrets.get(SecretName.FTP_PASSWORD, ""),
                clock,
                ZoneInfo(time_zone),
                keeper or MemoryKeeper(),
                sends_stock=sends.stock,
                sends_prices=sends.prices,
            )
        case SelitonShop():
            return _open_seliton(shop, secrets, clock, on_wait, ZoneInfo(time_zone), keep)
        case ByFileShop():
            return ByFile(
                shop, clock, ZoneInfo(time_zone), sends_stock=sends.stock, sends_prices=sends.prices
            )
        case other:
            assert_never(other)


def _open_seliton(
    shop: SelitonShop,
    secrets: Secrets,
    clock: Clock,
    on_wait: Callable[[datetime], None],
    zone: ZoneInfo,
    keep: Keep,
) -> Shop:
    def keep_tokens(tokens: Tokens) -> None:
        keep(SecretName.SHOP_TOKEN, tokens.access)
        if tokens.refresh:
            keep(SecretName.SELITON_REFRESH, tokens.refresh)

    given = SelitonSecrets(
        token=secrets.get(SecretName.SHOP_TOKEN, ""),
        refresh=secrets.get(SecretName.SELITON_REFRESH, ""),
        application=secrets.get(SecretName.SELITON_APPLICATION, ""),
        feed=secrets.get(SecretName.SELITON_FEED, ""),
        xml=secrets.get(SecretName.SELITON_XML, ""),
    )
    return Seliton(shop, given, clock, zone, on_wait=on_wait, keep=keep_tokens)


def open_warehouse(
    warehouse: WarehouseSettings,
    secrets: Secrets,
    clock: Clock,
    time_zone: str,
    *,
    keeper: Keeper | None = None,
    on_wait: Callable[[datetime], None] = no_wait_told,
    mark_place: MarkPlace = MarkPlace.TABLE,
) -> Warehouse:
    """A warehouse that is ready to be asked; the caller closes it, in the same thread.

    ``keeper``: the connection's journal, in which a warehouse that has no room for marks keeps them; without
    one nothing can be written there safely, so it is for reading only.

    Raises SettingsError or Unreachable where it cannot be opened.
    """
    zone = ZoneInfo(time_zone)
    match warehouse:
        case EmbeddedWarehouse():
            return WarehousePro(open_embedded(Path(warehouse.path), zone=zone), clock=clock, zone=zone)
        case DatabaseWarehouse():
            password = secrets.get(SecretName.DATABASE_PASSWORD, "")
            database = open_database(warehouse, password, zone=zone)
            keep_marks_in(database, mark_place)
            return WarehousePro(database, clock=clock, zone=zone, mark_place=mark_place)
        case UtilityCenterWarehouse():
            return UtilityCenter(
                warehouse.url,
                secrets.get(SecretName.SERVICE_KEY, ""),
                PriceHabits(warehouse.prices_include_vat, warehouse.currency),
                clock=clock,
                zone=zone,
                keeper=keeper,
                machine=platform.node(),
                on_wait=on_wait,
            )
        case FirminoWarehouse():
            return Firmino(
                warehouse.url,
                warehouse.login,
                secrets.get(SecretName.FIRMINO_PASSWORD, ""),
                company=warehouse.company,
                habits=Habits(StockMeaning(warehouse.stock), PrintForm(warehouse.prints)),
                clock=clock,
                zone=zone,
                keeper=keeper,
                machine=platform.node(),
                on_wait=on_wait,
            )
        case MicroBgWarehouse():
            return MicroBg(
                warehouse.url,
                secrets.get(SecretName.MICROBG_ID, ""),
                secrets.get(SecretName.MICROBG_KEY, ""),
                clock=clock,
                zone=zone,
                keeper=keeper,
                machine=platform.node(),
                on_wait=on_wait,
            )
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
        shop=open_shop(
            connect.shop,
            secrets,
            clock,
            waits,
            connect.time_zone,
            lambda name, secret: keeper.save(profile.id, name, secret),
            journal,
            sends_of(profile),
        ),
        warehouse=open_warehouse(
            connect.warehouse,
            secrets,
            clock,
            connect.time_zone,
            keeper=journal,
            on_wait=waits,
            mark_place=connect.mark_place,
        ),
        journal=journal,
        clock=clock,
        tell=tell,
        stop_asked=stop_asked,
        machine=platform.node(),
        open_device=device_opener(profile, keeper, journal, clock) if profile.receipts else None,
    )
    return connection
