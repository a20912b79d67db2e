"""What a sale does besides its rows: it lowers the stock, asks for money and notes what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sync.errors import Refused
from sync.model import DocumentLine, DocumentPayment, PaymentMethod
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import (
    CASH_BOOK_SALE,
    CASH_TYPE,
    DUE,
    MONEY_IN,
    PAID,
    SALE,
    SYSTEM_ROW,
)
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.document_checks import Good
from sync.warehouses.warehouse_pro.seed_names import NAMES
from sync.warehouses.warehouse_pro.values import Value, number, text

_STOCK: Final = "SELECT [ID], [ObjectID], [GoodID], [Qtty] FROM [Store] WHERE [GoodID] IN (...) ORDER BY [ID]"
_LOWER: Final = "UPDATE [Store] SET [Qtty] = [Qtty] - ? WHERE [ID] = ?"
_LOWER_WHAT_IS_THERE: Final = f"{_LOWER} AND [Qtty] >= ?"
_TOLERANCE: Final = 0.0000001
"""How far floats may be apart and still be the same quantity."""
_SALE_WORD: Final[Mapping[str, str]] = {"bg": "Продажба", "pl": "Sprzedaż", "en": "Sale"}


class SoldStock:
    """Lowers the stock by what was sold, inside the caller's transaction."""

    def __init__(self, database: Database, *, negative_stock: bool) -> None:
        self._database = database
        self._negative_stock = negative_stock

    def lower(self, lines: Iterable[DocumentLine], goods: Mapping[int, Good]) -> None:
        """One row of stock for each good and location, always in the same order, so that two stations do not
        block each other.

        Goods without stock of their own (services) are lowered like any other, as the program does, but are
        never short. Raises Refused where negative stock is off and there is too little.
        """
        sold: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for line in lines:
            sold[line.product, line.location_id] += line.quantity
        rows: dict[tuple[int, int], tuple[int, Decimal]] = {}
        for ident, place, good, quantity in self._database.rows_in(
            _STOCK, sorted({good for good, _ in sold})
        ):
            rows.setdefault((int(good), int(place)), (int(ident), number(quantity)))
        for (good, place), quantity in sorted(sold.items()):
            self._lower(goods[good], place, quantity, rows.get((good, place)))

    def _lower(self, good: Good, place: int, quantity: Decimal, row: tuple[int, Decimal] | None) -> None:
        unlimited = self._negative_stock or good.service
        if row is None:
            if not unlimited:
                raise _short(good, quantity, Decimal(0))
            # Goods that other tools made have no row of stock; without one the sale would lower nothing.
            self._database.insert(
                tables.STORE,
                {"ObjectID": place, "GoodID": good.id, "Qtty": -quantity, "Price": good.cost},
            )
            return
        ident, there = row
        if unlimited:
            changed = self._database.execute(_LOWER, (quantity, ident))
        else:
            least = float(quantity) - _TOLERANCE
            changed = self._database.execute(_LOWER_WHAT_IS_THERE, (quantity, ident, least))
        if changed != 1:
            raise _short(good, quantity, there)


def _short(good: Good, quantity: Decimal, there: Decimal) -> Refused:
    return Refused(
        say(
            "There is too little of {name} in the warehouse: {there}, and {quantity} are to be sold.",
            name=good.name,
            there=there,
            quantity=quantity,
        ),
        advice=say("Enter the missing delivery, or allow negative stock in the warehouse program."),
    )


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale for which money is due: ``total`` with VAT in cents, due ``payment_days`` after its ``day``."""

    number: int
    total: Decimal
    partner_id: int
    location_id: int
    user_id: int
    day: date
    payment_days: int
    at: datetime


def note_payments(
    database: Database, sale: Sale, payments: Sequence[tuple[DocumentPayment, PaymentMethod]]
) -> None:
    """One row for what the sale costs, always, and one for each amount paid; cash also in the cash book.

    The row of what is due carries payment type 1 in all that the program itself wrote, whatever was agreed.
    """
    row: dict[str, Value] = {
        "Acct": sale.number,
        "OperType": SALE,
        "PartnerID": sale.partner_id,
        "ObjectID": sale.location_id,
        "Sign": MONEY_IN,
        "Date": sale.day,
        "UserID": sale.user_id,
        "UserRealTime": sale.at,
        "EndDate": sale.day + timedelta(days=sale.payment_days),
    }
    database.insert(tables.PAYMENTS, {**row, "Qtty": sale.total, "Mode": DUE, "Type": CASH_TYPE})
    for payment, method in payments:
        paid: dict[str, Value] = {"Qtty": payment.amount, "Mode": PAID, "Type": payment.type_id}
        database.insert(tables.PAYMENTS, {**row, **paid})
        if method is PaymentMethod.CASH:
            _note_cash(database, sale, payment.amount)


def _note_cash(database: Database, sale: Sale, amount: Decimal) -> None:
    database.insert(
        tables.CASH_BOOK,
        {
            "Date": sale.day,
            "Desc": f"{_SALE_WORD[language_of(database)]} № {_shown(sale.number)}",
            "OperType": CASH_BOOK_SALE,
            "Sign": MONEY_IN,
            "Profit": amount,
            "UserID": sale.user_id,
            "UserRealtime": sale.at,
            "ObjectID": sale.location_id,
        },
    )


def _shown(number: int) -> str:
    return f"{number:010d}"


def language_of(database: Database) -> str:
    """The language in which the warehouse's own rows are named: bg, pl or en, told by its first good."""
    row = database.one("SELECT [Name] FROM [Goods] WHERE [ID] = ?", (SYSTEM_ROW,))
    name = text(row[0]) if row else ""
    for language, names in NAMES.items():
        if name == names.system_good:
            return language
    return "bg" if any("а" <= letter <= "я" for letter in name.lower()) else "en"
