"""getOperations: headers with their lines, VAT worked out (facts 5.2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from sync.simulators.microbg.books import Books, Line, Operation
from sync.simulators.microbg.lists import handed_out
from sync.simulators.microbg.operation_lines import DELIVERY, unit_vat
from sync.simulators.microbg.prices import rounded
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.task import Task
from sync.simulators.microbg.wire import (
    DAY,
    Fields,
    shown_flag,
    shown_id,
    shown_moment,
    shown_number,
    shown_text,
    shown_vat,
)

_FILTERS: Final[dict[str, Callable[[Operation], int | None]]] = {
    "OperType": lambda operation: operation.kind,
    "ObjectId": lambda operation: operation.location,
    "PartnerId": lambda operation: operation.partner,
    "ExtAppDocId": lambda operation: operation.mark,
    "Acct": lambda operation: operation.number,
}


def operations(task: Task) -> Any:
    """getOperations, by Id, since a time or from an identifier on; other filters are a switch."""
    found = list(task.books.operations.values())
    for name in task.quirks.operation_filters:
        wanted = task.sent.whole(name)
        if wanted is not None:
            found = [each for each in found if _FILTERS[name](each) == wanted]
    single: int | None = None
    if task.quirks.by_ext_app_doc_id_reads and task.sent.flag("ByExtAppDocId"):
        mark = task.sent.whole("ExtAppDocId")
        mark = task.sent.whole("Id") if mark is None else mark
        operation = None if mark is None else task.books.marked(mark)
        single = operation.ident if operation else 0
    return handed_out(
        found,
        task.sent,
        task.quirks,
        ident=lambda operation: operation.ident,
        changed=lambda operation: operation.changed,
        show=lambda operation: shown_operation(task.books, operation, task.quirks),
        wanted=single,
    )


def totals(operation: Operation, digits: int) -> tuple[Decimal, Decimal]:
    """The amount without VAT and the VAT, each rounded to ``digits``."""
    net = tax = Decimal(0)
    for line in operation.lines:
        price = line.price_in if operation.kind == DELIVERY else line.price_out
        price *= line.factor
        vat = unit_vat(price, line, with_vat=operation.prices_with_vat)
        net += line.quantity * (price - vat if operation.prices_with_vat else price)
        tax += line.quantity * vat
    whole = rounded(net + tax, digits)
    return rounded(net, digits), whole - rounded(net, digits)


def shown_operation(books: Books, operation: Operation, quirks: Quirks) -> Fields:
    """One operation as a JSON object, its lines under ``Items``."""
    net, tax = totals(operation, books.company.precision)
    fields: Fields = {
        "id": shown_id(operation.ident, quirks),
        "OperType": shown_id(operation.kind, quirks),
        "Acct": shown_id(operation.number, quirks),
        "DateIssued": operation.day.strftime(DAY),
        "ObjectId": shown_id(operation.location, quirks),
        "PartnerId": shown_id(operation.partner, quirks),
        "Amount": shown_number(net, quirks),
        "AmountVat": shown_number(tax if quirks.amount_vat == "tax" else net + tax, quirks),
        "PricesWithVat": shown_flag(operation.prices_with_vat, quirks),
        "NullVat": shown_flag(operation.null_vat, quirks),
        "IsVat": shown_vat(operation.is_vat, quirks, company=False),
        "Note": shown_text(operation.note, quirks),
        "DealConditions": shown_text(operation.deal_conditions, quirks),
        "OpCode": shown_text(operation.op_code, quirks),
        "PaymentTypeId": shown_id(operation.payment_type, quirks),
        "UserId": shown_id(operation.user, quirks),
        "DateCreated": shown_moment(operation.made),
        "DateUpdated": shown_moment(operation.changed),
        **_shown_mark(operation, quirks),
        "Items": [_shown_line(operation, line, quirks) for line in operation.lines],
    }
    if quirks.payments_shown:
        fields["Payments"] = _shown_payments(books, operation, quirks)
    return fields


def _shown_mark(operation: Operation, quirks: Quirks) -> Fields:
    if operation.mark is not None:
        return {"ExtAppDocId": shown_id(operation.mark, quirks)}
    if quirks.no_ext_app_doc_id == "left_out":
        return {}
    return {"ExtAppDocId": None if quirks.no_ext_app_doc_id == "null" else shown_id(0, quirks)}


def _shown_line(operation: Operation, line: Line, quirks: Quirks) -> Fields:
    times = line.quantity if quirks.line_vat == "per_line" else Decimal(1)
    vat = operation.prices_with_vat
    fields: Fields = {
        "ItemId": shown_id(line.good, quirks),
        "Qtty": shown_number(line.quantity, quirks),
        "PriceIn": shown_number(rounded(line.price_in, 4), quirks),
        "PriceOut": shown_number(rounded(line.price_out, 4), quirks),
        "VatIn": shown_number(rounded(unit_vat(line.price_in, line, with_vat=vat) * times, 4), quirks),
        "VatOut": shown_number(rounded(unit_vat(line.price_out, line, with_vat=vat) * times, 4), quirks),
        "Discount": shown_number(line.discount, quirks),
        "Note": shown_text(line.note, quirks),
        "Sign": line.sign or quirks.order_sign,
        "TaxValue": shown_number(line.rate, quirks),
    }
    return (
        {**fields, "ObjectId": shown_id(line.location, quirks)} if quirks.line_object == "taken" else fields
    )


def _shown_payments(books: Books, operation: Operation, quirks: Quirks) -> list[Fields]:
    return [
        {
            "Amount": shown_number(payment.amount, quirks),
            "PaymentTypeId": shown_id(payment.payment_type, quirks),
            "Date": payment.day.strftime(DAY),
        }
        for payment in books.payments
        if payment.operation == operation.ident
    ]
