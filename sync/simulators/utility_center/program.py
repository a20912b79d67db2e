"""Warehouse Pro at work on the same tables: the starting data of a test, and what people do meanwhile.

Keyword arguments are columns, named as in the database. Quantities in the good's Measure1.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sync.simulators.utility_center.books import Books, Settings, number, whole
from sync.simulators.utility_center.entries import write_partner
from sync.simulators.utility_center.operations import CUSTOMER_ORDER, insert_marker, write_document
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.tables import (
    GOODS,
    GOODS_GROUPS,
    OBJECTS,
    OPERATIONS,
    PARTNERS,
    PARTNERS_GROUPS,
    PAYMENT_TYPES,
    STORE,
    TABLES,
    TRUE,
    USERS,
    VAT_GROUPS,
    Row,
    Value,
)

SALE: Final = 2
_PLAIN: Final = Quirks()
_PAYMENT_TYPES: Final = {
    1: "Плащане в брой",
    2: "Превод по сметка",
    3: "Дебитна/Кредитна карта",
    4: "Плащане чрез ваучер",
}


def fresh_books(settings: Settings | None = None) -> Books:
    """What every warehouse has from the start: the system rows with ID 1 and four payment types (facts
    1.10).
    """
    books = Books(settings or Settings())
    for groups in (GOODS_GROUPS, PARTNERS_GROUPS):
        books.insert(groups, {"Code": "-1", "Name": "Служебна група"})
    books.insert(VAT_GROUPS, {"Code": "1", "Name": "Основна ДДС група", "VATValue": 20.0})
    for ident, name in _PAYMENT_TYPES.items():
        books.insert(PAYMENT_TYPES, {"Name": name, "PaymentMethod": ident})
    system: Row = {"Code": "1", "GroupID": -1}
    books.insert(OBJECTS, {**system, **_twice("Name", "Служебен обект"), "PriceGroup": 1})
    books.insert(USERS, {**system, **_twice("Name", "Служебен потребител"), "UserLevel": 3})
    books.insert(PARTNERS, {**system, **_twice("Company", "Служебен партньор"), "PriceGroup": 1})
    books.insert(GOODS, {**system, **_twice("Name", "Служебна стока"), "Ratio": 1.0, "TaxGroup": 1})
    books.add_stock_rows(good=1)
    return books


class Program:
    """The hands of the people in the shop. Thread-safe against the running service."""

    def __init__(self, books: Books, lock: threading.RLock, now: Callable[[], datetime]) -> None:
        self._books = books
        self._lock = lock
        self._now = now

    @property
    def settings(self) -> Settings:
        """The program's settings; change them in place."""
        return self._books.settings

    def add_good(self, name: str, *, stock: Mapping[int, float] | None = None, **columns: Value) -> int:
        """A good with its rows of stock; ``stock`` by location. Returns its ID.

        Its code is the next one unless given. Prices as the settings say, with or without VAT.
        """
        usual: Row = {"GroupID": 1, "TaxGroup": 1, "Ratio": 1.0, "Measure1": "бр.", "Measure2": "бр."}
        with self._lock:
            code = self._books.next_code(GOODS)
            row = self._books.insert(GOODS, {**usual, "Code": code, **_twice("Name", name), **columns})
            ident = whole(row["ID"])
            self._books.add_stock_rows(good=ident)
            for location, quantity in (stock or {}).items():
                self.set_stock(location, ident, quantity)
            return ident

    def add_location(self, name: str, **columns: Value) -> int:
        """An object, with a row of stock for every good. Returns its ID."""
        with self._lock:
            code = self._books.next_code(OBJECTS)
            usual: Row = {"Code": code, "PriceGroup": 1, "GroupID": 1, **_twice("Name", name)}
            ident = whole(self._books.insert(OBJECTS, {**usual, **columns})["ID"])
            self._books.add_stock_rows(location=ident)
            return ident

    def add_partner(self, company: str, **columns: Value) -> int:
        """A partner. Returns its ID."""
        with self._lock:
            row = write_partner(self._books, {"Company": company, **columns}, _PLAIN, self._now())
            return whole(row["ID"])

    def add_user(self, name: str, **columns: Value) -> int:
        """A user of the program. Returns its ID."""
        with self._lock:
            code = self._books.next_code(USERS)
            row = self._books.insert(USERS, {"Code": code, "GroupID": 1, **_twice("Name", name), **columns})
            return whole(row["ID"])

    def add(self, table: str, **columns: Value) -> int:
        """A row of any other table, such as GoodsGroups, VATGroups or PaymentTypes. Returns its ID."""
        with self._lock:
            return whole(self._books.insert(TABLES[table], columns)["ID"])

    def change(self, table: str, ident: int, **columns: Value) -> None:
        """Change columns of a row; KeyError where there is no such row or column."""
        with self._lock:
            row = self._books.tables[table][ident]
            if columns.keys() - row.keys():
                raise KeyError(f"{table} has no {sorted(columns.keys() - row.keys())}")
            row.update(columns)

    def mark_deleted(self, table: str, ident: int) -> None:
        """Delete as the program does: the row stays (facts 11.17)."""
        self.change(table, ident, Deleted=TRUE)

    def set_stock(self, location: int, good: int, quantity: float) -> None:
        """Count anew what is there, without a document; not for stock in lots."""
        with self._lock:
            rows = self._books.stock_rows(location, good)
            row = rows[0] if rows else self._books.insert_stock(location, good, {})
            self._opened(location, good, quantity - number(row["Qtty"]))
            row["Qtty"] = float(quantity)

    def add_lot(self, location: int, good: int, quantity: float, lot: str, price: float = 0.0) -> int:
        """A further row of stock, as there is one for each lot. Returns its ID."""
        with self._lock:
            values: Row = {"Qtty": float(quantity), "Lot": lot, "Price": price}
            row = self._books.insert_stock(location, good, values)
            self._opened(location, good, quantity)
            return whole(row["ID"])

    def drop_stock_rows(self, good: int) -> None:
        """Take away a good's rows of stock, as tools of others forget to make them (facts 11.2)."""
        with self._lock:
            for row in [row for row in self._books.rows(STORE) if row["GoodID"] == good]:
                self._opened(whole(row["ObjectID"]), good, -number(row["Qtty"]))
                self._books.delete(STORE, row["ID"])

    def write(
        self, kind: int, location: int, partner: int, lines: list[Row], *, user: int = 1, note: str = " "
    ) -> int:
        """A document made by hand; ``lines`` are columns with at least GoodID, Qtty and PriceOut. Its
        number.
        """
        head: Row = {"OperType": kind, "ObjectID": location, "PartnerID": partner, "OperatorID": user}
        rows: list[Row] = [{**head, "Note": note, **line} for line in lines]
        with self._lock:
            return whole(write_document(self._books, rows, _PLAIN, self._now())[0]["Acct"])

    def sell(self, location: int, good: int, quantity: float, price: float = 0.0) -> int:
        """A sale at the till to the system partner. Returns its number."""
        return self.write(SALE, location, 1, [{"GoodID": good, "Qtty": float(quantity), "PriceOut": price}])

    def turn_into_sale(self, order: int, *, keep_order: bool = False) -> int:
        """Make a sale of a customer order; the order's rows go, or stay (facts 4.2: not known). Its
        number.
        """
        with self._lock:
            rows = self._books.document(CUSTOMER_ORDER, order)
            kept = (
                "PartnerID",
                "ObjectID",
                "OperatorID",
                "UserID",
                "GoodID",
                "Qtty",
                "PriceOut",
                "Discount",
                "Note",
            )
            sale: list[Row] = [{"OperType": SALE, **{name: row[name] for name in kept}} for row in rows]
            number_of_sale = whole(write_document(self._books, sale, _PLAIN, self._now())[0]["Acct"])
            if not keep_order:
                self.delete_document(CUSTOMER_ORDER, order)
            return number_of_sale

    def delete_document(self, kind: int, acct: int) -> None:
        """Take a document away, its rows and its effect on the stock; nothing where there is none."""
        with self._lock:
            for row in self._books.document(kind, acct):
                location, good = whole(row["ObjectID"]), whole(row["GoodID"])
                effect = number(row["Qtty"]) * whole(row["Sign"])
                for stock in self._books.stock_rows(location, good)[:1]:
                    stock["Qtty"] = number(stock["Qtty"]) - effect
                self._books.delete(OPERATIONS, row["ID"])

    def add_marker(self, kind: int, location: int) -> int:
        """A numbering marker among the operations (facts 3.3). Returns its number."""
        with self._lock:
            return whole(insert_marker(self._books, kind, location, self._now())["Acct"])

    def add_draft(self, good: int, location: int, partner: int, acct: int = -11) -> None:
        """An unfinished sale, with a number below 0 and Sign 0 (facts 3.3)."""
        with self._lock:
            ids: Row = {
                "GoodID": good,
                "ObjectID": location,
                "PartnerID": partner,
                "OperatorID": 1,
                "UserID": 1,
            }
            self._books.insert(OPERATIONS, {**ids, "OperType": SALE, "Acct": acct, "Qtty": 1.0})

    def backup(self) -> Books:
        """A copy of everything, for :meth:`restore`."""
        with self._lock:
            return self._books.snapshot()

    def restore(self, backup: Books) -> None:
        """Put an older copy in place, as an owner does after a broken disk."""
        with self._lock:
            self._books.restore(backup)

    def _opened(self, location: int, good: int, difference: float) -> None:
        opening = self._books.opening
        opening[location, good] = opening.get((location, good), 0.0) + difference


def _twice(column: str, text: str) -> Row:
    """A text and its copy for printing."""
    return {column: text, f"{column}2": text}
