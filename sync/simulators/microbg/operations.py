"""saveOperation and deleteOperation (facts 5.2).

``ExtAppDocId`` with ``ByExtAppDocId=1`` creates or updates. Only what the application made may be changed or
deleted by it.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from sync.simulators.microbg.arguments import Arguments, needed
from sync.simulators.microbg.books import Books, Operation, Payment
from sync.simulators.microbg.entries import made
from sync.simulators.microbg.errors import (
    DUPLICATE_DOCUMENT,
    INVALID_VALUE,
    LOCKED,
    MISSING_FIELD,
    NOT_AVAILABLE,
    NOT_FOUND,
    NOT_OWN,
    OTHER_TYPE,
    Refusal,
)
from sync.simulators.microbg.operation_lines import (
    SIGNS,
    Frame,
    exchange_moves,
    moved_again,
    taken_lines,
)
from sync.simulators.microbg.operation_reading import shown_operation
from sync.simulators.microbg.prices import meant
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.tables import OBJECTS, PARTNERS, PAYMENT_TYPES, Table
from sync.simulators.microbg.task import Task
from sync.simulators.microbg.wire import Fields, day, flag, number, refuse_unknown, text, whole

_KNOWN: Final = frozenset(
    (
        "OperType", "ObjectId", "PartnerId", "DateIssued", "PricesWithVat", "NullVat", "Note",
        "DealConditions", "OpCode", "PaymentTypeId", "Items", "Payments",
    )
)  # fmt: skip
_NOT_SIMULATED: Final = (26, 27)
_TEXTS: Final = {"Note": "note", "DealConditions": "deal_conditions", "OpCode": "op_code"}


def save(task: Task) -> Any:
    """saveOperation: a new operation, or a change of an own one; nothing is stored where it is refused."""
    by_mark = task.sent.control_flag("ByExtAppDocId")
    mark, ident = task.sent.control_whole("ExtAppDocId"), task.sent.control_whole("Id")
    fields = task.sent.data()
    _check_known(fields, task.quirks, task.not_taken)
    existing = _by_mark(task, mark, fields) if by_mark else _by_id(task, ident, mark)
    if existing is not None:
        _check_editable(task.books, existing, task.quirks)
    operation = _framed(task.books, existing, fields, task.quirks, task.now)
    operation.mark = mark if mark is not None else operation.mark
    payments = _payments(task.books, fields, operation, task.now)
    _fill_lines(task.books, operation, existing, fields, task.quirks, task.not_taken)
    return _store(task.books, operation, existing, payments, fields, task.quirks)


def delete(task: Task) -> Any:
    """deleteOperation by its identifier, or with ByExtAppDocId=1 by its ExtAppDocId."""
    by_mark = task.sent.control_flag("ByExtAppDocId")
    operation = named(task.books, task.sent, by_mark=by_mark)
    _check_editable(task.books, operation, task.quirks)
    remove(task.books, operation)
    return None


def named(books: Books, sent: Arguments, *, by_mark: bool) -> Operation:
    """The operation that a call is about; refused where there is none."""
    mark, ident = sent.control_whole("ExtAppDocId"), sent.control_whole("Id")
    if by_mark:
        wanted = mark if mark is not None else ident
        found = None if wanted is None else books.marked(wanted)
    else:
        wanted = ident
        found = None if wanted is None else books.operations.get(wanted)
    if wanted is None:
        raise Refusal(MISSING_FIELD, "ExtAppDocId" if by_mark else "Id")
    if found is None:
        raise Refusal(NOT_FOUND, f"operation {wanted}")
    return found


def remove(books: Books, operation: Operation) -> None:
    """Take an operation away with its payments and its effect on the stock."""
    exchange_moves(books, operation.lines, ())
    del books.operations[operation.ident]
    books.payments = [each for each in books.payments if each.operation != operation.ident]
    books.invoices = [each for each in books.invoices if each.operation != operation.ident]


def check_reference(books: Books, table: Table, name: str, ident: int) -> int:
    """An identifier that has to be in its list."""
    if books.row(table, ident) is None:
        raise Refusal(NOT_FOUND, f"{name} {ident}")
    return ident


def payment_from(books: Books, sent: Fields, operation: int, usual: int, now: datetime) -> Payment:
    """One payment as it is sent: Amount, PaymentTypeId, Date; today without a date."""
    kind = check_reference(
        books, PAYMENT_TYPES, "PaymentTypeId", whole("PaymentTypeId", sent.get("PaymentTypeId") or usual)
    )
    paid = day("Date", sent["Date"]) if sent.get("Date") else now.date()
    return Payment(0, operation, number("Amount", needed(sent, "Amount")), kind, paid)


def book_payment(books: Books, payment: Payment) -> None:
    """Keep a payment under a number of its own."""
    payment.ident = books.next_id("Payments")
    books.payments.append(payment)


def _check_known(fields: Fields, quirks: Quirks, ignored: Counter[str]) -> None:
    unknown = fields.keys() - _KNOWN
    if unknown and quirks.unknown_field == "refused":
        refuse_unknown(unknown)
    ignored.update(f"Operations: {name}" for name in unknown)


def _by_mark(task: Task, mark: int | None, fields: Fields) -> Operation | None:
    """The own operation with this ExtAppDocId: of any type, or of the type sent (a switch)."""
    if mark is None:
        raise Refusal(MISSING_FIELD, "ExtAppDocId")
    apart = task.quirks.other_type == "second" and fields.get("OperType") is not None
    return task.books.marked(mark, whole("OperType", fields["OperType"]) if apart else None)


def _by_id(task: Task, ident: int | None, mark: int | None) -> Operation | None:
    """The operation with this identifier; without one a new operation is meant."""
    if ident:
        if ident not in task.books.operations:
            raise Refusal(NOT_FOUND, f"operation {ident}")
        return task.books.operations[ident]
    there = mark is not None and task.books.marked(mark) is not None
    if there and task.quirks.same_ext_app_doc_id == "refused":
        raise Refusal(DUPLICATE_DOCUMENT, str(mark))
    return None


def _check_editable(books: Books, operation: Operation, quirks: Quirks) -> None:
    if not operation.own:
        raise Refusal(NOT_OWN)
    if quirks.invoiced == "locked" and any(each.operation == operation.ident for each in books.invoices):
        raise Refusal(LOCKED)


def _framed(
    books: Books, existing: Operation | None, fields: Fields, quirks: Quirks, now: datetime
) -> Operation:
    """The operation without its lines: what is sent over what is kept, or over blanks (a switch)."""
    kept = existing if quirks.edit == "part" else None
    kind = _kind(existing, fields, quirks)
    operation = Operation(
        ident=existing.ident if existing else 0,
        kind=kind,
        number=existing.number if existing and existing.kind == kind else books.next_number(kind),
        day=kept.day if kept else now.date(),
        location=_referred(books, OBJECTS, "ObjectId", fields, kept.location if kept else None),
        partner=_referred(books, PARTNERS, "PartnerId", fields, kept.partner if kept else None),
        user=existing.user if existing else books.user,
        made=existing.made if existing else now,
        changed=now,
        own=True,
        mark=existing.mark if existing else None,
        prices_with_vat=_prices_with_vat(books, kept, fields, quirks),
        null_vat=flag("NullVat", fields.get("NullVat", kept.null_vat if kept else False)),
        is_vat=books.company.is_vat,
        payment_type=_referred(
            books, PAYMENT_TYPES, "PaymentTypeId", fields, kept.payment_type if kept else 1
        ),
    )
    if fields.get("DateIssued"):
        operation.day = day("DateIssued", fields["DateIssued"])
    for name, attribute in _TEXTS.items():
        before = getattr(kept, attribute) if kept else ""
        setattr(operation, attribute, text(name, fields[name]) if name in fields else before)
    return operation


def _kind(existing: Operation | None, fields: Fields, quirks: Quirks) -> int:
    if existing is not None and fields.get("OperType") is None:
        return existing.kind
    kind = whole("OperType", needed(fields, "OperType"))
    if kind in _NOT_SIMULATED:
        raise Refusal(NOT_AVAILABLE, f"OperType {kind}")
    if kind not in SIGNS:
        raise Refusal(INVALID_VALUE, "OperType")
    if existing is None or kind == existing.kind or quirks.other_type == "turned":
        return kind
    if quirks.other_type == "kept":
        return existing.kind
    raise Refusal(OTHER_TYPE)


def _referred(books: Books, table: Table, name: str, fields: Fields, kept: int | None) -> int:
    sent = fields.get(name)
    if sent is None and kept is not None:
        return kept
    return check_reference(books, table, name, whole(name, needed(fields, name)))


def _prices_with_vat(books: Books, kept: Operation | None, fields: Fields, quirks: Quirks) -> bool:
    sent = fields.get("PricesWithVat")
    if sent is None and kept is not None:
        return kept.prices_with_vat
    return meant(None if sent is None else flag("PricesWithVat", sent), quirks.prices_sent, books)


def _fill_lines(
    books: Books,
    operation: Operation,
    existing: Operation | None,
    fields: Fields,
    quirks: Quirks,
    ignored: Counter[str],
) -> None:
    if fields.get("Items") is None and existing is not None and quirks.edit == "part":
        moved = None if operation.location == existing.location else operation.location
        operation.lines = moved_again(existing.lines, operation.kind, moved)
        return
    frame = Frame(
        operation.kind, operation.location, operation.prices_with_vat, operation.null_vat, operation.is_vat
    )
    operation.lines = taken_lines(books, needed(fields, "Items"), frame, quirks, ignored)


def _payments(books: Books, fields: Fields, operation: Operation, now: datetime) -> list[Payment]:
    sent = fields.get("Payments") or []
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        raise Refusal(INVALID_VALUE, "Payments")
    return [payment_from(books, each, operation.ident, operation.payment_type, now) for each in sent]


def _store(
    books: Books,
    operation: Operation,
    existing: Operation | None,
    payments: list[Payment],
    fields: Fields,
    quirks: Quirks,
) -> Any:
    exchange_moves(books, existing.lines if existing else (), operation.lines)
    if existing is None:
        operation.ident = books.next_id("Operations")
    books.operations[operation.ident] = operation
    sent_again = "Payments" in fields or quirks.edit == "whole"
    if existing is not None and sent_again and quirks.payments_again == "replaced":
        books.payments = [each for each in books.payments if each.operation != operation.ident]
    for payment in payments:
        payment.operation = operation.ident
        book_payment(books, payment)
    if quirks.moving_stock_touches_items:
        _touch_items(books, operation)
    if quirks.created_answer == "row":
        return shown_operation(books, operation, quirks)
    return made(operation.ident, quirks)


def _touch_items(books: Books, operation: Operation) -> None:
    for line in operation.lines:
        if line.move:
            books.tables["Items"][line.good]["DateUpdated"] = operation.changed
