"""Writing everything that is no operation: items, partners, payments, invoices."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Final

from sync.simulators.utility_center.books import Books, number, real_rows, whole
from sync.simulators.utility_center.errors import Refusal, bad_request, not_found
from sync.simulators.utility_center.operations import check_id, payment_sign
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.tables import (
    DOCUMENTS,
    GOODS,
    GOODS_GROUPS,
    PARTNERS,
    PARTNERS_GROUPS,
    PAYMENT_TYPES,
    PAYMENTS,
    VAT_GROUPS,
    Row,
    Table,
    Value,
)

INVOICED_TYPES: Final = (2, 14, 16, 26, 27)
"""Types that share the numbers of invoices (facts 4.1)."""
_PRINTED: Final = {
    GOODS.name: (("Name", "Name2"), ("Measure1", "Measure2")),
    PARTNERS.name: tuple((name, f"{name}2") for name in ("Company", "MOL", "City", "Address", "Phone")),
}
"""Columns that get a copy for printing (facts 2.4, 4.5, 4.6)."""


def write_item(books: Books, sent: Row, quirks: Quirks) -> Row:
    """A new good and its rows of stock (facts 4.5)."""
    row = books.insert(GOODS, _new(books, GOODS, sent, quirks))
    books.add_stock_rows(good=whole(row["ID"]))
    return row


def write_partner(books: Books, sent: Row, quirks: Quirks, now: datetime) -> Row:
    """A new partner (facts 4.6)."""
    made: Row = {"UserID": 1, "UserRealTime": now.replace(microsecond=0)}
    return books.insert(PARTNERS, {**made, **_new(books, PARTNERS, sent, quirks)})


def change(books: Books, table: Table, ident: int | None, sent: Row, quirks: Quirks) -> Row:
    """A change of a good or a partner; the row after it."""
    row = books.row(table, ident)
    if row is None:
        raise not_found(f"There is no row with id {ident}.")
    _check_references(books, table, sent, quirks)
    if quirks.put == "whole":
        kept = ("ID", "UserID", "UserRealTime")
        row.update({name: value for name, value in table.blank_row().items() if name not in kept})
    row.update(sent)
    return row


def write_payment(books: Books, sent: Row, quirks: Quirks, now: datetime) -> Row:
    """One row of Payments; nothing else changes (facts 4.7)."""
    for column in ("OperType", "Acct", "Qtty"):
        if column not in sent:
            raise bad_request(f"The payment lacks {column}.")
    kind, acct = whole(sent["OperType"]), whole(sent["Acct"])
    document = list(real_rows(books.document(kind, acct)))
    if not document and quirks.unknown_ids == "refused":
        raise bad_request(f"There is no operation {acct} of type {kind}.")
    row: Row = {"Mode": 1, "Type": 1, "Date": now.date(), "Sign": payment_sign(kind)}
    if document:
        row.update({name: document[0][name] for name in ("PartnerID", "ObjectID", "UserID")})
    row.update(sent)
    if quirks.payment_sign == "by_type":
        row["Sign"] = payment_sign(kind)
    if row["Mode"] not in (-1, 1) or row["Sign"] not in (-1, 1):
        raise bad_request("Mode and sign are 1 or -1.")
    check_id(books, PAYMENT_TYPES, row["Type"], "Type", quirks)
    row["Qtty"] = round(number(row["Qtty"]), 2)
    row.setdefault("EndDate", _due_day(books, kind, acct) or row["Date"])
    return books.insert(PAYMENTS, {**row, "UserRealTime": now.replace(microsecond=0)})


def write_invoice(books: Books, sent: Row, quirks: Quirks, now: datetime) -> Row:
    """One invoice of an operation; 409 when it exists (facts 9.2)."""
    for column in ("OperType", "Acct"):
        if column not in sent:
            raise bad_request(f"The document lacks {column}.")
    kind, acct = whole(sent["OperType"]), whole(sent["Acct"])
    if quirks.unknown_ids == "refused" and not list(real_rows(books.document(kind, acct))):
        raise bad_request(f"There is no operation {acct} of type {kind}.")
    given = str(sent.get("InvoiceNumber", "")).strip()
    invoice = given or _next_invoice(books)
    for row in books.rows(DOCUMENTS):
        same_operation = (row["OperType"], row["Acct"]) == (kind, acct)
        if same_operation if quirks.invoice_exists_by == "operation" else row["InvoiceNumber"] == invoice:
            raise Refusal(HTTPStatus.CONFLICT, "The document exists already.")
    day: Row = {"InvoiceDate": now.date(), "TaxDate": now.date(), "PaymentType": 1}
    return books.insert(DOCUMENTS, {**day, **sent, "InvoiceNumber": invoice})


def _new(books: Books, table: Table, sent: Row, quirks: Quirks) -> Row:
    name = "Name" if table is GOODS else "Company"
    if not str(sent.get(name, "")).strip():
        raise bad_request(f"{name} is missing.")
    usual: Row = {"Ratio": 1.0, "TaxGroup": 1} if table is GOODS else {"PriceGroup": 1}
    row: Row = {"GroupID": 1, **usual, **sent}
    for column, copy in _PRINTED[table.name]:
        if column in row:
            row.setdefault(copy, row[column])
    if not str(row.get("Code", "")).strip():
        row["Code"] = books.next_code(table)
    _check_references(books, table, row, quirks)
    return row


def _check_references(books: Books, table: Table, row: Row, quirks: Quirks) -> None:
    groups = GOODS_GROUPS if table is GOODS else PARTNERS_GROUPS
    if "GroupID" in row:
        check_id(books, groups, abs(whole(row["GroupID"])), "GroupID", quirks)  # facts 1.10: -1 means group 1
    if table is GOODS and "TaxGroup" in row:
        check_id(books, VAT_GROUPS, row["TaxGroup"], "TaxGroup", quirks)


def _due_day(books: Books, kind: int, acct: int) -> Value:
    for row in books.rows(PAYMENTS):
        if (row["OperType"], row["Acct"], row["Mode"]) == (kind, acct, -1):
            return row["EndDate"]
    return None


def _next_invoice(books: Books) -> str:
    """Ten digits with leading zeros, the largest + 1 (facts 4.1)."""
    numbers = (
        str(row["InvoiceNumber"]) for row in books.rows(DOCUMENTS) if row["OperType"] in INVOICED_TYPES
    )
    largest = max((int(text) for text in numbers if text.isascii() and text.isdigit()), default=0)
    return f"{largest + 1:010d}"
