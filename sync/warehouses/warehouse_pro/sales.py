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
    """The stock that a sale takes, read when it is made and lowered as the last thing of the transaction:
    from then on a till that sells the same goods has to wait."""

    def __init__(
        self,
        database: Database,
        lines: Iterable[DocumentLine],
        goods: Mapping[int, Good],
        *,
        negative_stock: bool,
    ) -> None:
        self._database = database
        self._goods = goods
        self._negative_stock = negative_stock
        self._sold: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for line in lines:
            self._sold[line.product, line.location_id] += line.quantity
        self._rows: dict[tuple[int, int], tuple[int, Decimal]] = {}
        for ident, place, good, quantity in database.rows_in(
            _STOCK, sorted({good for good, _ in self._sold})
        ):
            self._rows.setdefault((int(good), int(place)), (int(ident), number(quantity)))

    def lower(self) -> None:
        """One row of stock for each good and location, always in the same order, so that two stations do not
        block each other.

        Goods without stock of their own (services) are lowered like any other, as the program does, but are
        never short. Raises Refused where negative stock is off and there is too little.
        """
        for (good, place), quantity in sorted(self._sold.items()):
            self._lower(self._goods[good], place, quantity, self._rows.get((good, place)))

    def _lower(self, good: Good, place: int, quantity: Decimal, row: tuple[int, Decimal] | None) -> None:
        unlimited = self._negative_stock or good.service
        if row is None:
            if not unlimited:
                raise _short(good, quantity, Decimal(0))
            # Goods that other tools made have no row of stock; without one the sale would lower nothing.
            self._database.insert_many(
                tables.STORE,
                ("ObjectID", "GoodID", "Qtty", "Price"),
                [(place, good.id, -quantity, good.cost)],
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


_PAYMENT: Final = (
    "Acct", "OperType", "PartnerID", "ObjectID", "Sign", "Date", "UserID", "UserRealTime", "EndDate", "Qtty",
    "Mode", "Type",
)  # fmt: skip
_CASH: Final = ("Date", "Desc", "OperType", "Sign", "Profit", "UserID", "UserRealtime", "ObjectID")


def note_payments(
    database: Database, sale: Sale, payments: Sequence[tuple[DocumentPayment, PaymentMethod]], word: str
) -> None:
    """One row for what the sale costs, always, and one for each amount paid; cash also in the cash book,
    where ``word`` says what it is for.

    The row of what is due carries payment type 1 in all that the program itself wrote, whatever was agreed.
    """
    head: tuple[Value, ...] = (
        sale.number,
        SALE,
        sale.partner_id,
        sale.location_id,
        MONEY_IN,
        sale.day,
        sale.user_id,
        sale.at,
        sale.day + timedelta(days=sale.payment_days),
    )
    rows: list[Sequence[Value]] = [(*head, sale.total, DUE, CASH_TYPE)]
    rows.extend((*head, payment.amount, PAID, payment.type_id) for payment, _method in payments)
    database.insert_many(tables.PAYMENTS, _PAYMENT, rows)
    text_of_cash = f"{word} № {_shown(sale.number)}"
    database.insert_many(
        tables.CASH_BOOK,
        _CASH,
        (
            (
                sale.day, text_of_cash, CASH_BOOK_SALE, MONEY_IN, payment.amount, sale.user_id, sale.at,
                sale.location_id,
            )
            for payment, method in payments
            if method is PaymentMethod.CASH
        ),
    )  # fmt: skip


def word_for_cash(database: Database, payments: Iterable[tuple[DocumentPayment, PaymentMethod]]) -> str:
    """What the cash book calls a sale, in the warehouse's language; "" where nothing is paid in cash."""
    if any(method is PaymentMethod.CASH for _payment, method in payments):
        return _SALE_WORD[language_of(database)]
    return ""


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
