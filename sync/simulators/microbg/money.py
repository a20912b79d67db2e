"""addPayment and createInvoice (facts 5.2)."""

from __future__ import annotations

from typing import Any, Final

from sync.simulators.microbg.books import Books, Invoice
from sync.simulators.microbg.entries import made
from sync.simulators.microbg.errors import INVALID_VALUE, INVOICED, NOT_OWN, Refusal
from sync.simulators.microbg.operations import book_payment, named, payment_from
from sync.simulators.microbg.task import Task
from sync.simulators.microbg.wire import DAY, Fields, whole

INVOICE: Final = 1
DOCUMENT_TYPES: Final = (INVOICE, 5, 15)
INVOICE_ADDRESS: Final = "https://micro.bg/invoice/"


def add_payment(task: Task) -> Any:
    """addPayment to an own operation: one more each time, nothing guards against doubles."""
    operation = named(task.books, task.sent, by_mark=task.sent.control_flag("ByExtAppDocId"))
    if not operation.own:
        raise Refusal(NOT_OWN)
    fields = {name: task.sent.control(name) for name in ("Amount", "PaymentTypeId", "Date")}
    payment = payment_from(task.books, fields, operation.ident, operation.payment_type, task.now)
    book_payment(task.books, payment)
    return None if task.quirks.created_answer == "row" else made(payment.ident, task.quirks)


def create_invoice(task: Task) -> Fields:
    """createInvoice of an own operation: DocNr, Date, InvoiceUrl."""
    kind = whole("DocumentType", task.sent.control("DocumentType") or INVOICE)
    if kind not in DOCUMENT_TYPES:
        raise Refusal(INVALID_VALUE, "DocumentType")
    operation = named(task.books, task.sent, by_mark=task.sent.control_flag("ByExtAppDocId"))
    if not operation.own:
        raise Refusal(NOT_OWN)
    for earlier in task.books.invoices:
        if (earlier.operation, earlier.kind) == (operation.ident, kind):
            if task.quirks.second_invoice == "refused":
                raise Refusal(INVOICED, earlier.number)
            if task.quirks.second_invoice == "same":
                return _shown(earlier)
    made_now = Invoice(operation.ident, kind, _next_number(task.books), task.now.date())
    task.books.invoices.append(made_now)
    return _shown(made_now)


def _next_number(books: Books) -> str:
    """Ten digits; all kinds share them."""
    return f"{max((int(each.number) for each in books.invoices), default=0) + 1:010d}"


def _shown(invoice: Invoice) -> Fields:
    return {
        "DocNr": invoice.number,
        "Date": invoice.day.strftime(DAY),
        "InvoiceUrl": f"{INVOICE_ADDRESS}{invoice.number}",
    }
