"""Receipts: waiting to be printed, confirmed, read (facts 2.3)."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sync.simulators.baselinker import errors, invoices
from sync.simulators.baselinker.backend import Backend, changing, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.files import checked_file
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]

RECEIPTS_PAGE = 100
_NEW = ("receipt_id", "series_id", "receipt_full_nr", "order_id", "date_add", "payment_method", "nip")
_HIDDEN = frozenset({"printer_error", "printer_name", "receipt_nr"})


def add_receipt(backend: Backend, parameters: Parameters) -> Row:
    """Issue a receipt; without ``series_id`` in the first receipt series (assumed). Known from 2026 only."""
    order = backend.order(parameters.needed_integer("order_id"))
    wanted: int | str = parameters.integer("series_id")
    if not wanted:
        wanted = next((row["id"] for row in backend.account.series if row["type"] == "RECEIPT"), 0)
    series = invoices.series_of(backend, wanted, "RECEIPT")
    return {"receipt_id": invoices.issue_receipt(backend, order, series)["receipt_id"]}


def get_new_receipts(backend: Backend, parameters: Parameters) -> Row:
    """Receipts without a fiscal number yet, under the name ``orders``."""
    series, first = parameters.integer("series_id"), parameters.integer("id_from")
    return {
        "orders": [
            {**{name: row[name] for name in _NEW}, "products": row["items"]}
            for row in backend.account.receipts.values()
            if not row["receipt_nr"]
            and not row["printer_error"]
            and row["receipt_id"] >= first
            and (not series or row["series_id"] == series)
        ]
    }


def set_order_receipt(backend: Backend, parameters: Parameters) -> Row:
    """The printer's answer: the fiscal number, or an error that also ends the waiting (assumed)."""
    receipt = _receipt(backend, parameters.needed_integer("receipt_id"))
    receipt["receipt_nr"] = parameters.text("receipt_nr", 20)
    receipt["printer_error"] = parameters.flag("printer_error")
    receipt["printer_name"] = parameters.text("printer_name", 50)
    return {}


def _receipt(backend: Backend, receipt_id: int) -> Row:
    receipt = backend.account.receipts.get(receipt_id)
    if receipt is None:
        raise ConnectorError(errors.MISSING_ROW, f"Receipt {receipt_id} does not exist.")
    return receipt


def get_receipts(backend: Backend, parameters: Parameters) -> Row:
    """At most 100, ascending by id; ``id_from`` and both dates are inclusive."""
    series, first = parameters.integer("series_id"), parameters.integer("id_from")
    earliest, latest = parameters.integer("date_from"), parameters.integer("date_to", 2**62)
    found = (
        _shown(row)
        for row in backend.account.receipts.values()
        if row["receipt_id"] >= first
        and earliest <= row["date_add"] <= latest
        and (not series or row["series_id"] == series)
    )
    return {"receipts": list(islice(found, RECEIPTS_PAGE))}


def _shown(receipt: Row) -> Row:
    return {name: value for name, value in receipt.items() if name not in _HIDDEN}


def get_receipt(backend: Backend, parameters: Parameters) -> Row:
    """One receipt by its id or its order's, its fields beside ``status``."""
    if parameters.integer("receipt_id"):
        return _shown(_receipt(backend, parameters.integer("receipt_id")))
    order_id = parameters.needed_integer("order_id")
    for row in backend.account.receipts.values():
        if row["order_id"] == order_id:
            return _shown(row)
    raise ConnectorError(errors.MISSING_ROW, f"Order {order_id} has no receipt.")


def add_order_receipt_file(backend: Backend, parameters: Parameters) -> Row:
    """Hang a file on a receipt, with its outside number."""
    receipt = _receipt(backend, parameters.needed_integer("receipt_id"))
    backend.account.receipt_files[receipt["receipt_id"]] = checked_file(parameters.values.get("file"))
    if parameters.has("external_receipt_number"):
        receipt["external_receipt_number"] = parameters.text("external_receipt_number", 20)
    return {}


METHODS = {
    **reading(getNewReceipts=get_new_receipts, getReceipts=get_receipts, getReceipt=get_receipt),
    **changing(
        addReceipt=add_receipt, setOrderReceipt=set_order_receipt, addOrderReceiptFile=add_order_receipt_file
    ),
}
