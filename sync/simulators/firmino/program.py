"""Firmino at work: the starting data of a test, and what people do in the program meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sync.simulators.firmino.books import Books, Company, Kind, Row
from sync.simulators.firmino.documents import add, delete, end_order, pay, settle
from sync.simulators.firmino.entries import write_article, write_customer
from sync.simulators.firmino.moves import apply, moves_of
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.firmino.service import Service

_PLAIN = Quirks(order_notes="both", sale_notes="both", other_price="worked_out")


def fresh_books(company: Company | None = None) -> Books:
    """A company with one warehouse and nothing else."""
    return Books(company or Company())


class Program:
    """What people do. Thread-safe. Money in the company's currency, quantities in the article's unit."""

    def __init__(self, books: Books, lock: threading.RLock, service: Service) -> None:
        self._books = books
        self._lock = lock
        self._service = service

    def add_warehouse(self, name: str) -> str:
        """One more warehouse, which the API does not name. Returns its name."""
        with self._lock:
            self._books.warehouses.append(name)
            return name

    def add_article(
        self,
        code: str,
        name: str,
        *,
        gross: Decimal = Decimal(0),
        vat_rate: str = "23",
        quantity: Decimal = Decimal(0),
        unit: str = "szt",
        service: bool = False,
        note: str = "",
    ) -> int:
        """A good or a service; the quantity is in the shown warehouse. Returns its id."""
        sent: Row = {
            "code": code,
            "name": name,
            "priceGross": str(gross),
            "vatRate": vat_rate,
            "unit": unit,
            "type": "service" if service else "good",
            "note": note,
        }
        with self._lock:
            ident = int(write_article(self._books, sent, _PLAIN)["id"])
            self._books.count(self._books.shown_warehouse, ident, quantity)
            return ident

    def change_article(self, article: int, **fields: str) -> None:
        """Change fields, named as in the API. KeyError where there is no such article."""
        with self._lock:
            if article not in self._books.articles:
                raise KeyError(article)
            write_article(self._books, fields, _PLAIN, article)

    def add_customer(self, short_name: str, full_name: str, locality: str = "Łódź", **fields: str) -> int:
        """A customer; further fields named as in the API. Returns its id."""
        sent = {"shortName": short_name, "fullName": full_name, "locality": locality, **fields}
        with self._lock:
            return int(write_customer(self._books, sent, _PLAIN)["id"])

    def count(self, article: int, quantity: Decimal, warehouse: str | None = None) -> None:
        """Count anew what is there, without a document."""
        with self._lock:
            self._books.count(warehouse or self._books.shown_warehouse, article, quantity)

    def write(
        self, kind: Kind, customer: int, lines: Sequence[tuple[int, Decimal, Decimal]], **fields: str
    ) -> int:
        """A document made by hand; lines are (article, quantity, gross price). Returns its id."""
        items = [{"idArticle": line[0], "quantity": str(line[1]), "price": str(line[2])} for line in lines]
        sent: Row = {"customer": {"id": customer}, "items": items, "priceType": "gross", **fields}
        with self._lock:
            return add(self._books, kind, sent, self._rules(), self._service.local_time()).ident

    def realise(self, order: int) -> int:
        """Make the sale document of an order. Returns its id."""
        with self._lock:
            found = self._books.documents[order]
            return end_order(self._books, found, self._service.quirks, self._service.local_time()).ident

    def cancel(self, document: int) -> None:
        """The state becomes cancelled; what it took comes back."""
        with self._lock:
            found, quirks = self._books.documents[document], self._service.quirks
            before = moves_of(self._books, found, quirks)
            found.state = "cancelled"
            apply(self._books, before, moves_of(self._books, found, quirks), quirks)

    def delete_document(self, document: int) -> None:
        """Take it away; its number is free again."""
        with self._lock:
            delete(self._books, self._books.documents[document], self._service.quirks)

    def rename_notes(self, document: int, notes: str) -> None:
        """Somebody writes over both notes, and what stood there is gone."""
        with self._lock:
            found = self._books.documents[document]
            found.notes = found.print_notes = notes

    def pay(self, document: int, amount: Decimal) -> None:
        """Part of the money, or all of it."""
        with self._lock:
            found = self._books.documents[document]
            pay(self._books, found, amount, self._service.local_time())

    def date_back(self, document: int, day: date) -> None:
        """Give a document another day, as in an audit of an old month."""
        with self._lock:
            found = self._books.documents[document]
            found.day = found.sale_day = day
            settle(self._books, found)

    def backup(self) -> Books:
        """A copy of everything, for :meth:`restore`."""
        with self._lock:
            return self._books.snapshot()

    def restore(self, backup: Books) -> None:
        """Put a copy in place."""
        with self._lock:
            self._books.restore(backup)

    def _rules(self) -> Quirks:
        """The stock follows the service's habits; notes are always kept."""
        quirks = self._service.quirks
        return Quirks(
            order_notes="both",
            sale_notes="both",
            order_lowers_quantity=quirks.order_lowers_quantity,
            sale_lowers_quantity=quirks.sale_lowers_quantity,
        )
