"""The state of one company: customers, articles with their stock, documents, payments.

Money in the company's currency (PLN), quantities in the article's unit. Nothing here guards against doubles,
as the API has no key for that (facts 6.2).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

Row = dict[str, Any]
Kind = Literal["sale", "order"]

CENT: Final = Decimal("0.01")
MAIN_WAREHOUSE: Final = "MAG"
VAT_RATES: Final = {
    "23": Decimal(23),
    "8": Decimal(8),
    "7": Decimal(7),
    "5": Decimal(5),
    "0": Decimal(0),
    **dict.fromkeys(("zw", "np", "oo", "npue", "0pp"), Decimal(0)),
}
SALE_TYPES: Final = {
    "fas": "Faktura VAT",
    "fe": "Faktura eksportowa",
    "fhan": "Rachunek",
    "par": "Paragon VAT",
    "pa": "Paragon",
    "zamo": "Zamówienie",
    "fzal": "Zaliczka",
}
FINAL_TYPES: Final = ("fas", "fe", "fhan", "par", "pa", "fdw")
ORDER_TYPE: Final = "zamo"


@dataclass(slots=True)
class Company:
    """Whose books these are. short_name: what the header companyShortName names. vat_payer: its documents
    are invoices by default, else bills.
    """

    short_name: str = "SKLEP"
    place: str = "Zielona Góra"
    currency: str = "PLN"
    vat_payer: bool = True


@dataclass(slots=True)
class Line:
    """One line. price: per unit, net or gross as the document says. discount in percent. article: its id, or
    None where the line is words only.
    """

    article: int | None
    name: str
    unit: str
    vat_rate: str
    price: Decimal
    quantity: Decimal
    discount: Decimal = Decimal(0)

    @property
    def value(self) -> Decimal:
        """Price times quantity less the discount, in whole groszy."""
        return (self.price * self.quantity * (100 - self.discount) / 100).quantize(CENT)


@dataclass(slots=True)
class Document:
    """A sale document or an order. ordinal: its number within the month and type. kind_of_final: what an
    order is to become. settled_as: the sale document that realised an order.
    """

    ident: int
    kind: Kind
    type: str
    ordinal: int
    day: date
    sale_day: date
    place: str
    customer: int
    price_type: str
    made: datetime
    lines: list[Line] = field(default_factory=list)
    function: str = "normal"
    state: str = "new"
    notes: str = ""
    print_notes: str = ""
    oss: bool = False
    method: str = "transfer"
    term: date | None = None
    kind_of_final: str = "fas"
    settled_as: int | None = None
    warehouse: str = MAIN_WAREHOUSE

    @property
    def name(self) -> str:
        """As the program shows it, such as ``Faktura VAT 1/11/2026``."""
        words = SALE_TYPES[self.type]
        return f"{words} {self.ordinal}/{self.day.month}/{self.day.year}"

    @property
    def total(self) -> Decimal:
        """Gross."""
        by_rate: dict[str, Decimal] = {}
        for line in self.lines:
            by_rate[line.vat_rate] = by_rate.get(line.vat_rate, Decimal(0)) + line.value
        if self.price_type == "gross":
            return sum(by_rate.values(), Decimal("0.00"))
        return sum(
            (value + (value * VAT_RATES[rate] / 100).quantize(CENT) for rate, value in by_rate.items()),
            Decimal("0.00"),
        )


@dataclass(slots=True)
class Payment:
    """Money for a document."""

    document: int
    amount: Decimal
    day: date


@dataclass(slots=True)
class Mail:
    """A document sent by mail, with the print attached."""

    document: int
    address: str
    title: str
    content: str


@dataclass(slots=True)
class Books:
    """Everything that the service knows. Not thread-safe: callers hold the lock.

    stock: by (warehouse, article). opening: the same, before the first document. shown_warehouse: whose
    stock the API shows where it shows one.
    """

    company: Company = field(default_factory=Company)
    customers: dict[int, Row] = field(default_factory=dict)
    articles: dict[int, Row] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    warehouses: list[str] = field(default_factory=lambda: [MAIN_WAREHOUSE])
    shown_warehouse: str = MAIN_WAREHOUSE
    stock: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    opening: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    last_ident: int = 480_000

    def next_ident(self) -> int:
        """Ids are unique over everything."""
        self.last_ident += 1
        return self.last_ident

    def quantity(self, article: int, *, everywhere: bool) -> Decimal:
        """What is there, in all warehouses or in the shown one."""
        places = self.warehouses if everywhere else [self.shown_warehouse]
        return sum((self.stock.get((place, article), Decimal(0)) for place in places), Decimal(0))

    def count(self, warehouse: str, article: int, quantity: Decimal) -> None:
        """Set what is there without a document, as a count does."""
        place = (warehouse, article)
        difference = quantity - self.stock.get(place, Decimal(0))
        self.stock[place] = quantity
        self.opening[place] = self.opening.get(place, Decimal(0)) + difference

    def paid(self, document: int) -> Decimal:
        """What has been paid for a document."""
        amounts = (payment.amount for payment in self.payments if payment.document == document)
        return sum(amounts, Decimal("0.00"))

    def next_ordinal(self, kind: Kind, doc_type: str, day: date) -> int:
        """The lowest number that is free in the month (pages: "najniższy dostępny numer"), so that a deleted
        document's number comes again.
        """
        taken = {
            document.ordinal
            for document in self.documents.values()
            if (document.kind, document.type) == (kind, doc_type)
            and (document.day.year, document.day.month) == (day.year, day.month)
        }
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def snapshot(self) -> Books:
        """A copy to come back to."""
        return copy.deepcopy(self)

    def restore(self, backup: Books) -> None:
        """Everything as it was when the copy was taken; the copy may be used again."""
        earlier = backup.snapshot()
        for each in fields(self):
            setattr(self, each.name, getattr(earlier, each.name))
