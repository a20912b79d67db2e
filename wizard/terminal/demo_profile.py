"""The connection of the demo, put together as the wizard does it: from lists that both systems gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sync.errors import SettingsError
from sync.ports import ProductScope, Shop, Warehouse
from sync.profile import (
    BaseLinkerShop,
    Connect,
    EmbeddedWarehouse,
    LineLinking,
    Modules,
    Orders,
    PriceLink,
    Products,
    Profile,
    ServiceProducts,
    Stock,
    StockLink,
)
from sync.sentences import say

DEMO_ID: Final = "demo"
DEMO_NAME: Final = "Калина Дом"
_NUMBER_FIELD: Final = "Номер в склада"
_CANCELLED: Final = "Отказано"
_CASH_ON_DELIVERY: Final = "Наложен платеж"


def connect_step(url: str, warehouse: Path, shop_key: str = "") -> Connect:
    """The step Connect: where the two systems are."""
    return Connect(
        shop=BaseLinkerShop(url=url), warehouse=EmbeddedWarehouse(path=str(warehouse)), shop_key=shop_key
    )


def demo_profile(connect: Connect, shop: Shop, warehouse: Warehouse, choices: Mapping[str, Any]) -> Profile:
    """All other steps. ``choices`` are what an owner of the sample shop would tick.

    Raises SettingsError where one of them is in no list, MostikError where a list cannot be read.
    """
    return Profile(
        id=DEMO_ID,
        name=DEMO_NAME,
        connect=connect,
        modules=Modules(orders=True, products=True, stock=True),
        orders=_orders(shop, warehouse, choices),
        products=_products(shop, warehouse, choices),
        stock=_stock(shop, warehouse, choices),
    )


def _orders(shop: Shop, warehouse: Warehouse, choices: Mapping[str, Any]) -> Orders:
    statuses = {status.id: status.id for status in shop.order_statuses()}
    by_name = {status.name: status.id for status in shop.order_statuses()}
    fields = {field.name: field.id for field in shop.order_number_fields()}
    types = {kind.id: kind.id for kind in warehouse.payment_types()}
    ways = {way: _chosen(types, kind) for way, kind in choices["payment_types"].items()}
    users = {user.name: int(user.id) for user in warehouse.users()}
    return Orders(
        start=datetime.fromisoformat(choices["start"]),
        statuses=tuple(_chosen(statuses, str(status)) for status in choices["chosen_statuses"]),
        cancelled_statuses=(_chosen(by_name, _CANCELLED),),
        link_lines=(LineLinking.SKU, LineLinking.EAN, LineLinking.NAME),
        payment_types=ways,
        cash_on_delivery_type=ways.get(_CASH_ON_DELIVERY),
        services=_services(warehouse, choices["service_goods"]),
        status_after=_chosen(statuses, str(choices["status_after_success"])),
        status_problem=_chosen(statuses, str(choices["status_on_problem"])),
        number_field=_chosen(fields, _NUMBER_FIELD),
        operator_id=_chosen(users, choices["operator"]),
    )


def _services(warehouse: Warehouse, codes: Mapping[str, str]) -> ServiceProducts:
    """The goods for delivery, discount and fee, one for each VAT rate, found by how their codes begin."""
    found: dict[str, dict[str, int]] = {name: {} for name in codes}
    for product in warehouse.products(ProductScope()):
        for name, code in codes.items():
            if product.service and product.code.startswith(f"{code}-"):
                found[name][_rate(product.vat_rate)] = product.id
    return ServiceProducts(delivery=found["delivery"], discount=found["discount"], fee=found["fee"])


def _rate(rate: Decimal) -> str:
    return format(rate.normalize() + 0, "f")


def _products(shop: Shop, warehouse: Warehouse, choices: Mapping[str, Any]) -> Products:
    catalogs = {catalog.id: catalog.id for catalog in shop.catalogs()}
    there = {group.id: group.id for group in shop.price_groups()}
    here = {group.id: group.id for group in warehouse.price_groups()}
    return Products(
        catalogs=(_chosen(catalogs, str(choices["inventory"])),),
        match_by=(LineLinking.SKU, LineLinking.EAN, LineLinking.NAME),
        prices=tuple(
            PriceLink(warehouse_group=_chosen(here, group), shop_group=_chosen(there, str(shop_group)))
            for group, shop_group in choices["price_groups"].items()
        ),
    )


def _stock(shop: Shop, warehouse: Warehouse, choices: Mapping[str, Any]) -> Stock:
    locations = {location.name: location.id for location in warehouse.locations()}
    warehouses = {place.id: place.id for place in shop.warehouses()}
    summed: dict[str, list[int]] = {}
    for name, shop_warehouse in choices["objects_to_warehouses"].items():
        summed.setdefault(_chosen(warehouses, shop_warehouse), []).append(_chosen(locations, name))
    return Stock(
        location_for_orders=_chosen(locations, choices["object_for_orders"]),
        links=tuple(
            StockLink(locations=tuple(places), shop_warehouse=place) for place, places in summed.items()
        ),
        send=True,
        subtract_open_orders=True,
    )


def _chosen(there: Mapping[Any, Any], wanted: Any) -> Any:
    """What stands for ``wanted`` in a list that was read. Raises SettingsError where it is not in it."""
    if wanted not in there:
        raise SettingsError(
            say("{choice} is in no list of the sample shop.", choice=wanted),
            detail=", ".join(map(str, _first(there))),
        )
    return there[wanted]


def _first(there: Iterable[Any]) -> list[Any]:
    return list(there)[:20]
