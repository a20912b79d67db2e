"""The fields of an order and of its lines.

Their order in an answer, defaults, and lengths on writing (facts 2.2, 3.1, 3.2).
"""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.files import checked_file
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]

# In the order of the recorded answers. The two country names are derived from the codes.
ORDER_DEFAULTS: Row = {
    "order_id": 0,
    "shop_order_id": 0,
    "external_order_id": "",
    "order_source": "personal",
    "order_source_id": 0,
    "order_source_info": "-",
    "order_status_id": 0,
    "confirmed": True,
    "date_confirmed": 0,
    "date_add": 0,
    "date_in_status": 0,
    "user_login": "",
    "phone": "",
    "email": "",
    "user_comments": "",
    "admin_comments": "",
    "currency": "PLN",
    "payment_method": "",
    "payment_method_cod": "0",
    "payment_done": 0,
    "delivery_method_id": 0,
    "delivery_method": "",
    "delivery_package_module": "",
    "delivery_package_nr": "",
    "delivery_price": 0,
    "delivery_fullname": "",
    "delivery_company": "",
    "delivery_address": "",
    "delivery_city": "",
    "delivery_state": "",
    "delivery_postcode": "",
    "delivery_country_code": "",
    "delivery_point_id": "",
    "delivery_point_name": "",
    "delivery_point_address": "",
    "delivery_point_postcode": "",
    "delivery_point_city": "",
    "invoice_fullname": "",
    "invoice_company": "",
    "invoice_nip": "",
    "invoice_address": "",
    "invoice_city": "",
    "invoice_state": "",
    "invoice_postcode": "",
    "invoice_country_code": "",
    "want_invoice": "0",
    "extra_field_1": "",
    "extra_field_2": "",
    "order_page": "",
    "pick_state": 0,
    "pack_state": 0,
    "delivery_country": "",
    "invoice_country": "",
}

LINE_DEFAULTS: Row = {
    "storage": "db",
    "storage_id": 0,
    "order_product_id": 0,
    "product_id": "",
    "variant_id": "0",
    "name": "",
    "attributes": "",
    "sku": "",
    "ean": "",
    "location": "",
    "warehouse_id": 0,
    "auction_id": "",
    "price_brutto": 0,
    "tax_rate": 0,
    "quantity": 1,
    "weight": 0,
    "bundle_id": 0,
}

# Lengths of the newest documentation; the 2025 one had 100 for several of them.
ORDER_TEXT_LENGTHS = {
    "admin_comments": 200,
    "user_comments": 510,
    "payment_method": 30,
    "email": 150,
    "phone": 100,
    "user_login": 30,
    "delivery_method": 30,
    "delivery_fullname": 156,
    "delivery_company": 156,
    "delivery_address": 156,
    "delivery_postcode": 100,
    "delivery_city": 100,
    "delivery_state": 35,
    "delivery_country_code": 2,
    "delivery_point_id": 40,
    "delivery_point_name": 100,
    "delivery_point_address": 100,
    "delivery_point_postcode": 100,
    "delivery_point_city": 100,
    "invoice_fullname": 500,
    "invoice_company": 500,
    "invoice_nip": 100,
    "invoice_address": 500,
    "invoice_postcode": 20,
    "invoice_city": 100,
    "invoice_state": 35,
    "invoice_country_code": 2,
    "extra_field_1": 50,
    "extra_field_2": 50,
}
_ORDER_FLAGS = ("payment_method_cod", "want_invoice")
_ORDER_INTEGERS = ("pick_state", "pack_state", "star")
_LINE_TEXT_LENGTHS = {
    "storage": 9,
    "product_id": 50,
    "variant_id": 30,
    "auction_id": 20,
    "name": 200,
    "sku": 50,
    "ean": 32,
    "location": 50,
    "attributes": 350,
}
_COUNTRY_NAMES = {
    "BG": "Bułgaria",
    "CZ": "Czechy",
    "DE": "Niemcy",
    "FR": "Francja",
    "GB": "Wielka Brytania",
    "GR": "Grecja",
    "LT": "Litwa",
    "PL": "Polska",
    "RO": "Rumunia",
    "SK": "Słowacja",
    "UA": "Ukraina",
}


def sent_order_fields(parameters: Parameters) -> Row:
    """The fields of setOrderFields and addOrder that were sent, at most as long as allowed, as stored."""
    found: Row = {}
    for name, length in ORDER_TEXT_LENGTHS.items():
        if parameters.has(name):
            found[name] = parameters.text(name, length)
    for name in _ORDER_FLAGS:
        if parameters.has(name):
            found[name] = "1" if parameters.flag(name) else "0"
    for name in _ORDER_INTEGERS:
        if parameters.has(name):
            found[name] = parameters.integer(name)
    if parameters.has("delivery_price"):
        found["delivery_price"] = parameters.amount("delivery_price")
    for side in ("delivery", "invoice"):
        code = found.get(f"{side}_country_code")
        if code is not None:
            found[f"{side}_country"] = country_name(code)
    return found


def country_name(code: str) -> str:
    """The full name that stands beside a country code; the code itself where the list is too short."""
    return _COUNTRY_NAMES.get(code.upper(), code)


def sent_line_fields(parameters: Parameters) -> Row:
    """The fields of an order line that were sent."""
    found: Row = {}
    for name, length in _LINE_TEXT_LENGTHS.items():
        if parameters.has(name):
            found[name] = parameters.text(name, length)
    if parameters.has("storage_id"):
        text = parameters.text("storage_id", 50)
        found["storage_id"] = int(text) if text.isdigit() else text
    for name in ("price_brutto", "tax_rate", "weight"):
        if parameters.has(name):
            found[name] = parameters.amount(name)
    for name in ("quantity", "warehouse_id"):
        if parameters.has(name):
            found[name] = parameters.integer(name)
    return found


def merged_extra_fields(known: list[Row], present: Row, parameters: Parameters) -> Row:
    """``custom_extra_fields`` after a write: "" removes a value, a file becomes its title and an address.

    Raises for a field that the account does not have (undocumented, refused here) and for a file of the
    wrong form.
    """
    result = dict(present)
    ids = {str(row["extra_field_id"]) for row in known}
    for field_id, value in parameters.mapping("custom_extra_fields").items():
        if field_id not in ids:
            raise ConnectorError(errors.MISSING_ROW, f"Extra field {field_id} does not exist.")
        if value == "" or value is None:
            result.pop(field_id, None)
        elif isinstance(value, dict):
            checked_file(value.get("file"))
            title = str(value.get("title", ""))[:40]
            result[field_id] = {"title": title, "url": f"https://files.example.invalid/{field_id}/{title}"}
        else:
            result[field_id] = str(value)
    return result
