"""The printed document at an order of BaseLinker: in a field of the order that holds a file, or attached to
an invoice that BaseLinker issues for it.

Documented: ``setOrderFields`` takes a file of at most 2 MB for the account's own field of the type "file",
and ``addOrderInvoiceFile`` attaches one to an invoice which is already issued in BaseLinker. An invoice is
issued only in a series that the owner names as numbered from outside: since KSeF the program that owns the
numbering is the only one that may issue it (decisions, 10).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from sync.errors import Bug, Refused, Unknown
from sync.model import Choice
from sync.ports import KeptDocument, Outcome, PrintedDocument
from sync.sentences import say
from sync.shops.baselinker import order_reading, readers
from sync.shops.baselinker.client import Client, wire_id
from sync.shops.baselinker.documents import LONGEST_NUMBER, Invoice, Invoices

FIELD: Final = "field:"
SERIES: Final = "series:"
_FILE_EDITOR: Final = "file"
_INVOICE_SERIES: Final = "INVOICE"
_LARGEST: Final = 2 * 1024 * 1024
_LONGEST_TITLE: Final = 40
_FILE_PREFIX: Final = "data:"
"""Documented: without a media type behind it."""
_GOVERNMENT_WORDS: Final[Mapping[str, str]] = {"1": "sent", "2": "accepted", "3": "rejected", "5": "offline"}
"""The states of an invoice in KSeF, by their number in BaseLinker's answers."""


class OrderFiles:
    """Implements :class:`sync.ports.KeepsDocuments` for one account."""

    def __init__(self, client: Client, invoices: Invoices) -> None:
        self._client = client
        self._invoices = invoices

    def fields(self) -> list[Choice]:
        """The account's own fields of an order that hold a file."""
        rows = readers.rows(self._client.read("getOrderExtraFields"), "extra_fields")
        return [
            Choice(FIELD + readers.identifier(row, "extra_field_id"), readers.text(row, "name"))
            for row in rows
            if readers.text(row, "editor_type") == _FILE_EDITOR
        ]

    def series(self) -> list[Choice]:
        """The series of invoices, with the pattern of their numbers."""
        return [
            Choice(SERIES + series.id, f"{series.name} ({series.pattern})" if series.pattern else series.name)
            for series in self._invoices.series()
            if series.kind == _INVOICE_SERIES
        ]

    def kept(self, order_id: str, place: str) -> KeptDocument | None:
        """What the order holds there; None: nothing yet. An invoice without a file has an empty name, unless
        it stands in another series: then it is not ours to put a file to.
        """
        if place.startswith(SERIES):
            invoice = self._invoice(order_id)
            if invoice is None:
                return None
            status = _GOVERNMENT_WORDS.get(invoice.government_status, invoice.government_status)
            name = invoice.external_number
            if not name and _is_elsewhere(invoice, place):
                name = invoice.number or invoice.id
            return KeptDocument(name, "" if status == "0" else status)
        order = order_reading.by_id(self._client, [order_id]).get(order_id)
        if order is None:
            raise Refused(say("Order {order} no longer exists in BaseLinker.", order=order_id))
        try:
            field = readers.table(order.raw, "custom_extra_fields").get(place.removeprefix(FIELD))
        except readers.Unreadable as wrong:
            raise Refused(
                say("This order of {platform} cannot be understood.", platform="BaseLinker"),
                detail=str(wrong),
            ) from None
        title = field.get("title") if isinstance(field, Mapping) else None
        return KeptDocument(str(title)) if title else None

    def keep(self, order_id: str, place: str, document: PrintedDocument) -> Outcome:
        """Put the file there, in the place of an earlier one."""
        if len(document.content) > _LARGEST:
            raise Refused(
                say("The printed document {name} is larger than the 2 MB that BaseLinker takes.",
                    name=document.name),
                advice=say("Attach it in BaseLinker’s panel by hand."),
            )  # fmt: skip
        if place.startswith(SERIES):
            if len(document.name) > LONGEST_NUMBER:
                raise Refused(
                    say("The number {number} is longer than BaseLinker keeps.", number=document.name)
                )
            there = self._invoice(order_id)
            if there is not None and _is_elsewhere(there, place):
                raise Refused(
                    say("The order holds another document there already: {name}.", name=there.number),
                    advice=say("Look at the order in the shop. Mostik leaves that document alone."),
                )
            # Issued once: the order's invoice is looked up first, also after a lost answer.
            invoice_id = self._invoices.issue(order_id, place.removeprefix(SERIES))
            return self._invoices.attach_file(invoice_id, document.content, document.name)
        if not place.startswith(FIELD):
            raise Bug(say("This field of an order is not known."), detail=f"place {place!r}")
        content = _FILE_PREFIX + base64.b64encode(document.content).decode("ascii")
        value = {"title": title_of(document), "file": content}
        try:
            self._client.write(
                "setOrderFields",
                order_id=wire_id(order_id),
                custom_extra_fields={place.removeprefix(FIELD): value},
            )
        except Unknown:
            return Outcome.UNKNOWN
        return Outcome.DONE

    def _invoice(self, order_id: str) -> Invoice | None:
        issued = [invoice for invoice in self._invoices.of_order(order_id) if not invoice.correcting]
        return issued[0] if issued else None


def _is_elsewhere(invoice: Invoice, place: str) -> bool:
    """Whether BaseLinker or somebody else numbered it: its own number must not be replaced."""
    return invoice.series_id not in ("", place.removeprefix(SERIES))


def title_of(document: PrintedDocument) -> str:
    """The file's title, as BaseLinker keeps it: at most 40 letters."""
    return document.name[:_LONGEST_TITLE]
