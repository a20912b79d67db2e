"""Builds the whole sample from nothing but a seed, always the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

from sync.simulators.sample.account import build_account
from sync.simulators.sample.catalogue import (
    EURO_PRICES,
    MAIN_INVENTORY,
    OBJECTS_OF,
    build_products,
)
from sync.simulators.sample.files import ACCOUNT_FILE, LATER_FILE, WAREHOUSE_FILE, Row, text_of
from sync.simulators.sample.goods import OBJECT_NAMES, build_goods
from sync.simulators.sample.order_plan import (
    BANK,
    CARD,
    CHOSEN_STATUS,
    ON_DELIVERY,
    PAYPAL,
    POLISH_TRANSFER,
    PROBLEM,
    TAKEN,
    Slot,
    slots,
)
from sync.simulators.sample.orders import build_orders
from sync.simulators.sample.warehouse import build_warehouse

SEED: Final = 20261122


def build_sample() -> dict[Path, Row]:
    """The content of each file of the sample."""
    rng = random.Random(SEED)
    goods = build_goods(rng)
    products = build_products(goods, rng)
    planned = list(slots())
    orders = build_orders(planned, [row for row in products if row["inventory_id"] == MAIN_INVENTORY], rng)
    return {
        WAREHOUSE_FILE: build_warehouse(goods, orders),
        ACCOUNT_FILE: build_account(products, orders),
        LATER_FILE: _later(planned),
    }


def sample_texts() -> dict[Path, str]:
    """The exact text of each file."""
    return {path: text_of(content) for path, content in build_sample().items()}


def write_sample() -> list[Path]:
    """Writes the files into ``assets/demo``, UTF-8 with plain line ends; returns their paths."""
    texts = sample_texts()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def _later(planned: list[Slot]) -> Row:
    """What happens in the shop after the first run, and the choices that the sample was made for."""
    return {
        "about": {
            "status_changes": "orders that reach the chosen status only later",
            "choices": "what fits both sides best",
        },
        "status_changes": {str(slot.order_id): CHOSEN_STATUS for slot in planned if slot.later},
        "choices": {
            "start": "2026-10-24T00:00:00+03:00",
            "chosen_statuses": [CHOSEN_STATUS],
            "status_after_success": TAKEN,
            "status_on_problem": PROBLEM,
            "inventory": MAIN_INVENTORY,
            "price_groups": {"PriceOut2": EURO_PRICES},
            "objects_to_warehouses": {
                OBJECT_NAMES[place]: warehouse for warehouse, places in OBJECTS_OF.items() for place in places
            },
            "object_for_orders": "Онлайн",
            "operator": "Онлайн поръчки",
            "payment_types": {ON_DELIVERY: 5, BANK: 2, CARD: 3, PAYPAL: 6, POLISH_TRANSFER: 2},
            "service_goods": {"delivery": "ДОСТ", "discount": "ОТСТ", "fee": "ТАКСА"},
        },
    }
