"""Invoices of orders in BaseLinker, their files, and the payments of an order.

Documented: one invoice belongs to an order; addInvoice issues it in a numbering series; a file of another
program is attached to an invoice that is already issued, and brings that program's number. What a second
addInvoice for one order does is unknown, so the order is always looked up first.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from sync.errors import Refused, Unknown
from sync.ports import Outcome
from sync.sentences import say
from sync.shops.baselinker import readers
from sync.shops.baselinker.client import Client, wire_id
from sync.shops.baselinker.readers import Unreadable

_PAGE_SIZE: Final = 100
LONGEST_NUMBER: Final = 30
_FILE_PREFIX: Final = "data:"
"""Documented: without a media type behind it."""
DEFAULT_RATE: Final = "DEFAULT"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Series:
    """A numbering series; ``kind`` is INVOICE, CORRECTION or RECEIPT, ``pattern`` like "%N/%M/%Y"."""

    id: str
    kind: str
    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice issued in BaseLinker. Amounts in ``currency``; ``correcting`` ones correct another invoice.

    ``external_number`` is the number of the program whose file is attached; ``government_id`` and
    ``government_status`` are what the state's invoice system (KSeF) answered.
    """

    id: str
    order_id: str
    series_id: str
    number: str
    correcting: bool
    added_at: datetime | None
    currency: str
    gross: Decimal | None
    net: Decimal | None
    external_number: str
    government_id: str
    government_status: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A change of an order's paid amount, gross, from ``before`` to ``after`` in ``currency``."""

    before: Decimal
    after: Decimal
    currency: str
    at: datetime | None
    external_id: str
    comment: str


class Invoices:
    """The invoices and payments of one account."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def series(self) -> list[Series]:
        """The numbering series of the account."""
        return self._list(self._client.read("getSeries"), "series", _series)

    def of_order(self, order_id: str) -> list[Invoice]:
        """The invoice of an order, and its corrections."""
        answer = self._client.read("getInvoices", order_id=wire_id(order_id), get_government_data=True)
        found = self._list(answer, "invoices", _invoice)
        return [invoice for invoice in found if invoice.order_id == order_id]

    def pages(self, after_id: str = "") -> Iterator[list[Invoice]]:
        """Pages of invoices by ascending number, those after the id ``after_id``."""
        start = int(after_id) + 1 if after_id else 1
        while True:
            answer = self._client.read("getInvoices", id_from=start, get_government_data=True)
            page = self._list(answer, "invoices", _invoice)
            if page:
                yield page
            last = max((int(invoice.id) for invoice in page), default=0)
            if len(page) < _PAGE_SIZE or last < start:
                return
            start = last + 1

    def issue(self, order_id: str, series_id: str, vat_rate: str = DEFAULT_RATE) -> str:
        """Issue the invoice of an order and return its id; where one is there already, that one's.

        ``vat_rate``: DEFAULT, ITEM, EXPT, NP, OO or per cent. Raises Unknown where the answer was lost;
        calling again then looks it up first.
        """
        issued = [invoice for invoice in self.of_order(order_id) if not invoice.correcting]
        if issued:
            return issued[0].id
        answer = self._client.create(
            "addInvoice", order_id=wire_id(order_id), series_id=wire_id(series_id), vat_rate=vat_rate
        )
        try:
            invoice_id = readers.identifier(answer, "invoice_id")
        except Unreadable:
            invoice_id = ""
        if not invoice_id:
            raise Unknown(
                say("BaseLinker did not say which number the invoice of order {order} got.", order=order_id),
                advice=say("Mostik looks it up before it tries again."),
                detail=f"invoice_id is {answer.get('invoice_id')!r:.80}",
            )
        return invoice_id

    def file(self, invoice_id: str, *, attached: bool = False) -> tuple[str, bytes]:
        """The invoice's number and its PDF; ``attached``: the file of another program, where there is one."""
        answer = self._client.read("getInvoiceFile", invoice_id=wire_id(invoice_id), get_external=attached)
        try:
            number = readers.text(answer, "invoice_number")
            content = readers.text(answer, "invoice").removeprefix(_FILE_PREFIX)
            # Tolerated, though not documented: a media type before the content.
            return number, base64.b64decode(content.rpartition(",")[2], validate=True)
        except (Unreadable, binascii.Error) as wrong:
            raise Refused(
                say("The file of invoice {invoice} cannot be read.", invoice=invoice_id), detail=str(wrong)
            ) from None

    def attach_file(self, invoice_id: str, content: bytes, external_number: str) -> Outcome:
        """Attach a PDF to an issued invoice; ``external_number`` replaces BaseLinker's number on it."""
        if len(external_number) > LONGEST_NUMBER:
            raise Refused(say("The number {number} is longer than BaseLinker keeps.", number=external_number))
        try:
            self._client.write(
                "addOrderInvoiceFile",
                invoice_id=wire_id(invoice_id),
                file=_FILE_PREFIX + base64.b64encode(content).decode("ascii"),
                external_invoice_number=external_number,
            )
        except Unknown:
            return Outcome.UNKNOWN
        return Outcome.DONE

    def payments(self, order_id: str, *, all_changes: bool = True) -> list[Payment]:
        """How the paid amount of an order came about; else only payments with a number of their own."""
        answer = self._client.read(
            "getOrderPaymentsHistory", order_id=wire_id(order_id), show_full_history=all_changes
        )
        return self._list(answer, "payments", _payment)

    def _list(
        self, answer: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any]], Value]
    ) -> list[Value]:
        try:
            return [read(row) for row in readers.rows(answer, name)]
        except Unreadable as wrong:
            raise Refused(
                say("A list of BaseLinker cannot be understood."), detail=f"{name}: {wrong}"
            ) from None


def _series(row: Mapping[str, Any]) -> Series:
    return Series(
        id=readers.identifier(row, "id"),
        kind=readers.text(row, "type"),
        name=readers.text(row, "name"),
        pattern=readers.text(row, "format"),
    )


def _invoice(row: Mapping[str, Any]) -> Invoice:
    invoice_id = readers.identifier(row, "invoice_id")
    if not invoice_id.isdecimal():
        raise Unreadable("invoice_id", row.get("invoice_id"))
    return Invoice(
        id=invoice_id,
        order_id=readers.identifier(row, "order_id"),
        series_id=readers.identifier(row, "series_id"),
        number=readers.text(row, "number"),
        correcting=readers.text(row, "type") == "correcting",
        added_at=readers.moment(row, "date_add"),
        currency=readers.text(row, "currency").upper(),
        gross=readers.number(row, "total_price_brutto"),
        net=readers.number(row, "total_price_netto"),
        external_number=readers.text(row, "external_invoice_number"),
        government_id=readers.text(row, "gov_id"),
        government_status=readers.text(row, "gov_status"),
    )


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        before=readers.needed_number(row, "paid_before"),
        after=readers.needed_number(row, "paid_after"),
        currency=readers.text(row, "currency").upper(),
        at=readers.moment(row, "date"),
        external_id=readers.text(row, "external_payment_id"),
        comment=readers.text(row, "comment"),
    )
