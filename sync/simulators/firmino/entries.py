"""Customers and articles: what is taken from a call, what is checked, how they are shown (pages
"Kontrahenci" and "Towary i usługi").
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sync.simulators.firmino.books import CENT, VAT_RATES, Books, Row
from sync.simulators.firmino.errors import NotFound, Refusal
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.firmino.values import number, text, word

CUSTOMER_LENGTHS: Final = {
    "fullName": 500, "shortName": 25, "locality": 30, "countryCode": 2, "tin": 20, "regon": 30,
    "street": 120, "houseNo": 10, "flatNo": 10, "postCode": 30, "post": 100, "phone": 50, "email": 250,
    "bankAccount": 40, "fax": 20, "website": 100, "note": 250,
}  # fmt: skip
ARTICLE_LENGTHS: Final = {"name": 512, "code": 40, "unit": 30, "classCode": 40, "note": 250}
ARTICLE_FIELDS: Final = (*ARTICLE_LENGTHS, "type", "vatRate", "priceNet", "priceGross", "quantity", "id")
_CUSTOMER_NEEDS: Final = ("fullName", "shortName", "locality")
_ARTICLE_NEEDS: Final = ("name", "code")
_ARTICLE_START: Final[Row] = {
    "type": "good",
    "unit": "szt",
    "vatRate": "23",
    "classCode": None,
    "priceNet": Decimal("0.00"),
    "priceGross": Decimal("0.00"),
    "note": None,
}
_TIN_WEIGHTS: Final = (6, 5, 7, 2, 3, 4, 5, 6, 7)


def write_customer(books: Books, sent: Mapping[str, Any], quirks: Quirks, ident: int | None = None) -> Row:
    """Add a customer, or change the one with this id. shortName is unique, a Polish tin is checked."""
    row: Row = dict(books.customers[ident]) if ident is not None else {"countryCode": "PL"}
    if ident is not None and quirks.update == "whole":
        row = {"id": ident, "countryCode": "PL"}
    for name, length in CUSTOMER_LENGTHS.items():
        if name in sent:
            row[name] = text(name, sent[name], length, quirks) or None
    _require(row, _CUSTOMER_NEEDS)
    for other in books.customers.values():
        if other["id"] != ident and other["shortName"] == row["shortName"]:
            raise Refusal("shortName: taken by another customer")
    country = row["countryCode"] = row.get("countryCode") or "PL"
    if country == "PL" and row.get("tin") and not _is_polish_tin(row["tin"]):
        raise Refusal("tin: not a valid NIP")
    row["id"] = ident if ident is not None else books.next_ident()
    books.customers[row["id"]] = row
    return row


def shown_customer(row: Row) -> Row:
    """A customer as the API shows it."""
    return {"id": row["id"], **{name: row.get(name) for name in CUSTOMER_LENGTHS}}


def write_article(books: Books, sent: Mapping[str, Any], quirks: Quirks, ident: int | None = None) -> Row:
    """Add an article, or change the one with this id."""
    row = dict(books.articles[ident]) if ident is not None and quirks.update == "part" else {**_ARTICLE_START}
    for name, length in ARTICLE_LENGTHS.items():
        if name in sent:
            row[name] = text(name, sent[name], length, quirks) or None
    if sent.get("type") is not None:
        row["type"] = word("type", sent["type"], ("good", "service"))
    if sent.get("vatRate") is not None:
        row["vatRate"] = word("vatRate", sent["vatRate"], VAT_RATES)
    row["unit"] = row["unit"] or "szt"
    _require(row, _ARTICLE_NEEDS)
    if quirks.same_code == "refused" and any(
        other["id"] != ident and other["code"] == row["code"] for other in books.articles.values()
    ):
        raise Refusal("code: taken by another article")
    _price(row, sent, quirks)
    quantity = number("quantity", sent["quantity"], 4) if sent.get("quantity") is not None else None
    row["id"] = ident if ident is not None else books.next_ident()
    books.articles[row["id"]] = row
    takes = quirks.quantity_sent == "taken" or (quirks.quantity_sent == "only_on_add" and ident is None)
    if quantity is not None and takes:
        _set_quantity(books, row["id"], quantity, quirks)
    return row


def shown_article(books: Books, row: Row, quirks: Quirks) -> Row:
    """An article as the API shows it; numbers are text."""
    quantity = books.quantity(row["id"], everywhere=quirks.quantity_means == "all_warehouses")
    return {
        "id": row["id"],
        **{name: row[name] for name in ("name", "code", "type", "unit", "vatRate", "classCode")},
        "priceNet": f"{row['priceNet']:.2f}",
        "priceGross": f"{row['priceGross']:.2f}",
        "quantity": f"{quantity:.{quirks.quantity_places}f}",
        "note": row["note"],
    }


def delete_customer(books: Books, ident: int) -> None:
    """Refused where documents name the customer."""
    if any(document.customer == ident for document in books.documents.values()):
        raise Refusal("The customer has documents")
    del books.customers[ident]


def delete_article(books: Books, ident: int) -> None:
    """Refused where documents name the article."""
    if any(line.article == ident for document in books.documents.values() for line in document.lines):
        raise Refusal("The article is on documents")
    del books.articles[ident]


def existing(rows: Mapping[int, Any], ident: int) -> int:
    """The id, where there is something under it."""
    if ident not in rows:
        raise NotFound(f"Nothing with id {ident}")
    return ident


def _require(row: Row, names: tuple[str, ...]) -> None:
    for name in names:
        if not str(row.get(name) or "").strip():
            raise Refusal(f"{name}: required")


def _price(row: Row, sent: Mapping[str, Any], quirks: Quirks) -> None:
    """Both prices; where only one is sent the other follows from it, or stays."""
    given = [name for name in ("priceNet", "priceGross") if sent.get(name) is not None]
    for name in given:
        row[name] = number(name, sent[name], 2)
    share = 1 + VAT_RATES[row["vatRate"]] / 100
    if quirks.other_price == "worked_out" and given == ["priceNet"]:
        row["priceGross"] = (row["priceNet"] * share).quantize(CENT)
    if quirks.other_price == "worked_out" and given == ["priceGross"]:
        row["priceNet"] = (row["priceGross"] / share).quantize(CENT)


def _set_quantity(books: Books, article: int, quantity: Decimal, quirks: Quirks) -> None:
    """What the API shows becomes this; the difference goes to the shown warehouse."""
    shown = books.quantity(article, everywhere=quirks.quantity_means == "all_warehouses")
    here = books.stock.get((books.shown_warehouse, article), Decimal(0))
    books.count(books.shown_warehouse, article, here + quantity - shown)


def _is_polish_tin(tin: str) -> bool:
    digits = tin.replace("-", "").replace(" ", "").removeprefix("PL")
    if len(digits) != len(_TIN_WEIGHTS) + 1 or not (digits.isascii() and digits.isdigit()):
        return False
    control = sum(weight * int(digit) for weight, digit in zip(_TIN_WEIGHTS, digits, strict=False)) % 11
    return control == int(digits[-1])
