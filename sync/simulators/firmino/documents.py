"""Sale documents and orders: made, changed, paid, shown (pages "Dokumenty sprzedażowe", "Zamówienia",
"Pozycje dokumentu" and "Rozliczenie dokumentu").
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sync.simulators.firmino.books import (
    FINAL_TYPES,
    ORDER_TYPE,
    SALE_TYPES,
    VAT_RATES,
    Books,
    Document,
    Kind,
    Line,
    Payment,
    Row,
)
from sync.simulators.firmino.entries import existing, shown_customer, write_customer
from sync.simulators.firmino.errors import Refusal
from sync.simulators.firmino.moves import Moves, apply, moves_of
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.firmino.values import day, ident, number, text, word

HEAD_FIELDS: Final = (
    "id", "ordinalNumber", "documentName", "documentDate", "saleDate", "salePlace", "documentType",
    "finalDocumentType", "documentFunction", "documentState", "priceType", "notes", "printNotes",
    "ossProcedure", "customer", "items", "currency", "payment",
)  # fmt: skip
LINE_FIELDS: Final = ("orderNo", "idArticle", "name", "unit", "vatRate", "price", "quantity", "discount")
_MOST_NOTES: Final = 1000
_METHODS: Final = "transfer"


def draft(books: Books, kind: Kind, sent: Mapping[str, Any], quirks: Quirks, now: datetime) -> Document:
    """A document with the defaults that nobody has changed, not yet in the books; init shows this."""
    bill = "fas" if books.company.vat_payer else "fhan"
    doc_type = (
        ORDER_TYPE if kind == "order" else word("documentType", sent.get("documentType") or bill, SALE_TYPES)
    )
    final = word("finalDocumentType", sent.get("finalDocumentType") or bill, FINAL_TYPES)
    document = Document(
        ident=0,
        kind=kind,
        type=doc_type,
        ordinal=0,
        day=now.date(),
        sale_day=now.date(),
        place=books.company.place,
        customer=0,
        price_type="net",
        made=now,
        function="order" if kind == "order" else "normal",
        kind_of_final=final,
        warehouse=books.shown_warehouse,
    )
    document.term = document.day
    _fill(books, document, sent, quirks)
    return document


def add(books: Books, kind: Kind, sent: Mapping[str, Any], quirks: Quirks, now: datetime) -> Document:
    """A new document. The same one twice makes two."""
    document = draft(books, kind, sent, quirks, now)
    document.customer = _customer(books, sent.get("customer"), quirks)
    apply(books, {}, moves_of(books, document, quirks), quirks)
    document.ident = books.next_ident()
    books.documents[document.ident] = document
    return document


def update(books: Books, document: Document, sent: Mapping[str, Any], quirks: Quirks) -> None:
    """Change what is sent; items are replaced as a whole. The type cannot be changed."""
    if quirks.paid_documents == "locked" and document.state == "paid":
        raise Refusal("The document is paid")
    before, earlier = moves_of(books, document, quirks), copy.deepcopy(document)
    if quirks.update == "whole":
        document.lines, document.notes, document.print_notes = [], "", ""
    try:
        _fill(books, document, sent, quirks)
        if "customer" in sent:
            document.customer = _customer(books, sent["customer"], quirks)
        apply(books, before, moves_of(books, document, quirks), quirks)
    except Refusal:
        books.documents[document.ident] = earlier
        raise
    settle(books, document)


def delete(books: Books, document: Document, quirks: Quirks) -> None:
    """Take it away, with its payments and its effect on the stock; its number is free again."""
    nothing: Moves = {}
    apply(books, moves_of(books, document, quirks), nothing, quirks)
    del books.documents[document.ident]
    books.payments = [payment for payment in books.payments if payment.document != document.ident]


def pay(books: Books, document: Document, amount: Decimal, now: datetime) -> None:
    """Money for a document."""
    books.payments.append(Payment(document.ident, amount, now.date()))
    settle(books, document)


def settle(books: Books, document: Document) -> None:
    """The state that follows from the payments; without any it stays as it is."""
    paid = books.paid(document.ident)
    if paid and document.state != "cancelled":
        document.state = "paid" if paid >= document.total else "partpaid"


def end_order(books: Books, order: Document, quirks: Quirks, now: datetime) -> Document:
    """The sale document that realises an order, of the type which the order names."""
    if order.settled_as is not None:
        raise Refusal("The order is realised already")
    sale = copy.deepcopy(order)
    sale.kind, sale.function, sale.state = "sale", "normal", "new"
    sale.type = order.kind_of_final if order.kind_of_final in SALE_TYPES else "fas"
    sale.made, sale.day, sale.sale_day = now, now.date(), now.date()
    sale.ordinal = books.next_ordinal("sale", sale.type, sale.day)
    before = moves_of(books, order, quirks)
    apply(books, before, moves_of(books, sale, quirks), quirks)
    sale.ident = books.next_ident()
    books.documents[sale.ident] = sale
    order.settled_as = sale.ident
    if quirks.completed_order == "paid":
        order.state = "paid"
    return sale


def shown(books: Books, document: Document, quirks: Quirks, *, head: bool = False) -> Row:
    """A document as the API shows it; numbers are text. head: without items and notes."""
    fields: Row = {"id": document.ident or None}
    if document.kind == "sale" or quirks.order_ordinal == "shown":
        fields["ordinalNumber"] = document.ordinal
    fields |= {
        "documentName": document.name,
        "documentDate": document.day.isoformat(),
        "saleDate": document.sale_day.isoformat(),
        "salePlace": document.place,
    }
    if document.kind == "sale":
        fields |= {"documentType": document.type, "ossProcedure": document.oss}
    else:
        fields["finalDocumentType"] = document.kind_of_final
    fields |= {
        "documentFunction": document.function,
        "documentState": document.state,
        "priceType": document.price_type,
        "currency": {"code": books.company.currency, "rate": "1.0000"},
        "payment": _payment(books, document),
    }
    customer = books.customers.get(document.customer)
    fields["customer"] = shown_customer(customer) if customer else None
    if not head:
        kept = _note_fields(document.kind, quirks)
        fields |= {name: getattr(document, attribute) or None for name, attribute in kept.items()}
        fields["items"] = [_shown_line(place, line) for place, line in enumerate(document.lines, 1)]
    return fields


def _fill(books: Books, document: Document, sent: Mapping[str, Any], quirks: Quirks) -> None:
    for name, attribute in (("documentDate", "day"), ("saleDate", "sale_day")):
        if sent.get(name) is not None:
            setattr(document, attribute, day(name, sent[name]))
    if sent.get("salePlace") is not None:
        document.place = text("salePlace", sent["salePlace"], 60, quirks)
    if sent.get("priceType") is not None:
        document.price_type = word("priceType", sent["priceType"], ("net", "gross"))
    if sent.get("ossProcedure") is not None:
        document.oss = bool(sent["ossProcedure"])
    for name, attribute in _note_fields(document.kind, quirks).items():
        if name in sent:
            setattr(document, attribute, text(name, sent[name], _MOST_NOTES, quirks))
    payment = sent.get("payment")
    if isinstance(payment, Mapping):
        document.method = text("method", payment.get("method") or document.method, 30, quirks) or _METHODS
        if payment.get("termDate") is not None:
            document.term = day("termDate", payment["termDate"])
    if "items" in sent:
        document.lines = _lines(books, sent["items"], quirks)
    if sent.get("ordinalNumber") is not None:
        document.ordinal = ident("ordinalNumber", sent["ordinalNumber"])
    elif not document.ordinal:
        document.ordinal = books.next_ordinal(document.kind, document.type, document.day)


def _note_fields(kind: Kind, quirks: Quirks) -> dict[str, str]:
    """The notes that a document of this kind keeps, and where."""
    kept = quirks.order_notes if kind == "order" else quirks.sale_notes
    both = {"notes": "notes", "printNotes": "print_notes"}
    return {name: at for name, at in both.items() if kept in ("both", at)}


def _customer(books: Books, sent: Any, quirks: Quirks) -> int:
    if not isinstance(sent, Mapping):
        raise Refusal("customer: required")
    if sent.get("id") is not None:
        return existing(books.customers, ident("customer.id", sent["id"]))
    if quirks.customer_without_id == "refused":
        raise Refusal("customer.id: required")
    return int(write_customer(books, sent, quirks)["id"])


def _lines(books: Books, sent: Any, quirks: Quirks) -> list[Line]:
    if not isinstance(sent, list):
        raise Refusal("items: a list is expected")
    return [_line(books, item, quirks) for item in sent]


def _line(books: Books, sent: Any, quirks: Quirks) -> Line:
    if not isinstance(sent, Mapping):
        raise Refusal("items: objects are expected")
    name = text("name", sent.get("name"), 512, quirks)
    article = _article(books, sent.get("idArticle"), name, quirks)
    known = books.articles[article] if article is not None else {"name": "", "unit": "szt", "vatRate": "23"}
    quantity = number("quantity", sent.get("quantity", "1"), 4)
    discount = number("discount", sent.get("discount") or "0", 2)
    if not name and not known["name"]:
        raise Refusal("name: required")
    if quantity <= 0 or not 0 <= discount <= 100:
        raise Refusal("quantity above 0 and discount from 0 to 100 are expected")
    return Line(
        article=article,
        name=name or known["name"],
        unit=text("unit", sent.get("unit"), 30, quirks) or known["unit"],
        vat_rate=word("vatRate", sent.get("vatRate") or known["vatRate"], VAT_RATES),
        price=number("price", sent.get("price") if sent.get("price") is not None else "0", 2),
        quantity=quantity,
        discount=discount,
    )


def _article(books: Books, sent: Any, name: str, quirks: Quirks) -> int | None:
    if sent is not None:
        return existing(books.articles, ident("idArticle", sent))
    if quirks.line_without_article == "linked_by_name":
        named = [row["id"] for row in books.articles.values() if row["name"] == name]
        return int(named[0]) if named else None
    return None


def _payment(books: Books, document: Document) -> Row:
    paid = books.paid(document.ident)
    days = [payment.day for payment in books.payments if payment.document == document.ident]
    return {
        "method": document.method,
        "paymentDate": max(days).isoformat() if days and paid >= document.total else None,
        "termDate": document.term.isoformat() if document.term else None,
        "total": f"{document.total:.2f}",
        "paid": f"{paid:.2f}",
        "remain": f"{document.total - paid:.2f}",
    }


def _shown_line(place: int, line: Line) -> Row:
    return {
        "orderNo": place,
        "idArticle": line.article,
        "name": line.name,
        "unit": line.unit,
        "vatRate": line.vat_rate,
        "price": f"{line.price:.2f}",
        "quantity": f"{line.quantity:.4f}",
        "discount": f"{line.discount:.2f}",
    }
