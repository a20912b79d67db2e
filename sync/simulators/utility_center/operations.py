"""Writing documents: ``POST /Operation`` (facts 9.2), with the numbering, the stock and the cost that the
program itself takes care of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from sync.simulators.utility_center.books import Books, number, whole
from sync.simulators.utility_center.errors import bad_request
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.stock import move, new_cost
from sync.simulators.utility_center.tables import (
    BLANK,
    GOODS,
    OBJECTS,
    OPERATIONS,
    PARTNERS,
    PAYMENTS,
    USERS,
    VAT_GROUPS,
    Row,
    Table,
)

PURCHASE: Final = 1
CUSTOMER_ORDER: Final = 19
SIGNS: Final = {PURCHASE: 1, 2: -1, 11: -1, 12: 0, CUSTOMER_ORDER: 0, 34: 1, 39: -1}
"""Types that may be written, and the direction of their stock (facts 3.1; 34 and 39 follow from their
meaning). Of 26 and 27, which the service knows too, the sheet does not tell the direction: they are not
simulated."""
PAID_TYPES: Final = (PURCHASE, 2, 34)
MONEY_OUT: Final = (PURCHASE, 27, 34)
"""Types whose payments have Sign -1; all others +1 (facts 2.11, 3.5)."""
SERVICE_TYPE: Final = 8
NO_STOCK_CHECK: Final = 0.0000001

_OF_DOCUMENT: Final = ("OperType", "PartnerID", "ObjectID", "OperatorID", "CurrencyID", "Date", "UserID")
_OF_LINE: Final = ("GoodID", "Qtty", "PriceIn", "PriceOut", "Discount", "Note")
SENT: Final = frozenset((*_OF_DOCUMENT, *_OF_LINE))
"""The columns that a caller fills; what he sends for others is not taken."""
_NEEDED: Final = ("OperType", "PartnerID", "ObjectID", "OperatorID", "GoodID", "Qtty", "PriceOut")


def write_document(books: Books, rows: list[Row], quirks: Quirks, now: datetime) -> list[Row]:
    """Store one document; its rows as stored. ``now`` is the service's local time.

    The first row carries what belongs to the document; of later rows only the line's own columns count.
    Nothing is stored where a row is refused.
    """
    lines = _lines(rows, quirks, now.date())
    for line in lines:
        _check(books, line, quirks)
    kind, location = whole(lines[0]["OperType"]), whole(lines[0]["ObjectID"])
    sign = quirks.order_sign if kind == CUSTOMER_ORDER else SIGNS[kind]
    lines = [line for line in lines if line["Qtty"]]  # facts 4: lines with Qtty 0 are not inserted
    if not lines:
        raise bad_request("There is no line with a quantity.")
    if sign < 0:
        _check_stock(books, location, lines)
    if books.opens_range(kind, location):
        insert_marker(books, kind, location, now)
    acct = books.next_number(kind, location)
    stored = [row for line in lines for row in _write_line(books, line, sign, acct, quirks, now)]
    if quirks.due_row == "by_operation" and kind in PAID_TYPES:
        _write_due_row(books, stored, now)
    return stored


def insert_marker(books: Books, kind: int, location: int, now: datetime) -> Row:
    """The row that opens a location's range of numbers (facts 3.3); on SQL Server most columns are NULL."""
    empty: Row = {column.name: None for column in OPERATIONS.columns if column.name != "ID"}
    filled: Row = {
        "OperType": kind,
        "Acct": books.next_number(kind, location) - 1,
        "ObjectID": location,
        "Date": now.date(),
        "UserRealTime": now,
    }
    return books.insert(OPERATIONS, {**empty, **filled})


def total_with_vat(books: Books, rows: Iterable[Row], side: str) -> float:
    """What a document costs, with VAT, rounded to 2 (facts 1.9, 5). side: ``In`` or ``Out``."""
    extra = "" if books.settings.prices_with_vat else f"VAT{side}"
    return round(
        sum(
            number(row["Qtty"]) * (number(row[f"Price{side}"]) + (number(row[extra]) if extra else 0))
            for row in rows
        ),
        2,
    )


def check_id(books: Books, table: Table, ident: object, name: str, quirks: Quirks) -> None:
    """Refuse an ID that is not in its table, where the service looks."""
    if quirks.unknown_ids == "refused" and (not isinstance(ident, int) or books.row(table, ident) is None):
        raise bad_request(f"{name}: {ident} does not exist.")


