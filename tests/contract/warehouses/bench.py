"""A warehouse with a few goods, and a second connection to arrange things in it and to look behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sync.clock import TurnedClock
from sync.model import (
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    MarkKey,
    NewPartner,
)
from sync.money import round_half_up
from sync.tags import tagged_note
from sync.warehouses.warehouse_pro import WarehousePro, tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.schema import Table
from sync.warehouses.warehouse_pro.values import Value

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 21, 59, 59, 700_000, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SHOP = "bl-1001"

SHOP_FLOOR, STORE_ROOM = 2, 3
OPERATOR = 2
CUSTOMER = 2
CUP, TEA, FLOUR, BOOK, DELIVERY, GONE, FREE = 2, 3, 4, 5, 6, 7, 8
"""A cup and tea at 20 %, flour by the kilogram at 9 %, a book at 0 %, a service, a deleted good, one at 0."""
KITCHEN, CUPS, FOOD = 2, 3, 4

_GOODS: tuple[dict[str, Value], ...] = (
    {
        "Code": "1001", "BarCode1": "3800000000017", "BarCode2": " 20000001 ",
        "BarCode3": "2812345WWWWW,4006381333931,",
        "Name": "Чаша „Роза“", "PriceIn": 3.1, "PriceOut1": 5.0, "PriceOut2": 6.0,
        "GroupID": CUPS, "TaxGroup": 1,
        "Catalog2": "2.5", "Description": "Порцелан", "Measure1": "бр.",
    },
    {"Code": "A-2", "Name": "Чай", "PriceIn": 2.0, "PriceOut2": 4.9, "GroupID": FOOD, "TaxGroup": 1},
    {"Code": "1003", "Name": "Брашно", "PriceIn": 0.8, "PriceOut2": 1.09, "GroupID": FOOD, "TaxGroup": 2},
    {"Code": "", "Name": "Книга", "PriceIn": 7.0, "PriceOut2": 12.35, "GroupID": KITCHEN, "TaxGroup": 3},
    {"Code": "1005", "Name": "Доставка", "PriceOut2": 5.99, "GroupID": 1, "TaxGroup": 1, "Type": 8},
    {"Code": "1006", "Name": "Свалена", "PriceOut2": 1.0, "GroupID": CUPS, "TaxGroup": 1, "Deleted": -1},
    {"Code": "99887766554433", "Name": "Мостра", "GroupID": -1, "TaxGroup": 1},
)  # fmt: skip
_STOCK: Mapping[int, tuple[float, float]] = {
    CUP: (10, 4),
    TEA: (0.1, 0.2),
    FLOUR: (12.345678, 0),
    BOOK: (-3, 0),
    DELIVERY: (0, 0),
    GONE: (5, 5),
}
"""By good, at the two places; the last good has no row of stock at all."""


def goods_of_bench() -> Sequence[Mapping[str, Value]]:
    """The goods by column, in the order of their numbers, beginning with 2."""
    return _GOODS


def stock_of_bench() -> Mapping[int, tuple[float, float]]:
    """By good, what lies at the two places; a good that is missing has no row of stock."""
    return _STOCK


def furnish(database: Database) -> None:
    """Fill a warehouse that was just made."""
    with database.transaction():
        for name, code in (("Кухня", "AAA"), ("Чаши", "AAAAAA"), ("Храни", "AAB")):
            database.insert(tables.GOODS_GROUPS, {"Name": name, "Code": code})
        for code, name in (("10", "Магазин"), ("20", "Склад")):
            database.insert(tables.OBJECTS, {"Code": code, "Name": name, "PriceGroup": 1})
        database.insert(
            tables.PARTNERS,
            {
                "Code": "7", "Company": "Кафе Лимон ООД", "Company2": "Кафе Лимон ООД",
                "Bulstat": "BG 203 456 785",
                "TaxNo": "BG203456785", "eMail": "Office@Limon.example; sales@limon.example", "City": "Русе",
                "City2": "Русе - печат", "PaymentDays": 14,
            },
        )  # fmt: skip
        for row in _GOODS:
            database.insert(tables.GOODS, row)
        for good, (floor, room) in _STOCK.items():
            for place, quantity in ((1, 0.0), (SHOP_FLOOR, floor), (STORE_ROOM, room)):
                database.insert(tables.STORE, {"ObjectID": place, "GoodID": good, "Qtty": quantity})


@dataclass
class Bench:
    """``warehouse`` is under test; ``behind`` is another connection to the same database."""

    warehouse: WarehousePro
    behind: Database
    clock: TurnedClock
    again: Callable[[], WarehousePro]
    """Another program that opens the same warehouse."""

    def all(self, sql: str, *parameters: Value) -> list[tuple[Any, ...]]:
        return list(self.behind.rows(sql, parameters))

    def cell(self, sql: str, *parameters: Value) -> Any:
        row = self.behind.one(sql, parameters)
        return row[0] if row else None

    def change(self, sql: str, *parameters: Value) -> int:
        with self.behind.transaction():
            return self.behind.execute(sql, parameters)

    def add(self, table: Table, **values: Value) -> int:
        with self.behind.transaction():
            return self.behind.insert(table, values)

    def configure(self, key: int, value: int | None) -> None:
        """Set one of the program's settings, or take it away."""
        self.change("DELETE FROM [Configuration] WHERE [Key] = ?", f"configkey{key}")
        if value is not None:
            self.add(tables.CONFIGURATION, Key=f"configkey{key}", Value=str(value), UserID=-1)

    def rows_of_all_tables(self) -> dict[str, int]:
        """How many rows each table holds: equal before and after means that nothing was half-written."""
        return {table.name: int(self.cell(f"SELECT COUNT(*) FROM [{table.name}]")) for table in tables.TABLES}

    def stock(self, good: int, place: int) -> float:
        return float(
            self.cell("SELECT SUM([Qtty]) FROM [Store] WHERE [GoodID] = ? AND [ObjectID] = ?", good, place)
        )


def key(order: str = "5001") -> MarkKey:
    return MarkKey(SHOP, order)


def line(
    good: int = CUP,
    quantity: str = "2",
    price: str = "6.00",
    rate: str = "20",
    place: int = SHOP_FLOOR,
    discount: str = "0",
) -> DocumentLine:
    return DocumentLine(good, place, Decimal(quantity), Decimal(price), Decimal(rate), Decimal(discount))


def draft(
    *lines: DocumentLine,
    order: str = "5001",
    kind: DocumentKind = DocumentKind.ORDER,
    partner: int | NewPartner = CUSTOMER,
    place: int = SHOP_FLOOR,
    operator: int = OPERATOR,
    payments: Sequence[DocumentPayment] = (),
    text: str = "поръчка",
) -> DocumentDraft:
    """A draft of these lines (two cups, if none are given) with the total that they come to."""
    written = lines or (line(),)
    total = sum((each.quantity * each.unit_price for each in written), Decimal(0))
    return DocumentDraft(
        kind=kind,
        location_id=place,
        partner=partner,
        operator_id=operator,
        day=TODAY,
        lines=written,
        total=round_half_up(total),
        note=tagged_note(key(order), text),
        payments=tuple(payments),
    )


def sale(*lines: DocumentLine, order: str = "5001", **others: Any) -> DocumentDraft:
    return draft(*lines, order=order, kind=DocumentKind.SALE, **others)


def paid(amount: str, type_id: int = 1) -> DocumentPayment:
    return DocumentPayment(type_id, Decimal(amount))
