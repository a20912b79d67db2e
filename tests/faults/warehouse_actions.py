"""Each thing that Mostik writes into a warehouse, to be interrupted; also a program that dies in the middle.

``FILE ACTION N`` does the action and ends without any clean-up when its n-th statement is about to be sent,
as a killed process would. ``FILE many FIRST LAST`` writes orders, and says how many it wrote itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from sync.clock import TurnedClock
from sync.errors import Unreachable
from sync.model import DocumentDraft, MarkKey, NewPartner, NewProduct
from sync.warehouses.warehouse_pro import WarehousePro, open_embedded, tables
from sync.warehouses.warehouse_pro.database import Database
from tests.contract.warehouses.bench import (
    DELIVERY,
    FREE,
    NOW,
    SHOP,
    SOFIA,
    TEA,
    draft,
    key,
    line,
    paid,
    sale,
)

STANDING = "standing"
"""The order that is there before the action."""
LINES = (line(), line(TEA, "0.1", "4.90"), line(FREE, "1", "0"), line(DELIVERY, "1", "5.99"))


def prepare(warehouse: WarehousePro) -> None:
    """Write the order that some actions change."""
    warehouse.write_document(draft(*LINES, order=STANDING), key(STANDING))


def _hash(warehouse: WarehousePro) -> str:
    return warehouse.marks(SHOP, [STANDING])[STANDING].rows_hash


def _new_goods(warehouse: WarehousePro) -> None:
    keys = [MarkKey(SHOP, f"line:{number}", "product") for number in range(3)]
    products = [NewProduct(f"Нова {number}", price=Decimal("1.20")) for number in range(3)]
    warehouse.create_products(products, keys)


ACTIONS: Mapping[str, Callable[[WarehousePro], object]] = {
    "order": lambda warehouse: warehouse.write_document(draft(partner=NewPartner("Ана")), key()),
    "sale": lambda warehouse: warehouse.write_document(
        sale(*LINES, partner=NewPartner("Ана"), payments=[paid("10"), paid("8.48", 2)]), key()
    ),
    "replace": lambda warehouse: warehouse.replace_document(
        key(STANDING), _hash(warehouse), draft(line(FREE, "3", "2"), order=STANDING)
    ),
    "withdraw": lambda warehouse: warehouse.withdraw_document(key(STANDING), _hash(warehouse)),
    "turn": lambda warehouse: warehouse.turn_into_sale(key(STANDING), [paid("18.48")]),
    "goods": _new_goods,
    "location": lambda warehouse: warehouse.create_location("Нов", MarkKey(SHOP, "bl_9", "location")),
}


def program(path: Path, wait_ms: int = 3_000) -> tuple[WarehousePro, Database]:
    database = open_embedded(path, zone=SOFIA, lock_wait_ms=wait_ms)
    return WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA, machine="A"), database


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    database = open_embedded(path, zone=SOFIA)
    try:
        return {
            table.name: sorted(database.rows(f"SELECT * FROM [{table.name}]"), key=repr)
            for table in tables.TABLES
        }
    finally:
        database.close()


def _die_at(database: Database, last: int) -> None:
    left = last

    def count(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os._exit(137)

    database.on_statement = count


def _write_many(warehouse: WarehousePro, first: int, last: int) -> int:
    done = 0
    for number in range(first, last):
        wanted: DocumentDraft = sale(
            line(quantity="0.5"), order=str(number), partner=NewPartner(f"К{number}")
        )
        while True:
            try:
                done += not warehouse.write_document(wanted, key(str(number))).already_there
                break
            except Unreachable:
                continue
    return done


def main(path: str, action: str, *numbers: str) -> None:
    warehouse, database = program(Path(path))
    if action == "many":
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(str(_write_many(warehouse, int(numbers[0]), int(numbers[1]))))
    else:
        _die_at(database, int(numbers[0]))
        ACTIONS[action](warehouse)
    warehouse.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
