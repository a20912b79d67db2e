"""What a test looks at directly, past the service: every document, payment and piece of stock.

Quantities in the good's Measure1 and money in the warehouse's base currency, both rounded to 4 decimals
because the tables hold floats.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sync.simulators.utility_center.books import Books, number, real_rows, whole
from sync.simulators.utility_center.tables import DOCUMENTS, OPERATIONS, PAYMENTS, STORE, TABLES, Row, Value

_FOUR: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line; prices per unit as the columns hold them."""

    good: int
    quantity: Decimal
    sign: int
    price_in: Decimal
    price_out: Decimal
    vat_out: Decimal
    discount: Decimal
    note: str
    lot: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document: all rows of a type and number. The note is that of the first line."""

    kind: int
    number: int
    partner: int
    location: int
    operator: int
    user: int
    day: date | None
    made: datetime | None
    lines: tuple[StoredLine, ...]

    @property
    def note(self) -> str:
        """The first line's note, without blanks round it."""
        return self.lines[0].note

    @property
    def total(self) -> Decimal:
        """Sum of quantity times price, rounded to cents; with VAT where the prices are."""
        total = sum((line.quantity * line.price_out for line in self.lines), Decimal(0))
        return total.quantize(Decimal("0.01"))


class Judge:
    """Read-only. Rows are copies."""

    def __init__(self, books: Books, lock: threading.RLock) -> None:
        self._books = books
        self._lock = lock

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, named as in the database (``Operations``), columns too. KeyError if
        unknown.
        """
        with self._lock:
            return [dict(row) for row in self._books.rows(TABLES[table])]

    def documents(self, kind: int | None = None) -> list[StoredDocument]:
        """All documents, or those of one type, in the order of their making; no markers, no drafts."""
        with self._lock:
            rows = [dict(row) for row in real_rows(self._books.rows(OPERATIONS))]
        found: dict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in rows:
            if kind in (None, row["OperType"]):
                found[whole(row["OperType"]), whole(row["Acct"])].append(row)
        return [_document(lines) for lines in found.values()]

    def noted(self, text: str) -> list[StoredDocument]:
        """The documents with this text in a note of any line."""
        return [
            document for document in self.documents() if any(text in line.note for line in document.lines)
        ]

    def doubles(self) -> dict[tuple[int, str], list[int]]:
        """Numbers of documents of one type with one and the same note, where there are several."""
        numbers: dict[tuple[int, str], list[int]] = defaultdict(list)
        for document in self.documents():
            if document.note:
                numbers[document.kind, document.note].append(document.number)
        return {key: found for key, found in numbers.items() if len(found) > 1}

    def payments(self, kind: int | None = None, acct: int | None = None) -> list[Row]:
        """Payment rows, all or those of one type and document."""
        rows = self.rows(PAYMENTS.name)
        return [row for row in rows if kind in (None, row["OperType"]) and acct in (None, row["Acct"])]

    def left_to_pay(self, kind: int, acct: int) -> Decimal:
        """What a document still demands: -SUM(Qtty * Mode) (facts 3.5)."""
        rows = self.payments(kind, acct)
        return _exact(-sum(number(row["Qtty"]) * whole(row["Mode"]) for row in rows))

    def invoices(self) -> list[Row]:
        """All rows of Documents."""
        return self.rows(DOCUMENTS.name)

    def stock(self, location: int, good: int) -> Decimal | None:
        """What is there, all lots together; None where there is no row of stock."""
        with self._lock:
            rows = self._books.stock_rows(location, good)
            return _exact(sum(number(row["Qtty"]) for row in rows)) if rows else None

    def stock_differences(self) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
        """By (location, good) what Store has and what the operations sum up to, where the two differ."""
        there: defaultdict[tuple[int, int], float] = defaultdict(float)
        summed: defaultdict[tuple[int, int], float] = defaultdict(float)
        with self._lock:
            summed.update(self._books.opening)
            for row in self._books.rows(STORE):
                there[_place(row)] += number(row["Qtty"])
            for row in real_rows(self._books.rows(OPERATIONS)):
                summed[_place(row)] += number(row["Qtty"]) * whole(row["Sign"])
        pairs = {key: (_exact(there[key]), _exact(summed[key])) for key in there.keys() | summed.keys()}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _place(row: Row) -> tuple[int, int]:
    return whole(row["ObjectID"]), whole(row["GoodID"])


def _exact(value: Value) -> Decimal:
    return Decimal(str(number(value))).quantize(_FOUR)


def _document(rows: list[Row]) -> StoredDocument:
    first = rows[0]
    day, made = first["Date"], first["UserRealTime"]
    return StoredDocument(
        kind=whole(first["OperType"]),
        number=whole(first["Acct"]),
        partner=whole(first["PartnerID"]),
        location=whole(first["ObjectID"]),
        operator=whole(first["OperatorID"]),
        user=whole(first["UserID"]),
        day=day if isinstance(day, date) else None,
        made=made if isinstance(made, datetime) else None,
        lines=tuple(
            StoredLine(
                good=whole(row["GoodID"]),
                quantity=_exact(row["Qtty"]),
                sign=whole(row["Sign"]),
                price_in=_exact(row["PriceIn"]),
                price_out=_exact(row["PriceOut"]),
                vat_out=_exact(row["VATOut"]),
                discount=_exact(row["Discount"]),
                note=str(row["Note"] or "").strip(),
                lot=str(row["Lot"] or "").strip(),
            )
            for row in rows
        ),
    )
