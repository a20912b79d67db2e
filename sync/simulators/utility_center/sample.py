"""The project's sample shop as starting data, from ``assets/demo``."""

from __future__ import annotations

from typing import Any, Final

from sync.simulators.sample.files import WAREHOUSE_FILE, read
from sync.simulators.utility_center.books import Books, whole
from sync.simulators.utility_center.program import fresh_books
from sync.simulators.utility_center.tables import (
    GOODS,
    GOODS_GROUPS,
    OBJECTS,
    PARTNERS,
    PARTNERS_GROUPS,
    PAYMENT_TYPES,
    TABLES,
    USERS,
    VAT_GROUPS,
    Row,
)

_COPIES: Final = {
    GOODS.name: ("Name", "Measure1"),
    OBJECTS.name: ("Name",),
    USERS.name: ("Name",),
    PARTNERS.name: ("Company", "MOL", "City", "Address", "Phone"),
}
_USUAL: Final[dict[str, Row]] = {
    GOODS.name: {"Ratio": 1.0},
    OBJECTS.name: {"PriceGroup": 1},
    PARTNERS.name: {"PriceGroup": 1},
}


def sample_books() -> Books:
    """The invented shop "Калина Дом": its goods with stock in four locations, partners and users. Euro with
    VAT.

    Raises OSError where the sample is not there.
    """
    content = read(WAREHOUSE_FILE)
    books = fresh_books()
    for ident, rate in ((2, 9.0), (3, 0.0)):
        books.insert(VAT_GROUPS, {"ID": ident, "Code": str(ident), "Name": f"{rate:g} %", "VATValue": rate})
    books.insert(USERS, {"ID": 2, "Code": "2", "Name": "Mostik", "Name2": "Mostik", "GroupID": 1})
    for table in (GOODS_GROUPS, PARTNERS_GROUPS, PAYMENT_TYPES, OBJECTS, USERS, PARTNERS, GOODS):
        for row in content[table.name]:
            _insert(books, table.name, row)
    return books


def _insert(books: Books, name: str, given: dict[str, Any]) -> None:
    kinds = {column.name: column.kind for column in TABLES[name].columns}
    row: Row = {
        column: float(value) if kinds[column] == "number" else value
        for column, value in given.items()
        if column in kinds
    }
    for column in _COPIES.get(name, ()):
        if column in row:
            row[column[:-1] + "2" if column.endswith("1") else f"{column}2"] = row[column]
    made = books.insert(TABLES[name], {**_USUAL.get(name, {}), **row})
    if name == OBJECTS.name:
        books.add_stock_rows(location=whole(made["ID"]))
    if name == GOODS.name:
        _add_stock(books, made, given.get("stock", {}))


def _add_stock(books: Books, good: Row, stock: dict[str, float]) -> None:
    """A row for every location, with the sample's quantity."""
    ident = whole(good["ID"])
    books.add_stock_rows(good=ident)
    for location, quantity in stock.items():
        books.opening[int(location), ident] = float(quantity)
        for row in books.stock_rows(int(location), ident):
            row["Qtty"] = float(quantity)
