"""Customers and their addresses over the API (facts 2.7, 8.16)."""

from __future__ import annotations

from typing import Any, Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import Refusal, invalid, refusal
from sync.simulators.cloudcart.incoming import (
    Document,
    Rule,
    refuse_read_only,
    required_relation,
    rules,
    taken,
)
from sync.simulators.cloudcart.tables import Row

SHIPPING: Final = "customer-shipping-address"
BILLING: Final = "customer-billing-address"
_COUNTRY_LETTERS: Final = 2
_CUSTOMER: Final = {
    "email": Rule(required=True, shortest=3),
    **rules(
        text="first_name last_name alternative_phone password banned_reason",
        long_text="note",
        flag="active banned is_activated marketing newsletter email_confirmed imported",
        whole="timezone_id",
    ),
}
_ADDRESS: Final = {
    "first_name": Rule(required=True, shortest=2),
    "last_name": Rule(required=True, shortest=2),
    "country_iso2": Rule(required=True, shortest=_COUNTRY_LETTERS, longest=_COUNTRY_LETTERS),
    "city_name": Rule(required=True),
    "street_name": Rule(required=True),
    **rules(text="phone phone_country_iso2 street_number post_code state_name"),
}
_COMPANY: Final = rules(text="company_name company_vat company_bulstat company_mol")
_DEFAULTS: Final = {SHIPPING: "default_address_id", BILLING: "default_billing_address_id"}


def customer(backend: Backend, row: Row | None, document: Document) -> Row:
    """A customer; the e-mail is unique. Attributes that are read-only are refused, always."""
    known = dict(_CUSTOMER)
    if backend.quirks.default_billing_address == "changeable":
        known["default_billing_address_id"] = Rule("whole")
    values = taken(document, known, backend, creating=row is None)
    refuse_read_only(document, known, always=True, backend=backend)
    values.pop("password", None)
    email = values.get("email")
    other = backend.table("customers").first("email", email) if email else None
    if other is not None and other is not row:
        raise invalid("The email has already been taken.", "/data/attributes/email")
    if document.one("group") is not None:
        values["group_id"] = document.one("group")
    if row is None:
        made = add_customer(backend, values)
    else:
        values.pop("email", None)  # a change waits until the person confirms it
        backend.table("customers").change(row, {**values, "updated_at": backend.now()})
        made = row
    if backend.quirks.customer_hooks_from_api:
        backend.tell("customer.created" if row is None else "customer.updated", made["id"])
    return made


def add_customer(backend: Backend, values: Row) -> Row:
    """Put a customer in, whoever does it."""
    now = backend.now()
    usual: Row = dict.fromkeys(("banned", "marketing", "newsletter", "imported"), "no")
    counts: Row = dict.fromkeys(("income", "completed_orders", "orders_total", "orders_total_price"), 0)
    group = next(iter(backend.table("customer-groups")))["id"]
    row = {
        **usual,
        **counts,
        "active": "yes",
        "is_activated": "yes",
        "email_confirmed": "yes",
        "group_id": group,
        "default_address_id": None,
        "default_billing_address_id": None,
        "date_added": now,
        "updated_at": now,
        **values,
    }
    return backend.table("customers").insert(row)


def delete_customer(backend: Backend, row: Row) -> None:
    """With the addresses; orders stay."""
    for name in (SHIPPING, BILLING):
        for each in backend.table(name).where("customer_id", row["id"]):
            backend.table(name).delete(each["id"])
    if backend.quirks.customer_hooks_from_api:
        backend.tell("customer.deleted", row["id"], dict(row))
    backend.table("customers").delete(row["id"])


def shipping_address(backend: Backend, row: Row | None, document: Document) -> Row:
    """An address to deliver to."""
    return _address(
        backend, SHIPPING, row, taken(document, _ADDRESS, backend, creating=row is None), document
    )


def billing_address(backend: Backend, row: Row | None, document: Document) -> Row:
    """An address for the invoice. ЕИК and МОЛ are taken and never shown."""
    values = taken(document, {**_ADDRESS, **_COMPANY}, backend, creating=row is None)
    merged = {**(row or {}), **values}
    if bool(merged.get("company_name")) != bool(merged.get("company_vat")):
        missing = "company_vat" if merged.get("company_name") else "company_name"
        raise invalid(f"The {missing.replace('_', ' ')} field is required.", f"/data/attributes/{missing}")
    if values.get("company_vat"):
        _ask_vies(backend, str(values["company_vat"]))
    hidden = {f"_{name}": values.pop(name) for name in ("company_bulstat", "company_mol") if name in values}
    return _address(backend, BILLING, row, {**values, **hidden}, document)


def delete_address(backend: Backend, name: str, row: Row) -> None:
    """Not the default one."""
    owner = backend.table("customers").get(row["customer_id"])
    if owner is not None and owner[_DEFAULTS[name]] == row["id"]:
        raise refusal(422, "The default address cannot be deleted.", title="Not Deletable")
    backend.table(name).delete(row["id"])


def _ask_vies(backend: Backend, vat_number: str) -> None:
    """The state's register of VAT numbers, which may refuse or not answer (facts 8.16)."""
    settings, failure = backend.shop.settings, backend.quirks.vies_failure
    if failure == "ignored" or not (settings.vies_down or vat_number in settings.refused_vat_numbers):
        return
    if failure == "error":
        raise Refusal(500, [{"status": "500", "title": "Internal Server Error"}])
    raise invalid("The company vat is not valid.", "/data/attributes/company_vat")


def _address(backend: Backend, name: str, row: Row | None, values: Row, document: Document) -> Row:
    if bool(values.get("phone")) != bool(values.get("phone_country_iso2")):
        raise invalid("The phone needs its phone country iso2.", "/data/attributes/phone")
    if row is None or "customer" in document.pointed:
        values["customer_id"] = required_relation(document, "customer")
    table = backend.table(name)
    merged = {**(row or {}), **values}
    values.update(texts_of(merged))
    if row is not None:
        table.change(row, values)
        return row
    made = table.insert({"post_code": None, "state_name": None, **values})
    owner = backend.row("customers", made["customer_id"])
    if owner[_DEFAULTS[name]] is None:
        backend.table("customers").change(owner, {_DEFAULTS[name]: made["id"]})
    return made


def texts_of(address: Row) -> dict[str, Any]:
    """The address in one line, as the platform adds it."""
    street = " ".join(str(address[name]) for name in ("street_name", "street_number") if address.get(name))
    town = " ".join(str(address[name]) for name in ("post_code", "city_name") if address.get(name))
    text = ", ".join(part for part in (street, town, address.get("country_name")) if part)
    name = " ".join(str(address[part]) for part in ("first_name", "last_name") if address.get(part))
    return {"text": text, "formatted": f"{name}, {text}", "full_name": name}
