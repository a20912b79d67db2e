"""What a test looks at directly, past the API: every document, customer, payment, mail and piece of stock."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sync.simulators.firmino.books import Books, Document, Kind, Mail, Payment, Row
from sync.simulators.firmino.moves import moves_of
from sync.simulators.firmino.service import Service


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line; price per unit, net or gross as the document says; discount in percent."""

    article: int | None
    name: str
    quantity: Decimal
    price: Decimal
    vat_rate: str
    discount: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document. total: gross. settled_as: the id of the sale that realised an order."""

    ident: int
    kind: Kind
    type: str
    name: str
    day: date
    state: str
    customer: int
    price_type: str
    notes: str
    print_notes: str
    final_type: str
    total: Decimal
    paid: Decimal
    settled_as: int | None
    lines: tuple[StoredLine, ...]


class Judge:
    """Read-only. Rows are copies."""

    def __init__(self, books: Books, lock: threading.RLock, service: Service) -> None:
        self._books = books
        self._lock = lock
        self._service = service

    def articles(self) -> list[Row]:
        """All articles, prices exact, without their stock."""
        with self._lock:
            return [dict(row) for row in self._books.articles.values()]

    def customers(self) -> list[Row]:
        """All customers."""
        with self._lock:
            return [dict(row) for row in self._books.customers.values()]

    def documents(self, kind: Kind | None = None) -> list[StoredDocument]:
        """All documents, or the orders or sales alone, in the order of their making."""
        with self._lock:
            found = self._books.documents.values()
            return [self._stored(each) for each in found if kind in (None, each.kind)]

    def noted(self, words: str) -> list[StoredDocument]:
        """The documents with these words in one of their notes."""
        return [each for each in self.documents() if words in each.notes or words in each.print_notes]

    def doubles(self) -> dict[tuple[str, str], list[int]]:
        """Ids of documents of one kind with one and the same notes, where there are several."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in self.documents():
            if each.notes or each.print_notes:
                found[each.kind, each.notes or each.print_notes].append(each.ident)
        return {key: idents for key, idents in found.items() if len(idents) > 1}

    def payments(self, document: int | None = None) -> list[Payment]:
        """All payments, or those of one document."""
        with self._lock:
            return [replace(each) for each in self._books.payments if document in (None, each.document)]

    def mails(self) -> list[Mail]:
        """The documents sent by mail."""
        with self._lock:
            return [replace(each) for each in self._books.mails]

    def print(self, document: int) -> bytes:
        """The PDF of a document. KeyError if there is none."""
        with self._lock:
            return self._service.print(self._books.documents[document])

    def stock(self, article: int, warehouse: str | None = None) -> Decimal:
        """What is there, in one warehouse or in all."""
        with self._lock:
            if warehouse is None:
                return self._books.quantity(article, everywhere=True)
            return self._books.stock.get((warehouse, article), Decimal(0))

    def stock_differences(self) -> dict[tuple[str, int], tuple[Decimal, Decimal]]:
        """By (warehouse, article) what is there and what follows from the documents, where the two differ.

        Only true while the habits about stock have not been exchanged.
        """
        with self._lock:
            summed = defaultdict(Decimal, self._books.opening)
            for document in self._books.documents.values():
                for place, quantity in moves_of(self._books, document, self._service.quirks).items():
                    summed[place] += quantity
            places = self._books.stock.keys() | summed.keys()
            pairs = {place: (self._books.stock.get(place, Decimal(0)), summed[place]) for place in places}
        return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}

    def _stored(self, document: Document) -> StoredDocument:
        lines = tuple(
            StoredLine(
                line.article, line.name, line.quantity, line.price, line.vat_rate, line.discount, line.value
            )
            for line in document.lines
        )
        return StoredDocument(
            ident=document.ident,
            kind=document.kind,
            type=document.type,
            name=document.name,
            day=document.day,
            state=document.state,
            customer=document.customer,
            price_type=document.price_type,
            notes=document.notes,
            print_notes=document.print_notes,
            final_type=document.kind_of_final,
            total=document.total,
            paid=self._books.paid(document.ident),
            settled_as=document.settled_as,
            lines=lines,
        )
