"""What a test looks at directly, past the service: every document, list, payment and piece of stock.

Quantities in the item's measure, money in the company's currency, exact as kept.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sync.simulators.microbg.books import Books, Invoice, Operation, Payment
from sync.simulators.microbg.operation_lines import moves_of
from sync.simulators.microbg.operation_reading import totals
from sync.simulators.microbg.tables import ITEMS, OBJECTS, PARTNERS, TABLES, Row


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line; prices per unit as the document says, with or without VAT. location: the object whose stock
    it concerns.
    """

    good: int
    quantity: Decimal
    sign: int
    price_in: Decimal
    price_out: Decimal
    discount: Decimal
    rate: Decimal
    note: str
    location: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One operation. number: its Acct. own: made by this application. mark: its ExtAppDocId. amount without
    VAT, vat and total (with VAT) as the service works them out.
    """

    ident: int
    kind: int
    number: int
    partner: int
    location: int
    user: int
    day: date
    made: datetime
    changed: datetime
    own: bool
    mark: int | None
    prices_with_vat: bool
    payment_type: int
    note: str
    amount: Decimal
    vat: Decimal
    lines: tuple[StoredLine, ...]

    @property
    def total(self) -> Decimal:
        """The amount with VAT."""
        return self.amount + self.vat


class Judge:
    """Read-only. Rows are copies."""

    def __init__(self, books: Books, lock: threading.RLock) -> None:
        self._books = books
        self._lock = lock

    def rows(self, table: str) -> list[Row]:
        """All rows of a list (``Items``, ``Partners``, ``ItemGroups``, ...). KeyError if unknown."""
        with self._lock:
            return self._books.rows(TABLES[table])

    def goods(self) -> list[Row]:
        """All items, deleted ones too."""
        return self.rows(ITEMS.name)

    def partners(self) -> list[Row]:
        """All partners, deleted ones too."""
        return self.rows(PARTNERS.name)

    def locations(self) -> list[Row]:
        """All objects."""
        return self.rows(OBJECTS.name)

    def documents(self, kind: int | None = None) -> list[StoredDocument]:
        """All documents, or those of one type, in the order of their making."""
        with self._lock:
            digits = self._books.company.precision
            return [
                _document(each, *totals(each, digits))
                for each in self._books.operations.values()
                if kind in (None, each.kind)
            ]

    def noted(self, text: str) -> list[StoredDocument]:
        """The documents with this text in their note or that of any line."""
        return [
            document
            for document in self.documents()
            if text in document.note or any(text in line.note for line in document.lines)
        ]

    def marked(self, mark: int) -> list[StoredDocument]:
        """The documents with this ExtAppDocId; more than one is a double."""
        return [document for document in self.documents() if document.mark == mark]

    def doubles(self) -> dict[tuple[int, str], list[int]]:
        """Numbers of documents of one type with one and the same note, where there are several."""
        numbers: dict[tuple[int, str], list[int]] = defaultdict(list)
        for document in self.documents():
            if document.note:
                numbers[document.kind, document.note].append(document.number)
        return {key: found for key, found in numbers.items() if len(found) > 1}

    def doubled_marks(self) -> dict[int, list[tuple[int, int]]]:
        """(type, number) of the documents that share an ExtAppDocId, whatever their types."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for document in self.documents():
            if document.mark is not None:
                found[document.mark].append((document.kind, document.number))
        return {mark: documents for mark, documents in found.items() if len(documents) > 1}

    def payments(self, ident: int | None = None) -> list[Payment]:
        """All payments, or those of the document with this identifier."""
        with self._lock:
            return [replace(each) for each in self._books.payments if ident in (None, each.operation)]

    def left_to_pay(self, ident: int) -> Decimal:
        """What the document with this identifier still demands, with VAT. KeyError if there is none."""
        document = {each.ident: each for each in self.documents()}[ident]
        return document.total - sum((each.amount for each in self.payments(ident)), Decimal(0))

    def invoices(self) -> list[Invoice]:
        """All invoices."""
        with self._lock:
            return [replace(each) for each in self._books.invoices]

    def stock(self, location: int, good: int) -> Decimal:
        """What is there."""
        with self._lock:
            return self._books.stock.get((location, good), Decimal(0))

    def stock_differences(self) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
        """By (object, item) what is there and what the operations sum up to, where the two differ."""
        with self._lock:
            summed = defaultdict(Decimal, self._books.opening)
            for operation in self._books.operations.values():
                for place, quantity in moves_of(self._books, operation.lines).items():
                    summed[place] += quantity
            places = self._books.stock.keys() | summed.keys()
            pairs = {place: (self._books.stock.get(place, Decimal(0)), summed[place]) for place in places}
        return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}


def _document(operation: Operation, amount: Decimal, vat: Decimal) -> StoredDocument:
    return StoredDocument(
        ident=operation.ident,
        kind=operation.kind,
        number=operation.number,
        partner=operation.partner,
        location=operation.location,
        user=operation.user,
        day=operation.day,
        made=operation.made,
        changed=operation.changed,
        own=operation.own,
        mark=operation.mark,
        prices_with_vat=operation.prices_with_vat,
        payment_type=operation.payment_type,
        note=operation.note,
        amount=amount,
        vat=vat,
        lines=tuple(
            StoredLine(
                good=line.good,
                quantity=line.quantity,
                sign=line.sign,
                price_in=line.price_in,
                price_out=line.price_out,
                discount=line.discount,
                rate=line.rate,
                note=line.note,
                location=line.location,
            )
            for line in operation.lines
        ),
    )
