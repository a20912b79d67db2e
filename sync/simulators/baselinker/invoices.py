"""Invoices and receipts as documents: what issuing one writes (facts 2.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sync.simulators.baselinker import errors, orders
from sync.simulators.baselinker.backend import Backend, find_row
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbering import next_number
from sync.simulators.baselinker.numbers import cents, decimal, number

Row = dict[str, Any]

_EXCEPTION_RATES = {"EXPT": "-1", "ZW": "-1", "NP": "-0.02", "OO": "-0.03"}
_BUYER = ("fullname", "company", "nip", "address", "city", "postcode", "country", "state", "country_code")


def series_of(backend: Backend, series_id: int | str, kind: str) -> Row:
    """The number series, or a refusal where it does not exist or numbers something else."""
    series = find_row(backend.account.series, "id", series_id)
    if series["type"] != kind:
        raise ConnectorError(errors.PARAMETER, f"Series {series_id} is not of type {kind}.")
    return series


def issue(backend: Backend, order: Row, series: Row, vat_rate: str = "DEFAULT") -> Row:
    """A normal invoice of the order's lines and delivery; amounts in the order's currency.

    ``vat_rate``: DEFAULT and ITEM keep each line's own rate; a number or one of EXPT, ZW, NP, OO is put on
    all lines.
    """
    items = [
        _item(line["name"], line["sku"], line["ean"], line["price_brutto"], line["quantity"], rate, line_id)
        for line in order["products"]
        for rate, line_id in [(_rate(vat_rate, line["tax_rate"]), line["order_product_id"])]
    ]
    if decimal(order["delivery_price"]):
        highest = max((decimal(line["tax_rate"]) for line in order["products"]), default=Decimal(0))
        rate = _rate(vat_rate, highest)
        items.append(
            _item(order["delivery_method"] or "Shipping", "", "", order["delivery_price"], 1, rate, 0)
        )
    buyer = {f"invoice_{name}": order.get(f"invoice_{name}", "") for name in _BUYER}
    head = {
        "order_id": order["order_id"],
        "currency": order["currency"],
        "payment": order["payment_method"],
        **buyer,
    }
    invoice = _write(backend, series, "normal", head, items)
    backend.write_journal(orders.INVOICE_ISSUED, order["order_id"], invoice["invoice_id"])
    return invoice


def correct(backend: Backend, original: Row, series: Row, fields: Row) -> Row:
    """A correcting invoice: the original's data with the ``fields`` sent over it."""
    kept = {name: original[name] for name in original if name.startswith("invoice_") and name != "invoice_id"}
    head = {
        "order_id": original["order_id"],
        "currency": original["currency"],
        "payment": original["payment"],
        **kept,
        **{name: value for name, value in fields.items() if name != "items"},
        "correcting_to_invoice_id": original["invoice_id"],
    }
    items: list[Row] = fields["items"] if "items" in fields else original["items"]
    invoice = _write(backend, series, "correcting", head, items)
    backend.write_journal(orders.INVOICE_ISSUED, original["order_id"], invoice["invoice_id"])
    return invoice


def _rate(vat_rate: str, own: Any) -> Any:
    if vat_rate in ("", "DEFAULT", "ITEM"):
        return number(own)
    if vat_rate in _EXCEPTION_RATES:
        return number(_EXCEPTION_RATES[vat_rate])
    try:
        rate = decimal(vat_rate)
    except ValueError as error:
        raise ConnectorError(errors.PARAMETER, "Unknown vat_rate") from error
    if not 0 <= rate <= 100:
        raise ConnectorError(errors.PARAMETER, "vat_rate has to be 0 to 100")
    return number(rate)


def _item(name: str, sku: str, ean: str, gross: Any, quantity: Any, rate: Any, line_id: int) -> Row:
    share = max(decimal(rate), Decimal(0))
    return {
        "name": name,
        "sku": sku,
        "ean": ean,
        "price_brutto": number(gross),
        "price_netto": number(cents(decimal(gross) / (1 + share / 100))),
        "tax_rate": rate,
        "quantity": number(quantity),
        "is_shipment": not line_id,
        "order_product_id": line_id,
    }


def _write(backend: Backend, series: Row, kind: str, head: Row, items: list[Row]) -> Row:
    account, now = backend.account, backend.now()
    count, month, year, full = next_number(backend, f"series:{series['id']}", series["format"])
    invoice_id = account.next_id("invoice", account.invoices)
    totals = {
        f"total_{name}": number(
            cents(sum((decimal(i[name]) * decimal(i["quantity"]) for i in items), Decimal(0)))
        )
        for name in ("price_brutto", "price_netto")
    }
    invoice = {
        "invoice_id": invoice_id,
        "series_id": int(series["id"]),
        "type": kind,
        "number": full,
        "sub_id": count,
        "month": month,
        "year": year,
        "postfix": "",
        "date_add": now,
        "date_sell": now,
        "date_pay_to": 0,
        **totals,
        "additional_info": "",
        "seller": "",
        "issuer": "",
        "correcting_to_invoice_id": 0,
        "correcting_reason": "",
        "correcting_items": False,
        "correcting_data": False,
        "external_invoice_number": "",
        "external_id": "",
        "exchange_currency": "",
        "exchange_rate": "",
        "exchange_date": "",
        "exchange_info": "",
        **head,
        "items": items,
    }
    account.invoices[invoice_id] = invoice
    return invoice


def issue_receipt(backend: Backend, order: Row, series: Row) -> Row:
    """A receipt that waits for its fiscal number; one item for each line, delivery as the last."""
    count, month, year, full = next_number(backend, f"series:{series['id']}", series["format"])
    receipt_id = backend.account.next_id("receipt", backend.account.receipts)
    items = [
        {name: line[name] for name in ("name", "price_brutto", "tax_rate", "quantity", "sku", "ean")}
        for line in order["products"]
    ]
    if decimal(order["delivery_price"]):
        rate = number(max((decimal(line["tax_rate"]) for line in order["products"]), default=Decimal(0)))
        name = order["delivery_method"] or "Shipping"
        gross = order["delivery_price"]
        items.append(
            {"name": name, "price_brutto": gross, "tax_rate": rate, "quantity": 1, "sku": "", "ean": ""}
        )
    receipt = {
        "receipt_id": receipt_id,
        "series_id": int(series["id"]),
        "receipt_full_nr": full,
        "year": year,
        "month": month,
        "sub_id": count,
        "order_id": order["order_id"],
        "date_add": backend.now(),
        "payment_method": order["payment_method"],
        "nip": order["invoice_nip"],
        "currency": order["currency"],
        "total_price_brutto": number(cents(orders.order_total(order))),
        "external_receipt_number": "",
        "exchange_currency": "",
        "exchange_rate": "",
        "items": items,
        "receipt_nr": "",
        "printer_error": False,
        "printer_name": "",
    }
    backend.account.receipts[receipt_id] = receipt
    backend.write_journal(orders.RECEIPT_ISSUED, order["order_id"])
    return receipt