def _lines(rows: list[Row], quirks: Quirks, today: date) -> list[Row]:
    if not rows:
        raise bad_request("A list with at least one row is expected.")
    head: Row = {
        "CurrencyID": 1,
        "Date": today,
        **{name: rows[0][name] for name in _OF_DOCUMENT if name in rows[0]},
    }
    head.setdefault("UserID", head.get("OperatorID"))
    if quirks.note == "repeated":
        head["Note"] = rows[0].get("Note", BLANK)
    blank: Row = {"Discount": 0.0, "Note": BLANK}
    lines = [{**blank, **head, **{name: row[name] for name in _OF_LINE if name in row}} for row in rows]
    for place, line in enumerate(lines):
        missing = [name for name in _NEEDED if name not in line]
        if missing:
            raise bad_request(f"Row {place + 1} lacks {', '.join(missing)}.")
    return lines


def _check(books: Books, line: Row, quirks: Quirks) -> None:
    if line["OperType"] not in SIGNS:
        raise bad_request(f"Operations of type {line['OperType']} cannot be written.")
    if line["Date"] is None:
        raise bad_request("The date is missing.")
    if number(line["Qtty"]) < 0:
        raise bad_request("A quantity is never negative.")
    if abs(number(line["Discount"])) > 99:
        raise bad_request("A discount is at most 99 percent.")
    for table, column in ((GOODS, "GoodID"), (PARTNERS, "PartnerID"), (OBJECTS, "ObjectID")):
        check_id(books, table, line[column], column, quirks)
    for column in ("OperatorID", "UserID"):
        check_id(books, USERS, line[column], column, quirks)


def _check_stock(books: Books, location: int, lines: list[Row]) -> None:
    """Facts 4: stock minus what orders reserve covers the quantity; services are always there."""
    if books.settings.allow_negative_stock:
        return
    wanted: defaultdict[int, float] = defaultdict(float)
    for line in lines:
        wanted[whole(line["GoodID"])] += number(line["Qtty"])
    for good, quantity in wanted.items():
        row = books.row(GOODS, good)
        if row is not None and whole(row["Type"]) & SERVICE_TYPE:
            continue
        there = sum(number(row["Qtty"]) for row in books.stock_rows(location, good))
        if there - books.reserved(location, good) + NO_STOCK_CHECK < quantity:
            raise bad_request(f"There is not enough of good {good}.")


def _write_line(books: Books, line: Row, sign: int, acct: int, quirks: Quirks, now: datetime) -> list[Row]:
    """One row of the document, or one a lot where the stock is kept in lots."""
    good = books.row(GOODS, line["GoodID"])
    cost = number(line["PriceIn"]) if "PriceIn" in line else number(good["PriceIn"]) if good else 0.0
    price = number(line["PriceOut"])
    if quirks.discount == "taken_off":
        price = price * (100 - number(line["Discount"])) / 100
    rate = _vat_rate(books, good)
    if whole(line["OperType"]) == PURCHASE and good is not None:
        new_cost(books, good, number(line["Qtty"]), cost)
    moves = move(books, whole(line["ObjectID"]), whole(line["GoodID"]), number(line["Qtty"]), sign, cost)
    return [
        books.insert(
            OPERATIONS,
            {
                **line,
                "Acct": acct,
                "Qtty": moved.quantity,
                "Sign": sign,
                "PriceIn": cost,
                "PriceOut": price,
                "VATIn": _vat_in(books, cost, rate),
                "VATOut": _vat_in(books, price, rate),
                "CurrencyRate": 1.0,
                "Lot": moved.lot,
                "LotID": moved.lot_id,
                "UserRealTime": now.replace(microsecond=0),
            },
        )
        for moved in moves
    ]


def _vat_rate(books: Books, good: Row | None) -> float:
    group = books.row(VAT_GROUPS, good["TaxGroup"]) if good else None
    return number(group["VATValue"]) if group else 0.0


def _vat_in(books: Books, price: float, rate: float) -> float:
    """VAT per unit, unrounded (facts 5)."""
    return price * rate / (100 + rate if books.settings.prices_with_vat else 100)


def _write_due_row(books: Books, rows: list[Row], now: datetime) -> None:
    """What the document demands (facts 3.5): Mode -1, with VAT, payable after the partner's days."""
    first = rows[0]
    kind, day = whole(first["OperType"]), first["Date"]
    partner = books.row(PARTNERS, first["PartnerID"])
    days = whole(partner["PaymentDays"]) if partner else 0
    books.insert(
        PAYMENTS,
        {
            **{name: first[name] for name in ("Acct", "OperType", "PartnerID", "ObjectID", "Date", "UserID")},
            "Qtty": total_with_vat(books, rows, "In" if kind == PURCHASE else "Out"),
            "Mode": -1,
            "Sign": payment_sign(kind),
            "Type": 1,
            "EndDate": day + timedelta(days=days) if isinstance(day, date) else None,
            "UserRealTime": now.replace(microsecond=0),
        },
    )


def payment_sign(kind: int) -> int:
    """+1 for money that comes to us, -1 for money that goes out (facts 3.5)."""
    return -1 if kind in MONEY_OUT else 1
