"""All that Mostik ever asks of a Warehouse Pro database, done once. A test says where something is left
out.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused
from sync.model import DocumentKind, DocumentRef, MarkKey, MarkState, NewPartner, NewProduct
from sync.ports import ProductScope
from sync.profile import MarkPlace
from sync.warehouses.warehouse_pro import WarehousePro, tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.bench import (
    CUP,
    CUPS,
    DELIVERY,
    FREE,
    KITCHEN,
    NOW,
    SHOP,
    SHOP_FLOOR,
    SOFIA,
    STORE_ROOM,
    TEA,
    draft,
    key,
    line,
    paid,
    sale,
)
from tests.contract.warehouses.on_imitated import Imitated
from tests.imitated.recording import Heard

_MANY = range(1, 1_201)
_GOODS = range(100)


def heard_from(engine: Engine, folder: Path) -> Heard:
    """Every statement of a life with this engine: our table once among the others, once in a database of its
    own where the engine can reach one."""
    heard = Heard()
    for number, ours_in in enumerate(("", "Mostik") if engine is not Engine.ACCESS else ("",)):
        own = folder / str(number)
        own.mkdir()
        place = Imitated(engine, own, ours_in, heard)
        place.make()
        _live(place)
    return heard


def _live(place: Imitated) -> None:
    behind = place.open()
    clock = TurnedClock(NOW)
    warehouse = WarehousePro(place.open(), clock=clock, zone=SOFIA, machine="КАСА-1")
    _look_round(warehouse)
    _read_goods(warehouse)
    _change_goods(warehouse)
    _partners(warehouse)
    _numbers(warehouse, behind)
    _write_orders(warehouse)
    _write_sales(warehouse)
    _follow(warehouse)
    _unusual_settings(warehouse, behind)
    _probe(warehouse, place.folder / "picture.zip")
    _marks_anew(place, behind)
    _marks_in_notes(place)
    warehouse.close()
    behind.close()


def _marks_anew(place: Imitated, behind: Database) -> None:
    # Past Mostik, which never drops a table.
    where = "[Mostik]." if place.ours_in else ""
    behind._connection.sqlite.execute(f"DROP TABLE {where}[MostikImports]")
    warehouse = WarehousePro(place.open(), clock=TurnedClock(NOW), zone=SOFIA)
    warehouse.write_document(draft(order="first mark"), key("first mark"))
    warehouse.close()


def _marks_in_notes(place: Imitated) -> None:
    warehouse = WarehousePro(place.open(), clock=TurnedClock(NOW), zone=SOFIA, mark_place=MarkPlace.NOTE)
    written = warehouse.write_document(draft(order="in note"), key("in note"))
    warehouse.replace_document(key("in note"), written.rows_hash, draft(line(TEA), order="in note"))
    warehouse.known_shops()
    warehouse.open_order_lines(SHOP, NOW - timedelta(days=14))
    warehouse.close()


def _look_round(warehouse: WarehousePro) -> None:
    assert warehouse.check().passed
    warehouse.locations()
    warehouse.price_groups()
    warehouse.product_groups()
    warehouse.vat_groups()
    warehouse.payment_types()
    warehouse.users()
    warehouse.currency_rate("BGN", date(2026, 1, 1))


def _read_goods(warehouse: WarehousePro) -> None:
    for scope in (ProductScope(), ProductScope((KITCHEN, CUPS))):
        list(warehouse.products(scope))
        list(warehouse.product_ids(scope))
        for locations in ([SHOP_FLOOR], [SHOP_FLOOR, STORE_ROOM]):
            list(warehouse.stock_levels(scope, locations))
        list(warehouse.price_levels(scope, "PriceOut2"))
    warehouse.product_names(_MANY)
    warehouse.newest_product()
    warehouse.stock_now(_MANY, [SHOP_FLOOR, STORE_ROOM])
    warehouse.products_sold_since(NOW)


def _change_goods(warehouse: WarehousePro) -> None:
    keys = [MarkKey(SHOP, f"p{number}", "product") for number in _GOODS]
    products = [NewProduct(f"Нова {number}", price=Decimal("1.20")) for number in _GOODS]
    products[0] = NewProduct("С код", code="НОВ-1", group_id=CUPS, measure="кг")
    warehouse.create_products(products, keys)
    warehouse.update_products({CUP: {"name": "Чаша", "barcode": "1", "price:PriceOut2": Decimal("7.20")}})
    with suppress(MostikError):
        warehouse.create_location("Нов", MarkKey(SHOP, "bl_9", "location"))


def _partners(warehouse: WarehousePro) -> None:
    warehouse.find_partners(["203456785"], ["office@limon.example"], ["Кафе Лимон ООД"])
    warehouse.search_partners("лимон", 20)
    warehouse.partner(2)
    warehouse.update_partner(2, {"name": "Лимон", "phone": "1", "city": "Русе"})


def _write_orders(warehouse: WarehousePro) -> None:
    many = [line(), line(TEA, "0.1", "4.90"), line(FREE, "1", "0"), line(DELIVERY, "1", "5.99")]
    warehouse.write_document(draft(*many, partner=NewPartner("Ана", email="ana@x.example")), key())
    warehouse.write_document(draft(*many, partner=NewPartner("Ана")), key())
    written = warehouse.write_document(draft(order="2"), key("2"))
    first = warehouse.marks(SHOP, [key().external_id])[key().external_id]
    warehouse.replace_document(key(), first.rows_hash, draft(line(), partner=NewPartner("Ана")))
    again = warehouse.replace_document(key("2"), written.rows_hash, draft(line(FREE, "3", "2"), order="2"))
    warehouse.withdraw_document(key("2"), again.rows_hash)
    warehouse.write_document(draft(order="2"), key("2"))
    with suppress(MostikError):
        warehouse.turn_into_sale(key("2"), [])
    with pytest.raises(Refused):
        warehouse.write_document(draft(line(), line(TEA, place=STORE_ROOM), order="two"), key("two"))


def _write_sales(warehouse: WarehousePro) -> None:
    lines = (line(quantity="0.5"), line(FREE, "1", "0"), line(DELIVERY, "1", "5.99"))
    for number, payments in enumerate(((), (paid("3"), paid("5.99", 2)))):
        wanted = sale(*lines, order=f"s{number}", payments=payments)
        warehouse.write_document(wanted, key(f"s{number}"))


def _follow(warehouse: WarehousePro) -> None:
    for kind in DocumentKind:
        warehouse.documents([DocumentRef(kind, number) for number in _MANY])
        warehouse.missing_documents([DocumentRef(kind, number) for number in _MANY])
    warehouse.known_shops()
    warehouse.marks(SHOP, [str(number) for number in _MANY])
    warehouse.open_marks(SHOP)
    warehouse.open_order_lines(SHOP, None)
    warehouse.open_order_lines(SHOP, NOW - timedelta(days=14))
    warehouse.tagged_documents(SHOP)
    warehouse.documents_noting(["5001"], date(2026, 1, 1))
    warehouse.set_mark_state(key("2"), MarkState.CLOSED)
    warehouse.rebuild_marks(SHOP)


def _numbers(warehouse: WarehousePro, behind: Database) -> None:
    with behind.transaction():
        behind.insert_many(tables.NEXT_ACCT, ("NextAcct",), ((f"OR{number}",) for number in _MANY))
    warehouse.write_document(draft(order="far"), key("far"))
    with behind.transaction():
        behind.delete(tables.MOSTIK_IMPORTS, {"ShopKey": SHOP, "Kind": "order", "ExternalId": "far"})
    warehouse.rebuild_marks(SHOP)


def _probe(warehouse: WarehousePro, file: Path) -> None:
    warehouse.every_table().keep(file, NOW)
    warehouse.every_table().compare(file, NOW)


def _unusual_settings(warehouse: WarehousePro, behind: Database) -> None:
    with behind.transaction():
        behind.update(tables.CONFIGURATION, {"Value": "-1"}, {"Key": "configkey48"})
        marker = {"OperType": 19, "Acct": 5_000_000, "ObjectID": SHOP_FLOOR, "PartnerID": 0}
        behind.insert(tables.OPERATIONS, marker)
    warehouse.write_document(draft(order="by object"), key("by object"))
    with behind.transaction():
        behind.update(tables.CONFIGURATION, {"Value": "0"}, {"Key": "configkey48"})
        behind.update(tables.CONFIGURATION, {"Value": "0"}, {"Key": "configkey12"})
    warehouse.write_document(sale(order="last piece"), key("last piece"))
