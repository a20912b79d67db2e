"""Invoices, their files and number series (facts 2.3)."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sync.simulators.baselinker import errors, invoices
from sync.simulators.baselinker.backend import Backend, changing, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.files import checked_file, own_pdf
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]

INVOICES_PAGE = 100
_GOVERNMENT = {"gov_id": "", "gov_date": 0, "gov_status": 0}
_FLAGS = ("correcting_items", "correcting_data")


def add_invoice(backend: Backend, parameters: Parameters) -> Row:
    """Issue the order's invoice. What a second call for the order answers is not documented.

    See ``second_invoice``.
    """
    order = backend.order(parameters.needed_integer("order_id"))
    series = invoices.series_of(backend, parameters.needed_integer("series_id"), "INVOICE")
    present = [
        row
        for row in backend.account.invoices.values()
        if row["order_id"] == order["order_id"] and row["type"] == "normal"
    ]
    if present and backend.quirks.second_invoice == "error":
        raise ConnectorError(errors.INVOICE_EXISTS, "Invoice for this order already exists.")
    if present and backend.quirks.second_invoice == "same_id":
        return {"invoice_id": present[0]["invoice_id"]}
    invoice = invoices.issue(backend, order, series, parameters.text("vat_rate", 10, "DEFAULT").upper())
    return {"invoice_id": invoice["invoice_id"]}


def add_invoice_correction(backend: Backend, parameters: Parameters) -> Row:
    """Correct an invoice; ``return_order_id`` is not simulated, as returns are not."""
    original = _invoice(backend, parameters.needed_integer("original_invoice_id"))
    wanted: int | str = parameters.integer("series_id")
    if not wanted:
        wanted = next((row["id"] for row in backend.account.series if row["type"] == "CORRECTION"), 0)
    series = invoices.series_of(backend, wanted, "CORRECTION")
    fields: Row = {
        name: parameters.text(name, 500)
        for name in original
        if name.startswith("invoice_") and name != "invoice_id" and parameters.has(name)
    }
    fields.update({name: parameters.flag(name) for name in _FLAGS})
    fields["correcting_reason"] = parameters.integer("correcting_reason", 1)
    if parameters.has("date_sell"):
        fields["date_sell"] = parameters.integer("date_sell")
    if parameters.has("items"):
        fields["items"] = [
            _corrected_item(original, parameters.nested(row)) for row in parameters.items("items")
        ]
    return {"invoice_id": invoices.correct(backend, original, series, fields)["invoice_id"]}


def _corrected_item(original: Row, sent: Parameters) -> Row:
    line_id = sent.integer("order_product_id")
    same = next((row for row in original["items"] if row["order_product_id"] == line_id), None)
    if same is None:
        raise ConnectorError(errors.MISSING_ROW, f"The invoice has no item of order product {line_id}.")
    changed = {
        name: sent.amount(name) for name in ("price_brutto", "price_netto", "quantity") if sent.has(name)
    }
    return {**same, **changed}


def _invoice(backend: Backend, invoice_id: int) -> Row:
    invoice = backend.account.invoices.get(invoice_id)
    if invoice is None:
        raise ConnectorError(errors.MISSING_ROW, f"Invoice {invoice_id} does not exist.")
    return invoice


def get_invoices(backend: Backend, parameters: Parameters) -> Row:
    """At most 100, ascending by id; both ``_from`` are inclusive.

    ``get_external_invoices`` false leaves out invoices that already have an uploaded file.
    """
    with_files = parameters.flag("get_external_invoices", default=True)
    equal = {
        name: parameters.integer(name)
        for name in ("invoice_id", "order_id", "series_id")
        if parameters.integer(name)
    }
    date_from, id_from = parameters.integer("date_from"), parameters.integer("id_from")
    files = backend.account.invoice_files
    found = (
        row
        for row in backend.account.invoices.values()
        if row["date_add"] >= date_from
        and row["invoice_id"] >= id_from
        and (with_files or row["invoice_id"] not in files)
        and all(row[name] == value for name, value in equal.items())
    )
    government = parameters.flag("get_government_data")
    return {"invoices": [_invoice_row(backend, row, government) for row in islice(found, INVOICES_PAGE)]}


def _invoice_row(backend: Backend, invoice: Row, government: bool) -> Row:
    row = {name: value for name, value in invoice.items() if name not in _GOVERNMENT}
    for name in _FLAGS:
        row[name] = backend.shapes.flag(bool(row[name]))
    row["items"] = [
        {**item, "is_shipment": backend.shapes.flag(bool(item["is_shipment"]))} for item in row["items"]
    ]
    if government:
        row.update({name: invoice.get(name, empty) for name, empty in _GOVERNMENT.items()})
    return row


def get_invoice_file(backend: Backend, parameters: Parameters) -> Row:
    """The PDF; with ``get_external`` the uploaded file, or the own PDF where none was uploaded."""
    invoice = _invoice(backend, parameters.needed_integer("invoice_id"))
    uploaded = (
        backend.account.invoice_files.get(invoice["invoice_id"]) if parameters.flag("get_external") else None
    )
    number = invoice["external_invoice_number"] or invoice["number"]
    return {"invoice": uploaded or own_pdf(f"Invoice {invoice['number']}"), "invoice_number": number}


def add_order_invoice_file(backend: Backend, parameters: Parameters) -> Row:
    """Hang a file on an invoice that BaseLinker has issued, with the number that overwrites its own."""
    invoice = _invoice(backend, parameters.needed_integer("invoice_id"))
    backend.account.invoice_files[invoice["invoice_id"]] = checked_file(parameters.values.get("file"))
    if parameters.has("external_invoice_number"):
        invoice["external_invoice_number"] = parameters.text("external_invoice_number", 30)
    return {}


def get_series(backend: Backend, _: Parameters) -> Row:
    """All number series; their ids are texts."""
    return {"series": [{**row, "id": str(row["id"])} for row in backend.account.series]}


METHODS = {
    **reading(getInvoices=get_invoices, getInvoiceFile=get_invoice_file, getSeries=get_series),
    **changing(
        addInvoice=add_invoice,
        addInvoiceCorrection=add_invoice_correction,
        addOrderInvoiceFile=add_order_invoice_file,
    ),
}
