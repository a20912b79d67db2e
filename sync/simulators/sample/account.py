"""The sample BaseLinker account as it stands in the file, in the shapes of the API's answers."""

from __future__ import annotations

from typing import Final

from sync.simulators.sample.catalogue import (
    EURO_PRICES,
    MAIN_INVENTORY,
    MAIN_WAREHOUSE,
    POLISH_INVENTORY,
    READ_ONLY_WAREHOUSE,
    SHOPS_WAREHOUSE,
    ZLOTY_PRICES,
    build_categories,
)
from sync.simulators.sample.catalogue_cases import MANUFACTURERS
from sync.simulators.sample.files import Row
from sync.simulators.sample.order_plan import (
    CANCELLED,
    DELIVERED,
    NEW,
    PROBLEM,
    SENT,
    TAKEN,
    TO_DO,
    WAITS_FOR_MONEY,
)

_STATUSES: Final = (
    (NEW, "Ново", "#4c6ef5", 0),
    (TO_DO, "За обработка", "#20a020", 2),
    (TAKEN, "В склада", "#1098ad", 2),
    (SENT, "Изпратено", "#c08000", 3),
    (DELIVERED, "Доставено", "#808080", 4),
    (CANCELLED, "Отказано", "#c02020", 5),
    (PROBLEM, "Проблем", "#e64980", 2),
    (WAITS_FOR_MONEY, "Чака плащане", "#f59f00", 1),
)


def build_account(products: list[Row], orders: list[Row]) -> Row:
    """The whole content of baselinker.json; its keys are the parts of the simulator's account."""
    return {
        "statuses": [
            {"id": ident, "name": name, "name_for_customer": name, "color": color, "type": kind}
            for ident, name, color, kind in _STATUSES
        ],
        "sources": {
            "personal": {"0": "Лично / по телефона"},
            "shop": {"5021": "kalina-dom.example"},
            "allegro": {"7711": "Kalina_Dom_PL"},
            "emag": {"8812": "eMAG RO"},
        },
        "order_extra_fields": [
            {"extra_field_id": 3701, "name": "Номер в склада", "editor_type": "text"},
            {"extra_field_id": 3702, "name": "УНП", "editor_type": "text"},
            {
                "extra_field_id": 3703,
                "name": "Опаковка",
                "editor_type": "select",
                "options": ["обикновена", "за подарък"],
            },
        ],
        "series": [
            {"id": "61", "type": "INVOICE", "name": "Фактури", "format": "%N/%M/%Y"},
            {"id": "62", "type": "CORRECTION", "name": "Кредитни известия", "format": "K/%N/%M/%Y"},
            {"id": "63", "type": "RECEIPT", "name": "Бележки", "format": "P/%N/%M/%Y"},
        ],
        "inventories": [_main_inventory(), _polish_inventory()],
        "price_groups": [
            _price_group(EURO_PRICES, "Цени на дребно", "EUR", default=True),
            _price_group(ZLOTY_PRICES, "Ceny detaliczne", "PLN", default=False),
        ],
        "warehouses": [
            _warehouse(MAIN_WAREHOUSE, "Основен склад", default=True),
            _warehouse(SHOPS_WAREHOUSE, "Магазини", default=False),
            _warehouse(READ_ONLY_WAREHOUSE, "kalina-dom.example", default=False),
        ],
        "categories": build_categories(),
        "manufacturers": [
            {"manufacturer_id": 510 + place, "name": name} for place, name in enumerate(MANUFACTURERS)
        ],
        "products": products,
        "orders": orders,
    }


def _main_inventory() -> Row:
    return {
        "inventory_id": MAIN_INVENTORY,
        "name": "Калина Дом",
        "description": "Каталог на онлайн магазина",
        "languages": ["bg", "pl"],
        "default_language": "bg",
        "price_groups": [EURO_PRICES, ZLOTY_PRICES],
        "default_price_group": EURO_PRICES,
        "warehouses": [MAIN_WAREHOUSE, SHOPS_WAREHOUSE, READ_ONLY_WAREHOUSE],
        "default_warehouse": MAIN_WAREHOUSE,
        "reservations": False,
        "is_default": True,
    }


def _polish_inventory() -> Row:
    return {
        "inventory_id": POLISH_INVENTORY,
        "name": "Kalina Dom PL",
        "description": "Oferta na Allegro",
        "languages": ["pl"],
        "default_language": "pl",
        "price_groups": [ZLOTY_PRICES],
        "default_price_group": ZLOTY_PRICES,
        "warehouses": [MAIN_WAREHOUSE],
        "default_warehouse": MAIN_WAREHOUSE,
        "reservations": False,
        "is_default": False,
    }


def _price_group(ident: int, name: str, currency: str, *, default: bool) -> Row:
    return {
        "price_group_id": ident,
        "name": name,
        "description": "",
        "currency": currency,
        "is_default": default,
    }


def _warehouse(key: str, name: str, *, default: bool) -> Row:
    """A warehouse; what a connected shop brings along by itself is read-only."""
    kind, _, ident = key.partition("_")
    return {
        "warehouse_type": kind,
        "warehouse_id": int(ident),
        "name": name,
        "description": "",
        "stock_edition": kind == "bl",
        "is_default": default,
    }
